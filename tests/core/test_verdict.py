"""What later balances prove about a movement whose outcome is unknown, and about a refusal."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from smspartner_tui.core.accounts import Balance, Balances
from smspartner_tui.core.movement import Before, Direction, Entry, Movement, Ruling, State, Why
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.verdict import contradicts_refusal, judge, late_until
from tests.core.sightings import (
    DEADLINE,
    NO_EFFECT,
    NOON,
    NOT_SHOWN,
    SO_FAR,
    TOKEN,
    WENT_THROUGH,
    at,
    entry_of,
    evidence_of,
    found_in,
)
from tests.reliability.verdict_drawn import Drawn, second, worlds

CASES: dict[str, tuple[str, str, tuple[Ruling, Why]]] = {
    "the account to be raised rose": ("10, 60@40", "1000, 950@40", WENT_THROUGH),
    "it rose, and most is spent": ("10, 10.010@40", "1000, 949@40", WENT_THROUGH),
    "less than rounding is no rise": ("10, 10.009@40", "1000, 949@40", NOT_SHOWN),
    "it rose after it fell": ("10, 2@40, 3@45", "1000, 900@45", WENT_THROUGH),
    "it rose, and fell again": ("10, 60@40, 1@45", "1000, 900@45", WENT_THROUGH),
    "two small steps are a rise": ("10, 5@40, 5.005@45, 5.010@50", "1000", WENT_THROUGH),
    "two smaller steps are not": ("10, 5@40, 5.005@45, 5.009@50", "1000", NOT_SHOWN),
    "a rise without a balance from before": ("-, 10@40, 60@45", "1000, 900@45", WENT_THROUGH),
    "asked for before the other was answered": ("10, 8@40-50, 9@41-43", "1000", NOT_SHOWN),
    "asked for when the other was answered": ("10, 8@40-41, 9@41-43", "1000", WENT_THROUGH),
    "only some overlap": ("10, 8@40-50, 5@41-42, 9@45-55, 9@56", "1000", WENT_THROUGH),
    "a slow answer hides no rise": ("10, 2@40-60, 1@41-42, 5@50-51", "1000", WENT_THROUGH),
    "asked for at the sending, answered late": ("10, 11@0-60, 9@1", "1000", WENT_THROUGH),
    "overlapping, and none from before": ("-, 8@40-50, 9@41-43", "1000", NOT_SHOWN),
    "the payer held": ("10, 9@40", "1000, 950.010@40", SO_FAR),
    "a thousandth less": ("10, 9@40", "1000, 950.009@40", NOT_SHOWN),
    "until a moment before it is too late": ("10", "1000, 951@149.999", SO_FAR),
    "until it is too late": ("10", "1000, 951@150", NO_EFFECT),
    "it held when it was too late, then spent": ("10", "1000, 951@150, 1@200", NO_EFFECT),
    "it held, but too early": ("10", "1000, 951@149, 901@151", NOT_SHOWN),
    "it held, and no longer does": ("10", "1000, 951@40, 900@45", NOT_SHOWN),
    "never more than N in one step": ("10", "1000, 960@40, 920@45, 880@50", SO_FAR),
    "never more than N, to the end": ("10", "1000, 960@60, 920@120, 880@180", NO_EFFECT),
    "exactly N in one step": ("10", "1000, 960@40, 910@45", NOT_SHOWN),
    "nothing more can hold after that": ("10", "1000, 960@40, 910@45, 909@50", NOT_SHOWN),
    "a slow answer in between": ("10", "1000, 960@40-50, 920@45-46, 880@50", SO_FAR),
    "the payer's balances overlap": ("10", "1000, 998@40-50, 999@41-43", SO_FAR),
    "read, and nothing shows": ("10, 10@40", "1000, 940@40", NOT_SHOWN),
    "nothing read since": ("10", "1000", (Ruling.OPEN, Why.UNREAD)),
    "nothing read ever": ("-", "-", (Ruling.OPEN, Why.UNREAD)),
    "no payer from before": ("10", "-, 1000@40", (Ruling.OPEN, Why.NO_BEFORE)),
    "nothing from before": ("-, 10@40", "-, 1000@40", (Ruling.OPEN, Why.NO_BEFORE)),
    "no payer, and no rise": ("10, 10@40", "-, 1000@40", NOT_SHOWN),
    "no payer, and a rise": ("10, 60@40", "-, 1000@40", WENT_THROUGH),
    "a rise while the payer holds": ("10, 60@40", "1000, 999@40", (Ruling.OPEN, Why.BOTH)),
    "a rise once the payer has paid": ("10, 9@40, 59@45", "1000, 999@40, 949@45", WENT_THROUGH),
    "a rise, but it held too late": (
        "10, 60@40",
        "1000, 999@150, 900@155",
        (Ruling.OPEN, Why.BOTH),
    ),
    "a rise by N": ("10, 60.009@40", "1000, 950@40", WENT_THROUGH),
    "a rise by more": ("10, 60.010@40", "1000, 950@40", (Ruling.OPEN, Why.TOO_MUCH)),
    "a rise by more from below": ("10, 1@40, 51.010@45", "1000", (Ruling.OPEN, Why.TOO_MUCH)),
    "the payer rose": ("10", "1000, 1000.010@40", (Ruling.OPEN, Why.ELSEWHERE)),
    "the payer rose later": ("10", "1000, 900@40, 901@45", (Ruling.OPEN, Why.ELSEWHERE)),
    "the payer rose by rounding": ("10", "1000, 1000.009@40", SO_FAR),
    "both rose": ("10, 60@40", "1000, 1001@40", (Ruling.OPEN, Why.ELSEWHERE)),
}


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("case", CASES)
def test_rise_or_a_payer_that_held_decides(direction: Direction, case: str) -> None:
    """Both calls are judged alike, each by the account that it raises and the one that pays."""
    raised, lowered, expected = CASES[case]
    assert found_in(judge(evidence_of(direction, raised, lowered), DEADLINE)) == expected


def test_every_ruling_and_every_reason_is_met() -> None:
    """The table above holds each pair of them that can be, but for what is asked before it."""
    rulings = {(ruling, why) for _, _, (ruling, why) in CASES.values()}
    assert {why for _, why in rulings} == set(Why) - {Why.BUYS, Why.SET_BACK}
    assert {ruling for ruling, _ in rulings} == set(Ruling)
    assert len(rulings) == 9


BUYS = (Ruling.OPEN, Why.BUYS)
BUYERS: dict[str, tuple[Direction, str, str, tuple[Ruling, Why]]] = {
    "its rise proves nothing": (
        Direction.ADD,
        "1000, 940@40",
        "10, 60@40",
        (Ruling.OPEN, Why.BUYS),
    ),
    "nor that too much came": (Direction.ADD, "1000, 940@40", "10, 99@40", BUYS),
    "the main account still pays": (Direction.ADD, "1000, 999@150", "10, 60@40", NO_EFFECT),
    "the main account still rises": (Direction.REMOVE, "10, 60@40", "1000, 960@40", WENT_THROUGH),
    "that it held proves nothing": (
        Direction.REMOVE,
        "10, 10@40",
        "1000, 999@40",
        BUYS,
    ),
    "nor that it rose": (Direction.REMOVE, "10, 60@40", "1000, 1001@40", WENT_THROUGH),
    "unread it stays": (Direction.REMOVE, "10", "1000", (Ruling.OPEN, Why.UNREAD)),
}


@pytest.mark.parametrize("case", BUYERS)
def test_sub_account_that_buys_for_itself_proves_nothing(case: str) -> None:
    """Its balance rises as it likes; the main account's says what it says."""
    direction, main, subaccount, expected = BUYERS[case]
    is_add = direction is Direction.ADD
    raised, lowered = (subaccount, main) if is_add else (main, subaccount)
    evidence = replace(evidence_of(direction, raised, lowered), may_buy=True)
    assert found_in(judge(evidence, DEADLINE)) == expected


