"""Balances: the newest one known wins, whatever order the answers come in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.accounts import (
    CURRENCY,
    Balance,
    Balances,
    Listing,
    Reading,
    Standing,
    SubAccount,
    newer,
    standing,
)
from tests.core import unhurried

NOON = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(seconds=9)
TOKEN = "7f6e5d4c3b2a7be2"
OTHER = "0a1b2c3d4e5f9f3a"


def _reading(main: str | None = None, at: datetime = NOON, **balances: str) -> Reading:
    tokens = {"token": TOKEN, "other": OTHER}
    listings = {
        tokens[name]: Listing(tokens[name], Decimal(amount)) for name, amount in balances.items()
    }
    return Reading(at, None if main is None else Decimal(main), listings or None, len(listings))


def _known() -> Balances:
    return Balances().after_reading(_reading("1000", token="10", other="20"), asked=1)


def test_nothing_is_known_at_first() -> None:
    """Before the first answer no account has a balance."""
    assert Balances().main is None
    assert Balances().of(TOKEN) is None


def test_a_reading_fills_what_it_could_read() -> None:
    """Every balance of a reading is kept with its time and the order it was asked in."""
    balances = _known()
    assert balances.main == Balance(Decimal(1000), NOON, 1)
    assert balances.of(TOKEN) == Balance(Decimal(10), NOON, 1)
    assert balances.of(OTHER) == Balance(Decimal(20), NOON, 1)


def test_what_a_reading_does_not_hold_is_kept() -> None:
    """Absence from one reading is no deletion, and no balance turns into none."""
    balances = _known().after_reading(_reading(at=LATER), asked=2)
    assert balances == _known()
    balances = _known().after_reading(_reading("900", LATER, other="21"), asked=2)
    assert balances.main == Balance(Decimal(900), LATER, 2)
    assert balances.of(TOKEN) == Balance(Decimal(10), NOON, 1)
    assert balances.of(OTHER) == Balance(Decimal(21), LATER, 2)


@pytest.mark.parametrize("currency", ["USD", "eur", ""])
def test_a_listing_in_another_currency_is_no_balance(currency: str) -> None:
    """What is not euros is never shown as euros: the balance known before stays."""
    foreign = {TOKEN: Listing(TOKEN, Decimal(99), currency), OTHER: Listing(OTHER, Decimal(21))}
    balances = _known().after_reading(Reading(LATER, listings=foreign), asked=2)
    assert balances.of(TOKEN) == Balance(Decimal(10), NOON, 1)
    assert balances.of(OTHER) == Balance(Decimal(21), LATER, 2)
    assert Balances().after_reading(Reading(LATER, listings=foreign), asked=2).of(TOKEN) is None


def test_of_two_balances_the_later_one_counts() -> None:
    """Whoever saw it; a tie is one's own, and doubt about either is doubt about both."""
    old = Balance(Decimal(1), NOON, order=7)
    new = Balance(Decimal(2), LATER)
    assert newer(None, None) is None
    assert newer(old, None) == newer(None, old) == old
    assert newer(old, new) == newer(new, old) == new
    assert newer(old, replace(new, read_at=old.read_at)) == old
    assert newer(replace(old, stale=True), new) == replace(new, stale=True)
    assert newer(new, replace(old, stale=True)) == replace(new, stale=True)


def test_a_reply_sets_both_accounts_and_no_third() -> None:
    """The two balances of a reply are the newest there are."""
    balances = _known().after_reply(TOKEN, Decimal(950), Decimal(60), LATER, order=2)
    assert balances.main == Balance(Decimal(950), LATER, 2)
    assert balances.of(TOKEN) == Balance(Decimal(60), LATER, 2)
    assert balances.of(OTHER) == _known().of(OTHER)


def test_a_reading_asked_before_a_reply_does_not_overwrite_it() -> None:
    """A refresh that was under way during a movement brings back no old money."""
    replied = _known().after_reply(TOKEN, Decimal(950), Decimal(60), NOON, order=3)
    balances = replied.after_reading(_reading("1000", LATER, token="10", other="25"), asked=2)
    assert balances.main == replied.main
    assert balances.of(TOKEN) == replied.of(TOKEN)
    assert balances.of(OTHER) == Balance(Decimal(25), LATER, 2)


