"""The readings: one at a time, taken into the books page by page, told as they come."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import Event, Lock
from typing import Final, Protocol

from smspartner_tui.books import BEFORE_ALL, Books
from smspartner_tui.core.accounts import MAY_BUY, Balances, Listing, Reading
from smspartner_tui.core.facts import (
    BalancesRead,
    Fact,
    MovementSent,
    MovementSettled,
    PageRead,
    RefusalContradicted,
)
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.core.verdict import contradicts_refusal
from smspartner_tui.reading import Ahead, Come, PageTold, Readable, read

_STEPS: Final = 20
"""In how many steps a long list is told, at the most: an eye follows no more."""


class Reads(Readable, Protocol):
    """What answers readings, and lets them be ended."""

    def load(self) -> None:
        """Load what the network is reached by, before it is needed."""

    def abort_readings(self) -> None:
        """End every reading now."""


class Refresher:
    """Reads the balances when asked, from whatever thread.

    `before` does what is owed before each reading; `say` is told each fact; `ahead` is a reading
    that began before the journal was opened.
    """

    def __init__(
        self,
        partner: Reads,
        books: Books,
        clock: Callable[[], datetime],
        before: Callable[[], None],
        say: Callable[[Fact], None],
        ahead: Ahead | None = None,
    ) -> None:
        self._partner = partner
        self._books = books
        self._clock = clock
        self._before = before
        self._say = say
        self._ahead = ahead
        self._one_at_a_time = Lock()
        self._wanted = Event()
        self._is_over = Event()
        self._refused: Entry | None = None
        self._may_buy: frozenset[str] = frozenset()

    def may_buy(self, token: str) -> bool:
        """Whether a sub-account may buy credit itself, as the last list said."""
        return token in self._may_buy

    def note(self, fact: Fact) -> None:
        """Take note of a refusal, which the next reading is held against, until more is sent."""
        match fact:
            case MovementSent():
                self._refused = None
            case MovementSettled(entry=entry) if entry.state is State.REJECTED:
                self._refused = entry
            case _:
                pass

    def look_ahead(self) -> None:
        """Know the balances of the reading that began before, if it has come; telling comes later.

        What has come before the first paint is in it.
        """
        if self._ahead is not None and self._ahead.has_come:
            reading = self._ahead.wait(lambda _page: None)
            self._ahead = None if reading is None else Come(reading)
            if reading is not None:
                self._books.take_page(reading, BEFORE_ALL)

    def refresh(self) -> None:
        """Read the balances, and tell; one that is asked for while another runs follows it."""
        self._wanted.set()
        while self._wanted.is_set() and self._goes_on():
            if not self._one_at_a_time.acquire(blocking=False):
                return
            self._refresh_once()

    def stop(self) -> None:
        """End the readings now, and begin no other: nobody waits for them any more."""
        # Before they are ended: whoever goes on then must see that it is over.
        self._is_over.set()
        if (ahead := self._ahead) is not None:
            ahead.stop()
        self._partner.abort_readings()

    def _refresh_once(self) -> None:
        """Read once, the lock on readings held; it is given back before anybody is told."""
        try:
            self._wanted.clear()
            self._before()
            refused = self._refused
            found = self._read_ahead() or self._read()
            if found is None or not self._goes_on():
                # Whoever ended it waits for nothing, and what was cut off is no news.
                return
            reading, asked = found
            balances, rises = self._books.take_reading(reading, asked)
        finally:
            self._one_at_a_time.release()
        if reading.listings is not None:
            self._may_buy = frozenset(
                token for token, one in reading.listings.items() if one.kind == MAY_BUY
            )
        self._say(BalancesRead(reading, balances, rises))
        self._watch_refusal(refused, reading, balances)

    def _read(self) -> tuple[Reading, int] | None:
        """A reading, and its order among all that is known; None once there are to be no more."""
        if self._goes_on():
            # It takes a moment the first time, in which there is nothing yet that could be ended.
            self._partner.load()
        if not self._goes_on():
            return None
        asked = self._books.ask()
        tell_page = self._teller_of_pages(asked)
        return read(self._partner, self._clock, tell_page, self._goes_on), asked

    def _goes_on(self) -> bool:
        return not self._is_over.is_set()

    def _read_ahead(self) -> tuple[Reading, int] | None:
        """The one that began before the journal was opened, once, if there is one."""
        if self._ahead is None:
            return None
        reading = self._ahead.wait(self._teller_of_pages(BEFORE_ALL))
        self._ahead = None
        return None if reading is None else (reading, BEFORE_ALL)

    def _teller_of_pages(self, asked: int) -> PageTold:
        """Takes the rows of a long list as they come, and tells how far it has come."""
        seen: set[str] = set()
        untaken: dict[str, Listing] = {}
        one_at_a_time = Lock()

        def take(page: Reading) -> None:
            with one_at_a_time:
                seen.update(page.listings or ())
                untaken.update(page.listings or {})
                if len(untaken) * _STEPS < page.announced:
                    return
                rows, count = dict(untaken), len(seen)
                untaken.clear()
            balances = self._books.take_page(replace(page, listings=rows), asked)
            self._say(PageRead(balances, count, page.announced))

        return take

    def _watch_refusal(self, entry: Entry | None, reading: Reading, balances: Balances) -> None:
        """Hold a refusal against a reading that was asked for after it."""
        if entry is None or self._refused is not entry:
            return
        is_contradicted = contradicts_refusal(entry, balances)
        if is_contradicted or reading.problem is None:
            self._refused = None
        if is_contradicted:
            self._say(RefusalContradicted(entry))
