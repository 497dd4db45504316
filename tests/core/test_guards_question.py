"""How hard the operator is asked: about a movement made before, and about a large one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from smspartner_tui.core.guards import Limits, Situation, duplicate_of, must_retype
from smspartner_tui.core.movement import Direction, Entry, Movement, State
from smspartner_tui.core.operator import Operator

NOW = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def _add(amount: str = "50.00") -> Movement:
    return Movement("m1", "7f6e5d4c3b2a7be2", "Clinique", Direction.ADD, Decimal(amount))


def _remove(amount: str = "50.00") -> Movement:
    return replace(_add(amount), direction=Direction.REMOVE)


def _entry(movement: Movement, state: State, age: timedelta = timedelta(0)) -> Entry:
    earlier = replace(movement, id="m0")
    planned = NOW - timedelta(days=2)
    return Entry(earlier, state, Operator("paul"), planned, number=1041, sent_at=NOW - age)


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (State.PLANNED, False),
        (State.SENDING, True),
        (State.CONFIRMED, True),
        (State.REJECTED, False),
        (State.NOT_SENT, False),
        (State.UNKNOWN, True),
        (State.RESOLVED_APPLIED, True),
        (State.RESOLVED_NOT_APPLIED, False),
    ],
)
def test_only_what_may_have_moved_money_is_a_duplicate(state: State, counts: bool) -> None:
    """A refused or unsent movement may be asked for again without a word."""
    entry = _entry(_add(), state)
    found = duplicate_of(_add(), Limits(), Situation(NOW, recent=(entry,)))
    assert found is (entry if counts else None)


@pytest.mark.parametrize(
    ("age", "counts"),
    [
        (timedelta(0), True),
        (timedelta(hours=12) - INSTANT, True),
        (timedelta(hours=12), True),
        (timedelta(hours=12) + INSTANT, False),
    ],
)
def test_a_duplicate_is_one_within_the_window(age: timedelta, counts: bool) -> None:
    """The window counts from the sending, its last instant included."""
    entry = _entry(_add(), State.CONFIRMED, age)
    found = duplicate_of(_add(), Limits(), Situation(NOW, recent=(entry,)))
    assert found is (entry if counts else None)


@pytest.mark.parametrize(
    "other",
    [_remove(), _add("50.01"), _add("5"), replace(_add(), token="0a1b2c3d4e5f9f3a")],
)
def test_another_amount_direction_or_account_is_no_duplicate(other: Movement) -> None:
    """Only the same movement again is one."""
    situation = Situation(NOW, recent=(_entry(other, State.CONFIRMED),))
    assert duplicate_of(_add(), Limits(), situation) is None
    assert duplicate_of(other, Limits(), situation) is not None


def test_the_duplicate_named_is_the_newest() -> None:
    """Of several the latest is told, and one that does not count hides none."""
    refused = _entry(_add(), State.REJECTED)
    newest = _entry(_add("50"), State.CONFIRMED, timedelta(hours=1))
    oldest = _entry(_add(), State.CONFIRMED, timedelta(hours=2))
    situation = Situation(NOW, recent=(refused, newest, oldest))
    assert duplicate_of(_add(), Limits(), situation) is newest
    assert duplicate_of(_add(), Limits(), Situation(NOW)) is None


def test_a_window_of_nothing_asks_only_about_the_same_instant() -> None:
    """With no window a movement sent earlier is never a duplicate."""
    limits = Limits(duplicate_window=timedelta(0))
    earlier = Situation(NOW, recent=(_entry(_add(), State.CONFIRMED, INSTANT),))
    assert duplicate_of(_add(), limits, earlier) is None


@pytest.mark.parametrize(
    ("amount", "everything", "retyped"),
    [
        ("199.99", False, False),
        ("200.00", False, True),
        ("200.01", False, True),
        ("0.01", True, True),
        ("0.01", False, False),
    ],
)
@pytest.mark.parametrize("movement", [_add(), _remove()])
def test_when_the_amount_is_typed_again(
    movement: Movement, amount: str, everything: bool, retyped: bool
) -> None:
    """At `confirm_above`, above it and for everything, a letter is not enough."""
    asked = replace(movement, amount=Decimal(amount), everything=everything)
    assert must_retype(asked, Limits()) is retyped
