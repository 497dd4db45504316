"""Two operators and their plans: one goes at a time, and what one leaves the other can take up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from smspartner_tui.core.movement import Direction, Movement, RunKind, State
from smspartner_tui.core.run import Halt, Leg, Run, RunState
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.partner import SmsPartner
from smspartner_tui.simulator import DEMO_KEY
from smspartner_tui.tui.screens.run import RunScreen
from tests.held import token_of
from tests.rehearsal import LIMITS, NADIA, STALE_AFTER, Rehearsal, Stage, followed, staged
from tests.robot import Robot
from tests.turns import marks, run_of, waits_for_post, waits_for_run

GARAGE = "Garage Martin"
CLINIC = "Clinique Saint-Yves"
LEROY = "Pharmacie Leroy"
OURS = followed(GARAGE, CLINIC, LEROY)
HERS = [("add", CLINIC, "10"), ("add", LEROY, "20")]


def her_plan() -> Run:
    """Ten euros and twenty."""
    legs = (
        Leg(Movement(f"hers-{name}", token_of(name), name, Direction.ADD, Decimal(amount)))
        for _direction, name, amount in HERS
    )
    return Run("hers", RunKind.PLAN, tuple(legs), reference="juin")


def other_legs() -> tuple[Leg, ...]:
    """Five euros."""
    name = GARAGE
    return (Leg(Movement("other", token_of(name), name, Direction.ADD, Decimal(5))),)


@contextmanager
def her_desk(rehearsal: Rehearsal) -> Iterator[Desk]:
    """Nadia's program, without its screen."""
    with rehearsal.journal(NADIA) as journal:
        desk = Desk(
            SmsPartner(DEMO_KEY, rehearsal.server.base_url),
            journal,
            subaccounts=OURS,
            limits=LIMITS,
            stale_after=STALE_AFTER,
            clock=rehearsal.clock,
        )
        desk.refresh()
        try:
            yield desk
        finally:
            rehearsal.bank.movements.open()
            desk.close()


async def asks_to_go_on(robot: Robot, theirs: Journal) -> None:
    """Her plan is paused, and its question stands here."""
    theirs.open_run(her_plan())
    theirs.leave_run("hers", Halt.ASKED)
    await robot.sees("! plan no. 1 interrupted (p)")
    await robot.presses("p", "c")
    await robot.waits_for_ears()


async def adds_5_to_two(stage: Stage) -> None:
    """Mark two, and agree to five euros for each."""
    await marks(stage.robot, GARAGE, LEROY)
    await stage.robot.presses("a", *"5", "enter", "enter")
    await stage.robot.retypes("10")


async def test_her_plan_is_seen_and_ours_does_not_go_meanwhile(tmp_path: Path) -> None:
    """How far it has come and whose it is; ours is told what to wait for, keeps its marks, goes."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        with her_desk(stage.rehearsal) as hers:
            stage.bank.movements.hold()
            hers.begin(her_plan())
            await waits_for_post(stage)
            await robot.sees("nadia: Plan no. 1: 1 of 2", "plan no. 1: 1 of 2 (p)")
            await robot.presses("p")
            await robot.sees("Plan no. 1 · 14:32 by nadia · juin", "1 Clinique Saint-Yves +10.00")
            assert "Pause" not in robot.text
            assert "Drop" not in robot.text
            await robot.presses("p", "x", "c", "escape")
            await adds_5_to_two(stage)
            await robot.sees(
                "Not started. Nothing moved.",
                "nadia has plan no. 1 running, 1 of 2: wait for its end.",
            )
            assert stage.posts == 0
            stage.bank.movements.open()
            await robot.presses("escape")
            await robot.sees("nadia: Plan no. 1: 2 done, €30.00 moved", "2 marked")
            await robot.presses("a", *"5", "enter", "enter")
            await robot.retypes("10")
            await waits_for_run(robot, RunState.ENDED)
            await robot.sees("Plan no. 2: 2 done, €10.00 moved")
            await robot.presses("escape")
            await robot.does_not_see("marked")
        assert stage.moved == [*HERS, ("add", LEROY, "5"), ("add", GARAGE, "5")]
        assert [one.operator.name for one in stage.history] == ["demo", "demo", "nadia", "nadia"]


async def test_what_stood_in_its_way_is_not_said_once_it_is_over(tmp_path: Path) -> None:
    """A paused plan that could not go on beside hers says so until hers has ended."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        with stage.rehearsal.journal(NADIA) as theirs:
            await asks_to_go_on(robot, theirs)
            theirs.open_run(replace(her_plan(), id="other", legs=other_legs()))
            await robot.waits_until(lambda: "other" in robot.app.board.runs, "her other plan")
            await robot.retypes("30")
            await robot.sees("nadia has plan no. 2 running, 1 of 1: wait for its end.")
            theirs.leave_run("other", Halt.DROPPED)
            await robot.does_not_see("wait for its end")


