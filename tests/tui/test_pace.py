"""How soon balances are read again: the whole table, and its edges."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.movement import Direction, State
from smspartner_tui.core.verdict import late_until
from smspartner_tui.tui.pace import needs_close_look, pause
from tests.core.sightings import DEADLINE, at, entry_of

MINUTE = timedelta(seconds=60)

# The usual pause, failures, seconds that a reading took, in doubt, close: seconds until the next.
PAUSES: dict[str, tuple[timedelta | None, int, float, bool, bool, float | None]] = {
    "every minute": (MINUTE, 0, 0.3, False, False, 60.0),
    "on demand only": (None, 0, 0.3, False, False, None),
    "on demand, but in doubt": (None, 0, 0.3, True, False, 60.0),
    "in doubt": (MINUTE, 0, 0.3, True, False, 60.0),
    "close": (MINUTE, 0, 0.3, True, True, 5.0),
    "close, on demand": (None, 0, 0.3, True, True, 5.0),
    "looked at, not in doubt any more": (None, 0, 0.3, False, True, 5.0),
    "close, a list of many pages": (MINUTE, 0, 12.5, True, True, 12.5),
    "close, as long as it takes": (MINUTE, 0, 5.0, True, True, 5.0),
    "a long list in peace": (MINUTE, 0, 12.5, False, False, 60.0),
    "failed once": (MINUTE, 1, 0.3, False, False, 120.0),
    "failed twice": (MINUTE, 2, 0.3, False, False, 240.0),
    "failed three times": (MINUTE, 3, 0.3, False, False, 480.0),
    "failed four times": (MINUTE, 4, 0.3, False, False, 480.0),
    "failed for a day": (MINUTE, 1440, 15.0, False, False, 480.0),
    "failed, on demand": (None, 3, 0.3, False, False, None),
    "failed, on demand, in doubt": (None, 2, 0.3, True, False, 240.0),
    "failed, close": (MINUTE, 1, 0.3, True, True, 10.0),
    "failed often, close": (MINUTE, 9, 15.0, True, True, 120.0),
    "often, by choice": (timedelta(seconds=10), 0, 0.3, False, False, 10.0),
}


@pytest.mark.parametrize(
    ("interval", "failures", "took", "in_doubt", "close", "seconds"), PAUSES.values(), ids=PAUSES
)
def test_the_next_reading_is_due(
    interval: timedelta | None,
    failures: int,
    took: float,
    in_doubt: bool,
    close: bool,
    seconds: float | None,
) -> None:
    """After the pause that fits: the usual one, a short one in doubt, a longer one after errors."""
    assert pause(interval, failures, took, in_doubt=in_doubt, close=close) == seconds


@given(
    interval=st.none() | st.timedeltas(timedelta(seconds=5), timedelta(hours=24)),
    failures=st.integers(0, 10_000),
    took=st.floats(0.0, 600.0),
    in_doubt=st.booleans(),
    close=st.booleans(),
)
def test_the_platform_is_never_hammered(
    interval: timedelta | None, failures: int, took: float, in_doubt: bool, close: bool
) -> None:
    """No sooner than in five seconds, never more than half of the time when close, and bounded."""
    seconds = pause(interval, failures, took, in_doubt=in_doubt, close=close)
    if not (close or in_doubt or interval):
        assert seconds is None
        return
    assert seconds is not None
    assert seconds >= 5.0
    assert not close or seconds >= took
    usual = pause(interval, 0, took, in_doubt=in_doubt, close=close)
    assert usual is not None
    assert usual <= seconds <= 8 * usual
    assert seconds <= (pause(interval, failures + 1, took, in_doubt=in_doubt, close=close) or 0)


@pytest.mark.parametrize(
    ("seconds", "is_close"), [(0, True), (150, True), (179.999, True), (180, False), (9999, False)]
)
def test_the_first_minutes_are_looked_at_closely(seconds: float, is_close: bool) -> None:
    """Until the platform's time is over, and one reading more was taken."""
    entry = entry_of(Direction.ADD)
    assert late_until(entry, DEADLINE) == at(150)
    assert needs_close_look(entry, DEADLINE, at(seconds)) is is_close
    assert entry.state is State.UNKNOWN
