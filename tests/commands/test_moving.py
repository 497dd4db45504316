"""`add` and `remove`: the dialog's guards and words, its yes by options or typed, its statuses."""

import json
import sys
from decimal import Decimal

import pytest

from smspartner_tui import i18n
from smspartner_tui.simulator import Client
from tests.commands.banking import ALL, GARAGE, MAIRIE, RADIO, REFUS, SALON, Banking
from tests.commands.conftest import Command, Type

HOSTILE = (
    "Garage \"Chez 'Nadia'\" 🚗",
    "مؤسسة النور",
    "[x] [red]rouge[/red]",
    '=HYPERLINK("http://example.test";"payer")',
    "\x1b[31mrouge\u202e\u2066",
    "é" * 300,
)
"""Names that a client can have."""


def client(name: str, number: int = 0) -> Client:
    """A sub-account of this name."""
    return Client(f"{number:x}" * 36 + "0e1d", name, Decimal(10))


# Moved


def test_credit_is_added(banking: Banking, at_bank: Command) -> None:
    """Both accounts before and behind it, then what came of it."""
    said = at_bank("add", GARAGE.name, "50", "--ref", "facture 7", "--yes")
    assert (said.status, said.out) == (0, "")
    assert said.err.splitlines() == [
        "  Main account: €2,869.20, then €2,819.20 (-€50.00)",
        "  Garage Martin: €20.00, then €70.00 (+€50.00)",
        "smspartner-tui: Added €50.00 to Garage Martin, new balance €70.00 (no. 1)",
    ]
    assert banking.moved == [(GARAGE.name, "+50.00")]
    assert "facture 7" in at_bank("log").out


def test_credit_is_taken_back_for_programs(banking: Banking, at_bank: Command) -> None:
    """One object, amounts as texts; the balance to leave is reckoned from the reading."""
    said = at_bank("remove", MAIRIE.name, "=1100", "--yes", "--json")
    assert said.status == 0
    assert json.loads(said.out) == {
        "number": 1,
        "name": MAIRIE.name,
        "direction": "remove",
        "amount": "104.50",
        "state": "confirmed",
        "main_after": "2973.70",
        "subaccount_after": "1100.00",
    }


def test_it_speaks_french(banking: Banking, at_bank: Command) -> None:
    """With the words of the dashboard."""
    i18n.use("fr")
    said = at_bank("add", GARAGE.name, "50", "--yes")
    assert "Compte principal\u00a0: 2\u00a0869,20\u00a0€, puis 2\u00a0819,20\u00a0€" in said.err
    assert "Crédité\u00a0: 50,00\u00a0€ à Garage Martin" in said.err


@pytest.mark.parametrize("amount", ["=20", "=20,00 €"])
def test_what_is_there_already_is_done(banking: Banking, at_bank: Command, amount: str) -> None:
    """A script that brings a balance to an amount may run twice."""
    said = at_bank("add", GARAGE.name, amount, "--yes")
    assert (said.status, banking.posts) == (0, 0)
    assert "The balance is there already: nothing to move" in said.err


def test_several_get_the_same(banking: Banking, at_bank: Command) -> None:
    """As one run, agreed to by its total; a letter is not enough for that."""
    names = (GARAGE.name, SALON.name)
    said = at_bank("add", *names, "5", "--yes")
    assert (said.status, banking.posts) == (2, 0)
    assert "add --confirm 10.00." in said.err
    said = at_bank("add", *names, "5", "--confirm", "10", "--json")
    assert said.status == 0
    assert [json.loads(line)["state"] for line in said.out.splitlines()] == ["confirmed"] * 2
    assert sorted(banking.moved) == [(SALON.name, "+5.00"), (GARAGE.name, "+5.00")]
    assert "Plan no. 1: 2 done, €10.00 moved" in said.err


def test_who_is_left_out_of_several_is_told(banking: Banking, at_bank: Command) -> None:
    """The others go, by their own total, and the status says that it was not all."""
    banking.lock(SALON)
    said = at_bank("add", GARAGE.name, SALON.name, "5", "--confirm", "10")
    assert (said.status, banking.posts) == (7, 0)
    said = at_bank("add", GARAGE.name, SALON.name, "5", "--confirm", "5")
    assert (said.status, banking.posts) == (7, 1)
    assert "locked" in said.err


