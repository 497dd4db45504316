"""How soon balances are read again. Pure."""

from datetime import datetime, timedelta
from typing import Final

from smspartner_tui.core.movement import Entry
from smspartner_tui.core.verdict import late_until

_CLOSE: Final = 5.0
"""Seconds between readings while what they show may still decide about a movement in doubt."""

_STEADY: Final = 60.0
"""Seconds between readings while one is in doubt, also where none were asked for."""

_SLOWEST: Final = 8
"""Times the usual pause, at most, while readings fail."""

_AFTERWARDS: Final = timedelta(seconds=30)
"""The platform's time is over then, and one reading more has been taken."""


def needs_close_look(entry: Entry, deadline: float, now: datetime) -> bool:
    """Whether the readings of these seconds count; `deadline` is a movement's, in seconds."""
    return now < late_until(entry, deadline) + _AFTERWARDS


def pause(
    interval: timedelta | None, failures: int, took: float, *, in_doubt: bool, close: bool
) -> float | None:
    """Seconds until the next reading, after one that took `took`; None where none is due.

    A list of many pages is not asked for without end: half of the time at most is spent reading.
    """
    times = min(1 << failures, _SLOWEST)
    if close:
        return max(_CLOSE, took) * times
    if interval is not None:
        return interval.total_seconds() * times
    return _STEADY * times if in_doubt else None
