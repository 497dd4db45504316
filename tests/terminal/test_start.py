"""The start: what stands against it is said in one line, at once; else there is the dashboard."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from smspartner_tui import __version__
from tests.journal.helpers import open_journal
from tests.terminal.place import GARAGE, GatedBank, Place, close_dialog
from tests.terminal.terminal import PATIENCE, PLAIN_SPACES

NOWHERE = "http://127.0.0.1:9/v1"
"""A platform that no test here ever gets as far as asking."""

# Runs the module as `python -m` does, and writes down what it had imported at its end.
WATCHED = """
import atexit, json, runpy, sys
report = sys.argv.pop(1)
def write():
    with open(report, "w") as file:
        json.dump(sorted(sys.modules), file)
atexit.register(write)
runpy.run_module("smspartner_tui", run_name="__main__", alter_sys=True)
"""


class Said(NamedTuple):
    """What a start came to: its status, what was said, and whether it imported much."""

    status: int
    text: str
    heavy: set[str]


def run(place: Place, *arguments: str, no_input: bool = False, **env: str) -> Said:
    """Start the command in a terminal, to an end that comes by itself."""
    report = place.folder / "modules.json"
    watched = ("-c", WATCHED, str(report), *arguments)
    with place.start_python(*watched, env=env, no_input=no_input) as terminal:
        status = terminal.wait()
        text = terminal.raw.decode().replace("\r\n", "\n").translate(PLAIN_SPACES)
    return Said(status, text, heavy_imports(report))


def heavy_imports(report: Path) -> set[str]:
    """Those of the libraries that take their time."""
    names = json.loads(report.read_text())
    return {name for name in names if name in {"textual", "rich", "httpx", "httpcore", "sqlite3"}}


def assert_refused(said: Said, *remedy: str) -> None:
    """One line that names the way out, folded between words; status 2, and no screen for it."""
    assert said.status == 2, said.text
    assert said.text.startswith("smspartner-tui:")
    lines = said.text.splitlines()
    assert not any(line.startswith("smspartner-tui:") for line in lines[1:])
    assert "\x1b" not in said.text
    for words in remedy:
        assert words in " ".join(lines)
    assert not said.heavy & {"textual", "httpx"}


def bad_configuration(place: Place) -> None:
    """A guard's name misspelt."""
    place.configure(NOWHERE, top="[guards]\nmax_per_dya = '100'")


def broken_configuration(place: Place) -> None:
    """No TOML at all."""
    place.write_configuration("default_profile = prod\n")


def exposed_key(place: Place) -> None:
    """A key file that others can read."""
    place.configure(NOWHERE)
    place.key_file.chmod(0o644)


def missing_key(place: Place) -> None:
    """A key file that is not there."""
    place.configure(NOWHERE)
    place.key_file.unlink()


def failing_command(place: Place) -> None:
    """A key command that fails."""
    place.configure(NOWHERE, profile="api_key_command = ['false']")


def two_profiles(place: Place) -> None:
    """Two profiles, none of which is the default."""
    place.configure(NOWHERE, top="[profiles.other]\napi_key_env = 'OTHER'")


def unknown_key_action(place: Place) -> None:
    """Keys for an action that does not exist."""
    place.configure(NOWHERE, top="[keys]\nad = 'x'")


def keys_that_clash(place: Place) -> None:
    """One key for two actions of the list."""
    place.configure(NOWHERE, top="[keys]\nadd = 'h'")


def nothing(_place: Place) -> None:
    """No configuration."""


def sound(place: Place) -> None:
    """A configuration with nothing wrong."""
    place.configure(NOWHERE)


@pytest.mark.parametrize(
    ("prepare", "arguments", "remedy"),
    [
        (nothing, ("--config", "none.toml"), ("No configuration at ", " init`", "--demo")),
        (bad_configuration, (), ("config.toml, line 2", "max_per_dya")),
        (broken_configuration, (), ("config.toml, line 1", "this is not TOML")),
        (exposed_key, (), ("others may use this key: run `chmod 600 ",)),
        (missing_key, (), ("there is no such key file", "chmod 600")),
        (failing_command, (), ("`false` failed (status 1): run it by hand",)),
        (two_profiles, (), ("several profiles (other, prod)", "default_profile")),
        (unknown_key_action, (), ("names no such action: ad.", "Nearest: add")),
        (keys_that_clash, (), ("config.toml: [keys] h would do both add and history",)),
        (sound, ("--profile", "test"), ("no profile `test`; there are: prod",)),
        (sound, ("--config", "/nowhere.toml"), ("No configuration at /nowhere.toml",)),
    ],
)
def test_a_refusal_is_one_line_with_the_remedy(
    place: Place,
    prepare: Callable[[Place], None],
    arguments: tuple[str, ...],
    remedy: tuple[str, ...],
) -> None:
    """What is wrong with the configuration or the key is said before anything slow is imported."""
    prepare(place)
    assert_refused(run(place, *arguments), *remedy)


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_draw_is_refused(place: Place, term: str) -> None:
    """TERM=dumb, or none, is told instead of being drawn on."""
    assert_refused(run(place, "--demo", TERM=term), f"(TERM={term})", "set TERM")


