"""What holds of every plan, whatever the balances, the marks, the limits and the wish are."""

from decimal import Decimal

from hypothesis import given, settings

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.money import CENT
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.plan import Because, LeftOut, Plan, Row, ToMarks
from smspartner_tui.core.planning import plan
from smspartner_tui.core.weighing import forbidden, weigh
from tests.core.plans import CASES, Case, is_meant, read
from tests.core.runs import new_id

CUT = frozenset({Because.RESERVE, Because.DAY, Because.OPERATION})
SHARED = frozenset({Because.RESERVE, Because.DAY})
"""What cuts a row because of what the rows before it take."""

LAST = 10**9


def of(case: Case) -> Plan:
    """The plan of a case."""
    return plan(case.candidates, case.wish, case.limits, case.edits)


def is_credit(row: Row) -> bool:
    """Whether it adds to the sub-account."""
    return row.direction is Direction.ADD


@settings(max_examples=400, deadline=None)
@given(CASES)
def test_who_is_meant_is_a_row_or_left_out_with_a_reason(case: Case) -> None:
    """Never both, never twice, never neither; and nobody else is there."""
    found = of(case)
    seen = [row.subaccount.token for row in found.rows]
    seen += [one.subaccount.token for one in found.missed]
    meant = [one.subaccount.token for one in case.candidates if is_meant(one, case.wish)]
    assert sorted(seen) == sorted(meant)


@settings(max_examples=400, deadline=None)
@given(CASES)
def test_nobody_gives_what_is_not_there_nor_passes_a_mark(case: Case) -> None:
    """No debit above a balance, no credit past its goal, no debit past it, none of a held one."""
    by_token = {one.subaccount.token: one for one in case.candidates}
    for row in of(case).rows:
        one = by_token[row.subaccount.token]
        assert row.before == read(one)
        assert row.amount >= CENT
        assert row.amount == row.amount.quantize(CENT)
        assert not one.situation.locked
        assert one.situation.open_entry is None
        if row.before is not None and not is_credit(row):
            assert row.amount <= row.before
        if row.goal is not None and row.after is not None:
            assert row.after <= row.goal if is_credit(row) else row.after >= row.goal
        if isinstance(case.wish, ToMarks):
            marked = row.subaccount
            assert row.goal == (marked.target if is_credit(row) else marked.cap)
            assert row.goal is not None


@settings(max_examples=400, deadline=None)
@given(CASES)
def test_the_main_account_keeps_its_reserve_at_every_step(case: Case) -> None:
    """Debits go first, no credit leaves less than the reserve, and the lowest point is told."""
    found = of(case)
    debits = [row for row in found.rows if not is_credit(row)]
    assert list(found.rows[: len(debits)]) == debits
    if found.main is None:
        assert found.lowest is None
        assert case.limits.main_reserve == 0 or not found.credits
        return
    main, steps = found.main, [found.main]
    for row in found.rows:
        main -= row.change
        steps.append(main)
        if is_credit(row):
            assert main >= case.limits.main_reserve
    assert found.lowest == min(steps)
    assert found.main + found.effect == main
    assert found.effect == -sum((row.change for row in found.rows), Decimal(0))
    assert found.total == sum((row.amount for row in found.rows), Decimal(0))


@settings(max_examples=400, deadline=None)
@given(CASES)
def test_the_limits_hold_and_a_cut_is_marked(case: Case) -> None:
    """A row has all that it was to have, or says what has cut it, and by how much."""
    found, limits = of(case), case.limits
    for row in found.rows:
        assert (row.amount < row.wanted) is (row.because in CUT)
        if limits.max_per_operation is not None:
            assert row.amount <= limits.max_per_operation
        if row.subaccount.token in case.edits and row.because not in CUT:
            assert row.because is Because.EDITED
            edit = case.edits[row.subaccount.token]
            assert edit is not None
            assert row.amount <= edit
    if limits.max_per_day is not None and found.credits:
        assert case.candidates[0].situation.added_today + found.credits <= limits.max_per_day


@settings(max_examples=400, deadline=None)
@given(CASES)
def test_credits_go_by_need_and_are_cut_from_the_end(case: Case) -> None:
    """The order of the list where the need is equal; nobody is left out while there is enough."""
    found = of(case)
    place = {one.subaccount.token: number for number, one in enumerate(case.candidates)}

    def need(row: Row) -> tuple[int, Decimal, int]:
        balance = row.before or Decimal(0)
        days = LAST if row.days is None else row.days
        return 0 if balance <= 0 else days, balance, place[row.subaccount.token]

    credits_ = [row for row in found.rows if is_credit(row)]
    assert credits_ == sorted(credits_, key=need)
    debits = [place[row.subaccount.token] for row in found.rows if not is_credit(row)]
    assert debits == sorted(debits)
    assert not any(row.because in SHARED for row in credits_[:-1])
    for one in found.missed:
        if one.why is LeftOut.RESERVE:
            assert found.main is not None
            assert found.main + found.effect - case.limits.main_reserve < CENT
        if one.why is LeftOut.DAY:
            assert case.limits.max_per_day is not None
            added = case.candidates[0].situation.added_today + found.credits
            assert case.limits.max_per_day - added < CENT


@settings(max_examples=400, deadline=None)
@given(CASES)
def test_the_same_input_is_the_same_plan(case: Case) -> None:
    """Nothing else goes into it: what a colleague reviews is what is carried out."""
    assert of(case) == of(Case(list(case.candidates), case.wish, case.limits, dict(case.edits)))


@settings(max_examples=400, deadline=None)
@given(CASES)
def test_no_guard_forbids_what_a_plan_asks_for(case: Case) -> None:
    """Weighed leg after leg, as it is before each is sent, and each with an id of its own."""
    legs = tuple(of(case).legs(new_id, "juin"))
    assert len({leg.movement.id for leg in legs}) == len(legs)
    assert {leg.movement.reference for leg in legs} <= {"juin"}
    assert not forbidden(weigh(legs, case.known))


def row(amount: str, direction: Direction, before: str | None = "100") -> Row:
    """A row of a plan."""
    return Row(
        SubAccount(amount, amount),
        direction,
        Decimal(amount),
        None if before is None else Decimal(before),
        Decimal(amount),
        Because.SAME,
        everything=direction is Direction.REMOVE,
    )


def test_a_plan_adds_up() -> None:
    """Both directions, what they do to the main account, and its lowest point between them."""
    rows = (row("30", Direction.REMOVE), row("50", Direction.ADD), row("5.5", Direction.ADD, None))
    found = Plan(rows, main=Decimal(40))
    assert (found.credits, found.debits) == (Decimal("55.5"), Decimal(30))
    assert (found.total, found.effect) == (Decimal("85.5"), Decimal("-25.5"))
    assert found.lowest == Decimal("14.5")
    assert [one.after for one in rows] == [Decimal(70), Decimal(150), None]
    assert [leg.movement.everything for leg in found.legs(new_id, "")] == [True, False, False]
    # With debits alone, it is lowest before the first of them.
    assert Plan(rows[:1], main=Decimal(40)).lowest == Decimal(40)


def test_a_plan_of_nobody() -> None:
    """Nothing moves, and the main account stays where it is."""
    found = plan([], ToMarks(), Limits(main_reserve=Decimal(10)))
    assert found == Plan(reserve=Decimal(10))
    assert (found.total, found.lowest) == (Decimal(0), None)
