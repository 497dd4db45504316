"""Text broken into lines of a width: at plain spaces only, so that no figure comes apart."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, chop_cells, set_cell_size

from smspartner_tui.tui.presentation.around import SEPARATOR
from smspartner_tui.tui.widgets.spread import fitted

_LEAST = 12
"""Cells for a fact beside its name, below which it stands under it."""


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` cells; a word longer than a line is broken."""
    if width < 1:
        return [text]
    lines = [""]
    for word in text.split(" "):
        line = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(line) <= width:
            lines[-1] = line
        else:
            lines += chop_cells(word, width)
    return lines if lines[0] or len(lines) == 1 else lines[1:]


def flowed(parts: Iterable[str], width: int, height: int) -> list[str]:
    """Parts one after the other, each whole where a line holds it; what is left out is marked."""
    lines: list[str] = []
    for part in filter(None, parts):
        line = SEPARATOR.join((lines[-1], part)) if lines else part
        if lines and cell_len(line) <= width:
            lines[-1] = line
        else:
            lines += wrapped(part, width)
    if len(lines) <= height:
        return lines
    return [*lines[: height - 1], fitted(f"{lines[height - 1]} …", width)]


def sheet(pairs: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Names and facts in two columns of together `width` cells; a blank pair is a blank line.

    A fact without a name goes on below the one before.
    """
    names = max((cell_len(name) for name, _fact in pairs), default=0) + 2
    return [line for pair in pairs for line in _row(*pair, names, width)]


def _row(name: str, fact: str, names: int, width: int) -> Iterator[str]:
    if width - names < _LEAST:
        yield from (line for text in (name, fact) if text for line in wrapped(text, width))
        yield from () if name or fact else ("",)
        return
    for n, line in enumerate(wrapped(fact, width - names)):
        yield f"{set_cell_size('' if n else name, names)}{line}".rstrip()
