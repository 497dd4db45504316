"""The canaries, and how to find one in anything: whole, in a piece, encoded, or broken by lines."""

import base64
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote

PIECE: Final = 12
"""Characters of a canary that are a hit by themselves."""

_ESCAPES: Final = re.compile(
    rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P^_X].*?\x1b\\|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -~]",
    re.DOTALL,
)
_SEAMS: Final = re.compile(rb"[^!-~]+")


@dataclass(frozen=True)
class Canary:
    """A secret made to be found again."""

    name: str
    value: str

    @cached_property
    def pieces(self) -> frozenset[bytes]:
        """What is looked for, in small letters: every piece of every form."""
        return frozenset(piece.lower().encode() for piece in self._pieces())

    def _pieces(self) -> Iterator[str]:
        written = json.dumps(self.value)[1:-1]
        address = quote(self.value, safe="")
        for form in (self.value, address, written, html.escape(self.value)):
            yield from _windows(form, PIECE)
        yield from _windows(self.value.encode().hex(), 2 * PIECE)
        for before in range(3):
            # Base64 of a piece depends on where in its three bytes that begins.
            encoded = base64.b64encode(b"\0" * before + self.value.encode()).decode().rstrip("=")
            yield from _windows(encoded[-(-before * 8 // 6) : -1], 4 * PIECE // 3)


def _windows(form: str, size: int) -> Iterator[str]:
    for start in range(max(len(form) - size + 1, 1)):
        yield form[start : start + size]


KEY: Final = Canary("the account's key", 'cAnary+7Qk2/ZxV9=mW4tR8&pLb3"s\\6%nYd')
"""With signs in it that every encoding writes otherwise."""

SUB_KEYS: Final = (
    Canary("a sub-account's key", "bird5s8d7fQm3Xw9Lk2Vt6Rz1Hy4Nc8Jp0Gb7Se5"),
    Canary("another sub-account's key", "9a8b7c1dTf4Wq6Eu2Yi8Oo3Pa5Sd7Fg9Hj1Kl4Z"),
)
CANARIES: Final = (KEY, *SUB_KEYS)


def found_in(content: bytes) -> list[str]:
    """The names of the canaries that stand in a content, as it is or with its seams taken out."""
    small = content.lower()
    seamless = _SEAMS.sub(b"", _ESCAPES.sub(b"", content)).lower()
    return [
        canary.name
        for canary in CANARIES
        if any(piece in small or piece in seamless for piece in canary.pieces)
    ]
