"""The door to the terminal: what leaves is what it can take, what comes is in its encoding."""

import os
import selectors
import sys
from codecs import getincrementaldecoder
from typing import Any

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from smspartner_tui.tui.picture import Picture
from smspartner_tui.tui.terminal import terminal_of

_LOOK_AGAIN = 0.1
"""Seconds after which a key that may be the start of another is taken for itself."""

_READ_AT_ONCE = 4096


class TerminalDriver(LinuxDriver):
    """Textual's own, for terminals that are not all UTF-8 and xterm."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
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
        with selectors.SelectSelector() as keyboard:
            keyboard.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if keyboard.select(_LOOK_AGAIN):
                    read = os.read(self.fileno, _READ_AT_ONCE)
                    if not read:
                        # Its end would be found again and again.
                        self.exit_event.wait()
                    # Nothing at all would be the parser's own end: half a letter is nothing yet.
                    for message in parser.feed(text) if (text := decoder.decode(read)) else ():
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
