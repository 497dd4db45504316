"""One record of the history in a few lines, below the list."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from smspartner_tui.core.history import Record, Rise, Step
from smspartner_tui.core.movement import Before, Entry, Outcome, Resolution
from smspartner_tui.i18n import _, language
from smspartner_tui.tui.presentation.flow import flowed
from smspartner_tui.tui.presentation.history import name_of
from smspartner_tui.tui.presentation.times import at_second, when
from smspartner_tui.wording import euros, platform_word
from smspartner_tui.wording import state as state_word
from smspartner_tui.wording.doubts import RULED

TAIL: Final = 8
"""Digits of a hash that people read to each other."""


def title(record: Record) -> str:
    """What a record is called."""
    if isinstance(record, Rise):
        return _("Credited elsewhere")
    return _("Movement no. {number}").format(number=record.number)


def details(
    record: Record, steps: Sequence[Step], today: date, width: int, height: int
) -> list[str]:
    """The most important of a record, in so many lines of so many cells."""
    parts = _of_rise(record, today) if isinstance(record, Rise) else _of_entry(record, steps, today)
    return flowed(parts, width, height)


def _of_entry(entry: Entry, steps: Sequence[Step], today: date) -> Iterator[str]:
    operator = entry.operator
    yield _("No. {number}").format(number=entry.number)
    yield state_word(entry.state)
    yield at_second(entry.at, today)
    yield operator.name
    if operator.login and operator.login != operator.name:
        yield _("login {login}").format(login=operator.login)
    if operator.sudo_user:
        yield _("sudo by {user}").format(user=operator.sudo_user)
    yield " ".join(filter(None, (operator.address, operator.terminal, operator.host)))
    if entry.outcome is not None:
        yield from reply(entry.outcome)
    main, subaccount = told(entry)
    yield _change(_("main account"), entry.main_before, main)
    yield _change(_("sub-account"), entry.subaccount_before, subaccount)
    if (resolution := entry.resolution) is not None:
        yield _decided(resolution, today)
        yield _(RULED[resolution.ruling])
    if entry.movement.reference:
        yield _("reference: {reference}").format(reference=entry.movement.reference)
    if steps:
        yield _("fingerprint …{tail}").format(tail=steps[-1].hash[-TAIL:])


def reply(result: Outcome) -> Iterator[str]:
    """What came back, and how long that took."""
    word = platform_word(result)
    yield word
    code = "" if result.code is None else _("Code {code}").format(code=result.code)
    if not word.startswith(code):
        yield code
    if result.status is not None:
        status = _("HTTP status {status}").format(status=result.status)
        yield "" if status == word else status
    yield _took(result.seconds)


def told(entry: Entry) -> tuple[Decimal | None, Decimal | None]:
    """Both balances as the reply told them."""
    result = entry.outcome
    return (None, None) if result is None else (result.main_balance, result.subaccount_balance)


def _change(account: str, was: Before | None, now: Decimal | None) -> str:
    before = "" if was is None else euros(was.amount, exact=True)
    after = "" if now is None else euros(now, exact=True)
    if before and after:
        words = _("{account} {before} to {after}")
    elif before:
        words = _("{account} {before} before")
    else:
        words = _("{account} {after} after") if after else ""
    return words.format(account=account, before=before, after=after)


def _decided(resolution: Resolution, today: date) -> str:
    return _("decided {when} by {who}: {because}").format(
        when=when(resolution.at, today),
        who=resolution.operator.name,
        because=resolution.because,
    )


def _of_rise(rise: Rise, today: date) -> Iterator[str]:
    yield _("{account}: {amount} at least").format(
        account=name_of(rise), amount=euros(rise.amount, signed=True, exact=True)
    )
    yield _("between {since} and {until}").format(
        since=at_second(rise.since, today), until=at_second(rise.at, today)
    )
    yield meaning(rise)


def meaning(rise: Rise) -> str:
    """What a balance that rose says, and what it does not."""
    if rise.token:
        return _(
            "Only a credit can raise a balance: the web site, a script, another server, or a "
            "purchase by the client."
        )
    return _(
        "Only a credit can raise a balance: your own purchase, or credit that the web site, a "
        "script or another server took back."
    )


def _took(seconds: float) -> str:
    if seconds < 1:
        return _("{count} ms").format(count=round(seconds * 1000))
    text = f"{seconds:.1f}"
    return _("{seconds} s").format(seconds=text.replace(".", ",") if language() == "fr" else text)
