"""`check`: all that can stand against the next movement, a line each, fit for cron."""

import argparse
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from smspartner_tui.commands.following import euros_or_none
from smspartner_tui.commands.listing import Line, lines_of
from smspartner_tui.commands.reckoning import refreshed, unread_status
from smspartner_tui.commands.telling import (
    DONE,
    FAULT,
    FORBIDDEN,
    KEY_REFUSED,
    NOT_SENT,
    UNKNOWN,
    WRONG_USE,
    give_json,
    give_lines,
    shown,
)
from smspartner_tui.commands.visit import Visit, local_day, visit
from smspartner_tui.core.accounts import Balance, Reading, ReadingProblem, Standing
from smspartner_tui.core.movement import State
from smspartner_tui.core.run import Run, RunState
from smspartner_tui.i18n import N_, _, ngettext
from smspartner_tui.journal import JournalError
from smspartner_tui.journal.store import FILE_NAME
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import clock, damage, euros, journal_problem, reading_problem
from smspartner_tui.wording.runs import summed, waiting
from smspartner_tui.wording.standings import days_word

_SHOWN: Final = 20
"""Low balances that are named."""

_LOW: Final = frozenset({Standing.LOW, Standing.EMPTY})

_TITLES: Final = {
    "configuration": N_("Configuration"),
    "key": N_("API key"),
    "journal": N_("Journal"),
    "reading": N_("Reading"),
    "doubts": N_("In doubt"),
    "runs": N_("Interrupted"),
    "main": N_("Main account"),
    "balances": N_("Balances"),
}
"""What is checked, in this order."""

_FIRST: Final = (FAULT, KEY_REFUSED, NOT_SENT, UNKNOWN, WRONG_USE, FORBIDDEN, DONE)
"""Which exit status stands for several findings: without the journal or a reading none is sure."""


