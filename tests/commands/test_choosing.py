"""Who is followed, changed line by line in `ask`: the file, and what comes next at the menu."""

from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.commands.menu import _ACTIONS
from smspartner_tui.settings.config import load
from smspartner_tui.settings.profile import Profile
from tests.commands.banking import CLIENTS, GARAGE, MAIRIE, RADIO, SALON, Banking
from tests.commands.conftest import Command, Type


@pytest.fixture(autouse=True)
def file(banking: Banking, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration, where it is looked for."""
    path = banking.folder / "config.toml"
    monkeypatch.setattr("smspartner_tui.commands.menu.config_file", lambda: path)
    return path


def now(file: Path) -> Profile:
    """What the configuration says."""
    return load(file).profile()


def number(command: str) -> str:
    """What is typed for an action."""
    return str([one.command for one in _ACTIONS].index(command) + 1)


def test_new_ones_are_named_or_ignored(
    banking: Banking, at_bank: Command, types: Type, file: Path
) -> None:
    """And can be credited at once, by the names that they were given."""
    banking.follow(GARAGE)
    banking.bank = banking.server.bank = type(banking.bank)(CLIENTS)
    types(number("follow"), "Mairie", "public", "-", "o", "3", "mairie", "50", "", "o", "")
    said = at_bank("ask")
    assert said.status == 0
    assert "2 new sub-accounts." in said.err
    assert [one.name for one in now(file).subaccounts] == [GARAGE.name, "Mairie"]
    assert now(file).followed.ignored == (SALON.token,)
    assert banking.bank.ledger[0].token == MAIRIE.token


def test_without_a_yes_nothing_is_followed(
    banking: Banking, at_bank: Command, types: Type, file: Path
) -> None:
    """Enter for all is for later; Enter at the question is no."""
    banking.follow(GARAGE)
    banking.bank = banking.server.bank = type(banking.bank)(CLIENTS)
    before = file.read_text()
    types(number("follow"), "", "", number("follow"), "Mairie", "", "", "", "")
    said = at_bank("ask")
    assert "Nothing is changed." in said.err
    assert "No: nothing is changed." in said.err
    assert file.read_text() == before


def test_what_is_kept_is_changed(
    banking: Banking, at_bank: Command, types: Type, file: Path
) -> None:
    """Enter keeps, - takes away, and a mark that cannot be read is asked for again."""
    types("change", "garage", "", "-", "30", "abc", "90,5", "400", "", "le 5", "y", "")
    said = at_bank("ask")
    assert said.status == 0
    assert "Low mark, now €50.00:" in said.err
    assert "Low mark: €50.00 → €30.00" in said.err
    one = now(file).subaccounts[0]
    assert (one.name, one.group, one.note, one.locked) == (GARAGE.name, "", "le 5", False)
    assert (one.low, one.target, one.cap) == (Decimal(30), Decimal("90.5"), Decimal(400))


def test_a_lock_stays_unless_it_is_taken_away(
    banking: Banking, at_bank: Command, types: Type, file: Path
) -> None:
    """Enter keeps it as it keeps all else."""
    types("change", "garage", "", "", "", "", "", "y", "", "o", "")
    assert at_bank("ask").status == 0
    assert now(file).subaccounts[0].locked
    types("change", "garage", SALON.name, "", "", "", "", "", "x", "o", "")
    said = at_bank("ask")
    assert said.status == 0
    assert "! Another sub-account has this name already." in said.err
    assert now(file).subaccounts[0].locked
    types("change", GARAGE.token, "", "", "", "", "", "n", "", "o", "")
    assert at_bank("ask").status == 0
    assert not now(file).subaccounts[0].locked


def test_marks_the_wrong_way_round_are_refused(
    banking: Banking, at_bank: Command, types: Type, file: Path
) -> None:
    """With their names, before anything is asked for."""
    before = file.read_text()
    types("change", "garage", "", "", "200", "", "", "", "", "")
    said = at_bank("ask")
    assert said.status == 7
    assert "Low mark (€200.00) is above Target (€100.00)" in said.err
    assert file.read_text() == before


def test_one_is_followed_no_more(
    banking: Banking, at_bank: Command, types: Type, file: Path
) -> None:
    """Its name means nobody at the menu from then on."""
    types("stop", "garage", "o", "3", "garage", "", "")
    said = at_bank("ask")
    assert "Garage Martin is followed no more" in said.err
    assert "No sub-account is called “garage”" in said.err
    assert GARAGE.token not in {one.token for one in now(file).subaccounts}


def test_one_with_a_movement_in_doubt_stays(
    banking: Banking, at_bank: Command, types: Type, file: Path
) -> None:
    """Until it is settled."""
    banking.follow(GARAGE, RADIO)
    assert at_bank("add", RADIO.name, "10", "--yes").status == 4
    types("stop", "radio", "o", "")
    said = at_bank("ask")
    assert said.status == 7
    assert "in doubt" in said.err
    assert len(now(file).subaccounts) == 2
