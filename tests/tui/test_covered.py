"""Facts that arrive while another screen lies over the one that they are about."""

from dataclasses import replace
from inspect import isawaitable
from pathlib import Path

from smspartner_tui.core.accounts import Balances
from smspartner_tui.core.facts import MovementSettled
from smspartner_tui.core.movement import Outcome, Reason, State
from smspartner_tui.core.run import RunState
from smspartner_tui.tui.messages import RunRead, RunWanted
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
        await stage.has_one_in_flight()
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
        await stage.has_one_in_flight()
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


async def test_a_run_that_went_on_while_it_was_read_is_read_again(tmp_path: Path) -> None:
    """The screen would never be told of the step that it missed."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("space", "space", "t", "5", "0", "enter", "enter")
        await robot.says_yes()
        await robot.sees("Transferred €50.00")
        last = stage.history[0].movement
        app = robot.app
        run = app._desk.run_of(last.id)
        assert run is not None
        old = replace(run, state=RunState.RUNNING)
        wanted = RunWanted(last.id, to_undo=False)
        app.post_message(RunRead(wanted, old, as_of=app.steps_told - 1))
        assert (await waits_for_run(robot, RunState.ENDED)).id == run.id


async def test_what_the_menu_offers_is_not_done_on_a_screen_that_has_gone(tmp_path: Path) -> None:
    """Chosen in the moment in which the screen below it closes by itself."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("p")
        plan = robot.screen
        assert isinstance(plan, PlanScreen)
        commands = [*robot.app.get_system_commands(plan)]
        down = next(one for one in commands if "down" in one.title.casefold())
        plan.dismiss()
        await robot.settles()
        assert not plan.is_running
        done = down.callback()
        assert isawaitable(done)
        await done
        assert robot.app.screen_stack == [robot.app.dashboard]
