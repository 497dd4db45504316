"""`backup`: a copy that can be relied on, and what comes of putting it in the journal's place."""

import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.movement import State
from smspartner_tui.journal import GuardsObject
from smspartner_tui.journal.archive import Archive
from smspartner_tui.journal.store import FILE_NAME
from tests.commands.conftest import Command, OpenJournal, when
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    SALON,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
    raw,
    refuse_what_is_held,
)


def test_a_copy_is_made_and_checked(filled: Path, command: Command, tmp_path: Path) -> None:
    """How large, how many movements, where, and how it is restored; its owner's alone."""
    target = tmp_path / "copy.sqlite3"
    umask = os.umask(0)
    try:
        said = command("backup", target)
    finally:
        os.umask(umask)
    assert (said.status, said.err) == (0, "")
    size = target.stat().st_size
    assert said.out.splitlines() == [
        f"Backup of 12 movements, {size} bytes, checked and sound: {target}",
        "How to restore it: `smspartner-tui backup --help` says how to restore one.",
    ]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.sqlite3"]


def test_nothing_is_overwritten(filled: Path, command: Command, tmp_path: Path) -> None:
    """Neither an older copy nor the journal itself."""
    older = tmp_path / "copy.sqlite3"
    older.write_text("kept")
    said = command("backup", older)
    assert said.status == 2
    assert f"{older} is there already: name another file." in said.err
    assert older.read_text() == "kept"
    assert command("backup", filled / FILE_NAME).status == 2
    assert command("audit").status == 0


def test_a_folder_that_is_not_there_is_told(filled: Path, command: Command, tmp_path: Path) -> None:
    """With the system's own word."""
    said = command("backup", tmp_path / "nowhere" / "copy.sqlite3")
    assert said.status == 2
    assert "Nothing was written: No such file or directory." in said.err


def test_without_a_journal(command: Command, tmp_path: Path) -> None:
    """There is nothing to copy, and no empty file is left for a copy."""
    said = command("backup", tmp_path / "copy.sqlite3")
    assert said.status == 2
    assert "There is no journal at " in said.err
    assert not (tmp_path / "copy.sqlite3").exists()


def test_a_newer_journal_is_not_copied(filled: Path, command: Command, tmp_path: Path) -> None:
    """The copy could not be marked as one."""
    with raw(filled) as db:
        db.execute("PRAGMA user_version = 99")
    said = command("backup", tmp_path / "copy.sqlite3")
    assert said.status == 2
    assert "A newer version of this program" in said.err
    assert not (tmp_path / "copy.sqlite3").exists()


def test_a_full_disk_leaves_no_copy(filled: Path, command: Command, tmp_path: Path) -> None:
    """Half a copy is removed, and the reason told."""
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
    try:
        said = command("backup", tmp_path / "copy.sqlite3")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)
    assert said.status == 2
    assert "Nothing was written: " in said.err
    assert [*tmp_path.glob("copy*")] == []


def test_a_damaged_journal_gives_a_damaged_copy(
    filled: Path, command: Command, tmp_path: Path
) -> None:
    """It is kept, for there may be no better one; and it is never called sound."""
    with raw(filled) as db:
        db.execute("UPDATE reading SET micros = micros + 1 WHERE id = 3")
    target = tmp_path / "copy.sqlite3"
    said = command("backup", target)
    assert (said.status, said.out) == (1, "")
    assert f"The journal is damaged, and so is the copy at {target}." in said.err
    assert "A row of its table “reading” was changed." in said.err
    assert "restore an older backup" in said.err
    assert target.exists()


@pytest.mark.parametrize("content", [b"", b"not what was written" * 999])
def test_a_copy_that_does_not_read_back_is_removed(
    filled: Path,
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
) -> None:
    """Nobody must find out on the day that it is needed."""
    target = tmp_path / "copy.sqlite3"
    monkeypatch.setattr(
        Archive, "back_up", lambda _self, target, _now, _who: target.write_bytes(content)
    )
    said = command("backup", target)
    assert (said.status, said.out) == (2, "")
    assert "The copy did not read back as it was written and was removed" in said.err
    assert not target.exists()


