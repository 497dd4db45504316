"""The books: the newest balance of every account, in memory and, as a hint, in the journal."""

from decimal import Decimal

import pytest

from smspartner_tui.books import Books
from smspartner_tui.core.accounts import Balance, Balances, Listing, Reading
from smspartner_tui.core.movement import Before, JournalProblem
from smspartner_tui.journal import Journal
from tests.journal.helpers import GARAGE, MAIRIE, Clock, confirmed, movement


def reading(clock: Clock, main: str | None = "1000", **subaccounts: str) -> Reading:
    """What the platform says now."""
    listings = {token: Listing(token, Decimal(amount)) for token, amount in subaccounts.items()}
    return Reading(clock.now, None if main is None else Decimal(main), listings)


@pytest.fixture
def books(journal: Journal, clock: Clock) -> Books:
    """Books that follow one sub-account."""
    return Books(journal, [GARAGE], clock)


def test_books_open_with_what_the_journal_kept(journal: Journal, clock: Clock) -> None:
    """The balances of the last session are there before anything was read."""
    read_at = clock.now
    journal.keep_balances(Decimal(5), {GARAGE: Decimal(1)}, read_at)
    books = Books(journal, [GARAGE], clock)
    assert books.balances == Balances(
        Balance(Decimal(5), read_at), {GARAGE: Balance(Decimal(1), read_at)}
    )


def test_balances_that_cannot_be_read_are_none(journal: Journal, clock: Clock) -> None:
    """They are a hint: without them the program starts all the same."""
    journal._db.execute("DROP TABLE reading")
    assert Books(journal, [], clock).balances == Balances()


def test_only_what_is_followed_is_kept(books: Books, journal: Journal, clock: Clock) -> None:
    """Everything that was read is known; what the configuration follows outlives the program."""
    balances, _ = books.take_reading(reading(clock, "7", **{GARAGE: "1", MAIRIE: "2"}), books.ask())
    assert balances == books.balances
    assert set(balances.subaccounts) == {GARAGE, MAIRIE}
    assert set(journal.balances().subaccounts) == {GARAGE}


def test_an_older_reading_is_not_kept(books: Books, journal: Journal, clock: Clock) -> None:
    """Of two readings the one that was asked for later stands, however they arrive."""
    first, second = books.ask(), books.ask()
    books.take_reading(reading(clock, "2", **{GARAGE: "2"}), second)
    books.take_reading(reading(clock, "1", **{GARAGE: "1"}), first)
    main, kept = books.balances.main, journal.balances().main
    assert main is not None
    assert kept is not None
    assert main.amount == kept.amount == Decimal(2)
    assert books.balances.subaccounts[GARAGE].amount == Decimal(2)


def test_a_reading_without_a_main_balance_keeps_the_known_one(
    books: Books, journal: Journal, clock: Clock
) -> None:
    """What was not told is not touched."""
    books.take_reading(reading(clock, "2"), books.ask())
    books.take_reading(reading(clock, None, **{GARAGE: "1"}), books.ask())
    main, kept = books.balances.main, journal.balances().main
    assert main is not None
    assert kept is not None
    assert main.amount == kept.amount == Decimal(2)


def test_a_journal_that_cannot_be_written_stops_no_reading(
    books: Books, journal: Journal, clock: Clock
) -> None:
    """The balances are shown, if not kept."""
    journal.problem = JournalProblem.FULL
    balances, _ = books.take_reading(reading(clock, "2", **{GARAGE: "1"}), books.ask())
    assert balances.main is not None
    assert balances.main.amount == Decimal(2)
    assert journal.balances() == Balances()


def test_a_reading_with_an_absurd_balance_is_taken(
    books: Books, journal: Journal, clock: Clock
) -> None:
    """It is shown as it came, and the others are kept."""
    books.take_reading(reading(clock, "5000000000000", **{GARAGE: "1"}), books.ask())
    assert journal.balances().main is None
    assert set(journal.balances().subaccounts) == {GARAGE}
    assert books.before(movement())[0] is not None


def test_a_reply_is_newer_than_a_reading_asked_before(books: Books, clock: Clock) -> None:
    """Only a reading asked for after it replaces what a reply told."""
    asked = books.ask()
    books.take_reply(movement(), confirmed("2", "3"))
    books.take_reading(reading(clock, "9", **{GARAGE: "9", MAIRIE: "9"}), asked)
    amounts = {token: b.amount for token, b in books.balances.subaccounts.items()}
    assert amounts == {GARAGE: Decimal(3), MAIRIE: Decimal(9)}
    later, _ = books.take_reading(reading(clock, "9", **{GARAGE: "9"}), books.ask())
    assert later.subaccounts[GARAGE].amount == Decimal(9)


def test_the_balances_before_are_those_last_read(books: Books, clock: Clock) -> None:
    """With their age; one that a movement has changed by nobody knows how much is none."""
    asked = movement()
    assert books.before(asked) == (None, None)
    read = reading(clock, "2", **{GARAGE: "1"})
    books.take_reading(read, books.ask())
    before = (Before(Decimal(2), read.read_at), Before(Decimal(1), read.read_at))
    assert books.before(asked) == before
    books.take_reply(asked, confirmed("5", None))
    main, subaccount = books.before(asked)
    assert main is not None
    assert (main.amount, subaccount) == (Decimal(5), None)


def test_a_movement_that_proved_applied_makes_both_balances_stale(
    books: Books, clock: Clock
) -> None:
    """Nobody told by how much: only a reading that is asked for later is believed again."""
    books.take_reading(reading(clock, "2", **{GARAGE: "1", MAIRIE: "3"}), books.ask())
    asked = books.ask()
    books.mark_moved(movement(GARAGE))
    balances, _ = books.take_reading(reading(clock, "2", **{GARAGE: "1", MAIRIE: "3"}), asked)
    assert balances.main is not None
    assert (balances.main.amount, balances.main.stale) == (Decimal(2), True)
    stale = {token: balance.stale for token, balance in balances.subaccounts.items()}
    assert stale == {GARAGE: True, MAIRIE: False}
    assert books.before(movement(GARAGE)) == (None, None)
    later, _ = books.take_reading(reading(clock, "1", **{GARAGE: "2"}), books.ask())
    assert later.main is not None
    assert not later.main.stale
    assert not later.subaccounts[GARAGE].stale


def test_what_was_never_read_cannot_be_stale(books: Books) -> None:
    """A movement on an account without a balance leaves it without one."""
    books.mark_moved(movement())
    assert books.balances == Balances()
