"""Plans: who gets what, and what holds whatever the balances, marks and limits are."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.accounts import Balance, SubAccount
from smspartner_tui.core.guards import Limits, Situation
from smspartner_tui.core.money import Exactly, TypedAmount, read_amount
from smspartner_tui.core.movement import Direction, State
from smspartner_tui.core.plan import (
    AsFiled,
    Because,
    Candidate,
    Each,
    Filed,
    LeftOut,
    Plan,
    Row,
    ToMarks,
    Wish,
)
from smspartner_tui.core.planning import Edits, plan
from tests.core.runs import NOW, entry, movement, new_id


def balance(amount: str | Decimal, *, stale: bool = False) -> Balance:
    """A balance read just now."""
    return Balance(Decimal(amount), NOW, stale=stale)


def candidate(
    name: str,
    amount: str | None,
    *,
    main: str | None = "1000",
    days: int | None = None,
    added: str = "0",
    state: State | None = None,
    marks: Mapping[str, str] | None = None,
    locked: bool = False,
) -> Candidate:
    """A sub-account with these marks and this balance; `state` is that of what holds it."""
    low, target, cap = (
        Decimal(marks[mark]) if marks and mark in marks else None
        for mark in ("low", "target", "cap")
    )
    subaccount = SubAccount(name, name, low=low, target=target, cap=cap)
    situation = Situation(
        NOW,
        main=None if main is None else balance(main),
        subaccount=None if amount is None else balance(amount),
        added_today=Decimal(added),
        open_entry=None if state is None else entry(movement(name), state),
        locked=locked,
    )
    return Candidate(subaccount, situation, days)


def told(found: Plan) -> list[tuple[str, str, Because]]:
    """The rows in short."""
    return [(row.subaccount.name, f"{row.change:+}", row.because) for row in found.rows]


def reasons(found: Plan) -> dict[str, LeftOut]:
    """Who is left out, and why."""
    return {one.subaccount.name: one.why for one in found.missed}


MARKS = {"low": "50", "target": "100", "cap": "400"}


def test_who_is_low_is_lifted_by_need() -> None:
    """The empty first, then the fewest days left, then the lowest balance; to the cent."""
    found = plan(
        [
            candidate("fine", "60", marks=MARKS),
            candidate("slow", "20", days=30, marks=MARKS),
            candidate("fast", "40", days=2, marks=MARKS),
            candidate("unknown pace", "8.245", marks=MARKS),
            candidate("empty", "0", marks=MARKS),
            candidate("no marks", "1"),
        ],
        ToMarks(),
        Limits(),
    )
    assert told(found) == [
        ("empty", "+100.00", Because.TARGET),
        ("fast", "+60.00", Because.TARGET),
        ("slow", "+80.00", Because.TARGET),
        ("unknown pace", "+91.75", Because.TARGET),
    ]
    assert (found.credits, found.debits, found.effect) == (
        Decimal("331.75"),
        Decimal(0),
        Decimal("-331.75"),
    )
    assert (found.lowest, found.missed) == (Decimal("668.25"), ())


def test_what_is_above_the_cap_comes_back_first_where_that_is_wanted() -> None:
    """Debits go before the credits that they pay for; without the wish there are none."""
    candidates = [
        candidate("low", "10", main="0", marks=MARKS),
        candidate("rich", "1204.505", main="0", marks=MARKS),
    ]
    assert told(plan(candidates, ToMarks(take_back=True), Limits())) == [
        ("rich", "-804.50", Because.CAP),
        ("low", "+90.00", Because.TARGET),
    ]
    assert reasons(plan(candidates, ToMarks(), Limits())) == {"low": LeftOut.RESERVE}


def test_the_reserve_cuts_from_the_end_and_says_so() -> None:
    """Who needs it most gets all, the next what is left, the last nothing; each is named."""
    candidates = [
        candidate(name, "0", main="150", days=days, marks=MARKS)
        for name, days in (("third", 3), ("first", 1), ("second", 2))
    ]
    candidates = [
        replace(one, situation=replace(one.situation, subaccount=balance("1")))
        for one in candidates
    ]
    found = plan(candidates, ToMarks(), Limits(main_reserve=Decimal(30)))
    assert told(found) == [
        ("first", "+99.00", Because.TARGET),
        ("second", "+21.00", Because.RESERVE),
    ]
    assert found.rows[1].wanted == 99
    assert reasons(found) == {"third": LeftOut.RESERVE}


def test_the_limits_of_the_day_and_of_one_movement_cut_too() -> None:
    """What was added today counts; each row says which limit it was."""
    candidates = [
        candidate("a", "1", added="100", days=1, marks=MARKS),
        candidate("b", "1", added="100", days=2, marks=MARKS),
        candidate("c", "1", added="100", days=3, marks=MARKS),
    ]
    limits = Limits(max_per_day=Decimal(200), max_per_operation=Decimal(70))
    found = plan(candidates, ToMarks(), limits)
    assert told(found) == [("a", "+70.00", Because.OPERATION), ("b", "+30.00", Because.DAY)]
    assert reasons(found) == {"c": LeftOut.DAY}


def test_why_somebody_is_left_out() -> None:
    """Nobody who would be moved is passed over in silence."""
    found = plan(
        [
            candidate("unread", None, marks=MARKS),
            candidate("aimless", "1", marks={"low": "50"}),
            candidate("locked", "1", locked=True, marks=MARKS),
            candidate("in doubt", "1", state=State.UNKNOWN, marks=MARKS),
            candidate("in flight", "1", state=State.SENDING, marks=MARKS),
            candidate("dust", "99.995", marks={"low": "99.999", "target": "100"}),
            candidate("struck", "1", marks=MARKS),
        ],
        ToMarks(),
        Limits(),
        {"struck": None},
    )
    assert not found.rows
    assert reasons(found) == {
        "unread": LeftOut.UNREAD,
        "aimless": LeftOut.NO_TARGET,
        "locked": LeftOut.LOCKED,
        "in doubt": LeftOut.DOUBT,
        "in flight": LeftOut.IN_FLIGHT,
        "dust": LeftOut.DUST,
        "struck": LeftOut.STRUCK,
    }


def test_without_the_main_balance_a_reserve_forbids_credits() -> None:
    """Without a reserve the platform decides."""
    one = [candidate("a", "1", main=None, marks=MARKS)]
    assert reasons(plan(one, ToMarks(), Limits(main_reserve=Decimal(1)))) == {
        "a": LeftOut.MAIN_UNKNOWN
    }
    found = plan(one, ToMarks(), Limits())
    assert told(found) == [("a", "+99.00", Because.TARGET)]
    assert found.lowest is None


@pytest.mark.parametrize(
    ("direction", "typed", "rows", "missed"),
    [
        (Direction.ADD, "50", ["+50.00", "+50.00"], {}),
        (Direction.ADD, "=100", ["+80.00"], {"rich": LeftOut.AMOUNT}),
        (Direction.REMOVE, "50", ["-50.00"], {"low": LeftOut.TOO_SMALL}),
        (Direction.REMOVE, "=100", ["-400.00"], {"low": LeftOut.AMOUNT}),
        (Direction.REMOVE, "tout", ["-20.00", "-500.00"], {}),
        (Direction.ADD, "tout", [], {"low": LeftOut.AMOUNT, "rich": LeftOut.AMOUNT}),
    ],
)
def test_the_same_for_many(
    direction: Direction, typed: str, rows: list[str], missed: dict[str, LeftOut]
) -> None:
    """An amount, a balance to reach, or all; who is on the wrong side is left out and said."""
    candidates = [candidate("low", "20"), candidate("rich", "500")]
    found = plan(candidates, Each(direction, read_amount(typed)), Limits())
    assert [f"{row.change:+}" for row in found.rows] == rows
    assert reasons(found) == missed


def test_a_kept_plan_is_reckoned_anew() -> None:
    """A goal is reached from today's balance; an amount without one stays as it is."""
    rows = {
        "goal": Filed(Direction.ADD, Decimal(50), Decimal(100)),
        "amount": Filed(Direction.ADD, Decimal(7)),
        "there": Filed(Direction.ADD, Decimal(5), Decimal(20)),
    }
    candidates = [candidate(name, "30") for name in ("goal", "amount", "there", "else")]
    found = plan(candidates, AsFiled(rows), Limits())
    assert {(row.subaccount.name, row.amount) for row in found.rows} == {
        ("goal", Decimal(70)),
        ("amount", Decimal(7)),
    }
    assert reasons(found) == {"there": LeftOut.AMOUNT}


