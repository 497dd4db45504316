"""The history: every movement of the journal and every rise elsewhere, newest first."""

from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Label, Rule

from smspartner_tui.core.history import EVERYTHING, Record, Step
from smspartner_tui.core.movement import Entry, RunKind, State
from smspartner_tui.core.search import read_search
from smspartner_tui.core.undo import hindrance
from smspartner_tui.i18n import _
from smspartner_tui.tui.keys import HISTORY_KEYS
from smspartner_tui.tui.messages import (
    CheckWanted,
    RefreshWanted,
    RunWanted,
    StepsRead,
    StepsWanted,
)
from smspartner_tui.tui.presentation import around
from smspartner_tui.tui.presentation.flow import wrapped
from smspartner_tui.tui.presentation.history import history_columns, history_row, summary
from smspartner_tui.tui.presentation.record import details
from smspartner_tui.tui.presentation.sought import sought
from smspartner_tui.tui.screens.asking import AskingScreen
from smspartner_tui.tui.screens.base import TooSmall, bindings_of
from smspartner_tui.tui.screens.help import HelpScreen
from smspartner_tui.tui.screens.receipt import ReceiptScreen
from smspartner_tui.tui.screens.record import RecordScreen
from smspartner_tui.tui.screens.undo import UndoDialog
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.key_bar import Hint, KeyBar
from smspartner_tui.tui.widgets.spread import Spread
from smspartner_tui.tui.widgets.table import Row, Table
from smspartner_tui.tui.widgets.typed import TypedInput
from smspartner_tui.wording import journal_problem

LONGEST_SEARCH = 120
"""Characters of a search: a name in quotes, and days."""

_DETAILS = 4
"""Lines about the selected record."""

_IN_SEARCH = frozenset({"back", "record", "down", "up", "page_down", "page_up"})
"""What keys do that are no letters, while a search is typed."""


