"""Rises where the order of things is in doubt: slow answers, two operators, a clock set back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from smspartner_tui.core.movement import Direction
from smspartner_tui.journal import Journal
from smspartner_tui.journal.reader import MAIN
from tests.journal.conftest import Open
from tests.journal.helpers import (
    GARAGE,
    PAUL,
    Clock,
    agree,
    confirmed,
    movement,
)
from tests.journal.keeps import See, kept, moves

ADD, REMOVE = Direction.ADD, Direction.REMOVE


@pytest.fixture
def see(journal: Journal, clock: Clock) -> See:
    """Reads balances, and keeps them."""
    return See(journal, clock)


def test_a_program_that_was_halted_explains_when_it_goes_on(
    journal: Journal, clock: Clock, see: See
) -> None:
    """Its movement was sent an hour ago, left now, and is no rise; nor did it hide a doubt."""
    see(60, {GARAGE: "100"})
    asked = movement(GARAGE, "50")
    journal.begin(asked, agree)
    for spent in range(1, 7):
        see(600, {GARAGE: str(100 - spent)})
    clock.now += timedelta(seconds=30)
    journal.settle(asked.id, confirmed("950", "144"))
    assert see(60, {GARAGE: "143"}) == ()
    assert kept(journal) == ()


def test_a_reading_across_a_movement_is_none(journal: Journal, clock: Clock, see: See) -> None:
    """Asked before it, answered after its effect, and kept before its reply came."""
    see(60, {GARAGE: "100"})
    clock.now += timedelta(seconds=60)
    asked_at, asked = clock.now, movement(GARAGE, "50")
    journal.begin(asked, agree)
    assert journal.keep_balances(None, {GARAGE: Decimal(150)}, asked_at) == ()
    clock.now += timedelta(seconds=2)
    journal.settle(asked.id, confirmed("950", "150"))
    assert see(60, {GARAGE: "150"}) == ()
    assert kept(journal) == ()


def test_a_slow_reply_is_no_rise(journal: Journal, clock: Clock, see: See) -> None:
    """Its balance is from before what a reading saw meanwhile, though it comes later."""
    see(60, {GARAGE: "200"})
    clock.now += timedelta(seconds=60)
    asked = movement(GARAGE, "50", REMOVE)
    journal.begin(asked, agree)
    see(1, {GARAGE: "145"})
    clock.now += timedelta(seconds=20)
    journal.settle(asked.id, confirmed("1050", "150"))
    assert kept(journal) == ()


def test_two_operators_readings_that_overlap_are_no_rise(
    journal: Journal, opened: Open, clock: Clock, see: See
) -> None:
    """The one asked for first was answered last: what was spent between is no credit."""
    theirs = opened(PAUL)
    see(60, {GARAGE: "100"})
    clock.now += timedelta(seconds=60)
    first = clock.now
    clock.now += timedelta(seconds=2)
    second = clock.now
    clock.now += timedelta(seconds=1)
    journal.keep_balances(None, {GARAGE: Decimal(95)}, first)
    clock.now += timedelta(seconds=1)
    assert theirs.keep_balances(None, {GARAGE: Decimal(99)}, second) == ()
    assert see(60, {GARAGE: "94"}, theirs) == ()
    assert kept(journal) == ()


@pytest.mark.parametrize("then", ["150", "149"])
def test_a_rise_between_readings_that_overlap_is_seen_by_the_next(
    journal: Journal, opened: Open, clock: Clock, see: See, then: str
) -> None:
    """Which of the two was first nobody knows, but both are older than the third."""
    theirs = opened(PAUL)
    asked_at = clock.now
    clock.now += timedelta(seconds=2)
    theirs_at = clock.now
    clock.now += timedelta(seconds=1)
    journal.keep_balances(None, {GARAGE: Decimal(100)}, asked_at)
    assert theirs.keep_balances(None, {GARAGE: Decimal(150)}, theirs_at) == ()
    [rise] = see(1, {GARAGE: then})
    assert rise.amount == Decimal(then) - 100
    assert see(1, {GARAGE: then}) == see(60, {GARAGE: then}) == ()


def test_two_operators_find_a_rise_once(
    journal: Journal, opened: Open, clock: Clock, see: See
) -> None:
    """Whoever reads first is told; the other one reads the same balance."""
    theirs = opened(PAUL)
    see(60, {GARAGE: "100"})
    [rise] = see(60, {GARAGE: "150"}, theirs)
    assert see(1, {GARAGE: "150"}) == ()
    assert see(60, {GARAGE: "150"}, theirs) == ()
    assert kept(journal) == kept(theirs) == (rise,)


def test_a_colleagues_movement_explains_as_ones_own(
    journal: Journal, opened: Open, clock: Clock, see: See
) -> None:
    """It stands in the same journal."""
    theirs = opened(PAUL)
    see(60, {MAIN: "1000", GARAGE: "100"})
    moves(theirs, clock, confirmed(None, None))
    assert see(60, {MAIN: "950", GARAGE: "150"}) == ()


@pytest.mark.parametrize("direction", [ADD, REMOVE])
def test_a_clock_that_was_set_back_makes_no_rise(
    journal: Journal, clock: Clock, see: See, direction: Direction
) -> None:
    """Times do not tell what came first then; once they do again, rises are seen again."""
    see(60, {GARAGE: "100"})
    moves(journal, clock, confirmed(None, None), direction=direction)
    after = "150" if direction is ADD else "50"
    see(1800, {GARAGE: after})
    clock.now -= timedelta(hours=1)
    moves(journal, clock, confirmed(None, None), direction=ADD)
    after = str(int(after) + 50)
    for _ in range(5):
        see(600, {GARAGE: after})
    assert kept(journal) == ()
    see(3600, {GARAGE: after})
    assert [rise.amount for rise in see(60, {GARAGE: "1000"})] == [1000 - Decimal(after)]


@pytest.mark.parametrize("direction", [ADD, REMOVE])
def test_a_reply_is_a_good_base(
    journal: Journal, clock: Clock, see: See, direction: Direction
) -> None:
    """It holds its own movement's effect, which does not explain what rises after it."""
    see(60, {MAIN: "1000", GARAGE: "100"})
    clock.now += timedelta(seconds=60)
    after = ("950", "150") if direction is ADD else ("1050", "50")
    moves(journal, clock, confirmed(*after), direction=direction)
    raised, balance = (GARAGE, after[1]) if direction is ADD else (MAIN, after[0])
    [rise] = see(60, {raised: str(Decimal(balance) + 20)})
    assert rise.amount == Decimal(20)
