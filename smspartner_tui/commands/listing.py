"""`list`: the balances read now, as a table or for programs."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from decimal import Decimal
from typing import Final, NamedTuple

from smspartner_tui.commands.columns import cut, fitting
from smspartner_tui.commands.following import euros_or_none
from smspartner_tui.commands.reckoning import unread_status
from smspartner_tui.commands.sheet import WIDEST_NAME
from smspartner_tui.commands.telling import DONE, WRONG_USE, give_json, give_lines, room, say
from smspartner_tui.commands.visit import Visit, local_day, told, visit
from smspartner_tui.core import money
from smspartner_tui.core.accounts import Balance, Reading, Standing, SubAccount
from smspartner_tui.core.days import Trend, days_left
from smspartner_tui.core.filter import Filter, read_filter
from smspartner_tui.core.movement import Entry
from smspartner_tui.core.standings import standing_of
from smspartner_tui.i18n import _, language, ngettext
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import clock, euros
from smspartner_tui.wording.standings import UNSEEN, days_word, standing_word

_LEFT: Final = (0, 1, 5, 6)
"""The columns of words."""

_DROPPED: Final = (3, 1, 4)
"""The columns that a narrow terminal does without, the least needed first."""


class Line(NamedTuple):
    """A sub-account as it stands: its balance, for how many days that lasts, and its word."""

    subaccount: SubAccount
    balance: Balance | None
    days: int | None
    standing: Standing
    email: str
    is_read: bool


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Read the balances, list them, and return the exit status."""
    return told(lambda: visit(profile, options, _list, only_looks=True))


def lines_of(there: Visit, reading: Reading) -> list[Line]:
    """Every sub-account that is followed, as it stands behind a reading.

    Raises:
        JournalError: the journal cannot be read.
    """
    desk = there.desk
    trends = desk.trends()
    held: Mapping[str, Entry] = {one.movement.token: one for one in desk.open_entries()}
    listings = reading.listings or {}
    found: list[Line] = []
    for one in there.profile.subaccounts:
        balance = desk.balances.of(one.token)
        rate = trends.get(one.token, Trend()).rate
        listing = listings.get(one.token)
        found.append(
            Line(
                one,
                balance,
                None if balance is None else days_left(balance.amount, rate),
                standing_of(one, desk.balances, held, reading),
                listing.email if listing is not None else "",
                is_read=_is_read(balance, reading),
            )
        )
    return found


def _is_read(balance: Balance | None, reading: Reading) -> bool:
    return balance is not None and not balance.stale and balance.read_at >= reading.read_at


def _list(there: Visit) -> int:
    reading = there.read()
    wanted = _filter(there.options)
    shown = [one for one in lines_of(there, reading) if _passes(wanted, one)]
    is_told = (_give_json if there.options.json else _give_table)(there, reading, shown)
    status = unread_status(reading)
    return status if status != DONE or is_told else WRONG_USE


def _filter(options: argparse.Namespace) -> Filter:
    wanted = read_filter(" ".join(options.words))
    return replace(wanted, only_low=wanted.only_low or options.low)


def _passes(wanted: Filter, line: Line) -> bool:
    one = line.subaccount
    amount = None if line.balance is None else line.balance.amount
    return wanted.lets_through((one.name, one.group, line.email), amount, line.standing)


# For people


def _give_table(there: Visit, reading: Reading, shown: Sequence[Line]) -> bool:
    head = (
        _("Sub-account"),
        _("Group"),
        _("Balance €"),
        _("Low mark €"),
        _("Left"),
        _("State"),
        _("Last known"),
    )
    if there.options.plain:
        told_of = [*map(_sentence, shown)]
    else:
        rows = [head, *map(_row, shown)] if shown else []
        if not any(when for *_cells, when in rows[1:]):
            rows = [row[:-1] for row in rows]
        told_of = fitting(rows, _LEFT, _DROPPED, room())
    is_told = give_lines(_main(there, reading), *told_of)
    total = len(there.profile.subaccounts)
    if not total:
        say(_("The configuration follows no sub-account yet."))
    elif len(shown) != total:
        words = ngettext(
            "{shown} of {count} sub-account.", "{shown} of {count} sub-accounts.", total
        )
        say(words.format(shown=len(shown), count=total))
    return is_told


def _main(there: Visit, reading: Reading) -> str:
    main = there.desk.balances.main
    if main is None:
        return _("Main account: balance not known")
    told_of = _("Main account {balance}").format(balance=euros(main.amount))
    if _is_read(main, reading):
        return told_of
    words = _("{main}, last known, of {when}")
    return words.format(main=told_of, when=clock(main.read_at, local_day()))


def _row(line: Line) -> Sequence[str]:
    one, balance = line.subaccount, line.balance
    when = "" if balance is None or line.is_read else clock(balance.read_at, local_day())
    return (
        cut(one.name, WIDEST_NAME),
        cut(one.group, WIDEST_NAME) or UNSEEN,
        UNSEEN if balance is None else _number(balance.amount),
        UNSEEN if one.low is None else _number(one.low),
        UNSEEN if line.days is None else days_word(line.days),
        standing_word(line.standing),
        when,
    )


def _sentence(line: Line) -> str:
    """A sub-account in a sentence, for who hears it."""
    balance = line.balance
    amount = _("balance not known") if balance is None else euros(balance.amount)
    parts = [f"{amount}", standing_word(line.standing)]
    if balance is not None and not line.is_read:
        when = clock(balance.read_at, local_day())
        parts.append(_("last known at {when}").format(when=when))
    if line.days is not None:
        words = ngettext("{count} day left", "{count} days left", line.days)
        parts.append(words.format(count=line.days))
    words = _("{name}: {told}.")
    return words.format(name=line.subaccount.name, told=", ".join(parts))


def _number(amount: Decimal) -> str:
    return money.number(amount, language())


# For programs


def _give_json(there: Visit, reading: Reading, shown: Sequence[Line]) -> bool:
    main = there.desk.balances.main
    is_told = give_json(
        {
            "account": "main",
            **_balance(main, is_read=_is_read(main, reading)),
            "low": euros_or_none(there.profile.main_low),
            "reserve": euros_or_none(there.desk.limits.main_reserve),
        }
    )
    for line in shown:
        one = line.subaccount
        is_told &= give_json(
            {
                "account": "sub-account",
                "name": one.name,
                "group": one.group,
                "token_tail": one.token_tail,
                **_balance(line.balance, is_read=line.is_read),
                "low": euros_or_none(one.low),
                "days_left": line.days,
                "state": line.standing,
                "locked": one.locked,
            }
        )
    return is_told


def _balance(balance: Balance | None, *, is_read: bool) -> dict[str, object]:
    """A balance, when it was read, and whether that was not now."""
    if balance is None:
        return {"balance": None, "read_at": None, "last_known": False}
    at = balance.read_at.astimezone(UTC)
    return {
        "balance": euros_or_none(balance.amount),
        "read_at": at.isoformat(timespec="milliseconds"),
        "last_known": not is_read,
    }
