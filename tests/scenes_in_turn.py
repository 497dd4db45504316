"""What the robot does in the scenes in which movements go in turn: transfers, plans, undoing."""

from collections.abc import Iterable

from smspartner_tui.core.run import RunState
from smspartner_tui.tui.widgets.facts import Lines
from tests.rehearsal import Rehearsal
from tests.robot import Robot
from tests.turns import asks_to_transfer, begins_plan, marks, opens_plan, waits_for_run


def plain(lines: Iterable[str]) -> str:
    """What they say, in whichever language: French holds figures and units together."""
    return " ".join(lines).replace("\N{NO-BREAK SPACE}", " ")


async def asks_for_a_transfer(robot: Robot, _rehearsal: Rehearsal) -> None:
    """Two legs and one question."""
    await asks_to_transfer(robot, "Mairie de Vannes", "Garage Martin", "50")
    await robot.waits_for_ears()
    await robot.waits_until(lambda: not robot.works("last", "journal"), "the last movement")


async def asks_for_a_plan(robot: Robot, _rehearsal: Rehearsal) -> None:
    """Who gets how much and why, with the total half typed."""
    await opens_plan(robot)
    await robot.waits_for_ears()
    await robot.types("44")


async def carries_out_a_plan(robot: Robot, rehearsal: Rehearsal) -> None:
    """Its first movement in flight, for three seconds now."""
    rehearsal.bank.movements.hold()
    await begins_plan(robot)
    status = robot.screen.query_one("#status", Lines)
    await robot.waits_until(lambda: rehearsal.bank.movements.is_reached, "a movement")
    rehearsal.clock.advance(seconds=3)
    await robot.waits_until(lambda: "3 s" in plain(status.lines), "three seconds")


async def has_a_plan_stopped(robot: Robot, _rehearsal: Rehearsal) -> None:
    """No answer to one of its movements."""
    await begins_plan(robot)
    await waits_for_run(robot, RunState.PAUSED)


async def leaves_a_transfer_half_done(robot: Robot, _rehearsal: Rehearsal) -> None:
    """The credit was taken, and who was to get it refuses."""
    await asks_to_transfer(robot, "Mairie de Vannes", "Refus Assurances", "50")
    await robot.says_yes()
    await waits_for_run(robot, RunState.PAUSED)


async def undoes(robot: Robot, _rehearsal: Rehearsal) -> None:
    """What of a credit can come back, the rest being spent."""
    await robot.selects("Garage Martin")
    await robot.waits_until(lambda: not robot.works("last", "journal"), "the last movement")
    await robot.presses("u")
    await robot.waits_for_ears()


async def asks_for_the_same(robot: Robot, _rehearsal: Rehearsal) -> None:
    """One amount for many, of whom one is there already."""
    await marks(robot, "Garage Martin", "Clinique Saint-Yves", "Mairie de Vannes")
    await robot.presses("a")
    await robot.types("=100")
