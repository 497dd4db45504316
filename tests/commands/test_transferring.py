"""`move`: a debit, then a credit, with one yes."""

import json

import pytest

from tests.commands.banking import ALL, GARAGE, MAIRIE, REFUS, Banking
from tests.commands.conftest import Command, Type


def test_credit_changes_hands(banking: Banking, at_bank: Command) -> None:
    """All three accounts before and behind it, then each leg."""
    said = at_bank("move", MAIRIE.name, GARAGE.name, "=70", "--yes")
    assert (said.status, said.out) == (0, "")
    assert said.err.splitlines() == [
        "  Mairie de Vannes: €1,204.50, then €1,154.50 (-€50.00)",
        "  Main account: €2,869.20, as before",
        "  Garage Martin: €20.00, then €70.00 (+€50.00)",
        "  1/2  Took back €50.00 from Mairie de Vannes, new balance €1,154.50 (no. 1)",
        "  2/2  Added €50.00 to Garage Martin, new balance €70.00 (no. 2)",
        (
            "smspartner-tui: Transferred €50.00 from Mairie de Vannes to Garage Martin, new "
            "balance €70.00 (transfer no. 1)"
        ),
    ]
    assert banking.moved == [(MAIRIE.name, "-50.00"), (GARAGE.name, "+50.00")]


def test_a_half_done_one_says_where_the_credit_is(banking: Banking, at_bank: Command) -> None:
    """And the two commands for it."""
    banking.follow(*ALL)
    said = at_bank("move", MAIRIE.name, REFUS.name, "5", "--yes", "--json")
    assert said.status == 3
    states = [json.loads(line)["state"] for line in said.out.splitlines()]
    assert states == ["confirmed", "rejected"]
    assert "is half done: €5.00 wait on the main account" in said.err
    assert "(`smspartner-tui resume`)" in said.err
    assert "(`smspartner-tui give-back`)" in said.err


def test_a_guard_forbids_both(banking: Banking, at_bank: Command) -> None:
    """Nothing of it is sent."""
    banking.lock(GARAGE)
    said = at_bank("move", MAIRIE.name, GARAGE.name, "50", "--yes", "--json")
    assert (said.status, banking.posts) == (7, 0)
    assert [json.loads(line)["state"] for line in said.out.splitlines()] == ["blocked"] * 2
    assert "locked in the configuration" in said.err


def test_a_duplicate_is_refused_unless_again(banking: Banking, at_bank: Command) -> None:
    """Either leg may be like one of before."""
    at_bank("add", GARAGE.name, "50", "--yes")
    said = at_bank("move", MAIRIE.name, GARAGE.name, "50", "--yes")
    assert (said.status, banking.posts) == (7, 1)
    assert at_bank("move", MAIRIE.name, GARAGE.name, "50", "--yes", "--again").status == 0


def test_everything_is_given_again(banking: Banking, at_bank: Command) -> None:
    """As of a removal."""
    assert at_bank("move", GARAGE.name, MAIRIE.name, "all", "--yes").status == 2
    assert at_bank("move", GARAGE.name, MAIRIE.name, "all", "--confirm", "20").status == 0
    assert banking.moved[0] == (GARAGE.name, "-20.00")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ((), 2, "Say from whom to whom"),
        (("Garage Martin", "Mairie de Vannes"), 2, "Say from whom to whom"),
        (("Garage Martin", "Garage Martin", "5"), 2, "are the same"),
        (("Garage Martin", "Nobody", "5"), 2, "No sub-account is called “Nobody”"),
        (("Garage Martin", "Mairie de Vannes", "1,234"), 2, "two ways"),
        (("Garage Martin", "Mairie de Vannes", "=5"), 7, "The balance is above that"),
    ],
)
def test_what_cannot_be_moved_is_told(
    banking: Banking, at_bank: Command, words: tuple[str, ...], status: int, told: str
) -> None:
    """Nobody is asked."""
    said = at_bank("move", *words, "--yes")
    assert (said.status, banking.posts) == (status, 0)
    assert told in said.err


def test_without_a_yes_nothing_is_sent(banking: Banking, at_bank: Command) -> None:
    """It says what is missing."""
    assert at_bank("move", MAIRIE.name, GARAGE.name, "50").status == 2


def test_it_is_asked_line_by_line(banking: Banking, at_bank: Command, types: Type) -> None:
    """One name at a time."""
    types("mairie, garage", "mairie", "garage", "50", "juin", "o")
    said = at_bank("move")
    assert (said.status, banking.posts) == (0, 2)
    assert "One name only, please." in said.err
    assert "TRANSFER €50.00 from Mairie de Vannes to Garage Martin?" in said.err


def test_line_by_line_the_two_must_differ(banking: Banking, at_bank: Command, types: Type) -> None:
    """Said before any amount is asked for."""
    types("garage", "garage")
    assert at_bank("move").status == 2
