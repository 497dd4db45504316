"""What a verdict is as a value, whatever it says."""

from dataclasses import FrozenInstanceError

import pytest

from smspartner_tui.core.movement import Direction, Ruling, Why
from smspartner_tui.core.verdict import Evidence, Verdict
from tests.core.sightings import NOON, entry_of

BARE = {
    "evidence": (Evidence(entry_of(Direction.ADD)), "entry"),
    "verdict": (Verdict(Ruling.OPEN, Why.UNREAD, NOON), "ruling"),
}


@pytest.mark.parametrize("name", BARE)
def test_what_was_judged_stays_as_it_was(name: str) -> None:
    """Neither evidence nor a verdict can be changed, and nothing is noted beside them."""
    value, field = BARE[name]
    with pytest.raises(FrozenInstanceError):
        setattr(value, field, Ruling.APPLIED)
    assert not hasattr(value, "__dict__")


def test_nothing_is_known_that_was_not_read() -> None:
    """Evidence without balances is empty, and a verdict without figures asks for none."""
    evidence, verdict = Evidence(entry_of(Direction.ADD)), Verdict(Ruling.OPEN, Why.UNREAD, NOON)
    assert (evidence.main, evidence.subaccount, evidence.others) == ((), (), ())
    assert evidence.may_buy is False
    assert (verdict.rises_above, verdict.holds_from) == (None, None)
