"""Plain lines in columns, for a person; in a terminal a sign may take two cells, or none."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Final

_WIDE: Final = frozenset({"W", "F"})
_NARROWEST: Final = frozenset({"Mn", "Me", "Cf"})


def aligned(rows: Sequence[Sequence[str]], left: Collection[int]) -> Iterator[str]:
    """Rows as lines; the columns in `left` begin under each other, the others end there."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (
            f"{cell}{_blanks(width, cell)}" if column in left else f"{_blanks(width, cell)}{cell}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {'  '.join(padded)}".rstrip()


def fitting(
    rows: Sequence[Sequence[str]], left: Collection[int], dropped: Sequence[int], room: int | None
) -> list[str]:
    """Rows as lines of `room` cells at most, if that can be had by dropping these columns.

    They are dropped in their order; None for as much room as it takes.
    """
    kept = [*range(len(rows[0]))] if rows else []
    goes = iter(dropped)
    while True:
        shown = [[row[column] for column in kept] for row in rows]
        places = {place for place, column in enumerate(kept) if column in left}
        lines = [*aligned(shown, places)]
        too_wide = room is not None and max(map(cells, lines), default=0) > room
        column = next(goes, None) if too_wide else None
        if column is None:
            return lines
        kept.remove(column)


def cut(text: str, most: int) -> str:
    """A text in so many cells at most."""
    if cells(text) <= most:
        return text
    while text and cells(text) > most - 1:
        text = text[:-1]
    return f"{text}…"


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(sign: str) -> int:
    if unicodedata.category(sign) in _NARROWEST:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in _WIDE else 1


def _blanks(width: int, cell: str) -> str:
    return " " * (width - cells(cell))
