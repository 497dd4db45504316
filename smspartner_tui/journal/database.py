"""The journal's file: made private, opened durable, and what is wrong with it said in one word.

TRUNCATE with EXTRA loses no acknowledged commit at a power loss; Python's default loses some,
and write-ahead logging has a corruption race in the versions that servers run. Never open, copy
or hash the file by hand while it is open: closing any descriptor of it drops SQLite's locks.
"""

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.disk import sync_folder
from smspartner_tui.journal.schema import MIGRATIONS, NewerSchema, migrate, version_of
from smspartner_tui.unique import new_id

SQLITE_VERSION: Final = sqlite3.sqlite_version
"""Of the library that writes the journal."""

BUSY_TIMEOUT: Final = 10.0
"""Seconds to wait for another process's write, which takes milliseconds."""

_SHORT_WAIT: Final = 8
"""Milliseconds that SQLite itself waits before it is asked again."""

RUN_FOLDER: Final = "run"
"""Beside the journal, from its first start on: the locks of the processes that use it."""

_TEAM_FOLDER: Final = 0o2770
_ALONE, _SHARED = 0o600, 0o660
_NEW_FILE: Final = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_RDWR | os.O_CLOEXEC

# Recursive triggers, so that a REPLACE is refused as the deletion that it is.
_PRAGMAS: Final = (
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "foreign_keys=ON",
    "recursive_triggers=ON",
)


class JournalError(Exception):
    """The journal cannot be written; `problem` says why, `detail` is SQLite's own word."""

    def __init__(self, problem: JournalProblem, detail: str = "") -> None:
        super().__init__(f"{problem.value}: {detail}" if detail else problem.value)
        self.problem = problem
        self.detail = detail


# SQLite quotes a damaged schema in its messages, and those may not even be text any more.
Trouble = sqlite3.Error | OSError | UnicodeDecodeError
TROUBLE: Final = (sqlite3.Error, OSError, UnicodeDecodeError)
"""What anything asked of the database can raise."""


def problem_of(error: Trouble) -> JournalProblem:
    """What an error of the database says about the journal."""
    if isinstance(error, UnicodeDecodeError):
        return JournalProblem.DAMAGED
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    match code:
        case sqlite3.SQLITE_FULL:
            return JournalProblem.FULL
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return JournalProblem.BUSY
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return JournalProblem.DAMAGED
        case _:
            return JournalProblem.UNWRITABLE


def open_database(path: Path, now: datetime) -> sqlite3.Connection:
    """Open the journal for writing, making or migrating it where that is needed.

    Raises:
        JournalError: it cannot be written, is damaged, exposed to others, or newer than this.
    """
    try:
        was_used = (path.parent / RUN_FOLDER).is_dir()
        if was_used and not os.path.lexists(path):
            # A new one in its place would forget every movement in doubt.
            raise JournalError(JournalProblem.DAMAGED, "the file is gone")
        _make_private(path)
        db = _connect(path)
        try:
            if was_used:
                _refuse_emptied(db)
            migrate(db, lambda version: _back_up(db, path, version, now), MIGRATIONS)
        except BaseException:
            db.close()
            raise
    except NewerSchema:
        raise JournalError(JournalProblem.NEWER) from None
    except TROUBLE as error:
        raise JournalError(problem_of(error), str(error)) from None
    return db


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open what can be read of a journal that cannot be written: an empty one if nothing can."""
    try:
        db = _connect(path, read_only=True)
    except TROUBLE:
        return _nothing()
    try:
        db.execute("SELECT count(*) FROM movement").fetchone()
        return _brought_up(db) if 0 < version_of(db) < len(MIGRATIONS) else db
    except TROUBLE:
        db.close()
        return _nothing()


def _brought_up(db: sqlite3.Connection) -> sqlite3.Connection:
    """A copy in memory, brought up to this version, of a journal that cannot be written."""
    copy = _in_memory()
    with closing(db):
        db.backup(copy)
    migrate(copy, lambda _version: None, MIGRATIONS)
    return copy


def _nothing() -> sqlite3.Connection:
    """A journal in memory, so that every question has an answer; nothing is written to it."""
    db = _in_memory()
    migrate(db, lambda _version: None, MIGRATIONS)
    return db


def _in_memory() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    return db


def _make_private(path: Path) -> None:
    """Make the folder and the file readable by their owner only, and durable themselves."""
    _make_folder(path.parent)
    is_shared = _inspect_folder(path.parent)
    try:
        make_file(path, shared=is_shared)
    except FileExistsError:
        _inspect(path, is_shared=is_shared)


def make_file(path: Path, *, shared: bool = False) -> None:
    """Make an empty file that only its owner can read, or its team, and that stays after a crash.

    Raises:
        FileExistsError: there is one, or a link to somewhere.
        OSError: it cannot be made.
    """
    if shared:
        _make_shared(path)
    else:
        os.close(os.open(path, _NEW_FILE, _ALONE))
    sync_folder(path.parent)


def _make_shared(path: Path) -> None:
    """Make a team's file under a name of its own, and give it its rights before its place.

    A colleague who starts at the same moment would else find one that only its maker can open.
    """
    if os.path.lexists(path):
        raise FileExistsError(path)
    draft = path.with_name(f".{path.name}.{new_id()}")
    try:
        _make_the_groups(draft)
        # Unlike renaming, linking never takes the place of a file that is there.
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links: there that moment has to be.
        _make_the_groups(path)
    finally:
        draft.unlink(missing_ok=True)


def _make_the_groups(path: Path) -> None:
    """Make a file that its group can use, whatever the umask says."""
    descriptor = os.open(path, _NEW_FILE, _ALONE)
    try:
        os.fchmod(descriptor, _SHARED)
    finally:
        os.close(descriptor)


def is_team_folder(folder: Path) -> bool:
    """Whether several operators share a folder: its group's alone, and so is what is made in it."""
    return stat.S_IMODE(folder.stat().st_mode) == _TEAM_FOLDER


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, each written into the one that holds it."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


