"""The rehearsal bank's money: the documented rules in memory, in `Decimal`, without a socket."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from itertools import islice
from typing import Final

from smspartner_tui.core.accounts import CURRENCY
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import Direction
from smspartner_tui.simulator.clients import CLIENTS, Behaviour, Client
from smspartner_tui.simulator.replies import Accepted, Applied, Refused, Reply

PER_PAGE: Final = 20
"""Rows of one page of the list [public]."""

SMS_PRICE: Final = Decimal("0.045")
"""Euros of one SMS: spending goes in steps of it."""

MAIN_PER_HOUR: Final = Decimal("1.80")
"""Euros an hour that the main account spends by itself."""

_THOUSANDTH = Decimal("0.001")
_FINEST_EXPONENT = -6
_PLAIN = re.compile(r"[0-9]{1,24}(?:\.[0-9]{1,6})?")


class _Purse:
    """A balance in euros that spends by itself, one SMS at a time."""

    __slots__ = ("_per_second", "_phase", "_sent", "balance")

    def __init__(self, balance: Decimal, per_hour: Decimal, phase: float = 0.0) -> None:
        self.balance = balance
        self._per_second = float(per_hour / SMS_PRICE) / 3600
        self._phase = phase
        self._sent = 0

    def spend(self, elapsed: float) -> Decimal:
        """Spend what was due by now, as far as it goes; the euros spent.

        However often it is asked the sum is the same: what cannot be paid is not sent later.
        """
        due = int(self._phase + elapsed * self._per_second)
        affordable = int(max(self.balance, ZERO) // SMS_PRICE)
        spent = SMS_PRICE * min(max(due - self._sent, 0), affordable)
        self._sent = max(due, self._sent)
        self.balance -= spent
        return spent


class Bank:
    """The main account and its sub-accounts; every method may be called from any thread.

    `clock` counts seconds; without `spending` only movements change balances, so that what is
    shown holds still. `key` is the one API key accepted, any if it is None. `main` is the main
    account's opening balance in euros.

    `ledger` holds every applied movement, in order, and `posts` how many credit calls came in for
    each token (`""` for those that named none).
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        spending: bool = True,
        key: str | None = None,
        accounts: Iterable[Client] | None = None,
        main: Decimal = Decimal("2869.20"),
    ) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._started = clock()
        self._spending = spending
        self._key = key
        self._clients = {
            client.token: client for client in (CLIENTS if accounts is None else accounts)
        }
        self._main = _Purse(main, MAIN_PER_HOUR)
        self._purses = {
            token: _Purse(client.balance, client.per_hour, order / len(self._clients))
            for order, (token, client) in enumerate(self._clients.items())
        }
        self._spent = ZERO
        self.ledger: list[Applied] = []
        self.posts: Counter[str] = Counter()

    def add(self, key: str, credit: object, token: str) -> Reply | None:
        """Move credit from the main account to a sub-account.

        `credit` is what the JSON held: a string, an int or a Decimal, in euros. None is a
        platform that never answers, whether it applied the movement or not.
        """
        return self._move(Direction.ADD, key, credit, token)

    def remove(self, key: str, credit: object, token: str) -> Reply | None:
        """Move credit from a sub-account back to the main account; otherwise as `add`."""
        return self._move(Direction.REMOVE, key, credit, token)

    def malformed(self) -> Refused:
        """Count a credit call whose body was no JSON object, and refuse it."""
        with self._lock:
            self.posts[""] += 1
        return Refused(90)

    def refusal(self, key: str) -> Refused | None:
        """What is wrong with an API key, or None."""
        if not key:
            return Refused(1)
        return Refused(10) if self._key not in {None, key} else None

    def _move(self, direction: Direction, key: str, credit: object, token: str) -> Reply | None:
        with self._lock:
            self.posts[token] += 1
            self._spend()
            if (refused := self.refusal(key)) is not None:
                return refused
            if credit is None or credit == "":
                return Refused(2)
            if not token:
                return Refused(3)
            if (amount := _amount(credit)) is None:
                return Refused(5)
            if (client := self._clients.get(token)) is None:
                return Refused(7)
            if client.behaviour is Behaviour.REFUSES:
                return Refused(4)
            if client.behaviour is Behaviour.SILENT_LOST:
                return None
            reply = self._apply(direction, token, amount)
            if client.behaviour is Behaviour.SILENT_APPLIED:
                return None
            return replace(reply, slow=client.behaviour is Behaviour.SLOW)

    def _apply(self, direction: Direction, token: str, amount: Decimal) -> Reply:
        main, sub = self._main, self._purses[token]
        payer, payee = (main, sub) if direction is Direction.ADD else (sub, main)
        if payer.balance <= 0:
            return Refused(6)
        if payer.balance < amount:
            return Refused(8)
        payer.balance -= amount
        payee.balance += amount
        self.ledger.append(Applied(direction, token, amount, main.balance, sub.balance))
        return Accepted(main.balance, sub.balance)

    def _spend(self) -> None:
        if self._spending:
            elapsed = self._clock() - self._started
            for purse in (self._main, *self._purses.values()):
                self._spent += purse.spend(elapsed)

    @property
    def main(self) -> Decimal:
        """The main account's balance now, in euros."""
        with self._lock:
            self._spend()
            return self._main.balance

    def balance(self, token: str) -> Decimal:
        """A sub-account's balance now, in euros.

        Raises:
            KeyError: there is no such sub-account.
        """
        with self._lock:
            self._spend()
            return self._purses[token].balance

    @property
    def total(self) -> Decimal:
        """All the euros there ever were: every balance, and what has been spent."""
        with self._lock:
            return sum((purse.balance for purse in self._purses.values()), self._main.balance) + (
                self._spent
            )

    def me(self) -> dict[str, object]:
        """The reply of `GET /me` [public]."""
        main = self.main
        messages = int(max(main, ZERO) // SMS_PRICE)
        return {
            "success": True,
            "code": 200,
            "user": {"username": "repetition", "firstname": "Camille", "lastname": "Répétition"},
            "credits": {
                "creditSms": messages,
                "creditSmsECO": messages,
                "creditHlr": messages,
                "toSend": 0,
                "balance": _three_decimals(main),
                "currency": CURRENCY,
            },
        }

    def page(self, number: int) -> dict[str, object]:
        """The reply of `GET /subaccount/list`: page `number`, from 1; empty past the last."""
        first = (max(number, 1) - 1) * PER_PAGE
        with self._lock:
            self._spend()
            page = islice(enumerate(self._clients.values(), start=1), first, first + PER_PAGE)
            rows = [
                _row(order, client, self._purses[client.token].balance) for order, client in page
            ]
        return {
            "success": True,
            "code": 200,
            "total": len(self._clients),
            "nb_per_page": PER_PAGE,
            "page": max(number, 1),
            "data": rows,
        }


def _row(order: int, client: Client, balance: Decimal) -> dict[str, object]:
    """A row of the list, the sub-account's own key included: readers must drop it [public]."""
    return {
        "id": order,
        "email": client.email,
        "type": client.kind,
        "token": client.token,
        "apiKey": client.key,
        "createdAt": client.created_at,
        "credits": {"balance": _three_decimals(balance), "currency": CURRENCY},
    }


def _three_decimals(balance: Decimal) -> str:
    return str(balance.quantize(_THOUSANDTH, rounding=ROUND_DOWN))


def _amount(credit: object) -> Decimal | None:
    """The euros asked for; None for what is no plain decimal above zero, however it is written.

    Stricter than the platform may be: an exponent in a string must not pass a rehearsal.
    """
    if isinstance(credit, str):
        amount = Decimal(credit) if _PLAIN.fullmatch(credit) else ZERO
    elif isinstance(credit, int | Decimal) and not isinstance(credit, bool):
        amount = Decimal(credit)
    else:
        return None
    if not amount.is_finite() or amount <= 0:
        return None
    exponent = amount.as_tuple().exponent
    return amount if isinstance(exponent, int) and exponent >= _FINEST_EXPONENT else None
