"""The guards, each on both sides of its boundary."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.guards import (
    Limits,
    Objection,
    Rule,
    Situation,
    blocking,
    objections,
)
from smspartner_tui.core.movement import Direction, Entry, Movement, State
from smspartner_tui.core.operator import Operator
from tests.core import unhurried

NOW = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)
TOKEN = "7f6e5d4c3b2a7be2"
STALE_AFTER = timedelta(minutes=5)
INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)


def _add(amount: str = "50.00") -> Movement:
    return Movement("m1", TOKEN, "Clinique", Direction.ADD, Decimal(amount))


def _remove(amount: str = "50.00") -> Movement:
    return replace(_add(amount), direction=Direction.REMOVE)


def _balance(amount: str, age: timedelta = timedelta(0), *, stale: bool = False) -> Balance:
    return Balance(Decimal(amount), NOW - age, stale=stale)


def _entry(movement: Movement, state: State, age: timedelta = timedelta(0)) -> Entry:
    earlier = replace(movement, id="m0")
    planned = NOW - timedelta(days=2)
    return Entry(earlier, state, Operator("paul"), planned, number=1041, sent_at=NOW - age)


RICH = Situation(NOW, _balance("1000"), _balance("1000"))
IN_FLIGHT = _entry(_add(), State.SENDING)
IN_DOUBT = _entry(_add(), State.UNKNOWN)


def _limits(*, operation: str | None = None, day: str | None = None, reserve: str = "0") -> Limits:
    return Limits(
        max_per_operation=None if operation is None else Decimal(operation),
        max_per_day=None if day is None else Decimal(day),
        main_reserve=Decimal(reserve),
    )


def _found(
    rule: Rule, figure: str = "0", limit: str = "0", entry: Entry | None = None
) -> Objection:
    return Objection(rule, Decimal(figure), Decimal(limit), entry)


def test_a_configuration_that_says_nothing_limits_little() -> None:
    """Without a word in the configuration: retype from 200 euros, no limits, twelve hours."""
    assert Limits() == Limits(
        read_only=False,
        confirm_above=Decimal("200.00"),
        max_per_operation=None,
        max_per_day=None,
        main_reserve=Decimal("0.00"),
        duplicate_window=timedelta(hours=12),
    )
    assert Situation(NOW).stale_after == STALE_AFTER
    assert Situation(NOW).added_today == 0
    assert not Situation(NOW).locked


@pytest.mark.parametrize("movement", [_add(), _remove()])
def test_nothing_stands_against_an_ordinary_movement(movement: Movement) -> None:
    """Without limits, and with or without balances, all guards agree."""
    assert objections(movement, Limits(), RICH) == ()
    assert objections(movement, Limits(), Situation(NOW)) == ()


@pytest.mark.parametrize("movement", [_add(), _remove()])
@pytest.mark.parametrize(
    ("limits", "situation", "objection"),
    [
        (Limits(read_only=True), RICH, _found(Rule.READ_ONLY)),
        (Limits(), replace(RICH, locked=True), _found(Rule.LOCKED)),
        (
            Limits(),
            replace(RICH, open_entry=IN_FLIGHT),
            _found(Rule.IN_FLIGHT, entry=IN_FLIGHT),
        ),
        (Limits(), replace(RICH, open_entry=IN_DOUBT), _found(Rule.DOUBT, entry=IN_DOUBT)),
        (_limits(operation="49.99"), RICH, _found(Rule.OVER_OPERATION, "50", "49.99")),
    ],
)
def test_what_blocks_both_directions(
    movement: Movement, limits: Limits, situation: Situation, objection: Objection
) -> None:
    """Read-only, locked, held by another movement or too large: no add and no removal."""
    assert objections(movement, limits, situation) == (objection,)
    assert blocking(objections(movement, limits, situation)) == (objection,)


@pytest.mark.parametrize(
    ("movement", "limits", "situation"),
    [
        (_add(), _limits(operation="50.00"), RICH),
        (_remove(), _limits(operation="50.00"), RICH),
        (_add(), _limits(day="50.00"), RICH),
        (_add(), _limits(day="1000"), replace(RICH, added_today=Decimal(950))),
        (_remove(), _limits(day="10.00"), replace(RICH, added_today=Decimal(1000))),
        (_add(), _limits(reserve="950"), RICH),
        (_add(), _limits(reserve="0.01"), replace(RICH, main=_balance("50.01"))),
        (_add(), _limits(), replace(RICH, main=_balance("50.00"))),
        (_add(), _limits(), replace(RICH, subaccount=_balance("0"))),
        (_add(), _limits(), replace(RICH, main=None)),
        (_remove(), _limits(), replace(RICH, subaccount=_balance("50.00"))),
        (_remove(), _limits(), replace(RICH, subaccount=None)),
        (_remove(), _limits(reserve="5000"), replace(RICH, main=_balance("0"))),
        (_remove(), _limits(reserve="0.01"), replace(RICH, main=None)),
        (_add(), _limits(), replace(RICH, main=_balance("50.00", stale=True))),
        (_remove(), _limits(reserve="0.01"), replace(RICH, main=_balance("0", stale=True))),
    ],
)
def test_on_the_limit_a_movement_is_allowed(
    movement: Movement, limits: Limits, situation: Situation
) -> None:
    """What comes exactly to a limit, or is not its business, passes."""
    assert objections(movement, limits, situation) == ()


@pytest.mark.parametrize(
    ("movement", "limits", "situation", "objection"),
    [
        (_add(), _limits(day="49.99"), RICH, _found(Rule.OVER_DAY, "0", "49.99")),
        (
            _add(),
            _limits(day="1000"),
            replace(RICH, added_today=Decimal("950.01")),
            _found(Rule.OVER_DAY, "950.01", "1000"),
        ),
        (_add(), _limits(reserve="950.01"), RICH, _found(Rule.RESERVE, "950", "950.01")),
        (
            _add(),
            _limits(reserve="0.01"),
            replace(RICH, main=_balance("50.00")),
            _found(Rule.RESERVE, "0", "0.01"),
        ),
        (
            _add(),
            _limits(reserve="500"),
            replace(RICH, main=_balance("20")),
            _found(Rule.RESERVE, "-30", "500"),
        ),
        (_add(), _limits(reserve="0.01"), Situation(NOW), _found(Rule.RESERVE_UNKNOWN)),
        (
            _add(),
            _limits(reserve="0.01"),
            replace(RICH, main=_balance("1000", stale=True)),
            _found(Rule.RESERVE_UNKNOWN),
        ),
        (
            _add(),
            _limits(),
            replace(RICH, main=_balance("49.99")),
            _found(Rule.MAIN_TOO_SMALL, "49.99"),
        ),
        (
            _remove(),
            _limits(),
            replace(RICH, subaccount=_balance("49.99")),
            _found(Rule.SUBACCOUNT_TOO_SMALL, "49.99"),
        ),
    ],
)
def test_a_cent_beyond_the_limit_a_movement_is_refused(
    movement: Movement, limits: Limits, situation: Situation, objection: Objection
) -> None:
    """One cent too many is one objection, with the figures of its sentence."""
    assert objections(movement, limits, situation) == (objection,)
    assert objection.blocks


def test_every_rule_has_been_asked() -> None:
    """One movement against everything hears every guard of its direction at once."""
    limits = replace(_limits(operation="1", day="1", reserve="1"), read_only=True)
    tight = Situation(
        NOW,
        open_entry=IN_FLIGHT,
        locked=True,
        subaccount=_balance("1"),
        recent=(IN_FLIGHT, _entry(_remove(), State.CONFIRMED)),
    )
    adding = {objection.rule for objection in objections(_add(), limits, tight)}
    removing = {objection.rule for objection in objections(_remove(), limits, tight)}
    both = {
        Rule.READ_ONLY,
        Rule.LOCKED,
        Rule.IN_FLIGHT,
        Rule.OVER_OPERATION,
        Rule.DUPLICATE,
    }
    assert adding == both | {Rule.OVER_DAY, Rule.RESERVE_UNKNOWN}
    assert removing == both | {Rule.SUBACCOUNT_TOO_SMALL}


@pytest.mark.parametrize(
    ("age", "stale", "blocks"),
    [
        (timedelta(0), False, True),
        (STALE_AFTER, False, True),
        (STALE_AFTER + INSTANT, False, False),
        (timedelta(0), True, False),
    ],
)
def test_a_balance_too_small_only_warns_once_it_is_old(
    age: timedelta, stale: bool, blocks: bool
) -> None:
    """An old balance may have been topped up since: the platform decides."""
    small = _balance("10", age, stale=stale)
    for movement, situation, rule in [
        (_add(), Situation(NOW, main=small), Rule.MAIN_TOO_SMALL),
        (_remove(), Situation(NOW, subaccount=small), Rule.SUBACCOUNT_TOO_SMALL),
    ]:
        objection = replace(_found(rule, "10"), blocks=blocks)
        assert objections(movement, Limits(), situation) == (objection,)
        assert blocking([objection]) == ((objection,) if blocks else ())


def test_the_reserve_blocks_whatever_the_age_of_the_balance() -> None:
    """The reserve is the reseller's own rule: an old balance does not soften it."""
    old = Situation(NOW, main=_balance("100", timedelta(hours=1)))
    (objection,) = objections(_add(), _limits(reserve="60"), old)
    assert (objection.rule, objection.blocks) == (Rule.RESERVE, True)


