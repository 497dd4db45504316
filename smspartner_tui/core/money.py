"""Euros as `Decimal`: read what people type, print what people read.

Amounts never pass through binary floating point, a process-wide locale or a guess: what can
be read in two ways is refused, with a reason that the screen turns into a sentence.
"""

import re
from decimal import ROUND_DOWN, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Literal

from smspartner_tui.core.frozen import frozen

Language = Literal["en", "fr"]

CENT = Decimal("0.01")
MICRO = Decimal("0.000001")
ZERO = Decimal(0)
MICROS_IN_A_EURO = 1_000_000

LONGEST_AMOUNT = 32
"""Characters; nobody types more, and a regex need not look at more."""

CEILING = Decimal(10**12)
"""Euros, from where on nothing is taken for an amount: below it, the millionths fit 64 bits."""

NO_BREAK_SPACE = "\u00a0"

_SPACE = "[ \u00a0\u202f]"
_AMOUNT = re.compile(
    rf"(?P<whole>[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}})+|[0-9]+)"
    rf"(?:[.,](?P<cents>[0-9]{{1,2}}))?"
    rf"(?:{_SPACE}?(?:€|EUR))?"
)
_AMBIGUOUS = r"[0-9]{1,3}(?:[.,][0-9]{3})+(?:[.,][0-9]*)?"
_ENGLISH_DISPLAY = r"€?(?P<whole>[0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)\.(?P<cents>[0-9]{2})"
_EVERYTHING = frozenset({"tout", "all"})


class AmountProblem(StrEnum):
    """Why what was typed is not an amount that can be moved."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    AMBIGUOUS = "ambiguous"
    ZERO = "zero"
    EVERYTHING_IN_AN_ADD = "everything in an add"
    BALANCE_UNKNOWN = "balance unknown"
    ALREADY_THERE = "already there"
    WRONG_WAY_DOWN = "wrong way down"
    WRONG_WAY_UP = "wrong way up"
    NOTHING_LEFT = "nothing left"


class AmountError(ValueError):
    """What was typed cannot be used as an amount; `problem` says why."""

    def __init__(self, problem: AmountProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@frozen
class Exactly:
    """Move this many euros."""

    amount: Decimal


@frozen
class BringTo:
    """Move what it takes to bring the sub-account's balance to this many euros."""

    balance: Decimal


@frozen
class Everything:
    """Take back the whole balance last seen, cut to cents."""


TypedAmount = Exactly | BringTo | Everything


def read_amount(text: str) -> TypedAmount:
    """Read an amount as people type it: `50`, `50,5`, `1 200,00 €`, `=100`, `tout`, `all`.

    Raises:
        AmountError: it is empty, unreadable, ambiguous or zero.
    """
    text = text.strip(" \u00a0\u202f")
    if not text:
        raise AmountError(AmountProblem.EMPTY)
    if text.casefold() in _EVERYTHING:
        return Everything()
    if text.startswith("="):
        return BringTo(_read_number(text[1:].lstrip(" \u00a0\u202f")))
    amount = _read_number(text)
    if amount == 0:
        raise AmountError(AmountProblem.ZERO)
    return Exactly(amount)


def read_euros(text: str) -> Decimal | None:
    """Euros, not negative; None for an empty text.

    Raises:
        ValueError: it is no amount, or a wish such as `=100` or `all`.
    """
    try:
        typed = read_amount(text)
    except AmountError as error:
        if error.problem is AmountProblem.EMPTY:
            return None
        if error.problem is AmountProblem.ZERO:
            return Decimal("0.00")
        raise
    if not isinstance(typed, Exactly):
        raise ValueError("not a plain amount")  # noqa: TRY004 (the text is wrong, not its type)
    return typed.amount


def _read_number(text: str) -> Decimal:
    if len(text) > LONGEST_AMOUNT:
        raise AmountError(AmountProblem.UNREADABLE)
    if match := _AMOUNT.fullmatch(text):
        whole = re.sub(_SPACE, "", match["whole"])
        amount = Decimal(f"{whole}.{match['cents'] or '0'}")
        if amount >= CEILING:
            raise AmountError(AmountProblem.UNREADABLE)
        return amount.quantize(CENT)
    if re.fullmatch(_AMBIGUOUS, text):
        raise AmountError(AmountProblem.AMBIGUOUS)
    raise AmountError(AmountProblem.UNREADABLE)


