"""The whole conversation, against a bank on loopback: what is written, and what never is."""

import os
import stat
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui import i18n
from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.guards import Limits
from smspartner_tui.settings.config import load
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.key import KeyCommand, KeyEnvironment, KeyFile, read_key
from smspartner_tui.setup import command
from smspartner_tui.setup.amounts import own_marks
from smspartner_tui.setup.command import Ending
from smspartner_tui.simulator import DEMO_KEY, Bank, Client, SimulatorServer
from tests.setup.conftest import CLIENTS, GARAGE, MAIRIE, SALON, marked
from tests.setup.person import CTRL_C, CTRL_D, Person

YES = {"Write this": ["y"]}
NO_PLATFORM = "http://127.0.0.1:9/v1"


def mode(path: Path) -> int:
    """What a file's or a folder's rights are."""
    return stat.S_IMODE(path.stat().st_mode)


def shown_document(said: str) -> str:
    """The text that was shown before the last question."""
    return said.partition("This is what will be written:\n\n")[2].partition("\n\nThe key is")[0]


def test_enter_all_the_way_is_enough(server: SimulatorServer, path: Path) -> None:
    """The key is pasted, all that the platform lists are followed, the guards are set."""
    person = Person(YES)
    assert person.sets_up(path, server.base_url) == Ending(0, wants_dashboard=True, profile="prod")
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    key_file = path.with_name("prod.key")
    assert mode(key_file) == 0o600
    assert key_file.read_text() == f"{DEMO_KEY}\n"
    profile = load(path).profile()
    assert profile.key_source == KeyFile(key_file)
    assert profile.subaccounts == tuple(
        SubAccount(one.token, one.email, low=Decimal(20), target=Decimal(60)) for one in CLIENTS
    )
    assert profile.limits == Limits(
        main_reserve=Decimal(280), max_per_day=Decimal(2000), max_per_operation=Decimal(1000)
    )
    assert "Main account: €2,869.20\n3 sub-accounts" in person.said
    assert sorted(one.name for one in path.parent.iterdir()) == ["config.toml", "prod.key"]
    assert len(person.asked) < 16


def test_what_was_shown_is_what_is_written(server: SimulatorServer, path: Path) -> None:
    """Byte for byte, also where the terminal lacks letters of a name."""
    names = {"1/3": ["Élégance ☂ “x” [b]"], "2/3": ["Œuf @beauté"], "3/3": ["*"]}
    for encoding in ("utf-8", "latin-1", "ascii"):
        person = Person({**YES, **names}, encoding=encoding)
        file = path.with_name(f"{encoding}.toml")
        answers = {"Its file": [str(path.with_name(f"{encoding}.key"))]}
        person = Person({**YES, **names, **answers}, encoding=encoding)
        person.sets_up(file, server.base_url)
        assert file.read_text("utf-8") == shown_document(person.said) + "\n"
        first, second, _third = load(file).profile().subaccounts
        assert (first.name, second.name) == ("Élégance ☂ “x” [b]", "Œuf")
        assert second.group == "beauté"


@pytest.mark.parametrize("typed", ["n", CTRL_C, CTRL_D])
def test_nothing_is_written_before_the_yes(server: SimulatorServer, path: Path, typed: str) -> None:
    """No file, no folder, no key; and nothing typed ahead answers that question."""
    person = Person({"Write this": ["", typed]})
    ending = person.sets_up(path, server.base_url)
    assert ending == (Ending(0) if typed == "n" else Ending(130))
    assert "othing was written." in person.said
    assert not path.parent.exists()
    assert not path.parent.parent.exists()
    assert len(person.forgot_at) == 1
    assert person.forgot_at[0].endswith("(…oney)\n")


@pytest.mark.parametrize("question", ["Language", "come from", "Which ones", "Reserve"])
def test_it_can_be_left_at_any_question(server: SimulatorServer, path: Path, question: str) -> None:
    """Ctrl+C, and nothing was written."""
    person = Person({question: [CTRL_C], **YES})
    assert person.sets_up(path, server.base_url) == Ending(130)
    assert person.said.endswith("Set-up left: nothing was written.\n")
    assert not path.parent.exists()


def test_after_the_yes_leaving_is_no_failure(server: SimulatorServer, path: Path) -> None:
    """All is written; the dashboard is just not opened."""
    person = Person({**YES, "dashboard": [CTRL_D]})
    assert person.sets_up(path, server.base_url) == Ending(0)
    assert path.exists()
    assert person.said.endswith(f"Open the dashboard with:\n  smspartner-tui --config {path}\n")
    assert "nothing was written" not in person.said.partition("Write this")[2]


