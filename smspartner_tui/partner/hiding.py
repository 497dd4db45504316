"""The key taken out of a foreign text, in which the platform may repeat it: whole, cut or encoded.

A reply that says « clé 5f3a9c… inconnue » is worth showing and keeping; the key in it is not.
"""

import base64
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import Final
from urllib.parse import quote

from smspartner_tui.core.secret import Secret

LONGEST_PIECE: Final = 11
"""Characters of the key, in a row, that may be left standing."""

HIDDEN: Final = "***"

_SHORTEST: Final = 8
_LOWER: Final = str.maketrans(ascii_uppercase, ascii_lowercase)

# A field named like a key holds one, whosever it is: in JSON, in XML, in an address.
_KEY_FIELD: Final = re.compile(
    r"""
      ( "api[_-]?key" \s*:\s* " ) (?: [^"\\] | \\. )*
    | ( <api[_-]?key> ) [^<]*
    | ( \bapi[_-]?key= ) [^&\s"'<>]*
    """,
    re.IGNORECASE | re.VERBOSE,
)


def without_key(text: str, key: Secret | None) -> str:
    """The text without any piece of the key that is longer than `LONGEST_PIECE`."""
    shown = key.reveal() if key is not None else ""
    if not shown:
        return text
    parts: list[str] = []
    kept = 0
    for start, end in _found(text, _pieces(shown)):
        parts += (text[kept:start], HIDDEN)
        kept = end
    return "".join((*parts, text[kept:]))


def without_key_fields(text: str) -> str:
    """The text without what stands in fields that hold keys, a sub-account's too."""
    return _KEY_FIELD.sub(lambda found: (found[1] or found[2] or found[3]) + HIDDEN, text)


@lru_cache(maxsize=1)
def _pieces(key: str) -> frozenset[str]:
    """The pieces to look for, in every form; of a short key only the whole.

    Kept, because every reply is looked through twice, between one movement and the next.
    """
    return frozenset(
        form[start : start + LONGEST_PIECE + 1].translate(_LOWER)
        for form in _forms(key)
        for start in range(max(len(form) - LONGEST_PIECE, 1))
    )


def _forms(key: str) -> Iterator[str]:
    """The key as it is, and as addresses, JSON (PHP's too), HTML, hex and base64 write it."""
    # It brings every name that HTML has for a character.
    import html

    written = json.dumps(key)[1:-1]
    yield from (key, quote(key, safe=""), written, written.replace("/", "\\/"), html.escape(key))
    if len(key) < _SHORTEST:
        # Of what scripts may call a key, its code could be anybody's two letters.
        return
    yield key.encode().hex()
    for before in range(3):
        # Where it does not stand first, base64 has it in one of three alignments.
        encoded = base64.b64encode(b"\0" * before + key.encode()).decode().rstrip("=")
        yield encoded[(0, 2, 3)[before] : -1 if (before + len(key)) % 3 else None]


def _found(text: str, pieces: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where pieces stand, as spans that do not touch."""
    folded = text.translate(_LOWER)
    sizes = {len(piece) for piece in pieces}
    begin = end = 0
    for start in range(len(folded)):
        for size in sizes:
            if folded[start : start + size] in pieces:
                if start > end:
                    if end:
                        yield begin, end
                    begin = start
                end = max(end, start + size)
    if end:
        yield begin, end
