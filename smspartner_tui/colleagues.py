"""What other processes write in the same journal: noticed within a second or so, and told.

The journal's file is looked at, not opened: only when somebody wrote is anything asked.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Final

from smspartner_tui.books import Books
from smspartner_tui.core.facts import BalancesSeen, ColleagueActed, Fact
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.journal import Journal, JournalError

_LOOK_AGAIN: Final = 1.0
"""Seconds between looks: what a colleague did is on screen within two."""

_RESOLVED: Final = frozenset({State.RESOLVED_APPLIED, State.RESOLVED_NOT_APPLIED})


class Colleagues:
    """Looks for steps that movements took, and balances that were read, in other processes."""

    def __init__(self, journal: Journal, books: Books, say: Callable[[Fact], None]) -> None:
        self._journal = journal
        self._books = books
        self._say = say
        self._own: set[str] = set()
        self._in_flight: set[str] = set()
        self._signature = (0, 0)
        self._seen: int | None = None
        self._stop = Event()
        self._thread: Thread | None = None

    def watch(self) -> None:
        """Look from now on, in a thread of its own, which ends with the program."""
        self._thread = Thread(target=self._watch, name="colleagues", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def will_resolve(self, movement_id: str) -> None:
        """Take note that this process decides about a movement, so that it is no news."""
        self._own.add(movement_id)

    def _watch(self) -> None:
        while not self._stop.is_set():
            # A journal that cannot be read now is looked at again.
            with suppress(JournalError):
                self.look()
            self._stop.wait(_LOOK_AGAIN)

    def look(self) -> None:
        """Look once, and tell what is new.

        Raises:
            JournalError: the journal cannot be read, or what died could not be settled.
        """
        if self._in_flight:
            self._journal.settle_the_dead()
        signature = self._journal.signature()
        if signature == self._signature:
            return
        if self._seen is None:
            # What is open at the start is read by whoever shows it; only its end is news.
            self._seen, _entries = self._journal.news(0)
            self._note(self._journal.open_entries())
        else:
            self._seen, entries = self._journal.news(self._seen)
            self._note(entries)
            for entry in filter(self._is_news, entries):
                self._say(ColleagueActed(entry))
            if self._books.take_journal():
                self._say(BalancesSeen(self._books.balances))
        # Only now, so that what could not be read is asked for again.
        self._signature = signature

    def _note(self, entries: tuple[Entry, ...]) -> None:
        for entry in entries:
            if entry.state is State.SENDING and entry.owner != self._journal.owner:
                self._in_flight.add(entry.movement.id)
            else:
                self._in_flight.discard(entry.movement.id)

    def _is_news(self, entry: Entry) -> bool:
        if entry.state in _RESOLVED:
            return entry.movement.id not in self._own
        return entry.owner != self._journal.owner
