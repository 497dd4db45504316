"""One failure with the canaries in the program, and all that could be seen of it."""

import base64
import html
import json
import signal
import socket
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Final
from urllib.parse import quote

from smspartner_tui.core.frozen import frozen
from smspartner_tui.simulator import Behaviour, Client, SimulatorServer
from smspartner_tui.simulator.replies import Refused, Reply
from tests.faults import FAULTS, FaultServer
from tests.reliability import canary_look as look
from tests.reliability.canary_points import End, Point, Source
from tests.reliability.canary_search import KEY, SUB_KEYS, found_in
from tests.terminal.place import (
    GARAGE,
    GatedBank,
    Place,
    quoted,
    wait_until_it_listens,
)
from tests.terminal.terminal import PATIENCE, Terminal

CLIENTS: Final = (
    replace(GARAGE, key=SUB_KEYS[0].value),
    Client("d" * 40, "Refus", Decimal(45), key=SUB_KEYS[1].value, behaviour=Behaviour.REFUSES),
)
TALKATIVE: Final = {
    "TEXTUAL": "debug,devtools",
    "TEXTUAL_LOG": "textual.log",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_DEVTOOLS_PORT": "9",
    "TEXTUAL_SCREENSHOT": "1",
    "SSLKEYLOGFILE": "tls.log",
    "HTTPX_LOG_LEVEL": "debug",
    "PYTHONFAULTHANDLER": "1",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONDEVMODE": "1",
}
"""An environment that has everything logged that can be."""

_CHILD: Final = Path(__file__).with_name("canary_child.py")
_SAID: Final = b"a fault of ours"
_TRIES: Final = 3
_ANSWERED: Final = 5.0
"""Seconds in which the program does what a key asks."""
_LONG: Final = 40.0
"""Seconds for an end that waits for a sender which will never answer."""


def echo() -> str:
    """What a platform says that repeats the key in every way it could."""
    key = KEY.value
    encoded = base64.b64encode(f"user:{key}".encode()).decode()
    written = json.dumps(key).replace("/", "\\/")
    forms = (key, key[:15] + "…", quote(key, safe=""), written, html.escape(key), encoded)
    return f"Clé refusée : {' '.join((*forms, key.encode().hex()))}"


@frozen
class _Repeated(Refused):
    """A refusal with the key in its words."""

    @property
    def message(self) -> str:
        """The platform's words."""
        return echo()


class _RepeatingBank(GatedBank):
    """A bank that says the key to whoever it refuses."""

    def add(self, key: str, credit: object, token: str) -> Reply | None:
        """Add, or refuse so."""
        reply = super().add(key, credit, token)
        return _Repeated(reply.code) if isinstance(reply, Refused) else reply


@dataclass
class Weakness:
    """What is taken away from the program, to see that it would be missed."""

    unhardened: bool = False
    stock_crash: bool = False


@dataclass
class Found:
    """What one failure showed, by channel; `hits` names the canaries seen there.

    `problem` says how it was not the failure that it should be.
    """

    point: Point
    size: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    hits: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    left: list[str] = field(default_factory=list)
    problem: str | None = None

    def take(self, seen: look.Seen) -> None:
        """Search what was seen."""
        for channel, contents in seen.items():
            if channel != look.LEFT:
                self.size[channel] += sum(map(len, contents))
            for content in contents:
                if channel == look.LEFT:
                    self.left.append(content.decode())
                    continue
                self.hits[channel] += found_in(content)


class _Moment:
    """The port at which the failing program waits to be looked at."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(PATIENCE)
        self.port: int = self._listener.getsockname()[1]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait until it is there; it goes on, and fails, when the block ends."""
        caller, _address = self._listener.accept()
        with closing(caller):
            yield

    def close(self) -> None:
        """Close the port."""
        self._listener.close()


def try_point(point: Point, folder: Path, weakness: Weakness | None = None) -> Found:
    """Make the program fail there, and search every channel then and afterwards."""
    found = Found(point)
    place = Place(folder)
    (folder / look.LOG_FOLDER).mkdir()
    bank = _RepeatingBank(CLIENTS, key=KEY.value)
    with _platform(place, point, bank), closing(_Moment()) as at:
        try:
            _fail(place, point, bank, at, weakness or Weakness(), found)
        except (AssertionError, TimeoutError) as error:
            found.problem = str(error) or type(error).__name__
        finally:
            bank.answer()
        found.take(look.at_files(place))
        found.take(look.at_journal(place))
    return found


def _fail(
    place: Place,
    point: Point,
    bank: GatedBank,
    at: _Moment,
    weakness: Weakness,
    found: Found,
) -> None:
    armed = place.folder / "armed"
    plan = {
        "where": point.where,
        "after": point.after,
        "how": {End.KILL: "kill", End.ABORT: "abort"}.get(point.end, ""),
        "key_file": str(place.key_file),
        "port": at.port,
        "armed": str(armed),
        "log": str(place.folder / look.LOG_FOLDER / "debug.log"),
        **vars(weakness),
    }
    env = TALKATIVE | ({"CANARY": KEY.value} if point.source is Source.VARIABLE else {})
    if weakness.unhardened:
        # Where it is heard, it ends the program.
        del env["TEXTUAL_SCREENSHOT"]
    if point.lead is None:
        armed.touch()
    with place.start_python(str(_CHILD), json.dumps(plan), env=env) as terminal:
        if point.lead is not None:
            point.lead(terminal, bank)
            armed.touch()
        if point.trigger is not None:
            point.trigger(terminal, bank)
        with at.held():
            found.take(look.at_files(place))
            found.take(look.at_process(terminal.pid))
        try:
            _see_end(terminal, point)
        finally:
            found.take(look.at_terminal(terminal))


@contextmanager
def _platform(place: Place, point: Point, bank: GatedBank) -> Iterator[None]:
    profile = point.source.value.format(key_file=place.key_file)
    if point.tls:
        with FaultServer(FAULTS["good"], tls=True) as server:
            profile += f"\nca_file = {quoted(str(server.ca_file))}"
            place.configure(server.base_url, key=KEY.value, clients=CLIENTS, profile=profile)
            yield
    else:
        with SimulatorServer(bank) as simulator:
            place.configure(simulator.base_url, key=KEY.value, clients=CLIENTS, profile=profile)
            yield


def _see_end(terminal: Terminal, point: Point) -> None:
    """Wait for the end that this failure has, or bring it about where the program goes on."""
    match point.end:
        case End.CRASH:
            assert terminal.wait() == 1
            assert _SAID in terminal.raw
        case End.ABORT:
            assert terminal.wait() == -signal.SIGABRT
        case End.KILL:
            assert terminal.wait() == -signal.SIGKILL
        case End.SIGNAL:
            terminal.signal(signal.SIGTERM)
            assert terminal.wait(_LONG) in {1, 128 + signal.SIGTERM}
        case End.LIVES:
            terminal.sees(point.sign)
            _quit(terminal)


def _quit(terminal: Terminal) -> None:
    if "┌" in terminal.screen:
        terminal.type("\x1b")
        terminal.sees_no_more("┌")
    for _ in range(_TRIES):
        # Where the box went by itself meanwhile, Esc and the first q are one key, Alt+q.
        terminal.type("q")
        if terminal.until(lambda: not terminal.is_alive or "Quit?" in terminal.screen, _ANSWERED):
            break
    if terminal.is_alive:
        wait_until_it_listens(terminal)
        terminal.type("o")
    assert terminal.wait() == 0
