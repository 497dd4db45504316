"""Foreign text made harmless, once, where it enters the program.

What the platform, a configuration or a colleague wrote may hold terminal escapes, direction
overrides or a megabyte of marks. `clean()` leaves what can be shown on one line of a terminal.
Markup is not its business: text is always shown as data.
"""

import unicodedata

LONGEST = 200
"""Characters kept of a foreign text."""

DOT = "·"
"""What stands where a control character stood."""

_CONTROLS = frozenset({"Cc", "Zl", "Zp"})
_INVISIBLE = frozenset({"Cf", "Cs", "Co", "Cn"})
_MARKS = frozenset({"Mn", "Me", "Mc"})
_MOST_MARKS = 2

# Terminals disagree about how wide a sign with one of these is, and columns would break.
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def clean(text: str, longest: int = LONGEST) -> str:
    """One harmless line: controls become dots, invisible characters go, the length is bounded."""
    if text.isascii() and text.isprintable() and len(text) <= longest:
        # Most texts are, and there are many of them.
        return text.strip()
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in _INVISIBLE or character in _SELECTORS:
            continue
        if category in _MARKS:
            marks += 1
            if marks > _MOST_MARKS:
                continue
        else:
            marks = 0
        if len(kept) == longest:
            kept[-1] = "…"
            break
        kept.append(DOT if category in _CONTROLS else character)
    return "".join(kept).strip()
