"""Tests of fetching the platform's key, and of never showing it."""

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.files import key_problem
from smspartner_tui.settings.key import (
    KeyCommand,
    KeyEnvironment,
    KeyFile,
    KeyPrompt,
    KeySource,
    read_key,
)

KEY = "k3y-of-the-platform"


def never(prompt: str) -> str:
    """Must not be asked."""
    raise AssertionError(prompt)


def refused(source: KeySource, *, patience: float = 20.0) -> str:
    """What is said of a source without a usable key, off a terminal."""
    with pytest.raises(SettingsError) as caught:
        read_key(source, environment={}, is_terminal=False, ask=never, patience=patience)
    whole = "".join(traceback.format_exception(caught.value))
    assert KEY not in whole
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    assert "\n" not in str(caught.value)
    return str(caught.value)


def key_file(path: Path, content: str = KEY, mode: int = 0o600) -> KeyFile:
    """A key file with this content and mode."""
    path.write_text(content)
    path.chmod(mode)
    return KeyFile(path)


def team_folder(folder: Path) -> Path:
    """A folder that a group of operators shares."""
    folder.mkdir()
    folder.chmod(0o2770)
    return folder


@contextmanager
def standard_input(text: bytes) -> Iterator[None]:
    """For a while, the process's own standard input holds this text."""
    kept = os.dup(0)
    reader, writer = os.pipe()
    os.write(writer, text)
    os.close(writer)
    os.dup2(reader, 0)
    os.close(reader)
    try:
        yield
    finally:
        os.dup2(kept, 0)
        os.close(kept)


def test_a_source_describes_itself() -> None:
    """Each source has words for the screen that say where to replace the key."""
    assert KeyCommand(("pass", "show", "sms partner")).describe() == "pass show 'sms partner'"
    assert KeyFile(Path("/team/prod.key")).describe() == "/team/prod.key"
    assert KeyEnvironment().describe() == "SMSPARTNER_API_KEY"
    assert KeyPrompt().describe() == "typed at the terminal"


def test_a_command_gives_the_first_line_it_prints() -> None:
    """What follows the first line, as in a password store, is left."""
    source = KeyCommand(("printf", f"{KEY}\nlogin: paul\n"))
    assert read_key(source).reveal() == KEY


def test_a_command_runs_without_a_shell() -> None:
    """Arguments reach the command as they stand."""
    source = KeyCommand(("printf", "%s", "$(reboot);`x`"))
    assert read_key(source).reveal() == "$(reboot);`x`"


def test_a_command_has_the_input_of_the_program() -> None:
    """A passphrase can be typed, because the command reads from the terminal."""
    with standard_input(f"{KEY}\n".encode()):
        assert read_key(KeyCommand(("cat",))).reveal() == KEY


def test_a_command_that_fails_tells_its_status_and_not_its_output() -> None:
    """What a failing command printed might be the key."""
    told = refused(KeyCommand(("sh", "-c", "printf %s-%s k3y of-the-platform; exit 3")))
    assert "status 3" in told
    assert "run it by hand" in told


def test_a_command_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    """A command has its time, and what it printed by then is not told."""
    file = key_file(tmp_path / "key").path
    told = refused(KeyCommand(("tail", "-f", str(file))), patience=0.2)
    assert "did not end within 0.2 s" in told


def test_a_command_that_is_not_there_is_told() -> None:
    """A missing command points at the configuration."""
    assert "was not found" in refused(KeyCommand(("/nowhere/pass",)))


def test_a_command_that_cannot_be_run_is_told(tmp_path: Path) -> None:
    """A folder is no command, nor is a name that the system cannot take."""
    assert "cannot be run" in refused(KeyCommand((str(tmp_path),)))
    assert "cannot be run" in refused(KeyCommand(("a\0b",)))


def test_a_command_that_prints_nothing_is_told() -> None:
    """Silence is no key."""
    assert "printed nothing" in refused(KeyCommand(("printf", " \n")))


def test_a_file_gives_its_first_line(tmp_path: Path) -> None:
    """Spaces around it and a byte order mark do not count."""
    assert read_key(key_file(tmp_path / "key", f"\ufeff {KEY} \r\nmore\n")).reveal() == KEY


