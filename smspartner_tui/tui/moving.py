"""What a movement's dialog asks of the desk, and the movement that it hands over."""

from textual import work

from smspartner_tui.core.facts import MovementStopped
from smspartner_tui.journal import JournalError
from smspartner_tui.tui import screens
from smspartner_tui.tui.errands import Errands
from smspartner_tui.tui.messages import (
    MovementAgreed,
    SituationKnown,
    SituationUnknown,
    SituationWanted,
)


class Moving(Errands):
    """An app that hands movements over; none of them is its own, money leaves from the desk."""

    def on_situation_wanted(self, wanted: SituationWanted) -> None:
        """Ask the journal for a dialog, and have a connection opened while the operator types."""
        # A dialog weighs how old balances are, and timers stand still while a machine sleeps.
        self.show_board()
        self.ask_situation(wanted.token)
        self.prepare()

    def on_situation_known(self, known: SituationKnown) -> None:
        """Hand it to the dialog, and read balances that are too old to decide on."""
        if isinstance(dialog := self.on_top, screens.MovementDialog):
            dialog.situation_known(known)
            main, subaccount = known.situation.main, known.situation.subaccount
            # Not every key may read the main one.
            self.read_if_old(subaccount if main is None else main, subaccount)

    def on_situation_unknown(self, unknown: SituationUnknown) -> None:
        """Hand it to the dialog."""
        if isinstance(dialog := self.on_top, screens.MovementDialog):
            dialog.situation_unknown(unknown)

    def on_dialog_left(self) -> None:
        """Close the connections that were opened ahead of time."""
        self._desk.rest()

    def on_movement_agreed(self, agreed: MovementAgreed) -> None:
        """Hand a movement to the desk; what becomes of it is told as facts."""
        if self.is_leaving:
            self.hear(MovementStopped(agreed.movement))
        else:
            self._desk.submit(agreed.movement)

    @work(thread=True, group="journal", description="situation")
    def ask_situation(self, token: str) -> None:
        """Ask what the guards need to know of a sub-account."""
        try:
            situation = self._desk.situation(token)
        except JournalError as error:
            self.post_message(SituationUnknown(token, error.problem))
        else:
            self.post_message(SituationKnown(token, situation))
