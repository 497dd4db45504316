"""The list of sub-accounts, page by page; a long one over several connections at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Condition, Thread
from typing import TYPE_CHECKING, Final

from smspartner_tui.core.accounts import Listing, ReadingProblem, SubAccountList
from smspartner_tui.partner.asking import ReadingError
from smspartner_tui.partner.wire import Page

if TYPE_CHECKING:
    from smspartner_tui.partner.line import Reader

MOST_AT_ONCE: Final = 4
"""Connections: fifty pages in the time of thirteen, and far below the platform's limit [public]."""

_PAGES_EACH: Final = 3
"""Pages that are worth a connection, whose opening takes two round trips."""

_MOST_PAGES: Final = 2_000
_MOST_PAUSES: Final = 3
_PAUSE: Final = 2.0
"""Seconds without a question after the first "too many requests"; twice as many after the next."""

Open = Callable[[], "AbstractContextManager[Reader]"]
Read = Callable[["Reader", int], Page]
Arrived = Callable[[tuple[Listing, ...], int], object]
"""Told the rows of a page, and how many rows the platform announces for all pages."""


class ListReading:
    """One reading of the whole list, shared by the threads that take its pages in turn.

    `open_reader` opens a connection, `read` asks it for a page by its number, and `arrived` is
    told the rows of each page, from any thread, where there are several pages. After "too many
    requests" one thread alone goes on, and pauses before each further question that meets it.
    """

    def __init__(self, open_reader: Open, read: Read, arrived: Arrived) -> None:
        self._open_reader = open_reader
        self._read = read
        self._arrived = arrived
        self._pages: dict[int, Page] = {}
        self._wanted = [1]
        self._out = 0
        self._last = 1
        self._end = _MOST_PAGES
        self._pauses = 0
        self._must_pause = False
        self._failure: ReadingError | None = None
        self._changed = Condition()

    def run(self) -> SubAccountList:
        """Read every page, and merge them by token in the list's own order.

        Raises:
            ReadingError: a page could not be read.
        """
        helpers: list[Thread] = []
        with self._open_reader() as reader:
            self._take_one(reader)
            for _ in range(min(len(self._wanted) // _PAGES_EACH, MOST_AT_ONCE) - 1):
                helper = Thread(target=self._help, name="list", daemon=True)
                helper.start()
                helpers.append(helper)
            while self._take_one(reader):
                pass
        for helper in helpers:
            helper.join()
        if self._failure is not None:
            raise self._failure
        return self._merged()

    def _help(self) -> None:
        with self._open_reader() as reader:
            while self._take_one(reader, helps=True):
                pass

    def _take_one(self, reader: "Reader", *, helps: bool = False) -> bool:
        """Read the next page that nobody has; False once there is none for this thread."""
        number = self._next(helps=helps)
        if number is None:
            return False
        found = self._page(reader, number)
        with self._changed:
            self._out -= 1
            if isinstance(found, Page):
                self._keep(number, found)
            else:
                self._fail(number, found)
            self._changed.notify_all()
        if isinstance(found, Page) and self._last > 1:
            self._arrived(found.listings, found.announced)
        return True

    def _page(self, reader: "Reader", number: int) -> Page | ReadingError:
        try:
            if self._must_pause:
                self._pause(reader)
            return self._read(reader, number)
        except ReadingError as error:
            return error
        except Exception as error:
            # A fault of ours: whoever waits for this page must not wait for ever.
            return ReadingError(ReadingProblem.UNREADABLE, type(error).__name__)

    def _next(self, *, helps: bool) -> int | None:
        """The next page's number, once it is known whether there is one."""
        with self._changed:
            # A page that is on its way may tell of more.
            self._changed.wait_for(lambda: self._wanted or not self._out or self._failure)
            if self._failure is not None or not self._wanted or (helps and self._pauses):
                return None
            self._out += 1
            return self._wanted.pop(0)

    def _keep(self, number: int, page: Page) -> None:
        self._pages[number] = page
        if not page.listings:
            self._end = min(self._end, number)
        known = self._last
        self._last = min(max(known, _last_of(number, page)), self._end)
        self._wanted = [one for one in self._wanted if one <= self._last]
        self._wanted += range(known + 1, self._last + 1)

    def _fail(self, number: int, failure: ReadingError) -> None:
        """Put a page back where there were too many questions; with any other, all ends here."""
        is_limited = failure.problem is ReadingProblem.RATE_LIMITED
        # The first page alone is no loss: whoever asked for the list asks again later.
        if is_limited and self._pages and (self._must_pause or self._pauses < _MOST_PAUSES):
            self._pauses += not self._must_pause
            self._must_pause = True
            self._wanted.insert(0, number)
        else:
            self._failure = self._failure or failure

    def _pause(self, reader: "Reader") -> None:
        """Ask nothing for a while, longer each time.

        Raises:
            ReadingError: the readings were ended meanwhile.
        """
        self._must_pause = False
        if not reader.rest(_PAUSE * 2 ** (self._pauses - 1)):
            raise ReadingError(ReadingProblem.UNREACHABLE, "aborted")

    def _merged(self) -> SubAccountList:
        listings: dict[str, Listing] = {}
        for _number, page in sorted(self._pages.items()):
            listings.update((listing.token, listing) for listing in page.listings)
        newest = self._pages[max(self._pages)]
        return SubAccountList(listings, newest.announced, max(self._pages))


def _last_of(number: int, page: Page) -> int:
    """The number of the last page, by what this one says."""
    if not page.listings:
        return number
    if page.page_size <= 0:
        return number + 1
    return -(-page.announced // page.page_size)
