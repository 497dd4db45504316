"""The file: private, durable, and refused in one word where it cannot be relied on."""

import errno
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.movement import JournalProblem, State
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.journal.database import problem_of, transaction
from smspartner_tui.journal.store import FILE_NAME
from tests.journal.conftest import Open
from tests.journal.helpers import agree, confirmed, movement, raw
from tests.journal.process import another_process, line_of


def mode(path: Path) -> int:
    """The permissions of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


def refuses_to_write(journal: Journal, problem: JournalProblem) -> None:
    """Every way to write is refused, in the same word, and every question has an answer."""
    attempts: tuple[Callable[[], object], ...] = (
        lambda: journal.begin(movement(), agree),
        lambda: journal.settle("m", confirmed()),
        lambda: journal.resolve("m", applied=True, because=""),
        lambda: journal.keep_balances(Decimal(1), {}),
    )
    assert journal.problem is problem
    for attempt in attempts:
        with pytest.raises(JournalError) as caught:
            attempt()
        assert caught.value.problem is problem
    journal.history(9)
    journal.open_entries()
    journal.balances()
    journal.check()
    assert journal.problem is problem


PRAGMAS = {
    "journal_mode": "truncate",
    "synchronous": 3,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "busy_timeout": 10_000,
}


@pytest.mark.parametrize("pragma", PRAGMAS)
def test_the_file_is_opened_durable(journal: Journal, pragma: str) -> None:
    """TRUNCATE and EXTRA, which lose nothing at a power loss, and the checks switched on."""
    assert journal._db.execute(f"PRAGMA {pragma}").fetchone()[0] == PRAGMAS[pragma]


@pytest.fixture(params=[0, 0o022, 0o027, 0o077])
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """A umask that somebody may have."""
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_umask")
def test_files_are_private_whatever_the_umask(opened: Open, folder: Path) -> None:
    """Folders are 0700 and files 0600 from the moment they are made, SQLite's own too."""
    journal: Journal = opened()
    with transaction(journal._db):
        journal._db.execute("DELETE FROM reading")
        journal._db.execute("INSERT INTO reading VALUES (1, '', 5, 'a', 'a', 'b', 'b', 'c')")
        assert mode(folder / f"{FILE_NAME}-journal") == 0o600
    assert mode(folder / FILE_NAME) == 0o600
    assert [mode(each) for each in (folder.parent, folder, folder / "run")] == [0o700] * 3


@pytest.mark.parametrize("bits", [0o604, 0o602, 0o601, 0o666, 0o640, 0o660])
def test_a_journal_that_others_can_touch_is_refused(opened: Open, folder: Path, bits: int) -> None:
    """It may have been read or changed: nothing is sent, until its mode is put right."""
    opened().close()
    (folder / FILE_NAME).chmod(bits)
    refuses_to_write(opened(), JournalProblem.EXPOSED)
    (folder / FILE_NAME).chmod(0o600)
    assert opened().problem is None


@pytest.mark.parametrize(("bits", "problem"), [(0o660, None), (0o664, JournalProblem.EXPOSED)])
def test_a_team_folder_lets_its_group_in(
    opened: Open, folder: Path, bits: int, problem: JournalProblem | None
) -> None:
    """In a folder that is the group's alone the file may be the group's, and nobody else's."""
    opened().close()
    folder.chmod(0o2770)
    (folder / FILE_NAME).chmod(bits)
    assert opened().problem is problem


OPEN_FOLDERS = [0o720, 0o770, 0o702, 0o777, 0o1777, 0o2775, 0o2777, 0o3770]


