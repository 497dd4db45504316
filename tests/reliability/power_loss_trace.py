"""What a program did to a folder, as strace saw it.

A call that changes the folder and is not understood here is an error, never passed over.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Final

from smspartner_tui.journal.database import RUN_FOLDER
from tests.reliability.power_loss_disk import (
    Change,
    Cut,
    FileMade,
    FolderMade,
    Removed,
    Synced,
    Written,
)

_UNDERSTOOD: Final = (
    "openat",
    "mkdir",
    "mkdirat",
    "write",
    "pwrite64",
    "ftruncate",
    "unlink",
    "unlinkat",
    "fsync",
    "fdatasync",
)

# Recorded so that they are noticed: nothing in the journal uses them today.
_NOT_UNDERSTOOD: Final = (
    "open",
    "creat",
    "writev",
    "pwritev",
    "pwritev2",
    "truncate",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "rmdir",
    "fallocate",
    "copy_file_range",
    "sendfile",
    "splice",
    "mmap",
)

_CALL: Final = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\w+)")
_TEXT: Final = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PLACE: Final = re.compile(r"(?:\d+|AT_FDCWD)<([^>]*)>")
_STANDARD_OUTPUT: Final = "1<"


class NoTraceError(Exception):
    """The program could not be followed; the message says why."""


class NotUnderstoodError(Exception):
    """The trace holds something that a replay would have to know and does not."""


def record(command: Sequence[str], trace: Path, cwd: Path) -> None:
    """Run a command under strace, its calls written to a file.

    Raises:
        NoTraceError: there is no strace here, it may not follow, or the command failed.
    """
    strace = shutil.which("strace")
    if strace is None:
        raise NoTraceError("strace is not installed: the power-loss replay needs it to record.")
    # A question mark: a call that this processor does not have is no mistake.
    calls = ",".join(f"?{name}" for name in (*_UNDERSTOOD, *_NOT_UNDERSTOOD))
    options = ["-f", "-y", "-xx", "-s", "16777216", "-e", f"trace={calls}", "-o", str(trace)]
    done = subprocess.run(
        [strace, *options, *command], cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoTraceError(f"strace, or what it followed, failed: {done.stderr.strip()}")


def changes_of(lines: Iterable[str], root: Path) -> Iterator[Change | str]:
    """The changes under a folder in their order, and in between what standard output was told.

    The locks of the processes are left out: nothing in them outlives their process.

    Raises:
        NotUnderstoodError: a call that changes the folder is not known here.
    """
    known: set[PurePath] = set()
    for line in lines:
        found = _CALL.match(line)
        if found is None:
            _refuse_unfinished(line)
            continue
        name, arguments, result = found.groups()
        if name == "write" and arguments.startswith(_STANDARD_OUTPUT):
            yield from _texts(arguments)[0].decode().splitlines()
            continue
        path = _path(arguments, root)
        if path is None or result.startswith("-") or RUN_FOLDER in path.parts[:-1]:
            continue
        change = _change(name, arguments, result, path, known)
        if change is not None:
            yield change


def _refuse_unfinished(line: str) -> None:
    # Where threads take turns a call is cut in two; the journal is written by one alone.
    if "<unfinished" in line or "resumed>" in line:
        raise NotUnderstoodError(line[:200])


def _texts(arguments: str) -> list[bytes]:
    return [_bytes(text) for text in _TEXT.findall(arguments)]


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _path(arguments: str, root: Path) -> PurePath | None:
    """The path under the root that a call is about; None if it is about another."""
    places = [_bytes(place).decode() for place in _PLACE.findall(arguments) if "\\x" in place]
    # A path that is named comes after the folder that it is relative to; ours are all absolute.
    named = [text.decode() for text in _texts(arguments)[:1] if text.startswith(b"/")]
    for text in (*named, *places):
        path = PurePath(text)
        if path.is_relative_to(root):
            return path.relative_to(root)
    return None


def _change(
    name: str, arguments: str, result: str, path: PurePath, known: set[PurePath]
) -> Change | None:
    numbers = [int(each) for each in re.findall(r", (\d+)(?=,|$)", arguments)]
    match name:
        case "openat":
            return _opening(arguments, path, known)
        case "mkdir" | "mkdirat":
            return FolderMade(path)
        case "pwrite64":
            data = _texts(arguments)[-1]
            if len(data) != int(result):
                raise NotUnderstoodError(f"{result} of {len(data)} bytes written to {path}")
            return Written(path, data, numbers[-1])
        case "ftruncate":
            return Cut(path, numbers[-1])
        case "unlink" | "unlinkat":
            known.discard(path)
            return Removed(path)
        case "fsync" | "fdatasync":
            return Synced(path)
        case _:
            raise NotUnderstoodError(f"{name} of {path}")


def _opening(arguments: str, path: PurePath, known: set[PurePath]) -> FileMade | None:
    if "O_TRUNC" in arguments:
        raise NotUnderstoodError(f"{path} is emptied by opening it")
    if "O_CREAT" not in arguments or path in known:
        return None
    known.add(path)
    return FileMade(path)
