"""The bursts of keys in short, and proof that they would show a movement too many."""

from random import Random

import pytest

from tests.reliability.typed_ahead import BURSTS, RHYTHMS, line, movements

BY_KEYS = {(burst.keys, bool(burst.question)): burst for burst in BURSTS}
SIX_ENTERS_AND_YES = BY_KEYS["a50\r\r\r\r\r\ro", False]
MANY_YES = BY_KEYS["oyoyoyo\roy\r", True]

HEARS_EVERYTHING = """
import sys
from smspartner_tui.cli import main
from smspartner_tui.tui import answers
answers.DEAF_FOR = -60.0
sys.exit(main([]))
"""
"""The program, with questions that also take what was typed before they stood."""


def test_keys_typed_ahead_are_no_yes() -> None:
    """Six Enters and a yes in one write, before the question could be read, move nothing."""
    assert movements(SIX_ENTERS_AND_YES, "in one write", Random(1)) == 0


def test_a_question_that_hears_what_was_typed_ahead_is_seen() -> None:
    """Without its deaf moment the same burst moves money, and the bar is missed."""
    # A balance that is read just then makes the question be asked again, so it may take two.
    counted = next(
        (
            moved
            for seed in range(4)
            if (
                moved := movements(
                    SIX_ENTERS_AND_YES, "in one write", Random(seed), ("-c", HEARS_EVERYTHING)
                )
            )
        ),
        0,
    )
    assert counted == 1
    assert not line(SIX_ENTERS_AND_YES, "in one write", [counted]).holds


@pytest.mark.parametrize(
    ("counted", "holds"), [([1], True), ([1, 1], True), ([0], False), ([2], False), ([1, 2], False)]
)
def test_a_movement_too_many_or_too_few_misses_the_bar(counted: list[int], holds: bool) -> None:
    """Where somebody said yes, one round with none or with two is enough."""
    assert line(MANY_YES, "by fingers", counted).holds is holds


def test_no_burst_may_move_more_than_once() -> None:
    """The bars themselves: one movement at most, and none where a burst came in one write."""
    assert all(most <= 1 for burst in BURSTS for _least, most in burst.bars)
    ahead = [burst for burst in BURSTS if not burst.question]
    assert all(burst.bars[0] == (0, 0) for burst in ahead)
    assert {burst.keys for burst in ahead} >= {"\r" * 6, "a50" + "\r" * 6, "a50" + "\r" * 6 + "o"}
    assert len(RHYTHMS) == 3
