"""What would be moved, before yes: the balances before and behind it, in plain sentences."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.weighing import WeighedLeg
from smspartner_tui.i18n import _
from smspartner_tui.wording import euros


def account(name: str, before: Balance | None, change: Decimal) -> str:
    """An account before and behind a change, in euros with its sign."""
    signed = euros(change, signed=True)
    if before is None:
        words = _("  {name}: balance not known, {change}")
        return words.format(name=name, change=signed)
    if not change:
        return _("  {name}: {before}, as before").format(name=name, before=euros(before.amount))
    words = _("  {name}: {before}, then {after} ({change})")
    after = euros(before.amount + change)
    return words.format(name=name, before=euros(before.amount), after=after, change=signed)


def legs(weighed: Sequence[WeighedLeg]) -> Iterator[str]:
    """The main account as a whole, then each sub-account in turn."""
    change = sum((one.leg.movement.change_of_main for one in weighed), ZERO)
    yield account(_("Main account"), weighed[0].main_before, change)
    for one in weighed:
        movement = one.leg.movement
        yield account(movement.name, one.before, movement.change_of_subaccount)
