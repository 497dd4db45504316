"""A text in TOML read key by key, strictly; what is wrong with it, and where, as a value."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, Self

import tomli

from smspartner_tui.core.money import (
    ZERO,
    AmountError,
    AmountProblem,
    Exactly,
    TypedAmount,
    read_amount,
)

Place = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and positions in arrays of tables."""

_POSITION: Final = re.compile(r"at line ([0-9]+), column [0-9]+")
_BALANCE: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")


class Flaw(StrEnum):
    """Why a text is not what it should be."""

    SYNTAX = "syntax"
    UNKNOWN_KEY = "unknown key"
    MISSING = "missing"
    NOT_TEXT = "not a text"
    NOT_TIME = "not a time"
    NOT_FLAG = "not true or false"
    NOT_COUNT = "not a count"
    NOT_TABLES = "not tables"
    NOT_AMOUNT = "not an amount"
    NOT_BALANCE = "not a balance"
    NOT_DIRECTION = "not a direction"
    TWICE = "twice"
    WRONG_TOTAL = "wrong total"
    WRONG_COUNT = "wrong count"
    TOO_MANY = "too many"


class FilingError(ValueError):
    """What is wrong with a text, and where; `line` is known for what is no TOML.

    `figure` is what is right, or the most that there may be; `known` are the keys that may be.
    """

    def __init__(
        self,
        flaw: Flaw,
        place: Place = (),
        *,
        line: int | None = None,
        figure: Decimal = ZERO,
        known: Collection[str] = (),
    ) -> None:
        super().__init__(f"{flaw}: {'.'.join(map(str, place))}")
        self.flaw = flaw
        self.place = place
        self.line = line
        self.figure = figure
        self.known = known


def parsed(text: str) -> dict[str, object]:
    """The tables of a text.

    Raises:
        FilingError: it is no TOML.
    """
    try:
        return tomli.loads(text)
    except RecursionError:
        raise FilingError(Flaw.SYNTAX) from None
    except ValueError as error:
        found = _POSITION.search(str(error))
        raise FilingError(Flaw.SYNTAX, line=int(found[1]) if found else None) from None


class Keys:
    """One table of a text; everything that is asked of it raises `FilingError` for a surprise."""

    def __init__(self, values: Mapping[str, object], place: Place = ()) -> None:
        self._values = values
        self._place = place

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def flawed(self, flaw: Flaw, key: str, figure: Decimal = ZERO) -> FilingError:
        """The error for one of the keys."""
        return FilingError(flaw, (*self._place, key), figure=figure)

    def only(self, known: Collection[str]) -> Self:
        """This table, held to the keys that it may have."""
        for key in self._values:
            if key not in known:
                raise FilingError(Flaw.UNKNOWN_KEY, (*self._place, key), known=known)
        return self

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there, and not be empty."""
        value = self._values.get(key, default)
        if value is None or (value == "" and default is None):
            raise self.flawed(Flaw.MISSING, key)
        if not isinstance(value, str):
            raise self.flawed(Flaw.NOT_TEXT, key)
        return value

    def flag(self, key: str) -> bool:
        """A yes or no; no where it is not there."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise self.flawed(Flaw.NOT_FLAG, key)
        return value

    def count(self, key: str) -> int:
        """A whole number."""
        value = self._values.get(key)
        # To Python, yes and no are numbers too.
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.flawed(Flaw.MISSING if value is None else Flaw.NOT_COUNT, key)
        return value

    def time(self, key: str) -> datetime:
        """A time, in UTC; it must name its zone."""
        value = self._values.get(key)
        if value is None:
            raise self.flawed(Flaw.MISSING, key)
        try:
            if isinstance(value, datetime) and value.tzinfo is not None:
                return value.astimezone(UTC)
        except OverflowError:
            pass
        raise self.flawed(Flaw.NOT_TIME, key)

    def amount(self, key: str, *, zero: bool = False) -> Decimal:
        """Euros, above zero unless `zero` may be too."""
        text = self.text(key)
        try:
            typed: TypedAmount = read_amount(text)
        except AmountError as error:
            if not zero or error.problem is not AmountProblem.ZERO:
                raise self.flawed(Flaw.NOT_AMOUNT, key) from None
            typed = Exactly(ZERO)
        if not isinstance(typed, Exactly):
            raise self.flawed(Flaw.NOT_AMOUNT, key)
        return typed.amount

    def balance(self, key: str) -> Decimal:
        """Euros with their sign, and up to six decimals."""
        text = self.text(key)
        if not _BALANCE.fullmatch(text):
            raise self.flawed(Flaw.NOT_BALANCE, key)
        return Decimal(text)

    def tables(self, key: str, most: int) -> tuple["Keys", ...]:
        """A list of tables; none where there is no such key."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.flawed(Flaw.NOT_TABLES, key)
        if len(value) > most:
            raise self.flawed(Flaw.TOO_MANY, key, Decimal(most))
        return tuple(Keys(one, (*self._place, key, place)) for place, one in enumerate(value))
