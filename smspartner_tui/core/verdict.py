"""What later balances prove about a movement.

Both accounts spend by themselves, so a balance only ever falls on its own: a rise is a credit.
"""

from datetime import datetime, timedelta

from smspartner_tui.core.accounts import Balances
from smspartner_tui.core.movement import Direction, Entry

PROVISIONAL = timedelta(seconds=120)
"""How long after its deadline the platform may still carry out a movement."""


def late_until(entry: Entry, deadline: float) -> datetime:
    """Until when the platform may still carry out what it never answered (UTC).

    `deadline` is the movement's, in seconds from its first byte.
    """
    return entry.at + timedelta(seconds=deadline) + PROVISIONAL


def contradicts_refusal(entry: Entry, balances: Balances) -> bool:
    """Whether balances read after a refusal show that money moved all the same."""
    if entry.movement.direction is Direction.ADD:
        before, after = entry.subaccount_before, balances.of(entry.movement.token)
    else:
        before, after = entry.main_before, balances.main
    return before is not None and after is not None and after.amount > before.amount
