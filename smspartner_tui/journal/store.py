"""The journal: write an intent, write an outcome, and what was decided about it.

Safe to share between threads. Every write is one transaction that takes the write lock at once;
when it returns, it is on the disk.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from smspartner_tui import __version__
from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.guards import Objection, Situation, blocking
from smspartner_tui.core.movement import (
    Before,
    Entry,
    JournalProblem,
    Movement,
    Outcome,
    Reason,
    Resolution,
    State,
)
from smspartner_tui.core.operator import Operator
from smspartner_tui.journal import rows
from smspartner_tui.journal.chain import Fact, Facts, link, seal, written
from smspartner_tui.journal.database import (
    RUN_FOLDER,
    JournalError,
    open_database,
    open_for_reading,
    transaction,
)
from smspartner_tui.journal.presence import Presence
from smspartner_tui.journal.questions import MAIN, Questions
from smspartner_tui.journal.refusals import AlreadyAsked, GuardsObject, LineBusy, NotUnknown

FILE_NAME = "journal.sqlite3"

_PASSING = frozenset({JournalProblem.UNWRITABLE, JournalProblem.FULL, JournalProblem.BUSY})
"""What may stand against writing now and not in a minute."""

Weigh = Callable[[Situation], tuple[Objection, ...]]


class Journal(Questions):
    """One main account's journal in a folder of its own.

    `problem` says why it cannot be written; what can be read of it then still can be, and
    every write raises `JournalError`.
    """

    def __init__(
        self, folder: Path, base_url: str, operator: Operator, clock: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self.path = folder / FILE_NAME
        self._operator = operator
        self._clock = clock
        self._base_url = base_url
        self._presence: Presence | None = None
        self._came: dict[str, datetime] = {}
        self._open()

    def _open(self) -> None:
        try:
            self._db = open_database(self.path, self._clock())
            self._start(self._base_url)
            self.problem = None
        except JournalError as error:
            self.problem = error.problem
            self._db = open_for_reading(self.path)

    def try_again(self) -> None:
        """Open it again, where what stood against writing may have passed: a full disk, a lock.

        It is checked at once, because a check that was asked for before may not have been possible.
        """
        with self._lock:
            if self.problem in _PASSING:
                self._db.close()
                self._open()
                self.check()

    def _start(self, base_url: str) -> None:
        """Say who opened it, which proves that it can be written, and settle what died."""
        try:
            # Kept at a second try: what this process has in flight lives under its name.
            if self._presence is None:
                self._presence = Presence(self.path.parent / RUN_FOLDER)
            self._presence.sweep()
        except OSError as error:
            self._db.close()
            raise JournalError(JournalProblem.UNWRITABLE, str(error)) from None
        try:
            with transaction(self._db):
                self._claim(base_url)
                now = self._clock()
                owner = self._presence.owner
                if not self._value("SELECT count(*) FROM session WHERE id = ?", owner):
                    opened = (rows.moment(now), rows.operator_fact(self._operator), __version__)
                    self._insert("session", owner, *opened)
                self._settle_the_dead(now)
        except JournalError:
            self._db.close()
            raise

    def _claim(self, base_url: str) -> None:
        account = self._db.execute("SELECT base_url FROM account").fetchone()
        if account is None:
            self._insert("account", uuid.uuid4().hex, base_url, rows.moment(self._clock()))
        elif account["base_url"] != base_url:
            raise JournalError(JournalProblem.OTHER_ACCOUNT, account["base_url"])

    def close(self) -> None:
        """Close the file and give up the lock that says this process is alive."""
        with self._lock:
            self._db.close()
            if self._presence is not None:
                self._presence.leave()
                self._presence = None

    # Movements

    def begin(
        self,
        movement: Movement,
        weigh: Weigh,
        main: Before | None = None,
        subaccount: Before | None = None,
    ) -> Entry:
        """Write that a movement is being sent, if every guard still agrees, and number it.

        `weigh` is asked under the lock, with what the journal knows of the sub-account. The
        balances before it are the given ones, or those of a colleague who saw them later.

        Raises:
            GuardsObject: a guard forbids it.
            LineBusy: another movement of the main account is in flight.
            AlreadyAsked: the journal holds this very movement.
            JournalError: it could not be written.
        """
        with self._writing() as owner:
            if self._entry(movement.id) is not None:
                raise AlreadyAsked
            now = self._clock()
            self._settle_the_dead(now)
            found = self.situation(movement.token, now)
            refusal = self._refusal(weigh, found)
            if refusal is None:
                number = self._value("SELECT coalesce(max(number), 0) + 1 FROM movement")
                main = _later(main, found.main)
                subaccount = _later(subaccount, found.subaccount)
                planned = rows.planned(movement, self._operator, now)
                self._step(movement.id, State.PLANNED, now, planned)
                sending = rows.sending(number, owner, now, main, subaccount)
                self._step(movement.id, State.SENDING, now, sending)
                return self._known(movement.id)
        # Only now, because what died was settled all the same.
        raise refusal

    def _refusal(self, weigh: Weigh, found: Situation) -> GuardsObject | LineBusy | None:
        if objections := blocking(weigh(found)):
            return GuardsObject(objections)
        busy = self._one("WHERE state = 'sending'")
        return None if busy is None else LineBusy(busy)

    def settle(self, movement_id: str, outcome: Outcome) -> Entry:
        """Write what a sending came to, and the balances that it told.

        Raises:
            JournalError: it could not be written; the movement stays `sending`.
        """
        # Should it be written at a later try only, it still came now.
        at = self._came.setdefault(movement_id, self._clock())
        with self._writing():
            self._step(movement_id, outcome.state, at, rows.settled(outcome, at))
            entry = self._known(movement_id)
            if outcome.state is State.CONFIRMED:
                self._keep_balance(MAIN, outcome.main_balance, at)
                self._keep_balance(entry.movement.token, outcome.subaccount_balance, at)
        del self._came[movement_id]
        return entry

    def resolve(self, movement_id: str, *, applied: bool, because: str) -> Entry:
        """Write what the operator decided about an unknown outcome.

        Raises:
            NotUnknown: somebody decided before.
            JournalError: it could not be written.
            LookupError: the journal holds no such movement.
        """
        with self._writing():
            entry = self._known(movement_id)
            if entry.state is not State.UNKNOWN:
                raise NotUnknown(entry)
            now = self._clock()
            resolution = Resolution(applied, self._operator, now, because)
            state = State.RESOLVED_APPLIED if applied else State.RESOLVED_NOT_APPLIED
            self._step(movement_id, state, now, rows.resolved(resolution))
            return self._known(movement_id)

    def _settle_the_dead(self, now: datetime) -> None:
        """Nobody will ever tell what came of a POST whose process is gone: it is unknown."""
        for entry in self._all("WHERE state = 'sending'"):
            if self._presence is not None and not self._presence.is_alive(entry.owner):
                outcome = Outcome(State.UNKNOWN, Reason.PROCESS_DIED)
                facts = rows.settled(outcome, now)
                self._step(entry.movement.id, State.UNKNOWN, now, facts)

    def _step(self, movement_id: str, state: State, at: datetime, facts: Facts) -> None:
        """Append an event, and fold it into the movement's row."""
        when, text = rows.moment(at), written(facts)
        columns = tuple(facts)
        if state is State.PLANNED:
            names = ", ".join(("id", "state", *columns))
            marks = ", ".join("?" * (len(columns) + 2))
            self._db.execute(
                f"INSERT INTO movement ({names}) VALUES ({marks})",  # noqa: S608 (our own columns)
                (movement_id, state.value, *facts.values()),
            )
        else:
            names = ", ".join(f"{column} = ?" for column in ("state", *columns))
            self._db.execute(
                f"UPDATE movement SET {names} WHERE id = ?",  # noqa: S608 (our own columns)
                (state.value, *facts.values(), movement_id),
            )
        last = self._db.execute("SELECT hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        hashed = link(last["hash"] if last else "", movement_id, state.value, when, text)
        self._db.execute(
            "INSERT INTO event (movement, state, at, facts, hash) VALUES (?, ?, ?, ?, ?)",
            (movement_id, state.value, when, text, hashed),
        )

    # Balances

    def keep_balances(
        self, main: Decimal | None, subaccounts: Mapping[str, Decimal], at: datetime | None = None
    ) -> None:
        """Keep balances in euros as seen at a time, now if none: a new row for each that changed.

        Raises:
            JournalError: they could not be written.
        """
        with self._writing():
            seen_at = at or self._clock()
            self._keep_balance(MAIN, main, seen_at)
            for token, amount in subaccounts.items():
                self._keep_balance(token, amount, seen_at)

    def _keep_balance(self, account: str, amount: Decimal | None, at: datetime) -> None:
        micros = rows.balance_micros(amount)
        if micros is None:
            return
        last = self._db.execute(
            "SELECT * FROM reading WHERE account = ? ORDER BY id DESC LIMIT 1", (account,)
        ).fetchone()
        when = rows.moment(at)
        # Another process may have seen it later; from the future nobody has, whatever it says.
        if last is not None and when < last["last_at"] <= rows.moment(self._clock()):
            return
        if last is None or last["micros"] != micros:
            number = self._value("SELECT coalesce(max(id), 0) + 1 FROM reading")
            self._insert("reading", number, account, micros, when, when)
        else:
            values = (last["id"], account, micros, last["first_at"], when)
            self._db.execute(
                "UPDATE reading SET last_at = ?, seal = ? WHERE id = ?",
                (when, seal(values), last["id"]),
            )

    def _insert(self, table: str, *values: Fact) -> None:
        """Add a row that carries its own hash."""
        marks = ", ".join("?" * (len(values) + 1))
        self._db.execute(f"INSERT INTO {table} VALUES ({marks})", (*values, seal(values)))  # noqa: S608

    # The connection

    @contextmanager
    def _writing(self) -> Iterator[str]:
        """A write transaction, giving the name under which this process owns movements."""
        with self._lock, self._noticing():
            if self.problem is not None or self._presence is None:
                raise JournalError(self.problem or JournalProblem.UNWRITABLE)
            with transaction(self._db):
                yield self._presence.owner

    def _known(self, movement_id: str) -> Entry:
        entry = self._entry(movement_id)
        if entry is None:
            raise LookupError(movement_id)
        return entry


def _later(before: Before | None, seen: Balance | None) -> Before | None:
    """The later of two balances, to the millisecond; none where a movement has changed it since."""
    if seen is None:
        return before
    if before is not None and rows.moment(before.read_at) > rows.moment(seen.read_at):
        return before
    return None if seen.stale else Before(seen.amount, seen.read_at)
