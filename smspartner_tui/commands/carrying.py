"""A run carried out without a screen: told movement by movement, paused by a signal."""

import json
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Final

from smspartner_tui.commands.telling import (
    DONE,
    FAULT,
    FORBIDDEN,
    KEY_REFUSED,
    NOT_SENT,
    REFUSED,
    UNKNOWN,
    give_lines,
    say,
    tell,
)
from smspartner_tui.core.facts import (
    Fact,
    MovementSettled,
    MovementStopped,
    RunChanged,
    RunStopped,
)
from smspartner_tui.core.filing import written_euros
from smspartner_tui.core.movement import Entry, JournalProblem, Movement, Outcome, State
from smspartner_tui.core.run import Halt, Run, RunState
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.wording import euros, outcome
from smspartner_tui.wording import stopped as why_stopped
from smspartner_tui.wording.runs import standing, stopped

WORST_FIRST: Final = (UNKNOWN, FAULT, KEY_REFUSED, REFUSED, NOT_SENT, FORBIDDEN, DONE)
"""Which exit status stands for a run whose movements came to several."""

_OF_STATE: Final[Mapping[State, int]] = {
    State.CONFIRMED: DONE,
    State.REJECTED: REFUSED,
    State.NOT_SENT: NOT_SENT,
}
"""What a movement came to; all else leaves open whether money moved."""

_OF_HALT: Final[Mapping[Halt, int]] = {
    Halt.DOUBT: UNKNOWN,
    Halt.JOURNAL: FAULT,
    Halt.REFUSED: REFUSED,
    Halt.SHORT: FORBIDDEN,
    Halt.GUARD: FORBIDDEN,
    # Each of those was refused or forbidden, and counts as that.
    Halt.BLOCKED: DONE,
}
"""Why a run stands still with something left; all else means that the rest was not sent."""

_KEY_REFUSED_CODE: Final = 10

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_LOOK_AGAIN: Final = 1.0
"""Seconds between looks at whether the sender still works."""

BLOCKED: Final = "blocked"
LEFT: Final = "left"
"""What programs are told of a movement that a guard forbade, and of one that was not tried."""


class _Leave:
    """Somebody asked the program to end."""


_LEAVE: Final = _Leave()

Told = SimpleQueue[Fact | _Leave]


def carry_out(desk: Desk, run: Run, today: date, *, as_json: bool) -> int:
    """Send the movements of a run, one after the other, and return the exit status.

    A signal pauses it behind the movement in flight, whose outcome is waited for.
    """
    told: Told = SimpleQueue()
    desk.tell = told.put
    teller = _Teller(run, today, as_json=as_json)
    with _signals_to(desk, told):
        desk.begin(run)
        while not teller.is_over:
            fact = _next(desk, told)
            if fact is None:
                # A fault of ours ended the sender's thread: what it had in flight is in doubt.
                teller.statuses |= {FAULT, UNKNOWN}
                break
            if isinstance(fact, _Leave):
                _leave(desk, teller)
            else:
                teller.take(fact)
        if not desk.close():
            teller.statuses.add(FAULT)
            say(_("The outcome could not be written: the next start will show it in doubt."))
        teller.conclude()
    return next(status for status in WORST_FIRST if status in {*teller.statuses, DONE})


def record(movement: Movement, state: str, entry: Entry | None = None) -> str:
    """A movement for programs, as one line of JSON; amounts in euros, as texts."""
    result = entry.outcome if entry is not None else None
    return json.dumps(
        {
            "number": entry.number if entry is not None else None,
            "name": movement.name,
            "direction": movement.direction,
            "amount": _euros(movement.amount),
            "state": state,
            "main_after": _euros(result.main_balance if result else None),
            "subaccount_after": _euros(result.subaccount_balance if result else None),
        },
        ensure_ascii=False,
    )


def _euros(amount: Decimal | None) -> str | None:
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


