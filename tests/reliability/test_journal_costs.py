"""The journal's costs: the figures are those of the clock, and a journal too slow is seen.

The bars themselves are left to the long run: they are wall time, which other tests share.
"""

from contextlib import closing
from itertools import accumulate, chain, repeat
from pathlib import Path

import pytest

from tests.journal.helpers import raw
from tests.reliability.journal_costs import (
    BAR_AT,
    Books,
    Costs,
    checks,
    commits,
    fill,
    lines,
    open_over,
    percentile,
)

QUICK = Costs([0.002] * 100, [0.003] * 100)
SLOW = Costs([1.0], [1.0])


def missed(costs: Costs, found: dict[int, list[float]]) -> list[str]:
    """The figures that miss their bars."""
    return [
        line.what for line in lines({0: costs, 10 * BAR_AT: SLOW}, dict(found)) if not line.holds
    ]


def test_begin_and_settle_are_timed_apart(tmp_path: Path) -> None:
    """Each by the clock around it, the writing of the outcome not counted to the intent."""
    # Each begin takes one second, each settle two, and ten pass until the next.
    times = accumulate(chain([0.0], *repeat([1.0, 2.0, 10.0], 4)))
    books = Books()
    with closing(open_over(tmp_path / "journal", books)) as journal:
        costs = commits(journal, books, 4, lambda: next(times))
    assert (costs.begin, costs.settle) == ([1.0] * 4, [2.0] * 4)


def test_percentiles_are_times_that_were_measured() -> None:
    """Of a hundred the ninety-ninth part is the last; of one it is that one."""
    hundred = [*range(100)]
    assert [percentile(hundred[::-1], part) for part in (0.5, 0.99)] == [50, 99]
    assert percentile([7.0], 0.99) == 7


@pytest.mark.parametrize(
    ("costs", "found", "expected"),
    [
        (QUICK, {BAR_AT: [0.1, 0.2, 0.9]}, []),
        (QUICK, {10 * BAR_AT: [9.0]}, []),
        (Costs([0.021] * 100, [0.003]), {}, ["a new journal: begin, of 100, p99"]),
        (Costs([0.003], [0.003, 0.021]), {}, ["a new journal: settle, of 2, p99"]),
        (QUICK, {BAR_AT: [0.1, 0.201, 0.9]}, [f"check of {BAR_AT} events, median of 3"]),
    ],
)
def test_what_costs_too_much_is_seen(
    costs: Costs, found: dict[int, list[float]], expected: list[str]
) -> None:
    """A commit or a check beyond its bar; the larger journal has none."""
    assert missed(costs, found) == expected


def test_a_filled_journal_is_one_that_was_written(tmp_path: Path) -> None:
    """It holds the events that were asked for, is checked as often as was asked, and is sound."""
    with closing(fill(tmp_path / "journal", Books(), 150)) as journal:
        assert len(checks(journal, 3)) == 3
        assert len(journal.history(100)) == 50
        # Nothing in it that would have to be looked into: no balance rose by itself.
        assert journal._value("SELECT count(*) FROM rise") == 0
        pragmas = ("journal_mode", "synchronous")
        values = [journal._db.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in pragmas]
        assert values == ["truncate", 3]


def test_a_check_that_finds_damage_is_not_timed(tmp_path: Path) -> None:
    """It would end early, and look quick."""
    with closing(fill(tmp_path / "journal", Books(), 30)) as journal:
        with raw(tmp_path / "journal") as other:
            other.execute("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'event'")
        with pytest.raises(RuntimeError, match="damaged"):
            checks(journal, 1)
