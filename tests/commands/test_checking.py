"""`check`: a line for each thing, what to do about it, and a status for who watches."""

import argparse
import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from smspartner_tui import i18n
from smspartner_tui.commands import checking, informing
from smspartner_tui.settings.errors import SettingsError
from tests.commands.banking import ALL, GARAGE, MAIRIE, RADIO, REFUS, Banking
from tests.commands.conftest import Command


def found(command: Command, *words: str) -> dict[str, dict[str, object]]:
    """What was found, by what was checked; the last of each."""
    lines = command("check", "--json", *words).out.splitlines()
    return {one["check"]: one for one in map(json.loads, lines)}


def test_all_is_well(banking: Banking, at_bank: Command) -> None:
    """A line each; nothing at all where only what is to be done is wanted."""
    banking.follow(MAIRIE)
    said = at_bank("check", "--strict")
    assert (said.status, said.err) == (0, "")
    assert [line.partition(":")[0] for line in said.out.splitlines()] == [
        "  Configuration",
        "  API key",
        "  Journal",
        "  Reading",
        "  In doubt",
        "  Interrupted",
        "  Main account",
        "  Balances",
    ]
    assert at_bank("check", "--quiet").out == ""


def test_it_is_written_as_french_is(banking: Banking, at_bank: Command) -> None:
    """A no-break space before each colon, and no decimal point."""
    i18n.use("fr")
    banking.follow(MAIRIE)
    lines = at_bank("check").out.splitlines()
    assert all("\u00a0: " in line for line in lines)
    assert re.fullmatch("  Lecture\u00a0: 1 sous-compte lu en [0-9]+ ms", lines[3])


def test_its_reading_is_kept(banking: Banking, at_bank: Command) -> None:
    """One a day is enough to know how long balances last."""
    at_bank("check", "--quiet")
    banking.server.close()
    assert '"balance": "20.00"' in at_bank("list", "--json").out


@pytest.mark.parametrize(("words", "status"), [((), 0), (("--strict",), 7)])
def test_low_balances_are_told(
    banking: Banking, at_bank: Command, words: tuple[str, ...], status: int
) -> None:
    """By name, the emptiest first; they are an alarm for who asked for it."""
    banking.profile = replace(banking.profile, main_low=Decimal(5000))
    said = at_bank("check", "--quiet", *words)
    assert said.status == status
    assert said.out.splitlines() == [
        "! Main account: LOW: €2,869.20, below €5,000.00. Top it up.",
        "! Balances: 2 low: Coiffure Élégance (€8.24), Garage Martin (€20.00)",
    ]
    balances = found(at_bank, *words)["balances"]
    assert (balances["ok"], balances["status"]) == (False, status)
    assert {"name": GARAGE.name, "balance": "20.00", "days_left": None} in list(
        map(dict, balances["items"])  # type: ignore[call-overload]
    )


def test_a_doubt_is_told(banking: Banking, at_bank: Command) -> None:
    """With the command that settles it."""
    banking.follow(*ALL)
    at_bank("add", RADIO.name, "10", "--yes")
    said = at_bank("check", "--quiet")
    assert said.status == 4
    assert "! In doubt: no. 1: +€10.00, Radio Silence, " in said.out
    assert "`smspartner-tui resolve 1`" in said.out
    assert found(at_bank)["doubts"]["items"] == [1]


def test_what_was_interrupted_is_told(banking: Banking, at_bank: Command) -> None:
    """With where its credit is."""
    banking.follow(*ALL)
    at_bank("move", MAIRIE.name, REFUS.name, "5", "--yes")
    said = at_bank("check", "--quiet")
    assert said.status == 7
    assert "Transfer no. 1 is half done: €5.00 wait on the main account" in said.out


def test_a_refused_key_is_told(banking: Banking, at_bank: Command) -> None:
    """Once, as that."""
    banking.bank.change_key()
    said = at_bank("check", "--quiet")
    assert said.status == 6
    assert "! API key: API key refused" in said.out
    assert "reading" not in found(at_bank)


