"""The help: every key with what it does, and how amounts are written."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from smspartner_tui.i18n import _
from smspartner_tui.tui.keys import (
    BY_ACTION,
    CURSOR_KEYS,
    HISTORY,
    HISTORY_KEYS,
    KEYS,
    LOOKING_BACK,
    MARK,
    MONEY,
    SEE,
    TOOL,
    Key,
)
from smspartner_tui.tui.screens.base import ScrolledDialog
from smspartner_tui.tui.widgets.facts import Lines, paired


class HelpScreen(ScrolledDialog):
    """The keys by what they are for; any key that does not scroll closes it.

    Those of the history, or of another screen with keys of its `own`, come first where they are
    asked for there.
    """

    def __init__(self, *, of_history: bool = False, own: Sequence[Key] = ()) -> None:
        super().__init__()
        self._of_history = of_history
        self._own = own

    def compose(self) -> ComposeResult:
        """One box that scrolls where the window is small."""
        with VerticalScroll(id="box"):
            yield Lines(id="left")
            yield Lines(id="right")
            yield Lines(id="words")

    def on_mount(self) -> None:
        """Show the keys."""
        self.query_one("#box").border_title = _("Help")
        if self._of_history:
            self._show_history()
        elif self._own:
            self._show_own()
        else:
            self._show_list()

    def _show_list(self) -> None:
        # Two columns of one length: only so is the smallest ordinary window enough for all.
        there = [BY_ACTION["export"]]
        left = (MONEY, _keys_of(MONEY)), (TOOL, _keys_of(TOOL)), (HISTORY, there)
        right = (SEE, _keys_of(SEE)), (MARK, _keys_of(MARK))
        for side, sections in (("#left", left), ("#right", right)):
            self.query_one(side, Lines).show(
                *(line for name, keys in sections for line in _section(name, keys))
            )
        account = self.board.account
        places = [
            (_("Journal"), account.journal_path),
            (_("Configuration"), account.config_path),
            (_("API key"), account.key_source),
            (_("Proxy"), account.proxy),
        ]
        self.query_one("#words", Lines).show(
            _("Yes to a movement is o or y, or the amount again. Never Enter alone."),
            _("Amounts: 50  50.25  1 200  =100 (balance to reach)  all (to take back)"),
            *paired([(name, place) for name, place in places if place]),
        )

    def _show_history(self) -> None:
        others = [key for key in HISTORY_KEYS if key not in (*LOOKING_BACK, BY_ACTION["back"])]
        self.query_one("#left", Lines).show(*_section(HISTORY, LOOKING_BACK))
        self.query_one("#right", Lines).show(*_section(SEE, others))
        self.query_one("#words", Lines).show(
            _("A filter takes words, and what stands in the columns:"),
            *paired(
                [
                    (_("june  12/06  yesterday  12/06..15/06"), _("days")),
                    (_("refused  in doubt  elsewhere"), _("states")),
                    (_("1042  added  taken"), _("number, direction")),
                    (_('garage  !test  "FA 12"'), _("with, without, as it stands")),
                ]
            ),
        )

    def _show_own(self) -> None:
        self.query_one("#left", Lines).show(*_section(self._own[0].section, self._own))
        self.query_one("#right", Lines).show(*_section(SEE, CURSOR_KEYS))
        self.query_one("#words", Lines).show(
            _("Debits go first, then credits by need: the fewest days left come first."),
            _("One movement at a time. No answer stops the line; nothing is sent twice."),
            _("What is left stays here, for you or a colleague, after any interruption."),
        )

    def on_key(self, event: events.Key) -> None:
        """Close, whatever the key."""
        event.stop()
        self.dismiss()


def _keys_of(section: str) -> Sequence[Key]:
    # Whoever reads this knows the key of the help.
    return [key for key in KEYS if key.section == section and key.action != "help"]


def _section(name: str, keys: Sequence[Key]) -> list[str]:
    """A heading, its keys with what they do, and a blank line."""
    return [_(name), *paired([(_(key.shown), _(key.help)) for key in keys if key.help]), ""]
