"""What went through, undone: the inverse asked for by itself, as far as it can come back."""

from pathlib import Path

import pytest

from smspartner_tui.core.movement import RunKind
from smspartner_tui.tui.screens.history import HistoryScreen
from smspartner_tui.tui.screens.yes import Stage
from tests.looking import opens_history_at, points_at
from tests.rehearsal import staged
from tests.robot import Robot
from tests.turns import adds_credit, asks_to_transfer, wants_undone

GARAGE = "Garage Martin"
CLINIC = "Clinique Saint-Yves"
TOWN = "Mairie de Vannes"


async def reads_again(robot: Robot) -> None:
    """Read the balances."""
    await robot.presses("r")
    await robot.sees("Balances up to date")


@pytest.mark.parametrize("place", ["dashboard", "history"])
async def test_a_credit_is_taken_back(tmp_path: Path, place: str) -> None:
    """`u`, the inverse with its preview, yes: a movement of its own that names the first."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await adds_credit(stage, GARAGE, "50")
        if place == "history":
            await opens_history_at(robot, "1")
        await wants_undone(robot)
        await robot.sees(
            "No. 1: +€50.00, Garage Martin, done",
            "14:32 by demo",
            "Garage Martin €111.80 -€50.00 €61.80",
            "TAKE BACK €50.00 from Garage Martin, undoing no. 1?",
            "[o] Yes, undo [n] No",
        )
        assert stage.posts == 1
        await robot.says_yes()
        await robot.waits_until(lambda: stage.posts == 2, "the inverse")
        if place == "history":
            await robot.sees("undoes 1")
            await robot.presses("escape")
        await robot.sees("Undone: -€50.00, Garage Martin, new balance €61.80 (undo no. 1)")
        assert stage.moved == [("add", GARAGE, "50"), ("remove", GARAGE, "50")]
        inverse, first = stage.history
        assert (inverse.link.kind, inverse.link.undoes) == (RunKind.UNDO, 1)
        assert first.link.undone_by == 2
        assert inverse.movement.reference == "undo of no. 1"


async def test_what_can_come_back_is_read_anew(tmp_path: Path) -> None:
    """Its amount rests on a balance: an old one is marked, and what is read decides."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await adds_credit(stage, CLINIC, "50")
        await robot.waits_until(lambda: not robot.works("reading"), "the reading behind it")
        stage.bank.readings.hold()
        stage.bank.spends(CLINIC, "38.00")
        stage.clock.advance(minutes=10)
        await wants_undone(robot)
        await robot.sees(
            "Clinique Saint-Yves: balance of 14:32, old.",
            "Main account: balance of 14:32, old.",
            "TAKE BACK €50.00 from Clinique Saint-Yves, undoing no. 1?",
        )
        await robot.waits_until(lambda: stage.bank.readings.is_reached, "a reading")
        stage.bank.readings.open()
        await robot.sees("A balance changed: look again, then Enter.")
        await robot.presses("enter")
        await robot.sees("TAKE BACK €12.80 from Clinique Saint-Yves, undoing no. 1?")
        await robot.does_not_see("old.")
        assert stage.posts == 1


async def test_a_debit_is_credited_again(tmp_path: Path) -> None:
    """The other way round, the main account pays: from `confirm_above` on with the amount typed."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.removes(TOWN, "300")
        await robot.retypes("300")
        await robot.sees("Took back €300.00")
        await wants_undone(robot)
        await robot.sees("ADD €300.00 to Mairie de Vannes, undoing no. 1?")
        await robot.retypes("300")
        await robot.sees("Undone: +€300.00, Mairie de Vannes, new balance €1,204.50 (undo no. 1)")
        assert stage.moved == [("remove", TOWN, "300"), ("add", TOWN, "300")]


async def test_only_what_was_not_spent_comes_back(tmp_path: Path) -> None:
    """How much is gone is said before; cut to cents, what there is is taken."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await adds_credit(stage, CLINIC, "50")
        stage.bank.spends(CLINIC, "37.995")
        await reads_again(robot)
        await wants_undone(robot)
        await robot.sees(
            "! Clinique Saint-Yves: €37.20 already spent, €12.80 can come back",
            "TAKE BACK €12.80 from Clinique Saint-Yves, undoing no. 1?",
        )
        await robot.says_yes()
        await robot.sees("Undone: -€12.80, Clinique Saint-Yves")
        assert stage.moved == [("add", CLINIC, "50"), ("remove", CLINIC, "12.8")]