def _leave(desk: Desk, teller: "_Teller") -> None:
    if teller.is_leaving:
        return
    teller.is_leaving = True
    if teller.has_begun:
        desk.pause()
    say(_("Asked to end: nothing more is sent; waiting for the movement in flight."))
    if not teller.has_begun:
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


class _Teller:
    """Says what happens in a run, and keeps what that means for the exit status."""

    def __init__(self, run: Run, today: date, *, as_json: bool) -> None:
        self._run = run
        self._today = today
        self._as_json = as_json
        self._told: set[str] = set()
        self.statuses: set[int] = set()
        self.has_begun = False
        self.is_over = False
        self.is_leaving = False

    def take(self, fact: Fact) -> None:
        """Say what happened."""
        match fact:
            case MovementSettled(entry=Entry(outcome=Outcome() as result) as entry):
                self._settled(entry, result, is_recorded=fact.is_recorded)
            case MovementStopped():
                self._stopped(fact)
            case RunChanged(run=run) if run.id == self._run.id:
                self._run, self.has_begun = run, True
                self.is_over = run.state is not RunState.RUNNING
            case RunStopped():
                self.statuses.add(_status_of(fact.problem))
                self.is_over = True
                tell(*stopped(fact))
            case _:
                pass

    def _settled(self, entry: Entry, result: Outcome, *, is_recorded: bool) -> None:
        movement = entry.movement
        self.statuses.add(_OF_STATE.get(entry.state, UNKNOWN))
        if entry.state is State.REJECTED and result.code == _KEY_REFUSED_CODE:
            self.statuses.add(KEY_REFUSED)
        if not is_recorded:
            self.statuses.add(FAULT)
        lines = outcome(movement, result, entry.number)
        self._tell(movement, " ".join(lines), named=entry.state is State.CONFIRMED)
        self._give(movement, entry.state, entry)

    def _stopped(self, fact: MovementStopped) -> None:
        movement = fact.movement
        self.statuses.add(FORBIDDEN if fact.objections else _status_of(fact.problem))
        if fact.objections:
            self._tell(movement, " ".join(why_stopped(fact, self._today)))
            self._give(movement, BLOCKED)

    def _tell(self, movement: Movement, words: str, *, named: bool = False) -> None:
        """A line of a movement, with its place in the run, and its name where words lack it."""
        legs = self._run.legs
        place = next(n for n, leg in enumerate(legs, 1) if leg.movement.id == movement.id)
        if not named:
            amount = euros(movement.change_of_subaccount, signed=True)
            head = _("{name}, {amount}:").format(name=movement.name, amount=amount)
            words = f"{head} {words}"
        tell(f"  {place}/{len(legs)}  {words}")

    def _give(self, movement: Movement, state: str, entry: Entry | None = None) -> None:
        self._told.add(movement.id)
        if self._as_json:
            give_lines(record(movement, state, entry))

    def conclude(self) -> None:
        """Say where the run stands, what is left of it, and what to do about that."""
        for leg in self._run.legs:
            if leg.movement.id not in self._told:
                self._give(leg.movement, LEFT)
        if not self.has_begun:
            return
        for line in standing(self._run):
            say(line)
        if self._run.state is RunState.PAUSED:
            self._conclude_paused()

    def _conclude_paused(self) -> None:
        left = self._run.left
        self.statuses.add(_OF_HALT.get(self._run.halt or Halt.ASKED, NOT_SENT if left else DONE))
        for leg in left.values():
            amount = euros(leg.movement.change_of_subaccount, signed=True)
            tell(f"  {leg.movement.name}  {amount}")
        if left:
            words = ngettext(
                "{count} movement is left: go on with it or drop it on the dashboard (p).",
                "{count} movements are left: go on with them or drop them on the dashboard (p).",
                len(left),
            )
            say(words.format(count=len(left)))


def _status_of(problem: JournalProblem | None) -> int:
    """The exit status for what was not begun; without a problem, the line was another's."""
    return NOT_SENT if problem in {None, JournalProblem.BUSY} else FAULT
