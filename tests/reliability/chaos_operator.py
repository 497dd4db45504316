"""An operator of a chaos run: gives a worker process its movements, and kills it on the way."""

import json
import select
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from smspartner_tui.core.money import plain
from smspartner_tui.core.movement import State
from tests.reliability.chaos_bank import ChaosBank
from tests.reliability.chaos_faults import FAULTS
from tests.reliability.chaos_plan import ORDER, Kill, Moment, Plan

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 60.0
"""Seconds after which a worker without a word, or a movement without an end, is given up."""

_ASK_AGAIN: Final = 0.05


class WorkerDied(Exception):  # noqa: N818 (what happened, as its reader says it)
    """The worker is gone, as was planned."""


@dataclass(slots=True)
class Told:
    """What an operator was told of a movement; `state` is None if the teller died before."""

    sent_at: float = 0.0
    state: State | None = None
    is_recorded: bool = True


class ChaosOperator(threading.Thread):
    """Carries out movements one after the other, whatever happens to the process that moves.

    After a kill the same movement is asked for again, as one impatient hand would.
    """

    def __init__(
        self, name: str, folder: Path, plans: Sequence[Plan], deadline: float, *, ahead: bool
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.told = {plan.amount: Told() for plan in plans}
        self.kills: Counter[Moment] = Counter()
        self.ahead = ahead
        self.error: BaseException | None = None
        self._folder = folder
        self._plans = plans
        self._deadline = deadline
        self._current: Plan | None = None
        self._due: Kill | None = None
        self._lock = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None
        self._forms = Random(f"{name} {plans[0].draws if plans else ''}")
        self._bank: ChaosBank

    def work_at(self, bank: ChaosBank) -> None:
        """Start, with movements of this bank's accounts."""
        self._bank = bank
        self.start()

    def run(self) -> None:
        """Carry out every movement."""
        try:
            for plan in self._plans:
                self._carry_out(plan)
            self._let_go()
        except BaseException as error:
            self.error = error
        finally:
            self._bury(kill=True)

    def _carry_out(self, plan: Plan) -> None:
        with self._lock:
            self._current, self._due = plan, plan.kill
        if plan.kill is not None and plan.kill.moment is Moment.STARTING:
            self._let_go()
        end = time.monotonic() + PATIENCE
        while not (self._has_moved(plan) and self._has_resolved(plan)):
            if time.monotonic() > end:
                raise TimeoutError(f"{plan.movement.id} comes to no end")
        with self._lock:
            is_due = self._due is not None
        if is_due:
            self._ensure_worker()
            self._kill(Moment.REST)
            self._bury()
        with self._lock:
            self._current = None

    def _has_moved(self, plan: Plan) -> bool:
        """Whether the journal has the movement now; False to ask again."""
        fault = FAULTS[plan.fault]
        try:
            self._ensure_worker()
            with self._bank.welcoming(fault.welcome), self._killing(Moment.ASKED, Moment.ANY_TIME):
                was_stopped = self._ask_for(plan)
        except WorkerDied:
            return False
        if was_stopped:
            # Held by a colleague's unknown movement, or the line is: both end.
            threading.Event().wait(_ASK_AGAIN)
        return not was_stopped

    def _ask_for(self, plan: Plan) -> bool:
        """Ask for a movement and hear what becomes of it; whether it was stopped."""
        movement, told, was_stopped = plan.movement, self.told[plan.amount], False
        self._write("move", movement.id, movement.token, movement.direction, plain(movement.amount))
        while True:
            match self._read():
                case ["sent", _, at]:
                    told.sent_at = at
                    self.pass_by(plan, Moment.SENT)
                case ["settled", _, state, is_recorded]:
                    told.state, told.is_recorded = State(state), is_recorded
                    self.pass_by(plan, Moment.SETTLED)
                case ["stopped", *_]:
                    was_stopped = True
                case ["done", _]:
                    return was_stopped

    def _has_resolved(self, plan: Plan) -> bool:
        """Whether the movement is not unknown any more; the bank's ledger is the oracle."""
        try:
            self._ensure_worker()
            self._write("unknown")
            if plan.movement.id in self._read()[1]:
                applied = self._bank.has_applied(plan)
                with self._killing(Moment.RESOLVING):
                    self._write("resolve", plan.movement.id, applied)
                    self._read()
        except WorkerDied:
            return False
        return True

    # Kills

    def pass_by(self, plan: Plan, moment: Moment) -> None:
        """Kill now, if this movement's kill was to come at this moment or before it."""
        with self._lock:
            due = self._due
            if plan is not self._current or due is None:
                return
            if ORDER.index(moment) < ORDER.index(due.moment):
                return
        if moment is due.moment:
            threading.Event().wait(due.delay)
        self._kill(moment)

    @contextmanager
    def _killing(self, *moments: Moment) -> Iterator[None]:
        """Kill after a while, if the kill is to come in the middle of this."""
        due = self._due
        if due is None or due.moment not in moments:
            yield
            return
        timer = threading.Timer(due.delay, self._kill, (due.moment,))
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _kill(self, moment: Moment) -> None:
        with self._lock:
            if self._due is None or self._worker is None:
                return
            self._due = None
            self.kills[moment] += 1
            self._worker.kill()

    # The worker process

    def _ensure_worker(self) -> None:
        if self._worker is not None:
            return
        form = self._forms.choice(("json", "json", "xml"))
        words = (str(self._folder), self._bank.base_url, self.name, form, str(self._deadline))
        worker = subprocess.Popen(
            (sys.executable, "-m", "tests.reliability.chaos_worker", *words, self._ahead_word()),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        with self._lock:
            self._worker = worker
        with self._killing(Moment.STARTING):
            self._read()

    def _ahead_word(self) -> str:
        return "ahead" if self.ahead else "anew"

    def _write(self, *words: object) -> None:
        if self._worker is None or self._worker.stdin is None:
            raise WorkerDied
        try:
            self._worker.stdin.write((json.dumps(words) + "\n").encode())
        except BrokenPipeError:
            self._mourn()

    def _read(self) -> list[Any]:
        if self._worker is None or self._worker.stdout is None:
            raise WorkerDied
        if not select.select([self._worker.stdout], [], [], PATIENCE)[0]:
            raise TimeoutError(f"{self.name} says nothing")
        line = self._worker.stdout.readline()
        if not line:
            self._mourn()
        return list(json.loads(line))

    def _mourn(self) -> None:
        status = self._bury()
        if status != -9:
            raise RuntimeError(f"{self.name} ended by itself: {status}")
        raise WorkerDied

    def _let_go(self) -> None:
        """Let the worker end by itself: its standard input ends."""
        if self._worker is not None and self._bury() not in {0, -9}:
            raise RuntimeError(f"{self.name} did not end well")

    def _bury(self, *, kill: bool = False) -> int:
        """Wait for the worker's end; its exit status."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is None:
            return 0
        with worker:
            if kill:
                worker.kill()
            if worker.stdin is not None:
                worker.stdin.close()
            return worker.wait(PATIENCE)
