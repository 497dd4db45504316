"""The Monte Carlo of the verdict: what is proposed about a movement in doubt, and what is so.

Run as `python -m tests.reliability.verdict --runs 1000000 --seed 1`. The rule itself is asked,
`judge`, with what a journal would have; nothing is simplified but the world around it. Half of
the movements are applied; amounts lie between 5 and 500 euros, as often below 50 as above; a
message costs 0.045 euros; spending is Poisson's. Balances from before are fresh (at most 1 s
old) or up to 60 s old. "Not applied so far" counts as what it says, "not applied", in the rows
that end with their window; in the rows "to the end", where balances are read every 5 s until the
platform can no longer apply it, only the final word counts as one.

The exit status is 1 if a world in which the rule's facts are so has one wrong verdict, or if too
much stays undecided in the world that has a bar for it. Worlds in which they are not so come
last, a fiftieth of all runs each on top: they show what the rule cannot know.

It does not show that the facts are so of the real platform, nor anything of spending that is no
Poisson process (soundness does not rest on it, the share of undecided does). `wrong` is counted;
the rest is in per cent.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import starmap
from multiprocessing import Pool
from random import Random
from typing import Final, NamedTuple

from smspartner_tui.core.movement import Ruling, Why
from smspartner_tui.core.verdict import Evidence, Verdict, judge
from tests.reliability.report import Line, tell
from tests.reliability.verdict_worlds import DEADLINE, LATE, Broken, World, play

MOST_UNDECIDED: Final = 8.0
"""Per cent, in the world that has a bar."""

BARRED: Final = "1/s, 5/s, 60 s, every 5 s"

_CONFLICTS: Final = frozenset({Why.BOTH, Why.TOO_MUCH, Why.ELSEWHERE})
_SHARE: Final = 2000
"""Runs that a process is given at once."""

Judge = Callable[[Evidence, float], Verdict]


class Mark(StrEnum):
    """How a verdict compares with the truth."""

    RIGHT = "right"
    WRONG = "wrong"
    UNDECIDED = "undecided"
    CONFLICT = "conflict"


class Row(NamedTuple):
    """A world and its marks."""

    world: World
    marks: Counter[Mark]

    def per_cent(self, mark: Mark) -> float:
        """How many of the runs have a mark."""
        return 100 * self.marks[mark] / max(1, self.marks.total())


def _loads() -> Iterator[World]:
    light = World("1/s, 5/s", 1, 5, 15, 1)
    middle = World("10/s, 50/s", 10, 50, 15, 1)
    loads = (
        light,
        middle,
        World("50/s, 200/s", 50, 200, 15, 1),
        replace(light, name="1/s, 5/s, 3 other own", others=3),
        replace(middle, name="10/s, 50/s, 2 read, slow", operators=2, slowest=5.0),
    )
    for world in (*loads, replace(light, window=60)):
        name = f"{world.name}, {world.window:.0f} s"
        if world.operators == 1:
            yield replace(world, name=f"{name}, once", reads_once=True)
        yield replace(world, name=f"{name}, every 5 s")
    for world in loads:
        yield replace(world, name=f"{world.name}, to the end", window=LATE, is_final=True)


def _aged(worlds: Iterable[World]) -> Iterator[World]:
    for world in worlds:
        yield replace(world, name=f"{world.name}; fresh")
        yield replace(world, name=f"{world.name}; up to 60 s old", age=60)


SOUND: Final = tuple(_aged(_loads()))
"""Worlds in which all is so that the rule takes for granted."""

BROKEN: Final = tuple(
    World(f"broken: {broken}", 1, 5, 15, 1, broken=broken) for broken in Broken if broken
)


def mark(world: World, verdict: Verdict, *, is_applied: bool) -> Mark:
    """What a verdict is worth."""
    match verdict.ruling:
        case Ruling.APPLIED:
            return Mark.RIGHT if is_applied else Mark.WRONG
        case Ruling.PROVISIONAL if world.is_final:
            return Mark.UNDECIDED
        case Ruling.NOT_APPLIED | Ruling.PROVISIONAL:
            return Mark.WRONG if is_applied else Mark.RIGHT
        case Ruling.OPEN:
            return Mark.CONFLICT if verdict.why in _CONFLICTS else Mark.UNDECIDED


def marks_of(world: World, runs: int, seed: str, rule: Judge = judge) -> Counter[Mark]:
    """The marks of so many runs of a world."""
    rng = Random(seed)
    marks: Counter[Mark] = Counter()
    for _ in range(runs):
        run = play(world, rng)
        marks[mark(world, rule(run.evidence, DEADLINE), is_applied=run.is_applied)] += 1
    return marks


def _share(world: World, runs: int, seed: str) -> tuple[World, Counter[Mark]]:
    return world, marks_of(world, runs, f"{seed} {world.name}")


def run(worlds: Sequence[World], runs: int, seed: int, processes: int = 1) -> list[Row]:
    """So many runs of each world; which process plays a share makes no difference to it."""
    shares = [
        (world, min(_SHARE, runs - start), f"{seed} {start}")
        for world in worlds
        for start in range(0, runs, _SHARE)
    ]
    rows = {world: Row(world, Counter()) for world in worlds}
    if processes == 1:
        for world, marks in starmap(_share, shares):
            rows[world].marks.update(marks)
    else:
        with Pool(processes) as pool:
            for world, marks in pool.starmap(_share, shares, chunksize=1):
                rows[world].marks.update(marks)
    return list(rows.values())


def lines(rows: Sequence[Row]) -> Iterator[Line]:
    """The table: no wrong verdict where the facts are so, and few undecided in one world."""
    yield Line(f"world ({rows[0].marks.total()} runs)", "right   wrong  undecided  conflict")
    for row in rows:
        wrong = row.marks[Mark.WRONG]
        undecided = row.per_cent(Mark.UNDECIDED)
        figure = (
            f"{row.per_cent(Mark.RIGHT):6.2f} {wrong:6} {undecided:9.2f} "
            f"{row.per_cent(Mark.CONFLICT):9.2f}"
        )
        has_bar = row.world.name.startswith(BARRED)
        bar = "0 wrong" + (f", {MOST_UNDECIDED:.0f} % undecided" if has_bar else "")
        holds = wrong == 0 and not (has_bar and undecided > MOST_UNDECIDED)
        is_broken = row.world.broken is not Broken.NOTHING
        yield Line(row.world.name, figure, *(() if is_broken else (bar, holds)))


def main() -> int:
    """Run as the command line says, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="What is proposed about a doubt, and what is so.")
    parser.add_argument("--runs", type=int, default=1_000_000, help="over all the sound worlds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    each = -(-asked.runs // len(SOUND))
    sound = run(SOUND, each, asked.seed, asked.processes)
    broken = run(BROKEN, -(-asked.runs // 50), asked.seed, asked.processes)
    total = sum(row.marks.total() for row in sound)
    wrong = sum(row.marks[Mark.WRONG] for row in sound)
    summary = Line("wrong verdicts in all of these", f"{wrong} of {total}", "0", wrong == 0)
    return tell([*lines(sound), summary, Line("", ""), *lines(broken)])


if __name__ == "__main__":
    sys.exit(main())
