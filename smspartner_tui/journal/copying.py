"""A copy of the journal: made while it is in use, and known for one when it takes its place."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from smspartner_tui.core.operator import Operator
from smspartner_tui.journal import rows
from smspartner_tui.journal.chain import seal
from smspartner_tui.journal.database import make_file
from smspartner_tui.unique import new_id

BACKUP: Final = "backup"
"""Stands in a copy where a session has the program's version: the last thing written in it."""


def copy_to(db: sqlite3.Connection, target: Path, now: datetime, operator: Operator) -> None:
    """Copy a database to a new private file, and write into the copy that it is one.

    Raises:
        FileExistsError: there is a file of that name.
        OSError: it cannot be made.
        sqlite3.Error: it cannot be read, or there is no room for the copy.
    """
    make_file(target)
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            copy_at_once(db, copy)
            copy.execute("PRAGMA synchronous=EXTRA")
            made = (new_id(), rows.moment(now), rows.operator_fact(operator), BACKUP)
            copy.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?)", (*made, seal(made)))
    except BaseException:
        # Half a copy would be taken for a whole one.
        target.unlink(missing_ok=True)
        target.with_name(f"{target.name}-journal").unlink(missing_ok=True)
        raise


def copy_at_once(db: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    """Copy a database, page by page, as it stands at one moment.

    Raises:
        sqlite3.Error: it cannot be read, not even after a wait, or there is no room for the copy.
    """
    # By itself a copy waits without end for whoever is writing; a question does not.
    db.execute("BEGIN")
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        db.backup(copy)
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
