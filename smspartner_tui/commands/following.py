"""What is handed to the desk, followed to its end: told as it happens, ended by a signal.

A signal sends nothing more; the outcome of the movement in flight is waited for.
"""

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Final, Protocol

from smspartner_tui.commands.telling import (
    DONE,
    FAULT,
    FORBIDDEN,
    KEY_REFUSED,
    NOT_SENT,
    REFUSED,
    UNKNOWN,
    say,
)
from smspartner_tui.core.facts import Fact, MovementSettled, MovementStopped, RefusalContradicted
from smspartner_tui.core.filing import written_euros
from smspartner_tui.core.movement import Entry, JournalProblem, Movement, State
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _
from smspartner_tui.wording.outcomes import contradicted

WORST_FIRST: Final = (UNKNOWN, FAULT, KEY_REFUSED, REFUSED, NOT_SENT, FORBIDDEN, DONE)
"""Which exit status stands for what came to several."""

_OF_STATE: Final[Mapping[State, int]] = {
    State.CONFIRMED: DONE,
    State.REJECTED: REFUSED,
    State.NOT_SENT: NOT_SENT,
}
"""What a movement came to; all else leaves open whether money moved."""

_KEY_REFUSED_CODE: Final = 10

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_LOOK_AGAIN: Final = 1.0
"""Seconds between looks at whether the sender still works."""

BLOCKED: Final = "blocked"
LEFT: Final = "left"
"""What programs are told of a movement that a guard forbade, and of one that was not tried."""


class Teller(Protocol):
    """Says what happens to what was handed over, and keeps what that means for the exit status."""

    statuses: set[int]
    has_begun: bool
    is_over: bool

    def take(self, fact: Fact) -> None:
        """Say what happened."""

    def conclude(self) -> None:
        """Say what it came to."""


class _Leave:
    """Somebody asked the program to end."""


_LEAVE: Final = _Leave()

Told = SimpleQueue[Fact | _Leave]


def follow(desk: Desk, hand_over: Callable[[], None], teller: Teller) -> int:
    """Hand something over to the desk, tell what becomes of it, and return the exit status.

    The desk is closed behind it.
    """
    told: Told = SimpleQueue()
    desk.tell = told.put
    is_leaving = False
    with _signals_to(desk, told):
        hand_over()
        while not teller.is_over:
            fact = _next(desk, told)
            if fact is None:
                # A fault of ours ended the sender's thread: what it had in flight is in doubt.
                teller.statuses |= {FAULT, UNKNOWN}
                break
            if not isinstance(fact, _Leave):
                teller.take(fact)
            elif not is_leaving:
                is_leaving = True
                _leave(desk, has_begun=teller.has_begun)
        if REFUSED in teller.statuses and not is_leaving:
            _watch_refusal(desk, teller)
        if not desk.close():
            teller.statuses.add(FAULT)
            say(_("The outcome could not be written: the next start will show it in doubt."))
        teller.conclude()
    return worst(teller.statuses)


def _watch_refusal(desk: Desk, teller: Teller) -> None:
    """Read the balances after a refusal: one that moved all the same is an alarm."""

    def listen(fact: Fact) -> None:
        if isinstance(fact, RefusalContradicted):
            teller.statuses.add(UNKNOWN)
            say(contradicted(fact.entry))

    desk.tell = listen
    desk.refresh()


def worst(statuses: set[int]) -> int:
    """The exit status that stands for several."""
    return next(status for status in WORST_FIRST if status in {*statuses, DONE})


def of_settled(fact: MovementSettled) -> set[int]:
    """The exit statuses for a movement that was sent."""
    entry = fact.entry
    statuses = {_OF_STATE.get(entry.state, UNKNOWN)}
    code = entry.outcome.code if entry.outcome is not None else None
    if entry.state is State.REJECTED and code == _KEY_REFUSED_CODE:
        statuses.add(KEY_REFUSED)
    if not fact.is_recorded:
        statuses.add(FAULT)
    return statuses


def of_stopped(fact: MovementStopped) -> int:
    """The exit status for a movement that was not sent."""
    return FORBIDDEN if fact.objections else of_problem(fact.problem)


def of_problem(problem: JournalProblem | None) -> int:
    """The exit status for what was not begun; without a problem, the line was another's."""
    return NOT_SENT if problem in {None, JournalProblem.BUSY} else FAULT


def record(movement: Movement, state: str, entry: Entry | None = None) -> dict[str, object]:
    """A movement for programs; amounts in euros, as texts."""
    result = entry.outcome if entry is not None else None
    return {
        "number": entry.number if entry is not None else None,
        "name": movement.name,
        "direction": movement.direction,
        "amount": euros_or_none(movement.amount),
        "state": state,
        "main_after": euros_or_none(result.main_balance if result else None),
        "subaccount_after": euros_or_none(result.subaccount_balance if result else None),
    }


def euros_or_none(amount: Decimal | None) -> str | None:
    """Euros for programs."""
    return None if amount is None else written_euros(amount)


def _next(desk: Desk, told: Told) -> Fact | _Leave | None:
    """What happens next; None where nothing can any more."""
    while True:
        # Asked first: what its thread tells, it has told before it ends.
        is_over = not desk.is_sending
        try:
            return told.get(timeout=_LOOK_AGAIN)
        except Empty:
            if is_over:
                return None


def _leave(desk: Desk, *, has_begun: bool) -> None:
    if has_begun:
        desk.pause()
    say(_("Asked to end: nothing more is sent; waiting for the movement in flight."))
    if not has_begun:
        # It still waits for others: nothing of it is to begin.
        desk.close()


@contextmanager
def _signals_to(desk: Desk, told: Told) -> Iterator[None]:
    """Have signals told like facts; those that are ignored (nohup) stay so."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        # At once, whatever the terminal lets be written meanwhile.
        desk.pause()
        told.put(_LEAVE)

    before = {number: signal.getsignal(number) for number in (*_ENDING, signal.SIGTSTP)}
    for number in _ENDING:
        if before[number] is not signal.SIG_IGN:
            signal.signal(number, leave)
    # Stopped in mid-flight, this process would hold the line for everybody.
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
