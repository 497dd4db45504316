"""When balances are read: asked for, after a pause, and soon while a movement is in doubt."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

from textual import work
from textual.timer import Timer

from smspartner_tui.core.accounts import Reading, ReadingProblem
from smspartner_tui.i18n import _
from smspartner_tui.tui import screens
from smspartner_tui.tui.errands import Errands
from smspartner_tui.tui.pace import needs_close_look, pause


class Refreshing(Errands):
    """An app that reads balances at a decent pace.

    `interval` is None for on demand only; `rekey` reads the API key again at its source, and says
    what is wrong with it; `failures` counts the readings that failed one after the other, and
    `was_asked_for` tells whether the operator waits for one.
    """

    interval: timedelta | None = None
    rekey: Callable[[], str] | None = None
    failures = 0
    was_asked_for = False
    _next_reading: Timer | None = None
    _ageing: Timer | None = None

    def read_when_due(self, reading: Reading) -> None:
        """Read again after a pause; later and later while that fails."""
        problem = reading.problem
        self.failures = 0 if problem is None else self.failures + 1
        for timer in (self._next_reading, self._ageing):
            if timer is not None:
                timer.stop()
        old_after = self.board.account.stale_after.total_seconds()
        self._ageing = self.set_timer(old_after + 0.1, self.show_board)
        if problem is ReadingProblem.NOT_ALLOWED and reading.main is None:
            return
        seconds = self._pause(reading.seconds)
        if seconds is not None:
            self._next_reading = self.set_timer(seconds, self.read_balances)

    def _pause(self, took: float) -> float | None:
        deadline = self.board.account.deadline
        doubts = self.board.in_doubt
        is_looked_at = any(isinstance(screen, screens.CheckScreen) for screen in self.screen_stack)
        now = self.clock()
        return pause(
            self.interval,
            self.failures,
            took,
            in_doubt=bool(doubts),
            close=is_looked_at or any(needs_close_look(one, deadline, now) for one in doubts),
        )

    def on_refresh_wanted(self) -> None:
        """Read the balances, because the operator asked."""
        if not self._reread_key():
            return
        self.was_asked_for = True
        self.say(_("Reading the balances…"))
        self.read_journal(at_start=False)
        self.read_balances()

    def _reread_key(self) -> bool:
        """Fetch the API key again where the platform refused it; whether there is one to try."""
        reading = self.board.reading
        is_refused = reading is not None and reading.problem is ReadingProblem.KEY_REFUSED
        if not is_refused or self.rekey is None:
            return True
        # A key command may ask for a passphrase, which needs the terminal.
        lent = nullcontext() if self.is_headless else self.suspend()
        with lent:
            problem = self.rekey()
        if problem:
            self.say(problem, tone="bad")
        return not problem

    def on_reading_wanted(self) -> None:
        """Read the balances, because a screen needs them now."""
        self.read_balances()

    @work(thread=True, group="reading", description="reading")
    def read_balances(self) -> None:
        """Read the balances; the desk tells what came of it."""
        self._desk.refresh()
