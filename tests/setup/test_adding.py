"""A second profile, added to a configuration that is there: all else in it stays as it is."""

import stat
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.settings.config import load
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.setup import command
from smspartner_tui.setup.command import Ending, requested
from smspartner_tui.simulator import SimulatorServer
from tests.setup.conftest import CLIENTS
from tests.setup.person import CTRL_C, Person

THERE = """\
# Ours, kept by hand.

[ui]          # as we like it
language = "en"

[guards]
max_per_day = "300.00"
confirm_above = "50.00"

[profiles.prod]   # the first
api_key_env = "PROD_KEY"

[[profiles.prod.subaccounts]]
token = "0a1b2c3d4e5f9f3a"
name = "Garage"  # not the other one
"""
YES = {"Add this": ["y"]}


@pytest.fixture
def there(path: Path) -> Path:
    """A configuration with one profile."""
    path.parent.mkdir(parents=True)
    path.touch(mode=0o600)
    path.write_text(THERE)
    return path


def adds(person: Person, path: Path, server: SimulatorServer, profile: str | None = None) -> Ending:
    """Go through the set-up where there is a configuration."""
    request = requested(path, profile, server.base_url, None)
    return command.run(request, person, can_draw=True)


def test_a_profile_is_added_and_nothing_else(there: Path, server: SimulatorServer) -> None:
    """Comments and order stay; the same one opens by itself, and the guards hold for all."""
    person = Person({**YES, "Its name": ["agence"]})
    assert adds(person, there, server) == Ending(0, wants_dashboard=True, profile="agence")
    text = there.read_text()
    first, rest = THERE.split("\n\n", 1)
    assert text.startswith(f'{first}\n\ndefault_profile = "prod"\n\n{rest}')
    assert stat.S_IMODE(there.stat().st_mode) == 0o600
    settings = load(there)
    assert settings.default_profile == "prod"
    assert settings.profile("prod").subaccounts[0].name == "Garage"
    added = settings.profile("agence")
    assert {one.token for one in added.subaccounts} == {one.token for one in CLIENTS}
    assert added.limits.max_per_day == Decimal(300)
    assert added.limits.confirm_above == Decimal(50)
    assert added.limits.main_reserve == Decimal(280)
    assert '[profiles.agence.guards]\nmain_reserve = "280.00"\n' in text
    assert there.with_name("agence.key").is_file()


def test_what_was_shown_is_what_is_added(there: Path, server: SimulatorServer) -> None:
    """The line at the top, and the profile below; the language is not asked for again."""
    person = Person(YES)
    adds(person, there, server)
    shown = person.said.partition("below all that is there:\n\n")[2].partition("\n\nThe key is")[0]
    assert there.read_text().endswith(f"\n\n{shown}\n")
    assert 'default_profile = "prod"' in person.said
    assert "Its profiles: prod." in person.heard
    assert not any("Language" in question for question in person.asked)
    assert " check --quiet --strict\n" in person.said.partition("--profile other")[2]


@pytest.mark.parametrize("typed", ["n", CTRL_C])
def test_nothing_is_added_before_the_yes(there: Path, server: SimulatorServer, typed: str) -> None:
    """Not the key, either."""
    adds(Person({"Add this": [typed]}), there, server)
    assert there.read_text() == THERE
    assert [one.name for one in there.parent.iterdir()] == [there.name]


def test_a_name_that_is_taken_is_asked_for_again(there: Path, server: SimulatorServer) -> None:
    """And so is one that none can have; named on the command line it is refused at once."""
    person = Person({**YES, "Its name": ["prod", "à b", "two"]})
    assert adds(person, there, server).profile == "two"
    assert "There is a profile prod already" in person.heard
    with pytest.raises(SettingsError, match="There is a profile two already"):
        requested(there, "two", None, None)
    person = Person(YES)
    assert adds(person, there, server, "three").profile == "three"
    assert not any("Its name" in question for question in person.asked)
    assert load(there).default_profile == "prod"


def test_what_others_wrote_meanwhile_stays(there: Path, server: SimulatorServer) -> None:
    """What was agreed to is added to the file as it is by then."""

    class Colleague(Person):
        def forget_what_was_typed(self) -> None:
            super().forget_what_was_typed()
            there.write_text(f"{THERE}# theirs\n")

    adds(Colleague(YES), there, server)
    assert "# theirs\n\n# Made by" in there.read_text()


def test_when_the_key_cannot_be_written_the_file_is_as_it_was(
    there: Path, server: SimulatorServer
) -> None:
    """What was begun is taken back, and told."""
    folder = there.with_name("keys")
    folder.mkdir()

    class Thief(Person):
        def forget_what_was_typed(self) -> None:
            super().forget_what_was_typed()
            (folder / "other.key").touch()

    person = Thief({**YES, "Its file": [str(folder / "other.key")], "What now": ["2"]})
    assert adds(person, there, server).status == 2
    assert there.read_text() == THERE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no TOML", "not TOML"),
        ("[guards]\nmax = 1\n[profiles.prod]\n", "max"),
        ("profiles = {prod = {}}\n", "twice|by hand|not TOML"),
    ],
)
def test_a_file_that_nothing_can_be_added_to_is_told_first(
    there: Path, text: str, reason: str
) -> None:
    """Before anything is asked."""
    there.write_text(text)
    with pytest.raises(SettingsError, match=reason):
        requested(there, None, None, None)


def test_lines_end_as_they_did(there: Path, server: SimulatorServer) -> None:
    """Whoever edits it elsewhere finds one kind of them, and the mark at its beginning."""
    text = "\ufeff" + THERE.replace("\n", "\r\n").rstrip()
    there.write_bytes(text.encode())
    adds(Person(YES), there, server)
    content = there.read_bytes().decode()
    assert content.startswith("\ufeff# Ours")
    assert "\n" not in content.replace("\r\n", "")
    assert set(load(there).profiles) == {"prod", "other"}
