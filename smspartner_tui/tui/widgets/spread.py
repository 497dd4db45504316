"""A line with something at its left end and something at its right."""

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from smspartner_tui.tui.widgets.still import Still

_CUT = "…"


class Spread(Still):
    """One line, two texts; the left one is cut when both do not fit. Texts are shown as data."""

    DEFAULT_CSS = "Spread { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._left = ""
        self._right = ""

    def show(self, left: str, right: str = "") -> None:
        """Show these texts, painting only when they changed."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render(self) -> Content:
        """The line, as wide as there is room."""
        return Content(spread(self._left, self._right, self.size.width))


def spread(left: str, right: str, width: int) -> str:
    """Two texts at the ends of a line of `width` cells."""
    right = fitted(right, width)
    gap = 2 if right else 0
    return (
        set_cell_size(fitted(left, width - cell_len(right) - gap), width - cell_len(right)) + right
    )


def fitted(text: str, width: int) -> str:
    """A text of at most `width` cells, its cut marked."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1) + _CUT if width > 0 else ""
