"""The first reading, made by a process of its own while this one still loads the screen.

The screen takes a third of a second of the processor to load, and the client of the network half
as much again. Side by side, today's balances are there when the screen is. The process is a copy of
this one, made before any thread is, which reads, tells what it read, and ends; it moves nothing.
"""

import fcntl
import os
import pickle
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, RLock
from typing import BinaryIO, Final, NoReturn, Self

from smspartner_tui.core.accounts import Reading
from smspartner_tui.reading import PageTold

_LESS_URGENT: Final = 5
"""How far it stands back where there is one processor only: the screen goes first."""

_ROOM: Final = 1 << 20
"""Bytes that a pipe may hold: the list of thousands, so that the other process need not wait."""

_SET_ROOM: Final = 1031
"""Linux's F_SETPIPE_SZ."""

Read = Callable[[PageTold], Reading]


class ReadAhead:
    """A reading that goes on in another process, from the moment when this is made.

    Must be made before any thread is started and before the journal is opened, of which the copy
    would have its half.
    """

    def __init__(self, read: Read) -> None:
        takes, tells = os.pipe()
        self._pipe: int | None = takes
        with suppress(OSError):
            # Where less is allowed, it is told as it is taken.
            fcntl.fcntl(tells, _SET_ROOM, _ROOM)
        # A signal can come while this thread holds it, and ends the reading too.
        self._lock = RLock()
        self._child = os.fork()
        if not self._child:
            # Else nobody would ever be missed at the other end.
            os.close(takes)
            _read_and_end(read, tells)
        os.close(tells)

    @classmethod
    def begin(cls, read: Read) -> Self | None:
        """Begin, where there is a process to be had, and one can be copied without harm.

        On macOS the system's own libraries forbid it.
        """
        if sys.platform != "linux":
            return None
        with suppress(OSError):
            return cls(read)
        return None

    @property
    def has_come(self) -> bool:
        """Whether all of it is here, and can be taken without waiting."""
        with self._lock:
            if self._child and _has_ended(self._child, os.WNOHANG):
                self._child = 0
            return not self._child

    def wait(self, tell_page: PageTold) -> Reading | None:
        """Its reading, and before that its pages; None if it came to none, or was stopped.

        It is handed over once: who waits again gets None.
        """
        found: Reading | None = None
        is_whole = False
        # The number may be another file's as soon as this one is closed.
        number, self._pipe = self._pipe, None
        if number is None:
            return None
        with (
            suppress(EOFError, OSError, pickle.UnpicklingError),
            os.fdopen(number, "rb") as pipe,
        ):
            # It was pickled by this program, into a pipe that nobody else has.
            told = pickle.Unpickler(pipe)  # noqa: S301
            while not is_whole:
                is_whole, found = told.load()
                if found is not None and not is_whole:
                    tell_page(found)
        self.stop()
        return found if is_whole else None

    def stop(self) -> None:
        """End it, whatever it has come to; whoever waits for it is told."""
        with self._lock:
            if self._child:
                with suppress(ProcessLookupError):
                    os.kill(self._child, signal.SIGKILL)
                _has_ended(self._child)
                self._child = 0


def _has_ended(child: int, options: int = 0) -> bool:
    """Whether the process has ended, and left nothing behind."""
    try:
        return os.waitpid(child, options)[0] != 0
    except ChildProcessError:
        # The system itself did that: this program was started with SIGCHLD ignored.
        return True


def _read_and_end(read: Read, tells: int) -> NoReturn:
    """What the copy does; nothing of what it copied may run at its end."""
    try:
        os.nice(_LESS_URGENT)
        with os.fdopen(tells, "wb") as pipe:
            _tell_all(read, pipe)
    finally:
        os._exit(0)


def _tell_all(read: Read, pipe: BinaryIO) -> None:
    one_at_a_time = Lock()
    # One for all: a row that was told with its page is not told again with the whole.
    pickler = pickle.Pickler(pipe)

    def tell(reading: Reading, *, is_whole: bool = False) -> None:
        with one_at_a_time:
            pickler.dump((is_whole, reading))
            pipe.flush()

    tell(read(tell), is_whole=True)
