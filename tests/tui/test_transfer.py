"""A transfer typed, asked and carried out: two movements with one yes, the debit first."""

from dataclasses import replace
from pathlib import Path

import pytest

from smspartner_tui.core.movement import RunKind
from smspartner_tui.tui.screens.yes import Stage
from tests.rehearsal import LIMITS, followed, staged
from tests.turns import asks_to_transfer, marks, opens_transfer

GARAGE = "Garage Martin"
CLINIC = "Clinique Saint-Yves"
TOWN = "Mairie de Vannes"


async def test_a_transfer_takes_no_more_than_nine_keys(tmp_path: Path) -> None:
    """Two marks, `t`, two digits, two Enters, yes: both movements, told in one line."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("space", "space", "t", "5", "0", "enter", "enter")
        await robot.sees(f"TRANSFER €50.00 from {GARAGE} to {CLINIC}?", "[o] Yes, transfer")
        await robot.says_yes()
        await robot.sees(
            f"Transferred €50.00 from {GARAGE} to {CLINIC}, new balance €50.80 (transfer no. 1)"
        )
        assert robot.keys_pressed <= 9
        assert stage.moved == [("remove", GARAGE, "50"), ("add", CLINIC, "50")]
        assert [(one.link.kind, one.link.run) for one in stage.history] == [
            (RunKind.TRANSFER, 1),
            (RunKind.TRANSFER, 1),
        ]
        await robot.sees("11.80 50.00 - ! LOW", "50.80 50.00 - OK", "Main account €2,869.20")
        assert "marked" not in robot.text


async def test_both_legs_are_shown_before_they_are_asked_for(tmp_path: Path) -> None:
    """The first marked pays, wherever it stands; all three accounts, and what if 2 fails."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await marks(robot, TOWN, GARAGE)
        await robot.sees("1 Mairie de Vannes", "2 Garage Martin")
        await robot.presses("t", *"100")
        await robot.sees(
            "before 1. debit 2. credit after",
            "Mairie de Vannes €1,204.50 -€100.00 €1,104.50",
            "Main account €2,869.20 +€100.00 -€100.00 €2,869.20",
            "Garage Martin €61.80 +€100.00 €161.80",
            "If 1 fails, nothing has moved. If 2 fails,",
            "the credit waits on the main account: finish it, or give it back.",
        )
        assert stage.posts == 0


async def test_old_balances_are_marked_and_read_anew(tmp_path: Path) -> None:
    """A reading starts at once; until it comes, each old balance is told with its time."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        stage.bank.readings.hold()
        stage.bank.spends(TOWN, "4.50")
        stage.clock.advance(minutes=10)
        await opens_transfer(robot, TOWN, GARAGE)
        await robot.waits_until(lambda: stage.bank.readings.is_reached, "a reading")
        await robot.sees("€1,204.50 (14:32) · …", "€61.80 (14:32) · …")
        await robot.fills_in("100")
        await robot.sees(
            "Mairie de Vannes: balance of 14:32, old.",
            "Main account: balance of 14:32, old.",
            "Garage Martin: balance of 14:32, old.",
            "[o] Yes, transfer",
        )
        stage.bank.readings.open()
        await robot.sees(
            "A balance changed: look again, then Enter.",
            "Mairie de Vannes €1,200.00 -€100.00 €1,100.00",
        )
        await robot.does_not_see("old.", "(14:32)")
        assert stage.posts == 0


async def test_balances_that_become_old_are_marked_where_they_stand(tmp_path: Path) -> None:
    """Fresh ones start no reading, and are not marked; an hour later they are."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        stage.bank.readings.hold()
        await asks_to_transfer(robot, TOWN, GARAGE, "100")
        await robot.does_not_see("old.", "(14:32)")
        assert not robot.works("reading")
        stage.clock.advance(hours=1)
        robot.app.show_board()
        await robot.sees("Main account: balance of 14:32, old.", "[o] Yes, transfer")


async def test_the_amount_lets_the_other_one_pay(tmp_path: Path) -> None:
    """`i` swaps payer and payee in the amount's line; in a name it is a letter."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await opens_transfer(robot, CLINIC, GARAGE)
        await robot.presses("2", "i", "0")
        await robot.sees("Garage Martin €61.80 -€20.00 €41.80")
        await robot.presses("shift+tab", *"riou", "enter")
        await robot.sees("To Cabinet Dr Riou", "Cabinet Dr Riou €48.15 +€20.00 €68.15")
        await robot.presses("enter", "enter")
        await robot.says_yes()
        await robot.sees("Transferred €20.00 from Garage Martin to Cabinet Dr Riou")
        assert stage.moved == [("remove", GARAGE, "20"), ("add", "Cabinet Dr Riou", "20")]


async def test_who_pays_and_gets_is_picked_by_typing_and_by_arrows(tmp_path: Path) -> None:
    """A part of the name shows the first that fits, arrows lead through those that do."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.selects(TOWN)
        await robot.presses("t")
        await robot.sees("From Mairie de Vannes €1,204.50", "type a name, or ↓")
        await robot.types("GOLFE")
        await robot.sees("→ Club de Voile du Golfe")
        await robot.presses("down", "down")
        await robot.sees("To Vétérinaires du Golfe €66.75")
        await robot.presses("down")
        await robot.sees("To Club de Voile du Golfe €41.30")
        await robot.presses("up", "enter", "5", "enter", "enter")
        await robot.says_yes()
        await robot.sees("Transferred €5.00 from Mairie de Vannes to Vétérinaires du Golfe")
        assert stage.moved == [("remove", TOWN, "5"), ("add", "Vétérinaires du Golfe", "5")]


