"""Looking back: pages, totals and searches over movements and the rises between them."""

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smspartner_tui.core.filter import fold
from smspartner_tui.core.history import EVERYTHING, Place, Record, Rise, Totals, place_of
from smspartner_tui.core.movement import Direction, Entry, State
from smspartner_tui.core.search import Search
from smspartner_tui.journal import Journal
from smspartner_tui.journal.reader import MAIN
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
    open_journal,
)

TOKENS = (MAIN, GARAGE, MAIRIE)


def rises(journal: Journal, clock: Clock, account: str, amount: Decimal) -> None:
    """A balance that goes up by so much in a minute."""
    for more in (Decimal(0), amount):
        clock.now += timedelta(minutes=1)
        known = journal.balances()
        last = known.main if account == MAIN else known.of(account)
        now = (last.amount if last else Decimal(100)) + more
        subaccounts = {} if account == MAIN else {account: now}
        journal.keep_balances(now if account == MAIN else None, subaccounts, clock.now)


def numbers(records: tuple[Record, ...]) -> list[str]:
    """The records as short words: movements by number, rises by theirs."""
    return [
        f"+{record.id}" if isinstance(record, Rise) else str(record.number) for record in records
    ]


def page_by_page(journal: Journal, size: int, search: Search = EVERYTHING) -> list[Record]:
    """All that a search finds, as somebody gets it who reads on to the end."""
    found: list[Record] = []
    while page := journal.records(size, place_of(found[-1]) if found else None, search):
        assert len(page) <= size
        found += page
        assert len(found) < 99, "it comes to no end"
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(st.sampled_from((*TOKENS, "move", "move")), max_size=12),
    size=st.integers(1, 7),
)
def test_every_record_is_on_one_page(steps: list[str], size: int) -> None:
    """However large the pages are: newest first, rises between movements, none twice or never."""
    clock = Clock()
    expected: list[str] = []
    moved = 0
    with tempfile.TemporaryDirectory() as folder:
        journal = open_journal(Path(folder), clock)
        journal._db.execute("PRAGMA synchronous = OFF")
        for step in steps:
            if step == "move":
                journal.begin(asked := movement(), agree)
                journal.settle(asked.id, NOT_SENT)
                moved += 1
                expected.append(str(moved))
            else:
                rises(journal, clock, step, Decimal(5))
                expected.append(f"+{len(expected) - moved + 1}")
        found = page_by_page(journal, size)
        only_rises = page_by_page(journal, size, Search(elsewhere=True))
        every_movement = journal.history(99)
        journal.close()
    assert numbers(tuple(found)) == expected[::-1]
    assert only_rises == [record for record in found if isinstance(record, Rise)]
    assert [*every_movement] == [record for record in found if isinstance(record, Entry)]


@pytest.fixture
def filled(journal: Journal, clock: Clock, opened: Open) -> Journal:
    """Eight movements of two operators over two days, in every state, and two rises."""
    theirs = opened(PAUL)
    journal.names = {GARAGE: "Garage Martin"}
    sent = [
        (journal, movement(GARAGE, "50", reference="Facture É-2031"), confirmed(None, None)),
        (theirs, movement(MAIRIE, "20.50", Direction.REMOVE), confirmed(None, None)),
        (journal, movement(GARAGE, "3", reference="100%_sûr"), REJECTED),
        (journal, movement(GARAGE, "4"), NOT_SENT),
        (theirs, movement(SALON, "7"), UNKNOWN),
        (theirs, movement(SALON, "8", Direction.REMOVE), UNKNOWN),
        (journal, movement(SALON, "9"), UNKNOWN),
    ]
    for number, (by, asked, outcome) in enumerate(sent, start=1):
        by.begin(asked, agree)
        by.settle(asked.id, outcome)
        if number == 4:
            clock.now += timedelta(days=1)
            rises(journal, clock, GARAGE, Decimal("12.345"))
        if number in {5, 6}:
            by.resolve(asked.id, applied=number == 5, because="relevé")
    clock.now += timedelta(hours=1)
    rises(journal, clock, MAIN, Decimal(500))
    journal.begin(movement(MAIRIE, "6"), agree)
    return journal


def test_totals_add_up_what_was_found(filled: Journal) -> None:
    """What went through, what may have, and what rose elsewhere; nothing twice."""
    assert filled.totals() == Totals(
        count=8,
        added=Decimal(57),
        taken=Decimal("20.5"),
        in_doubt=Decimal(15),
        doubts=2,
        elsewhere=Decimal("512.345"),
        rises=2,
    )
    assert filled.totals(Search(states=frozenset({State.REJECTED}))) == Totals(count=1)
    assert filled.totals(Search(elsewhere=True)) == Totals(elsewhere=Decimal("512.345"), rises=2)
    assert filled.totals(Search(words=("garage",))) == Totals(elsewhere=Decimal("12.345"), rises=1)
    assert filled.totals(Search(number=99)) == Totals()


