"""What is pasted to the client: the receipt of a movement, or a balance."""

from collections.abc import Mapping
from typing import Final

from smspartner_tui.core.accounts import Balance, SubAccount
from smspartner_tui.core.money import NO_BREAK_SPACE
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.i18n import N_, _
from smspartner_tui.tui.presentation.times import day
from smspartner_tui.wording import clock, euros

_STANDS: Final[Mapping[State, str]] = {
    State.PLANNED: N_("Account: {name}, not sent: nothing moved"),
    State.SENDING: N_("Account: {name}, in flight: not confirmed yet"),
    State.CONFIRMED: N_("Account: {name}, confirmed"),
    State.REJECTED: N_("Account: {name}, refused: nothing moved"),
    State.NOT_SENT: N_("Account: {name}, not sent: nothing moved"),
    State.UNKNOWN: N_("Account: {name}, in doubt: not confirmed"),
    State.RESOLVED_APPLIED: N_("Account: {name}, checked: it went through"),
    State.RESOLVED_NOT_APPLIED: N_("Account: {name}, checked: nothing moved"),
}
"""What stands where no new balance can be told."""


def receipt(entry: Entry) -> tuple[str, str, str]:
    """Three lines in the language in force, with plain spaces only.

    A new balance is told of a confirmed movement alone, and only where its answer told it.
    """
    movement, result = entry.movement, entry.outcome
    first = _("SMS credit: {amount} on {day} at {time}").format(
        amount=euros(movement.change_of_subaccount, signed=True),
        day=day(entry.at),
        time=clock(entry.at),
    )
    balance = result.subaccount_balance if result is not None else None
    if entry.state is State.CONFIRMED and balance is not None:
        words = _("Account: {name}, new balance {balance}")
        second = words.format(name=movement.name, balance=euros(balance))
    else:
        second = _(_STANDS[entry.state]).format(name=movement.name)
    if movement.reference:
        words = _("Reference: {reference}, movement no. {number}")
    else:
        words = _("Reference: movement no. {number}")
    third = words.format(reference=movement.reference, number=entry.number)
    return _plain(first), _plain(second), _plain(third)


def balance_line(subaccount: SubAccount, balance: Balance) -> str:
    """What a sub-account held, and when that was read, in the language in force."""
    words = _("{name}: {balance} on {day} at {time}")
    return _plain(
        words.format(
            name=subaccount.name,
            balance=euros(balance.amount),
            day=day(balance.read_at),
            time=clock(balance.read_at),
        )
    )


def _plain(line: str) -> str:
    return line.replace(NO_BREAK_SPACE, " ")
