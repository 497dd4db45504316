"""What becomes of a movement on screen: waited for or left, refused, not sent, never answered."""

from pathlib import Path

from smspartner_tui.core.movement import State
from smspartner_tui.tui.screens.yes import Stage
from tests.rehearsal import Rehearsal, staged

SILENT = "Radio Silence (abouti)"


async def test_the_wait_is_counted_and_can_be_left(tmp_path: Path) -> None:
    """Esc leaves the movement going: its row says so, and its outcome is told below the list."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        stage.bank.movements.hold()
        await robot.adds("Garage Martin", "50")
        await robot.says_yes()
        await robot.sees("Request sent, 0 s (limit 8 s)", "Esc Leave it to finish by itself")
        stage.clock.advance(seconds=3)
        await robot.sees("Request sent, 3 s (limit 8 s)")
        await robot.presses("escape")
        await robot.sees("The movement goes on by itself; its outcome will be shown here.")
        assert "in flight" in robot.line("> Garage Martin")
        assert stage.moved == []
        stage.bank.movements.open()
        await robot.sees("Added €50.00 to Garage Martin, new balance €111.80 (no. 1)")
        assert stage.moved == [("add", "Garage Martin", "50")]
        assert "111.80 50.00 - OK" in robot.line("> Garage Martin")


async def test_another_movement_waits_its_turn(tmp_path: Path) -> None:
    """One that is agreed while the first is in flight leaves after it, and both arrive."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await stage.has_one_in_flight()
        await robot.presses("escape")
        await robot.adds("Clinique Saint-Yves", "20")
        await robot.says_yes()
        await robot.sees("Handing over…")
        stage.bank.movements.open()
        await robot.sees("Added €20.00 to Clinique Saint-Yves, new balance €20.80 (no. 2)")
        assert stage.moved == [
            ("add", "Garage Martin", "50"),
            ("add", "Clinique Saint-Yves", "20"),
        ]


async def test_a_slow_answer_is_waited_for(tmp_path: Path) -> None:
    """A platform that takes its time is no platform that is silent."""
    async with staged(tmp_path, slow_seconds=0.3) as stage:
        await stage.robot.adds("Lenteur & Fils", "50")
        await stage.robot.says_yes()
        await stage.robot.sees("Added €50.00 to Lenteur & Fils, new balance €77.50 (no. 1)")


async def test_a_refusal_stays_with_what_was_typed(tmp_path: Path) -> None:
    """It says why in the platform's words, and that nothing moved; a second try is another one."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Refus Assurances", "50", reference="FA-2031")
        await robot.says_yes()
        await robot.sees(
            "Refused. Nothing moved.",
            "Your account may not manage sub-accounts.",
            "Code 4: “Vous n'avez pas l'autorisation”",
            "Enter Try again Esc Close",
        )
        assert "50" in robot.line("Amount")
        assert "FA-2031" in robot.line("Reference")
        await robot.presses("o", "y")
        await robot.presses("backspace", "backspace")
        await robot.presses("enter", "enter")
        await robot.waits_for_stage(Stage.QUESTION)
        await robot.sees("ADD €50.00 to Refus Assurances?")
        assert stage.posts == 1
        await robot.says_yes()
        await robot.waits_until(lambda: stage.posts == 2, "the second request")
        await robot.waits_for_stage(Stage.ANSWERED)
        first, second = stage.history
        assert first.movement.id != second.movement.id
        assert {first.state, second.state} == {State.REJECTED}
        assert stage.moved == []
        await robot.presses("escape")
        await robot.sees("Refused. Nothing moved.")


async def test_enter_after_a_refusal_asks_again(tmp_path: Path) -> None:
    """Enter alone leads to the question again, never past it."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Refus Assurances", "50")
        await robot.says_yes()
        await robot.sees("Refused. Nothing moved.")
        await robot.presses(*["enter"] * 6)
        await robot.waits_for_stage(Stage.QUESTION)
        assert stage.posts == 1


