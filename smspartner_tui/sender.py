"""The sender: the one thread that money leaves from.

Order is everything here. A movement is weighed and written as `sending` in one transaction, then
it leaves, then its outcome is written, and only then is anybody told. None of this knows that a
screen exists; if the terminal is gone, it finishes all the same.
"""

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from threading import Condition, Thread
from typing import Final, NamedTuple, Protocol

from smspartner_tui.books import Books
from smspartner_tui.core.facts import (
    Fact,
    MovementSent,
    MovementSettled,
    MovementStopped,
    MovementWaits,
)
from smspartner_tui.core.guards import Objection, Situation
from smspartner_tui.core.movement import (
    Direction,
    Entry,
    JournalProblem,
    Movement,
    Outcome,
    Reason,
    State,
)
from smspartner_tui.core.run import Run
from smspartner_tui.journal import (
    AlreadyAsked,
    GuardsObject,
    Journal,
    JournalError,
    LineBusy,
    NotGoing,
)
from smspartner_tui.reading import Readable

PATIENCE_BEYOND_DEADLINE: Final = 10.0
"""Seconds past a movement's deadline in which it connects, and its outcome is written."""

_LOOK_AGAIN: Final = 0.2
"""Seconds between looks at a line that another process holds."""

Weigh = Callable[[Movement, Situation], tuple[Objection, ...]]

Stopped = MovementStopped | None
"""Why a movement was not sent; None where it was handed over before."""

Sent = MovementSettled | Stopped
"""What became of a movement that was handed over."""


class Job(NamedTuple):
    """Something to do in the sender's thread; `drop` says why it never came to its turn.

    It comes to it by `until`, on the monotonic clock, or not at all.
    """

    work: Callable[[], object]
    drop: Callable[[JournalProblem | None], object]
    until: float


class Partner(Readable, Protocol):
    """What the desk and its sender ask of the wire; `SmsPartner` is one."""

    deadline: float

    def add_credit(self, token: str, amount: Decimal) -> Outcome:
        """Add euros to a sub-account."""

    def remove_credit(self, token: str, amount: Decimal) -> Outcome:
        """Take euros back from a sub-account."""

    def load(self) -> None:
        """Load what the network is reached by."""

    def prepare(self) -> None:
        """Open connections ahead of time."""

    def rest(self) -> None:
        """Close them."""

    def abort_readings(self) -> None:
        """End every reading now."""


