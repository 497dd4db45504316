"""What days left are told from: the last balance of each day, and what moved it."""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

import pytest

from smspartner_tui.core.accounts import Balances
from smspartner_tui.core.days import Recent, trend
from smspartner_tui.core.history import Held
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.journal.reader import MAIN
from smspartner_tui.journal.trends import midnight, newest_before
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
)
from tests.journal.keeps import See, moves

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
NOW: Final = datetime(2025, 6, 12, 12, 32, tzinfo=UTC)


def seen(*balances: tuple[float, str]) -> tuple[Held, ...]:
    """Balances in euros, each seen once, so many days ago."""
    return tuple(
        Held(Decimal(amount), NOW - days * DAY, NOW - days * DAY) for days, amount in balances
    )


def recent_of(journal: Journal, token: str = GARAGE) -> Recent:
    """What is known of a sub-account's last weeks."""
    return dict(journal.recent([token], NOW))[token]


def test_the_last_balance_of_each_day_is_told(journal: Journal) -> None:
    """In the order of time, and the newest one of all; of no other account."""
    hour = HOUR / DAY
    of_garage = seen(
        (40, "200"),
        (5 + hour, "100"),
        (5, "99"),
        (3, "98"),
        (2 * hour, "97"),
        (hour, "96"),
        (0, "95"),
    )
    journal.keep_past({GARAGE: of_garage, MAIRIE: seen((5, "7"), (1, "6")), MAIN: seen((2, "1"))})
    told = recent_of(journal)
    assert [held.amount for held in told.held] == [99, 98, 95]
    assert told.held[0] == of_garage[2]
    assert (told.entries, told.rises) == ((), ())
    assert [held.amount for held in recent_of(journal, MAIRIE).held] == [7, 6]
    assert recent_of(journal, "nobody") == Recent()


def test_a_balance_that_held_is_told_once(journal: Journal) -> None:
    """From before these weeks on, it stands for each of their days."""
    held = Held(Decimal(50), NOW - 60 * DAY, NOW - HOUR)
    journal.keep_past({GARAGE: (held,)})
    assert recent_of(journal).held == (held,)


def test_days_are_local(journal: Journal) -> None:
    """Half past midnight in Paris is another day than half past eleven."""
    at = datetime(2025, 6, 10, 22, 0, tzinfo=UTC)
    late, early, later = (at - HOUR / 2, "3"), (at + HOUR / 2, "2"), (at + HOUR, "1")
    balances = tuple(Held(Decimal(amount), when, when) for when, amount in (late, early, later))
    journal.keep_past({GARAGE: balances})
    assert [held.amount for held in recent_of(journal).held] == [3, 1]


def test_what_moved_it_is_told(journal: Journal, clock: Clock) -> None:
    """Own movements and rises of these weeks, on that sub-account; what is in doubt always."""
    see = See(journal, clock)
    clock.now = NOW - 50 * DAY
    doubt = movement(GARAGE, "5")
    moves(journal, clock, confirmed(None, "70"))
    journal.begin(doubt, agree)
    journal.settle(doubt.id, UNKNOWN)
    clock.now = NOW - 10 * DAY
    journal.begin(other := movement(MAIRIE), agree)
    journal.settle(other.id, confirmed())
    see(60, {GARAGE: "60", MAIRIE: "60"})
    journal.resolve(doubt.id, applied=True, because="relevé")
    moves(journal, clock, confirmed(None, "110"))
    [rise] = see(60, {GARAGE: "130", MAIRIE: "60"})
    told = recent_of(journal)
    assert [entry.number for entry in told.entries] == [4]
    assert told.rises == (rise,)
    journal.begin(doubt := movement(MAIRIE, "7"), agree)
    journal.settle(doubt.id, UNKNOWN)
    in_a_year = dict(journal.recent([MAIRIE], NOW + 365 * DAY))[MAIRIE]
    assert [entry.movement.id for entry in in_a_year.entries] == [doubt.id]


def test_a_reading_a_minute_tells_the_same_pace(journal: Journal) -> None:
    """The balances in between need not be looked at."""
    minutes = 3 * 24 * 60
    every = seen(*((n / 24 / 60, str(10 + Decimal(n) / 1000)) for n in range(minutes, -1, -1)))
    journal.keep_past({GARAGE: (*seen((10, str(10 + Decimal(14_400) / 1000))), *every)})
    told = recent_of(journal)
    assert len(told.held) == 5
    assert trend(told, NOW).rate == Decimal("1.44") == trend(Recent(every), NOW).rate


def test_others_can_write_between_two_subaccounts(journal: Journal) -> None:
    """Nobody waits until all of them were asked about."""
    asked = journal.recent([GARAGE, MAIRIE], NOW)
    next(asked)
    writes = threading.Thread(target=journal.keep_balances, args=(None, {MAIRIE: Decimal(5)}, NOW))
    writes.start()
    writes.join(20)
    assert not writes.is_alive()
    [(token, told)] = asked
    assert token == MAIRIE
    assert told.held == (), "what came after the days were told apart"


def test_a_journal_that_cannot_be_read_says_so(journal: Journal) -> None:
    """Rather than that nothing is spent."""
    journal._db.close()
    with pytest.raises(JournalError):
        recent_of(journal)


def test_weeks_are_kept_at_once(journal: Journal) -> None:
    """In the order of time, whatever account they are of; and the journal is sound."""
    journal.keep_past({GARAGE: seen((2, "10"), (1, "9")), MAIRIE: seen((1.5, "0.125"))})
    kept = journal._db.execute("SELECT account, micros FROM reading ORDER BY id").fetchall()
    assert [tuple(row) for row in kept] == [
        (GARAGE, 10_000_000),
        (MAIRIE, 125_000),
        (GARAGE, 9_000_000),
    ]
    journal.check()
    assert journal.problem is None
    known: Balances = journal.balances()
    assert {token: one.amount for token, one in known.subaccounts.items()} == {
        GARAGE: Decimal(9),
        MAIRIE: Decimal("0.125"),
    }
    assert journal.keep_balances(None, {GARAGE: Decimal(8)}, NOW) == ()
    assert [rise.amount for rise in journal.keep_balances(None, {GARAGE: Decimal(12)})] == [4]


@pytest.mark.parametrize("gone", [(), (1, 2, 3), (5,), (4, 5, 6), (9, 10), tuple(range(1, 10))])
def test_rows_are_found_by_time(journal: Journal, gone: tuple[int, ...]) -> None:
    """Whichever of them were taken out since."""
    journal.keep_past({GARAGE: seen(*((10 - n, str(n)) for n in range(1, 11)))})
    journal._db.executemany("DELETE FROM reading WHERE id = ?", ((n,) for n in gone))
    for n in range(12):
        moment = midnight((NOW - (10 - n) * DAY).astimezone().date())
        up_to = newest_before(journal._db, moment)
        found = journal._db.execute("SELECT id FROM reading WHERE id <= ?", (up_to,)).fetchall()
        assert [row["id"] for row in found] == [m for m in range(1, 11) if m < n and m not in gone]


def test_an_empty_journal_tells_nothing(journal: Journal) -> None:
    """And is asked in vain, not for ever."""
    assert newest_before(journal._db, midnight(NOW.date())) == 0
    assert recent_of(journal) == Recent()
