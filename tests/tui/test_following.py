"""Tests of following other sub-accounts from the dashboard, and the same ones otherwise."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.following import Edit, Written
from smspartner_tui.settings.following import ChangedMeanwhile
from smspartner_tui.tui.screens.change import ChangeDialog
from smspartner_tui.tui.screens.follow import FollowScreen
from tests.rehearsal import followed, staged
from tests.robot import Robot

OURS = followed("Garage Martin", "Mairie de Vannes")


async def chooses(robot: Robot, name: str) -> None:
    """Run a command of the menu, as the dashboard's menu does."""
    commands: dict[str, Callable[[], object]] = {
        command.title: command.callback for command in robot.app.get_system_commands(robot.screen)
    }
    await commands[name]()  # type: ignore[misc]
    await robot.settles()


async def test_new_ones_are_offered_taken_named_and_followed(tmp_path: Path) -> None:
    """From the offer to a row with its balance, which may be moved at once."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await robot.sees("28 new sub-accounts on the platform: follow or ignore them (i)")
        await robot.presses("i")
        await robot.sees("28 sub-accounts on the platform that are not followed", "Balance €")
        assert isinstance(robot.screen, FollowScreen)
        await robot.presses("enter")
        await robot.sees("Nothing is chosen")
        await robot.presses("space", "e")
        await robot.clears()
        await robot.types('[x] "Été" 🎉')
        await robot.presses("enter", "g")
        await robot.types("mer")
        await robot.presses("enter", "j", "x")
        await robot.sees("2 chosen")
        await robot.presses("enter")
        await robot.sees('follow [x] "Été" 🎉 (mer), token …', "For this session only")
        await robot.says_yes()
        await robot.sees("1 sub-account followed, 1 ignored for good", "26 new (i)")
        assert robot.names[-1] == '[x] "Été" 🎉'
        last = robot.app.board.account.subaccounts[-1]
        assert robot.app._desk._subaccounts[last.token] == last
        assert robot.app.board.balances.of(last.token) is not None
        await chooses(robot, "See those ignored for good")
        await robot.sees("1 ignored for good")
        await robot.presses("x", "enter")
        await robot.says_yes()
        await robot.sees("27 new (i)")
        assert all(len(token) < 40 or token not in robot.text for token in robot.app.board.listings)


async def test_marks_are_changed_from_the_card_and_judged(tmp_path: Path) -> None:
    """Marks that cross are refused in words; those that do not are in force at once."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await robot.selects("Garage Martin")
        await robot.presses("enter", "e")
        assert isinstance(robot.screen, ChangeDialog)
        await robot.presses("tab", "tab")
        await robot.clears()
        await robot.types("9 000")
        await robot.sees("Low mark (€9,000.00) is above Target")
        await robot.presses("enter")
        assert isinstance(robot.screen, ChangeDialog)
        await robot.clears()
        await robot.types("70,5")
        await robot.presses("enter")
        await robot.sees("Change Garage Martin?", "Low mark: €50.00 → €70.50")
        await robot.says_yes()
        await robot.sees("Garage Martin changed (for this session only).", "! LOW")
        assert robot.app.board.account.subaccounts[0].low == Decimal("70.50")


async def test_a_name_that_somebody_else_gave_meanwhile_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was typed here stays, what was changed there is shown, and nothing is written."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await robot.selects("Garage Martin")
        await chooses(robot, "Change its name, group, marks")
        await robot.clears()
        await robot.types("Garage")
        keeper = robot.app.keeper
        theirs = Written(OURS[0].token, "Garage Martin", "cars")
        true_keep = keeper.keep

        def too_late(_edit: Edit) -> None:
            monkeypatch.undo()
            raise ChangedMeanwhile(true_keep(Edit(change=(theirs,))))

        monkeypatch.setattr(keeper, "keep", too_late)
        await robot.presses("enter")
        await robot.says_yes()
        await robot.sees("Somebody else has changed who is followed", "cars")
        await robot.presses("enter")
        await robot.says_yes()
        await robot.sees("Garage changed")
        assert keeper.followed.written[0] == Written(OURS[0].token, "Garage", "cars")


async def test_who_is_followed_no_more_is_gone_from_the_list(tmp_path: Path) -> None:
    """With what stays said first; the mark goes, and the cursor stays where something is."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await robot.presses("g", "space")
        await robot.selects("Garage Martin")
        await robot.presses("enter", "x")
        await robot.sees("Stop following Garage Martin", "Its credit stays where it is: €61.80")
        await robot.says_yes()
        await robot.sees("Garage Martin is followed no more; its credit and its history stay")
        assert robot.names == ["Mairie de Vannes"]
        assert robot.app.dashboard.view.marks == ()
        assert robot.selected == "Mairie de Vannes"


async def test_who_is_in_flight_is_not_left_alone(tmp_path: Path) -> None:
    """The way out is said; so does a menu that knows less than the journal."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        stage.bank.movements.hold()
        await robot.adds("Garage Martin", "10")
        await robot.says_yes()
        await robot.waits_until(lambda: bool(robot.app.board.open_entries), "a movement in flight")
        await robot.presses("escape")
        await chooses(robot, "Stop following it")
        await robot.sees("Garage Martin has a movement in flight, in doubt or in a plan")
        robot.app.keep_edit(Edit(stop=(OURS[0].token,)))
        await robot.waits_until(lambda: not robot.works("configuration"), "the answer")
        await robot.settles()
        assert len(robot.names) == 2
        stage.bank.movements.open()


async def test_a_list_that_is_refused_is_followed_by_hand(tmp_path: Path) -> None:
    """With nobody followed and no list, the file and what to write into it are shown."""
    async with staged(tmp_path, subaccounts=(), list_calls=False) as stage:
        await stage.robot.sees("add them to this file by hand", "[[profiles.prod.subaccounts]]")


async def test_read_only_forbids_movements_and_not_this(tmp_path: Path) -> None:
    """On the least window too."""
    async with staged(tmp_path, (40, 10), subaccounts=OURS) as stage:
        robot = stage.robot
        await robot.presses("l", "i", "space", "enter")
        await robot.says_yes()
        await robot.waits_until(lambda: len(robot.names) == 3, "three rows")
