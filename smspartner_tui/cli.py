"""The command line: options, terminal guards, exit statuses; builds the objects, hands them on.

Nothing heavy is imported before it is known that the screen will open: a mistake in the
configuration is told in the time that it takes to read it.
"""

import argparse
import gc
import gettext
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from smspartner_tui import PROGRAM, i18n
from smspartner_tui.characters import suit_terminal
from smspartner_tui.core.money import Language
from smspartner_tui.hardening import harden
from smspartner_tui.i18n import _
from smspartner_tui.options import parsed

if TYPE_CHECKING:
    from smspartner_tui.session import Session
    from smspartner_tui.settings.config import Settings

DONE: Final = 0
WRONG_USE: Final = 2
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status."""
    gc.disable()
    if os.name != "posix":
        return _refuse(_("Windows is not supported: use Linux, macOS, or WSL."))
    harden()
    suit_terminal()
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak(i18n.choose(_language_asked_for(given)))
    options = parsed(given)
    try:
        if options.command == "simulate":
            return _simulate(options.port)
        if options.command == "help":
            return _help(options)
        if options.command == "init":
            return _init(options)
        if options.command is not None:
            return _without_screen(options)
        return _dashboard(options)
    except KeyboardInterrupt:
        return INTERRUPTED


def _speak(language: Language) -> None:
    """Use a language for our words and for argparse's, which asks the process-wide catalogue."""
    i18n.use(language)
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(i18n.DOMAIN, i18n.LOCALE_FOLDER)
    gettext.textdomain(i18n.DOMAIN)


def _language_asked_for(given: Sequence[str]) -> i18n.Choice:
    """The language of `--lang`, looked for before parsing, whose errors are words too."""
    for option, value in zip(given, [*given[1:], ""], strict=False):
        name, _equals, attached = option.partition("=")
        if name == "--lang":
            wanted = attached or value
            return "fr" if wanted == "fr" else "en" if wanted == "en" else "auto"
    return "auto"


def _simulate(port: int) -> int:
    from smspartner_tui.simulator import serve

    try:
        serve(port)
    except (OSError, OverflowError):
        return _refuse(_("Port {port} cannot be used: choose another.").format(port=port))
    return DONE


def _help(options: argparse.Namespace) -> int:
    """Print a page in the operator's language, whatever state the configuration is in."""
    from smspartner_tui.commands import guide
    from smspartner_tui.settings.errors import SettingsError
    from smspartner_tui.tui.keys import key_lines
    from smspartner_tui.tui.remapping import fault_of

    try:
        given = _settings(options).keys
    except SettingsError:
        given = {}
        if options.lang is None:
            _speak(i18n.choose(_chosen_on_screen() or "auto"))
    return guide.run(options.topic, key_lines({} if fault_of(given) else given))


def _without_screen(options: argparse.Namespace) -> int:
    """Run a command that needs no screen."""
    from smspartner_tui.commands.finding import command_of, misconfigured
    from smspartner_tui.commands.keyless import COMMANDS
    from smspartner_tui.settings.errors import SettingsError

    if options.demo:
        # Who rehearses must not find the real account behind a command.
        return _refuse(
            _("--demo opens the dashboard only; for scripts: `smspartner-tui simulate`.")
        )
    i18n.name_instead_of_keys(COMMANDS)
    try:
        profile = _settings(options).profile(options.profile)
    except SettingsError as error:
        if (tell := misconfigured(options.command)) is not None:
            return tell(error, options)
        return _refuse(str(error))
    if options.read_only:
        profile = replace(profile, limits=replace(profile.limits, read_only=True))
    # It may go on for an hour.
    gc.enable()
    return command_of(options.command)(profile, options)


def _init(options: argparse.Namespace) -> int:
    """Set up, then open the dashboard if that is wanted; without anybody to ask, a sample."""
    from smspartner_tui.settings.errors import SettingsError
    from smspartner_tui.setup import command
    from smspartner_tui.setup.terminal import PlainTerminal

    if options.no_input or not command.at_terminal():
        return _print_sample()
    try:
        request = command.requested(options.config, options.profile, options.base_url, options.lang)
    except SettingsError as error:
        return _refuse(str(error))
    can_draw = _terminal_problem() is None
    ending = command.run(request, PlainTerminal(), can_draw=can_draw)
    if not ending.wants_dashboard:
        return ending.status
    options.config, options.profile = request.path, ending.profile
    return _dashboard(options)


