"""Columns of plain lines: every sign counted as a terminal does, narrow ones with fewer."""

import pytest

from smspartner_tui.commands.columns import aligned, cells, cut, fitting
from smspartner_tui.commands.keyless import COMMANDS
from smspartner_tui.i18n import N_, _, name_instead_of_keys


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("漢字", 4), ("e\u0301", 1), ("🚗", 2), ("\u200b", 0)]
)
def test_signs_take_their_cells(text: str, width: int) -> None:
    """None, one or two."""
    assert cells(text) == width


def test_columns_begin_and_end_under_each_other() -> None:
    """Whatever their signs."""
    assert [*aligned([("漢", "1"), ("abc", "22")], {0})] == ["  漢    1", "  abc  22"]


@pytest.mark.parametrize(("text", "shown"), [("abc", "abc"), ("abcd", "ab…"), ("漢字", "漢…")])
def test_what_is_too_long_is_cut(text: str, shown: str) -> None:
    """By cells, and said to be."""
    assert cut(text, 3) == shown


@pytest.mark.parametrize(
    ("room", "line"), [(None, "  a  b  c"), (9, "  a  b  c"), (8, "  a  c"), (3, "  a")]
)
def test_columns_are_dropped_in_their_order(room: int | None, line: str) -> None:
    """As many as it takes."""
    assert fitting([("a", "b", "c")], {0, 1, 2}, (1, 2), room) == [line]
    assert fitting([], (), (1,), room) == []


def test_where_there_are_no_keys_commands_are_named() -> None:
    """In the sentence, never in what others wrote into it; a key without one is left out."""
    words = N_("No. {number} of {when} is in doubt: no movement until it is settled (v)")
    name_instead_of_keys(COMMANDS)
    try:
        told = _(words).format(number=1, when="(r)")
        read_only = _("Read-only: no movement is possible (l)")
    finally:
        name_instead_of_keys(None)
    assert told.startswith("No. 1 of (r) is in doubt")
    assert told.endswith("until it is settled (`smspartner-tui resolve`)")
    assert read_only == "Read-only: no movement is possible"
    assert _(words).endswith("(v)")
