"""What looking back gives besides records: steps, balances of the time, evidence, and news."""

import os
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from smspartner_tui.core.history import Held
from smspartner_tui.core.movement import Before, Entry, Outcome, Ruling, State, Why
from smspartner_tui.core.search import Search
from smspartner_tui.core.verdict import Sighting, judge
from smspartner_tui.journal import Journal
from smspartner_tui.journal.reader import MAIN
from tests.journal.conftest import Open
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NOT_SENT,
    PAUL,
    SALON,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
)


def keep(journal: Journal, clock: Clock, **balances: str) -> datetime:
    """Keep balances that are read a minute later; when that was."""
    clock.now += timedelta(minutes=1)
    told = {token: Decimal(amount) for token, amount in balances.items()}
    at = clock.now
    journal.keep_balances(told.pop("main", None), told, at)
    return at


def sent(journal: Journal, outcome: Outcome, token: str = GARAGE, amount: str = "50") -> Entry:
    """A movement, begun and settled."""
    journal.begin(asked := movement(token, amount), agree)
    return journal.settle(asked.id, outcome)


def test_steps_are_told_with_their_hashes(journal: Journal, clock: Clock) -> None:
    """Each state that it went through, when, and the chain's hash; of no other movement."""
    entry = sent(journal, UNKNOWN)
    sent(journal, NOT_SENT, MAIRIE)
    clock.now += timedelta(hours=1)
    resolved = journal.resolve(entry.movement.id, applied=True, because="relevé")
    steps = journal.steps(entry.movement.id)
    assert [step.state for step in steps] == [
        State.PLANNED,
        State.SENDING,
        State.UNKNOWN,
        State.RESOLVED_APPLIED,
    ]
    assert resolved.resolution is not None
    times = [entry.planned_at, entry.sent_at, entry.settled_at, resolved.resolution.at]
    assert [step.at for step in steps] == [
        datetime.fromisoformat(at.isoformat(timespec="milliseconds")) for at in times if at
    ]
    rows = journal._db.execute("SELECT movement, hash FROM event ORDER BY seq").fetchall()
    assert [step.hash for step in steps] == [
        row["hash"] for row in rows if row["movement"] == entry.movement.id
    ]
    assert len({row["hash"] for row in rows}) == len(rows) == 7


def test_balances_of_a_time_begin_with_the_last_one_before_it(
    journal: Journal, clock: Clock
) -> None:
    """A statement needs what the month opened with; of the main account there is none."""
    clock.now = datetime(2025, 5, 30, 8, 0, tzinfo=UTC)
    keep(journal, clock, main="1000", **{GARAGE: "90", MAIRIE: "5"})
    opening = keep(journal, clock, **{GARAGE: "80"})
    still = keep(journal, clock, **{GARAGE: "80"})
    clock.now = datetime(2025, 6, 5, 8, 0, tzinfo=UTC)
    first = keep(journal, clock, **{GARAGE: "70", SALON: "1"})
    clock.now = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)
    last = keep(journal, clock, **{GARAGE: "70"})
    clock.now = datetime(2025, 7, 2, 8, 0, tzinfo=UTC)
    after = keep(journal, clock, **{GARAGE: "60", MAIRIE: "5"})
    june = journal.past(Search(since=date(2025, 6, 1), until=date(2025, 6, 30))).balances
    assert june[GARAGE] == (
        Held(Decimal(80), opening, still),
        Held(Decimal(70), first, last),
    )
    assert june[SALON] == (Held(Decimal(1), first, first),)
    # Seen in May and again in July as it was: so it stood all through June.
    assert [(held.amount, held.last_at) for held in june[MAIRIE]] == [(Decimal(5), after)]
    assert june.keys() == {GARAGE, MAIRIE, SALON}
    everything = journal.past().balances
    assert [held.amount for held in everything[GARAGE]] == [90, 80, 70, 60]
    assert journal.past(Search(until=date(2025, 5, 29))).balances == {}


def test_a_local_day_begins_at_local_midnight(journal: Journal, clock: Clock) -> None:
    """In Paris, where it is 22:00 UTC the day before."""
    clock.now = datetime(2025, 6, 11, 21, 59, 0, tzinfo=UTC)
    sent(journal, NOT_SENT)
    clock.now = datetime(2025, 6, 11, 22, 0, 0, tzinfo=UTC)
    sent(journal, NOT_SENT)
    eleventh, twelfth = date(2025, 6, 11), date(2025, 6, 12)
    found = [
        [entry.number for entry in journal.past(Search(since=day, until=day)).entries]
        for day in (eleventh, twelfth)
    ]
    assert found == [[1], [2]]


