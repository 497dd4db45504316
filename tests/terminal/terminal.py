"""A real pseudo-terminal with the program in it, and a screen that shows what it draws."""

import fcntl
import os
import re
import resource
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyte

PATIENCE: Final = 20.0
"""Seconds that a wait may take before it is called a failure."""

# Makes the terminal the controlling one, so that closing it hangs up, or ignores that as `nohup`
# does; in a process of its own, because a fork of this one, with its threads, is unsafe.
_LAUNCHER: Final = """
import fcntl, os, signal, sys, termios
if sys.argv[1] == "nohup":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
else:
    fcntl.ioctl(1, termios.TIOCSCTTY, 0)
os.execv(sys.argv[2], sys.argv[2:])
"""
PLAIN_SPACES: Final = str.maketrans("\u00a0\u202f", "  ")
"""Turns spaces that do not break into plain ones."""

_TICKS: Final = os.sysconf("SC_CLK_TCK")


class Terminal:
    """A program in a terminal of `columns` by `rows`: type, look, resize, hang up, wait.

    `no_hang_up` has the program not told when the terminal goes: no signal is sent, and it would
    be ignored. `no_input` gives it an empty standard input, `own_input` one that can end by
    itself, the terminal staying. All that it drew is kept in `raw`.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        columns: int = 80,
        rows: int = 24,
        no_hang_up: bool = False,
        no_input: bool = False,
        own_input: bool = False,
    ) -> None:
        self._changed = threading.Condition()
        self._emulator = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._emulator)
        self._is_looked_at = True
        self._raw = bytearray()
        self._reaped_before = _reaped_seconds()
        self._used: float | None = None
        self._is_over = False
        self._master, slave = os.openpty()
        self._wake_reader, self._wake = os.pipe()
        self._set_size(columns, rows)
        self.attributes_before = termios.tcgetattr(self._master)
        self._name = os.ttyname(slave)
        self._keyboard, read_from = os.openpty() if own_input else (self._master, slave)
        way = "nohup" if no_hang_up else ""
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _LAUNCHER, way, *argv],
                stdin=subprocess.DEVNULL if no_input else read_from,
                stdout=slave,
                stderr=slave,
                cwd=cwd,
                env=dict(env),
                start_new_session=True,
            )
        finally:
            for descriptor in {slave, read_from}:
                os.close(descriptor)
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self.end_input()
        self.hang_up()
        os.close(self._wake)
        os.close(self._wake_reader)

    # What is drawn

    def _read(self) -> None:
        while drawn := self._next():
            with self._changed:
                self._raw += drawn
                if self._is_looked_at:
                    self._stream.feed(drawn)
                self._changed.notify_all()
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _next(self) -> bytes:
        """What is drawn next; nothing once either side has gone."""
        ready, _, _ = select.select([self._master, self._wake_reader], [], [])
        if self._wake_reader in ready:
            return b""
        try:
            return os.read(self._master, 65536)
        except OSError:
            # Nobody has the other side open any more.
            return b""

    @property
    def raw(self) -> bytes:
        """All that was drawn, byte for byte."""
        with self._changed:
            return bytes(self._raw)

    @property
    def attributes(self) -> set[str]:
        """Every attribute and colour that was used, by its number."""
        return {
            number.decode()
            for found in re.findall(rb"\x1b\[([0-9;:]*)m", self.raw)
            for number in re.split(rb"[;:]", found)
        }

    @property
    def screen(self) -> str:
        """What stands on the screen now, with plain spaces for those that do not break."""
        with self._changed:
            lines = [line.rstrip() for line in displayed(self._emulator)]
        return "\n".join(lines).translate(PLAIN_SPACES)

    def until(self, happened: Callable[[], bool], timeout: float = PATIENCE) -> bool:
        """Wait until it is so, looking again whenever something was drawn, or to the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or happened(), timeout)
            return happened()

    def sees(self, text: str, timeout: float = PATIENCE) -> None:
        """Wait until a text stands on the screen."""
        assert self.until(lambda: text in self.screen, timeout), f"no {text!r} in\n{self.screen}"

    def sees_no_more(self, text: str, timeout: float = PATIENCE) -> None:
        """Wait until a text has gone from the screen."""
        gone = self.until(lambda: text not in self.screen, timeout)
        assert gone, f"{text!r} still in\n{self.screen}"

    def line_of(self, text: str) -> str:
        """The first line on the screen that holds a text."""
        return next((line for line in self.screen.splitlines() if text in line), "")

    # What is done to it

    def type(self, text: str) -> None:
        """Send keys, all in one write."""
        self.type_bytes(text.encode())

    def type_bytes(self, keys: bytes) -> None:
        """Send keys as they come from a terminal of any encoding."""
        os.write(self._keyboard, keys)

    def paste(self, text: str) -> None:
        """Send a text as terminals send what was pasted."""
        self.type(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        with self._changed:
            self._emulator.resize(rows, columns)
            if not self._is_looked_at:
                # What comes next may begin in the middle of a sequence of control characters.
                self._stream = pyte.ByteStream(self._emulator)
                self._is_looked_at = True
        self._set_size(columns, rows)

    def storm(self, sizes: Iterable[tuple[int, int]], every: float) -> None:
        """Give the window size after size, `every` so many seconds.

        What is drawn meanwhile, and until the next `resize`, is kept but not shown on `screen`.
        """
        with self._changed:
            self._is_looked_at = False
        rhythm = threading.Event()
        for columns, rows in sizes:
            self._set_size(columns, rows)
            rhythm.wait(every)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def stop_output(self) -> None:
        """Take nothing of what is drawn any more, as a link that hangs: who draws is blocked."""
        slave = os.open(self._name, os.O_RDWR | os.O_NOCTTY)
        try:
            termios.tcflow(slave, termios.TCOOFF)
        finally:
            os.close(slave)

    def use_as_shell(self, text: str) -> None:
        """Do what a shell does that takes the terminal back: its own modes, and a text of its."""
        slave = os.open(self._name, os.O_RDWR | os.O_NOCTTY)
        try:
            termios.tcsetattr(slave, termios.TCSANOW, self.attributes_before)
            os.write(slave, text.encode())
        finally:
            os.close(slave)

    def end_input(self) -> None:
        """Close what the program reads keys from, where that is not the terminal itself."""
        if self._keyboard != self._master:
            os.close(self._keyboard)
            self._keyboard = self._master

    def hang_up(self) -> None:
        """Close the terminal, as a lost connection does; may be repeated."""
        if self._master >= 0:
            os.write(self._wake, b".")
            self._reader.join()
            os.close(self._master)
            self._master = self._keyboard = -1

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self._process.send_signal(number)

    # Its end

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the program runs."""
        return self._process.poll() is None

    @property
    def is_stopped(self) -> bool:
        """Whether the program was stopped, as Ctrl+Z does, since this was last asked."""
        return self._stopped(os.WNOHANG)

    def wait_until_stopped(self) -> None:
        """Wait for the program to be stopped; it must, or this waits for ever."""
        assert self._stopped(0)

    def _stopped(self, options: int) -> bool:
        return os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | options) is not None

    def wait(self, timeout: float = PATIENCE) -> int:
        """Wait for the program's end, and for all that it drew; the exit status.

        What a fault of ours has to say goes to the test's output.
        """
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still alive with\n{self.screen}") from None
        self._used = _reaped_seconds() - self._reaped_before
        if self._master >= 0:
            self._reader.join()
        if status == 1:
            sys.stdout.write(self.raw.decode(errors="replace"))
        return status

    @property
    def cpu_seconds(self) -> float:
        """Seconds of computing that the program has used until now."""
        if self._used is not None:
            return self._used
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def takes_keys(self) -> bool:
        """Whether keys reach the program at once, unseen, and pastes are marked as such."""
        modes = termios.tcgetattr(self._master)[3]
        marks = self.raw.rpartition(b"\x1b[?2004")[2][:1]
        return not modes & (termios.ICANON | termios.ECHO) and marks == b"h"

    @property
    def is_given_back(self) -> bool:
        """Whether the shell would find its terminal as it was: screen, cursor, mouse, modes."""
        switches = dict(re.findall(rb"\x1b\[\?([0-9]+)([hl])", self.raw))
        left_on = {mode for mode, way in switches.items() if way == b"h"} - {b"25", b"7"}
        return (
            not left_on
            and switches.get(b"25", b"h") == b"h"
            and termios.tcgetattr(self._master) == self.attributes_before
        )


def displayed(emulator: pyte.Screen) -> list[str]:
    """The lines of an emulator's screen.

    Its own `display` fails where the left half of a wide letter was overwritten.
    """
    columns = range(emulator.columns)
    rows = (emulator.buffer[row] for row in range(emulator.lines))
    return ["".join(row[column].data for column in columns) for row in rows]


def _reaped_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
