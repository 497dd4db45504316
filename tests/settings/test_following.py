"""Tests of keeping who is followed in the file: owners, links, other writers, full disks."""

import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smspartner_tui.core.following import Edit, Followed, Written
from smspartner_tui.settings.config import load
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.following import ChangedMeanwhile, ForSession, InFile
from tests.settings.conftest import Write

CONFIG = """\
# ours
[profiles.prod]
label = "P"

[[profiles.prod.subaccounts]]
token = "aaaa"
name = "Garage"  # Martin
"""
NEW = Edit(follow=(Written("cccc", "New"),))


def keeper_of(path: Path) -> InFile:
    """What keeps who is followed, as a session has it."""
    settings = load(path)
    return InFile(settings, settings.profile())


def names_in(path: Path) -> list[str]:
    """Who is followed by the file."""
    return [one.name for one in load(path).profile().subaccounts]


def garage(name: str) -> Edit:
    """Another name for the first one."""
    return Edit(change=(Written("aaaa", name),))


def test_an_edit_is_kept_with_the_mode_and_without_a_trace(write: Write) -> None:
    """The file is another one with the same mode; nothing else is left in the folder."""
    path = write(CONFIG)
    path.chmod(0o640)
    keeper = keeper_of(path)
    keeper.keep(garage("Été"))
    assert path.read_text(encoding="utf-8") == CONFIG.replace("Garage", "Été")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert not keeper.has_new_configuration()


def test_a_mark_of_bytes_and_ends_of_lines_stay(write: Write) -> None:
    """What another editor put at the beginning of the file stays there."""
    path = write(CONFIG)
    path.write_bytes(b"\xef\xbb\xbf" + CONFIG.replace("\n", "\r\n").encode())
    keeper_of(path).keep(NEW)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf# ours\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert names_in(path) == ["Garage", "New"]


def test_the_second_of_two_operators_is_told_and_loses_nothing(write: Write) -> None:
    """The second sees what the first wrote, and may then do both."""
    path = write(CONFIG)
    first, second = keeper_of(path), keeper_of(path)
    first.keep(garage("Theirs"))
    assert second.has_new_configuration()
    with pytest.raises(ChangedMeanwhile) as caught:
        second.keep(NEW)
    assert [one.name for one in caught.value.followed.written] == ["Theirs"]
    assert names_in(path) == ["Theirs"]
    second.keep(NEW)
    assert names_in(path) == ["Theirs", "New"]
    assert not second.has_new_configuration()


def test_what_else_others_changed_stays_and_is_not_taken_in(write: Write) -> None:
    """A guard that somebody changed is neither lost nor silently in force: the note stays."""
    path = write(CONFIG)
    keeper = keeper_of(path)
    with path.open("a", encoding="utf-8") as file:
        file.write('\n[profiles.prod.guards]  # new\nmax_per_day = "5"\n')
    keeper.keep(NEW)
    assert "[profiles.prod.guards]  # new" in path.read_text(encoding="utf-8")
    assert keeper.has_new_configuration()


def test_many_writers_at_once_lose_nothing(write: Write) -> None:
    """Each tries again when it was too late, and all are there in the end."""
    path = write(CONFIG)

    def follow(number: int) -> None:
        keeper = keeper_of(path)
        while True:
            try:
                keeper.keep(Edit(follow=(Written(f"t{number}", f"N{number}"),)))
            except ChangedMeanwhile:
                continue
            return

    threads = [threading.Thread(target=follow, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names_in(path)) == ["Garage", *(f"N{number}" for number in range(8))]


def test_a_link_stays_a_link(write: Write, tmp_path: Path) -> None:
    """What it leads to is written."""
    target = write(CONFIG)
    (tmp_path / "home").mkdir()
    link = tmp_path / "home" / "config.toml"
    link.symlink_to(target)
    keeper_of(link).keep(NEW)
    assert link.is_symlink()
    assert names_in(target) == ["Garage", "New"]


def test_a_file_of_the_whole_site_is_its_owners_to_change(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's file, even one that could be replaced, is left alone, with the way out."""
    path = write(CONFIG)
    keeper = keeper_of(path)
    status, true_stat = path.stat(), Path.stat

    def theirs(self: Path, **options: Any) -> os.stat_result:
        found = true_stat(self, **options)
        if found.st_ino != status.st_ino:
            return found
        return os.stat_result((*found[:4], os.geteuid() + 1, *found[5:]))

    monkeypatch.setattr(Path, "stat", theirs)
    with pytest.raises(SettingsError, match=r"its owner's to change.*--config"):
        keeper.keep(NEW)
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == CONFIG


def test_a_write_protected_file_is_left_alone(write: Write) -> None:
    """Its mode says that nobody is to change it, and how to allow it is said."""
    path = write(CONFIG)
    keeper = keeper_of(path)
    path.chmod(0o400)
    with pytest.raises(SettingsError, match="chmod u\\+w"):
        keeper.keep(NEW)
    assert path.read_text(encoding="utf-8") == CONFIG


def test_a_full_disk_loses_nothing(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there is there, nothing is left behind, and the reason is said."""
    path = write(CONFIG)
    keeper = keeper_of(path)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left on device"):
        keeper.keep(NEW)
    assert path.read_text(encoding="utf-8") == CONFIG
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert keeper.followed.written == (Written("aaaa", "Garage"),)


def test_what_may_not_stand_there_is_not_written(write: Write) -> None:
    """A name that looks like a key would make the file unreadable at the next start."""
    path = write(CONFIG)
    with pytest.raises(SettingsError, match="looks like an API key"):
        keeper_of(path).keep(garage("0a1b" * 10))
    assert path.read_text(encoding="utf-8") == CONFIG


def test_what_no_edit_of_lines_can_say_is_left_to_a_person(write: Write) -> None:
    """Where the check behind the edit fails, nothing is written."""
    path = write('profiles = { prod.label = "P" }')
    with pytest.raises(SettingsError, match="by hand"):
        keeper_of(path).keep(NEW)
    assert path.read_text(encoding="utf-8") == 'profiles = { prod.label = "P" }'


def test_without_a_file_it_is_kept_for_the_session() -> None:
    """The rehearsal has none."""
    keeper = ForSession(Followed((Written("aaaa", "Garage"),)))
    keeper.keep(garage("New name"))
    assert keeper.followed.written == (Written("aaaa", "New name"),)
    assert replace(keeper.followed, written=()) == Followed()