def test_a_refusal_is_said_in_french_too(place: Place) -> None:
    """The language is known before anything can go wrong."""
    assert_refused(
        run(place, "--lang", "fr", "--config", "none.toml"), "Pas de configuration", "init"
    )


def test_the_language_chosen_on_screen_goes_before_the_configuration(place: Place) -> None:
    """And `--lang` before both; what is no language there is none."""
    place.configure(NOWHERE, top="[ui]\nlanguage = 'en'")
    kept = place.folder / "state" / "smspartner-tui" / "screen.json"
    kept.parent.mkdir(mode=0o700)
    kept.write_text('{"language": "fr"}')
    refused = ("--profile", "test")
    assert_refused(run(place, *refused), "pas de profil `test`")
    assert_refused(run(place, *refused, "--lang", "en"), "no profile `test`")
    kept.write_text('{"language": "de"}')
    assert_refused(run(place, *refused), "no profile `test`")


def test_an_empty_input_is_refused(place: Place) -> None:
    """With standard input at its end there would be nobody to type q."""
    assert_refused(run(place, "--demo", no_input=True), "This needs a terminal", "ssh -t")


def test_an_error_stream_in_a_file_is_refused(place: Place) -> None:
    """The screen is drawn on the error stream: sent elsewhere, the start says so there."""
    report = place.folder / "modules.json"
    master, slave = os.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, str(report), "--demo"],
            env=place.env,
            cwd=place.folder,
            stdin=slave,
            stdout=slave,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )
    finally:
        os.close(slave)
        os.close(master)
    said = Said(done.returncode, done.stderr.decode(), heavy_imports(report))
    assert_refused(said, "This needs a terminal", "ssh -t")


def test_without_a_configuration_nor_a_terminal_there_is_one_line(place: Place) -> None:
    """Nobody is there to be asked: it says how a configuration is made."""
    assert_refused(run(place, no_input=True), "This needs a terminal")
    said, out = watched(place, "log")
    assert_refused(said, "No configuration at ", "smspartner-tui init")
    assert out == ""


@pytest.mark.parametrize("arguments", [("init",), ("init", "--no-input")])
def test_the_set_up_without_anybody_to_ask_prints_a_sample(
    place: Place, arguments: tuple[str, ...]
) -> None:
    """On standard output, whole; and says so, with the status of wrong use."""
    said, out = watched(place, *arguments)
    assert said.status == 2
    assert "sample" in said.text
    assert "[[profiles.prod.subaccounts]]" in out
    assert not said.heavy & {"textual", "httpx"}


def test_the_set_up_adds_to_a_configuration_that_is_there(place: Place) -> None:
    """It says so, asks for the new profile's name, and leaves the file as it is on Ctrl+C."""
    place.configure(NOWHERE)
    before = place.config_file.read_bytes()
    with place.start("init") as terminal:
        terminal.sees("There is a configuration already")
        terminal.sees("Step 1 of 4: the name of the new profile")
        terminal.type("\x03")
        assert terminal.wait() == 130
    assert place.config_file.read_bytes() == before


COMMANDS = (
    ("log",),
    ("log", "--totals", "--format", "json"),
    ("audit",),
    ("audit", "--json"),
    ("backup", "copy.sqlite3"),
)


def watched(place: Place, *arguments: str) -> tuple[Said, str]:
    """Start the command without any terminal; what it said of itself, and what it put out."""
    report = place.folder / "modules.json"
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(report), *arguments],
        env={name: value for name, value in place.env.items() if name != "TERM"},
        cwd=place.folder / "work",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return Said(done.returncode, done.stderr.decode(), heavy_imports(report)), done.stdout.decode()


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_command_needs_no_terminal_no_key_and_no_network(
    place: Place, arguments: tuple[str, ...]
) -> None:
    """The key's source is not asked, and of the slow libraries only the database is imported."""
    asked = place.folder / "asked"
    place.configure(NOWHERE, profile=f"api_key_command = ['touch', '{asked}']")
    with closing(open_journal(place.journal_file.parent)) as journal:
        journal.keep_balances(None, {GARAGE.token: GARAGE.balance})
    said, out = watched(place, *arguments)
    assert (said.status, said.text) == (0, "")
    assert said.heavy == {"sqlite3"}
    assert out != ""
    assert not asked.exists()


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_command_without_a_configuration_is_refused(
    place: Place, arguments: tuple[str, ...]
) -> None:
    """In one line, with the remedy, as everywhere."""
    said, out = watched(place, *arguments)
    assert_refused(said, "No configuration at ")
    assert out == ""


