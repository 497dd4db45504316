"""Movements that go in turn, watched: a transfer, a plan, an undo; and what to do about them."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import Rule

from smspartner_tui.core.facts import (
    ColleagueActed,
    Fact,
    MovementResolved,
    MovementSent,
    MovementSettled,
    RunChanged,
    RunStopped,
)
from smspartner_tui.core.movement import Entry, RunKind, State
from smspartner_tui.core.run import Run, RunState, given_back, resumed
from smspartner_tui.i18n import _
from smspartner_tui.tui.keys import BY_ACTION, IN_TURN, RUN_KEYS
from smspartner_tui.tui.messages import CheckWanted, DropWanted, PauseWanted, RunWanted
from smspartner_tui.tui.presentation import around, runs
from smspartner_tui.tui.screens.base import ListScreen, TooSmall, bindings_of
from smspartner_tui.tui.screens.help import HelpScreen
from smspartner_tui.tui.screens.resume import ResumeDialog
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.key_bar import KeyBar
from smspartner_tui.tui.widgets.spread import Spread
from smspartner_tui.tui.widgets.table import Row, Table
from smspartner_tui.tui.widgets.wrapped import cut
from smspartner_tui.unique import new_id
from smspartner_tui.wording import clock, objection, outcome
from smspartner_tui.wording.runs import standing, stopped

_ROOMS = ((20, 8), (14, 6), (0, 4))
"""Lines for where it stands, by the height of the window."""

_AHEAD = 10
"""Rows that come into view with one that was out of sight: a scroll paints the whole list."""


class RunScreen(ListScreen):
    """A row for each movement, the bar below; leaving it changes nothing.

    A transfer, or the undoing of one movement, that went well closes it: the status line tells it.
    """

    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(RUN_KEYS)]
    MENU = tuple(key for key in RUN_KEYS if key.action != "back")
    VERTICAL_BREAKPOINTS = [(0, "-short"), (14, "-tall")]  # noqa: RUF012

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run
        self._problem: tuple[str, ...] = ()
        self._rows: dict[int, tuple[object, Row]] = {}
        self._ticking: Timer | None = None

    def compose(self) -> ComposeResult:
        """Two lines above the list; the bar, where it stands and the keys below."""
        yield Spread(id="title")
        yield Spread(id="summary")
        yield Table(runs.run_columns(), id="legs")
        yield Rule()
        yield Lines(id="bar")
        yield Lines(id="status")
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Show where it stands, and what became of it before this screen was there."""
        self.run = self.board.runs.get(self.run.id, self.run)
        self._show()
        self._point_at_trouble()

    def on_resize(self) -> None:
        """Make the bar as long as there is room."""
        self._show()

    # What is shown

    def board_changed(self) -> None:
        """Show the main balance, and the keys that work now."""
        self._show()

    def _show(self) -> None:
        run, today = self.run, self.board.today
        self.query_one("#title", Spread).show(*around.title(self.board))
        when = clock(run.asked_at or self.board.now, today)
        head = runs.head(run, when, is_stopped=bool(self._problem))
        self.query_one("#summary", Spread).show(*head)
        self.table.set_rows(self._rows_of(run))
        if (place := self._place_in_flight) is not None:
            self.table.move_to(str(place), ahead=_AHEAD)
        self.query_one("#bar", Lines).show(runs.bar(run, self.size.width - 2))
        self._show_status()
        hints = (
            (self.key_of(key), _(key.label)) for key in RUN_KEYS if self._is_hinted(key.action)
        )
        self.query_one(KeyBar).show((*hints, (_("Esc"), _("Back"))))

    def _rows_of(self, run: Run) -> list[Row]:
        """A row for each movement; those of which nothing changed are not drawn again."""
        before = self._rows
        for place, leg in enumerate(run.legs):
            rests_on = (leg, run.state, run.blocked.get(place))
            if place not in before or before[place][0] != rests_on:
                before[place] = (rests_on, runs.run_row(run, place, leg))
        return [row for _rests_on, row in before.values()]

    def _is_hinted(self, action: str) -> bool:
        return (
            action not in {"back", "menu"}
            and bool(BY_ACTION[action].label)
            and bool(self.check_action(action, ()))
        )

    def _show_status(self) -> None:
        lines = self._problem or self._standing()
        is_bad = bool(self._problem) or self.run.state is RunState.PAUSED
        status = self.query_one("#status", Lines)
        status.set_classes("-bad" if is_bad else "")
        status.show(*cut(lines, self.size.width - 2, self._room))

    @property
    def _room(self) -> int:
        """The lines that there are for where it stands."""
        return next(room for least, room in _ROOMS if self.size.height >= least)

    def _standing(self) -> tuple[str, ...]:
        """Where it stands; of the selected row, what the guards had against it."""
        if self.run.number is None:
            return (_("Waiting for its turn…"),)
        lines = standing(self.run)
        flying = self._in_flight
        seconds = 0 if flying is None else (self.host.clock() - flying.at).total_seconds()
        if flying is not None and seconds >= 1:
            words = _("{name}: request sent, {seconds} s (limit {limit} s)")
            told = words.format(
                name=flying.movement.name,
                seconds=int(seconds),
                limit=round(self.board.account.deadline),
            )
            return (*lines, told)
        return (*lines, *self._of_selected())

    def _of_selected(self) -> tuple[str, ...]:
        """What the platform or the guards had against the selected movement."""
        place = self.table.cursor_index or 0
        blocked = self.run.blocked.get(place, ())
        entry = self.run.legs[place].entry
        if entry is not None and entry.outcome is not None and not entry.is_applied:
            return outcome(entry.movement, entry.outcome, entry.number)[1:]
        return tuple(objection(found, self.board.today) for found in blocked)

    @property
    def _place_in_flight(self) -> int | None:
        for place, leg in enumerate(self.run.legs):
            if leg.entry is not None and leg.entry.state is State.SENDING:
                return place
        return None

    @property
    def _in_flight(self) -> Entry | None:
        place = self._place_in_flight
        return None if place is None else self.run.legs[place].entry

    def cursor_came(self) -> None:
        """Say what the guards had against the selected row."""
        self._show_status()

    def fact_arrived(self, fact: Fact) -> None:
        """Follow it, leg by leg."""
        match fact:
            case RunChanged(run=run) if run.id == self.run.id:
                self._problem = ()
                self._take(run.with_blocked_of(self.run))
            case RunStopped(run=run) if run.id == self.run.id:
                self._problem = stopped(fact)
            case RunChanged(run=run) if run.state is not RunState.RUNNING and self.run.number:
                # Whoever it was that held the line holds it no more.
                self._problem = ()
            case (
                MovementSent(entry=entry)
                | MovementSettled(entry=entry)
                | MovementResolved(entry=entry)
                | ColleagueActed(entry=entry)
            ):
                self._take(self.run.with_entry(entry))
            case _:
                pass

    def _take(self, run: Run) -> None:
        if run == self.run:
            return
        has_stopped = self.run.state is RunState.RUNNING and run.state is not RunState.RUNNING
        self.run = run
        self._count_seconds()
        if has_stopped:
            self._point_at_trouble()
        is_plan = run.kind is RunKind.PLAN or (run.kind is RunKind.UNDO and len(run.legs) > 1)
        if not is_plan and run.state is RunState.ENDED and run.halt is None:
            self.dismiss()

    def _point_at_trouble(self) -> None:
        """Select what did not go as asked, so that the reason stands below."""
        if self.run.state is not RunState.RUNNING:
            place = runs.trouble(self.run)
            if place is not None:
                self.table.move_to(str(place))

    def _count_seconds(self) -> None:
        """Count the seconds of a movement in flight, and of nothing else."""
        if self._in_flight is None:
            if self._ticking is not None:
                self._ticking.stop()
                self._ticking = None
        elif self._ticking is None:
            self._ticking = self.set_interval(1.0, self._show_status)

    # What can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action works now."""
        run = self.run
        is_paused = run.state is RunState.PAUSED
        goes_here = self.board.going == run.id
        may_move = not self.board.limits.read_only
        match action:
            case "pause":
                return goes_here
            case "resume":
                return is_paused and may_move and bool(run.left) and not run.waiting
            case "finish" | "give_back":
                return is_paused and may_move and run.waiting > 0
            case "undo_all":
                is_over = run.state is RunState.ENDED and not run.waiting
                return is_over and may_move and bool(run.done)
            case "check_leg":
                return bool(run.in_doubt)
            case "drop":
                return (is_paused and bool(run.left)) or goes_here
            case _:
                return super().check_action(action, parameters)

    def action_pause(self) -> None:
        """Pause after the movement in flight."""
        self.app.post_message(PauseWanted())

    def action_drop(self) -> None:
        """Do no more of it."""
        self.app.post_message(DropWanted(self.run))

    async def action_resume(self) -> None:
        """Go on with what is left."""
        await self.app.push_screen(ResumeDialog(self.run, resumed(self.run, new_id)))

    async def action_finish(self) -> None:
        """Credit what waits to who was to get it."""
        await self.app.push_screen(ResumeDialog(self.run, resumed(self.run, new_id)))

    async def action_give_back(self) -> None:
        """Credit what waits to who paid."""
        await self.app.push_screen(ResumeDialog(self.run, given_back(self.run, new_id)))

    def action_undo_all(self) -> None:
        """Undo all that it moved, as the journal knows it: it may have been undone meanwhile."""
        self.app.post_message(RunWanted(self.run.legs[0].movement.id, to_undo=True))

    def action_check_leg(self) -> None:
        """Settle the first movement in doubt."""
        entry = self.run.in_doubt[0].entry
        if entry is not None:
            self.app.post_message(CheckWanted(entry))

    def action_back(self) -> None:
        """Leave it to go on by itself."""
        self.dismiss()

    async def action_help(self) -> None:
        """Show the keys."""
        await self.app.push_screen(HelpScreen(self.works, own=IN_TURN))
