"""Lines to type in: no blinking cursor, and one that only fingers can fill."""

from textual import events
from textual.message import Message
from textual.widgets import Input

from smspartner_tui.tui.answers import Listener


class TypedInput(Input):
    """An input whose cursor stands still: a blinking one writes to the link all day."""

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 (Textual's own name)
        max_length: int,
    ) -> None:
        super().__init__(id=id, max_length=max_length, select_on_focus=False, compact=True)
        self.cursor_blink = False


class RetypedInput(TypedInput):
    """The amount typed again: never pasted, and deaf while the question is."""

    class Refused(Message):
        """What came was no answer: it was pasted, or `is_early`, typed before the question."""

        def __init__(self, *, is_early: bool = False) -> None:
            super().__init__()
            self.is_early = is_early

    def __init__(self, *, id: str, max_length: int, listener: Listener) -> None:  # noqa: A002
        super().__init__(id=id, max_length=max_length)
        self._listener = listener

    def on_key(self, event: events.Key) -> None:
        """Drop what was typed before the question listened."""
        if self._listener.is_early(event):
            event.stop()
            event.prevent_default()
            self.post_message(self.Refused(is_early=True))

    def on_paste(self, event: events.Paste) -> None:
        """Drop a paste."""
        event.stop()
        event.prevent_default()
        self.post_message(self.Refused())

    def action_paste(self) -> None:
        """Drop a paste from the program's own clipboard."""
        self.post_message(self.Refused())
