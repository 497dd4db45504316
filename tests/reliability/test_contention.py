"""Contention in short, with tests/journal/test_contention.py; and proof that its figures see."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journal.helpers import agree, movement, open_journal, raw
from tests.reliability.contention import Run, lines, run
from tests.reliability.contention_worker import Met, insist, watch

MET = Met(locks=[0.0, 0.01], lines=[0.01], numbers=[1])
FAIR = Run([MET], asked=1, written=1, is_sound=True, seconds=0.1)


def missed(found: Run) -> list[str]:
    """The figures that miss their bars."""
    return [line.what for line in lines(found) if not line.holds]


def test_processes_that_contend_lose_nothing(tmp_path: Path) -> None:
    """Three of them with three movements each: nobody is turned away, every number is there."""
    found = run(tmp_path / "journal", 3, 3)
    assert missed(found._replace(met=[replace(each, locks=[0.0]) for each in found.met])) == []
    # One for each begin and each settle at least.
    assert len(found.locks) >= 18
    assert len(found.lines) == 9


WRONG: dict[str, Callable[[], Run]] = {
    "SQLITE_BUSY seen": lambda: FAIR._replace(met=[replace(MET, busy=1)]),
    "lost, doubled or unsound": lambda: FAIR._replace(met=[replace(MET, numbers=[2])]),
    "lost, doubled or unsound, too few rows": lambda: FAIR._replace(written=0),
    "lost, doubled or unsound, damaged": lambda: FAIR._replace(is_sound=False),
    "lock, worst wait": lambda: FAIR._replace(met=[replace(MET, locks=[0.0, 1.001])]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_goes_wrong_is_seen(name: str) -> None:
    """Each figure misses its bar, and no other does."""
    (figure,) = missed(WRONG[name]())
    assert name.startswith(figure)


def test_what_is_right_misses_nothing() -> None:
    """A lock at once, one number, one row."""
    assert missed(FAIR) == []


def test_only_the_lock_is_timed(tmp_path: Path) -> None:
    """The wait starts and ends with the lock, by the clock that it is given."""
    ticks = iter([5.0, 5.25])
    journal, met = open_journal(tmp_path / "journal"), Met()
    watch(journal, met, clock=lambda: next(ticks))
    journal.begin(movement(), agree)
    journal.close()
    assert met.locks == [0.25]


def test_who_is_turned_away_goes_on_waiting(tmp_path: Path) -> None:
    """However often the lock is asked for, the wait is one, from the first time on."""
    ticks = iter([5.0, 7.5])
    journal, met = open_journal(tmp_path / "journal"), Met()
    journal._db.execute("PRAGMA busy_timeout = 0")
    watch(journal, met, clock=lambda: next(ticks))
    with raw(tmp_path / "journal") as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(sqlite3.OperationalError):
                journal._db.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    journal.begin(movement(), agree)
    journal.close()
    assert met.locks == [2.5]


def test_a_transaction_begun_deferred_is_turned_away(tmp_path: Path) -> None:
    """The anchor is real: with the lock taken, SQLite gives up at once, and that is counted."""
    journal, met = open_journal(tmp_path / "journal"), Met()
    watch(journal, met, "BEGIN DEFERRED")
    with raw(tmp_path / "journal") as other:
        other.execute("BEGIN IMMEDIATE")

        def begin() -> None:
            try:
                journal.begin(movement(), agree)
            finally:
                other.rollback()

        insist(begin, met)
    journal.close()
    assert met.busy == 1
