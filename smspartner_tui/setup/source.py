"""Where the key comes from: chosen, fetched, tried by a reading."""

import os
import shlex
from pathlib import Path
from typing import Final

from smspartner_tui.core.secret import Secret
from smspartner_tui.i18n import _
from smspartner_tui.settings.errors import SettingsError, shown
from smspartner_tui.settings.key import (
    DEFAULT_VARIABLE,
    KeyCommand,
    KeyEnvironment,
    KeyFile,
    KeyPrompt,
    KeySource,
    read_key,
)
from smspartner_tui.settings.profile import REPEATERS, VARIABLE
from smspartner_tui.settings.values import looks_like_a_key
from smspartner_tui.setup.answers import Found, Key, Request
from smspartner_tui.setup.talk import Choice, Talk, Wrong
from smspartner_tui.setup.trial import Trial, summary, try_key

_COMMAND: Final = "pass show smspartner/{profile}"


def ask_key(talk: Talk, request: Request) -> Key:
    """Ask where the key comes from until it is one that opens the account, or is left untried."""
    talk.say(
        "",
        _("Step 2 of 4: the API key"),
        _(
            "It can move all of your credit, so it never stands in the configuration. If you can, "
            "allow this server's IP address alone in your customer area."
        ),
    )
    while True:
        key, secret = _ask_source(talk, request)
        if secret is None:
            continue
        if (tried := _try(talk, request, key, secret)) is not None:
            return tried


def _ask_source(talk: Talk, request: Request) -> tuple[Key, Secret | None]:
    """A source, and the key that it gave; None, once it was said why, where it gave none."""
    variable = _("the environment variable {name}").format(name=DEFAULT_VARIABLE)
    choice = talk.choose(
        _("Where does it come from?"),
        (
            Choice("1", _("a command prints it, such as a password manager (the safest)")),
            Choice("2", _("a file of its own, which only you can read: paste the key once")),
            Choice("3", variable),
            Choice("4", _("I type it at each start, and it is kept nowhere")),
        ),
        "3" if os.environ.get(DEFAULT_VARIABLE) else "2",
    )
    match choice:
        case "1":
            command = talk.ask(_("Command"), _command, _COMMAND.format(profile=request.profile))
            return _fetched(talk, KeyCommand(command))
        case "2":
            return _from_file(talk, request)
        case "3":
            return _fetched(talk, KeyEnvironment(talk.ask(_("Its name"), _name, DEFAULT_VARIABLE)))
        case _:
            return Key(KeyPrompt()), _typed(talk)


def _command(typed: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(typed))
    except ValueError:
        raise Wrong(_("A quotation mark is open: close it.")) from None
    if not words:
        raise Wrong(_("Type a command, such as: pass show smspartner/prod"))
    if Path(words[0]).name in REPEATERS or any(looks_like_a_key(word) for word in words):
        raise Wrong(_("The key itself must not stand in the command: name one that looks it up."))
    return words


def _name(typed: str) -> str:
    if looks_like_a_key(typed) or not VARIABLE.fullmatch(typed):
        raise Wrong(_("A variable's name is made of letters, digits and _ only."))
    return typed


def _fetched(talk: Talk, source: KeySource) -> tuple[Key, Secret | None]:
    def fetch() -> Secret | SettingsError:
        try:
            # A copy: what is read here must be there for the dashboard too.
            return read_key(source, environment=dict(os.environ), is_terminal=False)
        except SettingsError as error:
            return error

    secret = talk.once(fetch)
    if isinstance(secret, SettingsError):
        if isinstance(source, KeyEnvironment) and not os.environ.get(source.name):
            words = _("{name} is not set here: set it first (Ctrl+C leaves), or choose another.")
            talk.say(words.format(name=source.describe()))
        else:
            talk.say(str(secret))
        return Key(source), None
    return Key(source), secret


def _typed(talk: Talk) -> Secret | None:
    try:
        return talk.secret()
    except SettingsError as error:
        talk.say(str(error))
        return None


def _from_file(talk: Talk, request: Request) -> tuple[Key, Secret | None]:
    usual = request.path.with_name(f"{request.profile}.key")
    source = KeyFile(talk.ask(_("Its file"), full_path, str(usual)))
    replaces = talk.once(lambda: os.path.lexists(source.path))
    if replaces:
        talk.say(_("There is a file of this name already."))
        choice = talk.choose(
            _("Which key?"),
            (
                Choice("1", _("the one that stands in it")),
                Choice("2", _("another one, which I paste: the file is replaced at the end")),
            ),
            "1",
        )
        if choice == "1":
            return _fetched(talk, source)
    secret = _typed(talk)
    return Key(source, typed=secret, replaces=replaces), secret


def full_path(typed: str) -> Path:
    """A place on this machine as it was typed, `~` allowed.

    Raises:
        Wrong: it is not a full path, or a folder is there.
    """
    try:
        path = Path(typed).expanduser()
    except RuntimeError:
        path = Path()
    if not path.is_absolute():
        raise Wrong(_("Type a full path, beginning with / or ~/."))
    if path.is_dir():
        raise Wrong(_("{path} is a folder: name a file in it.").format(path=shown(path)))
    return path


def _try(talk: Talk, request: Request, key: Key, secret: Secret) -> Key | None:
    """The key with what it opened; None where another source is wanted."""
    ca_file: Path | None = None
    while True:
        trial = _read(talk, request, secret, ca_file)
        if not trial.advice:
            talk.say(*summary(trial, secret))
            talk.say(*trial.list_advice)
            return Key(key.source, key.typed, key.replaces, ca_file, trial.found)
        talk.say(*trial.advice)
        match talk.choose(_("What now?"), _ways_on(trial), "1"):
            case "1":
                continue
            case "2":
                return None
            case "3":
                return Key(key.source, key.typed, key.replaces, ca_file, Found())
            case _:
                ca_file = talk.ask(_("File of certificates (PEM)"), _certificates)


def _ways_on(trial: Trial) -> list[Choice]:
    ways = [
        Choice("1", _("try again")),
        Choice("2", _("another key, or another source of it")),
        Choice("3", _("go on without having read anything")),
    ]
    if trial.is_about_certificates:
        ways.append(Choice("4", _("name a file of certificates")))
    return ways


def _read(talk: Talk, request: Request, secret: Secret, ca_file: Path | None) -> Trial:
    def read() -> Trial:
        talk.terminal.write(_("Reading the balances…") + "\n")
        return try_key(request, secret, ca_file)

    return talk.once(read)


def _certificates(typed: str) -> Path:
    import ssl

    path = full_path(typed)
    try:
        ssl.create_default_context(cafile=str(path))
    except (OSError, ValueError):
        raise Wrong(_("No certificate can be read there: name a PEM file.")) from None
    return path
