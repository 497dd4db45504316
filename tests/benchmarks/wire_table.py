"""The table of the wire's benchmark: each figure beside its goal."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Final, NamedTuple

from tests.benchmarks.wire_rounds import Round, Size
from tests.reliability.report import Line

NOT_INSTALLED: Final = "not installed"

ONE_GOAL: Final = 1.15
"""How many round trips with their work one movement may take, what the journal costs besides."""

GAP_GOAL: Final = 0.010
"""Seconds from a reply to the next request, at the median."""


class Goal(NamedTuple):
    """The largest ratio that will do, and how it is said."""

    most: float
    said: str


BOUND_GOAL: Final = Goal(1.10, "<= 1.10 (better: 1.03)")
CURL_GOAL: Final = Goal(1 / 3, "<= 1/3")
REQUESTS_GOAL: Final = Goal(1 / 5, "<= 1/5")

Figure = Callable[[Round], float | None]


def lines(size: Size, rounds: Sequence[Round]) -> list[Line]:
    """The table; every figure is the median of the rounds."""
    return [*_times(size, rounds), *_ratios(rounds), *_parts(size, rounds)]


def _times(size: Size, rounds: Sequence[Round]) -> list[Line]:
    few = f"reckoned from {min(size.few, size.movements)}"
    bare = f"one movement from nothing; 3 round trips + work are {_ms(size.least + _opening(size))}"
    bound = f"one connection; {size.movements} x {_ms(size.least)} + {_ms(_opening(size))} are"
    least = size.movements * size.least + _opening(size)
    return [
        Line(bare, _ms(statistics.median(one.bare for one in rounds))),
        Line(f"{size.movements} movements: {bound} {least:.2f} s", _s(rounds, lambda r: r.bound)),
        Line(f"{size.movements} movements: ours", _s(rounds, lambda r: r.ours)),
        Line(f"{size.movements} movements: curl each, {few}", _s(rounds, lambda r: r.curl)),
        Line(f"{size.movements} movements: requests each, {few}", _s(rounds, lambda r: r.requests)),
    ]


def _opening(size: Size) -> float:
    """Seconds to open a connection: TCP's round trip and TLS's."""
    return 2 * size.round_trip


def _ratios(rounds: Sequence[Round]) -> list[Line]:
    return [
        _ratio("ours / one connection", rounds, lambda r: r.ours, lambda r: r.bound, BOUND_GOAL),
        *_beside("curl each", rounds, lambda r: r.curl, CURL_GOAL),
        *_beside("requests each", rounds, lambda r: r.requests, REQUESTS_GOAL),
    ]


def _beside(other: str, rounds: Sequence[Round], figure: Figure, goal: Goal) -> list[Line]:
    """Ours and the bound beside another way; a goal below the bound is nobody's to meet."""
    bound = _ratio(f"  one connection / {other}", rounds, lambda r: r.bound, figure, goal)
    reachable = goal if bound.holds else None
    ours = _ratio(f"ours / {other}", rounds, lambda r: r.ours, figure, reachable)
    return [ours, Line(bound.what, bound.figure)]


def _ratio(
    what: str, rounds: Sequence[Round], above: Figure, below: Figure, goal: Goal | None = None
) -> Line:
    """A ratio within each round, because the machine may be slower in the next."""
    found = []
    for one in rounds:
        over, under = above(one), below(one)
        if over is None or under is None:
            return Line(what, NOT_INSTALLED, goal.said if goal else "")
        found.append(over / under)
    ratio = statistics.median(found)
    figure = f"{ratio:.3f}"
    return Line(what, figure, goal.said, ratio <= goal.most) if goal else Line(what, figure)


def _parts(size: Size, rounds: Sequence[Round]) -> list[Line]:
    begin = _all(one.begins for one in rounds)
    settle = _all(one.settles for one in rounds)
    gaps = _all(one.gaps for one in rounds)
    one = statistics.median(_all(one.ones for one in rounds))
    journal = statistics.median(begin) + statistics.median(settle)
    most = ONE_GOAL * size.least + journal
    gap = statistics.median(gaps)
    return [
        Line(
            "one movement, yes to answer, opened early",
            _ms(one),
            f"<= {_ms(most)} ({ONE_GOAL} x {_ms(size.least)} + the journal)",
            one <= most,
        ),
        Line("a reply to the next request, p50", _ms(gap), f"<= {_ms(GAP_GOAL)}", gap <= GAP_GOAL),
        Line("  p90, worst", f"{_ms(_part(gaps, 0.9))}, {_ms(max(gaps))}"),
        Line("the journal's commits: begin, p50, p90", _both(begin)),
        Line("  settle, p50, p90", _both(settle)),
    ]


def _all(found: Iterable[Sequence[float]]) -> list[float]:
    return list(chain.from_iterable(found))


def _both(seconds: Sequence[float]) -> str:
    return f"{_ms(statistics.median(seconds))}, {_ms(_part(seconds, 0.9))}"


def _part(seconds: Sequence[float], part: float) -> float:
    """The time that so large a part of them did not exceed."""
    return sorted(seconds)[min(int(part * len(seconds)), len(seconds) - 1)]


def _s(rounds: Sequence[Round], figure: Figure) -> str:
    found = [seconds for one in rounds if (seconds := figure(one)) is not None]
    return f"{statistics.median(found):.2f} s" if found else NOT_INSTALLED


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
