"""Many processes on one journal: whether SQLite ever gives up, and how long a lock takes to get.

Run as `python -m tests.reliability.contention --processes 8 --movements 60 --post 0.05`; the
machine decides who comes first, so it takes no seed. Each process begins and settles movements,
first with a POST of so many seconds in between, then with none, as fast as it can, and last the
same with transactions begun DEFERRED. Told apart are the wait for the write lock itself, which
has a bar, and the wait for another's movement to be over, which is meant.

It does not show a journal on a network's file system, nor processes of two versions.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from smspartner_tui.journal import Journal
from tests.journal.helpers import BASE_URL, NADIA
from tests.reliability.contention_worker import Met
from tests.reliability.report import Line, tell

BAR: Final = 1.0
"""Seconds that the write lock may take to get."""

_ROOT: Final = Path(__file__).parents[2]


class Run(NamedTuple):
    """What the processes met, and what the journal holds of it."""

    met: Sequence[Met]
    asked: int
    written: int
    is_sound: bool
    seconds: float

    @property
    def busy(self) -> int:
        """How often SQLite gave up."""
        return sum(each.busy for each in self.met)

    @property
    def locks(self) -> list[float]:
        """The waits for the write lock, in seconds, shortest first."""
        return sorted(wait for each in self.met for wait in each.locks)

    @property
    def lines(self) -> list[float]:
        """The waits for another's movement to be over, in seconds, shortest first."""
        return sorted(wait for each in self.met for wait in each.lines)

    @property
    def lost(self) -> int:
        """Numbers that were given twice or never, and rows that are too few or too many."""
        given = Counter(number for each in self.met for number in each.numbers)
        expected = Counter(range(1, self.asked + 1))
        odd = (given - expected) + (expected - given)
        return odd.total() + abs(self.written - self.asked)


def run(
    folder: Path, processes: int, movements: int, begin: str = "IMMEDIATE", post: float = 0.0
) -> Run:
    """Let so many processes write so many movements each, all at once."""
    # Made before they come, so that they meet in their writing and not in the schema.
    _open(folder).close()
    command = [sys.executable, "-m", "tests.reliability.contention_worker"]
    words = [*command, str(folder), str(movements), begin, str(post)]
    pipe = subprocess.PIPE
    with ExitStack() as stack:
        workers = [
            stack.enter_context(
                subprocess.Popen(words, cwd=_ROOT, stdin=pipe, stdout=pipe, text=True)
            )
            for _ in range(processes)
        ]
        for worker in workers:
            stack.callback(worker.kill)
            if worker.stdout is None or worker.stdout.readline() != "ready\n":
                raise RuntimeError("a process did not start")
        began = time.monotonic()
        for worker in workers:
            if worker.stdin is not None:
                worker.stdin.write("go\n")
                worker.stdin.flush()
        met = [Met(**json.loads(worker.communicate()[0])) for worker in workers]
        seconds = time.monotonic() - began
    asked = processes * movements
    with closing(_open(folder)) as journal:
        journal.check()
        written = len(journal.history(2 * asked))
        return Run(met, asked, written, journal.problem is None, seconds)


def _open(folder: Path) -> Journal:
    return Journal(folder, BASE_URL, NADIA, lambda: datetime.now(UTC))


def lines(ours: Run, how: str = "") -> list[Line]:
    """The table of one run."""
    locks, waits = ours.locks, ours.lines
    found = [
        Line("movements", f"{ours.asked} in {ours.seconds:.1f} s"),
        Line("SQLITE_BUSY seen", str(ours.busy), "0", ours.busy == 0),
        Line("lost, doubled or unsound", str(ours.lost), "0", ours.lost == 0 and ours.is_sound),
        Line("write locks taken", str(len(locks))),
        Line("lock, median wait", f"{locks[len(locks) // 2]:.3f} s"),
        Line("lock, worst wait", f"{locks[-1]:.3f} s", f"<= {BAR} s", locks[-1] <= BAR),
        Line("another's movement, median wait", f"{waits[len(waits) // 2]:.3f} s"),
        Line("another's movement, worst wait", f"{waits[-1]:.3f} s"),
    ]
    return [line._replace(what=f"{how}{line.what}") for line in found]


def main() -> int:
    """Let them contend, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Many processes that write one journal.")
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--movements", type=int, default=60)
    parser.add_argument("--post", type=float, default=0.05)
    asked = parser.parse_args()
    many = (asked.processes, asked.movements)
    with tempfile.TemporaryDirectory(prefix="contention-") as folder:
        sending = run(Path(folder, "sending"), *many, post=asked.post)
        hurried = run(Path(folder, "hurried"), *many)
        stock = run(Path(folder, "stock"), *many, "DEFERRED")
    anchor = Line("anchor: SQLITE_BUSY with BEGIN DEFERRED", str(stock.busy))
    how = f"POST of {asked.post} s: "
    return tell([*lines(sending, how), *lines(hurried, "no POST: "), anchor])


if __name__ == "__main__":
    sys.exit(main())
