"""Every state can be told from the words and signs alone, in both languages."""

from itertools import combinations

import pytest
from rich.cells import cell_len
from rich.style import Style

from smspartner_tui import i18n
from smspartner_tui.core.accounts import Standing
from smspartner_tui.core.money import Language
from smspartner_tui.core.movement import State
from smspartner_tui.tui.presentation.accounts import account_columns
from smspartner_tui.tui.presentation.history import history_columns
from smspartner_tui.tui.widgets.table_lines import Cell, Row, draw_row, fit, lay_out
from smspartner_tui.wording import state
from smspartner_tui.wording.standings import standing_word


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_two_states_share_their_word(language: Language) -> None:
    """Of a sub-account and of a movement, as much of the word as its column shows."""
    i18n.use(language)
    room = {column.key: column.width for column in account_columns()}["state"]
    words = [fit(standing_word(one), room) for one in Standing]
    assert len(set(words)) == len(words)
    assert all(cell_len(standing_word(one)) <= room for one in Standing)
    room = {column.key: column.width for column in history_columns()}["state"]
    words = [fit(state(one), room) for one in State]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [78, 38])
def test_the_word_stands_in_the_row_at_every_width(language: Language, width: int) -> None:
    """The selected and the marked row too have signs of their own, in front."""
    i18n.use(language)
    columns = account_columns()
    slots = lay_out(columns, width, width)
    drawn: set[str] = set()
    for standing in Standing:
        cells = [Cell("") for _column in columns]
        cells[0], cells[5] = Cell("Garage Martin"), Cell(standing_word(standing))
        for mark in ("", "1", "*"):
            for cursor in (False, True):
                row = Row("t", tuple(cells), mark)
                line = draw_row(row, slots, width, lambda _name: Style(), cursor=cursor).text
                assert standing_word(standing) in line
                drawn.add(line)
    assert len(drawn) == len(Standing) * 3 * 2
    assert all(one != other for one, other in combinations(sorted(drawn), 2))
