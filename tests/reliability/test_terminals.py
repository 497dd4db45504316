"""The run over all terminals: a few of its plays, and proof that it sees what it looks for."""

from pathlib import Path

import pytest

from smspartner_tui.tui.widgets.facts import Lines
from tests.emulated import emulated
from tests.layout import Flaw, flaws_by_kind
from tests.rehearsal import Rehearsal
from tests.reliability.terminals import KINDS, SIZES, Play, Tally, lines, play, plays


def test_every_scene_is_played_on_everything() -> None:
    """No kind of terminal, theme, language or scene is left out, and no size."""
    every = plays()
    assert len(every) == len(set(every)) >= 7 * 6 * 2 * 30
    assert len(KINDS) == 7
    assert {(40, 10), (59, 20), (80, 24), (120, 40), (250, 80)} == set(SIZES)


@pytest.mark.parametrize(
    "wanted",
    [
        Play("half-done", "linux", "terminal", "fr"),
        Play("same-amount", "vt220", "high-contrast-light", "en"),
        Play("doubt", "no-colour", "colour-blind", "fr"),
    ],
)
async def test_nothing_is_wrong_with_a_few(wanted: Play, tmp_path: Path) -> None:
    """Three plays at every size: the bars hold."""
    tally = Tally()
    await play(wanted, tmp_path, tally)
    assert tally.troubles == []
    assert all(line.holds for line in lines(tally))
    assert tally.pictures == len(SIZES)


async def test_what_is_wrong_is_seen(tmp_path: Path) -> None:
    """A text too long for its place is told, and misses the bar."""
    with Rehearsal(tmp_path) as rehearsal:
        async with emulated(rehearsal, (80, 24)) as (robot, driver):
            robot.screen.query_one("#status", Lines).show(*(f"line {n}" for n in range(9)))
            await robot.settles()
            found = [kind for kind, _flaw in flaws_by_kind(robot, driver)]
    assert found == [Flaw.CUT]
    tally = Tally(plays=1)
    tally.flaws.update(found)
    assert [line.what for line in lines(tally) if not line.holds] == [Flaw.CUT.value]
