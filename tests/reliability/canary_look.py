"""Where a secret could be seen: the terminal, the files, the process as others see it."""

import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyte

from tests.terminal.place import SCREEN_LEFT, Place
from tests.terminal.terminal import PATIENCE, Terminal, displayed

Seen = dict[str, list[bytes]]
"""Contents by channel."""

DRAWN: Final = "terminal: all that was drawn"
AFTER: Final = "terminal: said after the screen"
SCROLLBACK: Final = "an emulator's scrollback"
TMUX: Final = "tmux's scrollback"
JOURNAL: Final = "journal file"
ROLLBACK: Final = "journal's rollback file"
DUMP: Final = "journal read as values, as exports are"
STATE: Final = "screen.json, locks"
CONFIG: Final = "configuration"
HOME: Final = "home"
TEMPORARY: Final = "temporary folder"
EXPORTS: Final = "exported files"
WORK: Final = "current folder: Textual's logs, TLS keys"
LOG: Final = "Python's log at DEBUG"
CORE: Final = "core files"
COMMAND: Final = "command line"
ENVIRONMENT: Final = "environment, read by the same user"
MEMORY: Final = "memory, read by the same user"
NAMES: Final = "names of files, threads, sockets"

CHANNELS: Final = (
    DRAWN,
    AFTER,
    SCROLLBACK,
    TMUX,
    JOURNAL,
    ROLLBACK,
    DUMP,
    STATE,
    CONFIG,
    HOME,
    TEMPORARY,
    EXPORTS,
    WORK,
    LOG,
    CORE,
    COMMAND,
    ENVIRONMENT,
    MEMORY,
    NAMES,
)

LOG_FOLDER: Final = "log"
_EXPORTED: Final = "work/smspartner-*"
_BY_FOLDER: Final = {
    "home": HOME,
    "tmp": TEMPORARY,
    "work": WORK,
    "config": CONFIG,
    LOG_FOLDER: LOG,
}

LEFT: Final = "files that nobody asked for"
"""Not a channel: logs, dumps and keys of TLS are a fault whatever is in them."""

AS_ROOT: Final = "environment, read by root"
"""Not a channel: root may read everything; this says what it sees."""

# Reads what the kernel lets the same user, without any right of root's, read of a process.
_NEIGHBOUR: Final = """
import ctypes, os, sys
if os.geteuid() == 0:
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None).capset(header, none) != 0:
        sys.exit(3)
folder, what = sys.argv[1:]
try:
    if what == "environ":
        found = [open(folder + "/environ", "rb").read()]
    else:
        memory = open(folder + "/mem", "rb", 0)
        found = []
        for line in open(folder + "/maps"):
            begin, end = (int(place, 16) for place in line.split()[0].split("-"))
            if line.split()[1].startswith("rw") and end - begin <= 1 << 20:
                memory.seek(begin)
                found.append(memory.read(end - begin))
except PermissionError:
    found = []
sys.stdout.buffer.write(b"".join(found))
"""


def at_files(place: Place) -> Seen:
    """Every file below the place but the key's own, by its channel."""
    seen: Seen = {channel: [] for channel in (*_BY_FOLDER.values(), JOURNAL, ROLLBACK, STATE, CORE)}
    seen |= {NAMES: [], LEFT: [], EXPORTS: []}
    for path in place.folder.rglob("*"):
        seen[NAMES].append(os.fsencode(path.relative_to(place.folder)))
        if path.is_file() and path != place.key_file:
            content = path.read_bytes()
            seen[_channel_of(place, path)].append(content)
            if path.name.startswith("core"):
                seen[CORE].append(content)
            below = path.relative_to(place.folder).parts[0]
            if below in {"home", "tmp", "work"} and not path.match(_EXPORTED):
                seen[LEFT].append(path.name.encode())
    return seen


