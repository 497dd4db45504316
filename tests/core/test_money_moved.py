"""Euros to move: what was typed, held against the balance last seen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.money import (
    CENT,
    AmountError,
    AmountProblem,
    BringTo,
    Everything,
    Exactly,
    TypedAmount,
    amount_to_add,
    amount_to_remove,
    from_micros,
)
from tests.core import unhurried


@pytest.mark.parametrize(
    ("typed", "balance", "amount"),
    [
        (Exactly(Decimal("50.00")), None, "50.00"),
        (Exactly(Decimal("50.00")), "10", "50.00"),
        (BringTo(Decimal(100)), "61.80", "38.20"),
        (BringTo(Decimal(60)), "8.245", "51.75"),
        (BringTo(Decimal(60)), "59.99", "0.01"),
        (BringTo(Decimal(0)), "-5", "5.00"),
    ],
)
def test_what_is_added_for_what_was_typed(
    typed: TypedAmount, balance: str | None, amount: str
) -> None:
    """An add moves what was typed, or what is missing to the balance asked for, cut to cents."""
    added = amount_to_add(typed, None if balance is None else Decimal(balance))
    assert str(added) == amount


@pytest.mark.parametrize(
    ("typed", "balance", "problem"),
    [
        (Everything(), "10", AmountProblem.EVERYTHING_IN_AN_ADD),
        (BringTo(Decimal(100)), None, AmountProblem.BALANCE_UNKNOWN),
        (BringTo(Decimal(100)), "100", AmountProblem.ALREADY_THERE),
        (BringTo(Decimal(100)), "99.995", AmountProblem.ALREADY_THERE),
        (BringTo(Decimal(100)), "100.009", AmountProblem.ALREADY_THERE),
        (BringTo(Decimal(100)), "100.01", AmountProblem.WRONG_WAY_DOWN),
    ],
)
def test_what_cannot_be_added(
    typed: TypedAmount, balance: str | None, problem: AmountProblem
) -> None:
    """Everything, an unknown distance and the wrong direction are no adds."""
    with pytest.raises(AmountError) as refused:
        amount_to_add(typed, None if balance is None else Decimal(balance))
    assert refused.value.problem is problem


@pytest.mark.parametrize(
    ("typed", "balance", "amount"),
    [
        (Exactly(Decimal("50.00")), None, "50.00"),
        (Exactly(Decimal("50.00")), "10", "50.00"),
        (Everything(), "1204.50", "1204.50"),
        (Everything(), "10.249", "10.24"),
        (Everything(), "0.019", "0.01"),
        (BringTo(Decimal(10)), "61.80", "51.80"),
        (BringTo(Decimal(0)), "10.249", "10.24"),
        (BringTo(Decimal(10)), "10.01", "0.01"),
    ],
)
def test_what_is_removed_for_what_was_typed(
    typed: TypedAmount, balance: str | None, amount: str
) -> None:
    """A removal is cut to cents, never rounded up: the dust stays."""
    removed = amount_to_remove(typed, None if balance is None else Decimal(balance))
    assert str(removed) == amount


@pytest.mark.parametrize(
    ("typed", "balance", "problem"),
    [
        (Everything(), None, AmountProblem.BALANCE_UNKNOWN),
        (Everything(), "0", AmountProblem.NOTHING_LEFT),
        (Everything(), "0.009", AmountProblem.NOTHING_LEFT),
        (Everything(), "-5", AmountProblem.NOTHING_LEFT),
        (BringTo(Decimal(10)), None, AmountProblem.BALANCE_UNKNOWN),
        (BringTo(Decimal(10)), "10", AmountProblem.ALREADY_THERE),
        (BringTo(Decimal(10)), "10.009", AmountProblem.ALREADY_THERE),
        (BringTo(Decimal(10)), "9.99", AmountProblem.WRONG_WAY_UP),
    ],
)
def test_what_cannot_be_removed(
    typed: TypedAmount, balance: str | None, problem: AmountProblem
) -> None:
    """Nothing, an unknown balance and the wrong direction are no removals."""
    with pytest.raises(AmountError) as refused:
        amount_to_remove(typed, None if balance is None else Decimal(balance))
    assert refused.value.problem is problem


@unhurried
@given(st.integers(1, 10**12).map(from_micros))
def test_taking_everything_leaves_dust_and_never_a_debt(balance: Decimal) -> None:
    """After `tout` less than a cent is left, and never less than nothing."""
    try:
        removed = amount_to_remove(Everything(), balance)
    except AmountError:
        removed = Decimal(0)
    assert 0 <= balance - removed < CENT
