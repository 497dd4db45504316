"""Readings: told, kept, merged, and never a step back behind a reply."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest

from smspartner_tui.core.accounts import Listing, Reading, ReadingProblem
from smspartner_tui.core.facts import (
    BalancesRead,
    MovementSettled,
    PageRead,
)
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.partner import ReadingError
from tests.desk.conftest import Colleague
from tests.desk.fakes import (
    FakeAhead,
    FakePartner,
    Gate,
    Told,
    amount,
    desk_over,
    idle,
    main_amount,
)
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    Clock,
    movement,
)


def test_a_reading_is_told_and_kept(desk: Desk, told: Told, journal: Journal, clock: Clock) -> None:
    """Both kinds of balance arrive, are told with their time, and outlive the program."""
    asked_at = clock.now
    desk.refresh()
    (fact,) = told.of(BalancesRead)
    assert fact.balances == desk.balances
    assert (fact.reading.main, fact.reading.announced, fact.reading.pages) == (Decimal(1000), 3, 1)
    assert fact.reading.is_complete
    assert (fact.reading.problem, fact.reading.message) == (None, "")
    assert (fact.reading.read_at - asked_at).total_seconds() == 0.001
    assert fact.reading.seconds >= 0
    kept = journal.balances()
    assert kept.main is not None
    assert (kept.main.amount, kept.main.read_at) == (Decimal(1000), fact.reading.read_at)
    assert {t: b.amount for t, b in kept.subaccounts.items()} == {
        t: b.amount for t, b in desk.balances.subaccounts.items()
    }


def test_a_long_list_is_told_as_it_arrives(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """Each page's balances are known before the last one is; the journal takes them whole."""
    partner.has_pages = True
    gate = partner.reading_gate = Gate()
    reader = threading.Thread(target=desk.refresh)
    reader.start()
    gate.wait_until_reached()
    pages = told.of(PageRead)
    assert [(page.count, page.announced) for page in pages] == [(1, 3), (2, 3), (3, 3)]
    assert pages[0].balances.of(GARAGE) is not None
    assert pages[0].balances.of(MAIRIE) is None
    assert desk.balances.of(MAIRIE) is not None
    assert journal.balances().subaccounts == {}
    gate.open()
    reader.join()
    (fact,) = told.of(BalancesRead)
    assert fact.balances.subaccounts == pages[-1].balances.subaccounts
    assert set(journal.balances().subaccounts) == set(fact.balances.subaccounts)