FIGURES: dict[str, tuple[str, str, str | None, str | None]] = {
    "nothing read since": ("10", "1000", "10", "950.01"),
    "against the first balances": ("10, 11@40", "1000, 940@40", "10", "950.01"),
    "against the lowest": ("10, 4@40, 5@45", "1000", "4", "950.01"),
    "against the last that held": ("10", "1000, 960@40, 940@45", "10", "910.01"),
    "nothing known": ("-", "-", None, None),
    "no payer from before": ("-, 10@40", "-, 1000@40", "10", None),
}


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("case", FIGURES)
def test_verdict_tells_what_either_answer_would_need(direction: Direction, case: str) -> None:
    """A person compares with these two figures: to rise above one, or to be at the other."""
    raised, lowered, rises_above, holds_from = FIGURES[case]
    verdict = judge(evidence_of(direction, raised, lowered), DEADLINE)
    assert verdict.rises_above == (None if rises_above is None else Decimal(rises_above))
    assert verdict.holds_from == (None if holds_from is None else Decimal(holds_from))
    assert verdict.late == at(150)


@pytest.mark.parametrize("direction", Direction)
def test_no_figure_is_asked_of_a_sub_account_that_buys(direction: Direction) -> None:
    """Whatever its balance is, it would prove nothing."""
    evidence = replace(evidence_of(direction, "10, 9@40", "1000, 999@40"), may_buy=True)
    verdict = judge(evidence, DEADLINE)
    is_add = direction is Direction.ADD
    assert (verdict.rises_above is None) is is_add
    assert (verdict.holds_from is None) is not is_add


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_nothing_is_ever_proved_that_is_not_so(world: Drawn) -> None:
    """Nor is an alarm given without a cause, whatever overlaps, is late, or is told to the cent."""
    verdict = judge(world.evidence, DEADLINE)
    assert verdict.why not in {Why.ELSEWHERE, Why.TOO_MUCH}
    match verdict.ruling:
        case Ruling.APPLIED:
            assert world.applied_at is not None
        case Ruling.NOT_APPLIED:
            assert world.applied_at is None
        case Ruling.PROVISIONAL:
            is_add = world.evidence.entry.movement.direction is Direction.ADD
            last = (world.evidence.main if is_add else world.evidence.subaccount)[-1]
            assert world.applied_at is None or world.applied_at > second(last.asked_at)
        case Ruling.OPEN:
            assert verdict.why is not Why.ROSE


