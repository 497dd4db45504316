"""What the balances prove about a movement in doubt, as the operator sees it, and what is kept."""

from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import Reason, Ruling, State, Why
from tests.past import came_to, writes
from tests.rehearsal import NADIA, Stage, staged
from tests.tui.test_check import APPLIED, LOST, leaves_in_doubt

NOTHING = "NOTHING PROPOSED: the balances do not tell."
ASK = "Compare with your customer area, or ask SMS Partner by time and amount."


async def looks_at_it(stage: Stage, name: str, *, after: float) -> None:
    """Leave a movement in doubt, open its screen, and read balances so many seconds later."""
    await leaves_in_doubt(stage, name)
    await stage.robot.presses("v")
    await stage.robot.sees("What became of it?")
    stage.clock.advance(seconds=after)
    await stage.robot.presses("r")


async def decides(stage: Stage, key: str, why: str) -> None:
    """Answer, give a reason, say yes."""
    await stage.robot.presses(key)
    await stage.robot.sees("Why")
    await stage.robot.types(why)
    await stage.robot.presses("enter")
    await stage.robot.says_yes()
    await stage.robot.sees("No. 1 is settled")


async def test_no_effect_is_provisional_until_its_time_is_over(tmp_path: Path) -> None:
    """Until then nothing can be recorded as without effect; after one more reading it can."""
    async with staged(tmp_path, deadline=0.3) as stage:
        robot = stage.robot
        await looks_at_it(stage, LOST, after=20)
        await robot.sees(
            "No effect so far; until 14:34 the platform may still carry it out.",
            "The main account holds more than it could after paying €50.00.",
            "No effect: when the main account still holds €2,819.21 or more after 14:34.",
        )
        await robot.presses("s")
        await robot.sees("The platform may still carry it out: decide that after 14:34")
        assert stage.history[0].state is State.UNKNOWN
        stage.clock.advance(minutes=3)
        await robot.presses("r")
        await robot.sees("PROPOSED: it had no effect.")
        await decides(stage, "s", "not in the list")
        [entry] = stage.history
        assert entry.state is State.RESOLVED_NOT_APPLIED
        assert entry.resolution is not None
        assert (entry.resolution.ruling, entry.resolution.why) == (Ruling.NOT_APPLIED, Why.HELD)
        assert entry.resolution.main is not None
        assert entry.resolution.main.amount == Decimal("2869.20")
        assert entry.resolution.main.read_at == stage.clock.now
        assert stage.posts == 1


async def test_a_rise_is_no_effect_that_has_to_wait(tmp_path: Path) -> None:
    """That it went through is proposed at once; the figures stand where they can be compared."""
    async with staged(tmp_path, deadline=0.3) as stage:
        await looks_at_it(stage, APPLIED, after=5)
        await stage.robot.sees(
            "PROPOSED: it went through.",
            f"{APPLIED} rose, and only a credit raises a balance.",
            "difference -€50.00 +€50.00",
        )


async def test_what_both_show_is_not_decided_by_the_program(tmp_path: Path) -> None:
    """Somebody credited as much on the site: the account rose, and nobody paid for it here."""
    async with staged(tmp_path, deadline=0.3) as stage:
        await leaves_in_doubt(stage, LOST)
        stage.bank.spends(LOST, "-50")
        await stage.robot.presses("v")
        stage.clock.advance(minutes=3)
        await stage.robot.presses("r")
        await stage.robot.sees(
            NOTHING,
            f"{LOST} rose, and the main account did not pay: somebody else moved credit.",
            ASK,
        )
        await decides(stage, "s", "credited by hand by the boss")
        assert stage.history[0].resolution is not None
        assert stage.history[0].resolution.ruling is Ruling.OPEN
        assert stage.history[0].resolution.why is Why.BOTH


async def test_more_than_it_asked_for_is_not_decided_either(tmp_path: Path) -> None:
    """It rose by more than the movement could raise it."""
    async with staged(tmp_path, deadline=0.3) as stage:
        await leaves_in_doubt(stage, APPLIED)
        stage.bank.spends(APPLIED, "-30")
        await stage.robot.presses("v")
        stage.clock.advance(seconds=20)
        await stage.robot.presses("r")
        await stage.robot.sees(
            NOTHING, f"{APPLIED} rose by more than €50.00: somebody else moved credit.", ASK
        )


async def test_a_main_account_that_was_topped_up_proves_nothing(tmp_path: Path) -> None:
    """Money came from elsewhere: what it hides is for a person to find out."""
    async with staged(tmp_path, deadline=0.3) as stage:
        await leaves_in_doubt(stage, LOST)
        stage.bank._main.balance += 500
        await stage.robot.presses("v")
        stage.clock.advance(minutes=3)
        await stage.robot.presses("r")
        await stage.robot.sees(
            NOTHING, "The main account rose meanwhile: somebody else moved credit.", ASK
        )


