"""`audit`: what was checked, what came of it, and what that does not prove."""

import json
import re
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from smspartner_tui import i18n
from smspartner_tui.journal.archive import Archive
from smspartner_tui.journal.store import FILE_NAME
from tests.commands.conftest import Command, OpenJournal, when
from tests.journal.helpers import BASE_URL, Clock, agree, movement, raw

Damager = Callable[[Path], None]


def words_of(text: str) -> list[list[str]]:
    """The words of each line."""
    return [line.split() for line in text.splitlines()]


def test_a_sound_journal(filled: Path, command: Command) -> None:
    """Everything that was looked at with its count, the fingerprint, and where the limits are."""
    with closing(Archive(filled)) as archive:
        summary = archive.summary()
    said = command("audit")
    assert (said.status, said.err) == (0, "")
    lines = words_of(said.out)
    assert lines[0] == ["Journal", str(filled / FILE_NAME)]
    rows = summary.sessions + summary.readings + summary.rises + 1
    assert [line[-2:] for line in lines[1:6]] == [
        ["file", "sound"],
        ["rules", "sound"],
        [str(rows), "sound"],
        ["37", "sound"],
        ["12", "sound"],
    ]
    assert f"…{summary.head[-8:]} ({summary.head})" in said.out
    assert summary.first_at is not None
    assert summary.last_at is not None
    assert f"Events from {when(summary.first_at)} to {when(summary.last_at)}." in said.out
    assert "1 movement in doubt or in flight." in said.out
    assert "0 balances rose by more than the movements explain" in said.out
    assert "It is the original" in said.out
    assert "Sound: everything in it agrees" in said.out
    assert "It cannot show that the owner of the file wrote all of it anew" in " ".join(
        said.out.split()
    )


def test_days_are_written_as_french_ones(filled: Path, command: Command) -> None:
    """The day first."""
    i18n.use("fr")
    assert re.search(r"Événements du \d\d/\d\d/\d{4} \d\d:\d\d au", command("audit").out)


def test_a_sound_journal_for_programs(filled: Path, command: Command) -> None:
    """One object in one line, of the same facts."""
    with closing(Archive(filled)) as archive:
        summary = archive.summary()
    said = command("audit", "--json")
    assert (said.status, said.err) == (0, "")
    assert said.out.count("\n") == 1
    told = json.loads(said.out)
    assert told["journal"] == str(filled / FILE_NAME)
    assert (told["sound"], told["damage"]) == (True, None)
    assert told["checked"] == dict.fromkeys(("pages", "rules", "row", "chain", "movement"), "sound")
    assert (told["events"], told["movements"], told["confirmed"]) == (37, 12, 4)
    assert (told["doubts"], told["rises"], told["copied_at"]) == (1, 60, None)
    assert (told["head"], told["head_tail"]) == (summary.head, summary.head[-8:])
    assert told["base_url"] == BASE_URL
    assert told["last_at"].endswith("+00:00")


def test_a_new_journal(opened: OpenJournal, command: Command) -> None:
    """Nothing happened yet, and nothing is wrong."""
    with opened():
        said = command("audit")
    assert said.status == 0
    assert "Events from" not in said.out
    assert "0 movements in doubt or in flight." in said.out


def test_a_journal_in_use(folder: Path, opened: OpenJournal, command: Command) -> None:
    """A movement in flight meanwhile is none of the audit's business."""
    with opened() as journal:
        journal.begin(movement(), agree)
        said = command("audit")
        assert said.status == 0
        assert "1 movement in doubt or in flight." in said.out
        assert len(journal.open_entries()) == 1


def change_a_row(folder: Path) -> None:
    """Nothing but the seal knows better."""
    with raw(folder) as db:
        db.execute("UPDATE reading SET micros = micros + 1 WHERE id = 3")


def change_an_event(folder: Path) -> None:
    """The rule against it is put back afterwards."""
    with raw(folder) as db:
        rule = "event_is_written_once"
        (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (rule,)).fetchone()
        db.execute(f"DROP TRIGGER {rule}")
        db.execute("UPDATE event SET at = '2025' WHERE seq = 9")
        db.execute(sql)


def change_a_movement(folder: Path) -> None:
    """Its events say otherwise."""
    with raw(folder) as db:
        rule = "movement_takes_legal_steps"
        (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (rule,)).fetchone()
        db.execute(f"DROP TRIGGER {rule}")
        db.execute("UPDATE movement SET main_after = 5 WHERE number = 4")
        db.execute(sql)


