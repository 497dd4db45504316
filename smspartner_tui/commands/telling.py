"""What the commands have in common: exit statuses, the journal to look at, how to say things."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from smspartner_tui import PROGRAM
from smspartner_tui.commands.folding import folded
from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.journal import JournalError
from smspartner_tui.journal.archive import Archive, NoJournal
from smspartner_tui.journal.store import FILE_NAME

DONE: Final = 0
FAULT: Final = 1
WRONG_USE: Final = 2
REFUSED: Final = 3
UNKNOWN: Final = 4
NOT_SENT: Final = 5
KEY_REFUSED: Final = 6
FORBIDDEN: Final = 7

_LONGEST_PATH: Final = 400


@contextmanager
def archive_of(folder: Path, *, newer_too: bool = False) -> Iterator[Archive]:
    """The journal in a folder, to look at.

    Raises:
        NoJournal: there is none.
        JournalError: nothing of it can be read, or a newer version of this program wrote it.
    """
    with closing(Archive(folder)) as archive:
        if archive.problem is not None and not newer_too:
            raise JournalError(archive.problem)
        yield archive


def status_of(error: JournalError | NoJournal) -> int:
    """The exit status for a journal that cannot be looked at: a fault only where it is damaged."""
    is_damaged = isinstance(error, JournalError) and error.problem is JournalProblem.DAMAGED
    return FAULT if is_damaged else WRONG_USE


def complaint(error: JournalError | NoJournal, folder: Path) -> str:
    """Why there is nothing to look at, and what to do."""
    path = folder / FILE_NAME
    where = shown(path)
    if isinstance(error, NoJournal):
        words = _("There is no journal at {path} yet: it is made when the dashboard first opens.")
        return words.format(path=where)
    match error.problem:
        case JournalProblem.DAMAGED if not os.path.lexists(path):
            words = _("The journal at {path} is gone. Look for it, or restore a backup:")
            return f"{words.format(path=where)} {how_to_restore()}"
        case JournalProblem.DAMAGED:
            words = _("The journal at {path} is damaged. Keep it as it is, and restore a backup:")
            return f"{words.format(path=where)} {how_to_restore()}"
        case JournalProblem.NEWER:
            words = _("A newer version of this program wrote the journal at {path}: update this.")
            return words.format(path=where)
        case JournalProblem.BUSY:
            words = _("Another program holds the journal at {path}: try again.")
            return words.format(path=where)
        case _:
            words = _("The journal at {path} cannot be read ({reason}): check the rights to it.")
            return words.format(path=where, reason=error.detail)


def how_to_restore() -> str:
    """Where it is said how a backup is restored."""
    return _("`smspartner-tui backup --help` says how to restore one.")


def shown(path: Path) -> str:
    """A path as one harmless line."""
    return clean(str(path), _LONGEST_PATH)


def give(content: bytes) -> bool:
    """Write to standard output; whether it took all of it, or its reader had enough."""
    if sys.stdout is None:
        # It was closed before the program began: nobody reads.
        return True
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    except OSError as error:
        # What is still in hand must not fail once more at the end of the program.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            say(_("Nothing was written: {problem}.").format(problem=error.strerror or str(error)))
            return False
    return True


def give_lines(*lines: str) -> bool:
    """Write lines for a person to standard output, likewise."""
    text = "".join(f"{line}\n" for line in lines)
    encoding = sys.stdout.encoding if sys.stdout is not None else None
    return give(text.encode(encoding or "utf-8", errors="replace"))


def room() -> int | None:
    """How many cells a line of standard output may have; None where that is no terminal."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def give_json(record: Mapping[str, object]) -> bool:
    """Write one JSON object as a line to standard output, in UTF-8, likewise."""
    return give(f"{json.dumps(record, ensure_ascii=False)}\n".encode())


def say(line: str) -> None:
    """Say something beside what is asked for."""
    tell(f"{PROGRAM}: {line}")


def tell(*lines: str) -> None:
    """Write lines for a person beside what is asked for; a terminal that is gone stops nothing."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write("".join(f"{folded(line, sys.stderr)}\n" for line in lines))
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


class Stop(Exception):  # noqa: N818 (no fault of the program's: what stands in the way)
    """Nothing is done: the exit status, and the line that says why and what to do."""

    def __init__(self, status: int, line: str) -> None:
        super().__init__(line)
        self.status = status