def test_a_row_changed_by_hand_passes_neither_its_goal_nor_what_there_is() -> None:
    """More than its target, or than its balance, is cut to that."""
    low = [candidate("low", "40", marks=MARKS)]
    for wanted, amount in (("10", Decimal(10)), ("500", Decimal(60))):
        found = plan(low, ToMarks(), Limits(), {"low": Decimal(wanted)})
        assert [(row.amount, row.because) for row in found.rows] == [(amount, Because.EDITED)]
    each = Each(Direction.REMOVE, Exactly(Decimal(5)))
    found = plan(low, each, Limits(), {"low": Decimal(500)})
    assert found.rows[0].amount == 40


def test_a_movement_like_it_is_named() -> None:
    """The leg says that the operator was shown it, so that the guard under the lock agrees."""
    like = entry(movement("low", "60"), State.CONFIRMED)
    one = candidate("low", "40", marks=MARKS)
    one = replace(one, situation=replace(one.situation, recent=(like,)))
    found = plan([one], ToMarks(), Limits())
    assert found.rows[0].duplicate == like
    [leg] = found.legs(new_id, "juin")
    assert (leg.movement.again_after, leg.movement.reference) == (like.movement.id, "juin")


# Whatever the figures are

_EUROS = st.integers(-5_000, 500_000).map(lambda thousandths: Decimal(thousandths) / 1000)
_MARKS = st.lists(st.integers(0, 300), min_size=3, max_size=3).map(sorted)
_TYPED = st.sampled_from(["7", "50.25", "=40", "=100", "tout"]).map(read_amount)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    """Up to a dozen sub-accounts of one main account."""
    main = draw(st.none() | _EUROS.map(lambda amount: Balance(abs(amount), NOW)))
    added = Decimal(draw(st.integers(0, 500)))
    found = []
    for number in range(draw(st.integers(0, 12))):
        low, target, cap = (draw(st.none() | st.just(Decimal(mark))) for mark in draw(_MARKS))
        name = f"client {number}"
        known = draw(st.none() | st.builds(Balance, _EUROS, st.just(NOW), stale=st.booleans()))
        state = draw(st.sampled_from([None] * 8 + [State.UNKNOWN, State.SENDING]))
        situation = Situation(
            NOW,
            main=main,
            subaccount=known,
            stale_after=timedelta(minutes=5),
            added_today=added,
            open_entry=None if state is None else entry(movement(name), state),
            locked=draw(st.sampled_from([False] * 8 + [True])),
        )
        subaccount = SubAccount(name, name, low=low, target=target, cap=cap)
        found.append(Candidate(subaccount, situation, draw(st.none() | st.integers(0, 90))))
    return found


