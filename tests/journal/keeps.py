"""What the tests of kept balances share: balances that are read, and movements between them."""

from datetime import timedelta
from decimal import Decimal

from smspartner_tui.core.history import Rise
from smspartner_tui.core.movement import Direction, Outcome
from smspartner_tui.journal import Journal
from smspartner_tui.journal.reader import MAIN
from tests.journal.helpers import GARAGE, Clock, agree, movement


class See:
    """Keeps balances in euros, by account, read so many seconds after all before; the rises."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    def __call__(
        self, after: float, balances: dict[str, str], by: Journal | None = None
    ) -> tuple[Rise, ...]:
        """Read, and keep."""
        self._clock.now += timedelta(seconds=after)
        told = {account: Decimal(amount) for account, amount in balances.items()}
        return (by or self._journal).keep_balances(told.pop(MAIN, None), told, self._clock.now)


def kept(journal: Journal) -> tuple[Rise, ...]:
    """The rises that the journal holds, oldest first; it is sound."""
    journal.check()
    assert journal.problem is None
    return journal.past().rises


def moves(
    journal: Journal,
    clock: Clock,
    outcome: Outcome,
    amount: str = "50",
    direction: Direction = Direction.ADD,
) -> None:
    """A movement on the garage, settled ten seconds after it was sent."""
    asked = movement(GARAGE, amount, direction)
    journal.begin(asked, agree)
    clock.now += timedelta(seconds=10)
    journal.settle(asked.id, outcome)
