"""A journal to look at: of one moment, whoever writes, and not touched by the looking."""

import hashlib
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from smspartner_tui.core.damage import Damage, Part
from smspartner_tui.core.movement import JournalProblem, State
from smspartner_tui.journal import JournalError, archive, copying
from smspartner_tui.journal.archive import Archive, NoJournal
from smspartner_tui.journal.store import FILE_NAME
from tests.journal.conftest import Open
from tests.journal.helpers import (
    BASE_URL,
    NADIA,
    Clock,
    agree,
    confirmed,
    fill,
    movement,
    open_journal,
    raw,
)
from tests.reliability.bit_flips import in_header, make_sound, start_on, where_used

FLIPS = 60


@contextmanager
def looking(folder: Path) -> Iterator[Archive]:
    """The journal in a folder, to look at."""
    with closing(Archive(folder)) as looked_at:
        yield looked_at


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a journal that nobody has open, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "garage"
    with closing(open_journal(folder)) as journal:
        fill(journal)
    return folder


@pytest.fixture
def full(template: Path, folder: Path) -> Path:
    """The same, for one test to do with as it likes."""
    shutil.copytree(template, folder)
    return folder


def files(folder: Path) -> dict[str, str]:
    """Every file of a folder, and what is in it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_it_answers_as_the_journal_does(full: Path, clock: Clock) -> None:
    """Records, totals and the past are the same; the summary counts them."""
    with closing(open_journal(full, clock)) as journal, looking(full) as looked_at:
        assert looked_at.records(99) == journal.records(99)
        assert looked_at.totals() == journal.totals()
        assert looked_at.past() == journal.past()
        assert looked_at.open_entries() == journal.open_entries()
        summary = looked_at.summary()
        newest = journal.steps(journal.history(1)[0].movement.id)[-1]
    assert (summary.movements, summary.replies, summary.doubts) == (12, 4, 1)
    assert summary.events == 12 * 3 + 1
    assert summary.head == newest.hash
    assert summary.last_at == newest.at
    assert summary.sessions == 2
    assert (summary.base_url, summary.copied_at) == (BASE_URL, None)


def test_looking_leaves_no_trace(full: Path) -> None:
    """No session, no lock, no changed byte."""
    before = files(full)
    with looking(full) as looked_at:
        looked_at.check()
        assert looked_at.problem is None
        assert looked_at.past().entries
    assert files(full) == before


def test_it_is_of_one_moment_and_keeps_nobody_waiting(folder: Path, opened: Open) -> None:
    """What is written while somebody looks is written at once, and seen by the next one."""
    journal = opened()
    fill(journal)
    with looking(folder) as looked_at:
        before = looked_at.past()
        asked = movement("elsewhere")
        journal.begin(asked, agree)
        journal.settle(asked.id, confirmed())
        assert looked_at.past() == before
        looked_at.check()
        assert looked_at.damage is None
    with looking(folder) as looked_at:
        assert len(looked_at.past().entries) == len(before.entries) + 1


def test_a_movement_in_flight_is_left_in_flight(folder: Path, opened: Open) -> None:
    """Nobody who only looks settles anything."""
    journal = opened()
    asked = movement()
    journal.begin(asked, agree)
    with looking(folder) as looked_at:
        assert looked_at.open_entries()[0].state is State.SENDING
        assert looked_at.summary().doubts == 1
    assert journal.settle(asked.id, confirmed()).state is State.CONFIRMED


def test_whoever_holds_it_for_long_is_told_of(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that was halted in the middle of a write would be waited for without end."""
    monkeypatch.setattr(archive, "BUSY_TIMEOUT", 0.01)
    with raw(full) as db:
        db.execute("BEGIN EXCLUSIVE")
        with pytest.raises(JournalError) as caught:
            Archive(full)
        assert caught.value.problem is JournalProblem.BUSY


def test_a_journal_that_never_was_is_not_made(folder: Path) -> None:
    """Nor is its folder."""
    with pytest.raises(NoJournal):
        Archive(folder)
    assert not folder.exists()


def test_a_journal_that_is_gone_is_told_as_such(full: Path) -> None:
    """Where a journal was used there must be one."""
    (full / FILE_NAME).unlink()
    with pytest.raises(JournalError) as caught:
        Archive(full)
    assert caught.value.problem is JournalProblem.DAMAGED


def test_a_journal_out_of_reach_is_not_taken_for_none(folder: Path) -> None:
    """Its folder cannot be looked into."""
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be")
    with pytest.raises(JournalError) as caught:
        Archive(folder)
    assert caught.value.problem is JournalProblem.UNWRITABLE
    assert caught.value.detail == "Not a directory"


@pytest.mark.parametrize("content", [b"", b"not a database" * 999])
def test_what_is_no_journal_is_damaged(folder: Path, content: bytes) -> None:
    """An empty file, or anything else in its place."""
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(content)
    with pytest.raises(JournalError) as caught:
        Archive(folder)
    assert caught.value.problem is JournalProblem.DAMAGED


