"""What a verdict is as a value, and balances that a movement's own reply told."""

from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from smspartner_tui.core.movement import Direction, Entry, Ruling, State, Why
from smspartner_tui.core.verdict import Evidence, Sighting, Verdict, elsewhere
from tests.core.sightings import NOON, TOKEN, at, entry_of

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


def _thirty(token: str | None, state: State, settled: float | None, *, rises: bool) -> Entry:
    """Another movement of 30 euros, sent after 1 s, that raises or lowers an account."""
    is_add = rises is (token is not None)
    entry = entry_of(Direction.ADD if is_add else Direction.REMOVE, "30")
    settled_at = None if settled is None else at(settled)
    return replace(entry, state=state, sent_at=at(1), settled_at=settled_at)


@pytest.mark.parametrize("token", [None, TOKEN])
@pytest.mark.parametrize(
    ("state", "settled", "answered", "found"),
    [
        # The balance that its reply told holds the 30 euros: those that came later are others.
        (State.CONFIRMED, 2, 2, 30),
        (State.CONFIRMED, 2, 1.999, 0),
        (State.CONFIRMED, 2, 2.001, 0),
        # What is in doubt for 240 s told nothing, however long a reading took.
        (State.UNKNOWN, None, 241, 0),
        (State.RESOLVED_APPLIED, None, 241, 0),
    ],
)
def test_balance_that_a_reply_told_holds_its_own_movement(
    token: str | None, state: State, settled: float | None, answered: float, found: int
) -> None:
    """From there on, a rise by as much is not that movement's."""
    told = Sighting(Decimal(130), at(1), at(answered))
    later = Sighting(Decimal(160), at(300), at(301))
    other = _thirty(token, state, settled, rises=True)
    assert elsewhere(told, later, [other], token) == found


@pytest.mark.parametrize("token", [None, TOKEN])
@pytest.mark.parametrize(("answered", "found"), [(2, 30), (1.999, 0), (2.001, 0)])
def test_balance_that_a_reply_told_has_fallen_by_its_own_movement(
    token: str | None, answered: float, found: int
) -> None:
    """Where it is as before all the same, as much came from elsewhere."""
    before = Sighting(Decimal(100), at(-20), at(-19))
    told = Sighting(Decimal(100), at(1), at(answered))
    other = _thirty(token, State.CONFIRMED, 2, rises=False)
    assert elsewhere(before, told, [other], token) == found
