"""The history: every movement of the journal and every rise elsewhere, newest first."""

import time
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input, Label, Rule

from smspartner_tui.core.facts import (
    BalancesRead,
    ColleagueActed,
    Fact,
    MovementResolved,
    MovementSent,
    MovementSettled,
)
from smspartner_tui.core.history import EVERYTHING, Record, Step
from smspartner_tui.core.movement import Entry, JournalProblem, State
from smspartner_tui.core.search import read_search
from smspartner_tui.i18n import _
from smspartner_tui.tui.found import Found, found
from smspartner_tui.tui.keys import HISTORY, HISTORY_KEYS
from smspartner_tui.tui.messages import (
    CheckWanted,
    HistoryRead,
    HistoryWanted,
    RefreshWanted,
    StepsRead,
    StepsWanted,
)
from smspartner_tui.tui.presentation import around
from smspartner_tui.tui.presentation.flow import wrapped
from smspartner_tui.tui.presentation.history import history_columns, history_row, key_of, summary
from smspartner_tui.tui.presentation.record import details
from smspartner_tui.tui.presentation.sought import sought
from smspartner_tui.tui.screens.base import LEAST, ListScreen, bindings_of
from smspartner_tui.tui.screens.export import ExportScreen
from smspartner_tui.tui.screens.help import HelpScreen
from smspartner_tui.tui.screens.receipt import ReceiptScreen
from smspartner_tui.tui.screens.record import RecordScreen
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.key_bar import Hint, KeyBar
from smspartner_tui.tui.widgets.spread import Spread
from smspartner_tui.tui.widgets.table import Table
from smspartner_tui.tui.widgets.typed import TypedInput
from smspartner_tui.wording import journal_problem

LONGEST_SEARCH = 120
"""Characters of a search: a name in quotes, and days."""

_ROWS_AHEAD = 20
"""Rows before the end of what was read at which more is asked for."""

_DETAILS = 4
"""Lines about the selected record."""

_REST = 4
"""Times as long as the journal took to answer, it is left alone before facts ask it again."""

_IN_SEARCH = frozenset({"back", "record", "down", "up", "page_down", "page_up"})
"""What keys do that are no letters, while a search is typed."""


