"""An honest platform without a wire, with gates to stand in, and somebody to be told."""

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from smspartner_tui.core.accounts import Listing, Reading, SubAccount, SubAccountList
from smspartner_tui.core.facts import Fact
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import Direction, Outcome, Reason, State
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.partner import ReadingError
from smspartner_tui.partner.pages import Arrived
from smspartner_tui.reading import Ahead, PageTold
from smspartner_tui.sender import Partner
from tests.journal.helpers import GARAGE, MAIRIE, SALON, Clock

PATIENCE = 10.0
"""Seconds that a wait may take before it is called a failure."""

Answer = Callable[[Direction, str, Decimal], Outcome]
Kind = TypeVar("Kind")


class Gate:
    """A place where a thread waits to be let on, and can be waited for."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()

    def pass_through(self) -> None:
        """Say that the gate was reached, and wait for it to open."""
        self.reached.set()
        assert self._open.wait(PATIENCE)

    def wait_until_reached(self) -> None:
        """Wait for somebody to stand at the gate."""
        assert self.reached.wait(PATIENCE)

    def open(self) -> None:
        """Let everybody on, now and later."""
        self._open.set()


class FakePartner:
    """A platform that keeps its own ledger; `answer` replaces what it says to a movement.

    A movement waits at `gate` before it is applied, a reading at `reading_gate` after its
    balance was looked at; at `main_gate` it waits before that, at `loading_gate` to load the
    network. `problems` are raised by the reading calls they are named after.
    """

    def __init__(self, main: str = "1000", **balances: str) -> None:
        self.deadline = 30.0
        self.main = Decimal(main)
        self.balances = {token: Decimal(10) for token in (GARAGE, MAIRIE, SALON)}
        self.balances |= {token: Decimal(amount) for token, amount in balances.items()}
        self.answer: Answer | None = None
        self.gate: Gate | None = None
        self.reading_gate: Gate | None = None
        self.main_gate: Gate | None = None
        self.loading_gate: Gate | None = None
        self.problems: dict[str, ReadingError] = {}
        self.has_pages = False
        self.calls: list[str] = []
        self.posts = 0
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()

    def add_credit(self, token: str, amount: Decimal) -> Outcome:
        """Add euros to a sub-account."""
        return self._move(Direction.ADD, token, amount)

    def remove_credit(self, token: str, amount: Decimal) -> Outcome:
        """Take euros back from a sub-account."""
        return self._move(Direction.REMOVE, token, amount)

    def _move(self, direction: Direction, token: str, amount: Decimal) -> Outcome:
        with self._lock:
            self.calls.append(f"{direction} {token} {amount}")
            self.posts += 1
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            if self.gate is not None:
                self.gate.pass_through()
            if self.answer is not None:
                return self.answer(direction, token, amount)
            return self._apply(token, amount if direction is Direction.ADD else -amount)
        finally:
            with self._lock:
                self._at_once -= 1

    def _apply(self, token: str, amount: Decimal) -> Outcome:
        with self._lock:
            self.main -= amount
            self.balances[token] += amount
            return Outcome(
                State.CONFIRMED,
                Reason.SUCCESS,
                main_balance=self.main,
                subaccount_balance=self.balances[token],
                currency="EUR",
                code=200,
                status=200,
            )

    def main_balance(self) -> Decimal:
        """The main account's balance in euros."""
        with self._lock:
            self.calls.append("main_balance")
            seen = self.main
        if self.main_gate is not None:
            self.main_gate.pass_through()
        self._read("main_balance")
        return seen

    def subaccounts(self, arrived: Arrived) -> SubAccountList:
        """The platform's list of sub-accounts, one on each of its `pages` where it has any."""
        with self._lock:
            self.calls.append("subaccounts")
            listings = {t: Listing(t, amount) for t, amount in self.balances.items()}
        for one in listings.values() if self.has_pages else ():
            arrived((one,), len(listings))
        if self.reading_gate is not None:
            self.reading_gate.pass_through()
        self._read("subaccounts")
        return SubAccountList(listings, announced=len(listings), pages=1)

    def _read(self, call: str) -> None:
        if call in self.problems:
            raise self.problems[call]

    def load(self) -> None:
        """Load what the network is reached by."""
        if self.loading_gate is not None:
            self.loading_gate.pass_through()

    def prepare(self) -> None:
        """Open connections ahead of time."""
        self.calls.append("prepare")

    def rest(self) -> None:
        """Close them."""
        self.calls.append("rest")

    def abort_readings(self) -> None:
        """End every reading now."""
        self.calls.append("abort_readings")


