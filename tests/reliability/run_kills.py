"""Plans and transfers whose processes are killed with -9 at random moments, until they ended.

Run as `python -m tests.reliability.run_kills --runs 100 --seed 1`. In each round a process begins
a plan or a transfer on a rehearsal bank over HTTP, which answers at once, late, never, or with a
refusal. It is killed at a moment of its own; others take the run up, one or two at a time, and
are killed as well. What is in doubt is decided by the bank's ledger, sometimes only after others
went on. Once the run ended, the journal is held against that ledger.

A seed draws the runs, how the bank treats each sub-account, and when each is killed; what the
machine was at by then differs a little from run to run.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from threading import Event
from typing import Final, NamedTuple

from smspartner_tui.core.movement import Entry, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.run import RunState
from smspartner_tui.journal import Journal
from smspartner_tui.partner import SmsPartner
from smspartner_tui.simulator import Bank, Client, SimulatorServer
from tests.journal.process import ROOT
from tests.reliability.report import Line, tell
from tests.reliability.run_kills_plan import KEY, Kill, Round, draw
from tests.reliability.run_kills_verdict import ALL, WORDS, Settled, Verdict, has_died, judge
from tests.reliability.run_kills_worker import GIVE_BACK, GO_ON, now

RICH: Final = Decimal(10**6)
"""Euros that every account opens with: nothing is refused for want of money."""

SLOW: Final = 0.03
"""Seconds that a slow sub-account takes to answer."""

_KILLED_AGAIN: Final = 0.5
_TWO_AT_ONCE: Final = 0.25
_DECIDED_LATE: Final = 0.4
_IN_PEACE_FROM: Final = 8
"""Processes of one round after which none is killed any more."""

_MOST: Final = 25
"""Processes, or pairs of them, after which a round counts as one that does not end."""

_LOOK: Final = 0.002


class Life(NamedTuple):
    """What a process said, and whether it was killed before it came to its end."""

    said: list[Settled]
    was_killed: bool


@dataclass(slots=True)
class Tally:
    """What the rounds came to."""

    processes: int = 0
    kills: int = 0
    in_flight: int = 0
    applied: int = 0
    not_applied: int = 0
    posts: int = 0
    cut_off: int = 0
    moved: int = 0
    verdict: Verdict = field(default_factory=Verdict)


class Case:
    """One round: a run, a bank over HTTP, a journal, and the processes that are at it in turn."""

    def __init__(self, folder: Path, draws: str, tally: Tally) -> None:
        self.asked: Round = draw(draws)
        self.bank = Bank(
            spending=False,
            accounts=[
                Client(token, f"Client {token}", RICH, behaviour=treatment)
                for token, treatment in self.asked.treatments.items()
            ],
            main=RICH,
        )
        self._server = SimulatorServer(self.bank, slow_seconds=SLOW)
        self._folder = folder
        self._draws = draws
        self._tally = tally
        self._chance = Random(f"{draws} kills")
        self._said: list[Settled] = []
        self._decided: dict[str, bool] = {}

    def play(self) -> None:
        """Begin the run, kill who is at it, go on, until it ended; then judge."""
        with self._server:
            for number in range(_MOST):
                self._one_turn(number)
                with closing(self._journal()) as journal:
                    if self._has_ended(journal):
                        break
            with closing(self._journal()) as journal:
                verdict = judge(journal, self.bank, self.asked.run.id, self._said)
                self._count(journal.history(ALL))
        self._tally.verdict.add(verdict, self._draws)

    def _one_turn(self, number: int) -> None:
        """Let one process live, or two at once; wait until nothing they sent is on its way."""
        kills = [self._draw_kill(number)]
        if number and self._chance.random() < _TWO_AT_ONCE:
            kills.append(self._draw_kill(number))
        wish = self._chance.choice((GO_ON, GIVE_BACK))
        # Whoever takes a run up may find what is in doubt still undecided.
        is_late = number < _IN_PEACE_FROM and self._chance.random() < _DECIDED_LATE
        words = (self._draws, wish, json.dumps({} if is_late else self._decided))
        where = (str(self._folder), self._server.base_url)
        names = [f"operator {number}-{each}" for each in range(len(kills))]
        with ThreadPoolExecutor(len(kills)) as pool:
            commands = [(*where, name, *words) for name in names]
            lives = list(pool.map(live, commands, kills))
        self._tally.processes += len(lives)
        self._tally.kills += sum(life.was_killed for life in lives)
        self._said += [word for life in lives for word in life.said]
        until_quiet(self._server)

    def _draw_kill(self, number: int) -> Kill | None:
        if number >= _IN_PEACE_FROM:
            return None
        is_killed = number == 0 or self._chance.random() < _KILLED_AGAIN
        return self.asked.kill(self._chance) if is_killed else None

    def _journal(self) -> Journal:
        return Journal(self._folder, self._server.base_url, Operator("oracle"), now)

    def _has_ended(self, journal: Journal) -> bool:
        """Whether nothing is left to do; what the ledger says of the doubts is kept for the next.

        The journal has just been opened, which settles what the dead had in flight.
        """
        doubts = [one for one in journal.open_entries() if one.state is State.UNKNOWN]
        self._decided = {one.movement.id: self._has_moved(one, journal) for one in doubts}
        try:
            run = journal.run(self.asked.run.id)
        except LookupError:
            return False
        return run.state is RunState.ENDED and not doubts

    def _has_moved(self, doubt: Entry, journal: Journal) -> bool:
        """Whether the ledger has more of a leg than the journal knows by its other tries."""
        asked = doubt.movement
        place = (asked.direction, asked.token, asked.amount)
        others = sum(
            (one.movement.direction, one.movement.token, one.movement.amount) == place
            for one in journal.history(ALL)
            if one.is_applied
        )
        moved = sum((one.direction, one.token, one.amount) == place for one in self.bank.ledger)
        return moved > others

    def _count(self, entries: Sequence[Entry]) -> None:
        tally = self._tally
        for entry in entries:
            tally.in_flight += has_died(entry)
            tally.applied += entry.state is State.RESOLVED_APPLIED
            tally.not_applied += entry.state is State.RESOLVED_NOT_APPLIED
        tally.posts += self.bank.posts.total()
        tally.cut_off += self.bank.posts[""]
        tally.moved += len(self.bank.ledger)


def live(words: Sequence[str], kill: Kill | None) -> Life:
    """Let a process live until it ends, or is killed at its moment."""
    command = [sys.executable, "-m", "tests.reliability.run_kills_worker", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        heard: list[str] = []
        if kill is not None:
            heard = [process.stdout.readline() for _ in range(kill.heard)]
            Event().wait(kill.delay)
            process.kill()
        heard += process.stdout.readlines()
        if (status := process.wait()) not in {0, -9}:
            raise RuntimeError(f"{words[2]} ended by itself: {status}")
    said = [json.loads(line) for line in heard if line]
    settled = [Settled(*word[1:]) for word in said if word[0] == "settled"]
    return Life(settled, status == -9)


def until_quiet(server: SimulatorServer) -> None:
    """Wait until nothing that a dead process sent can still arrive."""
    # The bank lets callers in one after the other: behind this one, everybody before it is in.
    caller = SmsPartner(KEY, server.base_url)
    caller.main_balance()
    caller.rest()
    pause = Event()
    while server.connections:
        pause.wait(_LOOK)


def run(runs: int, seed: int) -> Tally:
    """Round after round."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="run-kills-") as base:
        for number in range(runs):
            Case(Path(base, str(number)), f"{seed} {number}", tally).play()
    return tally


