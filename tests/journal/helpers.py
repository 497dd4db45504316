"""What the tests of the journal and of the desk share: a clock, an operator, movements."""

import json
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from smspartner_tui.core.guards import Objection, Rule, Situation
from smspartner_tui.core.movement import Direction, Movement, Outcome, Reason, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.journal import Journal
from smspartner_tui.journal.store import FILE_NAME

BASE_URL = "https://api.example.test/v1"
NADIA = Operator("nadia", login="nadia", uid=1000, address="192.0.2.7", host="relay")
PAUL = Operator("paul", login="paul", uid=1001)
GARAGE, MAIRIE, SALON = "9f3a", "77b1", "c0de"

_numbers = count(1)


class Clock:
    """A clock that goes when it is told to, and a millisecond each time it is looked at."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime(2025, 6, 12, 12, 32, tzinfo=UTC)
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        """The time, which nobody is told twice."""
        with self._lock:
            self.now += timedelta(milliseconds=1)
            return self.now


def open_journal(
    folder: Path,
    clock: Clock | None = None,
    operator: Operator = NADIA,
    base_url: str = BASE_URL,
) -> Journal:
    """The journal in a folder, for its caller to close."""
    return Journal(folder, base_url, operator, clock or Clock())


def movement(
    token: str = GARAGE,
    amount: str = "50",
    direction: Direction = Direction.ADD,
    reference: str = "",
    movement_id: str = "",
    again_after: str = "",
) -> Movement:
    """A movement of its own, as a dialog would make it."""
    return Movement(
        id=movement_id or f"movement-{next(_numbers)}",
        token=token,
        name=f"Client {token}",
        direction=direction,
        amount=Decimal(amount),
        reference=reference,
        again_after=again_after,
    )


def agree(_situation: Situation) -> tuple[Objection, ...]:
    """Guards that have nothing to say."""
    return ()


def confirmed(main: str | None = "2819.2", subaccount: str | None = "61.8") -> Outcome:
    """A success, with the balances it told in euros."""
    told = {"success": True, "code": 200, "credit": main, "subaccountCredit": subaccount}
    return Outcome(
        State.CONFIRMED,
        Reason.SUCCESS,
        main_balance=None if main is None else Decimal(main),
        subaccount_balance=None if subaccount is None else Decimal(subaccount),
        currency="EUR",
        code=200,
        status=200,
        seconds=0.4128,
        reply=json.dumps(told),
    )


REJECTED = Outcome(
    State.REJECTED, Reason.REFUSED, code=8, message="Crédit insufisant", status=200, seconds=0.2
)
NOT_SENT = Outcome(State.NOT_SENT, Reason.NO_CONNECTION, detail="Connection refused")
UNKNOWN = Outcome(State.UNKNOWN, Reason.DEADLINE, seconds=30.0)


def raw(folder: Path) -> "closing[sqlite3.Connection]":
    """A connection of nobody's, which knows none of the program's care."""
    return closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None, timeout=0.05))


def refuse_what_is_held(situation: Situation) -> tuple[Objection, ...]:
    """The one guard that looks at the sub-account's open movement."""
    held = situation.open_entry
    return () if held is None else (Objection(Rule.DOUBT, entry=held),)


def fill(journal: Journal) -> None:
    """A history with movements in every state, and balances that changed."""
    outcomes = (confirmed(), REJECTED, NOT_SENT)
    for number in range(12):
        asked = movement(f"token {number % 6}", f"{10 + number}.5", reference=f"facture {number}")
        journal.begin(asked, agree)
        journal.settle(asked.id, UNKNOWN if number in {7, 8} else outcomes[number % 3])
        if number == 7:
            journal.resolve(asked.id, applied=True, because="relevé du 12/06")
        seen = {f"token {other}": Decimal(other + number) for other in range(6)}
        journal.keep_balances(Decimal(1000 - number), seen)
