"""The key, and the files: what must be nowhere, and what must be nobody else's."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from smspartner_tui.simulator import Behaviour, Client, SimulatorServer
from tests.terminal.place import (
    GARAGE,
    GatedBank,
    Place,
    close_dialog,
    look_at_history,
    open_question,
)
from tests.terminal.terminal import Terminal

CANARY: Final = "canary7Qk2ZxV9mW4tR8pLb3"
ITS_CLIENTS: Final = (
    replace(GARAGE, key="bird-of-the-garage-5s8d7f"),
    Client("d" * 40, "Refus", Decimal(45), key="bird-of-refus-9a8b7c", behaviour=Behaviour.REFUSES),
)
TALKATIVE: Final = {
    "TEXTUAL": "debug,devtools",
    "TEXTUAL_LOG": "textual.log",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_DEVTOOLS_PORT": "9",
    "TEXTUAL_SCREENSHOT": "1",
    "SSLKEYLOGFILE": "tls.log",
    "HTTPX_LOG_LEVEL": "debug",
}


def test_the_key_is_nowhere_but_in_its_file(place: Place) -> None:
    """After readings, movements of every kind and a lost platform, with every log asked for."""
    with (
        SimulatorServer(GatedBank(ITS_CLIENTS, key=CANARY)) as server,
        _started_with_canary(place, server.base_url) as terminal,
    ):
        terminal.sees("61.80")
        open_question(terminal, "a50\r\r", "ADD €50.00 to Garage Martin?")
        terminal.type("o")
        terminal.sees("Added €50.00")
        terminal.type("j")
        open_question(terminal, "a5\r\r", "ADD €5.00 to Refus?")
        terminal.type("o")
        terminal.sees("Refused. Nothing moved.")
        close_dialog(terminal)
        server.close()
        terminal.type("r")
        terminal.sees("Platform unreachable")
        terminal.type("k")
        open_question(terminal, "a7\r\r", "ADD €7.00 to Garage Martin?")
        terminal.type("o")
        terminal.sees("Not sent: no connection.")
        close_dialog(terminal)
        look_at_history(terminal, "not sent")
        terminal.type("?")
        terminal.sees("this help")
        terminal.type("\x1b")
        terminal.sees_no_more("this help")
        terminal.type("q")
        assert terminal.wait() == 0
        drawn = terminal.raw
    assert [written.state for written in place.movements()] == ["confirmed", "rejected", "not_sent"]
    assert_no_secret(place, drawn)


def test_a_key_that_is_refused_is_not_shown(place: Place) -> None:
    """The platform's word about the key is told, the key is not."""
    with (
        SimulatorServer(GatedBank(ITS_CLIENTS)) as server,
        _started_with_canary(place, server.base_url) as terminal,
    ):
        terminal.sees("API key refused")
        open_question(terminal, "a50\r\r", "ADD €50.00 to Garage Martin?")
        terminal.type("o")
        terminal.sees("Clé API incorrecte")
        close_dialog(terminal)
        terminal.type("q")
        assert terminal.wait() == 0
        drawn = terminal.raw
    assert_no_secret(place, drawn)


def _started_with_canary(place: Place, base_url: str) -> Terminal:
    place.configure(base_url, key=CANARY, clients=ITS_CLIENTS)
    return place.start(env=TALKATIVE)


def assert_no_secret(place: Place, drawn: bytes) -> None:
    """No key in what was drawn nor in any file but its own, and no log of any kind."""
    secrets = [CANARY[:12], CANARY[8:20], *(client.key for client in ITS_CLIENTS)]
    files = [path for path in place.folder.rglob("*") if path.is_file()]
    places = {path: path.read_bytes() for path in files if path != place.key_file}
    assert place.journal_file in places
    for secret in secrets:
        assert secret.encode() not in drawn
        assert [path for path, content in places.items() if secret.encode() in content] == []
    assert not list((place.folder / "work").iterdir())
    assert not list((place.folder / "home").iterdir())


def test_paths_in_the_folder_are_private(desk: Place) -> None:
    """Every file and folder that the program makes is its owner's alone."""
    with desk.start() as terminal:
        terminal.sees("61.80")
        terminal.type("oq")
        assert terminal.wait() == 0
    made = list((desk.folder / "state").rglob("*"))
    assert desk.journal_file in made
    assert [path for path in made if path.stat().st_mode & 0o077] == []
