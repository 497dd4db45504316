"""What a journal can be asked; nothing here writes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from threading import RLock
from typing import Final

from smspartner_tui.core.accounts import Balance, Balances
from smspartner_tui.core.guards import Situation
from smspartner_tui.core.money import from_micros
from smspartner_tui.core.movement import (
    COUNTED_STATES,
    OPEN_STATES,
    Entry,
    JournalProblem,
    State,
)
from smspartner_tui.journal import rows
from smspartner_tui.journal.database import JournalError, problem_of
from smspartner_tui.journal.soundness import is_sound

RECENT: Final = timedelta(hours=24)

MAIN: Final = ""
"""The main account's name in the table of readings, where sub-accounts have their tokens."""

_APPLIED: Final = frozenset({State.CONFIRMED, State.RESOLVED_APPLIED})

# What making a value out of a row can raise, when the row is not what was written.
_UNREADABLE: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Questions:
    """The journal's reading half, safe to share between threads.

    `problem` says why it cannot be written; what can be read of it then still can be.
    """

    _db: sqlite3.Connection

    def __init__(self) -> None:
        self.problem: JournalProblem | None = None
        self._lock = RLock()

    def situation(self, token: str, now: datetime) -> Situation:
        """What the journal knows that the guards ask about a sub-account.

        Its balances may be a colleague's; one from the future says nothing about now.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            recent = self._all(
                "WHERE token = ? AND sent_at >= ? ORDER BY number DESC",
                token,
                rows.moment(now - RECENT),
            )
            main, subaccount = (
                balance if balance is not None and balance.read_at <= now else None
                for balance in (self._balance(MAIN), self._balance(token))
            )
            return Situation(
                now=now,
                main=main,
                subaccount=subaccount,
                added_today=self.added_today(now),
                recent=recent,
                open_entry=self._one(
                    f"WHERE token = ? AND state IN ({_listed(OPEN_STATES)})", token
                ),
            )

    def added_today(self, now: datetime) -> Decimal:
        """Euros added since local midnight, counting what is in flight and unknown.

        A clock that goes back does not reopen the day: what was sent later counts too.

        Raises:
            JournalError: it cannot be read.
        """
        # Without its offset, because on two days of the year midnight had another one.
        midnight = now.astimezone().replace(
            hour=0, minute=0, second=0, microsecond=0, tzinfo=None, fold=0
        )
        with self._reading():
            micros = self._value(
                "SELECT coalesce(sum(micros), 0) FROM movement WHERE direction = 'add' "  # noqa: S608
                f"AND sent_at >= ? AND state IN ({_listed(COUNTED_STATES)})",
                rows.moment(midnight),
            )
            return from_micros(micros)

    def open_entries(self) -> tuple[Entry, ...]:
        """Movements in flight or unknown, oldest first.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            return self._all(f"WHERE state IN ({_listed(OPEN_STATES)}) ORDER BY number")

    def history(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """The newest movements, newest first; those with a number under `before`, if given.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            below = "WHERE number IS NOT NULL" if before is None else "WHERE number < ?"
            values = () if before is None else (before,)
            return self._all(f"{below} ORDER BY number DESC LIMIT ?", *values, limit)

    def last_of(self, token: str) -> Entry | None:
        """The newest movement on a sub-account.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            return self._one("WHERE token = ? ORDER BY number DESC LIMIT 1", token)

    def balances(self) -> Balances:
        """The balances last seen, with when that was.

        Raises:
            JournalError: they cannot be read.
        """
        with self._reading():
            accounts = self._db.execute("SELECT DISTINCT account FROM reading").fetchall()
            found = {row["account"]: self._balance(row["account"]) for row in accounts}
            main = found.pop(MAIN, None)
            return Balances(main, {token: balance for token, balance in found.items() if balance})

    def _balance(self, account: str) -> Balance | None:
        """The balance last seen, stale when a movement has changed it since."""
        seen = self._db.execute(
            "SELECT micros, last_at FROM reading WHERE account = ? ORDER BY id DESC LIMIT 1",
            (account,),
        ).fetchone()
        if seen is None:
            return None
        theirs, values = ("", ()) if account == MAIN else ("token = ? AND ", (account,))
        moved = self._db.execute(
            f"SELECT sent_at FROM movement WHERE {theirs}state IN ({_listed(_APPLIED)}) "  # noqa: S608
            "ORDER BY number DESC LIMIT 1",
            values,
        ).fetchone()
        return Balance(
            from_micros(seen["micros"]),
            datetime.fromisoformat(seen["last_at"]),
            stale=moved is not None and moved["sent_at"] > seen["last_at"],
        )

    def check(self) -> None:
        """Hold the journal against all the evidence that it carries.

        Damage is remembered in `problem`: from then on nothing is written.
        """
        if self.problem is not None:
            return
        try:
            with self._reading():
                if not is_sound(self._db):
                    self.problem = JournalProblem.DAMAGED
        except JournalError as error:
            # What could not be held against its evidence is not relied on.
            self.problem = error.problem

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, self._noticing():
            try:
                yield
            except sqlite3.Error as error:
                raise JournalError(problem_of(error), str(error)) from None
            except _UNREADABLE as error:
                raise JournalError(JournalProblem.DAMAGED, str(error)) from None

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        """Damage that is met in passing stops the writing, as damage that was looked for."""
        try:
            yield
        except JournalError as error:
            if error.problem is JournalProblem.DAMAGED and self.problem is None:
                self.problem = JournalProblem.DAMAGED
            raise

    def _entry(self, movement_id: str) -> Entry | None:
        return self._one("WHERE id = ?", movement_id)

    def _all(self, clause: str, *values: str | int) -> tuple[Entry, ...]:
        with self._reading():
            found = self._db.execute(f"SELECT * FROM movement {clause}", values)  # noqa: S608
            return tuple(rows.entry(row) for row in found)

    def _one(self, clause: str, *values: str | int) -> Entry | None:
        return next(iter(self._all(clause, *values)), None)

    def _value(self, question: str, *values: str | int) -> int:
        return int(self._db.execute(question, values).fetchone()[0])


def _listed(states: frozenset[State]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))
