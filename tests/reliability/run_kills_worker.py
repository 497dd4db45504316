"""One operator's process: decides what is in doubt, then begins the run or goes on with it.

Run as `python -m tests.reliability.run_kills_worker FOLDER BASE_URL NAME DRAWS WISH DECIDED`. It
says each fact as soon as it is told, and ends once nothing is sent any more, if nobody kills it.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Final
from uuid import uuid4

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.facts import Fact, MovementSent, MovementSettled, RunChanged
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.run import Run, RunState, given_back, resumed
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal, NotUnknown
from smspartner_tui.partner import SmsPartner
from tests.reliability.run_kills_plan import KEY, TOKENS, draw

GIVE_BACK: Final = "give back"
GO_ON: Final = "go on"
DEADLINE: Final = 0.5
"""Seconds in which the platform has to answer a movement."""

_LIMITS: Final = Limits(duplicate_window=timedelta(0))
_LOOK: Final = 0.002


def now() -> datetime:
    """The time (UTC)."""
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid4().hex


def _say(*words: object) -> None:
    # One write a line, so that a kill leaves none half said.
    os.write(1, (json.dumps(words) + "\n").encode())


def _tell(fact: Fact) -> None:
    match fact:
        case MovementSent(entry):
            _say("sent", entry.movement.id)
        case MovementSettled(entry, _, is_recorded) if entry.outcome is not None:
            _say("settled", entry.movement.id, entry.outcome.state, is_recorded)
        case RunChanged(run):
            _say("run", run.state, len(run.done))
        case _:
            _say(type(fact).__name__)


def decide(journal: Journal, decided: Mapping[str, bool]) -> None:
    """Write down what the platform's ledger says of the movements in doubt."""
    for name, applied in decided.items():
        # A colleague may have been told the same, and have been faster.
        with suppress(NotUnknown):
            journal.resolve(name, applied=applied, because="the platform's own ledger")
            _say("decided", name, applied)


def go(desk: Desk, journal: Journal, asked: Run, wish: str) -> None:
    """Begin the run, or go on with what is left of it; wait until nothing is sent any more."""
    try:
        known = journal.run(asked.id)
    except LookupError:
        desk.begin(asked)
    else:
        is_back = wish == GIVE_BACK and known.waiting > 0
        legs = given_back(known, _new_id) if is_back else resumed(known, _new_id)
        if known.state is not RunState.ENDED and legs:
            desk.take_up(known, legs)
    pause = Event()
    while desk.is_sending:
        pause.wait(_LOOK)


def main() -> None:
    """Open the journal and the wire, and do what there is to do."""
    folder, base_url, name, draws, wish, decided = sys.argv[1:]
    _say("ready")
    journal = Journal(Path(folder), base_url, Operator(name), now)
    if journal.problem is not None:
        raise SystemExit(f"{name}: the journal is {journal.problem}")
    desk = Desk(
        SmsPartner(KEY, base_url, deadline=DEADLINE),
        journal,
        subaccounts=[SubAccount(token, f"Client {token}") for token in TOKENS],
        limits=_LIMITS,
        stale_after=timedelta(minutes=5),
        clock=now,
    )
    desk.tell = _tell
    decide(journal, json.loads(decided))
    _say("opened")
    go(desk, journal, draw(draws).run, wish)
    desk.close()
    journal.close()


if __name__ == "__main__":
    main()
