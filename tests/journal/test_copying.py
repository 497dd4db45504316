"""Copies of the journal: made while it is in use, private, whole, and known for what they are."""

import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from smspartner_tui.core.movement import JournalProblem, State
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.journal.copying import BACKUP
from tests.journal.conftest import Open
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    PAUL,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    fill,
    movement,
    open_journal,
    raw,
)
from tests.journal.process import ROOT, another_process, line_of

FULL_DISK = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from smspartner_tui.journal import Journal, JournalError
from tests.journal.helpers import BASE_URL, PAUL
folder, target, room = sys.argv[1:]
journal = Journal(Path(folder), BASE_URL, PAUL, lambda: datetime.now(UTC))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), int(room)))
try:
    journal.back_up(Path(target))
    print("copied")
except JournalError as error:
    print(error.problem, journal.problem)
"""
"""Makes a copy where files may not grow beyond some bytes."""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the copy will be."""
    return tmp_path / "copy.sqlite3"


def in_its_place(copy: Path, tmp_path: Path, clock: Clock) -> Journal:
    """The copy as the journal of a folder that was in use, for its caller to close."""
    folder = tmp_path / "restored"
    (folder / "run").mkdir(parents=True)
    copy.rename(folder / "journal.sqlite3")
    return open_journal(folder, clock)


