"""How fast each sub-account spends: asked at the start, now and then, and after new balances."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from textual import work
from textual.timer import Timer
from textual.worker import get_current_worker

from smspartner_tui.core.accounts import Balances
from smspartner_tui.journal import JournalError
from smspartner_tui.tui.errands import Errands
from smspartner_tui.tui.messages import TrendsRead

_STEADY: Final = timedelta(minutes=10)
"""How old what is shown may become."""

_SOONEST: Final = timedelta(minutes=1)
"""How long after it was asked it is asked again, at the least: it changes by little."""


class Trending(Errands):
    """An app that knows for how long balances last; at the start it has the journal thinned."""

    _not_before: datetime | None = None
    _kept: Balances = Balances()
    _kept_then: Balances = Balances()
    _next_trends: Timer | None = None
    _is_thinned = False

    def follow_trends(self) -> None:
        """Ask from now on how fast each sub-account spends."""
        self._ask_trends()
        # The first reading may still be on its way, and is not to wait.
        self._not_before = self.clock()
        self.set_interval(_STEADY.total_seconds(), self._ask_trends)

    def trends_may_differ(self) -> None:
        """Balances were read and kept: ask again where any is new, though not every few seconds."""
        self._kept = self._desk.balances
        is_known = _amounts(self._kept) == _amounts(self._kept_then)
        if self._not_before is None or is_known:
            return
        wait = self._not_before - self.clock()
        if wait <= timedelta():
            self._ask_trends()
        elif self._next_trends is None:
            self._next_trends = self.set_timer(
                min(wait, _SOONEST).total_seconds(), self._ask_trends
            )

    def _ask_trends(self) -> None:
        if self._next_trends is not None:
            self._next_trends.stop()
            self._next_trends = None
        self._not_before = self.clock() + _SOONEST
        # Not what the desk knows by now: the journal may not have it yet.
        self._kept_then = self._kept
        self.read_trends()

    @work(thread=True, group="trends", exclusive=True, description="trends")
    def read_trends(self) -> None:
        """Ask how fast each sub-account spends, until another one is asked, or the app leaves."""
        worker = get_current_worker()
        with suppress(JournalError):
            trends = self._desk.trends(lambda: not worker.is_cancelled)
            if not worker.is_cancelled:
                self.post_message(TrendsRead(trends))

    def on_trends_read(self, read: TrendsRead) -> None:
        """Show how long balances last; behind that, the first time, thin what the journal keeps."""
        if read.trends != self.board.trends:
            self.board = replace(self.board, trends=read.trends)
            self.show_board()
        if not self._is_thinned:
            self._is_thinned = True
            self.thin_journal()

    @work(thread=True, group="thinning", description="thinning")
    def thin_journal(self) -> None:
        """Thin the balances that the journal keeps; where that fails, the next start does it."""
        worker = get_current_worker()
        with suppress(JournalError):
            self._desk.thin(lambda: not worker.is_cancelled)


def _amounts(balances: Balances) -> dict[str, Decimal]:
    return {token: balance.amount for token, balance in balances.subaccounts.items()}
