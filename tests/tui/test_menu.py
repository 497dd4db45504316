"""The menu: what works on the screen that is open, each with its key; and the language."""

from pathlib import Path

from smspartner_tui.tui.screens.ask import AskScreen
from smspartner_tui.tui.screens.card import CardScreen
from smspartner_tui.tui.screens.change import ChangeDialog
from smspartner_tui.tui.screens.copy import CopyScreen
from smspartner_tui.tui.screens.history import HistoryScreen
from smspartner_tui.tui.screens.menu import MenuScreen
from smspartner_tui.tui.screens.run import RunScreen
from smspartner_tui.tui.screens.yes import Stage
from tests.rehearsal import staged
from tests.robot import Robot
from tests.turns import begins_plan, opens_plan


async def _offered(robot: Robot) -> dict[str, str]:
    """What the menu offers where it is opened now, by its words; the key of each."""
    await robot.presses("ctrl+p")
    await robot.settles()
    assert isinstance(robot.screen, MenuScreen)
    offered = {row.cells[0].text: row.cells[1].text for row in robot.screen.table.rows}
    await robot.presses("escape")
    return offered


async def test_every_screen_offers_what_works_there(tmp_path: Path) -> None:
    """The list, a card, the history, a plan, what goes in turn; with the keys as they are now."""
    async with staged(tmp_path, keymap={"add": ("f2",), "low": ("ctrl+b",)}) as stage:
        robot = stage.robot
        offered = await _offered(robot)
        assert offered["Add credit"] == "F2"
        assert offered["Low ones only, or all again"] == "Ctrl+B"
        assert offered["Change its name, group, marks"] == "Enter e"
        assert offered["Choose a theme"] == ""
        assert not {"Clear the filter, the marks", "Check a movement in doubt"} & set(offered)
        await robot.presses("space")
        assert (await _offered(robot))["Clear the filter, the marks"] == "Esc"
        await robot.presses("escape", "enter")
        assert isinstance(robot.screen, CardScreen)
        assert set(await _offered(robot)) >= {"Copy: receipt, balance, name", "Stop following it"}
        await robot.presses("escape", "h")
        assert isinstance(robot.screen, HistoryScreen)
        offered = await _offered(robot)
        assert offered["Back to the sub-accounts"] == "h"
        assert not {"Copy a receipt for the client", "Clear the filter, the marks"} & set(offered)
        await robot.presses("h")
        await opens_plan(robot)
        await robot.presses("escape")
        offered = await _offered(robot)
        assert offered["Save the plan as a file"] == "s"
        assert offered["Carry it out: the total is asked first"] == "Enter"
        await robot.presses("escape")
        await begins_plan(robot)
        assert isinstance(robot.screen, RunScreen)
        assert "Help, topic by topic" in await _offered(robot)


async def test_what_is_chosen_is_done_where_it_was_opened(tmp_path: Path) -> None:
    """Typed in one burst, found by its words in any order; a plan's question is asked by it."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses(":", *"name copy", "enter")
        assert isinstance(robot.screen, CopyScreen)
        await robot.presses("escape", ":", *"CHANGE its", "enter")
        assert isinstance(robot.screen, ChangeDialog)
        await robot.presses("escape")
        await opens_plan(robot)
        await robot.presses("escape", "f10", *"carry", "enter")
        await robot.waits_for_stage(Stage.QUESTION)
        # Over a question no menu opens: its keys are no answer, nor a way round it.
        await robot.presses("f10", "ctrl+p")
        await robot.waits_for_stage(Stage.QUESTION)
        await robot.presses("escape", "escape")
        await robot.presses("a", "f10", "ctrl+p")
        assert robot.dialog.stage is Stage.FORM
        assert stage.posts == 0


async def test_a_menu_without_a_match_says_so(tmp_path: Path) -> None:
    """Enter does nothing there; on the least window too, in French."""
    async with staged(tmp_path, (40, 10), language="fr") as stage:
        robot = stage.robot
        await robot.presses(":")
        await robot.sees("Menu", "Chercher une action", "Échap Fermer", "Créditer un sous-comp")
        await robot.presses(*"xyz", "enter")
        await robot.sees("Aucune action de ce nom ici.")
        assert isinstance(robot.screen, MenuScreen)
        await robot.presses("escape")
        await robot.does_not_see("Aucune action")


async def test_the_other_language_is_remembered_for_the_next_start(tmp_path: Path) -> None:
    """It is said when it will be spoken; only the one that is not spoken is offered."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        assert "English, from the next start" not in await _offered(robot)
        await robot.presses(":", *"francais", "enter")
        await robot.sees("French is spoken from the next start.")
        assert stage.rehearsal.remembered.languages == ["fr"]


async def test_a_rehearsal_offers_no_language_that_it_would_forget(tmp_path: Path) -> None:
    """What is not remembered cannot wait for the next start; a question has no menu."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        robot.app.remember_language = None
        assert not [words for words in await _offered(robot) if "next start" in words]
        await robot.app.push_screen(AskScreen("Sure?"))
        await robot.presses("f10", "ctrl+p")
        assert isinstance(robot.screen, AskScreen)
