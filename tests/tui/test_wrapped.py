"""Lines and keys in the room that there is: where they break, and what is left out."""

import pytest
from textual.app import App, ComposeResult

from smspartner_tui.tui.widgets.facts import Lines
from smspartner_tui.tui.widgets.key_bar import Hint, broken
from smspartner_tui.tui.widgets.wrapped import Wrapped, cut, wrapped


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("solde 61,80\u00a0€", 12, ["solde", "61,80\u00a0€"]),
        ("solde 1\u202f204,50\u00a0€", 10, ["solde", "1\u202f204,50\u00a0€"]),
        ("Il dit\u00a0: «\u00a0oui\u00a0»", 9, ["Il dit\u00a0:", "«\u00a0oui\u00a0»"]),
        ("a b", 80, ["a b"]),
        ("  bc de", 4, ["  bc", "de"]),
        ("ab   cd", 4, ["ab", "cd"]),
        ("abcdefgh ij", 3, ["abc", "def", "gh", "ij"]),
        ("日本語 ab", 4, ["日本", "語", "ab"]),
        ("one\n\ntwo", 3, ["one", "", "two"]),
        ("any", 0, ["any"]),
    ],
)
def test_a_line_breaks_at_ordinary_spaces_only(text: str, width: int, lines: list[str]) -> None:
    """An amount keeps its sign; a word too long for a line is broken as it comes."""
    assert wrapped(text, width).split("\n") == lines
    if width:
        assert Wrapped(text).get_height({}, width) == len(lines)


async def test_what_may_not_break_is_cut_where_it_is_too_long() -> None:
    """The lines of the details: what fits stands as it is."""

    class Shown(App[None]):
        CSS = "Lines { width: 8; text-wrap: nowrap; text-overflow: ellipsis; }"

        def compose(self) -> ComposeResult:
            yield Lines()

    async with Shown().run_test() as pilot:
        lines = pilot.app.query_one(Lines)
        for shown, seen in (
            (("one two", "three"), ["one two", "three"]),
            (("one two", "one two three"), ["one two", "one two…"]),
        ):
            lines.show(*shown)
            await pilot.pause()
            drawn = [lines.render_line(y).text.rstrip() for y in range(lines.size.height)]
            assert drawn == seen


def test_what_is_cut_has_a_sign() -> None:
    """At the end of the last line that there is room for, and only where there is more."""
    assert cut(["one two", "three"], 8, 2) == ["one two", "three"]
    assert cut(["one two", "three", "four"], 8, 2) == ["one two", "three …"]
    assert cut(["one two three four"], 5, 2) == ["one", "two …"]
    assert cut(["one", "three"], 3, 1) == ["on…"]


HINTS: tuple[Hint, ...] = (("a", "Add"), ("d", "Take back"), ("?", "Help"), ("q", "Quit"))


@pytest.mark.parametrize(
    ("width", "height", "words"),
    [
        (80, 2, [["Add", "Take back", "Help", "Quit"]]),
        (20, 2, [["Add", "Take back"], ["Help", "Quit"]]),
        (22, 1, [["Add", "Help", "Quit"]]),
        (14, 1, [["Help", "Quit"]]),
        (7, 1, [["Help"]]),
    ],
)
def test_help_and_the_way_out_are_the_last_to_go(
    width: int, height: int, words: list[list[str]]
) -> None:
    """What does the most is left out before them: the help has it."""
    shown = broken(HINTS, width, height)
    assert [[word for _key, word in line] for line in shown] == words
