"""`runs`, `resume`, `give-back`, `drop`: what was interrupted is listed and brought to its end."""

import json
from contextlib import closing
from datetime import UTC, datetime

import pytest

from smspartner_tui.core.movement import RunKind
from smspartner_tui.core.run import Halt, Leg, Run
from smspartner_tui.journal import Journal
from tests.commands.banking import ALL, GARAGE, MAIRIE, REFUS, SALON, Banking
from tests.commands.conftest import Command, Type
from tests.journal.helpers import NADIA, movement


def opened(banking: Banking) -> "closing[Journal]":
    """The journal of the account, as a colleague has it."""
    return closing(
        Journal(banking.journal_folder, banking.profile.base_url, NADIA, lambda: datetime.now(UTC))
    )


def interrupt(banking: Banking) -> None:
    """A plan of two movements, of which none has left."""
    legs = (Leg(movement(GARAGE.token, "5")), Leg(movement(SALON.token, "7")))
    with opened(banking) as journal:
        run = journal.open_run(Run("plan", RunKind.PLAN, legs))
        journal.leave_run(run.id, Halt.ASKED)


@pytest.fixture
def half_done(banking: Banking, at_bank: Command) -> None:
    """A transfer whose credit waits on the main account."""
    banking.follow(*ALL)
    assert at_bank("move", MAIRIE.name, REFUS.name, "5", "--yes").status == 3


def test_nothing_was_interrupted(banking: Banking, at_bank: Command) -> None:
    """All is well."""
    said = at_bank("runs")
    assert (said.status, said.out) == (0, "")
    assert "Nothing was interrupted." in said.err
    assert at_bank("runs", "--json").out == ""


def test_what_was_interrupted_is_listed(banking: Banking, at_bank: Command) -> None:
    """With the commands for it."""
    interrupt(banking)
    said = at_bank("runs")
    assert said.status == 7
    assert said.out.startswith("Plan no. 1: 0 done, 2 left (")
    assert "`smspartner-tui resume 1` goes on, `smspartner-tui drop 1` drops the rest." in said.out
    record = json.loads(at_bank("runs", "--json").out)
    assert (record["number"], record["kind"], record["left"]) == (1, "plan", 2)
    assert (record["total_left"], record["halt"]) == ("12.00", "asked")


def test_it_goes_on_by_its_total(banking: Banking, at_bank: Command) -> None:
    """What is left of it; then nothing is."""
    interrupt(banking)
    said = at_bank("resume", "1", "--yes")
    assert (said.status, banking.posts) == (2, 0)
    assert "add --confirm 12.00." in said.err
    said = at_bank("resume", "1", "--confirm", "12", "--json")
    assert (said.status, banking.posts) == (0, 2)
    assert [json.loads(line)["state"] for line in said.out.splitlines()] == ["confirmed"] * 2
    assert at_bank("resume", "1", "--confirm", "12").status == 2


def test_another_plan_waits_for_its_end(banking: Banking, at_bank: Command) -> None:
    """It says which, and the commands for it."""
    interrupt(banking)
    said = at_bank("add", GARAGE.name, SALON.name, "5", "--confirm", "10")
    assert (said.status, banking.posts) == (7, 0)
    assert "`smspartner-tui resume 1` goes on with it" in said.err


def test_the_rest_is_dropped(banking: Banking, at_bank: Command) -> None:
    """Once it was meant."""
    interrupt(banking)
    assert at_bank("drop", "1").status == 2
    said = at_bank("drop", "1", "--yes", "--json")
    assert (said.status, banking.posts) == (0, 0)
    assert json.loads(said.out)["state"] == "ended"
    assert at_bank("runs").status == 0


@pytest.mark.usefixtures("half_done")
def test_a_half_done_transfer_is_finished(banking: Banking, at_bank: Command) -> None:
    """Once its payee takes credit; what waits is credited."""
    said = at_bank("runs")
    assert said.status == 7
    assert "€5.00 wait on the main account" in said.out
    assert "`smspartner-tui give-back 1` gives it back" in said.out
    said = at_bank("resume", "1", "--yes", "--json")
    assert said.status == 3
    assert [json.loads(line)["name"] for line in said.out.splitlines()] == [REFUS.name]


@pytest.mark.usefixtures("half_done")
def test_a_half_done_transfer_is_given_back(banking: Banking, at_bank: Command) -> None:
    """To who paid it."""
    said = at_bank("give-back", "1", "--yes", "--json")
    assert said.status == 0
    assert json.loads(said.out)["name"] == MAIRIE.name
    assert "Given back: €5.00 to Mairie de Vannes" in said.err
    assert at_bank("runs").status == 0


@pytest.mark.usefixtures("half_done")
def test_a_guard_forbids_going_on(banking: Banking, at_bank: Command) -> None:
    """With its word."""
    banking.lock(MAIRIE)
    said = at_bank("give-back", "1", "--yes")
    assert said.status == 7
    assert "locked in the configuration" in said.err


def test_only_what_waits_is_given_back(banking: Banking, at_bank: Command) -> None:
    """A plan has nothing that does."""
    interrupt(banking)
    said = at_bank("give-back", "1", "--yes")
    assert (said.status, banking.posts) == (7, 0)
    assert "Nothing of it waits" in said.err


@pytest.mark.parametrize("name", ["resume", "give-back", "drop"])
def test_what_is_missing_is_told(banking: Banking, at_bank: Command, name: str) -> None:
    """Nobody is asked; a number that is none is wrong use."""
    assert "by its number" in at_bank(name, "--yes").err
    assert at_bank(name, "--yes").status == 2
    said = at_bank(name, "9", "--yes")
    assert said.status == 2
    assert "Nothing that was interrupted has the number 9" in said.err


def test_one_that_goes_on_elsewhere_is_left_alone(banking: Banking, at_bank: Command) -> None:
    """Whose it is, is told."""
    with opened(banking) as journal:
        journal.open_run(Run("theirs", RunKind.PLAN, (Leg(movement(SALON.token)),)))
        assert at_bank("runs").status == 0
        for name in ("resume", "drop"):
            said = at_bank(name, "1", "--yes")
            assert (said.status, banking.posts) == (7, 0)
            assert "nadia has plan no. 1 running" in said.err


def test_read_only_goes_on_with_nothing(banking: Banking, at_bank: Command) -> None:
    """As it moves nothing."""
    interrupt(banking)
    banking.limit(read_only=True)
    assert at_bank("resume", "1", "--confirm", "12").status == 7
    assert banking.posts == 0


def test_which_one_is_asked_for(banking: Banking, at_bank: Command, types: Type) -> None:
    """At a terminal, those there are being told; then yes."""
    types()
    said = at_bank("resume")
    assert (said.status, "Nothing was interrupted." in said.err) == (0, True)
    interrupt(banking)
    types("1", "12")
    said = at_bank("resume")
    assert (said.status, banking.posts) == (0, 2)
    assert "GO ON with 2 movements, €12.00 in all?" in said.err


@pytest.mark.parametrize(("answer", "status"), [("o", 0), ("", 7)])
def test_dropping_is_meant(
    banking: Banking, at_bank: Command, types: Type, answer: str, status: int
) -> None:
    """Enter alone drops nothing."""
    interrupt(banking)
    types(answer)
    said = at_bank("drop", "1")
    assert said.status == status
    assert "Drop the 2 movements that are left?" in said.err
