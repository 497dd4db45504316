"""A list that is read from the journal, one question at a time."""

import time
from typing import Final

from textual.timer import Timer

from smspartner_tui.core.facts import (
    BalancesRead,
    BalancesSeen,
    ColleagueActed,
    Fact,
    MovementResolved,
    MovementSent,
    MovementSettled,
)
from smspartner_tui.core.history import EVERYTHING, Place
from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.core.search import Search
from smspartner_tui.tui.found import Found, found
from smspartner_tui.tui.messages import HistoryRead, HistoryWanted
from smspartner_tui.tui.screens.base import ListScreen

_ROWS_AHEAD: Final = 20
"""Rows before the end of what was read at which more is asked for."""

_REST: Final = 4
"""Times as long as the journal took to answer, it is left alone before facts ask it again."""


class AskingScreen(ListScreen):
    """Looks for records in the journal, and keeps up with what happens.

    One question is out at a time, and of those that come up meanwhile only the last is asked:
    typing never waits, and what an older search found is dropped.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: Found | None = None
        self.search = EVERYTHING
        self.problem: JournalProblem | None = None
        self._is_out = False
        self._asks_again = False
        self._asked_at = 0.0
        self._rests_until = 0.0
        self._rest: Timer | None = None

    def records_changed(self) -> None:
        """Show the records as they are known now."""

    def look_for(self, search: Search) -> None:
        """Show what a search finds, as soon as the journal has told it."""
        if search != self.search:
            self.search = search
            self.ask()

    def ask(self) -> None:
        """Ask for the newest of what is looked for; while a question is out, after its answer."""
        if self._is_out:
            self._asks_again = True
        else:
            self._send(None)

    def _send(self, before: Place | None) -> None:
        self._is_out = True
        self._asked_at = time.monotonic()
        self.app.post_message(HistoryWanted(self.search, before))

    def _ask_because_of_facts(self) -> None:
        """Ask, but a journal that takes its time not after every step of a plan."""
        wait = self._rests_until - time.monotonic()
        if wait <= 0:
            self.ask()
        elif self._rest is None:
            self._rest = self.set_timer(wait, self._ask_after_rest)

    def _ask_after_rest(self) -> None:
        self._rest = None
        self.ask()

    def history_read(self, read: HistoryRead) -> None:
        """Take what was found, if it is what is looked for still."""
        now = time.monotonic()
        self._rests_until = now + _REST * (now - self._asked_at)
        self._is_out = False
        if read.search == self.search:
            self._take(read)
        if self._asks_again or read.search != self.search:
            self._asks_again = False
            self.ask()
        else:
            self.read_on()

    def _take(self, read: HistoryRead) -> None:
        known, self.problem = self.found, read.problem
        is_other = known is None or known.search != read.search
        if read.problem is not None:
            self.found = None
        elif known is None or is_other:
            # What stands below something that is not shown any more is of no use.
            if read.totals is not None:
                self.found = found(read.search, read.records, read.totals, is_last=read.is_last)
        elif read.totals is not None:
            self.found = known.with_first(read.records, read.totals, is_last=read.is_last)
        else:
            self.found = known.with_more(read.records, is_last=read.is_last)
        before = self.table.cursor_key
        self.records_changed()
        if is_other and before != self.table.cursor_key:
            self.table.move_first()

    def read_on(self) -> None:
        """Read on before the end is reached."""
        known, index = self.found, self.table.cursor_index
        if known is None or index is None or not known.is_more or self._is_out:
            return
        if known.search == self.search and index >= len(known.records) - _ROWS_AHEAD:
            self._send(known.last)

    def fact_arrived(self, fact: Fact) -> None:
        """Show a movement as it stands now; what all add up to, the journal tells."""
        match fact:
            case (
                MovementSent(entry=entry)
                | MovementSettled(entry=entry)
                | MovementResolved(entry=entry)
                | ColleagueActed(entry=entry)
            ):
                if self.found is not None:
                    self.found = self.found.with_entry(entry)
                    self.records_changed()
                self._ask_because_of_facts()
            case BalancesRead(rises=rises) if rises:
                self._ask_because_of_facts()
            case BalancesSeen():
                # What rose in them, the process that read them has written down.
                self._ask_because_of_facts()
            case _:
                pass
