"""Runs in the journal: written whole, one at a time, and never sent from an old look at them."""

from dataclasses import replace
from pathlib import Path

import pytest

from smspartner_tui.core.movement import Direction, Link, Outcome, RunKind, State
from smspartner_tui.core.run import Halt, Leg, Run, RunState, resumed
from smspartner_tui.journal import Journal, LineBusy, NotGoing
from tests.journal.conftest import Open
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NOT_SENT,
    PAUL,
    REJECTED,
    SALON,
    UNKNOWN,
    agree,
    confirmed,
    movement,
)
from tests.journal.process import another_process, line_of


def plan(run_id: str = "plan") -> Run:
    """Two credits."""
    legs = (Leg(movement(GARAGE, "5")), Leg(movement(MAIRIE, "3", Direction.REMOVE)))
    return Run(run_id, RunKind.PLAN, legs, reference="juin")


def dies(journal: Journal) -> None:
    """What the kernel does when a process is killed: its lock is free."""
    assert journal._presence is not None
    journal._presence.leave()
    journal._presence = None


def sends(journal: Journal, leg: Leg, outcome: object = None, run_id: str = "plan") -> None:
    """Send a leg, and have it come to something."""
    journal.begin(leg.movement, agree, run_id=run_id)
    journal.settle(leg.movement.id, outcome or confirmed())  # type: ignore[arg-type]


def test_a_run_is_written_whole_before_any_of_it_goes(journal: Journal, opened: Open) -> None:
    """Who looks sees every leg with its movement's id, who asked, when, and its number."""
    asked = plan()
    run = journal.open_run(asked)
    assert opened(PAUL).open_runs() == (run,)
    assert [leg.movement for leg in run.legs] == [leg.movement for leg in asked.legs]
    assert (run.number, run.operator.name, run.reference) == (1, "nadia", "juin")
    assert (run.state, run.owner) == (RunState.RUNNING, journal.owner)
    assert journal.run("plan") == journal.run_of(asked.legs[1].movement.id) == run
    assert journal.run_of("else") is None
    with pytest.raises(LookupError):
        journal.run("else")


def test_one_run_holds_the_line_for_all_processes(journal: Journal, opened: Open) -> None:
    """Neither another run nor any movement but its own legs gets past it."""
    run = journal.open_run(plan())
    theirs = opened(PAUL)
    with pytest.raises(LineBusy) as caught:
        theirs.open_run(plan("second"))
    assert caught.value.holder == run
    for other in (journal, theirs):
        with pytest.raises(LineBusy) as caught:
            other.begin(movement(SALON), agree)
        assert caught.value.holder == run
    sends(journal, run.legs[0])
    journal.leave_run("plan", Halt.ASKED)
    assert theirs.open_run(plan("second")).number == 2


def test_a_run_of_another_process_holds_the_line_until_it_lets_go(
    journal: Journal, folder: Path
) -> None:
    """Asked from here it is running, and nobody else's run nor movement begins."""
    with another_process(folder, "run", GARAGE) as process:
        assert [line_of(process), line_of(process)] == ["1", "1"]
        [theirs] = journal.open_runs()
        assert (theirs.state, theirs.operator) == (RunState.RUNNING, PAUL)
        for refused in (
            lambda: journal.open_run(plan()),
            lambda: journal.take_up("theirs", theirs.left),
            lambda: journal.begin(movement(SALON), agree),
        ):
            with pytest.raises(LineBusy):
                refused()
        with pytest.raises(NotGoing):
            journal.begin(theirs.legs[1].movement, agree, run_id="theirs")
        with pytest.raises(NotGoing):
            journal.leave_run("theirs", Halt.DROPPED)
        assert process.stdin is not None
        process.stdin.write("go on\n")
        process.stdin.flush()
        assert line_of(process) == "paused"
    taken = journal.take_up("theirs", journal.run("theirs").left)
    assert (taken.state, taken.owner) == (RunState.RUNNING, journal.owner)


def test_the_run_of_a_killed_process_is_taken_up_by_another(journal: Journal, folder: Path) -> None:
    """Its flight is a doubt, the rest can go, and what was decided is not asked again."""
    with another_process(folder, "run", GARAGE) as process:
        assert [line_of(process), line_of(process)] == ["1", "1"]
        journal.settle_the_dead()
        assert journal.run("theirs").state is RunState.RUNNING
        process.kill()
        process.wait()
    journal.settle_the_dead()
    dead = journal.run("theirs")
    assert (dead.state, dead.halt, set(dead.left)) == (RunState.PAUSED, Halt.DIED, {1})
    assert [one.movement.id for one in dead.in_doubt] == ["first"]
    taken = journal.take_up("theirs", dead.left)
    sends(journal, taken.legs[1], run_id="theirs")
    assert journal.leave_run("theirs", None).state is RunState.PAUSED
    journal.resolve("first", applied=False, because="relevé")
    assert journal.run("theirs").state is RunState.ENDED


