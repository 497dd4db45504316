"""What the journal costs: the commits of a movement, and the check at the start.

Run as `python -m tests.reliability.journal_costs --movements 1000 --events 20000`, on a machine
that does nothing else; it draws nothing, so it takes no seed. Timed are `begin` and `settle` with
their commits, on the disk of the temporary folder (set TMPDIR to choose it), and `check` on a
journal of so many events and on one of ten times as many, the median of several.

It does not show a slow disk: a commit takes five times what the disk takes to sync.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from smspartner_tui.core.movement import Outcome
from smspartner_tui.journal import Journal
from smspartner_tui.journal.soundness import _rules
from tests.journal.helpers import BASE_URL, NADIA, agree, confirmed, movement
from tests.reliability.report import Line, tell

COMMIT_BAR: Final = 0.020
"""Seconds that all but one in a hundred commits may take."""

CHECK_BAR: Final = 0.2
"""Seconds that the check may take."""

BAR_AT: Final = 20_000
"""The events that the bar on the check speaks of."""

_EVENTS_A_MOVEMENT: Final = 3
_CLIENTS: Final = 40
_CHECKS: Final = 7


class Days:
    """A clock that goes five minutes for each movement: a busy reseller's two years."""

    def __init__(self) -> None:
        self.now = datetime(2024, 1, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def go_on(self) -> None:
        """On to the next movement."""
        self.now += timedelta(minutes=5)


def _outcome(number: int) -> Outcome:
    """A success as the platform words it, with other balances each time."""
    main, subaccount = Decimal(f"{2000 + number % 997}.2"), Decimal(f"{number % 97}.5")
    reply = (
        f'{{"success": true, "code": 200, "credit": {main}, '
        f'"subaccountCredit": {subaccount}, "currency": "EUR"}}'
    )
    return replace(confirmed(str(main), str(subaccount)), reply=reply)


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds, each list in the order they were measured."""

    begin: Sequence[float]
    settle: Sequence[float]


def commits(folder: Path, movements: int, clock: Callable[[], float] = time.monotonic) -> Costs:
    """What so many movements cost a new journal, with every sync."""
    days, begins, settles = Days(), [], []
    with closing(Journal(folder, BASE_URL, NADIA, days)) as journal:
        for number in range(movements):
            asked = movement(f"token {number % _CLIENTS}")
            days.go_on()
            outcome = _outcome(number)
            began = clock()
            journal.begin(asked, agree)
            begun = clock()
            journal.settle(asked.id, outcome)
            settles.append(clock() - begun)
            begins.append(begun - began)
    return Costs(begins, settles)


def fill(folder: Path, events: int) -> Journal:
    """A journal with at least so many events, for its caller to close; written without syncs."""
    days = Days()
    journal = Journal(folder, BASE_URL, NADIA, days)
    # For the filling alone; what is on the disk in the end is the same.
    journal._db.execute("PRAGMA synchronous=OFF")
    journal._db.execute("PRAGMA journal_mode=MEMORY")
    for number in range(-(-events // _EVENTS_A_MOVEMENT)):
        asked = movement(f"token {number % _CLIENTS}", reference="INV-2024-0117")
        days.go_on()
        journal.begin(asked, agree)
        journal.settle(asked.id, _outcome(number))
    journal._db.execute("PRAGMA journal_mode=TRUNCATE")
    journal._db.execute("PRAGMA synchronous=EXTRA")
    return journal


def checks(journal: Journal, times: int = _CHECKS) -> list[float]:
    """The seconds that each of so many checks took; every one is a start's first."""
    found = []
    for _ in range(times):
        _rules.cache_clear()
        began = time.monotonic()
        journal.check()
        found.append(time.monotonic() - began)
        if journal.problem is not None:
            raise RuntimeError(f"the journal is {journal.problem}")
    return found


def percentile(seconds: Sequence[float], part: float) -> float:
    """The time that so large a part of them did not exceed."""
    return sorted(seconds)[min(int(part * len(seconds)), len(seconds) - 1)]


def lines(costs: Costs, found: dict[int, Sequence[float]]) -> list[Line]:
    """The table; `found` holds the checks by the number of events."""
    table = []
    for name, seconds in (("begin", costs.begin), ("settle", costs.settle)):
        median, most = percentile(seconds, 0.5), percentile(seconds, 0.99)
        table += [
            Line(f"{name}, of {len(seconds)}: p50", _ms(median)),
            Line(
                f"{name}, of {len(seconds)}: p99",
                _ms(most),
                f"<= {_ms(COMMIT_BAR)}",
                most <= COMMIT_BAR,
            ),
            Line(f"{name}, of {len(seconds)}: worst", _ms(max(seconds))),
        ]
    for events, each in found.items():
        median = statistics.median(each)
        what = f"check of {events} events, median of {len(each)}"
        if events <= BAR_AT:
            table.append(Line(what, _ms(median), f"<= {_ms(CHECK_BAR)}", median <= CHECK_BAR))
        else:
            table.append(Line(what, _ms(median)))
        table.append(Line("  fastest and slowest", f"{_ms(min(each))}, {_ms(max(each))}"))
    return table


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def main() -> int:
    """Time it all, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="What the journal costs.")
    parser.add_argument("--movements", type=int, default=1000)
    parser.add_argument("--events", type=int, default=BAR_AT)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="costs-") as folder:
        costs = commits(Path(folder, "commits"), asked.movements)
        found: dict[int, Sequence[float]] = {}
        for events in (asked.events, 10 * asked.events):
            with closing(fill(Path(folder, str(events)), events)) as journal:
                found[events] = checks(journal)
    return tell(lines(costs, found))


if __name__ == "__main__":
    sys.exit(main())
