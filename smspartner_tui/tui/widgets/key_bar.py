"""The keys that work now, at the foot of a screen."""

from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content

from smspartner_tui.tui.widgets.still import Still

Hint = tuple[str, str]
"""A key as it is shown, and what it does."""

_GAP = "  "
_KEPT = 2
"""Hints at the end, before which others are left out."""


class KeyBar(Still):
    """Keys and their words on at most two lines; what does not fit is in the help.

    How to get help and how to leave stand at the end, and are the last to go.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key"}
    DEFAULT_CSS = "KeyBar { height: 2; }"

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[Hint, ...] = ()

    def show(self, hints: tuple[Hint, ...]) -> None:
        """Show these keys, painting only when they changed."""
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def render(self) -> Content:
        """The keys, wrapped between one and the next, never within."""
        key_style = self.get_visual_style("key-bar--key")
        lines = broken(self._hints, self.size.width, self.size.height)
        return Content("\n").join(
            Content(_GAP).join(Content.assemble((key, key_style), " ", word) for key, word in line)
            for line in lines
        )


def broken(hints: tuple[Hint, ...], width: int, height: int) -> list[list[Hint]]:
    """Hints broken into at most `height` lines of `width` cells; the last of them stay longest."""
    own, kept = hints[:-_KEPT], hints[-_KEPT:]
    for count in range(len(own), -1, -1):
        lines = _in_lines((*own[:count], *kept), width)
        if len(lines) <= height:
            return lines
    return _in_lines(kept, width)[:height]


def _in_lines(hints: tuple[Hint, ...], width: int) -> list[list[Hint]]:
    lines: list[list[Hint]] = [[]]
    used = 0
    for key, word in hints:
        needed = cell_len(key) + 1 + cell_len(word)
        gap = len(_GAP) if lines[-1] else 0
        if lines[-1] and used + gap + needed > width:
            lines.append([])
            used, gap = 0, 0
        lines[-1].append((key, word))
        used += gap + needed
    return lines
