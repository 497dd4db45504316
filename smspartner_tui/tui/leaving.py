"""The ways to end the program, so that none of them loses the outcome of a movement.

Textual knows none of these signals: stock, each kills the process at once. Here every one lets
the sender finish, gives the terminal back where there still is one, and then leaves, even when
the screen's own thread is stuck in front of a terminal that stopped reading.
"""

import asyncio
import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from textual.driver import Driver

_ENDING: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)
_GRACE: Final = 1.5
"""Seconds that the screen gets to give the terminal back, once nothing is in flight."""

_INPUT_THREAD: Final = "textual-input"
"""Textual's name for the thread that lives as long as its screen."""

_SCREEN_ON: Final = "\x1b[?1049h\x1b[?25l\x1b[?1004h\x1b[?2004h\x1b[?7l"
"""What Textual switches on with its screen; to switch it on twice does no harm.

A shell that had the terminal meanwhile leaves pastes unmarked, and what is pasted would be keys.
"""


class Leaving:
    """Turns signals and a lost terminal into an orderly end.

    `end` is asked to close the screen with an exit status; `wait` returns once no movement is in
    flight; `is_sending` tells whether one is.
    """

    def __init__(
        self,
        end: Callable[[int], None],
        wait: Callable[[], object],
        is_sending: Callable[[], bool],
    ) -> None:
        self._end = end
        self._wait = wait
        self._is_sending = is_sending
        self._status: int | None = None
        self._modes: list[Any] | None = None

    def install(self) -> None:
        """Take the signals, and watch the terminal; from the main thread."""
        for number in _ENDING:
            signal.signal(number, self._leave)
        stop, resume = signal.getsignal(signal.SIGTSTP), signal.getsignal(signal.SIGCONT)
        with suppress(termios.error):
            self._modes = termios.tcgetattr(0)

        def suspend(number: int, frame: FrameType | None) -> None:
            # Stopped in mid-flight, this process would hold the line for everybody.
            if callable(stop) and not self._is_sending():
                stop(number, frame)

        def go_on(number: int, frame: FrameType | None) -> None:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                # It goes on without its screen, and wants none any more.
                return
            if callable(resume) and not _screen_is_on():
                resume(number, frame)
            # Not here: a signal may come while the screen's own thread holds what this needs.
            loop.call_soon_threadsafe(self._draw_again, getattr(resume, "__self__", None))

        signal.signal(signal.SIGTSTP, suspend)
        signal.signal(signal.SIGCONT, go_on)
        threading.Thread(target=self._watch_terminal, name="terminal", daemon=True).start()

    def _draw_again(self, driver: "Driver | None") -> None:
        """Take back a terminal that others used while the program was stopped.

        A signal to go on comes with every hang-up too, where there is nothing to take back.
        """
        if driver is not None and self._status is None and _screen_is_on() and _is_in_front():
            if self._modes is not None:
                with suppress(termios.error):
                    termios.tcsetattr(0, termios.TCSANOW, self._modes)
            driver.write(_SCREEN_ON)
            driver._app.call_later(driver._app.refresh)

    def _leave(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            let_go_of_terminal(_gone())
        if self._status is None:
            self._status = 128 + number
            threading.Thread(target=self._force, name="leaving", daemon=True).start()
            self._end(self._status)

    def _force(self) -> None:
        """Leave, whatever the screen's thread is stuck in, once nothing is in flight."""
        self._wait()
        threading.Event().wait(_GRACE)
        os._exit(self._status or 1)

    def _watch_terminal(self) -> None:
        """Notice a terminal that went away, also where its hang-up is ignored (nohup)."""
        poll = select.poll()
        poll.register(sys.__stdin__ or 0, 0)
        # Without a wish for input, only a hang-up or an error ends the wait: no wake-ups.
        poll.poll()
        os.kill(os.getpid(), signal.SIGHUP)


def _screen_is_on() -> bool:
    """Whether somebody reads keys.

    Textual would enter the screen a second time, and afterwards not know what to give back.
    """
    return any(thread.name == _INPUT_THREAD for thread in threading.enumerate())


def _is_in_front() -> bool:
    """Whether the terminal is this program's now, and not its shell's."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def _gone() -> list[int]:
    """What a hang-up has cut off: after one that somebody sent, all is there to be given back."""
    poll = select.poll()
    for descriptor in (0, 1, 2):
        poll.register(descriptor, 0)
    return [descriptor for descriptor, _event in poll.poll(0)]


def let_go_of_terminal(descriptors: Iterable[int] = (0, 1, 2)) -> None:
    """Put nothing in the terminal's place: writing to one that is gone would block for ever."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def ignore_signals() -> None:
    """Wait undisturbed: what is waited for is bounded, and ends by itself."""
    for number in (*_ENDING, signal.SIGTSTP, signal.SIGCONT):
        signal.signal(number, signal.SIG_IGN)
