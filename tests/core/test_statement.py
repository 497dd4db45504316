"""Statements: a sub-account's month adds up, whatever was seen of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.history import Past
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import State
from smspartner_tui.core.statement import Statement, statements
from tests.core import unhurried
from tests.core.lives import (
    EARLY_JUNE,
    LATE_JUNE,
    LATE_MAY,
    MID_JUNE,
    TOKEN,
    Life,
    entry,
    held,
    rise,
)

MAY, JUNE, JULY = date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)
NAMES: Final = {TOKEN: "Garage Martin"}

DAY = timedelta(days=1)


def of(past: Past) -> dict[date, Statement]:
    """The statements of the one sub-account, by month."""
    found = statements(past, NAMES)
    assert {one.token for one in found} <= {TOKEN}
    return {one.month: one for one in found}


def adds_up(one: Statement) -> bool:
    """Whether a line is true by itself; one with a balance missing claims nothing."""
    if one.opening is None or one.closing is None:
        return one.consumption is None
    assert one.consumption is not None
    moved = one.credited - one.debited + one.elsewhere
    return one.opening + moved - one.consumption == one.closing


def test_a_month_between_balances() -> None:
    """The last balance before the month, the last one in it, and what came between."""
    past = Past(
        (entry(1, EARLY_JUNE, "50"), entry(2, MID_JUNE, "-20")),
        (rise(MID_JUNE + DAY, "5"),),
        {TOKEN: (held("100", LATE_MAY), held("60", MID_JUNE - DAY), held("70.245", LATE_JUNE))},
    )
    one = of(past)[JUNE]
    assert (one.opening, one.closing) == (Decimal(100), Decimal("70.245"))
    assert (one.credited, one.debited, one.elsewhere) == (Decimal(50), Decimal(20), Decimal(5))
    assert one.consumption == Decimal("64.755")
    assert one.name == "Garage Martin"


def test_a_first_balance_that_an_answer_told() -> None:
    """Before the movement whose answer told the first balance, it was that much lower."""
    answer = MID_JUNE + timedelta(seconds=1)
    past = Past((entry(1, MID_JUNE, "50"),), (), {TOKEN: (held("58.245", answer),)})
    one = of(past)[JUNE]
    assert (one.opening, one.closing, one.consumption) == (
        Decimal("8.245"),
        Decimal("58.245"),
        ZERO,
    )


def test_what_was_moved_after_the_last_look_is_in_the_closing_balance() -> None:
    """No answer and no reading tells of it, and yet the month and the next one add up."""
    late = entry(1, LATE_JUNE, "50", State.RESOLVED_APPLIED)
    seen = (held("100", EARLY_JUNE), held("90", MID_JUNE), held("130", LATE_JUNE + 5 * DAY))
    found = of(Past((late,), (), {TOKEN: seen}))
    assert (found[JUNE].closing, found[JUNE].consumption) == (Decimal(140), Decimal(10))
    assert (found[JULY].opening, found[JULY].consumption) == (Decimal(140), Decimal(10))


@pytest.mark.parametrize(
    ("state", "amount", "in_doubt"),
    [
        (State.UNKNOWN, "50", "50"),
        (State.UNKNOWN, "-50", "-50"),
        (State.SENDING, "50", "50"),
        (State.REJECTED, "50", "0"),
        (State.NOT_SENT, "50", "0"),
        (State.RESOLVED_NOT_APPLIED, "50", "0"),
    ],
)
def test_what_did_not_certainly_move_is_in_no_sum(state: State, amount: str, in_doubt: str) -> None:
    """What is in doubt has a column of its own, with its sign; the rest has none."""
    seen = (held("100", EARLY_JUNE), held("90", LATE_JUNE))
    one = of(Past((entry(1, MID_JUNE, amount, state),), (), {TOKEN: seen}))[JUNE]
    assert (one.credited, one.debited, one.consumption) == (ZERO, ZERO, Decimal(10))
    assert one.in_doubt == Decimal(in_doubt)


def test_rounding_is_no_consumption() -> None:
    """A balance told to the cent by one call and exactly by another consumes nothing, nor less."""
    seen = (held("8.24", EARLY_JUNE), held("8.245", LATE_JUNE))
    assert of(Past((), (), {TOKEN: seen}))[JUNE].consumption == ZERO
    seen = (held("8.24", EARLY_JUNE), held("8.25", LATE_JUNE))
    assert of(Past((), (), {TOKEN: seen}))[JUNE].consumption == Decimal("-0.01")


def test_nothing_is_told_of_balances_that_nobody_saw() -> None:
    """A movement is counted all the same, and a doubt alone has its line."""
    past = Past((entry(1, MID_JUNE, "50"),), (), {})
    one = of(past)[JUNE]
    assert (one.opening, one.closing, one.consumption) == (None, None, None)
    assert one.credited == Decimal(50)
    past = Past((entry(1, MID_JUNE, "50", State.UNKNOWN),), (), {})
    assert of(past)[JUNE].in_doubt == Decimal(50)
    assert of(Past((entry(1, MID_JUNE, "50", State.REJECTED),), (), {})) == {}


def test_a_month_that_nobody_looked_in() -> None:
    """It has its movements and where it began, and no closing balance to go by."""
    seen = (held("100", LATE_MAY), held("130", LATE_JUNE + 5 * DAY))
    found = of(Past((entry(1, MID_JUNE, "50"),), (), {TOKEN: seen}))
    assert (found[JUNE].opening, found[JUNE].closing) == (Decimal(100), None)
    assert (found[JULY].opening, found[JULY].consumption) == (Decimal(150), Decimal(20))


def test_a_balance_that_held_for_months_is_one_of_each() -> None:
    """One that was seen before and after a month was the same all through it."""
    found = of(Past((), (), {TOKEN: (held("100", LATE_MAY, LATE_JUNE + 5 * DAY),)}))
    assert set(found) == {MAY, JUNE, JULY}
    assert (found[JUNE].opening, found[JUNE].closing) == (Decimal(100), Decimal(100))
    assert found[JUNE].consumption == ZERO


def test_a_balance_that_came_back_was_another_one_meanwhile() -> None:
    """Debited in May without an answer, credited as much in June: seen before and after alike."""
    entries = (
        entry(1, LATE_MAY + DAY, "-10", State.RESOLVED_APPLIED),
        entry(2, EARLY_JUNE + DAY, "10"),
    )
    found = of(Past(entries, (), {TOKEN: (held("100", LATE_MAY, EARLY_JUNE + DAY),)}))
    assert (found[MAY].closing, found[JUNE].opening) == (Decimal(90), Decimal(90))
    assert (found[MAY].consumption, found[JUNE].consumption) == (ZERO, ZERO)
    assert found[JUNE].closing == Decimal(100)


def test_months_are_local() -> None:
    """What was sent at half past midnight in Paris was sent in June, though it was May in UTC."""
    at = datetime(2025, 5, 31, 22, 30, tzinfo=UTC)
    assert set(of(Past((entry(1, at, "50"),), (), {}))) == {JUNE}
    assert set(of(Past((entry(1, at - timedelta(hours=1), "50"),), (), {}))) == {MAY}


def test_midnight_is_the_next_month() -> None:
    """What is sent or seen in the very moment that a month begins is in that month."""
    midnight = datetime(2025, 5, 31, 22, tzinfo=UTC)
    sent = entry(1, midnight, "50", State.RESOLVED_APPLIED)
    found = of(Past((sent,), (), {TOKEN: (held("100", LATE_MAY), held("150", EARLY_JUNE))}))
    assert (found[MAY].closing, found[MAY].credited) == (Decimal(100), ZERO)
    assert (found[JUNE].opening, found[JUNE].credited) == (Decimal(100), Decimal(50))
    found = of(Past((), (), {TOKEN: (held("100", LATE_MAY), held("90", midnight))}))
    assert (found[MAY].closing, found[JUNE].opening) == (Decimal(100), Decimal(100))
    assert found[JUNE].consumption == Decimal(10)
    found = of(Past((), (), {TOKEN: (held("100", LATE_MAY, midnight),)}))
    assert found[JUNE].closing == Decimal(100)


def test_what_is_seen_as_a_movement_leaves_shows_it() -> None:
    """A movement and a balance of the same moment: one rule, for what opens and what closes."""
    past = Past((entry(1, MID_JUNE, "50"),), (), {TOKEN: (held("100", MID_JUNE),)})
    one = of(past)[JUNE]
    assert (one.opening, one.closing) == (Decimal(50), Decimal(100))


def test_lines_stand_by_month_and_name() -> None:
    """Today's name, or else the last known one, or else the end of the token."""
    past = Past(
        (entry(1, LATE_MAY, "50", token="77b1"), entry(2, MID_JUNE, "50")),
        (rise(MID_JUNE, "5", token=""),),
        {"token of 0001": (held("5", MID_JUNE),)},
    )
    lines = [(one.month, one.name) for one in statements(past, {TOKEN: "école"})]
    assert lines == [(MAY, "Client 77b1"), (JUNE, "0001"), (JUNE, "école")]


