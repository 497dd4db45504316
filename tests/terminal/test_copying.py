"""What is copied, as it reaches each kind of terminal, and what stands before it."""

import base64
from pathlib import Path

import pytest

from tests.reliability.hostile_texts import assert_harmless
from tests.terminal.place import Place
from tests.terminal.terminal import Terminal

NAME = "Garage Martin"
PLAIN = f"\x1b]52;c;{base64.b64encode(NAME.encode()).decode()}\x07".encode()
IN_TMUX = b"\x1bPtmux;\x1b" + PLAIN + b"\x1b\\"
IN_SCREEN = b"\x1bP" + PLAIN + b"\x1b\\"
SHOWN = "Copied, if your terminal lets programs do that. If not, select these lines."


def _copies(terminal: Terminal) -> bytes:
    """Copy the name of the first sub-account; all that was sent."""
    terminal.sees("61.80")
    terminal.type("cn")
    terminal.sees("Copied, if your terminal")
    terminal.type("\x1b")
    terminal.sees_no_more("Copied, if your terminal")
    terminal.type("q")
    assert terminal.wait() == 0
    return bytes(terminal.raw)


@pytest.mark.parametrize(
    ("env", "sent"),
    [
        ({"TERM": "xterm-256color"}, PLAIN),
        ({"TERM": "tmux-256color"}, PLAIN + IN_TMUX),
        ({"TERM": "screen-256color"}, PLAIN + IN_SCREEN),
        ({"TERM": "screen", "STY": "1.x", "TMUX": "/nowhere,1,0"}, IN_SCREEN),
        ({"TERM": "linux"}, b""),
        ({"TERM": "vt220"}, b""),
    ],
)
def test_a_copy_reaches_the_terminal_as_it_takes_it(
    place: Place, env: dict[str, str], sent: bytes
) -> None:
    """Whole, with nothing drawn in between; a console is sent none of it."""
    with place.start("--demo", "--lang", "en", env=env) as terminal:
        raw = _copies(terminal)
    assert raw.count(b"\x1bP") == sent.count(b"\x1bP")
    assert raw.count(b"]52;") == sent.count(b"]52;")
    assert sent in raw


def test_tmux_around_the_program_is_handed_the_text_and_no_secret(
    place: Place, tmp_path: Path
) -> None:
    """By its own command, which knows nothing of the environment but how to find it."""
    told, tmux = tmp_path / "told", tmp_path / "bin" / "tmux"
    tmux.parent.mkdir()
    tmux.write_text(f'#!/bin/sh\n{{ echo "$@"; /usr/bin/env; echo; /bin/cat; }} > {told}\n')
    tmux.chmod(0o700)
    env = {
        "TERM": "tmux-256color",
        "TMUX": "/nowhere,1,0",
        "PATH": str(tmux.parent),
        "SMSPARTNER_API_KEY": "secret",
    }
    with place.start("--demo", "--lang", "en", env=env) as terminal:
        raw = _copies(terminal)
    assert PLAIN + IN_TMUX in raw
    arguments, rest = told.read_text().split("\n", 1)
    environment, text = rest.split("\n\n")
    assert (arguments, text) == ("load-buffer -w -", NAME)
    assert "TMUX=/nowhere,1,0" in environment
    assert "SMSPARTNER" not in environment


def test_a_copy_in_an_ordinary_terminal_is_all_that_it_is_told(place: Place) -> None:
    """Shown on screen as well, to be selected by hand."""
    with place.start("--demo", "--lang", "en", env={"TERM": "xterm-256color"}) as terminal:
        terminal.sees("61.80")
        terminal.type("cb")
        terminal.sees("Garage Martin: €61.80 on ")
        terminal.sees(SHOWN)
        terminal.type("\x1b")
        terminal.sees_no_more("Copied, if your terminal")
        terminal.type("q")
        assert terminal.wait() == 0
        assert_harmless(terminal)
