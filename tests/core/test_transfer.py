"""A transfer as it is typed, and movements that are weighed together."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from smspartner_tui.core.accounts import Balance, Balances, SubAccount
from smspartner_tui.core.guards import Limits, Rule, Surroundings
from smspartner_tui.core.money import AmountProblem
from smspartner_tui.core.movement import Direction, Entry, State
from smspartner_tui.core.run import Leg
from smspartner_tui.core.transfer import TransferDraft, draft_transfer
from smspartner_tui.core.weighing import Known, forbidden, weigh
from tests.core.runs import NOW, entry, movement

PAYER, PAYEE = SubAccount("payer", "Mairie"), SubAccount("payee", "Garage")
AMOUNTS = {"payer": "1204.505", "payee": "0.80"}


def known(
    amounts: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    recent: Mapping[str, tuple[Entry, ...]] | None = None,
    main: str = "1000",
) -> Known:
    """What is known of both, and of the main account."""
    held = AMOUNTS if amounts is None else amounts
    return Known(
        {one.token: one for one in (PAYER, PAYEE)},
        Balances(
            Balance(Decimal(main), NOW),
            {token: Balance(Decimal(amount), NOW) for token, amount in held.items()},
        ),
        limits or Limits(),
        Surroundings(NOW, recent=recent or {}),
        timedelta(minutes=5),
    )


def draft(typed: str, around: Known | None = None) -> TransferDraft:
    """What is typed, weighed."""
    return draft_transfer(("one", "two"), PAYER, PAYEE, typed, "juin", around or known())


@pytest.mark.parametrize(
    ("typed", "amount"), [("100", "100"), ("=100", "99.20"), ("tout", "1204.50")]
)
def test_what_is_typed_is_how_much(typed: str, amount: str) -> None:
    """An amount, the balance that the payee comes to, or all that the payer has, to the cent."""
    found = draft(typed)
    debit, credit = (one.leg.movement for one in found.legs)
    assert (debit.direction, debit.token, debit.id) == (Direction.REMOVE, "payer", "one")
    assert (credit.direction, credit.token, credit.id) == (Direction.ADD, "payee", "two")
    assert debit.amount == credit.amount == found.amount == Decimal(amount)
    assert debit.reference == credit.reference == "juin"
    assert (debit.everything, credit.everything) == (typed == "tout", False)


def test_each_leg_is_weighed_with_what_the_one_before_leaves() -> None:
    """The main account has the credit in between, and the same in the end as before."""
    found = draft("100")
    debit, credit = found.legs
    assert (debit.after, debit.main_after) == (Decimal("1104.505"), Decimal(1100))
    assert (credit.after, credit.main_after) == (Decimal("100.80"), Decimal(1000))
    assert found.may_be_asked
    # With the debit in, the reserve lets the credit pass that it would stop alone.
    tight = known(limits=Limits(main_reserve=Decimal(1000)))
    assert draft("100", tight).may_be_asked
    alone = weigh([Leg(movement("payee", "100"))], tight)
    assert forbidden(alone)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", AmountProblem.EMPTY),
        ("1,234", AmountProblem.AMBIGUOUS),
        ("=0", AmountProblem.WRONG_WAY_DOWN),
        ("0", AmountProblem.ZERO),
    ],
)
def test_what_is_no_amount_is_said(typed: str, problem: AmountProblem) -> None:
    """Nothing can be asked then."""
    found = draft(typed)
    assert (found.problem, found.may_be_asked, found.amount) == (problem, False, None)


def test_without_balances_only_a_plain_amount_can_be_reckoned() -> None:
    """The platform decides about it."""
    assert draft("50", known({})).may_be_asked
    assert draft("tout", known({})).problem is AmountProblem.BALANCE_UNKNOWN
    assert draft("50", known({})).legs[0].after is None


def test_without_the_main_balance_nothing_is_told_of_it() -> None:
    """Neither before nor after either leg; a reserve forbids the credit then."""
    blind = known(limits=Limits(main_reserve=Decimal(1)))
    blind = replace(blind, balances=replace(blind.balances, main=None))
    found = draft("0.50", blind)
    assert [(one.main_before, one.main_after) for one in found.legs] == [(None, None)] * 2
    assert [word.rule for word in found.objections] == [Rule.RESERVE_UNKNOWN]
    assert draft("0.50", replace(blind, limits=Limits())).may_be_asked


def test_guards_speak_of_either_leg_and_once() -> None:
    """What forbids one of them forbids the transfer."""
    poor = draft("50", known({"payer": "10", "payee": "1"}))
    assert [found.rule for found in poor.objections] == [Rule.SUBACCOUNT_TOO_SMALL]
    assert not poor.may_be_asked
    capped = draft("50", known(limits=Limits(max_per_operation=Decimal(20))))
    assert [found.rule for found in capped.objections] == [Rule.OVER_OPERATION]


@pytest.mark.parametrize(
    ("typed", "must_retype"), [("199.99", False), ("200", True), ("tout", True)]
)
def test_a_large_one_is_typed_again(typed: str, must_retype: bool) -> None:
    """From the limit on, and whatever it is where it is all."""
    assert draft(typed).must_retype is must_retype


def test_one_like_it_is_asked_for_as_such() -> None:
    """Each leg names the movement that the operator is shown."""
    like = entry(movement("payee", "100"), State.CONFIRMED)
    found = draft("100", known(recent={"payee": (like,)}))
    assert found.is_again
    assert found.legs[1].leg.movement.again_after == like.movement.id
    assert found.may_be_asked


def test_the_limit_of_the_day_counts_the_legs_before() -> None:
    """Two credits that would each pass alone do not pass together."""
    legs = [Leg(movement("payee", "60")), Leg(movement("payer", "60"))]
    first, second = weigh(legs, known(limits=Limits(max_per_day=Decimal(100))))
    assert not first.objections
    assert [found.rule for found in second.objections] == [Rule.OVER_DAY]
