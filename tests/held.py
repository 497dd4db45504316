"""What a rehearsal holds in its hand: the clock, and gates before the bank's answers."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Event

from smspartner_tui.simulator import CLIENTS, DEMO_KEY, Bank, Client, Reply

START = datetime(2025, 6, 12, 12, 32, 7, tzinfo=UTC)
"""14:32:07 in Paris, where the tests live."""

NAMES = {client.token: client.name for client in CLIENTS}
"""The names of the rehearsal bank's sub-accounts, by token."""

_TOKENS = {name: token for token, name in NAMES.items()}


def token_of(name: str) -> str:
    """The token of one of the rehearsal bank's sub-accounts."""
    return _TOKENS[name]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def advance(self, **by: float) -> None:
        """Move on, by what a `timedelta` is made of."""
        self.now += timedelta(**by)


class Gate:
    """A place that threads pass, unless it is held: then they wait there."""

    def __init__(self) -> None:
        self._open = Event()
        self._open.set()
        self._reached = Event()

    def hold(self) -> None:
        """Let nobody through."""
        self._reached.clear()
        self._open.clear()

    def open(self) -> None:
        """Let everybody through."""
        self._open.set()

    @property
    def is_reached(self) -> bool:
        """Whether somebody came to it since it is held."""
        return self._reached.is_set()

    def __call__(self) -> None:
        """Pass, or wait."""
        if not self._open.is_set():
            self._reached.set()
            self._open.wait()


class HeldBank(Bank):
    """A bank that spends nothing by itself, and can be held.

    A movement is held before it is applied, a reading once its balances were looked at, on every
    page of the list or on those from `held_from` on.
    """

    def __init__(self, accounts: Iterable[Client] | None, main: Decimal) -> None:
        super().__init__(spending=False, key=DEMO_KEY, accounts=accounts, main=main)
        self.movements = Gate()
        self.readings = Gate()
        self.held_from = 1

    def add(self, key: str, credit: object, token: str) -> Reply | None:
        """Move credit to a sub-account, once let through."""
        self.movements()
        return super().add(key, credit, token)

    def remove(self, key: str, credit: object, token: str) -> Reply | None:
        """Move credit back, once let through."""
        self.movements()
        return super().remove(key, credit, token)

    def page(self, number: int) -> dict[str, object]:
        """A page of the list as it was when it was asked for."""
        page = super().page(number)
        if number >= self.held_from:
            self.readings()
        return page

    def spends(self, name: str, amount: str) -> None:
        """Have a sub-account send messages for so many euros."""
        self._purses[token_of(name)].balance -= Decimal(amount)
