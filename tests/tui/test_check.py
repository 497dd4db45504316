"""A movement in doubt: announced, looked at, decided by a person with a reason; nothing is sent."""

import time
from decimal import Decimal
from pathlib import Path

from smspartner_tui.core.movement import Ruling, State, Why
from tests.rehearsal import NADIA, Rehearsal, Stage, staged

APPLIED = "Radio Silence (abouti)"
LOST = "Cinéma Muet (sans effet)"
IN_TIME = 2.0
"""Seconds in which what a colleague did is on the screen."""


async def leaves_in_doubt(stage: Stage, name: str) -> None:
    """Add 50 € that are never answered for, and close the dialog."""
    await stage.robot.adds(name, "50")
    await stage.robot.says_yes()
    await stage.robot.sees("v Check it")
    await stage.robot.presses("escape")
    await stage.robot.does_not_see("Add credit")


async def test_a_doubt_is_settled_with_a_reason(tmp_path: Path) -> None:
    """From the answer in the dialog to the record: the row is free again, and nothing was sent."""
    async with staged(tmp_path, deadline=0.3) as stage:
        robot = stage.robot
        await robot.adds(APPLIED, "50")
        await robot.says_yes()
        await robot.sees("v Check it")
        await robot.presses("v")
        await robot.sees(
            "A movement in doubt",
            f"No. 1: add €50.00 to {APPLIED}, 14:32 by demo",
            "a It went through s It had no effect r Refresh Esc Later",
        )
        stage.clock.advance(minutes=2)
        await robot.presses("r")
        await robot.sees("14:32 before €2,869.20 €16.40", "14:34:07 read €2,819.20 €66.40")
        await robot.sees("difference -€50.00 +€50.00", "if it went through -€50.00 +€50.00")
        await robot.sees("PROPOSED: it went through.", "and only a credit raises a balance.")
        await robot.sees(f"Went through: when {APPLIED} rises above €16.40.")
        await robot.sees("No effect: when the main account still holds €2,819.21 or more")
        await robot.presses("a")
        await robot.sees("Record that no. 1 WENT THROUGH?", "Why")
        await robot.presses("enter")
        await robot.sees("Say why: what did you see, and where?")
        await robot.types("seen in the customer area")
        await robot.presses("enter")
        await robot.sees("[o] Yes, record it [n] No")
        await robot.says_yes()
        await robot.sees(f"No. 1 is settled; {APPLIED} can be moved again.")
        await robot.does_not_see("? DOUBT")
        [entry] = stage.history
        assert entry.state is State.RESOLVED_APPLIED
        assert entry.resolution is not None
        assert entry.resolution.because == "seen in the customer area"
        assert entry.resolution.operator.name == "demo"
        assert (entry.resolution.ruling, entry.resolution.why) == (Ruling.APPLIED, Why.ROSE)
        assert entry.resolution.subaccount is not None
        assert entry.resolution.subaccount.amount == Decimal("66.40")
        assert stage.posts == 1
        await robot.removes(APPLIED, "5")
        await robot.sees(f"TAKE BACK €5.00 from {APPLIED}?")


async def test_a_doubt_that_had_no_effect_is_recorded_as_such(tmp_path: Path) -> None:
    """`s` is the other answer, not before it is too late; the movement is not sent again."""
    async with staged(tmp_path, deadline=0.3) as stage:
        robot = stage.robot
        await leaves_in_doubt(stage, LOST)
        await robot.presses("v")
        await robot.sees("What became of it?")
        await robot.presses("s")
        await robot.sees("The platform may still carry it out: decide that after 14:34")
        stage.clock.advance(minutes=3)
        await robot.presses("s")
        await robot.types("not in the list")
        await robot.presses("enter")
        await robot.sees("Record that no. 1 HAD NO EFFECT?")
        await robot.says_yes()
        await robot.sees("No. 1 is settled")
        assert stage.history[0].state is State.RESOLVED_NOT_APPLIED
        assert stage.moved == []
        assert stage.posts == 1


