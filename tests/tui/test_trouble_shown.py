"""What is wrong around the journal, as the dashboard says it, with the way out."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smspartner_tui import session
from smspartner_tui.core.damage import Damage, Part
from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.journal import Journal
from smspartner_tui.journal.mounts import file_system_of
from smspartner_tui.tui.board import Account
from tests.rehearsal import NADIA, Rehearsal, Wishes, staged

NETWORK = "The journal stands on a network file system (nfs4), where locks may not hold"


@contextmanager
def in_trouble(
    rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch, problem: JournalProblem
) -> Iterator[Journal]:
    """A journal that has a problem which stays."""
    with rehearsal.journal() as journal:
        journal.problem = problem
        with monkeypatch.context() as patched:
            patched.setattr(journal, "try_again", lambda: None)
            yield journal


def standing(path: Path) -> Callable[[Account], Account]:
    """An account whose journal is said to stand there."""
    return lambda account: replace(account, journal_path=str(path))


async def test_a_full_disk_is_said_with_its_free_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How much is free, and where; nothing can be sent, and the key that tries again is named."""
    real = shutil.disk_usage(tmp_path)
    usage = real._replace(free=3_400_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    path = tmp_path / "journal" / "journal.sqlite3"
    wishes: Wishes = {"account": standing(path)}
    with (
        Rehearsal(tmp_path, **wishes) as rehearsal,
        in_trouble(rehearsal, monkeypatch, JournalProblem.FULL) as journal,
    ):
        async with rehearsal.running((120, 24), journal=journal) as robot:
            await robot.sees(
                "The disk is full: nothing will be sent. Free some space, then r.",
                f"3 MB free at {path.parent}"[:60],
                "JOURNAL: no movement possible",
            )


async def test_a_disk_that_has_room_again_is_used_again(tmp_path: Path) -> None:
    """R tries again, and a movement goes through."""
    with Rehearsal(tmp_path) as rehearsal, rehearsal.journal() as journal:
        async with rehearsal.running(journal=journal) as robot:
            journal.problem = JournalProblem.FULL
            await robot.presses("r")
            await robot.sees("Balances up to date")
            await robot.does_not_see("JOURNAL: no movement possible")
            await robot.adds("Garage Martin", "5")
            await robot.says_yes()
            await robot.sees("Added €5.00 to Garage Martin")


async def test_a_disk_that_stays_full_is_said_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refresh that it asks for does not hide why nothing can be sent."""
    with (
        Rehearsal(tmp_path) as rehearsal,
        in_trouble(rehearsal, monkeypatch, JournalProblem.FULL) as journal,
    ):
        async with rehearsal.running(journal=journal) as robot:
            await robot.sees("The disk is full")
            await robot.presses("r")
            await robot.sees("The disk is full")
            await robot.does_not_see("Balances up to date")


async def test_a_trouble_that_is_over_is_not_said_any_more(tmp_path: Path) -> None:
    """The next reading that goes well takes it back, asked for or not."""
    with Rehearsal(tmp_path) as rehearsal, rehearsal.journal() as journal:
        journal.problem = JournalProblem.FULL
        async with rehearsal.running(journal=journal) as robot:
            await robot.sees("Balances up to date")
            await robot.does_not_see("The disk is full")


async def test_damage_is_said_with_its_place(tmp_path: Path) -> None:
    """Which movement is not what its events say, and in which file."""
    path = tmp_path / "journal" / "journal.sqlite3"
    with (
        Rehearsal(tmp_path, account=standing(path)) as rehearsal,
        rehearsal.journal() as journal,
    ):
        journal.problem = JournalProblem.DAMAGED
        journal.damage = Damage(Part.MOVEMENT, "7")
        async with rehearsal.running((160, 24), journal=journal) as robot:
            await robot.sees(
                "The journal is damaged or gone: nothing will be sent.",
                "Movement no. 7 is not what its events say.",
                "journal.sqlite3",
            )


async def test_a_clock_that_was_set_back_is_said(tmp_path: Path) -> None:
    """When it is read again: the journal was written at a time that has not come yet."""
    async with staged(tmp_path) as stage:
        await stage.robot.presses("r")
        await stage.robot.sees("Balances up to date")
        stage.clock.advance(hours=-2)
        with stage.rehearsal.journal(NADIA) as journal:
            assert journal.newest_at() == stage.clock.now + timedelta(hours=2)
        stage.bank.readings.hold()
        await stage.robot.presses("r")
        await stage.robot.sees(
            "This server's clock is behind the journal, which was written at 14:32: set it."
        )
        stage.bank.readings.open()


async def test_a_clock_a_little_behind_is_another_servers(tmp_path: Path) -> None:
    """Half a minute is not worth a word."""
    async with staged(tmp_path) as stage:
        stage.clock.advance(seconds=-30)
        await stage.robot.presses("r")
        await stage.robot.sees("Balances up to date")
        assert "clock is behind" not in stage.robot.text


@pytest.mark.parametrize(
    ("kind", "is_said"), [("nfs4", True), ("fuse.sshfs", True), ("ext4", False), ("", False)]
)
def test_a_network_file_system_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, is_said: bool
) -> None:
    """By the kind of what holds the journal; what to do is said with it."""
    monkeypatch.setattr(session, "file_system_of", lambda _path: kind)
    notice = session._notice(tmp_path)
    assert (kind in notice and "`journal` in the configuration" in notice) is is_said
    assert bool(notice) is is_said


def test_the_kind_is_that_of_the_mount_that_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read from the kernel's table of mounts: the innermost one counts."""
    table = (
        f"21 1 8:1 / / rw - ext4 /dev/sda1 rw\n40 21 0:50 / {tmp_path} rw - nfs4 server:/home rw\n"
    )
    monkeypatch.setattr(session, "file_system_of", lambda path: file_system_of(path, table))
    assert "(nfs4)" in session._notice(tmp_path / "journal.sqlite3")
    assert session._notice(tmp_path.parent) == ""


async def test_a_notice_is_said_at_the_start(tmp_path: Path) -> None:
    """It stands in the status line until something else is to be said."""
    wishes: Wishes = {"account": lambda account: replace(account, notice=NETWORK)}
    async with staged(tmp_path, (120, 24), **wishes) as stage:
        await stage.robot.sees(NETWORK)
        await stage.robot.presses("r")
        await stage.robot.does_not_see(NETWORK)