def _channel_of(place: Place, path: Path) -> str:
    if path == place.journal_file:
        return JOURNAL
    if path.name.startswith(place.journal_file.name):
        return ROLLBACK
    if path.match(_EXPORTED):
        return EXPORTS
    folder = path.relative_to(place.folder).parts[0]
    return _BY_FOLDER.get(folder, STATE)


def at_journal(place: Place) -> Seen:
    """The journal's values, which no page of its file cuts in two."""
    if not place.journal_file.exists():
        return {}
    database = sqlite3.connect(f"file:{place.journal_file}?mode=ro", uri=True)
    try:
        return {DUMP: [line.encode() for line in database.iterdump()]}
    except sqlite3.OperationalError:
        # Killed in a transaction: only the program itself may roll it back.
        return {}
    finally:
        database.close()


def at_process(pid: int) -> Seen:
    """What the kernel tells others of a running process."""
    folder = Path("/proc", str(pid))
    names = [task.joinpath("comm").read_bytes() for task in folder.joinpath("task").iterdir()]
    names += [os.fsencode(link.readlink()) for link in _links(folder / "fd")]
    names.append(Path("/proc/net/unix").read_bytes())
    return {
        COMMAND: [folder.joinpath("cmdline").read_bytes()],
        ENVIRONMENT: [_as_neighbour(folder, "environ")],
        MEMORY: [_as_neighbour(folder, "mem")],
        AS_ROOT: [folder.joinpath("environ").read_bytes()] if os.geteuid() == 0 else [],
        NAMES: names,
    }


def _links(folder: Path) -> Iterator[Path]:
    try:
        yield from list(folder.iterdir())
    except PermissionError:
        # Not root: then the kernel hides them from us as from anybody.
        return


def _as_neighbour(folder: Path, what: str) -> bytes:
    command = [sys.executable, "-I", "-S", "-c", _NEIGHBOUR, str(folder), what]
    return subprocess.run(command, stdout=subprocess.PIPE, timeout=PATIENCE, check=True).stdout


def at_terminal(terminal: Terminal) -> Seen:
    """All that was drawn, as it was sent and as terminals keep it."""
    raw = terminal.raw
    seen = {DRAWN: [raw], SCROLLBACK: [_scrollback(raw)]}
    _screen, left, told = raw.partition(SCREEN_LEFT)
    seen[AFTER] = [told if left else raw]
    if shutil.which("tmux"):
        seen[TMUX] = [_tmux_scrollback(raw)]
    return seen


def _scrollback(raw: bytes) -> bytes:
    screen = pyte.HistoryScreen(80, 24, history=10_000)
    pyte.ByteStream(screen).feed(raw)
    above = ("".join(line[column].data for column in range(80)) for line in screen.history.top)
    return "\n".join([*above, *displayed(screen)]).encode()


def _tmux_scrollback(raw: bytes) -> bytes:
    """What tmux keeps when a program writes this: it has the screens apart, as terminals do."""
    # A server of its own, which reads nobody's configuration.
    tmux = ["tmux", "-L", f"canary-{os.getpid()}-{threading.get_ident()}", "-f", os.devnull]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "TERM": "xterm-256color"}
    end = b"the-end-of-what-was-drawn"
    with tempfile.NamedTemporaryFile() as file:
        file.write(raw + b"\r\n" + end)
        file.flush()
        show = f"stty -echo raw; cat {shlex.quote(file.name)}; exec cat >/dev/null"
        start = [*tmux, "new-session", "-d", "-x", "80", "-y", "24", show]
        subprocess.run(start, env=environment, timeout=PATIENCE, check=True)
        try:
            return _until(end, [*tmux, "capture-pane", "-p", "-S", "-"])
        finally:
            subprocess.run([*tmux, "kill-server"], timeout=PATIENCE, check=False)


def _until(end: bytes, command: list[str]) -> bytes:
    """What the command prints, once the end of it is there."""
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        done = subprocess.run(command, stdout=subprocess.PIPE, timeout=PATIENCE, check=True)
        if end in done.stdout:
            return done.stdout
    raise TimeoutError(end)
