"""What every long run prints in the end: a figure beside its bar, line by line."""

from collections.abc import Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """One thing measured; `bar` is what was asked of it, empty where nothing was."""

    what: str
    figure: str
    bar: str = ""
    holds: bool = True


def table(lines: Sequence[Line]) -> list[str]:
    """The lines in columns; one that misses its bar says so."""
    wide = max(len(line.what) for line in lines)
    figures = max(len(line.figure) for line in lines)
    return [
        f"{line.what:{wide}}  {line.figure:>{figures}}"
        + (f"   bar {line.bar}" if line.bar else "")
        + ("" if line.holds else "   MISSED")
        for line in lines
    ]


def tell(lines: Sequence[Line]) -> int:
    """Print the table; the exit status, 1 where a bar was missed."""
    print("\n".join(table(lines)))  # noqa: T201 (this is what a long run is for)
    return 0 if all(line.holds for line in lines) else 1