def test_several_that_have_it_all_already_are_done(banking: Banking, at_bank: Command) -> None:
    """Nothing is to be agreed to."""
    said = at_bank("add", GARAGE.name, SALON.name, "=5", "--yes")
    assert (said.status, banking.posts) == (0, 0)
    assert "Nothing to move: nothing is sent." in said.err


@pytest.mark.parametrize(
    "name", HOSTILE, ids=("quotes", "arabic", "markup", "formula", "escape", "long")
)
def test_hostile_names_break_nothing(banking: Banking, at_bank: Command, name: str) -> None:
    """They are found as they are written, and shown as one harmless line."""
    banking.follow(client(name.replace("\x1b", "").replace('"', "'")))
    (one,) = banking.profile.subaccounts
    said = at_bank("add", one.name, "1", "--yes", "--json")
    assert said.status == 0
    assert json.loads(said.out)["name"] == one.name
    assert "\x1b" not in said.err
    assert len(said.err.splitlines()) == 3


# Agreed to


@pytest.mark.parametrize("amount", ["250", "250,00 €", "€250.00", "250.00"])
def test_a_large_amount_is_given_again(banking: Banking, at_bank: Command, amount: str) -> None:
    """In any way of writing it; a letter's yes is not enough."""
    said = at_bank("add", GARAGE.name, "250", "--yes")
    assert (said.status, banking.posts) == (2, 0)
    assert "add --confirm 250.00." in said.err
    assert at_bank("add", GARAGE.name, "250", "--confirm", amount).status == 0


def test_another_amount_sends_nothing(banking: Banking, at_bank: Command) -> None:
    """It is what was agreed to."""
    said = at_bank("add", GARAGE.name, "250", "--confirm", "205", "--yes")
    assert (said.status, banking.posts) == (7, 0)
    assert "--confirm says 205, and it is €250.00." in said.err


def test_everything_is_given_again(banking: Banking, at_bank: Command) -> None:
    """However little that is; the dust stays."""
    assert at_bank("remove", SALON.name, "all", "--yes").status == 2
    said = at_bank("remove", SALON.name, "tout", "--confirm", "8.24")
    assert said.status == 0
    assert banking.moved == [(SALON.name, "-8.24")]
    assert "! After this it can send nothing any more." in said.err


def test_without_a_yes_nobody_is_contacted(banking: Banking, at_bank: Command) -> None:
    """It says what is missing, and never asks."""
    banking.close()
    said = at_bank("add", GARAGE.name, "50")
    assert said.status == 2
    assert "add --yes, or --confirm with the amount." in said.err


@pytest.mark.parametrize(
    ("answer", "status", "posts"),
    [("o", 0, 1), ("Y", 0, 1), ("oui", 0, 1), ("", 7, 0), ("n", 7, 0), ("50", 7, 0)],
)
def test_yes_is_typed(
    banking: Banking, at_bank: Command, types: Type, answer: str, status: int, posts: int
) -> None:
    """Enter alone is no; a name's beginning is enough."""
    types(answer)
    said = at_bank("add", "gar", "50")
    assert (said.status, banking.posts) == (status, posts)
    assert "ADD €50.00 to Garage Martin?" in said.err


@pytest.mark.parametrize(
    ("answer", "status"), [("250", 0), ("250,00 €", 0), ("o", 7), ("", 7), ("205", 7)]
)
def test_a_large_amount_is_typed_again(
    banking: Banking, at_bank: Command, types: Type, answer: str, status: int
) -> None:
    """A letter is not enough."""
    types(answer)
    assert at_bank("add", GARAGE.name, "250").status == status
    assert banking.posts == (status == 0)


def test_the_total_of_several_is_typed_again(
    banking: Banking, at_bank: Command, types: Type
) -> None:
    """As of any plan."""
    types("10")
    said = at_bank("add", "coif", "garage", "5")
    assert (said.status, banking.posts) == (0, 2)
    assert "CARRY OUT 2 movements, €10.00 moved in all?" in said.err


# Line by line


def test_what_is_missing_is_asked_line_by_line(
    banking: Banking, at_bank: Command, types: Type
) -> None:
    """Each answer is said back; what cannot be understood is asked again."""
    types("nobody", "GARAGE", "1.234", "all", "50", "facture 7", "o")
    said = at_bank("add")
    assert (said.status, banking.moved) == (0, [(GARAGE.name, "+50.00")])
    for words in (
        "An empty line leaves",
        "No sub-account is called “nobody”",
        "Garage Martin, group auto: €20.00.",
        "can be read in two ways",
        "“all” is for taking back only",
    ):
        assert words in said.err


