"""Months in the life of a sub-account, as they were and as the journal came to know them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from smspartner_tui.core.history import Held, Past, Rise
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import Direction, Entry, Movement, Outcome, Reason, State
from smspartner_tui.core.operator import Operator

TOKEN: Final = "9f3a"
START: Final = datetime(2025, 5, 20, 10, 0, tzinfo=UTC)
LATE_MAY: Final = datetime(2025, 5, 28, 8, tzinfo=UTC)
EARLY_JUNE: Final = datetime(2025, 6, 3, 8, tzinfo=UTC)
MID_JUNE: Final = datetime(2025, 6, 12, 8, tzinfo=UTC)
LATE_JUNE: Final = datetime(2025, 6, 28, 8, tzinfo=UTC)

_REASONS: Final = {State.CONFIRMED: Reason.SUCCESS, State.REJECTED: Reason.REFUSED}


def entry(
    number: int,
    at: datetime,
    amount: str | Decimal,
    state: State = State.CONFIRMED,
    told: Decimal | None = None,
    token: str = TOKEN,
) -> Entry:
    """A movement of so many euros, taken back where they are negative; settled a second later."""
    euros = Decimal(amount)
    direction = Direction.ADD if euros > 0 else Direction.REMOVE
    reason = _REASONS.get(state, Reason.DEADLINE)
    is_flying = state is State.SENDING
    return Entry(
        Movement(f"id {number}", token, f"Client {token}", direction, abs(euros)),
        state,
        Operator("nadia"),
        planned_at=at,
        number=number,
        sent_at=at,
        settled_at=None if is_flying else at + timedelta(seconds=1),
        outcome=None if is_flying else Outcome(state, reason, subaccount_balance=told),
    )


def held(amount: str, first_at: datetime, last_at: datetime | None = None) -> Held:
    """A balance seen at a time, and again at a later one."""
    return Held(Decimal(amount), first_at, last_at or first_at)


def rise(at: datetime, amount: str | Decimal, token: str = TOKEN, number: int = 1) -> Rise:
    """A balance that rose by another hand within an hour."""
    since = at - timedelta(hours=1)
    return Rise(number, token, f"Client {token}", Decimal(amount), since, at, after=0)


@dataclass
class Life:
    """A sub-account that spends, is credited here and elsewhere, and is looked at now and then."""

    balance: Decimal = Decimal(100)
    now: datetime = START
    spent: dict[date, Decimal] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    rises: list[Rise] = field(default_factory=list)
    seen: list[Held] = field(default_factory=list)

    @property
    def past(self) -> Past:
        """What the journal holds of it."""
        balances = {TOKEN: tuple(self.seen)} if self.seen else {}
        return Past(tuple(self.entries), tuple(self.rises), balances)

    def passes(self, minutes: int) -> None:
        """Time goes by."""
        self.now += timedelta(minutes=minutes)

    def is_read(self) -> None:
        """Its balance is seen."""
        if self.seen and self.seen[-1].amount == self.balance:
            self.seen[-1] = Held(self.balance, self.seen[-1].first_at, self.now)
        else:
            self.seen.append(Held(self.balance, self.now, self.now))

    def spends(self, amount: Decimal) -> None:
        """It sends messages."""
        month = self.now.astimezone().date().replace(day=1)
        self.spent[month] = self.spent.get(month, ZERO) + amount
        self.balance -= amount

    def is_moved(self, amount: Decimal, *, is_answered: bool) -> None:
        """This journal moves credit: confirmed by an answer, or held to have gone through."""
        self.balance += amount
        state = State.CONFIRMED if is_answered else State.RESOLVED_APPLIED
        told = self.balance if is_answered else None
        number = len(self.entries) + 1
        self.entries.append(entry(number, self.now, amount, state, told))
        self.now += timedelta(seconds=1)
        if is_answered:
            self.is_read()

    def is_credited_elsewhere(self, amount: Decimal) -> None:
        """Somebody credits it without this journal, which sees it rise."""
        self.balance += amount
        self.now += timedelta(seconds=1)
        self.is_read()
        self.rises.append(rise(self.now, amount, number=len(self.rises) + 1))
