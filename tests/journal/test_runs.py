"""Runs in the journal: written whole, one at a time, and never sent from an old look at them."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from smspartner_tui.core.damage import Part
from smspartner_tui.core.movement import Direction, JournalProblem, Link, Outcome, RunKind, State
from smspartner_tui.core.run import Halt, Leg, Run, RunState, resumed
from smspartner_tui.journal import Journal, LineBusy, NotGoing
from smspartner_tui.journal.database import open_for_reading
from smspartner_tui.journal.schema import MIGRATIONS, version_of
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
    fill,
    movement,
    open_journal,
    raw,
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


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leg SET micros = 1",
        "UPDATE leg SET movement = 'else'",
        "UPDATE run SET reference = 'else', state = 'paused'",
        "UPDATE run SET number = 7, state = 'paused'",
        "DELETE FROM leg",
        "DELETE FROM run",
        "INSERT INTO leg SELECT 9, run, 9, movement, '', '', 'add', 1, '', 0, '', '', '' FROM leg",
        "INSERT INTO run SELECT 'b', 9, kind, '', '', asked_at, 'running', '', '', '' FROM run",
        "INSERT INTO run SELECT 'b', 1, kind, '', '', asked_at, 'paused', '', '', '' FROM run",
        "INSERT INTO run SELECT 'b', 9, 'else', '', '', asked_at, 'paused', '', '', '' FROM run",
        "INSERT INTO run SELECT 'b', 9, kind, '', '', asked_at, 'else', '', '', '' FROM run",
    ],
)
def test_the_database_itself_refuses(journal: Journal, folder: Path, statement: str) -> None:
    """What was asked for stays, one run at a time, each with a number of its own."""
    journal.open_run(plan())
    with raw(folder) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)


LEGAL = {
    (RunState.RUNNING, RunState.PAUSED),
    (RunState.RUNNING, RunState.ENDED),
    (RunState.PAUSED, RunState.RUNNING),
    (RunState.PAUSED, RunState.ENDED),
}


@pytest.mark.parametrize(("before", "after"), product(RunState, repeat=2))
def test_the_database_knows_the_legal_steps_of_a_run(
    journal: Journal, folder: Path, before: RunState, after: RunState
) -> None:
    """Of an ended run nothing changes any more."""
    journal.open_run(plan())
    if before is not RunState.RUNNING:
        halt = Halt.ASKED if before is RunState.PAUSED else Halt.DROPPED
        assert journal.leave_run("plan", halt).state is before
    with raw(folder) as db:
        if (before, after) in LEGAL:
            db.execute("UPDATE run SET state = ?", (after.value,))
        else:
            with pytest.raises(sqlite3.IntegrityError):
                db.execute("UPDATE run SET state = ?", (after.value,))


CHANGES = [
    *[("run", change) for change in ("number = 7", "kind = 'undo'", "reference = 'else'")],
    *[("run", change) for change in ("state = 'paused'", "halt = 'asked'", "id = 'else'")],
    *[("run", change) for change in ("asked_at = '2025-06-12T12:00:00.000+00:00'",)],
    *[("run", """operator = '{"name": "paul"}'"""), ("run", "seal = 'else'")],
    *[("leg", change) for change in ("micros = 999", "direction = 'add'", "place = 5")],
    *[("leg", change) for change in ("token = 'else'", "name = 'else'", "reference = 'else'")],
    *[("leg", change) for change in ("again_after = 'else'", "undoes = 'else'", "everything = 1")],
    *[("leg", change) for change in ("movement = 'else'", "seal = 'else'", "run = 'else'")],
]


@pytest.mark.parametrize(("table", "change"), CHANGES)
def test_a_changed_row_is_damage(
    journal: Journal, folder: Path, opened: Open, table: str, change: str
) -> None:
    """Its seal does not hold any more."""
    journal.open_run(plan())
    which = "WHERE place = 1" if table == "leg" else ""
    change_past_the_rules(folder, f"UPDATE {table} SET {change} {which}")  # noqa: S608
    other = opened(PAUL)
    other.check()
    assert other.problem is JournalProblem.DAMAGED
    assert other.damage is not None
    assert (other.damage.part, other.damage.place) == (Part.ROW, table)


def test_a_changed_row_is_not_sealed_anew(journal: Journal, folder: Path, opened: Open) -> None:
    """Who settles what the dead left would make damage pass for what was written."""
    journal.open_run(plan())
    change_past_the_rules(folder, "UPDATE run SET owner = 'mallory'")
    assert opened(PAUL).problem is JournalProblem.DAMAGED
    with raw(folder) as db:
        assert db.execute("SELECT owner, state FROM run").fetchall() == [("mallory", "running")]


def change_past_the_rules(folder: Path, statement: str) -> None:
    """Change what the journal's rules protect, and leave the rules as they were."""
    with raw(folder) as db:
        rules = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in rules:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(statement)
        for _name, sql in rules:
            db.execute(sql)


def first_version(folder: Path) -> list[str]:
    """Turn a journal into one of the first version; the ids of its movements."""
    with closing(open_journal(folder)) as journal:
        fill(journal)
        ids = [entry.movement.id for entry in journal.history(99)]
    with raw(folder) as db:
        for kind, name in db.execute(
            "SELECT type, name FROM sqlite_master WHERE tbl_name IN ('run', 'leg') "
            "AND sql IS NOT NULL ORDER BY type <> 'trigger', type <> 'index', name"
        ).fetchall():
            db.execute(f"DROP {kind} IF EXISTS {name}")
        db.execute("PRAGMA user_version = 1")
    return ids


def test_a_journal_of_the_first_version_is_brought_up(folder: Path, opened: Open) -> None:
    """With all that is in it, and a copy of how it was."""
    ids = first_version(folder)
    journal = opened()
    assert version_of(journal._db) == len(MIGRATIONS)
    assert [entry.movement.id for entry in journal.history(99)] == ids
    journal.check()
    assert journal.problem is None
    assert len(list(folder.glob("journal-v1-*.sqlite3"))) == 1
    assert journal.open_run(plan()).number == 1


def test_a_journal_of_the_first_version_that_cannot_be_written_is_read(folder: Path) -> None:
    """A copy of it is brought up in memory; the file stays as it is."""
    first_version(folder)
    path = folder / "journal.sqlite3"
    before = path.read_bytes()
    with closing(open_for_reading(path)) as db:
        assert version_of(db) == len(MIGRATIONS)
        assert db.execute("SELECT count(*) FROM movement").fetchone()[0] == 12
    assert path.read_bytes() == before