def amount_to_add(typed: TypedAmount, balance: Decimal | None) -> Decimal:
    """Euros to add for what was typed, given the sub-account's last balance in euros.

    Raises:
        AmountError: everything cannot be added, or the balance asked for is not above.
    """
    if isinstance(typed, Exactly):
        return typed.amount
    if isinstance(typed, Everything):
        raise AmountError(AmountProblem.EVERYTHING_IN_AN_ADD)
    amount = cut_to_cents(typed.balance - _known(balance))
    if amount < 0:
        raise AmountError(AmountProblem.WRONG_WAY_DOWN)
    if amount == 0:
        raise AmountError(AmountProblem.ALREADY_THERE)
    return amount


def amount_to_remove(typed: TypedAmount, balance: Decimal | None) -> Decimal:
    """Euros to remove for what was typed, given the sub-account's last balance in euros.

    Raises:
        AmountError: there is nothing to take, or the balance asked for is not below.
    """
    if isinstance(typed, Exactly):
        return typed.amount
    if isinstance(typed, Everything):
        amount = cut_to_cents(_known(balance))
        if amount <= 0:
            raise AmountError(AmountProblem.NOTHING_LEFT)
        return amount
    amount = cut_to_cents(_known(balance) - typed.balance)
    if amount < 0:
        raise AmountError(AmountProblem.WRONG_WAY_UP)
    if amount == 0:
        raise AmountError(AmountProblem.ALREADY_THERE)
    return amount


def _known(balance: Decimal | None) -> Decimal:
    if balance is None:
        raise AmountError(AmountProblem.BALANCE_UNKNOWN)
    return balance


def cut_to_cents(amount: Decimal) -> Decimal:
    """Cut in both directions: bringing 8.245 to 60 adds 51.75, and the dust stays."""
    return amount.quantize(CENT, rounding=ROUND_DOWN)


def same_amount(text: str, amount: Decimal) -> bool:
    """Whether what was retyped is this amount, in any way of writing it, the displayed one too."""
    text = text.strip(" \u00a0\u202f")
    try:
        typed = read_amount(text)
    except AmountError:
        match = re.fullmatch(_ENGLISH_DISPLAY, text) if len(text) <= LONGEST_AMOUNT else None
        if match is None:
            return False
        typed = Exactly(Decimal(f"{match['whole'].replace(',', '')}.{match['cents']}"))
    return typed == Exactly(amount)


def plain(amount: Decimal) -> str:
    """An amount as the wire, files and the configuration write it: `100`, `0.01`, `10.245`."""
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def to_micros(amount: Decimal) -> int:
    """Whole millionths of a euro.

    Raises:
        ValueError: the amount has more than six decimals, is out of bounds, or is no number.
    """
    if not amount.is_finite() or abs(amount) >= CEILING:
        raise ValueError("an amount is a number of euros below a million million")
    if amount != amount.quantize(MICRO):
        raise ValueError("an amount has at most six decimals")
    return int(amount * MICROS_IN_A_EURO)


def from_micros(micros: int) -> Decimal:
    """Euros from whole millionths of a euro."""
    return Decimal(micros) / MICROS_IN_A_EURO


def number(
    amount: Decimal, language: Language, *, signed: bool = False, exact: bool = False
) -> str:
    """Euros without the sign of the currency: `2 869,20` or `2,869.20`.

    Cut to cents downwards, below zero too, because a screen must never show more than there is;
    `exact` shows every further decimal, `signed` a plus before what is not negative.
    """
    shown = amount if exact else amount.quantize(CENT, rounding=ROUND_FLOOR)
    digits = format(abs(shown).normalize() if exact else abs(shown), "f")
    whole, _, decimals = digits.partition(".")
    decimals = decimals.ljust(2, "0")
    sign = "-" if shown < 0 else "+" if signed else ""
    if language == "fr":
        return f"{sign}{_grouped(whole, NO_BREAK_SPACE)},{decimals}"
    return f"{sign}{_grouped(whole, ',')}.{decimals}"


def euros(amount: Decimal, language: Language, *, signed: bool = False, exact: bool = False) -> str:
    """Euros as a sentence shows them: `2 869,20 €` in French, `€2,869.20` in English."""
    text = number(amount, language, signed=signed, exact=exact)
    if language == "fr":
        return f"{text}{NO_BREAK_SPACE}€"
    sign = text[0] if text[0] in "+-" else ""
    return f"{sign}€{text[len(sign) :]}"


def _grouped(whole: str, mark: str) -> str:
    return f"{int(whole):,}".replace(",", mark)