def test_a_reading_does_not_undo_a_reply_that_came_meanwhile(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """What was asked for before the reply is older than it, here and in the journal."""
    gate = partner.reading_gate = Gate()
    reader = threading.Thread(target=desk.refresh)
    reader.start()
    gate.wait_until_reached()
    desk.submit(movement())
    told.wait_for(MovementSettled)
    told.until_idle()
    gate.open()
    reader.join()
    (fact,) = told.of(BalancesRead)
    assert fact.reading.main == Decimal(1000)
    assert main_amount(desk) == Decimal(950)
    assert (amount(desk), amount(desk, MAIRIE)) == (Decimal(60), Decimal(10))
    kept = journal.balances()
    assert kept.main is not None
    assert kept.main.amount == Decimal(950)
    assert kept.subaccounts[GARAGE].amount == Decimal(60)
    assert kept.subaccounts[MAIRIE].amount == Decimal(10)
    partner.main = Decimal(940)
    desk.refresh()
    assert main_amount(desk) == Decimal(940)


def test_a_reading_is_as_old_as_its_question(
    desk: Desk, partner: FakePartner, colleague: Colleague
) -> None:
    """What a colleague did while it was on its way is newer, whenever the answer arrives."""
    other, other_told, _ = colleague()
    gate = partner.reading_gate = Gate()
    reader = threading.Thread(target=desk.refresh)
    reader.start()
    gate.wait_until_reached()
    other.submit(movement(GARAGE, "400"))
    other_told.wait_for(MovementSettled)
    idle(other)
    gate.open()
    reader.join()
    main = desk.situation(GARAGE).main
    assert main is not None
    assert main.amount == Decimal(600)


@pytest.mark.parametrize("times", [1, 3])
def test_a_reading_during_a_reading_follows_it(
    desk: Desk, told: Told, partner: FakePartner, times: int
) -> None:
    """However often it is asked for meanwhile it is one more, and tells what is true by then."""
    gate = partner.reading_gate = Gate()
    reader = threading.Thread(target=desk.refresh)
    reader.start()
    gate.wait_until_reached()
    partner.main = Decimal(7)
    for _ in range(times):
        desk.refresh()
    assert told.facts == []
    gate.open()
    reader.join()
    assert told.kinds == ["BalancesRead", "BalancesRead"]
    assert [fact.reading.main for fact in told.of(BalancesRead)] == [Decimal(1000), Decimal(7)]
    assert partner.calls == ["main_balance", "subaccounts"] * 2
    desk.refresh()
    assert len(told.facts) == 3


@pytest.mark.parametrize("end", [Desk.stop_reading, Desk.close], ids=["stop", "close"])
def test_no_reading_follows_once_nobody_waits(
    desk: Desk, told: Told, partner: FakePartner, end: Callable[[Desk], object]
) -> None:
    """A program that ends tells of this one no more, and begins none: neither now nor later."""
    gate = partner.reading_gate = Gate()
    reader = threading.Thread(target=desk.refresh)
    reader.start()
    gate.wait_until_reached()
    desk.refresh()
    end(desk)
    gate.open()
    reader.join()
    desk.refresh()
    assert told.kinds == []
    assert partner.calls.count("main_balance") == 1


@pytest.mark.parametrize("where", ["loading_gate", "main_gate"])
def test_a_reading_goes_no_step_further_once_nobody_waits(
    desk: Desk, told: Told, partner: FakePartner, where: str
) -> None:
    """What has no connection yet cannot be cut off, so it looks for itself before each."""
    gate = Gate()
    setattr(partner, where, gate)
    reader = threading.Thread(target=desk.refresh)
    reader.start()
    gate.wait_until_reached()
    desk.stop_reading()
    gate.open()
    reader.join()
    asked = [] if where == "loading_gate" else ["main_balance"]
    assert partner.calls == [*asked, "abort_readings"]
    assert told.kinds == []


MAIN, LIST = "main_balance", "subaccounts"


@pytest.mark.parametrize("problem", ReadingProblem)
def test_the_list_is_asked_for_where_it_may_answer(
    desk: Desk, told: Told, partner: FakePartner, problem: ReadingProblem
) -> None:
    """After a refused key or a dead network it would only repeat; else it is worth asking."""
    partner.problems[MAIN] = ReadingError(problem, "Clé API incorrecte")
    desk.refresh()
    (fact,) = told.of(BalancesRead)
    assert (fact.reading.problem, fact.reading.message) == (problem, "Clé API incorrecte")
    assert fact.reading.main is None
    asked = problem in {ReadingProblem.NOT_ALLOWED, ReadingProblem.UNREADABLE}
    assert partner.calls == [MAIN, LIST] if asked else partner.calls == [MAIN]
    assert (fact.reading.listings is not None) is asked
    assert (desk.balances.of(GARAGE) is not None) is asked


@pytest.mark.parametrize("problem", ReadingProblem)
def test_the_main_balance_stands_without_the_list(
    desk: Desk, told: Told, partner: FakePartner, problem: ReadingProblem
) -> None:
    """A list that is refused takes nothing from the balance that was read."""
    partner.problems[LIST] = ReadingError(problem, "Vous n'avez pas l'autorisation")
    desk.refresh()
    (fact,) = told.of(BalancesRead)
    assert (fact.reading.problem, fact.reading.listings) == (problem, None)
    assert (fact.reading.announced, fact.reading.pages) == (0, 0)
    assert main_amount(desk) == Decimal(1000)
    assert desk.balances.of(GARAGE) is None


def test_the_first_problem_is_the_one_told(desk: Desk, told: Told, partner: FakePartner) -> None:
    """Where both fail, the reason that came first stands, with what words there are."""
    partner.problems[MAIN] = ReadingError(ReadingProblem.NOT_ALLOWED)
    partner.problems[LIST] = ReadingError(ReadingProblem.UNREADABLE, "no list")
    desk.refresh()
    (fact,) = told.of(BalancesRead)
    assert (fact.reading.problem, fact.reading.message) == (ReadingProblem.NOT_ALLOWED, "no list")


def test_a_reading_that_breaks_lets_the_next_one_be_asked(
    desk: Desk, told: Told, partner: FakePartner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception nobody thought of does not leave the readings shut for good."""

    def broken() -> Decimal:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(partner, "main_balance", broken)
        with pytest.raises(ZeroDivisionError):
            desk.refresh()
    desk.refresh()
    assert told.kinds == ["BalancesRead"]


def ahead_of(clock: Clock, garage: str) -> Reading:
    """A reading of now, in which the main account has 70 euros."""
    return Reading(clock.now, Decimal(70), {GARAGE: Listing(GARAGE, Decimal(garage))}, 1, 1)


def test_a_reading_that_was_begun_before_is_the_first(
    journal: Journal, partner: FakePartner, clock: Clock
) -> None:
    """Nothing is asked again for it; the next one is this process's own."""
    reading = ahead_of(clock, "4.50")
    ahead = FakeAhead(reading, [Reading(clock.now, listings=reading.listings, announced=1)])
    desk = desk_over(journal, partner, clock, ahead=ahead)
    told = Told(desk)
    desk.refresh()
    assert [fact.announced for fact in told.of(PageRead)] == [1]
    assert [fact.reading for fact in told.of(BalancesRead)] == [reading]
    assert (main_amount(desk), amount(desk)) == (Decimal(70), Decimal("4.50"))
    assert journal.balances().subaccounts[GARAGE].amount == Decimal("4.50")
    assert partner.calls == []
    desk.refresh()
    assert partner.calls == ["main_balance", "subaccounts"]
    assert (main_amount(desk), ahead.waits) == (Decimal(1000), 1)
    desk.close()


def test_a_reading_that_came_to_nothing_is_made_here(
    journal: Journal, partner: FakePartner, clock: Clock
) -> None:
    """Its process may have died: the operator sees balances all the same."""
    for looks_first in (False, True):
        ahead = FakeAhead(None)
        desk = desk_over(journal, partner, clock, ahead=ahead)
        told = Told(desk)
        if looks_first:
            desk.look_ahead()
        desk.refresh()
        assert [fact.reading.main for fact in told.of(BalancesRead)] == [Decimal(1000)]
        assert ahead.waits == 1
        desk.close()


def test_a_reading_begun_before_gives_way_to_what_the_journal_saw_later(
    journal: Journal, partner: FakePartner, clock: Clock
) -> None:
    """A colleague's movement since then stands; what was known before it does not."""
    journal.keep_balances(Decimal(60), {GARAGE: Decimal(1)}, clock.now)
    early = ahead_of(clock, "4.50")
    journal.keep_balances(None, {GARAGE: Decimal(9)}, clock.now)
    desk = desk_over(journal, partner, clock, ahead=FakeAhead(early))
    desk.refresh()
    assert (main_amount(desk), amount(desk)) == (Decimal(70), Decimal(9))
    assert journal.balances().subaccounts[GARAGE].amount == Decimal(9)
    desk.refresh()
    assert amount(desk) == partner.balances[GARAGE]
    desk.close()


def test_whoever_leaves_waits_for_no_reading(
    journal: Journal, partner: FakePartner, clock: Clock
) -> None:
    """One that was begun before is ended as those of this process are."""
    ahead = FakeAhead(None)
    desk = desk_over(journal, partner, clock, ahead=ahead)
    desk.close()
    assert ahead.is_stopped


@pytest.mark.parametrize("end", [Desk.stop_reading, Desk.close], ids=["stop", "close"])
def test_whoever_leaves_in_a_reading_begun_before_begins_none_here(
    journal: Journal, partner: FakePartner, clock: Clock, end: Callable[[Desk], object]
) -> None:
    """It comes to nothing because it was ended, which is no reason to make another."""
    ahead = FakeAhead(ahead_of(clock, "4.50"))
    ahead.gate = Gate()
    desk = desk_over(journal, partner, clock, ahead=ahead)
    told = Told(desk)
    reader = threading.Thread(target=desk.refresh)
    reader.start()
    ahead.gate.wait_until_reached()
    end(desk)
    reader.join()
    assert (told.kinds, desk.balances.main) == ([], None)
    assert set(partner.calls) <= {"abort_readings", "rest"}
    desk.close()


def test_a_reading_that_has_come_is_known_before_it_is_told(
    journal: Journal, partner: FakePartner, clock: Clock
) -> None:
    """The first paint shows it; it is told, and kept, with the first refresh as any other."""
    ahead = FakeAhead(ahead_of(clock, "4.50"))
    desk = desk_over(journal, partner, clock, ahead=ahead)
    told = Told(desk)
    ahead.has_come = False
    desk.look_ahead()
    assert (desk.balances.main, ahead.waits) == (None, 0)
    ahead.has_come = True
    desk.look_ahead()
    assert (main_amount(desk), amount(desk)) == (Decimal(70), Decimal("4.50"))
    assert (told.facts, journal.balances().main) == ([], None)
    desk.refresh()
    assert [fact.reading for fact in told.of(BalancesRead)] == [ahead.reading]
    assert journal.balances().main is not None
    assert (ahead.waits, partner.calls) == (1, [])
    desk.close()


def test_a_list_of_many_pages_is_told_in_twenty_steps(
    journal: Journal, partner: FakePartner, clock: Clock
) -> None:
    """Each step has all the rows that came by then, and the last one has them all."""
    rows = {f"{n:040x}": Listing(f"{n:040x}", Decimal(n)) for n in range(200)}
    pages = [
        Reading(clock.now, listings={token: row}, announced=len(rows))
        for token, row in rows.items()
    ]
    reading = Reading(clock.now, Decimal(70), rows, len(rows), len(pages))
    desk = desk_over(journal, partner, clock, ahead=FakeAhead(reading, pages))
    told = Told(desk)
    desk.refresh()
    steps = told.of(PageRead)
    assert [step.count for step in steps] == [*range(10, 201, 10)]
    assert [len(step.balances.subaccounts) for step in steps] == [*range(10, 201, 10)]
