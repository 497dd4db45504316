"""What kinds of terminals there are, by their name in TERM, and what each can take. Pure."""

import re
import unicodedata
from collections.abc import Mapping, MutableMapping
from typing import Final

from smspartner_tui.characters import STAND_INS
from smspartner_tui.core.frozen import frozen

_MONOCHROME: Final = re.compile(r"vt[0-9]+|.*-(m|mono)$")
_CONSOLE: Final = re.compile(r"linux|con[0-9]|cons25|vt[0-9]|sun|wsvt25")
_NO_TRUE_COLOUR: Final = re.compile(r"linux|con[0-9]|cons25|vt[0-9]|screen|xterm-16color")

_FEW_COLOURS: Final = 16

# Every console has these: the cursor, the line's end, and the other screen where there is one.
_PLAIN_MODES: Final = frozenset({"7", "25", "1049"})
_SEQUENCE: Final = re.compile(
    r"\x1b\](?P<title>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b\[(?P<mark>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
)
_VT_ATTRIBUTES: Final = frozenset({"", "0", "1", "4", "5", "7", "22", "24", "25", "27"})
_LEFT: Final = "\x1b[?1049l"
_WIPED: Final = "\x1b[H\x1b[2J"

_FIRST_FLAG: Final = 0x1F1E6
_LETTERS: Final = 26
_JOINED_JAMO: Final = (range(0x1160, 0x1200), range(0xD7B0, 0xD7FC), (0x3164, 0xFFA0))
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
# Beyond what European text, frames and arrows are made of.
_UNSURE: Final = re.compile("[^\x00-\u02ff\u0370-\u0482\u1e00-\u2bff]")

# The fonts of a console hold 256 or 512 signs: a frame always, these seldom.
_CONSOLE_FONT: Final = str.maketrans(
    {sign: STAND_INS[sign] for sign in "…€“”‘’\u00a0\u202f▁▂▃▅▆▇▔▎▊━"}
)


@frozen
class Terminal:
    """What a terminal can take: `colours` is 0 for none; a `console` knows few sequences.

    `erases` where cells that are erased take the ground of the pen, on which not all agree.
    """

    colours: int
    is_console: bool = False
    has_own_font: bool = False
    erases: bool = False

    def takes(self, drawn: str) -> str:
        """What of it may be sent: sequences that this terminal would print are left out."""
        if _UNSURE.search(drawn):
            drawn = _UNSURE.sub(_sure, drawn)
        if not self.is_console:
            return drawn
        if self.has_own_font:
            drawn = drawn.translate(_CONSOLE_FONT)
        return _SEQUENCE.sub(self._sequence, drawn)

    def _sequence(self, found: re.Match[str]) -> str:
        if found["final"] is None or found["between"] or found["mark"] in {"<", "=", ">"}:
            return ""
        if found["mark"] == "?":
            if found["numbers"] not in _PLAIN_MODES:
                return ""
            # There is no other screen to go back to: what was drawn would stand under the prompt.
            return found[0] + _WIPED if found[0] == _LEFT else found[0]
        if found["final"] == "m" and not self.colours:
            kept = [one for one in found["numbers"].split(";") if one in _VT_ATTRIBUTES]
            return f"\x1b[{';'.join(kept)}m" if kept else ""
        return found[0]


def _sure(found: re.Match[str]) -> str:
    """A character in as many cells as were counted for it, on whatever terminal.

    Marks with a body of their own and skin tones count as nothing here and take a cell or two on
    many; the letters that make a flag are drawn as a flag, as letters, or twice as wide.
    """
    character = found[0]
    if 0 <= ord(character) - _FIRST_FLAG < _LETTERS:
        return chr(ord("A") + ord(character) - _FIRST_FLAG)
    if unicodedata.category(character) == "Mc" or ord(character) in _SKIN_TONES:
        return ""
    return "" if any(ord(character) in jamo for jamo in _JOINED_JAMO) else character


def terminal_of(environ: Mapping[str, str]) -> Terminal:
    """The terminal that the environment names."""
    name = environ.get("TERM", "").lower()
    is_console = bool(_CONSOLE.match(name))
    if _MONOCHROME.fullmatch(name):
        return Terminal(0, is_console)
    has_font, erases = name.startswith("linux"), name.startswith(("xterm", "tmux"))
    if _has_true_colour(environ):
        return Terminal(1 << 24, is_console, has_font, erases)
    colours = 256 if "256color" in name else _FEW_COLOURS
    return Terminal(colours, is_console, has_font, erases)


def _has_true_colour(environ: Mapping[str, str]) -> bool:
    """Whether COLORTERM can be believed: inside `screen` it speaks of the terminal around it."""
    asked = environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}
    return asked and not _NO_TRUE_COLOUR.match(environ.get("TERM", "").lower())


def suit(environ: MutableMapping[str, str]) -> Terminal:
    """Take out of the environment what would make the toolkit send more than the terminal takes."""
    terminal = terminal_of(environ)
    if terminal.colours < 1 << 24:
        environ.pop("COLORTERM", None)
    if not terminal.colours:
        environ["NO_COLOR"] = "1"
    return terminal
