"""How a run goes where something comes in between: a guard, another yes, the end of the program."""

import threading
from decimal import Decimal

from smspartner_tui.core.facts import (
    MovementStopped,
    RunChanged,
    RunStopped,
)
from smspartner_tui.core.guards import Limits, Rule
from smspartner_tui.core.movement import Direction, JournalProblem, Outcome, Reason, State
from smspartner_tui.core.run import Halt, RunState, given_back, resumed
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from tests.desk.conftest import Colleague
from tests.desk.fakes import PATIENCE, FakePartner, Gate, Told
from tests.desk.turns import Answers, new_id, plan, refused, transfer, until_it_stands
from tests.journal.helpers import GARAGE, MAIRIE, NOT_SENT, SALON, UNKNOWN, movement

APPLIED = "applied, no answer"


# What each movement is weighed with


def test_each_leg_is_weighed_with_what_the_last_answer_told(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """Somebody spent meanwhile: what the plan counted on is not there, and no credit takes it."""
    desk.limits = Limits(main_reserve=Decimal(500))
    desk.refresh()
    partner.main = Decimal(507)
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"), movement(SALON, "2"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, partner.posts) == (RunState.PAUSED, Halt.GUARD, 1)
    [objection] = run.blocked[1]
    assert (objection.rule, objection.figure) == (Rule.RESERVE, Decimal(499))


def test_without_a_refused_debit_it_goes_on_where_there_is_enough(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """What the rest takes leaves the reserve all the same."""
    desk.limits = Limits(main_reserve=Decimal(990))
    desk.refresh()
    Answers(partner, refused(8))
    asked = plan(movement(MAIRIE, "8", Direction.REMOVE), movement(GARAGE, "9"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, partner.posts) == (RunState.ENDED, None, 2)


def test_a_guard_against_the_second_leg_of_a_transfer_stops_it(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """The credit waits on the main account, and the guard's word is kept."""
    doubt = movement(GARAGE, "1")
    journal.begin(doubt, lambda _found: ())
    journal.settle(doubt.id, UNKNOWN)
    asked = transfer()
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, run.waiting) == (RunState.PAUSED, Halt.GUARD, Decimal(5))
    assert [found.rule for found in run.blocked[1]] == [Rule.DOUBT]
    told.clear()
    desk.take_up(run, given_back(run, new_id))
    assert until_it_stands(told, asked).state is RunState.ENDED
    assert (partner.main, partner.posts) == (Decimal(1000), 2)


def test_a_fault_of_ours_is_a_doubt_and_stops_the_line(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """It proves nothing about the money."""

    def fail(*_words: object) -> Outcome:
        raise ValueError

    partner.answer = fail
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.halt, partner.posts, set(run.left)) == (Halt.DOUBT, 1, {1})


def test_an_unreadable_answer_leaves_both_balances_to_be_read_anew(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """With a reserve, the rest does not go on what nobody told."""
    desk.limits = Limits(main_reserve=Decimal(5))
    desk.refresh()
    Answers(partner, Outcome(State.CONFIRMED, Reason.SUCCESS))
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.halt, partner.posts) == (Halt.GUARD, 1)
    assert [found.rule for found in run.blocked[1]] == [Rule.RESERVE_UNKNOWN]


def test_a_plan_with_a_doubt_goes_on_without_it(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """It has not ended before somebody has decided."""
    Answers(partner, APPLIED)
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    told.clear()
    desk.take_up(run, resumed(run, new_id))
    run = until_it_stands(told, asked)
    assert (run.state, len(run.done), partner.posts) == (RunState.PAUSED, 1, 2)
    assert run.halt is Halt.DOUBT
    assert not run.left
    desk.resolve(asked.legs[0].movement.id, applied=True, because="relevé")
    assert told.of(RunChanged)[-1].run.state is RunState.ENDED


# Other yeses


def test_the_same_yes_twice_is_one_run(desk: Desk, told: Told, partner: FakePartner) -> None:
    """While it goes the second is taken for the first; later it begins nothing."""
    partner.gate = gate = Gate()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    gate.wait_until_reached()
    desk.begin(asked)
    assert told.of(RunStopped) == []
    gate.open()
    until_it_stands(told, asked)
    desk.begin(asked)
    assert told.wait_for(RunStopped).problem is None
    told.until_idle()
    assert partner.posts == 2


def test_going_on_twice_is_going_on_once(desk: Desk, told: Told, partner: FakePartner) -> None:
    """The legs of the second yes were tried by then."""
    Answers(partner, NOT_SENT, NOT_SENT)
    asked = plan(movement(MAIRIE, "3"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    again = resumed(run, new_id)
    for _ in range(2):
        told.clear()
        desk.take_up(run, again)
        told.until_idle()
    assert told.kinds == ["RunStopped"]
    assert partner.posts == 2


def test_a_yes_waits_behind_an_own_movement_and_can_be_paused_meanwhile(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """It begins, because the operator said so, and sends nothing."""
    partner.gate = gate = Gate()
    desk.submit(movement(SALON, "2"))
    gate.wait_until_reached()
    asked = plan(movement(MAIRIE, "3"))
    desk.begin(asked)
    assert desk.going is None
    desk.pause()
    gate.open()
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, partner.posts) == (RunState.PAUSED, Halt.ASKED, 1)


def test_a_pause_that_was_for_another_run_stops_nothing(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """A yes is a yes to all of it, whatever was wished for before."""
    desk.pause()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    assert until_it_stands(told, asked).state is RunState.ENDED


def test_an_own_movement_that_waited_too_long_is_dropped(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """It is told so between two legs, and not sent by a yes that nobody remembers."""
    partner.gate = gate = Gate()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    gate.wait_until_reached()
    partner.deadline = -PATIENCE - 1
    late = movement(SALON, "7")
    desk.submit(late)
    partner.deadline = 30.0
    gate.open()
    until_it_stands(told, asked)
    assert told.of(MovementStopped) == [MovementStopped(late, problem=JournalProblem.BUSY)]
    assert told.kinds.index("MovementStopped") < told.kinds.index("MovementSettled", 4)
    assert partner.posts == 2


def test_what_is_paused_is_dropped_at_once(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """By a colleague too; then nobody goes on with it."""
    Answers(partner, NOT_SENT)
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    theirs, their_told, _ = colleague()
    theirs.drop_rest(run)
    assert [fact.run.halt for fact in their_told.of(RunChanged)] == [Halt.DROPPED]
    told.clear()
    desk.take_up(run, resumed(run, new_id))
    assert told.wait_for(RunStopped).holder is None
    told.until_idle()
    assert partner.posts == 1


def test_a_colleague_cannot_go_on_with_what_goes_on_here(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """They are told who holds the line, and how far that is."""
    theirs, their_told, _ = colleague()
    Answers(partner, NOT_SENT)
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    run = until_it_stands(told, asked)
    partner.gate = gate = Gate()
    told.clear()
    desk.take_up(run, resumed(run, new_id))
    gate.wait_until_reached()
    theirs.take_up(run, resumed(run, new_id))
    stopped = their_told.wait_for(RunStopped)
    assert getattr(stopped.holder, "id", "") == asked.id
    gate.open()
    assert until_it_stands(told, asked).state is RunState.ENDED
    assert partner.posts == 3


def test_a_run_waits_for_a_colleagues_movement_in_flight(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """Not for their run, which takes as long as it takes."""
    theirs, _, _ = colleague()
    partner.gate = gate = Gate()
    theirs.submit(movement(SALON, "2"))
    gate.wait_until_reached()
    asked = plan(movement(MAIRIE, "3"))
    desk.begin(asked)
    gate.open()
    assert until_it_stands(told, asked).state is RunState.ENDED
    assert partner.posts == 2


# The end of the program


def test_closing_waits_for_the_movement_in_flight_and_lets_go_of_the_line(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """What is left is there for a colleague at once, and nothing that waited is sent."""
    partner.gate = gate = Gate()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    gate.wait_until_reached()
    desk.submit(movement(SALON, "7"))
    closing = threading.Thread(target=desk.close)
    closing.start()
    stopped = told.wait_for(MovementStopped)
    assert (stopped.movement.token, stopped.problem) == (SALON, None)
    gate.open()
    closing.join(PATIENCE)
    assert not closing.is_alive()
    run = told.of(RunChanged)[-1].run
    assert (run.state, run.halt, partner.posts) == (RunState.PAUSED, Halt.CLOSED, 1)
    theirs, their_told, _ = colleague()
    [found] = theirs.open_runs()
    theirs.take_up(found, resumed(found, new_id))
    assert until_it_stands(their_told, asked).state is RunState.ENDED
    assert partner.posts == 2
    desk.begin(plan(movement(SALON, "1")))
    assert told.wait_for(RunStopped).problem is None
