"""`undo`: by number, a transfer whole, a plan where that is asked for."""

import json

import pytest

from tests.commands.banking import ALL, GARAGE, MAIRIE, RADIO, SALON, Banking
from tests.commands.conftest import Command, Type


def test_a_movement_is_undone(banking: Banking, at_bank: Command) -> None:
    """By its inverse, a movement of its own; not twice."""
    at_bank("add", GARAGE.name, "50", "--yes")
    said = at_bank("undo", "1", "--yes", "--json")
    assert said.status == 0
    assert json.loads(said.out)["direction"] == "remove"
    assert "Undone: -€50.00, Garage Martin, new balance €20.00" in said.err
    said = at_bank("undo", "1", "--yes")
    assert (said.status, banking.posts) == (7, 2)
    assert "It was undone already" in said.err


def test_a_transfer_is_undone_whole(banking: Banking, at_bank: Command) -> None:
    """Whichever of its movements is named."""
    at_bank("move", MAIRIE.name, GARAGE.name, "50", "--yes")
    assert at_bank("undo", "1", "--yes").status == 0
    assert banking.moved[2:] == [(GARAGE.name, "-50.00"), (MAIRIE.name, "+50.00")]


def test_a_plan_is_undone_by_its_total(banking: Banking, at_bank: Command) -> None:
    """All of it where that is asked for, else the one movement."""
    at_bank("add", GARAGE.name, SALON.name, "5", "--confirm", "10")
    said = at_bank("undo", "1", "--all", "--yes")
    assert (said.status, banking.posts) == (2, 2)
    assert "add --confirm 10.00." in said.err
    assert at_bank("undo", "1", "--yes").status == 0
    said = at_bank("undo", "1", "--all", "--confirm", "5")
    assert (said.status, banking.posts) == (0, 4)
    assert "Not with the others: no. 1" in said.err


def test_only_what_is_left_comes_back(banking: Banking, at_bank: Command) -> None:
    """What was spent is told."""
    at_bank("add", GARAGE.name, "50", "--yes")
    at_bank("remove", GARAGE.name, "40", "--yes")
    said = at_bank("undo", "1", "--yes")
    assert said.status == 0
    assert "€20.00 already spent, €30.00 can come back" in said.err


def test_a_guard_forbids_it(banking: Banking, at_bank: Command) -> None:
    """As any movement."""
    at_bank("add", GARAGE.name, "50", "--yes")
    banking.lock(GARAGE)
    said = at_bank("undo", "1", "--yes", "--json")
    assert (said.status, banking.posts) == (7, 1)
    assert json.loads(said.out)["state"] == "blocked"
    assert "locked in the configuration" in said.err


def test_what_is_in_doubt_is_settled_first(banking: Banking, at_bank: Command) -> None:
    """It names the command for that."""
    banking.follow(*ALL)
    at_bank("add", RADIO.name, "10", "--yes")
    said = at_bank("undo", "1", "--yes")
    assert (said.status, banking.posts) == (7, 1)
    assert "check it first (`smspartner-tui resolve`)" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--yes",), "Say which movement"),
        (("7", "--yes"), "No movement has the number 7"),
        (("x" * 40, "--yes"), "No movement has the number"),
        (("1", "--all", "--yes"), "This movement was asked for by itself."),
        (("1",), "add --yes"),
    ],
)
def test_what_cannot_be_undone_is_told(
    banking: Banking, at_bank: Command, words: tuple[str, ...], told: str
) -> None:
    """Wrong use."""
    at_bank("add", GARAGE.name, "50", "--yes")
    said = at_bank("undo", *words)
    assert (said.status, banking.posts) == (2, 1)
    assert told in said.err


def test_the_number_is_asked_for(banking: Banking, at_bank: Command, types: Type) -> None:
    """At a terminal, until it is one."""
    at_bank("add", GARAGE.name, "50", "--yes")
    types("one", "1", "o")
    said = at_bank("undo")
    assert (said.status, banking.posts) == (0, 2)
    assert "A number is made of digits" in said.err
    assert "TAKE BACK €50.00 from Garage Martin, undoing no. 1?" in said.err