@pytest.mark.parametrize(("settled", "late"), [(None, 150), (1, 150), (30, 150), (36.5, 156.5)])
def test_late_answer_is_possible_for_two_minutes_past_the_end(
    settled: float | None, late: float
) -> None:
    """Counted from the deadline or, where connecting took time too, from when it was given up."""
    entry = entry_of(Direction.ADD)
    if settled is not None:
        entry = replace(entry, settled_at=at(settled))
    assert late_until(entry, DEADLINE) == NOON + timedelta(seconds=late)


@pytest.mark.parametrize("direction", Direction)
def test_final_word_waits_for_what_was_sent_late(direction: Direction) -> None:
    """A movement that was given up after 40 s can be carried out for two minutes from then."""
    evidence = evidence_of(direction, "10", "1000, 999@159.999")
    evidence = replace(evidence, entry=replace(evidence.entry, settled_at=at(40)))
    assert found_in(judge(evidence, DEADLINE)) == SO_FAR
    final = evidence_of(direction, "10", "1000, 999@160")
    final = replace(final, entry=evidence.entry)
    assert found_in(judge(final, DEADLINE)) == NO_EFFECT


def _refused(direction: Direction, before: str | None) -> Entry:
    seen = None if before is None else Before(Decimal(before), NOON)
    # The account that a movement takes from only ever falls: a rise of it would prove nothing.
    other = Before(Decimal(0), NOON)
    is_add = direction is Direction.ADD
    return Entry(
        Movement("m1", TOKEN, "Clinique", direction, Decimal(50)),
        State.REJECTED,
        Operator("paul"),
        NOON,
        main_before=other if is_add else seen,
        subaccount_before=seen if is_add else other,
    )


def _now(direction: Direction, amount: str | None) -> Balances:
    other = Balance(Decimal(1000), NOON)
    seen = None if amount is None else Balance(Decimal(amount), NOON)
    if direction is Direction.REMOVE:
        return Balances(seen, {TOKEN: other})
    return Balances(other, {} if seen is None else {TOKEN: seen})


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize(
    ("before", "after", "contradicted"),
    [
        ("10", "10.001", True),
        ("10", "60", True),
        ("10", "10", False),
        ("10", "9.99", False),
        (None, "60", False),
        ("10", None, False),
        (None, None, False),
    ],
)
def test_only_a_rise_of_the_account_that_receives_is_an_alarm(
    direction: Direction, before: str | None, after: str | None, contradicted: bool
) -> None:
    """A fall is consumption, and what was not read on both sides proves nothing."""
    found = contradicts_refusal(_refused(direction, before), _now(direction, after))
    assert found is contradicted
