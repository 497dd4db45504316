"""The ways to the end in short, and proof that their table sees each kind of loss."""

from random import Random

import pytest

from tests.reliability.endings import Found, faults, line, start_without_input, sum_up, try_out
from tests.reliability.endings_ways import BY_NAME, WAYS

TERMINATED = BY_NAME["SIGTERM"]
KILLED = BY_NAME["SIGKILL"]
CLOSED = BY_NAME["terminal closed"]

GOOD = Found("confirmed", 1, is_given_back=True, status=143, seconds=0.4, cpu=0.1)
DOUBT = GOOD._replace(state="sending", status=-9, next_state="unknown")

STOCK = """
import sys
from smspartner_tui.cli import main
from smspartner_tui.tui.leaving import Leaving
Leaving.install = lambda leaving: None
sys.exit(main([]))
"""
"""The program as Textual alone would have it."""


def test_a_kill_loses_the_outcome_and_the_next_start_says_so() -> None:
    """SIGKILL leaves a row that says `sending`; started again, the program calls it unknown."""
    killed = try_out(KILLED, Random(1), is_answered=True)
    assert (killed.state, killed.next_state) == ("sending", "unknown")
    assert not faults(KILLED, killed, is_answered=True)


def test_a_program_that_takes_no_signals_is_seen() -> None:
    """Stock, SIGTERM loses the outcome and leaves the terminal as it is; the table says both."""
    found = try_out(TERMINATED, Random(1), is_answered=True, program=("-c", STOCK))
    assert faults(TERMINATED, found, is_answered=True) == ["outcome", "terminal", "status"]
    assert not line(TERMINATED, [GOOD, found], is_answered=True).holds


def test_an_input_at_its_end_from_the_beginning_is_refused() -> None:
    """The last line of the table holds."""
    assert start_without_input().holds


@pytest.mark.parametrize(
    ("found", "seen"),
    [
        (GOOD, []),
        (GOOD._replace(state="sending"), ["outcome"]),
        (GOOD._replace(state="unknown"), ["outcome"]),
        (GOOD._replace(posts=2), ["posts"]),
        (GOOD._replace(posts=0), ["posts"]),
        (GOOD._replace(is_given_back=False), ["terminal"]),
        (GOOD._replace(status=0), ["status"]),
        (GOOD._replace(seconds=2.1), ["late"]),
        (GOOD._replace(cpu=1.1), ["spinning"]),
    ],
)
def test_each_kind_of_loss_is_seen(found: Found, seen: list[str]) -> None:
    """What differs from what has to be is named, and the line misses its bar."""
    assert faults(TERMINATED, found, is_answered=True) == seen
    assert line(TERMINATED, [GOOD, found], is_answered=True).holds is (not seen)


def test_an_outcome_that_never_came_is_unknown_and_nothing_else() -> None:
    """Without an answer a row that says confirmed is a lie."""
    assert faults(TERMINATED, GOOD, is_answered=False) == ["outcome"]
    assert not faults(TERMINATED, GOOD._replace(state="unknown"), is_answered=False)


def test_a_kill_that_the_next_start_does_not_show_is_seen() -> None:
    """An intent left as it was, or one that was made up into an outcome, is a fault."""
    assert not faults(KILLED, DOUBT, is_answered=True)
    assert faults(KILLED, DOUBT._replace(next_state="sending"), is_answered=True) == ["doubt"]
    assert faults(KILLED, DOUBT._replace(state="confirmed"), is_answered=True) == ["outcome"]


def test_only_a_kill_may_lose_the_outcome() -> None:
    """The sum is missed as soon as any other way loses one."""
    good = {way.name: [GOOD] for way in WAYS}
    assert sum_up(WAYS, good | {"SIGKILL": [DOUBT]})[-1].holds
    lost = sum_up(WAYS, good | {"SIGKILL": [DOUBT], "terminal closed": [GOOD, DOUBT]})[-1]
    assert not lost.holds
    assert lost.figure == "2 (SIGKILL, terminal closed)"


def test_a_terminal_that_is_gone_need_not_be_given_back() -> None:
    """Closed, it is no fault that nothing could be restored; and it is not claimed either."""
    found = GOOD._replace(is_given_back=False, status=129)
    assert not faults(CLOSED, found, is_answered=True)
    assert "terminal back   -" in line(CLOSED, [found], is_answered=True).figure