async def test_what_could_not_be_sent_moved_nothing(tmp_path: Path) -> None:
    """Without a connection nothing left, and the operator may try again."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        stage.rehearsal.server.close()
        await robot.adds("Garage Martin", "50")
        await robot.says_yes()
        await robot.sees("Not sent: no connection. Nothing moved, you may try again.")
        await robot.sees("Enter Try again")
        assert [entry.state for entry in stage.history] == [State.NOT_SENT]
        assert stage.posts == 0
        await robot.presses("escape")
        await robot.does_not_see("? DOUBT")


async def test_no_answer_locks_the_row(tmp_path: Path) -> None:
    """The money may have moved: no second try, a word in the row, and a guard in its dialog."""
    async with staged(tmp_path, deadline=0.3) as stage:
        robot = stage.robot
        await robot.adds(SILENT, "50")
        await robot.says_yes()
        await robot.sees(
            "No answer: the money may have moved. Do not repeat it, here or on the web site: "
            "check it (v).",
            "v Check it Esc Close",
        )
        await robot.presses("enter", "o", "5", "0", "enter")
        assert stage.posts == 1
        await robot.presses("escape")
        await robot.does_not_see("Add credit")
        assert "? DOUBT" in robot.line("> Radio Silence (abo…")
        await robot.sees(
            "1 to check (v)", "No. 1, +€50.00 of 14:32 by demo, is in doubt: check it (v)"
        )
        await robot.opens_remove(SILENT)
        await robot.fills_in("5")
        await robot.sees("! No. 1 of 14:32 is in doubt: no movement until it is settled (v)")
        await robot.sees("This movement is not possible: see above.")
        assert stage.posts == 1


async def test_a_newer_balance_asks_again(tmp_path: Path) -> None:
    """A reading that changes a figure under an open question takes the question back."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        stage.bank.spends("Garage Martin", "1.80")
        stage.bank.readings.hold()
        stage.clock.advance(minutes=10)
        await robot.adds("Garage Martin", "50")
        await robot.sees("Balance of 14:32, old.", "€61.80 +€50.00 €111.80")
        await robot.waits_until(lambda: stage.bank.readings.is_reached, "a reading")
        await robot.waits_for_ears()
        stage.bank.readings.open()
        await robot.sees("A balance changed: look again, then Enter.")
        await robot.sees("*€60.00 +€50.00 €110.00", "This balance changed while you were typing.")
        # What is shown anew for another reason does not hide it.
        robot.app.show_board()
        await robot.sees("A balance changed: look again, then Enter.")
        await robot.presses("o", "backspace")
        assert stage.posts == 0
        await robot.presses("enter", "enter")
        await robot.waits_for_stage(Stage.QUESTION)
        await robot.does_not_see("*€60.00")
        await robot.says_yes()
        await robot.sees("new balance €110.00 (no. 1)")
        assert stage.moved == [("add", "Garage Martin", "50")]


async def test_an_old_reading_never_replaces_a_newer_reply(tmp_path: Path) -> None:
    """A list that was looked at before the movement arrives after it: the reply's balance stays."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        stage.bank.readings.hold()
        await robot.presses("r")
        await robot.waits_until(lambda: stage.bank.readings.is_reached, "a reading")
        await robot.adds("Garage Martin", "50")
        await robot.says_yes()
        await robot.sees("new balance €111.80 (no. 1)")
        stage.bank.spends("Clinique Saint-Yves", "0.40")
        stage.bank.readings.open()
        await robot.sees("Balances up to date")
        assert "111.80" in robot.line("> Garage Martin")
        await robot.sees("Main account €2,819.20")


async def test_a_refusal_that_moved_money_all_the_same_is_an_alarm(tmp_path: Path) -> None:
    """A balance that rose behind a refusal is said loudly."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Refus Assurances", "50")
        stage.bank.spends("Refus Assurances", "-50")
        await robot.says_yes()
        await robot.sees("Refused. Nothing moved.")
        await robot.presses("escape")
        await robot.sees("ALARM: no. 1 was refused, and yet the balance rose.")


async def test_the_outcome_is_written_though_the_app_is_gone(tmp_path: Path) -> None:
    """A movement in flight when the screen goes away is settled in the journal all the same."""
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running() as robot:
            rehearsal.bank.movements.hold()
            await robot.adds("Garage Martin", "50")
            await robot.says_yes()
            await robot.sees("Request sent")
            robot.app.exit()
        with rehearsal.journal() as journal:
            assert [entry.state for entry in journal.history(5)] == [State.CONFIRMED]
