"""The line in which a filter is typed, below a list."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Label

from smspartner_tui.i18n import _
from smspartner_tui.tui.widgets.typed import TypedInput


class Filtering(Horizontal):
    """A word and the `line` that is typed in.

    It is made when it is first wanted, because a line takes long to load.
    """

    def __init__(self, longest: int) -> None:
        super().__init__(id="filtering", classes="field")
        self.line = TypedInput(id="filter", max_length=longest)

    def compose(self) -> ComposeResult:
        """The word before the line."""
        yield Label(_("Filter:"), markup=False)
        yield self.line
