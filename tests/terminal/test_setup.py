"""The set-up in a real terminal: from no configuration to the first movement, in both languages."""

import time
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from smspartner_tui.simulator import DEMO_KEY, SimulatorServer
from tests.terminal.place import GatedBank, Place, assert_confirmed, wait_until_it_listens
from tests.terminal.terminal import Terminal

THREE_MINUTES: Final = 180.0
A_LINE: Final = 4.0
"""Seconds that a person takes to read a question and to answer it."""

ENGLISH: Final = (
    ("Language, langue [1]", "1"),
    ("Where does it come from? [2]", ""),
    ("prod.key]:", ""),
    ("API key (not shown)", DEMO_KEY),
    ("Which ones to follow? [all]", "1"),
    ("1/1 ", "Garage Martin @auto"),
    ("Low and target, for all [20 60]", ""),
    ("Low and target of the group auto [20 60]", "50 100"),
    ("Who moves credit from this server? [1]", ""),
    ("Reserve: no credit is added", ""),
    ("At most added in a day [2000]", ""),
    ("At most in one movement [1000]", ""),
    ("typed again? [200]", ""),
    ("(y/n):", "y"),
    ("Open the dashboard now? [y]", ""),
)
FRENCH: Final = (
    ("Language, langue [1]", "2"),
    ("D'où vient-elle ? [2]", ""),
    ("prod.key] :", ""),
    ("Clé API SMS Partner (rien ne s'affiche)", DEMO_KEY),
    ("Lesquels suivre ? [tout]", "1"),
    ("1/1 ", "Garage Martin @auto"),
    ("Seuil et cible, pour tous [20 60]", ""),
    ("Seuil et cible du groupe auto [20 60]", "50 100"),
    ("Qui déplace du crédit depuis ce serveur ? [1]", ""),
    ("Réserve : aucun ajout", ""),
    ("Ajouts d'une journée, au plus [2000]", ""),
    ("Un seul mouvement, au plus [1000]", ""),
    ("faut-il le retaper ? [200]", ""),
    ("(o/n) :", "o"),
    ("Ouvrir le tableau de bord maintenant ? [o]", ""),
)
MOVEMENT: Final = {
    "en": ("? Help", "ADD €50.00 to Garage Martin?", "Added €50.00 to Garage Martin"),
    "fr": ("? Aide", "CRÉDITER Garage Martin de 50,00 € ?", "nouveau solde 111,80 €"),
}


def talk(terminal: Terminal, lines: tuple[tuple[str, str], ...]) -> None:
    """Answer each question once it stands there."""
    for question, answer in lines:
        terminal.sees(question)
        terminal.type(f"{answer}\r")


@pytest.mark.parametrize(("language", "lines"), [("en", ENGLISH), ("fr", FRENCH)])
def test_from_nothing_to_the_first_movement(
    place: Place,
    bank: GatedBank,
    server: SimulatorServer,
    language: str,
    lines: tuple[tuple[str, str], ...],
) -> None:
    """As many lines as a person answers in three minutes; one POST, and the key nowhere."""
    foot, question, done = MOVEMENT[language]
    began = time.monotonic()
    with place.start("init", "--base-url", server.base_url, columns=240, rows=40) as terminal:
        talk(terminal, lines)
        # The list of who can be followed has told the balance already.
        terminal.sees(foot)
        terminal.sees("61")
        terminal.type("a50\r\r")
        terminal.sees(question)
        wait_until_it_listens(terminal)
        terminal.type("o")
        terminal.sees(done)
        terminal.until(lambda: bool(place.movements()))
        terminal.type("q")
        assert terminal.wait() == 0
        assert DEMO_KEY.encode() not in terminal.raw
    machine = time.monotonic() - began
    assert machine + (len(lines) + 5) * A_LINE < THREE_MINUTES
    assert_confirmed(place, bank)
    assert Decimal(50) == place.movements()[0].amount
    assert holding(place.folder) == [place.key_file]


def holding(folder: Path) -> list[Path]:
    """The files in which the key stands."""
    key = DEMO_KEY.encode()
    return [path for path in folder.rglob("*") if path.is_file() and key in path.read_bytes()]


def test_without_a_configuration_it_is_offered(place: Place) -> None:
    """At a terminal; the rehearsal too, and to leave."""
    with place.start() as terminal:
        terminal.sees("There is no configuration yet")
        terminal.sees("What now? [1]:")
        terminal.type("3\r")
        assert terminal.wait() == 2
    with place.start() as terminal:
        terminal.sees("What now? [1]:")
        terminal.type("\r")
        terminal.sees("Step 1 of 4")
        terminal.type("\x03")
        assert terminal.wait() == 130
        assert "Set-up left: nothing was written." in terminal.screen
        assert terminal.is_given_back
    assert not place.config_file.exists()


def test_the_rehearsal_is_one_answer_away(place: Place) -> None:
    """And leaves nothing behind."""
    with place.start() as terminal:
        terminal.sees("What now? [1]:")
        terminal.type("2\r")
        terminal.sees("Garage Martin")
        terminal.type("q")
        assert terminal.wait() == 0
    assert not place.config_file.exists()


@pytest.mark.parametrize(
    ("env", "shown"),
    [
        ({"TERM": "dumb"}, b"Setting up smspartner-tui."),
        ({"TERM": "vt220", "PYTHONIOENCODING": "latin-1", "LANG": "fr_FR"}, b"\xc9tape 1 sur 4"),
        ({"TERM": "", "PYTHONIOENCODING": "ascii", "LANG": "fr_FR"}, b"Etape 1 sur 4"),
    ],
)
def test_any_terminal_will_do(place: Place, env: dict[str, str], shown: bytes) -> None:
    """One that cannot draw, Latin-1, and plain ASCII; no control character is sent to it."""
    with place.start("init", env=env, columns=40, rows=10) as terminal:
        terminal.until(lambda: b"langue [" in terminal.raw)
        terminal.type("\x04")
        assert terminal.wait() == 130
        assert shown in terminal.raw
        assert b"\x1b" not in terminal.raw


def test_the_key_is_not_shown_while_it_is_left(place: Place) -> None:
    """Ctrl+C at the unseen question gives the terminal back as it was."""
    with place.start("init") as terminal:
        talk(terminal, ENGLISH[:3])
        terminal.sees("API key (not shown)")
        terminal.type("half-of-a-k\x03")
        assert terminal.wait() == 130
        assert b"half-of" not in terminal.raw
        assert terminal.is_given_back
    assert not place.config_file.parent.exists()
