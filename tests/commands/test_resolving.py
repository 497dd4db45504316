"""`resolve`: the evidence in words, the decision with its reason, nothing sent."""

import json
from dataclasses import replace

import pytest

from smspartner_tui.simulator import Behaviour
from tests.commands.banking import GARAGE, RADIO, Banking
from tests.commands.conftest import Command, Type

HEARD = replace(RADIO, behaviour=Behaviour.SILENT_APPLIED, name="Radio Entendue")


@pytest.fixture(autouse=True)
def doubt(banking: Banking, at_bank: Command) -> None:
    """A movement that went through, and of which nobody was told."""
    banking.follow(GARAGE, HEARD)
    banking.profile = replace(banking.profile, deadline=0.1)
    assert at_bank("add", HEARD.name, "10", "--yes").status == 4


def test_what_is_in_doubt_is_listed(banking: Banking, at_bank: Command) -> None:
    """With the status of a doubt; for programs with what is proposed."""
    said = at_bank("resolve")
    assert said.status == 4
    assert "No. 1: add €10.00 to Radio Entendue" in said.err
    assert "To settle one: `smspartner-tui resolve` and its number." in said.err
    record = json.loads(at_bank("resolve", "--json").out)
    assert (record["number"], record["amount"], record["proposal"]) == (1, "10.00", "applied")
    assert record["state"] == "unknown"
    assert record["no_effect_from"].endswith("+00:00")


def test_the_evidence_is_told(banking: Banking, at_bank: Command) -> None:
    """Both balances before and since, and what they prove; it stays in doubt."""
    said = at_bank("resolve", "1")
    assert said.status == 4
    assert "before: main account €2,869.20, Radio Entendue €2.00" in said.err
    assert "PROPOSED: it went through." in said.err
    assert "It stays in doubt: no movement on Radio Entendue until it is settled" in said.err
    assert "`smspartner-tui resolve 1 --applied` or `--not-applied`" in said.err
    assert json.loads(at_bank("resolve", "1", "--json").out)["state"] == "unknown"


def test_a_decision_is_recorded(banking: Banking, at_bank: Command) -> None:
    """With its reason; a second one comes too late, and the sub-account is free."""
    said = at_bank("resolve", "1", "--applied", "--because", "relevé du 12/06", "--json")
    assert said.status == 0
    record = json.loads(said.out)
    assert (record["state"], record["because"]) == ("resolved_applied", "relevé du 12/06")
    assert "No. 1: recorded as went through. Nothing was sent." in said.err
    said = at_bank("resolve", "1", "--applied", "--because", "encore")
    assert said.status == 7
    assert "No. 1 is not in doubt: went through." in said.err
    assert at_bank("resolve").status == 0
    assert banking.posts == 1


def test_no_effect_is_said_too_early(banking: Banking, at_bank: Command) -> None:
    """The platform may still carry it out; and the balances say otherwise."""
    said = at_bank("resolve", "1", "--not-applied", "--because", "rien lu")
    assert said.status == 7
    assert "! The balances say otherwise." in said.err
    assert "The platform may still carry it out" in said.err
    assert at_bank("resolve").status == 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("1", "--applied"), "Add --because"),
        (("--applied", "--because", "x"), "Say which movement"),
        (("9", "--applied", "--because", "x"), "No movement has the number 9"),
    ],
)
def test_what_is_missing_is_told(
    banking: Banking, at_bank: Command, words: tuple[str, ...], told: str
) -> None:
    """Nobody is asked."""
    said = at_bank("resolve", *words)
    assert said.status == 2
    assert told in said.err


def test_it_is_asked_line_by_line(banking: Banking, at_bank: Command, types: Type) -> None:
    """Which, what became of it, why, and yes."""
    types("1", "a", "relevé", "o")
    said = at_bank("resolve")
    assert said.status == 0
    assert "Record that no. 1 WENT THROUGH?" in said.err
    assert at_bank("resolve").status == 0


@pytest.mark.parametrize("lines", [("1", ""), ("1", "x"), ("1", "a", "relevé", ""), ("1", "s", "")])
def test_later_leaves_it_in_doubt(
    banking: Banking, at_bank: Command, types: Type, lines: tuple[str, ...]
) -> None:
    """Nothing is recorded without a reason and a yes."""
    types(*lines)
    assert at_bank("resolve").status in {4, 5}
    types()
    assert at_bank("resolve", "--json").status == 4


def test_a_reason_is_asked_for(banking: Banking, at_bank: Command, types: Type) -> None:
    """Where the options lack it."""
    types("relevé")
    assert at_bank("resolve", "1", "--applied").status == 0