@pytest.mark.parametrize("asked", [3, 4])
def test_a_reading_asked_after_a_reply_overwrites_it(asked: int) -> None:
    """What was asked once the reply was there is newer than it, even if the clock went back."""
    replied = _known().after_reply(TOKEN, Decimal(950), Decimal(60), LATER, order=3)
    balances = replied.after_reading(_reading("940", NOON, token="55"), asked=asked)
    assert balances.main == Balance(Decimal(940), NOON, asked)
    assert balances.of(TOKEN) == Balance(Decimal(55), NOON, asked)


def test_a_balance_that_the_reply_did_not_tell_is_kept_and_marked_stale() -> None:
    """It has moved by an amount nobody told: the old figure stays and is called old."""
    balances = _known().after_reply(TOKEN, None, None, LATER, order=3)
    assert balances.main == Balance(Decimal(1000), NOON, 3, stale=True)
    assert balances.of(TOKEN) == Balance(Decimal(10), NOON, 3, stale=True)
    assert balances.of(OTHER) == _known().of(OTHER)


def test_only_a_reading_asked_later_takes_the_stale_mark_away() -> None:
    """A reading that was asked before the movement knows nothing of it."""
    stale = _known().after_reply(TOKEN, None, None, LATER, order=3)
    assert stale.after_reading(_reading("1000", LATER, token="10"), asked=2) == stale
    fresh = stale.after_reading(_reading("950", LATER, token="60"), asked=4)
    assert fresh.main == Balance(Decimal(950), LATER, 4)
    assert fresh.of(TOKEN) == Balance(Decimal(60), LATER, 4)


def test_a_reply_that_tells_one_balance_marks_the_other() -> None:
    """Each of the two balances stands for itself."""
    balances = _known().after_reply(TOKEN, Decimal(950), None, LATER, order=2)
    assert balances.main == Balance(Decimal(950), LATER, 2)
    assert balances.of(TOKEN) == Balance(Decimal(10), NOON, 2, stale=True)


def test_a_reply_that_tells_nothing_of_unknown_balances_leaves_them_unknown() -> None:
    """Nothing is made up for an account that was never read."""
    assert Balances().after_reply(TOKEN, None, None, NOON, order=1) == Balances()
    balances = Balances().after_reply(TOKEN, None, Decimal(0), NOON, order=1)
    assert balances == Balances(None, {TOKEN: Balance(Decimal(0), NOON, 1)})


def test_balances_are_never_changed_in_place() -> None:
    """Whoever holds balances keeps what was true for him."""
    before = _known()
    before.after_reading(_reading("1", LATER, token="2"), asked=9)
    before.after_reply(TOKEN, Decimal(1), Decimal(2), LATER, order=9)
    assert before == _known()


@unhurried
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=1, max_size=12))
def test_the_answer_asked_for_last_wins_in_any_order_of_arrival(
    answers: list[tuple[bool, int]],
) -> None:
    """However readings and replies overlap, the balance is that of the highest order."""
    balances = Balances()
    newest = -1
    expected = Decimal(-1)
    for turn, (is_reply, delay) in enumerate(answers):
        amount = Decimal(turn)
        # A reply counts from its arrival; a reading from when it was asked, some turns ago.
        order = 2 * turn + 1 if is_reply else max(0, 2 * turn - 2 * delay)
        if is_reply:
            balances = balances.after_reply(TOKEN, amount, amount, NOON, order)
        else:
            reading = _reading(str(amount), LATER, token=str(amount))
            balances = balances.after_reading(reading, asked=order)
        if order >= newest:
            newest, expected = order, amount
        assert balances.main is not None
        assert balances.main == balances.of(TOKEN)
        assert (balances.main.amount, balances.main.order) == (expected, newest)


