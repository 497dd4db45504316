"""The app: starts work, receives facts, guards quitting; no layout, no sums."""

import gc
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar, Final

import rich
from rich.segment import Segments
from rich.traceback import Traceback
from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.screen import Screen
from textual.timer import Timer

from smspartner_tui.core.accounts import ReadingProblem
from smspartner_tui.core.facts import (
    BalancesRead,
    ColleagueActed,
    Fact,
    MovementResolved,
    MovementSent,
    MovementSettled,
    MovementStopped,
)
from smspartner_tui.core.movement import Entry, JournalProblem, State
from smspartner_tui.core.verdict import late_until
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.tui.board import Account, Board
from smspartner_tui.tui.keys import KEYS
from smspartner_tui.tui.leaving import Leaving
from smspartner_tui.tui.messages import (
    CheckWanted,
    EvidenceKnown,
    EvidenceWanted,
    FactArrived,
    HistoryRead,
    HistoryWanted,
    JournalRead,
    LastMovementRead,
    LastMovementWanted,
    MovementAgreed,
    OutcomeDecided,
    ResolutionFailed,
    SituationKnown,
    SituationUnknown,
    SituationWanted,
    ViewChanged,
)
from smspartner_tui.tui.presentation.accounts import View
from smspartner_tui.tui.refreshing import Refreshing
from smspartner_tui.tui.screens.ask import AskScreen
from smspartner_tui.tui.screens.base import BoardShown
from smspartner_tui.tui.screens.check import CheckScreen
from smspartner_tui.tui.screens.dashboard import Dashboard
from smspartner_tui.tui.screens.history import HistoryScreen
from smspartner_tui.tui.screens.movement import MovementDialog
from smspartner_tui.tui.status import News
from smspartner_tui.wording import clock as clock_words
from smspartner_tui.wording import damage, journal_problem
from smspartner_tui.wording.journals import clock_is_back, copied, room_left

_CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""How far behind the journal this machine's clock may be: another server's may run ahead."""


class SmsPartnerApp(Refreshing):
    """The dashboard on one desk.

    `refresh_interval` is None for readings on demand only; `remember` keeps the order of the
    list that the operator chose; `rekey` reads the API key again at its source, and says what is
    wrong with it; `has_new_configuration` tells whether the file was changed since the start;
    `keymap` gives other keys to actions.
    """

    CSS_PATH = "smspartner.tcss"
    TITLE = "smspartner-tui"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False),
    ]
    COMMAND_PALETTE_BINDING = "f10"

    def __init__(
        self,
        desk: Desk,
        account: Account,
        *,
        clock: Callable[[], datetime],
        refresh_interval: timedelta | None,
        view: View,
        remember: Callable[[str, bool], object],
        rekey: Callable[[], str] | None = None,
        has_new_configuration: Callable[[], bool] = lambda: False,
        theme: str = "auto",
        keymap: Mapping[str, tuple[str, ...]] | None = None,
        no_colour: bool = False,
    ) -> None:
        super().__init__(desk, interval=refresh_interval, no_colour=no_colour)
        self._remember = remember
        self._remapped = keymap or {}
        self._wanted_theme = theme
        self._is_leaving = False
        self._watching: Timer | None = None
        self._steps_told = 0
        self._news = News()
        self._rekey = rekey
        self._has_new_configuration = has_new_configuration
        self._untold: list[MovementSettled] = []
        self.clock = clock
        self.dashboard = Dashboard(view)
        self.board = Board(
            account=account,
            limits=desk.limits,
            now=clock(),
            balances=desk.balances,
            journal_problem=desk.journal_problem,
        )

    def get_default_screen(self) -> Screen[None]:
        """The dashboard stays below everything else."""
        return self.dashboard

    def on_mount(self) -> None:
        """Start what must not hold back the first paint."""
        self.set_keymap({action: ",".join(keys) for action, keys in self._remapped.items()})
        if self._wanted_theme in self.available_themes:
            self.theme = self._wanted_theme
        self._desk.tell = self._hear
        if not self.is_headless:
            Leaving(self._end, self._desk.close, lambda: self._desk.is_sending).install()
        self.call_after_refresh(self._start)

    def _start(self) -> None:
        # Off since the program began, because collecting while importing costs start-up time;
        # what was imported stays, so it need never be looked at.
        gc.freeze()
        gc.enable()
        self._desk.watch_colleagues()
        if self.board.journal_problem is not None:
            self.say(*self._journal_words(self.board.journal_problem), tone="bad")
        elif (copied_at := self._desk.copied_at) is not None:
            self.say(*copied(copied_at, self.board.today), tone="bad")
        elif self.board.account.notice:
            self.say(self.board.account.notice, tone="bad")
        elif self._wanted_theme not in {"auto", *self.available_themes}:
            there = ", ".join(sorted(self.available_themes))
            self.say(_("There is no such theme; there are: {there}").format(there=there))
        self.read_journal(at_start=True, as_of=self._steps_told)
        self.read_balances()

    # Facts

    def _hear(self, fact: Fact) -> None:
        """Take a fact from whatever thread it happened in."""
        if isinstance(fact, MovementSettled):
            self._untold.append(fact)
        self.post_message(FactArrived(fact))

    @property
    def untold(self) -> tuple[MovementSettled, ...]:
        """Outcomes that came too late to be seen: to be said once the screen is gone."""
        return tuple(self._untold)

    def on_fact_arrived(self, arrived: FactArrived) -> None:
        """Take a fact into the board, and show it on every screen."""
        fact = arrived.fact
        if fact in self._untold and not (self._is_leaving or self._exit):
            self._untold.remove(fact)
        match fact:
            case BalancesRead(reading=reading):
                self.board = self.board.with_reading(reading)
                self.read_when_due(reading)
            case MovementSent(entry=entry):
                self._steps_told += 1
                self.board = self.board.with_entry(entry)
            case ColleagueActed(entry=entry):
                self._steps_told += 1
                self.board = self.board.with_entry(entry)
                if entry.state is State.UNKNOWN:
                    # What the balances tell now may decide about it.
                    self.read_balances()
            case MovementSettled(entry=entry) | MovementResolved(entry=entry):
                self._steps_told += 1
                self.board = self.board.with_entry(entry)
                # Whatever came of it, both balances are read again, and a refusal is watched.
                self.read_balances()
            case _:
                pass
        self._tell_status(fact)
        self.show_board(fact)

    def show_board(self, fact: Fact | None = None) -> None:
        """Show the board as it is now on every screen, and a fact to those who look for it."""
        if self._exit:
            # The screens are being taken apart; what a late fact tells is on the disk.
            return
        # The desk's own, because the facts that told of balances may have overtaken each other.
        self.board = replace(
            self.board,
            now=self.clock(),
            balances=self._desk.balances,
            journal_problem=self._desk.journal_problem,
            has_new_configuration=self._has_new_configuration(),
        )
        for screen in self.screen_stack:
            if isinstance(screen, BoardShown) and screen.is_mounted:
                screen.board_changed()
                if fact is not None:
                    screen.fact_arrived(fact)

    def _tell_status(self, fact: Fact) -> None:
        asked_for = isinstance(fact, BalancesRead) and self.was_asked_for
        if isinstance(fact, BalancesRead):
            self.was_asked_for = False
        told = self._news.of(fact, self.board, asked_for=asked_for, failures=self.failures)
        if told is not None:
            self.say(*told.lines, tone=told.tone)

    def say(self, *lines: str, tone: str = "") -> None:
        """Show a message in the dashboard's status line."""
        if self.dashboard.is_mounted and not self._exit:
            self.dashboard.show_status(*lines, tone=tone)

    # Readings

    def on_refresh_wanted(self) -> None:
        """Read the balances, because the operator asked."""
        if not self._reread_key():
            return
        self.was_asked_for = True
        self.say(_("Reading the balances…"))
        self.read_journal(at_start=False, as_of=self._steps_told)
        self.read_balances()

    def _reread_key(self) -> bool:
        """Fetch the API key again where the platform refused it; whether there is one to try."""
        reading = self.board.reading
        is_refused = reading is not None and reading.problem is ReadingProblem.KEY_REFUSED
        if not is_refused or self._rekey is None:
            return True
        # A key command may ask for a passphrase, which needs the terminal.
        lent = nullcontext() if self.is_headless else self.suspend()
        with lent:
            problem = self._rekey()
        if problem:
            self.say(problem, tone="bad")
        return not problem

    def on_journal_read(self, read: JournalRead) -> None:
        """Show what the journal holds open; at the start, offer to settle what is in doubt."""
        if read.as_of != self._steps_told:
            # A movement took a step since the journal was asked: what it said may be over.
            self.read_journal(at_start=read.at_start, as_of=self._steps_told)
            return
        if read.open_entries is not None:
            self.board = self.board.with_open_entries(read.open_entries)
        if (problem := self._desk.journal_problem or read.problem) is not None:
            self.say(*self._journal_words(problem), tone="bad")
        elif read.newest_at is not None and read.newest_at > self.clock() + _CLOCKS_DIFFER:
            self.say(clock_is_back(read.newest_at, self.board.today), tone="bad")
        self.show_board()
        if read.at_start and self.board.in_doubt and self.screen is self.dashboard:
            self._offer_check()

    def _journal_words(self, problem: JournalProblem) -> tuple[str, ...]:
        """Why nothing can be sent, with where and what exactly."""
        path = self.board.account.journal_path
        lines = [journal_problem(problem)]
        if problem is JournalProblem.FULL and path:
            lines.append(room_left(path))
        elif (found := self._desk.damage) is not None:
            lines.append(f"{damage(found)} {path}")
        return tuple(lines)

    @work(description="offer")
    async def _offer_check(self) -> None:
        doubts = self.board.in_doubt
        words = ngettext(
            "{count} movement to check since {when}. See it now?",
            "{count} movements to check since {when}. See the first now?",
            len(doubts),
        )
        when = clock_words(doubts[0].at, self.board.today)
        asked = words.format(count=len(doubts), when=when)
        if await self.push_screen_wait(AskScreen(asked)):
            self.push_screen(CheckScreen(doubts[0]))

    # Movements

    def on_situation_wanted(self, wanted: SituationWanted) -> None:
        """Ask the journal for a dialog, and have a connection opened while the operator types."""
        # A dialog weighs how old balances are, and timers stand still while a machine sleeps.
        self.show_board()
        self.ask_situation(wanted.token)
        self.prepare()

    def on_situation_known(self, known: SituationKnown) -> None:
        """Hand it to the dialog, and read balances that are too old to decide on."""
        if isinstance(self.screen, MovementDialog):
            self.screen.on_situation_known(known)
            balance = known.situation.subaccount
            if balance is None or self.board.is_old(balance):
                self.read_balances()

    def on_situation_unknown(self, unknown: SituationUnknown) -> None:
        """Hand it to the dialog."""
        if isinstance(self.screen, MovementDialog):
            self.screen.on_situation_unknown(unknown)

    def on_dialog_left(self) -> None:
        """Close the connections that were opened ahead of time."""
        self._desk.rest()

    def on_movement_agreed(self, agreed: MovementAgreed) -> None:
        """Hand a movement to the desk; what becomes of it is told as facts."""
        if self._is_leaving:
            self.post_message(FactArrived(MovementStopped(agreed.movement)))
        else:
            self._desk.submit(agreed.movement)

    def on_evidence_wanted(self, wanted: EvidenceWanted) -> None:
        """Ask the journal what later balances prove."""
        self.examine(wanted.entry)

    def on_evidence_known(self, known: EvidenceKnown) -> None:
        """Hand it to the screen that asked."""
        for screen in self.screen_stack:
            if isinstance(screen, CheckScreen):
                screen.on_evidence_known(known)

    def on_check_wanted(self, wanted: CheckWanted) -> None:
        """Open the screen that settles a movement in doubt."""
        self.push_screen(CheckScreen(wanted.entry))

    def on_reading_wanted(self) -> None:
        """Read the balances, because a screen needs them now."""
        self.read_balances()

    def on_outcome_decided(self, decided: OutcomeDecided) -> None:
        """Record what the operator decided."""
        self.resolve(decided)

    def on_resolution_failed(self, failed: ResolutionFailed) -> None:
        """Hand it to the screen that asked."""
        if isinstance(self.screen, CheckScreen):
            self.screen.on_resolution_failed(failed)

    # Looking back

    def on_last_movement_wanted(self, wanted: LastMovementWanted) -> None:
        """Ask the journal for the selected sub-account's newest movement."""
        self.ask_last_movement(wanted.token)

    def on_last_movement_read(self, read: LastMovementRead) -> None:
        """Hand it to the dashboard."""
        self.dashboard.on_last_movement_read(read)

    def on_history_wanted(self, wanted: HistoryWanted) -> None:
        """Read the history, or on in it."""
        self.read_history(wanted.search, wanted.before)

    def on_history_read(self, read: HistoryRead) -> None:
        """Hand it to the history."""
        for screen in self.screen_stack:
            if isinstance(screen, HistoryScreen):
                screen.on_history_read(read)

    def on_view_changed(self, changed: ViewChanged) -> None:
        """Remember the order for the next session."""
        self._remember(changed.order, changed.reverse)

    # Read-only, and the end

    @work(description="read-only")
    async def on_read_only_wanted(self) -> None:
        """Allow no movement at once; allow them again only when asked."""
        if not self.board.limits.read_only:
            self._set_read_only(True)
        elif self.board.account.is_fixed_read_only:
            self.say(_("Read-only was set at the start: it cannot be lifted here."))
        elif await self.push_screen_wait(AskScreen(_("Allow movements again?"))):
            self._set_read_only(False)

    def _set_read_only(self, read_only: bool) -> None:
        self._desk.set_read_only(read_only)
        self.board = replace(self.board, limits=self._desk.limits)
        self.say(_("Read-only.") if read_only else _("Movements are possible again."))
        self.show_board()

    async def action_quit(self) -> None:
        """Leave; with a movement in flight, once its outcome is on the disk."""
        if self._desk.is_sending:
            if not self._is_leaving:
                self._is_leaving = True
                self._watching = self.set_interval(0.1, self._leave_when_done)
            words = _("A movement is in flight: leaving on its outcome, in {seconds} s at most")
            self.say(words.format(seconds=round(self.board.account.deadline)))
        elif any(self._is_provisional(entry) for entry in self._in_doubt()):
            self._ask_leave()
        else:
            self._end(0)

    def _is_provisional(self, entry: Entry) -> bool:
        """Whether the platform may still carry out a movement that it never answered."""
        return self.clock() < late_until(entry, self.board.account.deadline)

    def _in_doubt(self) -> list[Entry]:
        """The movements in doubt, those whose outcome is still on its way to the board too."""
        told = [settled.entry for settled in self.untold if settled.entry.state is State.UNKNOWN]
        return [*self.board.in_doubt, *told]

    async def _leave_when_done(self) -> None:
        if self._desk.is_sending or self._watching is None:
            return
        self._watching.stop()
        self._watching = None
        self._is_leaving = False
        await self.action_quit()

    @work(description="leave")
    async def _ask_leave(self) -> None:
        if isinstance(self.screen, AskScreen):
            return
        detail = _("It stays locked, and the next start offers to check it.")
        if await self.push_screen_wait(AskScreen(_("A movement is in doubt. Quit?"), detail)):
            self._end(0)
        else:
            # The operator stays, and has seen them.
            self._untold.clear()

    def _end(self, status: int) -> None:
        """Close the screen, from whatever thread or signal; readings are ended, not waited for."""
        self._desk.stop_reading()
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(partial(self.exit, status, status))

    def action_help_quit(self) -> None:
        """Ctrl+C ends nothing here."""
        self.say(_("q quits."))

    def action_suspend_process(self) -> None:
        """Go to the background, but never with a movement in flight."""
        if self._desk.is_sending:
            self.say(_("A movement is in flight: not now."))
        else:
            super().action_suspend_process()

    def action_command_palette(self) -> None:
        """Show the menu of all actions."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("Look for an action…")))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """The dashboard's actions; not Textual's own, whose screenshot shows clients' balances."""
        for key in KEYS:
            if key.help and self.dashboard.check_action(key.action, ()):
                run = partial(self.dashboard.run_action, key.action)
                words = _(key.help)
                yield SystemCommand(words[:1].upper() + words[1:], _(key.shown), run)

    def _fatal_error(self) -> None:
        """End on a fault of ours, showing where, and never what the variables held."""
        self.bell()
        traceback = Traceback(show_locals=False, width=None, suppress=[rich])
        self._exit_renderables.append(
            Segments(self.console.render(traceback, self.console.options))
        )
        self._close_messages_no_wait()
