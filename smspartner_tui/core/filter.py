"""What an operator types to see fewer rows: words, `!word`, `<20`, `low`."""

import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from smspartner_tui.core.accounts import Standing
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.money import AmountError, Exactly, read_amount

_FOLDED = 16_384
"""Texts that are kept folded: with each letter of a filter all are looked through again."""

_LOW_WORDS = frozenset({"bas", "low"})
_LOW = frozenset({Standing.LOW, Standing.EMPTY})


@frozen
class Filter:
    """A filter as read from its line; balances in euros. An empty one lets all through."""

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    below: Decimal | None = None
    only_low: bool = False

    def __bool__(self) -> bool:
        return self != Filter()

    def lets_through(
        self, texts: Iterable[str], balance: Decimal | None, standing: Standing
    ) -> bool:
        """Whether a row with these texts, this balance and this standing is shown."""
        if self.only_low and standing not in _LOW:
            return False
        if self.below is not None and (balance is None or balance >= self.below):
            return False
        if not self.words and not self.without:
            return True
        haystack = fold(" ".join(texts))
        return all(word in haystack for word in self.words) and not any(
            word in haystack for word in self.without
        )


def read_filter(line: str) -> Filter:
    """Read a filter; a word that is no amount behind `<` is taken as a plain word."""
    words: list[str] = []
    without: list[str] = []
    below: Decimal | None = None
    only_low = False
    for word in fold(line).split():
        if word in _LOW_WORDS:
            only_low = True
        elif word.startswith("!") and len(word) > 1:
            without.append(word[1:])
        elif word.startswith("<") and (limit := _amount(word[1:])) is not None:
            below = limit
        else:
            words.append(word)
    return Filter(tuple(words), tuple(without), below, only_low)


@lru_cache(_FOLDED)
def fold(text: str) -> str:
    """Text without case and accents, for comparing."""
    # Decomposed first: some signs come apart into capitals, as the trade mark does into TM.
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _amount(text: str) -> Decimal | None:
    try:
        typed = read_amount(text)
    except AmountError:
        return None
    return typed.amount if isinstance(typed, Exactly) else None
