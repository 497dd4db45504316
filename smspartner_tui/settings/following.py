"""Who is followed, kept in the configuration: read anew before every change, changed by lines."""

from codecs import BOM_UTF8
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import tomli

from smspartner_tui.core.following import Edit, Followed
from smspartner_tui.i18n import _
from smspartner_tui.settings.config import Settings, content_of, decoded, understood
from smspartner_tui.settings.errors import SettingsError, fault_in, shown
from smspartner_tui.settings.profile import Profile


class ChangedMeanwhile(Exception):  # noqa: N818 (what happened, as its reader says it)
    """Somebody else changed who is followed; `followed` is how that stands now."""

    def __init__(self, followed: Followed) -> None:
        super().__init__()
        self.followed = followed


class Keeper(Protocol):
    """What keeps who is followed."""

    @property
    def place(self) -> str:
        """Where it is kept, to be shown; empty where it is for this session only."""

    @property
    def followed(self) -> Followed:
        """Who is followed, as this process knows it."""

    def keep(self, edit: Edit) -> Followed:
        """Carry out an edit, and keep what it comes to.

        Raises:
            ChangedMeanwhile: others did first; this process knows that from now on.
            SettingsError: it cannot be kept; nothing was changed.
        """


class ForSession:
    """Keeps who is followed until the session ends."""

    place = ""

    def __init__(self, followed: Followed) -> None:
        self.followed = followed

    def keep(self, edit: Edit) -> Followed:
        """Carry out an edit."""
        self.followed = edit.applied_to(self.followed)
        return self.followed


class InFile:
    """Keeps who is followed in the configuration, where no other line changes.

    It may be used in any thread, one call at a time. `settings` are those of the start.
    """

    def __init__(self, settings: Settings, profile: Profile) -> None:
        self._path = settings.path
        self._profile = profile.name
        self._others = _others(settings, profile.name)
        self._signature = _signature(self._path)
        self._is_other_configuration = False
        self.followed = profile.followed

    @property
    def place(self) -> str:
        """Where the configuration is."""
        return shown(self._path)

    def has_new_configuration(self) -> bool:
        """Whether the file holds something that this session does not go by."""
        return self._is_other_configuration or _signature(self._path) != self._signature

    def keep(self, edit: Edit) -> Followed:
        """Carry out an edit in the file, and nothing else."""
        from smspartner_tui.settings.editing import rewritten
        from smspartner_tui.settings.replacing import only_writer, replace_content

        with only_writer(self._path):
            content = content_of(self._path)
            text = decoded(self._path, content)
            settings = understood(self._path, text)
            known = settings.profile(self._profile).followed
            if known != self.followed:
                self._take_in(settings)
                raise ChangedMeanwhile(known)
            wanted = edit.applied_to(known)
            if wanted != known:
                new = rewritten(text, self._profile, known, wanted)
                settings = self._checked(text, new, known, wanted)
                bom = content[: len(BOM_UTF8)] if content.startswith(BOM_UTF8) else b""
                replace_content(self._path, content, bom + new.encode())
            self._take_in(settings)
            return wanted

    def _take_in(self, settings: Settings) -> None:
        """Know what the file holds; of what else others changed, only that they did."""
        self.followed = settings.profile(self._profile).followed
        self._is_other_configuration = _others(settings, self._profile) != self._others
        self._signature = _signature(self._path)

    def _checked(self, old: str, new: str, known: Followed, wanted: Followed) -> Settings:
        """What the new text says, if it is what is wanted and nothing else.

        Raises:
            SettingsError: it is something else, or nothing that may stand there.
        """
        try:
            before, after = tomli.loads(old), tomli.loads(new)
        except (ValueError, RecursionError):
            raise self._by_hand() from None
        settings = understood(self._path, new)
        touched = _touched(known, wanted)
        is_all = settings.profile(self._profile).followed == wanted
        if not is_all or _rest(before, self._profile, touched) != _rest(
            after, self._profile, touched
        ):
            raise self._by_hand()
        return settings

    def _by_hand(self) -> SettingsError:
        problem = _(
            "the sub-accounts are written in a way that cannot be changed here, and nothing was: "
            "change the file by hand, then start again"
        )
        return fault_in(self._path, problem)


def _touched(before: Followed, after: Followed) -> frozenset[str]:
    """The tokens of which something is to change."""
    old = {one.token: one for one in before.written}
    new = {one.token: one for one in after.written}
    return frozenset(token for token in old | new if old.get(token) != new.get(token))


def _rest(tables: dict[str, Any], profile: str, touched: frozenset[str]) -> object:
    """All that a configuration says, but of these sub-accounts and of who is ignored."""
    mine = dict(tables["profiles"][profile])
    mine.pop("ignored", None)
    listed = [one for one in mine.pop("subaccounts", ()) if one["token"] not in touched]
    return {**tables, "profiles": {**tables["profiles"], profile: mine}}, listed


def _others(settings: Settings, profile: str) -> Settings:
    """The configuration without who is followed."""
    mine = replace(settings.profiles[profile], subaccounts=(), followed=Followed())
    return replace(settings, profiles={**settings.profiles, profile: mine})


def _signature(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
