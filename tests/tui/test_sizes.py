"""Every size from 40x10 to 250x80, on what reached a terminal emulator; the window changes."""

from pathlib import Path

import pytest

from tests.emulated import emulated, resized
from tests.layout import flaws
from tests.rehearsal import Rehearsal, Wishes
from tests.scenes import SCENES

SIZES = ((250, 80), (120, 40), (80, 24), (79, 24), (60, 20), (59, 20), (40, 10))


@pytest.mark.parametrize("name", ["dashboard", "add-form", "remove", "transfer", "decision"])
async def test_nothing_is_cut_at_any_size(name: str, tmp_path: Path) -> None:
    """Nothing cut, overlapping, shown otherwise than drawn, or in the colour of its ground."""
    scene = SCENES[name]
    wishes: Wishes = {**scene.wishes, "language": "fr"}
    with Rehearsal(tmp_path, **wishes) as rehearsal:
        scene.before(rehearsal)
        async with emulated(rehearsal, scene.size) as (robot, driver):
            await scene.play(robot, rehearsal)
            for columns, rows in SIZES:
                await resized(robot, driver, columns, rows)
                assert flaws(robot, driver) == [], (columns, rows, driver.lines)
