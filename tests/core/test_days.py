"""Days left: the pace at which a sub-account spends, whatever else moved its balance."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smspartner_tui.core.days import DAYS, MOST_DAYS, Recent, Trend, days_left, trend
from smspartner_tui.core.history import Held, Rise
from smspartner_tui.core.movement import Entry, State
from tests.core import unhurried
from tests.core.lives import MID_JUNE, TOKEN, entry, held, rise

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
NOW: Final = MID_JUNE


def ago(days: float) -> datetime:
    """So many days before now."""
    return NOW - days * DAY


def of(*seen: Held, entries: Sequence[Entry] = (), rises: Sequence[Rise] = ()) -> Trend:
    """The trend of a sub-account of which this is known."""
    return trend(Recent(seen, tuple(entries), tuple(rises)), NOW)


def test_what_it_fell_by_over_the_time_that_took() -> None:
    """Twenty euros in four days are five a day."""
    assert of(held("100", ago(4)), held("93", ago(2)), held("80", NOW)).rate == Decimal(5)


def test_time_in_which_it_stood_still_counts() -> None:
    """A balance that was seen again is time in which nothing was spent."""
    assert of(held("100", ago(10), ago(2)), held("80", NOW)).rate == Decimal(2)
    assert of(held("100", ago(10), NOW)).rate == 0


@pytest.mark.parametrize(
    "seen",
    [
        (),
        (held("100", NOW),),
        (held("100", ago(2.9)), held("80", NOW)),
        (held("80", ago(10)), held("100", NOW)),
        (held("100", ago(10)), held("190", ago(1)), held("100", NOW)),
    ],
    ids=["nothing", "one", "too soon", "rose", "almost all of it rose"],
)
def test_too_little_tells_no_pace(seen: tuple[Held, ...]) -> None:
    """Less than three days in which it is known what was spent."""
    assert of(*seen).rate is None


def test_three_days_tell_one() -> None:
    """Two readings, three days apart."""
    assert of(held("100", ago(3)), held("97", NOW)).rate == Decimal(1)


def test_only_the_last_weeks_count() -> None:
    """What is older is another pace; a balance that held until then counts from then on."""
    old = held("900", ago(DAYS + 20)), held("500", ago(DAYS + 0.5))
    assert of(*old, held("100", ago(4)), held("80", NOW)).rate == Decimal(5)
    assert of(held("108", ago(90), ago(14)), held("80", NOW)).rate == Decimal(1)


def test_what_is_of_the_future_says_nothing() -> None:
    """A clock that was ahead wrote it."""
    future = held("0", NOW + DAY, NOW + 3 * DAY)
    known = held("100", ago(4)), held("80", NOW)
    assert of(*known, future) == of(*known)
    assert of(held("100", ago(4)), held("80", NOW, NOW + DAY)).rate == Decimal(5)


@pytest.mark.parametrize("amount", ["50", "-50"])
@pytest.mark.parametrize("state", [State.CONFIRMED, State.RESOLVED_APPLIED])
def test_own_movements_are_taken_out(state: State, amount: str) -> None:
    """What we took back was not spent, and what we added hides nothing of what was."""
    moved = entry(1, ago(2), amount, state)
    after = 80 + Decimal(amount)
    found = of(held("100", ago(4)), held(str(after), NOW), entries=[moved])
    assert found.rate == Decimal(5)


@pytest.mark.parametrize("state", [State.REJECTED, State.NOT_SENT, State.RESOLVED_NOT_APPLIED])
def test_what_moved_nothing_is_not(state: State) -> None:
    """It left the balance as it was."""
    moved = entry(1, ago(2), "-50", state)
    assert of(held("100", ago(4)), held("80", NOW), entries=[moved]).rate == Decimal(5)


@pytest.mark.parametrize("state", [State.UNKNOWN, State.SENDING])
@pytest.mark.parametrize("amount", ["50", "-50"])
def test_where_it_may_have_moved_nothing_is_said(state: State, amount: str) -> None:
    """A debit in doubt looks like spending, a credit hides it: that time is left out."""
    doubt = entry(1, ago(1), amount, state)
    seen = held("100", ago(5)), held("92", ago(1.5)), held("20", ago(0.5)), held("16", NOW)
    of_doubt = of(*seen, entries=[doubt])
    if state is State.UNKNOWN:
        assert of_doubt.rate == Decimal(12) / 4
    else:
        assert of_doubt.rate == Decimal(8) / Decimal("3.5")


@pytest.mark.parametrize("asked", ["just before", "in between"])
@pytest.mark.parametrize("holds_it", [True, False])
def test_a_balance_asked_for_while_a_movement_leaves_may_hold_it(
    asked: str, *, holds_it: bool
) -> None:
    """Nobody knows: the one before it and the one after it tell."""
    sent_at = ago(2)
    at = sent_at - 20 * MINUTE / 60 if asked == "just before" else sent_at + 0.5 * MINUTE / 60
    seen = (
        held("100", ago(4)),
        held("140" if holds_it else "90", at),
        held("130", NOW),
    )
    assert of(*seen, entries=[entry(1, sent_at, "50")]).rate == Decimal(5)


def test_the_balance_that_the_answer_told_holds_it() -> None:
    """It counts from that very moment on."""
    sent_at = ago(2)
    seen = (
        held("100", ago(4)),
        held("140", sent_at + timedelta(seconds=1)),
        held("130", NOW),
    )
    assert of(*seen, entries=[entry(1, sent_at, "50")]).rate == Decimal(5)


def test_a_rise_elsewhere_is_taken_out_with_the_time_it_took() -> None:
    """Its amount is the least that was credited: without what was spent in that time."""
    # Six euros a day, of which one day's are hidden by a credit of fifty.
    risen = Rise(1, TOKEN, "", Decimal(44), ago(3), ago(2), after=0)
    first, last = held("100", ago(6)), held("114", NOW)
    assert of(first, held("82", ago(3)), held("126", ago(2)), last, rises=[risen]).rate == 6
    assert of(first, last, rises=[risen]).rate == 6


def test_rises_that_overlap_take_their_time_once() -> None:
    """The second was held against a balance of before the first."""
    rises = [
        Rise(1, TOKEN, "", Decimal(20), ago(4), ago(2), after=0),
        Rise(2, TOKEN, "", Decimal(10), ago(3), ago(1), after=0),
    ]
    assert of(held("100", ago(8)), held("100", NOW), rises=rises).rate == 6


def test_less_than_a_cent_is_rounding() -> None:
    """An answer tells to the cent what a reading tells to the thousandth: nothing was spent."""
    seen = held("8.245", ago(8)), held("8.24", ago(4)), held("8.245", NOW)
    assert of(*seen).rate == 0
    assert of(held("8.24", ago(4)), held("8.245", NOW)).rate == 0
    assert of(held("8.24", ago(4)), held("8.25", NOW)).rate is None


def test_the_points_are_the_last_balances_of_each_day() -> None:
    """A day without any has that of the day before; none from before the first, nor after."""
    seen = (
        held("100", ago(5)),
        held("95", ago(5) + HOUR),
        held("80", ago(3), ago(2)),
        held("60", ago(1)),
    )
    assert of(*seen).points == tuple(map(Decimal, ("95", "95", "80", "80", "60")))
    assert of().points == ()


def test_the_days_of_the_points_are_local() -> None:
    """What was seen at half past midnight in Paris is of the new day, though it is not in UTC."""
    midnight = datetime(2025, 6, 11, 22, tzinfo=NOW.tzinfo)
    seen = held("100", midnight - HOUR / 2), held("90", midnight + HOUR / 2)
    assert of(*seen).points == (Decimal(100), Decimal(90))


def test_there_are_no_more_points_than_days() -> None:
    """Four weeks of them, today's the last."""
    seen = [held(str(1000 - day), ago(100 - day)) for day in range(101)]
    points = of(*seen).points
    assert len(points) == DAYS
    assert (points[0], points[-1]) == (Decimal(900 + DAYS - 1), Decimal(900))
    assert of(held("7", ago(100), NOW)).points == (Decimal(7),) * DAYS
    assert of(held("7", ago(100), ago(30))).points == ()


