"""A journal for those who only look: as it was at one moment, in memory, however it is.

Copying takes milliseconds; after that nobody who writes is kept waiting, and every question is
answered of the same moment. Nothing is written: no session, no lock, no migration. The one thing
that may still happen to the file is what SQLite does first for anybody who opens it, where a
process was killed while it wrote: half a write is taken back.
"""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from smspartner_tui.core.damage import Damage, Part
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.movement import OPEN_STATES, JournalProblem
from smspartner_tui.core.operator import Operator
from smspartner_tui.journal.chain import Event, fold
from smspartner_tui.journal.copying import BACKUP, copy_at_once, copy_to
from smspartner_tui.journal.database import (
    BUSY_TIMEOUT,
    RUN_FOLDER,
    TROUBLE,
    JournalError,
    problem_of,
)
from smspartner_tui.journal.past import PastQuestions
from smspartner_tui.journal.questions import Questions
from smspartner_tui.journal.reader import listed
from smspartner_tui.journal.schema import MIGRATIONS, NewerSchema, migrate, version_of
from smspartner_tui.journal.store import FILE_NAME

IN_A_NEWER_ONE: Final = frozenset({Part.PAGES, Part.CHAIN})
"""What can be held against its evidence where this version does not know all that there is."""


class NoJournal(Exception):  # noqa: N818 (a finding, which its reader turns into words)
    """There is no journal, and never was one that this folder knows of."""


@frozen
class Summary:
    """How much a journal holds, and the hash that covers all its events.

    `first_at` and `last_at` are the times (UTC) of its first and last event, `doubts` how many
    movements are in doubt or in flight, `replies` how many were answered. `copied_at` is when
    the backup was made that this journal is, or once was; None where it never was one.
    """

    base_url: str
    sessions: int
    readings: int
    rises: int
    movements: int
    replies: int
    doubts: int
    events: int
    first_at: datetime | None
    last_at: datetime | None
    head: str
    copied_at: datetime | None


class Archive(Questions, PastQuestions):
    """The journal in a folder, or a copy of one under another name, as it is now.

    `problem` is set where a newer version of this program wrote it: then only `check` is sure to
    be answered. `check` looks for damage, and leaves what it finds in `damage`.

    Raises:
        NoJournal: there is none.
        JournalError: it is gone, or nothing of it can be read.
    """

    def __init__(self, folder: Path, name: str = FILE_NAME) -> None:
        super().__init__()
        self.path = folder / name
        _find(self.path)
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        try:
            self._take()
        except TROUBLE as error:
            self._db.close()
            raise JournalError(problem_of(error), str(error)) from None
        except JournalError:
            self._db.close()
            raise

    def _take(self) -> None:
        self._db.row_factory = sqlite3.Row
        _copy(self.path, self._db)
        self._db.execute("PRAGMA trusted_schema=OFF")
        self._db.execute("PRAGMA cell_size_check=ON")
        if version_of(self._db) == 0:
            raise JournalError(JournalProblem.DAMAGED, "it is empty")
        try:
            # An older one is brought up here, in memory.
            migrate(self._db, lambda _version: None, MIGRATIONS)
        except NewerSchema:
            self.problem = JournalProblem.NEWER
        self._db.execute("PRAGMA query_only=ON")

    def close(self) -> None:
        """Let go of the memory."""
        self._db.close()

    def check(self) -> None:
        """Look for damage; of a newer journal, in what this version knows of it.

        Raises:
            JournalError: not even that can be looked at.
        """
        if self.problem is JournalProblem.NEWER:
            with self._reading():
                self.damage = self._damage_in_newer()
            return
        super().check()
        if self.problem is not None and self.damage is None:
            # In memory nothing else stands in the way of reading.
            self.damage = Damage(Part.PAGES)

    def _damage_in_newer(self) -> Damage | None:
        if [row[0] for row in self._db.execute("PRAGMA integrity_check(1)")] != ["ok"]:
            return Damage(Part.PAGES)
        columns = ", ".join(Event._fields)
        events = self._db.execute(f"SELECT {columns} FROM event ORDER BY seq")  # noqa: S608
        _movements, damaged = fold(map(Event._make, events))
        return None if damaged is None else Damage(Part.CHAIN, str(damaged))

    def summary(self) -> Summary:
        """How much it holds.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            first, last = self._db.execute("SELECT min(at), max(at) FROM event").fetchone()
            head = self._db.execute("SELECT hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
            (copied,) = self._db.execute(
                "SELECT max(opened_at) FROM session WHERE version = ?", (BACKUP,)
            ).fetchone()
            (base_url,) = self._db.execute("SELECT max(base_url) FROM account").fetchone()
            return Summary(
                base_url=base_url or "",
                sessions=self._count("session"),
                readings=self._count("reading"),
                rises=self._count("rise"),
                movements=self._count("movement"),
                replies=self._value("SELECT count(*) FROM movement WHERE state = 'confirmed'"),
                doubts=self._count("movement", f"state IN ({listed(OPEN_STATES)})"),
                events=self._count("event"),
                first_at=datetime.fromisoformat(first) if first else None,
                last_at=datetime.fromisoformat(last) if last else None,
                head=head["hash"] if head else "",
                copied_at=datetime.fromisoformat(copied) if copied else None,
            )

    def _count(self, table: str, which: str = "1") -> int:
        return self._value(f"SELECT count(*) FROM {table} WHERE {which}")  # noqa: S608 (our own)

    def back_up(self, target: Path, now: datetime, operator: Operator) -> None:
        """Copy it to a new file that only its owner can read.

        Raises:
            FileExistsError: there is one; nothing is overwritten.
            OSError: it cannot be made.
            JournalError: there is no room for it, or a newer version of this program wrote it.
        """
        if self.problem is not None:
            raise JournalError(self.problem)
        with self._reading():
            copy_to(self._db, target, now, operator)


def _find(path: Path) -> None:
    """Tell a journal that never was from one that is gone, and from one that is out of reach."""
    try:
        path.lstat()
    except FileNotFoundError:
        if os.path.lexists(path.parent / RUN_FOLDER):
            raise JournalError(JournalProblem.DAMAGED, "the file is gone") from None
        raise NoJournal(str(path)) from None
    except OSError as error:
        raise JournalError(problem_of(error), error.strerror or str(error)) from None


def _copy(path: Path, memory: sqlite3.Connection) -> None:
    """Copy the file into memory."""
    try:
        with closing(_connect(path, "ro")) as db:
            copy_at_once(db, memory)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_READONLY_ROLLBACK":
            raise
        # Nothing can be read of it before half a write is taken back, and that is a write.
        with closing(_connect(path, "rw")) as db:
            db.execute("PRAGMA query_only=ON")
            copy_at_once(db, memory)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_TIMEOUT,
        isolation_level=None,
    )
