"""Text, JSON and XML read strictly: what can be read in two ways, or without end, is refused.

Bounded in size and depth, no field twice, no NaN, no document type.
"""

import codecs
import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from smspartner_tui.core.money import ZERO

_DEEPEST = 12
_LONGEST_NUMBER = 40
_LONGEST_INTEGER = 16
_LARGEST_EXPONENT = 15

# All but the brackets that count. An unfinished string is taken to the end, so that looking for
# them takes one pass.
_NO_BRACKETS = re.compile(
    r"""(?: "[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z) | [^"\[\]{}]+ )+""", re.DOTALL | re.VERBOSE
)

JsonValue = Mapping[str, "JsonValue"] | list["JsonValue"] | str | int | Decimal | bool | None


class Unreadable(Exception):  # noqa: N818 (a finding about a reply, which its readers expect)
    """The bytes are not one complete reply of this API; the text says what is wrong."""


def read_text(body: bytes, longest: int) -> str:
    """The text of a body of at most `longest` bytes.

    Raises:
        Unreadable: it is longer, or not UTF-8.
    """
    if len(body) > longest:
        raise Unreadable("a reply that is too long")
    try:
        return body.removeprefix(codecs.BOM_UTF8).decode().strip()
    except UnicodeDecodeError:
        raise Unreadable("a reply that is not UTF-8") from None


def read_object(text: str) -> Mapping[str, JsonValue]:
    """The fields of a JSON object, without any sub-account's own key.

    Raises:
        Unreadable: it is no JSON object, or one that can be read in two ways.
    """
    _refuse_depth(text)
    try:
        value = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_no_constant,
            object_pairs_hook=_unique_fields,
        )
    except ValueError:
        # From None: a JSON error carries the whole document.
        raise Unreadable("not JSON") from None
    if not isinstance(value, dict):
        raise Unreadable("not an object")
    return value


def _refuse_depth(text: str) -> None:
    """Count brackets before the parser recurses; those inside strings are none."""
    depth = 0
    for bracket in _NO_BRACKETS.sub("", text):
        depth += 1 if bracket in "[{" else -1
        if depth > _DEEPEST:
            raise Unreadable("nested too deep")


def _unique_fields(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    """An object's fields, refused when one comes twice, and never with a sub-account's key."""
    fields: dict[str, JsonValue] = {}
    for name, value in pairs:
        if name in fields:
            raise Unreadable("a field that comes twice")
        fields[name] = None if name.casefold() == "apikey" else value
    return fields


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Unreadable("a number out of range") from None
    # What a float leaves of an emptied account, 5.55e-17, is nothing.
    if not value or value.adjusted() < -_LARGEST_EXPONENT:
        return ZERO
    if len(text) > _LONGEST_NUMBER or value.adjusted() > _LARGEST_EXPONENT:
        raise Unreadable("a number out of range")
    return value


def _integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise Unreadable("a number out of range")
    return int(text)


def _no_constant(_name: str) -> NoReturn:
    raise Unreadable("a number that is none")


def read_entries(text: str) -> list[str]:
    """The texts of the XML reply's unnamed children, in their order [seed].

    Raises:
        Unreadable: it is no XML, or holds more than the documented two levels.
    """
    from xml.parsers import expat

    entries = _Entries()
    # The text is decoded already; a declaration of another encoding must not undo that.
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = entries.start
    parser.EndElementHandler = entries.end
    parser.CharacterDataHandler = entries.text
    parser.StartDoctypeDeclHandler = entries.refuse_doctype
    try:
        parser.Parse(text.encode("utf-8"), True)
    except expat.ExpatError:
        raise Unreadable("not XML") from None
    return [entry.strip() for entry in entries.found]


class _Entries:
    """Collects the unnamed children of the XML reply; position is all there is [seed]."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._depth = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if name != {1: "result", 2: "entry"}.get(self._depth):
            raise Unreadable("an element that is not documented")
        if self._depth > 1:
            self.found.append("")

    def end(self, _name: str) -> None:
        self._depth -= 1

    def text(self, data: str) -> None:
        if self._depth > 1:
            self.found[-1] += data
        elif data.strip():
            raise Unreadable("text between the entries")

    def refuse_doctype(self, *_details: object) -> NoReturn:
        raise Unreadable("a document type")
