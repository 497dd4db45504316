"""A plan on its way: each row as it stands, and every way in which it stops and goes on."""

from pathlib import Path

from smspartner_tui.core.facts import RunChanged
from smspartner_tui.core.movement import RunKind, State
from smspartner_tui.core.run import Halt, RunState
from smspartner_tui.tui.messages import FactArrived
from smspartner_tui.tui.screens.run import RunScreen
from tests.past import SILENT
from tests.rehearsal import NADIA, Rehearsal, Stage, followed, staged
from tests.turns import begins_plan, run_of, waits_for_post, waits_for_run

CLINIC = "Clinique Saint-Yves"
LEROY = "Pharmacie Leroy"
HAIR = "Coiffure Élégance"
REFUSES = "Refus Assurances"
OURS = followed(CLINIC, LEROY, HAIR)
LIFTED = [("add", CLINIC, "99.2"), ("add", LEROY, "51.75"), ("add", HAIR, "30.1")]


async def begins_held(stage: Stage) -> None:
    """Agree to the plan, whose first movement the bank holds."""
    stage.bank.movements.hold()
    await begins_plan(stage.robot)
    await waits_for_post(stage)


async def test_each_row_says_where_it_stands(tmp_path: Path) -> None:
    """In flight with its seconds, then done with its time and the balance that came back."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await begins_held(stage)
        await robot.sees("Plan no. 1 · 14:32 by demo 1 of 3", "0 done, 2 left", "p Pause")
        await robot.sees("1 Clinique Saint-Yves +99.20 in flight", "2 Pharmacie Leroy +51.75 -")
        stage.clock.advance(seconds=3)
        await robot.sees("Clinique Saint-Yves: request sent, 3 s (limit 8 s)")
        stage.bank.movements.open()
        await waits_for_run(robot, RunState.ENDED)
        await robot.sees(
            "[##############################] 3 done",
            "Plan no. 1: 3 done, €181.05 moved",
            "Main account €2,688.15",
            "u Undo all",
        )
        for name, change, balance in (
            (CLINIC, "+99.20", "100.00"),
            (LEROY, "+51.75", "59.99"),
            (HAIR, "+30.10", "50.00"),
        ):
            row = robot.line(name)
            assert f"{change} {balance} " in row
            assert row.endswith(" ms done")
        assert stage.moved == LIFTED


async def test_it_is_paused_and_continued_by_what_is_left(tmp_path: Path) -> None:
    """`p` ends it behind the movement in flight; `c` asks for the total of the rest."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await begins_held(stage)
        await robot.presses("p")
        stage.bank.movements.open()
        run = await waits_for_run(robot, RunState.PAUSED)
        assert run.halt is Halt.ASKED
        await robot.sees("Plan no. 1: 1 done, 2 left", "Paused. Nothing is sent meanwhile.")
        assert stage.moved == LIFTED[:1]
        await robot.presses("c")
        await robot.sees(
            "Pharmacie Leroy €8.24 +€51.75",
            "GO ON with 2 movements, €81.85 in all?",
            "Type the total again",
        )
        await robot.retypes("181.05")
        await robot.sees("The total typed again differs. Nothing was sent.")
        await robot.retypes("81.85")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == LIFTED
        assert {one.link.run for one in stage.history} == {1}


async def test_what_is_left_is_dropped(tmp_path: Path) -> None:
    """`x` asks with yes and no; the movement in flight is made, the rest never is."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await begins_held(stage)
        await robot.presses("x")
        await robot.sees("Drop the 2 movements that are left?", "What is done stays done.")
        await robot.says_yes()
        await robot.waits_until(lambda: isinstance(robot.screen, RunScreen), "the run")
        stage.bank.movements.open()
        run = await waits_for_run(robot, RunState.ENDED)
        assert run.halt is Halt.DROPPED
        await robot.sees("Ended before its time: the rest was dropped.", "2 Pharmacie Leroy")
        assert robot.text.count(" dropped") == 3
        assert stage.moved == LIFTED[:1]
        await robot.presses("escape", "p")
        await robot.sees("CARRY OUT 2 movements, €81.85 moved in all?")


async def test_a_refusal_is_passed_over_and_said(tmp_path: Path) -> None:
    """Its row says refused, the platform's word stands below, and the others are made."""
    async with staged(tmp_path, subaccounts=followed(CLINIC, REFUSES, HAIR)) as stage:
        robot = stage.robot
        await begins_plan(robot)
        await waits_for_run(robot, RunState.ENDED)
        await robot.sees("2 done, 1 refused", "Code 4: “Vous n'avez pas l'autorisation”")
        assert robot.line("> 3 Refus Assurances").endswith(" ms refused")
        assert stage.moved == [LIFTED[0], LIFTED[2]]
        assert stage.posts == 3


async def test_an_unknown_stops_the_line(tmp_path: Path) -> None:
    """Nothing goes behind it by itself; `v` settles it, `c` goes on with the rest."""
    subaccounts = followed(CLINIC, SILENT, HAIR)
    async with staged(tmp_path, subaccounts=subaccounts, deadline=0.3) as stage:
        robot = stage.robot
        await begins_plan(robot)
        run = await waits_for_run(robot, RunState.PAUSED)
        assert run.halt is Halt.DOUBT
        await robot.sees("> 2 Radio Silence", "1 done, 1 in doubt, 1 left", "Stopped: no answer")
        assert stage.posts == 2
        await robot.presses("v")
        await robot.sees("No. 2: add €33.60 to Radio Silence (abouti)", "What became of it?")
        await robot.presses("a", "x", "enter")
        await robot.says_yes()
        await robot.sees("2 done, 1 left")
        assert "v Check" not in robot.text
        await robot.presses("c")
        await robot.retypes("30.10")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == [LIFTED[0], ("add", SILENT, "33.6"), LIFTED[2]]
        assert [one.state for one in stage.history] == [
            State.CONFIRMED,
            State.RESOLVED_APPLIED,
            State.CONFIRMED,
        ]


