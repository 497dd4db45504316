"""A program in a pseudo-terminal, watched from outside: what it wrote and when, what it used.

Nothing is drawn while it is watched: a moment is that at which bytes came, and `drawn` says
afterwards what stood on the screen by then. Linux alone tells all that is asked here.
"""

import ctypes
import fcntl
import os
import select
import shutil
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, Self

from tests.benchmarks.answering import Answers

COLUMNS: Final = 100
ROWS: Final = 30

PATIENCE: Final = 60.0
"""Seconds that a wait may take before it is called a failure."""

# Makes the terminal the controlling one, as a login does; other systems have no such command.
_SETSID: Final = shutil.which("setsid")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_MEGABYTE: Final = 1024 * 1024


class Chunk(NamedTuple):
    """Bytes that came at a time (monotonic seconds)."""

    at: float
    data: bytes


class Used(NamedTuple):
    """What the program has used until now: processor seconds, and how often it was woken."""

    cpu: float
    wakes: int


class Watched:
    """A program in a terminal of 100 by 30, with true colour; times in seconds, monotonic."""

    def __init__(self, argv: Sequence[str], *, env: Mapping[str, str], cwd: Path) -> None:
        self.chunks: list[Chunk] = []
        self.is_over = False
        self._answers = Answers(COLUMNS, ROWS)
        self._master, slave = os.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        login = [_SETSID, "--ctty"] if _SETSID else []
        self.began = time.monotonic()
        self._process = subprocess.Popen(
            [*login, *argv], stdin=slave, stdout=slave, stderr=slave, cwd=cwd, env=dict(env)
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    # What it writes

    def _take(self, seconds: float) -> bool:
        """Take what comes within so many seconds, and answer it; whether anything came."""
        if not select.select([self._master], [], [], max(0.0, seconds))[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            # Nobody has the other side open any more.
            data = b""
        if not data:
            self.is_over = True
            return False
        self.chunks.append(Chunk(time.monotonic(), data))
        if answer := self._answers.to(data):
            os.write(self._master, answer)
        return True

    def listen(self, seconds: float) -> None:
        """Take what it writes for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._take(left)

    def until_quiet(self, quiet: float, patience: float = PATIENCE) -> None:
        """Take what it writes until nothing came for `quiet` seconds.

        Raises:
            TimeoutError: it never fell silent.
        """
        end = time.monotonic() + patience
        while self._take(quiet):
            if time.monotonic() > end:
                raise TimeoutError("it writes without end")

    def until_answered(self, keys: bytes, quiet: float, patience: float) -> list[Chunk]:
        """Type, and take what that leads to, until nothing came for `quiet` seconds.

        Nothing where it wrote nothing for `patience` seconds.
        """
        known = len(self.chunks)
        self.type(keys)
        if self._take(patience):
            self.until_quiet(quiet)
        return self.chunks[known:]

    @property
    def written(self) -> int:
        """How many it wrote until now."""
        return sum(len(chunk.data) for chunk in self.chunks)

    # What is done to it

    def type(self, keys: bytes) -> float:
        """Type, all in one write; the moment."""
        at = time.monotonic()
        os.write(self._master, keys)
        return at

    def leave(self, keys: bytes) -> float:
        """Type what ends it; the seconds to its end.

        Raises:
            TimeoutError: it goes on.
            RuntimeError: it ended on a fault.
        """
        typed = self.type(keys)
        end = os.pidfd_open(self._process.pid)
        try:
            # What it still writes is taken meanwhile, else it would wait for us.
            while end not in (ready := select.select([end, self._master], [], [], PATIENCE)[0]):
                if not ready:
                    raise TimeoutError("it does not end")
                if not self._take(0):
                    select.select([end], [], [], PATIENCE)
            seconds = time.monotonic() - typed
        finally:
            os.close(end)
        if status := self._process.wait():
            raise RuntimeError(f"it ended with {status}")
        return seconds

    # What it uses

    @property
    def used(self) -> Used:
        """Processor time of all its threads, and the times that one of them waited and woke."""
        wakes = 0
        for status in Path(f"/proc/{self._process.pid}/task").glob("*/status"):
            try:
                fields = dict(
                    line.split(":\t", 1)
                    for line in status.read_text().splitlines()
                    if ":\t" in line
                )
            except OSError:
                # A thread that ended meanwhile.
                continue
            wakes += int(fields["voluntary_ctxt_switches"])
        return Used(time.clock_gettime(_clock_of(self._process.pid)), wakes)

    @property
    def memory(self) -> float:
        """Megabytes of it that are in memory."""
        pages = Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]
        return int(pages) * _PAGE / _MEGABYTE


def _clock_of(pid: int) -> int:
    """The clock of a process's processor time, which is exact where /proc counts hundredths."""
    clock = ctypes.c_int()
    if ctypes.CDLL(None).clock_getcpuclockid(pid, ctypes.byref(clock)):
        raise ProcessLookupError(pid)
    return clock.value
