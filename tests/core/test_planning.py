"""Plans: who gets what, who is left out, and why."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from smspartner_tui.core.accounts import Balance, SubAccount
from smspartner_tui.core.guards import Limits, Situation
from smspartner_tui.core.money import AmountProblem, Exactly, read_amount
from smspartner_tui.core.movement import Direction, State
from smspartner_tui.core.plan import (
    AsFiled,
    Because,
    Candidate,
    Each,
    Filed,
    LeftOut,
    Plan,
    ToMarks,
)
from smspartner_tui.core.planning import plan
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
    goal = Decimal(100) if typed == "=100" else None
    because = Because.SAME if goal is None else Because.GOAL
    assert {(row.because, row.goal) for row in found.rows} <= {(because, goal)}
    assert {row.everything for row in found.rows} <= {typed == "tout"}


def test_who_is_left_out_of_what_was_typed_is_told_why_and_what_it_would_have_been() -> None:
    """The amount's own problem, or the amount that is not there."""
    candidates = [candidate("low", "20"), candidate("unread", None)]
    [low, unread] = plan(candidates, Each(Direction.REMOVE, read_amount("=30")), Limits()).missed
    assert (low.problem, unread.problem) == (
        AmountProblem.WRONG_WAY_UP,
        AmountProblem.BALANCE_UNKNOWN,
    )
    [missed] = plan(candidates[:1], Each(Direction.REMOVE, read_amount("21")), Limits()).missed
    assert (missed.why, missed.wanted, missed.problem) == (LeftOut.TOO_SMALL, Decimal(21), None)


@pytest.mark.parametrize(
    ("amount", "change"),
    [
        *[("49.995", "+50.00"), ("49.5", "+50.50"), ("50", None), ("50.001", None)],
        *[("400", None), ("400.009", None), ("400.01", "-0.01"), ("400.5", "-0.50")],
    ],
)
def test_exactly_at_a_mark_nothing_is_to_be_done(amount: str, change: str | None) -> None:
    """Below low is low, above the cap is above it; and less than a cent is nothing."""
    found = plan([candidate("one", amount, marks=MARKS)], ToMarks(take_back=True), Limits())
    assert [f"{row.change:+}" for row in found.rows] == ([] if change is None else [change])
    assert reasons(found) == ({"one": LeftOut.DUST} if amount == "400.009" else {})


def test_all_that_there_is_is_not_all_once_it_was_cut() -> None:
    """By hand, or by a limit: then it is an amount like any other."""
    one, everything = [candidate("rich", "500")], Each(Direction.REMOVE, read_amount("tout"))
    [whole] = plan(one, everything, Limits()).rows
    [edited] = plan(one, everything, Limits(), {"rich": Decimal(90)}).rows
    [cut] = plan(one, everything, Limits(max_per_operation=Decimal(90))).rows
    assert [row.everything for row in (whole, edited, cut)] == [True, False, False]
    assert [row.because for row in (whole, edited, cut)] == [
        Because.SAME,
        Because.EDITED,
        Because.OPERATION,
    ]


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
    # What is added does not come out of its balance.
    found = plan(low, Each(Direction.ADD, Exactly(Decimal(5))), Limits(), {"low": Decimal(500)})
    assert found.rows[0].amount == 500


def test_a_movement_like_it_is_named() -> None:
    """The leg says that the operator was shown it, so that the guard under the lock agrees."""
    like = entry(movement("low", "60"), State.CONFIRMED)
    one = candidate("low", "40", marks=MARKS)
    one = replace(one, situation=replace(one.situation, recent=(like,)))
    found = plan([one], ToMarks(), Limits())
    assert found.rows[0].duplicate == like
    [leg] = found.legs(new_id, "juin")
    assert (leg.movement.again_after, leg.movement.reference) == (like.movement.id, "juin")
    [leg] = plan([candidate("low", "40", marks=MARKS)], ToMarks(), Limits()).legs(new_id, "")
    assert leg.movement.again_after == ""
