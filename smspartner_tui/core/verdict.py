"""What later balances prove about a movement whose outcome is unknown.

Both accounts spend by themselves, so a balance only ever falls on its own: a rise is a credit. A
movement raises one account and lowers the other by its amount N. It went through if the account
that it raises rose; it had no effect, as far as that was looked at, if the account that it lowers
is still higher than it could be after paying N. Where both are so, or money moved that this
journal knows nothing of, nothing is proposed. A person decides in any case.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from smspartner_tui.core.accounts import Balances
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import Before, Direction, Entry, Ruling, State, Why

PROVISIONAL: Final = timedelta(seconds=120)
"""How long after its deadline the platform may still carry out a movement."""

LONGEST_DEADLINE: Final = 120.0
"""Seconds: the longest deadline that a profile can ask for."""


ROUNDING: Final = Decimal("0.01")
"""Euros: one call may tell a balance to the cent that another tells to the thousandth."""

_PERHAPS: Final = frozenset(
    {State.SENDING, State.UNKNOWN, State.RESOLVED_APPLIED, State.RESOLVED_NOT_APPLIED}
)
"""States in which a movement may have moved money: what a person decided is no proof either."""

_NO_END: Final = datetime.max.replace(tzinfo=UTC)
"""By when a movement in flight is done: its program can be halted, and go on at any time."""


class Sighting(NamedTuple):
    """A balance in euros, when it was asked for, and by when that was answered (UTC)."""

    amount: Decimal
    asked_at: datetime
    answered_by: datetime


@frozen
class Evidence:
    """What a movement can be judged by, oldest first.

    `main` and `subaccount` are the balances asked for since it was sent, `others` the journal's
    own other movements around that time. `may_buy` says that the sub-account can buy credit by
    itself, so that a rise of it proves nothing; `is_in_order`, that the times of the balances tell
    which was seen first.
    """

    entry: Entry
    main: tuple[Sighting, ...] = ()
    subaccount: tuple[Sighting, ...] = ()
    others: tuple[Entry, ...] = ()
    may_buy: bool = False
    is_in_order: bool = True


@frozen
class Verdict:
    """What is proposed, and why; with what either answer would need, in euros.

    "Went through" needs the account that the movement raises to rise above `rises_above`; "no
    effect" needs the one that it lowers to be at `holds_from` or more, asked for at `late` or
    after it. None where no balance could show it.
    """

    ruling: Ruling
    why: Why
    late: datetime
    rises_above: Decimal | None = None
    holds_from: Decimal | None = None


class _Effect(NamedTuple):
    """What another movement of the journal does to an account, in euros, and within which time."""

    amount: Decimal
    sent_at: datetime
    done_by: datetime
    is_certain: bool

    def is_told_by(self, seen: Sighting) -> bool:
        """Whether a balance is the one that this very movement's reply told, with its effect."""
        return self.is_certain and (self.sent_at, self.done_by) == seen[1:]


def late_until(entry: Entry, deadline: float) -> datetime:
    """Until when the platform may still carry out what it never answered (UTC).

    `deadline` is the movement's, in seconds from its first byte.
    """
    ended_at = entry.at + timedelta(seconds=deadline)
    # Looking up, connecting, or a halted program can come between the sending and that byte.
    return max(ended_at, entry.settled_at or ended_at) + PROVISIONAL


