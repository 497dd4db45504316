"""A movement as it is being typed: what it would be, and everything to say about it."""

from dataclasses import replace

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import (
    Limits,
    Objection,
    Situation,
    blocking,
    duplicate_of,
    must_retype,
    objections,
)
from smspartner_tui.core.money import (
    AmountError,
    AmountProblem,
    Everything,
    amount_to_add,
    amount_to_remove,
    read_amount,
)
from smspartner_tui.core.movement import COUNTED_STATES, Direction, Entry, Movement, State

_WORTH_NAMING = COUNTED_STATES | {State.RESOLVED_NOT_APPLIED}
"""A movement that a person found without effect may still have been carried out late."""


@frozen
class Draft:
    """What was typed, weighed: a movement that can be asked for, or why it cannot.

    `duplicate` is a movement like it within the window, `latest` the newest of the last 24 hours
    on the sub-account; `must_retype` says how yes is given.
    """

    movement: Movement | None = None
    problem: AmountProblem | None = None
    objections: tuple[Objection, ...] = ()
    duplicate: Entry | None = None
    latest: Entry | None = None
    must_retype: bool = False

    @property
    def may_be_asked(self) -> bool:
        """Whether the operator can be asked for yes."""
        return self.movement is not None and not blocking(self.objections)


def draft(
    movement_id: str,
    subaccount: SubAccount,
    direction: Direction,
    typed: str,
    reference: str,
    limits: Limits,
    situation: Situation,
) -> Draft:
    """Weigh what was typed against what is known."""
    latest = next((entry for entry in situation.recent if entry.state in _WORTH_NAMING), None)
    known = situation.subaccount
    # A stale one has moved by an amount that nobody told: nothing can be reckoned from it.
    balance = None if known is None or known.stale else known.amount
    try:
        wanted = read_amount(typed)
        resolve = amount_to_add if direction is Direction.ADD else amount_to_remove
        amount = resolve(wanted, balance)
    except AmountError as error:
        return Draft(problem=error.problem, latest=latest)
    movement = Movement(
        id=movement_id,
        token=subaccount.token,
        name=subaccount.name,
        direction=direction,
        amount=amount,
        reference=reference,
        everything=isinstance(wanted, Everything),
    )
    like = duplicate_of(movement, limits, situation)
    if like is not None:
        movement = replace(movement, again_after=like.movement.id)
    return Draft(
        movement=movement,
        objections=objections(movement, limits, situation),
        duplicate=like,
        latest=latest,
        must_retype=must_retype(movement, limits),
    )
