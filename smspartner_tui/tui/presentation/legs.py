"""Movements that go one after the other: before and after."""

from collections.abc import Sequence
from decimal import Decimal

from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.weighing import WeighedLeg
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.tui.presentation.movement import in_columns
from smspartner_tui.wording import euros

_SHOWN = 8
"""Legs that a dialog shows one by one."""


def preview(legs: Sequence[WeighedLeg], width: int) -> list[str]:
    """Before, change and after of the main account as a whole, then of each leg in turn."""
    lines: list[tuple[str, ...]] = [("", _("before"), _("change"), _("after"))]
    change = sum((one.leg.movement.change_of_main for one in legs), ZERO)
    lines.append(_line(_("Main account"), legs[0].main_before if legs else None, change))
    lines += [
        _line(one.leg.movement.name, one.before, one.leg.movement.change_of_subaccount)
        for one in legs[:_SHOWN]
    ]
    told = in_columns(lines, width)
    if (more := len(legs) - _SHOWN) > 0:
        words = ngettext("… and {count} more", "… and {count} more", more)
        told.append(words.format(count=more))
    return told


def transfer(legs: Sequence[WeighedLeg], width: int) -> list[str]:
    """The three accounts of a transfer: before, the debit, the credit, after."""
    debit, credit = legs
    amount = debit.leg.movement.amount
    down, up = euros(-amount, signed=True), euros(amount, signed=True)
    lines: list[tuple[str, ...]] = [
        ("", _("before"), _("1. debit"), _("2. credit"), _("after")),
        (debit.leg.movement.name, _before(debit.before), down, "", _euros(debit.after)),
        (_("Main account"), _before(debit.main_before), up, down, _euros(credit.main_after)),
        (credit.leg.movement.name, _before(credit.before), "", up, _euros(credit.after)),
    ]
    return in_columns(lines, width)


def _line(name: str, before: Balance | None, change: Decimal) -> tuple[str, ...]:
    after = None if before is None else before.amount + change
    return name, _before(before), euros(change, signed=True), _euros(after)


def _before(balance: Balance | None) -> str:
    return _("not known") if balance is None else euros(balance.amount)


def _euros(amount: Decimal | None) -> str:
    return "" if amount is None else euros(amount)
