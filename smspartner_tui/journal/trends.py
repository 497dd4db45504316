"""What days left are told from: of each sub-account the last weeks' balances, and what moved it.

A balance for each day is enough, because what was moved in between is known. It is found without
looking at those that lie between, of which there can be one a minute.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Final

from smspartner_tui.core.days import DAYS, Recent
from smspartner_tui.core.history import Held
from smspartner_tui.core.money import from_micros, to_micros
from smspartner_tui.core.movement import OPEN_STATES
from smspartner_tui.journal import rows
from smspartner_tui.journal.chain import seal
from smspartner_tui.journal.reader import Reader, listed

_DAY: Final = timedelta(days=1)

_LAST_OF_DAYS: Final = (
    "SELECT DISTINCT id, micros, first_at, last_at FROM reading WHERE last_at >= ? AND id IN ("
    "SELECT (SELECT max(id) FROM reading WHERE account = ? AND id <= ends.value) FROM ends)"
    "ORDER BY id"
)
"""The last balance of an account up to each of some rows, and from a time on."""


class Trends(Reader):
    """Asks about one sub-account at a time, so that nobody who writes waits for all of them."""

    def recent(self, tokens: Iterable[str], now: datetime) -> Iterator[tuple[str, Recent]]:
        """What is known of the last weeks of sub-accounts, one after the other.

        Raises:
            JournalError: it cannot be read.
        """
        ends = self._ends(now)
        since = rows.moment(now - DAYS * _DAY)
        for token in tokens:
            yield token, self._recent_of(token, ends, since)

    def _ends(self, now: datetime) -> list[int]:
        """The newest row before the midnights of the last weeks, and the newest one of all."""
        today = now.astimezone().date()
        with self._reading():
            found = {newest_before(self._db, midnight(today - n * _DAY)) for n in range(DAYS)}
            return sorted({*found, self._value("SELECT coalesce(max(id), 0) FROM reading")})

    def _recent_of(self, token: str, ends: list[int], since: str) -> Recent:
        values = ", ".join(["(?)"] * len(ends))
        with self._reading():
            held = self._db.execute(
                f"WITH ends (value) AS (VALUES {values}) {_LAST_OF_DAYS}",
                (*ends, since, token),
            ).fetchall()
            # One that is open stays so for as long as nobody decides.
            entries = self._all(
                f"WHERE token = ? AND (sent_at >= ? OR state IN ({listed(OPEN_STATES)})) "
                "ORDER BY number",
                token,
                since,
            )
            rises = self._db.execute(
                "SELECT * FROM rise WHERE account = ? AND at >= ? ORDER BY id", (token, since)
            ).fetchall()
        return Recent(tuple(map(_held, held)), entries, tuple(map(rows.rise, rises)))

    def keep_past(self, balances: Mapping[str, Iterable[Held]]) -> None:
        """Keep the balances of weeks at once, by account: for a rehearsal, whose journal is new.

        Raises:
            JournalError: they could not be written.
        """
        found = sorted(
            (rows.moment(one.first_at), rows.moment(one.last_at), account, to_micros(one.amount))
            for account, held in balances.items()
            for one in held
        )
        with self._writing():
            first = self._value("SELECT coalesce(max(id), 0) + 1 FROM reading")
            kept = [
                (number, account, micros, first_at, first_at, last_at, last_at)
                for number, (first_at, last_at, account, micros) in enumerate(found, first)
            ]
            self._db.executemany(
                "INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                ((*values, seal(values)) for values in kept),
            )

    def _writing(self) -> AbstractContextManager[str]:
        raise NotImplementedError


def _held(row: sqlite3.Row) -> Held:
    times = (datetime.fromisoformat(row["first_at"]), datetime.fromisoformat(row["last_at"]))
    return Held(from_micros(row["micros"]), *times)


def midnight(day: date) -> str:
    """The first moment of a local day, as the journal writes times."""
    # Without an offset, because on two days of the year midnight has another one.
    return rows.moment(datetime(day.year, day.month, day.day).astimezone(UTC))


def newest_before(db: sqlite3.Connection, moment: str) -> int:
    """The number up to which rows of balances were first seen before a time; 0 where none was.

    They are written in the order of time, as long as nobody sets the clock back.
    """
    found, (beyond,) = 0, db.execute("SELECT coalesce(max(id), 0) + 1 FROM reading").fetchone()
    while beyond - found > 1:
        middle = (found + beyond) // 2
        row = db.execute(
            "SELECT id, first_at FROM reading WHERE id <= ? ORDER BY id DESC LIMIT 1", (middle,)
        ).fetchone()
        if row is None or row["first_at"] < moment:
            found = middle
        else:
            beyond = row["id"]
    return found
