"""What the database itself refuses, whatever asks, and how its schema moves on."""

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from smspartner_tui.core.movement import LEGAL_STEPS, JournalProblem, State
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.journal import database as opening
from smspartner_tui.journal.database import open_database
from smspartner_tui.journal.schema import MIGRATIONS, migrate, version_of
from tests.journal.conftest import Open
from tests.journal.helpers import Clock, agree, confirmed, movement, raw

Insert = Callable[..., None]

STEPS = {
    State.PLANNED: (),
    State.SENDING: (State.SENDING,),
    State.CONFIRMED: (State.SENDING, State.CONFIRMED),
    State.REJECTED: (State.SENDING, State.REJECTED),
    State.NOT_SENT: (State.NOT_SENT,),
    State.UNKNOWN: (State.SENDING, State.UNKNOWN),
    State.RESOLVED_APPLIED: (State.SENDING, State.UNKNOWN, State.RESOLVED_APPLIED),
    State.RESOLVED_NOT_APPLIED: (State.SENDING, State.UNKNOWN, State.RESOLVED_NOT_APPLIED),
}
"""The way to every state, by legal steps."""


@pytest.fixture
def db(folder: Path, opened: Open) -> sqlite3.Connection:
    """The program's own connection to an empty journal."""
    journal: Journal = opened()
    return journal._db


def insert(db: sqlite3.Connection, movement_id: str = "m", **changes: object) -> None:
    """Plan a movement by hand, with some columns changed."""
    row: dict[str, object] = {
        "id": movement_id,
        "state": "planned",
        "token": movement_id,
        "name": "Garage",
        "direction": "add",
        "micros": 50_000_000,
        "reference": "",
        "everything": 0,
        "again_after": "",
        "operator": "{}",
        "search": "garage",
        "planned_at": "2025-06-12T12:32:00.000+00:00",
    } | changes
    marks = ", ".join("?" * len(row))
    statement = f"INSERT INTO movement ({', '.join(row)}) VALUES ({marks})"  # noqa: S608
    db.execute(statement, tuple(row.values()))


def bring(db: sqlite3.Connection, state: State, movement_id: str = "m", **changes: object) -> None:
    """Plan a movement by hand and take it to a state."""
    insert(db, movement_id, **changes)
    for step in STEPS[state]:
        db.execute("UPDATE movement SET state = ? WHERE id = ?", (step, movement_id))


def state_of(db: sqlite3.Connection, movement_id: str = "m") -> str:
    """The state that a movement is in."""
    found = db.execute("SELECT state FROM movement WHERE id = ?", (movement_id,)).fetchone()
    return str(found[0])


@pytest.mark.parametrize(("before", "after"), product(State, State))
def test_a_step_is_taken_exactly_when_it_is_legal(
    db: sqlite3.Connection, before: State, after: State
) -> None:
    """Of the 64 steps there are, the database takes those of the core's table and no other."""
    bring(db, before)
    step = "UPDATE movement SET state = ? WHERE id = 'm'"
    if (before, after) in LEGAL_STEPS:
        db.execute(step, (after,))
        assert state_of(db) == after
    else:
        with pytest.raises(sqlite3.IntegrityError, match="not a legal step"):
            db.execute(step, (after,))
        assert state_of(db) == before


@pytest.mark.parametrize("state", [state for state in State if state is not State.PLANNED])
def test_a_movement_starts_planned(db: sqlite3.Connection, state: State) -> None:
    """A row cannot appear in the middle of its life."""
    with pytest.raises(sqlite3.IntegrityError, match="starts planned"):
        insert(db, state=state)


def test_a_state_that_does_not_exist_is_refused(db: sqlite3.Connection) -> None:
    """A word that is no state cannot be written at all."""
    with pytest.raises(sqlite3.IntegrityError):
        insert(db, state="paid")


@pytest.mark.parametrize("held", [State.SENDING, State.UNKNOWN])
def test_a_sub_account_takes_one_open_movement(db: sqlite3.Connection, held: State) -> None:
    """While one is in flight or unknown, a second one cannot leave for the same sub-account."""
    bring(db, held, "first", token="same")
    insert(db, "second", token="same")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        db.execute("UPDATE movement SET state = 'sending' WHERE id = 'second'")
    assert state_of(db, "second") == State.PLANNED


