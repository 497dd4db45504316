"""Whether a journal still is what was written: its pages, its rules, its rows and their events."""

import sqlite3
from functools import cache

from smspartner_tui.journal.chain import Event, fold, seal
from smspartner_tui.journal.schema import migrate, rules_of

_SEALED = ("account", "session", "reading")
"""The tables whose rows carry their own hash, in their last column."""


def is_sound(db: sqlite3.Connection) -> bool:
    """Whether nothing in the journal was damaged, held against itself at one moment.

    Raises:
        sqlite3.Error: it could not be read.
    """
    # One transaction is one moment: another process may write between two questions.
    db.execute("BEGIN")
    try:
        return (
            _has_whole_pages(db)
            and rules_of(db) == _rules()
            and all(_is_sealed(db, table) for table in _SEALED)
            and _is_fold_of_events(db)
        )
    except (TypeError, ValueError):
        # A value of another kind than was written.
        return False
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _has_whole_pages(db: sqlite3.Connection) -> bool:
    return [row[0] for row in db.execute("PRAGMA integrity_check(1)")] == ["ok"]


@cache
def _rules() -> frozenset[tuple[str | None, ...]]:
    """The tables, indexes and triggers that this version declares."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(db, lambda _version: None)
        return rules_of(db)
    finally:
        db.close()


def _is_sealed(db: sqlite3.Connection, table: str) -> bool:
    found = db.execute(f"SELECT * FROM {table}")  # noqa: S608 (our own tables)
    return all(row[-1] == seal(tuple(row)[:-1]) for row in found)


def _is_fold_of_events(db: sqlite3.Connection) -> bool:
    events = list(map(Event._make, db.execute("SELECT * FROM event ORDER BY seq")))
    folded, damaged = fold(events)
    # SQLite's own count of events shows that the newest ones were cut off.
    counted = [tuple(row) for row in db.execute("SELECT name, seq FROM sqlite_sequence")]
    if damaged is not None or counted != ([("event", len(events))] if events else []):
        return False
    held = db.execute("SELECT * FROM movement")
    columns = [column[0] for column in held.description]
    # Every row is one of the folded, and there are as many: so every folded one is a row.
    found = 0
    for row in held:
        movement = folded.get(row["id"], {})
        if tuple(row) != tuple(map(movement.get, columns)):
            return False
        found += 1
    return found == len(folded)
