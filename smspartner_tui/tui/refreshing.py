"""When balances are read: asked for, after a pause, and soon while a movement is in doubt."""

from collections.abc import Callable
from datetime import datetime, timedelta

from textual.timer import Timer

from smspartner_tui.core.accounts import Reading, ReadingProblem
from smspartner_tui.desk import Desk
from smspartner_tui.tui.board import Board
from smspartner_tui.tui.errands import Errands
from smspartner_tui.tui.pace import needs_close_look, pause
from smspartner_tui.tui.screens.check import CheckScreen

Rekey = Callable[[Callable[[], object]], str]
"""Reads the API key again, lending the terminal where that is needed; what went wrong, or ""."""


class Refreshing(Errands):
    """An app that reads balances at a decent pace; `interval` is None for on demand only."""

    board: Board
    clock: Callable[[], datetime]

    def __init__(self, desk: Desk, *, interval: timedelta | None, no_colour: bool) -> None:
        super().__init__(desk, no_colour=no_colour)
        self._interval = interval
        self._next_reading: Timer | None = None
        self._ageing: Timer | None = None
        self.failures = 0
        self.was_asked_for = False

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
        is_looked_at = any(isinstance(screen, CheckScreen) for screen in self.screen_stack)
        now = self.clock()
        return pause(
            self._interval,
            self.failures,
            took,
            in_doubt=bool(doubts),
            close=is_looked_at or any(needs_close_look(one, deadline, now) for one in doubts),
        )

    def show_board(self) -> None:
        """Show the board as it is now."""
        raise NotImplementedError
