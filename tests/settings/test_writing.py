"""Tests of what is written: TOML for any text, and files there whole or not at all."""

import os
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.settings.writing import listed, make_folder, quoted, write_file


@given(st.text(), st.sampled_from(["utf-8", "latin-1", "ascii", "cp1252"]))
def test_any_text_comes_back_from_toml(text: str, encoding: str) -> None:
    """Quotes, escapes, line ends, other directions: on one line, in letters that there are."""
    written = quoted(text, encoding)
    assert written.encode(encoding).decode(encoding) == written
    assert written.isprintable()
    assert tomllib.loads(f"text = {written}")["text"] == text


def test_half_a_character_is_written_as_a_stand_in() -> None:
    """No file can hold it."""
    assert tomllib.loads(f"text = {quoted(chr(0xD800))}")["text"] == "\ufffd"


@given(st.lists(st.text()))
def test_any_list_comes_back_from_toml(texts: list[str]) -> None:
    """The empty one too."""
    assert tomllib.loads(f"texts = {listed(texts)}")["texts"] == texts


@pytest.mark.parametrize("umask", [0o000, 0o077])
@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_a_file_has_its_mode_whatever_the_umask(tmp_path: Path, mode: int, umask: int) -> None:
    """And its whole content; nothing else is left beside it."""
    path = tmp_path / "new"
    before = os.umask(umask)
    try:
        write_file(path, b"content\n", mode=mode)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.read_bytes() == b"content\n"
    assert path.stat().st_nlink == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    """Also one that is only a link to nowhere; the error names it."""
    for path in (tmp_path / "file", tmp_path / "link"):
        if path.name == "file":
            path.write_text("old")
        else:
            path.symlink_to(tmp_path / "nowhere")
        with pytest.raises(FileExistsError) as caught:
            write_file(path, b"new")
        assert caught.value.filename == str(path)
    assert (tmp_path / "file").read_text() == "old"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "link"]


def test_a_file_can_be_replaced(tmp_path: Path) -> None:
    """By one with its own mode; what a link led to is left alone."""
    (tmp_path / "other").write_text("other")
    path = tmp_path / "key"
    path.symlink_to(tmp_path / "other")
    write_file(path, b"new", replace=True)
    assert not path.is_symlink()
    assert path.read_text() == "new"
    assert (tmp_path / "other").read_text() == "other"


def test_without_hard_links_a_file_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system that has none."""

    def hardlink_to(_self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", hardlink_to)
    path = tmp_path / "new"
    write_file(path, b"content")
    assert path.read_bytes() == b"content"
    with pytest.raises(FileExistsError):
        write_file(path, b"other")
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_named_by_the_file(tmp_path: Path) -> None:
    """Not by the name that it has while it is written."""
    path = tmp_path / "none" / "config.toml"
    with pytest.raises(FileNotFoundError) as caught:
        write_file(path, b"")
    assert caught.value.filename == str(path)


def test_folders_are_their_owners_alone(tmp_path: Path) -> None:
    """Each that had to be made."""
    make_folder(tmp_path / "a" / "b")
    for folder in (tmp_path / "a", tmp_path / "a" / "b"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
