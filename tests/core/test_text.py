"""Foreign text: nothing that drives a terminal gets past the door."""

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smspartner_tui.core.text import DOT, LONGEST, clean
from tests.core import unhurried

UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
UNSAFE_BY_NAME = {
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *"\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e",
    *"\u2060\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffb\ud800\udfff\ue000\ufffe\uffff",
    *map(chr, range(0xE0000, 0xE0080)),
}
ACUTE = "\u0301"


def _unsafe(text: str) -> set[str]:
    return {
        character
        for character in text
        if character in UNSAFE_BY_NAME or unicodedata.category(character) in UNSAFE
    }


@pytest.mark.no_cover
def test_of_all_code_points_none_unsafe_passes_and_every_other_does() -> None:
    """Of all 1,114,112 code points, exactly the safe ones are left."""
    everything = [chr(point) for point in range(sys.maxunicode + 1)]
    assert len(everything) == 1_114_112
    # A letter between them, so that no mark follows another one.
    left = set(clean("a".join(everything), longest=3 * len(everything)))
    assert _unsafe("".join(left)) == set()
    safe = {character for character in everything if unicodedata.category(character) not in UNSAFE}
    # Those by which the width of a sign differs from terminal to terminal go as well.
    selectors = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
    assert left == safe - set(map(chr, selectors))


@pytest.mark.parametrize("point", [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029])
def test_a_control_character_becomes_a_visible_dot(point: int) -> None:
    """Controls and line ends are seen to have been there."""
    assert clean(f"a{chr(point)}b") == "a·b"
    assert DOT == "·"


@pytest.mark.parametrize("point", [0xAD, 0x200B, 0x202E, 0x2066, 0xFEFF, 0xD800, 0xE000, 0xE0041])
def test_an_invisible_character_goes(point: int) -> None:
    """What cannot be seen leaves no trace."""
    assert clean(f"a{chr(point)}b") == "ab"


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b]52;c;cm0gLXJm\x07", "·]52;c;cm0gLXJm·"),
        ("\x1b[2J\x1b[H", "·[2J·[H"),
        ("\x9b31mred", "·31mred"),
        ("\x1b]8;;https://example.org\x1b\\here", "·]8;;https://example.org·\\here"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\u200bd\u2060min", "admin"),
        ("one\r\ntwo\u2028three", "one··two·three"),
        ("\x00\x08\x7f", "···"),
        ("\ud83d\ude00", ""),
        ("  Garage Martin \u00a0\u3000", "Garage Martin"),
        ("[red]Clinique[/red] [@click=app.pay(500)]", "[red]Clinique[/red] [@click=app.pay(500)]"),
        ("[/nope] \\[b] {0} %s $name", "[/nope] \\[b] {0} %s $name"),
        (
            "Crédits insufisant « été » 10,00\u00a0€ 漢字 😀",
            "Crédits insufisant « été » 10,00\u00a0€ 漢字 😀",
        ),
        ("Z" + ACUTE * 1000 + "algo", "Z" + ACUTE * 2 + "algo"),
        ("Z" + (ACUTE + "\u200b") * 5 + "a", "Z" + ACUTE * 2 + "a"),
        ("a" + ACUTE * 3 + "b" + ACUTE * 3, "a" + ACUTE * 2 + "b" + ACUTE * 2),
        ("a\u0488\u0903\u0301", "a\u0488\u0903"),
        (ACUTE * 5 + "a", ACUTE * 2 + "a"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_hostile_text_is_made_harmless_and_honest_text_is_left(hostile: str, harmless: str) -> None:
    """Escapes, overrides and piles of marks are disarmed; markup and accents are only text."""
    assert clean(hostile) == harmless


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("abcd", 4, "abcd"),
        ("abcde", 4, "abc…"),
        ("abcd\u200b", 4, "abcd"),
        ("a\x1b\x1b\x1b\x1b", 4, "a··…"),
        ("abc", 1, "…"),
        ("  abcd", 4, "a…"),
    ],
)
def test_long_text_ends_in_an_ellipsis(text: str, longest: int, shown: str) -> None:
    """A text is cut where it is too long, and says so; what is dropped does not count."""
    assert clean(text, longest) == shown


def test_two_hundred_characters_are_kept() -> None:
    """Unless told otherwise a text has at most 200 characters, however long it came."""
    assert LONGEST == 200
    assert clean("x" * 200) == "x" * 200
    assert clean("x" * 201) == "x" * 199 + "…"
    assert clean("x" * 5_000_000) == "x" * 199 + "…"


anything = st.text(st.characters(exclude_categories=()), max_size=60) | st.text(
    st.sampled_from(["a", " ", ACUTE, "\u200b", "\x1b", "\u2028", "\u3000", "…", "\ud800"]),
    max_size=30,
)


@unhurried
@given(anything, st.integers(1, 12))
@example(" a" + ACUTE * 3 + "\u200b" + ACUTE + " b", 5)
def test_cleaning_is_bounded_safe_and_done_once(text: str, longest: int) -> None:
    """The result is short enough and safe, and cleaning it again changes nothing."""
    cleaned = clean(text, longest)
    assert len(cleaned) <= longest
    assert _unsafe(cleaned) == set()
    assert cleaned == cleaned.strip()
    assert clean(cleaned, longest) == cleaned
