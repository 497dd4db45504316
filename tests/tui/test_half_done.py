"""A transfer that stops in the middle: where its credit is, and the two ways on from there."""

from pathlib import Path

from smspartner_tui.core.movement import Reason, State
from smspartner_tui.core.run import GIVEN_BACK, Halt, RunState, given_back
from tests.past import SILENT, came_to
from tests.rehearsal import NADIA, Rehearsal, Stage, followed, staged
from tests.turns import asks_to_transfer, run_of, waits_for_post, waits_for_run, wants_undone

GARAGE = "Garage Martin"
REFUSES = "Refus Assurances"
TOWN = "Mairie de Vannes"
LOST = "Cinéma Muet (sans effet)"
WAITS = "Transfer no. 1 is half done: €20.00 wait on the main account"
KEYS = "Transfer no. 1: €20.00 wait; finish it (t), or give it back (u)"
OURS = followed(GARAGE, REFUSES, SILENT, LOST, TOWN)


async def leaves_half_done(stage: Stage) -> None:
    """Transfer 20 € to who refuses them."""
    await asks_to_transfer(stage.robot, GARAGE, REFUSES, "20")
    await stage.robot.says_yes()
    await waits_for_run(stage.robot, RunState.PAUSED)
    assert stage.moved == [("remove", GARAGE, "20")]


async def decides(stage: Stage, key: str) -> None:
    """Settle what is in doubt, once it can have had no effect any more."""
    stage.clock.advance(minutes=3)
    await stage.robot.presses("v")
    await stage.robot.sees("What became of it?")
    await stage.robot.presses(key, "x", "enter")
    await stage.robot.says_yes()
    await stage.robot.does_not_see("What became of it?")


async def test_credit_that_waits_is_a_visible_fact(tmp_path: Path) -> None:
    """On the run's screen with the platform's word, in the summary, the details, the status."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await leaves_half_done(stage)
        await robot.sees(
            "Transfer no. 1 · 14:32 by demo",
            WAITS,
            "Credit it to Refus Assurances (t), or give it back to Garage Martin (u).",
            "Code 4: “Vous n'avez pas l'autorisation”",
            "t Finish it u Give it back x Drop the rest",
            "Main account €2,889.20",
        )
        await robot.presses("escape")
        await robot.sees("! €20.00 wait (t, u)", WAITS, "No. 2: Code 4")
        await robot.selects(REFUSES)
        await robot.waits_until(lambda: KEYS in robot.text, "it in the details")
        await robot.selects(LOST)
        await robot.waits_until(lambda: KEYS not in robot.text, "it to go from them")


async def test_old_balances_of_what_waits_are_marked_and_read_anew(tmp_path: Path) -> None:
    """Finished or given back, it rests on them."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await leaves_half_done(stage)
        await robot.presses("escape")
        await robot.selects(REFUSES)
        stage.bank.readings.hold()
        stage.clock.advance(minutes=10)
        await robot.presses("t")
        await robot.sees(
            "Refus Assurances: balance of 14:32, old.", "Main account: balance of 14:32, old."
        )
        await robot.waits_until(lambda: stage.bank.readings.is_reached, "a reading")
        stage.bank.readings.open()
        await robot.does_not_see("old.")
        await robot.sees("ADD €20.00 to Refus Assurances?")


