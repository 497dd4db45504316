"""What a verdict makes of this journal's other movements around the one in doubt."""

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import pytest

from smspartner_tui.core.movement import Direction, Entry, Ruling, State, Why
from smspartner_tui.core.verdict import Sighting, elsewhere, judge
from tests.core.sightings import (
    DEADLINE,
    NOT_SHOWN,
    OTHER_TOKEN,
    SO_FAR,
    TOKEN,
    WENT_THROUGH,
    at,
    entry_of,
    evidence_of,
    found_in,
)


class Other(NamedTuple):
    """Another movement of 30 euros: its state, when it was sent, and when that was settled."""

    state: State
    sent: float
    settled: float | None = None

    def entry(self, account: str, *, rises: bool) -> Entry:
        """It, as it raises or lowers the main account, or with its token a sub-account."""
        is_add = rises if account else not rises
        direction = Direction.ADD if is_add else Direction.REMOVE
        settled_at = None if self.settled is None else at(self.settled)
        return replace(
            entry_of(direction, "30", account or OTHER_TOKEN),
            state=self.state,
            sent_at=at(self.sent),
            settled_at=settled_at,
        )


# Beside balances asked for 20 s before and 40 s after, answered at 0 and 41 s.
MAY_BE_BETWEEN: dict[str, Other] = {
    "settled after the question before": Other(State.CONFIRMED, -30, -19.999),
    "between": Other(State.CONFIRMED, 1, 2),
    "sent before the last answer": Other(State.CONFIRMED, 40.999, 45),
    "never settled": Other(State.CONFIRMED, -100),
    "unknown": Other(State.UNKNOWN, 1, 31),
    "unknown, not yet too late": Other(State.UNKNOWN, -169.999, -160),
    "unknown, and settled late": Other(State.UNKNOWN, -1000, -139.999),
    "in flight": Other(State.SENDING, 1),
    "in flight for hours": Other(State.SENDING, -9999),
    "said to have gone through": Other(State.RESOLVED_APPLIED, -100, -70),
    "said to have had no effect": Other(State.RESOLVED_NOT_APPLIED, -100, -70),
}
NOT_BETWEEN: dict[str, Other] = {
    "settled before": Other(State.CONFIRMED, -30, -20),
    "sent after the answer": Other(State.CONFIRMED, 41, 42),
    "unknown, and too late": Other(State.UNKNOWN, -170, -160),
    "unknown, sent after": Other(State.UNKNOWN, 41, 71),
    "refused": Other(State.REJECTED, 1, 2),
    "not sent": Other(State.NOT_SENT, 1, 2),
    "planned": Other(State.PLANNED, 1),
}
DECIDED = (State.RESOLVED_APPLIED, State.RESOLVED_NOT_APPLIED)
CERTAINLY_BETWEEN: dict[str, Other] = {
    "between": Other(State.CONFIRMED, 1, 2),
    "from answer to question": Other(State.CONFIRMED, 0, 40),
}
NOT_CERTAINLY: dict[str, Other] = {
    **NOT_BETWEEN,
    **{name: other for name, other in MAY_BE_BETWEEN.items() if name != "between"},
    "sent before the answer": Other(State.CONFIRMED, -0.001, 2),
    "settled after the question": Other(State.CONFIRMED, 1, 40.001),
}


def _beside(
    direction: Direction, raised: str, lowered: str, *, at_raised: bool, rises: bool, other: Other
) -> tuple[Ruling, Why]:
    """The verdict beside another movement, on the account to be raised or on the one that pays."""
    is_subaccount = at_raised is (direction is Direction.ADD)
    entry = other.entry(TOKEN if is_subaccount else "", rises=rises)
    return found_in(judge(evidence_of(direction, raised, lowered, [entry]), DEADLINE))


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize(
    ("name", "counts"),
    [(name, True) for name in MAY_BE_BETWEEN] + [(name, False) for name in NOT_BETWEEN],
)
def test_rise_that_may_be_another_movements_counts_for_neither(
    direction: Direction, name: str, counts: bool
) -> None:
    """Thirty euros more prove nothing where another thirty may have come, on either account."""
    other = MAY_BE_BETWEEN[name] if counts else NOT_BETWEEN[name]
    rose = _beside(direction, "10, 40@40", "1000", at_raised=True, rises=True, other=other)
    held = _beside(direction, "10", "1000, 960@40", at_raised=False, rises=True, other=other)
    assert rose == (NOT_SHOWN if counts else WENT_THROUGH)
    assert held == (NOT_SHOWN if counts else SO_FAR)


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize(
    ("name", "counts"),
    [(name, True) for name in CERTAINLY_BETWEEN] + [(name, False) for name in NOT_CERTAINLY],
)
def test_fall_is_made_up_for_only_where_it_is_certain(
    direction: Direction, name: str, counts: bool
) -> None:
    """Thirty euros less are another movement's only if it certainly lies between the readings."""
    other = CERTAINLY_BETWEEN[name] if counts else NOT_CERTAINLY[name]
    rose = _beside(direction, "10, 9@40", "1000", at_raised=True, rises=False, other=other)
    held = _beside(direction, "10", "1000, 930@40", at_raised=False, rises=False, other=other)
    assert rose == (WENT_THROUGH if counts else NOT_SHOWN)
    assert held == (SO_FAR if counts else NOT_SHOWN)


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("state", [State.UNKNOWN, *DECIDED])
def test_fall_in_doubt_is_not_made_up_for_when_it_is_over(
    direction: Direction, state: State
) -> None:
    """Two minutes past the end nobody knows either whether it was carried out."""
    other = Other(state, 1, 31)
    rose = _beside(direction, "10, 9@160", "1000", at_raised=True, rises=False, other=other)
    held = _beside(direction, "10", "1000, 930@160", at_raised=False, rises=False, other=other)
    assert rose == NOT_SHOWN
    assert held == NOT_SHOWN


