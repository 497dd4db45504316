"""A platform that knows the two credit calls alone: everything else still works."""

from pathlib import Path

import pytest

from smspartner_tui.core.money import AmountProblem
from smspartner_tui.wording import amount_problem
from tests.rehearsal import LIMITS, Rehearsal, staged


async def test_balances_come_from_the_replies(tmp_path: Path) -> None:
    """Unknown at first, and said so; known and dated from the first movement on."""
    with Rehearsal(tmp_path, readings=False, limits=NO_RESERVE) as rehearsal:
        async with rehearsal.running() as robot:
            await robot.sees(
                "Main account: balance not known",
                "The platform does not let balances be read: they come from each movement's answer",
            )
            assert robot.line("> Garage Martin") == "> Garage Martin auto - 50.00 - -"
            await robot.opens_add("Garage Martin")
            await robot.types("50")
            await robot.sees("The balance was never read: the platform decides.")
            await robot.sees("Main account not known -€50.00", "Garage Martin not known +€50.00")
            await robot.presses("enter", "enter")
            await robot.says_yes()
            await robot.sees("Added €50.00 to Garage Martin, new balance €111.80 (no. 1)")
            await robot.sees("Main account €2,819.20 read 14:32")
            assert robot.line("> Garage Martin") == "> Garage Martin auto 111.80 50.00 - OK"
            await robot.removes("Garage Martin", "=100")
            await robot.says_yes()
            await robot.sees("Took back €11.80 from Garage Martin, new balance €100.00 (no. 2)")
        rehearsal.clock.advance(hours=2)
        async with rehearsal.running() as robot:
            await robot.sees("Main account €2,831.00 of 14:32, old")
            assert robot.line("> Garage Martin") == "> Garage Martin auto 100.00 50.00 - OK 14:32"


NO_RESERVE = type(LIMITS)()


@pytest.mark.parametrize("typed", ["=100", "tout"])
async def test_what_needs_a_balance_says_so(tmp_path: Path, typed: str) -> None:
    """A balance to reach, or all of it, cannot be worked out before one is known."""
    async with staged(tmp_path, readings=False) as stage:
        await stage.robot.opens_remove("Garage Martin")
        await stage.robot.fills_in(typed)
        await stage.robot.sees(amount_problem(AmountProblem.BALANCE_UNKNOWN))
        assert stage.posts == 0


async def test_a_reserve_cannot_be_kept_in_the_dark(tmp_path: Path) -> None:
    """With the main balance unknown, a reserve blocks what is added, and nothing taken back."""
    async with staged(tmp_path, readings=False) as stage:
        robot = stage.robot
        await robot.opens_add("Garage Martin")
        await robot.fills_in("50")
        await robot.sees("! Blocked by your reserve: the main balance is not known")
        await robot.presses("escape")
        await robot.removes("Garage Martin", "10")
        await robot.says_yes()
        await robot.sees("Took back €10.00")
        assert stage.moved == [("remove", "Garage Martin", "10")]


async def test_the_platform_refuses_what_it_must(tmp_path: Path) -> None:
    """Where no balance is known the platform's own word stands against too much."""
    async with staged(tmp_path, readings=False) as stage:
        robot = stage.robot
        await robot.removes("Garage Martin", "90")
        await robot.says_yes()
        await robot.sees(
            "Refused. Nothing moved.",
            "Not enough credit: the balance has probably fallen.",
            "Code 8: “Crédit insufisant”",
        )
        assert stage.moved == []


async def test_a_list_that_is_refused_leaves_the_main_balance(tmp_path: Path) -> None:
    """A platform that tells the main balance and no list is used as far as it goes."""
    async with staged(tmp_path, list_calls=False) as stage:
        robot = stage.robot
        await robot.sees("Main account €2,869.20 read 14:32")
        await robot.sees("The platform does not let balances be read")
        assert robot.line("> Garage Martin") == "> Garage Martin auto - 50.00 - -"
        await robot.adds("Garage Martin", "50")
        await robot.says_yes()
        await robot.sees("new balance €111.80")
