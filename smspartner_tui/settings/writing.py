"""Texts as TOML, whatever they hold, and files that are there whole or not at all."""

import errno
import os
import tempfile
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from smspartner_tui.disk import sync_folder

_HALF: Final = "\ufffd"
"""What stands for half a character, which no file can hold."""


def quoted(text: str, encoding: str = "utf-8") -> str:
    """A basic string of TOML, in letters that an encoding has: others are written as escapes."""
    return f'"{"".join(_escaped(character, encoding) for character in text)}"'


def _escaped(character: str, encoding: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if unicodedata.category(character) == "Cs":
        character = _HALF
    if character.isprintable():
        with suppress(UnicodeError):
            character.encode(encoding)
            return character
    return f"\\U{ord(character):08X}"


def listed(texts: Iterable[str], encoding: str = "utf-8") -> str:
    """A list of texts, as TOML has it."""
    return f"[{', '.join(quoted(text, encoding) for text in texts)}]"


def make_folder(folder: Path) -> None:
    """Make a folder that its owner alone can enter, and those above it.

    Raises:
        OSError: it cannot be made.
    """
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def write_file(path: Path, content: bytes, *, mode: int = 0o600, replace: bool = False) -> None:
    """Write a file: there whole, on the disk, or not at all; `replace` one that is there.

    Nobody can read it before it has its mode. In a team folder it is the folder's group's.

    Raises:
        FileExistsError: there is one, and it is not to be replaced.
        OSError: it cannot be written.
    """
    try:
        # Made 0600, by O_EXCL.
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        error.filename = str(path)
        raise
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        if replace:
            Path(name).replace(path)
        else:
            _put(Path(name), path)
    finally:
        Path(name).unlink(missing_ok=True)
    sync_folder(path.parent)


def _put(staged: Path, path: Path) -> None:
    """Give a file its name, unless another has it.

    Raises:
        FileExistsError: another has it.
    """
    try:
        path.hardlink_to(staged)
    except OSError as error:
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, error.strerror, str(path)) from None
        # A file system without hard links.
        staged.replace(path)
