"""The reading of another process: handed over whole, or done without."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.ahead import ReadAhead
from smspartner_tui.core.accounts import Listing, Reading, ReadingProblem
from smspartner_tui.reading import PageTold
from tests.partner import until

# The program copies itself while it has one thread; whoever runs the tests may have more.
pytestmark = pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def page(*tokens: str) -> Reading:
    """A page of the list."""
    return Reading(NOON, listings={one: Listing(one, Decimal("4.50")) for one in tokens})


WHOLE = Reading(
    NOON,
    main=Decimal("1204.50"),
    listings=page("a", "b").listings,
    announced=3,
    pages=2,
    problem=ReadingProblem.RATE_LIMITED,
    message="trop de demandes",
    seconds=0.25,
)


def heard(ahead: ReadAhead) -> tuple[Reading | None, list[Reading]]:
    """What it comes to, and the pages before that."""
    pages: list[Reading] = []
    return ahead.wait(pages.append), pages


def in_pages(tell: PageTold) -> Reading:
    """Two pages, then the whole."""
    tell(page("a"))
    tell(page("b"))
    return WHOLE


def test_a_reading_arrives_as_it_was_made() -> None:
    """Pages in their order, then the whole, equal to the last field."""
    assert heard(ReadAhead(in_pages)) == (WHOLE, [page("a"), page("b")])


def test_pages_of_several_threads_arrive_whole() -> None:
    """They are written one after the other, each with all of its rows."""
    pages = [page(*(f"{thread}-{row}" for row in range(300))) for thread in range(8)]

    def at_once(tell: PageTold) -> Reading:
        threads = [threading.Thread(target=tell, args=(one,)) for one in pages]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return WHOLE

    whole, arrived = heard(ReadAhead(at_once))
    assert whole == WHOLE
    assert len(arrived) == len(pages)
    assert all(one in arrived for one in pages)


def test_it_is_known_when_all_has_come() -> None:
    """Then it is taken without a wait, however long the list is."""
    rows = page(*(f"{n:040d}" for n in range(3_000)))

    holds, lets_go = os.pipe()

    def read(tell: PageTold) -> Reading:
        tell(rows)
        os.read(holds, 1)
        return WHOLE

    ahead = ReadAhead(read)
    assert not ahead.has_come
    os.write(lets_go, b"!")
    until(lambda: ahead.has_come)
    assert heard(ahead) == (WHOLE, [rows])
    os.close(holds)
    os.close(lets_go)


def fail(_tell: PageTold) -> Reading:
    """A fault of ours."""
    raise ZeroDivisionError


def die(_tell: PageTold) -> Reading:
    """The system took the process away."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def leave_half(tell: PageTold) -> Reading:
    """It ends after a page."""
    tell(page("a"))
    os._exit(0)


@pytest.mark.parametrize("read", [fail, die, leave_half])
def test_whoever_waits_for_nothing_is_told(
    read: Callable[[PageTold], Reading], capfd: pytest.CaptureFixture[str]
) -> None:
    """However the other process ended, and without a word on the terminal."""
    ahead = ReadAhead(read)
    whole, pages = heard(ahead)
    assert whole is None
    # Nor is anything read from what has the pipe's number by now.
    with Path("/dev/zero").open("rb"):
        assert heard(ahead) == (None, [])
    assert pages in ([], [page("a")])
    assert capfd.readouterr() == ("", "")


def test_it_ends_where_the_system_takes_the_dead_away() -> None:
    """A program that is started with SIGCHLD ignored finds no process to wait for."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        ahead = ReadAhead(in_pages)
        until(lambda: ahead.has_come)
        assert heard(ahead)[0] == WHOLE
        stopped = ReadAhead(in_pages)
        stopped.stop()
        assert stopped.has_come
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_it_does_not_outlive_whom_it_reads_for() -> None:
    """It ends in the middle of a list that nobody can take any more."""

    def read(tell: PageTold) -> Reading:
        tell(page(*(f"{n:040d}" for n in range(30_000))))
        return WHOLE

    ahead = ReadAhead(read)
    # As when that process was killed.
    assert ahead._pipe is not None
    os.close(ahead._pipe)
    until(lambda: ahead.has_come)


def test_it_is_stopped_while_somebody_waits() -> None:
    """The wait ends, and no process is left behind."""
    never = threading.Event()

    def wait_for_ever(tell: PageTold) -> Reading:
        tell(page("a"))
        never.wait()
        return WHOLE

    ahead = ReadAhead(wait_for_ever)
    found: list[Reading | None] = []
    began = threading.Event()
    waiter = threading.Thread(
        target=lambda: found.append(ahead.wait(lambda _page: began.set())), name="waiter"
    )
    waiter.start()
    assert began.wait(30)
    ahead.stop()
    waiter.join(30)
    assert found == [None]
    ahead.stop()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_without_a_process_to_be_had_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk reads by itself then, as it does where the system is another one."""

    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert ReadAhead.begin(in_pages) is None
    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert ReadAhead.begin(in_pages) is None
