"""The receipt of a movement: copied to the terminal, and shown to be selected by hand."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from smspartner_tui.core.movement import Entry
from smspartner_tui.i18n import _
from smspartner_tui.tui.presentation.receipt import receipt
from smspartner_tui.tui.screens.base import BoardDialog
from smspartner_tui.tui.widgets.facts import Lines


class ReceiptScreen(BoardDialog[None]):
    """Three lines with nothing beside them, so that a selection holds nothing else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "close", priority=True, show=False)
    ]

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._lines = receipt(entry)

    def compose(self) -> ComposeResult:
        """A box without sides."""
        with Vertical(id="box"):
            yield Lines(id="receipt")
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Copy, and show."""
        self.app.copy_to_clipboard("\n".join(self._lines))
        self.query_one("#box").border_title = _("Receipt")
        self.query_one("#receipt", Lines).show(*self._lines)
        self.query_one("#hint", Lines).show(
            _("Copied, if your terminal lets programs do that. If not, select these lines."),
            _("Esc Close"),
        )

    def action_close(self) -> None:
        """Go back to the history."""
        if self.is_current:
            self.dismiss()
