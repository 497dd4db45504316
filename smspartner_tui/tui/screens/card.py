"""The card of one sub-account, where the window is too narrow to show it beside the list."""

from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.movement import Entry
from smspartner_tui.i18n import _
from smspartner_tui.tui.keys import BY_ACTION, CARD_KEYS, CURSOR_KEYS
from smspartner_tui.tui.presentation import details
from smspartner_tui.tui.screens.base import bindings_of
from smspartner_tui.tui.screens.change import ChangeDialog
from smspartner_tui.tui.screens.copy import CopyScreen
from smspartner_tui.tui.screens.dialog import ScrolledDialog
from smspartner_tui.tui.screens.help import HelpScreen
from smspartner_tui.tui.screens.history import HistoryScreen
from smspartner_tui.tui.screens.last import ShowsLast
from smspartner_tui.tui.screens.stop import StopScreen
from smspartner_tui.tui.widgets.facts import Lines, paired
from smspartner_tui.wording.following import held

_SCROLLING: Final = frozenset(key.action for key in CURSOR_KEYS)
_QUOTES: Final = (('"', '"'), ("«", "»"), ("“", "”"))
"""What a search may put around a text that is looked for as it stands."""


class CardScreen(ScrolledDialog, ShowsLast):
    """Everything that is known of a sub-account; any key but its own closes it.

    In a window that is too small for it, the keys of a list's cursor scroll it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of((*CARD_KEYS, BY_ACTION["menu"], BY_ACTION["help"]))
    ]
    MENU = CARD_KEYS

    def __init__(self, subaccount: SubAccount, last: Entry | None) -> None:
        super().__init__()
        self.subaccount = subaccount
        self.last = last

    def compose(self) -> ComposeResult:
        """One box that scrolls where it must."""
        with VerticalScroll(id="box"):
            yield Lines(id="card")
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Show the card."""
        hints = (" ".join((self.key_of(key), _(key.label) or _("Copy"))) for key in CARD_KEYS)
        self.query_one("#hint", Lines).show("   ".join((*hints, _("Esc Close"))))
        self.board_changed()

    def board_changed(self) -> None:
        """Show the balance and the newest movement as they are now."""
        card = details.card(self.board, self.subaccount, self.last)
        self.query_one("#card", Lines).show(*paired(card))
        self.call_after_refresh(self._say_how_to_scroll)

    def on_resize(self) -> None:
        """See whether all of it is in sight now."""
        self.call_after_refresh(self._say_how_to_scroll)

    def _say_how_to_scroll(self) -> None:
        words = f"{self.key_of(BY_ACTION['down'])} {_('Scroll')}" if self._is_cut else ""
        self.box.border_subtitle = Content(words)

    @property
    def _is_cut(self) -> bool:
        return self.box.max_scroll_y > 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action works now: a card that is in sight as a whole scrolls nowhere."""
        if action in _SCROLLING:
            return self._is_cut
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Close, whatever the key."""
        event.stop()
        self.dismiss()

    async def action_copy(self) -> None:
        """Copy something of it, in place of the card."""
        await self.app.switch_screen(CopyScreen(self.subaccount, self.last))

    async def action_help(self) -> None:
        """Show the keys."""
        await self.app.push_screen(HelpScreen(self._works, own=CARD_KEYS))

    def _works(self, action: str) -> bool:
        return bool(self.check_action(action, ()))

    async def action_change(self) -> None:
        """Change how it is followed, in place of the card."""
        await self.app.switch_screen(ChangeDialog(self.subaccount.token))

    async def action_stop(self) -> None:
        """Stop following it, in place of the card."""
        if self.board.is_held(self.subaccount.token):
            self.host.say(held(self.subaccount.name), tone="bad")
            self.dismiss()
        else:
            await self.app.switch_screen(StopScreen(self.subaccount))

    async def action_history(self) -> None:
        """Open the history of this sub-account, in place of the card."""
        name = self.subaccount.name
        left, right = next((pair for pair in _QUOTES if not set(pair) & set(name)), _QUOTES[0])
        await self.app.switch_screen(HistoryScreen(f"{left}{name}{right}"))
