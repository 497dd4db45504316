"""What can be copied of a sub-account, one key for each."""

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.movement import Entry
from smspartner_tui.i18n import N_, _
from smspartner_tui.tui.presentation.receipt import balance_line, receipt
from smspartner_tui.tui.screens.copied import CopiedScreen
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.screens.last import ShowsLast
from smspartner_tui.tui.widgets.facts import FittedLines, Lines, paired
from smspartner_tui.tui.widgets.spread import fitted

_KEYS: Final = {
    "receipt": ("c,y", N_("Receipt")),
    "balance": ("b", N_("Balance")),
    "name": ("n", N_("Name")),
    "email": ("e", N_("E-mail")),
}
"""What is copied, by which keys; the key that opened this again is for what is wanted most."""


class CopyScreen(BoardDialog[None], ShowsLast):
    """Each text by its first line, as far as there is one: `last` is the newest movement."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(keys, f"copy('{what}')", priority=True, show=False)
            for what, (keys, _word) in _KEYS.items()
        ),
        Binding("escape,enter,q", "close", priority=True, show=False),
    ]

    def __init__(self, subaccount: SubAccount, last: Entry | None) -> None:
        super().__init__()
        self.subaccount = subaccount
        self.last = last

    def compose(self) -> ComposeResult:
        """One box."""
        with Vertical(id="box"):
            yield FittedLines(id="choices")
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Show what there is."""
        self.query_one("#box").border_title = Content(_("Copy"))
        self.query_one("#hint", Lines).show("", _("Esc Close"))
        self.board_changed()

    def board_changed(self) -> None:
        """Show what there is now."""
        rows = paired(
            [
                (f"{keys[0]} {_(word)}", lines[0])
                for what, (keys, word) in _KEYS.items()
                if (lines := self._lines(what))
            ]
        )
        choices = self.query_one("#choices", FittedLines)
        choices.show_for(lambda width: [fitted(row, width) for row in rows])

    def _lines(self, what: str) -> tuple[str, ...]:
        """What would be copied; nothing where it is not known."""
        subaccount, board = self.subaccount, self.board
        match what:
            case "receipt":
                return () if self.last is None else receipt(self.last)
            case "balance":
                balance = board.balances.of(subaccount.token)
                return () if balance is None else (balance_line(subaccount, balance),)
            case "name":
                return (subaccount.name,)
            case _:
                email = board.email_of(subaccount)
                return (email,) if email else ()

    async def action_copy(self, what: str) -> None:
        """Copy it, and show it in place of the choice."""
        if self.is_current and (lines := self._lines(what)):
            await self.app.switch_screen(CopiedScreen(_(_KEYS[what][1]), *lines))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
