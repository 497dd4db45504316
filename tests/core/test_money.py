"""Euros as people type them: read to the cent or refused with a reason, never guessed."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smspartner_tui.core.money import (
    CEILING,
    CENT,
    AmountError,
    AmountProblem,
    BringTo,
    Everything,
    Exactly,
    TypedAmount,
    read_amount,
    same_amount,
)
from tests.core import unhurried

SPACES = " \u00a0\u202f"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("50", "50.00"),
        ("50,5", "50.50"),
        ("50.5", "50.50"),
        ("50,50", "50.50"),
        ("50.50", "50.50"),
        ("0,01", "0.01"),
        ("007", "7.00"),
        ("1200", "1200.00"),
        ("1 200,00", "1200.00"),
        ("1\u00a0200,00", "1200.00"),
        ("1\u202f200.00", "1200.00"),
        ("12 345 678,90", "12345678.90"),
        ("1\u00a0234\u202f567", "1234567.00"),
        ("1200€", "1200.00"),
        ("1200 €", "1200.00"),
        ("1\u00a0204,50\u00a0€", "1204.50"),
        ("50EUR", "50.00"),
        ("50,5 EUR", "50.50"),
        ("  50 \u00a0\u202f", "50.00"),
        ("999999999999.99", "999999999999.99"),
        ("0" * 31 + "5", "5.00"),
    ],
)
def test_what_people_type_is_read(text: str, amount: str) -> None:
    """Every documented way of writing an amount is read to the cent."""
    typed = read_amount(text)
    assert typed == Exactly(Decimal(amount))
    assert str(typed.amount) == amount


@pytest.mark.parametrize(
    ("text", "balance"),
    [("=100", "100"), ("= 100,5", "100.50"), ("=\u00a01 200 €", "1200"), ("=0", "0"), (" =7", "7")],
)
def test_a_balance_to_reach_is_read(text: str, balance: str) -> None:
    """An equals sign in front asks for a balance, and nought is one."""
    assert read_amount(text) == BringTo(Decimal(balance))


@pytest.mark.parametrize("text", ["tout", "all", "Tout", "ALL", " tout "])
def test_everything_has_two_names(text: str) -> None:
    """The whole balance is asked for in French or in English."""
    assert read_amount(text) == Everything()


@pytest.mark.parametrize(
    ("problem", "texts"),
    [
        (AmountProblem.EMPTY, ["", " ", SPACES]),
        (AmountProblem.ZERO, ["0", "0,00", "000", "0 €"]),
        (
            AmountProblem.AMBIGUOUS,
            [
                "1,234",
                "1.234",
                "1,234.5",
                "1.234,50",
                "123,456",
                "1,234,567,890",
                "0.001",
                "1.234,",
                "9.239",
                "1.234,99",
            ],
        ),
        (AmountProblem.UNREADABLE, ["-5", "+5", "−5", "(50)", "50 + 5", "1/2", "=-5"]),
        (
            AmountProblem.UNREADABLE,
            ["1e3", "1E3", "5e-1", "NaN", "Infinity", "inf", "1_000", "0x1"],
        ),
        (AmountProblem.UNREADABLE, ["٣", "５０", "²", "10\n", "\n10", "10\t", "5\x00"]),
        (AmountProblem.UNREADABLE, ["10 00", "1  200", "0012 345", "1 2345", "1234 567", "1'200"]),
        (AmountProblem.UNREADABLE, ["50,", ".5", ",5", "1,2345", "12.3456", "1,5,5", "1 200 ,5"]),
        (AmountProblem.UNREADABLE, [".234", ",234,567", "1234,567", "12345.678"]),
        (AmountProblem.UNREADABLE, ["€50", "$50", "50  €", "50 eur", "50 euros", "50 € €", "5 0"]),
        (AmountProblem.UNREADABLE, ["=", "==", "==5", "=tout", "tout 5", "tous", "everything"]),
        (AmountProblem.UNREADABLE, ["1" + "0" * 12, "9" * 27, "1" + "0" * 30, "9" * 10_000]),
        (AmountProblem.UNREADABLE, ["0" * 32 + "5", "=" + "0" * 32 + "5"]),
    ],
)
def test_what_is_not_an_amount_is_refused_with_its_reason(
    problem: AmountProblem, texts: list[str]
) -> None:
    """Signs, exponents, foreign digits, odd groups and giants are refused, each with its reason."""
    for text in texts:
        with pytest.raises(AmountError) as refused:
            read_amount(text)
        assert (text, refused.value.problem) == (text, problem)
        assert str(refused.value) == problem.value


def _is_read(text: str) -> bool:
    try:
        read_amount(text)
    except AmountError:
        return False
    return True


def test_one_strange_character_spoils_an_amount() -> None:
    """Of all characters, few may stand before or behind an amount and change it no further."""
    characters = [*map(chr, range(0x3400)), *map(chr, range(0xFE00, 0x10000))]
    digits = set("0123456789")
    assert {c for c in characters if _is_read(f"{c}50")} == digits | {*SPACES, "="}
    assert {c for c in characters if _is_read(f"50{c}")} == digits | {*SPACES, "€"}
    assert {c for c in characters if _is_read(f"={c}50")} == digits | set(SPACES)
    assert {c for c in characters if _is_read(f"50{c}5")} == digits | {".", ","}
    assert {c for c in characters if _is_read(f"1{c}500")} == digits | set(SPACES)
    retyped = {c for c in characters if same_amount(f"{c}1,500.00", Decimal(1500))}
    assert retyped == {*SPACES, "€", "0"}
    assert {c for c in characters if same_amount(f"1,500.00{c}", Decimal(1500))} == set(SPACES)


def _by_hand(text: str) -> Decimal | None:
    """The written rule for an amount, spelled out without a regular expression."""
    text = text.strip(SPACES)
    for currency in ("€", "EUR"):
        if text.endswith(currency):
            text = text.removesuffix(currency)
            text = text[:-1] if text and text[-1] in SPACES else text
            break
    whole, mark, decimals = text.replace(",", ".").partition(".")
    if mark and not 1 <= len(decimals) <= 2:
        return None
    groups = whole.replace("\u00a0", " ").replace("\u202f", " ").split(" ")
    grouped = len(groups) > 1
    if grouped and not (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])):
        return None
    digits = "".join(groups)
    if not digits or not set(digits + decimals) <= set("0123456789"):
        return None
    amount = Decimal(f"{digits}.{decimals or '0'}")
    return amount if 0 < amount < 10**12 else None


nearly_amounts = st.lists(
    st.sampled_from(
        [*"0123456789", *SPACES, *".,", "€", "EUR", "000", "200", "-", "e", "1 200", "1,234"]
    ),
    max_size=6,
).map("".join)


@unhurried
@given(nearly_amounts)
@example("1 200,50 €")
@example("1,234")
@example("1000000000000")
@example("999999999999,99")
def test_nothing_else_than_the_written_rule_is_accepted(text: str) -> None:
    """What looks nearly like an amount is read as the rule reads it, or refused."""
    expected = _by_hand(text)
    try:
        typed: TypedAmount | None = read_amount(text)
    except AmountError:
        typed = None
    assert typed == (None if expected is None else Exactly(expected))


@unhurried
@given(st.text(max_size=40))
@example("9" * 30)
@example("1" + "0" * 28)
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever is typed comes back as a positive amount to the cent, or as an AmountError."""
    try:
        typed = read_amount(text)
    except AmountError:
        assert not same_amount(text, CENT)
        return
    if isinstance(typed, Exactly):
        assert 0 < typed.amount < CEILING
        assert typed.amount == typed.amount.quantize(CENT)


