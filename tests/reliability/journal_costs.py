"""What the journal costs: the commits of a movement, and the check at the start.

Run as `python -m tests.reliability.journal_costs --movements 1000 --events 20000`, on a machine
that does nothing else; it draws nothing, so it takes no seed. Timed are `begin` and `settle` with
their commits, on the disk of the temporary folder (set TMPDIR to choose it), in a new journal, in
one of so many events and in one of ten times as many; and the median of several checks of these.

It does not show a slow disk: a commit takes five times what the disk takes to sync.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from smspartner_tui.core.movement import Movement, Outcome
from smspartner_tui.journal import Journal
from smspartner_tui.journal.soundness import _rules
from tests.journal.helpers import BASE_URL, NADIA, agree, confirmed, movement
from tests.reliability.report import Line, tell

COMMIT_BAR: Final = 0.020
"""Seconds that all but one in a hundred commits may take."""

CHECK_BAR: Final = 0.2
"""Seconds that the check may take."""

BAR_AT: Final = 20_000
"""The most events that the bars speak of."""

_EVENTS_A_MOVEMENT: Final = 3
_CLIENTS: Final = 40
_CHECKS: Final = 7


class Books:
    """A busy reseller's books: a movement every five minutes, on one client after the other.

    The balances are those that the movements and the clients' own spending lead to, for what
    else a balance does is looked into, and costs.
    """

    def __init__(self) -> None:
        self._done = 0
        self._now = datetime(2024, 1, 1, 8, tzinfo=UTC)

    def now(self) -> datetime:
        """The time; a tenth of a second goes by at each look, as a POST takes some."""
        self._now += timedelta(milliseconds=100)
        return self._now

    def next(self) -> tuple[Movement, Outcome]:
        """The next movement, 50 EUR, and what will be answered; its client spent 45 before it."""
        self._done += 1
        self._now += timedelta(minutes=5)
        client = self._done % _CLIENTS
        asked = movement(f"token {client}", reference="INV-2024", movement_id=str(self._done))
        main, subaccount = 10**7 - 50 * self._done, 50 + 5 * (self._done // _CLIENTS)
        return asked, confirmed(f"{main}.2", f"{subaccount}.5")


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds, each list in the order they were measured."""

    begin: Sequence[float]
    settle: Sequence[float]


def commits(
    journal: Journal, books: Books, movements: int, clock: Callable[[], float] = time.monotonic
) -> Costs:
    """What so many more movements cost a journal, with every sync."""
    begins, settles = [], []
    for _ in range(movements):
        asked, outcome = books.next()
        began = clock()
        journal.begin(asked, agree)
        begun = clock()
        journal.settle(asked.id, outcome)
        settles.append(clock() - begun)
        begins.append(begun - began)
    return Costs(begins, settles)


def open_over(folder: Path, books: Books) -> Journal:
    """A journal that tells time by the books, for its caller to close."""
    return Journal(folder, BASE_URL, NADIA, books.now)


def fill(folder: Path, books: Books, events: int) -> Journal:
    """A journal with at least so many events, for its caller to close; written without syncs."""
    journal = open_over(folder, books)
    # For the filling alone; what is on the disk in the end is the same.
    journal._db.execute("PRAGMA synchronous=OFF")
    journal._db.execute("PRAGMA journal_mode=MEMORY")
    for _ in range(-(-events // _EVENTS_A_MOVEMENT)):
        asked, outcome = books.next()
        journal.begin(asked, agree)
        journal.settle(asked.id, outcome)
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


def lines(costs: dict[int, Costs], found: dict[int, Sequence[float]]) -> list[Line]:
    """The table; both by the number of events that the journal held. A grown one has no bars."""
    table = []
    for events, paid in costs.items():
        where = f"{events} events" if events else "a new journal"
        for name, seconds in (("begin", paid.begin), ("settle", paid.settle)):
            median, most = percentile(seconds, 0.5), percentile(seconds, 0.99)
            what = f"{where}: {name}, of {len(seconds)}"
            table += [
                Line(f"{what}, p50", _ms(median)),
                _held(f"{what}, p99", most, COMMIT_BAR, events),
                Line(f"{what}, worst", _ms(max(seconds))),
            ]
    for events, each in found.items():
        median = statistics.median(each)
        what = f"check of {events} events, median of {len(each)}"
        table.append(_held(what, median, CHECK_BAR, events))
        table.append(Line("  fastest and slowest", f"{_ms(min(each))}, {_ms(max(each))}"))
    return table


def _held(what: str, seconds: float, bar: float, events: int) -> Line:
    if events > BAR_AT:
        return Line(what, _ms(seconds))
    return Line(what, _ms(seconds), f"<= {_ms(bar)}", seconds <= bar)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def main() -> int:
    """Time it all, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="What the journal costs.")
    parser.add_argument("--movements", type=int, default=1000)
    parser.add_argument("--events", type=int, default=BAR_AT)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="costs-") as folder:
        books, costs = Books(), {}
        with closing(open_over(Path(folder, "new"), books)) as journal:
            costs[0] = commits(journal, books, asked.movements)
        found: dict[int, Sequence[float]] = {}
        for events in (asked.events, 10 * asked.events):
            books = Books()
            with closing(fill(Path(folder, str(events)), books, events)) as journal:
                found[events] = checks(journal)
                costs[events] = commits(journal, books, asked.movements // 5)
    return tell(lines(costs, found))


if __name__ == "__main__":
    sys.exit(main())
