"""Euros as they are printed, on screen and on the wire; what is printed can be read again."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smspartner_tui.core.money import (
    CEILING,
    CENT,
    Exactly,
    Language,
    euros,
    from_micros,
    number,
    plain,
    read_amount,
    same_amount,
    to_micros,
)
from tests.core import unhurried

LANGUAGES: tuple[Language, ...] = ("en", "fr")
CENTS_BELOW_CEILING = int(CEILING) * 100 - 1

cents = st.integers(1, CENTS_BELOW_CEILING).map(lambda count: Decimal(count) * CENT)
micros = st.integers(-(10**18) + 1, 10**18 - 1)
languages = st.sampled_from(LANGUAGES)


@unhurried
@given(cents)
@example(Decimal("999.99"))
@example(Decimal("1000.00"))
def test_what_is_printed_in_french_or_plainly_is_read_back(amount: Decimal) -> None:
    """The French display, with or without the euro sign, and the file form read as themselves."""
    for text in (euros(amount, "fr"), number(amount, "fr"), plain(amount)):
        assert read_amount(text) == Exactly(amount)


@unhurried
@given(cents, cents)
@example(Decimal("1204.50"), Decimal("1.20"))
def test_a_display_retyped_is_the_same_amount_and_no_other(amount: Decimal, other: Decimal) -> None:
    """In both languages the displayed form stands for its own amount and for no other."""
    for language in LANGUAGES:
        for text in (euros(amount, language), number(amount, language), plain(amount)):
            assert same_amount(text, amount)
            assert same_amount(text, other) is (other == amount)
            assert not same_amount(text, amount + CENT)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("100", "100"),
        ("100.00", "100"),
        ("5E+1", "50"),
        ("1E+6", "1000000"),
        ("0.01", "0.01"),
        ("10.245", "10.245"),
        ("50.50", "50.5"),
        ("1E-6", "0.000001"),
        ("0", "0"),
        ("0.00", "0"),
        ("-0.00", "0"),
        ("-12.50", "-12.5"),
    ],
)
def test_the_plain_form_is_the_one_of_the_wire(amount: str, text: str) -> None:
    """The wire gets digits and a dot: no exponent, no trailing zeros, no minus nought."""
    assert plain(Decimal(amount)) == text


@unhurried
@given(micros, st.integers(0, 3))
def test_the_plain_form_is_short_and_says_the_same(count: int, zeros: int) -> None:
    """However an amount is held, its plain form is the shortest and reads as the same number."""
    amount = from_micros(count)
    text = plain(amount)
    assert set(text) <= set("-0123456789.")
    assert "." not in text or not text.endswith(("0", "."))
    assert Decimal(text) == amount
    assert plain(amount.normalize()) == text
    assert plain(amount.quantize(Decimal(1).scaleb(-6 - zeros))) == text


@unhurried
@given(micros)
@example(10**18 - 1)
@example(1 - 10**18)
@example(1)
def test_millionths_come_back_as_they_went(count: int) -> None:
    """Millionths of a euro survive the way to Decimal and back."""
    assert to_micros(from_micros(count)) == count


@pytest.mark.parametrize(
    ("amount", "count"),
    [("10.245", 10_245_000), ("0.000001", 1), ("-1", -1_000_000), ("5E+1", 50_000_000), ("0", 0)],
)
def test_euros_are_counted_in_millionths(amount: str, count: int) -> None:
    """A euro is a million millionths."""
    assert to_micros(Decimal(amount)) == count
    assert from_micros(count) == Decimal(amount)


@pytest.mark.parametrize(
    ("reason", "amounts"),
    [
        ("an amount has at most six decimals", ["0.0000001", "1.2345678"]),
        (
            "an amount is a number of euros below a million million",
            ["NaN", "sNaN", "Infinity", "-Infinity", "1E+12", "-1E+40"],
        ),
    ],
)
def test_what_has_no_millionths_is_refused(reason: str, amounts: list[str]) -> None:
    """Finer, unreal and astronomical amounts are a ValueError that says why."""
    for amount in amounts:
        with pytest.raises(ValueError, match=f"^{reason}$"):
            to_micros(Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        ("2869.2", "2,869.20", "2\u00a0869,20"),
        ("0", "0.00", "0,00"),
        ("5E+1", "50.00", "50,00"),
        ("999.99", "999.99", "999,99"),
        ("1000", "1,000.00", "1\u00a0000,00"),
        ("1234567.891", "1,234,567.89", "1\u00a0234\u00a0567,89"),
        ("10.249", "10.24", "10,24"),
        ("0.009", "0.00", "0,00"),
        ("-38.195", "-38.20", "-38,20"),
        ("-1204.5", "-1,204.50", "-1\u00a0204,50"),
        ("-0.00", "0.00", "0,00"),
    ],
)
def test_numbers_as_each_language_prints_them(amount: str, english: str, french: str) -> None:
    """Two decimals, the language's own marks, groups of three apart by a no-break space."""
    assert number(Decimal(amount), "en") == english
    assert number(Decimal(amount), "fr") == french


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        ("10.245", "10.245", "10,245"),
        ("1234.000001", "1,234.000001", "1\u00a0234,000001"),
        ("10.200", "10.20", "10,20"),
        ("10", "10.00", "10,00"),
        ("1000.0", "1,000.00", "1\u00a0000,00"),
        ("-0.005", "-0.005", "-0,005"),
    ],
)
def test_exact_numbers_show_every_further_decimal(amount: str, english: str, french: str) -> None:
    """The details show what the two decimals leave out, and at least two."""
    assert number(Decimal(amount), "en", exact=True) == english
    assert number(Decimal(amount), "fr", exact=True) == french


