"""A journal of very many movements, written the way a journal writes, but in few transactions."""

from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from smspartner_tui.core.movement import Direction, Movement, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.journal import Journal, rows
from tests.journal.helpers import BASE_URL, NADIA, Clock, confirmed

EVERY: Final = timedelta(minutes=1)
"""Between two movements: a hundred thousand are ten weeks."""

_CLIENTS: Final = 1000
_BATCH: Final = 10_000


def long_history(
    folder: Path, movements: int, base_url: str = BASE_URL, operator: Operator = NADIA
) -> None:
    """Write a journal of so many confirmed movements, the newest of them a minute old."""
    clock = Clock()
    at = clock.now - EVERY * movements
    with closing(Journal(folder, base_url, operator, clock)) as journal:
        # For the writing alone; what is on the disk in the end is the same.
        journal._db.execute("PRAGMA synchronous=OFF")
        for first in range(0, movements, _BATCH):
            with journal._writing() as owner:
                for number in range(first + 1, min(first + _BATCH, movements) + 1):
                    asked = _movement(number)
                    outcome = confirmed(f"{10**7 - number}.2", f"{50 + number % 400}.5")
                    sent = at + EVERY * number
                    planned = rows.planned(asked, operator, sent)
                    journal._step(asked.id, State.PLANNED, sent, planned)
                    sending = rows.sending(number, owner, sent, None, None)
                    journal._step(asked.id, State.SENDING, sent, sending)
                    came = sent + timedelta(seconds=1)
                    journal._step(asked.id, State.CONFIRMED, came, rows.settled(outcome, came))


def token_of(client: int) -> str:
    """The token of a client, by its number from 0."""
    return f"{client:040x}"


def _movement(number: int) -> Movement:
    client = number % _CLIENTS
    return Movement(
        id=f"{number:032x}",
        token=token_of(client),
        name=f"Client {client:05}",
        direction=Direction.REMOVE if number % 7 == 0 else Direction.ADD,
        amount=Decimal(number % 90 + 10),
        reference=f"invoice-{number % 100}",
    )
