"""Whether a journal still is what was written: its pages, its rules, its rows and their events."""

import gc
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from typing import Any, Final

from smspartner_tui.core.damage import Damage, Part
from smspartner_tui.core.money import to_micros
from smspartner_tui.core.movement import State
from smspartner_tui.journal.chain import Event, Fact, fold, seal
from smspartner_tui.journal.schema import migrate, rules_of

_SEALED: Final = ("account", "session", "reading", "rise", "run", "leg")
"""The tables whose rows carry their own hash, in their last column."""

# A reply's balances, read past the partner's parser, as JSON inside the JSON of the outcome: the
# second reading of the evidence. An XML reply tells by position, so there is nothing to look for.
_NUMBER: Final = r'\\"\s*:\s*(?:\\")?(-?[0-9]{1,15}(?:\.[0-9]{1,30})?)(?:\\|[\s,}])'
_TOLD: Final = (
    ("main_after", r'\\"credit' + _NUMBER),
    ("subaccount_after", r'\\"subaccountCredit' + _NUMBER),
)


def find_damage(db: sqlite3.Connection) -> Damage | None:
    """The first thing in the journal that was damaged, held against itself at one moment.

    Raises:
        sqlite3.Error: it could not be read.
    """
    # One transaction is one moment: another process may write between two questions.
    db.execute("BEGIN")
    try:
        with _without_collecting():
            return _damaged_file(db) or _damaged_row(db) or _damaged_movement(db)
    except (TypeError, ValueError):
        # A value of another kind than was written.
        return Damage(Part.ROW)
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Nothing below makes cycles, and looking for some takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _damaged_file(db: sqlite3.Connection) -> Damage | None:
    if [row[0] for row in db.execute("PRAGMA integrity_check(1)")] != ["ok"]:
        return Damage(Part.PAGES)
    return None if rules_of(db) == _rules() else Damage(Part.RULES)


@cache
def _rules() -> frozenset[tuple[str | None, ...]]:
    """The tables, indexes and triggers that this version declares."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(db, lambda _version: None)
        return rules_of(db)
    finally:
        db.close()


def _damaged_row(db: sqlite3.Connection) -> Damage | None:
    for table in _SEALED:
        for row in _tuples(db, f"SELECT * FROM {table}"):  # noqa: S608 (our own tables)
            if row[-1] != seal(row[:-1]):
                return Damage(Part.ROW, table)
    return None


def _damaged_movement(db: sqlite3.Connection) -> Damage | None:
    folded, damaged = fold(map(Event._make, _tuples(db, "SELECT * FROM event ORDER BY seq")))
    if damaged is not None:
        return Damage(Part.CHAIN, str(damaged))
    # SQLite's own count of events shows that the newest ones were cut off.
    (events,) = next(_tuples(db, "SELECT count(*) FROM event"))
    counted = [*_tuples(db, "SELECT name, seq FROM sqlite_sequence")]
    if counted != ([("event", events)] if events else []):
        return Damage(Part.CUT, str(events + 1))
    held = db.execute("SELECT * FROM movement")
    columns = [column[0] for column in held.description]
    # Every row is one of the folded, and there are as many: so every folded one is a row.
    found = 0
    for row in _tuples(db, "SELECT * FROM movement"):
        movement = folded.get(row[0], {})
        if row != tuple(map(movement.get, columns)):
            return Damage(Part.MOVEMENT, str(row[columns.index("number")]))
        if not _agrees_with_reply(movement):
            return Damage(Part.REPLY, str(movement["number"]))
        found += 1
    return None if found == len(folded) else Damage(Part.MOVEMENT)


def _tuples(db: sqlite3.Connection, question: str) -> Iterator[tuple[Any, ...]]:
    """Rows as plain tuples, which cost half of those with names."""
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(question)


def _agrees_with_reply(movement: dict[str, Fact]) -> bool:
    """Whether the balances written down are those that the reply, kept word for word, tells."""
    outcome = movement["outcome"] if movement["state"] == State.CONFIRMED else None
    if not isinstance(outcome, str):
        return True
    for column, told in _TOLD:
        # What a reply does not tell it does not contradict.
        found = re.search(told, outcome) if movement[column] is not None else None
        if found is not None and movement[column] != to_micros(Decimal(found[1])):
            return False
    return True