def _print_sample() -> int:
    from smspartner_tui.commands.telling import give
    from smspartner_tui.setup.sample import sample

    give(sample().encode())
    return _refuse(
        _("This is a sample on standard output; `smspartner-tui init` at a terminal asks instead.")
    )


def _without_configuration(options: argparse.Namespace, reason: str) -> int:
    """Offer to make a configuration, or to rehearse."""
    from smspartner_tui.settings.places import config_file
    from smspartner_tui.setup import command
    from smspartner_tui.setup.terminal import PlainTerminal

    if options.config is not None or not command.at_terminal():
        return _refuse(reason)
    match command.offer(config_file(), PlainTerminal()):
        case "1":
            return _init(options)
        case "2":
            options.demo = True
            return _dashboard(options)
        case _:
            return WRONG_USE


def _dashboard(options: argparse.Namespace) -> int:
    """Open the dashboard, unless something stands against it."""
    from smspartner_tui.settings.errors import NoConfiguration, SettingsError

    if (against := _terminal_problem()) is not None:
        return _refuse(against)
    try:
        session = _session(options)
    except NoConfiguration as error:
        return _without_configuration(options, str(error))
    except SettingsError as error:
        return _refuse(str(error))
    try:
        return session.run()
    finally:
        session.close()


def _terminal_problem() -> str | None:
    """Why a full-screen program cannot run here, if it cannot."""
    # Textual draws on the error stream.
    if not sys.stdin.isatty() or sys.__stderr__ is None or not sys.__stderr__.isatty():
        return _("This needs a terminal: run it by hand, with `ssh -t` from another machine.")
    if os.environ.get("TERM", "") in {"", "dumb"}:
        return _(
            "This terminal cannot draw a screen (TERM={term}): set TERM, to xterm say."
        ).format(term=os.environ.get("TERM", ""))
    return None


def _session(options: argparse.Namespace) -> "Session":
    """Everything that the dashboard needs, from the configuration or from the rehearsal bank.

    Raises:
        SettingsError: the configuration, the key or the environment cannot be used.
    """
    # What the session needs, the screen's toolkit first of all, is loaded while balances are read.
    if options.demo:
        from smspartner_tui.session import rehearsal

        return rehearsal(read_only=options.read_only)
    from smspartner_tui.entrance import arrive_reading

    settings = _settings(options)
    profile = settings.profile(options.profile)
    _check_keys(settings)
    arrival = arrive_reading(profile)
    from smspartner_tui.session import configured

    return configured(settings, profile, arrival, read_only=options.read_only)


def _settings(options: argparse.Namespace) -> "Settings":
    """The configuration, whose language is spoken from here on where no other was asked for.

    Raises:
        SettingsError: it cannot be used.
    """
    from smspartner_tui.settings.config import load
    from smspartner_tui.settings.places import config_file

    settings = load(options.config or config_file())
    if options.lang is None:
        _speak(i18n.choose(_chosen_on_screen() or settings.ui.language))
    return settings


def _check_keys(settings: "Settings") -> None:
    """Refuse keys that cannot be given to actions.

    Raises:
        SettingsError: one of them cannot.
    """
    from smspartner_tui.core.text import clean
    from smspartner_tui.settings.errors import SettingsError
    from smspartner_tui.tui.remapping import fault_of

    if fault := fault_of(settings.keys):
        raise SettingsError(f"{clean(str(settings.path))}: {fault}")


def _chosen_on_screen() -> Language | None:
    """The language that the operator chose in the menu, if any."""
    from smspartner_tui.settings.places import state_folder
    from smspartner_tui.settings.remembered import recall

    chosen = recall(state_folder()).language
    return "fr" if chosen == "fr" else "en" if chosen == "en" else None


def _refuse(line: str) -> int:
    """Say in one line why not, and what to do."""
    from smspartner_tui.commands.folding import folded

    sys.stderr.write(f"{folded(f'{PROGRAM}: {line}', sys.stderr)}\n")
    return WRONG_USE
