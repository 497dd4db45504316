"""What the history shows, written into a file: two keys say what and in which form."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from smspartner_tui.core.search import Search
from smspartner_tui.export import Content, Form
from smspartner_tui.i18n import N_, _
from smspartner_tui.tui.messages import ExportWanted, ExportWritten
from smspartner_tui.tui.presentation.exports import words_of
from smspartner_tui.tui.presentation.flow import wrapped
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.widgets.facts import Lines

_CONTENTS: Final = (
    (Content.RECORDS, N_("[1] every record")),
    (Content.TOTALS, N_("[2] totals per client, of whole months")),
)
_FORMS: Final = (
    (Form.SPREADSHEET, N_("[1] for a spreadsheet")),
    (Form.CSV, N_("[2] csv")),
    (Form.JSON, N_("[3] json, one record a line")),
)

_DIGITS: Final[Mapping[str, int]] = {"1": 0, "&": 0, "2": 1, "é": 1, "3": 2, '"': 2}
"""Which choice a character makes: on a French keyboard the digits need Shift."""


class Stage(StrEnum):
    """Where the dialog stands."""

    CONTENT = "content"
    FORM = "form"
    WRITING = "writing"
    WRITTEN = "written"


class ExportScreen(BoardDialog[None]):
    """What, then in which form, then where it is; `what` says what is exported."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", priority=True, show=False),
        Binding("enter", "close", priority=True, show=False),
    ]

    def __init__(self, search: Search, what: str) -> None:
        super().__init__()
        self._search = search
        self._what = what
        self._content = Content.RECORDS
        self.stage = Stage.CONTENT

    def compose(self) -> ComposeResult:
        """One box."""
        with Vertical(id="box"):
            yield Lines(id="words")
            yield Lines(id="choices")
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Ask what."""
        self.query_one("#box").border_title = _("Export")
        self._ask(Stage.CONTENT)

    def on_resize(self) -> None:
        """Break what is exported into lines."""
        width = min(self.size.width, 80) - 4
        self.query_one("#words", Lines).show(*wrapped(self._what, width), "")

    @property
    def is_writing(self) -> bool:
        """Whether the file is awaited."""
        return self.stage is Stage.WRITING

    def _ask(self, stage: Stage) -> None:
        self.stage = stage
        choices = _CONTENTS if stage is Stage.CONTENT else _FORMS
        self.query_one("#choices", Lines).show(*(_(words) for _choice, words in choices))
        back = _("Esc Close") if stage is Stage.CONTENT else _("Esc Back")
        self.query_one("#hint", Lines).show("", back)

    def on_key(self, event: events.Key) -> None:
        """Take a choice."""
        event.stop()
        place = _DIGITS.get(event.character or "")
        if place is None:
            return
        if self.stage is Stage.CONTENT and place < len(_CONTENTS):
            self._content = _CONTENTS[place][0]
            self._ask(Stage.FORM)
        elif self.stage is Stage.FORM:
            self.stage = Stage.WRITING
            self.query_one("#choices", Lines).show(_("Writing…"))
            self.app.post_message(ExportWanted(self._search, self._content, _FORMS[place][0]))

    def export_written(self, told: ExportWritten) -> None:
        """Say where it is, or why it is not."""
        self.stage = Stage.WRITTEN
        self.query_one("#choices", Lines).show(*words_of(told))
        self.query_one("#hint", Lines).show("", _("Esc Close"))

    def action_back(self) -> None:
        """One step back."""
        if self.stage is Stage.FORM:
            self._ask(Stage.CONTENT)
        else:
            self._close()

    def action_close(self) -> None:
        """Enter chooses nothing; it closes what has been read."""
        if self.stage is Stage.WRITTEN:
            self._close()

    def _close(self) -> None:
        self.dismiss()
