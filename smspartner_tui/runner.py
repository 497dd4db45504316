"""The runner: sends the legs of a run one after the other, as long as nothing speaks against it.

It works in the sender's thread. What it is to do is in the journal before the first leg leaves,
and the line is held from then until the run ends or is paused; whoever dies in between leaves a
run that anybody can take up.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock

from smspartner_tui.books import Books
from smspartner_tui.core.facts import (
    Fact,
    MovementSettled,
    MovementStopped,
    RunChanged,
    RunStopped,
)
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import JournalProblem, RunKind, State
from smspartner_tui.core.run import Halt, Leg, Run, RunState, halt_of, is_feasible, stops_line
from smspartner_tui.journal import Journal, JournalError, LineBusy, NotGoing
from smspartner_tui.sender import Job, Partner, Sender


class Runner:
    """Takes a run through its legs; `limits` are asked for whenever the rest is weighed."""

    def __init__(
        self,
        sender: Sender,
        partner: Partner,
        journal: Journal,
        books: Books,
        limits: Callable[[], Limits],
        say: Callable[[Fact], None],
    ) -> None:
        self._sender = sender
        self._partner = partner
        self._journal = journal
        self._books = books
        self._limits = limits
        self._say = say
        self._unleft: dict[str, Halt | None] = {}
        self._leaving = Lock()
        self._run: Run | None = None
        self._wish: Halt | None = None
        self._handed_over: set[str] = set()

    @property
    def has_work(self) -> bool:
        """Whether a run goes on, or waits for its turn."""
        return bool(self._handed_over)

    @property
    def current(self) -> Run | None:
        """The run that holds the line in this process."""
        return self._run

    def begin(self, run: Run) -> None:
        """Hand over a run that the operator said yes to; what becomes of it is told."""
        self._put(run, dict(enumerate(run.legs)), lambda: self._journal.open_run(run))

    def take_up(self, run: Run, legs: Mapping[int, Leg]) -> None:
        """Hand over a paused run again, with the legs that are to go."""
        self._put(run, legs, lambda: self._journal.take_up(run.id, legs))

    def halt(self, wish: Halt) -> None:
        """Go no further than the movement in flight: pause, or drop what is left."""
        self._wish = wish

    def _put(self, run: Run, legs: Mapping[int, Leg], enter: Callable[[], Run]) -> None:
        if (current := self._run) is not None:
            if current.id != run.id:
                self._say(RunStopped(run, holder=current))
            # Else the first yes is on its way, and what becomes of it will be told.
            return
        self._wish = None
        self._handed_over.add(run.id)
        until = time.monotonic() + self._sender.patience

        def drop(problem: JournalProblem | None) -> None:
            self._handed_over.discard(run.id)
            self._say(RunStopped(run, problem))

        self._sender.put(Job(lambda: self._work(run, legs, enter, until), drop, until))

    def _work(
        self, asked: Run, legs: Mapping[int, Leg], enter: Callable[[], Run], until: float
    ) -> None:
        self._partner.prepare()
        try:
            run = self._entered(asked, enter, until)
            if run is not None:
                self._run = run
                self._say(RunChanged(run))
                run, halt = self._go(run, legs)
                self._run = None
                self._leave(run, Halt.DROPPED if self._is_dropped(run) else halt)
        finally:
            self._run = None
            self._handed_over.discard(asked.id)
            self._partner.rest()

    def _entered(self, run: Run, enter: Callable[[], Run], until: float) -> Run | None:
        """The run once it holds the line; None, said why, where it cannot."""
        # What this process still owes the journal would stand in its own way.
        self._sender.write_outcomes()
        self.leave_late()
        while True:
            try:
                with self._leaving:
                    entered = enter()
                    self._unleft.pop(run.id, None)
                    return entered
            except LineBusy as busy:
                # A movement is over soon; another run takes as long as it takes.
                if isinstance(busy.holder, Run) or not self._sender.wait(until):
                    self._say(RunStopped(run, holder=busy.holder))
                    return None
            except NotGoing as gone:
                self._say(RunStopped(run, undone_by=gone.undone_by))
                return None
            except JournalError as error:
                self._say(RunStopped(run, error.problem))
                return None

    def _go(self, run: Run, legs: Mapping[int, Leg]) -> tuple[Run, Halt | None]:
        """Send legs, one after the other; the run behind the last one, and why it was that."""
        for place, leg in legs.items():
            if (halt := self._outer_halt(run)) is not None:
                return run, halt
            sent = self._sender.send(leg.movement, run.id)
            match sent:
                case MovementSettled(entry=entry, is_recorded=is_recorded):
                    run = run.with_entry(entry)
                    halt = None if is_recorded else Halt.JOURNAL
                    halt = halt or self._halt_behind(run, leg)
                case MovementStopped(objections=objections) if objections:
                    run = replace(run, blocked={**run.blocked, place: objections})
                    is_over = run.kind is RunKind.TRANSFER or stops_line(objections)
                    halt = Halt.GUARD if is_over else None
                case _:
                    halt = self._outer_halt(run) or Halt.JOURNAL
            self._run = run
            if halt is not None:
                return run, halt
            self._say(RunChanged(run))
        if run.left:
            return run, Halt.BLOCKED
        return run, Halt.DOUBT if run.in_doubt else None

    def _outer_halt(self, run: Run) -> Halt | None:
        self._sender.drop_late()
        if self._sender.is_closing:
            return Halt.CLOSED
        # Who dropped it before the debit came to its outcome has not seen what now waits.
        return Halt.ASKED if self._wish is Halt.DROPPED and run.waiting else self._wish

    def _is_dropped(self, run: Run) -> bool:
        """Whether what is left is not to go, whatever came of the movement in flight."""
        # Credit of a transfer that waits, or may, was not seen by who dropped it.
        may_wait = run.waiting or (run.kind is RunKind.TRANSFER and run.in_doubt)
        return self._wish is Halt.DROPPED and bool(run.left) and not may_wait

    def _halt_behind(self, run: Run, leg: Leg) -> Halt | None:
        """Why no other leg goes after this one came to its outcome."""
        entry = next(one.entry for one in run.legs if one.movement.id == leg.movement.id)
        if entry is None or entry.state is State.CONFIRMED:
            return None
        if (halt := halt_of(entry)) is not None:
            return halt
        if run.kind is RunKind.TRANSFER:
            return Halt.REFUSED
        main = self._books.balances.main
        rest = [one.movement for one in run.left.values()]
        known = None if main is None or main.stale else main.amount
        return None if is_feasible(rest, known, self._limits()) else Halt.SHORT

    def _leave(self, run: Run, halt: Halt | None) -> None:
        """Let go of the line, and tell where the run stands."""
        try:
            left = self._journal.leave_run(run.id, halt)
        except JournalError:
            # Until that can be written, or this process ends, its row says that it is running.
            self._unleft[run.id] = halt
            left = replace(run, state=RunState.PAUSED, halt=Halt.JOURNAL)
        except NotGoing as gone:
            left = gone.run
        else:
            if _awaits_outcome(left):
                # Once that is written there may be nothing left to do.
                self._unleft[run.id] = halt
        self._say(RunChanged(replace(left, blocked=run.blocked)))

    def leave_late(self) -> None:
        """Let go of the line where the journal could not take that when it was due, and tell.

        Also where the journal got to know late what a run's last movement came to.
        """
        with self._leaving:
            late = [left for one in tuple(self._unleft.items()) if (left := self._left_late(*one))]
        for run in late:
            self._say(RunChanged(run))

    def _left_late(self, run_id: str, halt: Halt | None) -> Run | None:
        try:
            run = self._journal.leave_run(run_id, halt)
        except JournalError:
            return None
        except NotGoing as gone:
            del self._unleft[run_id]
            return gone.run
        if not _awaits_outcome(run):
            del self._unleft[run_id]
        return run


def _awaits_outcome(run: Run) -> bool:
    """Whether a movement of a run has an outcome that the journal has not got yet."""
    return any(leg.entry is not None and leg.entry.state is State.SENDING for leg in run.legs)
