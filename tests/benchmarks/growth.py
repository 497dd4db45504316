"""What things cost as accounts and journals grow, and whether memory does with time.

Run as `python -m tests.benchmarks.growth`. Start, refresh, filter and plan are measured at 30,
300 and 3,000 sub-accounts, the history at 100, 10,000 and 300,000 movements (a journal of these
takes some minutes to be written). Through the figures of each a line is laid in logarithms, whose
slope is the exponent: 0 is flat, 1 is linear. What every start, every key and every page asks for
should be flat or nearly so; what looks at each sub-account or each movement may be linear, and
nothing may be more. A fixed part makes an exponent smaller; costs below a millisecond are no
growth that anybody could feel, and are held to that instead.

Then a week of readings, one a minute, in each of which a client had spent: 10,080 of them, in one
app, without waiting. Memory at the end may be a little more than in the middle, and no more.
"""

import argparse
import math
import statistics
import sys
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from tests.benchmarks import growth_costs as costs
from tests.benchmarks.growth_costs import Costs
from tests.benchmarks.growth_week import WEEK, Week, week
from tests.reliability.report import Line, tell

FLAT: Final = 0.25
LINEAR: Final = 1.20
"""The largest exponents that are called so; sorting alone is a little more than linear."""

UNFELT: Final = 0.001
"""Seconds that nobody feels, however they grow."""

MORE: Final = 0.05
"""Of the memory in the middle of the week, by which it may be more at its end."""


class Size(NamedTuple):
    """How large what is measured is."""

    subaccounts: Sequence[int] = (30, 300, 3_000)
    movements: Sequence[int] = (100, 10_000, 300_000)
    readings: int = WEEK


EXPECTED: Final = {
    costs.START: LINEAR,
    costs.LIVE: LINEAR,
    costs.REFRESH: LINEAR,
    costs.SHOWN: LINEAR,
    costs.FILTER: LINEAR,
    costs.PLAN: LINEAR,
    costs.OPENS: FLAT,
    costs.GOES_ON: FLAT,
    costs.FINDS: FLAT,
    costs.LOOKS: LINEAR,
    costs.ADDS_UP: LINEAR,
    costs.LAST: FLAT,
    costs.CHECKED: LINEAR,
}
"""What each may grow by: the configuration is read whole, and so is the platform's list."""


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The slope of the line through them in logarithms: 0 is flat, 1 linear."""
    across = [math.log(size) for size in sizes]
    up = [math.log(max(cost, 1e-9)) for cost in seconds]
    return statistics.linear_regression(across, up).slope


def lines(size: Size) -> list[Line]:
    """Measure all of it; the table."""
    measured: tuple[tuple[Callable[[int], Costs], Sequence[int]], ...] = (
        (costs.of_start, size.subaccounts),
        (costs.of_refresh, size.subaccounts),
        (costs.of_screen, size.subaccounts),
        (costs.of_history, size.movements),
    )
    table = [line for measure, sizes in measured for line in _grown(measure, sizes)]
    return [*table, *_over_time(week(size.readings))] if size.readings else table


def _grown(measure: Callable[[int], Costs], sizes: Sequence[int]) -> list[Line]:
    found = []
    for size in sizes:
        sys.stderr.write(f"{measure.__name__} {size:,}\n")
        found.append(measure(size))
    return [grown(what, sizes, [one[what] for one in found]) for what in found[0]]


def grown(what: str, sizes: Sequence[int], seconds: Sequence[float]) -> Line:
    """A line on what one thing costs at each size."""
    most = EXPECTED[what]
    slope = exponent(sizes, seconds)
    each = ", ".join(f"{cost * 1000:.1f}" for cost in seconds)
    at = ", ".join(f"{size:,}" for size in sizes)
    kind = "flat" if most == FLAT else "linear"
    bar = f"{kind}: exponent <= {most:.2f}"
    holds = slope <= most or max(seconds) <= UNFELT
    return Line(f"{what}: {each} ms at {at}", f"n^{slope:.2f}", bar, holds)


def _over_time(found: Week) -> list[Line]:
    more = found.end / found.middle - 1
    what = f"{found.readings:,} readings: {found.start:.1f}, {found.middle:.1f}, {found.end:.1f} MB"
    return [
        Line(
            f"{what} at the start, in the middle, at the end",
            f"{more:+.1%}",
            f"<= {MORE:+.0%} in the second half",
            more <= MORE,
        ),
        Line("a reading of it, with the screen", f"{found.seconds * 1000:.1f} ms"),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure as the command line says, and print the table; 1 if something grows too fast."""
    usual = Size()
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.growth", description="Cost against size."
    )
    parser.add_argument("--subaccounts", type=_counts, default=usual.subaccounts, metavar="N,N,…")
    parser.add_argument("--movements", type=_counts, default=usual.movements, metavar="N,N,…")
    parser.add_argument("--readings", type=int, default=usual.readings, help="0 for none")
    asked = parser.parse_args(arguments)
    return tell(lines(Size(asked.subaccounts, asked.movements, asked.readings)))


def _counts(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split(",") if word)


if __name__ == "__main__":
    sys.exit(main())
