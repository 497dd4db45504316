"""A few lines of text in a box, and the account card: names of facts beside the facts."""

from collections.abc import Callable, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.reactive import Reactive
from textual.visual import Visual
from textual.widgets import Static

from smspartner_tui.tui.widgets.still import Still
from smspartner_tui.tui.widgets.wrapped import Wrapped

_WIDEST: Final = 74
"""Cells of a table in a dialog: wider, its figures stand too far from their names."""


class Lines(Static, Still):
    """Lines of text, shown as data and painted only when they changed."""

    auto_links = Reactive(False)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(markup=False, id=id, classes=classes)
        self._lines: tuple[str, ...] = ()

    def show(self, *lines: str) -> None:
        """Show these lines."""
        if lines != self._lines:
            self._lines = lines
            content = Wrapped("\n".join(lines))
            self.update(content, layout=self._changes_size(content))

    def _changes_size(self, content: Visual) -> bool:
        """Whether other text needs another room: laying out a whole screen takes longest."""
        if not self.display:
            # Where it comes into sight, everything is laid out anyhow.
            return False
        width, styles = self.content_size.width, self.styles
        if not width or (styles.width is not None and styles.width.is_auto):
            return True
        is_fixed = styles.height is not None and not styles.height.is_auto
        return not is_fixed and content.get_height(styles.get_rules(), width) != (
            self.content_size.height
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """What is shown."""
        return self._lines


class FittedLines(Lines):
    """Lines made for a width, and made again for another."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._make: Callable[[int], Sequence[str]] = lambda _width: ()

    def show_for(self, make: Callable[[int], Sequence[str]]) -> None:
        """Show the lines that this makes for a width in cells."""
        self._make = make
        self._fit()

    def on_resize(self) -> None:
        """Make them anew; a bar that comes or goes beside them changes the room once more."""
        self._fit()
        self.call_after_refresh(self._take_room)

    def _take_room(self) -> None:
        if self._changes_size(self.visual):
            self.refresh(layout=True)

    def _fit(self) -> None:
        room = self.content_size.width or self.app.size.width - 6
        self.show(*self._make(min(room, _WIDEST)))


def paired(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Names and facts in two columns; a blank pair is a blank line."""
    width = max((cell_len(name) for name, _fact in pairs), default=0) + 2
    return [f"{set_cell_size(name, width)}{fact}".rstrip() for name, fact in pairs]