def test_a_link_to_a_file_of_ones_own_is_followed(tmp_path: Path) -> None:
    """What counts is the file in the end."""
    key_file(tmp_path / "key")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "key")
    assert read_key(KeyFile(link)).reveal() == KEY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o602, 0o620, 0o601, 0o610, 0o644])
def test_a_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    """Outside a team folder the key is its owner's alone."""
    told = refused(key_file(tmp_path / "key", mode=mode))
    assert f"run `chmod 600 {tmp_path / 'key'}`" in told


def test_a_team_folder_lets_its_group_read(tmp_path: Path) -> None:
    """Several operators may share one key file."""
    folder = team_folder(tmp_path / "team")
    assert read_key(key_file(folder / "key", mode=0o640)).reveal() == KEY


@pytest.mark.parametrize("mode", [0o660, 0o644, 0o650])
def test_a_team_folder_lets_nobody_do_more_than_read(tmp_path: Path, mode: int) -> None:
    """Neither the group may change the key, nor others read it."""
    folder = team_folder(tmp_path / "team")
    assert "chmod 640" in refused(key_file(folder / "key", mode=mode))


@pytest.mark.parametrize("mode", [0o770, 0o2775, 0o2750, 0o700])
def test_a_folder_of_another_mode_is_no_team_folder(tmp_path: Path, mode: int) -> None:
    """A folder that is almost a team folder does not lend its rights."""
    folder = team_folder(tmp_path / "team")
    source = key_file(folder / "key", mode=0o640)
    folder.chmod(mode)
    assert "chmod 600" in refused(source)


def status(kind: int, uid: int, gid: int) -> os.stat_result:
    """What the system would say of a file of this kind and mode, owner and group."""
    return os.stat_result((kind, 1, 1, 1, uid, gid, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("mode", "owner", "folder_mode", "folder_group", "said"),
    [
        (0o600, 1000, 0o700, 1000, None),
        (0o400, 0, 0o755, 0, None),
        (0o600, 1001, 0o755, 1001, "somebody else"),
        (0o640, 1001, 0o2770, 50, None),
        (0o600, 1001, 0o2770, 50, None),
        (0o640, 1000, 0o2770, 51, "chmod 600"),
        (0o600, 1001, 0o2770, 51, "somebody else"),
    ],
)
def test_whose_key_file_is_accepted(
    mode: int, owner: int, folder_mode: int, folder_group: int, said: str | None
) -> None:
    """One's own, root's, or a colleague's in the folder of the group that owns the file."""
    problem = key_problem(
        Path("/x/key"),
        status(0o100000 | mode, owner, 50),
        status(0o040000 | folder_mode, 0, folder_group),
        uid=1000,
    )
    assert problem is None if said is None else said in str(problem)


def test_a_missing_file_tells_how_to_make_it(tmp_path: Path) -> None:
    """The remedy has the mode that will be asked for."""
    assert "chmod 600" in refused(KeyFile(tmp_path / "key"))


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    """Only a regular file holds a key."""
    assert "not a regular file" in refused(KeyFile(tmp_path))


def test_a_file_of_another_kind_is_refused_for_its_length(tmp_path: Path) -> None:
    """A key is short: a long file is another one, named by mistake."""
    assert "longer than 4096 bytes" in refused(key_file(tmp_path / "key", "x" * 5000))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n" + KEY,
        "short",
        "x" * 129,
        "two words here",
        "clé-accentuée",
        "tab\tinside",
        "\0" * 9,
    ],
)
def test_what_cannot_be_a_key_is_refused_without_being_shown(tmp_path: Path, content: str) -> None:
    """Eight to 128 printable characters of ASCII, and nothing of them in the error."""
    told = refused(key_file(tmp_path / "key", content))
    assert "cannot be an API key" in told
    assert str(tmp_path / "key") in told
    assert not content.strip() or content.strip() not in told


@pytest.mark.parametrize("length", [8, 128])
def test_a_key_may_be_as_short_or_as_long_as_the_bounds(tmp_path: Path, length: int) -> None:
    """Both ends of the allowed length are allowed."""
    assert read_key(key_file(tmp_path / "key", "x" * length)).reveal() == "x" * length
