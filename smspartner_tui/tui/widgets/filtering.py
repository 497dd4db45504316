"""The line in which a filter is typed, below a list."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Label

from smspartner_tui.i18n import _
from smspartner_tui.tui.widgets.typed import TypedInput


class Filtering(Horizontal):
    """A word and a line; it is made when it is first wanted, because a line takes long to load."""

    def __init__(self, longest: int) -> None:
        super().__init__(id="filtering", classes="field")
        self._longest = longest

    def compose(self) -> ComposeResult:
        """The word before the line."""
        yield Label(_("Filter:"), markup=False)
        yield TypedInput(id="filter", max_length=self._longest)

    @property
    def line(self) -> Input:
        """Where it is typed."""
        return self.query_one(Input)
