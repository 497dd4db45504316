"""What a colleague does in the same journal is noticed, and told once."""

import os
import sqlite3
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.facts import ColleagueActed, MovementResolved
from smspartner_tui.core.movement import JournalProblem, State
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal, JournalError
from tests.desk.conftest import Colleague
from tests.desk.fakes import FakePartner, Gate, Told, amount, desk_over, idle, main_amount
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NADIA,
    PAUL,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
    open_journal,
    raw,
)


def look(desk: Desk) -> None:
    """Look once, as the thread does each second."""
    desk._colleagues.look()


def states(told: Told) -> list[State]:
    """Where the movements of colleagues stood when they were told."""
    return [fact.entry.state for fact in told.of(ColleagueActed)]


def test_a_colleagues_movement_is_told_step_by_step(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague, journal: Journal
) -> None:
    """That it was sent, by whom and how much, and what came of it; then no more."""
    other, other_told, _ = colleague()
    gate = partner.gate = Gate()
    asked = movement(GARAGE, "50")
    other.submit(asked)
    gate.wait_until_reached()
    look(desk)
    [sent] = told.of(ColleagueActed)
    assert (sent.entry.movement, sent.entry.state) == (asked, State.SENDING)
    assert (sent.entry.operator, sent.entry.number) == (PAUL, 1)
    assert sent.entry.owner != journal.owner
    gate.open()
    idle(other)
    look(desk)
    assert states(told) == [State.SENDING, State.CONFIRMED]
    look(desk)
    assert len(told.of(ColleagueActed)) == 2
    assert other_told.of(ColleagueActed) == []


def test_ones_own_movements_are_no_news(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague, clock: Clock
) -> None:
    """Neither sent, nor settled, nor decided about: the colleague is told of each."""
    other, other_told, _ = colleague()
    partner.answer = lambda *_: UNKNOWN
    desk.submit(movement())
    told.until_idle()
    look(desk)
    look(other)
    clock.now += timedelta(minutes=5)
    desk.resolve(desk.open_entries()[0].movement.id, applied=True, because="relevé")
    look(desk)
    look(other)
    assert told.of(ColleagueActed) == []
    assert len(told.of(MovementResolved)) == 1
    assert states(other_told) == [State.UNKNOWN, State.RESOLVED_APPLIED]


@pytest.mark.parametrize("applied", [True, False])
def test_a_decision_about_ones_own_movement_is_told(
    desk: Desk,
    told: Told,
    partner: FakePartner,
    colleague: Colleague,
    clock: Clock,
    *,
    applied: bool,
) -> None:
    """A colleague settled it: its lock is gone here too, with the name and the reason."""
    other, _, _ = colleague()
    partner.answer = lambda *_: UNKNOWN
    desk.submit(movement())
    told.until_idle()
    clock.now += timedelta(minutes=5)
    other.resolve(desk.open_entries()[0].movement.id, applied=applied, because="relevé")
    look(desk)
    [fact] = told.of(ColleagueActed)
    assert fact.entry.state is (State.RESOLVED_APPLIED if applied else State.RESOLVED_NOT_APPLIED)
    assert fact.entry.resolution is not None
    assert (fact.entry.resolution.operator, fact.entry.resolution.because) == (PAUL, "relevé")


def test_a_decision_that_could_not_be_written_is_not_ones_own(
    desk: Desk,
    told: Told,
    journal: Journal,
    partner: FakePartner,
    colleague: Colleague,
    clock: Clock,
) -> None:
    """The colleague who decides afterwards is told of, as if nobody had tried before."""
    other, _, _ = colleague()
    partner.answer = lambda *_: UNKNOWN
    desk.submit(movement())
    told.until_idle()
    clock.now += timedelta(minutes=5)
    asked = desk.open_entries()[0].movement.id
    journal._db.execute("PRAGMA busy_timeout = 10")
    with raw(journal.path.parent) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError):
            desk.resolve(asked, applied=True, because="relevé")
    other.resolve(asked, applied=False, because="rien vu")
    look(desk)
    assert states(told) == [State.RESOLVED_NOT_APPLIED]


def test_no_step_between_two_looks_is_lost(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague, clock: Clock
) -> None:
    """Many movements, each told as it stands; one in doubt that was decided at once is told so."""
    other, _, _ = colleague()
    look(desk)
    for token in (GARAGE, MAIRIE, GARAGE):
        other.submit(movement(token, f"{len(told.facts) + len(token)}.{partner.posts}1"))
        idle(other)
    partner.answer = lambda *_: UNKNOWN
    other.submit(movement(MAIRIE, "77"))
    idle(other)
    clock.now += timedelta(minutes=5)
    other.resolve(other.open_entries()[0].movement.id, applied=False, because="rien vu")
    look(desk)
    numbers = [fact.entry.number for fact in told.of(ColleagueActed)]
    assert numbers == [1, 2, 3, 4]
    assert states(told) == [State.CONFIRMED] * 3 + [State.RESOLVED_NOT_APPLIED]