def test_evidence_is_what_was_asked_for_since_the_sending(journal: Journal, clock: Clock) -> None:
    """Of both accounts, each balance when first and when last seen; nothing from before it."""
    keep(journal, clock, main="1000", **{GARAGE: "60", MAIRIE: "5"})
    before = Before(Decimal(1000), clock.now)
    journal.begin(asked := movement(), agree, before, None)
    journal.settle(asked.id, UNKNOWN)
    one = keep(journal, clock, main="990", **{GARAGE: "60", MAIRIE: "4"})
    two = keep(journal, clock, main="940", **{GARAGE: "110"})
    three = keep(journal, clock, main="940", **{GARAGE: "109.5"})
    [entry] = journal.open_entries()
    found = journal.evidence(entry)

    def read(amount: str, at: datetime) -> Sighting:
        return Sighting(Decimal(amount), at, at + timedelta(milliseconds=1))

    assert found.entry == entry
    assert found.main == (read("990", one), read("940", two), read("940", three))
    assert found.subaccount == (read("60", one), read("110", two), read("109.5", three))
    assert found.others == ()
    assert not found.may_buy


def test_a_balance_asked_for_before_the_sending_is_no_evidence(
    journal: Journal, clock: Clock
) -> None:
    """However late it was answered: the sending may have come between."""
    clock.now += timedelta(minutes=1)
    asked_at = clock.now
    clock.now += timedelta(seconds=1)
    entry = sent(journal, UNKNOWN)
    journal.keep_balances(Decimal(1000), {GARAGE: Decimal(60)}, asked_at)
    found = journal.evidence(entry)
    assert (found.main, found.subaccount) == ((), ())


def test_what_a_reply_told_is_as_old_as_its_movement(journal: Journal, clock: Clock) -> None:
    """As old as its question, be that a reading's or a movement's."""
    doubt = sent(journal, UNKNOWN, GARAGE)
    clock.now += timedelta(minutes=1)
    told = sent(journal, confirmed("950", "55"), MAIRIE)
    read_at = keep(journal, clock, main="950", **{MAIRIE: "55"})
    found = journal.evidence(doubt)
    assert told.settled_at is not None
    assert [(seen.asked_at, seen.answered_by) for seen in found.main] == [
        (told.sent_at, told.settled_at),
        (read_at, read_at + timedelta(milliseconds=1)),
    ]
    assert [other.number for other in found.others] == [2]
    assert found.subaccount == ()


def test_others_are_those_around_it(journal: Journal, opened: Open, clock: Clock) -> None:
    """Of anybody, on any sub-account, from half an hour before the balances it started from.

    And the one before those, whose program can have been halted until then.
    """
    theirs = opened(PAUL)
    for token in ("long ago", "halted"):
        sent(journal, confirmed(), token)
        clock.now += timedelta(minutes=45)
    before = Before(Decimal(5), clock.now)
    clock.now -= timedelta(minutes=29)
    sent(theirs, NOT_SENT, SALON)
    clock.now += timedelta(minutes=49)
    journal.begin(asked := movement(GARAGE), agree, before, before)
    doubt = journal.settle(asked.id, UNKNOWN)
    sent(theirs, confirmed(), MAIRIE)
    journal.begin(movement(SALON), agree)
    found = journal.evidence(doubt)
    assert [other.number for other in found.others] == [2, 3, 5, 6]
    assert [other.state for other in found.others][-1] is State.SENDING


def test_many_days_of_spending_are_looked_at_from_the_sending_on(
    journal: Journal, clock: Clock
) -> None:
    """The first five hundred balances, not the last: what decides comes soon after the sending."""
    doubt = sent(journal, UNKNOWN)
    first = keep(journal, clock, main="1000")
    with journal._writing():
        for spent in range(1, 600):
            clock.now += timedelta(minutes=1)
            journal._keep_balance(MAIN, Decimal(1000 - spent), clock.now, clock.now)
    found = journal.evidence(doubt)
    assert len(found.main) == 500
    assert found.main[0].asked_at == first
    assert found.main[-1].amount == Decimal(501)


def test_a_balance_from_before_the_clock_was_set_back_proves_nothing(
    journal: Journal, clock: Clock
) -> None:
    """It is older than the sending, and stands as read after it: no reading since is needed."""
    keep(journal, clock, main="1000", **{GARAGE: "60"})
    main, subaccount = Before(Decimal(1000), clock.now), Before(Decimal(60), clock.now)
    clock.now -= timedelta(hours=1)
    journal.begin(asked := movement(), agree, main, subaccount)
    doubt = journal.settle(asked.id, UNKNOWN)
    assert doubt.main_before is not None
    assert doubt.main_before.read_at > doubt.at
    verdict = judge(journal.evidence(doubt), 30)
    assert (verdict.ruling, verdict.why) == (Ruling.OPEN, Why.SET_BACK)


