"""One movement sent without a screen: told, and its exit status."""

from datetime import date

from smspartner_tui.commands.following import BLOCKED, follow, of_settled, of_stopped, record
from smspartner_tui.commands.telling import give_json, say
from smspartner_tui.core.facts import (
    Fact,
    MovementSent,
    MovementSettled,
    MovementStopped,
    MovementWaits,
)
from smspartner_tui.core.movement import Movement, State
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _
from smspartner_tui.wording import outcome, stopped
from smspartner_tui.wording.runs import waits


def send(desk: Desk, movement: Movement, today: date, *, as_json: bool) -> int:
    """Send a movement, and return the exit status."""
    teller = _Teller(movement, today, as_json=as_json)
    return follow(desk, lambda: desk.submit(movement), teller)


class _Teller:
    """Says what becomes of a movement, and keeps what that means for the exit status."""

    def __init__(self, movement: Movement, today: date, *, as_json: bool) -> None:
        self._movement = movement
        self._today = today
        self._as_json = as_json
        self.statuses: set[int] = set()
        self.has_begun = False
        self.is_over = False

    def take(self, fact: Fact) -> None:
        """Say what happened."""
        match fact:
            case MovementWaits(movement=movement, holder=holder):
                say(waits(movement, holder))
            case MovementSent():
                self.has_begun = True
            case MovementSettled() if fact.entry.movement.id == self._movement.id:
                self.is_over = True
                self.statuses |= of_settled(fact)
                self._tell_settled(fact)
            case MovementStopped():
                self.is_over = True
                self.statuses.add(of_stopped(fact))
                self._tell_stopped(fact)
            case _:
                pass

    def _tell_settled(self, fact: MovementSettled) -> None:
        entry = fact.entry
        if self._as_json:
            give_json(record(entry.movement, entry.state, entry))
        if entry.outcome is not None:
            for line in outcome(entry.movement, entry.outcome, entry.number):
                say(line)
        if entry.state is State.UNKNOWN:
            words = _("To settle it: `smspartner-tui resolve {number}`.")
            say(words.format(number=entry.number))

    def _tell_stopped(self, fact: MovementStopped) -> None:
        if self._as_json:
            state = BLOCKED if fact.objections else State.NOT_SENT
            give_json(record(fact.movement, state))
        say(_("Not sent. Nothing moved."))
        for line in stopped(fact, self._today):
            say(line)

    def conclude(self) -> None:
        """Tell programs of what nobody can tell any more that it is in doubt."""
        if not self.is_over and self._as_json:
            give_json(record(self._movement, State.UNKNOWN))
