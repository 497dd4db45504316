"""Tests of where the program's files stand."""

import sys
from pathlib import Path

import pytest

from smspartner_tui.settings import places


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, and a site, under the names that Linux knows."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "site"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


def place(path: Path) -> Path:
    """This file, now there."""
    path.parent.mkdir(parents=True)
    path.touch()
    return path


def test_the_places_are_the_platforms_own(home: Path) -> None:
    """Configuration and state stand apart, each in its folder, and nothing is created."""
    assert places.config_file() == home / "config" / "smspartner-tui" / "config.toml"
    assert places.state_folder() == home / "state" / "smspartner-tui"
    assert places.journal_folder("prod") == home / "state" / "smspartner-tui" / "prod"
    assert list(home.iterdir()) == []


def test_the_sites_configuration_is_read_when_the_user_has_none(home: Path) -> None:
    """Several operators may share a configuration that the site keeps."""
    site = place(home / "site" / "smspartner-tui" / "config.toml")
    assert places.config_file() == site


def test_the_users_configuration_goes_before_the_sites(home: Path) -> None:
    """One's own is read where both are there, even when it is a broken link."""
    place(home / "site" / "smspartner-tui" / "config.toml")
    own = home / "config" / "smspartner-tui" / "config.toml"
    own.parent.mkdir(parents=True)
    own.symlink_to(home / "gone")
    assert places.config_file() == own
