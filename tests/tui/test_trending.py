"""For how long balances last: the column, its order, the pace and the line of the last weeks."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from smspartner_tui.core.days import DAYS, Trend
from smspartner_tui.core.history import Held
from tests.held import token_of
from tests.past import spent_for_weeks
from tests.rehearsal import Rehearsal, Stage, staged
from tests.robot import Robot

GARAGE = "Garage Martin"


def trend_of(robot: Robot, name: str = GARAGE) -> Trend:
    """How a sub-account spends, as the app knows it."""
    return robot.app.board.trends.get(token_of(name), Trend())


async def waits_for_trends(robot: Robot) -> None:
    """Wait until the app knows how each of them spends, by today's balances too."""
    await robot.waits_until(
        lambda: trend_of(robot).points[-1:] == (Decimal("61.80"),), "the trends"
    )
    await robot.settles()


async def test_days_left_stand_beside_the_balance(tmp_path: Path) -> None:
    """In a column, with the pace and the last weeks in the two lines below."""
    with Rehearsal(tmp_path) as rehearsal:
        spent_for_weeks(rehearsal)
        async with rehearsal.running() as robot:
            await waits_for_trends(robot)
            assert robot.line("> Garage Martin") == "> Garage Martin auto 61.80 50.00 11 d OK"
            await robot.sees("Sub-account Group Balance € Low mark € Left State")
            assert "0.80 50.00 < 1 d ! LOW" in robot.line("Clinique Saint-Yves")
            await robot.sees("simple · token …1fbc · spends €5.21 a day")
            assert robot.line("No movement yet.").startswith("No movement yet. · █")
            await robot.selects("Camping des Îles")
            await robot.sees("spends €1.")
            assert "402.70 50.00 > 1 y OK" in robot.line("> Camping des Îles")


async def test_the_card_shows_how_it_fell(tmp_path: Path) -> None:
    """Enter opens it; on a wide window it stands beside the list."""
    with Rehearsal(tmp_path) as rehearsal:
        spent_for_weeks(rehearsal)
        async with rehearsal.running() as robot:
            await waits_for_trends(robot)
            await robot.presses("enter")
            await robot.sees("Left 11 d", "Spends €5.")
            blocks = robot.line("28 days").removeprefix("28 days ")
            assert len(blocks) == DAYS
            assert blocks[0] == "█"
            assert [*blocks] == sorted(blocks, reverse=True)
            await robot.presses("escape")
            await robot.pilot.resize_terminal(120, 40)
            await robot.sees(f"28 days {blocks}")


async def test_the_list_is_ordered_by_days_left(tmp_path: Path) -> None:
    """The least first, and of those the lowest balance."""
    with Rehearsal(tmp_path) as rehearsal:
        spent_for_weeks(rehearsal)
        async with rehearsal.running() as robot:
            await waits_for_trends(robot)
            await robot.presses("o", "o", "o", "o")
            await robot.sees("order: days left")
            assert robot.names[:3] == ["Institut Azur", "Clinique Saint-Yves", "Pharmacie Leroy"]
            assert robot.names[-1] == "Camping des Îles"
            assert robot.selected == GARAGE


async def test_a_new_journal_tells_no_pace(tmp_path: Path) -> None:
    """A dash, but for who has nothing left."""
    async with staged(tmp_path) as stage:
        await waits_for_trends(stage.robot)
        assert "61.80 50.00 - OK" in stage.robot.line("> Garage Martin")
        await stage.robot.does_not_see("a day")
        await stage.robot.selects("Institut Azur")
        assert "0.00 20.00 < 1 d ! EMPTY" in stage.robot.line("> Institut Azur")


async def reads(stage: Stage) -> None:
    """Have the balances read, and what comes of that."""
    await stage.robot.presses("r")
    await stage.robot.sees("Balances up to date")
    robot = stage.robot
    await robot.waits_until(lambda: not robot.works("reading", "trends"), "nothing to be read")
    await robot.settles()


async def test_new_balances_tell_another_pace(tmp_path: Path) -> None:
    """A minute later at the soonest, and only where one of them is new."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await waits_for_trends(robot)
        asked = robot.app._not_before
        stage.clock.advance(minutes=2)
        await reads(stage)
        assert robot.app._not_before == asked, "nothing was new"
        stage.bank.spends(GARAGE, "30")
        await reads(stage)
        await robot.waits_until(
            lambda: trend_of(robot).points == (Decimal("31.80"),), "the balance of today"
        )
        stage.bank.spends(GARAGE, "30")
        await reads(stage)
        assert trend_of(robot).points == (Decimal("31.80"),), "that was this minute"
        assert robot.app._next_trends is not None
        stage.clock.advance(minutes=1)
        await reads(stage)
        await robot.waits_until(
            lambda: trend_of(robot).points == (Decimal("1.80"),), "the balance of today"
        )
        assert robot.app._next_trends is None


async def test_kept_balances_are_thinned_at_the_start(tmp_path: Path) -> None:
    """Once what is on screen was read."""
    with Rehearsal(tmp_path) as rehearsal:
        first = rehearsal.clock.now - timedelta(days=30)
        times = [first + timedelta(minutes=minutes) for minutes in range(100)]
        with rehearsal.journal() as journal:
            whole = [Held(Decimal(1000 - n), at, at) for n, at in enumerate(times)]
            journal.keep_past({token_of(GARAGE): whole})

            def is_thinned() -> bool:
                seen = journal.past().balances[token_of(GARAGE)]
                return len(seen) < len(whole)

            assert not is_thinned()
            async with rehearsal.running() as robot:
                await robot.waits_until(is_thinned, "fewer balances")
                await robot.waits_until(lambda: not robot.works("thinning"), "its end")
            journal.check()
            assert journal.problem is None
