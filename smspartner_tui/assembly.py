"""An account put together from its profile: the wire, the journal, and the desk over them.

Nothing here knows whether a screen stands in front of it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.operator import Operator
from smspartner_tui.desk import Desk
from smspartner_tui.entrance import Arrival, Entrant, arrive
from smspartner_tui.journal import Journal
from smspartner_tui.partner import SmsPartner
from smspartner_tui.reading import Ahead, now
from smspartner_tui.settings.profile import Profile


@frozen
class Assembly:
    """The parts of an account that is open, and who opened it; `key_tail` tells its key apart."""

    partner: SmsPartner
    journal: Journal
    desk: Desk
    operator: Operator
    key_tail: str


def assembled(profile: Profile, arrival: Arrival, *, read_only: bool = False) -> Assembly:
    """The parts of a profile's account; read-only where either says so."""
    key, operator = arrival.who.key, arrival.who.operator
    journal = Journal(
        profile.journal_folder,
        profile.base_url,
        operator,
        now,
        fingerprint=key.fingerprint,
    )
    limits = replace(profile.limits, read_only=profile.limits.read_only or read_only)
    desk = desk_over(
        arrival.partner,
        journal,
        profile.subaccounts,
        limits,
        profile.stale_after,
        ahead=arrival.ahead,
    )
    return Assembly(arrival.partner, journal, desk, operator, key.tail)


@contextmanager
def at_desk(profile: Profile, who: Entrant | None = None) -> Iterator[Desk]:
    """The desk of a profile's account, closed behind whatever was done at it.

    Must not be called while a screen is shown: the key and the operator may be asked for.

    Raises:
        SettingsError: the API key, the operator or the proxy cannot be used.
    """
    parts = assembled(profile, arrive(profile, who))
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
    *,
    ahead: Ahead | None = None,
) -> Desk:
    """A desk that goes by this machine's clock."""
    return Desk(
        partner,
        journal,
        subaccounts=subaccounts,
        limits=limits,
        stale_after=stale_after,
        clock=now,
        ahead=ahead,
    )