async def test_a_name_typed_in_full_is_picked(tmp_path: Path) -> None:
    """Left with Tab, in whatever order the lines are filled in, it can be asked for."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("t")
        await robot.presses("tab", "5", "shift+tab", *CLINIC, "tab", "enter", "enter")
        await robot.waits_for_stage(Stage.QUESTION)
        await robot.sees(f"TRANSFER €5.00 from {GARAGE} to {CLINIC}?")


async def test_who_is_missing_or_the_same_is_said(tmp_path: Path) -> None:
    """Nobody picked, somebody who would pay himself, and more than two marks: nothing is asked."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("t", "tab", "5", "enter")
        await robot.sees("Pick who pays and who gets: type a part of the name, then Enter.")
        await robot.presses(*"garage", "enter", "enter")
        await robot.sees("The same sub-account cannot pay itself: pick another one.")
        await robot.presses("escape", "space", "space", "space", "t")
        await robot.sees("Mark two at most: the first pays, the second gets.")
        assert robot.screen is robot.app.dashboard
        assert stage.posts == 0


@pytest.mark.parametrize(
    ("typed", "amount", "retyped"),
    [("=100", "99.2", ""), ("tout", "61.8", "€61.80")],
)
async def test_an_amount_is_what_the_payee_comes_to_or_all_there_is(
    tmp_path: Path, typed: str, amount: str, retyped: str
) -> None:
    """`=100` lifts who gets to it, `tout` empties who pays, with the amount typed again."""
    payer = GARAGE if retyped else TOWN
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await asks_to_transfer(robot, payer, CLINIC, typed)
        if retyped:
            await robot.sees("! The amount will have to be typed again.")
            await robot.retypes(retyped)
        else:
            await robot.says_yes()
        await robot.sees(f"Transferred €{amount}0 from {payer}")
        assert stage.moved == [("remove", payer, amount), ("add", CLINIC, amount)]


async def test_guards_speak_of_either_leg_by_name(tmp_path: Path) -> None:
    """Who pays has not enough, who gets is locked, the day's limit is passed: it is not asked."""
    limits = replace(LIMITS, max_per_day=LIMITS.confirm_above)
    subaccounts = (*followed(GARAGE, TOWN), *followed(CLINIC, locked=True))
    async with staged(tmp_path, limits=limits, subaccounts=subaccounts) as stage:
        robot = stage.robot
        await opens_transfer(robot, GARAGE, CLINIC)
        await robot.fills_in("201")
        await robot.sees(
            "! Garage Martin: This sub-account has only €61.80",
            "! Clinique Saint-Yves: This sub-account is locked in the configuration",
            "! Clinique Saint-Yves: Blocked by your daily limit of €200.00",
            "This transfer is not possible: see above.",
        )
        assert stage.posts == 0


async def test_a_large_transfer_is_typed_again(tmp_path: Path) -> None:
    """From `confirm_above` on no letter and no paste is yes; another amount sends nothing."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await asks_to_transfer(robot, TOWN, GARAGE, "200")
        await robot.waits_for_ears()
        await robot.pastes("200")
        await robot.sees("Type it by hand, please: a paste is not an answer.")
        await robot.retypes("199")
        await robot.sees("The amount typed again differs. Nothing was sent.")
        assert stage.posts == 0
        await robot.retypes("200,00")
        await robot.sees("Transferred €200.00")
        assert stage.moved == [("remove", TOWN, "200"), ("add", GARAGE, "200")]


async def test_six_enters_typed_ahead_transfer_nothing(tmp_path: Path) -> None:
    """Enter leads to the question and no further; a yes that comes with it is too early."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("space", "space", "t", "5", "0", *["enter"] * 6, "o", "y")
        await robot.waits_for_stage(Stage.QUESTION)
        await robot.waits_for_ears()
        await robot.presses("enter", "space", "t", "i")
        await robot.sees("Answer o or y to move credit, n to go back.")
        assert stage.posts == 0


async def test_read_only_offers_no_transfer(tmp_path: Path) -> None:
    """Neither in the footer nor by its key."""
    async with staged(tmp_path, limits=replace(LIMITS, read_only=True)) as stage:
        robot = stage.robot
        assert "t Transfer" not in robot.text
        await robot.presses("space", "space", "t")
        assert robot.screen is robot.app.dashboard
        assert stage.posts == 0


@pytest.mark.parametrize("size", [(40, 10), (59, 16)])
async def test_a_small_window_shows_what_is_asked(tmp_path: Path, size: tuple[int, int]) -> None:
    """Where not all of it fits, the question with both names and its keys are what is in sight."""
    async with staged(tmp_path, size) as stage:
        robot = stage.robot
        await asks_to_transfer(robot, TOWN, GARAGE, "50")
        await robot.sees(f"TRANSFER €50.00 from {TOWN} to {GARAGE}?", "[o] Yes, transfer")
        await robot.says_no()
        await robot.presses("shift+tab")
        assert "To" in robot.line("Garage Martin")
        await robot.presses("tab", "enter", "enter")
        await robot.says_yes()
        await robot.sees("Transferred €50.00")
        assert stage.moved == [("remove", TOWN, "50"), ("add", GARAGE, "50")]
