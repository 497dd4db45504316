"""Kept balances are thinned, and nothing that anybody can still ask of them changes."""

import random
import shutil
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from smspartner_tui.core.history import Held
from smspartner_tui.core.movement import Direction, Entry
from smspartner_tui.core.statement import Statement, statements
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.journal.archive import Archive
from smspartner_tui.journal.reader import MAIN
from tests.journal.conftest import Open
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NADIA,
    PAUL,
    SALON,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
    open_journal,
    raw,
)

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
NOW: Final = datetime(2025, 6, 12, 12, 32, tzinfo=UTC)
NAMES: Final = {GARAGE: "Garage Martin", MAIRIE: "Mairie de Vannes", SALON: "Salon"}


def hourly(first: float, last: float, amount: int = 10_000) -> tuple[Held, ...]:
    """Balances that fall by a euro from one hour to the next, from so many days ago on."""
    hours = round((first - last) * 24)
    times = (NOW - first * DAY + n * HOUR for n in range(hours + 1))
    return tuple(Held(Decimal(amount - n), at, at) for n, at in enumerate(times))


def kept(journal: Journal, account: str = GARAGE) -> list[datetime]:
    """When the balances that are left of an account were first seen, oldest first."""
    found = journal._db.execute(
        "SELECT first_at FROM reading WHERE account = ? ORDER BY id", (account,)
    )
    return [datetime.fromisoformat(row["first_at"]) for row in found]


def by_day(times: list[datetime]) -> dict[datetime, int]:
    """How many of these times there are on each local day."""
    count: dict[datetime, int] = defaultdict(int)
    for at in times:
        count[at.astimezone().replace(hour=0, minute=0, tzinfo=None)] += 1
    return dict(count)


def test_one_a_day_is_left_of_what_is_older_than_a_week(journal: Journal) -> None:
    """The last of each local day, and every one of the last seven days; the first one of all."""
    journal.keep_past({GARAGE: hourly(12, 0)})
    before = kept(journal)
    gone = journal.thin(NOW)
    left = kept(journal)
    assert gone == len(before) - len(left) > 0
    counts = [*by_day(left).values()]
    assert counts[:5] == [2, 1, 1, 1, 1]
    assert set(counts[5:-1]) == {24}
    assert [at.astimezone().hour for at in left[1:6]] == [23] * 5
    assert left[0] == before[0]
    assert journal.thin(NOW) == 0


def test_what_held_over_days_is_the_last_of_each_of_them(journal: Journal) -> None:
    """A balance that was seen on the next day too, when another one was, stands for its own."""
    at = NOW - 20 * DAY
    whole = (
        Held(Decimal(9), at, at),
        Held(Decimal(8), at + HOUR, at + 2 * DAY),
        Held(Decimal(7), at + 2 * DAY + HOUR, at + 2 * DAY + HOUR),
        Held(Decimal(6), at + 2 * DAY + 2 * HOUR, at + 2 * DAY + 2 * HOUR),
        *hourly(9, 8, 5),
    )
    journal.keep_past({GARAGE: whole})
    journal.thin(NOW)
    assert kept(journal)[:3] == [whole[0].first_at, whole[1].first_at, whole[3].first_at]


def test_what_the_next_balance_is_held_against_is_left(journal: Journal) -> None:
    """However old and however close together the last ones are."""
    journal.keep_past({GARAGE: hourly(30, 29.5)})
    before = kept(journal)
    journal.thin(NOW)
    assert kept(journal) == [before[0], *before[-4:]]


def test_after_400_days_only_the_newest_is_left(journal: Journal) -> None:
    """Of a sub-account that nobody reads any more; of one that is read, what is younger."""
    journal.keep_past({GARAGE: hourly(500, 490), MAIRIE: hourly(402, 398), MAIN: hourly(401, 400)})
    newest = kept(journal)[-1]
    journal.thin(NOW)
    assert kept(journal) == [newest]
    assert [(NOW - at) / DAY for at in kept(journal, MAIRIE)] == pytest.approx(
        [399 + 15 / 24, 398 + 15 / 24, *(398 + n / 24 for n in (3, 2, 1, 0))]
    )
    assert len(kept(journal, MAIN)) == 1


