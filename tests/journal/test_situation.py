"""What the guards are told: the day's sum, the last hours, the open movement, the balances."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.movement import (
    COUNTED_STATES,
    Before,
    Direction,
    JournalProblem,
    Movement,
    Outcome,
    State,
)
from smspartner_tui.journal import Journal, JournalError
from tests.journal.conftest import Open
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NOT_SENT,
    PAUL,
    REJECTED,
    SALON,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
)


@pytest.fixture
def _paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that lives in Paris."""
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def sent(journal: Journal, outcome: Outcome, asked: Movement) -> None:
    """Begin and settle."""
    journal.begin(asked, agree)
    journal.settle(asked.id, outcome)


def test_an_empty_journal_knows_nothing(journal: Journal, clock: Clock) -> None:
    """No sum, no movement, no balance: and it says so."""
    situation = journal.situation(GARAGE, clock.now)
    assert (situation.main, situation.subaccount, situation.open_entry) == (None, None, None)
    assert (situation.added_today, situation.recent) == (Decimal(0), ())
    assert situation.now == clock.now


def test_recent_movements_reach_back_24_hours(journal: Journal, clock: Clock) -> None:
    """Exactly 24 hours ago is recent, a millisecond more is not; other sub-accounts are not."""
    entry = journal.begin(asked := movement(), agree)
    journal.settle(asked.id, NOT_SENT)
    sent(journal, NOT_SENT, movement(MAIRIE))
    edge = entry.at + timedelta(hours=24)
    assert [e.movement for e in journal.situation(GARAGE, edge).recent] == [asked]
    assert journal.situation(GARAGE, edge + timedelta(milliseconds=1)).recent == ()


def test_recent_movements_come_newest_first(journal: Journal, clock: Clock) -> None:
    """Whatever came of them."""
    asked = [movement() for _ in range(3)]
    for each, outcome in zip(asked, (confirmed(), REJECTED, NOT_SENT), strict=True):
        sent(journal, outcome, each)
    found = journal.situation(GARAGE, clock.now).recent
    assert [entry.movement for entry in found] == asked[::-1]


@pytest.mark.parametrize("settled", [False, True])
def test_an_open_movement_holds_its_sub_account(
    journal: Journal, clock: Clock, *, settled: bool
) -> None:
    """In flight or unknown it is named, however old, and only for its own sub-account."""
    journal.begin(asked := movement(), agree)
    if settled:
        journal.settle(asked.id, UNKNOWN)
    clock.now += timedelta(days=40)
    held = journal.situation(GARAGE, clock.now).open_entry
    assert held is not None
    assert held.movement == asked
    assert journal.situation(MAIRIE, clock.now).open_entry is None


def test_the_day_counts_what_may_have_moved(journal: Journal, clock: Clock) -> None:
    """Confirmed, in flight, unknown and resolved as applied count; the rest, and removals, not."""
    resolutions = {State.RESOLVED_APPLIED: True, State.RESOLVED_NOT_APPLIED: False}
    outcomes = {o.state: o for o in (confirmed(), REJECTED, NOT_SENT, UNKNOWN)}
    expected = Decimal(0)
    for power, state in enumerate(s for s in State if s not in {State.PLANNED, State.SENDING}):
        asked = movement(f"token {state}", str(2**power))
        sent(journal, outcomes.get(state, UNKNOWN), asked)
        if state in resolutions:
            journal.resolve(asked.id, applied=resolutions[state], because="relevé")
        if state in COUNTED_STATES:
            expected += asked.amount
        assert journal.added_today(clock.now) == expected
    sent(journal, confirmed(), movement(SALON, "500", Direction.REMOVE))
    assert journal.added_today(clock.now) == expected
    journal.begin(movement(SALON, "1000.01"), agree)
    assert journal.added_today(clock.now) == expected + Decimal("1000.01")


