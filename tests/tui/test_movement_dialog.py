"""Credit moved from the screen, and every way to write how much, held against the bank's ledger."""

from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.guards import Limits
from smspartner_tui.core.money import AmountProblem
from smspartner_tui.core.movement import State
from smspartner_tui.wording import amount_problem
from tests.held import token_of
from tests.rehearsal import staged


async def test_credit_is_added_from_key_to_ledger(tmp_path: Path) -> None:
    """The form, the preview, the question, yes: the ledger, the journal, the row and the words."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Garage Martin", "50", reference="FA-2031")
        await robot.sees("ADD €50.00 to Garage Martin?", "[o] Yes, add [n] No")
        assert "€2,869.20 -€50.00 €2,819.20" in robot.text
        assert "€61.80 +€50.00 €111.80" in robot.text
        await robot.says_yes()
        await robot.sees("Added €50.00 to Garage Martin, new balance €111.80 (no. 1)")
        await robot.sees("Main account €2,819.20 read 14:32", "usable €2,319.20")
        assert robot.line("> Garage Martin") == "> Garage Martin auto 111.80 50.00 - OK"
        assert stage.moved == [("add", "Garage Martin", "50")]
        [entry] = stage.history
        assert (entry.state, entry.movement.reference) == (State.CONFIRMED, "FA-2031")


async def test_credit_is_taken_back_from_key_to_ledger(tmp_path: Path) -> None:
    """The other way round, the sub-account's credit comes to the main account; `y` is yes too."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.removes("Transports Kerjean", "40,50", reference="fin de contrat")
        await robot.sees("TAKE BACK €40.50 from Transports Kerjean?")
        assert "€2,869.20 +€40.50 €2,909.70" in robot.text
        assert "€240.00 -€40.50 €199.50" in robot.text
        await robot.says_yes("y")
        await robot.sees("Took back €40.50 from Transports Kerjean, new balance €199.50 (no. 1)")
        await robot.sees("Main account €2,909.70")
        assert stage.moved == [("remove", "Transports Kerjean", "40.5")]


async def test_fifty_euros_take_no_more_than_eight_keys(tmp_path: Path) -> None:
    """From the selected row: the dialog, two digits, two Enters, yes."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("a", "5", "0", "enter", "enter")
        await robot.says_yes()
        await robot.sees("Added €50.00 to Garage Martin")
        assert stage.moved == [("add", "Garage Martin", "50")]
        assert robot.keys_pressed <= 8


@pytest.mark.parametrize(
    ("typed", "moved", "meant"),
    [
        ("50", "50", ""),
        ("50,5", "50.5", ""),
        ("50.50", "50.5", ""),
        (" 50 € ", "50", "= €50.00"),
        ("=100", "38.2", "= €38.20"),
    ],
)
async def test_an_amount_is_written_as_people_write_it(
    tmp_path: Path, typed: str, moved: str, meant: str
) -> None:
    """Comma or point, the sign of the currency, or the balance to reach."""
    async with staged(tmp_path) as stage:
        await stage.robot.adds("Garage Martin", typed)
        if meant:
            await stage.robot.sees(meant)
        await stage.robot.says_yes()
        await stage.robot.sees("Added ")
        assert stage.moved == [("add", "Garage Martin", moved)]


async def test_a_large_amount_is_typed_again(tmp_path: Path) -> None:
    """From `confirm_above` on, yes is the amount itself, thousands grouped or not."""
    async with staged(tmp_path, limits=Limits()) as stage:
        robot = stage.robot
        await robot.adds("Garage Martin", "1 200,00")
        await robot.sees("! The amount will have to be typed again.", "ADD €1,200.00 to Garage")
        await robot.retypes("1200")
        await robot.sees("Added €1,200.00 to Garage Martin, new balance €1,261.80 (no. 1)")
        assert stage.moved == [("add", "Garage Martin", "1200")]


@pytest.mark.parametrize(("typed", "retyped"), [("tout", "1 204,50"), ("ALL", "€1,204.50")])
async def test_the_whole_balance_is_taken_back(tmp_path: Path, typed: str, retyped: str) -> None:
    """`tout` and `all` mean the last balance seen, typed again in any way of writing it."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.removes("Mairie de Vannes", typed)
        await robot.sees(
            "= €1,204.50",
            "! After this it can send nothing any more.",
            "! “advanced” account: the client may have bought part of this itself.",
            "TAKE BACK €1,204.50 from Mairie de Vannes?",
        )
        await robot.retypes(retyped)
        await robot.sees("Took back €1,204.50 from Mairie de Vannes, new balance €0.00 (no. 1)")
        assert stage.moved == [("remove", "Mairie de Vannes", "1204.5")]
        await robot.selects("Mairie de Vannes")
        assert "! EMPTY" in robot.line("> Mairie de Vannes")