def test_a_journal_that_nobody_claimed_yet_holds_nothing(full: Path) -> None:
    """A program was killed between making it and writing the first line."""
    with raw(full) as db:
        db.execute("PRAGMA foreign_keys=OFF")
        rules = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        ]
        for name in rules:
            db.execute(f"DROP TRIGGER {name}")
        for table in ("event", "movement", "reading", "rise", "session", "account"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608 (our own tables)
    with looking(full) as looked_at:
        summary = looked_at.summary()
    assert (summary.base_url, summary.events, summary.head) == ("", 0, "")
    assert summary.first_at is None


def test_half_a_write_is_taken_back(full: Path, tmp_path: Path) -> None:
    """A process was killed while it wrote: before anything is read, SQLite undoes its half."""
    with looking(full) as looked_at:
        before = looked_at.past()
    cut_off = tmp_path / "cut off"
    cut_off.mkdir()
    with raw(full) as db:
        db.execute("PRAGMA cache_size=1")
        db.execute("BEGIN IMMEDIATE")
        for _round in range(200):
            db.execute("INSERT INTO session VALUES (hex(randomblob(500)), '', '', '', '')")
        for name in (FILE_NAME, f"{FILE_NAME}-journal"):
            shutil.copy(full / name, cut_off / name)
        db.execute("ROLLBACK")
    half = (cut_off / FILE_NAME).stat().st_size
    assert half > (full / FILE_NAME).stat().st_size
    with looking(cut_off) as looked_at:
        looked_at.check()
        assert looked_at.damage is None
        assert looked_at.past() == before
    assert (cut_off / FILE_NAME).stat().st_size < half


def make_newer(folder: Path) -> None:
    """What the next version might have made of it."""
    with raw(folder) as db:
        db.execute("ALTER TABLE session ADD COLUMN mood TEXT")
        db.execute("PRAGMA user_version = 99")


def test_a_newer_journal_is_checked_as_far_as_it_is_known(full: Path) -> None:
    """Its pages and its chain are what they always were; of the rest nothing is said."""
    make_newer(full)
    with looking(full) as looked_at:
        assert looked_at.problem is JournalProblem.NEWER
        looked_at.check()
        assert looked_at.damage is None
        assert looked_at.summary().movements == 12
        with pytest.raises(JournalError):
            looked_at.back_up(full / "copy", datetime.now().astimezone(), NADIA)
    with raw(full) as db:
        db.execute("DROP TRIGGER event_is_written_once")
        db.execute("UPDATE event SET at = '2025' WHERE seq = 9")
    with looking(full) as looked_at:
        looked_at.check()
        assert looked_at.damage == Damage(Part.CHAIN, "9")


def test_damage_to_the_pages_of_a_newer_journal_is_seen(full: Path) -> None:
    """SQLite's own check needs to know nothing of what they hold."""
    make_newer(full)
    with raw(full) as db:
        db.execute("PRAGMA writable_schema=ON")
        db.execute("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'event_of_movement'")
    with looking(full) as looked_at:
        looked_at.check()
        assert looked_at.damage == Damage(Part.PAGES)


def test_a_much_newer_journal_cannot_be_checked(full: Path) -> None:
    """That is told, and not taken for damage."""
    with raw(full) as db:
        db.execute("ALTER TABLE event RENAME COLUMN facts TO truths")
        db.execute("PRAGMA user_version = 99")
    with looking(full) as looked_at, pytest.raises(JournalError):
        looked_at.check()


def test_damage_is_seen_in_memory_as_in_the_file(tmp_path: Path) -> None:
    """Whatever bit is flipped: what the journal says at its start, its copy in memory says."""
    original, chance = make_sound(tmp_path / "sound"), Random(20250612)
    places = [*list(in_header(chance, bits=1))[::4], *where_used(original.data, FLIPS, chance)]
    unlike: list[str] = []
    damaged = 0
    for number, (offset, bit) in enumerate(places):
        data = bytearray(original.data)
        data[offset] ^= 1 << bit
        folder = tmp_path / f"{number}"
        start = start_on(folder, bytes(data), original)
        # The start may have written to it.
        (folder / FILE_NAME).write_bytes(data)
        (folder / f"{FILE_NAME}-journal").unlink(missing_ok=True)
        found = damage_of(folder)
        damaged += start.is_changed
        if start.is_changed and not found:
            unlike.append(f"byte {offset}, bit {bit}: {start.problem}")
    assert unlike == []
    assert damaged > FLIPS / 2


def damage_of(folder: Path) -> bool:
    """Whether a look at a journal objects to anything."""
    try:
        with looking(folder) as looked_at:
            looked_at.check()
            return looked_at.damage is not None or looked_at.problem is not None
    except JournalError:
        return True


# Copies


def test_a_copy_is_known_for_one_and_sound(full: Path, tmp_path: Path, clock: Clock) -> None:
    """It holds what the journal held, is its owner's alone, and says when it was made."""
    target = tmp_path / "copy.sqlite3"
    with looking(full) as looked_at:
        looked_at.back_up(target, clock.now, NADIA)
        ours = looked_at.summary()
        past = looked_at.past()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with closing(Archive(tmp_path, target.name)) as copy:
        copy.check()
        assert copy.damage is None
        theirs = copy.summary()
        assert (theirs.head, theirs.movements) == (ours.head, ours.movements)
        assert theirs.copied_at == clock.now.replace(
            microsecond=clock.now.microsecond // 1000 * 1000
        )
        assert copy.past() == past
    with pytest.raises(FileExistsError), looking(full) as looked_at:
        looked_at.back_up(target, clock.now, NADIA)


def test_half_a_copy_is_removed(
    full: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ends it, Ctrl+C too."""
    target = tmp_path / "copy.sqlite3"

    def interrupt(_values: object) -> str:
        raise KeyboardInterrupt

    with looking(full) as looked_at:
        monkeypatch.setattr(copying, "seal", interrupt)
        with pytest.raises(KeyboardInterrupt):
            looked_at.back_up(target, clock.now, NADIA)
    assert not target.exists()


def test_a_journal_in_use_is_copied_by_itself_too(folder: Path, opened: Open) -> None:
    """Between two of its own movements, and it goes on."""
    journal = opened()
    fill(journal)
    journal.back_up(folder / "copy.sqlite3")
    journal.keep_balances(Decimal(1), {})
    with closing(Archive(folder, "copy.sqlite3")) as copy:
        copy.check()
        assert copy.damage is None
        assert copy.records(99) == journal.records(99)
