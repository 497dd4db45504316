"""The app: starts work, receives facts, guards quitting; no layout, no sums."""

import gc
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.scrollbar import ScrollBar
from textual.timer import Timer

from smspartner_tui import PROGRAM
from smspartner_tui.core.facts import (
    BalancesRead,
    ColleagueActed,
    Fact,
    MovementResolved,
    MovementSent,
    MovementSettled,
    PageRead,
    RunChanged,
)
from smspartner_tui.core.following import Followed
from smspartner_tui.core.money import Language
from smspartner_tui.core.movement import JournalProblem, State
from smspartner_tui.core.run import RunState
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _
from smspartner_tui.settings.following import ForSession, Keeper
from smspartner_tui.tui import screens
from smspartner_tui.tui.board import Account, Board
from smspartner_tui.tui.copying import Copying
from smspartner_tui.tui.following import Following
from smspartner_tui.tui.keys import Keymap
from smspartner_tui.tui.leaving import Leaving
from smspartner_tui.tui.looking_back import LookingBack
from smspartner_tui.tui.messages import (
    FactArrived,
    JournalRead,
    ThemeChosen,
    ViewChanged,
)
from smspartner_tui.tui.moving import Moving
from smspartner_tui.tui.offering import Offering
from smspartner_tui.tui.presentation.accounts import View
from smspartner_tui.tui.quitting import Quitting
from smspartner_tui.tui.refreshing import Refreshing
from smspartner_tui.tui.running import Running
from smspartner_tui.tui.screens.base import BoardShown
from smspartner_tui.tui.screens.dashboard import Dashboard
from smspartner_tui.tui.settling import Settling
from smspartner_tui.tui.status import News
from smspartner_tui.tui.themes import AUTOMATIC, DARK, THEMES
from smspartner_tui.tui.trending import Trending
from smspartner_tui.tui.widgets.scrollbar import SignedThumb
from smspartner_tui.wording import damage, journal_problem
from smspartner_tui.wording.journals import clock_is_back, copied, room_left

_CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""How far behind the journal this machine's clock may be: another server's may run ahead."""


_PAINT_EVERY: Final = 0.05
"""Seconds between paints while facts come in bursts: pages of a list, movements in turn."""

_HAND_OVER: Final = 0.0005
"""Seconds for which a thread keeps the interpreter: a sending must not wait for a paint."""


class SmsPartnerApp(
    Following,
    Refreshing,
    Moving,
    Running,
    Settling,
    LookingBack,
    Trending,
    Copying,
    Offering,
    Quitting,
):
    """The dashboard on one desk.

    `refresh_interval` is None for readings on demand only; `remember` keeps the order of the
    list that the operator chose, `remember_theme` the theme, and `remember_language` the language,
    which cannot be chosen without it; `rekey` reads the API key again
    at its source, and says what is wrong with it; `has_new_configuration` tells whether the file
    was changed since the start; `keymap` gives other keys to actions; `keeper` keeps who is
    followed, for this session only where there is none.
    """

    CSS_PATH = "smspartner.tcss"
    TITLE = PROGRAM
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False),
        Binding("ctrl+l", "redraw", show=False, priority=True),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        desk: Desk,
        account: Account,
        *,
        clock: Callable[[], datetime],
        refresh_interval: timedelta | None,
        view: View,
        remember: Callable[[str, bool], object],
        remember_theme: Callable[[str], object] = lambda _theme: None,
        remember_language: Callable[[Language], object] | None = None,
        rekey: Callable[[], str] | None = None,
        has_new_configuration: Callable[[], bool] = lambda: False,
        theme: str = AUTOMATIC,
        keymap: Keymap | None = None,
        keeper: Keeper | None = None,
        no_colour: bool = False,
    ) -> None:
        self.keeper = keeper or ForSession(Followed.of(account.subaccounts))
        account = replace(account, followed=self.keeper.followed)
        board = Board(
            account=account,
            limits=desk.limits,
            now=clock(),
            balances=desk.balances,
            journal_problem=desk.journal_problem,
        )
        super().__init__(desk, board, Dashboard(view), clock=clock, no_colour=no_colour)
        self.interval = refresh_interval
        self.rekey = rekey
        self._remember = remember
        self._remember_theme = remember_theme
        self.remember_language = remember_language
        self.keymap = keymap or {}
        self._wanted_theme = theme
        self._news = News()
        self._shows_next = False
        self._next_paint: Timer | None = None
        self._has_new_configuration = has_new_configuration
        self._dress(theme if theme in THEMES else DARK)

    def _dress(self, theme: str) -> None:
        """Put on a theme before the styles are read, which costs nothing."""
        for one in THEMES.values():
            self.register_theme(one)
        self.set_reactive(SmsPartnerApp.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())
        # Textual asks every bar's class for it.
        ScrollBar.renderer = SignedThumb

    def get_default_screen(self) -> Screen[None]:
        """The dashboard stays below everything else."""
        return self.dashboard

    def on_mount(self) -> None:
        """Listen, to the desk and to the signals of the system."""
        self.set_keymap({action: ",".join(keys) for action, keys in self.keymap.items()})
        self._desk.tell = self.hear
        sys.setswitchinterval(_HAND_OVER)
        if not self.is_headless:
            Leaving(self.end, self._desk.close, lambda: self._desk.is_sending).install()

    def on_ready(self) -> None:
        """Start what must not hold back the first paint: it has been made."""
        # Off since the program began, because collecting while importing costs start-up time;
        # what was imported stays, so it need never be looked at.
        gc.freeze()
        gc.enable()
        self._desk.watch_colleagues()
        if self.board.journal_problem is not None:
            self._say_journal(self.board.journal_problem)
        elif (copied_at := self._desk.copied_at) is not None:
            told = self._news.stand(*copied(copied_at, self.board.today), tone="bad")
            self.say(*told.lines, tone=told.tone)
        elif self.board.account.notice:
            self.say(self.board.account.notice, tone="bad")
        elif self._wanted_theme not in {AUTOMATIC, *THEMES}:
            there = ", ".join((AUTOMATIC, *THEMES))
            self.say(_("There is no such theme; there are: {there}").format(there=there))
        self.read_balances()
        self.read_journal(at_start=True)

    # Facts

    def on_fact_arrived(self, arrived: FactArrived) -> None:
        """Take a fact into the board, and show it on every screen."""
        fact = arrived.fact
        if fact in self.not_shown and not (self.is_leaving or self._exit):
            self.not_shown.remove(fact)
        match fact:
            case BalancesRead(reading=reading):
                if self.board.reading is None:
                    self.call_after_refresh(self.load_the_rest)
                self.board = self.board.with_reading(reading)
                self.read_when_due(reading)
                self.trends_may_differ()
            case MovementSent(entry=entry):
                self.steps_told += 1
                self.board = self.board.with_entry(entry)
            case ColleagueActed(entry=entry):
                self.steps_told += 1
                self.board = self.board.with_entry(entry)
                if entry.state is State.UNKNOWN:
                    # What the balances tell now may decide about it.
                    self.read_balances()
            case MovementSettled(entry=entry) | MovementResolved(entry=entry):
                self.steps_told += 1
                self.board = self.board.with_entry(entry)
                # Whatever came of it, both balances are read again, and a refusal is watched;
                # within a run its answers tell them, and a long list is not read for each.
                if entry.state is not State.CONFIRMED or self._desk.going is None:
                    self.read_balances()
            case RunChanged(run=run):
                self.steps_told += 1
                self.board = self.board.with_run(run)
                if run.state is not RunState.RUNNING:
                    self.read_balances()
            case _:
                pass
        if not self._exit:
            # Else the screens are being taken apart; what a late fact tells is on the disk.
            self.renew_board()
            self._tell_status(fact)
            for screen in self._board_screens():
                screen.fact_arrived(fact)
            self._show_soon(in_bursts=isinstance(fact, PageRead) or self._desk.going is not None)

    def _show_soon(self, *, in_bursts: bool) -> None:
        """Show the board once the facts that wait are in it: some come many at a time."""
        if not in_bursts and not self._shows_next:
            self._shows_next = True
            self.call_later(self.show_board)
        elif in_bursts and self._next_paint is None:
            self._next_paint = self.set_timer(_PAINT_EVERY, self.show_board)

    def show_board(self) -> None:
        """Show the board as it is now on every screen in sight; the others when they come back."""
        self._shows_next = False
        if self._next_paint is not None:
            self._next_paint.stop()
            self._next_paint = None
        if self._exit:
            return
        self.renew_board()
        is_in_sight = True
        for screen in reversed(self._board_screens()):
            if is_in_sight:
                screen.board_changed()
            screen.is_outdated = not is_in_sight
            is_in_sight = is_in_sight and isinstance(screen, ModalScreen)

    def _board_screens(self) -> list[BoardShown]:
        """The screens that show the board, from below to the top."""
        return [
            screen
            for screen in self.screen_stack
            if isinstance(screen, BoardShown) and screen.is_mounted
        ]

    def renew_board(self) -> None:
        """Take into the board what the desk knows by now."""
        # The desk's own, because the facts that told of balances may have overtaken each other.
        going = self._desk.going
        self.board = replace(
            self.board,
            now=self.clock(),
            going=going.id if going is not None else "",
            balances=self._desk.balances,
            journal_problem=self._desk.journal_problem,
            has_new_configuration=self._has_new_configuration(),
        )

    def _tell_status(self, fact: Fact) -> None:
        asked_for = isinstance(fact, BalancesRead | PageRead) and self.was_asked_for
        if isinstance(fact, BalancesRead):
            self.was_asked_for = False
        told = self._news.of(
            fact,
            self.board,
            asked_for=asked_for,
            failures=self.failures,
            journal=self._journal_words(self.board.journal_problem),
        )
        if told is not None:
            self.say(*told.lines, tone=told.tone)

    def on_journal_read(self, read: JournalRead) -> None:
        """Show what the journal holds open; at the start, offer to settle what is in doubt."""
        if read.as_of != self.steps_told:
            # A movement took a step since the journal was asked: what it said may be over.
            self.read_journal(at_start=read.at_start)
            return
        if read.open_entries is not None:
            self.board = self.board.with_open_entries(read.open_entries)
            self.board = self.board.with_open_runs(read.open_runs)
        if (problem := self._desk.journal_problem or read.problem) is not None:
            self._say_journal(problem)
        elif read.newest_at is not None and read.newest_at > self.clock() + _CLOCKS_DIFFER:
            self.say(clock_is_back(read.newest_at, self.board.today), tone="bad")
        self.show_board()
        if read.at_start:
            self.follow_trends()
        if read.at_start and self.on_top is self.dashboard:
            if (run := self.board.open_plan or next(iter(self.board.half_done), None)) is not None:
                self.offer_run(run)
            elif self.board.in_doubt:
                self.offer_check()

    def _say_journal(self, problem: JournalProblem) -> None:
        told = self._news.of_journal(*self._journal_words(problem))
        self.say(*told.lines, tone=told.tone)

    def _journal_words(self, problem: JournalProblem | None) -> tuple[str, ...]:
        """Why nothing can be sent, with where and what exactly; nothing where it can."""
        if problem is None:
            return ()
        path = self.board.account.journal_path
        lines = [journal_problem(problem)]
        if problem is JournalProblem.FULL and path:
            lines.append(room_left(path))
        elif (found := self._desk.damage) is not None:
            lines.append(f"{damage(found)} {path}")
        return tuple(lines)

    def on_view_changed(self, changed: ViewChanged) -> None:
        """Remember the order for the next session."""
        self._remember(changed.order, changed.reverse)

    def on_theme_chosen(self, chosen: ThemeChosen) -> None:
        """Remember the theme for the next session."""
        self._remember_theme(chosen.theme)

    # Read-only, and the end

    @work(description="read-only")
    async def on_read_only_wanted(self) -> None:
        """Allow no movement at once; allow them again only when asked."""
        if not self.board.limits.read_only:
            self._set_read_only(True)
        elif self.board.account.is_fixed_read_only:
            self.say(_("Read-only was set at the start: it cannot be lifted here."))
        elif await self.push_screen_wait(screens.AskScreen(_("Allow movements again?"))):
            self._set_read_only(False)

    def _set_read_only(self, read_only: bool) -> None:
        self._desk.set_read_only(read_only)
        self.board = replace(self.board, limits=self._desk.limits)
        self.say(_("Read-only.") if read_only else _("Movements are possible again."))
        self.show_board()

    def _fatal_error(self) -> None:
        """End on a fault of ours, showing where, and never what the variables held."""
        # A tenth of what a start imports: not before there is something to show with it.
        import rich
        from rich.segment import Segments
        from rich.traceback import Traceback

        self.bell()
        traceback = Traceback(show_locals=False, width=None, suppress=[rich])
        self._exit_renderables.append(
            Segments(self.console.render(traceback, self.console.options))
        )
        self._close_messages_no_wait()
