"""The real thing, without a screen: the client, the journal and the desk, in this process."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from queue import Queue
from threading import Event
from typing import Any, Final

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.facts import Fact, MovementSettled, MovementStopped
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import Direction, Entry, Movement, RunKind, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.run import Leg, Run
from smspartner_tui.core.secret import Secret
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.partner import SmsPartner
from tests.benchmarks.anchors import KEY
from tests.benchmarks.distance import Distance
from tests.benchmarks.far_bank import token

_PATIENCE: Final = 60.0
_LOOK: Final = 0.001
_serial = count(1)


def drawn_up(movements: int) -> list[Movement]:
    """So many movements, each to a sub-account of its own, and no two of the same amount."""
    return [_drawn_up(number, next(_serial)) for number in range(movements)]


def _drawn_up(number: int, serial: int) -> Movement:
    amount = Decimal(100 + serial) / 100
    return Movement(f"{serial:032x}", token(number), f"Client {number}", Direction.ADD, amount)


@dataclass(slots=True)
class Costs:
    """The seconds of each commit of a movement."""

    begin: list[float] = field(default_factory=list)
    settle: list[float] = field(default_factory=list)

    def forget(self) -> None:
        """Begin anew."""
        self.begin.clear()
        self.settle.clear()


class TimedJournal(Journal):
    """A journal that notes what its commits cost."""

    def __init__(self, folder: Path, base_url: str, costs: Costs) -> None:
        self._costs = costs
        fingerprint = Secret(KEY).fingerprint
        nadia = Operator("nadia", login="nadia", uid=1000)
        super().__init__(
            folder, base_url, nadia, lambda: datetime.now(UTC), fingerprint=fingerprint
        )

    def begin(self, *args: Any, **kwargs: Any) -> Entry:
        """As ever, timed."""
        began = time.monotonic()
        try:
            return super().begin(*args, **kwargs)
        finally:
            self._costs.begin.append(time.monotonic() - began)

    def settle(self, *args: Any, **kwargs: Any) -> Entry:
        """As ever, timed."""
        began = time.monotonic()
        try:
            return super().settle(*args, **kwargs)
        finally:
            self._costs.settle.append(time.monotonic() - began)


class Ours:
    """A desk over the far bank."""

    def __init__(self, desk: Desk, partner: SmsPartner, costs: Costs) -> None:
        self.costs = costs
        self._desk = desk
        self._partner = partner
        self._settled: Queue[MovementSettled | MovementStopped] = Queue()
        desk.tell = self._hear

    def _hear(self, fact: Fact) -> None:
        if isinstance(fact, MovementSettled | MovementStopped):
            self._settled.put(fact)

    def line(self, movements: Sequence[Movement]) -> float:
        """The seconds of a line of movements, from nothing: no connection is open before."""
        began = time.monotonic()
        self._desk.prepare()
        self._hand_over(movements)
        self._must_settle(len(movements))
        seconds = time.monotonic() - began
        self._rest()
        return seconds

    def _hand_over(self, movements: Sequence[Movement]) -> None:
        """Say yes to all of them at once, as a plan."""
        legs = tuple(map(Leg, movements))
        self._desk.begin(Run(f"run {movements[0].id}", RunKind.PLAN, legs))

    def one(self, movement: Movement) -> float:
        """The seconds of one movement, from yes to answer, with connections opened early."""
        self._desk.prepare()
        spares = self._partner._line().spares
        _until(lambda: spares.count == spares.MOST)
        began = time.monotonic()
        self._desk.submit(movement)
        self._must_settle(1)
        seconds = time.monotonic() - began
        self._rest()
        return seconds

    def _must_settle(self, number: int) -> None:
        for _ in range(number):
            match self._settled.get(timeout=_PATIENCE):
                case MovementSettled(entry=entry, is_recorded=True) if (
                    entry.state is State.CONFIRMED
                ):
                    pass
                case otherwise:
                    raise RuntimeError(f"not confirmed: {otherwise}")

    def _rest(self) -> None:
        _until(lambda: not self._desk.is_sending)
        self._desk.rest()


@contextmanager
def at_desk(far: Distance, folder: Path, accounts: int) -> Iterator[Ours]:
    """A desk with a new journal in that folder, which follows so many sub-accounts."""
    costs = Costs()
    partner = SmsPartner(KEY, far.base_url, ca_file=far.ca_file)
    journal = TimedJournal(folder, far.base_url, costs)
    followed = [SubAccount(token(number), f"Client {number}") for number in range(accounts)]
    desk = Desk(
        partner,
        journal,
        subaccounts=followed,
        limits=Limits(),
        stale_after=timedelta(minutes=5),
        clock=lambda: datetime.now(UTC),
    )
    try:
        yield Ours(desk, partner, costs)
    finally:
        desk.close()
        journal.close()


def _until(predicate: Callable[[], bool]) -> None:
    pause, end = Event(), time.monotonic() + _PATIENCE
    while not predicate():
        if time.monotonic() > end:
            raise TimeoutError
        pause.wait(_LOOK)