async def test_spending_that_hides_it_is_said(tmp_path: Path) -> None:
    """The account rose by less than it spent, and the main account fell on its own."""
    async with staged(tmp_path, deadline=0.3) as stage:
        await leaves_in_doubt(stage, APPLIED)
        stage.bank.spends(APPLIED, "60")
        await stage.robot.presses("v")
        stage.clock.advance(minutes=3)
        await stage.robot.presses("r")
        await stage.robot.sees(NOTHING, "What both accounts spend by themselves hides it.", ASK)


async def test_without_readings_it_is_compared_by_hand(tmp_path: Path) -> None:
    """The platform lets nothing be read: what to compare is said, with time and amount."""
    async with staged(tmp_path, deadline=0.3, readings=False, limits=Limits()) as stage:
        robot = stage.robot
        await leaves_in_doubt(stage, APPLIED)
        await robot.presses("v")
        await robot.sees(
            "The platform lets no balance be read: compare by hand in your customer area.",
            f"At 14:32, did {APPLIED} gain €50.00, and did the main account pay it?",
        )
        await decides(stage, "a", "seen on the site")
        resolution = stage.history[0].resolution
        assert resolution is not None
        assert (resolution.ruling, resolution.why) == (Ruling.OPEN, Why.UNREAD)
        assert (resolution.main, resolution.subaccount) == (None, None)
        assert resolution.because == "seen on the site"


@pytest.mark.parametrize(("name", "key"), [(LOST, "a"), (APPLIED, "s")])
async def test_a_decision_against_the_balances_is_warned_of(
    tmp_path: Path, name: str, key: str
) -> None:
    """It can be taken, with a reason; the record keeps what the balances proposed."""
    async with staged(tmp_path, deadline=0.3) as stage:
        await looks_at_it(stage, name, after=180)
        proposed = "it had no effect" if name is LOST else "it went through"
        await stage.robot.sees(f"PROPOSED: {proposed}.")
        await stage.robot.presses(key)
        await stage.robot.sees("! The balances say otherwise.")
        await stage.robot.presses("escape")
        await stage.robot.does_not_see("! The balances say otherwise.")
        await stage.robot.presses("s" if key == "a" else "a")
        await stage.robot.sees("Why")
        assert "say otherwise" not in stage.robot.text
        await stage.robot.presses("escape")
        await decides(stage, key, "the site says so")
        resolution = stage.history[0].resolution
        assert resolution is not None
        assert resolution.applied is (key == "a")
        assert resolution.ruling is (Ruling.NOT_APPLIED if name is LOST else Ruling.APPLIED)


async def test_ones_own_other_movements_are_taken_into_account(tmp_path: Path) -> None:
    """A movement on another client moves the main account too, and is said to be known."""
    async with staged(tmp_path, deadline=0.3) as stage:
        robot = stage.robot
        await leaves_in_doubt(stage, LOST)
        stage.clock.advance(seconds=20)
        await robot.adds("Garage Martin", "30")
        await robot.says_yes()
        await robot.sees("Added €30.00 to Garage Martin")
        await robot.selects(LOST)
        stage.clock.advance(minutes=3)
        await robot.presses("v")
        await robot.sees(
            "PROPOSED: it had no effect.",
            "1 other movement meanwhile, taken into account",
        )


@pytest.mark.parametrize("stage_of_it", ["looking", "reason", "question"])
async def test_a_colleagues_decision_closes_it(tmp_path: Path, stage_of_it: str) -> None:
    """By itself, however far one had come, and the status line says who was first."""
    async with staged(tmp_path, deadline=0.3) as stage:
        robot = stage.robot
        await leaves_in_doubt(stage, LOST)
        await robot.presses("v")
        await robot.sees("What became of it?")
        if stage_of_it != "looking":
            await robot.presses("a", "x")
        if stage_of_it == "question":
            await robot.presses("enter")
            await robot.sees("[o] Yes, record it")
        with stage.rehearsal.journal(NADIA) as theirs:
            theirs.resolve(stage.history[0].movement.id, applied=False, because="was first")
        await robot.does_not_see("A movement in doubt")
        await robot.sees(f"nadia has settled no. 1; {LOST} can be moved again.")
        await robot.does_not_see("? DOUBT")
        await robot.presses("h")
        await robot.sees("by nadia: was first")


async def test_a_colleagues_doubt_can_be_settled_here(tmp_path: Path) -> None:
    """What another program left unanswered is shown, checked and decided like one's own."""
    async with staged(tmp_path, deadline=0.3) as stage:
        with stage.rehearsal.journal(NADIA) as theirs:
            writes(theirs, came_to(State.UNKNOWN, Reason.DEADLINE), LOST, "50")
        await stage.robot.sees("1 to check (v)", "nadia")
        await stage.robot.presses("v")
        await stage.robot.sees("14:32 by nadia", "What became of it?")
        await decides(stage, "a", "seen on the site")
        assert stage.history[0].resolution is not None
        assert stage.history[0].resolution.operator.name == "demo"