def lines(tally: Tally, runs: int, seconds: float) -> list[Line]:
    """The table."""
    bad = tally.verdict.bad
    return [
        Line("runs carried out", f"{runs}, {seconds:.0f} s"),
        Line("processes that were at them", str(tally.processes)),
        Line("of those killed", str(tally.kills), f">= {runs // 2}", tally.kills >= runs // 2),
        Line("killed with a movement in flight", str(tally.in_flight), ">= 1", tally.in_flight > 0),
        Line("decided by the ledger: went through", str(tally.applied)),
        Line("decided by the ledger: no effect", str(tally.not_applied)),
        Line("POSTs", str(tally.posts)),
        Line("of those cut off by a kill", str(tally.cut_off)),
        Line("movements in the ledger", str(tally.moved)),
        *(
            Line(f"{figure}: {what}", str(bad[figure]), "0", not bad[figure])
            for figure, what in WORDS.items()
        ),
    ]


def main() -> int:
    """Run as the command line says, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Runs whose processes are killed with -9.")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started = time.monotonic()
    tally = run(asked.runs, asked.seed)
    status = tell(lines(tally, asked.runs, time.monotonic() - started))
    sys.stdout.write("".join(f"{example}\n" for example in tally.verdict.examples[:10]))
    return status


if __name__ == "__main__":
    sys.exit(main())