def test_a_copy_holds_all_that_was_written(
    journal: Journal, target: Path, tmp_path: Path, clock: Clock
) -> None:
    """Every movement, rise and balance; sound, and only its owner's."""
    fill(journal)
    journal.back_up(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.sqlite3", "state"]
    kept = journal.records(99), journal.totals(), journal.past(), journal.balances()
    restored = in_its_place(target, tmp_path, clock)
    restored.check()
    assert (restored.problem, restored.damage) == (None, None)
    assert (restored.records(99), restored.totals()) == kept[:2]
    assert (restored.past(), restored.balances()) == kept[2:]
    restored.close()


def test_the_journal_itself_is_left_as_it_was(journal: Journal, folder: Path, target: Path) -> None:
    """Nothing is written to it, and its writing goes on."""
    fill(journal)
    with raw(folder) as db:
        before = list(db.iterdump())
    journal.back_up(target)
    with raw(folder) as db:
        assert list(db.iterdump()) == before
    journal.begin(movement(), agree)
    journal.check()
    assert journal.problem is None


def test_a_copy_is_known_for_one_once(
    journal: Journal, folder: Path, target: Path, tmp_path: Path, clock: Clock
) -> None:
    """The first session on it is told when it was made; the next one, and a restart, are not."""
    assert journal.copied_at is None
    journal.back_up(target)
    made_at = clock.now
    clock()
    restored = in_its_place(target, tmp_path, clock)
    assert restored.copied_at == made_at
    restored.problem = JournalProblem.BUSY
    restored.try_again()
    assert restored.copied_at == made_at
    beside = open_journal(restored.path.parent, clock, PAUL)
    assert beside.copied_at is None
    for each in (restored, beside, journal):
        each.close()
    for where in (restored.path.parent, folder):
        again = open_journal(where, clock)
        assert again.copied_at is None
        again.close()


def test_a_copy_of_a_copy_is_one(
    journal: Journal, target: Path, tmp_path: Path, clock: Clock
) -> None:
    """The newest is meant."""
    journal.back_up(target)
    restored = in_its_place(target, tmp_path, clock)
    restored.back_up(target)
    made_at = clock.now
    restored.close()
    again = in_its_place(target, tmp_path / "again", clock)
    assert again.copied_at == made_at
    again.close()


def test_what_was_in_flight_is_unknown_in_the_copy(
    journal: Journal, target: Path, tmp_path: Path, clock: Clock
) -> None:
    """Nobody who lives owns it there, and nobody will tell; in the journal it goes on."""
    journal.begin(asked := movement(), agree)
    journal.back_up(target)
    assert journal.settle(asked.id, confirmed()).state is State.CONFIRMED
    restored = in_its_place(target, tmp_path, clock)
    assert [entry.state for entry in restored.open_entries()] == [State.UNKNOWN]
    restored.close()


@pytest.mark.parametrize("there", ["file", "journal", "link", "link to nowhere", "folder"])
def test_nothing_is_overwritten(
    journal: Journal, folder: Path, target: Path, tmp_path: Path, there: str
) -> None:
    """What has the name stays as it is, and no link is followed."""
    other = tmp_path / "other"
    match there:
        case "file":
            target.write_text("precious")
        case "journal":
            target = journal.path
        case "folder":
            target.mkdir()
        case _:
            target.symlink_to(other)
    if there == "link":
        other.write_text("precious")
    before = target.lstat()
    with pytest.raises(FileExistsError):
        journal.back_up(target)
    assert target.lstat().st_ino == before.st_ino
    assert target.lstat().st_size == before.st_size
    assert other.exists() == (there == "link")
    if there == "link":
        assert other.read_text() == "precious"
    journal.check()
    assert journal.problem is None


def test_a_folder_that_is_not_there_is_told(journal: Journal, tmp_path: Path) -> None:
    """The journal is not to blame."""
    with pytest.raises(FileNotFoundError):
        journal.back_up(tmp_path / "nowhere" / "copy")
    assert journal.problem is None


def test_a_disk_that_is_full_leaves_no_half_copy(
    opened: Open, folder: Path, target: Path, tmp_path: Path
) -> None:
    """It is said, nothing stays behind, and the journal is not blamed for it."""
    fill(opened())
    room = (folder / "journal.sqlite3").stat().st_size // 2
    command = [sys.executable, "-c", FULL_DISK, str(folder), str(target), str(room)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    problem, journals_own = said.stdout.split()
    assert problem in {JournalProblem.FULL, JournalProblem.UNWRITABLE}
    assert journals_own == "None"
    assert list(tmp_path.iterdir()) == [tmp_path / "state"]


def test_a_copy_that_is_broken_off_leaves_no_file(
    journal: Journal, target: Path, tmp_path: Path
) -> None:
    """Ctrl+C in the middle: half a copy would be taken for a whole one."""

    class Stopped(sqlite3.Connection):
        def backup(self, *_values: object, **_options: object) -> None:
            raise KeyboardInterrupt

    with closing(sqlite3.connect(journal.path, factory=Stopped)) as stopped:
        real, journal._db = journal._db, stopped
        with pytest.raises(KeyboardInterrupt):
            journal.back_up(target)
        journal._db = real
    assert list(tmp_path.iterdir()) == [tmp_path / "state"]


def test_a_journal_that_cannot_be_read_is_not_copied(
    opened: Open, folder: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked in its stead is empty, and would pass for a copy of it."""
    opened().close()
    monkeypatch.setattr("smspartner_tui.journal.database.BUSY_TIMEOUT", 0.01)
    with raw(folder) as db:
        db.execute("BEGIN EXCLUSIVE")
        journal: Journal = opened()
        with pytest.raises(JournalError) as caught:
            journal.back_up(target)
    assert caught.value.problem is JournalProblem.BUSY
    assert not target.exists()


def test_a_journal_that_can_only_be_read_is_copied(
    opened: Open, folder: Path, target: Path, tmp_path: Path, clock: Clock
) -> None:
    """A copy of what is there is what its owner needs then."""
    first: Journal = opened()
    fill(first)
    first.close()
    (folder / "journal.sqlite3").chmod(0o644)
    journal: Journal = opened()
    assert journal.problem is JournalProblem.EXPOSED
    journal.back_up(target)
    restored = in_its_place(target, tmp_path, clock)
    assert len(restored.history(99)) == 12
    assert restored.problem is None
    restored.close()


def test_a_copy_is_made_while_another_process_writes(
    journal: Journal, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    """Each is one moment of the journal: whole, sound, and no movement half there."""
    copies: list[Path] = []
    with another_process(folder, "contend", "30") as process:
        assert line_of(process) == "ready"
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        assert line_of(process) == "1"
        while process.poll() is None and len(copies) < 8:
            copies.append(tmp_path / f"copy {len(copies)}")
            journal.back_up(copies[-1])
        rest = [line_of(process) for _ in range(29)]
    assert rest == [str(number) for number in range(2, 31)]
    found = []
    for copy in copies:
        restored = in_its_place(copy, tmp_path / f"of {copy.name}", clock)
        restored.check()
        assert restored.problem is None
        found.append(len(restored.history(99)))
        assert found[-1] >= 1
        restored.close()
    assert found == sorted(found)


def test_a_copy_holds_up_nobody(journal: Journal, opened: Open, target: Path) -> None:
    """A thread of this process and a colleague write before, during and after it."""
    theirs = opened(PAUL)
    fill(journal)
    done = threading.Event()
    failed: list[JournalError] = []

    def write() -> None:
        for token in (GARAGE, MAIRIE, "third"):
            try:
                theirs.begin(asked := movement(token), agree)
                theirs.settle(asked.id, UNKNOWN)
            except JournalError as error:
                failed.append(error)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    journal.back_up(target)
    assert done.wait(20)
    writer.join()
    assert failed == []
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        last = copy.execute("SELECT version FROM session ORDER BY rowid DESC").fetchone()
        assert last == (BACKUP,)
