"""`log`: the history, without a screen."""

import json
import os
import stat
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui import i18n
from smspartner_tui.export import Form
from smspartner_tui.journal.store import FILE_NAME
from tests.commands.conftest import Command, OpenJournal
from tests.exported import read, read_totals
from tests.journal.helpers import Clock, agree, confirmed, movement, raw

GARAGE = "0a1b2c3d4e5f9f3a"


def test_every_movement_is_written(filled: Path, command: Command) -> None:
    """Oldest first, to standard output, for a spreadsheet, and nothing besides."""
    said = command("log")
    assert (said.status, said.err) == (0, "")
    rows = read(said.out, Form.SPREADSHEET)
    numbers = [row["number"] for row in rows if row["number"]]
    assert numbers == [str(number) for number in range(1, 13)]


@pytest.mark.parametrize(("name", "form"), [("rfc", Form.CSV), ("json", Form.JSON)])
def test_other_forms(filled: Path, command: Command, name: str, form: Form) -> None:
    """The same records, for other programs."""
    rows = read(command("log", "--format", name).out, form)
    assert sum(row["state"] != "elsewhere" for row in rows) == 12


@pytest.fixture
def two_months(opened: OpenJournal, clock: Clock) -> None:
    """A sub-account that is credited in May and in June, and consumes in both."""
    clock.now -= timedelta(days=20)
    with opened() as journal:
        journal.keep_balances(Decimal(3000), {GARAGE: Decimal(100)})
        for spent, reference in (("30", "mai"), ("40", "juin")):
            before = Decimal(100) if reference == "mai" else Decimal(120)
            clock.now += timedelta(days=3)
            asked = movement(GARAGE, "50", reference=reference)
            journal.begin(asked, agree)
            left = before - Decimal(spent) + 50
            journal.settle(asked.id, confirmed("2950", str(left)))
            clock.now += timedelta(days=14)


def test_a_month_is_asked_for(two_months: None, command: Command) -> None:
    """By its number or by its name, and a day by itself."""

    def found(*words: str) -> list[str]:
        rows = read(command("log", "--format", "rfc", *words).out, Form.CSV)
        return [row["reference"] for row in rows if row["number"]]

    assert found() == ["mai", "juin"]
    assert found("--month", "2025-06") == found("--month", "juin 2025") == ["juin"]
    assert found("--month", "05/2025") == ["mai"]
    assert found("--since", "2025-06-01") == ["juin"]
    assert found("--since", "2025-05-01") == ["mai", "juin"]
    assert found("--search", "!juin") == ["mai"]
    assert found("--search", "2025-05", "--since", "2025-06-01") == []
    assert found("--search", "2025-06", "--month", "2025-06") == ["juin"]


def test_a_credit_from_elsewhere_is_written_too(
    two_months: None, opened: OpenJournal, clock: Clock, command: Command
) -> None:
    """As a record of its own, and in the totals of its month."""
    with opened() as journal:
        (rise,) = journal.keep_balances(None, {GARAGE: Decimal("142.5")})
    assert rise.amount == Decimal("12.5")
    last = read(command("log", "--format", "rfc").out, Form.CSV)[-1]
    assert (last["state"], last["amount"], last["number"]) == ("elsewhere", "12.50", "")
    (total,) = read_totals(command("log", "--totals", "--month", "2025-06").out, Form.SPREADSHEET)
    assert (total["elsewhere"], total["closing"]) == ("12,50", "142,50")


def test_totals_per_client_and_month(two_months: None, command: Command) -> None:
    """A line adds up, in whole months, and today's name stands on it."""
    said = command("log", "--totals", "--format", "rfc", "--month", "2025-06")
    rows = read_totals(said.out, Form.CSV)
    assert [(row["subaccount"], row["month"]) for row in rows] == [("Garage Martin", "2025-06")]
    told = {name: rows[0][name] for name in ("opening", "credited", "consumption", "closing")}
    assert told == {
        "opening": "120.00",
        "credited": "50.00",
        "consumption": "40.00",
        "closing": "130.00",
    }
    said = command("log", "--totals", "--format", "rfc", "--search", "garage 12/06/2025")
    assert read_totals(said.out, Form.CSV) == rows
    said = command("log", "--totals", "--format", "rfc", "--since", "2025-05-30")
    assert {row["month"] for row in read_totals(said.out, Form.CSV)} == {"2025-05", "2025-06"}


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("--month", "smarch"), "--month needs a month such as 2025-06, not “smarch”."),
        (("--month", "2025-06-12"), "--month needs a month such as 2025-06"),
        (("--since", "2025"), "--since needs a day such as 2025-06-01, not “2025”."),
        (("--totals", "--search", "refused"), "search for names and days only"),
        (("--totals", "--search", "1042"), "search for names and days only"),
        (("--totals", "--search", "elsewhere"), "search for names and days only"),
    ],
)
def test_what_cannot_be_asked_for_is_told(
    filled: Path, command: Command, words: tuple[str, ...], remedy: str
) -> None:
    """One line, status 2, and nothing written."""
    said = command("log", *words)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("smspartner-tui: ")
    assert remedy in said.err
    assert said.err.count("\n") == 1


