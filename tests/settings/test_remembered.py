"""Tests of what is kept of the operator's choices on screen."""

import json
import stat
from pathlib import Path

import pytest

from smspartner_tui.settings.remembered import Remembered, recall, remember

CHOSEN = Remembered(order="balance", reverse=True, theme="nord", language="fr")


def test_what_was_chosen_is_recalled(tmp_path: Path) -> None:
    """A choice lasts until the next, and leaves no other file behind."""
    assert remember(tmp_path, Remembered(order="name"))
    assert remember(tmp_path, CHOSEN)
    assert recall(tmp_path) == CHOSEN
    assert [path.name for path in tmp_path.iterdir()] == ["screen.json"]


def test_the_file_and_its_folder_are_the_operators_alone(tmp_path: Path) -> None:
    """A folder that has to be made is made for one person."""
    folder = tmp_path / "state" / "smspartner-tui"
    assert remember(folder, CHOSEN)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "screen.json").stat().st_mode) == 0o600


def test_nothing_remembered_is_the_defaults(tmp_path: Path) -> None:
    """Without a file, or with a folder in its place, nothing was chosen."""
    assert recall(tmp_path) == Remembered()
    (tmp_path / "screen.json").mkdir()
    assert recall(tmp_path) == Remembered()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff", b"[" * 4000, b'{"order": "' + b"x" * 5000 + b'"}'],
)
def test_a_damaged_file_is_the_defaults(tmp_path: Path, content: bytes) -> None:
    """Damage costs the choice, and nothing else."""
    (tmp_path / "screen.json").write_bytes(content)
    assert recall(tmp_path) == Remembered()


def test_a_damaged_choice_leaves_the_others(tmp_path: Path) -> None:
    """A value of the wrong kind is forgotten, control characters are made harmless."""
    kept = {"order": 3, "reverse": "yes", "theme": "no\x1brd", "unheard": 1}
    (tmp_path / "screen.json").write_text(json.dumps(kept))
    assert recall(tmp_path) == Remembered(theme="no·rd")


def test_a_folder_that_cannot_be_made_is_silent(tmp_path: Path) -> None:
    """What cannot be kept is told by a False and no more."""
    (tmp_path / "state").touch()
    assert not remember(tmp_path / "state", CHOSEN)
    assert recall(tmp_path / "state") == Remembered()


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    """After a failure the folder holds what it held."""
    (tmp_path / "screen.json").mkdir()
    assert not remember(tmp_path, CHOSEN)
    assert [path.name for path in tmp_path.iterdir()] == ["screen.json"]
