"""Tests of the key in a variable of the environment, and of the key that a person types."""

import getpass
import os
import sys
import warnings
from pathlib import Path

import pytest

from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.key import KeyEnvironment, KeyPrompt, read_key

KEY = "k3y-of-the-platform"


def never(prompt: str) -> str:
    """Must not be asked."""
    raise AssertionError(prompt)


def test_a_variable_is_removed_once_read() -> None:
    """What the program starts later does not inherit the key."""
    environment = {"PROD_KEY": KEY, "HOME": "/home/paul"}
    assert read_key(KeyEnvironment("PROD_KEY"), environment=environment).reveal() == KEY
    assert environment == {"HOME": "/home/paul"}


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without another environment the process's own is read and cleared."""
    monkeypatch.setenv("SMSPARTNER_API_KEY", KEY)
    assert read_key(KeyEnvironment()).reveal() == KEY
    assert "SMSPARTNER_API_KEY" not in os.environ


def test_a_bad_variable_is_removed_too() -> None:
    """A value that cannot be a key leaves the environment all the same."""
    environment = {"PROD_KEY": "not a key"}
    with pytest.raises(SettingsError, match="`PROD_KEY` cannot be an API key"):
        read_key(KeyEnvironment("PROD_KEY"), environment=environment)
    assert environment == {}


def test_a_missing_variable_off_a_terminal_is_told() -> None:
    """Nobody is there to be asked: the error says what to set."""
    source = KeyEnvironment("PROD_KEY")
    with pytest.raises(SettingsError, match=r"environment variable PROD_KEY.*api_key_command"):
        read_key(source, environment={}, is_terminal=False, ask=never)


@pytest.mark.parametrize("environment", [{}, {"PROD_KEY": ""}])
def test_a_missing_variable_is_asked_for_at_a_terminal(environment: dict[str, str]) -> None:
    """The person there types it, and an empty variable counts as none."""
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return f" {KEY} "

    source = KeyEnvironment("PROD_KEY")
    secret = read_key(source, environment=environment, is_terminal=True, ask=ask)
    assert secret.reveal() == KEY
    assert len(prompts) == 1
    assert "not shown" in prompts[0]


def test_what_was_typed_may_be_no_key() -> None:
    """An empty answer is refused like any other bad key."""
    with pytest.raises(SettingsError, match="typed at the terminal"):
        read_key(KeyPrompt(), is_terminal=True, ask=lambda _prompt: "")


def test_whether_there_is_a_terminal_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own input tells whether somebody can be asked."""
    controller, terminal = os.openpty()
    with Path(os.ttyname(terminal)).open(encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert read_key(KeyPrompt(), ask=lambda _prompt: KEY).reveal() == KEY
    os.close(terminal)
    os.close(controller)
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SettingsError, match="No terminal"):
        read_key(KeyPrompt(), ask=never)


def test_an_input_that_ends_is_no_answer() -> None:
    """Ctrl+D at the prompt is told, not a crash."""

    def ask(_prompt: str) -> str:
        raise EOFError

    with pytest.raises(SettingsError, match="No API key was typed"):
        read_key(KeyPrompt(), is_terminal=True, ask=ask)


def test_a_terminal_that_would_show_the_key_is_refused() -> None:
    """The prompt is given up rather than answered in the open."""

    def ask(_prompt: str) -> str:
        warnings.warn("cannot control echo", getpass.GetPassWarning, stacklevel=2)
        return KEY

    with pytest.raises(SettingsError, match="would show the API key"):
        read_key(KeyPrompt(), is_terminal=True, ask=ask)