def test_a_movement_in_flight_keeps_a_run_from_beginning(journal: Journal, opened: Open) -> None:
    """It waits for its outcome as any movement does."""
    entry = opened(PAUL).begin(movement(SALON), agree)
    with pytest.raises(LineBusy) as caught:
        journal.open_run(plan())
    assert caught.value.holder == entry
    assert journal.open_runs() == ()


def test_a_leg_goes_only_for_who_holds_the_line(journal: Journal, opened: Open) -> None:
    """Not once the run is paused, and not for another process."""
    run = journal.open_run(plan())
    with pytest.raises(NotGoing):
        opened(PAUL).begin(run.legs[0].movement, agree, run_id="plan")
    journal.leave_run("plan", Halt.ASKED)
    with pytest.raises(NotGoing):
        journal.begin(run.legs[0].movement, agree, run_id="plan")


def test_it_is_paused_while_something_is_left_and_ends_when_nothing_is(journal: Journal) -> None:
    """With why, and without an owner."""
    run = journal.open_run(plan())
    sends(journal, run.legs[0])
    paused = journal.leave_run("plan", Halt.ASKED)
    assert (paused.state, paused.halt, paused.owner) == (RunState.PAUSED, Halt.ASKED, "")
    taken = journal.take_up("plan", paused.left)
    assert (taken.state, taken.halt) == (RunState.RUNNING, None)
    sends(journal, run.legs[1])
    ended = journal.leave_run("plan", None)
    assert (ended.state, ended.halt) == (RunState.ENDED, None)
    with pytest.raises(NotGoing):
        journal.leave_run("plan", Halt.DROPPED)
    with pytest.raises(NotGoing):
        journal.take_up("plan", {})


def test_to_leave_a_paused_run_again_changes_nothing(journal: Journal) -> None:
    """Why it was paused first is what is told; only to drop it ends it."""
    journal.open_run(plan())
    paused = journal.leave_run("plan", Halt.DOUBT)
    assert journal.leave_run("plan", Halt.ASKED) == paused
    assert journal.run("plan").halt is Halt.DOUBT
    dropped = journal.leave_run("plan", Halt.DROPPED)
    assert (dropped.state, dropped.halt) == (RunState.ENDED, Halt.DROPPED)


def test_what_was_tried_goes_as_a_new_try_at_its_place(journal: Journal) -> None:
    """The first try stays in the history, and is of the run too."""
    run = journal.open_run(plan())
    sends(journal, run.legs[0], NOT_SENT)
    paused = journal.leave_run("plan", Halt.NOT_SENT)
    again = resumed(paused, lambda: "second try")
    taken = journal.take_up("plan", again)
    assert [leg.movement.id for leg in taken.legs] == [
        "second try",
        run.legs[1].movement.id,
    ]
    first = journal.run_of(run.legs[0].movement.id)
    assert first is not None
    assert first.id == "plan"


def test_an_old_look_takes_nothing_up(journal: Journal, opened: Open) -> None:
    """What a colleague has sent meanwhile is not sent again, under whatever id."""
    run = journal.open_run(plan())
    sends(journal, run.legs[0], NOT_SENT)
    old = journal.leave_run("plan", Halt.NOT_SENT)
    theirs = opened(PAUL)
    taken = theirs.take_up("plan", resumed(old, lambda: "theirs"))
    sends(theirs, taken.legs[0])
    theirs.leave_run("plan", Halt.ASKED)
    with pytest.raises(NotGoing):
        journal.take_up("plan", resumed(old, lambda: "ours"))
    assert journal.run("plan").legs[0].movement.id == "theirs"


def test_an_old_look_takes_nothing_up_that_was_tried_twice_since(
    journal: Journal, opened: Open
) -> None:
    """Its ids are those of the first try: that one is over, whatever came of the second."""
    run = journal.open_run(plan())
    old = journal.leave_run("plan", Halt.ASKED).left
    theirs = opened(PAUL)
    for number in range(2):
        looked = theirs.run("plan")
        taken = theirs.take_up("plan", resumed(looked, lambda: f"try {number}"))  # noqa: B023
        sends(theirs, taken.legs[0], NOT_SENT)
        theirs.leave_run("plan", Halt.NOT_SENT)
    with pytest.raises(NotGoing) as caught:
        journal.take_up("plan", old)
    assert caught.value.run.legs[0].movement.id == "try 1"
    assert journal.run("plan").state is RunState.PAUSED
    assert old[0].movement == run.legs[0].movement