async def test_what_a_killed_colleague_left_is_taken_over(tmp_path: Path) -> None:
    """Her program is gone in the middle: within two seconds it is said, and `c` goes on with it."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        with stage.rehearsal.journal(NADIA) as theirs:
            theirs.open_run(her_plan())
            await robot.sees("nadia: Plan no. 1: 1 of 2")
        # Its lock is free without a word in the journal, as after a kill.
        await robot.sees("! plan no. 1 interrupted (p)", "nadia: Plan no. 1: 0 done, 2 left")
        await robot.presses("p")
        run = await waits_for_run(robot, RunState.PAUSED)
        assert (run.halt, run.operator.name) == (Halt.DIED, "nadia")
        await robot.sees("Interrupted: the program ended in the middle.")
        await robot.presses("c")
        await robot.sees("GO ON with 2 movements, €30.00 in all?")
        await robot.retypes("30")
        await waits_for_run(robot, RunState.ENDED)
        await robot.sees("Plan no. 1: 2 done, €30.00 moved")
        assert stage.moved == HERS
        assert [(one.state, one.operator.name) for one in stage.history] == [
            (State.CONFIRMED, "demo"),
            (State.CONFIRMED, "demo"),
        ]


async def test_what_somebody_else_went_on_with_is_not_gone_on_with_again(tmp_path: Path) -> None:
    """Between our question and our yes she has dropped it: nothing is sent, and that is said."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        with stage.rehearsal.journal(NADIA) as theirs:
            await asks_to_go_on(robot, theirs)
            await robot.types("30")
            theirs.leave_run("hers", Halt.DROPPED)
            await robot.presses("enter")
            await robot.waits_until(
                lambda: isinstance(robot.screen, RunScreen) and run_of(robot).halt is Halt.DROPPED,
                "the plan as she left it",
            )
        assert stage.posts == 0
        await robot.presses("escape")
        await robot.does_not_see("interrupted (p)")


async def test_a_question_closes_once_somebody_else_went_on_with_it(tmp_path: Path) -> None:
    """She drops the plan while it is asked whether to go on: the status line says why it went."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        with stage.rehearsal.journal(NADIA) as theirs:
            theirs.open_run(her_plan())
            theirs.leave_run("hers", Halt.ASKED)
            await robot.sees("! plan no. 1 interrupted (p)")
            await robot.presses("p", "c")
            await robot.sees("GO ON with 2 movements")
            theirs.leave_run("hers", Halt.DROPPED)
            await robot.does_not_see("GO ON with 2 movements")
        assert run_of(robot).halt is Halt.DROPPED
        await robot.presses("escape")
        await robot.sees(
            "Plan no. 1: somebody went on with it meanwhile. Nothing was sent from here.",
            "Plan no. 1: 0 done",
        )
        assert stage.posts == 0


async def test_what_ended_while_it_was_offered_is_not_opened(tmp_path: Path) -> None:
    """She drops it while the start asks whether to see it: yes says that it is over."""
    with Rehearsal(tmp_path, subaccounts=OURS) as rehearsal, rehearsal.journal(NADIA) as theirs:
        theirs.open_run(her_plan())
        theirs.leave_run("hers", Halt.ASKED)
        async with rehearsal.running() as robot:
            await robot.sees("has not ended. See it now?")
            theirs.leave_run("hers", Halt.DROPPED)
            await robot.waits_until(lambda: not robot.app.board.runs, "the end of her plan")
            await robot.says_yes()
            await robot.sees("Plan no. 1 is over by now: see the history (h).")
            assert robot.screen is robot.app.dashboard
