"""Lines for a person, folded between words where a terminal would break them within one."""

import os
import textwrap
from typing import Final, TextIO

_LEAST: Final = 20
"""Characters under which folding leaves nothing readable."""


def folded(line: str, stream: TextIO) -> str:
    """A line as a stream shows it best: as it is, but on a terminal that it is too long for.

    A path or a command is one word, so that it can be taken from the screen whole.
    """
    width = _columns(stream)
    if not _LEAST <= width < len(line):
        return line
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _columns(stream: TextIO) -> int:
    """How many cells a line has; 0 where it is no terminal."""
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 0