def test_an_empty_journal_looks_back_on_nothing(journal: Journal) -> None:
    """No record, no sum, no time."""
    assert (journal.records(9), journal.totals(), journal.steps("none")) == ((), Totals(), ())
    past = journal.past()
    assert (past.entries, past.rises, past.balances) == ((), (), {})
    assert journal.newest_at() is None
    assert journal.news(0) == journal.news(None) == (0, ())


# As the records stand, newest first: 8, +2, 7, 6, 5, +1, 4, 3, 2, 1.
SEARCHES: dict[str, tuple[Search, list[str]]] = {
    "nothing": (EVERYTHING, ["8", "+2", "7", "6", "5", "+1", "4", "3", "2", "1"]),
    "a name": (Search(words=("client 77b1",)), ["8", "2"]),
    "a name of a rise": (Search(words=("garage",)), ["+1"]),
    "the end of a token": (Search(words=("9f3a",)), ["+1", "4", "3", "1"]),
    "an operator": (Search(words=("paul",)), ["6", "5", "2"]),
    "a reference, folded": (Search(words=("facture e-2031",)), ["1"]),
    "two words": (Search(words=("client", "paul")), ["6", "5", "2"]),
    "words that are in no one": (Search(words=("facture", "paul")), []),
    "a word that must be absent": (Search(without=("client",)), ["+2", "+1"]),
    "two that must be absent": (Search(without=("paul", "9f3a")), ["8", "+2", "7"]),
    "with and without": (Search(words=("c0de",), without=("paul",)), ["7"]),
    "a state": (Search(states=frozenset({State.REJECTED})), ["3"]),
    "two states": (Search(states=frozenset({State.UNKNOWN, State.SENDING})), ["8", "7"]),
    "a number": (Search(number=6), ["6"]),
    "no such number": (Search(number=10**17), []),
    "removals": (Search(direction=Direction.REMOVE), ["6", "2"]),
    "additions": (Search(direction=Direction.ADD), ["8", "7", "5", "4", "3", "1"]),
    "elsewhere": (Search(elsewhere=True), ["+2", "+1"]),
    "elsewhere, by name": (Search(elsewhere=True, words=("garage",)), ["+1"]),
    "elsewhere and a state is nothing": (
        Search(elsewhere=True, states=frozenset({State.CONFIRMED})),
        [],
    ),
    "since a day": (Search(since=date(2025, 6, 13)), ["8", "+2", "7", "6", "5", "+1"]),
    "until a day": (Search(until=date(2025, 6, 12)), ["4", "3", "2", "1"]),
    "one day": (
        Search(since=date(2025, 6, 13), until=date(2025, 6, 13), words=("9f3a",)),
        ["+1"],
    ),
    "days before": (Search(until=date(2025, 6, 11)), []),
    "from the first day to the last": (
        Search(since=date.min.replace(year=2), until=date.max),
        ["8", "+2", "7", "6", "5", "+1", "4", "3", "2", "1"],
    ),
}


@pytest.mark.parametrize(("search", "found"), SEARCHES.values(), ids=SEARCHES)
def test_a_search_finds(filled: Journal, search: Search, found: list[str]) -> None:
    """Just these, on pages, in totals and as a whole."""
    assert numbers(filled.records(99, None, search)) == found
    assert numbers(tuple(page_by_page(filled, 2, search))) == found
    past, totals = filled.past(search), filled.totals(search)
    assert numbers(past.entries) == [one for one in found if "+" not in one][::-1]
    assert numbers(past.rises) == [one for one in found if "+" in one][::-1]
    assert (totals.count, totals.rises) == (len(past.entries), len(past.rises))


HOSTILE = ("%", "_", "'", '"', "\\", "\0", "' OR 1=1 --", "\udcff", "\N{PILE OF POO}", "%_", "*")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(filled: Journal, text: str) -> None:
    """It is found where it stands and nowhere else, and harms nothing."""
    found = ["3"] if text in "100%_sûr" else []
    assert numbers(filled.records(99, None, Search(words=(text,)))) == found
    assert filled.totals(Search(words=(text,))).count == len(found)
    assert len(filled.past(Search(without=(text,))).entries) == 8 - len(found)
    filled.check()
    assert filled.problem is None


def test_a_name_with_anything_in_it_is_found(journal: Journal) -> None:
    """What is written down hostile is found as such."""
    for number, text in enumerate(one for one in HOSTILE if one.isprintable()):
        journal.begin(asked := movement(f"t{number}", reference=f"a{text}z"), agree)
        journal.settle(asked.id, NOT_SENT)
        found = journal.records(99, None, Search(words=(fold(f"a{text}z"),)))
        assert numbers(found) == [str(number + 1)]


def test_places_lead_on_from_anywhere(filled: Journal) -> None:
    """From a movement, from a rise, from before all and from behind all."""
    lead: Callable[[Place], list[str]] = lambda place: numbers(filled.records(2, place))  # noqa: E731
    assert lead(Place(5)) == ["+1", "4"]
    assert lead(Place(4, 1)) == ["4", "3"]
    assert lead(Place(7, 2)) == ["7", "6"]
    assert lead(Place(7, 3)) == ["+2", "7"]
    assert lead(Place(1)) == []
    assert lead(Place(0)) == []