async def test_it_is_finished_with_t(tmp_path: Path) -> None:
    """From either's row, as an ordinary movement with its own yes; refused again, it waits on."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await leaves_half_done(stage)
        await robot.presses("escape")
        await robot.selects(GARAGE)
        await robot.presses("t")
        await robot.sees(
            "Refus Assurances €45.00 +€20.00 €65.00", "ADD €20.00 to Refus Assurances?"
        )
        await robot.says_yes()
        await robot.sees("No. 3: Code 4", WAITS)
        await robot.presses("h")
        await robot.sees("History: 3 movements")
        await robot.presses("p")
        await waits_for_run(robot, RunState.PAUSED)
        assert stage.moved == [("remove", GARAGE, "20")]
        assert [one.state for one in stage.history] == [
            State.REJECTED,
            State.REJECTED,
            State.CONFIRMED,
        ]


async def test_it_is_given_back_with_u(tmp_path: Path) -> None:
    """To who paid, as an ordinary movement with its own yes; then nothing waits any more."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await leaves_half_done(stage)
        await robot.presses("u")
        await robot.sees(
            "Garage Martin €41.80 +€20.00 €61.80", "GIVE €20.00 back to Garage Martin?"
        )
        await robot.says_no()
        await robot.presses("enter")
        await robot.says_yes()
        await robot.sees("Given back: €20.00 to Garage Martin, new balance €61.80 (transfer no. 1)")
        await robot.does_not_see("wait (t, u)", "half done")
        assert robot.screen is robot.app.dashboard
        assert stage.moved == [("remove", GARAGE, "20"), ("add", GARAGE, "20")]
        back, _refused, paid = stage.history
        assert (back.link.undoes, paid.link.undone_by) == (1, 3)


async def test_what_a_colleague_gives_back_is_not_asked_for_any_more(tmp_path: Path) -> None:
    """The question of ours goes while hers is sent, and what became of it is said."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await leaves_half_done(stage)
        half = run_of(robot)
        await robot.presses("escape")
        await robot.selects(GARAGE)
        await robot.presses("u")
        await robot.sees(WAITS, "GIVE €20.00 back to Garage Martin?")
        legs = given_back(half, stage.rehearsal.new_id)
        with stage.rehearsal.journal(NADIA) as theirs:
            theirs.take_up(half.id, legs)
            await robot.does_not_see("GIVE €20.00 back to Garage Martin?")
            await robot.sees("Transfer no. 1: somebody went on with it meanwhile.")
            back = legs[GIVEN_BACK].movement
            theirs.begin(back, lambda _situation: (), run_id=half.id)
            theirs.settle(back.id, came_to(State.CONFIRMED, Reason.SUCCESS))
            theirs.leave_run(half.id, None)
        await robot.sees("Given back: €20.00 to Garage Martin")
        await robot.does_not_see("wait (t, u)")
        assert stage.posts == 2


async def test_it_is_left_so_with_x(tmp_path: Path) -> None:
    """Asked with yes and no, and no is the way back; then it is not offered any more."""
    with Rehearsal(tmp_path, subaccounts=OURS) as rehearsal:
        async with rehearsal.running() as robot:
            await leaves_half_done(Stage(robot, rehearsal))
            await robot.presses("x")
            await robot.sees("Leave €20.00 on the main account for good?", "[o] Yes [n] No")
            await robot.says_no()
            assert run_of(robot).state is RunState.PAUSED
            await robot.presses("x")
            await robot.says_yes()
            await waits_for_run(robot, RunState.ENDED)
            assert run_of(robot).halt is Halt.DROPPED
            await robot.does_not_see("Undo all")
            await robot.presses("u")
            assert run_of(robot).halt is Halt.DROPPED
            await robot.presses("escape")
            await robot.does_not_see("wait (t, u)")
            await robot.selects(GARAGE)
            await robot.waits_until(lambda: not robot.works("last"), "the last movement")
            await wants_undone(robot)
            await robot.sees("Its rest was dropped: the credit is on the main account; add it by")
        async with rehearsal.running() as robot:
            assert robot.screen is robot.app.dashboard
            assert "wait (t, u)" not in robot.text
            assert rehearsal.bank.posts.total() == 2


async def test_a_new_session_offers_it(tmp_path: Path) -> None:
    """It survives the program's end: seen at the start, given back from there."""
    with Rehearsal(tmp_path, subaccounts=OURS) as rehearsal:
        async with rehearsal.running() as robot:
            await leaves_half_done(Stage(robot, rehearsal))
        rehearsal.clock.advance(days=1)
        async with rehearsal.running() as robot:
            await robot.sees(
                "Transfer no. 1 of 12 Jun 14:32 by demo has not ended. See it now?", WAITS
            )
            await robot.says_yes()
            await waits_for_run(robot, RunState.PAUSED)
            await robot.presses("u")
            await robot.says_yes()
            await robot.sees("Given back: €20.00 to Garage Martin")
            assert Stage(robot, rehearsal).moved == [
                ("remove", GARAGE, "20"),
                ("add", GARAGE, "20"),
            ]


