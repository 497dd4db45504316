"""The rehearsal bank's past: balances as they would have been read, once a day, for four weeks.

A new journal tells for nobody how long the balance lasts; a rehearsal should show it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Final

from smspartner_tui.core.history import Held
from smspartner_tui.simulator.bank import SMS_PRICE
from smspartner_tui.simulator.clients import CLIENTS, Client

_DAYS: Final = 27
_DAY: Final = timedelta(days=1)

_WEEK: Final = tuple(map(Decimal, ("1.2", "1.3", "1.3", "1.3", "1.2", "0.5", "0.2")))
"""What is spent on each day of a week, Monday first, as a part of an even day's."""


def past(now: datetime, clients: Iterable[Client] = CLIENTS) -> Mapping[str, tuple[Held, ...]]:
    """What was read of each client on each of the last days, by token, oldest first.

    Nothing was credited in that time: each only spent, to come to what the bank opens with.
    """
    return {client.token: tuple(reversed(_before(client, now))) for client in clients}


def _before(client: Client, now: datetime) -> list[Held]:
    """The balances of the days before, yesterday's first."""
    found: list[Held] = []
    balance = client.balance
    for days in range(1, _DAYS + 1):
        at = now - days * _DAY
        balance += _spent_on(client, at)
        if found and found[-1].amount == balance:
            found[-1] = Held(balance, at, found[-1].last_at)
        else:
            found.append(Held(balance, at, at))
    return found


def _spent_on(client: Client, at: datetime) -> Decimal:
    """What a client spends in the day from a time on: whole messages, about as many as ever."""
    day = at.astimezone().date()
    drawn = sha256(f"{client.token} {day.toordinal()}".encode()).digest()[0]
    part = _WEEK[day.weekday()] * (80 + drawn % 41) / 100
    return client.per_hour * 24 * part // SMS_PRICE * SMS_PRICE
