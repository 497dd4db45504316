"""Runs as the desk's tests hand them over, and how they are waited for."""

from decimal import Decimal
from itertools import count

from smspartner_tui.core.facts import RunChanged, RunStopped
from smspartner_tui.core.movement import Direction, Movement, Outcome, Reason, RunKind, State
from smspartner_tui.core.run import Leg, Run, RunState
from tests.desk.fakes import PATIENCE, FakePartner, Told
from tests.journal.helpers import GARAGE, MAIRIE, movement

_ids = count(1)


def new_id() -> str:
    """A name that nothing has."""
    return f"made-{next(_ids)}"


def plan(*movements: Movement) -> Run:
    """A plan of these movements."""
    return Run(new_id(), RunKind.PLAN, tuple(map(Leg, movements)), reference="juin")


def transfer(amount: str = "5") -> Run:
    """From Mairie to Garage."""
    legs = (
        Leg(movement(MAIRIE, amount, Direction.REMOVE)),
        Leg(movement(GARAGE, amount, Direction.ADD)),
    )
    return Run(new_id(), RunKind.TRANSFER, legs)


def until_it_stands(told: Told, run: Run) -> Run:
    """Wait until a run has ended or is paused; how it stands then."""

    def found() -> Run | None:
        for fact in reversed(told.facts):
            if isinstance(fact, RunChanged) and fact.run.id == run.id:
                return None if fact.run.state is RunState.RUNNING else fact.run
        return None

    with told.changed:
        assert told.changed.wait_for(found, PATIENCE), told.facts
        standing = found()
    assert standing is not None
    told.until_idle()
    return standing


def until_refused(told: Told) -> RunStopped:
    """Wait until a run was not begun."""
    return told.wait_for(RunStopped)


class Answers:
    """What a platform says to one movement after the other; where nothing is said, it applies.

    Of what it is told to apply without an answer, its ledger changes all the same.
    """

    def __init__(self, partner: FakePartner, *outcomes: Outcome | str | None) -> None:
        self._partner = partner
        self._outcomes = list(outcomes)
        partner.answer = self

    def __call__(self, direction: Direction, token: str, amount: Decimal) -> Outcome:
        """The next answer."""
        change = amount if direction is Direction.ADD else -amount
        said = self._outcomes.pop(0) if self._outcomes else None
        if said is None:
            return self._partner._apply(token, change)
        if said == "applied, no answer":
            self._partner._apply(token, change)
            return Outcome(State.UNKNOWN, Reason.DEADLINE, seconds=30.0)
        assert isinstance(said, Outcome)
        return said


def refused(code: int) -> Outcome:
    """The platform's no."""
    return Outcome(State.REJECTED, Reason.REFUSED, code=code, message="non", status=200)