async def test_a_debit_in_doubt_stops_it_and_once_settled_is_gone_on_from(tmp_path: Path) -> None:
    """Nothing is credited that may not have been paid; it went through: `t` credits who gets."""
    async with staged(tmp_path, subaccounts=OURS, deadline=0.3) as stage:
        robot = stage.robot
        await asks_to_transfer(robot, SILENT, GARAGE, "5")
        await robot.says_yes()
        await waits_for_run(robot, RunState.PAUSED)
        await robot.sees("Stopped: no answer, the money may have moved. Check it (v)", "v Check")
        assert "Finish it" not in robot.text
        await robot.presses("t", "u")
        await decides(stage, "a")
        await robot.sees("Transfer no. 1 is half done: €5.00 wait on the main account")
        assert stage.posts == 1
        await robot.presses("t")
        await robot.says_yes()
        await robot.sees(f"Transferred €5.00 from {SILENT} to Garage Martin, new balance €66.80")
        assert stage.moved == [("remove", SILENT, "5"), ("add", GARAGE, "5")]


async def test_a_credit_in_doubt_waits_for_a_decision(tmp_path: Path) -> None:
    """It may have arrived: neither way on is offered before it is known that it did not."""
    async with staged(tmp_path, subaccounts=OURS, deadline=0.3) as stage:
        robot = stage.robot
        await asks_to_transfer(robot, GARAGE, LOST, "20")
        await robot.says_yes()
        await waits_for_run(robot, RunState.PAUSED)
        await robot.sees("1 done, 1 in doubt", "v Check")
        await robot.presses("t", "u")
        assert "half done" not in robot.text
        await decides(stage, "s")
        await robot.sees(WAITS)
        await robot.presses("u")
        await robot.says_yes()
        await robot.sees("Given back: €20.00 to Garage Martin")
        assert stage.moved == [("remove", GARAGE, "20"), ("add", GARAGE, "20")]


async def test_a_refused_debit_moves_nothing(tmp_path: Path) -> None:
    """The platform's word, and the credit is not tried."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await asks_to_transfer(robot, REFUSES, GARAGE, "5")
        await robot.says_yes()
        await waits_for_run(robot, RunState.ENDED)
        await robot.sees("0 done, 1 refused", "Code 4: “Vous n'avez pas l'autorisation”", "dropped")
        assert stage.moved == []
        assert stage.posts == 1


async def test_leaving_it_lets_it_go_on(tmp_path: Path) -> None:
    """Esc in the middle: both movements are made, and the status line tells it."""
    async with staged(tmp_path, subaccounts=OURS) as stage:
        robot = stage.robot
        await asks_to_transfer(robot, GARAGE, TOWN, "20")
        stage.bank.movements.hold()
        await robot.says_yes()
        await waits_for_post(stage)
        await robot.sees("in flight", "Transfer no. 1: 1 of 2")
        await robot.presses("escape")
        assert robot.screen is robot.app.dashboard
        await robot.sees("Transfer no. 1: 1 of 2")
        assert "in flight" in robot.line("Garage Martin")
        stage.bank.movements.open()
        await robot.sees("Transferred €20.00 from Garage Martin to Mairie de Vannes")
        assert stage.moved == [("remove", GARAGE, "20"), ("add", TOWN, "20")]
