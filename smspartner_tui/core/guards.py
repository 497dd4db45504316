"""The guards: may this movement be asked for, and how hard must the operator be asked?

Every guard is asked twice with the same words: for the preview, and again inside the
transaction that writes `sending`, so that two operators cannot pass it together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from smspartner_tui.core.accounts import Balance, Balances, SubAccount
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import COUNTED_STATES, Direction, Entry, Movement, State


@frozen
class Limits:
    """What the configuration allows; amounts in euros, None for no limit."""

    read_only: bool = False
    confirm_above: Decimal = Decimal(200)
    max_per_operation: Decimal | None = None
    max_per_day: Decimal | None = None
    main_reserve: Decimal = ZERO
    duplicate_window: timedelta = timedelta(hours=12)


@frozen
class Situation:
    """What is known at the moment a movement is weighed; amounts in euros, times in UTC.

    `added_today` is what this profile added since local midnight, `recent` the movements of the
    last 24 hours on this sub-account, newest first, `open_entry` the one that holds it.
    """

    now: datetime
    main: Balance | None = None
    subaccount: Balance | None = None
    stale_after: timedelta = timedelta(minutes=5)
    added_today: Decimal = ZERO
    recent: tuple[Entry, ...] = ()
    open_entry: Entry | None = None
    locked: bool = False


@frozen
class Surroundings:
    """What the journal knows that the guards ask about many sub-accounts at once.

    `recent` are the movements of the last 24 hours, newest first, by token; `open_entries` those
    in flight or in doubt; `added_today` is in euros, `now` in UTC.
    """

    now: datetime
    added_today: Decimal = ZERO
    recent: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    open_entries: Mapping[str, Entry] = field(default_factory=dict)

    def situation(
        self, subaccount: SubAccount, balances: Balances, stale_after: timedelta
    ) -> Situation:
        """All that the guards ask about one of them."""
        return Situation(
            now=self.now,
            main=balances.main,
            subaccount=balances.of(subaccount.token),
            stale_after=stale_after,
            added_today=self.added_today,
            recent=self.recent.get(subaccount.token, ()),
            open_entry=self.open_entries.get(subaccount.token),
            locked=subaccount.locked,
        )


class Rule(StrEnum):
    """The guards, by name."""

    READ_ONLY = "read only"
    LOCKED = "locked"
    IN_FLIGHT = "in flight"
    DOUBT = "doubt"
    OVER_OPERATION = "over operation"
    OVER_DAY = "over day"
    RESERVE = "reserve"
    RESERVE_UNKNOWN = "reserve unknown"
    DUPLICATE = "duplicate"
    MAIN_TOO_SMALL = "main too small"
    SUBACCOUNT_TOO_SMALL = "subaccount too small"


@frozen
class Objection:
    """A guard's word against a movement, with the figures of its sentence in euros.

    `figure` is the amount of the movement, what was added today already, what would be left for
    the reserve, or the balance that is too small; `limit` is what the guard allows, `entry` the
    movement that stands in the way. One that does not `block` is a warning.
    """

    rule: Rule
    figure: Decimal = ZERO
    limit: Decimal = ZERO
    entry: Entry | None = None
    blocks: bool = True


def objections(movement: Movement, limits: Limits, situation: Situation) -> tuple[Objection, ...]:
    """Every guard's word against this movement, blocking ones first; empty when all agree."""
    found = [*_locks(limits, situation), *_sizes(movement, limits, situation)]
    like = duplicate_of(movement, limits, situation)
    if like is not None and like.movement.id != movement.again_after:
        # The question was about another one, or about none: it must be asked again.
        found.append(Objection(Rule.DUPLICATE, entry=like))
    if movement.direction is Direction.ADD:
        found += _main_account(movement, limits, situation)
    else:
        found += _subaccount(movement, situation)
    return tuple(sorted(found, key=lambda objection: not objection.blocks))


def blocking(found: Iterable[Objection]) -> tuple[Objection, ...]:
    """Those objections that forbid the movement."""
    return tuple(objection for objection in found if objection.blocks)


def _locks(limits: Limits, situation: Situation) -> list[Objection]:
    found: list[Objection] = []
    if limits.read_only:
        found.append(Objection(Rule.READ_ONLY))
    if situation.locked:
        found.append(Objection(Rule.LOCKED))
    if (entry := situation.open_entry) is not None:
        rule = Rule.DOUBT if entry.state is State.UNKNOWN else Rule.IN_FLIGHT
        found.append(Objection(rule, entry=entry))
    return found


def _sizes(movement: Movement, limits: Limits, situation: Situation) -> list[Objection]:
    found: list[Objection] = []
    most = limits.max_per_operation
    if most is not None and movement.amount > most:
        found.append(Objection(Rule.OVER_OPERATION, movement.amount, most))
    today = limits.max_per_day
    if today is not None and movement.direction is Direction.ADD:
        total = situation.added_today + movement.amount
        if total > today:
            found.append(Objection(Rule.OVER_DAY, situation.added_today, today))
    return found


def _main_account(movement: Movement, limits: Limits, situation: Situation) -> list[Objection]:
    main = situation.main
    if main is None or (main.stale and limits.main_reserve > 0):
        # A stale one has moved by an amount that nobody told: it is not known either.
        return [Objection(Rule.RESERVE_UNKNOWN)] if limits.main_reserve > 0 else []
    left = main.amount - movement.amount
    if limits.main_reserve > 0 and left < limits.main_reserve:
        return [Objection(Rule.RESERVE, left, limits.main_reserve)]
    if left < 0:
        return [_too_small(Rule.MAIN_TOO_SMALL, main, situation)]
    return []


def _subaccount(movement: Movement, situation: Situation) -> list[Objection]:
    balance = situation.subaccount
    if balance is not None and balance.amount < movement.amount:
        return [_too_small(Rule.SUBACCOUNT_TOO_SMALL, balance, situation)]
    return []


def _too_small(rule: Rule, balance: Balance, situation: Situation) -> Objection:
    """An old balance may have been topped up since: the platform decides, and we only warn."""
    is_old = balance.is_old(situation.now, situation.stale_after)
    return Objection(rule, balance.amount, blocks=not is_old)


def duplicate_of(movement: Movement, limits: Limits, situation: Situation) -> Entry | None:
    """The newest movement of the same direction and amount within the window, if there is one."""
    since = situation.now - limits.duplicate_window
    for entry in situation.recent:
        if (
            entry.movement.token == movement.token
            and entry.movement.direction is movement.direction
            and entry.movement.amount == movement.amount
            and entry.state in COUNTED_STATES
            and entry.at >= since
        ):
            return entry
    return None


def must_retype(movement: Movement, limits: Limits) -> bool:
    """Whether yes is the amount typed again, rather than a letter."""
    return movement.everything or movement.amount >= limits.confirm_above