def drop_a_rule(folder: Path) -> None:
    """And do not put it back."""
    with raw(folder) as db:
        db.execute("DROP TRIGGER event_is_kept")


def break_a_page(folder: Path) -> None:
    """An index that points at another table's page."""
    with raw(folder) as db:
        db.execute("PRAGMA writable_schema=ON")
        db.execute("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'event_of_movement'")


SOUND, UNCHECKED = "sound", "not checked"

DAMAGES: Final[tuple[tuple[Damager, str, str, str], ...]] = (
    (break_a_page, "pages", "", "The file itself is damaged."),
    (drop_a_rule, "rules", "", "Its tables or rules are not those"),
    (change_a_row, "row", "reading", "A row of its table “reading” was changed."),
    (change_an_event, "chain", "9", "Its events are changed or missing from number 9 on."),
    (change_a_movement, "movement", "4", "Movement no. 4 is not what its events say."),
)


@pytest.mark.parametrize(("damager", "part", "place", "words"), DAMAGES)
def test_damage_is_told_with_what_to_do(
    filled: Path, command: Command, damager: Damager, part: str, place: str, words: str
) -> None:
    """Which part, since when, that the file is to be kept, and how a backup is restored."""
    damager(filled)
    said = command("audit")
    assert said.status == 1
    assert f"DAMAGED. {words}" in said.out
    assert "Keep the file as it is." in said.out
    assert "`smspartner-tui backup --help` says how to restore one." in said.out
    assert "Sound:" not in said.out
    said = command("audit", "--json")
    assert said.status == 1
    told = json.loads(said.out)
    assert (told["sound"], told["damage"]) == (False, {"part": part, "place": place})
    results = list(told["checked"].values())
    at = list(told["checked"]).index(part)
    assert results == [SOUND] * at + ["damaged"] + [UNCHECKED] * (4 - at)


def test_cut_off_events_are_damage_to_the_chain(filled: Path, command: Command) -> None:
    """What is left of it is a chain; SQLite's own count knows that there was more."""
    with raw(filled) as db:
        db.execute("UPDATE sqlite_sequence SET seq = seq + 1")
    told = json.loads(command("audit", "--json").out)
    assert told["damage"] == {"part": "cut", "place": "38"}
    assert (told["checked"]["chain"], told["checked"]["movement"]) == ("damaged", UNCHECKED)


def test_what_can_hardly_be_read_is_told_without_counts(filled: Path, command: Command) -> None:
    """A table is gone: there is nothing to count."""
    with raw(filled) as db:
        db.execute("DROP TABLE rise")
    said = command("audit")
    assert said.status == 1
    assert "DAMAGED. Its tables or rules are not those" in said.out
    assert "in doubt" not in said.out
    assert "events" not in json.loads(command("audit", "--json").out)


def test_a_newer_journal_is_checked_in_part(filled: Path, command: Command) -> None:
    """Status 2: what could not be checked was not found to be sound."""
    with raw(filled) as db:
        db.execute("PRAGMA user_version = 99")
    said = command("audit")
    assert said.status == 2
    assert "update this one to check the rest" in said.out
    told = json.loads(command("audit", "--json").out)
    assert told["sound"] is None
    assert [*told["checked"].values()] == [SOUND, UNCHECKED, UNCHECKED, SOUND, UNCHECKED]


@pytest.mark.parametrize("is_json", [True, False])
def test_without_a_journal(folder: Path, command: Command, *, is_json: bool) -> None:
    """Nothing is made, and nothing is called sound."""
    said = command("audit", *["--json"] * is_json)
    assert said.status == 2
    assert "There is no journal at " in said.err
    assert not folder.exists()
    if is_json:
        assert json.loads(said.out) == {"journal": str(folder / FILE_NAME), "sound": None}
    else:
        assert said.out == ""


def test_a_journal_that_is_gone(filled: Path, command: Command) -> None:
    """It was there: that is damage."""
    (filled / FILE_NAME).unlink()
    said = command("audit", "--json")
    assert said.status == 1
    assert "is gone" in said.err
    assert json.loads(said.out)["sound"] is False


def test_rises_are_counted(opened: OpenJournal, clock: Clock, command: Command) -> None:
    """Each is a balance that rose by more than the movements explain."""
    with opened() as journal:
        journal.keep_balances(None, {"9f3a": Decimal(5)})
        clock.now += timedelta(minutes=1)
        journal.keep_balances(None, {"9f3a": Decimal(9)})
    assert "1 balance rose by more than the movements explain" in command("audit").out