class Sender:
    """Sends movements one after the other, and tells what became of each."""

    def __init__(
        self,
        partner: Partner,
        journal: Journal,
        books: Books,
        weigh: Weigh,
        say: Callable[[Fact], None],
    ) -> None:
        self._partner = partner
        self._journal = journal
        self._books = books
        self._weigh = weigh
        self._say = say
        self._changed = Condition()
        self._queue: deque[Job] = deque()
        self._thread: Thread | None = None
        self._is_closing = False
        self._unwritten: dict[str, Outcome] = {}

    @property
    def is_busy(self) -> bool:
        """Whether a movement is in flight or waits its turn."""
        with self._changed:
            return self._thread is not None

    @property
    def is_closing(self) -> bool:
        """Whether nothing new is sent any more."""
        return self._is_closing

    def submit(self, movement: Movement) -> None:
        """Put a movement at the end of the queue."""
        until = time.monotonic() + self.patience

        def drop(problem: JournalProblem | None) -> None:
            self._say(MovementStopped(movement, problem=problem))

        self.put(Job(lambda: self.send(movement, until=until), drop, until))

    def put(self, job: Job) -> None:
        """Put something to do at the end of the queue."""
        with self._changed:
            if not self._is_closing:
                if self._thread is None:
                    # Not a daemon: the interpreter itself waits for an outcome to be written.
                    thread = Thread(target=self._work, name="sender", daemon=False)
                    thread.start()
                    self._thread = thread
                self._queue.append(job)
                return
        job.drop(None)

    def wait(self, until: float) -> bool:
        """Wait for a line that others hold, a moment; whether it is worth looking again.

        `until` is when patience ends, on the monotonic clock.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._is_closing, _LOOK_AGAIN)
        return not self._is_closing and time.monotonic() <= until

    @property
    def patience(self) -> float:
        """Seconds that whatever is handed over waits for its turn, at most."""
        return self._partner.deadline + PATIENCE_BEYOND_DEADLINE

    def drop_late(self) -> None:
        """Drop what has waited for its turn for too long, behind a run of this process."""
        now = time.monotonic()
        with self._changed:
            late = [job for job in self._queue if now > job.until]
            for job in late:
                self._queue.remove(job)
        for job in late:
            job.drop(JournalProblem.BUSY)

    def close(self) -> bool:
        """Take no new movement, and wait for the one in flight.

        Returns whether its outcome is on the disk; never waits longer than it may take.
        """
        with self._changed:
            self._is_closing = True
            dropped = tuple(self._queue)
            self._queue.clear()
            self._changed.notify_all()
        for job in dropped:
            job.drop(None)
        with self._changed:
            has_ended = self._changed.wait_for(lambda: self._thread is None, self.patience)
        self.write_outcomes()
        return has_ended and not self._unwritten

    def write_outcomes(self) -> None:
        """Write the outcomes that the journal could not take when they came, and tell."""
        with self._changed:
            waiting = tuple(self._unwritten.items())
        for movement_id, outcome in waiting:
            with suppress(Exception):
                entry = self._journal.settle(movement_id, outcome)
                with self._changed:
                    self._unwritten.pop(movement_id, None)
                self._say(MovementSettled(entry, self._books.balances))

    def _work(self) -> None:
        while True:
            with self._changed:
                if not self._queue:
                    self._thread = None
                    self._changed.notify_all()
                    return
                job = self._queue.popleft()
            if time.monotonic() > job.until:
                job.drop(JournalProblem.BUSY)
                continue
            try:
                job.work()
            except BaseException:
                # A fault of ours ends this thread, and must not make the program wait for it.
                with self._changed:
                    self._thread = None
                    self._changed.notify_all()
                raise

    def send(self, movement: Movement, run_id: str = "", until: float | None = None) -> Sent:
        """Send a movement, in the sender's own thread, and tell what became of it.

        `run_id` names the run that it is a leg of; `until` is when waiting for a line that others
        hold ends, on the monotonic clock.
        """
        begun = self._begin(movement, run_id, until or time.monotonic() + self.patience)
        if not isinstance(begun, Entry):
            if begun is not None:
                self._say(begun)
            return begun
        entry = begun
        self._say(MovementSent(entry))
        outcome = self._ask_platform(movement)
        is_recorded = True
        try:
            entry = self._journal.settle(movement.id, outcome)
        except Exception:
            # The row stays `sending`, which locks the sub-account: nothing is lost from sight.
            entry = replace(entry, state=outcome.state, outcome=outcome)
            is_recorded = False
        if outcome.state is State.CONFIRMED:
            # The outcome is told whatever becomes of the balances on screen.
            with suppress(Exception):
                self._books.take_reply(movement, outcome, entry.settled_at)
        settled = MovementSettled(entry, self._books.balances, is_recorded)
        self._say(settled)
        if not is_recorded:
            # Only now, so that a second try elsewhere is not told before this one.
            with self._changed:
                self._unwritten[movement.id] = outcome
        return settled

    def _begin(self, movement: Movement, run_id: str, until: float) -> Entry | Stopped:
        """Write the intent, waiting for those who hold the line; else why it was stopped."""
        self.write_outcomes()
        waits_for = ""
        while not self._is_closing:
            try:
                return self._journal.begin(
                    movement,
                    lambda found: self._weigh(movement, found),
                    *self._books.before(movement),
                    run_id=run_id,
                )
            except GuardsObject as guards:
                return MovementStopped(movement, objections=guards.objections)
            except AlreadyAsked:
                # The first yes is on its way, and its outcome will be told.
                return None
            except NotGoing:
                return MovementStopped(movement)
            except JournalError as error:
                return MovementStopped(movement, problem=error.problem)
            except LineBusy as busy:
                if (who := _name_of(busy.holder)) != waits_for:
                    waits_for = who
                    self._say(MovementWaits(movement, busy.holder))
                if self._unwritten or not self.wait(until):
                    break
            except Exception:
                # A fault of ours must not take the thread, and all that waits, with it.
                return MovementStopped(movement, problem=JournalProblem.UNWRITABLE)
        return MovementStopped(movement, problem=None if self._is_closing else JournalProblem.BUSY)

    def _ask_platform(self, movement: Movement) -> Outcome:
        """The one place where money leaves; whatever goes wrong in it is an outcome."""
        try:
            if movement.direction is Direction.ADD:
                return self._partner.add_credit(movement.token, movement.amount)
            return self._partner.remove_credit(movement.token, movement.amount)
        except Exception as error:
            # A fault of ours proves nothing about the money.
            return Outcome(State.UNKNOWN, Reason.OUR_FAULT, detail=type(error).__name__)


def _name_of(holder: Entry | Run) -> str:
    """What tells one that holds the line from the next, and how far it has come."""
    if isinstance(holder, Entry):
        return holder.movement.id
    return f"{holder.id} {holder.current}"
