"""Tests of finding the line on which a key of the configuration stands."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.settings.lines import lines_of
from smspartner_tui.settings.values import Place

EVERY_FORM = '''# a comment with [brackets] and "quotes"
top = "a # b"   # and [more]

[a]
b.c = 1
"quoted key" = 2
'literal # key' = 3
"esc\\u0061ped" = 4
text = """
[not.a.table]
x = "1" \\"""
"""
literal = \'\'\'
y = 2
\'\'\'
list = [
  1, # ] a comment
  "]",
  [2],
]
inline = { x = 1, y = "}" }
last = 5
[ a . d ]
e = 6
[[a.items]]
n = 0
[a.items.sub]
m = 0
[[a.items.sub.deep]]
k = 0
[[a.items]]
n = 1
[a.items.sub]
m = 1
end = ""'''


def test_every_form_of_toml_is_followed() -> None:
    """Strings, comments, lists and tables of every kind leave the count right."""
    tomllib.loads(EVERY_FORM)
    found = lines_of(EVERY_FORM)
    expected: dict[Place, int] = {
        ("top",): 2,
        ("a",): 4,
        ("a", "b"): 5,
        ("a", "b", "c"): 5,
        ("a", "quoted key"): 6,
        ("a", "literal # key"): 7,
        ("a", "escaped"): 8,
        ("a", "text"): 9,
        ("a", "literal"): 13,
        ("a", "list"): 16,
        ("a", "inline"): 21,
        ("a", "last"): 22,
        ("a", "d"): 23,
        ("a", "d", "e"): 24,
        ("a", "items"): 25,
        ("a", "items", 0): 25,
        ("a", "items", 0, "n"): 26,
        ("a", "items", 0, "sub"): 27,
        ("a", "items", 0, "sub", "m"): 28,
        ("a", "items", 0, "sub", "deep"): 29,
        ("a", "items", 0, "sub", "deep", 0): 29,
        ("a", "items", 0, "sub", "deep", 0, "k"): 30,
        ("a", "items", 1): 31,
        ("a", "items", 1, "n"): 32,
        ("a", "items", 1, "sub"): 33,
        ("a", "items", 1, "sub", "m"): 34,
        ("a", "items", 1, "sub", "end"): 35,
    }
    assert found == expected


def test_lines_are_counted_alike_with_windows_line_ends() -> None:
    """A file written elsewhere has its keys on the same lines."""
    assert lines_of(EVERY_FORM.replace("\n", "\r\n")) == lines_of(EVERY_FORM)


def test_an_empty_text_has_no_keys() -> None:
    """Nothing is found in nothing, nor in a lone comment."""
    assert lines_of("") == {}
    assert lines_of("# only this") == {}


VALUES = st.sampled_from(
    ["1", "true", '"#["', "'\"'", '"""\n"\n"""', "'''\n\n'''", "[\n1,\n[2]\n]", "{ a = '}' }"]
)


@given(st.lists(st.tuples(VALUES, st.sampled_from(["", "\n", "# [x]\n", "  # y"])), max_size=20))
def test_the_line_of_a_key_is_where_it_was_written(pieces: list[tuple[str, str]]) -> None:
    """However many lines the values before it take, a key is found on its own line."""
    text, expected = "", {}
    for number, (value, after) in enumerate(pieces):
        expected[f"k{number}"] = text.count("\n") + 1
        text += f"k{number} = {value}{after}\n"
    assert set(tomllib.loads(text)) == set(expected)
    assert lines_of(text) == {(key,): line for key, line in expected.items()}