@pytest.mark.usefixtures("_paris")
@pytest.mark.parametrize(
    ("midnight", "now"),
    [
        ("2025-06-11T22:00", "2025-06-12T12:00"),
        ("2025-01-14T23:00", "2025-01-15T12:00"),
        ("2025-03-29T23:00", "2025-03-30T12:00"),
        ("2025-10-25T22:00", "2025-10-26T12:00"),
    ],
    ids=["summer", "winter", "the day of 23 hours", "the day of 25 hours"],
)
def test_a_day_begins_at_local_midnight(
    journal: Journal, clock: Clock, midnight: str, now: str
) -> None:
    """The last millisecond of yesterday does not count, the first of today does."""
    clock.now = datetime.fromisoformat(midnight).replace(tzinfo=UTC) - timedelta(milliseconds=2)
    sent(journal, NOT_SENT, movement(GARAGE, "1"))
    clock.now = datetime.fromisoformat(midnight).replace(tzinfo=UTC) - timedelta(milliseconds=2)
    sent(journal, confirmed(), movement(GARAGE, "10"))
    clock.now = datetime.fromisoformat(midnight).replace(tzinfo=UTC) - timedelta(milliseconds=1)
    sent(journal, confirmed(), movement(GARAGE, "100"))
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert journal.added_today(at) == Decimal(100)


def test_a_clock_that_goes_back_does_not_reopen_the_day(journal: Journal, clock: Clock) -> None:
    """What was sent tomorrow counts today."""
    noon = clock.now
    clock.now += timedelta(days=1)
    sent(journal, confirmed(), movement())
    clock.now = noon
    assert journal.added_today(clock.now) == Decimal(50)
    assert [e.number for e in journal.situation(GARAGE, clock.now).recent] == [1]


def test_balances_survive_with_the_time_they_were_read(
    journal: Journal, opened: Open, clock: Clock
) -> None:
    """After a restart they are as old as they are, to the millisecond."""
    read_at = clock.now - timedelta(minutes=7)
    journal.keep_balances(Decimal("2869.2"), {GARAGE: Decimal("-0.045")}, read_at)
    later = clock.now
    journal.keep_balances(None, {MAIRIE: Decimal(0)}, later)
    journal.close()
    balances = opened().balances()
    assert balances.main == Balance(Decimal("2869.2"), read_at)
    assert balances.of(GARAGE) == Balance(Decimal("-0.045"), read_at)
    assert balances.of(MAIRIE) == Balance(Decimal(0), later)
    assert balances.of(SALON) is None


def test_an_unchanged_balance_is_one_row(journal: Journal, clock: Clock) -> None:
    """A row for each change, seen from its first to its last time."""
    for amount in ("10", "10", "12", "10"):
        journal.keep_balances(None, {GARAGE: Decimal(amount)})
    kept = journal._db.execute("SELECT micros, first_at < last_at FROM reading ORDER BY id")
    assert [tuple(row) for row in kept] == [(10_000_000, 1), (12_000_000, 0), (10_000_000, 0)]


def test_an_older_balance_does_not_replace_a_newer_one(journal: Journal, clock: Clock) -> None:
    """A colleague's answer to an older question comes too late."""
    now = clock.now
    journal.keep_balances(Decimal(100), {}, now)
    journal.keep_balances(Decimal(90), {}, now - timedelta(seconds=1))
    assert journal.balances().main == Balance(Decimal(100), now)


def test_a_balance_from_the_future_is_replaced_and_not_believed(
    journal: Journal, clock: Clock
) -> None:
    """After the clock was put back, what was read before says nothing about now."""
    journal.keep_balances(Decimal(100), {}, clock.now + timedelta(hours=1))
    assert journal.situation(GARAGE, clock.now).main is None
    journal.keep_balances(Decimal(90), {}, clock.now)
    main = journal.situation(GARAGE, clock.now).main
    assert main is not None
    assert main.amount == Decimal(90)