def test_the_same_run_is_written_once(journal: Journal) -> None:
    """A yes that comes twice begins nothing twice, not even once it is over."""
    asked = plan()
    journal.open_run(asked)
    journal.leave_run("plan", Halt.DROPPED)
    with pytest.raises(NotGoing) as caught:
        journal.open_run(asked)
    assert caught.value.run.state is RunState.ENDED


@pytest.mark.parametrize("is_done", [False, True])
def test_the_run_of_who_died_can_be_taken_up(journal: Journal, opened: Open, is_done: bool) -> None:
    """It is paused for all to see, or ended where nothing was left; a flight is a doubt."""
    run = journal.open_run(plan())
    sends(journal, run.legs[0])
    journal.begin(run.legs[1].movement, agree, run_id="plan")
    if is_done:
        journal.settle(run.legs[1].movement.id, REJECTED)
    theirs = opened(PAUL)
    theirs.settle_the_dead()
    assert theirs.run("plan").state is RunState.RUNNING
    dies(journal)
    theirs.settle_the_dead()
    found = theirs.run("plan")
    assert (found.state, found.halt) == (
        RunState.ENDED if is_done else RunState.PAUSED,
        Halt.DIED,
    )
    last = found.legs[1].entry
    assert last is not None
    assert last.state is (State.REJECTED if is_done else State.UNKNOWN)
    assert theirs.begin(movement(SALON), agree).number == 3


@pytest.mark.parametrize("applied", [False, True])
def test_a_decision_can_be_the_end_of_a_run(journal: Journal, applied: bool) -> None:
    """Where its doubt was the last thing that was open."""
    run = journal.open_run(plan())
    sends(journal, run.legs[0])
    sends(journal, run.legs[1], UNKNOWN)
    assert journal.leave_run("plan", Halt.DOUBT).state is RunState.PAUSED
    journal.resolve(run.legs[1].movement.id, applied=applied, because="relevé")
    assert journal.run("plan").state is RunState.ENDED


def test_movements_know_what_they_have_to_do_with_others(journal: Journal) -> None:
    """Of which run they are, what they undo, and by what they were undone."""
    run = journal.open_run(plan())
    sends(journal, run.legs[0])
    sends(journal, run.legs[1])
    journal.leave_run("plan", None)
    first = run.legs[0].movement
    inverse = movement(GARAGE, "5", Direction.REMOVE)
    journal.open_run(Run("undo", RunKind.UNDO, (Leg(inverse, undoes=first.id),)))
    links = {one.movement.id: one.link for one in journal.history(9)}
    assert links[first.id] == Link(RunKind.PLAN, 1)
    sends(journal, Leg(inverse), run_id="undo")
    journal.leave_run("undo", None)
    links = {one.movement.id: one.link for one in journal.history(9)}
    assert links[first.id] == Link(RunKind.PLAN, 1, undone_by=3)
    assert links[inverse.id] == Link(RunKind.UNDO, 2, undoes=1)


def test_an_undo_that_was_refused_undoes_nothing(journal: Journal) -> None:
    """It can be asked for again."""
    sent = movement(GARAGE, "5")
    journal.begin(sent, agree)
    journal.settle(sent.id, confirmed())
    inverse = movement(GARAGE, "5", Direction.REMOVE)
    journal.open_run(Run("undo", RunKind.UNDO, (Leg(inverse, undoes=sent.id),)))
    sends(journal, Leg(inverse), REJECTED, "undo")
    [found] = [one for one in journal.history(9) if one.movement.id == sent.id]
    assert found.link == Link()


@pytest.mark.parametrize("outcome", [confirmed(), UNKNOWN])
def test_what_was_undone_is_not_undone_again(
    journal: Journal, opened: Open, outcome: Outcome
) -> None:
    """Neither by who looked before that, nor where it only may have been."""
    sent = movement(GARAGE, "5")
    journal.begin(sent, agree)
    journal.settle(sent.id, confirmed())
    first, second = (
        Run(name, RunKind.UNDO, (Leg(movement(GARAGE, "5", Direction.REMOVE), undoes=sent.id),))
        for name in ("first", "second")
    )
    theirs = opened(PAUL)
    theirs.open_run(second)
    paused = theirs.leave_run("second", Halt.ASKED)
    journal.open_run(first)
    sends(journal, first.legs[0], outcome, "first")
    journal.leave_run("first", None)
    with pytest.raises(NotGoing):
        theirs.take_up("second", paused.left)
    with pytest.raises(NotGoing):
        theirs.open_run(replace(second, id="third"))
    assert theirs.leave_run("second", Halt.DROPPED).state is RunState.ENDED
    assert len(theirs.history(9)) == 2
