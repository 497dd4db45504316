"""Units, reasons, and amounts that were read: they are what they are called, and stay so."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from smspartner_tui.core.money import (
    CENT,
    MICRO,
    MICROS_IN_A_EURO,
    ZERO,
    AmountError,
    AmountProblem,
    BringTo,
    Everything,
    Exactly,
    TypedAmount,
)


def test_units_are_what_they_are_called() -> None:
    """A hundred cents and a million millionths are a euro; nought is nothing."""
    assert CENT * 100 == MICRO * MICROS_IN_A_EURO == 1
    assert ZERO == 0


def test_reasons_are_told_in_their_own_words() -> None:
    """An error is its reason, also where nobody turns it into a sentence."""
    words = [
        *("empty", "unreadable", "ambiguous", "zero", "everything in an add"),
        *("balance unknown", "already there", "wrong way down", "wrong way up", "nothing left"),
    ]
    assert [str(AmountError(problem)) for problem in AmountProblem] == words
    assert [repr(AmountError(problem)) for problem in AmountProblem] == [
        f"AmountError({word!r})" for word in words
    ]


@pytest.mark.parametrize("typed", [Exactly(CENT), BringTo(CENT), Everything()])
def test_what_was_typed_is_a_value(typed: TypedAmount) -> None:
    """It can be told from others and nothing can be noted beside it."""
    assert len({typed, Exactly(MICRO)}) == 2
    assert not hasattr(typed, "__dict__")


@pytest.mark.parametrize(
    ("typed", "field"), [(Exactly(CENT), "amount"), (BringTo(CENT), "balance")]
)
def test_an_amount_stays_as_it_was_read(typed: TypedAmount, field: str) -> None:
    """Nobody changes what was typed once it was read."""
    with pytest.raises(FrozenInstanceError):
        setattr(typed, field, Decimal(1))
