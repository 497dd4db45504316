"""All of one record, its receipt, and files of many: opened from the history."""

import json
import stat
from pathlib import Path

import pytest

from smspartner_tui.core.movement import Direction, Outcome, Reason, State
from tests.looking import history, opens_history, shows
from tests.past import SILENT, came_to, unanswered, writes
from tests.rehearsal import NADIA, Rehearsal, staged

DONE = came_to(State.CONFIRMED, Reason.SUCCESS, "2819.20", "111.80")
REFUSED = came_to(State.REJECTED, Reason.REFUSED)
ODD = Outcome(
    State.UNKNOWN,
    Reason.UNREADABLE,
    status=200,
    seconds=2.34,
    detail="not one object",
    reply="<html>[/x] [b]sorry[/b] " + "word " * 80 + "the end",
)


async def test_a_record_opens_with_all_of_it(tmp_path: Path) -> None:
    """Who, every step with its hash, balances with their age, the decision and its evidence."""
    with Rehearsal(tmp_path) as rehearsal:
        unanswered(rehearsal)
        async with rehearsal.running((80, 60)) as robot:
            await robot.says_no()
            await opens_history(robot)
            await robot.presses("enter")
            await robot.sees(
                "Movement no. 1",
                f"Sub-account {SILENT}",
                "planned 12 Jun 2025 14:29:27",
                "€16.40, read at 12 Jun 2025 14:29:07, 20 s before",
                "check it (v).",
                "30.0 s",
            )
            newest = robot.app._desk.steps(history(robot).table.cursor_key or "")[-1].hash
            await robot.sees(newest[:8], newest[-8:])
            await robot.presses("escape")
            await robot.sees(f"fingerprint …{newest[-8:]}")
            with rehearsal.journal(NADIA) as theirs:
                await robot.presses("enter")
                theirs.resolve(
                    history(robot).table.cursor_key or "", applied=True, because="seen [there]"
                )
                await robot.sees(
                    "Decision went through",
                    "Decided by nadia bastion",
                    "Why seen [there]",
                    "The balances proposed nothing.",
                )
                await robot.does_not_see("check it (v).")


async def test_a_long_record_is_scrolled(tmp_path: Path) -> None:
    """By the keys that move in a list; what came back is data to the last word."""
    with Rehearsal(tmp_path) as rehearsal:
        with rehearsal.journal() as journal:
            writes(journal, ODD, "Garage Martin", "50")
        async with rehearsal.running((60, 16)) as robot:
            await robot.says_no()
            await opens_history(robot)
            await robot.presses("enter")
            await robot.sees("State ? IN DOUBT")
            await robot.presses("G")
            await robot.sees("the end")
            await robot.does_not_see("State ?")
            await robot.presses("k", "k", "k")
            await robot.sees("<html>[/x] [b]sorry[/b] word", "2.3 s", "not one object")
            await robot.presses(*["J"] * 9)
            await robot.sees("the end")
            await robot.presses("g", "j", "k", "K")
            await robot.sees("State ?")
            await robot.presses("enter")
            assert robot.screen is history(robot)


async def test_a_movement_that_ends_is_told_in_its_record(tmp_path: Path) -> None:
    """Opened while in flight, it ends there as done, with its last step."""
    async with staged(tmp_path, (80, 50)) as stage:
        robot = stage.robot
        await stage.has_one_in_flight()
        await robot.presses("escape", "h")
        await shows(robot, "1")
        await robot.sees("1 movement, 1 in flight", "main account €2,869.20 before")
        await robot.presses("enter")
        await robot.sees("State in flight")
        stage.bank.movements.open()
        await robot.sees("State done", "€111.80, told by the answer", "done 12 Jun 2025")
        await robot.presses("escape")
        await robot.sees("1 movement, +€50.00", "sub-account €61.80 to €111.80")