def test_what_a_team_shares_has_its_rights_before_its_place(
    opened: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A colleague who starts at the same moment never finds a file that only its maker can open."""
    folder.mkdir(parents=True)
    folder.chmod(0o2770)
    real = os.fchmod
    journal, run = folder / FILE_NAME, folder / "run"
    stand: list[tuple[bool, bool]] = []

    def look_first(descriptor: int, rights: int) -> None:
        stand.append((journal.exists(), run.exists()))
        real(descriptor, rights)

    monkeypatch.setattr(os, "fchmod", look_first)
    opened().close()
    # The journal, the folder of the locks, and in it the first lock, which stands before it is
    # shared: it must be held by then.
    assert stand == [(False, False), (True, False), (True, True)]
    assert {*folder.iterdir()} == {journal, folder / f"{FILE_NAME}-journal", run}


def test_a_team_can_work_where_there_are_no_links(
    opened: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems have none."""

    def refuse(_source: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted", str(target))

    folder.mkdir(parents=True)
    folder.chmod(0o2770)
    monkeypatch.setattr(os, "link", refuse)
    assert opened().problem is None
    assert mode(folder / FILE_NAME) == 0o660
    assert {path.name for path in folder.iterdir()} == {FILE_NAME, f"{FILE_NAME}-journal", "run"}


@pytest.mark.parametrize("bits", OPEN_FOLDERS, ids=oct)
def test_a_folder_that_others_can_write_is_refused(opened: Open, folder: Path, bits: int) -> None:
    """They could put another journal in its place; only a team's folder is the group's."""
    opened().close()
    folder.chmod(bits)
    refuses_to_write(opened(), JournalProblem.EXPOSED)
    folder.chmod(0o700)
    assert opened().problem is None


def test_in_a_folder_that_others_can_write_nothing_is_made(opened: Open, folder: Path) -> None:
    """At the first start too it is refused, before there is a journal to be exposed."""
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    refuses_to_write(opened(), JournalProblem.EXPOSED)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("bits", [0o700, 0o750, 0o755, 0o2755, 0o2770], ids=oct)
def test_a_folder_that_only_its_owner_or_a_team_writes_is_taken(
    opened: Open, folder: Path, bits: int
) -> None:
    """That others may list it shows them nothing: the file itself is closed to them."""
    opened().close()
    folder.chmod(bits)
    assert opened().problem is None


@pytest.mark.parametrize("exists", [False, True])
def test_a_journal_that_stands_somewhere_else_is_refused(
    opened: Open, folder: Path, tmp_path: Path, *, exists: bool
) -> None:
    """A symbolic link in its place leads where its permissions say nothing; it is not followed."""
    elsewhere = tmp_path / "elsewhere.sqlite3"
    if exists:
        opened().close()
        (folder / FILE_NAME).rename(elsewhere)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).symlink_to(elsewhere)
    refuses_to_write(opened(), JournalProblem.EXPOSED)
    assert elsewhere.exists() is exists


def test_another_platform_address_is_another_account(opened: Open) -> None:
    """A journal belongs to the base URL it was made for; for another it is read only."""
    asked = movement()
    first = opened()
    first.begin(asked, agree)
    first.settle(asked.id, confirmed())
    first.close()
    second = opened(base_url="https://api.mail.example.test/v1")
    refuses_to_write(second, JournalProblem.OTHER_ACCOUNT)
    assert [entry.movement for entry in second.history(9)] == [asked]


def a_folder_in_its_place(folder: Path) -> None:
    """A folder stands where the file should be."""
    (folder / FILE_NAME).mkdir(parents=True)


def a_file_in_the_folders_place(folder: Path) -> None:
    """A file stands where the folder should be."""
    folder.parent.mkdir(parents=True)
    folder.touch()


def no_room_for_locks(folder: Path) -> None:
    """A file stands where the folder of locks should be."""
    folder.mkdir(parents=True)
    (folder / "run").touch()


OBSTACLES = (
    a_folder_in_its_place,
    a_file_in_the_folders_place,
    no_room_for_locks,
)


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_cannot_be_written_is_said(
    opened: Open, folder: Path, obstacle: Callable[[Path], None]
) -> None:
    """Whatever stands in the way, nothing is sent and nothing is raised but the one error."""
    obstacle(folder)
    refuses_to_write(opened(), JournalProblem.UNWRITABLE)


RUBBISH = {
    "text": b"not a database, and longer than a header " * 40,
    "zeros": bytes(8192),
    "a header alone": b"SQLite format 3\0",
    "one byte": b"\0",
}


@pytest.mark.parametrize("content", RUBBISH.values(), ids=RUBBISH)
def test_a_ruined_file_is_left_as_it_is(opened: Open, folder: Path, content: bytes) -> None:
    """It is damaged, nothing can be sent, and no new empty journal takes its place."""
    opened().close()
    path = folder / FILE_NAME
    path.write_bytes(content)
    refuses_to_write(opened(), JournalProblem.DAMAGED)
    assert path.read_bytes() == content
    assert [each.name for each in folder.glob("*.sqlite3")] == [FILE_NAME]


def test_an_emptied_file_is_not_a_new_journal(opened: Open, folder: Path) -> None:
    """A journal that lost all it held would forget what is unknown: it stays empty."""
    opened().close()
    (folder / FILE_NAME).write_bytes(b"")
    refuses_to_write(opened(), JournalProblem.DAMAGED)
    assert (folder / FILE_NAME).stat().st_size == 0


def test_a_file_that_is_gone_is_not_replaced(opened: Open, folder: Path) -> None:
    """Where somebody has come further before, a new journal would forget what is unknown."""
    opened().close()
    (folder / FILE_NAME).unlink()
    refuses_to_write(opened(), JournalProblem.DAMAGED)
    assert not (folder / FILE_NAME).exists()


def test_a_start_that_was_cut_short_is_taken_up(opened: Open, folder: Path) -> None:
    """An empty file where nobody ever came further is a first start."""
    folder.mkdir(parents=True)
    (folder / FILE_NAME).touch(mode=0o600)
    assert opened().problem is None


def fill_up(journal: Journal) -> None:
    """Leave the file no room for another page."""
    pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
    journal._db.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_said_and_got_over(journal: Journal) -> None:
    """Nothing of the intent stays, the true reason is told, and with room again it goes on."""
    fill_up(journal)
    with pytest.raises(JournalError) as caught:
        journal.begin(movement(reference="x" * 20_000), agree)
    assert caught.value.problem is JournalProblem.FULL
    assert (journal.history(9), journal.open_entries(), journal.problem) == ((), (), None)
    journal._db.execute("PRAGMA max_page_count = 100000")
    assert journal.begin(movement(reference="x" * 20_000), agree).number == 1


def test_an_outcome_that_finds_no_room_is_written_later(journal: Journal) -> None:
    """The movement stays `sending`; the later try tells when the outcome really came."""
    asked = movement()
    journal.begin(asked, agree)
    fill_up(journal)
    outcome = confirmed()
    with pytest.raises(JournalError):
        journal.settle(asked.id, replace(outcome, reply="x" * 9999))
    came_before = journal._clock()
    (held,) = journal.open_entries()
    assert held.state is State.SENDING
    journal._db.execute("PRAGMA max_page_count = 100000")
    settled = journal.settle(asked.id, outcome)
    assert settled.state is State.CONFIRMED
    assert settled.settled_at is not None
    assert settled.settled_at < came_before


def test_a_quota_loses_nothing_that_was_acknowledged(folder: Path, opened: Open) -> None:
    """A process that may not let the file grow is refused; every number it was given is there."""
    with another_process(folder, "fill", "40000") as process:
        said = [line_of(process)]
        while said[-1].isdigit():
            said.append(line_of(process))
        assert said.pop() in {JournalProblem.UNWRITABLE, JournalProblem.FULL}
        process.wait()
    journal: Journal = opened()
    journal.check()
    assert journal.problem is None
    numbers = [str(entry.number) for entry in journal.history(99)]
    assert len(said) >= 2
    assert numbers == said[::-1]


def test_a_lock_that_is_never_given_back_is_said(journal: Journal, folder: Path) -> None:
    """Who cannot get the write lock in time is told so, and may try again."""
    journal._db.execute("PRAGMA busy_timeout = 20")
    with raw(folder) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError) as caught:
            journal.begin(movement(), agree)
        assert caught.value.problem is JournalProblem.BUSY
    assert journal.problem is None
    assert journal.begin(movement(), agree).number == 1


