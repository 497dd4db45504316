"""The wire's benchmark measures what it says: small, near, and without a bar to the clock."""

from tests.benchmarks.wire_rounds import Size, measure
from tests.benchmarks.wire_table import lines

SMALL = Size(movements=4, few=2, singles=1, round_trip=0.002, work=0.001)


def test_every_way_moves_what_it_was_asked_to() -> None:
    """Each is held against the far bank's ledger, ours with one POST on a connection of its own."""
    [once] = measure(SMALL, rounds=1)
    assert len(once.begins) == len(once.settles) == SMALL.movements
    # From each reply of the line to the request behind it.
    assert len(once.gaps) == SMALL.movements - 1
    assert min(once.bare, once.bound, once.ours, *once.ones) > SMALL.least


def test_the_table_has_every_row() -> None:
    """Every figure is told, with its goal where it has one."""
    told = lines(SMALL, measure(SMALL, rounds=1))
    whats = "\n".join(line.what for line in told)
    for what in ("one connection", "ours", "curl each", "requests each", "commits", "settle"):
        assert what in whats
    assert any(line.bar.startswith("<= 1.10") for line in told)