def test_several_are_named_with_commas(banking: Banking, at_bank: Command, types: Type) -> None:
    """And are agreed to by their total."""
    types("coif, garage, coif", "5", "", "10")
    assert at_bank("remove").status == 0
    assert banking.posts == 2


@pytest.mark.parametrize("lines", [(), ("",), ("garage", ""), ("garage", "50", "", "")])
def test_an_empty_line_leaves(
    banking: Banking, at_bank: Command, types: Type, lines: tuple[str, ...]
) -> None:
    """So does the end of what is typed; nothing is sent."""
    types(*lines)
    said = at_bank("add")
    assert said.status in {5, 7}
    assert banking.posts == 0


@pytest.mark.parametrize(("again", "status", "posts"), [("o", 0, 2), ("", 7, 1)])
def test_a_duplicate_is_asked_for_as_such(
    banking: Banking, at_bank: Command, types: Type, again: str, status: int, posts: int
) -> None:
    """Where no option can say so."""
    at_bank("add", GARAGE.name, "50", "--yes")
    types("garage", "50", "", again, "o")
    said = at_bank("add")
    assert (said.status, banking.posts) == (status, posts)
    assert "Move it once more all the same?" in said.err


# Refused


def test_a_duplicate_is_refused_unless_again(banking: Banking, at_bank: Command) -> None:
    """A script that runs twice moves once."""
    at_bank("add", GARAGE.name, "50", "--yes")
    said = at_bank("add", GARAGE.name, "50", "--yes")
    assert (said.status, banking.posts) == (7, 1)
    assert "! Already +€50.00 at " in said.err
    assert "add --again." in said.err
    assert at_bank("add", GARAGE.name, "50", "--yes", "--again").status == 0


def test_no_answer_is_not_repeated(banking: Banking, at_bank: Command) -> None:
    """It is in doubt, with 4; the next one is refused by the guard, with 7, and never sent."""
    banking.follow(*ALL)
    said = at_bank("add", RADIO.name, "10", "--yes", "--json")
    assert said.status == 4
    assert json.loads(said.out)["state"] == "unknown"
    assert "Do not repeat it" in said.err
    assert "`smspartner-tui resolve 1`" in said.err
    said = at_bank("add", RADIO.name, "11", "--yes", "--json")
    assert (said.status, banking.posts) == (7, 1)
    assert json.loads(said.out)["state"] == "blocked"
    assert "is in doubt: no movement until it is settled (`smspartner-tui resolve`)" in said.err


def test_a_refusal_of_the_platform_is_told(banking: Banking, at_bank: Command) -> None:
    """With its own words."""
    banking.follow(*ALL)
    said = at_bank("add", REFUS.name, "10", "--yes", "--json")
    assert said.status == 3
    assert json.loads(said.out)["state"] == "rejected"
    assert "Refused. Nothing moved." in said.err


def test_a_refusal_that_moved_credit_is_an_alarm(banking: Banking, at_bank: Command) -> None:
    """The balances are read again behind a refusal, and the status is that of a doubt."""
    banking.follow(*ALL)
    # A credit from elsewhere looks the same: only a person can tell.
    banking.bank.before_moving = lambda: banking.bank.give(REFUS, 10)
    said = at_bank("add", REFUS.name, "10", "--yes")
    assert said.status == 4
    assert "ALARM: no. 1 was refused, and yet the balance rose." in said.err


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"max_per_operation": Decimal(20)}, "Blocked by your limit of €20.00"),
        ({"max_per_day": Decimal(20)}, "Blocked by your daily limit"),
        ({"main_reserve": Decimal(2850)}, "Blocked by your reserve"),
        ({"read_only": True}, "Read-only: no movement is possible\n"),
    ],
)
def test_the_guards_are_those_of_the_screen(
    banking: Banking, at_bank: Command, limits: dict[str, object], words: str
) -> None:
    """With their words, and without keys that nobody can press."""
    banking.limit(**limits)
    said = at_bank("add", GARAGE.name, "50", "--yes")
    assert (said.status, banking.posts) == (7, 0)
    assert words in said.err