def test_one_movement_is_in_flight(db: sqlite3.Connection) -> None:
    """A second `sending` is refused, on whatever sub-account."""
    bring(db, State.SENDING, "first")
    insert(db, "second")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        db.execute("UPDATE movement SET state = 'sending' WHERE id = 'second'")


def test_unknown_movements_of_several_sub_accounts_stand_side_by_side(
    db: sqlite3.Connection,
) -> None:
    """Only the sub-account of an unknown movement is held, no other."""
    bring(db, State.UNKNOWN, "first")
    bring(db, State.UNKNOWN, "second")
    assert state_of(db, "second") == State.UNKNOWN


FROZEN = {
    "id": "other",
    "token": "other",
    "name": "Other",
    "direction": "remove",
    "micros": 60_000_000,
    "reference": "other",
    "everything": 1,
    "again_after": "another",
    "operator": '{"name": "paul"}',
    "search": "other",
    "planned_at": "2025-06-12T12:33:00.000+00:00",
}


@pytest.mark.parametrize("column", FROZEN)
def test_what_was_asked_for_does_not_change(db: sqlite3.Connection, column: str) -> None:
    """Not even along with a legal step does any such column change."""
    insert(db)
    with pytest.raises(sqlite3.IntegrityError, match="what was asked for does not change"):
        db.execute(
            f"UPDATE movement SET state = 'sending', {column} = ?",  # noqa: S608
            (FROZEN[column],),
        )
    assert state_of(db) == State.PLANNED


def test_a_number_does_not_change(db: sqlite3.Connection) -> None:
    """What people quote means one movement for ever."""
    insert(db)
    db.execute("UPDATE movement SET state = 'sending', number = 7")
    with pytest.raises(sqlite3.IntegrityError, match="a number does not change"):
        db.execute("UPDATE movement SET state = 'confirmed', number = 8")


def test_a_number_is_given_once(db: sqlite3.Connection) -> None:
    """Two movements never have the same number."""
    bring(db, State.CONFIRMED, "first")
    insert(db, "second")
    insert(db, "third")
    db.execute("UPDATE movement SET state = 'not_sent', number = 7 WHERE id = 'second'")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        db.execute("UPDATE movement SET state = 'not_sent', number = 7 WHERE id = 'third'")


@pytest.mark.parametrize("micros", [0, -1, -50_000_000, 1.5, 0.1, "abc", "1.5", b"5", None])
def test_an_amount_is_a_whole_number_above_zero(db: sqlite3.Connection, micros: object) -> None:
    """Whatever is no whole number of micro-euros above zero is refused."""
    with pytest.raises(sqlite3.IntegrityError):
        insert(db, micros=micros)


@pytest.mark.parametrize("micros", [1.5, "abc", b"5", None])
def test_a_balance_is_a_whole_number(db: sqlite3.Connection, micros: object) -> None:
    """A balance may be below zero, and is never a fraction of a micro-euro."""
    row = "INSERT INTO reading VALUES (NULL, '', ?, 'then', 'then', 'now', 'now', 'seal')"
    db.execute(row, (-5,))
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(row, (micros,))


@pytest.mark.parametrize("direction", ["", "ADD", "both"])
def test_a_direction_is_one_of_two(db: sqlite3.Connection, direction: str) -> None:
    """Money goes into the sub-account or out of it."""
    with pytest.raises(sqlite3.IntegrityError):
        insert(db, direction=direction)


TAMPERING = {
    "delete a movement": "DELETE FROM movement",
    "delete an event": "DELETE FROM event WHERE seq = 2",
    "delete the last event": "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
    "change an event": "UPDATE event SET facts = '{}' WHERE seq = 1",
    "change an event's state": "UPDATE event SET state = 'rejected' WHERE seq = 3",
    "replace a movement": "REPLACE INTO movement SELECT m.id, 'planned', token, name, direction, "
    "1, reference, everything, again_after, operator, search, planned_at, NULL, NULL, NULL, NULL, "
    "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM movement m",
    "replace an event": "REPLACE INTO event SELECT seq, movement, state, at, '{}', hash FROM event",
    "orphan": "INSERT INTO event (movement, state, at, facts, hash) VALUES ('x', '', '', '', '')",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING)
def test_history_is_not_rewritten(journal: Journal, statement: str) -> None:
    """Nothing that was written is deleted, changed or replaced over the program's connection."""
    asked = movement()
    journal.begin(asked, agree)
    journal.settle(asked.id, confirmed())
    before = list(journal._db.iterdump())
    with pytest.raises(sqlite3.IntegrityError):
        journal._db.execute(statement)
    assert list(journal._db.iterdump()) == before


