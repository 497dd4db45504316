"""A yes or no that the space bar changes."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget


class Tick(Widget, can_focus=True):
    """A box with a tick or none, and what it says."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "turn", show=False)]

    def __init__(self, words: str, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._words = words
        self.value = False

    def set(self, value: bool) -> None:
        """Tick it, or not."""
        self.value = value
        self.refresh()

    def action_turn(self) -> None:
        """The other way round."""
        self.set(not self.value)

    def render(self) -> Content:
        """The box, in signs."""
        return Content(f"[{'x' if self.value else ' '}] {self._words}")