async def test_the_dust_stays(tmp_path: Path) -> None:
    """A balance of 8.245 is taken back cut to cents, and asked for again however small."""
    async with staged(tmp_path) as stage:
        await stage.robot.removes("Pharmacie Leroy", "tout")
        await stage.robot.retypes("8,24")
        await stage.robot.sees("Took back €8.24 from Pharmacie Leroy")
        assert stage.moved == [("remove", "Pharmacie Leroy", "8.24")]
        assert stage.bank.balance(token_of("Pharmacie Leroy")) == Decimal("0.005")


BAD_ADDS = (
    ("", AmountProblem.EMPTY),
    ("5x", AmountProblem.UNREADABLE),
    ("-5", AmountProblem.UNREADABLE),
    ("1e3", AmountProblem.UNREADABLE),
    ("٣", AmountProblem.UNREADABLE),
    ("0.001", AmountProblem.AMBIGUOUS),
    ("1,234", AmountProblem.AMBIGUOUS),
    ("0", AmountProblem.ZERO),
    ("tout", AmountProblem.EVERYTHING_IN_AN_ADD),
    ("=61,80", AmountProblem.ALREADY_THERE),
    ("=10", AmountProblem.WRONG_WAY_DOWN),
)


async def test_a_bad_amount_says_what_is_wrong_and_goes_no_further(tmp_path: Path) -> None:
    """Each has its sentence, Enter stays in the field, and nothing is asked."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.opens_add("Garage Martin")
        for typed, problem in BAD_ADDS:
            await robot.clears()
            await robot.types(typed)
            await robot.presses("enter", "enter")
            await robot.sees(amount_problem(problem))
            assert robot.dialog.stage == "form", typed
        assert stage.posts == 0


@pytest.mark.parametrize(
    ("name", "typed", "problem"),
    [
        ("Garage Martin", "=100", AmountProblem.WRONG_WAY_UP),
        ("Institut Azur", "tout", AmountProblem.NOTHING_LEFT),
    ],
)
async def test_what_cannot_be_taken_back_is_said(
    tmp_path: Path, name: str, typed: str, problem: AmountProblem
) -> None:
    """A balance to reach that is above, and a balance of nothing."""
    async with staged(tmp_path) as stage:
        await stage.robot.opens_remove(name)
        await stage.robot.fills_in(typed)
        await stage.robot.sees(amount_problem(problem))
        assert stage.robot.dialog.stage == "form"


async def test_the_form_keeps_what_was_typed_behind_a_no(tmp_path: Path) -> None:
    """`n` and Esc lead back to the form, another Esc out of it, and nothing was sent."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.adds("Garage Martin", "50", reference="FA-2031")
        await robot.says_no()
        await robot.does_not_see("ADD €50.00")
        assert "50" in robot.line("Amount")
        assert "FA-2031" in robot.line("Reference")
        await robot.presses("enter", "enter")
        await robot.sees("ADD €50.00")
        await robot.presses("escape")
        await robot.does_not_see("ADD €50.00")
        await robot.presses("escape")
        await robot.does_not_see("Add credit")
        assert stage.posts == 0
        assert stage.history == ()


async def test_a_reference_is_kept_as_it_is_typed(tmp_path: Path) -> None:
    """Accents, brackets and backslashes are data, in the journal and on the screen."""
    async with staged(tmp_path) as stage:
        await stage.robot.adds("Garage Martin", "5", reference=r"[/b] réf \ n°12")
        await stage.robot.says_yes()
        await stage.robot.sees(r"done ([/b] réf \ n°12)")
        assert stage.history[0].movement.reference == r"[/b] réf \ n°12"
