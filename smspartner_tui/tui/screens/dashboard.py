"""The dashboard: the sub-accounts, what they hold, and what can be done with the selected one."""

from dataclasses import replace
from operator import is_
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.facts import Fact, MovementChanged
from smspartner_tui.core.filter import read_filter
from smspartner_tui.core.movement import Entry
from smspartner_tui.i18n import _
from smspartner_tui.tui import screens
from smspartner_tui.tui.board import Board
from smspartner_tui.tui.keys import KEYS, MOVES_MONEY
from smspartner_tui.tui.messages import (
    LastMovementRead,
    LastMovementWanted,
    ReadOnlyWanted,
    RefreshWanted,
    ViewChanged,
)
from smspartner_tui.tui.presentation import accounts, around, details
from smspartner_tui.tui.presentation.accounts import NO_FILTER, ORDERS, View
from smspartner_tui.tui.presentation.following import nobody
from smspartner_tui.tui.screens.base import TooSmall, bindings_of
from smspartner_tui.tui.screens.opening import Opening
from smspartner_tui.tui.widgets.facts import Lines, paired
from smspartner_tui.tui.widgets.key_bar import KeyBar
from smspartner_tui.tui.widgets.spread import Spread
from smspartner_tui.tui.widgets.still import Below, Beside, Ruled
from smspartner_tui.tui.widgets.table import Table

WIDE = 120
"""Cells from which the card of the selected sub-account stays open beside the list."""

if TYPE_CHECKING:
    from smspartner_tui.tui.widgets.filtering import Filtering

LONGEST_FILTER = 60
"""Characters of a filter."""

_STAYS: Final = 0.04
"""Seconds after which a cursor stays where it is: a held key repeats within 33 milliseconds."""

_IN_FILTER = frozenset({"back", "card", "down", "up", "page_down", "page_up"})
"""What keys do that are no letters, while a filter is typed."""


