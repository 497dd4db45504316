"""Movements, rises and statements as rows, and the headers of their columns.

Of a token only the last four characters are told, of a reply the code and the message.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from smspartner_tui.core.history import Past, Record, Rise, place_of
from smspartner_tui.core.movement import Before, Direction, Entry, Ruling, State
from smspartner_tui.core.statement import Statement
from smspartner_tui.export.forms import Choice, Month, Row
from smspartner_tui.i18n import N_, _
from smspartner_tui.wording import state as state_word
from smspartner_tui.wording.doubts import RULED

TAIL: Final = 4
"""Characters of a token that are told."""

RECORD_HEADERS: Final[Mapping[str, str]] = {
    "number": N_("No."),
    "asked_at": N_("Asked for"),
    "sent_at": N_("Sent"),
    "settled_at": N_("Settled"),
    "seconds": N_("Seconds"),
    "operator": N_("Operator"),
    "login": N_("Login"),
    "address": N_("Address"),
    "terminal": N_("Terminal"),
    "host": N_("Host"),
    "subaccount": N_("Sub-account"),
    "token_tail": N_("Token"),
    "direction": N_("Direction"),
    "amount": N_("Amount €"),
    "reference": N_("Reference"),
    "state": N_("State"),
    "main_before": N_("Main account before €"),
    "main_before_at": N_("Main account read"),
    "main_after": N_("Main account after €"),
    "subaccount_before": N_("Sub-account before €"),
    "subaccount_before_at": N_("Sub-account read"),
    "subaccount_after": N_("Sub-account after €"),
    "code": N_("Code"),
    "message": N_("Message"),
    "decision": N_("Decision"),
    "decided_by": N_("Decided by"),
    "decided_at": N_("Decided at"),
    "because": N_("Why"),
    "proposal": N_("Proposal"),
}

TOTAL_HEADERS: Final[Mapping[str, str]] = {
    "month": N_("Month"),
    "subaccount": N_("Sub-account"),
    "token_tail": N_("Token"),
    "opening": N_("Opening balance €"),
    "credited": N_("Credited €"),
    "debited": N_("Debited €"),
    "elsewhere": N_("Elsewhere €"),
    "consumption": N_("Consumption €"),
    "closing": N_("Closing balance €"),
    "in_doubt": N_("In doubt €"),
}

_DIRECTIONS: Final[Mapping[Direction, str]] = {
    Direction.ADD: N_("credit"),
    Direction.REMOVE: N_("debit"),
}
_DECISIONS: Final[Mapping[bool, tuple[Ruling, State]]] = {
    True: (Ruling.APPLIED, State.RESOLVED_APPLIED),
    False: (Ruling.NOT_APPLIED, State.RESOLVED_NOT_APPLIED),
}


def records(past: Past, names: Mapping[str, str]) -> Iterator[Row]:
    """A row for each movement and each rise, oldest first; `names` are today's, by token."""
    found: list[Record] = [*past.entries, *past.rises]
    for record in sorted(found, key=place_of):
        yield _rise(record, names) if isinstance(record, Rise) else _entry(record)


def _entry(entry: Entry) -> Row:
    movement, operator, result = entry.movement, entry.operator, entry.outcome
    return {
        "number": entry.number,
        "asked_at": entry.planned_at,
        "sent_at": entry.sent_at,
        "settled_at": entry.settled_at,
        "seconds": result.seconds if result is not None else None,
        "operator": operator.name,
        "login": operator.login,
        "address": operator.address,
        "terminal": operator.terminal,
        "host": operator.host,
        "subaccount": movement.name,
        "token_tail": _tail(movement.token),
        "direction": Choice(movement.direction, _(_DIRECTIONS[movement.direction])),
        "amount": movement.change_of_subaccount,
        "reference": movement.reference,
        "state": Choice(entry.state, state_word(entry.state)),
        **_before("main", entry.main_before),
        "main_after": result.main_balance if result is not None else None,
        **_before("subaccount", entry.subaccount_before),
        "subaccount_after": result.subaccount_balance if result is not None else None,
        "code": result.code if result is not None else None,
        "message": result.message if result is not None else None,
        **_decision(entry),
    }


def _before(account: str, seen: Before | None) -> Row:
    if seen is None:
        return {}
    return {f"{account}_before": seen.amount, f"{account}_before_at": seen.read_at}


def _decision(entry: Entry) -> Row:
    resolution = entry.resolution
    if resolution is None:
        return {}
    value, state = _DECISIONS[resolution.applied]
    return {
        "decision": Choice(value, state_word(state)),
        "decided_by": resolution.operator.name,
        "decided_at": resolution.at,
        "because": resolution.because,
        "proposal": Choice(resolution.ruling, _(RULED[resolution.ruling])),
    }


def _rise(rise: Rise, names: Mapping[str, str]) -> Row:
    """A balance that rose by another hand: seen lower at one time, and risen at a later one."""
    account = "subaccount" if rise.token else "main"
    name = names.get(rise.token, rise.name)
    return {
        "settled_at": rise.at,
        "subaccount": name if rise.token else Choice(None, _("Main account")),
        "token_tail": _tail(rise.token) if rise.token else None,
        "amount": rise.amount,
        "state": Choice("elsewhere", _("elsewhere")),
        f"{account}_before_at": rise.since,
    }


def total(one: Statement) -> Row:
    """The row of a sub-account's month."""
    return {
        "month": Month(one.month),
        "subaccount": one.name,
        "token_tail": _tail(one.token),
        "opening": one.opening,
        "credited": one.credited,
        "debited": one.debited,
        "elsewhere": one.elsewhere,
        "consumption": one.consumption,
        "closing": one.closing,
        "in_doubt": one.in_doubt,
    }


def _tail(token: str) -> Choice:
    # By itself "12e5" would be a number to a spreadsheet.
    return Choice(token[-TAIL:], f"…{token[-TAIL:]}")
