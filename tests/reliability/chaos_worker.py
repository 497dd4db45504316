"""One operator's process in a chaos run: the real desk, told what to do line by line.

Run as `python -m tests.reliability.chaos_worker FOLDER BASE_URL NAME FORMAT DEADLINE AHEAD`.
"""

import json
import os
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.facts import Fact, MovementSent, MovementSettled, MovementStopped
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import Direction, Movement, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.partner import SmsPartner
from tests.reliability.chaos_plan import TOKENS

_LOOK: Final = 0.002


def now() -> datetime:
    """The time (UTC)."""
    return datetime.now(UTC)


def _say(*words: object) -> None:
    # One write a line, so that a kill leaves none half said.
    os.write(1, (json.dumps(words) + "\n").encode())


def _tell(fact: Fact) -> None:
    match fact:
        case MovementSent(entry):
            _say("sent", entry.movement.id, time.monotonic())
        case MovementSettled(entry, _, is_recorded):
            _say("settled", entry.movement.id, entry.state, is_recorded)
        case MovementStopped(movement, objections, problem):
            _say("stopped", movement.id, [o.rule for o in objections], problem)
        case _:
            pass


def _move(desk: Desk, ahead: bool, movement_id: str, token: str, way: str, amount: str) -> None:
    """Submit one movement, as often as it is asked for the same one, and wait for its end."""
    if ahead:
        desk.prepare()
    desk.submit(Movement(movement_id, token, "Client", Direction(way), Decimal(amount)))
    pause = threading.Event()
    while desk.is_sending:
        pause.wait(_LOOK)
    _say("done", movement_id)


def serve(desk: Desk, journal: Journal, ahead: bool) -> None:
    """Do what standard input says until it ends."""
    for line in sys.stdin:
        command, *words = json.loads(line)
        match command:
            case "move":
                _move(desk, ahead, *words)
            case "unknown":
                unknown = [e for e in desk.open_entries() if e.state is State.UNKNOWN]
                _say("unknown", [entry.movement.id for entry in unknown])
            case "resolve":
                movement_id, applied = words
                # Past the desk, which would wait for what the ledger knows already.
                journal.resolve(movement_id, applied=applied, because="the server's own ledger")
                _say("resolved", movement_id)


def main() -> None:
    """Open the journal and the wire, and serve."""
    folder, base_url, name, form, deadline, ahead = sys.argv[1:]
    journal = Journal(Path(folder), base_url, Operator(name), now)
    if journal.problem is not None:
        raise SystemExit(f"{name}: the journal is {journal.problem}")
    reply_format: Literal["json", "xml"] = "xml" if form == "xml" else "json"
    partner = SmsPartner("chaos-key", base_url, reply_format=reply_format, deadline=float(deadline))
    desk = Desk(
        partner,
        journal,
        subaccounts=[SubAccount(token, "Client") for token in TOKENS],
        limits=Limits(),
        stale_after=timedelta(minutes=5),
        clock=now,
    )
    desk.tell = _tell
    _say("ready")
    serve(desk, journal, ahead == "ahead")
    desk.close()
    journal.close()


if __name__ == "__main__":
    main()
