"""The choice of a theme, each seen on the whole screen while the cursor stands on it."""

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from smspartner_tui.i18n import _
from smspartner_tui.tui.keys import CURSOR_KEYS
from smspartner_tui.tui.messages import ThemeChosen
from smspartner_tui.tui.screens.base import ListScreen, bindings_of
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.themes import WORDS
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.table import Cell, Column, Row, Table

_WRITTEN: Final = "[ui] theme"
"""Where the configuration names it, as it stands there in every language."""


class ThemeScreen(BoardDialog[None], ListScreen):
    """The themes by name; Enter keeps the one under the cursor, Esc the one of before."""

    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", priority=True, show=False),
        Binding("escape", "back", priority=True, show=False),
        *bindings_of(CURSOR_KEYS),
    ]

    def __init__(self, theme: str) -> None:
        super().__init__()
        self._before = theme

    def compose(self) -> ComposeResult:
        """One box."""
        columns = (
            Column("words", _("Theme"), 28, flexible=True),
            Column("name", _WRITTEN, 19, folds_at=58),
        )
        with Vertical(id="box"):
            yield Table(columns, id="themes")
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Begin with the one that is on."""
        self.query_one("#box").border_title = _("Theme")
        self.table.set_rows(
            [Row(name, (Cell(_(words)), Cell(name, "muted"))) for name, words in WORDS.items()]
        )
        self.table.move_to(self._before)
        self.query_one("#hint", Lines).show(_("Enter Keep      Esc Back"))

    def cursor_came(self) -> None:
        """Show the screen in it."""
        if self.is_current:
            self.app.theme = self.table.cursor_key or self._before

    def action_keep(self) -> None:
        """Keep what is seen, for the next sessions too."""
        self.app.post_message(ThemeChosen(self.app.theme))
        self._close()

    def action_back(self) -> None:
        """Leave all as it was."""
        self.app.theme = self._before
        self._close()

    def _close(self) -> None:
        self.dismiss()
