"""`list`: balances read now, or as they were last known, for people and for programs."""

import json
import re
import sys

import pytest

from smspartner_tui import i18n
from tests.commands.banking import ALL, CLIENTS, GARAGE, MAIRIE, RADIO, SALON, Banking
from tests.commands.conftest import Command
from tests.commands.test_moving import HOSTILE, client


def test_balances_are_listed(banking: Banking, at_bank: Command) -> None:
    """In columns that begin and end under each other."""
    said = at_bank("list")
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines() == [
        "Main account €2,869.20",
        "  Sub-account        Group   Balance €  Low mark €  Left  State",
        "  Garage Martin      auto        20.00       50.00     -  ! LOW",
        "  Mairie de Vannes   Public   1,204.50      100.00     -  OK",
        "  Coiffure Élégance  beauté       8.24       20.00     -  ! LOW",
    ]


def test_balances_are_listed_for_programs(banking: Banking, at_bank: Command) -> None:
    """Exact, as texts, with the time in UTC; the main account first."""
    said = at_bank("list", "--json")
    assert (said.status, said.err) == (0, "")
    main, *others = [json.loads(line) for line in said.out.splitlines()]
    assert (main["account"], main["balance"], main["last_known"]) == ("main", "2869.20", False)
    assert [one["name"] for one in others] == [one.name for one in CLIENTS]
    salon = others[2]
    assert (salon["balance"], salon["low"], salon["state"]) == ("8.245", "20.00", "low")
    assert (salon["token_tail"], salon["days_left"], salon["locked"]) == ("c0de", None, False)
    assert salon["read_at"].endswith("+00:00")
    assert SALON.token not in said.out


def test_it_speaks_french(banking: Banking, at_bank: Command) -> None:
    """With the words of the dashboard."""
    i18n.use("fr")
    said = at_bank("list", "--low")
    assert said.out.startswith("Principal 2\u00a0869,20\u00a0€\n")
    assert "! BAS" in said.out
    assert "2 sur 3 sous-comptes." in said.err


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("--low",), [GARAGE.name, SALON.name]),
        (("elegance",), [SALON.name]),
        (("!auto", "<2000"), [MAIRIE.name, SALON.name]),
        (("bas", "auto"), [GARAGE.name]),
        (("nobody",), []),
    ],
)
def test_a_filter_is_that_of_the_dashboard(
    banking: Banking, at_bank: Command, words: tuple[str, ...], names: list[str]
) -> None:
    """And it is said how many of all are shown."""
    said = at_bank("list", *words, "--json")
    found = [json.loads(line).get("name") for line in said.out.splitlines()[1:]]
    assert found == names
    assert f"{len(names)} of 3 sub-accounts." in at_bank("list", *words).err


@pytest.mark.parametrize(("trouble", "status"), [("key", 6), ("away", 5), ("garbled", 5)])
def test_what_is_not_read_is_the_last_known(
    banking: Banking, at_bank: Command, trouble: str, status: int
) -> None:
    """Marked as such, with its time; the status tells it."""
    at_bank("list")
    match trouble:
        case "key":
            banking.bank.change_key()
        case "away":
            banking.server.close()
        case _:
            banking.bank.is_garbled = True
    said = at_bank("list")
    assert said.status == status
    assert len(re.findall(r"(?m) \d\d:\d\d$", said.out)) >= 3
    assert "20.00, ! LOW, last known at" in at_bank("list", "--plain").out
    assert "alances are the last known" in said.err
    lines = [json.loads(line) for line in at_bank("list", "--json").out.splitlines()]
    assert all(one["last_known"] for one in lines[1:])
    assert lines[1]["balance"] == "20.00"


def test_what_was_never_read_is_not_known(banking: Banking, at_bank: Command) -> None:
    """Neither the main account nor the others."""
    banking.server.close()
    assert "Main account: balance not known" in at_bank("list").out
    first, second, *_more = at_bank("list", "--json").out.splitlines()
    assert json.loads(first)["balance"] is None
    assert json.loads(second)["state"] == "unread"


def test_states_are_told(banking: Banking, at_bank: Command) -> None:
    """What is in doubt, locked or gone stands in its row."""
    banking.follow(*ALL)
    at_bank("add", RADIO.name, "1", "--yes")
    banking.lock(MAIRIE)
    banking.bank = banking.server.bank = type(banking.bank)((MAIRIE, RADIO))
    lines = [json.loads(line) for line in at_bank("list", "--json").out.splitlines()[1:]]
    states = {one["name"]: one["state"] for one in lines}
    assert states[RADIO.name] == "doubt"
    assert states[MAIRIE.name] == "locked"
    assert states[GARAGE.name] == "missing"


def test_nobody_is_followed(banking: Banking, at_bank: Command) -> None:
    """It says so."""
    banking.follow()
    said = at_bank("list")
    assert said.status == 0
    assert "follows no sub-account yet" in said.err


def test_hostile_names_break_nothing(banking: Banking, at_bank: Command) -> None:
    """One line each, columns that stay columns, and JSON that can be read."""
    names = [one.replace("\x1b", "").replace('"', "'") for one in (*HOSTILE, "漢字の会社")]
    banking.follow(*(client(name, number) for number, name in enumerate(names)))
    said = at_bank("list")
    assert len(said.out.splitlines()) == 2 + len(names)
    assert "\u202e" not in said.out
    assert len(at_bank("list", "--json").out.splitlines()) == 1 + len(names)


def test_sentences_are_for_those_who_hear(banking: Banking, at_bank: Command) -> None:
    """One for each, without columns."""
    said = at_bank("list", "--plain", "garage")
    assert said.out.splitlines() == ["Main account €2,869.20", "Garage Martin: €20.00, ! LOW."]


@pytest.mark.parametrize(("columns", "titles"), [(80, 6), (60, 5), (50, 4), (42, 3)])
def test_a_narrow_terminal_has_fewer_columns(
    banking: Banking,
    at_bank: Command,
    monkeypatch: pytest.MonkeyPatch,
    columns: int,
    titles: int,
) -> None:
    """The least needed go first; a pipe gets all."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = at_bank("list").out.splitlines()
    assert max(map(len, lines)) <= columns
    assert len(re.split(r"  +", lines[1].strip())) == titles
