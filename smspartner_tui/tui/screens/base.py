"""What the program's own screens share: the board arrives, lines of status go out."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, TypeVar, cast

from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.types import CSSPathType

from smspartner_tui.core.facts import Fact
from smspartner_tui.i18n import _
from smspartner_tui.tui.board import Board
from smspartner_tui.tui.keyboard import LEAST, Orderly
from smspartner_tui.tui.keys import CURSOR_KEYS, Key, Keymap, does, shown
from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.still import Still
from smspartner_tui.tui.widgets.table import Table

if TYPE_CHECKING:
    from datetime import datetime

ResultType = TypeVar("ResultType")


BREAKPOINTS: Final = [(0, "-slim"), (70, "-roomy")]
"""Below these cells there is no room beside what is typed."""


_AMONG_ROWS: Final = frozenset(key.action for key in CURSOR_KEYS)
"""What needs rows to do anything."""


OPENED: Final = Path(__file__).parent.parent / "opened.tcss"
"""The styles of what is not there from the first paint, which need not wait for them."""


class Host(Protocol):
    """What a screen may ask of the app it is shown by."""

    board: Board
    keymap: Keymap

    def clock(self) -> "datetime":
        """The time now (UTC)."""

    def say(self, *lines: str, tone: str = "") -> None:
        """Show a message in the status line."""

    def show_menu(self) -> None:
        """Show all that can be done on the screen on top."""


class BoardShown(Orderly):
    """What a screen is, to show the board and be told when it or a movement changes.

    One that another screen covers `is_outdated` until it comes back. What `MENU` holds can be
    done there, as far as `check_action` lets it; where that is nothing, no menu opens.
    """

    MENU: ClassVar[tuple[Key, ...]] = ()
    is_outdated = False

    @property
    def host(self) -> Host:
        """The app, as far as a screen may know it."""
        return cast("Host", self.app)

    @property
    def board(self) -> Board:
        """What is known now."""
        return self.host.board

    def key_of(self, key: Key) -> str:
        """How the key of an action is shown, whatever key the configuration gave it."""
        return shown(key, self.host.keymap)

    def is_key_of(self, key: Key, event: events.Key) -> bool:
        """Whether what was pressed is a key of an action."""
        return does(event.key, key, self.host.keymap)

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close, if it is on top: the toolkit would close whatever is, and this one's answer."""
        stack: Sequence[MessagePump] = self.app.screen_stack
        if not stack or stack[-1] is not self:
            return AwaitComplete()
        here: Screen[Any] = cast("Screen[Any]", super())
        return here.dismiss(result)

    def call_after_refresh(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Call it once all is painted, unless the screen has gone by then, and its widgets too."""
        return super().call_after_refresh(self._if_here, partial(callback, *args, **kwargs))

    def _if_here(self, callback: Callable[[], Any]) -> Any:
        here: Sequence[MessagePump] = self.app.screen_stack
        return callback() if self in here else None

    def action_menu(self) -> None:
        """Show all that can be done here."""
        self.host.show_menu()

    def on_screen_resume(self) -> None:
        """Show what changed behind the screen that is gone."""
        if self.is_outdated:
            self.is_outdated = False
            self.board_changed()

    def board_changed(self) -> None:
        """Show the board as it is now."""

    def fact_arrived(self, fact: Fact) -> None:
        """Look at a fact; the board has taken it already."""


class BoardScreen(BoardShown, Screen[ResultType], Still):
    """A whole screen."""

    CSS_PATH: ClassVar[CSSPathType | None] = OPENED


class ListScreen(BoardScreen[None]):
    """A whole screen around one table, whose cursor it moves."""

    @property
    def table(self) -> Table:
        """The list."""
        return self.query_one(Table)

    def works(self, action: str) -> bool:
        """Whether an action does anything now, so that the help shows no other."""
        if action in _AMONG_ROWS and not self.table.rows:
            return False
        return bool(self.check_action(action, ()))

    def cursor_came(self) -> None:
        """Show what goes with the row that the cursor stands on now."""

    def on_table_cursor_moved(self) -> None:
        """Follow a cursor that no key moved: rows came or went, or one was clicked."""
        self.cursor_came()

    def _move(self, move: Callable[[Table], None]) -> None:
        """Move the cursor for a key, and show what goes with its row in the same paint."""
        # The word that it moved would come by way of every box around the table.
        with self.table.prevent(Table.CursorMoved):
            move(self.table)
        self.cursor_came()

    def action_down(self) -> None:
        """Move the cursor."""
        self._move(lambda table: table.move(1))

    def action_up(self) -> None:
        """Move the cursor."""
        self._move(lambda table: table.move(-1))

    def action_page_down(self) -> None:
        """Move the cursor by a page."""
        self._move(lambda table: table.move_page(1))

    def action_page_up(self) -> None:
        """Move the cursor by a page."""
        self._move(lambda table: table.move_page(-1))

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._move(Table.move_first)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._move(Table.move_last)


class TooSmall(Lines):
    """What a whole screen shows in place of all else in a window below the least size."""

    def __init__(self) -> None:
        super().__init__(id="too-small")

    def on_mount(self) -> None:
        """Say which size it takes, and the only key that works."""
        columns, rows = LEAST
        words = _("The window is too small: {columns} by {rows} at least.")
        self.show(words.format(columns=columns, rows=rows), _("Ctrl+Q quits."))


def bindings_of(keys: tuple[Key, ...]) -> list[Binding]:
    """Bindings for actions of the key map.

    They have priority, so that each runs before the next key is read; a screen's bindings are
    asked for while it is on top only, and its `check_action` keeps them out of its inputs.
    """
    return [
        Binding(",".join(key.keys), key.action, key.help, id=key.action, show=False, priority=True)
        for key in keys
    ]
