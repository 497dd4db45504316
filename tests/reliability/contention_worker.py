"""One of many processes that write one journal as fast as they can.

Run as `python -m tests.reliability.contention_worker FOLDER MOVEMENTS BEGIN POST`, BEGIN being how
a transaction starts: IMMEDIATE, as the program does, or DEFERRED, and POST the seconds between
intent and outcome. It says "ready", waits for a line, and in the end prints what it met.
"""

import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from smspartner_tui.core.movement import Entry, JournalProblem, Movement
from smspartner_tui.journal import Journal, JournalError, LineBusy
from tests.journal.helpers import BASE_URL, PAUL, agree, confirmed, movement

LOOK_AGAIN: Final = 0.2
"""Seconds between looks at a line that another process holds, as the sender does."""

_IMMEDIATE: Final = "BEGIN IMMEDIATE"

Value = TypeVar("Value")


@dataclass(slots=True)
class Met:
    """What a process met; waits in seconds.

    `locks` are the waits for the write lock itself, `lines` those for another process's movement
    to be over, `busy` the times that SQLite gave up, `numbers` what the movements were given.
    """

    locks: list[float] = field(default_factory=list)
    lines: list[float] = field(default_factory=list)
    busy: int = 0
    numbers: list[int] = field(default_factory=list)


class Watched:
    """A database connection that notes how long the write lock takes to get.

    `begin` is put in the place of the program's own way to start a transaction.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        met: Met,
        begin: str,
        clock: Callable[[], float],
    ) -> None:
        self._db = db
        self._met = met
        self._begin = begin
        self._clock = clock
        self._asked_at: float | None = None

    def execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """The connection's own, with a watch on the start of a transaction."""
        if sql != _IMMEDIATE:
            return self._db.execute(sql, values)
        if self._asked_at is None:
            self._asked_at = self._clock()
        # One that is turned away goes on waiting: it will ask again.
        cursor = self._db.execute(self._begin)
        self._met.locks.append(self._clock() - self._asked_at)
        self._asked_at = None
        return cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)


def watch(
    journal: Journal,
    met: Met,
    begin: str = _IMMEDIATE,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Put a watched connection in the place of a journal's own."""
    journal._db = cast("sqlite3.Connection", Watched(journal._db, met, begin, clock))


def contend(journal: Journal, movements: int, token: str, met: Met, post: float = 0.0) -> None:
    """Begin and settle so many movements, with a POST of so many seconds in between."""
    pause = threading.Event()
    for count in range(movements):
        asked = movement(token, movement_id=f"{token} {count}")
        entry = _begin_in_turn(journal, asked, met)
        pause.wait(post)
        insist(partial(journal.settle, asked.id, confirmed()), met)
        met.numbers.append(entry.number or 0)


def _begin_in_turn(journal: Journal, asked: Movement, met: Met) -> Entry:
    pause, began = threading.Event(), time.monotonic()
    while True:
        try:
            entry = insist(lambda: journal.begin(asked, agree), met)
        except LineBusy:
            pause.wait(LOOK_AGAIN)
        else:
            met.lines.append(time.monotonic() - began)
            return entry


def insist(write: Callable[[], Value], met: Met) -> Value:
    """Write, again and again if SQLite gives up, which is counted."""
    while True:
        try:
            return write()
        except JournalError as error:
            if error.problem is not JournalProblem.BUSY:
                raise
            met.busy += 1


def main() -> None:
    """Contend, when told to, and say what was met."""
    folder, movements, begin, post = sys.argv[1:]
    journal = Journal(Path(folder), BASE_URL, PAUL, lambda: datetime.now(UTC))
    met = Met()
    watch(journal, met, f"BEGIN {begin}")
    try:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        contend(journal, int(movements), f"token of {os.getpid()}", met, float(post))
    finally:
        journal.close()
    sys.stdout.write(json.dumps(asdict(met)))


if __name__ == "__main__":
    main()
