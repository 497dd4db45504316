"""Sending when the journal cannot be written: nothing leaves, and nothing is forgotten."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.facts import (
    MovementSettled,
    MovementStopped,
)
from smspartner_tui.core.guards import Rule
from smspartner_tui.core.movement import (
    JournalProblem,
    Outcome,
    State,
)
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.journal.store import FILE_NAME
from tests.desk.fakes import FakePartner, Gate, Told, desk_over
from tests.journal.helpers import (
    BASE_URL,
    GARAGE,
    MAIRIE,
    NOT_SENT,
    SALON,
    Clock,
    agree,
    confirmed,
    movement,
    open_journal,
    raw,
)


def damage(journal: Journal, _folder: Path) -> None:
    """The history was edited, and the check of the start found it."""
    asked = movement(SALON)
    journal.begin(asked, agree)
    journal.settle(asked.id, NOT_SENT)
    journal._db.execute("DROP TRIGGER event_is_kept")
    journal._db.execute("DELETE FROM event WHERE seq = 1")
    journal.check()


def fill_up(journal: Journal, _folder: Path) -> None:
    """The disk has no room for another page."""
    pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
    journal._db.execute(f"PRAGMA max_page_count = {pages}")


def lock(journal: Journal, _folder: Path) -> None:
    """Somebody holds the write lock and does not give it back."""
    journal._db.execute("PRAGMA busy_timeout = 20")


def nothing(_journal: Journal, _folder: Path) -> None:
    """What is wrong was wrong before."""


def a_newer_version(folder: Path) -> None:
    """A newer version of the program wrote it."""
    open_journal(folder).close()
    with raw(folder) as db:
        db.execute("PRAGMA user_version = 99")


def in_its_place(folder: Path) -> None:
    """A folder stands where the file should be."""
    (folder / FILE_NAME).mkdir(parents=True)


def open_to_others(folder: Path) -> None:
    """Others can read it."""
    open_journal(folder).close()
    (folder / FILE_NAME).chmod(0o644)


def of_another_platform(folder: Path) -> None:
    """It was made for another base URL."""
    open_journal(folder, base_url=f"{BASE_URL}/other").close()


def rubbish(folder: Path) -> None:
    """The file is no database any more."""
    open_journal(folder).close()
    (folder / FILE_NAME).write_bytes(b"rubbish" * 1000)


def gone(folder: Path) -> None:
    """The file was deleted, and with it what it knew."""
    open_journal(folder).close()
    (folder / FILE_NAME).unlink()


def in_an_open_folder(folder: Path) -> None:
    """Others can put another file in its place."""
    open_journal(folder).close()
    folder.chmod(0o770)


def somewhere_else(folder: Path) -> None:
    """A link leads to it."""
    open_journal(folder).close()
    (folder / FILE_NAME).rename(folder / "journal.old")
    (folder / FILE_NAME).symlink_to(folder / "journal.old")


def new(folder: Path) -> None:
    """Nothing was there before."""


Before = Callable[[Path], None]
After = Callable[[Journal, Path], None]

CASES: list[tuple[JournalProblem, Before, After]] = [
    (JournalProblem.FULL, new, fill_up),
    (JournalProblem.UNWRITABLE, in_its_place, nothing),
    (JournalProblem.DAMAGED, rubbish, nothing),
    (JournalProblem.DAMAGED, gone, nothing),
    (JournalProblem.DAMAGED, new, damage),
    (JournalProblem.NEWER, a_newer_version, nothing),
    (JournalProblem.BUSY, new, lock),
    (JournalProblem.EXPOSED, open_to_others, nothing),
    (JournalProblem.EXPOSED, in_an_open_folder, nothing),
    (JournalProblem.EXPOSED, somewhere_else, nothing),
    (JournalProblem.OTHER_ACCOUNT, of_another_platform, nothing),
]


@pytest.mark.parametrize(("problem", "before", "after"), CASES)
def test_without_a_journal_nothing_leaves(
    tmp_path: Path,
    partner: FakePartner,
    problem: JournalProblem,
    before: Before,
    after: After,
) -> None:
    """Whatever is wrong with the journal, the platform is never called, and it is said why."""
    folder, clock = tmp_path / "wrong", Clock()
    before(folder)
    journal = open_journal(folder, clock)
    after(journal, folder)
    desk = desk_over(journal, partner, clock)
    told = Told(desk)
    long = movement(reference="x" * 20_000)
    holder = (
        sqlite3.connect(folder / FILE_NAME, isolation_level=None)
        if problem is JournalProblem.BUSY
        else sqlite3.connect(":memory:")
    )
    with closing(holder):
        holder.execute("BEGIN IMMEDIATE")
        desk.submit(long)
        stopped = told.wait_for(MovementStopped)
        told.until_idle()
    assert (stopped.movement, stopped.problem) == (long, problem)
    assert told.kinds == ["MovementStopped"]
    assert partner.calls == []
    assert desk.close()
    journal.close()


def no_room_for_an_outcome(journal: Journal) -> Callable[..., Outcome]:
    """A platform during whose answer the disk fills up."""

    def answer(*_: object) -> Outcome:
        fill_up(journal, journal.path)
        return replace(confirmed("950", "60"), reply="x" * 20_000)

    return answer


def make_room(journal: Journal) -> None:
    """The disk has room again."""
    journal._db.execute("PRAGMA max_page_count = 1000000")


Retry = Callable[[Desk], object]
RETRIES: dict[str, Retry] = {
    "refresh": lambda desk: desk.refresh(),
    "the next movement": lambda desk: desk.submit(movement(MAIRIE, "1")),
    "close": lambda desk: desk.close(),
}


@pytest.mark.parametrize("retry", RETRIES.values(), ids=RETRIES)
def test_an_outcome_that_cannot_be_written_is_told_and_tried_again(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal, retry: Retry
) -> None:
    """Told as not recorded; its sub-account stays locked, until it can be written after all."""
    partner.answer = no_room_for_an_outcome(journal)
    asked = movement()
    desk.submit(asked)
    first = told.wait_for(MovementSettled)
    told.until_idle()
    assert not first.is_recorded
    assert first.entry.state is State.CONFIRMED
    assert first.balances.main is not None
    assert first.balances.main.amount == Decimal(950)
    (held,) = journal.open_entries()
    assert (held.movement, held.state) == (asked, State.SENDING)
    partner.answer = None
    desk.submit(movement(GARAGE, "2"))
    locked = told.wait_for(MovementStopped)
    assert [objection.rule for objection in locked.objections] == [Rule.IN_FLIGHT]
    desk.submit(movement(SALON, "2"))
    assert told.wait_for(MovementStopped, 2).problem is JournalProblem.BUSY
    assert not desk.close() if retry is RETRIES["close"] else True
    assert partner.posts == 1
    make_room(journal)
    retry(desk)
    second = told.wait_for(MovementSettled, 2)
    assert second.is_recorded
    assert second.entry.movement == asked
    assert second.entry.state is State.CONFIRMED
    assert journal.last_of(GARAGE) == second.entry
    told.until_idle()
    assert desk.close()
    assert partner.posts == (2 if retry is RETRIES["the next movement"] else 1)


def test_a_refresh_opens_a_journal_that_can_be_written_again(
    tmp_path: Path, partner: FakePartner, clock: Clock
) -> None:
    """What stood in the way at the start is gone: the next reading says so, money may leave."""
    (tmp_path / "wrong").mkdir(mode=0o700)
    (tmp_path / "wrong" / "run").touch()
    journal = open_journal(tmp_path / "wrong", clock)
    desk = desk_over(journal, partner, clock)
    told = Told(desk)
    desk.refresh()
    assert desk.journal_problem is JournalProblem.UNWRITABLE
    (tmp_path / "wrong" / "run").unlink()
    desk.refresh()
    assert desk.journal_problem is None
    assert journal.balances().main is not None
    desk.submit(movement())
    assert told.wait_for(MovementSettled).entry.number == 1
    assert desk.close()
    journal.close()


def test_a_journal_opened_again_in_mid_flight_keeps_the_movement(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal, folder: Path
) -> None:
    """Its own movement is alive: the success that comes is recorded as the success it is."""
    gate = partner.gate = Gate()
    desk.submit(movement())
    gate.wait_until_reached()
    journal._db.execute("PRAGMA busy_timeout = 20")
    with raw(folder) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert desk.check_journal() is JournalProblem.BUSY
    desk.refresh()
    assert desk.journal_problem is None
    assert [entry.state for entry in desk.open_entries()] == [State.SENDING]
    gate.open()
    settled = told.wait_for(MovementSettled)
    assert (settled.is_recorded, settled.entry.state) == (True, State.CONFIRMED)
    told.until_idle()
    assert journal.history(9) == (settled.entry,)
    assert desk.check_journal() is None


def test_closing_with_an_unwritten_outcome_says_so(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """The row stays `sending`, so that the next start finds it unknown: nothing is forgotten."""
    partner.answer = no_room_for_an_outcome(journal)
    desk.submit(movement())
    told.wait_for(MovementSettled)
    assert not desk.close()
    journal.close()
    later = open_journal(journal.path.parent)
    (entry,) = later.open_entries()
    assert entry.state is State.UNKNOWN
    later.close()


def test_a_second_try_is_not_told_before_the_first(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """A refresh in the very moment of the failure does not say `recorded` before `not recorded`."""
    partner.answer = no_room_for_an_outcome(journal)

    def refresh_in_between(fact: object) -> None:
        if isinstance(fact, MovementSettled) and not fact.is_recorded:
            make_room(journal)
            other = threading.Thread(target=desk.refresh)
            other.start()
            other.join()
        told._take(fact)  # type: ignore[arg-type]

    desk.tell = refresh_in_between
    desk.submit(movement())
    told.wait_for(MovementSettled)
    told.until_idle()
    desk.refresh()
    assert [fact.is_recorded for fact in told.of(MovementSettled)] == [False, True]


def test_an_absurd_balance_does_not_stop_the_sender(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """A success that tells more euros than there are is recorded, and the line goes on."""
    partner.answer = lambda *_: confirmed("5000000000000", "1e-9")
    desk.submit(movement(GARAGE))
    assert told.wait_for(MovementSettled).is_recorded
    partner.answer = None
    desk.submit(movement(MAIRIE, "1"))
    assert told.wait_for(MovementSettled, 2).entry.number == 2