def test_an_absurd_balance_is_not_kept(journal: Journal) -> None:
    """What the platform says may be beyond all bounds; the others are kept all the same."""
    journal.keep_balances(Decimal(10) ** 13, {GARAGE: Decimal("1e-9"), MAIRIE: Decimal(5)})
    balances = journal.balances()
    assert balances.main is None
    assert set(balances.subaccounts) == {MAIRIE}


def test_a_success_brings_its_balances(journal: Journal, opened: Open) -> None:
    """They are written with the outcome, so that the next of two operators has them."""
    journal.keep_balances(Decimal("2869.2"), {GARAGE: Decimal("11.8")})
    sent(journal, confirmed("2819.2", "61.8"), movement())
    situation = opened(PAUL).situation(GARAGE, journal.history(1)[0].at + timedelta(minutes=1))
    assert situation.main is not None
    assert situation.subaccount is not None
    assert (situation.main.amount, situation.subaccount.amount) == (
        Decimal("2819.2"),
        Decimal("61.8"),
    )
    assert not situation.main.stale
    assert not situation.subaccount.stale


@pytest.mark.parametrize("resolved", [False, True])
def test_a_success_without_balances_makes_the_old_ones_stale(
    journal: Journal, clock: Clock, *, resolved: bool
) -> None:
    """They have moved, nobody knows where to; other sub-accounts' have not."""
    journal.keep_balances(Decimal(100), {GARAGE: Decimal(1), MAIRIE: Decimal(2)})
    asked = movement()
    sent(journal, UNKNOWN if resolved else confirmed(None, None), asked)
    if resolved:
        journal.resolve(asked.id, applied=True, because="relevé")
    balances = journal.balances()
    stale = {token: balance.stale for token, balance in balances.subaccounts.items()}
    assert stale == {GARAGE: True, MAIRIE: False}
    assert balances.main is not None
    assert balances.main.stale
    journal.keep_balances(Decimal(50), {GARAGE: Decimal(51)})
    assert not any(balance.stale for balance in journal.balances().subaccounts.values())


def test_the_balances_before_are_the_latest_that_anybody_saw(
    journal: Journal, opened: Open, clock: Clock
) -> None:
    """A colleague's later reading is taken, an earlier one is not."""
    mine = Before(Decimal(100), clock.now)
    later = mine.read_at + timedelta(seconds=5)
    opened(PAUL).keep_balances(Decimal(150), {}, later)
    clock.now += timedelta(seconds=10)
    journal.keep_balances(None, {GARAGE: Decimal(3)}, mine.read_at - timedelta(seconds=5))
    entry = journal.begin(movement(), agree, mine, mine)
    assert entry.main_before == Before(Decimal(150), later)
    assert entry.subaccount_before == mine


def test_a_balance_that_has_moved_since_is_no_balance_before(
    journal: Journal, clock: Clock
) -> None:
    """Between it and this movement lies another one, whose effect nobody knows."""
    before = Before(Decimal(100), clock.now)
    journal.keep_balances(Decimal(100), {GARAGE: Decimal(100)}, clock.now)
    sent(journal, confirmed(None, None), movement())
    entry = journal.begin(movement(), agree, before, before)
    assert (entry.main_before, entry.subaccount_before) == (None, None)


DAMAGE = {
    "no number": "UPDATE reading SET micros = 'x'",
    "no time": "UPDATE reading SET last_at = 'yesterday'",
}


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE)
def test_a_balance_that_cannot_be_read_is_damage(journal: Journal, statement: str) -> None:
    """It is said in the journal's own word, and from then on nothing is written."""
    journal.keep_balances(Decimal(1), {})
    journal._db.execute("PRAGMA ignore_check_constraints = ON")
    journal._db.execute(statement)
    with pytest.raises(JournalError) as caught:
        journal.balances()
    assert caught.value.problem is JournalProblem.DAMAGED
    assert journal.problem is JournalProblem.DAMAGED
    with pytest.raises(JournalError):
        journal.begin(movement(), agree)
