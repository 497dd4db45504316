"""What has become of a plan that was kept, once it is reckoned with today's balances."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from smspartner_tui.core.filing import FiledPlan, FiledRow
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.plan import Missed, Plan, Row


class Change(StrEnum):
    """What is not as it was."""

    AMOUNT = "amount"
    LEFT_OUT = "left out"
    NOT_FOLLOWED = "not followed"
    ORDER = "order"


class Difference(NamedTuple):
    """One thing that is not as the file has it.

    `name` and `was`, in euros with its sign, are the file's; `row` or `missed` is what there is
    of it today.
    """

    change: Change
    name: str = ""
    was: Decimal | None = None
    row: Row | None = None
    missed: Missed | None = None


def differences(filed: FiledPlan, today: Plan) -> tuple[Difference, ...]:
    """All that a plan reckoned today has otherwise than its file, in the order of the file."""
    return tuple(_differences(filed, today))


def _differences(filed: FiledPlan, today: Plan) -> Iterator[Difference]:
    rows = {row.subaccount.token: row for row in today.rows}
    missed = {one.subaccount.token: one for one in today.missed}
    for token, kept in filed.rows.items():
        was = _change_of(kept)
        if (row := rows.get(token)) is not None:
            if row.amount != kept.filed.amount:
                yield Difference(Change.AMOUNT, kept.name, was, row=row)
        elif (one := missed.get(token)) is not None:
            yield Difference(Change.LEFT_OUT, kept.name, was, missed=one)
        else:
            yield Difference(Change.NOT_FOLLOWED, kept.name, was)
    if [*rows] != [token for token in filed.rows if token in rows]:
        yield Difference(Change.ORDER)


def _change_of(kept: FiledRow) -> Decimal:
    amount = kept.filed.amount
    return amount if kept.filed.direction is Direction.ADD else -amount
