"""The ways in which a journal cannot be written: how each is brought about, and undone."""

import contextlib
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.journal.store import FILE_NAME
from tests.journal.helpers import raw

Trouble = Callable[[Path], AbstractContextManager[None]]


@contextlib.contextmanager
def nothing(_folder: Path) -> Iterator[None]:
    """No trouble at all, or one that the process makes for itself."""
    yield


@dataclass(frozen=True, slots=True)
class Case:
    """One way; `kind` is which of the six cases it is one of.

    `place` makes the journal's folder special before there is a journal, `trouble` comes before
    the start or, `midway`, when the journal is open already. `words` go to the process.
    """

    kind: str
    way: str
    problem: JournalProblem | None
    trouble: Trouble = nothing
    place: Trouble = nothing
    midway: bool = False
    words: tuple[str, ...] = ()
    needs_root: bool = False

    def __str__(self) -> str:
        return f"{self.kind}, {self.way}, {'midway' if self.midway else 'before the start'}"


# A full disk.


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)  # noqa: S607 (wherever it is)


@contextlib.contextmanager
def _unmounted(folder: Path) -> Iterator[None]:
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)  # noqa: S607


@contextlib.contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True)
    _mount("-t", "tmpfs", "-o", "size=400k,mode=0700", "tmpfs", str(folder))
    with _unmounted(folder):
        yield


@contextlib.contextmanager
def _filled(folder: Path) -> Iterator[None]:
    with (folder / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(bytes(4096))
    yield


# Permissions. A process that is root becomes nobody, so the journal is nobody's.


@contextlib.contextmanager
def _mode(name: str, bits: int, folder: Path) -> Iterator[None]:
    path = folder / name
    before = path.stat().st_mode
    path.chmod(bits)
    yield
    path.chmod(before)


@contextlib.contextmanager
def _closed_folder(folder: Path) -> Iterator[None]:
    # SQLite leaves this one behind, and needs the folder only to make it.
    (folder / f"{FILE_NAME}-journal").unlink()
    with _mode("", 0o500, folder):
        yield


@contextlib.contextmanager
def _read_only_mount(folder: Path) -> Iterator[None]:
    _mount("--bind", str(folder), str(folder))
    with _unmounted(folder):
        _mount("-o", "remount,bind,ro", str(folder))
        yield


# What stands in the file.


@contextlib.contextmanager
def _overwritten(at: int, folder: Path) -> Iterator[None]:
    with (folder / FILE_NAME).open("r+b") as file:
        file.seek(at)
        file.write(b"not what was written here" * 40)
    yield


@contextlib.contextmanager
def _changed(statement: str, folder: Path) -> Iterator[None]:
    with raw(folder) as db:
        rules = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in rules:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(statement)
        # Put back, for what is to be noticed is the amount.
        for _, sql in rules:
            db.execute(sql)
    yield


@contextlib.contextmanager
def _newer(folder: Path) -> Iterator[None]:
    with raw(folder) as db:
        db.execute("PRAGMA user_version = 99")
    yield


@contextlib.contextmanager
def _locked(how: str, folder: Path) -> Iterator[None]:
    with raw(folder) as db:
        db.execute(f"BEGIN {how}")
        yield
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")


_full = partial(Case, "full disk", problem=JournalProblem.FULL)
_read_only = partial(Case, "read-only", problem=JournalProblem.UNWRITABLE, words=("nobody",))
_corrupt = partial(Case, "corrupt", problem=JournalProblem.DAMAGED)
_lock = partial(Case, "locked", problem=JournalProblem.BUSY)
_exposed = partial(Case, "exposed", problem=JournalProblem.EXPOSED)

EDITED: Final = "UPDATE movement SET micros = micros + 1000000"

CASES: Final = (
    _full(way="a disk of 400 KB", place=_small_disk, trouble=_filled, needs_root=True),
    _full(way="a disk of 400 KB", place=_small_disk, trouble=_filled, midway=True, needs_root=True),
    # SQLite calls a file that may not grow an input/output error.
    Case("full disk", "a quota", JournalProblem.UNWRITABLE, midway=True, words=("no-room",)),
    _read_only(way="the file", trouble=partial(_mode, FILE_NAME, 0o400)),
    _read_only(way="the folder", trouble=_closed_folder),
    _read_only(way="the folder of locks", trouble=partial(_mode, "run", 0o500)),
    _read_only(way="the disk", trouble=_read_only_mount, words=(), needs_root=True),
    _corrupt(way="its header", trouble=partial(_overwritten, 0)),
    _corrupt(way="a page", trouble=partial(_overwritten, 5 * 4096)),
    _corrupt(way="an amount", trouble=partial(_changed, EDITED)),
    Case("newer schema", "version 99", JournalProblem.NEWER, trouble=_newer),
    _lock(way="by a writer", trouble=partial(_locked, "IMMEDIATE")),
    _lock(way="by a writer", trouble=partial(_locked, "IMMEDIATE"), midway=True),
    _lock(way="altogether", trouble=partial(_locked, "EXCLUSIVE")),
    _exposed(way="the file to others", trouble=partial(_mode, FILE_NAME, 0o604)),
    _exposed(way="the folder to others", trouble=partial(_mode, "", 0o777)),
)

SHORT: Final = (
    CASES[2],
    CASES[3],
    CASES[9],
    CASES[10],
    _lock(way="by a writer", trouble=partial(_locked, "IMMEDIATE"), midway=True, words=("hurry",)),
    CASES[14],
)
"""One way of each case, for which nobody need be root, and which take no time."""

CONTROL: Final = Case("control", "nothing is wrong", None, words=("nobody",))
"""What each process would do if it could."""


def can_be_had(case: Case) -> bool:
    """Whether this process may bring it about."""
    return os.getuid() == 0 or not case.needs_root
