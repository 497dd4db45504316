"""What is said of growth: exponents, and figures of every kind at sizes that take no time."""

from pathlib import Path

import pytest

from tests.benchmarks import growth_costs as costs
from tests.benchmarks.growth import EXPECTED, exponent, grown
from tests.benchmarks.growth_week import week
from tests.benchmarks.long_history import long_history
from tests.benchmarks.profile import by_package, imported
from tests.journal.helpers import open_journal

SIZES = (30, 300, 3000)


@pytest.mark.parametrize(
    ("seconds", "slope"), [((1, 1, 1), 0.0), ((3, 30, 300), 1.0), ((1, 100, 10_000), 2.0)]
)
def test_the_exponent_is_the_slope(seconds: tuple[float, ...], slope: float) -> None:
    """Flat, linear, quadratic."""
    assert exponent(SIZES, seconds) == pytest.approx(slope)


def test_what_grows_too_fast_is_told() -> None:
    """Unless nobody could feel it."""
    assert grown(costs.FILTER, SIZES, (0.01, 0.1, 1.0)).holds
    assert not grown(costs.FILTER, SIZES, (0.01, 1.0, 100.0)).holds
    assert not grown(costs.OPENS, SIZES, (0.01, 0.1, 1.0)).holds
    assert grown(costs.OPENS, SIZES, (1e-6, 1e-5, 1e-4)).holds


def test_every_cost_is_measured() -> None:
    """All but a start, which the tests of bytes make."""
    found = costs.of_refresh(3) | costs.of_screen(3) | costs.of_history(80)
    assert found.keys() == EXPECTED.keys() - {costs.START, costs.LIVE}
    assert min(found.values()) > 0


def test_a_long_history_is_a_sound_one(tmp_path: Path) -> None:
    """The start's check finds nothing wrong, and all of it is there."""
    long_history(tmp_path, 50)
    journal = open_journal(tmp_path)
    try:
        journal.check()
        assert journal.problem is None
        assert len(journal.records(100)) == 50
    finally:
        journal.close()


def test_a_short_week_is_measured() -> None:
    """Memory at three moments."""
    found = week(3)
    assert min(found.start, found.middle, found.end, found.seconds) > 0


def test_the_profile_tells_imports() -> None:
    """Of any code, by package."""
    found = by_package(imported("import tomllib"))
    assert found["tomllib"] > 0