_LIMITS = st.builds(
    Limits,
    max_per_operation=st.none() | st.integers(1, 200).map(Decimal),
    max_per_day=st.none() | st.integers(1, 900).map(Decimal),
    main_reserve=st.integers(0, 200).map(Decimal),
)
_EDITS: st.SearchStrategy[Edits] = st.dictionaries(
    st.integers(0, 11).map("client {}".format),
    st.none() | st.integers(1, 60_000).map(lambda cents: Decimal(cents) / 100),
    max_size=4,
)


def _each(direction: Direction, typed: TypedAmount) -> Wish:
    return Each(direction, typed)


_WISHES: st.SearchStrategy[Wish] = st.builds(ToMarks, st.booleans()) | st.builds(
    _each, st.sampled_from(Direction), _TYPED
)


@given(candidates(), _WISHES, _LIMITS, _EDITS)
def test_what_holds_for_every_plan(
    known: list[Candidate], wish: Wish, limits: Limits, edits: Edits
) -> None:
    """Nobody gives more than there is, passes a mark, or is forgotten; the reserve stays."""
    found = plan(known, wish, limits, edits)
    assert found == plan(known, wish, limits, edits)
    by_token = {one.subaccount.token: one for one in known}
    seen = [*(row.subaccount.token for row in found.rows), *(one[0].token for one in found.missed)]
    assert len(seen) == len(set(seen))
    main = found.main
    lowest = main
    for row in found.rows:
        _holds(row, by_token[row.subaccount.token], wish, limits)
        if main is not None and lowest is not None:
            main -= row.change
            lowest = min(lowest, main)
            if row.direction is Direction.ADD:
                assert main >= limits.main_reserve
    if found.main is not None:
        assert (found.main + found.effect, found.lowest) == (main, lowest)
    if found.rows and limits.max_per_day is not None and found.credits:
        assert known[0].situation.added_today + found.credits <= limits.max_per_day
    directions = [row.direction for row in found.rows]
    assert directions == sorted(directions, key=lambda one: one is Direction.ADD)


def _holds(row: Row, one: Candidate, wish: Wish, limits: Limits) -> None:
    assert 0 < row.amount <= row.wanted
    assert row.amount == row.amount.quantize(Decimal("0.01"))
    assert limits.max_per_operation is None or row.amount <= limits.max_per_operation
    assert not one.situation.locked
    assert one.situation.open_entry is None
    if row.direction is Direction.REMOVE and row.before is not None:
        assert row.amount <= row.before
    if row.goal is not None and row.after is not None:
        is_add = row.direction is Direction.ADD
        assert row.after <= row.goal if is_add else row.after >= row.goal
    if isinstance(wish, ToMarks):
        assert row.goal == (
            one.subaccount.target if row.direction is Direction.ADD else one.subaccount.cap
        )


@given(candidates(), st.booleans(), _LIMITS)
def test_nobody_who_is_low_is_forgotten(
    known: list[Candidate], take_back: bool, limits: Limits
) -> None:
    """Whoever is below its mark is a row, or is named with a reason; of those, by need."""
    found = plan(known, ToMarks(take_back), limits)
    named = {row.subaccount.token for row in found.rows}
    named |= {one.subaccount.token for one in found.missed}
    for one in known:
        seen, low = one.situation.subaccount, one.subaccount.low
        if low is not None and seen is not None and not seen.stale and seen.amount < low:
            assert one.subaccount.token in named
    needs = [
        (0 if (row.before or 0) <= 0 else 10**9 if row.days is None else row.days, row.before or 0)
        for row in found.rows
        if row.direction is Direction.ADD
    ]
    assert needs == sorted(needs)
