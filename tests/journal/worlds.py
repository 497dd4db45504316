"""Small worlds with money in them: a main account, two sub-accounts, operators who read and move.

The world knows every balance at every moment; a journal is told only what a program would know,
and when it would. Times are whole milliseconds, no two things at one; amounts are whole cents.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import count
from typing import Final, NamedTuple

from hypothesis import strategies as st

from smspartner_tui.core.movement import Direction, Movement, Outcome
from smspartner_tui.journal import Journal
from smspartner_tui.journal.reader import MAIN
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NOT_SENT,
    REJECTED,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
)

ACCOUNTS: Final = (MAIN, GARAGE, MAIRIE)
SLOWEST: Final = 10_000
"""Milliseconds that a reading may take: the platform's answer is as old as that at most."""

_START: Final = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)
_FIRST_BALANCE: Final = 1_000_00
_ROOM: Final = 100
"""Milliseconds, in which moments that were taken already find another place."""

_UNANSWERED_FOR: Final = 240_000
"""Milliseconds in which the platform may carry out what it never answered."""


class End(StrEnum):
    """What becomes of a movement."""

    TOLD = "confirmed, with both balances"
    UNTOLD = "confirmed, without a balance"
    REJECTED = "rejected"
    NOT_SENT = "not sent"
    APPLIED = "never answered, applied"
    LOST = "never answered, lost"


class Move(NamedTuple):
    """An own movement: when it is sent, applied and settled, in milliseconds."""

    sent: int
    applied: int
    settled: int
    token: str
    direction: Direction
    cents: int
    end: End

    @property
    def has_effect(self) -> bool:
        """Whether the platform carries it out."""
        return self.end in {End.TOLD, End.UNTOLD, End.APPLIED}


class Look(NamedTuple):
    """A reading: when it is asked for and answered, and when each account is looked at."""

    asked: int
    answered: int
    looked: tuple[int, ...]


class Change(NamedTuple):
    """What an account changes by, without this journal: spending, or a credit elsewhere."""

    at: int
    account: str
    cents: int


@dataclass
class World:
    """All that happens, in whatever order its moments give."""

    moves: list[Move] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def balance(self, account: str, at: int) -> int:
        """The true balance, in cents."""
        cents = _FIRST_BALANCE
        cents += sum(one.cents for one in self.changes if one.account == account and one.at <= at)
        for move in self.moves:
            if move.has_effect and move.applied <= at:
                signed = move.cents if move.direction is Direction.ADD else -move.cents
                cents += {MAIN: -signed, move.token: signed}.get(account, 0)
        return cents

    def credited(self, account: str) -> Decimal:
        """What was credited to an account elsewhere, in euros."""
        return euros(
            sum(one.cents for one in self.changes if one.account == account and one.cents > 0)
        )

    def play(self, journal: Journal, clock: Clock) -> None:
        """Tell the journal what programs know, at the moments when they learn it."""
        for at, step in sorted([*self._steps()], key=lambda pair: pair[0]):
            clock.now = moment(at)
            match step:
                case Look():
                    seen = dict(zip(ACCOUNTS, step.looked, strict=True))
                    told = {one: euros(self.balance(one, when)) for one, when in seen.items()}
                    journal.keep_balances(told.pop(MAIN), told, moment(step.asked))
                case Move() if at == step.sent:
                    journal.begin(_movement(step), agree)
                case Move():
                    journal.settle(_movement(step).id, self._outcome(step))

    def _steps(self) -> Iterator[tuple[int, Look | Move]]:
        for look in self.looks:
            yield look.answered, look
        for move in self.moves:
            yield move.sent, move
            yield move.settled, move

    def _outcome(self, move: Move) -> Outcome:
        match move.end:
            case End.TOLD:
                told = (self.balance(one, move.applied) for one in (MAIN, move.token))
                return confirmed(*(str(euros(cents)) for cents in told))
            case End.UNTOLD:
                return confirmed(None, None)
            case End.REJECTED:
                return REJECTED
            case End.NOT_SENT:
                return NOT_SENT
            case _:
                return UNKNOWN


def euros(cents: int) -> Decimal:
    """Cents as euros."""
    return Decimal(cents) / 100


def moment(at: int) -> datetime:
    """A moment of the world on the clock."""
    return _START + timedelta(milliseconds=at)


def _movement(move: Move) -> Movement:
    amount = euros(move.cents)
    return Movement(f"sent at {move.sent}", move.token, "Client", move.direction, amount)


class _Moments:
    """Draws moments, each of them once."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self._used: set[int] = set()

    def between(self, first: int, last: int) -> int:
        """A moment of its own, a little later where that one is taken."""
        drawn = self.draw(st.integers(first, last))
        found = next(at for at in count(drawn) if at not in self._used)
        self._used.add(found)
        return found


@st.composite
def worlds(draw: st.DrawFn, *, operators: int = 2, credited: int = 0) -> World:
    """Spending on every account, own movements one after the other, readings that overlap."""
    moments = _Moments(draw)
    moves = [*_moves(moments)]
    horizon = (moves[-1].settled if moves else 0) + 60_000
    looks = [look for _ in range(operators) for look in _looks(moments)]
    changes = [*_changes(moments, horizon, draw(st.integers(0, 8)), -1)]
    return World(moves, looks, [*changes, *_changes(moments, horizon, credited, 1)])


def _moves(moments: _Moments) -> Iterator[Move]:
    draw, at, free = moments.draw, 0, [*ACCOUNTS[1:]]
    for _ in range(draw(st.integers(0, 4))):
        if not free:
            return
        token, end = draw(st.sampled_from(free)), draw(st.sampled_from(End))
        if end in {End.APPLIED, End.LOST}:
            # It takes no other until somebody decides.
            free.remove(token)
        sent = moments.between(at + 1, at + 40_000)
        settled = moments.between(sent + _ROOM, sent + 30_000)
        last = sent + _UNANSWERED_FOR - _ROOM if end is End.APPLIED else settled - _ROOM
        applied = moments.between(sent + 1, max(sent + 1, last))
        direction, cents = draw(st.sampled_from(Direction)), draw(st.integers(1, 5_000))
        yield Move(sent, applied, settled, token, direction, cents, end)
        at = settled


def _looks(moments: _Moments) -> Iterator[Look]:
    answered = 0
    for _ in range(moments.draw(st.integers(0, 6))):
        asked = moments.between(answered + 1, answered + 30_000)
        answered = moments.between(asked + _ROOM, asked + SLOWEST - _ROOM)
        looked = (moments.between(asked + 1, answered - _ROOM + 1) for _ in ACCOUNTS)
        yield Look(asked, answered, tuple(looked))


def _changes(moments: _Moments, horizon: int, how_many: int, sign: int) -> Iterator[Change]:
    for _ in range(how_many):
        account = moments.draw(st.sampled_from(ACCOUNTS))
        cents = moments.draw(st.integers(1, 5_000))
        yield Change(moments.between(1, horizon), account, sign * cents)
