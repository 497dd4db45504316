"""The key, and the files: what must be nowhere, and what must be nobody else's.

Where nothing fails; where something does, the canary run looks on.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from smspartner_tui.simulator import Behaviour, Client, SimulatorServer
from tests.reliability.canary_run import TALKATIVE
from tests.reliability.canary_search import KEY, SUB_KEYS, found_in
from tests.terminal.place import (
    GARAGE,
    GatedBank,
    Place,
    close_dialog,
    look_at_history,
    open_question,
)
from tests.terminal.terminal import Terminal

ITS_CLIENTS: Final = (
    replace(GARAGE, key=SUB_KEYS[0].value),
    Client("d" * 40, "Refus", Decimal(45), key=SUB_KEYS[1].value, behaviour=Behaviour.REFUSES),
)


def test_the_key_is_nowhere_but_in_its_file(place: Place) -> None:
    """After readings, movements and a lost platform, with every log asked for; all is private."""
    with (
        SimulatorServer(GatedBank(ITS_CLIENTS, key=KEY.value)) as server,
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
        look_at_history(terminal, "refused")
        server.close()
        terminal.type("r")
        terminal.sees("Platform unreachable")
        # The order of the list is remembered in a file.
        terminal.type("oq")
        assert terminal.wait() == 0
        drawn = terminal.raw
    assert [written.state for written in place.movements()] == ["confirmed", "rejected"]
    assert_no_secret(place, drawn)
    made = list((place.folder / "state").rglob("*"))
    assert {"screen.json", place.journal_file.name} <= {path.name for path in made}
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_a_key_that_is_refused_is_not_shown(place: Place) -> None:
    """The platform's word about the key is told, the key is not."""
    with (
        SimulatorServer(GatedBank(ITS_CLIENTS)) as server,
        _started_with_canary(place, server.base_url) as terminal,
    ):
        terminal.sees("API key refused")
        terminal.sees("Clé API incorrecte")
        terminal.type("?")
        terminal.sees("menu of all actions")
        close_dialog(terminal)
        terminal.type("q")
        assert terminal.wait() == 0
        drawn = terminal.raw
    assert_no_secret(place, drawn)


def _started_with_canary(place: Place, base_url: str) -> Terminal:
    place.configure(base_url, key=KEY.value, clients=ITS_CLIENTS)
    return place.start(env=TALKATIVE)


def assert_no_secret(place: Place, drawn: bytes) -> None:
    """No key in what was drawn nor in any file but its own, and no log of any kind."""
    files = [path for path in place.folder.rglob("*") if path.is_file()]
    places = {path: path.read_bytes() for path in files if path != place.key_file}
    assert place.journal_file in places
    assert found_in(drawn) == []
    assert {path: hits for path, content in places.items() if (hits := found_in(content))} == {}
    assert found_in(place.key_file.read_bytes()) == [KEY.name]
    assert not list((place.folder / "work").iterdir())
    assert not list((place.folder / "home").iterdir())