async def test_where_all_is_spent_nothing_comes_back(tmp_path: Path) -> None:
    """It is said, and Enter asks for nothing."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await adds_credit(stage, CLINIC, "50")
        stage.bank.spends(CLINIC, "50.80")
        await reads_again(robot)
        dialog = await wants_undone(robot)
        await robot.presses("enter", "o", "enter", "y")
        await robot.sees("All of it has been spent: nothing can come back.")
        assert dialog.stage is Stage.FORM
        assert stage.posts == 1


async def test_what_is_spent_meanwhile_is_asked_anew(tmp_path: Path) -> None:
    """A reading behind the question takes it back; what can come back now is asked for."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await adds_credit(stage, CLINIC, "50")
        await wants_undone(robot)
        await robot.sees("TAKE BACK €50.00")
        stage.bank.spends(CLINIC, "20.80")
        robot.app.read_balances()
        await robot.sees("A balance changed: look again, then Enter.", "€20.00 already spent")
        await robot.presses("o", "enter")
        await robot.sees("TAKE BACK €30.00 from Clinique Saint-Yves, undoing no. 1?")
        await robot.says_yes()
        await robot.sees("Undone: -€30.00")
        assert stage.moved == [("add", CLINIC, "50"), ("remove", CLINIC, "30")]


@pytest.mark.parametrize("place", ["dashboard", "history"])
async def test_both_legs_of_a_transfer_are_undone(tmp_path: Path, place: str) -> None:
    """From either leg: who got it pays, who paid gets it, in that order, with one yes."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await asks_to_transfer(robot, TOWN, GARAGE, "20")
        await robot.says_yes()
        await robot.sees("Transferred €20.00 from Mairie de Vannes to Garage Martin")
        if place == "history":
            await opens_history_at(robot, "2")
        else:
            await robot.selects(GARAGE)
        await wants_undone(robot)
        await robot.sees(
            "Transfer no. 1: 2 done",
            "Garage Martin €81.80 -€20.00 €61.80",
            "Mairie de Vannes €1,184.50 +€20.00 €1,204.50",
            "GIVE €20.00 back from Garage Martin to Mairie de Vannes?",
        )
        await robot.says_yes()
        await robot.waits_until(lambda: stage.posts == 4, "both inverses")
        if place == "history":
            await robot.sees("undoes 2", "undoes 1")
            await robot.presses("escape")
        await robot.sees("Transferred €20.00 from Garage Martin to Mairie de Vannes")
        assert stage.moved[2:] == [("remove", GARAGE, "20"), ("add", TOWN, "20")]
        assert [one.link.undoes for one in stage.history] == [1, 2, None, None]
        assert {one.link.kind for one in stage.history} == {RunKind.TRANSFER}


async def test_links_stand_in_the_history_and_in_the_record(tmp_path: Path) -> None:
    """Which one it undoes and which one undid it, both ways; the inverse leads to its run."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await adds_credit(stage, GARAGE, "50")
        await wants_undone(robot)
        await robot.says_yes()
        await robot.sees("Undone: -€50.00")
        await opens_history_at(robot, "2")
        await robot.sees("undoes 1", "undone, 2")
        await robot.presses("enter")
        await robot.sees("Part of undo no. 1", "Undoes No. 1")
        await robot.presses("escape")
        await points_at(robot, "1")
        await robot.presses("enter")
        await robot.sees("Undone by No. 2")
        await robot.presses("escape", "p")
        assert isinstance(robot.screen, HistoryScreen)
        await points_at(robot, "2")
        await robot.presses("p")
        await robot.sees("Undo no. 1 · 14:32 by demo", "1 done")
