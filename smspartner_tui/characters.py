"""Characters that a terminal cannot show, and what stands for each in as many cells.

The screen counts cells before anything is encoded, so a stand-in is as wide as what it stands
for. It speaks where the terminal's own encoding, by the locale, has no such character.
"""

import codecs
import os
import re
import sys
import unicodedata
from collections.abc import Mapping
from io import TextIOWrapper
from typing import Final

STAND_INS: Final[Mapping[str, str]] = {
    "€": "E",
    "…": "~",
    "·": "-",
    "«": '"',
    "»": '"',
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "−": "-",
    "°": "o",
    "œ": "o",
    "Œ": "O",
    "ß": "s",
    "æ": "a",
    "Æ": "A",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    **dict.fromkeys("\u00a0\u202f\u2009\u2007", " "),
    **dict.fromkeys("─━▔▀", "-"),
    **dict.fromkeys("│┃▏▎▍▌▋▊▉▐▕", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯┏┓┗┛╸╺╹╻", "+"),
    # A curve that still rises.
    **dict(zip("▁▂▃▄▅▆▇█", "_.-=+*%#", strict=True)),
}
"""What stands for the signs and frames that an encoding lacks."""

POLICY: Final = "smspartner-stand-in"
"""The name by which a stream is told to write stand-ins, once `suit_terminal` ran."""

_WITH_EURO: Final = "iso8859-15"
_CHARSET: Final = re.compile(r"\.([A-Za-z0-9_-]+)")


def stand_in(character: str) -> str:
    """What stands for a character, in as many cells; nothing for one without any."""
    if (sign := STAND_INS.get(character)) is not None:
        return sign
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return ""
    base = unicodedata.normalize("NFD", character)[0]
    if base.isascii():
        return base
    return "??" if unicodedata.east_asian_width(character) in {"W", "F"} else "?"


def _encode(error: UnicodeError) -> tuple[str, int]:
    """Python's question what to write for what cannot be encoded."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(stand_in, error.object[error.start : error.end])), error.end


def charset(environ: Mapping[str, str]) -> str | None:
    """The encoding that the locale's name asks for, where it is one that Python knows."""
    named = next(filter(None, map(environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")
    wanted = _CHARSET.search(named)
    if wanted is None:
        return _WITH_EURO if named.endswith("@euro") else None
    try:
        return codecs.lookup(wanted[1]).name
    except LookupError:
        return None


def suit_terminal(environ: Mapping[str, str] = os.environ) -> None:
    """Write to terminals what they can show, and read it, in the encoding of their locale.

    A locale that is not installed here, as one that SSH brought along, has Python fall back to
    UTF-8, though the terminal at the other end is what the locale says.
    """
    codecs.register_error(POLICY, _encode)
    is_said = bool(environ.get("PYTHONIOENCODING")) or environ.get("PYTHONUTF8") == "1"
    encoding = None if is_said else charset(environ)
    for stream, errors in (
        (sys.__stdin__, "replace"),
        (sys.__stdout__, POLICY),
        (sys.__stderr__, POLICY),
    ):
        if isinstance(stream, TextIOWrapper) and stream.isatty():
            stream.reconfigure(encoding=encoding, errors=errors)
