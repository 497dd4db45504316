"""An account put together from its profile: the key, the wire, the journal, and the desk over them.

Nothing here knows whether a screen stands in front of it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.secret import Secret
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _
from smspartner_tui.journal import Journal
from smspartner_tui.partner import SmsPartner
from smspartner_tui.partner.proxy import ProxyError
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.identity import named, who_is_there
from smspartner_tui.settings.key import read_key
from smspartner_tui.settings.profile import Profile


def now() -> datetime:
    """The time (UTC)."""
    return datetime.now(UTC)


@frozen
class Assembly:
    """The parts of an account that is open, and who opened it; `key_tail` tells its key apart."""

    partner: SmsPartner
    journal: Journal
    desk: Desk
    operator: Operator
    key_tail: str


@frozen
class Entrant:
    """Who comes to the desk, and the key that they brought."""

    key: Secret
    operator: Operator


def entrant(profile: Profile, *, is_named: bool = True) -> Entrant:
    """Who is there, and the key from its source.

    Where several share a login a name is asked for, unless `is_named` is false: who only looks
    need not say it. Must not be called while a screen is shown: both may be asked for.

    Raises:
        SettingsError: the API key or the operator cannot be used.
    """
    key = read_key(profile.key_source)
    there = who_is_there()
    return Entrant(key, named(there, profile.operators) if is_named else there)


def assembled(profile: Profile, *, read_only: bool = False, who: Entrant | None = None) -> Assembly:
    """The parts of a profile's account, its key fetched unless somebody brought it.

    Read-only where either says so. Must not be called while a screen is shown: the key and the
    operator may be asked for.

    Raises:
        SettingsError: the API key, the operator or the proxy cannot be used.
    """
    who = who or entrant(profile)
    key, operator = who.key, who.operator
    partner = _partner(profile, key)
    journal = Journal(
        profile.journal_folder,
        profile.base_url,
        operator,
        now,
        fingerprint=key.fingerprint,
    )
    limits = replace(profile.limits, read_only=profile.limits.read_only or read_only)
    desk = desk_over(partner, journal, profile.subaccounts, limits, profile.stale_after)
    return Assembly(partner, journal, desk, operator, key.tail)


@contextmanager
def at_desk(profile: Profile, who: Entrant | None = None) -> Iterator[Desk]:
    """The desk of a profile's account, closed behind whatever was done at it.

    Raises:
        SettingsError: the API key, the operator or the proxy cannot be used.
    """
    parts = assembled(profile, who=who)
    try:
        yield parts.desk
    finally:
        parts.desk.close()
        parts.journal.close()


def desk_over(
    partner: SmsPartner,
    journal: Journal,
    subaccounts: Iterable[SubAccount],
    limits: Limits,
    stale_after: timedelta,
) -> Desk:
    """A desk that goes by this machine's clock."""
    return Desk(
        partner,
        journal,
        subaccounts=subaccounts,
        limits=limits,
        stale_after=stale_after,
        clock=now,
    )


def _partner(profile: Profile, key: Secret) -> SmsPartner:
    if profile.ca_file is not None:
        _check_authorities(profile.ca_file)
    try:
        return SmsPartner(
            key,
            profile.base_url,
            reply_format=profile.reply_format,
            deadline=profile.deadline,
            ca_file=profile.ca_file,
        )
    except ProxyError as error:
        problem = _(
            "The environment asks for a {kind} proxy, which cannot be used: "
            "unset ALL_PROXY, or name the platform in NO_PROXY."
        )
        raise SettingsError(problem.format(kind=str(error))) from None


def _check_authorities(ca_file: Path) -> None:
    """Refuse a file of authorities that holds none, before the first connection fails on it."""
    import ssl

    try:
        ssl.create_default_context(cafile=str(ca_file))
    except (OSError, ValueError):
        problem = _("{path} holds no certificate that can be read: correct `ca_file`.")
        raise SettingsError(problem.format(path=ca_file)) from None
