"""Runs as rows: what the database itself refuses, what is damage, and journals from before them."""

import sqlite3
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from smspartner_tui.core.damage import Part
from smspartner_tui.core.movement import Entry, JournalProblem
from smspartner_tui.core.run import Halt, RunState
from smspartner_tui.journal import Journal
from smspartner_tui.journal.database import open_for_reading
from smspartner_tui.journal.schema import MIGRATIONS, rules_of, version_of
from tests.journal.conftest import Open
from tests.journal.helpers import PAUL, fill, open_journal, raw
from tests.journal.test_runs import plan


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leg SET micros = 1",
        "UPDATE leg SET movement = 'else'",
        "UPDATE run SET reference = 'else', state = 'paused'",
        "UPDATE run SET number = 7, state = 'paused'",
        "DELETE FROM leg",
        "DELETE FROM run",
        "INSERT INTO leg SELECT 9, run, 9, movement, '', '', 'add', 1, '', 0, '', '', '' FROM leg",
        "INSERT INTO run SELECT 'b', 9, kind, '', '', asked_at, 'running', '', '', '' FROM run",
        "INSERT INTO run SELECT 'b', 1, kind, '', '', asked_at, 'paused', '', '', '' FROM run",
        "INSERT INTO run SELECT 'b', 9, 'else', '', '', asked_at, 'paused', '', '', '' FROM run",
        "INSERT INTO run SELECT 'b', 9, kind, '', '', asked_at, 'else', '', '', '' FROM run",
    ],
)
def test_the_database_itself_refuses(journal: Journal, folder: Path, statement: str) -> None:
    """What was asked for stays, one run at a time, each with a number of its own."""
    journal.open_run(plan())
    with raw(folder) as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)


LEGAL = {
    (RunState.RUNNING, RunState.PAUSED),
    (RunState.RUNNING, RunState.ENDED),
    (RunState.PAUSED, RunState.RUNNING),
    (RunState.PAUSED, RunState.ENDED),
}


@pytest.mark.parametrize(("before", "after"), product(RunState, repeat=2))
def test_the_database_knows_the_legal_steps_of_a_run(
    journal: Journal, folder: Path, before: RunState, after: RunState
) -> None:
    """Of an ended run nothing changes any more."""
    journal.open_run(plan())
    if before is not RunState.RUNNING:
        halt = Halt.ASKED if before is RunState.PAUSED else Halt.DROPPED
        assert journal.leave_run("plan", halt).state is before
    with raw(folder) as db:
        if (before, after) in LEGAL:
            db.execute("UPDATE run SET state = ?", (after.value,))
        else:
            with pytest.raises(sqlite3.IntegrityError):
                db.execute("UPDATE run SET state = ?", (after.value,))


CHANGES = [
    *[("run", change) for change in ("number = 7", "kind = 'undo'", "reference = 'else'")],
    *[("run", change) for change in ("state = 'paused'", "halt = 'asked'", "id = 'else'")],
    *[("run", change) for change in ("asked_at = '2025-06-12T12:00:00.000+00:00'",)],
    *[("run", """operator = '{"name": "paul"}'"""), ("run", "seal = 'else'")],
    *[("leg", change) for change in ("micros = 999", "direction = 'add'", "place = 5")],
    *[("leg", change) for change in ("token = 'else'", "name = 'else'", "reference = 'else'")],
    *[("leg", change) for change in ("again_after = 'else'", "undoes = 'else'", "everything = 1")],
    *[("leg", change) for change in ("movement = 'else'", "seal = 'else'", "run = 'else'")],
]


@pytest.mark.parametrize(("table", "change"), CHANGES)
def test_a_changed_row_is_damage(
    journal: Journal, folder: Path, opened: Open, table: str, change: str
) -> None:
    """Its seal does not hold any more."""
    journal.open_run(plan())
    which = "WHERE place = 1" if table == "leg" else ""
    change_past_the_rules(folder, f"UPDATE {table} SET {change} {which}")  # noqa: S608
    other = opened(PAUL)
    other.check()
    assert other.problem is JournalProblem.DAMAGED
    assert other.damage is not None
    assert (other.damage.part, other.damage.place) == (Part.ROW, table)


def test_a_changed_row_is_not_sealed_anew(journal: Journal, folder: Path, opened: Open) -> None:
    """Who settles what the dead left would make damage pass for what was written."""
    journal.open_run(plan())
    change_past_the_rules(folder, "UPDATE run SET owner = 'mallory'")
    assert opened(PAUL).problem is JournalProblem.DAMAGED
    with raw(folder) as db:
        assert db.execute("SELECT owner, state FROM run").fetchall() == [("mallory", "running")]


def change_past_the_rules(folder: Path, statement: str) -> None:
    """Change what the journal's rules protect, and leave the rules as they were."""
    with raw(folder) as db:
        rules = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in rules:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(statement)
        for _name, sql in rules:
            db.execute(sql)


def first_version(folder: Path) -> tuple[Entry, ...]:
    """Turn a journal into one of the first version; the movements in it."""
    with closing(open_journal(folder)) as journal:
        fill(journal)
        entries = tuple(journal.history(99))
    with raw(folder) as db:
        for kind, name in db.execute(
            "SELECT type, name FROM sqlite_master WHERE tbl_name IN ('run', 'leg') "
            "AND sql IS NOT NULL ORDER BY type <> 'trigger', type <> 'index', name"
        ).fetchall():
            db.execute(f"DROP {kind} IF EXISTS {name}")
        db.execute("PRAGMA user_version = 1")
        with closing(sqlite3.connect(":memory:")) as fresh:
            for statement in MIGRATIONS[0]:
                fresh.execute(statement)
            assert rules_of(db) == rules_of(fresh)
    return entries


def test_a_journal_of_the_first_version_is_brought_up(folder: Path, opened: Open) -> None:
    """With all that is in it, and a copy of how it was."""
    entries = first_version(folder)
    journal = opened()
    assert version_of(journal._db) == len(MIGRATIONS)
    assert tuple(journal.history(99)) == entries
    journal.check()
    assert journal.problem is None
    assert len(list(folder.glob("journal-v1-*.sqlite3"))) == 1
    assert journal.open_run(plan()).number == 1


def test_a_journal_of_the_first_version_that_cannot_be_written_is_read(folder: Path) -> None:
    """A copy of it is brought up in memory; the file stays as it is."""
    first_version(folder)
    path = folder / "journal.sqlite3"
    before = path.read_bytes()
    with closing(open_for_reading(path)) as db:
        assert version_of(db) == len(MIGRATIONS)
        assert db.execute("SELECT count(*) FROM movement").fetchone()[0] == 12
    assert path.read_bytes() == before
