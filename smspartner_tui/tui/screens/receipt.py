"""The receipt of a movement: copied to the terminal, and shown to be selected by hand."""

from smspartner_tui.core.movement import Entry
from smspartner_tui.i18n import _
from smspartner_tui.tui.presentation.receipt import receipt
from smspartner_tui.tui.screens.copied import CopiedScreen


class ReceiptScreen(CopiedScreen):
    """The three lines of a movement's receipt."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(_("Receipt"), *receipt(entry))
