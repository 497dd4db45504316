"""A dialog that stays, and watches what becomes of the movement that it handed over."""

from textual import events
from textual.timer import Timer

from smspartner_tui.core.facts import (
    Fact,
    MovementSent,
    MovementSettled,
    MovementStopped,
    MovementWaits,
)
from smspartner_tui.core.movement import Entry, Movement, State
from smspartner_tui.i18n import _
from smspartner_tui.tui.keys import BY_ACTION
from smspartner_tui.tui.messages import CheckWanted
from smspartner_tui.tui.screens.yes import AsksForYes, Stage
from smspartner_tui.wording import outcome
from smspartner_tui.wording import stopped as why_stopped
from smspartner_tui.wording.outcomes import not_kept
from smspartner_tui.wording.runs import waits


class WatchesMovement(AsksForYes):
    """Shows the wait and the answer; after one that leaves the form open, Enter asks once more.

    Like what it rests on, it stands last among the bases of a class.
    """

    def __init__(self) -> None:
        super().__init__()
        self._sent: Entry | None = None
        self._ticking: Timer | None = None
        self._in_doubt: Entry | None = None
        self._may_try_again = False

    def is_mine(self, movement: Movement) -> bool:
        """Whether a movement is what was handed over."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        """After an answer in doubt, hear the wish to check it."""
        if (
            self.stage is Stage.ANSWERED
            and self._in_doubt is not None
            and self.is_key_of(BY_ACTION["check"], event)
        ):
            event.stop()
            self.app.post_message(CheckWanted(self._in_doubt))
            self.dismiss()

    def action_next(self) -> None:
        """Enter: after an answer that leaves the form open, one step on in it."""
        if self.stage is Stage.ANSWERED and self._may_try_again:
            self.form_next()
        else:
            super().action_next()

    # The wait

    def fact_arrived(self, fact: Fact) -> None:
        """Show what becomes of a movement that was handed over."""
        super().fact_arrived(fact)
        match fact:
            case MovementSent(entry=entry) if self.is_mine(entry.movement):
                self.count(entry)
            case MovementWaits(movement=movement, holder=holder) if self.is_mine(movement):
                self.wait(waits(movement, holder))
            case MovementStopped(movement=movement) if self.is_mine(movement):
                self.stopped(fact)
            case MovementSettled(entry=entry) if self.is_mine(entry.movement):
                self.settled(fact)
            case _:
                pass

    def wait(self, *lines: str) -> None:
        """Show what is waited for, nothing being in flight."""
        self._sent = None
        self.tell(*lines)

    def count(self, sent: Entry) -> None:
        """Count the seconds of a movement in flight."""
        self._sent = sent
        self._tick()
        if self._ticking is None:
            self._ticking = self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        if self._sent is None or self.stage is not Stage.WAITING:
            return
        seconds = max((self.host.clock() - self._sent.at).total_seconds(), 0)
        self.tell(
            _("Request sent, {seconds} s (limit {limit} s)").format(
                seconds=int(seconds), limit=round(self.board.account.deadline)
            )
        )

    # The answer

    def stopped(self, fact: MovementStopped) -> None:
        """Show why a movement was not sent."""
        self.answer(_("Not sent. Nothing moved."), *why_stopped(fact, self.board.today))

    def settled(self, fact: MovementSettled) -> None:
        """Show a movement's outcome; one that was done is told by the screen below."""
        entry = fact.entry
        if entry.outcome is None:
            return
        is_done = entry.state is State.CONFIRMED and fact.is_recorded
        if is_done and self.is_active:
            self.dismiss()
            return
        lines = list(outcome(entry.movement, entry.outcome, entry.number))
        if not fact.is_recorded:
            lines.append(not_kept())
        # What the journal does not know to be in doubt cannot be decided about there.
        is_in_doubt = entry.state is State.UNKNOWN and fact.is_recorded
        is_over = is_done or not fact.is_recorded
        self.answer(*lines, in_doubt=entry if is_in_doubt else None, is_over=is_over)

    def answer(self, *lines: str, in_doubt: Entry | None = None, is_over: bool = False) -> None:
        """Show the answer; `is_over` when nothing is left to do here, not even another try."""
        if self._ticking is not None:
            self._ticking.stop()
            self._ticking = None
        self.stage = Stage.ANSWERED
        self._in_doubt = in_doubt
        self._may_try_again = in_doubt is None and not is_over
        if self._may_try_again:
            self.form_shown()
            self.hint(_("Enter Try again      Esc Close"))
        else:
            check = "" if is_over else f"{self.key_of(BY_ACTION['check'])} {_('Check it')}      "
            self.hint(f"{check}{_('Esc Close')}")
        self.tell(*lines)
