"""The guards on screen: each says its figures before anything is asked, and allows no yes."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import Direction, Movement
from smspartner_tui.tui.screens.yes import Stage
from tests.held import token_of
from tests.journal.helpers import confirmed
from tests.rehearsal import NADIA, Rehearsal, followed, staged

NOT_POSSIBLE = "This movement is not possible: see above."


@pytest.mark.parametrize(
    ("limits", "amount", "words"),
    [
        (
            Limits(main_reserve=Decimal(500)),
            "2500",
            "! Blocked by your reserve of €500.00: €369.20 would remain",
        ),
        (
            Limits(max_per_day=Decimal(100)),
            "100,01",
            "! Blocked by your daily limit of €100.00: €0.00 added already today",
        ),
        (
            Limits(max_per_operation=Decimal(40)),
            "50",
            "! Blocked by your limit of €40.00 for one movement",
        ),
        (Limits(), "3000", "! The main account has only €2,869.20"),
    ],
    ids=["reserve", "day", "operation", "main"],
)
async def test_a_limit_blocks_an_add(
    tmp_path: Path, limits: Limits, amount: str, words: str
) -> None:
    """What the configuration or the main account does not allow is never asked for."""
    async with staged(tmp_path, limits=limits) as stage:
        await stage.robot.opens_add("Garage Martin")
        await stage.robot.types(amount)
        await stage.robot.sees(words)
        await stage.robot.presses("enter", "enter")
        await stage.robot.sees(NOT_POSSIBLE)
        assert stage.robot.dialog.stage is Stage.FORM
        assert stage.posts == 0


async def test_no_more_is_taken_back_than_there_is(tmp_path: Path) -> None:
    """A fresh balance that is too small blocks; an amount within it is asked for."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.opens_remove("Garage Martin")
        await robot.fills_in("61,81")
        await robot.sees("! This sub-account has only €61.80", NOT_POSSIBLE)
        await robot.presses("shift+tab")
        await robot.clears()
        await robot.fills_in("61,80")
        await robot.waits_for_stage(Stage.QUESTION)
        await robot.does_not_see("has only")
        assert stage.posts == 0


async def test_an_old_balance_that_is_too_small_only_warns(tmp_path: Path) -> None:
    """It may have been topped up since: then the platform decides."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        stage.bank.readings.hold()
        stage.clock.advance(minutes=10)
        await robot.removes("Garage Martin", "70")
        await robot.sees("! This sub-account has only €61.80", "Balance of 14:32, old.")
        assert robot.dialog.stage is Stage.QUESTION


async def test_an_old_main_balance_alone_is_read_again(tmp_path: Path) -> None:
    """A colleague saw that of the sub-account a moment ago: the guards rest on both."""
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running() as robot:
            rehearsal.bank.readings.hold()
            rehearsal.clock.advance(minutes=10)
            with rehearsal.journal(NADIA) as theirs:
                theirs.keep_balances(None, {token_of("Garage Martin"): Decimal("61.80")})
            await robot.opens_add("Garage Martin")
            await robot.waits_until(lambda: rehearsal.bank.readings.is_reached, "a reading")
            rehearsal.bank.readings.open()


async def test_what_was_added_today_counts(tmp_path: Path) -> None:
    """The second movement meets the daily limit that the first one filled."""
    async with staged(tmp_path, limits=Limits(max_per_day=Decimal(100))) as stage:
        robot = stage.robot
        await robot.adds("Garage Martin", "60")
        await robot.says_yes()
        await robot.sees("Added €60.00")
        await robot.opens_add("Clinique Saint-Yves")
        await robot.fills_in("50")
        await robot.sees("! Blocked by your daily limit of €100.00: €60.00 added already today")
        await robot.sees(NOT_POSSIBLE)
        assert stage.moved == [("add", "Garage Martin", "60")]


async def test_a_second_equal_movement_is_asked_as_another(tmp_path: Path) -> None:
    """The question says "another", the preview names the first, and yes moves it all the same."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Garage Martin", "50")
        await robot.says_yes()
        await robot.sees("Added €50.00")
        await robot.adds("Garage Martin", "50")
        await robot.sees(
            "! Already +€50.00 at 14:32 by demo (no. 1)", "ADD another €50.00 to Garage Martin?"
        )
        await robot.says_yes()
        await robot.sees("new balance €161.80 (no. 2)")
        assert stage.moved == [("add", "Garage Martin", "50")] * 2


async def test_a_locked_sub_account_is_shown_and_never_moved(tmp_path: Path) -> None:
    """The configuration's lock is a word in its row, and a guard in its dialog."""
    locked = followed("Garage Martin", locked=True)
    async with staged(tmp_path, subaccounts=locked) as stage:
        robot = stage.robot
        assert "LOCKED" in robot.line("> Garage Martin")
        await robot.opens_add("Garage Martin")
        await robot.fills_in("50")
        await robot.sees("! This sub-account is locked in the configuration", NOT_POSSIBLE)
        assert stage.posts == 0


async def test_read_only_takes_the_money_keys_away(tmp_path: Path) -> None:
    """Set at the start: said at all times, not in the footer, and not to be lifted here."""
    async with staged(
        tmp_path,
        limits=Limits(read_only=True),
        account=lambda account: replace(account, is_fixed_read_only=True),
    ) as stage:
        robot = stage.robot
        await robot.sees("READ-ONLY")
        await robot.does_not_see("a Add", "d Take back")
        await robot.presses("a", "d", "+", "-")
        assert robot.screen is robot.app.dashboard
        await robot.presses("l")
        await robot.sees("Read-only was set at the start: it cannot be lifted here.")
        assert stage.posts == 0


async def test_read_only_comes_at_once_and_asks_back(tmp_path: Path) -> None:
    """One key forbids movements; to allow them again is a question with a yes and a no."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("l")
        await robot.sees("READ-ONLY", "Read-only.")
        await robot.presses("a")
        assert robot.screen is robot.app.dashboard
        await robot.presses("l")
        await robot.sees("Allow movements again?")
        await robot.says_no()
        await robot.does_not_see("Allow movements again?")
        await robot.sees("READ-ONLY")
        await robot.presses("l")
        await robot.says_yes()
        await robot.sees("Movements are possible again.")
        await robot.does_not_see("READ-ONLY")
        await robot.adds("Garage Martin", "50")
        await robot.says_yes()
        await robot.sees("Added €50.00")
        assert stage.moved == [("add", "Garage Martin", "50")]


async def test_a_colleague_in_flight_on_the_same_account_is_named(tmp_path: Path) -> None:
    """While nadia moves credit there, nobody else can be asked for it; then hers is told."""
    with Rehearsal(tmp_path) as rehearsal, rehearsal.journal(NADIA) as theirs:
        token = token_of("Garage Martin")
        movement = Movement("theirs", token, "Garage Martin", Direction.ADD, Decimal(20))
        theirs.begin(movement, lambda _situation: ())
        async with rehearsal.running() as robot:
            assert "in flight" in robot.line("> Garage Martin")
            await robot.sees("No. 1, +€20.00 by nadia, is in flight since 14:32")
            await robot.opens_add("Garage Martin")
            await robot.fills_in("50")
            await robot.sees("! nadia is moving credit on this sub-account now, since 14:32")
            await robot.sees(NOT_POSSIBLE)
            assert rehearsal.bank.posts.total() == 0
            theirs.settle("theirs", confirmed())
            await robot.sees("! Already +€20.00")
            await robot.does_not_see("is moving credit")
            await robot.presses("enter")
            await robot.sees("ADD €50.00 to Garage Martin?")
