"""What was credited, debited and consumed: one line for each sub-account and month.

Every line adds up: opening + credited - debited + elsewhere - consumption = closing. To that end

- the opening balance is the last one seen before the month began, with what was moved between
  then and midnight; where none was seen yet it is the first one seen in the month, without what
  had been moved in the month by then;
- the closing balance is the last one seen in the month, with what was moved after it until the
  month's end: the opening one of the month that follows. Where none was seen, there is none;
- a movement counts in the month in which it was sent, if it was confirmed or decided to have
  gone through; a credit from elsewhere in the month in which it was seen;
- the consumption is what remains. It lies between the two balances: what was spent before the
  first balance ever seen is in no month, and what nobody saw yet is in the month that sees it.

A movement in doubt is in no sum. If it was carried out all the same, the month's consumption is
too low by that amount, below zero even, until somebody decides: hence its own column.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from smspartner_tui.core.filter import fold
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.history import Held, Past
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.verdict import ROUNDING


@frozen
class Statement:
    """A sub-account's month, in euros; `month` is its first day.

    None where too few balances were seen. A consumption below zero by less than a cent is told
    as none, because one call rounds what another tells exactly; only then does the line add up
    to within a cent. `in_doubt` has a sign: what may have been credited, or debited.
    """

    month: date
    token: str
    name: str
    opening: Decimal | None
    credited: Decimal
    debited: Decimal
    elsewhere: Decimal
    consumption: Decimal | None
    closing: Decimal | None
    in_doubt: Decimal


class _Change(NamedTuple):
    """What raised or lowered a balance, in euros."""

    at: datetime
    amount: Decimal
    is_ours: bool


@dataclass(slots=True)
class _Account:
    """What is known of one sub-account, by time."""

    name: str
    held: list[Held] = field(default_factory=list)
    changes: list[_Change] = field(default_factory=list)
    doubts: list[_Change] = field(default_factory=list)

    def months(self) -> list[date]:
        """The months in which anything is known."""
        found = {_month(one.at) for one in (*self.changes, *self.doubts)}
        for held in self.held:
            month, last = _month(held.first_at), _month(held.last_at)
            while month <= last:
                found.add(month)
                month = _next(month)
        return sorted(found)

    def balance_at(self, moment: datetime) -> Decimal | None:
        """The last balance seen before a moment, with what was moved since then."""
        place = bisect_left(self.held, moment, key=attrgetter("first_at"))
        if not place:
            return None
        last = self.held[place - 1]
        # Seen again behind the moment, it may have been another one meanwhile: what was debited
        # before and credited after comes to the same.
        since = last.last_at if last.last_at < moment else last.first_at
        return last.amount + self._moved(since, moment)

    def first_in(self, start: datetime, end: datetime) -> Decimal | None:
        """The first balance seen in a time, without what was moved in it by then."""
        place = bisect_left(self.held, start, key=attrgetter("first_at"))
        if place == len(self.held) or self.held[place].first_at >= end:
            return None
        first = self.held[place]
        before = (one.amount for one in self.changes if start <= one.at <= first.first_at)
        return first.amount - sum(before, ZERO)

    def is_seen_in(self, start: datetime, end: datetime) -> bool:
        """Whether a balance was seen in a time; one seen before and after it held throughout."""
        place = bisect_left(self.held, end, key=attrgetter("first_at"))
        return place > 0 and self.held[place - 1].last_at >= start

    def _moved(self, after: datetime, before: datetime) -> Decimal:
        # A balance that was asked for after a movement had left shows it.
        return sum((one.amount for one in self.changes if after < one.at < before), ZERO)


def statements(past: Past, names: Mapping[str, str]) -> tuple[Statement, ...]:
    """Every sub-account's months, oldest first, then by name; `names` are by token.

    A sub-account without a name has the last one that it was known by. Months are local.
    """
    found = [
        _statement(token, account, month)
        for token, account in _accounts(past, names).items()
        for month in account.months()
    ]
    return tuple(sorted(found, key=lambda one: (one.month, fold(one.name), one.token)))


def _accounts(past: Past, names: Mapping[str, str]) -> dict[str, _Account]:
    accounts: dict[str, _Account] = {}

    def account(token: str, name: str) -> _Account:
        known = accounts.setdefault(token, _Account(names.get(token, name)))
        known.name = names.get(token, name)
        return known

    for token, held in past.balances.items():
        account(token, token[-4:]).held = sorted(held, key=attrgetter("first_at"))
    for rise in past.rises:
        if rise.token:
            change = _Change(rise.at, rise.amount, is_ours=False)
            account(rise.token, rise.name).changes.append(change)
    for entry in past.entries:
        movement = entry.movement
        change = _Change(entry.at, movement.change_of_subaccount, is_ours=True)
        if entry.is_applied:
            account(movement.token, movement.name).changes.append(change)
        elif entry.is_open:
            account(movement.token, movement.name).doubts.append(change)
    return accounts


def _statement(token: str, account: _Account, month: date) -> Statement:
    start, end = _midnight(month), _midnight(_next(month))
    ours = [one.amount for one in _within(account.changes, start, end) if one.is_ours]
    credited = sum((amount for amount in ours if amount > 0), ZERO)
    debited = -sum((amount for amount in ours if amount < 0), ZERO)
    theirs = (one.amount for one in _within(account.changes, start, end) if not one.is_ours)
    elsewhere = sum(theirs, ZERO)
    opening = account.balance_at(start)
    if opening is None:
        opening = account.first_in(start, end)
    closing = account.balance_at(end) if account.is_seen_in(start, end) else None
    consumption = None
    if opening is not None and closing is not None:
        consumption = opening + credited - debited + elsewhere - closing
        if -ROUNDING < consumption < 0:
            consumption = ZERO
    doubts = (one.amount for one in _within(account.doubts, start, end))
    return Statement(
        month=month,
        token=token,
        name=account.name,
        opening=opening,
        credited=credited,
        debited=debited,
        elsewhere=elsewhere,
        consumption=consumption,
        closing=closing,
        in_doubt=sum(doubts, ZERO),
    )


def _within(changes: Iterable[_Change], start: datetime, end: datetime) -> Iterator[_Change]:
    return (one for one in changes if start <= one.at < end)


def _month(at: datetime) -> date:
    """The first day of the local month of a time."""
    return at.astimezone().date().replace(day=1)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    """The first moment of a local day (UTC)."""
    # Without an offset, because on two days of the year midnight has another one.
    return datetime(day.year, day.month, day.day).astimezone(UTC)
