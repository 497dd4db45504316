"""A colleague's program that was killed, and the thread that notices."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from smspartner_tui.core.facts import ColleagueActed, MovementSettled, MovementWaits
from smspartner_tui.core.movement import JournalProblem, Reason, State
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal, JournalError
from tests.desk.fakes import FakePartner, Told, desk_over
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NADIA,
    PAUL,
    Clock,
    agree,
    confirmed,
    movement,
    open_journal,
    raw,
)
from tests.journal.process import another_process, line_of

IN_TIME = 2.0
"""Seconds within which what a colleague did is told."""


def watchers() -> list[threading.Thread]:
    """The threads that look."""
    return [thread for thread in threading.enumerate() if thread.name == "colleagues"]


def told_in_time(told: Told, count: int) -> ColleagueActed:
    """The newest of so many facts about colleagues, each within its time."""
    with told.changed:
        assert told.changed.wait_for(lambda: len(told.of(ColleagueActed)) >= count, IN_TIME)
        return told.of(ColleagueActed)[count - 1]


def test_a_colleague_killed_in_mid_post_is_settled_and_told(
    desk: Desk, told: Told, folder: Path
) -> None:
    """While it lives it is left alone; killed, it is one honest unknown, found without a key."""
    with another_process(folder, "hold", GARAGE) as process:
        assert line_of(process) == "1"
        for _ in range(2):
            desk._colleagues.look()
        [sent] = told.of(ColleagueActed)
        assert (sent.entry.state, sent.entry.operator) == (State.SENDING, PAUL)
        process.kill()
        process.wait()
    desk._colleagues.look()
    [_, dead] = told.of(ColleagueActed)
    assert (dead.entry.movement.id, dead.entry.state) == ("held", State.UNKNOWN)
    assert dead.entry.outcome is not None
    assert dead.entry.outcome.reason is Reason.PROCESS_DIED
    desk._colleagues.look()
    assert len(told.of(ColleagueActed)) == 2
    [entry] = desk.open_entries()
    assert entry == dead.entry
    assert desk.check_journal() is None


def test_what_was_in_flight_at_the_start_is_watched_too(
    folder: Path, partner: FakePartner, clock: Clock
) -> None:
    """A program that starts after the colleague's sending settles it all the same."""
    with another_process(folder, "hold", GARAGE) as process:
        assert line_of(process) == "1"
        journal = open_journal(folder, clock, NADIA)
        desk = desk_over(journal, partner, clock)
        told = Told(desk)
        desk._colleagues.look()
        assert told.facts == []
        process.kill()
        process.wait()
    desk._colleagues.look()
    assert [fact.entry.state for fact in told.of(ColleagueActed)] == [State.UNKNOWN]
    desk.close()
    journal.close()


def test_what_ones_own_sending_settled_is_told(
    desk: Desk, told: Told, partner: FakePartner, folder: Path
) -> None:
    """Whoever finds the dead one first, by wanting to send, the screen is told of it."""
    with another_process(folder, "hold", MAIRIE) as process:
        assert line_of(process) == "1"
        desk.submit(movement(GARAGE))
        told.wait_for(MovementWaits)
        process.kill()
        process.wait()
    told.wait_for(MovementSettled)
    told.until_idle()
    desk._colleagues.look()
    [dead] = told.of(ColleagueActed)
    assert (dead.entry.movement.token, dead.entry.state) == (MAIRIE, State.UNKNOWN)
    assert partner.posts == 1


def test_a_dead_one_that_cannot_be_settled_now_is_settled_later(
    desk: Desk, told: Told, journal: Journal, folder: Path
) -> None:
    """The journal was busy when it died: the next look does it."""
    with another_process(folder, "hold", GARAGE) as process:
        assert line_of(process) == "1"
        desk._colleagues.look()
        process.kill()
        process.wait()
    journal._db.execute("PRAGMA busy_timeout = 10")
    with raw(folder) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError):
            desk._colleagues.look()
    desk._colleagues.look()
    assert told.of(ColleagueActed)[-1].entry.state is State.UNKNOWN


@pytest.fixture
def watched(desk: Desk) -> Iterator[Desk]:
    """The desk, its thread looking; gone at the end."""
    desk.watch_colleagues()
    yield desk
    desk.close()
    assert watchers() == []


def test_within_two_seconds_it_is_told(
    watched: Desk, told: Told, folder: Path, clock: Clock
) -> None:
    """Sent and settled, by the thread, without anybody asking."""
    theirs = open_journal(folder, clock, PAUL)
    begun = theirs.begin(movement(), agree)
    assert told_in_time(told, 1).entry.state is State.SENDING
    theirs.settle(begun.movement.id, confirmed())
    assert told_in_time(told, 2).entry.state is State.CONFIRMED
    theirs.close()


def test_within_two_seconds_a_death_is_told(watched: Desk, told: Told, folder: Path) -> None:
    """From the kill on."""
    with another_process(folder, "hold", GARAGE) as process:
        assert line_of(process) == "1"
        assert told_in_time(told, 1).entry.state is State.SENDING
        process.kill()
        process.wait()
        assert told_in_time(told, 2).entry.state is State.UNKNOWN


def test_the_thread_outlives_what_a_look_can_raise(
    desk: Desk,
    told: Told,
    journal: Journal,
    folder: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A busy journal, a disk that fails: it looks again, and tells what came meanwhile."""
    errors: list[Exception] = [JournalError(JournalProblem.BUSY), OSError(5, "Input/output error")]
    real = journal.signature

    def fail() -> object:
        if errors:
            raise errors.pop()
        return real()

    theirs = open_journal(folder, clock, PAUL)
    theirs.begin(movement(), agree)
    monkeypatch.setattr(journal, "signature", fail)
    monkeypatch.setattr("smspartner_tui.colleagues._LOOK_AGAIN", 0.01)
    desk.watch_colleagues()
    assert told.wait_for(ColleagueActed).entry.state is State.SENDING
    assert errors == []
    desk.close()
    theirs.close()


def test_a_desk_that_is_not_watched_closes_as_well(desk: Desk) -> None:
    """Closing twice, and without a thread, is closing; the thread ends at once, not in a second."""
    assert desk.close()
    desk.watch_colleagues()
    for _ in range(2):
        assert desk.close()
        assert watchers() == []
