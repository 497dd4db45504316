"""The same amount for many, and what a plan does when there is not enough for all."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from smspartner_tui.core.guards import Limits
from smspartner_tui.core.run import RunState
from smspartner_tui.tui.screens.yes import Stage
from tests.rehearsal import LIMITS, followed, staged
from tests.turns import marks, opens_plan, plan_screen, waits_for_run

GARAGE = "Garage Martin"
CLINIC = "Clinique Saint-Yves"
TOWN = "Mairie de Vannes"
LEROY = "Pharmacie Leroy"
HAIR = "Coiffure Élégance"
EMPTY = "Institut Azur"
OURS = (*followed(GARAGE, TOWN, CLINIC, EMPTY), *followed(HAIR, locked=True))


async def test_the_same_amount_for_many_is_asked_once(tmp_path: Path) -> None:
    """`a` with marks: one amount, one reference, one total; who is skipped is said with why."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await marks(robot, GARAGE, CLINIC, HAIR)
        await robot.presses("a")
        await robot.sees("Add to 3 sub-accounts", "Type an amount: 50, or =100")
        await robot.types("20")
        await robot.sees(
            "1 Clinique Saint-… 0.80 +20.00 20.80 as asked",
            "2 Garage Martin 61.80 +20.00 81.80 as asked",
            "- Coiffure Élégan… (20.00) locked",
            "2 movements · credits €40.00 · 1 left out",
        )
        await robot.presses("enter", *"FA-7", "enter")
        await robot.sees("CARRY OUT 2 movements, €40.00 moved in all?")
        await robot.retypes("40")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == [("add", CLINIC, "20"), ("add", GARAGE, "20")]
        assert {one.movement.reference for one in stage.history} == {"FA-7"}


async def test_many_are_brought_to_one_balance(tmp_path: Path) -> None:
    """`=100` is another amount for each; who is there or above it is skipped."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await robot.presses("asterisk", "a", *"=61,80")
        await robot.sees(
            "1 Institut Azur 0.00 +61.80 61.80 balance asked for",
            "2 Clinique Saint-… 0.80 +61.00 61.80 balance asked for",
            "- Garage Martin - there already",
            "- Mairie de Vannes - above that already",
        )
        await robot.presses("enter", "enter")
        await robot.retypes("122.80")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == [("add", EMPTY, "61.8"), ("add", CLINIC, "61")]


async def test_all_is_taken_back_from_many(tmp_path: Path) -> None:
    """`d` with marks, `tout`: what each has; who has nothing is skipped."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await marks(robot, CLINIC, EMPTY, GARAGE)
        await robot.presses("d", *"tout")
        await robot.sees("Take back from 3 sub-accounts", "- Institut Azur - nothing left")
        await robot.presses("enter", "enter")
        await robot.sees("CARRY OUT 2 movements, €62.60 moved in all?")
        await robot.retypes("62.60")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == [("remove", GARAGE, "61.8"), ("remove", CLINIC, "0.8")]


async def test_no_amount_is_asked_about(tmp_path: Path) -> None:
    """What cannot be read is said, Enter stays in the line, Esc leaves, the marks stay."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await marks(robot, GARAGE, CLINIC)
        await robot.presses("a", "enter")
        await robot.sees("Type an amount: 50, or =100 for the balance to reach")
        await robot.presses(*"5x", "enter", "enter")
        await robot.sees("Cannot read this amount: write 50 or 50.25")
        assert plan_screen(robot).stage is Stage.FORM
        await robot.presses("escape")
        await robot.sees("2 marked")
        assert stage.posts == 0


async def test_the_reserve_and_a_limit_cut_and_say_so(tmp_path: Path) -> None:
    """Who comes first gets what there is; the others are told by how much, and who gets nothing."""
    limits = Limits(main_reserve=Decimal(2750), max_per_operation=Decimal(80))
    subaccounts = followed(CLINIC, LEROY, HAIR)
    async with staged(tmp_path, limits=limits, subaccounts=subaccounts) as stage:
        robot = stage.robot
        await opens_plan(robot)
        await robot.sees(
            "+80.00 80.80 limit: of €99.20",
            "+39.20 47.44 reserve: of €51.75",
            "(30.10) reserve reached",
            "2 movements · credits €119.20 · 1 left out",
            "→ €2,750.00",
        )
        await robot.retypes("119.20")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == [("add", CLINIC, "80"), ("add", LEROY, "39.2")]


async def test_the_limit_of_the_day_cuts_and_says_so(tmp_path: Path) -> None:
    """What was added today already counts."""
    limits = replace(LIMITS, max_per_day=Decimal(140))
    subaccounts = followed(CLINIC, LEROY, HAIR)
    async with staged(tmp_path, limits=limits, subaccounts=subaccounts) as stage:
        robot = stage.robot
        await robot.adds(HAIR, "20")
        await robot.says_yes()
        await robot.sees("Added €20.00")
        await opens_plan(robot)
        await robot.sees("+20.80 29.04 day's limit: of €51.75", "2 movements · credits €120.00")
        await robot.retypes("120")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == [
            ("add", HAIR, "20"),
            ("add", CLINIC, "99.2"),
            ("add", LEROY, "20.8"),
        ]


async def test_read_only_plans_nothing(tmp_path: Path) -> None:
    """Neither `p` nor, with marks, `a` and `d`."""
    async with staged(tmp_path, limits=replace(LIMITS, read_only=True)) as stage:
        robot = stage.robot
        assert "p Plan" not in robot.text
        await robot.presses("p", "space", "space", "a", "d")
        assert robot.screen is robot.app.dashboard
        assert stage.posts == 0
