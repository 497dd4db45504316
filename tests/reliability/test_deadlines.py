"""Deadlines in short: what `test_faults_on_the_wire` and `test_client` do not meet already."""

import pytest

from smspartner_tui.core.movement import State
from tests.faults import FAULTS, Fault
from tests.partner import OVERRUN
from tests.reliability.deadlines import (
    OURS,
    Timed,
    everywhere,
    leave,
    lines,
    look_up,
    measure,
    post,
    read,
    stock,
)

SHORT = 0.25
"""Seconds that a call gets."""

FAIR = Timed("fair", SHORT, SHORT, State.UNKNOWN, State.UNKNOWN)


def is_well_ended(timed: Timed) -> bool:
    """Whether it ended at its time and as it should."""
    return timed.is_fair and timed.overrun <= OVERRUN


CASES = [
    pytest.param(fault, tls, id=f"{fault.name} {'TLS' if tls else 'http'}")
    for fault, tls in everywhere(OURS)
]


@pytest.mark.parametrize(("fault", "tls"), CASES)
def test_a_movement_ends_at_its_deadline(fault: Fault, tls: bool) -> None:
    """Whatever is not read, read slowly, or dripped below TLS."""
    timed = measure(fault, SHORT, post, tls=tls)
    assert is_well_ended(timed), timed


def test_a_reading_ends_at_its_deadline() -> None:
    """The same for what only reads."""
    timed = measure(OURS[-1], SHORT, read, tls=True)
    assert is_well_ended(timed), timed


def test_a_lookup_that_stalls_ends_when_connecting_must() -> None:
    """For a movement and for a reading; and at once where the program is left."""
    assert all(map(is_well_ended, look_up(SHORT)))
    assert leave() <= OVERRUN


def test_what_comes_back_too_late_is_seen() -> None:
    """Stock httpx, whose time-out is for each read, is still there when it is cut off."""
    late = stock(FAULTS["drip-headers"], SHORT)
    assert late.overrun > OVERRUN
    assert [line.holds for line in lines([late], [FAIR], [FAIR])] == [False, True, True, True]


@pytest.mark.parametrize(
    "unfair",
    [FAIR._replace(seconds=SHORT / 2), FAIR._replace(state=State.CONFIRMED)],
    ids=["too early", "otherwise"],
)
def test_what_the_deadline_did_not_end_is_seen(unfair: Timed) -> None:
    """It would prove nothing about deadlines."""
    assert [line.holds for line in lines([FAIR], [unfair], [FAIR])] == [True, True, True, False]
