"""The configuration, `config.toml`: one file, read strictly, never written here."""

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import cast

import tomli

from smspartner_tui import i18n
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import Limits
from smspartner_tui.i18n import _
from smspartner_tui.settings import files
from smspartner_tui.settings.errors import NoConfiguration, SettingsError, fault_in
from smspartner_tui.settings.profile import Profile, read_limits, read_profile
from smspartner_tui.settings.reading import Source, Table, short

LONGEST_FILE = 16_000_000
"""Bytes; ten thousand sub-accounts take about three million."""

KEYS = ("default_profile", "ui", "guards", "refresh", "keys", "profiles")
UI_KEYS = ("language", "theme", "mouse")
REFRESH_KEYS = ("interval", "stale_after")
_ANSWERS = ("yes", "no")
_HALF_MINUTE = timedelta(seconds=30)
_DAY = timedelta(hours=24)
_POSITION = re.compile(r"at line ([0-9]+), column [0-9]+")
_TWICE = re.compile("overwrite|twice|mutate|declare|duplicate", re.IGNORECASE)


@frozen
class Ui:
    """How the program shows itself, where the operator has not chosen otherwise on screen."""

    language: i18n.Choice = "auto"
    theme: str = "auto"
    mouse: bool = False


@frozen
class Settings:
    """The whole configuration.

    `default_profile` is empty when there are several profiles and none was named; `keys` holds
    the keys that the operator gave to actions, by the action's id.
    """

    path: Path
    default_profile: str
    ui: Ui
    keys: Mapping[str, tuple[str, ...]]
    profiles: Mapping[str, Profile]

    def profile(self, name: str | None = None) -> Profile:
        """The profile of this name, or the default one.

        Raises:
            SettingsError: there is no such profile, or no default.
        """
        wanted = name or self.default_profile
        if wanted in self.profiles:
            return self.profiles[wanted]
        there = ", ".join(self.profiles)
        if wanted:
            problem = _("no profile `{name}`; there are: {there}")
            raise fault_in(self.path, problem.format(name=short(wanted), there=there))
        problem = _("several profiles ({there}): say which, or set `default_profile`")
        raise fault_in(self.path, problem.format(there=there))


def load(path: Path) -> Settings:
    """Read the configuration.

    Raises:
        NoConfiguration: there is no such file.
        SettingsError: something in it is wrong; the first thing found.
    """
    return understood(path, decoded(path, content_of(path)))


def content_of(path: Path) -> bytes:
    """The content of the configuration, if its owner and mode are as they must be.

    Raises:
        NoConfiguration: there is no such file.
        SettingsError: it cannot be read, or others may write it.
    """

    def judge(status: os.stat_result) -> str | None:
        return files.configuration_problem(path, status, os.geteuid())

    try:
        return files.read(path, judge, LONGEST_FILE)
    except FileNotFoundError:
        raise NoConfiguration(path) from None


def understood(path: Path, text: str) -> Settings:
    """A configuration from its text, which stands or will stand in this file.

    Raises:
        SettingsError: something in it is wrong; the first thing found.
    """
    root = Table(Source(path, text), _parsed(path, text)).only(KEYS)
    limits = read_limits(root.table("guards"), Limits())
    interval, stale_after = _refresh(root.table("refresh"))
    ui = _ui(root.table("ui"))
    keys = _keys(root.table("keys"))
    profiles = {
        name: read_profile(table, limits, interval, stale_after)
        for name, table in root.named_tables("profiles").items()
    }
    _tell_apart(root, profiles)
    return Settings(path, _default_profile(root, profiles), ui, keys, profiles)


def decoded(path: Path, content: bytes) -> str:
    """The text of a configuration.

    Raises:
        SettingsError: it is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    raise fault_in(path, _("not UTF-8 text: save it again as UTF-8"), line)


def _parsed(path: Path, text: str) -> dict[str, object]:
    try:
        return tomli.loads(text)
    except RecursionError:
        raise fault_in(path, _("brackets too deep: remove some")) from None
    except ValueError as error:
        raise _syntax_fault(path, text, str(error)) from None


def _syntax_fault(path: Path, text: str, reason: str) -> SettingsError:
    """The reader's own words are English and terse: only the line is taken from them."""
    found = _POSITION.search(reason)
    last = text.count("\n") + 1
    line = int(found[1]) if found else last if "end of document" in reason else None
    if _TWICE.search(reason):
        return fault_in(path, _("this key or table is there twice: keep one of the two"), line)
    problem = _("this is not TOML: texts stand between quotes, lists in brackets, one key a line")
    return fault_in(path, problem, line)


def _ui(table: Table) -> Ui:
    table.only(UI_KEYS)
    return Ui(
        language=cast("i18n.Choice", table.choice("language", "auto", "fr", "en")),
        theme=table.label("theme", "auto"),
        mouse=table.flag("mouse"),
    )


def _refresh(table: Table) -> tuple[timedelta | None, timedelta]:
    table.only(REFRESH_KEYS)
    interval = None
    if table.values.get("interval") != "off":
        interval = table.duration("interval", timedelta(seconds=60), least=_HALF_MINUTE, most=_DAY)
    stale_after = table.duration("stale_after", timedelta(minutes=5), least=_HALF_MINUTE, most=_DAY)
    return interval, stale_after


def _keys(table: Table) -> dict[str, tuple[str, ...]]:
    """Keys by action id; which ids and keys there are is the screen's to say."""
    table.refuse_inline_keys()
    keys: dict[str, tuple[str, ...]] = {}
    for action, value in table.values.items():
        if action in _ANSWERS:
            raise table.fault(action, _("`{key}` cannot be changed: remove this line"))
        listed = value if isinstance(value, list) else [value]
        wanted = [key for key in listed if isinstance(key, str) and _is_key_name(key)]
        if not wanted or len(wanted) != len(listed):
            problem = _('`{key}` must be a key, or a list such as ["a", "plus"]')
            raise table.fault(action, problem)
        keys[action] = tuple(wanted)
    return keys


def _is_key_name(text: str) -> bool:
    return bool(re.fullmatch(r"[^\s,]{1,40}", text)) and text.isprintable()


def _tell_apart(root: Table, profiles: Mapping[str, Profile]) -> None:
    """Two profiles must never write into one journal folder, whatever the file system."""
    tables = root.table("profiles")
    seen: dict[str, str] = {}
    for name, profile in profiles.items():
        folder = str(profile.journal_folder).casefold()
        if (other := seen.setdefault(folder, name)) != name:
            problem = _("`{key}` would keep its journal where `{other}` does: change `journal`")
            raise tables.fault(name, problem, other=other)


def _default_profile(root: Table, profiles: Mapping[str, Profile]) -> str:
    if not profiles:
        problem = _("there is no profile: add [profiles.NAME], see `smspartner-tui help 6`")
        raise root.fault(None, problem)
    named = root.text("default_profile")
    if named and named not in profiles:
        problem = _("`{key}` names no profile; there are: {there}")
        raise root.fault("default_profile", problem, there=", ".join(profiles))
    return named or (next(iter(profiles)) if len(profiles) == 1 else "")


__all__ = ["Profile", "Settings", "Ui", "load", "understood"]
