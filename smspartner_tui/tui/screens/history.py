"""The history: every movement that the journal holds, newest first."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Rule

from smspartner_tui.core.facts import Fact, MovementResolved, MovementSent, MovementSettled
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.tui.messages import CheckWanted, HistoryRead, HistoryWanted
from smspartner_tui.tui.presentation import around
from smspartner_tui.tui.presentation.history import (
    history_columns,
    history_details,
    history_row,
)
from smspartner_tui.tui.screens.base import ListScreen
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.key_bar import KeyBar
from smspartner_tui.tui.widgets.spread import Spread
from smspartner_tui.tui.widgets.table import Table
from smspartner_tui.wording import journal_problem

_ROWS_AHEAD = 20
"""Rows before the end of what was read at which more is asked for."""


class HistoryScreen(ListScreen):
    """Movements as rows, the selected one in full below."""

    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, priority=True, show=False)
        for keys, action in (
            ("down,j", "down"),
            ("up,k", "up"),
            ("pagedown,J", "page_down"),
            ("pageup,K", "page_up"),
            ("home,g", "first"),
            ("end,G", "last"),
            ("v", "check"),
            ("escape,h,q", "close"),
        )
    ]

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[str, Entry] = {}
        self._has_more = True
        self._is_reading = True

    def compose(self) -> ComposeResult:
        """A title, the table, the details."""
        yield Spread(id="title")
        yield Spread(id="summary")
        yield Table(history_columns(), id="entries")
        yield Rule(id="rule")
        yield Lines(id="details")
        yield KeyBar()

    def on_mount(self) -> None:
        """Say that the journal is being read."""
        self.table.empty_text = _("Reading the journal…")
        self.app.post_message(HistoryWanted())
        self.board_changed()
        self._show_details()

    @property
    def selected(self) -> Entry | None:
        """The movement under the cursor."""
        return self._entries.get(self.table.cursor_key or "")

    def board_changed(self) -> None:
        """Show the main balance as it is now."""
        self.query_one("#title", Spread).show(*around.title(self.board))
        count = len(self._entries)
        words = ngettext("History: {count} movement", "History: {count} movements", count)
        more = _("{words}, older ones below").format(words=words) if self._has_more else words
        self.query_one("#summary", Spread).show(
            more.format(count=count) if count else _("History"), around.flags(self.board)
        )

    def on_history_read(self, read: HistoryRead) -> None:
        """Show older movements below those that are shown."""
        self._is_reading = False
        self._has_more = not read.is_last
        self._entries |= {entry.movement.id: entry for entry in read.entries}
        self.table.empty_text = (
            _("No movement yet.") if read.problem is None else journal_problem(read.problem)
        )
        self._show()

    def fact_arrived(self, fact: Fact) -> None:
        """Show a movement as it stands now, above all others if it is new."""
        match fact:
            case (
                MovementSent(entry=entry)
                | MovementSettled(entry=entry)
                | MovementResolved(entry=entry)
            ):
                if entry.movement.id not in self._entries:
                    self._entries = {entry.movement.id: entry, **self._entries}
                else:
                    self._entries[entry.movement.id] = entry
                self._show()
            case _:
                pass

    def _show(self) -> None:
        today = self.board.today
        self.table.set_rows([history_row(entry, today) for entry in self._entries.values()])
        self.board_changed()
        self._show_details()

    def _show_details(self) -> None:
        entry = self.selected
        today = self.board.today
        lines = history_details(entry, today) if entry is not None else []
        self.query_one("#details", Lines).show(*lines)
        back = ((_("Esc"), _("Back")),)
        check = (("v", _("Check")),) if self.check_action("check", ()) else ()
        self.query_one(KeyBar).show(check + back)

    def on_table_cursor_moved(self) -> None:
        """Show the selected movement in full, and read on before the end is reached."""
        self._show_details()
        index = self.table.cursor_index
        is_near_end = index is not None and index >= len(self._entries) - _ROWS_AHEAD
        if is_near_end and self._has_more and not self._is_reading:
            self._is_reading = True
            numbers = [entry.number for entry in self._entries.values() if entry.number]
            self.app.post_message(HistoryWanted(min(numbers, default=None)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action works now."""
        if action == "check":
            return self.selected is not None and self.selected.state is State.UNKNOWN
        return super().check_action(action, parameters)

    def action_check(self) -> None:
        """Settle the selected movement in doubt."""
        if (entry := self.selected) is not None:
            self.app.post_message(CheckWanted(entry))

    def action_close(self) -> None:
        """Go back to the dashboard."""
        if self.is_current:
            self.dismiss()
