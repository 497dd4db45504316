"""New files that only their owner can read: there whole, or not at all."""

import os
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Final

from smspartner_tui.disk import sync_folder
from smspartner_tui.export.forms import Form

_SUFFIXES: Final[Mapping[Form, str]] = {
    Form.SPREADSHEET: ".csv",
    Form.CSV: ".csv",
    Form.JSON: ".jsonl",
}


def write_new(folder: Path, stem: str, form: Form, text: str) -> Path:
    """Write a new file that its owner alone can read, and return where it stands.

    Nothing is overwritten: a number is added to the name. It is there whole, on the disk, or not
    at all.

    Raises:
        OSError: it cannot be written.
    """
    return write_new_file(folder, stem, _SUFFIXES[form], text)


def write_new_file(folder: Path, stem: str, suffix: str, text: str) -> Path:
    """The same for a file of another kind, whose name ends in `suffix`.

    Raises:
        OSError: it cannot be written.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY | os.O_CLOEXEC
    for number in count(1):
        more = f"-{number}" if number > 1 else ""
        path = folder / f"{stem}{more}{suffix}"
        try:
            descriptor = os.open(path, flags, 0o600)
        except FileExistsError:
            continue
        break
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(encoded(text))
            file.flush()
            os.fsync(file.fileno())
        sync_folder(folder)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def encoded(text: str) -> bytes:
    """The bytes of a text; half a character, which no file can hold, becomes a question mark."""
    return text.encode(errors="replace")