def test_the_key_is_nowhere_but_in_its_file(
    server: SimulatorServer, path: Path, tmp_path: Path
) -> None:
    """Not on the screen, not in the configuration; its last four characters are enough."""
    person = Person(YES)
    person.sets_up(path, server.base_url)
    assert DEMO_KEY not in person.said
    assert "…oney" in person.said
    holding = [one for one in tmp_path.rglob("*") if one.is_file() and DEMO_KEY in one.read_text()]
    assert holding == [path.with_name("prod.key")]


def test_french_takes_effect_at_once(server: SimulatorServer, path: Path) -> None:
    """And is written down where the environment would not choose it."""
    person = Person({"langue": ["2"], "Écrire": ["o"]})
    assert person.sets_up(path, server.base_url).wants_dashboard
    assert "Étape 2 sur 4\u00a0: la clé API" in person.said
    assert load(path).ui.language == "fr"
    i18n.use("en")


def test_the_environments_language_is_proposed_and_not_written(
    server: SimulatorServer, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A French server is French by itself."""
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    person = Person({"Écrire": ["o"]})
    person.sets_up(path, server.base_url)
    assert load(path).ui.language == "auto"
    assert "[ui]" not in path.read_text()


def test_a_language_asked_for_is_not_asked_again(server: SimulatorServer, path: Path) -> None:
    """`--lang fr` answers the first step."""
    person = Person({"Écrire": ["o"]})
    person.sets_up(path, server.base_url, language="fr")
    assert not any("Language" in question for question in person.asked)
    assert load(path).ui.language == "fr"


def test_the_key_of_a_command(server: SimulatorServer, path: Path, tmp_path: Path) -> None:
    """What only repeats the key is refused; what fails is told, and asked about again."""
    kept = tmp_path / "kept"
    kept.write_text(DEMO_KEY)
    person = Person(
        {
            **YES,
            "come from": ["1", "1"],
            "Command": ["echo x", f"pass {'a1' * 20}", "pass 'open", "false", f"cat {kept}"],
        }
    )
    person.sets_up(path, server.base_url)
    assert person.said.count("The key itself must not stand in the command") == 2
    assert "A quotation mark is open" in person.said
    assert "`false` failed (status 1): run it by hand." in person.said
    assert load(path).profile().key_source == KeyCommand(("cat", str(kept)))
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]
    assert "smspartner_tui --config" in person.said


def test_the_key_of_the_environment(
    server: SimulatorServer, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is proposed where it is set, stays there for the dashboard, and asks nothing written."""
    monkeypatch.setenv("SMSPARTNER_API_KEY", DEMO_KEY)
    person = Person(YES, keys=[])
    person.sets_up(path, server.base_url)
    assert load(path).profile().key_source == KeyEnvironment()
    assert "api_key" not in path.read_text()
    assert os.environ["SMSPARTNER_API_KEY"] == DEMO_KEY
    assert "crontab" not in person.said


def test_a_variable_that_is_not_set(server: SimulatorServer, path: Path) -> None:
    """Is told as such; and typing it at each start leaves nothing behind."""
    person = Person({**YES, "come from": ["3", "4"], "Its name": ["a b", "MY_KEY"]})
    person.sets_up(path, server.base_url)
    assert "made of letters, digits and _ only" in person.said
    assert "MY_KEY is not set here" in person.said
    assert load(path).profile().key_source == KeyEnvironment()
    assert "typed at the terminal" in person.said
    assert "crontab" not in person.said


def test_a_key_file_that_is_there_is_used(server: SimulatorServer, path: Path) -> None:
    """As it stands, when that is wanted; whoever else could read it is told."""
    path.parent.mkdir(parents=True)
    key_file = path.with_name("prod.key")
    key_file.write_text(DEMO_KEY)
    key_file.chmod(0o644)
    person = Person({**YES, "Which key": ["1", "2"]})
    person.sets_up(path, server.base_url)
    assert "others may use this key: run `chmod 600" in person.said
    assert mode(key_file) == 0o600
    assert read_key(KeyFile(key_file)).reveal() == DEMO_KEY
    assert "The key in this file is replaced" in person.said


def test_a_key_file_is_kept_when_the_set_up_is_left(server: SimulatorServer, path: Path) -> None:
    """It was to be replaced, and nobody said yes."""
    path.parent.mkdir(parents=True)
    key_file = path.with_name("prod.key")
    key_file.write_text("an-older-key-of-the-account")
    person = Person({"Which key": ["2"], "Write this": ["n"]})
    person.sets_up(path, server.base_url)
    assert key_file.read_text() == "an-older-key-of-the-account"


def test_places_are_full_paths(server: SimulatorServer, path: Path) -> None:
    """A folder is no file, and a name alone is no place."""
    person = Person({**YES, "Its file": ["prod.key", "~nobody-at-all/x", str(path.parents[2])]})
    person.sets_up(path, server.base_url)
    assert person.said.count("Type a full path") == 2
    assert "is a folder: name a file in it." in person.heard


def test_a_refused_key_can_be_pasted_again(server: SimulatorServer, path: Path) -> None:
    """The platform's word is said, and the next key is asked for."""
    person = Person({**YES, "What now": ["2"]}, keys=["not-the-key", "no", DEMO_KEY])
    person.sets_up(path, server.base_url)
    assert "The platform refuses this key." in person.said
    assert "In its own words: “Clé API incorrecte”." in person.said
    assert "cannot be an API key" in person.said
    assert path.with_name("prod.key").read_text() == f"{DEMO_KEY}\n"


def test_without_a_platform_tokens_are_typed(path: Path) -> None:
    """It is tried again when asked to, then gone on without: tokens and names by hand."""
    person = Person(
        {
            **YES,
            "What now": ["1", "3"],
            "Token 1": ["no token", GARAGE.token],
            "Token 2": [GARAGE.token, SALON.token],
            "Its name": ["Garage Martin @auto", "garage martin", ""],
        }
    )
    person.sets_up(path, NO_PLATFORM)
    assert person.said.count("cannot be reached") == 2
    assert "This one is there already." in person.said
    assert "Another one has this name already" in person.said
    garage, salon = load(path).profile().subaccounts
    assert (garage.token, garage.name, garage.group) == (GARAGE.token, "Garage Martin", "auto")
    assert (salon.token, salon.name) == (SALON.token, "…c0de")
    assert load(path).profile().limits.main_reserve == 0


def test_a_refused_list_is_told(path: Path) -> None:
    """The main balance is known then, and no sub-account has to be named."""
    bank = Bank(key=DEMO_KEY, spending=False, accounts=CLIENTS)
    with SimulatorServer(bank, list_calls=False) as server:
        person = Person(YES)
        person.sets_up(path, server.base_url)
    assert "Main account: €2,869.20" in person.said
    assert "Ask SMS Partner whether sub-accounts and the API are switched on" in person.heard
    assert "Your list cannot be read" in person.said
    assert load(path).profile().subaccounts == ()


def test_a_reserve_with_an_unknown_main_balance_is_warned_of(path: Path) -> None:
    """It would let nothing be added."""
    person = Person({**YES, "What now": ["3"], "Reserve": ["50", "0"], "added in a day": ["<"]})
    person.sets_up(path, NO_PLATFORM)
    assert "as long as it is not known, a reserve lets nothing be added" in person.heard
    assert load(path).profile().limits.main_reserve == 0


def test_some_are_followed_by_their_numbers(server: SimulatorServer, path: Path) -> None:
    """Numbers that are not there are told."""
    person = Person({**YES, "Which ones": ["4", "x", "2-1", "1, 3", ""], "1/2": ["<"]})
    person.sets_up(path, server.base_url)
    assert "4: the numbers go from 1 to 3." in person.said
    assert "Cannot read “x”" in person.said
    assert [one.token for one in load(path).profile().subaccounts] == [GARAGE.token, SALON.token]


def test_groups_have_marks_of_their_own(server: SimulatorServer, path: Path) -> None:
    """Asked for once each, whatever the case; `-` is none, in spite of the defaults."""
    names = {"1/3": ["Garage @Auto"], "2/3": ["Mairie @public"], "3/3": ["Salon @auto"]}
    marks = {
        "for all": ["20 10", "1 2 3 4", "20 60 400"],
        "group Auto": ["50 100"],
        "group public": ["- -"],
    }
    person = Person({**YES, **names, **marks})
    person.sets_up(path, server.base_url)
    assert "Low must not be above target" in person.said
    garage, mairie, salon = load(path).profile().subaccounts
    assert own_marks(garage) == marked(50, 100, 400)
    assert own_marks(salon) == marked(50, 100, 400)
    assert own_marks(mairie) == marked(None, None, 400)


def test_the_guards_are_what_was_answered(server: SimulatorServer, path: Path) -> None:
    """Amounts as people type them; each unusable one has its reason."""
    person = Person(
        {
            **YES,
            "Reserve": ["1,234", "5 000"],
            "added in a day": ["0", "-"],
            "in one movement": ["ten", "500,50"],
            "typed again": ["-", "0"],
        }
    )
    person.sets_up(path, server.base_url)
    assert "There is €2,869.20 on it now: nothing can be added" in person.said
    assert "Zero would forbid every movement" in person.said
    assert "0 has every amount typed again" in person.said
    assert load(path).profile().limits == Limits(
        main_reserve=Decimal(5000),
        max_per_operation=Decimal("500.50"),
        confirm_above=Decimal(0),
    )


def test_people_who_share_a_login_are_named(server: SimulatorServer, path: Path) -> None:
    """At least two, and each another."""
    person = Person(
        {**YES, "Who moves": ["3"], "Their names": ["Paul", "Paul, paul", "Paul, Nadia"]}
    )
    person.sets_up(path, server.base_url)
    assert load(path).profile().operators == ("Paul", "Nadia")


def test_what_cannot_be_written_is_tried_again(
    server: SimulatorServer, path: Path, tmp_path: Path
) -> None:
    """Nothing is left of the first attempt, and no answer is lost."""
    in_the_way = path.parent
    in_the_way.parent.mkdir()
    in_the_way.write_text("no folder")

    class Mending(Person):
        def read_line(self) -> str:
            if "What now" in self.said[-20:]:
                in_the_way.unlink()
            return super().read_line()

    person = Mending(YES)
    assert person.sets_up(path, server.base_url).wants_dashboard
    assert "is there already: nothing was written." in person.heard
    assert path.exists()


def test_a_file_that_cannot_be_written_is_named(server: SimulatorServer, path: Path) -> None:
    """With the system's reason; and one can leave it at that."""
    person = Person({**YES, "Its file": [f"{path.parent}/{'x' * 300}"], "What now": ["2"]})
    assert person.sets_up(path, server.base_url) == Ending(2)
    assert "File name too long" in person.heard
    assert list(path.parent.iterdir()) == []


def test_a_configuration_that_came_meanwhile_is_kept(server: SimulatorServer, path: Path) -> None:
    """Somebody else made one while questions were answered: the key is taken away again."""

    class Overtaken(Person):
        def forget_what_was_typed(self) -> None:
            path.parent.mkdir(parents=True)
            path.write_text("theirs")

    person = Overtaken({**YES, "What now": ["2"]})
    assert person.sets_up(path, server.base_url) == Ending(2)
    assert "is there already: nothing was written." in person.said
    assert path.read_text() == "theirs"
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]


