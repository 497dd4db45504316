"""Undoing: the inverse of what went through, as far as what it moved is still there. Pure.

Not time travel: an undo is a movement, a transfer or a plan of its own, with its own question.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from smspartner_tui.core.accounts import Balances
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.money import ZERO, cut_to_cents
from smspartner_tui.core.movement import Direction, Entry, Movement, RunKind, State
from smspartner_tui.core.run import PAYEE, PAYER, Leg, Run, RunState


class Never(StrEnum):
    """Why something cannot be undone."""

    IN_DOUBT = "in doubt"
    IN_FLIGHT = "in flight"
    NOTHING_MOVED = "nothing moved"
    UNDONE = "undone already"
    SPENT = "spent"
    WAITING = "half done"
    DROPPED = "rest dropped"


class Undoing(NamedTuple):
    """One movement to be taken back: the inverse, in euros, and what cannot come back of it."""

    entry: Entry
    direction: Direction
    amount: Decimal
    spent: Decimal = ZERO


@frozen
class Undo:
    """The inverse of a movement, a transfer or a plan: what of it can be taken back, and what not.

    `kind` is what it will be itself, `never` why nothing of it can be undone at all.
    """

    kind: RunKind
    steps: tuple[Undoing, ...] = ()
    left_out: tuple[tuple[Entry, Never], ...] = ()
    never: Never | None = None

    @property
    def total(self) -> Decimal:
        """Euros that it moves in either direction."""
        return sum((step.amount for step in self.steps), ZERO)

    def legs(self, new_id: Callable[[], str], reference: str) -> tuple[Leg, ...]:
        """The movements that it asks for, each with an id of its own."""
        return tuple(
            Leg(
                Movement(
                    id=new_id(),
                    token=step.entry.movement.token,
                    name=step.entry.movement.name,
                    direction=step.direction,
                    amount=step.amount,
                    reference=reference,
                ),
                undoes=step.entry.movement.id,
            )
            for step in self.steps
        )


def hindrance(entry: Entry) -> Never | None:
    """Why a movement cannot be undone, whatever the balances are."""
    if entry.state is State.UNKNOWN:
        return Never.IN_DOUBT
    if entry.state is State.SENDING:
        return Never.IN_FLIGHT
    if not entry.is_applied:
        return Never.NOTHING_MOVED
    return Never.UNDONE if entry.link.undone_by is not None else None


def undo_movement(entry: Entry, balances: Balances) -> Undo:
    """The inverse of one movement."""
    return _of_many(RunKind.UNDO, [entry], balances)


def undo_run(run: Run, balances: Balances) -> Undo:
    """The inverse of all that a run moved: debits first, whatever its own order was."""
    entries = [leg.entry for leg in run.legs if leg.entry is not None]
    if run.kind is RunKind.TRANSFER:
        return _of_transfer(run, balances)
    return _of_many(RunKind.UNDO, entries, balances)


def _of_transfer(run: Run, balances: Balances) -> Undo:
    """The credit comes back from who got it, then goes to who paid: in that order only."""
    if run.waiting:
        is_over = run.state is RunState.ENDED
        return Undo(RunKind.TRANSFER, never=Never.DROPPED if is_over else Never.WAITING)
    for leg in run.legs:
        if leg.entry is not None and leg.entry.is_open:
            return Undo(RunKind.TRANSFER, never=hindrance(leg.entry))
    paid, got = run.legs[PAYER].entry, run.legs[PAYEE].entry
    if paid is None or got is None:
        return Undo(RunKind.TRANSFER, never=Never.NOTHING_MOVED)
    for entry in (got, paid):
        if (never := hindrance(entry)) is not None:
            return Undo(RunKind.TRANSFER, never=never)
    back = _taken_back(got, balances)
    if back.amount <= 0:
        return Undo(RunKind.TRANSFER, never=Never.SPENT)
    return Undo(RunKind.TRANSFER, (back, Undoing(paid, Direction.ADD, back.amount, back.spent)))


def _of_many(kind: RunKind, entries: Iterable[Entry], balances: Balances) -> Undo:
    steps: list[Undoing] = []
    left_out: list[tuple[Entry, Never]] = []
    for entry in entries:
        never = hindrance(entry)
        step = _taken_back(entry, balances)
        if never is None and step.amount <= 0:
            never = Never.SPENT
        if never is None:
            steps.append(step)
        else:
            left_out.append((entry, never))
    steps.sort(key=lambda step: step.direction is Direction.ADD)
    never = None if steps else left_out[0][1] if left_out else Never.NOTHING_MOVED
    return Undo(kind, tuple(steps), tuple(left_out), never)


def _taken_back(entry: Entry, balances: Balances) -> Undoing:
    """The inverse of a movement: of a credit, no more than is left of it."""
    movement = entry.movement
    if movement.direction is Direction.REMOVE:
        return Undoing(entry, Direction.ADD, movement.amount)
    known = balances.of(movement.token)
    if known is None or known.stale or known.amount >= movement.amount:
        return Undoing(entry, Direction.REMOVE, movement.amount)
    amount = max(cut_to_cents(known.amount), ZERO)
    return Undoing(entry, Direction.REMOVE, amount, movement.amount - amount)
