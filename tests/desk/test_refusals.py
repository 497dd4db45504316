"""A refusal is held against the reading after it: a balance that rose is an alarm."""

import threading
from decimal import Decimal

import pytest

from smspartner_tui.core.accounts import ReadingProblem
from smspartner_tui.core.facts import (
    MovementSettled,
    RefusalContradicted,
)
from smspartner_tui.core.movement import Direction, Outcome
from smspartner_tui.desk import Desk
from smspartner_tui.partner import ReadingError
from tests.desk.fakes import FakePartner, Gate, Told
from tests.journal.helpers import (
    GARAGE,
    REJECTED,
    confirmed,
    movement,
)

MAIN, LIST = "main_balance", "subaccounts"


def refuse_but_move(partner: FakePartner, direction: Direction, moved: str) -> None:
    """The platform refuses, and the balance that only a credit could raise changes all the same."""

    def answer(_direction: Direction, token: str, _amount: Decimal) -> Outcome:
        if direction is Direction.ADD:
            partner.balances[token] += Decimal(moved)
        else:
            partner.main += Decimal(moved)
        return REJECTED

    partner.answer = answer


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize(("moved", "alarm"), [("50", True), ("0", False), ("-5", False)])
def test_a_refusal_is_held_against_the_next_reading(
    desk: Desk, told: Told, partner: FakePartner, direction: Direction, moved: str, *, alarm: bool
) -> None:
    """A rise is an alarm, told once; a fall is consumption, and no change is no news."""
    desk.refresh()
    refuse_but_move(partner, direction, moved)
    desk.submit(movement(GARAGE, "5", direction))
    entry = told.wait_for(MovementSettled).entry
    told.until_idle()
    desk.refresh()
    desk.refresh()
    assert told.of(RefusalContradicted) == ([RefusalContradicted(entry)] if alarm else [])


def test_a_reading_asked_before_a_refusal_says_nothing_about_it(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """The alarm waits for a reading that was asked for after the refusal, and comes then."""
    desk.refresh()
    refuse_but_move(partner, Direction.ADD, "50")
    gate = partner.reading_gate = Gate()
    reader = threading.Thread(target=desk.refresh)
    reader.start()
    gate.wait_until_reached()
    desk.submit(movement())
    told.wait_for(MovementSettled)
    told.until_idle()
    gate.open()
    reader.join()
    assert told.of(RefusalContradicted) == []
    desk.refresh()
    assert len(told.of(RefusalContradicted)) == 1


@pytest.mark.parametrize("call", [MAIN, LIST])
def test_a_reading_that_failed_does_not_clear_a_refusal(
    desk: Desk, told: Told, partner: FakePartner, call: str
) -> None:
    """What could not be looked at is looked at by the next reading."""
    desk.refresh()
    refuse_but_move(partner, Direction.ADD, "50")
    desk.submit(movement())
    told.wait_for(MovementSettled)
    told.until_idle()
    partner.problems[call] = ReadingError(ReadingProblem.UNREACHABLE)
    desk.refresh()
    assert told.of(RefusalContradicted) == []
    partner.problems.clear()
    desk.refresh()
    assert len(told.of(RefusalContradicted)) == 1


def test_a_refused_removal_is_watched_where_the_list_is_not_allowed(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """The main balance alone proves that a refused removal went through."""
    partner.problems[LIST] = ReadingError(ReadingProblem.NOT_ALLOWED)
    desk.refresh()
    refuse_but_move(partner, Direction.REMOVE, "5")
    desk.submit(movement(GARAGE, "5", Direction.REMOVE))
    told.wait_for(MovementSettled)
    told.until_idle()
    desk.refresh()
    assert len(told.of(RefusalContradicted)) == 1


def test_a_movement_after_a_refusal_ends_the_watch(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """A balance that another movement raised contradicts nothing."""
    desk.refresh()
    partner.answer = lambda *_: REJECTED
    desk.submit(movement())
    told.wait_for(MovementSettled)
    told.until_idle()
    partner.answer = None
    desk.submit(movement())
    told.wait_for(MovementSettled, 2)
    told.until_idle()
    desk.refresh()
    assert told.of(RefusalContradicted) == []


def test_a_refusal_after_an_untold_balance_is_no_alarm(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """The rise is that of the success before it, whose reply told no balances."""
    desk.refresh()
    partner.answer = lambda *_: confirmed(None, None)
    desk.submit(movement())
    told.wait_for(MovementSettled)
    told.until_idle()
    partner.balances[GARAGE] += 50
    partner.answer = lambda *_: REJECTED
    desk.submit(movement(GARAGE, "51"))
    entry = told.wait_for(MovementSettled, 2).entry
    told.until_idle()
    assert (entry.main_before, entry.subaccount_before) == (None, None)
    desk.refresh()
    assert told.of(RefusalContradicted) == []
