"""How light the screen is, beside others on the same machine: start, keys, bytes, idleness, end.

Run as `python -m tests.benchmarks.screen --rounds 9`, on a machine that does nothing else. The
installed command is started in a real pseudo-terminal (100 by 30, xterm-256color, true colour) on
a bank in a process of its own, with yesterday's balances in its journal; so are, in turn, the
least app on the same toolkit (`tests/benchmarks/tx_min.py`), the rehearsal, and posting, harlequin
and htop where they are on the PATH. The order is reversed in every second round; a ratio is taken
within a round, and told is the median. `paint` is when yesterday's balances stand on the screen,
marked as old, `ready` when today's do. A key is timed from its writing to the last byte before a
tenth of a second of silence, and pressed only when the one before has been answered.

In the first round ours and that app are left alone between one reading and the next, a minute
later; what a reading takes in which nothing changed is told beside. Ten thousand sub-accounts are
opened in that round alone. `--round-trip 0.05` puts the bank so many seconds away: each reply
waits for so long.

`--command` is the program as an operator has it, in an environment of its own; without it, it is
that of the tests, among whose packages is one for which httpx loads more than it otherwise would.

It draws nothing, so it takes no seed. Bytes repeat exactly, times do not: hold ratios against
each other, and ratios of times not closer than a tenth. It needs Linux.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.screen_rounds import Found, Size, measure
from tests.benchmarks.screen_table import lines
from tests.reliability.report import tell


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure as the command line says, and print the table; 1 if a goal is missed."""
    usual = Size()
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.screen", description="The screen, beside others."
    )
    parser.add_argument("--rounds", type=int, default=usual.rounds)
    parser.add_argument("--subaccounts", type=_counts, default=usual.subaccounts, metavar="N,N")
    parser.add_argument("--once", type=_counts, default=usual.once, metavar="N,N")
    parser.add_argument("--idle", type=float, default=usual.idle, metavar="SECONDS")
    parser.add_argument("--round-trip", type=float, default=usual.round_trip, metavar="SECONDS")
    parser.add_argument("--without-others", action="store_true")
    parser.add_argument("--command", type=Path, default=usual.command, metavar="FILE")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every figure of every round")
    asked = parser.parse_args(arguments)
    size = Size(
        asked.rounds,
        asked.subaccounts,
        asked.once,
        asked.idle,
        asked.round_trip,
        with_others=not asked.without_others,
        command=asked.command.absolute(),
    )
    found = measure(size)
    if asked.json is not None:
        _keep(found, asked.json)
    return tell(lines(size, found))


def _counts(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split(",") if word)


def _keep(found: Found, path: Path) -> None:
    rounds = [{name: asdict(run) for name, run in one.items()} for one in found.rounds]
    path.write_text(json.dumps(rounds, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
