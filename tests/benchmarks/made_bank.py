"""A bank of as many sub-accounts as wanted, in a process of its own, whose balances can be changed.

Run as `python -m tests.benchmarks.made_bank SUBACCOUNTS ROUND_TRIP`, the latter in seconds: it
writes its base URL to standard output; for each number on standard input it lets so many of the
first sub-accounts spend a cent, says so, and at the end of its input it leaves. Nothing else
changes there, so that what a program writes meanwhile is its own doing.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from smspartner_tui.core.money import plain
from smspartner_tui.simulator import CLIENTS, Bank, Behaviour, Client, SimulatorServer

CENT: Final = Decimal("0.01")
_ROOT: Final = Path(__file__).parents[2]


def clients(count: int) -> tuple[Client, ...]:
    """So many, the rehearsal bank's thirty first, all of which behave."""
    return tuple(replace(client, behaviour=Behaviour.PROMPT) for client in _endless(count))


def _endless(count: int) -> Iterator[Client]:
    yield from CLIENTS[:count]
    for number in range(len(CLIENTS), count):
        yield Client(
            token=sha256(f"client {number}".encode()).hexdigest()[:40],
            name=f"Client {number:05}",
            group=("auto", "santé", "public", "immo")[number % 4],
            balance=Decimal(number % 300) + Decimal("7.25"),
            low=Decimal(20),
            target=Decimal(60),
            email=f"contact@client-{number}.example",
            created_at="2020-01-01 09:00:00",
        )


class Changing(Bank):
    """A bank whose clients spend when they are told to, and which is `round_trip` seconds away."""

    def __init__(self, those: tuple[Client, ...], round_trip: float = 0.0) -> None:
        super().__init__(spending=False, accounts=those)
        self._round_trip = round_trip

    def spend(self, count: int) -> None:
        """Have the first so many spend a cent each, but for the very first, the selected one."""
        with self._lock:
            for purse in list(self._purses.values())[1 : 1 + count]:
                purse.balance -= CENT

    def me(self) -> dict[str, object]:
        """The main balance, from far away."""
        time.sleep(self._round_trip)
        return super().me()

    def page(self, number: int) -> dict[str, object]:
        """A page of the list, from far away."""
        time.sleep(self._round_trip)
        return super().page(number)


class MadeBank:
    """That process; `round_trip` in seconds."""

    def __init__(self, count: int, round_trip: float = 0.0) -> None:
        self.clients = clients(count)
        self._words = (str(count), str(round_trip))

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.made_bank", *self._words],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.base_url = self._hear()
        return self

    def __exit__(self, *_error: object) -> None:
        # Its end of input tells it to leave.
        self._process.communicate()

    def spend(self, count: int) -> None:
        """Have the first so many spend a cent each, but for the very first, the selected one."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        self._hear()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        if not (line := self._process.stdout.readline()):
            raise RuntimeError("the bank is gone")
        return line.strip()


def main() -> None:
    """Serve as the command line says."""
    bank = Changing(clients(int(sys.argv[1])), float(sys.argv[2]))
    with SimulatorServer(bank) as server:
        _say(server.base_url)
        for line in sys.stdin:
            bank.spend(int(line))
            _say(plain(bank.total))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