def test_the_balances_of_a_doubt_are_left(journal: Journal, clock: Clock) -> None:
    """All of its sub-account's, and the main account's since it was sent; then they go too."""
    whole = hourly(20, 0)
    journal.keep_past({GARAGE: whole, MAIRIE: whole, MAIN: whole})
    clock.now = NOW - 10 * DAY
    journal.begin(asked := movement(GARAGE), agree)
    journal.settle(asked.id, UNKNOWN)
    entry = journal.unknown(asked.id)
    evidence = journal.evidence(entry)
    journal.thin(NOW)
    assert kept(journal) == [held.first_at for held in whole]
    assert set([*by_day(kept(journal, MAIRIE)).values()][1:12]) == {1}
    main = [*by_day(kept(journal, MAIN)).values()]
    assert set(main[1:10]) == {1}
    assert set(main[11:-1]) == {24}
    assert journal.evidence(entry) == evidence
    clock.now = NOW
    journal.resolve(asked.id, applied=True, because="relevé")
    journal.thin(NOW)
    assert kept(journal) == kept(journal, MAIRIE) == kept(journal, MAIN)


def test_the_balances_before_a_doubt_are_left(journal: Journal, clock: Clock) -> None:
    """The main account's from the one on that was known when the movement left."""
    whole = hourly(20, 0)
    known = [held for held in whole if held.first_at <= NOW - 10 * DAY]
    journal.keep_past({MAIN: known})
    clock.now = NOW - 10 * DAY + 5 * HOUR
    journal.begin(asked := movement(GARAGE), agree)
    journal.settle(asked.id, UNKNOWN)
    journal.keep_past({MAIN: whole[len(known) :]})
    journal.thin(NOW)
    assert [at for at in kept(journal, MAIN) if at >= known[-1].first_at] == [
        held.first_at for held in whole[len(known) - 1 :]
    ]
    assert len(kept(journal, MAIN)) < len(whole)


def test_it_ends_when_it_is_not_wanted_any_more(journal: Journal) -> None:
    """And what was not done is done the next time."""
    journal.keep_past({GARAGE: hourly(120, 0, 9000)})
    wanted = iter([True, True, False])
    some = journal.thin(NOW, lambda: next(wanted))
    rest = journal.thin(NOW)
    assert some > 0
    assert rest > 0
    assert len(kept(journal)) == len(hourly(120, 0)) - some - rest
    assert journal.thin(NOW, lambda: False) == 0


def test_others_write_between_its_steps(opened: Open, folder: Path) -> None:
    """A colleague's program moves credit and reads meanwhile; another one thins as well."""
    journal, theirs = opened(), opened(PAUL)
    journal.keep_past({GARAGE: hourly(90, 0, 9000)})
    steps: list[Entry] = []

    def others_go_on() -> bool:
        theirs.begin(asked := movement(MAIRIE), agree)
        steps.append(theirs.settle(asked.id, confirmed()))
        if len(steps) == 2:
            wanted = iter([True, False])
            theirs.thin(NOW, lambda: next(wanted))
        return True

    journal.thin(NOW, others_go_on)
    assert len(steps) >= 2
    once = open_journal(folder.parent / "alone")
    try:
        once.keep_past({GARAGE: hourly(90, 0, 9000)})
        once.thin(NOW)
        assert kept(journal) == kept(once)
    finally:
        once.close()
    assert_sound(journal, folder)


def test_a_journal_that_cannot_be_written_is_not_thinned(journal: Journal, folder: Path) -> None:
    """It says so, and holds what it held."""
    journal.keep_past({GARAGE: hourly(20, 0)})
    journal._db.execute("PRAGMA busy_timeout = 10")
    with raw(folder) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError):
            journal.thin(NOW)
    assert len(kept(journal)) == len(hourly(20, 0))


def assert_sound(journal: Journal, folder: Path) -> None:
    """The journal is whole, and so it is to those who only look."""
    journal.check()
    assert (journal.problem, journal.damage) == (None, None)
    archive = Archive(folder)
    try:
        archive.check()
        assert archive.damage is None
        count = journal._value("SELECT count(*) FROM reading")
        assert archive.summary().readings == count
        assert archive.past() == journal.past()
    finally:
        archive.close()


