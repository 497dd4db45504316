"""Tests of the file that the configuration stands in: whose it is, and what it is made of."""

import os
from pathlib import Path

import pytest

from smspartner_tui.settings.config import load
from smspartner_tui.settings.errors import NoConfiguration, SettingsError
from smspartner_tui.settings.files import configuration_problem
from tests.settings.conftest import Refusal, Write

MINIMAL = "[profiles.prod]\n"


def test_no_configuration_tells_where_and_what_else(tmp_path: Path) -> None:
    """Without a file one learns where it would stand, and of the rehearsal."""
    path = tmp_path / "config.toml"
    with pytest.raises(NoConfiguration) as caught:
        load(path)
    assert str(path) in str(caught.value)
    assert "smspartner-tui --demo" in str(caught.value)


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_configuration_that_others_may_change_is_refused(write: Write, mode: int) -> None:
    """Whoever can write the configuration could lift its limits."""
    path = write(MINIMAL)
    path.chmod(mode)
    with pytest.raises(SettingsError, match="chmod go-w"):
        load(path)


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o444])
def test_a_configuration_that_others_may_read_is_fine(write: Write, mode: int) -> None:
    """It holds no key, so anybody may read it."""
    path = write(MINIMAL)
    path.chmod(mode)
    assert load(path).profile().name == "prod"


@pytest.mark.parametrize(("owner", "refused"), [(1000, False), (0, False), (1001, True)])
def test_a_configuration_of_somebody_else_is_refused(owner: int, refused: bool) -> None:
    """Only the operator and root may say what the limits are."""
    status = os.stat_result((0o100600, 1, 1, 1, owner, 1000, 0, 0, 0, 0))
    problem = configuration_problem(Path("config.toml"), status, uid=1000)
    assert (problem is not None) == refused


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    """A path to a folder is told as such."""
    with pytest.raises(SettingsError, match="not a regular file"):
        load(tmp_path)


def test_a_named_pipe_does_not_hold_the_start(tmp_path: Path) -> None:
    """A pipe without a writer is refused at once."""
    path = tmp_path / "config.toml"
    os.mkfifo(path)
    with pytest.raises(SettingsError, match="not a regular file"):
        load(path)


def test_a_file_that_cannot_be_opened_tells_why(tmp_path: Path) -> None:
    """The system's reason is part of the error."""
    path = tmp_path / "config.toml"
    path.symlink_to(path)
    with pytest.raises(SettingsError, match="cannot be read"):
        load(path)


def test_a_file_without_end_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file longer than any configuration is not taken in."""
    monkeypatch.setattr("smspartner_tui.settings.config.LONGEST_FILE", 10)
    with pytest.raises(SettingsError, match="longer than 10 bytes"):
        load(write(MINIMAL))


def test_text_that_is_not_utf_8_names_its_line(write: Write) -> None:
    """A file saved in another encoding says on which line."""
    path = write("")
    path.write_bytes(b'[profiles.prod]\nlabel = "\xe9"\n')
    with pytest.raises(SettingsError, match="line 2: not UTF-8"):
        load(path)


def test_brackets_too_deep_are_refused(refusal: Refusal) -> None:
    """A file made to exhaust the reader is an error like any other."""
    assert "brackets too deep" in refusal("a = " + "[" * 100_000)
