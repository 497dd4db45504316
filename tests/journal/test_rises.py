"""No false rise: whatever is read, spent and moved in whatever order, and by whomever.

A journal that said "credited elsewhere" of what its own movement did, or of what two readings
saw in another order than they were asked in, would send people looking for money that nobody
moved.
"""

import tempfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smspartner_tui.journal.reader import MAIN
from tests.journal.helpers import GARAGE, Clock, open_journal
from tests.journal.worlds import ACCOUNTS, Change, Look, World, euros, worlds

ENOUGH = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def risen(world: World) -> dict[str, Decimal]:
    """What the journal says that each account rose by elsewhere, in euros."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        journal = open_journal(Path(folder), clock)
        try:
            # No power fails here, and a disk takes its time.
            journal._db.execute("PRAGMA synchronous = OFF")
            world.play(journal, clock)
            assert journal.problem is None
            for rise in journal.past().rises:
                assert rise.since < rise.at
                found[rise.token] += rise.amount
        finally:
            journal.close()
    return found


@ENOUGH
@given(worlds())
def test_what_nobody_credited_never_rose(world: World) -> None:
    """Spending, own movements of every end, and two operators' readings: no rise at all."""
    assert risen(world) == {}


@ENOUGH
@given(worlds(credited=3))
def test_no_more_rises_than_was_credited(world: World) -> None:
    """With credits elsewhere among all that, each account's rises add up to no more than those."""
    for account, amount in risen(world).items():
        assert amount <= world.credited(account)


@ENOUGH
@given(
    account=st.sampled_from(ACCOUNTS),
    cents=st.integers(1, 100_000),
    gaps=st.lists(st.sampled_from([1_000, 5_000, 12_000, 60_000]), min_size=1, max_size=8),
    after=st.integers(0, 8),
    took=st.integers(2, 900),
)
def test_a_credit_elsewhere_is_seen(
    account: str, cents: int, gaps: list[int], after: int, took: int
) -> None:
    """All else quiet: once a reading is surely later than one without it, it is a rise of that."""
    asked = [0]
    for gap in [*gaps, 12_000]:
        asked.append(asked[-1] + took + gap)
    looks = [Look(at, at + took, (at + 1, at + 1, at + 1)) for at in asked]
    credit = Change(asked[min(after, len(gaps))] + took, account, cents)
    world = World(looks=looks, changes=[credit])
    assert risen(world) == {account: euros(cents)}


def test_the_worlds_see_a_rise(tmp_path: Path) -> None:
    """The comparison itself: a credit that the world does not own up to would be found."""
    looks = [Look(at, at + 20, (at + 1, at + 2, at + 3)) for at in (0, 60_000)]
    world = World(looks=looks, changes=[Change(30_000, GARAGE, 7)])
    assert risen(world) == {GARAGE: Decimal("0.07")}
    assert world.credited(GARAGE) == Decimal("0.07")
    assert world.credited(MAIN) == 0