def test_a_journal_that_cannot_be_checked_is_not_relied_on(journal: Journal, folder: Path) -> None:
    """Locked against reading, it is not called sound, nor damaged."""
    journal._db.execute("PRAGMA busy_timeout = 20")
    with raw(folder) as other:
        other.execute("BEGIN EXCLUSIVE")
        journal.check()
    assert journal.problem is JournalProblem.BUSY


def test_an_error_of_the_system_is_one_of_the_journal(journal: Journal) -> None:
    """Whatever the operating system says inside a write, it comes out as the one error."""
    with pytest.raises(JournalError) as caught, transaction(journal._db):
        raise PermissionError(13, "Permission denied")
    assert caught.value.problem is JournalProblem.UNWRITABLE
    assert "Permission denied" in caught.value.detail
    assert not journal._db.in_transaction


CODES = {
    sqlite3.SQLITE_FULL: JournalProblem.FULL,
    sqlite3.SQLITE_BUSY: JournalProblem.BUSY,
    sqlite3.SQLITE_BUSY_SNAPSHOT: JournalProblem.BUSY,
    sqlite3.SQLITE_LOCKED: JournalProblem.BUSY,
    sqlite3.SQLITE_CORRUPT: JournalProblem.DAMAGED,
    sqlite3.SQLITE_CORRUPT_INDEX: JournalProblem.DAMAGED,
    sqlite3.SQLITE_NOTADB: JournalProblem.DAMAGED,
    sqlite3.SQLITE_READONLY: JournalProblem.UNWRITABLE,
    sqlite3.SQLITE_IOERR_WRITE: JournalProblem.UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: JournalProblem.UNWRITABLE,
}


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_word(code: int) -> None:
    """What SQLite says in codes is said in the words an operator is told."""
    error = sqlite3.OperationalError("as it came")
    error.sqlite_errorcode = code
    assert problem_of(error) is CODES[code]


def test_an_error_names_its_problem_and_sqlites_word() -> None:
    """Both stand in its text, for a log; without a word the problem stands alone."""
    assert str(JournalError(JournalProblem.FULL, "disk I/O error")) == "full: disk I/O error"
    assert str(JournalError(JournalProblem.NEWER)) == "newer"


def test_a_journal_that_nobody_can_write_is_still_read(opened: Open, folder: Path) -> None:
    """With the folder of locks gone wrong, history is read from the file as it is."""
    journal: Journal = opened()
    asked = movement()
    journal.begin(asked, agree)
    journal.settle(asked.id, confirmed())
    journal.close()
    (folder / "run").rmdir()
    (folder / "run").touch()
    later = opened()
    refuses_to_write(later, JournalProblem.UNWRITABLE)
    assert [entry.movement for entry in later.history(9)] == [asked]


def test_a_database_of_another_kind_is_not_taken_over(opened: Open, folder: Path) -> None:
    """Somebody else's tables are left alone, and what cannot be read reads as nothing."""
    folder.mkdir(parents=True, mode=0o700)
    path = folder / FILE_NAME
    path.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE account (x)")
    content = path.read_bytes()
    journal: Journal = opened()
    refuses_to_write(journal, JournalProblem.UNWRITABLE)
    assert journal.history(9) == ()
    assert path.read_bytes() == content
