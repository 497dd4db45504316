"""A second try: what could not be written a minute ago may be writable now."""

from collections.abc import Callable
from pathlib import Path

import pytest

from smspartner_tui.core.movement import JournalProblem, Reason, State
from smspartner_tui.journal import Journal, LineBusy, database
from smspartner_tui.journal.store import FILE_NAME
from tests.journal.conftest import Open
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    PAUL,
    UNKNOWN,
    agree,
    confirmed,
    movement,
    raw,
)
from tests.journal.process import another_process, line_of

PASSING = {JournalProblem.UNWRITABLE, JournalProblem.FULL, JournalProblem.BUSY}


def works(journal: Journal, opened: Open) -> None:
    """It is written to, and others see that its process is alive."""
    assert journal.problem is None
    asked = movement(GARAGE, "1")
    journal.begin(asked, agree)
    with pytest.raises(LineBusy):
        opened(PAUL).begin(movement(MAIRIE), agree)
    assert journal.settle(asked.id, confirmed()).state is State.CONFIRMED
    journal.check()
    assert journal.problem is None


@pytest.mark.parametrize("problem", JournalProblem)
def test_only_what_may_pass_is_tried_again(journal: Journal, problem: JournalProblem) -> None:
    """A full disk is emptied and a lock given back; damage and exposure are for a person."""
    journal.problem = problem
    journal.try_again()
    assert journal.problem is (None if problem in PASSING else problem)


def test_a_journal_that_works_is_left_alone(journal: Journal) -> None:
    """Without a problem nothing is opened anew."""
    before = journal._db
    journal.try_again()
    assert journal._db is before


def test_what_stands_in_the_way_is_said_until_it_is_gone(opened: Open, folder: Path) -> None:
    """With the folder of locks gone wrong every try says so; put right, it works."""
    folder.mkdir(parents=True, mode=0o700)
    (folder / "run").touch()
    journal: Journal = opened()
    journal.try_again()
    assert journal.problem is JournalProblem.UNWRITABLE
    assert journal.history(9) == ()
    (folder / "run").unlink()
    journal.try_again()
    works(journal, opened)


def test_a_lock_at_the_start_is_got_over(
    opened: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody held the write lock for too long; when it is given back, the journal works."""
    opened().close()
    with monkeypatch.context() as patch, raw(folder) as other:
        patch.setattr(database, "BUSY_TIMEOUT", 0.02)
        other.execute("BEGIN IMMEDIATE")
        journal: Journal = opened()
        assert journal.problem is JournalProblem.BUSY
        journal.try_again()
        assert journal.problem is JournalProblem.BUSY
    journal.try_again()
    works(journal, opened)


def expose(folder: Path) -> None:
    """Others can read it."""
    (folder / FILE_NAME).chmod(0o644)


def edit(folder: Path) -> None:
    """A line of its history was taken out."""
    with raw(folder) as db:
        db.execute("DROP TRIGGER event_is_kept")
        db.execute("DELETE FROM event WHERE seq = 1")


def lose(folder: Path) -> None:
    """The file is gone."""
    (folder / FILE_NAME).unlink()


Change = Callable[[Path], None]
CHANGES: dict[Change, JournalProblem] = {
    expose: JournalProblem.EXPOSED,
    edit: JournalProblem.DAMAGED,
    lose: JournalProblem.DAMAGED,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_second_try_looks_as_hard_as_the_first(
    journal: Journal, folder: Path, change: Change
) -> None:
    """What went wrong meanwhile is found, and from then on it stays."""
    asked = movement()
    journal.begin(asked, agree)
    journal.settle(asked.id, confirmed())
    journal.problem = JournalProblem.BUSY
    change(folder)
    for _ in range(2):
        journal.try_again()
        assert journal.problem is CHANGES[change]


def test_what_died_meanwhile_is_settled(journal: Journal, folder: Path, opened: Open) -> None:
    """A colleague's process that was killed while this one could not write left an unknown."""
    with another_process(folder, "hold", GARAGE) as process:
        assert line_of(process) == "1"
        journal.problem = JournalProblem.FULL
        process.kill()
        process.wait()
    assert [entry.state for entry in journal.open_entries()] == [State.SENDING]
    journal.try_again()
    (dead,) = journal.open_entries()
    assert dead.state is State.UNKNOWN
    assert dead.outcome is not None
    assert dead.outcome.reason is Reason.PROCESS_DIED
    journal.resolve(dead.movement.id, applied=False, because="rien vu")
    works(journal, opened)


def test_what_this_process_has_in_flight_is_not_taken_for_dead(
    journal: Journal, opened: Open
) -> None:
    """It owns it as before, here and for others, and writes the outcome that comes."""
    asked = movement()
    begun = journal.begin(asked, agree)
    journal.problem = JournalProblem.BUSY
    journal.try_again()
    assert journal.open_entries() == (begun,)
    with pytest.raises(LineBusy):
        opened(PAUL).begin(movement(MAIRIE), agree)
    assert journal.settle(asked.id, UNKNOWN).state is State.UNKNOWN


def test_a_session_is_written_down_once(journal: Journal) -> None:
    """However often it is opened again, it is one person at one program."""
    for _ in range(3):
        journal.problem = JournalProblem.FULL
        journal.try_again()
    assert journal._db.execute("SELECT count(*) FROM session").fetchone()[0] == 1
    journal.check()
    assert journal.problem is None