@pytest.mark.parametrize(
    ("balance", "rate", "days"),
    [
        ("61.80", "5.15", 12),
        ("61.79", "5.15", 11),
        ("5.14", "5.15", 0),
        ("5.15", "5.15", 1),
        ("100", None, None),
        ("0", None, 0),
        ("-3", "5", 0),
        ("0", "0", 0),
        ("0.01", "0", MOST_DAYS),
        ("1000000", "0.000001", MOST_DAYS),
        ("9998", "1", MOST_DAYS - 1),
        ("9999", "1", MOST_DAYS),
    ],
)
def test_days_left(balance: str, rate: str | None, days: int | None) -> None:
    """Whole days, cut; none of what is empty, bounded where next to nothing is spent."""
    assert days_left(Decimal(balance), None if rate is None else Decimal(rate)) == days


HAPPENINGS: Final = ("nothing", "confirmed", "by hand", "elsewhere", "elsewhere, not noted")
gaps = st.integers(10, 2 * 24 * 60)
euros = st.integers(1, 5_000_000).map(lambda thousandths: Decimal(thousandths) / 1000)


@unhurried
@given(
    st.integers(0, 20_000).map(lambda micros: Decimal(micros) / 1_000_000),
    st.lists(
        st.tuples(gaps, st.sampled_from(HAPPENINGS), euros, st.booleans()), min_size=1, max_size=20
    ),
)
def test_whatever_moves_it_the_pace_of_a_steady_one_is_the_same(
    a_minute: Decimal, steps: list[tuple[int, str, Decimal, bool]]
) -> None:
    """Credits and debits anywhere, here and elsewhere, known or not."""
    entries: list[Entry] = []
    rises: list[Rise] = []
    at, balance = ago(27), Decimal(10_000)
    seen = [Held(balance, at, at)]
    for gap, happening, amount, is_taken in [(4 * 24 * 60, "nothing", Decimal(0), False), *steps]:
        since, at = at, at + gap * MINUTE
        balance -= gap * a_minute
        match happening:
            case "confirmed" | "by hand":
                state = State.CONFIRMED if happening == "confirmed" else State.RESOLVED_APPLIED
                moved = -amount if is_taken else amount
                balance += moved
                entries.append(entry(len(entries) + 1, since + gap * MINUTE / 2, moved, state))
            case "elsewhere" | "elsewhere, not noted":
                # As much as was spent, and so much more: it is seen to rise.
                risen = max(amount, Decimal("0.01"))
                balance += gap * a_minute + risen
                if happening == "elsewhere":
                    number = len(rises) + 1
                    rises.append(Rise(number, TOKEN, "", risen, since, at, after=0))
        if at > NOW:
            break
        seen.append(Held(balance, at, at))
    assert of(*seen, entries=entries, rises=rises).rate == a_minute * 24 * 60
    assume(not any("noted" in happening for _gap, happening, _amount, _is_taken in steps))
    # A balance now and then is enough where all is known.
    some = (seen[0], *seen[1::3], seen[-1])
    assert of(*some, entries=entries, rises=rises).rate == a_minute * 24 * 60


times = st.floats(-2, DAYS + 5).map(ago)
states = st.sampled_from([state for state in State if state is not State.PLANNED])


@unhurried
@given(
    st.lists(st.tuples(euros, times, times)),
    st.lists(st.tuples(times, euros, st.booleans(), states)),
    st.lists(st.tuples(times, euros)),
)
def test_the_pace_is_never_below_zero(
    balances: list[tuple[Decimal, datetime, datetime]],
    movements: list[tuple[datetime, Decimal, bool, State]],
    credits_elsewhere: list[tuple[datetime, Decimal]],
) -> None:
    """Whatever the journal holds, in whatever order, and no more points than days."""
    found = of(
        *(Held(amount, *sorted(between)) for amount, *between in balances),
        entries=[
            entry(number, at, -amount if is_taken else amount, state)
            for number, (at, amount, is_taken, state) in enumerate(movements, 1)
        ],
        rises=[rise(at, amount) for at, amount in credits_elsewhere],
    )
    assert found.rate is None or found.rate >= 0
    assert len(found.points) <= DAYS
    assert {*found.points} <= {amount for amount, *_times in balances}