def test_a_command_takes_the_options_on_either_side(place: Place) -> None:
    """Which profile, which configuration and which language, before its name or behind it."""
    place.configure(NOWHERE)
    for arguments in (
        ("--profile", "test", "--lang", "fr", "audit"),
        ("audit", "--lang", "fr", "--profile", "test"),
    ):
        said, _out = watched(place, *arguments)
        assert_refused(said, "pas de profil `test`")
    said, _out = watched(place, "log", "--config", "/nowhere.toml")
    assert_refused(said, "No configuration at /nowhere.toml")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--halp",), ("unrecognized arguments: --halp",)),
        (("--lang", "fr", "--halp"), ("arguments inconnus : --halp",)),
        (("--profile",), ("argument --profile: expected one argument",)),
        (("dance",), ("COMMAND", "dance", "simulate")),
        (("log", "--format", "xls"), ("--format", "xls", "csv")),
        (("log", "--month", "1", "--since", "2"), ("not allowed with argument --month",)),
        (("backup",), ("FILE",)),
    ],
)
def test_a_mistake_in_the_options_is_told(
    place: Place, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    """What cannot be understood ends with status 2, the usage, and a line that says what."""
    said = run(place, *arguments)
    assert said.status == 2
    assert not said.heavy
    for word in words:
        assert word in said.text.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--version",), (f"smspartner-tui {__version__}\n",)),
        (("--help",), ("usage: smspartner-tui", "rehearsal bank", "--read-only", "show this help")),
        (
            ("--lang", "fr", "--help"),
            (
                "utilisation : smspartner",
                "banque d'entraînement",
                "afficher cette aide",
                "afficher la version",
            ),
        ),
        (
            ("--lang=fr", "simulate", "--help"),
            ("utilisation : smspartner-tui simulate", "--port N"),
        ),
        (("log", "--help"), ("usage: smspartner-tui log", "--totals", "Example: ")),
        (("audit", "--help"), ("Exit status: 0 sound, 1 damaged", "Example: ")),
        (("backup", "--help"), ("To restore a backup", "chmod 600 journal.sqlite3", "Example:")),
    ],
)
def test_help_and_version_need_nothing(
    place: Place, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    """They end with status 0, in the language asked for, and import nothing slow."""
    said = run(place, *arguments)
    assert said.status == 0
    assert not said.heavy
    for word in words:
        assert word in said.text


def test_the_rehearsal_opens_closes_and_leaves_nothing(place: Place) -> None:
    """--demo needs no configuration; q gives the terminal back, and its journal is gone."""
    with place.start("--demo") as terminal:
        terminal.sees("REHEARSAL: no real credit")
        terminal.sees("61.80")
        assert list((place.folder / "tmp").iterdir()) != []
        terminal.type("q")
        assert terminal.wait() == 0
        assert terminal.is_given_back
        assert terminal.raw.count(b"\x1b[?1049h") == terminal.raw.count(b"\x1b[?1049l") == 1
    assert list((place.folder / "tmp").iterdir()) == []
    assert not (place.folder / "config" / "smspartner-tui").exists()


def test_read_only_offers_no_movement(desk: Place, bank: GatedBank) -> None:
    """--read-only shows balances, and `a` opens nothing."""
    with desk.start("--read-only") as terminal:
        terminal.sees("61.80")
        assert "READ-ONLY" in terminal.screen
        terminal.type("a50\r\roq")
        assert terminal.wait() == 0
        assert b"Add credit" not in terminal.raw
    assert not bank.posts


def test_no_color_draws_in_the_terminals_own_colours(place: Place) -> None:
    """NO_COLOR leaves attributes and default colours, and nothing else."""
    with place.start("--demo", env={"NO_COLOR": "1"}) as terminal:
        terminal.sees("61.80")
        terminal.type("a")
        terminal.sees("┌─ Add credit")
        close_dialog(terminal)
        terminal.type("q")
        assert terminal.wait() == 0
        used = terminal.attributes
    assert used <= {"", *map(str, range(10)), *map(str, range(21, 30)), "39", "49"}
    assert used & {"1", "7"}, "what matters is still set apart"
