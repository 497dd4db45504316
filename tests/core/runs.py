"""Legs and entries as the core's tests of runs make them."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from smspartner_tui.core.movement import (
    Direction,
    Entry,
    Link,
    Movement,
    Outcome,
    Reason,
    RunKind,
    State,
)
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.run import Leg, Run

NOW = datetime(2025, 6, 12, 12, 32, tzinfo=UTC)
ANY_STATE = (
    None,
    State.SENDING,
    State.CONFIRMED,
    State.REJECTED,
    State.NOT_SENT,
    State.UNKNOWN,
    State.RESOLVED_APPLIED,
    State.RESOLVED_NOT_APPLIED,
)
"""What can have become of a leg; None where it was not tried."""

MAY_HAVE_MOVED = frozenset({State.SENDING, State.CONFIRMED, State.UNKNOWN, State.RESOLVED_APPLIED})

_ids = count(1)


def new_id() -> str:
    """A name that nothing has."""
    return f"new-{next(_ids)}"


def movement(token: str, amount: str = "5", direction: Direction = Direction.ADD) -> Movement:
    """A movement of its own."""
    return Movement(new_id(), token, f"Client {token}", direction, Decimal(amount))


def entry(asked: Movement, state: State, code: int | None = None, number: int = 1) -> Entry:
    """A movement as the journal has it."""
    reasons = {State.CONFIRMED: Reason.SUCCESS, State.REJECTED: Reason.REFUSED}
    outcome = Outcome(state, reasons.get(state, Reason.DEADLINE), code=code)
    return Entry(
        asked,
        state,
        Operator("nadia"),
        NOW,
        number=number,
        sent_at=NOW,
        outcome=None if state is State.SENDING else outcome,
    )


def leg(token: str, state: State | None = None, **wishes: str) -> Leg:
    """A leg in a state."""
    direction = Direction(wishes.get("direction", "add"))
    asked = movement(token, wishes.get("amount", "5"), direction)
    code = int(wishes["code"]) if "code" in wishes else 7
    return Leg(asked, entry=None if state is None else entry(asked, state, code))


def transfer(*states: State | None) -> Run:
    """A transfer whose legs are in these states: payer, payee, and given back if there is one."""
    directions = ("remove", "add", "add")
    tokens = ("payer", "payee", "payer")
    legs = tuple(
        leg(token, state, direction=direction)
        for token, state, direction in zip(tokens, states, directions, strict=False)
    )
    return Run("transfer", RunKind.TRANSFER, legs)


def plan(*states: State | None) -> Run:
    """A plan whose legs are in these states."""
    legs = tuple(leg(f"token {place}", state) for place, state in enumerate(states))
    return Run("plan", RunKind.PLAN, legs)


def undone(by: int, of: Entry) -> Entry:
    """The entry, taken back by the movement of that number."""
    return replace(of, link=Link(undone_by=by))