def test_what_was_written_in_one_tick_of_the_file_is_told(
    desk: Desk, told: Told, journal: Journal, folder: Path, clock: Clock
) -> None:
    """A file's time is not exact: a second write need not change how the file looks."""
    theirs = open_journal(folder, clock, PAUL)
    begun = theirs.begin(movement(), agree)
    look(desk)
    before = journal.path.stat()
    theirs.settle(begun.movement.id, UNKNOWN)
    assert journal.path.stat().st_size == before.st_size
    os.utime(journal.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    look(desk)
    assert states(told) == [State.SENDING, State.UNKNOWN]
    theirs.close()


def test_a_file_that_nobody_writes_is_not_opened(
    desk: Desk, told: Told, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it has been looked at in peace, nothing is asked of it until it changes."""
    long_ago = journal.path.stat().st_mtime_ns - 60_000_000_000
    os.utime(journal.path, ns=(long_ago, long_ago))
    look(desk)
    with monkeypatch.context() as patched:
        patched.setattr(journal, "news", lambda _after: pytest.fail("asked"))
        look(desk)
    os.utime(journal.path)
    look(desk)
    assert told.facts == []


def test_what_was_there_at_the_start_is_no_news(
    journal: Journal, folder: Path, partner: FakePartner, clock: Clock
) -> None:
    """It is shown by whoever reads what is open; what happens before the first look is news."""
    theirs = open_journal(folder, clock, PAUL)
    for token in (GARAGE, MAIRIE):
        theirs.begin(asked := movement(token), agree)
        theirs.settle(asked.id, UNKNOWN)
    held = theirs.begin(movement("third"), agree)
    desk = desk_over(journal, partner, clock)
    told = Told(desk)
    look(desk)
    assert told.facts == []
    theirs.settle(held.movement.id, confirmed())
    later = desk_over(journal, partner, clock)
    later_told = Told(later)
    theirs.begin(movement("fourth"), agree)
    look(desk)
    look(later)
    assert states(told) == [State.CONFIRMED, State.SENDING]
    assert states(later_told) == [State.SENDING]
    for each in (desk, later):
        each.close()
    theirs.close()


def test_a_journal_that_could_not_be_read_tells_what_is_open(
    folder: Path, partner: FakePartner, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it can: not all that ever happened, but what nobody has been shown."""
    theirs = open_journal(folder, clock, PAUL)
    for _ in range(3):
        theirs.begin(asked := movement(), agree)
        theirs.settle(asked.id, confirmed())
    theirs.begin(asked := movement(MAIRIE), agree)
    theirs.settle(asked.id, UNKNOWN)
    theirs.keep_balances(Decimal(7), {}, clock.now)
    monkeypatch.setattr("smspartner_tui.journal.database.BUSY_TIMEOUT", 0.01)
    with raw(folder) as db:
        db.execute("BEGIN EXCLUSIVE")
        journal = open_journal(folder, clock, NADIA)
        desk = desk_over(journal, partner, clock)
        told = Told(desk)
        assert desk.journal_problem is JournalProblem.BUSY
        look(desk)
        assert told.facts == []
    journal.try_again()
    look(desk)
    [fact] = told.of(ColleagueActed)
    assert (fact.entry.movement, fact.entry.state) == (asked, State.UNKNOWN)
    assert main_amount(desk) == Decimal(7)
    look(desk)
    assert len(told.of(ColleagueActed)) == 1
    for each in (desk, journal, theirs):
        each.close()


@pytest.mark.parametrize("problem", [JournalProblem.BUSY, JournalProblem.DAMAGED])
def test_what_a_failed_look_missed_is_told_at_the_next(
    desk: Desk,
    told: Told,
    journal: Journal,
    folder: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    problem: JournalProblem,
) -> None:
    """The journal was busy, or one row of it could not be read: nothing is skipped over."""
    theirs = open_journal(folder, clock, PAUL)
    theirs.begin(movement(), agree)

    def fail(*_values: object) -> None:
        raise JournalError(problem)

    with monkeypatch.context() as patched:
        patched.setattr(journal, "news", fail)
        with pytest.raises(JournalError):
            look(desk)
    with monkeypatch.context() as patched:
        patched.setattr(journal, "balances", fail)
        with pytest.raises(JournalError):
            look(desk)
    assert states(told) == [State.SENDING]
    theirs.keep_balances(Decimal(3), {GARAGE: Decimal(4)}, clock.now)
    look(desk)
    assert states(told) == [State.SENDING]
    assert (main_amount(desk), amount(desk)) == (Decimal(3), Decimal(4))
    theirs.close()


def test_a_busy_journal_is_looked_at_again(
    desk: Desk, told: Told, journal: Journal, folder: Path, clock: Clock
) -> None:
    """For real: somebody holds the file, and then no longer."""
    theirs = open_journal(folder, clock, PAUL)
    theirs.begin(movement(), agree)
    journal._db.execute("PRAGMA busy_timeout = 10")
    holder = sqlite3.connect(journal.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(JournalError) as caught:
        look(desk)
    assert caught.value.problem is JournalProblem.BUSY
    holder.close()
    look(desk)
    assert states(told) == [State.SENDING]
    assert desk.journal_problem is None
    theirs.close()
