"""`ask`: everything line by line; each action is the command, with the key brought once."""

from dataclasses import replace

import pytest

from smspartner_tui.commands import options
from smspartner_tui.commands.finding import command_of
from smspartner_tui.settings.key import KeyEnvironment
from smspartner_tui.simulator import DEMO_KEY
from tests.commands.banking import GARAGE, SALON, Banking
from tests.commands.conftest import Command, Type

NOT_IN_THE_MENU = {"ask", "apply"}
"""The menu itself, and a plan's file, which is a script's: the menu carries plans out itself."""


NO_COMMANDS = {"follow", "change", "stop"}
"""What changes the configuration, which a script does by itself."""


def test_it_needs_a_terminal(banking: Banking, at_bank: Command) -> None:
    """Elsewhere it asks nothing."""
    said = at_bank("ask")
    assert said.status == 2
    assert "smspartner-tui --help" in said.err


def test_a_day_at_the_menu(
    banking: Banking, at_bank: Command, types: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By number and by word; the key, which can be read once only, serves for all of it."""
    monkeypatch.setenv("A_KEY", DEMO_KEY)
    banking.profile = replace(banking.profile, key_source=KeyEnvironment("A_KEY"))
    types("2", "3", "garage", "50", "juin", "o", "undo", "1", "o", "add credit", "", "7", "")
    said = at_bank("ask")
    assert said.status == 5
    assert banking.moved == [(GARAGE.name, "+50.00"), (GARAGE.name, "-50.00")]
    assert "! LOW" in said.out
    assert "No. 1: +€50.00, Garage Martin, done, " in said.err
    assert "Left: nothing was sent." in said.err


def test_who_is_low_is_lifted(banking: Banking, at_bank: Command, types: Type) -> None:
    """By the total, as on the plan's screen."""
    types("lift", "131.75", "")
    assert at_bank("ask").status == 0
    assert sorted(banking.moved) == [(SALON.name, "+51.75"), (GARAGE.name, "+80.00")]


def test_what_is_not_understood_is_said(banking: Banking, at_bank: Command, types: Type) -> None:
    """What may be meant is named; there is no action of any other number."""
    types("dance", "99", "0", "credit", "?")
    said = at_bank("ask")
    assert said.status == 0
    assert said.err.count("That is not one of them") == 3
    assert said.err.count("3  Add credit") == 3


def test_files_are_written(
    banking: Banking,
    at_bank: Command,
    types: Type,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The history here, the journal's copy where it is said."""
    monkeypatch.chdir(banking.folder)
    at_bank("add", GARAGE.name, "50", "--yes")
    types("export", "copy", "copy.sqlite3", "audit", "interrupted", "check everything")
    said = at_bank("ask")
    assert said.status == 0
    assert (banking.folder / "copy.sqlite3").exists()
    assert list(banking.folder.glob("smspartner-prod-*.csv"))


def test_the_history_tells_what_rose_elsewhere(
    banking: Banking, at_bank: Command, types: Type
) -> None:
    """And that nothing was found."""
    at_bank("list")
    banking.bank.add(DEMO_KEY, 5, GARAGE.token)
    at_bank("list")
    types("7", "", "7", "nobody")
    said = at_bank("ask")
    assert "Garage Martin rose by €5.00 elsewhere" in said.err
    assert "Nothing was found." in said.err


def test_the_menu_has_every_command() -> None:
    """So that nothing needs a full screen."""
    from smspartner_tui.commands.menu import _ACTIONS

    reached = {one.command.split()[0] for one in _ACTIONS} - {"history", *NO_COMMANDS}
    assert reached == options.NAMES - NOT_IN_THE_MENU


@pytest.mark.parametrize("name", sorted(options.NAMES))
def test_every_command_is_found(name: str) -> None:
    """What parses can be run."""
    assert callable(command_of(name))
