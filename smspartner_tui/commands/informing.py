"""`info`: where everything is, and what is used; nobody is contacted for it."""

import argparse
import os
import platform
import ssl
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from smspartner_tui import __version__
from smspartner_tui.commands.telling import (
    DONE,
    WRONG_USE,
    archive_of,
    give_json,
    give_lines,
    say,
    shown,
)
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import N_, _, language
from smspartner_tui.journal import JournalError
from smspartner_tui.journal.archive import NoJournal
from smspartner_tui.journal.database import SQLITE_VERSION
from smspartner_tui.journal.store import FILE_NAME
from smspartner_tui.partner.proxy import ProxyError, host_of, proxy_for
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.identity import who_is_there
from smspartner_tui.settings.key import read_key
from smspartner_tui.settings.places import config_file, state_folder
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import journal_problem

_TITLES: Final[Mapping[str, str]] = {
    "configuration": N_("Configuration"),
    "profile": N_("Profile"),
    "base_url": N_("Platform"),
    "subaccounts": N_("Sub-accounts"),
    "key_source": N_("API key from"),
    "key_tail": N_("API key ends in"),
    "journal": N_("Journal"),
    "journal_state": N_("Journal is"),
    "state_folder": N_("State"),
    "operator": N_("Operator"),
    "proxy": N_("Proxy"),
    "authorities": N_("Authorities"),
    "language": N_("Language"),
    "program": N_("Program"),
    "python": "Python",
    "textual": "Textual",
    "httpx": "httpx",
    "sqlite": "SQLite",
}
"""What is told, in this order."""


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Say where everything is, and return the exit status."""
    status = DONE
    tail: str | None = None
    try:
        tail = read_key(profile.key_source, is_terminal=False).tail
    except SettingsError as error:
        status = WRONG_USE
        say(str(error))
    told = {
        "configuration": _configuration(options),
        "profile": f"{profile.name} ({profile.label})",
        "base_url": profile.base_url,
        "subaccounts": len(profile.subaccounts),
        "key_source": profile.key_source.describe(),
        "key_tail": tail,
        "journal": shown(profile.journal_folder / FILE_NAME),
        "journal_state": _journal_state(profile),
        "proxy": _proxy(profile.base_url),
        "authorities": _authorities(profile),
        **_of_machine(),
    }
    return status if _tell(told, options) or status != DONE else WRONG_USE


def misconfigured(error: SettingsError, options: argparse.Namespace) -> int:
    """Say what is wrong with the configuration, and what can be said without it."""
    say(str(error))
    _tell({"configuration": _configuration(options), **_of_machine()}, options)
    return WRONG_USE


def _configuration(options: argparse.Namespace) -> str:
    return shown((options.config or config_file()).absolute())


def _of_machine() -> dict[str, object]:
    there = who_is_there()
    name = f"{there.name} ({there.login})" if there.login != there.name else there.name
    return {
        "state_folder": shown(state_folder()),
        "operator": f"{name} @ {there.host}" if there.host else name,
        "language": language(),
        "program": __version__,
        "python": f"{platform.python_version()} ({clean(sys.executable)})",
        "textual": _version("textual"),
        "httpx": _version("httpx"),
        "sqlite": SQLITE_VERSION,
    }


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _journal_state(profile: Profile) -> str:
    """Whether the journal can be read, and written by whoever asks."""
    path = profile.journal_folder / FILE_NAME
    try:
        with archive_of(profile.journal_folder):
            pass
    except NoJournal:
        return _("not there yet: it is made when the desk first opens")
    except JournalError as error:
        return journal_problem(error.problem)
    if os.access(path, os.W_OK) and os.access(profile.journal_folder, os.W_OK):
        return _("there, and can be written")
    return _("there, and cannot be written: nothing would be sent")


def _proxy(base_url: str) -> str | None:
    try:
        return host_of(proxy_for(base_url)) or None
    except ProxyError as error:
        return _("{kind}, which cannot be used").format(kind=str(error))


def _authorities(profile: Profile) -> str:
    """Where the certificates come from by which the platform is known; all of them count."""
    paths = ssl.get_default_verify_paths()
    found = [clean(path) for path in (paths.cafile, paths.capath) if path] or ["certifi"]
    if profile.ca_file is not None:
        found.append(shown(profile.ca_file))
    return ", ".join(found)


def _tell(told: Mapping[str, object], options: argparse.Namespace) -> bool:
    if options.json:
        return give_json({key: told.get(key) for key in _TITLES})
    titles = {key: _(title) for key, title in _TITLES.items() if key in told}
    width = max(map(len, titles.values()))
    lines: Sequence[str] = [
        f"{title:<{width}}  {_('none') if told[key] is None else told[key]}"
        for key, title in titles.items()
    ]
    return give_lines(*lines)
