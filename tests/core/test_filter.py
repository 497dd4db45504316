"""The filter line: words, what they must not hold, a limit, the low ones."""

import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.accounts import Standing
from smspartner_tui.core.filter import Filter, fold, read_filter
from tests.core import unhurried


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("", Filter()),
        ("   ", Filter()),
        ("Garage", Filter(words=("garage",))),
        ("garage  MARTIN", Filter(words=("garage", "martin"))),
        ("Santé !Privé", Filter(words=("sante",), without=("prive",))),
        ("<20", Filter(below=Decimal(20))),
        ("<20,50€", Filter(below=Decimal("20.50"))),
        ("<20 <10", Filter(below=Decimal(10))),
        ("bas", Filter(only_low=True)),
        ("LOW", Filter(only_low=True)),
        ("auto bas <20 !vip", Filter(("auto",), ("vip",), Decimal(20), only_low=True)),
        ("!", Filter(words=("!",))),
        ("!!", Filter(without=("!",))),
        ("!bas", Filter(without=("bas",))),
        ("<", Filter(words=("<",))),
        ("<abc", Filter(words=("<abc",))),
        ("<1,234", Filter(words=("<1,234",))),
        ("<=20", Filter(words=("<=20",))),
        ("<tout", Filter(words=("<tout",))),
        ("120 20", Filter(words=("120", "20"))),
        ("basse", Filter(words=("basse",))),
    ],
)
def test_a_filter_line_is_read(line: str, read: Filter) -> None:
    """Every form is understood, and what is none of them is a plain word."""
    assert read_filter(line) == read
    assert bool(read_filter(line)) is bool(line.strip())


TEXTS = ("Clinique Saint-Yves", "santé", "contact@saint-yves.example")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("", True),
        ("yves", True),
        ("CLINIQUE", True),
        ("sante", True),
        ("SANTÉ", True),
        ("@saint", True),
        ("clinique example", True),
        ("clinique garage", False),
        ("!garage", True),
        ("!yves", False),
        ("clinique !sante", False),
        ("!garage !sante", False),
        ("yvessante", False),
        ("<20", True),
        ("<19,51", True),
        ("<19,50", False),
        ("yves <10", False),
        ("bas", False),
    ],
)
def test_a_row_is_let_through_or_not(line: str, shown: bool) -> None:
    """Name, group and e-mail are searched without case and accents; a limit is not reached."""
    assert read_filter(line).lets_through(TEXTS, Decimal("19.50"), Standing.OK) is shown


@pytest.mark.parametrize("standing", Standing)
def test_low_lets_through_what_is_low_or_empty(standing: Standing) -> None:
    """`low` shows those that want credit, empty ones included, and only those."""
    shown = read_filter("low").lets_through(TEXTS, Decimal(1), standing)
    assert shown is (standing in {Standing.LOW, Standing.EMPTY})


def test_an_unknown_balance_is_below_nothing() -> None:
    """A row that was never read does not pass for a poor one."""
    assert not read_filter("<20").lets_through(TEXTS, None, Standing.UNREAD)
    assert read_filter("yves").lets_through(TEXTS, None, Standing.UNREAD)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Été", "ete"),
        ("E\u0301te", "ete"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("Œuvre", "œuvre"),
        ("Garage™", "garagetm"),
        ("№", "no"),
        ("İ", "i"),
    ],
)
def test_folding_takes_case_and_accents_away(text: str, folded: str) -> None:
    """Two ways of writing the same word compare equal."""
    assert fold(text) == folded


@pytest.mark.no_cover
def test_folding_twice_is_folding_once() -> None:
    """For every code point, what was folded has neither case nor accents left."""
    # A letter between them, so that no mark meets another one.
    once = fold("a".join(map(chr, range(sys.maxunicode + 1))))
    unstable = {before for before, after in zip(once, fold(once), strict=True) if before != after}
    assert unstable == set()


@unhurried
@given(st.text(), st.text(max_size=20))
def test_a_word_of_the_text_itself_finds_it_and_its_refusal_hides_it(
    text: str, around: str
) -> None:
    """Whatever a row holds, its own words find it, and the same words behind `!` hide it."""
    for word in text.split():
        row = (around, text)
        assert Filter(words=(fold(word),)).lets_through(row, None, Standing.OK)
        assert not Filter(without=(fold(word),)).lets_through(row, None, Standing.OK)
