"""Balances as the journal keeps them, and the rises among them that are not its own doing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from smspartner_tui.core.history import Rise
from smspartner_tui.core.money import to_micros
from smspartner_tui.core.verdict import elsewhere
from smspartner_tui.journal import rows
from smspartner_tui.journal.chain import Fact, seal
from smspartner_tui.journal.past import replied_at, sighting
from smspartner_tui.journal.reader import MAIN, Reader

_MAY_STILL_MOVE: Final = timedelta(minutes=10)
"""How long after it was sent a movement may show in a balance, at the very most."""


class Keeping(Reader):
    """One row for each balance that an account had; only a credit can have raised one.

    `names` are those under which sub-accounts are written down, by token.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names: Mapping[str, str] = {}

    def _keep_balance(self, account: str, amount: Decimal | None, at: datetime) -> Rise | None:
        """Keep a balance, and the rise where no movement of this journal accounts for it."""
        micros = rows.balance_micros(amount)
        if micros is None:
            return None
        last = self._db.execute(
            "SELECT * FROM reading WHERE account = ? ORDER BY id DESC LIMIT 1", (account,)
        ).fetchone()
        when = rows.moment(at)
        # Another process may have seen it later; from the future nobody has, whatever it says.
        if last is not None and when < last["last_at"] <= rows.moment(self._now()):
            return None
        if last is not None and last["micros"] == micros:
            values = (last["id"], account, micros, last["first_at"], when)
            self._db.execute(
                "UPDATE reading SET last_at = ?, seal = ? WHERE id = ?",
                (when, seal(values), last["id"]),
            )
            return None
        number = self._value("SELECT coalesce(max(id), 0) + 1 FROM reading")
        self._insert("reading", number, account, micros, when, when)
        return None if last is None else self._keep_rise(account, last, micros, when)

    def _keep_rise(
        self, account: str, last: Mapping[str, Fact], micros: int, when: str
    ) -> Rise | None:
        seen_at = datetime.fromisoformat(str(last["last_at"]))
        since = rows.moment(seen_at - _MAY_STILL_MOVE)
        if account == MAIN:
            others = self._all("WHERE sent_at >= ?", since)
        else:
            others = self._all("WHERE token = ? AND sent_at >= ?", account, since)
        replied = replied_at(others)
        risen = elsewhere(
            sighting(int(str(last["micros"])), str(last["last_at"]), replied),
            sighting(micros, when, replied),
            others,
            None if account == MAIN else account,
        )
        if not risen:
            return None
        rise = Rise(
            id=self._value("SELECT coalesce(max(id), 0) + 1 FROM rise"),
            token=account,
            name=self.names.get(account, account[-4:]),
            amount=risen,
            since=seen_at,
            at=datetime.fromisoformat(when),
            after=self._value("SELECT coalesce(max(number), 0) FROM movement"),
        )
        self._insert(
            "rise",
            rise.id,
            rise.after,
            account,
            rise.name,
            to_micros(risen),
            rows.moment(rise.since),
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
