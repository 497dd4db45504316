"""Figures of programs over the rounds, and ratios of two of them held against a goal."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tests.benchmarks.screen_rounds import Round, Run
from tests.reliability.report import Line

Figure = Callable[[Run], float | None]
"""What is read off a program's run; None where it was not measured."""


class Goal(NamedTuple):
    """The largest ratio that will do, and the one that would be better still."""

    most: float
    better: float | None = None

    def said(self, ratio: float) -> str:
        """The goal, and whether what is better still was reached."""
        if self.better is None:
            return f"<= {self.most:.2f}"
        reached = "reached" if ratio <= self.better else "short"
        return f"<= {self.most:.2f}; better {self.better:.2f}: {reached}"


class Figures:
    """What was found, asked for by the names of programs."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        self._rounds = rounds

    def middle(self, name: str, figure: Figure) -> float | None:
        """The median over the rounds that have it."""
        runs = (one[name] for one in self._rounds if name in one)
        values = [value for run in runs if (value := figure(run)) is not None]
        return statistics.median(values) if values else None

    def ratio(self, name: str, to: str, figure: Figure) -> float | None:
        """The median of the ratios within each round that has both."""
        found = []
        for one in self._rounds:
            if name in one and to in one:
                above, below = figure(one[name]), figure(one[to])
                if above is not None and below:
                    found.append(above / below)
        return statistics.median(found) if found else None

    def beside(
        self, what: str, name: str, to: str, figure: Figure, goal: Goal | None, unit: str = "ms"
    ) -> Iterator[Line]:
        """A line on a program's figure beside another's; none where either was not measured."""
        ratio = self.ratio(name, to, figure)
        ours, theirs = self.middle(name, figure), self.middle(to, figure)
        if ratio is None or ours is None or theirs is None:
            return
        both = f"{what}: {name} {said(ours, unit)} to {to} {said(theirs, unit)}"
        if goal is None:
            yield Line(both, f"{ratio:.3f}")
        else:
            yield Line(both, f"{ratio:.3f}", goal.said(ratio), ratio <= goal.most)

    def alone(self, what: str, name: str, figure: Figure, unit: str) -> Iterator[Line]:
        """A line on a figure that nothing is asked of."""
        if (value := self.middle(name, figure)) is not None:
            yield Line(f"{what}: {name}", said(value, unit))


def said(value: float, unit: str) -> str:
    """A figure with its unit; seconds are told in thousandths."""
    match unit:
        case "ms":
            return f"{value * 1000:.1f} ms"
        case "B":
            return f"{value:,.0f} B"
        case _:
            return f"{value:.1f} {unit}"