def judge(evidence: Evidence, deadline: float) -> Verdict:
    """What the balances prove; `deadline` is the movement's, in seconds from its first byte."""
    entry = evidence.entry
    late = late_until(entry, deadline)
    if not _is_in_order(evidence):
        return Verdict(Ruling.OPEN, Why.SET_BACK, late)
    amount = entry.movement.amount
    is_add = entry.movement.direction is Direction.ADD
    main = _seen(entry, entry.main_before, evidence.main)
    subaccount = _seen(entry, entry.subaccount_before, evidence.subaccount)
    on_main = [*_effects(evidence.others, deadline, None)]
    on_subaccount = [*_effects(evidence.others, deadline, entry.movement.token)]
    raised, lowered = (subaccount, main) if is_add else (main, subaccount)
    on_raised, on_lowered = (on_subaccount, on_main) if is_add else (on_main, on_subaccount)
    # A sub-account that buys for itself rises as it likes: that tells nothing.
    rises_freely, lowers_freely = evidence.may_buy and is_add, evidence.may_buy and not is_add
    rise = ZERO if rises_freely else _rise(raised, on_raised)
    foreign = ZERO if lowers_freely else _rise(lowered, on_lowered)
    # Without a balance from before, what was taken before the first one read stays unseen.
    paid_before = entry.main_before if is_add else entry.subaccount_before
    is_blind = paid_before is None or lowers_freely
    held, holds_from = (None, None) if is_blind else _held(lowered, on_lowered, amount)
    if held is not None and held is not lowered[-1] and held.asked_at < late:
        # It held, and then no longer: since then it may have been taken.
        held = None
    ruling, why = _rule(rise, foreign, held, amount, late)
    if why is Why.NOT_SHOWN:
        why = _why_nothing_shows(evidence, is_blind=is_blind, is_seen_rising=len(raised) > 1)
    rises_above = None if rises_freely else _lowest(raised, on_raised)
    return Verdict(ruling, why, late, rises_above, holds_from)


def _is_in_order(evidence: Evidence) -> bool:
    """Whether times tell what came before the sending: not where the clock was set back."""
    entry = evidence.entry
    befores = (entry.main_before, entry.subaccount_before)
    return (
        evidence.is_in_order
        and all(before.read_at <= entry.at for before in befores if before is not None)
        and all(_is_in_turn(entry, other) for other in evidence.others)
    )


def _is_in_turn(entry: Entry, other: Entry) -> bool:
    """Whether another movement was sent on the side of the entry that its number says."""
    if entry.number is None or other.number is None:
        return True
    first, last = sorted((entry, other), key=attrgetter("number"))
    return first.at <= last.at


def _rule(
    rise: Decimal, foreign: Decimal, held: Sighting | None, amount: Decimal, late: datetime
) -> tuple[Ruling, Why]:
    """The table of what proves what; the first row that fits."""
    has_risen = rise >= ROUNDING
    if foreign >= ROUNDING:
        return Ruling.OPEN, Why.ELSEWHERE
    if rise >= amount + ROUNDING:
        return Ruling.OPEN, Why.TOO_MUCH
    if has_risen and held is not None:
        return Ruling.OPEN, Why.BOTH
    if has_risen:
        return Ruling.APPLIED, Why.ROSE
    if held is None:
        return Ruling.OPEN, Why.NOT_SHOWN
    if held.asked_at < late:
        return Ruling.PROVISIONAL, Why.HELD
    return Ruling.NOT_APPLIED, Why.HELD


def _why_nothing_shows(evidence: Evidence, *, is_blind: bool, is_seen_rising: bool) -> Why:
    if not evidence.main and not evidence.subaccount:
        return Why.UNREAD
    if evidence.may_buy:
        return Why.BUYS
    return Why.NO_BEFORE if is_blind and not is_seen_rising else Why.NOT_SHOWN


def _seen(entry: Entry, before: Before | None, since: Sequence[Sighting]) -> list[Sighting]:
    """A balance before the sending, then those asked for since."""
    if before is None:
        return [*since]
    # It was in hand when the movement left, so it was answered by then.
    return [Sighting(before.amount, before.read_at, entry.at), *since]


def _effects(others: Iterable[Entry], deadline: float, token: str | None) -> Iterator[_Effect]:
    """What other movements do to a sub-account, or to the main account where `token` is None."""
    for other in others:
        movement = other.movement
        if token is not None and movement.token != token:
            continue
        amount = movement.change_of_main if token is None else movement.change_of_subaccount
        done_by = _NO_END if other.state is State.SENDING else late_until(other, deadline)
        if other.state is State.CONFIRMED:
            yield _Effect(amount, other.at, other.settled_at or done_by, is_certain=True)
        elif other.state in _PERHAPS:
            yield _Effect(amount, other.at, done_by, is_certain=False)


