"""What every part of the app has in hand: the desk, the board, the clock, the status line.

The parts ask the desk in threads, and each such errand answers with a message. None is owned by
a dialog: a screen that goes away takes no answer with it. Money is not among them: it leaves
from the desk's own thread.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from textual import work
from textual.screen import Screen

from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.facts import Fact, MovementSettled, MovementStopped, RunStopped
from smspartner_tui.core.movement import Entry
from smspartner_tui.core.run import Run
from smspartner_tui.desk import Desk
from smspartner_tui.journal import JournalError
from smspartner_tui.tui.board import Board
from smspartner_tui.tui.keyboard import OrderlyApp
from smspartner_tui.tui.later import load_later
from smspartner_tui.tui.messages import FactArrived, JournalRead, ReadingWanted
from smspartner_tui.tui.screens.dashboard import Dashboard

Untold = MovementSettled | MovementStopped | RunStopped
"""What became of something that the operator said yes to: it is told, even without a screen."""


class Errands(OrderlyApp[int]):
    """An app that sends threads to one desk, and shows what it knows on a board.

    `steps_told` counts the steps of movements that it was told of, `is_leaving` once it waits for
    an outcome to end, and `not_shown` is what became of movements and runs, on its way to the
    board.
    """

    def __init__(
        self,
        desk: Desk,
        board: Board,
        dashboard: Dashboard,
        *,
        clock: Callable[[], datetime],
        no_colour: bool,
    ) -> None:
        super().__init__(no_colour=no_colour)
        self._desk = desk
        self.board = board
        self.dashboard = dashboard
        self.clock = clock
        self.steps_told = 0
        self.is_leaving = False
        self.not_shown: list[Untold] = []

    @property
    def on_top(self) -> Screen[Any] | None:
        """The screen that has the keys; none once they are closed, when answers may still come."""
        screens = self.screen_stack
        return screens[-1] if screens else None

    def hear(self, fact: Fact) -> None:
        """Take a fact from whatever thread it happened in."""
        if isinstance(fact, Untold):
            self.not_shown.append(fact)
        self.post_message(FactArrived(fact))

    def say(self, *lines: str, tone: str = "") -> None:
        """Show a message in the dashboard's status line."""
        if self.dashboard.is_mounted and not self._exit:
            self.dashboard.show_status(*lines, tone=tone)

    def show_board(self) -> None:
        """Show the board as it is now on every screen in sight; the others when they come back."""
        raise NotImplementedError

    def renew_board(self) -> None:
        """Take into the board what the desk knows by now."""
        raise NotImplementedError

    def read_if_old(self, *balances: Balance | None) -> None:
        """Have the balances read where one of these is missing, or too old to decide on."""
        if any(one is None or self.board.is_old(one) for one in balances):
            self.post_message(ReadingWanted())

    @work(thread=True, group="journal", description="journal")
    def read_journal(self, *, at_start: bool) -> None:
        """Ask what is open; at the start, hold the journal against its evidence."""
        as_of = self.steps_told
        problem = self._desk.check_journal() if at_start else None
        entries: tuple[Entry, ...] | None = None
        newest_at: datetime | None = None
        runs: tuple[Run, ...] = ()
        try:
            entries = self._desk.open_entries()
            runs = self._desk.open_runs()
            newest_at = self._desk.newest_at()
        except JournalError as error:
            problem = error.problem
        self.post_message(
            JournalRead(
                entries,
                problem,
                at_start=at_start,
                as_of=as_of,
                newest_at=newest_at,
                open_runs=runs,
            )
        )

    def load_the_rest(self) -> None:
        """Load what no first paint and no first reading needs, before a key asks for it."""
        self._load_network()
        self._load_screens()

    @work(thread=True, group="loading", description="network")
    def _load_network(self) -> None:
        self._desk.load()

    @work(group="loading", description="screens")
    async def _load_screens(self) -> None:
        await load_later()

    @work(thread=True, group="connections", description="connections")
    def prepare(self) -> None:
        """Have connections opened while the operator types."""
        self._desk.prepare()
