"""Facts that arrive while another screen lies over the one that they are about."""

from dataclasses import replace
from pathlib import Path

from smspartner_tui.core.accounts import Balances
from smspartner_tui.core.facts import MovementSettled
from smspartner_tui.core.movement import Outcome, Reason, State
from smspartner_tui.core.run import RunState
from smspartner_tui.tui.screens.check import CheckScreen
from smspartner_tui.tui.screens.help import HelpScreen
from smspartner_tui.tui.screens.plan import PlanScreen
from smspartner_tui.tui.screens.run import RunScreen
from smspartner_tui.tui.screens.yes import Stage as Standing
from tests.rehearsal import staged
from tests.turns import run_of, waits_for_run

UNANSWERED = Outcome(State.UNKNOWN, Reason.DEADLINE)


async def test_a_transfer_that_ends_below_the_help_closes_nothing(tmp_path: Path) -> None:
    """Neither the help, which would be closed in its place, nor itself; Esc closes both."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        stage.bank.movements.hold()
        await robot.presses("space", "space", "t", "5", "0", "enter", "enter")
        await robot.says_yes()
        await waits_for_run(robot, RunState.RUNNING)
        run = robot.screen
        assert isinstance(run, RunScreen)
        await robot.presses("question_mark")
        stage.bank.movements.open()
        await robot.waits_until(lambda: run.run.state is RunState.ENDED, "the end of it")
        await robot.settles()
        assert isinstance(robot.screen, HelpScreen)
        await robot.presses("escape")
        assert run_of(robot).state is RunState.ENDED
        await robot.presses("escape")
        assert robot.app.screen_stack == [robot.app.dashboard]
        assert len(stage.moved) == 2


async def test_a_movement_that_is_done_below_a_question_is_told_and_not_tried_again(
    tmp_path: Path,
) -> None:
    """The dialog cannot close then, and waits for nothing any more."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        stage.bank.movements.hold()
        await robot.adds("Garage Martin", "50")
        await robot.says_yes()
        await robot.sees("Request sent")
        dialog = robot.dialog
        robot.app.push_screen(HelpScreen(lambda _action: True))
        await robot.waits_until(lambda: isinstance(robot.screen, HelpScreen), "the help")
        stage.bank.movements.open()
        await robot.waits_until(lambda: dialog.stage is Standing.ANSWERED, "the answer")
        assert isinstance(robot.screen, HelpScreen)
        await robot.presses("escape")
        await robot.sees("Added €50.00 to Garage Martin")
        await robot.does_not_see("Try again")
        await robot.presses("enter", "escape")
        assert robot.app.screen_stack == [robot.app.dashboard]
        assert stage.moved == [("add", "Garage Martin", "50")]


async def test_a_doubt_that_the_journal_could_not_take_offers_no_check(tmp_path: Path) -> None:
    """There it is still being sent: nothing could be decided about it."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        stage.bank.movements.hold()
        await robot.adds("Garage Martin", "50")
        await robot.says_yes()
        await robot.sees("Request sent")
        (sent,) = stage.history
        doubt = replace(sent, state=State.UNKNOWN, outcome=UNANSWERED)
        robot.app.hear(MovementSettled(doubt, Balances(), is_recorded=False))
        await robot.waits_until(lambda: robot.dialog.stage is Standing.ANSWERED, "the answer")
        await robot.does_not_see("Check it")
        await robot.presses("v")
        assert not isinstance(robot.screen, CheckScreen)
        stage.bank.movements.open()


async def test_a_plan_below_the_help_hears_what_it_asked_the_journal(tmp_path: Path) -> None:
    """Typed in one go: the help is there before the answer is."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("p", "question_mark")
        assert isinstance(robot.screen, HelpScreen)
        await robot.waits_until(lambda: not robot.works("journal"), "the journal")
        await robot.presses("escape")
        assert isinstance(robot.screen, PlanScreen)
        await robot.presses("enter")
        await robot.sees("Type the total again")