async def test_a_decision_needs_a_yes_that_is_meant(tmp_path: Path) -> None:
    """Enter, a burst and a paste record nothing; Esc and `n` lead back, Esc again is later."""
    async with staged(tmp_path, deadline=0.3) as stage:
        robot = stage.robot
        await leaves_in_doubt(stage, LOST)
        await robot.presses("v")
        await robot.sees("What became of it?")
        await robot.presses("a", "x", "enter", "o", "y", "enter", "o")
        await robot.sees("[o] Yes, record it [n] No")
        await robot.waits_for_ears()
        await robot.pastes("o\n")
        await robot.presses("enter", "space")
        assert stage.history[0].state is State.UNKNOWN
        await robot.says_no()
        await robot.sees("What became of it?")
        await robot.presses("a")
        await robot.sees("WENT THROUGH?")
        await robot.presses("escape")
        await robot.sees("What became of it?")
        await robot.presses("escape")
        await robot.does_not_see("What became of it?")
        assert "? DOUBT" in robot.line("> Cinéma Muet")
        assert stage.history[0].state is State.UNKNOWN


async def test_a_doubt_is_announced_at_the_next_start(tmp_path: Path) -> None:
    """The first thing a new session offers, with a yes and a no, is to settle what is open."""
    with Rehearsal(tmp_path, deadline=0.3) as rehearsal:
        async with rehearsal.running() as robot:
            await leaves_in_doubt(Stage(robot, rehearsal), APPLIED)
        rehearsal.clock.advance(days=1)
        async with rehearsal.running() as robot:
            await robot.sees("1 movement to check since 12 Jun 14:32. See it now?")
            await robot.says_no()
            await robot.does_not_see("See it now?")
            await robot.sees("1 to check (v)")
        async with rehearsal.running() as robot:
            await robot.sees("See it now?")
            await robot.says_yes()
            await robot.sees(f"No. 1: add €50.00 to {APPLIED}, 12 Jun 14:32 by demo")
            assert rehearsal.bank.posts.total() == 1


async def test_a_colleagues_decision_closes_the_screen(tmp_path: Path) -> None:
    """Within two seconds and by itself; nothing can be recorded over it."""
    async with staged(tmp_path, deadline=0.3) as stage:
        robot = stage.robot
        await leaves_in_doubt(stage, LOST)
        await robot.presses("v")
        await robot.sees("What became of it?")
        with stage.rehearsal.journal() as theirs:
            theirs.resolve(stage.history[0].movement.id, applied=False, because="was first")
        decided_at = time.monotonic()
        await robot.does_not_see("What became of it?")
        assert time.monotonic() - decided_at < IN_TIME
        await robot.does_not_see("? DOUBT")
        assert stage.history[0].resolution is not None
        assert stage.history[0].resolution.because == "was first"


async def test_what_a_colleague_settled_while_it_was_offered_is_not_opened(tmp_path: Path) -> None:
    """Yes to the question of the start says that it is no longer in doubt."""
    with Rehearsal(tmp_path, deadline=0.3) as rehearsal:
        async with rehearsal.running() as robot:
            await leaves_in_doubt(Stage(robot, rehearsal), LOST)
        rehearsal.clock.advance(days=1)
        async with rehearsal.running() as robot:
            await robot.sees("1 movement to check since 12 Jun 14:32. See it now?")
            with rehearsal.journal(NADIA) as theirs:
                [doubt] = theirs.history(1)
                theirs.resolve(doubt.movement.id, applied=False, because="was first")
            await robot.waits_until(lambda: not robot.app.board.in_doubt, "the end of the doubt")
            await robot.says_yes()
            await robot.sees("No. 1 is no longer in doubt: see the history (h).")
            assert robot.screen is robot.app.dashboard
