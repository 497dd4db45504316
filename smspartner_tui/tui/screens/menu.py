"""The menu: what can be done where it was opened, each with its key, to be found by its words."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from smspartner_tui.core.filter import fold
from smspartner_tui.i18n import _
from smspartner_tui.tui.screens.base import ListScreen
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.table import Cell, Column, Row, Table
from smspartner_tui.tui.widgets.typed import TypedInput

_LONGEST_SEARCH = 60


class MenuScreen(BoardDialog[None], ListScreen):
    """Commands as rows, and a line to look for one in; Enter does what is under the cursor."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "do", priority=True, show=False),
        Binding("escape,f10,ctrl+p", "close", priority=True, show=False),
        Binding("down", "down", priority=True, show=False),
        Binding("up", "up", priority=True, show=False),
        Binding("pagedown", "page_down", priority=True, show=False),
        Binding("pageup", "page_up", priority=True, show=False),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 (as Textual has it)

    def __init__(self, commands: Sequence[SystemCommand]) -> None:
        super().__init__()
        self._commands = {str(place): command for place, command in enumerate(commands)}
        self._sought: str | None = None

    def compose(self) -> ComposeResult:
        """One box."""
        columns = (
            Column("words", _("Action"), 28, flexible=True),
            Column("key", _("Key"), 9),
        )
        with Vertical(id="box"):
            yield TypedInput(id="sought", max_length=_LONGEST_SEARCH)
            yield Table(columns, id="commands")
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Show all."""
        self.query_one("#box").border_title = _("Menu")
        self.query_one(Input).placeholder = _("Look for an action…")
        self.query_one("#hint", Lines).show(_("Enter Do it   Esc Close"))
        self.table.empty_text = _("No such action here. Esc closes.")
        self._look()

    def on_input_changed(self) -> None:
        """Show those that have every word that is typed."""
        self._look()

    def _look(self) -> None:
        sought = self.query_one(Input).value
        if sought == self._sought:
            return
        self._sought = sought
        words = fold(sought).split()
        self.table.set_rows(
            Row(place, (Cell(command.title), Cell(command.help, "muted")))
            for place, command in self._commands.items()
            if all(word in fold(command.title) for word in words)
        )
        self.table.move_first()

    def action_do(self) -> None:
        """Do what is under the cursor, where the menu was opened."""
        # What was typed just before may not have been looked for yet.
        self._look()
        if self.is_current and (place := self.table.cursor_key) is not None:
            self.dismiss()
            self.app.call_later(self._commands[place].callback)

    def action_close(self) -> None:
        """Go back, with nothing done."""
        self.dismiss()
