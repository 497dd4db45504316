"""Yes is a letter or the amount again, from a hand, after the question was read: nothing else."""

from pathlib import Path

import pytest

from smspartner_tui.tui.screens.yes import Stage
from tests.rehearsal import staged


async def test_six_enters_typed_ahead_move_nothing(tmp_path: Path) -> None:
    """However fast the line delivers them, Enter leads to the question and no further."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("a", "5", "0", *["enter"] * 6)
        await robot.waits_for_stage(Stage.QUESTION)
        await robot.waits_for_ears()
        await robot.presses(*["enter"] * 6)
        await robot.sees("Enter does not send: answer o or y, or n to go back.")
        assert robot.dialog.stage is Stage.QUESTION
        assert stage.posts == 0


async def test_no_other_key_is_yes(tmp_path: Path) -> None:
    """Space, letters, digits and arrows do nothing but say which keys answer."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Garage Martin", "50")
        await robot.waits_for_ears()
        await robot.presses("space", "a", "d", "p", "1", "down", "tab", "enter", "j", "delete")
        await robot.sees("Answer o or y to move credit, n to go back.")
        assert robot.dialog.stage is Stage.QUESTION
        assert stage.posts == 0


async def test_a_question_is_deaf_at_first(tmp_path: Path) -> None:
    """A burst of keys cannot run through the question; yes after it does."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.opens_add("Garage Martin")
        await robot.presses("5", "0", "enter", "enter", "o", "y", "o")
        await robot.sees("Too early: answer o or y, or n to go back.")
        assert robot.dialog.stage is Stage.QUESTION
        assert stage.posts == 0
        await robot.says_yes()
        await robot.sees("Added €50.00")
        assert stage.moved == [("add", "Garage Martin", "50")]


async def test_a_paste_is_no_answer(tmp_path: Path) -> None:
    """Neither a pasted letter nor one with its Enter."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Garage Martin", "50")
        await robot.waits_for_ears()
        await robot.pastes("o")
        await robot.pastes("y\no\n")
        assert robot.dialog.stage is Stage.QUESTION
        assert stage.posts == 0


async def test_a_pasted_amount_goes_into_the_form_and_no_further(tmp_path: Path) -> None:
    """Pasting is for the form: its first line is typed, its Enter is not."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.opens_add("Garage Martin")
        await robot.pastes("50\n\no\n")
        assert robot.line("Amount") == "Amount 50 €"
        assert robot.dialog.stage is Stage.FORM


async def test_yes_twice_is_one_movement(tmp_path: Path) -> None:
    """What is pressed behind the first yes finds no question any more."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Garage Martin", "50")
        await robot.waits_for_ears()
        stage.bank.movements.hold()
        await robot.presses("o", "o", "y", "enter", "o")
        stage.bank.movements.open()
        await robot.sees("Added €50.00 to Garage Martin")
        assert stage.moved == [("add", "Garage Martin", "50")]
        assert stage.posts == 1


async def test_an_amount_typed_again_must_be_the_same(tmp_path: Path) -> None:
    """Another amount, nothing, or a letter that says yes elsewhere: nothing is sent."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Garage Martin", "250")
        for wrong in ("25", "", "o", "250,01", "=250", "tout"):
            await robot.retypes(wrong)
            await robot.sees("The amount typed again differs. Nothing was sent.")
            assert robot.dialog.stage is Stage.QUESTION
        assert stage.posts == 0
        await robot.retypes("250")
        await robot.sees("Added €250.00 to Garage Martin")
        assert stage.moved == [("add", "Garage Martin", "250")]


async def test_an_amount_is_typed_again_by_hand(tmp_path: Path) -> None:
    """A paste fills nothing, and Enter on nothing sends nothing."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Garage Martin", "250")
        await robot.waits_for_ears()
        await robot.pastes("250")
        await robot.sees("Type it by hand, please: a paste is not an answer.")
        robot.app.copy_to_clipboard("250")
        await robot.presses("ctrl+v")
        await robot.presses("enter")
        await robot.sees("The amount typed again differs.")
        assert robot.dialog.stage is Stage.QUESTION
        assert stage.posts == 0


async def test_an_amount_typed_ahead_is_not_taken(tmp_path: Path) -> None:
    """The line to type it in is deaf as long as the question."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("a", *"250", "enter", "enter", *"250", "enter")
        await robot.waits_for_stage(Stage.QUESTION)
        await robot.retypes("")
        await robot.sees("The amount typed again differs.")
        assert stage.posts == 0


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
async def test_leaving_a_question_sends_nothing(tmp_path: Path, key: str) -> None:
    """Esc goes back, Ctrl+Q ends the program: neither is a yes."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Garage Martin", "250")
        await robot.waits_for_ears()
        await robot.types("250")
        robot.press_only(key)
        await robot.waits_until(
            lambda: not robot.app.is_running or robot.dialog.stage is Stage.FORM, "the end of it"
        )
        assert stage.posts == 0
