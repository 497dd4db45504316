"""The README's pictures show the program as it is."""

from pathlib import Path

import pytest

from tests.screenshots import FOLDER, Picture, pictures, taken


@pytest.mark.parametrize("picture", pictures(), ids=lambda picture: picture.path.stem)
async def test_a_picture_is_up_to_date(picture: Picture, tmp_path: Path) -> None:
    """Played again by the robot, it is the same to the byte."""
    kept = picture.path.read_text(encoding="utf-8")
    now = await taken(picture, tmp_path)
    assert kept == now, "out of date: python -m tests.screenshots"


def test_no_picture_is_left_over() -> None:
    """Every file in the folder is one that is taken."""
    assert {path.name for path in FOLDER.iterdir()} == {p.path.name for p in pictures()}
