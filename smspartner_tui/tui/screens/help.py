"""The help: the keys that work now on the screen it was asked for on, and the topics."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll

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
    PLAN,
    RUN,
    SEE,
    TOOL,
    Key,
)
from smspartner_tui.tui.screens.dialog import ScrolledDialog
from smspartner_tui.tui.screens.guide import TOPIC_KEYS, GuideScreen, places, topic_of
from smspartner_tui.tui.widgets.facts import FittedLines, Lines, paired
from smspartner_tui.wording.guide import titles

_TWO_COLUMNS: Final = 60
"""Cells from which the topics stand in two columns."""

Works = Callable[[str], bool]
"""Whether an action does anything now."""


class HelpScreen(ScrolledDialog):
    """The keys by what they are for; a digit opens a topic, any key that does not scroll closes.

    Only actions that have an effect now are shown, as `works` says. Those of the history, or of
    another screen with keys of its `own`, come first where they are asked for there, beside the
    keys of its `cursor`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"topic('{key}')", priority=True, show=False) for key in TOPIC_KEYS.split(",")
    ]

    def __init__(
        self,
        works: Works,
        *,
        of_history: bool = False,
        own: Sequence[Key] = (),
        cursor: Sequence[Key] = CURSOR_KEYS,
    ) -> None:
        super().__init__()
        # As things were when it was asked for: what changes behind it shows the next time.
        self._working = {
            key.action for key in (*KEYS, *HISTORY_KEYS, *own, *cursor) if works(key.action)
        }
        self._of_history = of_history
        self._own = own
        self._cursor = cursor

    def compose(self) -> ComposeResult:
        """One box that scrolls where the window is small."""
        with VerticalScroll(id="box"):
            with Horizontal(id="keys"):
                yield Lines(id="left")
                yield Lines(id="right")
            yield Lines(id="words")
            yield FittedLines(id="topics")

    def on_mount(self) -> None:
        """Show the keys, then the topics."""
        self.box.border_title = _("Help")
        self.box.border_subtitle = _("1 to 8 Topics   Esc Close")
        if self._of_history:
            self._show_history()
        elif self._own:
            self._show_own()
        else:
            self._show_list()
        self.query_one("#topics", FittedLines).show_for(_topics)

    def _show_list(self) -> None:
        # Two columns of one length: only so is the smallest ordinary window enough for all.
        self._show_keys("#left", *((name, _keys_of(name)) for name in (MONEY, TOOL)))
        self._show_keys("#right", *((name, _keys_of(name)) for name in (SEE, MARK)))
        # Who is told to look at the journal's folder looks here.
        has_problem = self.board.journal_problem is not None
        self._show_words(*(places(self.board.account) if has_problem else []))

    def _show_history(self) -> None:
        others = [key for key in HISTORY_KEYS if key not in (*LOOKING_BACK, BY_ACTION["back"])]
        self._show_keys("#left", (HISTORY, LOOKING_BACK))
        self._show_keys("#right", (SEE, [key for key in others if key.action != "help"]))
        self._show_words(
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
        names = dict.fromkeys(key.section for key in self._own)
        own = [(name, [key for key in self._own if key.section == name]) for name in names]
        self._show_keys("#left", *own)
        self._show_keys("#right", (SEE, self._cursor))
        if not {PLAN, RUN} & set(names):
            self._show_words()
            return
        self._show_words(
            _("Debits go first, then credits by need: the fewest days left come first."),
            _("One movement at a time. No answer stops the line; nothing is sent twice."),
            _("What is left stays here, for you or a colleague, after any interruption."),
        )

    def _show_keys(self, side: str, *sections: tuple[str, Sequence[Key]]) -> None:
        """Sections of keys with what they do; what has no key that works is not there."""
        lines: list[str] = []
        for name, keys in sections:
            pairs = [
                (self.key_of(key), _(key.help))
                for key in keys
                if key.help and key.action in self._working
            ]
            lines += [_(name), *paired(pairs), ""] if pairs else []
        self._show_if_any(side, lines)

    def _show_words(self, *lines: str) -> None:
        self._show_if_any("#words", [*lines, ""] if lines else [])

    def _show_if_any(self, widget: str, lines: Sequence[str]) -> None:
        shown = self.query_one(widget, Lines)
        shown.display = bool(lines)
        shown.show(*lines)

    async def action_topic(self, key: str) -> None:
        """Open a topic; the help is there again behind it."""
        await self.app.push_screen(GuideScreen(topic_of(key)))

    def on_key(self, event: events.Key) -> None:
        """Close, whatever the key."""
        event.stop()
        self.dismiss()


def _keys_of(section: str) -> Sequence[Key]:
    # Whoever reads this knows the key of the help.
    return [key for key in KEYS if key.section == section and key.action != "help"]


def _topics(width: int) -> list[str]:
    """The topics with their digits, in as many columns as there is room for."""
    lines = titles()
    if width >= _TWO_COLUMNS:
        half = (len(lines) + 1) // 2
        lines = paired([*zip(lines[:half], [*lines[half:], ""], strict=False)])
    return [_("MORE, BY A DIGIT"), *lines]
