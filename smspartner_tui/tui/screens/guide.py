"""A topic of the program's own help, over the help that it was opened from."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from smspartner_tui.i18n import _
from smspartner_tui.tui.board import Account
from smspartner_tui.tui.keys import BY_ACTION, key_lines
from smspartner_tui.tui.screens.dialog import ScrolledDialog
from smspartner_tui.tui.widgets.facts import FittedLines, paired
from smspartner_tui.wording.guide import CONFIGURATION, TOPICS, Topic, page

TOPIC_KEYS = ",".join(str(number) for number in range(1, len(TOPICS) + 1))
"""The digits, each of which opens a topic."""


def topic_of(key: str) -> Topic:
    """The topic that a digit opens."""
    return TOPICS[int(key) - 1]


class GuideScreen(ScrolledDialog):
    """A page that scrolls; Esc goes back to the help, another digit opens another page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,question_mark,f1", "close", priority=True, show=False),
        *(
            Binding(key, f"topic('{key}')", priority=True, show=False)
            for key in TOPIC_KEYS.split(",")
        ),
    ]

    def __init__(self, topic: Topic) -> None:
        super().__init__()
        self._topic = topic

    def compose(self) -> ComposeResult:
        """One box that scrolls."""
        with VerticalScroll(id="box"):
            yield FittedLines(id="page")

    def on_mount(self) -> None:
        """Show the page."""
        keys = self.key_of(BY_ACTION["down"])
        # A key may be a bracket.
        self.box.border_subtitle = Content(_("{keys} Scroll   Esc Back").format(keys=keys))
        self._show()

    def _show(self) -> None:
        self.box.border_title = _(self._topic.title)
        self.query_one("#page", FittedLines).show_for(self._lines)

    def _lines(self, width: int) -> list[str]:
        keys = key_lines(self.host.keymap)
        here = places(self.board.account) if self._topic is CONFIGURATION else []
        return [*here, *([""] if here else []), *page(self._topic, width, keys)]

    def action_topic(self, key: str) -> None:
        """Show another page from its top."""
        self._topic = topic_of(key)
        self._show()
        self.action_first()

    def action_close(self) -> None:
        """Go back to the help."""
        self.dismiss()


def places(account: Account) -> list[str]:
    """Where what this session uses is."""
    known = [
        (_("Journal"), account.journal_path),
        (_("Configuration"), account.config_path),
        (_("API key"), account.key_source),
        (_("Proxy"), account.proxy),
    ]
    return paired([(name, place) for name, place in known if place])