# A life of months, with everything that happens to balances


def lives(folder: Path, seed: int) -> None:
    """Half a year of two operators, with readings now and then, credits here and elsewhere."""
    dice = random.Random(seed)
    clock = Clock(NOW - 180 * DAY)
    journal = open_journal(folder, clock, NADIA)
    # Nobody cuts the power here, and half a year is many commits.
    journal._db.execute("PRAGMA synchronous=OFF")
    try:
        balances = {MAIN: Decimal(50_000), GARAGE: Decimal(500), MAIRIE: Decimal(900)}
        while clock.now < NOW:
            clock.now += timedelta(minutes=dice.choice([1, 20, 60, 240, 700, 3000]))
            for account in dice.sample(sorted(balances), dice.randint(0, 3)):
                balances[account] -= Decimal(dice.randint(0, 4000)) / 1000
            match dice.randint(0, 9):
                case 0:
                    token, amount = dice.choice((GARAGE, MAIRIE)), Decimal(dice.randint(1, 60))
                    direction = dice.choice((Direction.ADD, Direction.REMOVE))
                    change = amount if direction is Direction.ADD else -amount
                    balances[token] += change
                    balances[MAIN] -= change
                    journal.begin(asked := movement(token, str(amount), direction), agree)
                    clock.now += timedelta(seconds=2)
                    told = confirmed(str(balances[MAIN]), str(balances[token]))
                    journal.settle(asked.id, told)
                case 1:
                    balances[dice.choice(sorted(balances))] += dice.randint(1, 90)
                case _:
                    read = {token: balances[token] for token in (GARAGE, MAIRIE)}
                    journal.keep_balances(balances[MAIN], read, clock.now)
    finally:
        journal.close()


def told(folder: Path, ask: Callable[[Journal], object]) -> object:
    """What a journal answers."""
    journal = open_journal(folder, Clock(NOW))
    try:
        return ask(journal)
    finally:
        journal.close()


def of_statements(journal: Journal) -> tuple[Statement, ...]:
    """Every month of every sub-account."""
    return statements(journal.past(), NAMES)


@pytest.mark.parametrize("seed", range(2))
def test_every_statement_stays_as_it_was(folder: Path, seed: int) -> None:
    """To the last thousandth: a month opens and closes with what was seen last at midnight."""
    lives(folder, seed)
    before = told(folder, of_statements)
    balances = told(folder, lambda journal: journal.balances())
    rises = told(folder, lambda journal: journal.past().rises)
    assert isinstance(gone := told(folder, lambda journal: journal.thin(NOW)), int)
    assert gone > 100
    assert told(folder, of_statements) == before
    assert told(folder, lambda journal: journal.balances()) == balances
    assert told(folder, lambda journal: journal.past().rises) == rises
    told(folder, lambda journal: assert_sound(journal, folder))


@pytest.mark.parametrize("seed", range(2))
def test_what_rises_afterwards_is_found_as_before(folder: Path, tmp_path: Path, seed: int) -> None:
    """A thinned journal and one that was not take the same balances for the same rises."""
    lives(folder, seed)
    whole = shutil.copytree(folder, tmp_path / "whole")

    def goes_on(journal: Journal) -> object:
        dice = random.Random(seed)
        clock = Clock(NOW + 30 * DAY)
        journal._clock = clock
        found: list[object] = []
        for _ in range(20):
            clock.now += timedelta(minutes=dice.choice([1, 60, 3000]))
            amounts = [Decimal(dice.randint(0, 60_000)) for _ in range(3)]
            read = dict(zip((GARAGE, MAIRIE), amounts, strict=False))
            found.append(journal.keep_balances(amounts[2], read, clock.now))
        return found

    assert told(folder, lambda journal: journal.thin(NOW + 30 * DAY))
    found = told(folder, goes_on)
    assert found == told(whole, goes_on)
    assert any(found) if isinstance(found, list) else False