euros = st.integers(1, 5_000_000).map(lambda thousandths: Decimal(thousandths) / 1000)
pauses = st.integers(1, 9 * 24 * 60)
STEPS = ("spends", "moved", "settled by hand", "elsewhere")


@unhurried
@given(st.lists(st.tuples(pauses, st.sampled_from(STEPS), euros, st.booleans()), max_size=25))
def test_consumption_is_what_was_spent(steps: list[tuple[int, str, Decimal, bool]]) -> None:
    """With a reading after whatever happens, each month consumed what it spent, to the last."""
    life = Life()
    life.is_read()
    for minutes, step, amount, is_taken in steps:
        life.passes(minutes)
        match step:
            case "spends":
                life.spends(amount)
            case "elsewhere":
                life.is_credited_elsewhere(amount)
            case _:
                life.is_moved(-amount if is_taken else amount, is_answered=step == "moved")
        life.now += timedelta(seconds=1)
        life.is_read()
    found = of(life.past)
    assert all(map(adds_up, found.values()))
    consumed = {month: one.consumption for month, one in found.items() if one.consumption}
    assert consumed == life.spent


@unhurried
@given(
    st.lists(
        st.tuples(pauses, st.sampled_from(STEPS[:3]), euros, st.booleans(), st.booleans()),
        max_size=25,
    )
)
def test_every_month_goes_on_from_the_one_before(
    steps: list[tuple[int, str, Decimal, bool, bool]],
) -> None:
    """However seldom anybody looks, lines add up, nothing is consumed twice and nothing is lost."""
    life = Life()
    for minutes, step, amount, is_taken, is_read in steps:
        life.passes(minutes)
        if step == "spends":
            life.spends(amount)
        else:
            life.is_moved(-amount if is_taken else amount, is_answered=step == "moved")
        if is_read:
            life.now += timedelta(seconds=1)
            life.is_read()
    found = statements(life.past, NAMES)
    assert all(map(adds_up, found))
    assert all((one.consumption or ZERO) >= 0 for one in found)
    assert sum(one.credited - one.debited for one in found) == sum(
        one.movement.change_of_subaccount for one in life.entries
    )
    for one, later in pairwise(found):
        is_next = later.month == (one.month + 31 * DAY).replace(day=1)
        if one.closing is not None and is_next:
            assert later.opening == one.closing
    if life.seen:
        assert sum(one.consumption or ZERO for one in found) <= sum(life.spent.values())
