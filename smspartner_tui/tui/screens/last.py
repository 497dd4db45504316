"""What the dialogs on one sub-account share that tell its newest movement."""

from textual.screen import Screen

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.facts import Fact, MovementChanged
from smspartner_tui.core.movement import Entry
from smspartner_tui.tui.screens.base import BoardShown


class ShowsLast(BoardShown, Screen[None]):
    """Tells the newest movement of its sub-account as it stands now; None where none is known.

    It stands last among the bases of a class, because Textual takes styles from the first alone.
    """

    subaccount: SubAccount
    last: Entry | None

    def fact_arrived(self, fact: Fact) -> None:
        """Take the newest movement as it stands now."""
        if isinstance(fact, MovementChanged):
            self.last_read(fact.entry.movement.token, fact.entry)

    def last_read(self, token: str, entry: Entry | None) -> None:
        """Take the newest movement of a sub-account, if it is of this one."""
        if token == self.subaccount.token:
            self.last = entry
            self.board_changed()