@pytest.mark.parametrize("direction", Direction)
def test_payer_is_held_against_the_first_balance_too(direction: Direction) -> None:
    """A fall that overlaps a reading is certain only since the one before it."""
    other = Other(State.CONFIRMED, 11, 20)
    lowered = "1000, 995@10-12, 930@40"
    found = _beside(direction, "10", lowered, at_raised=False, rises=False, other=other)
    assert found == SO_FAR


@pytest.mark.parametrize("rises", [True, False])
@pytest.mark.parametrize("name", MAY_BE_BETWEEN)
def test_movements_on_other_sub_accounts_leave_this_one_alone(name: str, rises: bool) -> None:
    """They move the main account only."""
    entry = MAY_BE_BETWEEN[name].entry(OTHER_TOKEN, rises=rises)
    rose = evidence_of(Direction.ADD, "10, 10.010@40", "1000, 800@40", [entry])
    held = evidence_of(Direction.REMOVE, "10, -90@40", "1000, 950.010@40", [entry])
    assert found_in(judge(rose, DEADLINE)) == WENT_THROUGH
    assert found_in(judge(held, DEADLINE)) == SO_FAR


@pytest.mark.parametrize("direction", Direction)
def test_rise_beyond_another_movements_is_seen(direction: Direction) -> None:
    """What the other may have added is taken off, once, and not the whole rise."""
    other = Other(State.UNKNOWN, 1, 31)
    for after, expected in [("40.009", NOT_SHOWN), ("40.010", WENT_THROUGH)]:
        raised = f"10, {after}@40"
        assert (
            _beside(direction, raised, "1000", at_raised=True, rises=True, other=other) == expected
        )
    # In either step it may have come: between the first and the last it came once at most.
    raised = "10, 25@40, 40.010@45"
    found = _beside(direction, raised, "1000", at_raised=True, rises=True, other=other)
    assert found == WENT_THROUGH


@pytest.mark.parametrize("direction", Direction)
def test_figures_make_room_for_other_movements(direction: Direction) -> None:
    """Both figures that a person compares with are higher by what others may have added."""
    is_add = direction is Direction.ADD
    ours = Other(State.RESOLVED_APPLIED, -60, -30).entry(TOKEN, rises=True)
    theirs = Other(State.UNKNOWN, 1, 31).entry("", rises=True)
    evidence = evidence_of(direction, "10, 11@40", "1000, 990@40", [ours, theirs])
    verdict = judge(evidence, DEADLINE)
    assert verdict.rises_above == Decimal(40)
    assert verdict.holds_from == Decimal("980.01")
    assert (verdict.ruling, verdict.why) == (Ruling.PROVISIONAL, Why.HELD), is_add


TURN = (Sighting(Decimal(100), at(-20), at(-19)), Sighting(Decimal(130), at(40), at(41)))


@pytest.mark.parametrize("account", ["", TOKEN])
@pytest.mark.parametrize("name", [*MAY_BE_BETWEEN, *NOT_BETWEEN])
def test_rise_is_elsewhere_where_no_movement_can_have_made_it(name: str, account: str) -> None:
    """Thirty euros that this journal may have added are not said to come from elsewhere."""
    other = {**MAY_BE_BETWEEN, **NOT_BETWEEN}[name]
    found = elsewhere(*TURN, [other.entry(account, rises=True)], account or None)
    # Whatever deadline the other had, it is taken to be the longest.
    is_ours = name in MAY_BE_BETWEEN or name == "unknown, and too late"
    assert found == (0 if is_ours else 30)


@pytest.mark.parametrize(("sent", "risen"), [(-260.0, 30), (-259.999, 0)])
def test_doubt_may_raise_a_balance_for_four_minutes(sent: float, risen: int) -> None:
    """The longest deadline that there is, and two minutes more."""
    other = Other(State.UNKNOWN, sent, sent + 1).entry("", rises=True)
    assert elsewhere(*TURN, [other], None) == risen


@pytest.mark.parametrize(
    ("after", "risen"), [("99", "0"), ("100", "0"), ("100.009", "0"), ("100.010", "0.010")]
)
def test_only_rises_are_elsewhere(after: str, risen: str) -> None:
    """A fall is consumption, and less than a cent is rounding."""
    last = TURN[1]._replace(amount=Decimal(after))
    assert elsewhere(TURN[0], last, (), None) == Decimal(risen)


def test_fall_that_is_our_own_hides_no_rise_elsewhere() -> None:
    """Thirty euros taken in between, and the balance as before: thirty came from elsewhere."""
    taken = Other(State.CONFIRMED, 1, 2).entry(TOKEN, rises=False)
    last = TURN[1]._replace(amount=Decimal(100))
    assert elsewhere(TURN[0], last, [taken], TOKEN) == 30
