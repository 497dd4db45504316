"""A run: several movements asked for with one yes, and what became of each.

A transfer is two legs, of which the second rests on the first; a plan and the undoing of one are
any number of legs that stand by themselves. A leg is a movement like any other, with an id made
before the yes: however often a run is taken up again, none of its movements leaves twice.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import Limits, Objection, Rule
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import (
    APPLIED_STATES,
    Direction,
    Entry,
    Movement,
    Reason,
    RunKind,
    State,
)
from smspartner_tui.core.operator import Operator

PAYER, PAYEE, GIVEN_BACK = 0, 1, 2
"""The places of a transfer's legs: the debit, the credit, and the credit back to who paid."""


_NOBODY: Final = Operator("")


class RunState(StrEnum):
    """Where a run stands; while one is `running`, it holds the line of its main account."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Halt(StrEnum):
    """Why a run does not go on by itself."""

    ASKED = "asked"
    DOUBT = "doubt"
    NOT_SENT = "not sent"
    REFUSED = "refused"
    SHORT = "short"
    GUARD = "guard"
    BLOCKED = "blocked"
    JOURNAL = "journal"
    CLOSED = "closed"
    DIED = "died"
    DROPPED = "dropped"


@frozen
class Leg:
    """One movement of a run, and where it stands; `undoes` is the id of the one it takes back.

    `entry` is None as long as it was not tried.
    """

    movement: Movement
    undoes: str = ""
    entry: Entry | None = None

    @property
    def is_applied(self) -> bool:
        """Whether it moved its credit."""
        return self.entry is not None and self.entry.is_applied

    @property
    def is_open(self) -> bool:
        """Whether it is in flight or in doubt."""
        return self.entry is not None and self.entry.is_open

    @property
    def may_go(self) -> bool:
        """Whether it was not tried, or left nothing behind that a new try could repeat."""
        return self.entry is None or halt_of(self.entry) in {Halt.NOT_SENT, Halt.REFUSED}


_REFUSES_ALL: Final = frozenset({1, 2, 10, 20, 30, 40, 90, 96})
"""Codes that say nothing about the sub-account: the next movement would be refused as well."""

_PAYS_NOTHING: Final = frozenset({6, 8, 11})
"""Codes that say that the paying account has not got it."""


def is_held(token: str, entries: Iterable[Entry], runs: "Iterable[Run]") -> bool:
    """Whether a sub-account is in one of these movements, or in one of these runs."""
    legs = (leg.movement for run in runs for leg in run.legs)
    return any(movement.token == token for movement in (*(one.movement for one in entries), *legs))


def halt_of(entry: Entry) -> Halt | None:
    """Why the line stops after a movement; None where the next one can go."""
    outcome = entry.outcome
    match entry.state:
        case State.UNKNOWN:
            return Halt.DOUBT
        case State.NOT_SENT:
            return Halt.NOT_SENT
        case State.REJECTED if outcome is not None:
            is_add = entry.movement.direction is Direction.ADD
            is_short = is_add and outcome.code in _PAYS_NOTHING
            if is_short or outcome.code in _REFUSES_ALL or outcome.reason is Reason.RATE_LIMITED:
                return Halt.REFUSED
    return None


STOPPING_RULES: Final = frozenset(
    {Rule.READ_ONLY, Rule.OVER_DAY, Rule.RESERVE, Rule.RESERVE_UNKNOWN, Rule.MAIN_TOO_SMALL}
)
"""Guards that speak of the main account: what they object to in one leg holds for the others."""


def stops_line(objections: Iterable[Objection]) -> bool:
    """Whether guards that forbid a leg forbid those behind it, too."""
    return any(one.blocks and one.rule in STOPPING_RULES for one in objections)


@frozen
class Run:
    """Movements asked for with one yes, in the order in which they go.

    `number` is what people quote; `halt` says why it does not go on, and `blocked` what the
    guards had against legs that were passed over, by place.
    """

    id: str
    kind: RunKind
    legs: tuple[Leg, ...]
    reference: str = ""
    number: int | None = None
    state: RunState = RunState.RUNNING
    halt: Halt | None = None
    operator: Operator = _NOBODY
    asked_at: datetime | None = None
    blocked: Mapping[int, tuple[Objection, ...]] = field(default_factory=dict)
    owner: str = field(default="", repr=False)

    @property
    def done(self) -> tuple[Leg, ...]:
        """The legs that moved their credit."""
        return tuple(leg for leg in self.legs if leg.is_applied)

    @property
    def in_doubt(self) -> tuple[Leg, ...]:
        """The legs whose outcome is unknown."""
        return tuple(
            leg for leg in self.legs if leg.entry is not None and leg.entry.state is State.UNKNOWN
        )

    @property
    def left(self) -> dict[int, Leg]:
        """The legs that can go, by place: none that moved anything, may have, or rests on such."""
        if self.kind is RunKind.TRANSFER:
            return self._left_of_transfer()
        return {place: leg for place, leg in enumerate(self.legs) if leg.may_go}

    def _left_of_transfer(self) -> dict[int, Leg]:
        payer = self.legs[PAYER]
        if payer.entry is None:
            return {place: leg for place, leg in enumerate(self.legs) if leg.entry is None}
        return {PAYEE: self.legs[PAYEE]} if self.waiting else {}

    @property
    def waiting(self) -> Decimal:
        """Euros of a transfer that have left the payer and reached nobody.

        They are on the main account. Nothing waits while it may still have arrived.
        """
        if self.kind is not RunKind.TRANSFER or not self.legs[PAYER].is_applied:
            return ZERO
        if any(leg.is_applied or leg.is_open for leg in self.legs[PAYEE:]):
            return ZERO
        return self.legs[PAYER].movement.amount

    @property
    def current(self) -> int:
        """Which leg is at its turn, from 1: what "12 of 60" counts."""
        tried = sum(leg.entry is not None for leg in self.legs)
        flying = any(leg.entry and leg.entry.state is State.SENDING for leg in self.legs)
        return min(tried + (not flying), len(self.legs))

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do, nor to be decided."""
        return not self.left and not any(leg.is_open for leg in self.legs)

    @property
    def total(self) -> Decimal:
        """Euros that all its legs move, in either direction: what is typed again."""
        return sum((leg.movement.amount for leg in self.legs), ZERO)

    def can_go(self, legs: Mapping[int, Leg]) -> bool:
        """Whether these legs, by place, can go from where the run stands now.

        Who asks may have looked at it before somebody else went on with it.
        """
        if self.kind is RunKind.TRANSFER and set(legs) == {GIVEN_BACK}:
            return self.waiting > 0
        tried = {leg.movement.id for leg in self.legs if leg.entry is not None}
        left = self.left
        return all(place in left and leg.movement.id not in tried for place, leg in legs.items())

    def with_entry(self, entry: Entry) -> "Run":
        """The run with a movement as it stands now; the same where that is no leg of it."""
        if all(leg.movement.id != entry.movement.id for leg in self.legs):
            return self
        legs = (
            replace(leg, entry=entry) if leg.movement.id == entry.movement.id else leg
            for leg in self.legs
        )
        return replace(self, legs=tuple(legs))

    def with_blocked_of(self, held: "Run | None") -> "Run":
        """The run with what the guards had against legs that stand as they did in the one held.

        The journal does not keep that: whoever reads a run there would take it away.
        """
        if held is None or self.blocked or (held.state, held.halt) != (self.state, self.halt):
            return self
        blocked = {
            place: found
            for place, found in held.blocked.items()
            if self.legs[place : place + 1] == held.legs[place : place + 1]
        }
        return replace(self, blocked=blocked)