@pytest.mark.parametrize(
    "texts",
    [
        ["€1,204.50", "1,204.50", "€1204.50", " \u202f€1,204.50\u00a0"],
        ["1204.50", "1204,5", "1 204,50", "1 204,50 €", "1204.5 EUR", "1\u00a0204,50\u00a0€"],
    ],
)
def test_every_way_of_writing_the_amount_again_is_taken(texts: list[str]) -> None:
    """A retyped amount may be written in any way, the displayed one included."""
    assert {same_amount(text, Decimal("1204.50")) for text in texts} == {True}


@pytest.mark.parametrize(
    "texts",
    [
        ["", "1204", "1204.51", "1,204", "€1,204", "€1,204.5", "€1,204.500", "1.204,50"],
        ["12,04.50", "1,2045.0", "-1204.50", "€-1204.50", "€€1204.50", "€ 1,204.50", "1204.50\n"],
        ["=1204.50", "tout", "all", "€1204-50", "1,204,50", "€1,204€50", "€,1204.50"],
    ],
)
def test_anything_else_retyped_is_not_the_amount(texts: list[str]) -> None:
    """Another number, a guess or an instruction never stands for the amount."""
    assert {same_amount(text, Decimal("1204.50")) for text in texts} == {False}


def test_retyped_groups_are_of_three_digits() -> None:
    """A comma stands where the display puts it, after one to three digits."""
    assert same_amount("1,204,500.00", Decimal(1_204_500))
    assert not same_amount("1204,500.00", Decimal(1_204_500))
    assert not same_amount(",500.00", Decimal(500))
    assert not same_amount("€.50", Decimal("0.50"))
    assert same_amount("€1299.90", Decimal("1299.90"))


def test_a_retyped_display_is_as_long_as_an_amount_at_most() -> None:
    """The displayed form is read up to 32 characters and not beyond."""
    assert same_amount("€" + "0" * 27 + "1.00", Decimal(1))
    assert not same_amount("€" + "0" * 28 + "1.00", Decimal(1))