class Dashboard(Opening):
    """One table, one keystroke to each action."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(KEYS)]
    MENU = KEYS
    AUTO_FOCUS = "Table"
    CSS_PATH = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 (as Textual has it)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._selected_before_empty: str | None = None
        self._held: str | None = None
        self._filtering: Filtering | None = None
        self._detailed: tuple[Board, SubAccount, Entry | None] | None = None
        self._known: tuple[SubAccount, ...] = ()
        self._staying: Timer | None = None

    def compose(self) -> ComposeResult:
        """Two lines above the table; details, status and keys below."""
        yield Spread(id="title")
        yield Spread(id="summary")
        with Beside(id="middle"):
            with Below():
                yield Table(accounts.account_columns(), id="accounts")
                yield Spread(id="below")
            yield Lines(id="side")
        yield Ruled(id="rule")
        yield Lines(id="details")
        yield Lines(id="status")
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Show what is known before anything is read."""
        self._staying = self.set_interval(_STAYS, self._cursor_stays, pause=True)
        self.board_changed()

    @property
    def is_filtering(self) -> bool:
        """Whether a filter is being typed."""
        return self._filtering is not None and self.focused is self._filtering.line

    # What is shown

    def board_changed(self) -> None:
        """Show the board as it is now; only what changed is painted."""
        board = self.board
        self._know(board.account.subaccounts)
        self.query_one("#title", Spread).show(*around.title(board))
        self._show_summary()
        rows = accounts.account_rows(board, self.view, self._held)
        if not rows:
            self._selected_before_empty = self._selected_before_empty or self.table.cursor_key
        self.table.empty_text = self._empty_text()
        self.table.set_rows(rows)
        if self._selected_before_empty and self.table.move_to(self._selected_before_empty):
            self._selected_before_empty = None
        below = around.below_table(board, self.view, len(rows))
        self.query_one("#below", Spread).show(below)
        self._show_details()
        self._show_keys()

    def _know(self, subaccounts: tuple[SubAccount, ...]) -> None:
        """Know these sub-accounts, where they are not those of before."""
        if subaccounts is not self._known:
            self._known = subaccounts
            self.by_token = {subaccount.token: subaccount for subaccount in subaccounts}
            marks = tuple(token for token in self.view.marks if token in self.by_token)
            self.view = replace(self.view, marks=marks)

    def _empty_text(self) -> str:
        if self.board.account.subaccounts:
            return _("Nothing fits the filter. Esc shows all.")
        return "\n".join(nobody(self.board))

    def _show_details(self) -> None:
        board, subaccount, side = self.board, self.selected, self.query_one("#side", Lines)
        if subaccount is None:
            self._detailed = None
            self.query_one("#details", Lines).show("", "")
            side.show()
            return
        last = self.lasts.get(subaccount.token)
        # A cursor key asks three times: by itself, by what follows it, by what the journal knows.
        if self._detailed is not None and all(map(is_, self._detailed, (board, subaccount, last))):
            return
        self._detailed = board, subaccount, last
        self.query_one("#details", Lines).show(*details.details(board, subaccount, last))
        if self.has_class("-wide"):
            side.show(*paired(details.card(board, subaccount, last)))

    def _show_keys(self) -> None:
        if self.is_filtering:
            hints = ((_("Enter"), _("Keep the filter")), (_("Esc"), _("Show all")))
            self.query_one(KeyBar).show(hints)
            return
        self.query_one(KeyBar).show(
            tuple(
                (self.key_of(key), _(key.label))
                for key in KEYS
                if key.label and self.check_action(key.action, ())
            )
        )

    def _show_summary(self) -> None:
        flags = around.flags(self.board)
        room = self.size.width - 2 - (cell_len(flags) + 2 if flags else 0)
        self.query_one("#summary", Spread).show(around.summary(self.board, room), flags)

    def show_status(self, *lines: str, tone: str = "") -> None:
        """Show the last thing that happened."""
        status = self.query_one("#status", Lines)
        status.set_classes(f"-{tone}" if tone else "")
        status.show(*lines)

    def on_resize(self) -> None:
        """Show the card, and whose credit waits, where there is room for it now."""
        self._detailed = None
        self.call_after_refresh(self._show_summary)
        self.call_after_refresh(self._show_details)

    def cursor_came(self) -> None:
        """Show the details of that row, and the rest once the cursor stays there."""
        self._held = self.table.cursor_key
        # It was meant for the row that the cursor left.
        self.wants_undo = ""
        self._show_details()
        if self._staying is not None:
            self._staying.reset()

    def _cursor_stays(self) -> None:
        """Show what else goes with the row."""
        if self._staying is not None:
            self._staying.pause()
        self._show_keys()
        if self._held is not None and self._held not in self.lasts:
            self.post_message(LastMovementWanted(self._held))

    def fact_arrived(self, fact: Fact) -> None:
        """Keep what was last done with a sub-account: the journal is asked once for each."""
        if isinstance(fact, MovementChanged):
            self.lasts[fact.entry.movement.token] = fact.entry
            self._show_details()

    def last_movement_read(self, read: LastMovementRead) -> None:
        """Show what was last done with a sub-account, unless something was done since."""
        token = read.token
        if token not in self.lasts or _number(read.entry) > _number(self.lasts[token]):
            self.lasts[token] = read.entry
        self._show_details()
        for above in self.app.screen_stack:
            if isinstance(above, screens.ShowsLast) and above.is_mounted:
                above.last_read(token, self.lasts[token])
        if token == self.wants_undo:
            self.wants_undo = ""
            if self.is_active and not self.is_filtering and token == self.table.cursor_key:
                self.call_later(self.action_undo)

    # What can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action works now, so that the footer shows no other."""
        if self.is_filtering and action not in _IN_FILTER:
            return False
        if action == "plan" and self.board.open_plan is not None:
            # What has not ended can be looked at, whatever may be moved.
            return True
        if action in MOVES_MONEY:
            return not self.board.limits.read_only and self.selected is not None
        match action:
            case "check":
                return bool(self.board.in_doubt)
            case "follow":
                return bool(self.board.newcomers)
            case "back":
                return self.is_filtering or bool(self.view.filter or self.view.marks)
            case "card":
                return self.is_filtering or self.selected is not None
            case "mark" | "mark_all" | "copy" | "change" | "stop":
                return self.selected is not None
            case "ignored":
                return bool(self.board.account.followed.ignored)
            case _:
                pass
        return super().check_action(action, parameters)

    def works(self, action: str) -> bool:
        """Whether an action does anything now: many need a row, or something to be cleared."""
        match action:
            case "mark_all" | "order" | "reverse":
                return bool(self.table.rows)
            case "filter" | "low":
                return bool(self.board.account.subaccounts)
            case "undo" if self._last_entry is None and self._half_done is None:
                return False
            case _:
                return super().works(action)

    def action_refresh(self) -> None:
        """Read the balances."""
        self.post_message(RefreshWanted())

    async def action_card(self) -> None:
        """Open the card of the selected sub-account; in the filter's line, go back to the list."""
        if self.is_filtering:
            self._leave_filter()
        elif (subaccount := self.selected) is not None:
            last = self.lasts.get(subaccount.token)
            await self.app.push_screen(screens.CardScreen(subaccount, last))

    async def action_filter(self) -> None:
        """Type a filter."""
        if self._filtering is None:
            from smspartner_tui.tui.widgets.filtering import Filtering

            filtering = Filtering(LONGEST_FILTER, self._filter_typed)
            await self.query_one(Below).mount(filtering)
            self._filtering = filtering
        self._filtering.display = True
        self.query_one("#below").display = False
        self.set_focus(self._filtering.line)
        self._show_keys()

    def _filter_typed(self, text: str) -> None:
        """Show what the filter lets through, as it is typed."""
        self._look(replace(self.view, filter=read_filter(text)))

    def _leave_filter(self) -> None:
        if self._filtering is not None:
            self._filtering.display = False
        self.query_one("#below").display = True
        self.set_focus(self.table)
        self._show_keys()

    def action_back(self) -> None:
        """One step back: out of the filter's line, then the filter, then the marks."""
        if self.is_filtering:
            self._leave_filter()
        if self.view.filter:
            if self._filtering is not None:
                self._filtering.line.value = ""
            self._look(replace(self.view, filter=NO_FILTER))
        elif self.view.marks:
            self._look(replace(self.view, marks=()))

    def action_low(self) -> None:
        """Show the low ones only, or all again."""
        wanted = replace(self.view.filter, only_low=not self.view.filter.only_low)
        self._look(replace(self.view, filter=wanted))

    def action_order(self) -> None:
        """Order by the next column."""
        ids = [order.id for order in ORDERS]
        following = ids[(ids.index(accounts.order_of(self.view).id) + 1) % len(ids)]
        self._look(replace(self.view, order=following))

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._look(replace(self.view, reverse=not self.view.reverse))

    def action_mark(self) -> None:
        """Mark the selected sub-account, or take its mark away, and go on to the next."""
        if (subaccount := self.selected) is None:
            return
        marks = self.view.marks
        if subaccount.token in marks:
            marks = tuple(token for token in marks if token != subaccount.token)
        else:
            marks = (*marks, subaccount.token)
        self._look(replace(self.view, marks=marks))
        self._move(lambda table: table.move(1))

    def action_mark_all(self) -> None:
        """Mark all that is shown, or take those marks away if all are marked."""
        shown = tuple(self.table.keys)
        if set(shown) <= set(self.view.marks):
            marks = tuple(token for token in self.view.marks if token not in shown)
        else:
            marks = tuple(dict.fromkeys((*self.view.marks, *shown)))
        self._look(replace(self.view, marks=marks))

    def clear_marks(self) -> None:
        """Take every mark away."""
        if self.view.marks:
            self._look(replace(self.view, marks=()))

    def _look(self, view: View) -> None:
        is_reordered = (view.order, view.reverse) != (self.view.order, self.view.reverse)
        self.view = view
        self._held = None
        self.board_changed()
        # From here on a fact that changes the row must not put the cursor on another client.
        self._held = self.table.cursor_key
        if is_reordered:
            self.post_message(ViewChanged(view.order, reverse=view.reverse))

    async def action_help(self) -> None:
        """Show the keys."""
        await self.app.push_screen(screens.HelpScreen(self.works))

    async def action_quit(self) -> None:
        """Leave, once no movement is in flight."""
        await self.app.action_quit()

    def action_read_only(self) -> None:
        """Allow movements or not."""
        self.post_message(ReadOnlyWanted())


def _number(entry: Entry | None) -> int:
    return (entry and entry.number) or 0