@pytest.mark.parametrize(
    ("seconds", "stale", "old"),
    [(0, False, False), (300, False, False), (300.001, False, True), (0, True, True)],
)
def test_a_balance_is_old_after_its_time_or_when_marked(
    seconds: float, stale: bool, old: bool
) -> None:
    """At `stale_after` a balance still counts; past it, or marked stale, it does not."""
    balance = Balance(Decimal(1), NOON, stale=stale)
    now = NOON + timedelta(seconds=seconds)
    assert balance.is_old(now, timedelta(minutes=5)) is old


@pytest.mark.parametrize(
    ("announced", "complete"), [(0, True), (1, True), (2, True), (3, False), (29, False)]
)
def test_a_list_is_complete_when_it_holds_what_was_announced(
    announced: int, complete: bool
) -> None:
    """Fewer rows than the platform announced are an incomplete list."""
    reading = _reading("1", token="1", other="2")
    assert Reading(NOON, reading.main, reading.listings, announced).is_complete is complete


def test_no_list_is_never_complete() -> None:
    """Where the list could not be read, nothing follows from it."""
    assert not Reading(NOON, Decimal(1), None, announced=0).is_complete
    assert Reading(NOON, Decimal(1), {}, announced=0).is_complete


def test_a_listing_is_in_euros_unless_it_says_otherwise() -> None:
    """The platform's currency is the euro."""
    assert CURRENCY == "EUR"
    assert Listing(TOKEN, Decimal(1)).currency == CURRENCY


def test_nothing_is_locked_stale_or_announced_unless_said() -> None:
    """What the configuration and the platform did not say is not made up."""
    assert SubAccount(TOKEN, "Clinique") == SubAccount(TOKEN, "Clinique", "", locked=False, note="")
    assert Balance(Decimal(1), NOON) == Balance(Decimal(1), NOON, order=0, stale=False)
    assert Reading(NOON) == Reading(NOON, None, None, announced=0, pages=0)


def test_the_end_of_a_token_tells_look_alikes_apart() -> None:
    """Four characters of the token are shown, all of a shorter one."""
    assert SubAccount(TOKEN, "Clinique").token_tail == "7be2"
    assert SubAccount("ab", "Clinique").token_tail == "ab"


@pytest.mark.parametrize(
    ("amount", "low", "locked", "expected"),
    [
        ("50.00", "50.00", False, Standing.OK),
        ("49.99", "50.00", False, Standing.LOW),
        ("0.01", "50.00", False, Standing.LOW),
        ("0.00", "50.00", False, Standing.EMPTY),
        ("-0.01", None, False, Standing.EMPTY),
        ("0", None, False, Standing.EMPTY),
        ("0.01", None, False, Standing.OK),
        ("50.00", "50.00", True, Standing.LOCKED),
        ("49.99", "50.00", True, Standing.LOW),
        ("0", None, True, Standing.EMPTY),
        (None, "50.00", False, Standing.UNREAD),
        (None, "50.00", True, Standing.LOCKED),
    ],
)
def test_the_one_word_of_a_row(
    amount: str | None, low: str | None, locked: bool, expected: Standing
) -> None:
    """Empty at nought, low under the mark, then locked, and unread without a balance."""
    subaccount = SubAccount(
        TOKEN, "Clinique", low=None if low is None else Decimal(low), locked=locked
    )
    balance = None if amount is None else Balance(Decimal(amount), NOON)
    assert standing(subaccount, balance) is expected


@pytest.mark.parametrize(
    ("doubt", "moving", "missing", "expected"),
    [
        (True, True, True, Standing.DOUBT),
        (True, False, False, Standing.DOUBT),
        (False, True, True, Standing.MOVING),
        (False, True, False, Standing.MOVING),
        (False, False, True, Standing.MISSING),
        (False, False, False, Standing.EMPTY),
    ],
)
def test_what_the_journal_holds_open_comes_before_the_balance(
    doubt: bool, moving: bool, missing: bool, expected: Standing
) -> None:
    """The worst word wins: doubt, then a movement under way, then absence, then the balance."""
    subaccount = SubAccount(TOKEN, "Clinique", low=Decimal(5), locked=True)
    balance = Balance(Decimal(0), NOON)
    assert standing(subaccount, balance, doubt=doubt, moving=moving, missing=missing) is expected
