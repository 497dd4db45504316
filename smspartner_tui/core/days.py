"""How fast a sub-account spends, and for how many days its balance lasts.

Only a credit raises a balance: what it fell by between two readings was spent, once the credits
and debits that are known of in between are taken out. Where it rose all the same, or may have
been moved, nothing can be said of what was spent, and that time counts for nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.history import Held, Rise
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.core.verdict import LONGEST_DEADLINE, ROUNDING, late_until

DAYS: Final = 28
"""How many days back readings count."""

MOST_DAYS: Final = 9999
"""Days left of who spends next to nothing."""

_LEAST: Final = timedelta(days=3)
"""The least time in which what was spent is known, for a pace to be told."""

_OVERLAP: Final = timedelta(minutes=1)
"""How long before a movement left a balance that shows it may have been asked for."""

_NO_END: Final = datetime.max.replace(tzinfo=UTC)
_DAY: Final = timedelta(days=1)
_INSTANT: Final = timedelta(microseconds=1)


@frozen
class Recent:
    """What the journal knows of one sub-account's last weeks, oldest first."""

    held: tuple[Held, ...] = ()
    entries: tuple[Entry, ...] = ()
    rises: tuple[Rise, ...] = ()


@frozen
class Trend:
    """How a sub-account spends: euros a day, None where that cannot be told.

    `points` are the balances at the end of each of the last days on which any is known, in euros,
    oldest first, `DAYS` at most.
    """

    rate: Decimal | None = None
    points: tuple[Decimal, ...] = ()


def trend(recent: Recent, now: datetime) -> Trend:
    """How a sub-account spends, by what is known of its last weeks."""
    held = sorted(
        (one for one in recent.held if one.first_at <= now), key=attrgetter("first_at", "last_at")
    )
    changes = [*_changes(recent.entries, recent.rises)]
    spent, elapsed = _spent(_points(held, changes, now), changes)
    points = _daily(held, now)
    if elapsed < _LEAST:
        return Trend(None, points)
    return Trend(max(spent, ZERO) * (_DAY // _INSTANT) / (elapsed // _INSTANT), points)


def days_left(balance: Decimal, rate: Decimal | None) -> int | None:
    """For how many whole days a balance in euros lasts at so many euros a day.

    None where the rate is not known, except that an empty one has none left.
    """
    if balance <= 0:
        return 0
    if rate is None:
        return None
    return MOST_DAYS if rate * MOST_DAYS <= balance else int(balance / rate)


class _Change(NamedTuple):
    """What changed a balance within a time, in euros; None where nobody knows whether it did.

    Whether its amount is exact: of a rise it is the least, without what was spent in that time.
    """

    since: datetime
    by: datetime
    amount: Decimal | None
    is_exact: bool = True


def _changes(entries: Iterable[Entry], rises: Iterable[Rise]) -> Iterator[_Change]:
    for entry in entries:
        since, amount = entry.at - _OVERLAP, entry.movement.change_of_subaccount
        if entry.is_applied:
            late = late_until(entry, LONGEST_DEADLINE)
            is_told = entry.state is State.CONFIRMED
            yield _Change(since, (is_told and entry.settled_at) or late, amount)
        elif entry.is_open:
            # Its program can be halted, and go on at any time.
            is_flying = entry.state is State.SENDING
            yield _Change(
                since, _NO_END if is_flying else late_until(entry, LONGEST_DEADLINE), None
            )
    for rise in rises:
        yield _Change(rise.since, rise.at, rise.amount, is_exact=False)


class _Point(NamedTuple):
    """A balance in euros at a time (UTC)."""

    at: datetime
    amount: Decimal


def _points(held: Iterable[Held], changes: Sequence[_Change], now: datetime) -> list[_Point]:
    """Balances of the last weeks, without those that may or may not hold a change already."""
    start = now - DAYS * _DAY
    found = [
        _Point(max(at, start), one.amount)
        for one in held
        if one.last_at >= start
        for at in dict.fromkeys((one.first_at, one.last_at))
        if at <= now
    ]
    found.sort(key=attrgetter("at"))
    return [point for point in found if not any(one.since < point.at < one.by for one in changes)]


def _spent(points: Sequence[_Point], changes: Sequence[_Change]) -> tuple[Decimal, timedelta]:
    """What was spent in euros, and in how much time, as far as both are known."""
    spent, elapsed = ZERO, timedelta()
    for first, last in pairwise(points):
        between = [one for one in changes if first.at < one.by <= last.at]
        known = [one.amount for one in between if one.amount is not None]
        fell = first.amount + sum(known, ZERO) - last.amount
        # A rise of less than a cent is another way to round, and the next fall makes up for it.
        if last.at > first.at and len(known) == len(between) and fell > -ROUNDING:
            spent += fell
            elapsed += last.at - first.at - _covered(one for one in between if not one.is_exact)
    return spent, elapsed


def _covered(changes: Iterable[_Change]) -> timedelta:
    """How much time changes take together."""
    covered, until = timedelta(), datetime.min.replace(tzinfo=UTC)
    for change in sorted(changes, key=attrgetter("since")):
        covered += max(change.by - max(change.since, until), timedelta())
        until = max(until, change.by)
    return covered


def _daily(held: Iterable[Held], now: datetime) -> tuple[Decimal, ...]:
    """The last balance of each local day, or else the one of the day before."""
    today = _local(now)
    first = today - (DAYS - 1) * _DAY
    by_day: dict[date, Decimal] = {}
    for one in held:
        last_day = min(_local(one.last_at), today)
        day = max(_local(one.first_at), first)
        while day <= last_day:
            by_day[day] = one.amount
            day += _DAY
    if not by_day:
        return ()
    day, end = min(by_day), max(by_day)
    points = [by_day[day]]
    while day < end:
        day += _DAY
        points.append(by_day.get(day, points[-1]))
    return tuple(points)


def _local(at: datetime) -> date:
    return at.astimezone().date()