@pytest.mark.parametrize("account", ["main", GARAGE])
@pytest.mark.parametrize("fresh", ["999", "1000"])
@pytest.mark.parametrize("is_sent_first", [False, True])
def test_balances_are_not_in_order_where_the_clock_was_set_back(
    journal: Journal, clock: Clock, account: str, fresh: str, is_sent_first: bool
) -> None:
    """Of either account, be the balance another one since or the same."""
    keep(journal, clock, **{account: "1000"})
    clock.now -= timedelta(hours=1)
    if not is_sent_first:
        keep(journal, clock, **{account: fresh})
    doubt = sent(journal, UNKNOWN)
    if is_sent_first or fresh == "1000":
        keep(journal, clock, **{account: fresh})
    assert not journal.evidence(doubt).is_in_order


def test_another_sub_accounts_balances_do_not_count(journal: Journal, clock: Clock) -> None:
    """Only those that the movement is judged by."""
    keep(journal, clock, **{GARAGE: "1000"})
    clock.now -= timedelta(hours=1)
    keep(journal, clock, **{GARAGE: "999"})
    assert journal.evidence(sent(journal, UNKNOWN, MAIRIE)).is_in_order
    assert not journal.evidence(sent(journal, UNKNOWN, GARAGE)).is_in_order


def test_balances_are_in_order_once_all_are_from_after_the_sending(
    journal: Journal, clock: Clock
) -> None:
    """A clock that was set back before disturbs no movement that is sent later than it showed."""
    for _ in range(2):
        keep(journal, clock, main="1000", **{GARAGE: "60"})
        keep(journal, clock, main="990", **{GARAGE: "60"})
        clock.now -= timedelta(hours=1)
    clock.now += timedelta(hours=3)
    doubt = sent(journal, UNKNOWN)
    assert journal.evidence(doubt).is_in_order
    for spent in range(3):
        keep(journal, clock, main=str(950 - spent), **{GARAGE: "110"})
        assert journal.evidence(doubt).is_in_order


def test_the_newest_time_is_the_latest_of_all(journal: Journal, clock: Clock) -> None:
    """A step, or a balance; also where the clock was set back since."""
    entry = sent(journal, NOT_SENT)
    assert entry.settled_at is not None
    assert journal.newest_at() == entry.settled_at
    read_at = keep(journal, clock, main="5")
    assert journal.newest_at() == read_at
    clock.now -= timedelta(days=1)
    sent(journal, NOT_SENT)
    assert journal.newest_at() == read_at


def test_news_are_the_movements_that_took_a_step(journal: Journal, opened: Open) -> None:
    """Since an event's number, each once and as it stands now, in the order of their numbers."""
    theirs = opened(PAUL)
    first = sent(journal, UNKNOWN)
    newest, entries = journal.news(0)
    assert (newest, entries) == (3, (first,))
    assert journal.news(newest) == journal.news(None) == (3, ())
    begun = theirs.begin(movement(MAIRIE), agree)
    journal.resolve(first.movement.id, applied=True, because="relevé")
    later, entries = journal.news(newest)
    assert later == 6
    assert [(entry.number, entry.state) for entry in entries] == [
        (1, State.RESOLVED_APPLIED),
        (2, State.SENDING),
    ]
    assert entries[1] == begun
    assert journal.news(5)[1] == (entries[0],)


@pytest.mark.parametrize("writes", ["a movement", "a balance", "the same balance"])
def test_the_signature_changes_when_anybody_writes(
    journal: Journal, opened: Open, clock: Clock, writes: str
) -> None:
    """A file that was written looks another one, whoever wrote it; and nothing, nobody."""
    theirs = opened(PAUL)
    keep(journal, clock, main="5")
    # Written long ago, because two writes in one tick of its clock look the same.
    os.utime(journal.path, (0, 0))
    before = journal.signature()
    assert journal.signature() == before
    if writes == "a movement":
        theirs.begin(movement(), agree)
    else:
        keep(theirs, clock, main="5" if writes == "the same balance" else "4")
    assert journal.signature() != before


def test_a_journal_that_is_gone_has_no_signature(journal: Journal) -> None:
    """There is nothing to be looked at."""
    journal.path.unlink()
    assert journal.signature() is None
