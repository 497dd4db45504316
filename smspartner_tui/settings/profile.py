"""One profile of the configuration: an account, the key's source, its limits and sub-accounts."""

import re
from dataclasses import field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal, cast

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.filter import fold
from smspartner_tui.core.following import MARKS, Followed, Marks, Written, compared
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.money import ZERO, euros
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _, language
from smspartner_tui.settings.key import KeyCommand, KeyEnvironment, KeyFile, KeySource
from smspartner_tui.settings.places import journal_folder
from smspartner_tui.settings.reading import Table
from smspartner_tui.settings.values import looks_like_a_key, read_base_url

ReplyFormat = Literal["json", "xml"]

BASE_URL = "https://api.smspartner.fr/v1"

GUARD_KEYS = (
    "read_only",
    "confirm_above",
    "max_per_operation",
    "max_per_day",
    "main_reserve",
    "duplicate_window",
)
_KEY_SOURCES = ("api_key_command", "api_key_file", "api_key_env")
PROFILE_KEYS = (
    "label",
    "base_url",
    *_KEY_SOURCES,
    "ca_file",
    "main_low",
    "journal",
    "operators",
    "reply_format",
    "deadline",
    "guards",
    "defaults",
    "groups",
    "subaccounts",
    "ignored",
)
SUBACCOUNT_KEYS = ("token", "name", "group", *MARKS, "locked", "note")

# The name is a folder of the journal's, beside files of the program's own.
PROFILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TOKEN = re.compile(r"[!-~]{1,128}")
# A command that only repeats its arguments has the key in them.
REPEATERS = frozenset({"echo", "printf"})


@frozen
class Profile:
    """An account as the configuration describes it; amounts in euros, `deadline` in seconds.

    `refresh_interval` is None when balances are read on demand only, `main_low` the main
    account's own alarm, `subaccounts` empty until the platform's list was imported; `followed` is
    how those are written, and which tokens are ignored for good.
    """

    name: str
    label: str
    base_url: str
    limits: Limits
    refresh_interval: timedelta | None
    stale_after: timedelta
    deadline: float
    reply_format: ReplyFormat
    ca_file: Path | None
    main_low: Decimal | None
    journal_folder: Path
    subaccounts: tuple[SubAccount, ...]
    key_source: KeySource
    operators: tuple[str, ...] = ()
    followed: Followed = field(default_factory=Followed)


def read_profile(
    table: Table, limits: Limits, refresh_interval: timedelta | None, stale_after: timedelta
) -> Profile:
    """A profile from its table, on top of what the whole configuration says."""
    table.only(PROFILE_KEYS)
    name = str(table.place[-1])
    if not PROFILE_NAME.fullmatch(name):
        raise table.fault(None, _("a profile's name is made of letters, digits, - and _ only"))
    deadline = table.duration(
        "deadline", timedelta(seconds=30), least=timedelta(seconds=5), most=timedelta(seconds=120)
    )
    followed = _followed(table)
    return Profile(
        name=name,
        label=table.label("label", name),
        base_url=_base_url(table),
        limits=read_limits(table.table("guards"), limits),
        refresh_interval=refresh_interval,
        stale_after=stale_after,
        deadline=deadline.total_seconds(),
        reply_format=cast("ReplyFormat", table.choice("reply_format", "json", "xml")),
        ca_file=_ca_file(table),
        main_low=table.money("main_low", None),
        journal_folder=table.path("journal") or journal_folder(name),
        subaccounts=followed.subaccounts,
        key_source=_key_source(table),
        operators=_operators(table),
        followed=followed,
    )


def read_limits(table: Table, base: Limits) -> Limits:
    """What a table of guards allows, on top of other limits."""
    table.only(GUARD_KEYS)
    confirm_above = table.money("confirm_above", base.confirm_above)
    if confirm_above is None:
        problem = _('`{key}` needs an amount; "0.00" has every amount typed again')
        raise table.fault("confirm_above", problem)
    return Limits(
        read_only=table.flag("read_only", default=base.read_only),
        confirm_above=confirm_above,
        max_per_operation=table.money("max_per_operation", base.max_per_operation, zero=False),
        max_per_day=table.money("max_per_day", base.max_per_day, zero=False),
        main_reserve=table.money("main_reserve", base.main_reserve) or ZERO,
        # The journal is asked for the last 24 hours: a longer window would not be kept.
        duplicate_window=table.duration(
            "duplicate_window",
            base.duplicate_window,
            least=timedelta(0),
            most=timedelta(hours=24),
        ),
    )