async def test_read_only_in_the_middle_stops_it(tmp_path: Path) -> None:
    """The guards are asked before each movement; lifted again, it goes on."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await begins_held(stage)
        await robot.presses("escape", "l")
        await robot.sees("READ-ONLY", "plan no. 1: 1 of 3 (p)")
        stage.bank.movements.open()
        await robot.sees("! plan no. 1 interrupted (p)", "Plan no. 1: 1 done, 2 left")
        await robot.presses("p")
        run = await waits_for_run(robot, RunState.PAUSED)
        assert run.halt is Halt.GUARD
        await robot.sees("Stopped by a guard, which forbids the rest as well.")
        await robot.presses("c")
        assert isinstance(robot.screen, RunScreen)
        await robot.presses("escape", "l")
        await robot.says_yes()
        await robot.sees("Movements are possible again.")
        await robot.presses("p", "c")
        await robot.retypes("81.85")
        await waits_for_run(robot, RunState.ENDED)
        assert stage.moved == LIFTED


async def test_what_a_guard_said_stays_below_its_row(tmp_path: Path) -> None:
    """The journal keeps no word of it: neither its news nor `r` takes it from the screen."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await begins_held(stage)
        await robot.presses("escape", "l")
        await robot.sees("READ-ONLY")
        stage.bank.movements.open()
        await robot.sees("! plan no. 1 interrupted (p)")
        await robot.presses("p")
        blocked = (await waits_for_run(robot, RunState.PAUSED)).blocked
        assert set(blocked) == {1}
        with stage.rehearsal.journal(NADIA) as journal:
            [kept] = journal.open_runs()
        robot.app.post_message(FactArrived(RunChanged(kept)))
        await robot.settles()
        assert robot.line("Pharmacie Leroy").endswith("! blocked")
        assert run_of(robot).blocked == blocked
        await robot.presses("escape", "r")
        await robot.sees("Balances up to date")
        await robot.waits_until(lambda: not robot.works("journal"), "the journal's word")
        await robot.presses("p")
        await robot.sees("! blocked")
        assert run_of(robot).blocked == blocked


async def test_quitting_pauses_it_and_the_next_start_offers_it(tmp_path: Path) -> None:
    """`q` waits for the movement in flight; a new session goes on with the rest."""
    with Rehearsal(tmp_path, subaccounts=OURS) as rehearsal:
        async with rehearsal.running() as robot:
            stage = Stage(robot, rehearsal)
            await begins_held(stage)
            await robot.presses("escape", "q")
            await robot.sees("A movement is in flight: leaving on its outcome, in 8 s at most")
            rehearsal.bank.movements.open()
            await robot.waits_until(lambda: not robot.app.is_running, "the end")
            assert stage.moved == LIFTED[:1]
        rehearsal.clock.advance(days=1)
        async with rehearsal.running() as robot:
            await robot.sees(
                "Plan no. 1 of 12 Jun 14:32 by demo has not ended. See it now?", "1 done, 2 left"
            )
            await robot.says_yes()
            await waits_for_run(robot, RunState.PAUSED)
            await robot.presses("c")
            await robot.retypes("81.85")
            await waits_for_run(robot, RunState.ENDED)
            assert Stage(robot, rehearsal).moved == LIFTED


async def test_a_finished_plan_is_undone_as_a_whole(tmp_path: Path) -> None:
    """Its inverse is a run of its own, agreed to by its total; undone once, it never is again."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await begins_plan(robot)
        await waits_for_run(robot, RunState.ENDED)
        stage.bank.spends(HAIR, "25")
        await robot.presses("escape", "r")
        await robot.sees("Balances up to date")
        await robot.presses("h")
        await robot.sees("History: 3 movements")
        await robot.presses("G", "p")
        await waits_for_run(robot, RunState.ENDED)
        await robot.presses("u")
        await robot.sees(
            "Coiffure Élégance: €5.10 already spent, €25.00 can come back",
            "UNDO 3 movements, €175.95 in all?",
            "Type the total again",
        )
        await robot.retypes("175.95")
        await robot.sees("Undo no. 2: 3 done, €175.95 moved", "Undo no. 2 · 14:32 by demo")
        assert stage.moved[3:] == [
            ("remove", CLINIC, "99.2"),
            ("remove", LEROY, "51.75"),
            ("remove", HAIR, "25"),
        ]
        assert [(one.link.kind, one.link.undoes) for one in stage.history[:3]] == [
            (RunKind.UNDO, 3),
            (RunKind.UNDO, 2),
            (RunKind.UNDO, 1),
        ]
        await robot.presses("escape")
        await robot.sees("Plan no. 1 · 14:32 by demo")
        await robot.presses("u")
        await robot.sees("It was undone already: undo that instead, if you must.")
        await robot.presses("enter", "o", "y", "escape")
        assert stage.posts == 6
