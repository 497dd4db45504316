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
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

_ENDING: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)
_GRACE: Final = 1.5
"""Seconds that the screen gets to give the terminal back, once nothing is in flight."""

_INPUT_THREAD: Final = "textual-input"
"""Textual's name for the thread that lives as long as its screen."""


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

    def install(self) -> None:
        """Take the signals, and watch the terminal; from the main thread."""
        for number in _ENDING:
            signal.signal(number, self._leave)
        stop, resume = signal.getsignal(signal.SIGTSTP), signal.getsignal(signal.SIGCONT)

        def suspend(number: int, frame: FrameType | None) -> None:
            # Stopped in mid-flight, this process would hold the line for everybody.
            if callable(stop) and not self._is_sending():
                stop(number, frame)

        def go_on(number: int, frame: FrameType | None) -> None:
            # It comes with every hang-up too, where there is nothing to take up again.
            if callable(resume) and _screen_was_left():
                resume(number, frame)

        signal.signal(signal.SIGTSTP, suspend)
        signal.signal(signal.SIGCONT, go_on)
        threading.Thread(target=self._watch_terminal, name="terminal", daemon=True).start()

    def _leave(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP and _terminal_is_gone():
            let_go_of_terminal()
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


def _screen_was_left() -> bool:
    """Whether the app goes on without its screen: then nobody reads keys.

    Textual would enter the screen a second time, and afterwards not know what to give back.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return all(thread.name != _INPUT_THREAD for thread in threading.enumerate())


def _terminal_is_gone() -> bool:
    """Whether a hang-up is one: a signal that somebody sent leaves a terminal to give back."""
    poll = select.poll()
    for descriptor in (0, 2):
        poll.register(descriptor, 0)
    return bool(poll.poll(0))


def let_go_of_terminal() -> None:
    """Put nothing in the terminal's place: writing to one that is gone would block for ever."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def ignore_signals() -> None:
    """Wait undisturbed: what is waited for is bounded, and ends by itself."""
    for number in (*_ENDING, signal.SIGTSTP, signal.SIGCONT):
        signal.signal(number, signal.SIG_IGN)
