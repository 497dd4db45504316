"""Keys by their names, and how the key of an action is shown once it is another."""

import pytest

from smspartner_tui import i18n
from smspartner_tui.tui.key_names import known_as, label
from smspartner_tui.tui.keys import BY_ACTION, shown


@pytest.mark.parametrize(
    ("name", "known", "shown_as"),
    [
        ("a", "a", "a"),
        ("A", "A", "A"),
        ("é", "é", "é"),
        ("plus", "+", "+"),
        ("question_mark", "?", "?"),
        ("ctrl+p", "ctrl+p", "Ctrl+P"),
        ("ctrl+m", "enter", "Ctrl+M"),
        ("shift+tab", "shift+tab", "Shift+Tab"),
        ("f5", "f5", "F5"),
        ("space", "space", "space"),
        ("up", "up", "↑"),
    ],
)
def test_a_key_has_one_name_and_is_shown(name: str, known: str, shown_as: str) -> None:
    """However the configuration writes it."""
    assert (known_as(name), label(name)) == (known, shown_as)


@pytest.mark.parametrize("name", ["", "foo", "F5", "esc", "shift+a", "digit_one", "ctrl+", "\x1b"])
def test_there_is_no_such_key(name: str) -> None:
    """Neither by a name that no key has, nor by one that no terminal sends."""
    assert known_as(name) == ""


def test_the_key_of_an_action_is_shown_as_it_is_now() -> None:
    """The first that the configuration gives, else ours; two that go together as two."""
    assert shown(BY_ACTION["add"], {}) == "a"
    assert shown(BY_ACTION["add"], {"add": ("f2", "w")}) == "F2"
    assert shown(BY_ACTION["down"], {}) == "j k"
    assert shown(BY_ACTION["down"], {"up": ("w",)}) == "j w"
    assert shown(BY_ACTION["page_down"], {"page_down": ("pagedown",)}) == "PgDn K"
    i18n.use("fr")
    assert shown(BY_ACTION["mark"], {}) == "espace"
    assert shown(BY_ACTION["mark"], {"mark": ("delete",)}) == "Suppr"