def _base_url(table: Table) -> str:
    text = table.text("base_url", BASE_URL)
    try:
        return read_base_url(text)
    except ValueError:
        problem = _(
            "`{key}` must begin with https:// (http:// on a loopback address only) and hold no "
            "user, `?` or `#`, such as {example}"
        )
        raise table.fault("base_url", problem, example=BASE_URL) from None


def _operators(table: Table) -> tuple[str, ...]:
    names = (
        tuple(clean(name, longest=64) for name in table.words("operators"))
        if ("operators" in table)
        else ()
    )
    if len({fold(name) for name in names}) != len(names) or not all(names):
        raise table.fault("operators", _("`{key}` needs names that differ from each other"))
    return names


def _ca_file(table: Table) -> Path | None:
    path = table.path("ca_file")
    if path is not None and not path.is_file():
        raise table.fault("ca_file", _("`{key}` names no file: check the path, or leave it empty"))
    return path


def _key_source(table: Table) -> KeySource:
    given = [key for key in _KEY_SOURCES if key in table and table.values[key] != ""]
    if len(given) > 1:
        problem = _("`{key}` and `{other}` exclude each other: keep one of them")
        raise table.fault(given[1], problem, other=given[0])
    if not given:
        return KeyEnvironment()
    (key,) = given
    if key == "api_key_command":
        argv = table.words(key)
        if Path(argv[0]).name in REPEATERS:
            raise table.inline_key(key)
        return KeyCommand(argv)
    text = table.text(key)
    if looks_like_a_key(text):
        raise table.inline_key(key)
    path = table.path(key) if key == "api_key_file" else None
    if path is not None:
        return KeyFile(path)
    if not VARIABLE.fullmatch(text):
        raise table.fault(key, _("`{key}` must be the name of an environment variable"))
    return KeyEnvironment(text)


def _own_marks(table: Table) -> dict[str, Decimal | None]:
    """The marks that the table writes."""
    return {key: table.money(key, None) for key in MARKS if key in table}


def _marks(table: Table, base: Marks) -> Marks:
    """The table's marks on top of defaults; low, target and cap must not cross."""
    marks = base.over(_own_marks(table))
    if (crossing := marks.crossing) is not None:
        lower, upper = crossing
        key = next((key for key in (upper, lower) if key in table), None)
        raise table.fault(
            key,
            _("`{lower}` ({least}) is above `{upper}` ({most}): lower one or raise the other"),
            lower=lower,
            least=euros(getattr(marks, lower), language()),
            upper=upper,
            most=euros(getattr(marks, upper), language()),
        )
    return marks


def _followed(table: Table) -> Followed:
    defaults = _marks(table.table("defaults").only(MARKS), Marks())
    groups: dict[str, Marks] = {}
    for name, group in table.named_tables("groups").items():
        wanted = compared(name)
        if wanted in groups:
            raise group.fault(None, _("this group is there twice: keep one table for it"))
        groups[wanted] = _marks(group.only(MARKS), defaults)
    found: dict[str, Written] = {}
    lines: dict[str, Table] = {}
    for one in table.tables("subaccounts"):
        written = _written(one)
        if (first := lines.setdefault(written.token, one)) is not one:
            problem = _("this `{key}` stands on line {line} already: remove one of the two")
            raise one.fault("token", problem, line=first.line("token"))
        if written.marks:
            _marks(one, groups.get(compared(written.group), defaults))
        found[written.token] = written
    return Followed(tuple(found.values()), _ignored(table), defaults, groups)


def _written(table: Table) -> Written:
    table.only(SUBACCOUNT_KEYS)
    token = table.text("token")
    if not TOKEN.fullmatch(token):
        problem = _("a sub-account needs its `token`, as the platform shows it")
        raise table.fault("token" if "token" in table else None, problem)
    return Written(
        token=token,
        name=table.label("name"),
        group=table.label("group"),
        marks=_own_marks(table),
        locked=table.flag("locked"),
        note=table.label("note"),
    )


def _ignored(table: Table) -> tuple[str, ...]:
    """The tokens of the sub-accounts that are ignored for good."""
    listed = table.values.get("ignored", [])
    if not isinstance(listed, list) or not all(
        isinstance(token, str) and TOKEN.fullmatch(token) for token in listed
    ):
        raise table.fault("ignored", _("`{key}` must be a list of tokens, each between quotes"))
    return tuple(listed)