def test_a_file_is_written_and_said_where(filled: Path, command: Command, tmp_path: Path) -> None:
    """New each time, its owner's alone, and the same as what standard output has."""
    exports = tmp_path / "exports"
    exports.mkdir()
    said = [command("log", "--output", exports, "--format", "json") for _time in range(2)]
    assert [one.status for one in said] == [0, 0]
    written = sorted(exports.iterdir())
    assert len(written) == 2
    for one, path in zip(said, sorted(written, key=lambda path: len(path.name)), strict=True):
        assert one.out == ""
        assert one.err.startswith("smspartner-tui: ")
        assert one.err.endswith(f" records written to: {path}\n")
        assert path.name.startswith("smspartner-prod-2")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_text() == command("log", "--format", "json").out
    said_of_totals = command("log", "--output", exports, "--totals")
    lines = read_totals(command("log", "--totals").out, Form.SPREADSHEET)
    assert f" {len(lines)} records written to: " in said_of_totals.err


def test_a_folder_that_cannot_be_written_is_told(
    filled: Path, command: Command, tmp_path: Path
) -> None:
    """With the system's own word."""
    said = command("log", "--output", tmp_path / "nowhere")
    assert said.status == 2
    assert "Nothing was written: No such file or directory." in said.err


def test_without_a_journal_nothing_is_made(folder: Path, command: Command) -> None:
    """Status 2, and a word about where it would be."""
    said = command("log")
    assert (said.status, said.out) == (2, "")
    assert f"There is no journal at {folder / FILE_NAME} yet" in said.err
    assert not folder.exists()


def test_a_journal_that_is_gone_is_a_fault(filled: Path, command: Command) -> None:
    """It was there: status 1, and how a backup is restored."""
    (filled / FILE_NAME).unlink()
    said = command("log")
    assert said.status == 1
    assert f"The journal at {filled / FILE_NAME} is gone." in said.err
    assert "`smspartner-tui backup --help` says how to restore one." in said.err


def test_a_journal_that_is_none_is_a_fault(filled: Path, command: Command) -> None:
    """Nothing of it can be read."""
    (filled / FILE_NAME).write_bytes(b"not a database" * 999)
    said = command("log")
    assert said.status == 1
    assert "is damaged. Keep it as it is" in said.err


def test_a_newer_journal_is_told(filled: Path, command: Command) -> None:
    """What its columns mean is not known here."""
    with raw(filled) as db:
        db.execute("PRAGMA user_version = 99")
    said = command("log")
    assert (said.status, said.out) == (2, "")
    assert "A newer version of this program wrote the journal" in said.err


def test_a_journal_that_is_held_is_told(
    filled: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a program that was halted while it wrote."""
    monkeypatch.setattr("smspartner_tui.journal.archive.BUSY_TIMEOUT", 0.01)
    with raw(filled) as db:
        db.execute("BEGIN EXCLUSIVE")
        said = command("log")
    assert said.status == 2
    assert "Another program holds the journal" in said.err


def test_a_journal_that_cannot_be_read_is_told(filled: Path, command: Command) -> None:
    """A folder stands in its place, say."""
    (filled / FILE_NAME).unlink()
    (filled / FILE_NAME).mkdir()
    said = command("log")
    assert said.status == 2
    assert "cannot be read (" in said.err
    assert "): check the rights to it." in said.err


def test_a_damaged_journal_is_written_with_a_warning(filled: Path, command: Command) -> None:
    """What can still be read may be what is needed, and may not be what happened."""
    with raw(filled) as db:
        db.execute("DROP TRIGGER event_is_written_once")
        db.execute("UPDATE event SET at = '2025' WHERE seq = 9")
    said = command("log")
    assert said.status == 1
    assert len(read(said.out, Form.SPREADSHEET)) >= 12
    assert "this may not be what happened. Its tables or rules are not those" in said.err


def test_it_speaks_french(filled: Path, command: Command) -> None:
    """Headers and states are people's."""
    i18n.use("fr")
    said = command("log")
    assert "Sous-compte" in said.out.split("\r\n")[0]
    assert ";fait;" in said.out


@pytest.mark.parametrize("broken", [True, False])
def test_a_reader_that_goes_away_is_no_fault(*, broken: bool) -> None:
    """`log | head` has what it wanted; a full disk is told."""
    program = (
        "import sys\n"
        "from smspartner_tui.commands.telling import give\n"
        "sys.exit(0 if give(b'x' * 1_000_000) else 2)"
    )
    reading, writing = os.pipe()
    os.close(reading)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", program],
            stdout=writing if broken else full,
            stderr=subprocess.PIPE,
            check=False,
        )
    os.close(writing)
    assert done.returncode == (0 if broken else 2)
    words = b"" if broken else b"smspartner-tui: Nothing was written: No space left on device.\n"
    assert done.stderr == words


def test_json_is_one_object_a_line(filled: Path, command: Command) -> None:
    """Each line is read by itself."""
    lines = command("log", "--format", "json").out.splitlines()
    assert all(json.loads(line)["state"] for line in lines)