def _most(effects: Sequence[_Effect], first: Sighting, last: Sighting) -> Decimal:
    """The most that other movements can have added between two sightings, in euros.

    A fall counts only where it certainly lies between them.
    """
    most = ZERO
    for effect in effects:
        is_in_first = effect.done_by <= first.asked_at or effect.is_told_by(first)
        if is_in_first or effect.sent_at >= last.answered_by:
            continue
        is_in_last = effect.done_by <= last.asked_at or effect.is_told_by(last)
        lies_between = is_in_last and effect.sent_at >= first.answered_by
        if effect.amount > 0 or (effect.is_certain and lies_between):
            most += effect.amount
    return most


def _in_turn(seen: Iterable[Sighting]) -> list[Sighting]:
    """As many sightings as can be had, each asked for after the one before it was answered.

    Of two that overlap, as two operators' can, what was spent may look like a rise.
    """
    turn: list[Sighting] = []
    for sighting in sorted(seen, key=attrgetter("answered_by")):
        if not turn or sighting.asked_at >= turn[-1].answered_by:
            turn.append(sighting)
    return turn


def _rise(seen: Sequence[Sighting], effects: Sequence[_Effect]) -> Decimal:
    """The largest rise between any two sightings that other movements do not account for."""
    largest = running = ZERO
    for first, last in pairwise(_in_turn(seen)):
        # A rise in several steps is one rise; what fell in between it has made up for.
        running = max(running, ZERO) + last.amount - first.amount - _most(effects, first, last)
        largest = max(largest, running)
    for last in seen[1:]:
        # What another movement may have added in either of two steps, it added once.
        if last.asked_at >= seen[0].answered_by:
            direct = last.amount - seen[0].amount - _most(effects, seen[0], last)
            largest = max(largest, direct)
    return largest


def _lowest(seen: Sequence[Sighting], effects: Sequence[_Effect]) -> Decimal | None:
    """What a balance has to rise above, in euros; None where it was never seen."""
    return min((first.amount + _most(effects, first, seen[-1]) for first in seen), default=None)


def _held(
    seen: Sequence[Sighting], effects: Sequence[_Effect], amount: Decimal
) -> tuple[Sighting | None, Decimal]:
    """The last sighting up to which N was certainly not taken, if any; what it takes, in euros.

    Each is held against the first balance, and against the last one that held before it.
    """
    held: Sighting | None = None
    least = seen[0].amount - amount + ROUNDING
    for last in seen[1:]:
        bases = (seen[0],) if held is None else (seen[0], held)
        least = min(_least(base, last, effects, amount) for base in bases)
        if last.amount >= least:
            held = last
    return held, least


def _least(base: Sighting, last: Sighting, effects: Sequence[_Effect], amount: Decimal) -> Decimal:
    """The least balance that shows that N was not taken since the base, in euros."""
    return base.amount - amount + _most(effects, base, last) + ROUNDING


def elsewhere(
    first: Sighting, last: Sighting, others: Iterable[Entry], token: str | None
) -> Decimal:
    """What an account rose by between two sightings that these movements did not raise it by.

    In euros, 0 where it did not; `token` is None for the main account.
    """
    rise = last.amount - first.amount
    rise -= _most([*_effects(others, LONGEST_DEADLINE, token)], first, last)
    return rise if rise >= ROUNDING else ZERO


def contradicts_refusal(entry: Entry, balances: Balances) -> bool:
    """Whether balances read after a refusal show that money moved all the same."""
    if entry.movement.direction is Direction.ADD:
        before, after = entry.subaccount_before, balances.of(entry.movement.token)
    else:
        before, after = entry.main_before, balances.main
    return before is not None and after is not None and after.amount > before.amount
