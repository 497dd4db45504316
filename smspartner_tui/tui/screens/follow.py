"""Those that are new on the platform, or ignored for good: follow them, or ignore them."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label

from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.tui.keys import BY_ACTION, CHOOSING, CURSOR_KEYS, FOLLOW_KEYS
from smspartner_tui.tui.presentation import around
from smspartner_tui.tui.presentation import following as shown
from smspartner_tui.tui.presentation.following import Choice, Chosen, Stranger
from smspartner_tui.tui.screens.base import ListScreen, bindings_of
from smspartner_tui.tui.screens.edits import Edits
from smspartner_tui.tui.screens.help import HelpScreen
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.key_bar import KeyBar
from smspartner_tui.tui.widgets.spread import Spread
from smspartner_tui.tui.widgets.table import Table
from smspartner_tui.tui.widgets.typed import TypedInput

_CURSOR_KEYS = tuple(key for key in FOLLOW_KEYS if key in CURSOR_KEYS)

LONGEST_NAME = 60
"""Characters of a name or a group that is typed."""

_IN_A_LINE = frozenset({"down", "up", "page_down", "page_up"})
_FIELDS = frozenset({"name", "group"})


class FollowScreen(ListScreen, Edits):
    """A list to choose from, and a line to type a name or a group in.

    Nothing is followed that was not chosen; `ignored` shows those that are ignored for good.
    """

    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of(FOLLOW_KEYS),
        Binding("home", "first", priority=True, show=False),
        Binding("end", "last", priority=True, show=False),
        Binding("enter", "next", priority=True, show=False),
        Binding("escape", "back", priority=True, show=False),
    ]
    MENU = FOLLOW_KEYS
    VERTICAL_BREAKPOINTS = [(0, "-short"), (14, "-tall")]  # noqa: RUF012 (as Textual has it)

    def __init__(self, *, ignored: bool = False) -> None:
        super().__init__()
        self._ignored = ignored
        self._found: tuple[Stranger, ...] = ()
        self._chosen: dict[str, Chosen] = {}
        self._edited = ""
        self._field = ""

    def compose(self) -> ComposeResult:
        """What the list is, its rows, and below them all about the one under the cursor."""
        yield Spread(id="title")
        yield Spread(id="summary")
        yield Table(shown.columns(), id="strangers")
        with Horizontal(classes="field", id="editing"):
            yield Label("", id="whose", markup=False)
            yield TypedInput(id="edit", max_length=LONGEST_NAME)
        yield Lines(id="sums")
        yield Lines(id="question")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show who there is."""
        self.query_one("#editing").display = False
        self._say()
        self.board_changed()

    def _say(self) -> None:
        self.tell(_("The platform tells no names: give them yours. Nothing is written yet."))

    def tell(self, *lines: str) -> None:
        """Show these lines below the list."""
        self.query_one("#question", Lines).show(*lines)

    def board_changed(self) -> None:
        """Show who there is now; what was chosen for the others stays."""
        self._found = shown.strangers(self.board, ignored=self._ignored)
        self._show()

    def _show(self) -> None:
        self.query_one("#title", Spread).show(*around.title(self.board))
        self.query_one("#summary", Spread).show(
            shown.heading(self._found, ignored=self._ignored), self._sum()
        )
        self.table.empty_text = (
            _("Nobody is ignored.") if self._ignored else _("All of them are followed or ignored.")
        )
        self.table.set_rows(shown.rows(self._found, self._chosen))
        self._show_row()

    def _sum(self) -> str:
        edit = shown.edit_of(self._found, self._chosen)
        count = len(edit.follow) + len(edit.ignore) + len(edit.unignore)
        return ngettext("{count} chosen", "{count} chosen", count).format(count=count)

    def _show_row(self) -> None:
        row = self._row
        self.query_one("#sums", Lines).show("" if row is None else shown.about(row))
        if isinstance(self.focused, Input):
            self.query_one(KeyBar).show(((_("Enter"), _("Keep")), (_("Esc"), _("Back"))))
            return
        own = ((self.key_of(key), _(key.label)) for key in CHOOSING)
        ask, leave = (_("Enter"), _("Write…")), (_("Esc"), _("Back"))
        self.query_one(KeyBar).show((ask, *own, leave))

    def cursor_came(self) -> None:
        """Show all about the row."""
        self._show_row()

    @property
    def _row(self) -> Stranger | None:
        key = self.table.cursor_key
        return next((one for one in self._found if one.token == key), None)

    @property
    def _line(self) -> Input:
        return self.query_one("#edit", Input)

    # Choosing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action works now; while something is typed, its letters are letters."""
        if isinstance(self.focused, Input):
            if action in {"first", "last"}:
                return False
            if action in BY_ACTION:
                return action in _IN_A_LINE
        return super().check_action(action, parameters)

    def works(self, action: str) -> bool:
        """Whether an action does anything now: all that is chosen is chosen among rows."""
        return bool(self.table.rows) and super().works(action)

    def _choose(self, token: str, chosen: Chosen) -> None:
        self._chosen[token] = chosen
        self._say()
        self._show()

    def _turn(self, choice: Choice) -> None:
        """Choose this for the row, or take that back; its name comes next, so stay on it."""
        if (row := self._row) is None:
            return
        known = self._chosen.get(row.token, Chosen())
        is_taken_back = known.choice is choice
        self._choose(row.token, known._replace(choice=None if is_taken_back else choice))

    def action_take(self) -> None:
        """Follow the row, or not."""
        self._turn(Choice.FOLLOW)

    def action_ignore(self) -> None:
        """Ignore the row for good; from the list of those that are, ignore it no more."""
        self._turn(Choice.UNIGNORE if self._ignored else Choice.IGNORE)

    def action_take_all(self) -> None:
        """Follow all that nothing is chosen for, or none where that is done."""
        chosen = {one.token: self._chosen.get(one.token, Chosen()) for one in self._found}
        free = [token for token, one in chosen.items() if one.choice is None]
        wanted = Choice.FOLLOW if free else None
        for token in free or [t for t, one in chosen.items() if one.choice is Choice.FOLLOW]:
            self._chosen[token] = chosen[token]._replace(choice=wanted)
        self._show()

    # Names and groups

    def action_name(self) -> None:
        """Type a name for the row."""
        self._edit_field("name", _("Name"))

    def action_group(self) -> None:
        """Type a group for the row."""
        self._edit_field("group", _("Group"))

    def _edit_field(self, field: str, word: str) -> None:
        if (row := self._row) is None:
            return
        known = self._chosen.get(row.token, Chosen())
        self._edited, self._field = row.token, field
        name = row.suggested_name if known.name is None else known.name
        self.query_one("#whose", Label).update(Content(f"{word}  {row.email or row.tail}"))
        self._line.value = name if field == "name" else known.group
        self.query_one("#editing").display = True
        self.set_focus(self._line)
        self._line.action_end()
        self._show_row()

    def _take_line(self) -> None:
        known = self._chosen.get(self._edited, Chosen())
        typed = clean(self._line.value)
        chosen = (
            known._replace(choice=Choice.FOLLOW, name=typed)
            if self._field == "name"
            else known._replace(choice=Choice.FOLLOW, group=typed)
        )
        self._leave_line()
        self._choose(self._edited, chosen)

    def _leave_line(self) -> None:
        self.query_one("#editing").display = False
        self.set_focus(self.table)
        self._show_row()

    # Enter and Esc

    def action_next(self) -> None:
        """Enter: out of the line, then the question."""
        if isinstance(self.focused, Input):
            self._take_line()
            return
        edit = shown.edit_of(self._found, self._chosen)
        if not (edit.follow or edit.ignore or edit.unignore):
            words = (
                _("Nothing is chosen: {take} follows, {ignore} ignores no more.")
                if self._ignored
                else _("Nothing is chosen: {take} follows, {ignore} ignores for good.")
            )
            take, ignore = (self.key_of(BY_ACTION[action]) for action in ("take", "ignore"))
            self.tell(words.format(take=take, ignore=ignore))
        elif not self.is_writing:
            self.ask_to_keep(edit, _("Change who is followed?"))

    def action_back(self) -> None:
        """Esc: out of the line, then out of the list."""
        if isinstance(self.focused, Input):
            self._leave_line()
        else:
            self.dismiss()

    async def action_help(self) -> None:
        """Show the keys."""
        await self.app.push_screen(HelpScreen(self.works, own=CHOOSING, cursor=_CURSOR_KEYS))