def test_a_platform_that_is_away_is_told(banking: Banking, at_bank: Command) -> None:
    """The journal is checked all the same, and balances are not known."""
    banking.server.close()
    said = at_bank("check")
    assert said.status == 5
    assert "! Reading: Platform unreachable" in said.out
    assert "  Main account: balance not known" in said.out


def test_a_missing_key_is_told(banking: Banking, at_bank: Command) -> None:
    """Before anybody is contacted."""
    banking.key_file.unlink()
    said = at_bank("check", "--quiet")
    assert said.status == 2
    assert "! API key: " in said.out


def test_a_damaged_journal_is_told(banking: Banking, at_bank: Command) -> None:
    """It stands against everything."""
    at_bank("list")
    (banking.journal_folder / "journal.sqlite3").write_bytes(b"no journal" * 500)
    said = at_bank("check", "--quiet")
    assert said.status == 1
    assert "! Journal: The journal is damaged or gone" in said.out


def test_who_is_gone_from_the_platform_is_told(banking: Banking, at_bank: Command) -> None:
    """By name."""
    banking.bank = banking.server.bank = type(banking.bank)((GARAGE,))
    said = at_bank("check", "--quiet")
    assert said.status == 0
    assert "2 not on the platform any more: Mairie de Vannes, Coiffure Élégance" in said.out


def test_a_wrong_configuration_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """For programs too."""
    options = argparse.Namespace(json=True, quiet=True, config=None)
    assert checking.misconfigured(SettingsError("line 2 is wrong"), options) == 2
    record = json.loads(capsys.readouterr().out)
    assert (record["check"], record["ok"], record["says"]) == (
        "configuration",
        False,
        "line 2 is wrong",
    )


# info


def test_everything_is_named(banking: Banking, at_bank: Command) -> None:
    """The key's end alone, and nobody is contacted."""
    banking.server.close()
    said = at_bank("info")
    assert (said.status, said.err) == (0, "")
    told = dict(line.split("  ", 1) for line in said.out.splitlines())
    assert told["Profile"].strip() == "prod (Production)"
    assert told["API key from"].strip() == str(banking.key_file)
    assert told["Journal is"].strip() == "not there yet: it is made when the desk first opens"
    assert told["Proxy"].strip() == "none"
    key = banking.key_file.read_text()
    assert told["API key ends in"].strip() == key[-4:]
    assert key not in said.out


def test_everything_is_named_for_programs(
    banking: Banking, at_bank: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the proxy's host, and never who signs in there."""
    monkeypatch.setenv("HTTPS_PROXY", "http://paul:secret@proxy.example.test:3128")
    banking.profile = replace(banking.profile, base_url="https://api.example.test/v1")
    record = json.loads(at_bank("info", "--json").out)
    assert record["proxy"] == "proxy.example.test:3128"
    assert record["subaccounts"] == 3
    assert {record["language"], record["textual"]} == {"en", "8.2.8"}
    assert all(record[key] for key in ("program", "python", "httpx", "sqlite", "state_folder"))
    monkeypatch.setenv("HTTPS_PROXY", "socks5://proxy.example.test")
    assert "cannot be used" in json.loads(at_bank("info", "--json").out)["proxy"]


def test_the_journal_is_looked_at(banking: Banking, at_bank: Command) -> None:
    """Whether it is there, and can be written, is told."""
    at_bank("list")
    assert "there, and can be written" in at_bank("info").out
    (banking.journal_folder / "journal.sqlite3").write_bytes(b"no journal" * 500)
    assert "damaged" in at_bank("info").out


def test_a_key_that_is_missing_is_told(banking: Banking, at_bank: Command) -> None:
    """All else is said nonetheless."""
    banking.key_file.unlink()
    said = at_bank("info")
    assert said.status == 2
    assert "there is no such key file" in said.err
    assert "Production" in said.out


def test_what_can_be_said_without_a_configuration_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Where it is looked for, and the versions."""
    options = argparse.Namespace(json=False, config=None)
    assert informing.misconfigured(SettingsError("line 2 is wrong"), options) == 2
    out, err = capsys.readouterr()
    assert "config.toml" in out
    assert "line 2 is wrong" in err
