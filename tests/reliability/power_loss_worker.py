"""A writer whose every call to the system is recorded: the same work for the same seed.

Run as `python -m tests.reliability.power_loss_worker FOLDER MOVEMENTS SEED MODE`; the mode is
`journal`, or `default` for the same journal in the mode that Python opens a database in.
"""

import sqlite3
import sys
import uuid
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from tests.journal.helpers import Clock
from tests.reliability.writers_worker import Writer


class Careless(sqlite3.Connection):
    """A connection that does not hear how durable it is asked to be."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Do what is asked, but for that."""
        is_deaf = sql.startswith(("PRAGMA journal_mode", "PRAGMA synchronous"))
        return super().execute("SELECT 1" if is_deaf else sql, parameters)


def main() -> None:
    """Write so many movements, and close."""
    folder, movements, seed, mode = sys.argv[1:]
    chance = Random(seed)
    factory = Careless if mode == "default" else sqlite3.Connection
    # The identities in the file are drawn too, so that a seed gives the same pages again.
    with (
        patch.object(sqlite3, "connect", partial(sqlite3.connect, factory=factory)),
        patch.object(uuid, "uuid4", lambda: uuid.UUID(int=chance.getrandbits(128), version=4)),
    ):
        writer = Writer(Path(folder), "the writer", chance, Clock())
        for _ in range(int(movements)):
            writer.move()
        writer.close()


if __name__ == "__main__":
    main()