@pytest.mark.parametrize("key", ["c", "y"])
async def test_a_receipt_is_copied_and_shown(tmp_path: Path, key: str) -> None:
    """Three lines in the terminal's clipboard, and alone on their lines to be selected."""
    with Rehearsal(tmp_path, language="fr") as rehearsal:
        with rehearsal.journal() as journal:
            writes(journal, DONE, "Garage Martin", "1250", "FA-2031")
        async with rehearsal.running() as robot:
            await opens_history(robot)
            await robot.presses("G", key)
            copied = robot.app.clipboard
            assert len(copied.splitlines()) == 3
            assert "+1 250,00 €" in copied
            assert "\u00a0" not in copied
            for line in copied.splitlines():
                assert [shown.strip() for shown in robot.lines if line in shown] == [line]
            assert "OSC" not in robot.text
            await robot.presses("x", "c", "escape")
            assert robot.screen is history(robot)


async def test_a_movement_in_doubt_has_a_receipt_that_says_so(tmp_path: Path) -> None:
    """No new balance is told of what nobody confirmed."""
    with Rehearsal(tmp_path) as rehearsal:
        unanswered(rehearsal)
        async with rehearsal.running() as robot:
            await robot.says_no()
            await opens_history(robot)
            await robot.presses("c")
            await robot.sees("in doubt: not confirmed", "Reference: FA-2032, movement no. 1")
            assert "new balance" not in robot.app.clipboard


@pytest.mark.parametrize(
    ("keys", "suffix", "lines"),
    [("13", ".jsonl", 2), ("&é", ".csv", 3), ("11", ".csv", 3), ("23", ".jsonl", 1)],
)
async def test_what_is_shown_is_written_into_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: str, suffix: str, lines: int
) -> None:
    """Two keys, the unshifted ones of a French keyboard too; then where it is, for us alone."""
    monkeypatch.chdir(tmp_path)
    with Rehearsal(tmp_path) as rehearsal:
        with rehearsal.journal() as journal:
            writes(journal, REFUSED, "Garage Martin", "50")
            writes(journal, REFUSED, "Théâtre du Port", "9")
            writes(journal, REFUSED, "Garage Martin", "7", direction=Direction.REMOVE)
        async with rehearsal.running() as robot:
            await opens_history(robot)
            await robot.presses("f", *"garage", "enter")
            await shows(robot, "3", "1")
            await robot.presses("x")
            await robot.sees("History · garage: 2 movements", "[1] every record")
            await robot.presses("z", keys[0])
            await robot.sees("[2] csv")
            await robot.presses("escape")
            await robot.sees("[1] every record")
            await robot.presses(*keys)
            path = tmp_path / f"smspartner-prod-20250612-1432{suffix}"
            await robot.sees("written to:", f"{path}"[:60])
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert len(path.read_text().splitlines()) == lines
            if suffix == ".jsonl":
                assert all(json.loads(line) for line in path.read_text().splitlines())
            await robot.presses("enter")
            assert robot.screen is history(robot)


async def test_a_folder_that_cannot_be_written_gives_way_to_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where neither can be, that is said, and nothing is there."""
    gone, home = tmp_path / "gone", tmp_path / "home"
    gone.mkdir()
    home.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setenv("HOME", str(home))
    with Rehearsal(tmp_path) as rehearsal:
        with rehearsal.journal() as journal:
            writes(journal, REFUSED, "Garage Martin", "50")
        async with rehearsal.running() as robot:
            await opens_history(robot)
            await robot.presses("x", "1", "2")
            await robot.sees("1 line written to:")
            assert [path.name for path in home.iterdir()] == ["smspartner-prod-20250612-1432.csv"]
            monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
            await robot.presses("escape", "x", "1", "2")
            await robot.sees("Nothing was written: No such file or directory.")
            await robot.presses("escape")
            assert robot.screen is history(robot)


async def test_a_file_that_is_left_alone_is_told_in_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Esc while it is written: where it is stands in the status line."""
    monkeypatch.chdir(tmp_path)
    with Rehearsal(tmp_path) as rehearsal, rehearsal.journal() as journal:
        writes(journal, REFUSED, "Garage Martin", "50")
        async with rehearsal.running(journal=journal) as robot:
            await opens_history(robot)
            await robot.sees("fingerprint")
            with journal._lock:
                await robot.presses("x", "1", "1")
                await robot.sees("Writing…")
                await robot.presses("escape", "escape")
            await robot.sees("1 line written to:")
            assert robot.screen is robot.app.dashboard
