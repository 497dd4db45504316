"""Evidence whose times do not tell what came before the sending: the clock was set back."""

from dataclasses import replace
from decimal import Decimal

import pytest

from smspartner_tui.core.movement import Before, Direction, Ruling, State, Why
from smspartner_tui.core.verdict import Evidence, Verdict, judge
from tests.core.sightings import (
    DEADLINE,
    NO_EFFECT,
    OTHER_TOKEN,
    WENT_THROUGH,
    at,
    entry_of,
    evidence_of,
    found_in,
)

CERTAIN = {
    "it rose": ("10, 60@40", "1000, 950@150", WENT_THROUGH),
    "the payer held": ("10, 10@150", "1000, 1000@150", NO_EFFECT),
}


def _judged_open(evidence: Evidence) -> bool:
    """Whether nothing is proposed, for this reason, and no figure is asked for."""
    nothing = Verdict(Ruling.OPEN, Why.SET_BACK, at(150))
    return judge(evidence, DEADLINE) == nothing


def _before_read(evidence: Evidence, which: str, when: float) -> Evidence:
    """Evidence where a balance from before was read so many seconds after the sending."""
    before = Before(Decimal(1000), at(when))
    entry = evidence.entry
    is_main = which == "main"
    entry = (
        replace(entry, main_before=before) if is_main else replace(entry, subaccount_before=before)
    )
    return replace(evidence, entry=entry)


def _beside(evidence: Evidence, number: int | None, sent: float, own: int | None = 7) -> Evidence:
    """Evidence with another movement of a number, sent so many seconds after ours."""
    other = entry_of(Direction.ADD, "1", OTHER_TOKEN)
    other = replace(other, number=number, state=State.REJECTED, sent_at=at(sent))
    return replace(evidence, entry=replace(evidence.entry, number=own), others=(other,))


@pytest.fixture(params=[(way, case) for way in Direction for case in CERTAIN])
def evidence(request: pytest.FixtureRequest) -> Evidence:
    """What decides, as long as the times are in order."""
    direction, case = request.param
    raised, lowered, expected = CERTAIN[case]
    found = evidence_of(direction, raised, lowered)
    assert found_in(judge(found, DEADLINE)) == expected
    return found


@pytest.mark.parametrize("which", ["main", "sub-account"])
def test_balance_from_before_that_was_read_later_proves_nothing(
    evidence: Evidence, which: str
) -> None:
    """Either of the two: it is older than the sending, and no time says by how much."""
    assert _judged_open(_before_read(evidence, which, 0.001))
    assert not _judged_open(_before_read(evidence, which, 0))


def test_balances_that_are_not_in_order_prove_nothing(evidence: Evidence) -> None:
    """Whatever they are: one of them can be from before the sending."""
    assert _judged_open(replace(evidence, is_in_order=False))


def test_nothing_is_said_to_be_unread_where_reading_does_not_help() -> None:
    """What has to be compared elsewhere is not put off until the next reading."""
    assert _judged_open(_before_read(evidence_of(Direction.ADD, "10", "1000"), "main", 1))


@pytest.mark.parametrize(
    ("number", "sent", "is_open"),
    [(6, 0.001, True), (6, 0, False), (8, -0.001, True), (8, 0, False), (6, -1, False)],
)
def test_movement_sent_on_the_other_side_of_ours_than_its_number_says(
    evidence: Evidence, number: int, sent: float, is_open: bool
) -> None:
    """What it did to a balance would be looked for on the wrong side too."""
    assert _judged_open(_beside(evidence, number, sent)) is is_open


@pytest.mark.parametrize(("number", "own"), [(None, 7), (6, None), (None, None)])
def test_without_a_number_no_order_is_broken(
    evidence: Evidence, number: int | None, own: int | None
) -> None:
    """What never left has none."""
    assert not _judged_open(_beside(evidence, number, 1, own))