class Tally(NamedTuple):
    """How many legs of a run are done, refused, in doubt, can still go, and were tried at all."""

    done: int
    refused: int
    in_doubt: int
    left: int
    tried: int


def tally(run: Run) -> Tally:
    """A run in numbers."""
    states = [leg.entry.state for leg in run.legs if leg.entry is not None]
    return Tally(
        done=sum(state in APPLIED_STATES for state in states),
        refused=states.count(State.REJECTED),
        in_doubt=states.count(State.UNKNOWN),
        left=len(run.left),
        tried=len(states),
    )


def is_feasible(rest: Iterable[Movement], main: Decimal | None, limits: Limits) -> bool:
    """Whether these movements, in this order, leave the main account its reserve; in euros."""
    if main is None:
        return limits.main_reserve == 0
    return all(point >= limits.main_reserve for point in points(rest, main))


def points(movements: Iterable[Movement], main: Decimal) -> Iterator[Decimal]:
    """What the main account holds after each movement that lowers it, in euros."""
    for movement in movements:
        main += movement.change_of_main
        if movement.direction is Direction.ADD:
            yield main


# Taken up again


def resumed(run: Run, new_id: Callable[[], str]) -> dict[int, Leg]:
    """The legs that go when a run is taken up again, by place.

    What was tried before and left nothing behind is another movement from now on.
    """
    return {place: _renewed(leg, new_id) for place, leg in run.left.items()}


def given_back(run: Run, new_id: Callable[[], str]) -> dict[int, Leg]:
    """The leg that gives what waits of a transfer back to who paid it."""
    paid = run.legs[PAYER].movement
    movement = replace(paid, id=new_id(), direction=Direction.ADD, everything=False, again_after="")
    return {GIVEN_BACK: Leg(movement, undoes=paid.id)}


def _renewed(leg: Leg, new_id: Callable[[], str]) -> Leg:
    if leg.entry is None:
        return leg
    return Leg(replace(leg.movement, id=new_id()), leg.undoes)
