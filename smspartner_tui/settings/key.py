"""Where the platform's key comes from, and how it is fetched without being shown or kept."""

import getpass
import os
import re
import shlex
import subprocess
import sys
import warnings
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import assert_never

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.secret import Secret
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.settings import files
from smspartner_tui.settings.errors import SettingsError, fault_in, shown

DEFAULT_VARIABLE = "SMSPARTNER_API_KEY"
"""The environment variable that is read when the configuration names no source."""

PATIENCE = 20.0
"""Seconds that a command may take: long enough to type a passphrase."""

_LONGEST_FILE = 4096
_KEY = re.compile("[!-~]{8,128}")


@frozen
class KeyCommand:
    """A command whose first line of output is the key."""

    argv: tuple[str, ...]

    def describe(self) -> str:
        """The command, as one would type it."""
        return clean(shlex.join(self.argv))


@frozen
class KeyFile:
    """A file whose first line is the key."""

    path: Path

    def describe(self) -> str:
        """The file's path."""
        return shown(self.path)


@frozen
class KeyEnvironment:
    """An environment variable that holds the key."""

    name: str = DEFAULT_VARIABLE

    def describe(self) -> str:
        """The variable's name."""
        return clean(self.name)


@frozen
class KeyPrompt:
    """The person at the terminal, who types the key unseen."""

    def describe(self) -> str:
        """How the key came."""
        return _("typed at the terminal")


KeySource = KeyCommand | KeyFile | KeyEnvironment | KeyPrompt

Ask = Callable[[str], str]
"""Shows a prompt and returns what was typed, unseen."""


def read_key(
    source: KeySource,
    *,
    environment: MutableMapping[str, str] = os.environ,
    is_terminal: bool | None = None,
    ask: Ask = getpass.getpass,
    patience: float = PATIENCE,
) -> Secret:
    """The key from its source; a variable is removed from the environment once read.

    A missing variable is asked for at a terminal. `patience` is in seconds. Must not be called
    while a screen is shown: the command and the prompt need the terminal.

    Raises:
        SettingsError: there is no key, or what was found cannot be one.
    """
    if isinstance(source, KeyEnvironment) and not environment.get(source.name):
        source = _prompt_instead(source, is_terminal)
    match source:
        case KeyCommand():
            secret = _secret(_output(source, patience))
        case KeyFile():
            secret = _secret(_content(source))
        case KeyEnvironment():
            secret = _secret(environment.pop(source.name))
        case KeyPrompt():
            secret = _secret(_typed(is_terminal, ask))
        case _:
            assert_never(source)
    if secret is None:
        problem = _(
            "What came from `{source}` cannot be an API key (8 to 128 letters, digits and signs, "
            "no spaces): check what stands there."
        )
        raise SettingsError(problem.format(source=source.describe()))
    return secret


def _secret(text: str) -> Secret | None:
    """The first line as a secret; None when it cannot be a key.

    The error is raised elsewhere, where no traceback holds the text.
    """
    lines = text.strip("\ufeff").splitlines() or [""]
    key = lines[0].strip()
    return Secret(key) if _KEY.fullmatch(key) else None


def _output(source: KeyCommand, patience: float) -> str:
    """The command's output; input and errors stay with the terminal, for its passphrase."""
    output = _run(source, patience)
    if isinstance(output, SettingsError):
        raise output
    if not output.strip():
        problem = _("The key command `{source}` printed nothing: run it by hand to see why.")
        raise SettingsError(problem.format(source=source.describe()))
    return output


def _run(source: KeyCommand, patience: float) -> str | SettingsError:
    """What the command printed, or why it did not.

    The error is returned, not raised, because the exception at hand holds the output.
    """
    try:
        done = subprocess.run(source.argv, stdout=subprocess.PIPE, timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        problem = _("The key command `{source}` did not end within {seconds} s: run it by hand.")
    except FileNotFoundError:
        problem = _("The key command `{source}` was not found: check `api_key_command`.")
    except (OSError, ValueError):
        problem = _("The key command `{source}` cannot be run: check `api_key_command`.")
    else:
        if done.returncode == 0:
            return done.stdout.decode("utf-8", "replace")
        problem = _("The key command `{source}` failed (status {status}): run it by hand.")
        return SettingsError(problem.format(source=source.describe(), status=done.returncode))
    return SettingsError(problem.format(source=source.describe(), seconds=f"{patience:g}"))


def _content(source: KeyFile) -> str:
    path = source.path

    def judge(status: os.stat_result) -> str | None:
        folder = path.resolve().parent.stat()
        return files.key_problem(path, status, folder, os.geteuid())

    try:
        content = files.read(path, judge, _LONGEST_FILE)
    except FileNotFoundError:
        problem = _("there is no such key file: write the key there, then run `chmod 600 {file}`")
        raise fault_in(path, problem.format(file=shlex.quote(shown(path)))) from None
    return content.decode("utf-8", "replace")


def _prompt_instead(source: KeyEnvironment, is_terminal: bool | None) -> KeyPrompt:
    if _at_terminal(is_terminal):
        return KeyPrompt()
    problem = _(
        "No API key: set the environment variable {name}, or name a source with "
        "`api_key_command` or `api_key_file` in the configuration."
    )
    raise SettingsError(problem.format(name=source.describe()))


def _typed(is_terminal: bool | None, ask: Ask) -> str:
    if not _at_terminal(is_terminal):
        raise SettingsError(_("No terminal to ask for the API key: name its source instead."))
    try:
        with warnings.catch_warnings():
            # getpass would go on with the key visible; better no key than a shown one.
            warnings.simplefilter("error", getpass.GetPassWarning)
            return ask(_("SMS Partner API key (not shown): "))
    except EOFError:
        raise SettingsError(_("No API key was typed: start again and paste it.")) from None
    except getpass.GetPassWarning:
        problem = _("This terminal would show the API key: name its source instead.")
        raise SettingsError(problem) from None


def _at_terminal(is_terminal: bool | None) -> bool:
    return sys.stdin is not None and sys.stdin.isatty() if is_terminal is None else is_terminal
