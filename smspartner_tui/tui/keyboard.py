"""Keys handled strictly one after the other, each to its end before the next is looked at.

Textual hands every key to the focused widget at once and lets bindings run when the key has
bubbled back to the app. Of keys that arrive together, as they do over a slow link, a later one
can then overtake: `5`, Backspace, `6` ends as `5`, and `a50` loses its digits to the screen that
was there before. A program that reads amounts cannot have that.
"""

from asyncio import TimerHandle, get_running_loop
from collections import deque
from typing import Final, TypeVar

from textual import events
from textual.app import App
from textual.geometry import Size
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget

from smspartner_tui.core.text import clean
from smspartner_tui.tui.driver import TerminalDriver

ReturnType = TypeVar("ReturnType")

LEAST: Final = (40, 10)
"""Columns and rows of the smallest window that shows anything."""

_WAY_OUT: Final = frozenset({"ctrl+q", "ctrl+c", "ctrl+z"})
"""The keys that work where nothing is seen of what others would do."""

_LONGEST: Final = 1.0
"""Seconds after which a key whose widget went away no longer holds up those behind it."""


def is_too_small(columns: int, rows: int) -> bool:
    """Whether a window shows nothing but that it is too small."""
    return columns < LEAST[0] or rows < LEAST[1]


class KeyPassed(Message):
    """A key that was sent to a widget has been through it, and through all above it."""


class Orderly(MessagePump):
    """What a screen is, to tell the app when a key has passed through its widgets.

    A size is taken once, and only while it is the window's: at a start the toolkit tells a screen
    the same one three times, and each time it lays out and draws itself anew.
    """

    _taken: Size | None = None

    async def on_event(self, event: events.Event) -> None:
        """Take an event, but for a size that was taken before, or that is over."""
        if isinstance(event, events.Resize):
            if event.size == self._taken or event.size != self.app.size:
                return
            self._taken = event.size
        await super().on_event(event)

    def on_key_passed(self, passed: KeyPassed) -> None:
        """Send the word on, behind the key itself, which bubbled the same way."""
        passed.stop()
        self.app.post_message(KeyPassed())


class OrderlyApp(App[ReturnType]):
    """An app that takes the next key when the one before it has been handled.

    Once it `is_over` no key does anything: a screen that it opened would never be composed.
    """

    is_over = False

    def __init__(self, *, no_colour: bool = False) -> None:
        super().__init__(driver_class=TerminalDriver, ansi_color=no_colour or None)
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._is_handling = False
        self._limit: TimerHandle | None = None
        self._typed_in: Widget | None = None

    async def on_event(self, event: events.Event) -> None:
        """Take a key, or keep it until those before it are done."""
        if isinstance(event, events.Paste) and not event.is_forwarded:
            # A line of it, made harmless before any input shows it.
            event = events.Paste(clean(next(iter(event.text.splitlines()), "")))
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._is_handling:
            self._waiting.append(event)
        else:
            await self._take(event)

    def on_resize(self, event: events.Resize) -> None:
        """Below the least size, show that rather than a mess; what was typed in is, afterwards."""
        is_tiny, was_tiny = is_too_small(*event.size), self.has_class("-tiny")
        if is_tiny and not was_tiny:
            # What is not seen loses the focus.
            self._typed_in = self.focused
        self.set_class(is_tiny, "-tiny")
        if was_tiny and not is_tiny:
            self.call_after_refresh(self._focus_again)
        self._forget_the_picture()

    def _focus_again(self) -> None:
        widget, self._typed_in = self._typed_in, None
        if widget is not None and widget.is_attached and widget.screen is self.screen:
            widget.focus(scroll_visible=False)

    def action_redraw(self) -> None:
        """Draw the whole screen anew, whatever another program left on it."""
        self._forget_the_picture()
        self.screen.refresh(layout=True)

    def _forget_the_picture(self) -> None:
        if isinstance(self._driver, TerminalDriver):
            self._driver.forget()

    def _is_blind(self, event: events.Key | events.Paste) -> bool:
        """Whether a key would act on what the window is too small to show."""
        is_way_out = isinstance(event, events.Key) and event.key in _WAY_OUT
        return not is_way_out and is_too_small(*self.size)

    async def _take(self, event: events.Key | events.Paste) -> None:
        self._is_handling = True
        if self.is_over or self._is_blind(event):
            self._pass()
            return
        await super().on_event(event)
        # Not forwarded: a priority binding ran, here and now.
        if event.is_forwarded and isinstance(self.screen, Orderly):
            target = self.focused or self.screen
            if target.post_message(KeyPassed()):
                # The toolkit's own timers are a task each, which a key would wait for.
                self._limit = get_running_loop().call_later(_LONGEST, self._pass)
                return
        self._pass()

    def on_key_passed(self) -> None:
        """Take the next key, if one waits."""
        self._pass()

    def _pass(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
        self._is_handling = False
        if self._waiting:
            self._is_handling = True
            self.call_later(self._take, self._waiting.popleft())
