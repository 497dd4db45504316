"""The facts: every one of them is in the union that listeners are typed by."""

import inspect
from dataclasses import FrozenInstanceError, is_dataclass
from typing import get_args

import pytest

from smspartner_tui.core import facts
from smspartner_tui.core.accounts import Balances, Reading
from tests.core.test_accounts import NOON


def test_the_union_holds_every_fact() -> None:
    """One that is left out of it would be told, and no type check would ask for its handling."""
    told = {
        each
        for _, each in inspect.getmembers(facts, inspect.isclass)
        if each.__module__ == facts.__name__
    }
    assert set(get_args(facts.Fact)) == told
    assert all(is_dataclass(each) for each in told)


def test_a_fact_is_not_changed_by_whoever_hears_it() -> None:
    """Threads share it, so it stays what it was told as."""
    fact = facts.BalancesRead(Reading(NOON), Balances())
    with pytest.raises(FrozenInstanceError):
        fact.balances = Balances()  # type: ignore[misc]