NOW = len(MIGRATIONS)
NEXT = (*MIGRATIONS, ("ALTER TABLE session ADD COLUMN note TEXT", "CREATE TABLE later (x)"))
FAILING = (*MIGRATIONS, ("CREATE TABLE later (x)", "INSERT INTO nowhere VALUES (1)"))


def test_a_migration_is_taken_with_a_copy_before_it(
    folder: Path, opened: Open, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next version of the schema is reached, and the version before lies beside it."""
    asked = movement()
    opened().begin(asked, agree)
    monkeypatch.setattr(opening, "MIGRATIONS", NEXT)
    db = open_database(folder / "journal.sqlite3", clock.now)
    assert version_of(db) == NOW + 1
    assert db.execute("SELECT count(*) FROM later").fetchone()[0] == 0
    assert db.execute("SELECT id FROM movement").fetchone()[0] == asked.id
    db.close()
    (copy,) = folder.glob(f"journal-v{NOW}-*.sqlite3")
    assert copy.name == f"journal-v{NOW}-{clock.now:%Y%m%dT%H%M%SZ}.sqlite3"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    kept = sqlite3.connect(copy)
    assert version_of(kept) == NOW
    assert kept.execute("SELECT id FROM movement").fetchone()[0] == asked.id
    kept.close()


def test_an_empty_file_needs_no_copy(folder: Path, opened: Open) -> None:
    """The first start makes a journal, and no copy of the nothing before it."""
    assert opened().problem is None
    assert list(folder.glob("journal-v*")) == []


def test_a_migration_that_fails_is_undone_whole(
    folder: Path, opened: Open, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one of its statements stays, and the journal is not written in a shape in between."""
    opened().close()
    monkeypatch.setattr(opening, "MIGRATIONS", FAILING)
    with pytest.raises(JournalError) as caught:
        open_database(folder / "journal.sqlite3", clock.now)
    assert caught.value.problem is JournalProblem.UNWRITABLE
    with raw(folder) as db:
        assert version_of(db) == NOW
        assert db.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchone() is None


def test_a_migration_that_sqlite_undid_already_says_why() -> None:
    """A second rollback, of what is not there any more, must not hide the true reason."""
    undone = [("ROLLBACK", "INSERT INTO nowhere VALUES (1)")]
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as db,
        pytest.raises(sqlite3.OperationalError, match="nowhere"),
    ):
        migrate(db, lambda _version: None, undone)


def test_no_copy_means_no_migration(
    folder: Path, opened: Open, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the copy cannot be made the schema stays as it is."""
    opened().close()
    (folder / f"journal-v{NOW}-{clock.now:%Y%m%dT%H%M%SZ}.sqlite3").mkdir()
    monkeypatch.setattr(opening, "MIGRATIONS", NEXT)
    with pytest.raises(JournalError):
        open_database(folder / "journal.sqlite3", clock.now)
    with raw(folder) as db:
        assert version_of(db) == NOW


def test_a_step_that_another_process_took_is_not_taken_twice(folder: Path, opened: Open) -> None:
    """The version is asked again under the lock: who comes second finds it done."""
    opened().close()
    with raw(folder) as mine, raw(folder) as theirs:
        migrate(mine, lambda _version: migrate(theirs, lambda _v: None, NEXT), NEXT)
        assert version_of(mine) == NOW + 1


@pytest.mark.parametrize("version", [NOW + 1, 99, -1])
def test_a_newer_journal_is_read_and_not_written(folder: Path, opened: Open, version: int) -> None:
    """What a newer version of the program wrote can be looked at, and is left as it is."""
    asked = movement()
    first = opened()
    first.begin(asked, agree)
    first.settle(asked.id, confirmed())
    first.close()
    with raw(folder) as db:
        db.execute(f"PRAGMA user_version = {version}")
        before = list(db.iterdump())
    journal: Journal = opened()
    assert journal.problem is JournalProblem.NEWER
    assert [entry.movement for entry in journal.history(9)] == [asked]
    with pytest.raises(JournalError) as caught:
        journal.begin(movement(), agree)
    assert caught.value.problem is JournalProblem.NEWER
    journal.check()
    assert journal.problem is JournalProblem.NEWER
    with raw(folder) as db:
        assert list(db.iterdump()) == before