HOSTILE = (
    'quo"te\\back',
    "line\nend\tand\x1b[31mred",
    "\u202eright to left\u2066",
    "🧾" * 300,
    "[x] [/bold] $name",
    '=HYPERLINK("http://x")',
    "a" * 40,
    "",
    "''' \"\"\"",
)


def test_hostile_lists_give_a_sound_configuration(path: Path) -> None:
    """Whatever stands where the platform has an e-mail, and twice the same of it."""
    clients = [Client(f"{place:040x}", "", email=text) for place, text in enumerate(HOSTILE * 2)]
    with SimulatorServer(Bank(key=DEMO_KEY, spending=False, accounts=clients)) as server:
        person = Person(YES)
        assert person.sets_up(path, server.base_url).wants_dashboard
    profile = load(path).profile()
    assert [one.token for one in profile.subaccounts] == [one.token for one in clients]
    assert len({one.name for one in profile.subaccounts}) == len(clients)
    assert "\x1b" not in person.said
    assert "\u202e" not in person.said


def test_what_the_options_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file, the profile and the address are looked at before the first question."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    found = command.requested(None, None, None, None)
    assert found.path == tmp_path / "smspartner-tui" / "config.toml"
    assert (found.profile, found.base_url) == ("prod", "https://api.smspartner.fr/v1")
    for profile in ("a b", "../x", "a1" * 20):
        with pytest.raises(SettingsError, match="letters, digits"):
            command.requested(None, profile, None, None)
    for address in ("http://example.com/v1", "ftp://x", "https://a:b@c/"):
        with pytest.raises(SettingsError, match="--base-url"):
            command.requested(None, None, address, None)
    there = tmp_path / "there.toml"
    there.write_text("")
    with pytest.raises(SettingsError, match="there is no profile"):
        command.requested(there, None, None, None)


def test_no_money_moves(server: SimulatorServer, path: Path) -> None:
    """The platform is read, and asked for nothing else."""
    Person(YES).sets_up(path, server.base_url)
    assert not server.bank.posts
    assert MAIRIE.balance == Decimal("1204.50")
