"""What other processes write in the same journal: noticed within a second or so, and told.

The journal's file is looked at, not opened: only when somebody wrote is anything asked.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Event, Thread
from typing import Final

from smspartner_tui.books import Books
from smspartner_tui.core.facts import BalancesSeen, ColleagueActed, Fact, RunChanged
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.core.run import Run, RunState
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.journal.store import Signature

_LOOK_AGAIN: Final = 1.0
"""Seconds between looks: what a colleague did is on screen within two."""

_GRAIN: Final = 2_000_000_000
"""Nanoseconds: some file systems tell no more exactly than so when a file was written."""


class Colleagues:
    """Looks for steps that movements took, and balances that were read, in other processes."""

    def __init__(self, journal: Journal, books: Books, say: Callable[[Fact], None]) -> None:
        self._journal = journal
        self._books = books
        self._say = say
        self._own: set[str] = set()
        self._in_flight: set[str] = set()
        self._runs: dict[str, Run] = {}
        self._signature: Signature | None = None
        self._seen: int | None = None
        self._stop = Event()
        self._thread: Thread | None = None
        with suppress(JournalError):
            if journal.signature() is not None:
                # What is open now is read by whoever shows it; what comes after this is news.
                seen, _none = journal.news(None)
                self._note(journal.open_entries())
                self._news_of_runs()
                self._seen = seen

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

    def know(self, run: Run) -> None:
        """Take note of how a run stands that this process told of, so that it is no news."""
        # Made anew, because somebody may be looking through those of before.
        known = {run_id: one for run_id, one in self._runs.items() if run_id != run.id}
        if run.state is not RunState.ENDED and run.owner != self._journal.owner:
            known[run.id] = replace(run, blocked={})
        self._runs = known

    def _watch(self) -> None:
        while not self._stop.is_set():
            # A journal that cannot be read now is looked at again.
            with suppress(JournalError, OSError):
                self.look()
            self._stop.wait(_LOOK_AGAIN)

    def look(self) -> None:
        """Look once, and tell what is new.

        Raises:
            JournalError: the journal cannot be read, or what died could not be settled.
        """
        if self._in_flight or any(run.state is RunState.RUNNING for run in self._runs.values()):
            self._journal.settle_the_dead()
        signature = self._journal.signature()
        if signature is None or signature == self._signature:
            return
        seen, entries = self._journal.news(self._seen)
        if self._seen is None:
            # It could not be read before: whatever is open in it was shown to nobody.
            entries = self._journal.open_entries()
        self._seen = seen
        self._note(entries)
        for entry in filter(self._is_news, entries):
            self._say(ColleagueActed(entry))
        for run in self._news_of_runs():
            self._say(RunChanged(run))
        if self._books.take_journal():
            self._say(BalancesSeen(self._books.balances))
        # Only now, so that what could not be read is asked for again; and not while it is so
        # fresh that the file could be written once more and look the same.
        is_fresh = time.time_ns() - signature.written_at < _GRAIN
        self._signature = None if is_fresh else signature

    def _note(self, entries: tuple[Entry, ...]) -> None:
        for entry in entries:
            if entry.state is State.SENDING and entry.owner != self._journal.owner:
                self._in_flight.add(entry.movement.id)
            else:
                self._in_flight.discard(entry.movement.id)

    def _news_of_runs(self) -> list[Run]:
        """Runs that another process began, brought further or ended since the last look."""
        known = self._runs
        open_now = {run.id: run for run in self._journal.open_runs()}
        self._runs = {run.id: run for run in open_now.values() if run.owner != self._journal.owner}
        ended = [self._journal.run(run_id) for run_id in known if run_id not in open_now]
        news = [run for run in self._runs.values() if known.get(run.id) != run]
        return [*news, *ended]

    def _is_news(self, entry: Entry) -> bool:
        if entry.resolution is not None:
            # Asked twice: one that this process was about to take can have been taken by another.
            is_ours = entry.resolution.operator == self._journal.operator
            return not (is_ours and entry.movement.id in self._own)
        return entry.owner != self._journal.owner
