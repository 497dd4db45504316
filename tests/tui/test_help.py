"""The help: the keys that work now on each screen, and the topics by their digits."""

from pathlib import Path

import pytest

from smspartner_tui import i18n
from smspartner_tui.tui.screens.guide import GuideScreen
from smspartner_tui.tui.screens.help import HelpScreen
from smspartner_tui.wording.guide import TOPICS
from tests.rehearsal import Rehearsal, staged


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
async def test_every_topic_opens_by_its_digit(tmp_path: Path, size: tuple[int, int]) -> None:
    """Esc goes back to the help, then to the screen; within one, a digit opens another."""
    with Rehearsal(tmp_path, language="fr") as rehearsal:
        async with rehearsal.running(size) as robot:
            await robot.presses("?")
            for number, topic in enumerate(TOPICS, 1):
                await robot.presses(str(number))
                await robot.sees(i18n._(topic.title))
                assert isinstance(robot.screen, GuideScreen)
                await robot.presses("G", "escape")
                assert isinstance(robot.screen, HelpScreen)
            await robot.presses("1", "8")
            await robot.sees(i18n._(TOPICS[7].title))
            await robot.presses("escape", "escape")
            assert robot.screen is robot.app.dashboard


async def test_pages_name_the_given_keys(tmp_path: Path) -> None:
    """Within their sentences, and in the list of all actions."""
    async with staged(
        tmp_path, keymap={"check": ("f4",), "mark_all": ("w",), "down": ("[",)}
    ) as stage:
        robot = stage.robot
        await robot.presses("?", "2")
        await robot.sees("Marks (space, w for all that is shown)")
        await robot.presses("3")
        await robot.sees("F4 shows both balances", "[ k Scroll")
        await robot.presses("8", "pagedown")
        await robot.sees("check F4 check a movement in doubt")


async def test_read_only_and_nothing_to_clear(tmp_path: Path) -> None:
    """No key that moves money, no doubt to check, no mark to clear; then there is one."""
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running() as robot:
            await robot.presses("?")
            await robot.sees("add credit", "mark the row")
            for words in ("check a movement", "undo: the inverse", "clear the filter"):
                await robot.does_not_see(words)
            await robot.presses("escape", "space", "l")
            await robot.sees("READ-ONLY")
            await robot.presses("?")
            await robot.sees("clear the filter", "read-only on or off")
            for words in ("add credit", "take credit back", "transfer between", "plan: lift"):
                await robot.does_not_see(words)


async def test_an_empty_list_has_no_cursor(tmp_path: Path) -> None:
    """What needs a row is not in the help where the filter let none through."""
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running() as robot:
            await robot.presses("f", *"zzzz", "enter", "?")
            await robot.sees("clear the filter", "quit (Ctrl+Q too)")
            for words in (
                "down, up",
                "mark the row",
                "the sub-account's card",
                "add credit",
                "order by",
            ):
                await robot.does_not_see(words)


async def test_the_card_has_a_help_of_its_own(tmp_path: Path) -> None:
    """Its own keys, and none of the list."""
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running() as robot:
            await robot.presses("enter", "?")
            await robot.sees("history of movements", "change its name", "1 Amounts and yes")
            await robot.does_not_see("add credit")


async def test_a_plan_shows_its_keys(tmp_path: Path) -> None:
    """Those of its stage, with how it goes."""
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running() as robot:
            await robot.presses("p")
            await robot.sees("CARRY OUT")
            await robot.presses("escape", "?")
            await robot.sees("save the plan as a file", "Debits go first", "2 Many at once")
            await robot.does_not_see("add credit")


async def test_an_empty_history_has_no_receipt(tmp_path: Path) -> None:
    """Neither a receipt, nor an export, nor a row to move to."""
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running() as robot:
            await robot.presses("h", "?")
            await robot.sees("back to the sub-accounts", "A filter takes words")
            for words in ("copy a receipt", "export what is shown", "down, up"):
                await robot.does_not_see(words)
