"""The rounds of the wire's benchmark: every way after the other, over the same distance."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.anchors import BOUND, CURL, REQUESTS, Anchor
from tests.benchmarks.distance import Distance
from tests.benchmarks.ours import Ours, at_desk, drawn_up


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured, and over which distance; `round_trip` and `work` in seconds.

    `few` are the movements by a new process each, which are alike: what more would take is
    reckoned. `singles` are the movements timed by themselves.
    """

    movements: int = 100
    few: int = 20
    singles: int = 5
    round_trip: float = 0.050
    work: float = 0.020

    @property
    def least(self) -> float:
        """Seconds of a movement on a connection that stands."""
        return self.round_trip + self.work


@dataclass(frozen=True, slots=True)
class Ways:
    """What is measured beside ours."""

    bound: Anchor = BOUND
    curl: Anchor = CURL
    requests: Anchor = REQUESTS


@dataclass(frozen=True, slots=True)
class Round:
    """What one round took, in seconds.

    `bare` is one movement from nothing; `bound`, `ours`, `curl` and `requests` are lines, None
    where one is not installed; `ones` are ours from yes to answer; `gaps`, `begins` and `settles`
    are of our line: from a reply to the next request, and the two commits.
    """

    bare: float
    bound: float
    ours: float
    curl: float | None
    requests: float | None
    ones: Sequence[float]
    gaps: Sequence[float]
    begins: Sequence[float]
    settles: Sequence[float]


def measure(size: Size, rounds: int, ways: Ways | None = None) -> list[Round]:
    """Measure all of it, round after round.

    Raises:
        RuntimeError: a way moved something else than it was asked to.
    """
    with (
        Distance(size.movements, size.round_trip, size.work) as far,
        tempfile.TemporaryDirectory(prefix="wire-") as folder,
    ):
        return [
            _round(size, far, Path(folder, str(number)), ways or Ways()) for number in range(rounds)
        ]


def _round(size: Size, far: Distance, folder: Path, ways: Ways) -> Round:
    with at_desk(far, folder, size.movements) as ours:
        # First, because it also loads what is loaded once, which a line is not to be charged.
        ones = [_one(far, ours) for _ in range(size.singles)]
        bare = _by(ways.bound, far, 1)
        bound = _by(ways.bound, far, size.movements)
        ours.costs.forget()
        seconds, gaps = _line(size, far, ours)
        return Round(
            bare=bare,
            bound=bound,
            ours=seconds,
            curl=_reckoned(ways.curl, far, size),
            requests=_reckoned(ways.requests, far, size),
            ones=ones,
            gaps=gaps,
            begins=tuple(ours.costs.begin),
            settles=tuple(ours.costs.settle),
        )


def _one(far: Distance, ours: Ours) -> float:
    movements = drawn_up(1)
    seconds = ours.one(movements[0])
    far.arrived().check("ours", movements, most_on_one=1)
    return seconds


def _line(size: Size, far: Distance, ours: Ours) -> tuple[float, Sequence[float]]:
    movements = drawn_up(size.movements)
    seconds = ours.line(movements)
    return seconds, far.arrived().check("ours", movements, most_on_one=1).gaps


def _by(anchor: Anchor, far: Distance, number: int) -> float:
    movements = drawn_up(number)
    seconds = anchor.run(far, movements)
    far.arrived().check(anchor.name, movements, number if anchor.shares_connection else 1)
    return seconds


def _reckoned(anchor: Anchor, far: Distance, size: Size) -> float | None:
    """The seconds of all the movements, reckoned from fewer; None where it is not installed."""
    if not anchor.is_here:
        return None
    number = min(size.few, size.movements)
    return _by(anchor, far, number) * size.movements / number
