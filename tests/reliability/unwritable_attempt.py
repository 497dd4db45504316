"""One operator's process that opens a journal, checks it, and tries to move money.

Run as `python -m tests.reliability.unwritable_attempt FOLDER BASE_URL [WORD...]`. It says what is
wrong with the journal, if anything is, waits for a line, tries, and says what became of it. The
words: `nobody` gives up being root first, whom no permission stops; `no-room` lets no file be
longer than a page once the journal is open; `hurry` waits for a lock for a moment only.
"""

import contextlib
import os
import resource
import sys
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.facts import Fact, MovementSettled, MovementStopped
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import Direction, Movement
from smspartner_tui.core.operator import Operator
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.partner import ReadingError, SmsPartner

NOBODY = 65534
"""An account without rights, and its group."""

_PAGE = 4096


def now() -> datetime:
    """The time (UTC)."""
    return datetime.now(UTC)


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _move(desk: Desk) -> str:
    """Try once; what became of it."""
    said, told = [], threading.Event()

    def tell(fact: Fact) -> None:
        match fact:
            case MovementSettled(entry):
                said.append(str(entry.state))
                told.set()
            case MovementStopped(_, _, problem):
                said.append(f"stopped: {problem}")
                told.set()
            case _:
                pass

    desk.tell = tell
    desk.submit(Movement("the one", "9f3a", "Garage", Direction.ADD, Decimal(50)))
    told.wait()
    return said[0]


def _load_everything(base_url: str) -> None:
    """Read once, so that every module is there: nobody may not be let at the interpreter's."""
    with contextlib.suppress(ReadingError):
        SmsPartner("some key", base_url).main_balance()


def main() -> None:
    """Open, wait, try."""
    folder, base_url, *words = sys.argv[1:]
    _load_everything(base_url)
    if "nobody" in words and os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    journal = Journal(Path(folder), base_url, Operator("nadia"), now)
    desk = Desk(
        SmsPartner("some key", base_url),
        journal,
        subaccounts=[SubAccount("9f3a", "Garage")],
        limits=Limits(),
        stale_after=timedelta(minutes=5),
        clock=now,
    )
    _say(desk.check_journal())
    sys.stdin.readline()
    if "no-room" in words:
        resource.setrlimit(resource.RLIMIT_FSIZE, (_PAGE, _PAGE))
    if "hurry" in words:
        journal._db.execute("PRAGMA busy_timeout = 50")
    _say(_move(desk))
    desk.close()
    journal.close()


if __name__ == "__main__":
    main()
