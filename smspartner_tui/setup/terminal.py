"""The plain terminal: lines out in whatever its encoding can show, lines in, a key unseen."""

import getpass
import shutil
import sys
import termios
import unicodedata
from contextlib import suppress
from typing import Final, Protocol

from smspartner_tui.i18n import _

_WIDEST: Final = 79
_NARROWEST: Final = 30
_STAND_INS: Final = str.maketrans(
    {
        "€": "EUR",
        "…": "...",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "’": "'",
        "·": ".",
        "°": "o",
        "œ": "oe",
        "\u00a0": " ",
        "\u202f": " ",
    }
)


class Terminal(Protocol):
    """What the conversation needs of a terminal."""

    encoding: str

    @property
    def width(self) -> int:
        """Columns that a sentence may take."""

    def write(self, text: str) -> None:
        """Show a text."""

    def read_line(self) -> str:
        """What is typed until Enter.

        Raises:
            EOFError: the input has ended.
        """

    def read_secret(self, prompt: str) -> str:
        """What is typed unseen until Enter; raises as `getpass.getpass` does."""

    def forget_what_was_typed(self) -> None:
        """Let go of keys that were typed ahead."""


class PlainTerminal:
    """The terminal that this process was started in."""

    def __init__(self) -> None:
        self.encoding = sys.stdout.encoding or "ascii"

    @property
    def width(self) -> int:
        """Columns that a sentence may take: a narrow window's, and never more than can be read."""
        columns = shutil.get_terminal_size().columns - 1
        return max(_NARROWEST, min(columns, _WIDEST))

    def write(self, text: str) -> None:
        """Show a text, with stand-ins for what the encoding lacks."""
        # Not every part of an English or a French sentence is in Latin-1, let alone ASCII.
        # A terminal that went away is told of by its input, which ends.
        with suppress(OSError):
            sys.stdout.write(fitted(text, self.encoding))
            sys.stdout.flush()

    def read_line(self) -> str:
        """What is typed until Enter.

        Raises:
            EOFError: the input has ended.
        """
        while True:
            try:
                return input()
            except UnicodeDecodeError:
                self.write(_("That was not text in this terminal's encoding: type it again. "))

    def read_secret(self, prompt: str) -> str:
        """What is typed unseen until Enter; raises as `getpass.getpass` does."""
        return getpass.getpass(fitted(prompt, self.encoding))

    def forget_what_was_typed(self) -> None:
        """Let go of keys that were typed ahead."""
        with suppress(termios.error, OSError, ValueError):
            termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def fitted(text: str, encoding: str) -> str:
    """A text in letters that an encoding has: a stand-in, the letter without its accent, or `?`."""
    if can_show(text, encoding):
        return text
    return "".join(
        letter if can_show(letter, encoding) else _stand_in(letter, encoding) for letter in text
    )


def _stand_in(letter: str, encoding: str) -> str:
    plain = letter.translate(_STAND_INS)
    if plain == letter:
        plain = "".join(
            part for part in unicodedata.normalize("NFKD", letter) if can_show(part, encoding)
        )
    return plain or "?"


def can_show(text: str, encoding: str) -> bool:
    """Whether an encoding has all the letters of a text."""
    try:
        text.encode(encoding)
    except UnicodeError:
        return False
    return True
