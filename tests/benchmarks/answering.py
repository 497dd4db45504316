"""What a terminal answers when a program asks it: a current one, that knows all that is asked."""

import re
from collections.abc import Iterator
from typing import Final

_ASKED: Final = re.compile(
    rb"\x1b\[\?(?P<mode>\d+)\$p"
    rb"|\x1b\[(?P<attributes>)0?c"
    rb"|\x1b\[>(?P<version>)0?[cq]"
    rb"|\x1b\[(?P<place>)6n"
    rb"|\x1b\[\?(?P<keyboard>)u"
    rb"|\x1b\](?P<colour>1[01]);\?(?:\x07|\x1b\\)"
    rb"|\x1b\[\?(?P<resizing>2048)h"
)
_BEGUN: Final = re.compile(rb"\x1b(?:\[[?>]?\d*\$?|\]\d*;?\??\x1b?)?\Z")
_CELL: Final = (10, 20)
"""Pixels of a cell, across and down."""


class Answers:
    """Answers a program's questions, in a window of `columns` by `rows`.

    A program that is not answered waits: what would be measured is its patience.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self._columns = columns
        self._rows = rows
        self._begun = b""

    def to(self, written: bytes) -> bytes:
        """What is answered to that, in order; a question may be broken in two."""
        text = self._begun + written
        begun = _BEGUN.search(text)
        self._begun = begun.group() if begun else b""
        return b"".join(self._each(text[: len(text) - len(self._begun)]))

    def _each(self, text: bytes) -> Iterator[bytes]:
        for asked in _ASKED.finditer(text):
            match asked.lastgroup:
                case "mode":
                    # Known, and off.
                    yield b"\x1b[?%b;2$y" % asked["mode"]
                case "attributes":
                    yield b"\x1b[?62;22c"
                case "version":
                    yield b"\x1b[>41;354;0c"
                case "place":
                    yield b"\x1b[1;1R"
                case "keyboard":
                    yield b"\x1b[?0u"
                case "colour":
                    shade = b"ffff/ffff/ffff" if asked["colour"] == b"10" else b"0000/0000/0000"
                    yield b"\x1b]%b;rgb:%b\x1b\\" % (asked["colour"], shade)
                case _:
                    across, down = _CELL
                    size = (self._rows, self._columns, self._rows * down, self._columns * across)
                    yield b"\x1b[48;%d;%d;%d;%dt" % size