class HistoryScreen(AskingScreen):
    """Records as rows, the selected one below; `line` is the search that it opens with."""

    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(HISTORY_KEYS)]
    MENU = tuple(key for key in HISTORY_KEYS if key.action != "back")
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012 (as Textual has it)

    def __init__(self, line: str = "") -> None:
        super().__init__()
        self._line = line
        self._shown_line = line
        self._rows: dict[str, tuple[date, Record, Row]] = {}
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
        yield TooSmall()

    def on_mount(self) -> None:
        """Ask the journal."""
        self.query_one("#filtering").display = False
        self.search_line.value = self._line
        self.search = read_search(self._line, self.board.today)
        self.ask()
        self.records_changed()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.records_changed()

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
        return self.found.records.get(self.table.cursor_key or "") if self.found else None

    # What is shown

    def board_changed(self) -> None:
        """Show the main balance as it is now, and what the records add up to."""
        flags = around.flags(self.board)
        room = self.size.width - 2 - (cell_len(flags) + 2 if flags else 0)
        self.query_one("#title", Spread).show(*around.title(self.board))
        self.query_one("#summary", Spread).show(self._summary(room), flags)

    def _summary(self, room: int) -> str:
        known = self.found
        if known is None or known.search == self.search:
            self._shown_line = self._line
        search = known.search if known else self.search
        return summary(
            known.totals if known else None,
            sought(search, self._shown_line, self.board.today),
            tuple(known.records.values()) if known else (),
            room,
        )

    def records_changed(self) -> None:
        """Show the records as they are known now."""
        today, before = self.board.today, self._rows
        records = self.found.records if self.found else {}
        self._rows = {
            key: drawn
            if (drawn := before.get(key)) and drawn[:2] == (today, record)
            else (today, record, history_row(record, today))
            for key, record in records.items()
        }
        self.table.empty_text = self._empty_text()
        self.table.set_rows(row for _today, _record, row in self._rows.values())
        self.board_changed()
        self._show_details()

    def _empty_text(self) -> str:
        if self.problem is not None:
            text = journal_problem(self.problem)
        elif self.found is None:
            text = _("Reading the journal…")
        elif self.search:
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
        back = _("Show all") if self._line else _("Back")
        return [
            (self.key_of(key), back if key.action == "back" else _(key.label))
            for key in HISTORY_KEYS
            if (key.label or key.action == "back")
            and key.action not in {"close", "menu"}
            and self.check_action(key.action, ())
        ]

    def steps_read(self, read: StepsRead) -> None:
        """Show the newest hash of the selected movement."""
        if self._steps_of is not None and read.movement_id == self._steps_of[0]:
            self._steps = read.steps
            self._show_details()

    def cursor_came(self) -> None:
        """Show the selected record, and read on before the end is reached."""
        self._show_details()
        self.read_on()

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
            case "undo_record":
                may_move = not self.board.limits.read_only
                return may_move and isinstance(record, Entry) and hindrance(record) is None
            case "run":
                return isinstance(record, Entry) and record.link.run is not None
            case "record":
                return self._is_typing or record is not None
            case "export":
                return record is not None
            case _:
                return super().check_action(action, parameters)

    async def action_record(self) -> None:
        """Show all of the selected record; while a search is typed, keep it."""
        if self._is_typing:
            self._leave_line()
        elif (record := self.selected) is not None:
            await self.app.push_screen(RecordScreen(record, self._steps))

    async def action_receipt(self) -> None:
        """Copy a receipt of the selected movement, and show it."""
        if isinstance(entry := self.selected, Entry):
            await self.app.push_screen(ReceiptScreen(entry))

    async def action_export(self) -> None:
        """Write what is shown into a file."""
        # It is wanted rarely, and what writes files takes time to load.
        from smspartner_tui.tui.screens.export import ExportScreen

        if self.found is not None:
            what = self._summary(LONGEST_SEARCH * 2)
            await self.app.push_screen(ExportScreen(self.found.search, what))

    def action_check(self) -> None:
        """Settle the selected movement in doubt."""
        if isinstance(entry := self.selected, Entry):
            self.app.post_message(CheckWanted(entry))

    async def action_undo_record(self) -> None:
        """Undo the selected movement; one leg of a transfer is undone with the other."""
        if isinstance(entry := self.selected, Entry):
            if entry.link.kind is RunKind.TRANSFER:
                self.app.post_message(RunWanted(entry.movement.id, to_undo=True))
            else:
                await self.app.push_screen(UndoDialog(entry))

    def action_run(self) -> None:
        """Show the plan, the transfer or the undo that the selected movement is of."""
        if isinstance(entry := self.selected, Entry):
            self.app.post_message(RunWanted(entry.movement.id))

    def action_refresh(self) -> None:
        """Read the balances and the journal."""
        self.app.post_message(RefreshWanted())
        self.ask()

    async def action_help(self) -> None:
        """Show the keys."""
        await self.app.push_screen(HelpScreen(self.works, of_history=True))

    def action_filter(self) -> None:
        """Type a search."""
        self.query_one("#filtering").display = True
        self.set_focus(self.search_line)
        self._show_details()

    def on_input_changed(self, changed: Input.Changed) -> None:
        """Look for what is typed, as it is typed."""
        self._line = changed.value
        self.look_for(read_search(self._line, self.board.today))
        self.board_changed()

    def _leave_line(self) -> None:
        self.query_one("#filtering").display = False
        self.set_focus(self.table)
        self._show_details()

    def action_back(self) -> None:
        """One step back: out of the line and the search, then to the list."""
        if not self._line and not self._is_typing:
            self.action_close()
            return
        if self._is_typing:
            self._leave_line()
        self._line = self.search_line.value = ""
        self.look_for(EVERYTHING)
        self.records_changed()

    def action_close(self) -> None:
        """Go back to the sub-accounts."""
        self.dismiss()
