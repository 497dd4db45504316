"""A home, a configuration and a platform of a test's own, and the program started in them."""

import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

from smspartner_tui.journal.store import FILE_NAME
from smspartner_tui.simulator import DEMO_KEY, Bank, Behaviour, Client, Reply
from smspartner_tui.tui.answers import DEAF_FOR
from tests.terminal.terminal import PATIENCE, Terminal

DEADLINE: Final = 5.0
"""Seconds that a movement may take: the least that a profile allows."""

GARAGE: Final = Client("a" * 36 + "9f3a", "Garage Martin", Decimal("61.80"), low=Decimal(50))
MAIRIE: Final = Client("b" * 36 + "41c0", "Mairie de Vannes", Decimal("1204.50"))
RADIO: Final = Client(
    "c" * 36 + "77d1", "Radio Silence", Decimal("16.40"), behaviour=Behaviour.SILENT_APPLIED
)
CLIENTS: Final = (GARAGE, MAIRIE, RADIO)

ADD_50: Final = "ADD €50.00 to Garage Martin?"
ADDED_50: Final = "Added €50.00 to Garage Martin, new balance €111.80".encode()
WAITING: Final = b"Waiting for the outcome of the movement in flight"
SCREEN_ENTERED: Final = b"\x1b[?2026$p"
"""What is asked of the terminal each time that the screen is entered, and never again in it."""

SCREEN_LEFT: Final = b"\x1b[?1049l"

_MARGIN: Final = 0.05
_MICROS: Final = Decimal(1_000_000)


class GatedBank(Bank):
    """A bank that moves the money at once and answers when it is told to.

    `moved_at` and `answered_at` are the moments (monotonic seconds) of the newest of each.
    """

    def __init__(self, accounts: Iterable[Client] = CLIENTS, key: str = DEMO_KEY) -> None:
        super().__init__(spending=False, key=key, accounts=accounts)
        self.moved = threading.Event()
        self.moved_at = 0.0
        self.answered_at = 0.0
        self._gate = threading.Event()
        self._gate.set()

    def hold(self) -> None:
        """Answer no more movements until told."""
        self.moved.clear()
        self._gate.clear()

    def answer(self) -> None:
        """Answer now what is held, and all that follows at once."""
        self.answered_at = time.monotonic()
        self._gate.set()

    def answer_after(self, seconds: float) -> None:
        """The same a little later."""
        timer = threading.Timer(seconds, self.answer)
        timer.daemon = True
        timer.start()

    def add(self, key: str, credit: object, token: str) -> Reply | None:
        """Add, and hold the answer."""
        return self._held(super().add(key, credit, token))

    def remove(self, key: str, credit: object, token: str) -> Reply | None:
        """Take back, and hold the answer."""
        return self._held(super().remove(key, credit, token))

    def _held(self, reply: Reply | None) -> Reply | None:
        self.moved_at = time.monotonic()
        self.moved.set()
        self._gate.wait(PATIENCE)
        return reply


class Written(NamedTuple):
    """A movement as the journal's file has it; the amount in euros."""

    state: str
    direction: str
    token: str
    amount: Decimal
    outcome: Mapping[str, Any]


