"""What each kind of terminal is sent, and what stands for what it cannot show."""

import pytest
from rich.cells import cell_len

from smspartner_tui.characters import STAND_INS, charset, stand_in
from smspartner_tui.tui.terminal import suit, terminal_of

TRUE = 1 << 24


@pytest.mark.parametrize(
    ("term", "colorterm", "colours"),
    [
        ("linux", "", 16),
        ("linux", "truecolor", 16),
        ("screen", "truecolor", 16),
        ("screen-256color", "truecolor", 256),
        ("tmux", "", 16),
        ("tmux-256color", "truecolor", TRUE),
        ("xterm", "", 16),
        ("xterm-256color", "", 256),
        ("xterm-256color", "truecolor", TRUE),
        ("vt220", "truecolor", 0),
        ("xterm-mono", "", 0),
    ],
)
def test_a_terminal_gets_no_more_colours_than_it_has(
    term: str, colorterm: str, colours: int
) -> None:
    """COLORTERM is not believed where it speaks of another terminal; monochrome gets none."""
    environ = {"TERM": term, "COLORTERM": colorterm}
    assert terminal_of(environ).colours == colours
    suit(environ)
    assert ("COLORTERM" in environ) == (colours == TRUE)
    assert ("NO_COLOR" in environ) == (colours == 0)


@pytest.mark.parametrize(
    ("term", "drawn", "sent"),
    [
        ("xterm-256color", "\x1b[>25u\x1b[?2026$p", "\x1b[>25u\x1b[?2026$p"),
        ("linux", "a\x1b[>25u\x1b[?2026$p\x1b[<u\x1b[?1004h\x1b]22;text\x07b", "ab"),
        ("linux", "\x1b[?25l\x1b[3;4H\x1b[1;31mx\x1b[0m", "\x1b[?25l\x1b[3;4H\x1b[1;31mx\x1b[0m"),
        ("linux", "\x1b[?1049l", "\x1b[?1049l\x1b[H\x1b[2J"),
        ("linux", "€5… ▂▆█ ┌─é", "E5~ .*█ ┌─é"),
        ("vt220", "\x1b[1;39;49mx\x1b[0m\x1b[39;49my", "\x1b[1mx\x1b[0my"),
        ("xterm", "🇫🇷👍🏽का", "FR👍क"),
    ],
)
def test_what_a_terminal_would_garble_is_not_sent(term: str, drawn: str, sent: str) -> None:
    """Questions and modes that a console prints are left out, and signs of no sure width."""
    assert terminal_of({"TERM": term}).takes(drawn) == sent


def test_a_stand_in_is_as_wide_as_what_it_stands_for() -> None:
    """In ASCII, of every character that has one and of the names that are likely."""
    for character in (*STAND_INS, *"éàçÉñÅ日本語👍ΩЖא", "\u0301"):
        assert stand_in(character).isascii()
        assert cell_len(stand_in(character)) == cell_len(character), character


@pytest.mark.parametrize(
    ("environ", "encoding"),
    [
        ({"LC_ALL": "fr_FR.ISO-8859-1"}, "iso8859-1"),
        ({"LC_ALL": "", "LANG": "fr_FR.ISO-8859-15"}, "iso8859-15"),
        ({"LANG": "fr_FR@euro"}, "iso8859-15"),
        ({"LC_ALL": "C", "LANG": "fr_FR.ISO-8859-1"}, None),
        ({"LANG": "fr_FR.UTF-8"}, "utf-8"),
        ({"LANG": "fr_FR.nonsense"}, None),
        ({}, None),
    ],
)
def test_the_locale_names_the_encoding(environ: dict[str, str], encoding: str | None) -> None:
    """The one in force, as the C library picks it, installed or not."""
    assert charset(environ) == encoding
