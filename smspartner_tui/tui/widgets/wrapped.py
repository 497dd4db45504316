"""Lines broken where a reader would break them: never at a no-break space.

Textual breaks at every white space, which takes an amount from its sign and a figure from its
unit: "61,80" at the end of a line, "€" on the next.
"""

import re
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions

from smspartner_tui.tui.widgets.spread import fitted

_WORD: Final = re.compile(r" *[^ ]+ *")


class Wrapped(Content):
    """Plain text that breaks at its ordinary spaces only."""

    def get_height(self, rules: RulesMap, width: int) -> int:
        """How many lines it takes."""
        if not _wraps(rules):
            return super().get_height(rules, width)
        return wrapped(self.plain, width).count("\n") + 1

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """The lines, drawn."""
        text = wrapped(self.plain, width) if _wraps(options.rules) else self.plain
        lines = [(line, cell_len(line)) for line in text.split("\n")[:height]]
        if any(cells > width for _line, cells in lines):
            # It is cut as the styles say.
            return super().render_strips(width, height, style, options)
        pen = style.rich_style
        return [Strip([Segment(line, pen)], cells) for line, cells in lines]


def _wraps(rules: RulesMap) -> bool:
    return rules.get("text_wrap", "wrap") != "nowrap"


def wrapped(text: str, width: int) -> str:
    """A text in lines of at most `width` cells; a word that is longer is broken as it comes."""
    if width <= 0:
        return text
    return "\n".join(part for line in text.split("\n") for part in _folded(line, width))


def cut(lines: Sequence[str], width: int, height: int) -> list[str]:
    """At most `height` lines of `width` cells, with a sign at their end where there is more."""
    every = wrapped("\n".join(lines), width).split("\n")
    if len(every) <= height:
        return list(lines)
    return [*every[: height - 1], fitted(f"{every[height - 1]} …", width)]


def _folded(line: str, width: int) -> list[str]:
    if cell_len(line) <= width:
        return [line]
    lines, current = [], ""
    for word in _WORD.findall(line):
        if cell_len(current + word.rstrip(" ")) <= width:
            current += word
            continue
        if current:
            lines.append(current.rstrip(" "))
        *full, current = _chopped(word, width)
        lines += full
    return [*lines, current.rstrip(" ")]


def _chopped(word: str, width: int) -> list[str]:
    """A word of which no part is too long for a line; its spaces behind stay with the last."""
    bare = word.rstrip(" ")
    if cell_len(bare) <= width:
        return [word]
    *full, last = chop_cells(bare, width)
    return [*full, last + word[len(bare) :]]