def damage(folder: Path) -> None:
    """Write over the middle of the file."""
    path = folder / FILE_NAME
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(data)


def restore(folder: Path, copy: Path) -> None:
    """What `backup --help` tells to do."""
    aside = folder / "aside"
    aside.mkdir(mode=0o700)
    for path in folder.glob("journal.sqlite3*"):
        path.rename(aside / path.name)
    shutil.copy(copy, folder / FILE_NAME)
    (folder / FILE_NAME).chmod(0o600)


@pytest.fixture
def restored(
    folder: Path, opened: OpenJournal, command: Command, clock: Clock, tmp_path: Path
) -> datetime:
    """A backup put in a damaged journal's place, after movements that it does not know; its time.

    On the platform the garage has 150 euros, of which the backup knows 100.
    """
    copy = tmp_path / "copy.sqlite3"
    with opened() as journal:
        journal.keep_balances(Decimal(3000), {GARAGE: Decimal(100), SALON: Decimal(20)})
        doubtful = movement(MAIRIE, "70", movement_id="doubtful")
        journal.begin(doubtful, agree)
        journal.settle(doubtful.id, UNKNOWN)
        clock.now += timedelta(hours=1)
        made = datetime.now(UTC)
        assert command("backup", copy).status == 0
        lost = movement(GARAGE, "50", movement_id="lost")
        journal.begin(lost, agree)
        journal.settle(lost.id, confirmed("2950", "150"))
    damage(folder)
    assert command("audit").status == 1
    with opened() as journal:
        journal.check()
        assert journal.problem is not None
    restore(folder, copy)
    return made


def test_a_restored_backup_is_sound_and_says_what_it_is(
    restored: datetime, command: Command, folder: Path
) -> None:
    """Whoever looks is told that a copy stands there, and of when."""
    said = command("audit")
    assert said.status == 0
    assert f"It is a backup of {when(restored)}" in said.out
    assert (folder / "aside" / FILE_NAME).exists()


def test_a_restored_backup_is_opened_as_one(
    restored: datetime, opened: OpenJournal, command: Command
) -> None:
    """The start says of when it is; what it does not know shows as credited elsewhere."""
    with opened() as journal:
        journal.check()
        assert journal.problem is None
        assert journal.copied_at is not None
        assert abs(journal.copied_at - restored) < timedelta(seconds=30)
        assert "lost" not in [entry.movement.id for entry in journal.history(9)]
        balances = {GARAGE: Decimal(150), SALON: Decimal(15)}
        (rise,) = journal.keep_balances(Decimal(2950), balances)
        assert (rise.token, rise.amount) == (GARAGE, Decimal(50))
        assert journal.records(9)[0] == rise
    with opened() as journal:
        assert journal.copied_at is None, "it was said at the first start"
        journal.check()
        assert journal.problem is None
    said = command("audit")
    assert said.status == 0
    assert f"It is a backup of {when(restored)}" in said.out
    assert "1 balance rose by more than the movements explain" in said.out


def test_what_was_in_doubt_is_still_locked(restored: datetime, opened: OpenJournal) -> None:
    """The doubt is older than the backup; a new movement on its sub-account is refused."""
    with opened() as journal:
        (held,) = journal.open_entries()
        assert (held.movement.id, held.state) == ("doubtful", State.UNKNOWN)
        with pytest.raises(GuardsObject):
            journal.begin(movement(MAIRIE), refuse_what_is_held)
        journal.begin(movement(GARAGE), refuse_what_is_held)
        resolved = journal.resolve("doubtful", applied=False, because="relevé du 12/06")
        assert resolved.state is State.RESOLVED_NOT_APPLIED