def _inspect_folder(folder: Path) -> bool:
    """Refuse a folder in which others could put another journal; whether it is a team's."""
    if is_team_folder(folder):
        return True
    if folder.stat().st_mode & 0o022:
        raise JournalError(JournalProblem.EXPOSED)
    return False


def _inspect(path: Path, *, is_shared: bool) -> None:
    """Refuse a journal that others can read, or that stands somewhere else."""
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise JournalError(JournalProblem.EXPOSED)
    if stat.S_ISREG(status.st_mode) and status.st_mode & (0o007 if is_shared else 0o077):
        raise JournalError(JournalProblem.EXPOSED)


def _refuse_emptied(db: sqlite3.Connection) -> None:
    """Refuse an empty journal where somebody has come further before: it forgot what is unknown."""
    if version_of(db) == 0:
        raise JournalError(JournalProblem.DAMAGED)


def _connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    mode = "ro" if read_only else "rw"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_TIMEOUT,
        isolation_level=None,
        check_same_thread=False,
    )
    db.row_factory = sqlite3.Row
    try:
        for pragma in _PRAGMAS:
            db.execute(f"PRAGMA {pragma}")
        if not read_only:
            db.execute("PRAGMA journal_mode=TRUNCATE")
            db.execute("PRAGMA synchronous=EXTRA")
    except TROUBLE:
        db.close()
        raise
    return db


def _back_up(db: sqlite3.Connection, path: Path, version: int, now: datetime) -> None:
    """Copy the journal beside itself before its schema changes."""
    copy = path.with_name(f"{path.stem}-v{version}-{now:%Y%m%dT%H%M%SZ}{path.suffix}")
    make_file(copy, shared=is_team_folder(path.parent))
    target = sqlite3.connect(copy)
    try:
        db.backup(target)
    finally:
        target.close()


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """One write transaction, its lock taken at once.

    Raises:
        JournalError: it could not be written; nothing of it was.
    """
    try:
        _take_lock(db)
        yield
        db.execute("COMMIT")
    except BaseException as error:
        # On a full disk SQLite has rolled back already, and a second one would hide why.
        if db.in_transaction:
            db.execute("ROLLBACK")
        if isinstance(error, Trouble):
            raise JournalError(problem_of(error), str(error)) from None
        raise


def _take_lock(db: sqlite3.Connection) -> None:
    """Begin a write, waiting for others as long as the connection may.

    SQLite's own pauses grow to a tenth of a second, in which who writes without a pause always
    comes first: a wait of milliseconds became one of seconds.
    """
    (limit,) = db.execute("PRAGMA busy_timeout").fetchone()
    until = time.monotonic() + limit / 1000
    db.execute(f"PRAGMA busy_timeout = {min(limit, _SHORT_WAIT)}")
    try:
        while True:
            try:
                db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if problem_of(error) is not JournalProblem.BUSY or time.monotonic() >= until:
                    raise
            else:
                return
    finally:
        db.execute(f"PRAGMA busy_timeout = {limit}")