@pytest.mark.parametrize(
    ("amount", "signed", "english", "french"),
    [
        ("2869.2", False, "€2,869.20", "2\u00a0869,20\u00a0€"),
        ("10.249", False, "€10.24", "10,24\u00a0€"),
        ("-50", False, "-€50.00", "-50,00\u00a0€"),
        ("-50", True, "-€50.00", "-50,00\u00a0€"),
        ("50", True, "+€50.00", "+50,00\u00a0€"),
        ("0", True, "+€0.00", "+0,00\u00a0€"),
        ("0", False, "€0.00", "0,00\u00a0€"),
    ],
)
def test_euros_as_a_sentence_shows_them(
    amount: str, signed: bool, english: str, french: str
) -> None:
    """The sign stands before the number in French and before the euro sign in English."""
    assert euros(Decimal(amount), "en", signed=signed) == english
    assert euros(Decimal(amount), "fr", signed=signed) == french


def test_euros_can_be_exact_too() -> None:
    """The exact form passes through the sentence form."""
    assert euros(Decimal("10.245"), "en", exact=True) == "€10.245"
    assert euros(Decimal("10.245"), "fr", exact=True) == "10,245\u00a0€"


@unhurried
@given(micros, languages, st.booleans())
@example(-38_195_000, "en", False)
@example(-1, "fr", False)
def test_a_screen_never_shows_more_than_there_is(
    count: int, language: Language, signed: bool
) -> None:
    """What is shown is at most what there is, by less than a cent; the exact form is equal."""
    amount = from_micros(count)

    def shown(*, exact: bool) -> Decimal:
        text = number(amount, language, signed=signed, exact=exact).replace("\u00a0", "")
        return Decimal(text.replace(",", "." if language == "fr" else ""))

    assert 0 <= amount - shown(exact=False) < CENT
    assert shown(exact=True) == amount


@unhurried
@given(micros, cents)
def test_before_and_change_add_up_to_after_as_they_are_shown(count: int, change: Decimal) -> None:
    """The three figures of a preview add up on screen, dust or not."""
    before = from_micros(count % 10**17)

    def shown(amount: Decimal) -> Decimal:
        return Decimal(number(amount, "en").replace(",", ""))

    assert shown(before) - shown(change) == shown(before - change)
