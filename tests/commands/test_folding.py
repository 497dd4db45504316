"""Lines that a terminal is too narrow for are folded between words, and nowhere else."""

import os
import pty
import termios
from collections.abc import Iterator
from io import StringIO
from typing import TextIO

import pytest

from smspartner_tui.commands.folding import folded

PATH = "/home/paul/.config/smspartner-tui/a-folder-with-a-long-name/config.toml"
LINE = f"  There is a configuration already: {PATH}."


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    """A terminal of 40 columns."""
    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (24, 40))
    with os.fdopen(its, "w") as stream:
        yield stream
    os.close(ours)


def test_a_terminal_gets_whole_words(terminal: TextIO) -> None:
    """Indented as the line is; a path stays whole, so that it can be taken from the screen."""
    assert folded(LINE, terminal).splitlines() == [
        "  There is a configuration already:",
        f"  {PATH}.",
    ]


def test_what_fits_stays(terminal: TextIO) -> None:
    """To the last cell."""
    assert folded("a " * 20, terminal) == "a " * 20


def test_where_there_is_no_terminal_lines_stay_whole() -> None:
    """For programs, and for who reads a log."""
    assert folded(LINE, StringIO()) == LINE
