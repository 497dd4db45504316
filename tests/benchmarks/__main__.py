"""All that is measured, one after the other, and one table of it: `python -m tests.benchmarks`.

Options: `--rounds N` and `--idle SECONDS` for the screen, `--short` for a look of a few minutes,
in which nothing is large and no figure is to be quoted. It takes the better part of an hour, on a
machine that does nothing else.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.benchmarks import growth, plan, screen_rounds, screen_table, wire_rounds, wire_table
from tests.reliability.report import Line, tell


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything, and print the table; 1 if a goal is missed."""
    screens = screen_rounds.Size()
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="All that is measured of its speed."
    )
    parser.add_argument("--rounds", type=int, default=screens.rounds)
    parser.add_argument("--idle", type=float, default=screens.idle, metavar="SECONDS")
    parser.add_argument("--short", action="store_true", help="small, and not to be quoted")
    asked = parser.parse_args(arguments)
    screens = replace(screens, rounds=asked.rounds, idle=asked.idle)
    wire, grows, planned = wire_rounds.Size(), growth.Size(), 1000
    if asked.short:
        screens = replace(screens, rounds=1, once=(), idle=min(asked.idle, 5.0))
        wire = replace(wire, movements=20, few=5)
        grows, planned = growth.Size((30, 100, 300), (100, 1_000, 3_000), readings=100), 100
    parts: dict[str, Callable[[], list[Line]]] = {
        "screen": lambda: screen_table.lines(screens, screen_rounds.measure(screens)),
        "wire": lambda: wire_table.lines(wire, wire_rounds.measure(wire, rounds=3)),
        "plan": lambda: plan.lines(planned, plan.measure(planned)),
        "growth": lambda: growth.lines(grows),
    }
    return tell([line for part, lines in parts.items() for line in _of(part, lines)])


def _of(part: str, lines: Callable[[], list[Line]]) -> list[Line]:
    sys.stderr.write(f"{part}\n")
    sys.stderr.flush()
    return [line._replace(what=f"{part} | {line.what}") for line in lines()]


if __name__ == "__main__":
    sys.exit(main())
