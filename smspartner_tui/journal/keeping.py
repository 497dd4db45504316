"""Balances as the journal keeps them, and the rises among them that are not its own doing."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from smspartner_tui.core.history import Rise
from smspartner_tui.core.money import ZERO, from_micros, to_micros
from smspartner_tui.core.movement import Entry
from smspartner_tui.core.verdict import ROUNDING, elsewhere
from smspartner_tui.journal import rows
from smspartner_tui.journal.chain import Fact, seal
from smspartner_tui.journal.past import SENT_AROUND, replied_at, sighting
from smspartner_tui.journal.reader import MAIN, Reader

_MAY_STILL_MOVE: Final = timedelta(minutes=10)
"""How long after it was sent a movement may show in a balance, at the very most."""

BASES: Final = 4
"""How many rows a balance is held against: the last ones may overlap each other."""


class _Base(NamedTuple):
    """A balance in micro-euros that another is held against: when it was seen, and by when."""

    row: int
    micros: int
    at: str
    by: str


class Keeping(Reader):
    """One row for each balance that an account had; only a credit can have raised one.

    `names` are those under which sub-accounts are written down, by token.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names: Mapping[str, str] = {}

    def keep_balances(
        self,
        main: Decimal | None,
        subaccounts: Mapping[str, Decimal],
        at: datetime | None = None,
        by: datetime | None = None,
    ) -> tuple[Rise, ...]:
        """Keep balances in euros: a new row for each that changed.

        They were asked for `at` a time, now if none is given, and answered `by` one, or else by
        now. What rose without this journal is kept too, and returned.

        Raises:
            JournalError: they could not be written.
        """
        with self._writing():
            now = self._now()
            seen_at = at or now
            # Who hands it over has the answer, however long that took.
            answered_by = by or max(seen_at, now)
            rises = [self._keep_balance(MAIN, main, seen_at, answered_by)]
            rises += [
                self._keep_balance(token, amount, seen_at, answered_by)
                for token, amount in subaccounts.items()
            ]
            return tuple(rise for rise in rises if rise is not None)

    def _keep_balance(
        self,
        account: str,
        amount: Decimal | None,
        at: datetime,
        by: datetime,
        asked_at: datetime | None = None,
    ) -> Rise | None:
        """Keep a balance, and the rise where no movement of this journal accounts for it.

        It was asked for `at` a time and answered `by` one. A movement's reply told it when it
        came, and it may be as old as its question, `asked_at`.
        """
        micros = rows.balance_micros(amount)
        if micros is None:
            return None
        last = self._db.execute(
            "SELECT * FROM reading WHERE account = ? ORDER BY id DESC LIMIT 1", (account,)
        ).fetchone()
        when, answered = rows.moment(at), rows.moment(by)
        # Another process may have seen it later; from the future nobody has, whatever it says.
        if last is not None and when < last["last_at"] <= rows.moment(self._now()):
            return None
        if last is None or last["micros"] != micros:
            number = self._value("SELECT coalesce(max(id), 0) + 1 FROM reading")
            self._insert("reading", number, account, micros, when, answered, when, answered)
        else:
            first = (last["first_at"], last["first_by"])
            values = (last["id"], account, micros, *first, when, answered)
            self._db.execute(
                "UPDATE reading SET last_at = ?, last_by = ?, seal = ? WHERE id = ?",
                (when, answered, seal(values), last["id"]),
            )
            if last["last_at"] >= last["first_by"]:
                # Seen again already, it has been held against all that was before it.
                return None
        if last is None:
            return None
        return self._keep_rise(account, micros, when, answered, rows.moment(asked_at or at))

    def _keep_rise(
        self, account: str, micros: int, when: str, answered: str, asked_at: str
    ) -> Rise | None:
        """Keep the most that a balance rose by since one that is surely older."""
        bases = self._bases(account, asked_at)
        if not bases:
            return None
        others = self._moved_around(account, min(base.at for base in bases))
        replied = replied_at(others)
        last = sighting(micros, when, answered, replied)
        risen, since = ZERO, bases[0]
        for base in bases:
            first = sighting(base.micros, base.at, base.by, replied)
            found = elsewhere(first, last, others, None if account == MAIN else account)
            if found > risen and self._is_in_order(account, base, when):
                found -= self._kept_since(account, rows.moment(first.asked_at), base.by)
                risen, since = max((risen, since), (found, base))
        return None if risen < ROUNDING else self._insert_rise(account, risen, since.at, answered)

    def _bases(self, account: str, until: str) -> list[_Base]:
        """The balances that a new one is held against, newest first.

        Of two that overlap, as two operators' can, nobody knows which balance is the older one:
        what was spent between them would look like a rise.
        """
        found = self._db.execute(
            "SELECT * FROM reading WHERE account = ? AND first_by <= ? ORDER BY id DESC LIMIT ?",
            (account, until, BASES),
        )
        return [
            _Base(row["id"], row["micros"], at, by)
            for row in found
            for at, by in dict.fromkeys(
                ((row["last_at"], row["last_by"]), (row["first_at"], row["first_by"]))
            )
            if by <= until
        ]

    def _moved_around(self, account: str, at: str) -> tuple[Entry, ...]:
        """The movements that may show in a balance and not in one that was seen `at` a time.

        What was confirmed before that one was asked for is in both: of a long plan, all but the
        last few.
        """
        since = rows.moment(datetime.fromisoformat(at) - _MAY_STILL_MOVE)
        (asked_at,) = self._db.execute(
            f"SELECT min(sent_at) FROM movement WHERE {SENT_AROUND} AND settled_at >= ?",  # noqa: S608
            (since, at),
        ).fetchone()
        may_show = f"{SENT_AROUND} AND (state <> 'confirmed' OR settled_at > ?)"
        values = (since, min(at, asked_at or at))
        if account == MAIN:
            return self._all(f"WHERE {may_show}", *values)
        return self._all(f"WHERE {may_show} AND token = ?", *values, account)

    def _kept_since(self, account: str, asked_at: str, by: str) -> Decimal:
        """What is kept already of rises that a balance asked for at a time may be without.

        `by` is when that was answered: a rise that was seen then is one that it is with.
        """
        micros = self._value(
            "SELECT coalesce(sum(micros), 0) FROM rise WHERE account = ? AND at > ? AND at <> ?",
            account,
            asked_at,
            by,
        )
        return from_micros(micros)

    def _is_in_order(self, account: str, base: _Base, when: str) -> bool:
        """Whether times tell what came after a balance: not where the clock was set back."""
        return not self._value(
            "SELECT count(*) FROM reading WHERE account = ? AND "
            "(last_at > ? OR (id < ? AND last_at > ?) OR (id > ? AND first_at < ?))",
            account,
            when,
            *(base.row, base.at),
            *(base.row, base.at),
        )

    def _insert_rise(self, account: str, amount: Decimal, since: str, when: str) -> Rise:
        rise = Rise(
            id=self._value("SELECT coalesce(max(id), 0) + 1 FROM rise"),
            token=account,
            name=self.names.get(account, account[-4:]),
            amount=amount,
            since=datetime.fromisoformat(since),
            at=datetime.fromisoformat(when),
            after=self._value("SELECT coalesce(max(number), 0) FROM movement"),
        )
        self._insert(
            "rise",
            rise.id,
            rise.after,
            account,
            rise.name,
            to_micros(amount),
            since,
            when,
            rows.sought(rise.name, account[-4:]),
        )
        return rise

    def _insert(self, table: str, *values: Fact) -> None:
        """Add a row that carries its own hash."""
        marks = ", ".join("?" * (len(values) + 1))
        self._db.execute(f"INSERT INTO {table} VALUES ({marks})", (*values, seal(values)))  # noqa: S608

    def _now(self) -> datetime:
        raise NotImplementedError

    def _writing(self) -> AbstractContextManager[str]:
        raise NotImplementedError
