"""How a journal is asked: one connection, one thread at a time, and damage noticed in passing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Final

from smspartner_tui.core.damage import Damage
from smspartner_tui.core.movement import Entry, JournalProblem, State
from smspartner_tui.journal import rows
from smspartner_tui.journal.database import JournalError, problem_of
from smspartner_tui.journal.soundness import find_damage

MAIN: Final = ""
"""The main account's name in the tables of balances, where sub-accounts have their tokens."""

# What making a value out of a row can raise, when the row is not what was written.
_UNREADABLE: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Reader:
    """A journal's connection for asking, safe to share between threads.

    `problem` says why it cannot be written; what can be read of it then still can be. `damage`
    is the first piece of evidence that did not hold, where that was looked for.
    """

    _db: sqlite3.Connection

    def __init__(self) -> None:
        self.problem: JournalProblem | None = None
        self.damage: Damage | None = None
        self._lock = RLock()

    def check(self) -> None:
        """Hold the journal against all the evidence that it carries.

        Damage is remembered in `problem`: from then on nothing is written.
        """
        if self.problem is not None:
            return
        try:
            with self._reading():
                self.damage = find_damage(self._db)
                if self.damage is not None:
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
            question = f"SELECT *, {rows.LINK} FROM movement {clause}"  # noqa: S608
            found = self._db.execute(question, values)
            return tuple(rows.entry(row) for row in found)

    def _one(self, clause: str, *values: str | int) -> Entry | None:
        return next(iter(self._all(clause, *values)), None)

    def _value(self, question: str, *values: str | int) -> int:
        return int(self._db.execute(question, values).fetchone()[0])


def listed(states: frozenset[State]) -> str:
    """States as SQL lists them."""
    return ", ".join(f"'{state}'" for state in sorted(states))
