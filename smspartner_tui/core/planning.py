"""A plan reckoned from what is known now. Pure: the same input is always the same plan.

Debits come first, in the order of the list, then credits by need: who has the fewest days left
comes first. When there is not enough for all, the reserve and the day's limit cut what is given
from there on, and the plan says whose and by how much: nothing is left out in silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from smspartner_tui.core.guards import Limits, duplicate_of
from smspartner_tui.core.money import (
    ZERO,
    AmountError,
    BringTo,
    Everything,
    Exactly,
    TypedAmount,
    amount_to_add,
    amount_to_remove,
    cut_to_cents,
)
from smspartner_tui.core.movement import Direction, Movement, State
from smspartner_tui.core.plan import (
    AsFiled,
    Because,
    Candidate,
    Each,
    LeftOut,
    Missed,
    Plan,
    Row,
    ToMarks,
    Wish,
)

Edits = Mapping[str, Decimal | None]
"""What the operator changed by hand, by token: another amount in euros, or None: struck out."""

_NO_EDITS: Final[Edits] = {}


def plan(
    candidates: Sequence[Candidate], wish: Wish, limits: Limits, edits: Edits = _NO_EDITS
) -> Plan:
    """Reckon who gets what, and who is left out; every candidate is about one main account."""
    found = [_wanted(candidate, wish, limits, edits) for candidate in candidates]
    missed = [one for one in found if isinstance(one, Missed)]
    rows = [one for one in found if isinstance(one, Row)]
    debits = [row for row in rows if row.direction is Direction.REMOVE]
    main = _main(candidates)
    purse = _Purse.behind(debits, main, limits, candidates)
    given = [purse.give(row) for row in sorted(rows, key=_need) if row.direction is Direction.ADD]
    missed += [one for one in given if isinstance(one, Missed)]
    going = (*debits, *(row for row in given if isinstance(row, Row)))
    situations = {one.subaccount.token: one.situation for one in candidates}
    return Plan(
        tuple(
            replace(
                row, duplicate=duplicate_of(_like(row), limits, situations[row.subaccount.token])
            )
            for row in going
        ),
        tuple(missed),
        main,
        limits.main_reserve,
    )


# What each would get or give, were there enough for all


def _wanted(candidate: Candidate, wish: Wish, limits: Limits, edits: Edits) -> Row | Missed | None:
    """What a wish means for a sub-account; None where it is not meant at all."""
    match wish:
        case ToMarks(take_back):
            found = _to_marks(candidate, take_back=take_back)
        case Each(direction, typed):
            found = _typed(candidate, direction, typed)
        case AsFiled(rows):
            filed = rows.get(candidate.subaccount.token)
            if filed is None:
                return None
            # The way to its goal from today's balance, if it has one.
            typed = Exactly(filed.amount) if filed.goal is None else BringTo(filed.goal)
            found = _typed(candidate, filed.direction, typed)
    if isinstance(found, Row):
        found = _hindrance(candidate, found) or _edited(found, edits)
    if isinstance(found, Row) and limits.max_per_operation is not None:
        return _cut(found, limits.max_per_operation, Because.OPERATION)
    return found


def _to_marks(candidate: Candidate, *, take_back: bool) -> Row | Missed | None:
    """Up to its target for who is low, down to its cap for who is above it."""
    one = candidate.subaccount
    lift_below = one.target if one.low is None else one.low
    cap = one.cap if take_back else None
    if lift_below is None and cap is None:
        return None
    balance = _balance(candidate)
    if balance is None:
        return Missed(one, LeftOut.UNREAD)
    if cap is not None and balance > cap:
        return _row(candidate, Direction.REMOVE, cut_to_cents(balance - cap), Because.CAP, cap)
    if lift_below is None or balance >= lift_below:
        return None
    if one.target is None:
        return Missed(one, LeftOut.NO_TARGET)
    amount = cut_to_cents(one.target - balance)
    return _row(candidate, Direction.ADD, amount, Because.TARGET, one.target)


def _typed(candidate: Candidate, direction: Direction, typed: TypedAmount) -> Row | Missed:
    """What was typed for many, read for one of them."""
    reckon = amount_to_add if direction is Direction.ADD else amount_to_remove
    balance = _balance(candidate)
    try:
        amount = reckon(typed, balance)
    except AmountError as error:
        return Missed(candidate.subaccount, LeftOut.AMOUNT, problem=error.problem)
    if direction is Direction.REMOVE and balance is not None and amount > balance:
        return Missed(candidate.subaccount, LeftOut.TOO_SMALL, amount)
    if isinstance(typed, BringTo):
        return _row(candidate, direction, amount, Because.GOAL, typed.balance)
    row = _row(candidate, direction, amount, Because.SAME)
    return replace(row, everything=isinstance(typed, Everything))


def _row(
    candidate: Candidate,
    direction: Direction,
    amount: Decimal,
    because: Because,
    goal: Decimal | None = None,
) -> Row:
    return Row(
        subaccount=candidate.subaccount,
        direction=direction,
        amount=amount,
        before=_balance(candidate),
        wanted=amount,
        because=because,
        goal=goal,
        days=candidate.days,
    )


def _balance(candidate: Candidate) -> Decimal | None:
    """The balance that can be reckoned from; none where a movement has changed it untold."""
    known = candidate.situation.subaccount
    return None if known is None or known.stale else known.amount


def _main(candidates: Sequence[Candidate]) -> Decimal | None:
    known = candidates[0].situation.main if candidates else None
    return None if known is None or known.stale else known.amount


def _hindrance(candidate: Candidate, row: Row) -> Missed | None:
    """What stands in the way, whatever the amount."""
    if row.amount <= 0:
        return Missed(row.subaccount, LeftOut.DUST)
    if candidate.situation.locked:
        return Missed(row.subaccount, LeftOut.LOCKED, row.amount)
    if (entry := candidate.situation.open_entry) is not None:
        why = LeftOut.DOUBT if entry.state is State.UNKNOWN else LeftOut.IN_FLIGHT
        return Missed(row.subaccount, why, row.amount)
    return None


def _edited(row: Row, edits: Edits) -> Row | Missed:
    """What the operator made of it: neither past its goal, nor more than there is."""
    token = row.subaccount.token
    if token not in edits:
        return row
    amount = edits[token]
    if amount is None:
        return Missed(row.subaccount, LeftOut.STRUCK, row.amount)
    if row.goal is not None:
        amount = min(amount, row.wanted)
    elif row.direction is Direction.REMOVE and row.before is not None:
        amount = min(amount, cut_to_cents(row.before))
    return replace(row, amount=amount, wanted=amount, because=Because.EDITED, everything=False)


# What there is for them


_LAST: Final = 10**9
"""Days left of who spends at a pace that is not known."""


def _need(row: Row) -> tuple[int, Decimal]:
    """Who comes first: the fewest days left, then the lowest balance; none left is no day left."""
    balance = row.before or ZERO
    days = _LAST if row.days is None else row.days
    return (0 if balance <= 0 else days), balance


@dataclass
class _Purse:
    """What credits may still take, in euros, None for no bound.

    `room` is above the reserve, `day` is left of the limit of the day; nothing can be given where
    it `is_blind` to what the reserve asks about.
    """

    room: Decimal | None
    day: Decimal | None
    is_blind: bool

    @classmethod
    def behind(
        cls,
        debits: Sequence[Row],
        main: Decimal | None,
        limits: Limits,
        candidates: Sequence[Candidate],
    ) -> "_Purse":
        """What there is once the debits are in."""
        taken = sum((row.amount for row in debits), ZERO)
        added = candidates[0].situation.added_today if candidates else ZERO
        return cls(
            room=None if main is None else main + taken - limits.main_reserve,
            day=None if limits.max_per_day is None else limits.max_per_day - added,
            is_blind=main is None and limits.main_reserve > 0,
        )

    def give(self, row: Row) -> Row | Missed:
        """The row with as much of it as there is, or why nothing of it is given."""
        if self.is_blind:
            return Missed(row.subaccount, LeftOut.MAIN_UNKNOWN, row.amount)
        given, why = row, LeftOut.RESERVE
        if self.room is not None and self.room < given.amount:
            given = _cut(given, self.room, Because.RESERVE)
        if self.day is not None and self.day < given.amount:
            given, why = _cut(given, self.day, Because.DAY), LeftOut.DAY
        if given.amount <= 0:
            return Missed(row.subaccount, why, row.amount)
        self.room = None if self.room is None else self.room - given.amount
        self.day = None if self.day is None else self.day - given.amount
        return given


def _cut(row: Row, most: Decimal, because: Because) -> Row:
    """The row with no more than so many euros."""
    if row.amount <= most:
        return row
    return replace(row, amount=cut_to_cents(most), because=because, everything=False)


def _like(row: Row) -> Movement:
    """The movement that a row would be, to be held against those made lately."""
    return Movement("", row.subaccount.token, row.subaccount.name, row.direction, row.amount)