class FakeAhead:
    """A reading that was begun before the desk was there; None where it comes to nothing.

    It comes at once, or when `gate` opens, where it has one; who waits there gets nothing once it
    is stopped.
    """

    def __init__(self, reading: Reading | None, pages: Iterable[Reading] = ()) -> None:
        self.reading = reading
        self.pages = pages
        self.waits = 0
        self.has_come = True
        self.gate: Gate | None = None
        self.is_stopped = False

    def wait(self, tell_page: PageTold) -> Reading | None:
        """What it comes to, and before that its pages."""
        self.waits += 1
        for page in self.pages:
            tell_page(page)
        if self.gate is not None:
            self.gate.pass_through()
        return None if self.is_stopped else self.reading

    def stop(self) -> None:
        """End it."""
        self.is_stopped = True
        if self.gate is not None:
            self.gate.open()


class Told:
    """What the desk told, in order; waits for what is to come."""

    def __init__(self, desk: Desk) -> None:
        self.facts: list[Fact] = []
        self.threads: list[str] = []
        self.changed = threading.Condition()
        self._desk = desk
        desk.tell = self._take

    def _take(self, fact: Fact) -> None:
        with self.changed:
            self.facts.append(fact)
            self.threads.append(threading.current_thread().name)
            self.changed.notify_all()

    def clear(self) -> None:
        """Forget what was told."""
        with self.changed:
            self.facts.clear()

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The facts of one kind."""
        with self.changed:
            return [fact for fact in self.facts if isinstance(fact, kind)]

    def wait_for(self, kind: type[Kind], count: int = 1) -> Kind:
        """Wait until so many facts of a kind were told; the last of them."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.of(kind)) >= count, PATIENCE), self.facts
            return self.of(kind)[count - 1]

    def until_idle(self) -> None:
        """Wait until the desk's sender thread is gone."""
        idle(self._desk)

    @property
    def kinds(self) -> list[str]:
        """The names of what was told, in order."""
        with self.changed:
            return [type(fact).__name__ for fact in self.facts]


def senders() -> list[threading.Thread]:
    """The sender threads that run."""
    return [thread for thread in threading.enumerate() if thread.name == "sender"]


def idle(desk: Desk) -> None:
    """Wait until a desk sends nothing any more."""
    for thread in senders():
        if desk.is_sending:
            thread.join(PATIENCE)
    assert not desk.is_sending


def desk_over(
    journal: Journal,
    partner: Partner,
    clock: Clock,
    *,
    limits: Limits | None = None,
    subaccounts: Iterable[SubAccount] = (),
    ahead: Ahead | None = None,
) -> Desk:
    """A desk over a journal and a platform, following three sub-accounts."""
    followed = {token: SubAccount(token, f"Client {token}") for token in (GARAGE, MAIRIE, SALON)}
    followed |= {subaccount.token: subaccount for subaccount in subaccounts}
    return Desk(
        partner,
        journal,
        subaccounts=followed.values(),
        limits=limits or Limits(),
        stale_after=timedelta(minutes=5),
        clock=clock,
        ahead=ahead,
    )


def amount(desk: Desk, token: str = GARAGE) -> Decimal:
    """The sub-account's balance that the desk knows."""
    balance = desk.balances.of(token)
    assert balance is not None
    return balance.amount


def main_amount(desk: Desk) -> Decimal:
    """The main account's balance that the desk knows."""
    assert desk.balances.main is not None
    return desk.balances.main.amount
