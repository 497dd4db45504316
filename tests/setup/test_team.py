"""Tests of a team's folder: found, made, or told how to make; and the key that is kept in it."""

import grp
import os
import stat
from pathlib import Path
from typing import Final

import pytest

from smspartner_tui.settings.config import load
from smspartner_tui.settings.key import KeyFile, read_key
from smspartner_tui.setup.talk import Wrong
from smspartner_tui.setup.team import Folder, examine, make_team_folder, read_group
from smspartner_tui.simulator import DEMO_KEY, SimulatorServer
from tests.setup.person import Person

GROUP: Final = grp.getgrgid(os.getgid()).gr_name


def mode(path: Path) -> int:
    """What a file's or a folder's rights are."""
    return stat.S_IMODE(path.stat().st_mode)


def team_person(folder: Path, **answers: list[str]) -> Person:
    """Somebody of several, each with a login of their own."""
    usual = {"Who moves": ["2"], "folder [": [str(folder)], "group of all": [GROUP]}
    return Person({**usual, "Write this": ["y"], **answers})


def test_a_team_folder_is_made(server: SimulatorServer, path: Path, tmp_path: Path) -> None:
    """After the yes, its group's alone, with the key in it for the group to read."""
    folder = tmp_path / "team"
    person = team_person(folder)
    assert person.sets_up(path, server.base_url).wants_dashboard
    assert mode(folder) == 0o2770
    key_file = folder / "prod.key"
    assert mode(key_file) == 0o640
    assert key_file.stat().st_gid == folder.stat().st_gid
    profile = load(path).profile()
    assert profile.journal_folder == folder
    assert profile.key_source == KeyFile(key_file)
    assert read_key(profile.key_source).reveal() == DEMO_KEY
    assert "sudo install -D -m 644" in person.said
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]


def test_nothing_is_made_without_the_yes(
    server: SimulatorServer, path: Path, tmp_path: Path
) -> None:
    """Not even the folder."""
    folder = tmp_path / "team"
    person = team_person(folder)
    person.answers["Write this"] = ["n"]
    person.sets_up(path, server.base_url)
    assert f"The team's folder is made: {folder}" in person.heard
    assert not folder.exists()


def test_the_folder_goes_again_when_the_rest_cannot_be_written(
    server: SimulatorServer, path: Path, tmp_path: Path
) -> None:
    """All of it or nothing."""
    folder = tmp_path / "team"
    path.parent.parent.mkdir()
    path.parent.write_text("in the way")
    person = team_person(folder, **{"What now": ["2"]})
    person.sets_up(path, server.base_url)
    assert not folder.exists()
    assert path.parent.read_text() == "in the way"


def test_a_team_folder_that_is_there_is_used(
    server: SimulatorServer, path: Path, tmp_path: Path
) -> None:
    """The key stays one's own where that is wanted."""
    folder = tmp_path / "team"
    make_team_folder(folder, os.getgid())
    person = team_person(folder, **{"Keep the key": ["n"]})
    person.sets_up(path, server.base_url)
    assert f"It is there, for the group {GROUP}." in person.said
    assert load(path).profile().key_source == KeyFile(path.with_name("prod.key"))
    assert list(folder.iterdir()) == []


def test_a_folder_of_another_kind_is_mended_by_who_may(
    server: SimulatorServer, path: Path, tmp_path: Path
) -> None:
    """The commands are told, and it is looked at again."""
    folder = tmp_path / "team"
    folder.mkdir(mode=0o755)

    class Helped(Person):
        def read_line(self) -> str:
            if "look again" in self.said[-60:]:
                folder.chmod(0o2770)
            return super().read_line()

    person = Helped({"Who moves": ["2"], "folder [": [str(folder)], "Write this": ["y"]})
    person.sets_up(path, server.base_url)
    assert f"sudo chmod 2770 {folder}\n" in person.said
    assert "sudo mkdir" not in person.said
    assert load(path).profile().journal_folder == folder


def test_one_can_go_on_alone(server: SimulatorServer, path: Path, tmp_path: Path) -> None:
    """Where the folder's parent is not there either, nobody here can make it."""
    folder = tmp_path / "not" / "there"
    person = team_person(folder, **{"group of all": ["no such group", GROUP], "What now": ["2"]})
    person.sets_up(path, server.base_url)
    assert "sudo groupadd 'no such group'" in person.heard
    for command in ("mkdir", f"chgrp {GROUP}", "chmod 2770"):
        assert f"  sudo {command} {folder}\n" in person.said
    assert "journal" not in path.read_text()


def test_what_is_no_folder_is_refused(server: SimulatorServer, path: Path, tmp_path: Path) -> None:
    """A file, or a name alone."""
    (tmp_path / "file").write_text("")
    person = team_person(tmp_path / "team")
    person.answers["folder ["] = ["team", str(tmp_path / "file"), str(tmp_path / "team")]
    person.sets_up(path, server.base_url)
    assert "Type a full path" in person.heard
    assert "is no folder." in person.heard
    assert load(path).profile().journal_folder == tmp_path / "team"


def test_a_folder_is_examined(tmp_path: Path) -> None:
    """Not there, not a team's, a team's, and not to be looked at."""
    assert examine(tmp_path / "none") == Folder()
    assert "It is not its group's alone" in examine(tmp_path).problem
    make_team_folder(tmp_path / "team", os.getgid())
    assert examine(tmp_path / "team") == Folder(os.getgid())
    assert "It cannot be looked at" in examine(tmp_path / ("x" * 300)).problem


def test_a_group_is_named() -> None:
    """By a name that there is."""
    assert read_group(GROUP) == os.getgid()
    with pytest.raises(Wrong, match="sudo groupadd resellers"):
        read_group("")
