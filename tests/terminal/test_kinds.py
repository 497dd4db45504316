"""Kinds of terminals, as they really are: what the program sends to each, and what it shows."""

import pytest

from tests.terminal.place import Place
from tests.terminal.terminal import Terminal

DIALOG = "Add credit -"


def _ends(terminal: Terminal) -> None:
    terminal.type("\x1b")
    terminal.sees_no_more("ADD E50.00")
    terminal.type("\x1b")
    terminal.sees_no_more(DIALOG)
    terminal.type("q")
    assert terminal.wait() == 0


@pytest.mark.parametrize(
    "env",
    [
        {"TERM": "vt220", "LC_ALL": "fr_FR.ISO-8859-1", "COLORTERM": "truecolor"},
        {"TERM": "xterm", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_a_terminal_without_utf_8_shows_every_sign(place: Place, env: dict[str, str]) -> None:
    """A frame in ASCII, amounts in E, no escape in place of a character, and no lost column."""
    with place.start("--demo", "--lang", "en", env=env) as terminal:
        terminal.sees("E2,869.20")
        terminal.type("a50\r\r")
        terminal.sees("ADD E50.00 to Garage Martin?")
        terminal.sees(f"+- {DIALOG}")
        assert {
            len(line) for line in terminal.screen.splitlines() if line.startswith(("+", "|"))
        } == {80}
        assert "\\u" not in terminal.screen
        _ends(terminal)
        drawn, used = terminal.raw, terminal.attributes
    drawn.decode("ascii" if env["LC_ALL"] == "C" else "latin-1")
    assert b"\xc2" not in drawn
    if env["TERM"] == "vt220":
        assert used <= {"", "0", "1", "4", "5", "7"}


def test_a_byte_that_is_no_text_does_not_end_the_program(place: Place) -> None:
    """What a terminal of another encoding sends is shown as unknown, and the next key works."""
    with place.start("--demo", "--lang", "en") as terminal:
        terminal.sees("61.80")
        terminal.type("f")
        terminal.sees("Filter:")
        terminal.type_bytes(b"\xe9t")
        terminal.sees("\ufffdt")
        terminal.type("\x1b")
        terminal.sees_no_more("Filter:")
        terminal.type("q")
        assert terminal.wait() == 0


def test_inside_screen_no_colour_is_sent_that_it_would_garble(place: Place) -> None:
    """COLORTERM of the terminal around it is not believed."""
    env = {"TERM": "screen", "COLORTERM": "truecolor"}
    with place.start("--demo", "--lang", "en", env=env) as terminal:
        terminal.sees("! LOW")
        terminal.type("q")
        assert terminal.wait() == 0
        assert not {"38", "48"} & terminal.attributes
