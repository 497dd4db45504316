"""A profile with a journal of its own, and the commands run on it in this process."""

import argparse
import io
import shutil
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from smspartner_tui import i18n
from smspartner_tui.commands import options
from smspartner_tui.commands.finding import command_of
from smspartner_tui.commands.keyless import COMMANDS
from smspartner_tui.commands.options.mixed import CommandParser
from smspartner_tui.journal import Journal
from smspartner_tui.settings.config import load
from smspartner_tui.settings.profile import Profile
from tests.commands.banking import Banking, GatedBank
from tests.journal.helpers import NADIA, Clock, fill, open_journal

CONFIGURATION = """
[profiles.prod]
api_key_file = "/nowhere/that/is/read.key"
journal = "{folder}"

[[profiles.prod.subaccounts]]
token = "0a1b2c3d4e5f9f3a"
name = "Garage Martin"
"""


class Said(NamedTuple):
    """What a command came to: its status, and what it wrote where."""

    status: int
    out: str
    err: str


Command = Callable[..., Said]
OpenJournal = Callable[[], "closing[Journal]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the profile's journal is; nothing is there yet."""
    return tmp_path / "journal"


@pytest.fixture
def profile(tmp_path: Path, folder: Path) -> Profile:
    """The profile as its configuration has it."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIGURATION.format(folder=folder))
    return load(path).profile()


@pytest.fixture
def clock() -> Clock:
    """The clock of whoever writes; the commands look at the real one."""
    return Clock()


@pytest.fixture
def opened(folder: Path, clock: Clock) -> OpenJournal:
    """Opens the journal, as the dashboard does."""
    return lambda: closing(open_journal(folder, clock, NADIA))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a journal with a history, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "journal"
    with closing(open_journal(folder)) as journal:
        fill(journal)
    return folder


@pytest.fixture
def filled(template: Path, folder: Path) -> Path:
    """The folder of a journal with a history, which nobody has open."""
    shutil.copytree(template, folder)
    return folder


@pytest.fixture
def command(profile: Profile, capsysbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Runs a command with its options."""
    return lambda *words: said_by(profile, capsysbinary, *words)


def said_by(profile: Profile, captured: pytest.CaptureFixture[bytes], *words: str | Path) -> Said:
    """What a command comes to on a profile."""
    parser = argparse.ArgumentParser()
    options.add_to(parser.add_subparsers(dest="command", parser_class=CommandParser))
    parsed = parser.parse_args([*map(str, words)], argparse.Namespace(config=None, profile=None))
    i18n.name_instead_of_keys(COMMANDS)
    try:
        status = command_of(parsed.command)(profile, parsed)
    finally:
        i18n.name_instead_of_keys(None)
    out, err = captured.readouterr()
    return Said(status, out.decode(), err.decode())


@pytest.fixture
def banking(tmp_path: Path) -> Iterator[Banking]:
    """A platform with an account, and the profile for it; nothing was moved yet."""
    banking = Banking(tmp_path, GatedBank())
    yield banking
    banking.close()


@pytest.fixture
def at_bank(banking: Banking, capsysbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Runs a command with its options on the account of the platform."""
    return lambda *words: said_by(banking.profile, capsysbinary, *words)


class Keyboard(io.StringIO):
    """A terminal's keyboard, at which somebody types these lines, one when each is asked for."""

    def __init__(self, *lines: str) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))

    def isatty(self) -> bool:
        """Somebody is there."""
        return True


Type = Callable[..., None]


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Type:
    """Has somebody at the terminal type lines, whatever they are asked."""

    def at_terminal(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", Keyboard(*lines))
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        # No terminal is behind it that could have taken lines ahead.
        monkeypatch.setattr(termios, "tcflush", lambda *_of_what: None)

    return at_terminal


def when(at: datetime) -> str:
    """A time as a person reads it, local and to the minute."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
