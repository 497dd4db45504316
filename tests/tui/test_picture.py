"""What is sent in place of what the toolkit draws: the same picture, in fewer bytes."""

from typing import Final

import pyte
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.tui.pen import DOWN, Pen
from smspartner_tui.tui.picture import Picture

COLUMNS: Final = 24
LINES: Final = 4
RED: Final = "\x1b[38;2;200;0;0m"
ON_GREY: Final = "\x1b[48;5;8m"

PENS: Final = st.sampled_from(
    [
        *("0", "", "1", "2", "3", "4", "7", "9", "1;4", "31", "97", "39", "42", "107", "49"),
        *("22", "24", "27", "38;5;9", "48;5;30", "38;2;1;2;3", "48;2;9;8;7", "0;7;1"),
        "7;38;2;1;2;3;48;5;4",
    ]
)
TEXTS: Final = st.text("ab \u20ac\u2502\u00e9", min_size=1, max_size=12)
PLACES: Final = st.tuples(st.integers(1, LINES), st.integers(1, COLUMNS - 12))


def piece(place: tuple[int, int], pens: list[str], text: str) -> str:
    """Some text at a place, as the toolkit writes it."""
    drawn = "".join(f"\x1b[{pen}m" for pen in pens)
    return f"\x1b[{place[0]};{place[1]}H{drawn}{text}\x1b[0m"


PIECES: Final = st.builds(piece, PLACES, st.lists(PENS, max_size=3), TEXTS)
WRITES: Final = st.lists(
    st.one_of(
        PIECES,
        st.sampled_from(["\x1b[?2026h", "\x1b[?2026l", "\x1b[2J", "\x1b[?25l", "\x1b[K"]),
        st.builds(piece, PLACES, st.lists(PENS, max_size=1), st.just("\u65e5\u672c")),
        st.builds(lambda first, second: f"{piece((1, 1), [], first)}\n{second}", TEXTS, PIECES),
    ),
    max_size=14,
)


def seen(*written: str) -> list[tuple[object, ...]]:
    """What can be seen of each cell once this was written to a terminal."""
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.Stream(screen)
    for data in written:
        stream.feed(data)
    cells = (screen.buffer[line][column] for line in range(LINES) for column in range(COLUMNS))
    return [
        (cell.data, cell.bg, cell.reverse, cell.underscore, cell.strikethrough)
        + ((cell.fg, cell.bold, cell.italics) if cell.data != " " or cell.reverse else ())
        for cell in cells
    ]


@given(WRITES, st.booleans(), st.booleans())
def test_the_picture_is_the_same(writes: list[str], erases: bool, in_steps: bool) -> None:
    """Cell by cell, on a terminal that knows all of it, whatever is drawn over what."""
    picture = Picture(erases=erases, in_steps=in_steps)
    sent = [picture.drawn(data) for data in writes]
    assert seen(*sent) == seen(*writes)
    assert not in_steps or sum(map(len, sent)) <= sum(map(len, writes)) + 8 * len(writes)


def test_what_stands_there_is_not_sent_again() -> None:
    """Neither the same, nor the marks around nothing; of a word, what differs."""
    picture = Picture()
    first = picture.drawn(piece((1, 1), ["31"], "61,80 EUR"))
    assert first == "\x1b[1;1H\x1b[0;31m61,80 EUR"
    assert picture.drawn("\x1b[?2026h" + piece((1, 1), ["31"], "61,80 EUR") + "\x1b[?2026l") == ""
    changed = "\x1b[?2026h" + piece((1, 1), ["31"], "61,90 EUR") + "\x1b[?2026l"
    assert picture.drawn(changed) == "\x1b[?2026h\x1b[1;4H9\x1b[5C\x1b[?2026l"


def test_marks_that_come_by_themselves_stand_around_what_is_sent() -> None:
    """As the toolkit writes them: each in a write of its own."""
    picture = Picture()
    drawn = [picture.drawn(one) for one in ("\x1b[?2026h", piece((1, 1), [], "a"), "\x1b[?2026l")]
    assert drawn == ["", "\x1b[?2026h\x1b[1;1H\x1b[ma", "\x1b[?2026l"]
    assert [picture.drawn(one) for one in ("\x1b[?2026h", "\x1b[?2026l")] == ["", ""]


def test_blanks_are_erased_where_that_is_shorter() -> None:
    """In the ground of the pen; never where lines or reversal show on them."""
    picture = Picture(erases=True)
    assert picture.drawn(f"\x1b[2;1H{ON_GREY}{' ' * 20}\x1b[0m") == (
        "\x1b[2;1H\x1b[0;48;5;8m\x1b[20X\x1b[20C"
    )
    assert " " * 20 in picture.drawn(f"\x1b[3;1H\x1b[7m{' ' * 20}\x1b[0m")


def test_words_go_on_behind_a_word_that_stands_there() -> None:
    """What is new of them begins with a blank, and is no blank."""
    picture = Picture(erases=True)
    told = piece((1, 1), ["31"], "The"), piece((1, 1), ["31"], "The sum differs so")
    assert seen(*map(picture.drawn, told)) == seen(*told)


def test_what_was_forgotten_is_sent_again() -> None:
    """After another size, another program, another screen, or an erasure."""
    text = piece((1, 1), [], "a")
    picture = Picture()
    assert picture.drawn(text)
    assert picture.drawn(text) == ""
    picture.forget()
    assert "a" in picture.drawn(text)
    for sequence in ("\x1b[2J", "\x1b[?1049h", "\x1bc", "\x1b[1;3r"):
        assert picture.drawn(sequence)
        assert "a" in picture.drawn(text)


def test_what_draws_nothing_changes_nothing() -> None:
    """Titles, the clipboard, questions to the terminal, and modes are sent as they are."""
    picture = Picture()
    text = piece((1, 1), [], "a")
    picture.drawn(text)
    for sequence in ("\x1b]0;title\x07", "\x1b]52;c;YQ==\x1b\\", "\x1b[?1004h", "\x1b[?2048$p"):
        assert picture.drawn(sequence) == sequence
        assert picture.drawn(text) == ""


def test_the_oldest_terminals_are_told_the_whole_pen() -> None:
    """They cannot end one attribute of several."""
    bold = Pen(attributes=frozenset({"1"}))
    both = Pen(attributes=frozenset({"1", "7"}))
    assert bold.sequence(both) == "\x1b[27m"
    assert bold.sequence(both, in_steps=False) == "\x1b[0;1m"
    assert DOWN.sequence(both) == "\x1b[m"
    assert DOWN.sequence(None) == "\x1b[m"
    assert bold.sequence(bold) == ""


def test_a_pen_reads_every_way_to_write_a_colour() -> None:
    """By number, by palette, by red, green and blue; what is no colour is no end of it."""
    pen = DOWN.after("1;38;2;1;2;3;48;5;7")
    assert pen == Pen("38;2;1;2;3", "48;5;7", frozenset({"1"}))
    assert pen.after("39;22").after("101") == Pen("", "101")
    assert pen.after("") == DOWN
    assert Pen("31").after("38") == Pen("38")
