"""The list read page by page: over several connections, within limits, to an honest end."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import pytest

from smspartner_tui.core.accounts import Listing, ReadingProblem, SubAccountList
from smspartner_tui.partner import ReadingError, pages
from smspartner_tui.partner.pages import MOST_AT_ONCE, ListReading
from smspartner_tui.partner.wire import Page
from tests.partner import PATIENCE

if TYPE_CHECKING:
    from smspartner_tui.partner.line import Reader

SIZE = 2
LIMITED = ReadingError(ReadingProblem.RATE_LIMITED)


class Platform:
    """A list of `count` sub-accounts in pages of two; `before` runs ahead of every answer."""

    def __init__(self, count: int) -> None:
        self.tokens = [f"t{number:03}" for number in range(count)]
        self.before: Callable[[int], object] = lambda _number: None
        self.asked: list[int] = []
        self.readers = 0
        self.pauses: list[float] = []
        self.is_aborted = False
        self.arrived: list[tuple[str, ...]] = []
        self.announced = 0

    @contextmanager
    def open_reader(self) -> Iterator["Reader"]:
        """A connection, which is this platform itself."""
        self.readers += 1
        yield cast("Reader", self)

    def rest(self, seconds: float) -> bool:
        """A pause that takes no time."""
        self.pauses.append(seconds)
        return not self.is_aborted

    def read(self, _reader: "Reader", number: int) -> Page:
        """A page."""
        self.asked.append(number)
        self.before(number)
        rows = self.tokens[(number - 1) * SIZE : number * SIZE]
        return Page(tuple(Listing(token, Decimal(1)) for token in rows), len(self.tokens), SIZE)

    def take(self, listings: tuple[Listing, ...], announced: int) -> None:
        """Note what arrived."""
        self.announced = announced
        self.arrived.append(tuple(one.token for one in listings))

    def list(self) -> SubAccountList:
        """The whole list, read once."""
        return ListReading(self.open_reader, self.read, self.take).run()


def test_a_short_list_takes_one_connection() -> None:
    """Its pages one after the other; one page alone is told as the whole."""
    one, two = Platform(2), Platform(10)
    assert (list(one.list().listings), one.readers, one.arrived) == (one.tokens, 1, [])
    assert (list(two.list().listings), two.readers) == (two.tokens, 1)
    assert (two.asked, len(two.arrived), two.announced) == ([1, 2, 3, 4, 5], 5, 10)


def test_a_long_list_is_read_over_several_connections_at_once() -> None:
    """As many pages are out at once as there are connections, each page once, in order."""
    platform = Platform(100)
    together = threading.Barrier(MOST_AT_ONCE)

    def meet(number: int) -> None:
        if 2 <= number <= 1 + MOST_AT_ONCE:
            together.wait(PATIENCE)

    platform.before = meet
    found = platform.list()
    assert list(found.listings) == platform.tokens
    assert (found.announced, found.pages, platform.readers) == (100, 50, MOST_AT_ONCE)
    assert sorted(platform.asked) == list(range(1, 51))
    assert sorted(sum(platform.arrived, ())) == platform.tokens


def test_a_list_that_grows_is_read_to_its_end() -> None:
    """What a later page announces counts."""
    platform = Platform(20)

    def grow(number: int) -> None:
        if number == 10:
            platform.tokens += ["new1", "new2", "new3"]

    platform.before = grow
    found = platform.list()
    assert list(found.listings) == platform.tokens
    assert (found.announced, found.pages) == (23, 12)


def test_a_list_that_shrinks_has_an_end() -> None:
    """An empty page ends it, whatever was announced."""
    platform = Platform(40)

    def shrink(number: int) -> None:
        if number == 2:
            del platform.tokens[10:]

    platform.before = shrink
    assert list(platform.list().listings) == platform.tokens


def test_too_many_requests_are_met_with_pauses() -> None:
    """One connection alone goes on, after longer and longer pauses, and no page is lost."""
    platform = Platform(60)
    refusals = iter([True, True])

    def refuse(number: int) -> None:
        if number > 8 and next(refusals, False):
            raise LIMITED

    platform.before = refuse
    assert list(platform.list().listings) == platform.tokens
    assert platform.pauses in ([2.0], [2.0, 4.0])
    for page in range(1, 31):
        assert page in platform.asked


def test_a_platform_that_stays_busy_ends_the_reading() -> None:
    """After three pauses; the first page is not waited for at all."""
    platform = Platform(10)

    def refuse(number: int) -> None:
        if number > 1:
            raise LIMITED

    platform.before = refuse
    with pytest.raises(ReadingError) as caught:
        platform.list()
    assert caught.value.problem is ReadingProblem.RATE_LIMITED
    assert (platform.pauses, platform.asked) == ([2.0, 4.0, 8.0], [1, 2, 2, 2, 2])
    at_once = Platform(10)
    at_once.before = lambda _number: refuse(2)
    with pytest.raises(ReadingError):
        at_once.list()
    assert (at_once.pauses, at_once.asked) == ([], [1])


def test_ending_the_readings_ends_a_pause() -> None:
    """Nobody waits for the platform to have time again."""
    platform = Platform(10)
    platform.is_aborted = True

    def refuse(number: int) -> None:
        if number > 1:
            raise LIMITED

    platform.before = refuse
    with pytest.raises(ReadingError) as caught:
        platform.list()
    assert caught.value.problem is ReadingProblem.UNREACHABLE
    assert platform.pauses == [2.0]


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (ReadingError(ReadingProblem.UNREACHABLE, "ReadTimeout"), ReadingProblem.UNREACHABLE),
        (ReadingError(ReadingProblem.KEY_REFUSED), ReadingProblem.KEY_REFUSED),
        (ZeroDivisionError(), ReadingProblem.UNREADABLE),
    ],
)
def test_one_page_that_fails_ends_the_reading(error: Exception, problem: ReadingProblem) -> None:
    """In whatever thread it was read: half a list is none, and nobody is left waiting."""
    platform = Platform(100)

    def fail(number: int) -> None:
        if number == 7:
            raise error

    platform.before = fail
    with pytest.raises(ReadingError) as caught:
        platform.list()
    assert caught.value.problem is problem
    assert len(platform.asked) < 50


def test_a_list_without_end_is_not_followed_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pages are announced."""
    monkeypatch.setattr(pages, "_MOST_PAGES", 5)
    platform = Platform(1000)
    assert (platform.list().pages, sorted(platform.asked)) == (5, [1, 2, 3, 4, 5])
