"""The desk: what the guards are told, what is decided, and what is looked back at."""

from datetime import timedelta
from decimal import Decimal

import pytest

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.facts import (
    BalancesRead,
    MovementResolved,
    MovementSettled,
    MovementStopped,
)
from smspartner_tui.core.guards import Limits, Rule
from smspartner_tui.core.history import Place, place_of
from smspartner_tui.core.movement import Before, JournalProblem, Outcome, State
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal, NotUnknown
from tests.desk.conftest import Colleague
from tests.desk.fakes import FakePartner, Gate, Told, desk_over, idle, main_amount
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NOT_SENT,
    REJECTED,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
)


def test_a_movement_keeps_the_balances_it_started_from(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """They are those last read, with their age; without a reading there are none."""
    desk.submit(movement(GARAGE, "1"))
    first = told.wait_for(MovementSettled).entry
    assert (first.main_before, first.subaccount_before) == (None, None)
    told.until_idle()
    desk.refresh()
    (fact,) = told.of(BalancesRead)
    desk.submit(movement(GARAGE, "2"))
    second = told.wait_for(MovementSettled, 2).entry
    read_at = fact.reading.read_at
    assert second.main_before == Before(Decimal(999), read_at)
    assert second.subaccount_before == Before(Decimal(11), read_at)


def test_a_success_that_tells_no_balance_makes_the_known_one_stale(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """It has moved: it is shown as old until it is read again."""
    desk.refresh()
    partner.answer = lambda *_: confirmed(None, None)
    desk.submit(movement())
    balances = told.wait_for(MovementSettled).balances
    assert balances.main is not None
    assert (balances.main.stale, balances.subaccounts[GARAGE].stale) == (True, True)
    assert not balances.subaccounts[MAIRIE].stale
    situation = desk.situation(GARAGE)
    assert situation.main is not None
    assert situation.main.stale
    told.until_idle()
    desk.refresh()
    assert not desk.balances.subaccounts[GARAGE].stale


@pytest.mark.parametrize("outcome", [REJECTED, NOT_SENT, UNKNOWN])
def test_what_is_no_success_changes_no_balance(
    desk: Desk, told: Told, partner: FakePartner, outcome: Outcome
) -> None:
    """Nothing is added or taken away in thought."""
    desk.refresh()
    before = desk.balances
    partner.answer = lambda *_: outcome
    desk.submit(movement())
    assert told.wait_for(MovementSettled).balances == before
    assert desk.balances == before


def test_a_situation_is_complete(desk: Desk, told: Told, clock: Clock) -> None:
    """The journal's part, the balances, the configuration's age for them, and no lock."""
    desk.refresh()
    desk.submit(asked := movement())
    told.wait_for(MovementSettled)
    situation = desk.situation(GARAGE)
    assert situation.main == desk.balances.main
    assert situation.subaccount == desk.balances.of(GARAGE)
    assert situation.added_today == asked.amount
    assert [entry.movement for entry in situation.recent] == [asked]
    assert (situation.open_entry, situation.locked) == (None, False)
    assert situation.stale_after.total_seconds() == 300
    assert desk.situation("nobody's").locked is False


def test_a_locked_sub_account_is_not_moved(
    journal: Journal, partner: FakePartner, clock: Clock
) -> None:
    """The configuration's lock holds under the journal's too."""
    locked = SubAccount(GARAGE, "Garage", locked=True)
    desk = desk_over(journal, partner, clock, subaccounts=[locked])
    told = Told(desk)
    assert desk.situation(GARAGE).locked
    desk.submit(movement())
    stopped = told.wait_for(MovementStopped)
    assert [objection.rule for objection in stopped.objections] == [Rule.LOCKED]
    assert partner.posts == 0
    desk.close()


def test_read_only_can_be_switched(desk: Desk, told: Told, partner: FakePartner) -> None:
    """Switched on nothing new leaves, what is in flight goes on; switched off it leaves again."""
    gate = partner.gate = Gate()
    desk.submit(movement(GARAGE))
    gate.wait_until_reached()
    desk.set_read_only(read_only=True)
    assert desk.limits == Limits(read_only=True)
    desk.submit(movement(MAIRIE))
    gate.open()
    assert told.wait_for(MovementSettled).entry.state is State.CONFIRMED
    stopped = told.wait_for(MovementStopped)
    assert [objection.rule for objection in stopped.objections] == [Rule.READ_ONLY]
    desk.set_read_only(read_only=False)
    desk.submit(movement(MAIRIE))
    told.wait_for(MovementSettled, 2)
    assert partner.posts == 2


def test_a_colleagues_balances_count_for_the_guards(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """What a colleague saw later warns this operator too, without a reading of his own."""
    desk.refresh()
    other, other_told, _ = colleague()
    other.submit(movement(GARAGE, "400"))
    other_told.wait_for(MovementSettled)
    idle(other)
    situation = desk.situation(GARAGE)
    assert situation.main is not None
    assert situation.subaccount is not None
    assert situation.main.amount == Decimal(600)
    assert situation.subaccount.amount == Decimal(410)
    desk.submit(movement(MAIRIE, "1"))
    before = told.wait_for(MovementSettled).entry.main_before
    assert before is not None
    assert before.amount == Decimal(600)


def test_own_later_balances_count_more_than_a_colleagues(
    desk: Desk, partner: FakePartner, colleague: Colleague
) -> None:
    """Whoever read last knows best."""
    other, _, _ = colleague()
    other.refresh()
    partner.main = Decimal(5)
    desk.refresh()
    for each in (desk, other):
        main = each.situation(GARAGE).main
        assert main is not None
        assert main.amount == Decimal(5)


def unknown(desk: Desk, told: Told, partner: FakePartner) -> str:
    """The id of a movement that came to nothing known."""
    partner.answer = lambda *_: UNKNOWN
    desk.submit(movement())
    entry = told.wait_for(MovementSettled).entry
    told.until_idle()
    return entry.movement.id


@pytest.mark.parametrize("applied", [True, False])
def test_a_decision_frees_the_sub_account(
    desk: Desk, told: Told, partner: FakePartner, clock: Clock, *, applied: bool
) -> None:
    """It is told, sends nothing, and the next movement may leave."""
    asked = unknown(desk, told, partner)
    desk.submit(movement(again_after=asked))
    stopped = told.wait_for(MovementStopped)
    assert [objection.rule for objection in stopped.objections] == [Rule.DOUBT]
    told.until_idle()
    clock.now += timedelta(minutes=5)
    desk.resolve(asked, applied=applied, because="relevé du 12/06")
    (fact,) = told.of(MovementResolved)
    assert fact.entry.resolution is not None
    assert (fact.entry.resolution.applied, fact.entry.resolution.because) == (
        applied,
        "relevé du 12/06",
    )
    assert desk.open_entries() == ()
    assert partner.posts == 1
    desk.submit(movement(again_after=asked))
    told.wait_for(MovementSettled, 2)


@pytest.mark.parametrize("applied", [True, False])
def test_a_movement_that_went_through_makes_its_balances_stale(
    desk: Desk, told: Told, partner: FakePartner, clock: Clock, *, applied: bool
) -> None:
    """Decided as applied it has moved both, decided as without effect neither; no third ever."""
    desk.refresh()
    asked = unknown(desk, told, partner)
    clock.now += timedelta(minutes=5)
    desk.resolve(asked, applied=applied, because="relevé du 12/06")
    for main, subaccount in (
        (desk.balances.main, desk.balances.of(GARAGE)),
        (desk.situation(GARAGE).main, desk.situation(GARAGE).subaccount),
    ):
        assert main is not None
        assert subaccount is not None
        assert (main.stale, subaccount.stale) == (applied, applied)
    assert not desk.balances.subaccounts[MAIRIE].stale
    desk.refresh()
    assert not desk.balances.subaccounts[GARAGE].stale


def test_the_same_again_needs_a_yes_to_the_same_again(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """A colleague's movement like it, made since the question, stops it under the lock."""
    other, other_told, _ = colleague()
    desk.submit(first := movement())
    told.wait_for(MovementSettled)
    told.until_idle()
    other.submit(second := movement(again_after=first.id))
    other_told.wait_for(MovementSettled)
    idle(other)
    for again_after in ("", first.id):
        desk.submit(movement(again_after=again_after))
        told.until_idle()
        (objection,) = told.of(MovementStopped)[-1].objections
        assert objection.rule is Rule.DUPLICATE
        assert objection.entry is not None
        assert objection.entry.movement.id == second.id
    assert partner.posts == 2
    desk.submit(movement(again_after=second.id))
    told.wait_for(MovementSettled, 2)
    assert partner.posts == 3


def test_two_operators_decide_once(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague
) -> None:
    """The second is told that it is decided, and by whom; only the first is told as a fact."""
    asked = unknown(desk, told, partner)
    other, other_told, _ = colleague()
    desk.resolve(asked, applied=True, because="relevé")
    with pytest.raises(NotUnknown) as caught:
        other.resolve(asked, applied=False, because="rien vu")
    assert caught.value.entry.state is State.RESOLVED_APPLIED
    assert other_told.of(MovementResolved) == []
    assert len(told.of(MovementResolved)) == 1


def test_the_desk_looks_back(desk: Desk, told: Told, partner: FakePartner) -> None:
    """History in pages, the last of a sub-account, what is open, and nothing that is made up."""
    for token, amount in ((GARAGE, "1"), (MAIRIE, "1"), (GARAGE, "2")):
        desk.submit(movement(token, amount))
    told.wait_for(MovementSettled, 3)
    assert [place_of(record).number for record in desk.records(2)] == [3, 2]
    assert [place_of(record).number for record in desk.records(2, Place(2))] == [1]
    last = desk.last_of(MAIRIE)
    assert last is not None
    assert last.number == 2
    assert desk.open_entries() == ()


def test_connections_are_opened_and_closed_on_demand(desk: Desk, partner: FakePartner) -> None:
    """A dialog that opens asks for them, one that closes lets them go; a reading can be ended."""
    desk.prepare()
    desk.rest()
    desk.stop_reading()
    assert partner.calls == ["prepare", "rest", "abort_readings"]


def test_a_damaged_journal_stops_the_sending(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """The check at the start says so, and from then on nothing leaves; readings still do."""
    assert desk.journal_problem is None
    journal.begin(asked := movement(), agree)
    journal.settle(asked.id, confirmed())
    assert desk.check_journal() is None
    journal._db.execute("DROP TRIGGER movement_is_kept")
    assert desk.check_journal() is JournalProblem.DAMAGED
    assert desk.journal_problem is JournalProblem.DAMAGED
    desk.submit(movement())
    assert told.wait_for(MovementStopped).problem is JournalProblem.DAMAGED
    desk.refresh()
    assert main_amount(desk) == Decimal(1000)
    assert partner.posts == 0
