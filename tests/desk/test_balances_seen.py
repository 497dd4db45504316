"""Balances that a colleague read or was told arrive here, and never a step back."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from smspartner_tui.books import Books
from smspartner_tui.core.accounts import Listing, Reading
from smspartner_tui.core.facts import BalancesRead, BalancesSeen, MovementSettled
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from tests.desk.conftest import Colleague
from tests.desk.fakes import FakePartner, Gate, Told, amount, idle, main_amount
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NADIA,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
    open_journal,
)


def known(desk: Desk, *tokens: str) -> list[int]:
    """The main balance and those of sub-accounts, in whole euros."""
    return [int(main_amount(desk)), *(int(amount(desk, token)) for token in tokens)]


def test_balances_that_a_colleague_read_arrive(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """Told once, with all that is known; the same ones again are no news."""
    desk.refresh()
    other, _, _ = colleague()
    partner.main, partner.balances[GARAGE] = Decimal(900), Decimal(4)
    other.refresh()
    desk._colleagues.look()
    [seen] = told.of(BalancesSeen)
    assert seen.balances == desk.balances
    assert known(desk, GARAGE, MAIRIE) == [900, 4, 10]
    theirs = other.balances.main
    assert desk.balances.main is not None
    assert theirs is not None
    assert desk.balances.main.read_at == theirs.read_at
    desk._colleagues.look()
    assert len(told.of(BalancesSeen)) == 1


def test_the_balances_of_a_colleagues_movement_arrive(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """Both that its reply told, without a reading of one's own."""
    desk.refresh()
    other, other_told, _ = colleague()
    other.submit(movement(GARAGE, "400"))
    other_told.wait_for(MovementSettled)
    idle(other)
    desk._colleagues.look()
    assert told.of(BalancesSeen)
    assert known(desk, GARAGE) == [600, 410]


