"""The card of one sub-account, where the window is too narrow to show it beside the list."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.movement import Entry
from smspartner_tui.i18n import _
from smspartner_tui.tui.presentation import details
from smspartner_tui.tui.screens.base import BoardDialog
from smspartner_tui.tui.widgets.facts import Lines, paired


class CardScreen(BoardDialog[None]):
    """Everything that is known of a sub-account; any key closes it."""

    def __init__(self, subaccount: SubAccount, last: Entry | None) -> None:
        super().__init__()
        self._subaccount = subaccount
        self._last = last

    def compose(self) -> ComposeResult:
        """One box."""
        with Vertical(id="box"):
            yield Lines(id="card")
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Show the card."""
        self.query_one("#hint", Lines).show(_("Esc Close"))
        self.board_changed()

    def board_changed(self) -> None:
        """Show the balance as it is now."""
        card = details.card(self.board, self._subaccount, self._last)
        self.query_one("#card", Lines).show(*paired(card))

    def on_key(self, event: events.Key) -> None:
        """Close, whatever the key."""
        event.stop()
        self.dismiss()
