"""What the robot does with movements that go in turn: transfers, plans, what undoes them."""

from smspartner_tui.core.run import Run, RunState
from smspartner_tui.tui.screens.plan import PlanScreen
from smspartner_tui.tui.screens.run import RunScreen
from smspartner_tui.tui.screens.transfer import TransferDialog
from smspartner_tui.tui.screens.undo import UndoDialog
from smspartner_tui.tui.screens.yes import Stage
from tests.rehearsal import Stage as Played
from tests.robot import Robot


async def marks(robot: Robot, *names: str) -> None:
    """Mark sub-accounts, in this order."""
    for name in names:
        await robot.selects(name)
        await robot.presses("space")


async def opens_transfer(robot: Robot, payer: str, payee: str) -> TransferDialog:
    """Mark who pays and who gets, and open the dialog."""
    await marks(robot, payer, payee)
    await robot.presses("t")
    await robot.waits_until(lambda: isinstance(robot.screen, TransferDialog), "the dialog")
    assert isinstance(robot.screen, TransferDialog)
    return robot.screen


async def asks_to_transfer(robot: Robot, payer: str, payee: str, amount: str) -> None:
    """Fill in a transfer, up to its question."""
    await opens_transfer(robot, payer, payee)
    await robot.fills_in(amount)
    await robot.waits_for_stage(Stage.QUESTION)


async def opens_plan(robot: Robot) -> PlanScreen:
    """Open the plan, up to its question."""
    await robot.presses("p")
    await robot.waits_for_stage(Stage.QUESTION)
    return plan_screen(robot)


def plan_screen(robot: Robot) -> PlanScreen:
    """The screen of a plan that was not agreed to yet, which must be on top."""
    assert isinstance(robot.screen, PlanScreen)
    return robot.screen


async def begins_plan(robot: Robot) -> Run:
    """Open the plan and type its total."""
    screen = await opens_plan(robot)
    await robot.retypes(f"{screen.plan.total}")
    await robot.waits_until(lambda: isinstance(robot.screen, RunScreen), "the run")
    return run_of(robot)


def run_of(robot: Robot) -> Run:
    """The run that is watched."""
    assert isinstance(robot.screen, RunScreen)
    return robot.screen.run


async def waits_for_run(robot: Robot, state: RunState) -> Run:
    """Wait until the run that is watched stands so, and the balances behind it are read."""
    await robot.waits_until(
        lambda: isinstance(robot.screen, RunScreen) and run_of(robot).state is state,
        f"a run that is {state}",
    )
    await robot.waits_until(lambda: not robot.works("reading"), "the reading behind it")
    await robot.settles()
    return run_of(robot)


async def waits_for_post(stage: Played) -> None:
    """Wait until a movement has come to the bank, which holds it."""
    await stage.robot.waits_until(lambda: stage.bank.movements.is_reached, "a movement")
    await stage.robot.settles()


async def adds_credit(stage: Played, name: str, amount: str) -> None:
    """Add credit, and have its answer told."""
    await stage.robot.adds(name, amount)
    await stage.robot.says_yes()
    await stage.robot.sees(f"Added €{amount}.00 to {name}")


async def wants_undone(robot: Robot) -> UndoDialog:
    """Press `u` and wait for what can come back."""
    await robot.presses("u")
    await robot.waits_until(lambda: isinstance(robot.screen, UndoDialog), "the inverse")
    assert isinstance(robot.screen, UndoDialog)
    return robot.screen
