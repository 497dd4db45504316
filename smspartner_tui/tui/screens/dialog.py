"""What dialogs share: they stand over another screen, and their box may be scrolled."""

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.types import CSSPathType

from smspartner_tui.tui.keys import CURSOR_KEYS
from smspartner_tui.tui.screens.base import (
    BREAKPOINTS,
    OPENED,
    BoardShown,
    ResultType,
    bindings_of,
)
from smspartner_tui.tui.widgets.still import Still


class BoardDialog(BoardShown, ModalScreen[ResultType], Still):
    """A dialog over another screen."""

    CSS_PATH: ClassVar[CSSPathType | None] = OPENED
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS


class ScrolledDialog(BoardDialog[None]):
    """A dialog whose box is scrolled by the keys that move the cursor of a list."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(CURSOR_KEYS)]

    @property
    def box(self) -> VerticalScroll:
        """What is scrolled."""
        return self.query_one("#box", VerticalScroll)

    def action_down(self) -> None:
        """Scroll by a line."""
        self._scroll(1)

    def action_up(self) -> None:
        """Scroll by a line."""
        self._scroll(-1)

    def action_page_down(self) -> None:
        """Scroll by a page, less one line that stays as a landmark."""
        self._scroll(self._page)

    def action_page_up(self) -> None:
        """Scroll by a page."""
        self._scroll(-self._page)

    def action_first(self) -> None:
        """Scroll to the top."""
        self._scroll(-self.box.max_scroll_y)

    def action_last(self) -> None:
        """Scroll to the end."""
        self._scroll(self.box.max_scroll_y)

    @property
    def _page(self) -> int:
        return max(1, self.box.scrollable_content_region.height - 1)

    def _scroll(self, by: int) -> None:
        # Here and now: the next of many keys starts from where this one led.
        self.box.scroll_relative(y=by, animate=False, immediate=True)
