"""The help: every key with what it does, and how amounts are written."""

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from smspartner_tui.i18n import _
from smspartner_tui.tui.keys import KEYS, SECTIONS, SEE
from smspartner_tui.tui.screens.base import BoardDialog
from smspartner_tui.tui.widgets.facts import Lines, paired


class HelpScreen(BoardDialog[None]):
    """The keys by what they are for; any key but the arrows closes it."""

    AUTO_FOCUS = "VerticalScroll"

    def compose(self) -> ComposeResult:
        """One box that scrolls where the window is small."""
        with VerticalScroll(id="box"):
            yield Lines(id="left")
            yield Lines(id="right")
            yield Lines(id="words")

    def on_mount(self) -> None:
        """Show the keys."""
        self.query_one("#box").border_title = _("Help")
        # Seeing has as many keys as all the others together.
        columns = (tuple(section for section in SECTIONS if section != SEE), (SEE,))
        for where, sections in zip(("#left", "#right"), columns, strict=True):
            lines: list[str] = []
            for section in sections:
                keys = [
                    (_(key.shown), _(key.help))
                    for key in KEYS
                    if key.section == section and key.help
                ]
                lines += [_(section), *paired(keys), ""]
            self.query_one(where, Lines).show(*lines)
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
            "",
            *paired([(name, place) for name, place in places if place]),
        )

    def on_key(self, event: events.Key) -> None:
        """Scroll, or close."""
        event.stop()
        if event.key not in {"up", "down", "pageup", "pagedown", "home", "end"}:
            self.dismiss()