def test_only_later_ones_are_taken(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """What a colleague saw before our own reading changes nothing."""
    other, _, _ = colleague()
    other.refresh()
    partner.main = Decimal(5)
    desk.refresh()
    desk._colleagues.look()
    assert told.of(BalancesSeen) == []
    assert main_amount(desk) == 5


def test_none_from_the_future_is_taken(
    desk: Desk, told: Told, journal: Journal, clock: Clock
) -> None:
    """The clock was set back since: it says nothing about now."""
    desk.refresh()
    clock.now += timedelta(hours=1)
    theirs = open_journal(journal.path.parent, clock, NADIA)
    theirs.keep_balances(Decimal(3), {GARAGE: Decimal(3)}, clock.now)
    clock.now -= timedelta(hours=1)
    desk._colleagues.look()
    assert told.of(BalancesSeen) == []
    assert known(desk, GARAGE) == [1000, 10]
    theirs.close()


@pytest.mark.parametrize("told_balances", [True, False])
def test_stale_marks_travel(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague, *, told_balances: bool
) -> None:
    """A colleague's movement whose reply told no balance makes both old here too."""
    desk.refresh()
    other, other_told, _ = colleague()
    after = ("950", "60") if told_balances else (None, None)
    partner.answer = lambda *_: confirmed(*after)
    other.submit(movement(GARAGE))
    other_told.wait_for(MovementSettled)
    idle(other)
    desk._colleagues.look()
    [seen] = told.of(BalancesSeen)
    main, garage, mairie = seen.balances.main, *map(seen.balances.of, (GARAGE, MAIRIE))
    assert main is not None
    assert garage is not None
    assert mairie is not None
    stale = (main.stale, garage.stale, mairie.stale)
    assert stale == ((False,) * 3 if told_balances else (True, True, False))
    desk.refresh()
    assert not desk.balances.subaccounts[GARAGE].stale


def test_a_colleagues_decision_makes_balances_stale(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague, clock: Clock
) -> None:
    """They said that it went through: what was read before it is old."""
    desk.refresh()
    other, other_told, _ = colleague()
    partner.answer = lambda *_: UNKNOWN
    other.submit(movement(GARAGE))
    other_told.wait_for(MovementSettled)
    idle(other)
    other.resolve(other.open_entries()[0].movement.id, applied=True, because="relevé")
    desk._colleagues.look()
    assert desk.balances.subaccounts[GARAGE].stale
    assert not desk.balances.subaccounts[MAIRIE].stale


@pytest.mark.parametrize("theirs_is_later", [True, False])
def test_a_reading_in_flight_gives_way_to_what_was_seen_after_its_question(
    desk: Desk,
    told: Told,
    partner: FakePartner,
    colleague: Colleague,
    *,
    theirs_is_later: bool,
) -> None:
    """Of a colleague's balances and those of a slow reading the ones asked for later stand."""
    desk.refresh()
    other, _, _ = colleague()
    if not theirs_is_later:
        partner.main, partner.balances[GARAGE] = Decimal(700), Decimal(7)
        other.refresh()
        partner.main, partner.balances[GARAGE] = Decimal(600), Decimal(6)
    gate = partner.reading_gate = Gate()
    reader = threading.Thread(target=desk.refresh)
    reader.start()
    gate.wait_until_reached()
    partner.reading_gate = None
    if theirs_is_later:
        partner.main, partner.balances[GARAGE] = Decimal(600), Decimal(6)
        other.refresh()
    desk._colleagues.look()
    gate.open()
    reader.join()
    assert len(told.of(BalancesRead)) == 2
    assert known(desk, GARAGE) == [600, 6]


def test_a_reading_after_what_others_saw_is_kept(journal: Journal, clock: Clock) -> None:
    """Also in the journal, where the next one who looks finds it."""
    books = Books(journal, [GARAGE], clock)
    theirs = open_journal(journal.path.parent, clock, NADIA)
    theirs.keep_balances(Decimal(9), {GARAGE: Decimal(9)}, clock())
    asked, asked_at = books.ask(), clock()
    assert books.take_journal()
    listed = {GARAGE: Listing(GARAGE, Decimal(8))}
    books.take_reading(Reading(asked_at, Decimal(8), listed), asked)
    kept = theirs.balances()
    assert kept.main is not None
    assert kept.main.amount == kept.subaccounts[GARAGE].amount == Decimal(8)
    theirs.close()


def test_what_a_colleague_moved_behind_a_reply_makes_its_balance_stale(
    desk: Desk, told: Told, journal: Journal, clock: Clock
) -> None:
    """Nobody told by how much: the main account holds no longer what our reply said."""
    desk.submit(movement(GARAGE))
    told.wait_for(MovementSettled)
    told.until_idle()
    theirs = open_journal(journal.path.parent, clock, NADIA)
    theirs.begin(movement(MAIRIE, movement_id="theirs"), agree)
    theirs.settle("theirs", confirmed(None, None))
    desk._colleagues.look()
    assert desk.balances.main is not None
    assert desk.balances.main.stale
    theirs.close()


def test_a_reply_stands_against_an_older_reading_of_a_colleague(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal, clock: Clock
) -> None:
    """They asked before our movement and kept it after: the reply is newer."""
    asked_at = clock()
    desk.submit(movement(GARAGE))
    told.wait_for(MovementSettled)
    told.until_idle()
    theirs = open_journal(journal.path.parent, clock, NADIA)
    assert theirs.keep_balances(Decimal(1000), {GARAGE: Decimal(10)}, asked_at) == ()
    desk._colleagues.look()
    assert known(desk, GARAGE) == [950, 60]
    theirs.begin(asked := movement(MAIRIE), agree)
    theirs.settle(asked.id, confirmed("900", "60"))
    desk._colleagues.look()
    assert known(desk, GARAGE, MAIRIE) == [900, 60, 60]
    theirs.close()


def test_rises_are_told_with_the_reading_that_found_them(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague, clock: Clock
) -> None:
    """Whoever read it is told, by the name of the configuration; nobody else, and once."""
    other, other_told, _ = colleague()
    desk.refresh()
    clock.now += timedelta(minutes=1)
    partner.balances[GARAGE] += 25
    desk.refresh()
    clock.now += timedelta(minutes=1)
    other.refresh()
    desk.refresh()
    rises = [[*fact.rises] for fact in told.of(BalancesRead)]
    assert [len(some) for some in rises] == [0, 1, 0]
    [rise] = rises[1]
    assert (rise.token, rise.name, rise.amount) == (GARAGE, f"Client {GARAGE}", Decimal(25))
    assert [fact.rises for fact in other_told.of(BalancesRead)] == [()]
    assert desk.records(9) == other.records(9) == (rise,)
