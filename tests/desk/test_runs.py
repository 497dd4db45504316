"""Movements in turn: what goes, in which order, what stops the line, and how it goes on."""

from decimal import Decimal

import pytest

from smspartner_tui.core.facts import (
    MovementSent,
    MovementSettled,
    MovementStopped,
    MovementWaits,
    RunChanged,
)
from smspartner_tui.core.guards import Limits, Rule
from smspartner_tui.core.movement import Direction, JournalProblem, Outcome, RunKind, State
from smspartner_tui.core.run import Halt, RunState, given_back, resumed
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal, JournalError, NotGoing
from tests.desk.conftest import Colleague
from tests.desk.fakes import FakePartner, Gate, Told, amount, main_amount
from tests.desk.turns import Answers, new_id, plan, refused, transfer, until_it_stands
from tests.journal.helpers import GARAGE, MAIRIE, NOT_SENT, SALON, UNKNOWN, movement


def test_a_plan_goes_leg_after_leg(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """Each is one call, in order, told as sent and settled, and the whole as how far it is."""
    asked = plan(movement(MAIRIE, "3", Direction.REMOVE), movement(GARAGE, "5"), movement(SALON))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert partner.calls == [
        "prepare",
        f"remove {MAIRIE} 3",
        f"add {GARAGE} 5",
        f"add {SALON} 50",
        "rest",
    ]
    assert told.kinds == [
        "RunChanged",
        *["MovementSent", "MovementSettled", "RunChanged"] * 3,
        "RunChanged",
    ]
    assert (run.state, run.halt, run.number) == (RunState.ENDED, None, 1)
    assert [leg.is_applied for leg in run.legs] == [True] * 3
    assert journal.open_runs() == ()
    assert amount(desk, GARAGE) == 15
    assert main_amount(desk) == Decimal(1000 + 3 - 5 - 50)
    [entry] = [one for one in journal.history(9) if one.movement.token == GARAGE]
    assert (entry.link.kind, entry.link.run) == (RunKind.PLAN, 1)


def test_a_refused_one_is_passed_over(desk: Desk, told: Told, partner: FakePartner) -> None:
    """Where the rest stays feasible, it goes on; nothing of the refused one is left to go."""
    Answers(partner, None, refused(7))
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"), movement(SALON, "2"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.state, run.halt) == (RunState.ENDED, None)
    assert [leg.entry and leg.entry.state for leg in run.legs] == [
        State.CONFIRMED,
        State.REJECTED,
        State.CONFIRMED,
    ]


def test_without_a_refused_debit_there_may_not_be_enough(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """The credits that it was to pay for do not go."""
    desk.limits = Limits(main_reserve=Decimal(995))
    desk.refresh()
    Answers(partner, refused(8))
    asked = plan(movement(MAIRIE, "8", Direction.REMOVE), movement(GARAGE, "9"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, partner.posts) == (RunState.PAUSED, Halt.SHORT, 1)


@pytest.mark.parametrize(
    ("answer", "halt"),
    [
        (UNKNOWN, Halt.DOUBT),
        (NOT_SENT, Halt.NOT_SENT),
        (refused(10), Halt.REFUSED),
        (refused(6), Halt.REFUSED),
    ],
)
def test_what_stops_the_line(
    desk: Desk, told: Told, partner: FakePartner, answer: object, halt: Halt
) -> None:
    """No answer, no connection, and a refusal that all the others would get too."""
    Answers(partner, None, answer)  # type: ignore[arg-type]
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"), movement(SALON, "2"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, partner.posts) == (RunState.PAUSED, halt, 2)
    can_go = {1, 2} if halt is not Halt.DOUBT else {2}
    assert set(run.left) == can_go


def test_what_was_not_sent_goes_as_another_movement(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """Taken up again, the rest goes; the ids of what was tried are never used twice."""
    Answers(partner, NOT_SENT)
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    again = resumed(run, new_id)
    assert again[0].movement.id != asked.legs[0].movement.id
    assert again[1] == asked.legs[1]
    told.clear()
    desk.take_up(run, again)
    ended = until_it_stands(told, asked)
    assert (ended.state, len(ended.done), partner.posts) == (RunState.ENDED, 2, 3)
    assert len(journal.history(9)) == 3


def test_a_guard_of_the_main_account_stops_the_line(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """It is weighed with the balance of the last answer: what one leg left is not there twice."""
    desk.limits = Limits(max_per_day=Decimal(6))
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"), movement(SALON, "1"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.halt, partner.posts) == (Halt.GUARD, 1)
    [objection] = run.blocked[1]
    assert objection.rule is Rule.OVER_DAY


def test_a_guard_of_one_sub_account_is_passed_over(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """The others go, and the run waits with what was blocked until somebody looks."""
    doubt = movement(GARAGE, "1")
    journal.begin(doubt, lambda _found: ())
    journal.settle(doubt.id, UNKNOWN)
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"), movement(SALON, "2"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, set(run.left)) == (RunState.PAUSED, Halt.BLOCKED, {1})
    assert [found.rule for found in run.blocked[1]] == [Rule.DOUBT]


def test_it_is_paused_after_the_movement_in_flight(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """And goes on with what is left, when somebody says so."""
    partner.gate = gate = Gate()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    gate.wait_until_reached()
    assert desk.going is not None
    desk.pause()
    gate.open()
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, partner.posts) == (RunState.PAUSED, Halt.ASKED, 1)
    told.clear()
    desk.take_up(run, resumed(run, new_id))
    assert until_it_stands(told, asked).state is RunState.ENDED


def test_one_that_was_paused_or_ended_here_is_no_news_of_a_colleague(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """It would be said over whatever was said since."""
    Answers(partner, UNKNOWN)
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    assert until_it_stands(told, asked).state is RunState.PAUSED
    told.clear()
    desk._colleagues.look()
    assert told.of(RunChanged) == []
    desk.drop_rest(asked)
    assert [fact.run.state for fact in told.of(RunChanged)] == [RunState.ENDED]
    desk._colleagues.look()
    assert len(told.of(RunChanged)) == 1


def test_the_rest_is_dropped(desk: Desk, told: Told, partner: FakePartner) -> None:
    """In the middle of it, after the movement in flight; or once it is paused."""
    partner.gate = gate = Gate()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    gate.wait_until_reached()
    desk.drop_rest(asked)
    gate.open()
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, partner.posts) == (RunState.ENDED, Halt.DROPPED, 1)
    with pytest.raises(NotGoing):
        desk.drop_rest(run)


@pytest.mark.parametrize("outcome", [UNKNOWN, NOT_SENT, refused(7)])
def test_the_rest_is_dropped_whatever_came_of_the_movement_in_flight(
    desk: Desk, told: Told, partner: FakePartner, outcome: Outcome
) -> None:
    """What was given up is offered to nobody again."""
    Answers(partner, outcome)
    partner.gate = gate = Gate()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    gate.wait_until_reached()
    desk.drop_rest(asked)
    gate.open()
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, partner.posts) == (RunState.ENDED, Halt.DROPPED, 1)


def test_closing_leaves_it_to_be_taken_up(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """The movement in flight ends; the rest is there for the next start, or a colleague."""
    partner.gate = gate = Gate()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    gate.wait_until_reached()
    gate.open()
    partner.gate = None
    desk.stop_reading()
    desk._sender._is_closing = True
    run = until_it_stands(told, asked)
    assert (run.state, run.halt) == (RunState.PAUSED, Halt.CLOSED)
    theirs, their_told, _ = colleague()
    [found] = theirs.open_runs()
    theirs.take_up(found, resumed(found, new_id))
    assert until_it_stands(their_told, asked).state is RunState.ENDED
    assert partner.posts == 2


def test_a_transfer_is_a_debit_then_a_credit(desk: Desk, told: Told, partner: FakePartner) -> None:
    """Nothing of it waits once both went through."""
    asked = transfer()
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert partner.calls[1:3] == [f"remove {MAIRIE} 5", f"add {GARAGE} 5"]
    assert (run.state, partner.main) == (RunState.ENDED, Decimal(1000))
    assert not run.waiting


def test_a_debit_that_fails_ends_the_transfer(desk: Desk, told: Told, partner: FakePartner) -> None:
    """Nothing has moved, and nothing is left to do."""
    Answers(partner, refused(8))
    asked = transfer()
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.state, partner.posts) == (RunState.ENDED, 1)
    assert not run.left
    assert not run.waiting


@pytest.mark.parametrize("is_back", [False, True])
def test_credit_that_waits_is_finished_or_given_back(
    desk: Desk, told: Told, partner: FakePartner, is_back: bool
) -> None:
    """A refused second leg leaves the credit on the main account, until one of the two is done."""
    Answers(partner, None, refused(7))
    asked = transfer()
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, run.waiting) == (RunState.PAUSED, Halt.REFUSED, Decimal(5))
    told.clear()
    desk.take_up(run, given_back(run, new_id) if is_back else resumed(run, new_id))
    ended = until_it_stands(told, asked)
    assert (ended.state, partner.main) == (RunState.ENDED, Decimal(1000))
    assert not ended.waiting
    assert partner.balances[MAIRIE] == (10 if is_back else 5)
    told.clear()
    desk.take_up(run, given_back(run, new_id))
    # Who still sees it waiting cannot have it credited a second time.
    told.until_idle()
    assert partner.posts == 3


def test_a_doubt_in_a_transfer_is_decided_first(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """Nothing waits while it may have arrived; that it went through is the end of it."""
    Answers(partner, None, "applied, no answer")
    asked = transfer()
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert run.halt is Halt.DOUBT
    assert not run.waiting
    assert not run.left
    told.clear()
    desk.resolve(asked.legs[1].movement.id, applied=True, because="vu")
    assert told.of(RunChanged)[-1].run.state is RunState.ENDED
    assert journal.open_runs() == ()


def test_an_own_movement_waits_behind_a_run(desk: Desk, told: Told, partner: FakePartner) -> None:
    """It is told so at once, and goes when the run is over."""
    partner.gate = gate = Gate()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    gate.wait_until_reached()
    other = movement(SALON, "7")
    desk.submit(other)
    waits = told.wait_for(MovementWaits)
    assert (waits.movement, getattr(waits.holder, "id", "")) == (other, asked.id)
    second = plan(movement(SALON, "1"))
    desk.begin(second)
    gate.open()
    until_it_stands(told, asked)
    assert [entry.entry.movement.token for entry in told.of(MovementSent)] == [
        MAIRIE,
        GARAGE,
        SALON,
    ]
    # Another run is not begun behind it: the operator would not see it go.
    [refusal] = [fact for fact in told.facts if type(fact).__name__ == "RunStopped"]
    assert getattr(refusal, "run", None) == second


def test_a_colleague_sees_how_far_it_is_and_waits(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """Their movement is told whose run holds the line; their own run is not begun."""
    theirs, their_told, _ = colleague()
    partner.gate = gate = Gate()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    gate.wait_until_reached()
    theirs._colleagues.look()
    [seen] = [fact.run for fact in their_told.of(RunChanged)]
    assert (seen.id, seen.state, seen.current, len(seen.legs)) == (
        asked.id,
        RunState.RUNNING,
        1,
        2,
    )
    theirs.submit(movement(SALON, "2"))
    assert their_told.wait_for(MovementWaits).holder.operator.name == "nadia"
    gate.open()
    until_it_stands(told, asked)
    assert their_told.wait_for(MovementSettled).entry.state is State.CONFIRMED
    theirs._colleagues.look()
    assert their_told.of(RunChanged)[-1].run.state is RunState.ENDED


def test_a_journal_that_fails_in_the_middle_stops_it(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """Nothing more is sent; once it can be written, the line is let go."""
    partner.gate = gate = Gate()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    gate.wait_until_reached()
    journal.problem = JournalProblem.FULL
    gate.open()
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, partner.posts) == (RunState.PAUSED, Halt.JOURNAL, 1)
    with pytest.raises(JournalError):
        desk.drop_rest(run)
    journal.problem = None
    told.clear()
    desk.refresh()
    [later] = [fact.run for fact in told.of(RunChanged)]
    assert (later.state, later.halt, set(later.left)) == (RunState.PAUSED, Halt.JOURNAL, {1})
    assert not told.of(MovementStopped)
