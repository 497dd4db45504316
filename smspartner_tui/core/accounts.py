"""The main account, its sub-accounts, and what is known of their balances."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from smspartner_tui.core.frozen import frozen

CURRENCY = "EUR"

MAY_BUY = "advanced"
"""The kind of a sub-account that can buy credit by itself, as the platform names it [public]."""

_WRITTEN_TO = timedelta(milliseconds=1)
"""How exactly the journal writes times."""


@frozen
class SubAccount:
    """A sub-account that the configuration follows; amounts in euros.

    `low` is the mark below which it counts as low, `target` and `cap` bound a plan, and a
    `locked` one is shown and never moved.
    """

    token: str
    name: str
    group: str = ""
    low: Decimal | None = None
    target: Decimal | None = None
    cap: Decimal | None = None
    locked: bool = False
    note: str = ""

    @property
    def token_tail(self) -> str:
        """The last four characters of the token, enough to tell look-alikes apart."""
        return self.token[-4:]


@frozen
class Balance:
    """One balance in euros and when it was read (UTC).

    `order` is the program's own count of exchanges: of two balances the one with the higher
    order was asked for later, whatever the clock says. `stale` marks a balance that a movement
    is known to have changed by an amount that the reply did not tell.
    """

    amount: Decimal
    read_at: datetime
    order: int = 0
    stale: bool = False

    def is_old(self, now: datetime, stale_after: timedelta) -> bool:
        """Whether it can no longer be taken for today's balance."""
        return self.stale or now - self.read_at > stale_after


def newer(known: Balance | None, found: Balance | None) -> Balance | None:
    """Of a balance known here and one found elsewhere the later; stale if either is."""
    if known is None or found is None:
        return known or found
    later = found if found.read_at > known.read_at else known
    return replace(later, stale=known.stale or found.stale)


@frozen
class Listing:
    """One row of the platform's own list of sub-accounts [public]."""

    token: str
    balance: Decimal
    currency: str = CURRENCY
    email: str = ""
    kind: str = ""
    created_at: str = ""


@frozen
class SubAccountList:
    """The platform's own list, all pages merged by token [public].

    `announced` is how many sub-accounts the platform says there are, `pages` how many were read.
    """

    listings: Mapping[str, Listing]
    announced: int
    pages: int


class ReadingProblem(StrEnum):
    """Why balances could not be read."""

    KEY_REFUSED = "key refused"
    NOT_ALLOWED = "not allowed"
    RATE_LIMITED = "rate limited"
    UNREADABLE = "unreadable"
    UNREACHABLE = "unreachable"


@frozen
class Reading:
    """What the platform answered to a reading: the main balance, and the list where allowed.

    `main` is in euros, or None where it could not be read; `listings` is None where the list
    could not be read; `announced` is how many sub-accounts the platform says there are.
    `problem` is the first thing that went wrong, `message` the platform's own word of it, and
    `seconds` the time it took.
    """

    read_at: datetime
    main: Decimal | None = None
    listings: Mapping[str, Listing] | None = None
    announced: int = 0
    pages: int = 0
    problem: ReadingProblem | None = None
    message: str = ""
    seconds: float = 0.0

    @property
    def is_complete(self) -> bool:
        """Whether the list holds as many sub-accounts as the platform announced."""
        return self.listings is not None and len(self.listings) >= self.announced


@frozen
class Balances:
    """The newest balance known of every account, however it came."""

    main: Balance | None = None
    subaccounts: Mapping[str, Balance] = field(default_factory=dict)

    def of(self, token: str) -> Balance | None:
        """The sub-account's newest balance, or None when none was ever seen."""
        return self.subaccounts.get(token)

    def after_reading(self, reading: Reading, asked: int) -> "Balances":
        """These balances with a reading's, except where something newer came since it was asked.

        `asked` is the order of the moment the reading was sent for: a reply of a movement that
        arrived after that moment stays.
        """
        main = self.main
        if reading.main is not None and not _came_after(main, asked):
            main = Balance(reading.main, reading.read_at, asked)
        subaccounts = dict(self.subaccounts)
        for token, listing in (reading.listings or {}).items():
            if listing.currency == CURRENCY and not _came_after(subaccounts.get(token), asked):
                subaccounts[token] = Balance(listing.balance, reading.read_at, asked)
        return Balances(main, subaccounts)

    def after_colleagues(self, theirs: "Balances", order: int, now: datetime) -> "Balances":
        """These balances with those that another process saw later, at the given order.

        One from the future says nothing about now.
        """
        subaccounts = dict(self.subaccounts)
        for token, balance in theirs.subaccounts.items():
            seen = _seen_later(subaccounts.get(token), balance, order, now)
            if seen is not None:
                subaccounts[token] = seen
        return Balances(_seen_later(self.main, theirs.main, order, now), subaccounts)

    def after_reply(
        self,
        token: str,
        main: Decimal | None,
        subaccount: Decimal | None,
        at: datetime,
        order: int,
    ) -> "Balances":
        """These balances with both of a confirmed movement's reply, in euros.

        One that the reply did not tell is kept and marked stale: it has moved.
        """
        return Balances(
            _replied(self.main, main, at, order),
            {
                **self.subaccounts,
                **_entry(token, _replied(self.subaccounts.get(token), subaccount, at, order)),
            },
        )


def _seen_later(
    ours: Balance | None, theirs: Balance | None, order: int, now: datetime
) -> Balance | None:
    if theirs is None or theirs.read_at > now:
        return ours
    if ours is None or theirs.read_at > ours.read_at:
        return replace(theirs, order=order)
    # Our own, read back: a colleague's movement may have changed it since.
    is_same = ours.read_at - theirs.read_at < _WRITTEN_TO
    return replace(ours, stale=True, order=order) if is_same and theirs.stale else ours


def _came_after(balance: Balance | None, asked: int) -> bool:
    return balance is not None and balance.order > asked


def _replied(old: Balance | None, new: Decimal | None, at: datetime, order: int) -> Balance | None:
    if new is not None:
        return Balance(new, at, order)
    return None if old is None else replace(old, stale=True, order=order)


def _entry(token: str, balance: Balance | None) -> dict[str, Balance]:
    return {} if balance is None else {token: balance}


class Standing(StrEnum):
    """How a sub-account stands, worst first: the one word of its row."""

    DOUBT = "doubt"
    MOVING = "moving"
    MISSING = "missing"
    EMPTY = "empty"
    LOW = "low"
    LOCKED = "locked"
    UNREAD = "unread"
    OK = "ok"


def standing(
    subaccount: SubAccount,
    balance: Balance | None,
    *,
    doubt: bool = False,
    moving: bool = False,
    missing: bool = False,
) -> Standing:
    """How a sub-account stands, given its balance and what the journal holds open on it."""
    if doubt:
        return Standing.DOUBT
    if moving:
        return Standing.MOVING
    if missing:
        return Standing.MISSING
    if balance is not None and balance.amount <= 0:
        return Standing.EMPTY
    if balance is not None and subaccount.low is not None and balance.amount < subaccount.low:
        return Standing.LOW
    if subaccount.locked:
        return Standing.LOCKED
    return Standing.UNREAD if balance is None else Standing.OK
