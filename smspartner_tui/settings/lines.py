"""On which line of a TOML text each key stands.

The standard reader forgets it. This scanner runs only when an error is about to be shown, on a
text that the standard reader has accepted, so it need not judge anything.
"""

import re
import tomllib
from collections.abc import Iterator

Place = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and positions in arrays of tables."""

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY = re.compile(rf"[ \t]*{_PART}(?:[ \t]*\.[ \t]*{_PART})*[ \t]*")
_ONE_PART = re.compile(_PART)
_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}\n]"
    r"""|[^"'#\[\]{}\n]+""",
    re.DOTALL,
)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


def lines_of(text: str) -> dict[Place, int]:
    """The line, counted from 1, of every table and key of a valid TOML text.

    What stands inside an inline table or array is not listed: its key's line is near enough.
    """
    found: dict[Place, int] = {}
    lengths: dict[Place, int] = {}
    table: Place = ()
    for line, brackets, parts in _statements(text.replace("\r\n", "\n")):
        if brackets:
            table = _resolved(parts[:-1], lengths)
            last: Place = (*table, parts[-1])
            if brackets == 2:
                lengths[last] = lengths.get(last, 0) + 1
            table = (*last, lengths[last] - 1) if last in lengths else last
            place = table
        else:
            place = (*table, *parts)
        for length in range(1, len(place) + 1):
            found.setdefault(place[:length], line)
    return found


def _statements(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Each header and assignment: its line, its number of brackets (0 to 2), its key's parts."""
    line, position = 1, 0
    while True:
        start = _end(_BLANK, text, position)
        line += text.count("\n", position, start)
        if start == len(text):
            return
        brackets = 2 if text.startswith("[[", start) else int(text[start] == "[")
        key_end = _end(_KEY, text, start + brackets)
        yield line, brackets, _parts(text[start + brackets : key_end])
        position = key_end + brackets if brackets else _end_of_value(text, key_end + 1)
        line += text.count("\n", start, position)


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _end_of_value(text: str, position: int) -> int:
    depth = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        piece = match[0] if match else text[position]
        if piece == "\n" and depth == 0:
            break
        depth += _STEPS.get(piece, 0)
        position += len(piece)
    return position


def _parts(key: str) -> list[str]:
    return [
        str(tomllib.loads(f"part = {part}")["part"]) if part[0] in "\"'" else part
        for part in _ONE_PART.findall(key)
    ]


def _resolved(parts: list[str], lengths: dict[Place, int]) -> Place:
    """A header's way, through the newest element of every array of tables on it."""
    place: Place = ()
    for part in parts:
        place = (*place, part)
        if place in lengths:
            place = (*place, lengths[place] - 1)
    return place
