"""The journal: one file for one main account, who else is at it, and that every write is whole.

Safe to share between threads. Every write is one transaction that takes the write lock at once;
when it returns, it is on the disk.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from smspartner_tui import __version__
from smspartner_tui.core.movement import (
    Entry,
    JournalProblem,
)
from smspartner_tui.core.operator import Operator
from smspartner_tui.journal import rows
from smspartner_tui.journal.copying import BACKUP, copy_to
from smspartner_tui.journal.database import (
    RUN_FOLDER,
    JournalError,
    is_team_folder,
    open_database,
    open_for_reading,
    transaction,
)
from smspartner_tui.journal.movements import Movements
from smspartner_tui.journal.past import PastQuestions
from smspartner_tui.journal.presence import Presence
from smspartner_tui.journal.rivals import Rivals
from smspartner_tui.journal.thinning import Thinning
from smspartner_tui.unique import new_id

FILE_NAME = "journal.sqlite3"

_PASSING = frozenset({JournalProblem.UNWRITABLE, JournalProblem.FULL, JournalProblem.BUSY})
"""What may stand against writing now and not in a minute."""


class Signature(NamedTuple):
    """A file as it was last written: when, in nanoseconds, and its size in bytes."""

    written_at: int
    size: int


class Journal(Movements, PastQuestions, Thinning):
    """One main account's journal in a folder of its own.

    `problem` says why it cannot be written; what can be read of it then still can be, and
    every write raises `JournalError`. `copied_at` is when the copy was made that stands in its
    place since the last session, if one does. With the `fingerprint` of the account's key,
    `has_rival` tells whether another journal of it is in use on this host.
    """

    def __init__(
        self,
        folder: Path,
        base_url: str,
        operator: Operator,
        clock: Callable[[], datetime],
        *,
        fingerprint: str = "",
        new_id: Callable[[], str] = new_id,
    ) -> None:
        super().__init__()
        self.path = folder / FILE_NAME
        self.operator = operator
        self._clock = clock
        self._base_url = base_url
        self._fingerprint = fingerprint
        self._new_id = new_id
        self._rivals: Rivals | None = None
        self._presence: Presence | None = None
        self.copied_at: datetime | None = None
        self.has_rival = False
        self._open()

    def _open(self) -> None:
        try:
            self._db = open_database(self.path, self._clock())
            self._start(self._base_url)
            self.problem = None
        except JournalError as error:
            self.problem = error.problem
            self._db = open_for_reading(self.path)
        self._is_there = bool(self._db.execute("PRAGMA database_list").fetchone()["file"])

    def try_again(self) -> None:
        """Open it again, where what stood against writing may have passed: a full disk, a lock.

        It is checked at once, because a check that was asked for before may not have been possible.
        """
        self.look_around()
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
                folder = self.path.parent
                self._presence = Presence(
                    folder / RUN_FOLDER, shared=is_team_folder(folder), new_id=self._new_id
                )
            self._presence.sweep()
        except OSError as error:
            self._db.close()
            raise JournalError(JournalProblem.UNWRITABLE, str(error)) from None
        try:
            with transaction(self._db):
                self._claim(base_url)
                self._notice_copy()
                now = self._clock()
                owner = self._presence.owner
                if not self._value("SELECT count(*) FROM session WHERE id = ?", owner):
                    opened = (rows.moment(now), rows.operator_fact(self.operator), __version__)
                    self._insert("session", owner, *opened)
                self._settle_the_dead(now)
                journal_id = self._db.execute("SELECT id FROM account").fetchone()["id"]
        except JournalError:
            self._db.close()
            raise
        if self._rivals is None and self._fingerprint:
            self._rivals = Rivals(base_url, self._fingerprint, journal_id)
        self.look_around()

    def look_around(self) -> None:
        """See whether another journal of this account is in use on this host."""
        with self._lock:
            self.has_rival = self._rivals is not None and self._rivals.found()

    def use_fingerprint(self, fingerprint: str) -> None:
        """Look for rivals under another key of the account from now on; never raises."""
        with self._lock:
            # Without a name yet, the next opening that succeeds takes the new one.
            former, is_new = self._rivals, fingerprint != self._fingerprint
            self._fingerprint = fingerprint
            if former is not None and is_new:
                # Bound before the old name is given up: at every moment others see one of them.
                self._rivals = Rivals(self._base_url, fingerprint, former.journal_id)
                former.leave()
            self.look_around()

    def _claim(self, base_url: str) -> None:
        account = self._db.execute("SELECT base_url FROM account").fetchone()
        if account is None:
            self._insert("account", self._new_id(), base_url, rows.moment(self._clock()))
        elif account["base_url"] != base_url:
            raise JournalError(JournalProblem.OTHER_ACCOUNT, account["base_url"])

    def _notice_copy(self) -> None:
        """A copy in its place knows nothing of what was moved after it was made."""
        last = self._db.execute(
            "SELECT opened_at, version FROM session ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        if last is not None and last["version"] == BACKUP:
            self.copied_at = datetime.fromisoformat(last["opened_at"])

    def back_up(self, target: Path) -> None:
        """Copy the journal, as it stands now, to a new file that only its owner can read.

        Raises:
            FileExistsError: there is one; nothing is overwritten.
            OSError: it cannot be made.
            JournalError: the journal cannot be read.
        """
        with self._reading():
            if not self._is_there:
                # What is asked in its stead is empty, and would pass for a copy.
                raise JournalError(self.problem or JournalProblem.UNWRITABLE)
            copy_to(self._db, target, self._clock(), self.operator)

    def close(self) -> None:
        """Close the file and give up the lock that says this process is alive."""
        with self._lock:
            self._db.close()
            if self._presence is not None:
                self._presence.leave()
                self._presence = None
            if self._rivals is not None:
                self._rivals.leave()
                self._rivals = None

    def _refuse_rival(self) -> None:
        """Begin nothing while another journal of this account is in use on this host."""
        self.look_around()
        if self.has_rival:
            raise JournalError(JournalProblem.RIVAL)

    def _now(self) -> datetime:
        return self._clock()

    # Colleagues

    @property
    def owner(self) -> str:
        """The name under which this process sends; empty while it cannot."""
        return self._presence.owner if self._presence is not None else ""

    def news(self, after: int | None) -> tuple[int, tuple[Entry, ...]]:
        """The newest event's number, and the movements that took a step after the given one.

        None stands for the newest: then there is no movement.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            newest = self._value("SELECT coalesce(max(seq), 0) FROM event")
            entries = self._all(
                "WHERE id IN (SELECT movement FROM event WHERE seq > ?) ORDER BY number",
                newest if after is None else after,
            )
            return newest, entries

    def signature(self) -> Signature | None:
        """When it was last written, told without opening the file; None where none can be read."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return Signature(status.st_mtime_ns, status.st_size) if self._is_there else None

    # The connection

    @contextmanager
    def _writing(self) -> Iterator[str]:
        """A write transaction, giving the name under which this process owns movements."""
        with self._lock, self._noticing():
            if self.problem is not None or self._presence is None:
                raise JournalError(self.problem or JournalProblem.UNWRITABLE)
            with transaction(self._db):
                yield self._presence.owner
