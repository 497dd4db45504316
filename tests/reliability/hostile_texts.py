"""Texts that attack a screen, and what of them must never reach a terminal."""

import base64
import re
import unicodedata
from typing import Final

from tests.terminal.terminal import Terminal

CLIPBOARD: Final = "\x1b]52;c;aGFjaw==\x07"
TITLE: Final = "\x1b]0;owned\x07"
LONE: Final = "\ud83d lone \udfff"
FLOOD: Final = 5_000_000
"""Characters of the longest text that is tried."""

HOSTILE: Final = (
    "[/nope]",
    "[ACME] SARL",
    "[red]rouge[/red]",
    "[@click=app.pay(500)]pay here[/]",
    "[@click='app.exit']leave here[/]",
    "[@click=app.quit]quit here[/]",
    "[link='https://evil.example']link here[/link]",
    "[type=x, v={'a[0]'}]",
    "$amount ${name} {0} {name} %s %(number)s",
    "{number} {told} {after} {!r} {0.__class__}",
    "=cmd|'/C calc'!A0",
    f"{CLIPBOARD}clipboard",
    f"{TITLE}title",
    "\x1b]8;;https://evil.example\x1b\\link here\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[Hwiped",
    "\x1bPdevice control\x1b\\",
    "\x1bcreset\x1b[?1049l\x1b[?1003l",
    "\u009b31mC1",
    "\u009d52;c;aGFjaw==\u009cC1",
    "nul\x00 bell\x07 back\b\b\b vt\x0b ff\x0c del\x7f",
    "carriage\rreturn\nfeed\ttab\x85next\u2028line\u2029",
    "\u202eevil\u2066 name\u200f",
    "zero\u200bwid\u2060th\ufeff soft\u00ad",
    "tags\U000e0041\U000e007f \ufff9note\ufffb",
    "👩\u200d👩\u200d👧 familie 日本語",
    "Zalgo" + "\u0301\u0316" * 100,
    LONE,
    "private \ue000\U000f0000 unassigned \u0378\uffff",
    "x" * 300,
)

UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS: Final = frozenset({"Mn", "Me", "Mc"})
_MOST_MARKS: Final = 2

# All that Textual itself says to a terminal: colours, places, modes and their questions, shapes.
_OWN: Final = re.compile(
    r"\x1b\[[0-9;:]*m|\x1b\[[0-9]+;[0-9]+H|\x1b\[[0-9]*[CX]|\x1b\[\?[0-9]+[hl]|\x1b\[\?[0-9]+\$p|\x1b\[<u"
    r"|\x1b\]22;[a-z]*\x07"
)


# The one thing that this program itself says: a receipt or a balance, for the clipboard.
_COPIED: Final = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
_RECEIPT: Final = re.compile(
    r"SMS credit: [^\n]*\nAccount: [^\n]*\nReference: [^\n]*"
    r"|[^\n]*: [-€0-9,. ]+ on \d\d \w{3} \d{4} at \d\d:\d\d"
)


def _copied(found: re.Match[str]) -> str:
    """The receipt, to be looked at as what is drawn is; anything else stays as it came."""
    try:
        text = base64.b64decode(found[1], validate=True).decode()
    except ValueError:
        return found[0]
    return text if _RECEIPT.fullmatch(text) else found[0]


def odd_in(raw: bytes) -> set[str]:
    """What stands in drawn bytes beside Textual's own sequences and text that can be shown."""
    text = _COPIED.sub(_copied, raw.decode("utf-8", "surrogateescape"))
    text = _OWN.sub("", text)
    odd = {character for character in text if unicodedata.category(character) in UNSAFE}
    odd -= {"\r", "\n"}
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in _MARKS else 0
        if marks > _MOST_MARKS:
            odd.add("a pile of marks")
    return odd


def assert_harmless(terminal: Terminal) -> None:
    """Nothing reached the terminal but Textual's own sequences and text that can be shown."""
    odd = odd_in(terminal.raw)
    assert not odd, odd


def typeable(text: str) -> str:
    """A text as a terminal can send it: no half of a surrogate pair."""
    return text.encode("utf-8", "ignore").decode()
