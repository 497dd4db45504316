"""The three forms in which rows are written, and what a cell of each kind looks like in them.

What comes from others can hold what a spreadsheet would run as a formula: such a cell of text
begins with an apostrophe in both csv forms. Amounts are exact, with two decimals at least.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from io import StringIO
from typing import Final, NamedTuple

from smspartner_tui.core.money import NO_BREAK_SPACE
from smspartner_tui.i18n import _


class Form(StrEnum):
    """How a file is written.

    For a spreadsheet as French ones read it, in the language in force; as csv by RFC 4180; or as
    JSON, one object a line. The last two are the same in every language.
    """

    SPREADSHEET = "csv"
    CSV = "rfc"
    JSON = "json"


class Choice(NamedTuple):
    """One of a few values: as programs read it, and as people do."""

    value: str | None
    word: str


class Month(NamedTuple):
    """A month, by its first day."""

    day: date


Value = str | int | float | Decimal | datetime | Month | Choice | None
Row = Mapping[str, Value]

# What a spreadsheet may take for a formula, after the blanks and quotes that it may drop; the
# wide signs because a Japanese one reads those too.
_FORMULA: Final = re.compile(r"[\s\"'\ufeff\0]*[=+\-@＝＋－＠]|[\t\r\n]")


def written(headers: Mapping[str, str], rows: Iterable[Row], form: Form) -> str:
    """Rows as text, their columns in the order of the headers, which are to be translated."""
    if form is Form.JSON:
        return "".join(
            json.dumps({key: _for_json(row.get(key)) for key in headers}, ensure_ascii=False) + "\n"
            for row in rows
        )
    file = StringIO(newline="")
    is_for_people = form is Form.SPREADSHEET
    if is_for_people:
        # The mark by which a spreadsheet knows UTF-8.
        file.write("\ufeff")
    writer = csv.writer(file, delimiter=";" if is_for_people else ",", lineterminator="\r\n")
    writer.writerow(map(_plain, headers.values()) if is_for_people else headers)
    cell = _for_spreadsheet if is_for_people else _for_csv
    writer.writerows([cell(row.get(key)) for key in headers] for row in rows)
    return file.getvalue()


def _plain(header: str) -> str:
    """A header in the language in force, with spaces that can be searched for."""
    return _(header).replace(NO_BREAK_SPACE, " ")


def _for_json(value: Value) -> str | int | float | None:
    match value:
        case Choice(one, _word):
            return one
        case Month(day):
            return f"{day:%Y-%m}"
        case Decimal():
            return _amount(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="milliseconds")
        case float():
            return round(value, 3)
        case _:
            return value


def _for_csv(value: Value) -> str:
    match value:
        case None | Choice(None, _):
            return ""
        case Choice(str() as one, _word):
            return disarmed(one)
        case datetime():
            return value.astimezone().isoformat(timespec="milliseconds")
        case str():
            return disarmed(value)
        case _:
            return str(_for_json(value))


def _for_spreadsheet(value: Value) -> str:
    match value:
        case None:
            return ""
        case Choice(_value, word):
            return disarmed(word.replace(NO_BREAK_SPACE, " "))
        case Month(day):
            return f"{day:%m/%Y}"
        case datetime():
            return f"{value.astimezone():%d/%m/%Y %H:%M:%S}"
        case str():
            return disarmed(value)
        case float() | Decimal():
            return str(_for_json(value)).replace(".", ",")
        case _:
            return str(value)


def _amount(amount: Decimal) -> str:
    """An exact amount with at least two decimals: `50.00`, `8.245`."""
    whole, _point, decimals = format(amount, "f").partition(".")
    digits = f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
    return digits.removeprefix("-") if not amount else digits


def disarmed(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `armed` gives it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def armed(cell: str) -> str:
    """The text that a cell was written from."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
