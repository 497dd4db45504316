"""A question with yes and no, about anything but money."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from smspartner_tui.i18n import _
from smspartner_tui.tui.answers import Answer, Listener
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.widgets.facts import Lines


class AskScreen(BoardDialog[bool]):
    """Answered by `o` or `y`, or by `n` or Esc; deaf at first, so that no burst answers it."""

    def __init__(self, question: str, detail: str = "") -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self.listener = Listener()
        self._is_answered = False

    def compose(self) -> ComposeResult:
        """One box."""
        with Vertical(id="box"):
            yield Lines(id="question")
            yield Lines(id="hint")

    def on_mount(self) -> None:
        """Ask."""
        self.query_one("#question", Lines).show(self._question, self._detail)
        self.query_one("#hint", Lines).show(_("[o] Yes      [n] No"))
        self.listener.ask()

    def on_key(self, event: events.Key) -> None:
        """Take yes or no."""
        event.stop()
        answer = self.listener.hear(event)
        if answer in {Answer.YES, Answer.NO} and not self._is_answered:
            self._is_answered = True
            self.answered(answer is Answer.YES)

    def answered(self, yes: bool) -> None:
        """Go, with the answer."""
        self.dismiss(yes)