def test_several_guards_are_told_apart(banking: Banking, at_bank: Command) -> None:
    """Each on its own in the sentence that says why nothing is sent."""
    banking.limit(max_per_operation=Decimal(20), max_per_day=Decimal(10))
    last = at_bank("add", GARAGE.name, "50", "--yes").err.splitlines()[-1]
    assert "€20.00 for one movement; Blocked by your daily limit" in last


def test_a_locked_one_is_never_moved(banking: Banking, at_bank: Command) -> None:
    """It is in the configuration."""
    banking.lock(GARAGE)
    said = at_bank("add", GARAGE.name, "50", "--yes")
    assert (said.status, banking.posts) == (7, 0)
    assert "locked in the configuration" in said.err


def test_a_refused_key_is_told(banking: Banking, at_bank: Command) -> None:
    """Before anything is asked or sent."""
    banking.bank.change_key()
    said = at_bank("add", GARAGE.name, "50", "--yes")
    assert (said.status, banking.posts) == (6, 0)
    assert "API key refused: replace it at its source" in said.err


def test_a_platform_that_is_away_is_told(banking: Banking, at_bank: Command) -> None:
    """Nothing is sent."""
    banking.server.close()
    said = at_bank("add", GARAGE.name, "50", "--yes")
    assert said.status == 5
    assert "Platform unreachable" in said.err


def test_a_list_that_cannot_be_read_stops_no_amount(banking: Banking, at_bank: Command) -> None:
    """A reading is never required; what must be reckoned from one is refused."""
    banking.bank.is_garbled = True
    said = at_bank("add", GARAGE.name, "=50", "--yes")
    assert (said.status, banking.posts) == (7, 0)
    assert "The balance is not known yet" in said.err
    said = at_bank("add", GARAGE.name, "50", "--yes")
    assert (said.status, banking.posts) == (0, 1)
    assert "Garage Martin: balance not known, +€50.00" in said.err


def test_a_journal_that_is_damaged_stops_everything(banking: Banking, at_bank: Command) -> None:
    """A fault of ours."""
    at_bank("list")
    (banking.journal_folder / "journal.sqlite3").write_bytes(b"no journal" * 500)
    said = at_bank("add", GARAGE.name, "50", "--yes")
    assert (said.status, banking.posts) == (1, 0)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Say who and how much"),
        (("Garage Martin",), "Say who and how much"),
        (("garage", "50"), "No sub-account is called “garage”"),
        (("Garage Martin", "Garage Martin", "50"), "is named twice"),
        (("Garage Martin", "1.234"), "can be read in two ways"),
        (("Garage Martin", "fifty"), "Cannot read this amount"),
        (("Garage Martin", "0"), "The amount must be more than 0"),
        (("Garage Martin", "all"), "“all” is for taking back only"),
    ],
)
def test_a_wrong_argument_is_never_asked_for(
    banking: Banking, at_bank: Command, words: tuple[str, ...], told: str
) -> None:
    """Nobody is there: it says what is wrong."""
    said = at_bank("add", *words, "--yes")
    assert (said.status, said.out, banking.posts) == (2, "", 0)
    assert told in said.err


def test_wrong_ways_name_the_other_command(banking: Banking, at_bank: Command) -> None:
    """In place of the screen's key."""
    said = at_bank("add", GARAGE.name, "=5", "--yes")
    assert (said.status, banking.posts) == (7, 0)
    assert "take credit back instead (`smspartner-tui remove`)" in said.err


def test_names_that_fit_several_are_listed(banking: Banking, at_bank: Command, types: Type) -> None:
    """More of the name is asked for, or the token of those that share one."""
    banking.follow(GARAGE, client("Garage Mercier", 1), client("Radio", 2), client("Radio", 3))
    types()
    said = at_bank("add", "gara", "5")
    assert said.status == 2
    assert "“gara” fits several: Garage Martin, Garage Mercier." in said.err
    said = at_bank("add", "Radio", "5")
    assert said.status == 2
    assert "give the token instead (…0e1d, …0e1d)" in said.err
    assert at_bank("add", "2" * 36 + "0e1d", "5", "--yes").status == 0


def test_a_pipe_that_is_closed_loses_no_outcome(
    banking: Banking, at_bank: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status still tells it, and the journal has it."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    said = at_bank("add", GARAGE.name, "50", "--yes", "--json")
    assert (said.status, said.out, said.err) == (0, "", "")
    assert banking.moved == [(GARAGE.name, "+50.00")]
