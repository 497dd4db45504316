"""A run carried out without a screen: told movement by movement, paused by a signal."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from smspartner_tui.commands.following import (
    BLOCKED,
    LEFT,
    follow,
    of_problem,
    of_settled,
    of_stopped,
    record,
)
from smspartner_tui.commands.telling import (
    DONE,
    FAULT,
    FORBIDDEN,
    NOT_SENT,
    REFUSED,
    UNKNOWN,
    give_json,
    say,
    tell,
)
from smspartner_tui.core.facts import (
    Fact,
    MovementSettled,
    MovementStopped,
    RunChanged,
    RunStopped,
)
from smspartner_tui.core.movement import Entry, Movement, Outcome, State
from smspartner_tui.core.run import Halt, Leg, Run, RunState
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.wording import euros, outcome
from smspartner_tui.wording import stopped as why_stopped
from smspartner_tui.wording.runs import settled, stopped

_OF_HALT: Final[Mapping[Halt, int]] = {
    Halt.DOUBT: UNKNOWN,
    Halt.JOURNAL: FAULT,
    Halt.REFUSED: REFUSED,
    Halt.SHORT: FORBIDDEN,
    Halt.GUARD: FORBIDDEN,
    # Each of those was refused or forbidden, and counts as that.
    Halt.BLOCKED: DONE,
}
"""Why a run stands still with something left; all else means that the rest was not sent."""


def carry_out(desk: Desk, run: Run, today: date, *, as_json: bool) -> int:
    """Send the movements of a run, one after the other, and return the exit status."""
    going = [*run.legs]
    return follow(desk, lambda: desk.begin(run), _Teller(run, going, today, as_json=as_json))


def take_up(desk: Desk, run: Run, legs: Mapping[int, Leg], today: date, *, as_json: bool) -> int:
    """Send these movements of a run that was interrupted, by place; the exit status."""
    teller = _Teller(run, [*legs.values()], today, as_json=as_json)
    return follow(desk, lambda: desk.take_up(run, legs), teller)


class _Teller:
    """Says what happens in a run, and keeps what that means for the exit status."""

    def __init__(self, run: Run, going: Collection[Leg], today: date, *, as_json: bool) -> None:
        self._run = run
        self._going = going
        self._today = today
        self._as_json = as_json
        self._told: set[str] = set()
        self.statuses: set[int] = set()
        self.has_begun = False
        self.is_over = False

    def take(self, fact: Fact) -> None:
        """Say what happened."""
        match fact:
            case MovementSettled(entry=Entry(outcome=Outcome() as result) as entry):
                self._settled(fact, entry, result)
            case MovementStopped():
                self._stopped(fact)
            case RunChanged(run=run) if run.id == self._run.id:
                self._run, self.has_begun = run, True
                self.is_over = run.state is not RunState.RUNNING
            case RunStopped():
                self.statuses.add(of_problem(fact.problem))
                self.is_over = True
                tell(*stopped(fact))
            case _:
                pass

    def _settled(self, fact: MovementSettled, entry: Entry, result: Outcome) -> None:
        movement = entry.movement
        self.statuses |= of_settled(fact)
        lines = outcome(movement, result, entry.number)
        self._tell(movement, " ".join(lines), named=entry.state is State.CONFIRMED)
        self._give(movement, entry.state, entry)

    def _stopped(self, fact: MovementStopped) -> None:
        movement = fact.movement
        self.statuses.add(of_stopped(fact))
        if fact.objections:
            self._tell(movement, " ".join(why_stopped(fact, self._today)))
            self._give(movement, BLOCKED)

    def _tell(self, movement: Movement, words: str, *, named: bool = False) -> None:
        """A line of a movement, with its place in the run, and its name where words lack it."""
        legs = self._run.legs
        place = next(n for n, leg in enumerate(legs, 1) if leg.movement.id == movement.id)
        if not named:
            amount = euros(movement.change_of_subaccount, signed=True)
            head = _("{name}, {amount}:").format(name=movement.name, amount=amount)
            words = f"{head} {words}"
        tell(f"  {place}/{len(legs)}  {words}")

    def _give(self, movement: Movement, state: str, entry: Entry | None = None) -> None:
        self._told.add(movement.id)
        if self._as_json:
            give_json(record(movement, state, entry))

    def conclude(self) -> None:
        """Say where the run stands, what is left of it, and what to do about that."""
        for leg in self._going:
            if leg.movement.id not in self._told:
                self._give(leg.movement, LEFT)
        if not self.has_begun:
            return
        for line in settled(self._run):
            say(line)
        if self._run.state is RunState.PAUSED:
            self._conclude_paused()

    def _conclude_paused(self) -> None:
        left = self._run.left
        self.statuses.add(_OF_HALT.get(self._run.halt or Halt.ASKED, NOT_SENT if left else DONE))
        if self._run.waiting:
            # Where it is, and what can be done about it, is said already.
            return
        for leg in left.values():
            amount = euros(leg.movement.change_of_subaccount, signed=True)
            tell(f"  {leg.movement.name}  {amount}")
        if left:
            words = ngettext(
                "{count} movement is left: `smspartner-tui resume {number}` goes on with it, "
                "`smspartner-tui drop {number}` drops it.",
                "{count} movements are left: `smspartner-tui resume {number}` goes on with them, "
                "`smspartner-tui drop {number}` drops them.",
                len(left),
            )
            say(words.format(count=len(left), number=self._run.number))
