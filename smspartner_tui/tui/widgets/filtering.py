"""The line in which a filter is typed, below a list."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Label

from smspartner_tui.i18n import _
from smspartner_tui.tui.widgets.typed import TypedInput


class _Line(TypedInput):
    """Tells what is typed at once, so that the list is painted with the letter.

    The toolkit's own message comes behind that paint, and another one up to two frames later.
    """

    def __init__(self, longest: int, typed: Callable[[str], object]) -> None:
        super().__init__(id="filter", max_length=longest)
        self._typed = typed

    def watch_value(self, value: str) -> None:
        """Tell it."""
        self._typed(value)


class Filtering(Horizontal):
    """A word and the `line` that is typed in; `typed` is told what stands there.

    It is made when it is first wanted, because a line takes long to load.
    """

    def __init__(self, longest: int, typed: Callable[[str], object]) -> None:
        super().__init__(id="filtering", classes="field")
        self.line = _Line(longest, typed)

    def compose(self) -> ComposeResult:
        """The word before the line."""
        yield Label(_("Filter:"), markup=False)
        yield self.line