class HistoryScreen(ListScreen):
    """Records as rows, the selected one below; `line` is the search that it opens with.

    One question is out at a time. Of those that come up meanwhile the last one is asked, so that
    typing never waits, and what was found by an older search is not shown.
    """

    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(HISTORY_KEYS)]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012 (as Textual has it)

    def __init__(self, line: str = "") -> None:
        super().__init__()
        self._line = line
        self._search = EVERYTHING
        self._found: Found | None = None
        self._problem: JournalProblem | None = None
        self._is_reading = False
        self._asks_again = False
        self._asked_at = 0.0
        self._rests_until = 0.0
        self._resting: Timer | None = None
        self._steps: tuple[Step, ...] = ()
        self._steps_of: tuple[str, State] | None = None

    def compose(self) -> ComposeResult:
        """A title, the table, the details."""
        yield Spread(id="title")
        yield Spread(id="summary")
        yield Table(history_columns(), id="entries")
        with Horizontal(id="filtering", classes="field"):
            yield Label(_("Filter:"), markup=False)
            yield TypedInput(id="filter", max_length=LONGEST_SEARCH)
        yield Rule(id="rule")
        yield Lines(id="details")
        yield KeyBar()
        yield Lines(id="too-small")

    def on_mount(self) -> None:
        """Ask the journal."""
        self.query_one("#filtering").display = False
        self.query_one("#too-small", Lines).show(_("The window is too small (40 by 10)"))
        self.search_line.value = self._line
        self._search = read_search(self._line, self.board.today)
        self._ask()
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew; below the least size, say so rather than draw a mess."""
        columns, rows = LEAST
        self.set_class(event.size.width < columns or event.size.height < rows, "-tiny")
        self._show()

    @property
    def search_line(self) -> Input:
        """Where a search is typed."""
        return self.query_one("#filter", Input)

    @property
    def _is_typing(self) -> bool:
        return self.focused is self.search_line

    @property
    def selected(self) -> Record | None:
        """The record under the cursor."""
        return self._found.records.get(self.table.cursor_key or "") if self._found else None

    # Asking the journal

    def _ask(self) -> None:
        """Ask for the newest of what is looked for; while a question is out, after its answer."""
        if self._is_reading:
            self._asks_again = True
        else:
            self._send(HistoryWanted(self._search))

    def _send(self, wanted: HistoryWanted) -> None:
        self._is_reading = True
        self._asked_at = time.monotonic()
        self.app.post_message(wanted)

    def _ask_because_of_facts(self) -> None:
        """Ask, but in a journal that takes its time not after every fact of a plan."""
        wait = self._rests_until - time.monotonic()
        if wait <= 0:
            self._ask()
        elif self._resting is None:
            self._resting = self.set_timer(wait, self._ask_after_rest)

    def _ask_after_rest(self) -> None:
        self._resting = None
        self._ask()

    def on_history_read(self, read: HistoryRead) -> None:
        """Show what was found, if it is what is looked for still."""
        now = time.monotonic()
        self._rests_until = now + _REST * (now - self._asked_at)
        self._is_reading = False
        if read.search == self._search:
            self._take(read)
        if self._asks_again or read.search != self._search:
            self._asks_again = False
            self._ask()
        else:
            self._read_on()

    def _take(self, read: HistoryRead) -> None:
        known, self._problem = self._found, read.problem
        is_same = known is not None and known.search == read.search
        if read.problem is not None:
            self._found = None
        elif read.totals is None:
            self._found = known.with_more(read.records, is_last=read.is_last) if known else None
        elif known is not None and is_same:
            self._found = known.with_first(read.records, read.totals, is_last=read.is_last)
        else:
            self._found = found(read.search, read.records, read.totals, is_last=read.is_last)
        before = self.table.cursor_key
        self._show()
        if not is_same and before != self.table.cursor_key:
            self.table.move_first()

    def _read_on(self) -> None:
        """Read on before the end is reached."""
        known, index = self._found, self.table.cursor_index
        if known is None or index is None or not known.is_more or self._is_reading:
            return
        if known.search == self._search and index >= len(known.records) - _ROWS_AHEAD:
            self._send(HistoryWanted(self._search, known.last))

    def fact_arrived(self, fact: Fact) -> None:
        """Show a movement as it stands now; what all add up to, the journal says."""
        match fact:
            case (
                MovementSent(entry=entry)
                | MovementSettled(entry=entry)
                | MovementResolved(entry=entry)
                | ColleagueActed(entry=entry)
            ):
                if self._found is not None:
                    self._found = self._found.with_entry(entry)
                    self._show()
                self._ask_because_of_facts()
            case BalancesRead(rises=rises) if rises:
                self._ask_because_of_facts()
            case _:
                pass

    # What is shown

    def board_changed(self) -> None:
        """Show the main balance as it is now, and what the records add up to."""
        today = self.board.today
        self.query_one("#title", Spread).show(*around.title(self.board))
        flags = around.flags(self.board)
        known = self._found
        line = summary(
            known.totals if known else None,
            sought(known.search if known else self._search, self._line, today),
            list(known.records.values()) if known else [],
            self.size.width - 2 - (len(flags) + 2 if flags else 0),
        )
        self.query_one("#summary", Spread).show(line, flags)

    def _show(self) -> None:
        today = self.board.today
        self.table.empty_text = self._empty_text()
        records = self._found.records.values() if self._found else ()
        self.table.set_rows([history_row(record, today) for record in records])
        self.board_changed()
        self._show_details()

    def _empty_text(self) -> str:
        if self._problem is not None:
            text = journal_problem(self._problem)
        elif self._found is None:
            text = _("Reading the journal…")
        elif self._search:
            text = _("Nothing fits the filter. Esc shows all.")
        else:
            text = _("No movement yet.")
        return "\n".join(wrapped(text, self.size.width - 4))

    def _show_details(self) -> None:
        record = self.selected
        steps_of = (record.movement.id, record.state) if isinstance(record, Entry) else None
        if steps_of != self._steps_of:
            self._steps, self._steps_of = (), steps_of
            if steps_of is not None:
                self.app.post_message(StepsWanted(steps_of[0]))
        width = self.size.width - 2
        lines = details(record, self._steps, self.board.today, width, _DETAILS) if record else []
        self.query_one("#details", Lines).show(*lines)
        self.query_one(KeyBar).show(tuple(self._hints()))

    def _hints(self) -> list[Hint]:
        if self._is_typing:
            return [(_("Enter"), _("Keep the filter")), (_("Esc"), _("Show all"))]
        hints = [
            (_(key.shown), _(key.label))
            for key in HISTORY_KEYS
            if key.label and key.section != HISTORY or key.action in self._own_actions()
        ]
        return [*hints, (_("Esc"), _("Show all") if self._line else _("Back"))]

    def on_steps_read(self, read: StepsRead) -> None:
        """Show the newest hash of the selected movement."""
        if self._steps_of is not None and read.movement_id == self._steps_of[0]:
            self._steps = read.steps
            self._show_details()

    def on_table_cursor_moved(self) -> None:
        """Show the selected record, and read on before the end is reached."""
        self._show_details()
        self._read_on()

    # What can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action works now."""
        if self._is_typing and action not in _IN_SEARCH:
            return False
        record = self.selected
        match action:
            case "check":
                return isinstance(record, Entry) and record.state is State.UNKNOWN
            case "receipt":
                return isinstance(record, Entry)
            case "record":
                return self._is_typing or record is not None
            case "export":
                return record is not None
            case _:
                return super().check_action(action, parameters)