class Finding(NamedTuple):
    """What one check found; `status` is its part of the exit status, `items` what it counts.

    One that `is_to_do` is said also where only that is wanted.
    """

    what: str
    status: int
    words: str
    is_to_do: bool = False
    items: Sequence[object] = ()


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Check everything, say what was found, and return the exit status."""
    found = [Finding("configuration", DONE, _configuration(profile))]
    try:
        visit(profile, options, lambda there: _at_desk(there, found), only_looks=True)
    except SettingsError as error:
        found.append(Finding("key", WRONG_USE, str(error), is_to_do=True))
    except JournalError as error:
        found.append(Finding("journal", FAULT, journal_problem(error.problem), is_to_do=True))
    return _tell(found, options)


def misconfigured(error: SettingsError, options: argparse.Namespace) -> int:
    """Say what is wrong with the configuration, and return the exit status."""
    return _tell([Finding("configuration", WRONG_USE, str(error), is_to_do=True)], options)


def _at_desk(there: Visit, found: list[Finding]) -> int:
    found.append(Finding("key", DONE, there.profile.key_source.describe()))
    reading = refreshed(there.desk)
    if reading.problem is ReadingProblem.KEY_REFUSED:
        words = reading_problem(reading.problem, reading.message)
        found[-1] = Finding("key", KEY_REFUSED, words, is_to_do=True)
    found.append(_journal(there))
    found += _reading(reading)
    found += _doubts(there)
    found += _runs(there.desk.open_runs())
    strict = FORBIDDEN if there.options.strict else DONE
    found += _main(there, strict)
    found += _balances(lines_of(there, reading), strict)
    return DONE


def _configuration(profile: Profile) -> str:
    words = ngettext(
        "profile {name}, {count} sub-account",
        "profile {name}, {count} sub-accounts",
        len(profile.subaccounts),
    )
    return words.format(name=profile.name, count=len(profile.subaccounts))


def _journal(there: Visit) -> Finding:
    problem = there.desk.check_journal()
    if problem is None:
        path = shown(there.profile.journal_folder / FILE_NAME)
        return Finding("journal", DONE, _("sound, {path}").format(path=path))
    words = journal_problem(problem)
    if there.desk.damage is not None:
        words = f"{words} {damage(there.desk.damage)}"
    return Finding("journal", FAULT, words, is_to_do=True)


def _reading(reading: Reading) -> Iterator[Finding]:
    problem = reading.problem
    if problem is None:
        count = len(reading.listings or {})
        words = ngettext(
            "{count} sub-account read in {ms} ms",
            "{count} sub-accounts read in {ms} ms",
            count,
        )
        told = words.format(count=count, ms=round(reading.seconds * 1000))
        yield Finding("reading", DONE, told)
    elif problem is not ReadingProblem.KEY_REFUSED:
        words = reading_problem(problem, reading.message)
        status = unread_status(reading)
        yield Finding("reading", status, words, is_to_do=status != DONE)


def _doubts(there: Visit) -> Iterator[Finding]:
    doubts = [one for one in there.desk.open_entries() if one.state is State.UNKNOWN]
    if not doubts:
        yield Finding("doubts", DONE, _("none"))
        return
    words = _("no. {number}: {amount}, {name}, {when}: `smspartner-tui resolve {number}`")
    told = (
        words.format(
            number=one.number,
            amount=euros(one.movement.change_of_subaccount, signed=True),
            name=one.movement.name,
            when=clock(one.at, local_day()),
        )
        for one in doubts
    )
    numbers = [one.number for one in doubts]
    yield Finding("doubts", UNKNOWN, "; ".join(told), is_to_do=True, items=numbers)


def _runs(runs: Sequence[Run]) -> Iterator[Finding]:
    paused = [one for one in runs if one.state is RunState.PAUSED]
    if not paused:
        yield Finding("runs", DONE, _("none"))
        return
    told = "; ".join(waiting(one) if one.waiting else summed(one) for one in paused)
    words = _("{told}: `smspartner-tui runs`").format(told=told)
    numbers = [one.number for one in paused]
    yield Finding("runs", FORBIDDEN, words, is_to_do=True, items=numbers)


def _main(there: Visit, strict: int) -> Iterator[Finding]:
    main, low = there.desk.balances.main, there.profile.main_low
    if main is None:
        yield Finding("main", DONE, _("balance not known"))
    elif low is not None and main.amount < low:
        words = _("LOW: {balance}, below {low}. Top it up.")
        told = words.format(balance=euros(main.amount), low=euros(low))
        yield Finding("main", strict, told, is_to_do=True, items=[euros_or_none(main.amount)])
    else:
        amount = euros_or_none(main.amount)
        yield Finding("main", DONE, euros(main.amount), items=[amount])


def _balances(lines: Sequence[Line], strict: int) -> Iterator[Finding]:
    low = [one for one in lines if one.standing in _LOW]
    missing = [one for one in lines if one.standing is Standing.MISSING]
    if not low and not missing:
        yield Finding("balances", DONE, _("none is low"))
    if low:
        words = ngettext("{count} low: {names}", "{count} low: {names}", len(low))
        told = words.format(count=len(low), names=_named(low))
        items = [
            {"name": one.subaccount.name, "balance": _amount(one.balance), "days_left": one.days}
            for one in low
        ]
        yield Finding("balances", strict, told, is_to_do=True, items=items)
    if missing:
        words = ngettext(
            "{count} not on the platform any more: {names}",
            "{count} not on the platform any more: {names}",
            len(missing),
        )
        told = words.format(
            count=len(missing), names=", ".join(one.subaccount.name for one in missing[:_SHOWN])
        )
        names = [one.subaccount.name for one in missing]
        yield Finding("balances", strict, told, is_to_do=True, items=names)


def _named(low: Sequence[Line]) -> str:
    """The low ones with their balances, the emptiest first."""
    ordered = sorted(low, key=lambda one: one.balance.amount if one.balance else Decimal(0))
    told = []
    for one in ordered[:_SHOWN]:
        balance = euros(one.balance.amount) if one.balance else ""
        days = f", {days_word(one.days)}" if one.days is not None else ""
        told.append(f"{one.subaccount.name} ({balance}{days})")
    if (more := len(low) - _SHOWN) > 0:
        words = ngettext("… and {count} more", "… and {count} more", more)
        told.append(words.format(count=more))
    return ", ".join(told)


def _amount(balance: Balance | None) -> str | None:
    return None if balance is None else euros_or_none(balance.amount)


def _tell(found: Sequence[Finding], options: argparse.Namespace) -> int:
    wanted = [one for one in found if one.is_to_do or not options.quiet]
    is_told = True
    if options.json:
        for one in wanted:
            is_told &= give_json(
                {
                    "check": one.what,
                    "ok": not one.is_to_do,
                    "status": one.status,
                    "says": one.words,
                    "items": [*one.items],
                }
            )
    else:
        lines = (f"{'!' if one.is_to_do else ' '} {_told(one)}" for one in wanted)
        is_told = give_lines(*lines) if wanted else True
    status = next(one for one in _FIRST if one in {DONE, *(found.status for found in found)})
    return status if status != DONE or is_told else WRONG_USE


def _told(found: Finding) -> str:
    return _("{what}: {found}").format(what=_(_TITLES[found.what]), found=found.words)
