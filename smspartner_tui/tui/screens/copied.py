"""What was copied: shown as well, to be selected by hand, because no terminal says it copied."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.widgets.facts import Lines


class CopiedScreen(BoardDialog[None]):
    """A few lines with nothing beside them, so that a selection holds nothing else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "close", priority=True, show=False)
    ]

    def __init__(self, title: str, *lines: str) -> None:
        super().__init__()
        self._title = title
        self._lines = tuple(clean(line, longest=500) for line in lines)

    def compose(self) -> ComposeResult:
        """A box without sides."""
        with Vertical(id="box"):
            yield Lines(id="copied")
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Copy, and show."""
        self.app.copy_to_clipboard("\n".join(self._lines))
        self.query_one("#box").border_title = Content(self._title)
        self.query_one("#copied", Lines).show(*self._lines)
        self.query_one("#hint", Lines).show(
            _("Copied, if your terminal lets programs do that. If not, select these lines."),
            _("Esc Close"),
        )

    def action_close(self) -> None:
        """Go back to where it was copied."""
        self.dismiss()
