"""The door to the terminal: what leaves is what it can take, what comes is in its encoding."""

import os
import selectors
import sys
from codecs import getincrementaldecoder
from threading import Event
from typing import Any, Final

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from smspartner_tui.tui.picture import Picture
from smspartner_tui.tui.terminal import terminal_of

_LOOK_AGAIN: Final = 0.1
"""Seconds after which a key that may be the start of another is taken for itself."""

_LOOKS: Final = 2
"""How often that is looked for: the key's own time may end a moment after the first."""

_READ_AT_ONCE = 4096


class Ending(Event):
    """An event that also wakes whoever waits for a file, so that nobody need look up for it."""

    def __init__(self) -> None:
        super().__init__()
        self._wakes, self._wake = os.pipe()

    def fileno(self) -> int:
        """The file that can be read from while the event is set."""
        return self._wakes

    def set(self) -> None:
        """Let it be, and wake who waits."""
        if not self.is_set():
            super().set()
            os.write(self._wake, b"!")

    def clear(self) -> None:
        """Let it not be."""
        if self.is_set():
            os.read(self._wakes, 1)
            super().clear()


class TerminalDriver(LinuxDriver):
    """Textual's own, for terminals that are not all UTF-8 and xterm.

    It sleeps until a key comes, where that one looks up ten times a second.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.exit_event = self._ending = Ending()
        self._terminal = terminal_of(os.environ)
        # The oldest cannot end one attribute of several.
        in_steps = bool(self._terminal.colours) or not self._terminal.is_console
        self._picture = Picture(erases=self._terminal.erases, in_steps=in_steps)

    def write(self, data: str) -> None:
        """Send what of this does not stand there already, as the terminal can take it."""
        if taken := self._terminal.takes(self._picture.drawn(data)):
            super().write(taken)

    def tell(self, sequence: str) -> None:
        """Send what draws nothing as it is; a console would print it, and is told nothing."""
        if not self._terminal.is_console:
            super().write(sequence)

    def forget(self) -> None:
        """Have everything sent anew: what stands on the terminal may be anything now."""
        self._picture.forget()

    def run_input_thread(self) -> None:
        """Read keys until told to stop; a byte that is no text is no reason to die."""
        parser = XTermParser(self._debug)
        encoding = getattr(sys.__stderr__, "encoding", None) or "utf-8"
        decoder = getincrementaldecoder(encoding)("replace")
        looks = 0
        with selectors.SelectSelector() as keyboard:
            keyboard.register(self.fileno, selectors.EVENT_READ)
            keyboard.register(self._ending, selectors.EVENT_READ)
            while not self._ending.is_set():
                found = keyboard.select(_LOOK_AGAIN if looks else None)
                looks = max(0, looks - 1)
                if any(key.fd == self.fileno for key, _events in found):
                    looks = _LOOKS
                    read = os.read(self.fileno, _READ_AT_ONCE)
                    if not read:
                        # Its end would be found again and again.
                        self._ending.wait()
                    # Nothing at all would be the parser's own end: half a letter is nothing yet.
                    for message in parser.feed(text) if (text := decoder.decode(read)) else ():
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