@dataclass
class Place:
    """A folder that is home to one operator; nothing of this machine's own is seen from it."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("home", "config", "state", "tmp", "work"):
            (self.folder / name).mkdir(mode=0o700)
        self.env = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder / "home"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "TMPDIR": str(self.folder / "tmp"),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }

    @property
    def config_file(self) -> Path:
        """Where the program looks for its configuration."""
        return self.folder / "config" / "smspartner-tui" / "config.toml"

    @property
    def key_file(self) -> Path:
        """Where the configuration says that the key stands."""
        return self.folder / "config" / "smspartner-tui" / "prod.key"

    @property
    def journal_file(self) -> Path:
        """The journal of the profile."""
        return self.folder / "state" / "smspartner-tui" / "prod" / FILE_NAME

    def configure(
        self,
        base_url: str,
        *,
        key: str = DEMO_KEY,
        clients: Iterable[Client] = CLIENTS,
        top: str = "",
        profile: str = "",
        deadline: float = DEADLINE,
    ) -> None:
        """Write a configuration of one profile, `prod`, and its key file.

        `top` is TOML above the profile, `profile` TOML inside it, `deadline` in whole seconds.
        """
        lines = [
            top,
            "[profiles.prod]",
            f"base_url = {quoted(base_url)}",
            f"deadline = '{deadline:.0f}s'",
            "" if "api_key" in profile else f"api_key_file = {quoted(str(self.key_file))}",
            profile,
            *(
                "[[profiles.prod.subaccounts]]\n"
                f"token = {quoted(client.token)}\nname = {quoted(client.name)}\n"
                f"group = {quoted(client.group)}\nnote = {quoted(client.note)}"
                for client in clients
            ),
        ]
        self.write_configuration("\n".join([*lines, ""]))
        self.key_file.write_text(key + "\n")
        self.key_file.chmod(0o600)

    def write_configuration(self, text: str) -> None:
        """Write a configuration as it stands."""
        self.config_file.parent.mkdir(mode=0o700, exist_ok=True)
        self.config_file.write_text(text)

    def start(self, *arguments: str, **how: Any) -> Terminal:
        """The command in a terminal, with options of `Terminal`; `env` is added to the place's."""
        return self.start_python("-m", "smspartner_tui", *arguments, **how)

    def start_python(self, *arguments: str, **how: Any) -> Terminal:
        """Python in a terminal, likewise."""
        how["env"] = self.env | how.get("env", {})
        return Terminal([sys.executable, *arguments], cwd=self.folder / "work", **how)

    def movements(self) -> list[Written]:
        """The journal's movements, oldest first; read without opening it as the program does."""
        if not self.journal_file.exists():
            return []
        database = sqlite3.connect(f"file:{self.journal_file}?mode=ro", uri=True)
        try:
            rows = database.execute(
                "SELECT state, direction, token, micros, outcome FROM movement ORDER BY number"
            ).fetchall()
        finally:
            database.close()
        return [
            Written(state, direction, token, micros / _MICROS, json.loads(outcome or "{}"))
            for state, direction, token, micros, outcome in rows
        ]


def close_dialog(terminal: Terminal) -> None:
    """Esc, and wait for the box to go: a key that came at once would be Alt and that key."""
    terminal.type("\x1b")
    terminal.sees_no_more("┌")


def send_50(terminal: Terminal, bank: GatedBank) -> None:
    """Say yes to 50 euros, and wait until the platform has moved them; its answer is held."""
    bank.hold()
    terminal.sees("61.80")
    open_question(terminal, "a50\r\r", ADD_50)
    terminal.type("o")
    assert bank.moved.wait(PATIENCE)
    terminal.sees("Request sent")


def assert_confirmed(place: Place, bank: GatedBank) -> None:
    """One POST, and its outcome in the journal."""
    assert sum(bank.posts.values()) == 1
    assert [(written.state, written.amount) for written in place.movements()] == [
        ("confirmed", Decimal(50))
    ]


def open_question(terminal: Terminal, keys: str, question: str) -> None:
    """Type keys that lead to a question, and wait until it stands and listens."""
    terminal.type(keys)
    terminal.sees(question)
    wait_until_it_listens(terminal)


def wait_until_it_listens(terminal: Terminal) -> None:
    """Wait as long as a question that stands on the screen stays deaf: no sign shows its end."""
    terminal.until(lambda: False, DEAF_FOR + _MARGIN)


def look_at_history(terminal: Terminal, line: str) -> None:
    """Open the history, find something in it, and come back."""
    terminal.type("h")
    terminal.sees("Esc Back")
    terminal.sees(line)
    terminal.type("\x1b")
    terminal.sees_no_more("Esc Back")


def quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among its own, which asks for one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
