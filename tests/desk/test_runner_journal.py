"""Runs where the journal fails in the middle: nothing is forgotten, and nobody waits for ever."""

from collections.abc import Callable

from smspartner_tui.core.facts import (
    Fact,
    MovementSettled,
    MovementWaits,
    RunChanged,
    RunStopped,
)
from smspartner_tui.core.movement import JournalProblem, State
from smspartner_tui.core.run import Halt, RunState
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from tests.desk.fakes import FakePartner, Gate, Told
from tests.desk.turns import plan, until_it_stands
from tests.journal.helpers import GARAGE, MAIRIE, SALON, movement

APPLIED = "applied, no answer"


def recovers_when(journal: Journal, desk: Desk, told: Told, is_due: Callable[[Fact], bool]) -> None:
    """Have room again on the disk as soon as something is told."""

    def tell(fact: Fact) -> None:
        if is_due(fact):
            journal.problem = None
        told._take(fact)

    desk.tell = tell


def test_a_run_whose_last_outcome_was_written_late_ends(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """The line was let go before that outcome was there: with it, nothing is left to do."""
    partner.gate = gate = Gate()
    recovers_when(journal, desk, told, lambda fact: isinstance(fact, MovementSettled))
    asked = plan(movement(MAIRIE, "3"))
    desk.begin(asked)
    gate.wait_until_reached()
    journal.problem = JournalProblem.FULL
    gate.open()
    run = until_it_stands(told, asked)
    assert (run.state, run.halt) == (RunState.PAUSED, Halt.JOURNAL)
    told.clear()
    desk.refresh()
    assert [fact.entry.state for fact in told.of(MovementSettled)] == [State.CONFIRMED]
    assert [fact.run.state for fact in told.of(RunChanged)] == [RunState.ENDED]
    assert journal.open_runs() == ()
    told.clear()
    desk.refresh()
    assert told.of(RunChanged) == []


def test_another_run_begins_once_the_journal_can_be_written(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """The one that could not let go of the line when it was due is left first."""
    partner.gate = gate = Gate()
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"))
    desk.begin(asked)
    gate.wait_until_reached()
    journal.problem = JournalProblem.FULL
    gate.open()
    until_it_stands(told, asked)
    journal.problem = None
    told.clear()
    second = plan(movement(SALON, "2"))
    desk.begin(second)
    assert until_it_stands(told, second).state is RunState.ENDED
    [first] = journal.open_runs()
    assert (first.id, first.state, first.halt) == (asked.id, RunState.PAUSED, Halt.JOURNAL)


def test_what_was_left_late_is_taken_up_and_not_left_again(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """A reading in the middle of it does not pause it."""
    partner.gate = gate = Gate()
    recovers_when(journal, desk, told, lambda fact: isinstance(fact, MovementSettled))
    asked = plan(movement(MAIRIE, "3"), movement(GARAGE, "5"), movement(SALON, "2"))
    desk.begin(asked)
    gate.wait_until_reached()
    journal.problem = JournalProblem.FULL
    gate.open()
    until_it_stands(told, asked)
    partner.gate = gate = Gate()
    told.clear()
    # Nothing was read since, so the outcome that is owed is written on the way.
    desk.take_up(asked, {1: asked.legs[1], 2: asked.legs[2]})
    gate.wait_until_reached()
    desk.refresh()
    assert journal.run(asked.id).state is RunState.RUNNING
    gate.open()
    run = until_it_stands(told, asked)
    assert (run.state, len(run.done), partner.posts) == (RunState.ENDED, 3, 3)


def test_a_run_is_not_begun_where_the_journal_cannot_be_written(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """Not one byte of it leaves, and the reason is told."""
    journal.problem = JournalProblem.FULL
    desk.begin(plan(movement(MAIRIE, "3")))
    assert told.wait_for(RunStopped).problem is JournalProblem.FULL
    told.until_idle()
    assert (partner.posts, told.of(MovementWaits), told.of(RunChanged)) == (0, [], [])
