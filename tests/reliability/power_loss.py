"""The power-loss replay: whatever a power cut leaves of the journal holds all that was told.

Run as `python -m tests.reliability.power_loss --movements 8 --seed 1`; it needs strace. A writer
makes a journal, writes to it, closes it and opens it again, and says so after each call that
returned; strace records what reaches the kernel. Then the folder is rebuilt as a power cut at
each point of the record could have left it, in 24 ways (see `power_loss_disk`), opened as at a
start, checked, and held against what had been acknowledged by then. What is the same on the disk
and in what was acknowledged is judged once.

The same is done with Python's default way to open a database (DELETE, synchronous=FULL), which
loses commits: a replay that does not see them would prove nothing.

It shows what this program and SQLite ask of a disk, not whether a disk does as it is told: one
that says "synced" too early loses commits all the same, and so may a file system on a network.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from tests.journal.process import ROOT
from tests.reliability.power_loss_disk import VARIANTS, Change, Disk, Tree, build
from tests.reliability.power_loss_trace import NoTraceError, changes_of, record
from tests.reliability.report import Line, tell
from tests.reliability.writers_promise import Judgement, Promise, judge

BAR_STATES: Final = 4500

STATE_FOLDER: Final = "state"
"""The journal's folder, made by the journal itself under the one that is recorded."""


@dataclass(slots=True)
class Tally:
    """What a replay came to; `lost` and `corrupt` are counted among all `states`."""

    points: int = 0
    states: int = 0
    different: int = 0
    commits: int = 0
    lost: int = 0
    corrupt: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, judgement: Judgement) -> None:
        """Count a state."""
        self.states += 1
        self.lost += bool(judgement.missing)
        self.corrupt += judgement.problem is not None
        where = f"point {self.points}, after {self.commits} commits"
        if judgement.missing:
            self.examples.append(f"{where}: {judgement.missing[0]}")
        if judgement.problem is not None:
            self.examples.append(f"{where}: the journal is {judgement.problem}")


def replay(
    changes: Iterable[Change | str], chance: Random, weigh: Callable[[Tree, Promise], Judgement]
) -> Tally:
    """Cut the power after each change in every way, and judge each state that is new."""
    disk, promise, tally = Disk(), Promise(), Tally()
    judged: dict[int, Judgement] = {}
    for change in changes:
        if isinstance(change, str):
            promise.hear(change)
            # The same bytes are judged again: more must be in them now.
            judged.clear()
        else:
            disk.apply(change)
        tally.points += 1
        tally.commits = promise.commits
        for variant in VARIANTS:
            tree = disk.rebuilt(variant, chance)
            mark = hash(frozenset(tree.items()))
            if mark not in judged:
                judged[mark] = weigh(tree, promise)
                tally.different += 1
            tally.add(judged[mark])
    return tally


def start_again(base: Path, tree: Tree, promise: Promise) -> Judgement:
    """Build what remained, and start the journal on it."""
    shutil.rmtree(base, ignore_errors=True)
    build(base, tree)
    return judge(base / STATE_FOLDER, promise)


def run(movements: int, seed: int, mode: str) -> Tally:
    """Record a writer, and replay what it did.

    Raises:
        NoTraceError: it could not be recorded.
    """
    with tempfile.TemporaryDirectory(prefix="power-loss-") as name:
        base = Path(name).resolve()
        root, trace, rebuilt = base / "recorded", base / "trace", base / "rebuilt"
        root.mkdir()
        worker = [sys.executable, "-m", "tests.reliability.power_loss_worker"]
        words = [str(root / STATE_FOLDER), str(movements), str(seed), mode]
        record([*worker, *words], trace, ROOT)
        with trace.open(encoding="ascii") as lines:
            return replay(
                changes_of(lines, root),
                Random(seed),
                lambda tree, promise: start_again(rebuilt, tree, promise),
            )


def lines(ours: Tally, default: Tally, seconds: float) -> list[Line]:
    """The table."""
    enough = ours.different >= BAR_STATES
    return [
        Line("commits acknowledged", str(ours.commits), ">= 1", ours.commits >= 1),
        Line("points at which the power is cut", str(ours.points)),
        Line("states rebuilt", str(ours.states)),
        Line("of them different, each started", str(ours.different), f">= {BAR_STATES}", enough),
        Line("that lost a commit", str(ours.lost), "0", ours.lost == 0),
        Line("that are corrupt", str(ours.corrupt), "0", ours.corrupt == 0),
        Line("Python's default: states rebuilt", str(default.states)),
        Line("Python's default: different", str(default.different)),
        Line("Python's default: lost a commit", str(default.lost), ">= 1", default.lost >= 1),
        Line("Python's default: corrupt", str(default.corrupt)),
        Line("seconds", f"{seconds:.0f}"),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run as the command line says, and print the table; 1 if a bar is missed, 2 without strace."""
    parser = argparse.ArgumentParser(description="Every power cut that a journal can meet.")
    parser.add_argument("--movements", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        ours = run(asked.movements, asked.seed, "journal")
        default = run(asked.movements, asked.seed, "default")
    except NoTraceError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    status = tell(lines(ours, default, time.monotonic() - started))
    sys.stdout.write("".join(f"{example}\n" for example in ours.examples[:10]))
    return status


if __name__ == "__main__":
    sys.exit(main())
