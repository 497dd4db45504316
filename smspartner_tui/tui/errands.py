"""What the app asks of the desk in threads: each errand answers with a message.

None of them is exclusive and none belongs to a dialog: a screen that goes away takes no answer
with it. Money is not among them: it leaves from the desk's own thread.
"""

from contextlib import suppress
from datetime import datetime
from typing import Final

from textual import work

from smspartner_tui.core.history import Place
from smspartner_tui.core.movement import Entry
from smspartner_tui.core.search import Search
from smspartner_tui.desk import Desk, TooEarly
from smspartner_tui.journal import JournalError, NotUnknown
from smspartner_tui.tui.keyboard import OrderlyApp
from smspartner_tui.tui.messages import (
    EvidenceKnown,
    HistoryRead,
    JournalRead,
    LastMovementRead,
    OutcomeDecided,
    ResolutionFailed,
    SituationKnown,
    SituationUnknown,
)

_HISTORY_PAGE: Final = 200


class Errands(OrderlyApp[int]):
    """An app that sends threads to one desk."""

    def __init__(self, desk: Desk, *, no_colour: bool) -> None:
        super().__init__(no_colour=no_colour)
        self._desk = desk

    @work(thread=True, group="reading", description="reading")
    def read_balances(self) -> None:
        """Read the balances; the desk tells what came of it."""
        self._desk.refresh()

    @work(thread=True, group="journal", description="journal")
    def read_journal(self, *, at_start: bool, as_of: int) -> None:
        """Ask what is open; at the start, hold the journal against its evidence.

        `as_of` counts the steps of movements that the app has been told of.
        """
        problem = self._desk.check_journal() if at_start else None
        entries: tuple[Entry, ...] | None = None
        newest_at: datetime | None = None
        try:
            entries = self._desk.open_entries()
            newest_at = self._desk.newest_at()
        except JournalError as error:
            problem = error.problem
        self.post_message(
            JournalRead(entries, problem, at_start=at_start, as_of=as_of, newest_at=newest_at)
        )

    @work(thread=True, group="journal", description="situation")
    def ask_situation(self, token: str) -> None:
        """Ask what the guards need to know of a sub-account."""
        try:
            situation = self._desk.situation(token)
        except JournalError as error:
            self.post_message(SituationUnknown(token, error.problem))
        else:
            self.post_message(SituationKnown(token, situation))

    @work(thread=True, group="connections", description="connections")
    def prepare(self) -> None:
        """Have connections opened while the operator types."""
        self._desk.prepare()

    @work(thread=True, group="journal", description="resolution")
    def resolve(self, decided: OutcomeDecided) -> None:
        """Record what the operator decided."""
        try:
            self._desk.resolve(
                decided.entry.movement.id, applied=decided.applied, because=decided.because
            )
        except NotUnknown:
            self.post_message(ResolutionFailed(None))
        except TooEarly as early:
            self.post_message(ResolutionFailed(None, until=early.until))
        except JournalError as error:
            self.post_message(ResolutionFailed(error.problem))

    @work(thread=True, group="evidence", description="evidence")
    def examine(self, entry: Entry) -> None:
        """Ask what later balances prove about a movement in doubt."""
        with suppress(JournalError):
            self.post_message(EvidenceKnown(entry, *self._desk.examine(entry)))

    @work(thread=True, group="last", exclusive=True, description="last movement")
    def ask_last_movement(self, token: str) -> None:
        """Ask for a sub-account's newest movement."""
        with suppress(JournalError):
            self.post_message(LastMovementRead(token, self._desk.last_of(token)))

    @work(thread=True, group="history", description="history")
    def read_history(self, search: Search, before: Place | None) -> None:
        """Ask for the newest records that a search finds, or for those before a place."""
        try:
            records = self._desk.records(_HISTORY_PAGE, before, search)
            totals = self._desk.totals(search) if before is None else None
        except JournalError as error:
            self.post_message(HistoryRead(search, (), is_last=True, problem=error.problem))
        else:
            is_last = len(records) < _HISTORY_PAGE
            self.post_message(HistoryRead(search, records, is_last=is_last, totals=totals))
