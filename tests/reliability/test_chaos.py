"""The chaos run in short, and proof that its comparison sees each kind of disagreement."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from smspartner_tui.core.movement import Direction, Entry, Movement, Outcome, Reason, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.simulator.replies import Applied
from tests.reliability.chaos import run
from tests.reliability.chaos_bank import Seen
from tests.reliability.chaos_faults import FAULTS
from tests.reliability.chaos_operator import Told
from tests.reliability.chaos_plan import Moment, Plan, draw
from tests.reliability.chaos_verdict import Evidence, Verdict, weigh

WEIGHTS = {name: fault.weight for name, fault in FAULTS.items()}
NOW = datetime(2025, 6, 12, 12, 32, tzinfo=UTC)
MOVED = Movement("movement 0", "a0", "Client", Direction.ADD, Decimal("1.000001"))
PLAN = Plan(MOVED, "good", None, "1 0")
CONFIRMED = Outcome(State.CONFIRMED, Reason.SUCCESS)
ENTRY = Entry(MOVED, State.CONFIRMED, Operator("nadia"), NOW, number=1, outcome=CONFIRMED)
LINE = Applied(MOVED.direction, MOVED.token, MOVED.amount, Decimal(1), Decimal(1))
AGREED = Evidence(
    plans=[PLAN],
    entries=[ENTRY],
    ledger=[LINE],
    seen={PLAN.amount: Seen(posts=1, stands_for=State.CONFIRMED, said_at=10.1)},
    told={PLAN.amount: Told(sent_at=10.0, state=State.CONFIRMED)},
    without_spares=frozenset({PLAN.amount}),
    in_time=0.5,
)


def test_no_kill_and_no_fault_makes_journal_and_ledger_disagree() -> None:
    """Forty movements with eight kills end with not one figure that has to be zero above it."""
    # A longer deadline than the long run's, because other tests may share the processors.
    report = run(movements=40, kills=8, seed=1, deadline=1.5)
    assert report.verdict.is_clean, "\n".join(report.lines())
    assert report.kills.total() == 8
    assert report.verdict.states.total() == 40
    assert report.verdict.most_posts == 1
    assert report.verdict.applied >= 10
    assert report.verdict.answered >= 10


def test_seed_draws_the_same_run_again_and_another_one_another() -> None:
    """A seed gives the same movements, faults and kills, as many as were asked for."""
    first = draw(1, 300, 30, WEIGHTS)
    assert first == draw(1, 300, 30, WEIGHTS)
    assert first != draw(2, 300, 30, WEIGHTS)
    assert sum(plan.kill is not None for plan in first) == 30
    assert len({plan.amount for plan in first}) == 300


def test_long_run_draws_every_fault_and_every_moment() -> None:
    """The documented run has each kind of fault in it, and a kill drawn for each moment."""
    plans = draw(1, 1000, 100, WEIGHTS)
    assert {plan.fault for plan in plans} == set(FAULTS)
    drawn = {plan.kill.moment for plan in plans if plan.kill is not None}
    assert drawn == set(Moment) - {Moment.REST}


def _with_state(state: State) -> Evidence:
    outcome = Outcome(state, Reason.NO_REPLY)
    told = {PLAN.amount: Told(sent_at=10.0, state=state)}
    return replace(AGREED, entries=[replace(ENTRY, state=state, outcome=outcome)], told=told)


def _silent(found: Evidence, posts: int) -> Evidence:
    return replace(found, seen={PLAN.amount: Seen(posts=posts)})


DISAGREEMENTS: dict[str, Callable[[], Evidence]] = {
    "false confirmed": lambda: replace(AGREED, ledger=[]),
    "false refused": lambda: _silent(_with_state(State.REJECTED), 1),
    "false refused by a POST that arrived": lambda: replace(
        _silent(_with_state(State.NOT_SENT), 1), ledger=[]
    ),
    "unrecorded": lambda: replace(AGREED, entries=[]),
    "unrecorded in the ledger": lambda: replace(
        AGREED, ledger=[LINE, replace(LINE, direction=Direction.REMOVE)]
    ),
    "in doubt": lambda: _with_state(State.UNKNOWN),
    "in doubt after a refused connection": lambda: replace(
        _silent(_with_state(State.UNKNOWN), 0), plans=[replace(PLAN, fault="refused")], ledger=[]
    ),
    "told otherwise": lambda: replace(AGREED, told={PLAN.amount: Told(10.0, State.REJECTED)}),
    "told otherwise as not recorded": lambda: replace(
        AGREED, told={PLAN.amount: Told(10.0, State.CONFIRMED, is_recorded=False)}
    ),
    "doubled": lambda: replace(
        AGREED, seen={PLAN.amount: replace(AGREED.seen[PLAN.amount], posts=2)}
    ),
    "doubled in the ledger": lambda: replace(AGREED, ledger=[LINE, LINE]),
    "left open": lambda: _silent(_with_state(State.UNKNOWN), 1),
    "gaps in the numbers": lambda: replace(AGREED, entries=[replace(ENTRY, number=2)]),
}


@pytest.mark.parametrize("name", DISAGREEMENTS)
def test_comparison_sees_a_disagreement(name: str) -> None:
    """Each way in which a journal can be wrong is counted under its figure."""
    verdict = Verdict()
    weigh(verdict, DISAGREEMENTS[name]())
    figure = next(figure for figure in verdict.bad if name.startswith(figure))
    assert verdict.bad[figure] == 1
    assert not verdict.is_clean


def test_comparison_agrees_where_nothing_is_wrong() -> None:
    """A movement that the ledger, the wire and the operator tell alike is blamed for nothing."""
    verdict = Verdict()
    weigh(verdict, AGREED)
    assert verdict.is_clean
    assert (verdict.applied, verdict.posts, verdict.answered) == (1, 1, 1)


def test_answer_that_may_have_come_too_late_proves_nothing() -> None:
    """A reply said near the deadline may be unknown without anybody having been too careful."""
    found = _with_state(State.UNKNOWN)
    late = {PLAN.amount: Seen(posts=1, stands_for=State.CONFIRMED, said_at=10.6)}
    verdict = Verdict()
    weigh(verdict, replace(found, seen=late))
    assert verdict.bad["in doubt"] == 0
    assert verdict.answered == 0
