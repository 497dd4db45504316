"""Who comes to an account, and by what wire: all that must be known before anything is opened."""

from functools import partial
from pathlib import Path

from smspartner_tui.ahead import ReadAhead
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.secret import Secret
from smspartner_tui.i18n import _
from smspartner_tui.partner import SmsPartner
from smspartner_tui.partner.proxy import ProxyError
from smspartner_tui.reading import Ahead, now, read
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.identity import named, who_is_there
from smspartner_tui.settings.key import read_key
from smspartner_tui.settings.profile import Profile


@frozen
class Entrant:
    """Who comes to the desk, and the key that they brought."""

    key: Secret
    operator: Operator


@frozen
class Arrival:
    """Somebody at an account's wire; a first reading may be under way."""

    who: Entrant
    partner: SmsPartner
    ahead: Ahead | None = None


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


def arrive(profile: Profile, who: Entrant | None = None) -> Arrival:
    """Come to a profile's account; the key is fetched unless somebody brought it.

    Raises:
        SettingsError: the API key, the operator or the proxy cannot be used.
    """
    who = who or entrant(profile)
    return Arrival(who, _partner(profile, who.key))


def arrive_reading(profile: Profile) -> Arrival:
    """Come to a profile's account, and read its balances from now on, in another process.

    Raises:
        SettingsError: the API key, the operator or the proxy cannot be used.
    """
    arrival = arrive(profile)
    ahead = ReadAhead.begin(partial(read, arrival.partner, now))
    return Arrival(arrival.who, arrival.partner, ahead)


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
