"""What the set-up is asked to make, and what was answered: plain values."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from pathlib import Path

from smspartner_tui import i18n
from smspartner_tui.core.accounts import Listing, SubAccount
from smspartner_tui.core.following import Marks
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.money import Language
from smspartner_tui.core.secret import Secret
from smspartner_tui.settings.key import KeyPrompt, KeySource


@frozen
class Existing:
    """A configuration that is there: its profiles, the guards that hold for all, its language."""

    profiles: tuple[str, ...]
    limits: Limits
    language: i18n.Choice


@frozen
class Request:
    """Which configuration is to be made: its file, its one profile, where the platform answers.

    Where one is `existing`, the profile is added to it; its name is asked for where it is empty.
    `language` is the one asked for on the command line, if any; the set-up asks otherwise.
    """

    path: Path
    profile: str
    base_url: str
    language: Language | None = None
    existing: Existing | None = None


@frozen
class Found:
    """What a reading of the account found; balances in euros, None where they were refused."""

    main: Decimal | None = None
    listings: Mapping[str, Listing] | None = None


@frozen
class Key:
    """Where the key comes from, and what it opened.

    `typed` is the key itself where it is still to be written into its file, which `replaces` the
    one that is there. `ca_file` is the file of certificates that the way to the platform needs.
    """

    source: KeySource = field(default_factory=KeyPrompt)
    typed: Secret | None = None
    replaces: bool = False
    ca_file: Path | None = None
    found: Found = field(default_factory=Found)


@frozen
class Team:
    """How several people share the account: by a team folder, or by their names on one login.

    `gid` is the folder's group; `is_new` where it is still to be made.
    """

    folder: Path | None = None
    gid: int = -1
    is_new: bool = False
    operators: tuple[str, ...] = ()


@frozen
class Answers:
    """All that the configuration is written from."""

    request: Request
    language: i18n.Choice
    key: Key
    subaccounts: tuple[SubAccount, ...]
    defaults: Marks
    groups: Mapping[str, Marks]
    team: Team
    limits: Limits
