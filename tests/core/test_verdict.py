"""What a reading after a refusal proves: only a credit makes a balance rise."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from smspartner_tui.core.accounts import Balance, Balances
from smspartner_tui.core.movement import Before, Direction, Entry, Movement, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.verdict import contradicts_refusal, late_until

NOON = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)
TOKEN = "7f6e5d4c3b2a7be2"


def _refused(direction: Direction, before: str | None) -> Entry:
    seen = None if before is None else Before(Decimal(before), NOON)
    # The account that a movement takes from only ever falls: a rise of it would prove nothing.
    other = Before(Decimal(0), NOON)
    is_add = direction is Direction.ADD
    return Entry(
        Movement("m1", TOKEN, "Clinique", direction, Decimal(50)),
        State.REJECTED,
        Operator("paul"),
        NOON,
        main_before=other if is_add else seen,
        subaccount_before=seen if is_add else other,
    )


def _now(direction: Direction, amount: str | None) -> Balances:
    other = Balance(Decimal(1000), NOON)
    seen = None if amount is None else Balance(Decimal(amount), NOON)
    if direction is Direction.REMOVE:
        return Balances(seen, {TOKEN: other})
    return Balances(other, {} if seen is None else {TOKEN: seen})


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize(
    ("before", "after", "contradicted"),
    [
        ("10", "10.001", True),
        ("10", "60", True),
        ("10", "10", False),
        ("10", "9.99", False),
        (None, "60", False),
        ("10", None, False),
        (None, None, False),
    ],
)
def test_only_a_rise_of_the_account_that_receives_is_an_alarm(
    direction: Direction, before: str | None, after: str | None, contradicted: bool
) -> None:
    """A fall is consumption, and what was not read on both sides proves nothing."""
    found = contradicts_refusal(_refused(direction, before), _now(direction, after))
    assert found is contradicted


def test_a_late_answer_is_possible_for_two_minutes_past_the_deadline() -> None:
    """Counted from the sending, because nobody knows when the platform began."""
    entry = _refused(Direction.ADD, None)

    assert late_until(entry, 30.0) == NOON + timedelta(seconds=150)