@pytest.mark.parametrize("movement", [_add(), _remove()])
@pytest.mark.parametrize(
    ("again_after", "blocks"), [("", True), ("m-1", True), ("m1", True), ("m0", False)]
)
def test_the_same_again_passes_only_after_a_yes_about_that_very_one(
    movement: Movement, again_after: str, blocks: bool
) -> None:
    """Asked about another movement, or about none, the operator did not say yes to a second."""
    done = _entry(movement, State.CONFIRMED)
    found = objections(
        replace(movement, again_after=again_after), Limits(), replace(RICH, recent=(done,))
    )
    assert found == ((_found(Rule.DUPLICATE, entry=done),) if blocks else ())
    assert blocking(found) == found


def test_a_yes_about_what_is_no_duplicate_any_more_still_counts() -> None:
    """The one it was about may be out of the window, or refused after all, by now."""
    again = replace(_add(), again_after="m0")
    for entry in (
        _entry(_add(), State.REJECTED),
        _entry(_add(), State.CONFIRMED, DAY / 2 + INSTANT),
    ):
        assert objections(again, Limits(), replace(RICH, recent=(entry,))) == ()


def test_what_blocks_comes_before_what_warns() -> None:
    """The operator reads the refusal first, and the others keep their order."""
    old = Situation(NOW, main=_balance("10", timedelta(hours=1)), locked=True)
    found = objections(_add(), _limits(operation="1"), old)
    assert [objection.rule for objection in found] == [
        Rule.LOCKED,
        Rule.OVER_OPERATION,
        Rule.MAIN_TOO_SMALL,
    ]
    warning, refusal = replace(found[2]), found[0]
    assert blocking([warning, refusal]) == (refusal,)


cents = st.integers(0, 100_000).map(lambda count: Decimal(count) / 100)


@unhurried
@given(st.sampled_from(Direction), cents, cents, cents, cents, cents)
def test_what_the_guards_let_pass_keeps_every_promise(
    direction: Direction,
    amount: Decimal,
    main: Decimal,
    balance: Decimal,
    reserve: Decimal,
    added: Decimal,
) -> None:
    """Objections are heard exactly when a promise about money would be broken."""
    movement = replace(_add(), direction=direction, amount=amount)
    limits = Limits(main_reserve=reserve, max_per_day=Decimal(700))
    situation = Situation(NOW, Balance(main, NOW), Balance(balance, NOW), added_today=added)
    if direction is Direction.ADD:
        kept = main - amount >= reserve and added + amount <= 700
    else:
        kept = amount <= balance
    assert (objections(movement, limits, situation) == ()) is kept
