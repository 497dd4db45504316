"""What the robot sees in the history, and what it waits for there."""

from smspartner_tui.tui.screens.history import HistoryScreen
from tests.robot import Robot


def history(robot: Robot) -> HistoryScreen:
    """The history, wherever it is on the stack."""
    return next(one for one in robot.app.screen_stack if isinstance(one, HistoryScreen))


def numbers(robot: Robot) -> list[str]:
    """The numbers in the history's list, in order."""
    return [row.cells[0].text for row in history(robot).table.rows]


async def opens_history(robot: Robot) -> None:
    """Open the history, and wait until the journal has told it."""
    await robot.presses("h")
    await robot.waits_until(lambda: history(robot).found is not None, "the journal")


async def shows(robot: Robot, *wanted: str) -> None:
    """Wait until exactly the records with these numbers are shown."""
    await robot.waits_until(lambda: numbers(robot) == list(wanted), f"{wanted} to be shown")


async def opens_history_at(robot: Robot, number: str) -> None:
    """Open the history and put its cursor on a movement; read balances may stand between them."""
    await opens_history(robot)
    await points_at(robot, number)


async def points_at(robot: Robot, number: str) -> None:
    """Put the history's cursor on a movement."""
    await robot.waits_until(lambda: number in numbers(robot), f"no. {number}")
    await robot.presses("g", *["j"] * numbers(robot).index(number))
    await robot.sees(f"No. {number} · done")
