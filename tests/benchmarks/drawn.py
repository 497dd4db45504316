"""What stood on the screen, and since when: what was written, drawn after the event."""

import re
from collections.abc import Iterable
from typing import Final

import pyte

from tests.benchmarks.watched import COLUMNS, ROWS, Chunk
from tests.terminal.terminal import PLAIN_SPACES, displayed

# What the emulator would take for text: questions, and modes of the keyboard.
_UNKNOWN: Final = re.compile(rb"\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\?[0-9]+\$p|\x1bP[^\x1b]*\x1b\\")


class Drawing:
    """A screen on which chunks are drawn one after the other."""

    def __init__(self) -> None:
        self._emulator = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._emulator)

    def draw(self, chunk: Chunk) -> None:
        """Draw what came."""
        self._stream.feed(_UNKNOWN.sub(b"", chunk.data))

    @property
    def text(self) -> str:
        """What stands there now, with plain spaces for those that do not break."""
        return "\n".join(displayed(self._emulator)).translate(PLAIN_SPACES)


def first_seen(chunks: Iterable[Chunk], *patterns: re.Pattern[str]) -> list[float | None]:
    """When each pattern was first on the screen (monotonic seconds); None where it never was."""
    drawing = Drawing()
    found: list[float | None] = [None] * len(patterns)
    for chunk in chunks:
        drawing.draw(chunk)
        text = drawing.text
        for n, pattern in enumerate(patterns):
            if found[n] is None and pattern.search(text):
                found[n] = chunk.at
        if None not in found:
            break
    return found


def screen_after(chunks: Iterable[Chunk]) -> str:
    """What stands on the screen behind all of it."""
    drawing = Drawing()
    for chunk in chunks:
        drawing.draw(chunk)
    return drawing.text
