"""Where everything stands in a TOML text: statements, keys and values, as spans of characters.

The standard reader forgets it. This scanner reads only what the standard reader has accepted, so
it need not judge anything.
"""

import re
from collections.abc import Iterator
from typing import Literal

import tomli

from smspartner_tui.core.frozen import frozen
from smspartner_tui.settings.values import Place

_STRING = (
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
)
_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")
_ONE_PART = re.compile(_PART)
_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PLAIN = re.compile(rf"{_STRING}|[^,\[\]{{}}#\r\n]*[^,\[\]{{}}#\r\n \t]", re.DOTALL)


@frozen
class Value:
    """A value from `start` up to `end`; an array has `items`, an inline table has `pairs`."""

    kind: Literal["plain", "array", "table"]
    start: int
    end: int
    items: "tuple[Value, ...]" = ()
    pairs: "tuple[Pair, ...]" = ()


@frozen
class Pair:
    """A key that begins at `start`, with its value."""

    key: tuple[str, ...]
    start: int
    value: Value


@frozen
class Header:
    """A table's own line, without what stands beside it; `place` is the table's."""

    start: int
    end: int
    place: Place


@frozen
class Assignment:
    """A key with its value under a header; `table` is that header's place."""

    table: Place
    pair: Pair

    @property
    def start(self) -> int:
        """Where its key begins."""
        return self.pair.start

    @property
    def end(self) -> int:
        """Where its value ends."""
        return self.pair.value.end

    @property
    def place(self) -> Place:
        """The way to its value."""
        return (*self.table, *self.pair.key)


Statement = Header | Assignment


def statements(text: str) -> Iterator[Statement]:
    """Every header and assignment of a valid TOML text, in order."""
    lengths: dict[Place, int] = {}
    table: Place = ()
    position = 0
    while (start := skip_blank(text, position)) < len(text):
        if text[start] != "[":
            pair = _pair(text, start)
            yield Assignment(table, pair)
            position = pair.value.end
            continue
        brackets = 2 if text.startswith("[[", start) else 1
        parts, end = _key(text, _after(_SPACE, text, start + brackets))
        position = _after(_SPACE, text, end) + brackets
        table = (*_resolved(parts[:-1], lengths), parts[-1])
        if brackets == 2:
            lengths[table] = lengths.get(table, 0) + 1
        if table in lengths:
            table = (*table, lengths[table] - 1)
        yield Header(start, position, table)


def skip_blank(text: str, position: int) -> int:
    """Past white space, ends of lines and comments."""
    return _after(_BLANK, text, position)


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _pair(text: str, start: int) -> Pair:
    key, end = _key(text, start)
    # Behind the key stands an equals sign, with spaces around it.
    equals = _after(_SPACE, text, end)
    return Pair(key, start, _value(text, _after(_SPACE, text, equals + 1)))


def _key(text: str, start: int) -> tuple[tuple[str, ...], int]:
    end = _after(_KEY, text, start)
    return tuple(map(_part, _ONE_PART.findall(text[start:end]))), end


def _part(part: str) -> str:
    return str(tomli.loads(f"part = {part}")["part"]) if part[0] in "\"'" else part


def _value(text: str, start: int) -> Value:
    match text[start]:
        case "[":
            items: list[Value] = []
            position = skip_blank(text, start + 1)
            while text[position] != "]":
                items.append(_value(text, position))
                position = _past_comma(text, items[-1].end)
            return Value("array", start, position + 1, items=tuple(items))
        case "{":
            pairs: list[Pair] = []
            position = skip_blank(text, start + 1)
            while text[position] != "}":
                pairs.append(_pair(text, position))
                position = _past_comma(text, pairs[-1].value.end)
            return Value("table", start, position + 1, pairs=tuple(pairs))
        case _:
            return Value("plain", start, _after(_PLAIN, text, start))


def _past_comma(text: str, position: int) -> int:
    position = skip_blank(text, position)
    return skip_blank(text, position + 1) if text[position] == "," else position


def _resolved(parts: tuple[str, ...], lengths: dict[Place, int]) -> Place:
    """A header's way, through the newest element of every array of tables on it."""
    place: Place = ()
    for part in parts:
        place = (*place, part)
        if place in lengths:
            place = (*place, lengths[place] - 1)
    return place
