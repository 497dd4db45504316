"""Writers killed with -9 at random moments, two at a time on one journal.

Run as `python -m tests.reliability.writers --rounds 160 --seed 1`. In each round two processes
write to the same journal and say so after each call that returned; each is killed at a moment
of its own. Then the journal is opened as at a start, checked, and held against everything that
was ever acknowledged. A new journal is begun every few rounds, so that its making is killed too.

A seed draws when each is killed. How the two get in each other's way is the machine's to decide,
so the number of commits differs a little from run to run. A killed process leaves the kernel and
its cache alive: what a power cut does is not shown here but by the power-loss replay.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event
from typing import Final, NamedTuple

from smspartner_tui.journal.store import FILE_NAME
from tests.journal.process import ROOT
from tests.reliability.report import Line, tell
from tests.reliability.writers_promise import Judgement, Promise, judge

WRITERS: Final = 2
ROUNDS_TOGETHER: Final = 8
"""Rounds on one journal before the next is begun."""

BAR_KILLS: Final = 300
BAR_COMMITS: Final = 9000

_MOST_HEARD: Final = 90
_AT_ONCE: Final = 0.1
"""The part of the kills that come before anything was acknowledged: at the start."""

_LONGEST: Final = 0.012
"""Seconds from the last line that was waited for to the kill, at most; a commit takes less."""

_HOT: Final = bytes.fromhex("d9d505f920a163d7")
"""What a rollback journal begins with which the next start has to play back."""


class Kill(NamedTuple):
    """When a writer is killed: some seconds after so many acknowledgements were heard."""

    heard: int
    delay: float


@dataclass(slots=True)
class Tally:
    """What the rounds came to."""

    kills: int = 0
    commits: int = 0
    lost: int = 0
    corrupt: int = 0
    hot: int = 0
    journals: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, judgement: Judgement) -> None:
        """Count what a round lost or spoilt."""
        self.lost += len(judgement.missing)
        self.corrupt += judgement.problem is not None
        self.examples += judgement.missing
        if judgement.problem is not None:
            self.examples.append(f"the journal is {judgement.problem}")


def draw(chance: Random) -> Kill:
    """When the next writer is killed."""
    heard = 0 if chance.random() < _AT_ONCE else chance.randrange(_MOST_HEARD)
    return Kill(heard, chance.uniform(0, _LONGEST))


def write_and_die(folder: Path, name: str, kill: Kill) -> list[str]:
    """Let a writer write, kill it, and return what it acknowledged, to its last word."""
    command = [sys.executable, "-m", "tests.reliability.writers_worker", str(folder), name, name]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        # The first line says that it is about to open the journal.
        heard = [writer.stdout.readline() for _ in range(kill.heard + 1)]
        Event().wait(kill.delay)
        writer.kill()
        heard += writer.stdout.readlines()
        if writer.wait() != -9:
            raise RuntimeError(f"{name} ended by itself: {writer.returncode}")
    return heard[1:]


def is_hot(folder: Path) -> bool:
    """Whether a transaction was cut off that the next start has to roll back; nobody may be alive.

    Only then may the file be opened by hand.
    """
    path = folder / f"{FILE_NAME}-journal"
    return path.exists() and path.read_bytes().startswith(_HOT)


def one_round(folder: Path, names: Sequence[str], kills: Sequence[Kill], promise: Promise) -> bool:
    """Writers at once, all killed; whether they left a hot journal behind."""
    with ThreadPoolExecutor(len(names)) as pool:
        said = list(pool.map(write_and_die, [folder] * len(names), names, kills))
    for line in (line for lines in said for line in lines):
        promise.hear(line)
    return is_hot(folder)


def run(rounds: int, seed: int) -> Tally:
    """Write, kill, and look, round after round."""
    chance = Random(seed)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="writers-") as base:
        for number in range(rounds):
            if number % ROUNDS_TOGETHER == 0:
                folder, promise = Path(base, str(number)), Promise()
                tally.journals += 1
            before = promise.commits
            names = [f"writer {number}-{each}" for each in range(WRITERS)]
            kills = [draw(chance) for _ in names]
            tally.hot += one_round(folder, names, kills, promise)
            tally.kills += len(names)
            tally.commits += promise.commits - before
            tally.add(judge(folder, promise))
    return tally


def lines(tally: Tally, rounds: int, seconds: float) -> list[Line]:
    """The table."""
    return [
        Line("rounds", f"{rounds}, {seconds:.0f} s"),
        Line("journals", str(tally.journals)),
        Line("writers killed", str(tally.kills), f">= {BAR_KILLS}", tally.kills >= BAR_KILLS),
        Line(
            "commits acknowledged",
            str(tally.commits),
            f">= {BAR_COMMITS}",
            tally.commits >= BAR_COMMITS,
        ),
        Line("hot journals rolled back", str(tally.hot), ">= 1", tally.hot >= 1),
        Line("commits lost", str(tally.lost), "0", tally.lost == 0),
        Line("journals corrupt", str(tally.corrupt), "0", tally.corrupt == 0),
    ]


def main() -> int:
    """Run as the command line says, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Writers of one journal, killed with -9.")
    parser.add_argument("--rounds", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started = time.monotonic()
    tally = run(asked.rounds, asked.seed)
    status = tell(lines(tally, asked.rounds, time.monotonic() - started))
    sys.stdout.write("".join(f"{example}\n" for example in tally.examples[:10]))
    return status


if __name__ == "__main__":
    sys.exit(main())
