"""Tables, triggers and migrations.

The database itself refuses what must never be: a step that is not legal, a second open movement
on a sub-account, a second POST in flight, a changed amount, a rewritten or deleted event. A row
of `movement` is the fold of its events, so that damage to either shows; any other row carries
its own hash, its `seal`.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

from smspartner_tui.core.movement import LEGAL_STEPS, OPEN_STATES, RunKind, State
from smspartner_tui.core.run import RunState


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_STATES: Final = _listed(list(State))
_OPEN: Final = _listed(sorted(OPEN_STATES))
_STEPS: Final = _listed(sorted(f"{before}>{after}" for before, after in LEGAL_STEPS))

_FIRST: Final = (
    # The account's identity is made with the journal: a rotated key changes nothing.
    """
    CREATE TABLE account (
        id TEXT NOT NULL PRIMARY KEY,
        base_url TEXT NOT NULL,
        created_at TEXT NOT NULL,
        seal TEXT NOT NULL
    )
    """,
    # Who opened the journal: written at every start, which proves that it can be written.
    """
    CREATE TABLE session (
        id TEXT NOT NULL PRIMARY KEY,
        opened_at TEXT NOT NULL,
        operator TEXT NOT NULL,
        version TEXT NOT NULL,
        seal TEXT NOT NULL
    )
    """,
    # Amounts are whole millionths of a euro. `typeof` because STRICT needs SQLite 3.37.
    f"""
    CREATE TABLE movement (
        id TEXT NOT NULL PRIMARY KEY,
        state TEXT NOT NULL CHECK (state IN ({_STATES})),
        token TEXT NOT NULL,
        name TEXT NOT NULL,
        direction TEXT NOT NULL CHECK (direction IN ('add', 'remove')),
        micros INTEGER NOT NULL CHECK (typeof(micros) = 'integer' AND micros > 0),
        reference TEXT NOT NULL,
        everything INTEGER NOT NULL CHECK (everything IN (0, 1)),
        again_after TEXT NOT NULL,
        operator TEXT NOT NULL,
        search TEXT NOT NULL,
        planned_at TEXT NOT NULL,
        number INTEGER UNIQUE,
        owner TEXT,
        sent_at TEXT,
        main_before INTEGER,
        main_before_at TEXT,
        subaccount_before INTEGER,
        subaccount_before_at TEXT,
        settled_at TEXT,
        main_after INTEGER,
        subaccount_after INTEGER,
        outcome TEXT,
        resolution TEXT
    )
    """,
    """
    CREATE TABLE event (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        movement TEXT NOT NULL REFERENCES movement (id),
        state TEXT NOT NULL,
        at TEXT NOT NULL,
        facts TEXT NOT NULL,
        hash TEXT NOT NULL
    )
    """,
    # One row for each balance that an account had: when it was first and last seen (asked for,
    # or told by a reply), and by when that was answered.
    """
    CREATE TABLE reading (
        id INTEGER PRIMARY KEY,
        account TEXT NOT NULL,
        micros INTEGER NOT NULL CHECK (typeof(micros) = 'integer'),
        first_at TEXT NOT NULL,
        first_by TEXT NOT NULL,
        last_at TEXT NOT NULL,
        last_by TEXT NOT NULL,
        seal TEXT NOT NULL
    )
    """,
    # A balance that rose without this journal raising it, after which of its movements.
    """
    CREATE TABLE rise (
        id INTEGER PRIMARY KEY,
        after INTEGER NOT NULL,
        account TEXT NOT NULL,
        name TEXT NOT NULL,
        micros INTEGER NOT NULL CHECK (typeof(micros) = 'integer' AND micros > 0),
        since TEXT NOT NULL,
        at TEXT NOT NULL,
        search TEXT NOT NULL,
        seal TEXT NOT NULL
    )
    """,
    "CREATE INDEX rise_by_place ON rise (after, id)",
    "CREATE INDEX reading_of_account ON reading (account, id)",
    "CREATE INDEX event_of_movement ON event (movement, seq)",
    "CREATE INDEX movement_of_token ON movement (token, number)",
    "CREATE INDEX movement_by_time ON movement (sent_at)",
    "CREATE INDEX movement_of_token_by_time ON movement (token, sent_at)",
    "CREATE INDEX rise_of_account ON rise (account, at)",
    # The row that is the lock: no lease, no stale lock, the same for every process.
    f"CREATE UNIQUE INDEX one_open_per_subaccount ON movement (token) WHERE state IN ({_OPEN})",
    "CREATE UNIQUE INDEX one_in_flight ON movement (state) WHERE state = 'sending'",
    """
    CREATE TRIGGER movement_starts_planned BEFORE INSERT ON movement
    WHEN NEW.state <> 'planned'
    BEGIN SELECT RAISE(ABORT, 'a movement starts planned'); END
    """,
    f"""
    CREATE TRIGGER movement_takes_legal_steps BEFORE UPDATE ON movement
    WHEN OLD.state || '>' || NEW.state NOT IN ({_STEPS})
    BEGIN SELECT RAISE(ABORT, 'not a legal step'); END
    """,
    """
    CREATE TRIGGER movement_is_frozen BEFORE UPDATE OF
        id, token, name, direction, micros, reference, everything, again_after, operator,
        search, planned_at ON movement
    BEGIN SELECT RAISE(ABORT, 'what was asked for does not change'); END
    """,
    """
    CREATE TRIGGER movement_keeps_number BEFORE UPDATE OF number ON movement
    WHEN OLD.number IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a number does not change'); END
    """,
    """
    CREATE TRIGGER movement_is_kept BEFORE DELETE ON movement
    BEGIN SELECT RAISE(ABORT, 'a movement is never deleted'); END
    """,
    """
    CREATE TRIGGER event_is_written_once BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END
    """,
    """
    CREATE TRIGGER event_is_kept BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END
    """,
    """
    CREATE TRIGGER rise_is_written_once BEFORE UPDATE ON rise
    BEGIN SELECT RAISE(ABORT, 'a rise is never changed'); END
    """,
    """
    CREATE TRIGGER rise_is_kept BEFORE DELETE ON rise
    BEGIN SELECT RAISE(ABORT, 'a rise is never deleted'); END
    """,
)

_KINDS: Final = _listed(list(RunKind))
_RUN_STATES: Final = _listed(list(RunState))

_RUNS: Final = (
    # Movements that were asked for with one yes; while one is running it holds the line.
    f"""
    CREATE TABLE run (
        id TEXT NOT NULL PRIMARY KEY,
        number INTEGER NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ({_KINDS})),
        reference TEXT NOT NULL,
        operator TEXT NOT NULL,
        asked_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ({_RUN_STATES})),
        halt TEXT,
        owner TEXT NOT NULL,
        seal TEXT NOT NULL
    )
    """,
    # What was to be done at each place of a run, written before any of it is; a later row for
    # the same place is a new try, with a movement of its own. Amounts as in `movement`.
    """
    CREATE TABLE leg (
        id INTEGER PRIMARY KEY,
        run TEXT NOT NULL REFERENCES run (id),
        place INTEGER NOT NULL,
        movement TEXT NOT NULL UNIQUE,
        token TEXT NOT NULL,
        name TEXT NOT NULL,
        direction TEXT NOT NULL CHECK (direction IN ('add', 'remove')),
        micros INTEGER NOT NULL CHECK (typeof(micros) = 'integer' AND micros > 0),
        reference TEXT NOT NULL,
        everything INTEGER NOT NULL CHECK (everything IN (0, 1)),
        again_after TEXT NOT NULL,
        undoes TEXT NOT NULL,
        seal TEXT NOT NULL
    )
    """,
    "CREATE INDEX leg_of_run ON leg (run, place, id)",
    "CREATE INDEX leg_that_undoes ON leg (undoes) WHERE undoes <> ''",
    "CREATE INDEX run_not_ended ON run (state) WHERE state <> 'ended'",
    "CREATE UNIQUE INDEX one_run_at_once ON run (state) WHERE state = 'running'",
    """
    CREATE TRIGGER run_takes_legal_steps BEFORE UPDATE ON run
    WHEN OLD.state || '>' || NEW.state NOT IN
        ('running>paused', 'running>ended', 'paused>running', 'paused>ended')
    BEGIN SELECT RAISE(ABORT, 'not a legal step'); END
    """,
    """
    CREATE TRIGGER run_is_frozen BEFORE UPDATE OF
        id, number, kind, reference, operator, asked_at ON run
    BEGIN SELECT RAISE(ABORT, 'what was asked for does not change'); END
    """,
    """
    CREATE TRIGGER run_is_kept BEFORE DELETE ON run
    BEGIN SELECT RAISE(ABORT, 'a run is never deleted'); END
    """,
    """
    CREATE TRIGGER leg_is_written_once BEFORE UPDATE ON leg
    BEGIN SELECT RAISE(ABORT, 'a leg is never changed'); END
    """,
    """
    CREATE TRIGGER leg_is_kept BEFORE DELETE ON leg
    BEGIN SELECT RAISE(ABORT, 'a leg is never deleted'); END
    """,
)

MIGRATIONS: Final[tuple[Sequence[str], ...]] = (_FIRST, _RUNS)
"""The statements that lead from each version of the schema to the next, from an empty file on."""


class NewerSchema(Exception):  # noqa: N818 (a finding, which its reader turns into words)
    """The journal was written by a newer version of this program."""


def version_of(db: sqlite3.Connection) -> int:
    """The schema's version in a database; 0 when it is empty."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def rules_of(db: sqlite3.Connection) -> frozenset[tuple[str | None, ...]]:
    """Every table, index and trigger of a database, as it was declared."""
    declared = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return frozenset(tuple(row) for row in declared)


def migrate(
    db: sqlite3.Connection,
    back_up: Callable[[int], None],
    migrations: Sequence[Sequence[str]] = MIGRATIONS,
) -> None:
    """Bring the schema to its newest version, one transaction a step, with a copy before each.

    `back_up` is called with the version that is about to be left; what began as an empty file
    needs none.

    Raises:
        NewerSchema: the database has a version that this program does not know.
    """
    was_empty = version_of(db) == 0
    while 0 <= (version := version_of(db)) < len(migrations):
        if not was_empty:
            back_up(version)
        db.execute("BEGIN IMMEDIATE")
        try:
            # Asked again under the lock: another process may have taken the step meanwhile.
            if version_of(db) == version:
                for statement in migrations[version]:
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {version + 1}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    if version != len(migrations):
        raise NewerSchema
