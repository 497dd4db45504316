"""What plans are reckoned from, drawn at random, and who is meant by what is wished for."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Final, NamedTuple

from hypothesis import strategies as st

from smspartner_tui.core.accounts import Balance, Balances, SubAccount
from smspartner_tui.core.guards import Limits, Situation, Surroundings
from smspartner_tui.core.money import Exactly, read_amount
from smspartner_tui.core.movement import Direction, State
from smspartner_tui.core.plan import AsFiled, Candidate, Each, Filed, ToMarks, Wish
from smspartner_tui.core.planning import Edits
from smspartner_tui.core.weighing import Known
from tests.core.runs import NOW, entry, movement

STALE_AFTER: Final = timedelta(minutes=5)

_MOST: Final = 9
_TYPED: Final = ("7", "7", "50.25", "=0", "=40", "=100", "tout")
_EDGES: Final = ("0", "0.004", "7", "7.001", "-3", "99.995")
"""Balances where something turns."""


class Case(NamedTuple):
    """All that a plan is reckoned from."""

    candidates: Sequence[Candidate]
    wish: Wish
    limits: Limits
    edits: Edits

    @property
    def known(self) -> Known:
        """The same as the guards are told it."""
        situations = {one.subaccount.token: one.situation for one in self.candidates}
        first = next(iter(situations.values()), Situation(NOW))
        balances = {token: one.subaccount for token, one in situations.items() if one.subaccount}
        around = Surroundings(
            NOW,
            added_today=first.added_today,
            recent={token: one.recent for token, one in situations.items()},
            open_entries={t: one.open_entry for t, one in situations.items() if one.open_entry},
        )
        subaccounts = {one.subaccount.token: one.subaccount for one in self.candidates}
        held = Balances(first.main, balances)
        return Known(subaccounts, held, self.limits, around, STALE_AFTER)


class _Draw:
    """Draws a case; nothing of it depends on anything but the dice."""

    def __init__(self, size: int, dice: Random) -> None:
        self._names = [f"client {number}" for number in range(size)]
        self._dice = dice

    def case(self) -> Case:
        """All of it."""
        wish = self._dice.choice((self._to_marks, self._each, self._as_filed))()
        return Case(self._candidates(), wish, self._limits(), self._edits())

    def _is(self, one_in: int) -> bool:
        return self._dice.randrange(one_in) == 0

    def _euros(self, most: int, decimals: int = 3) -> Decimal:
        return Decimal(self._dice.randint(1, most * 10**decimals)).scaleb(-decimals)

    def _read(self, most: int) -> Balance | None:
        """A balance, of three decimals, none left or below, sometimes stale or not known."""
        if self._is(12):
            return None
        amount = Decimal(self._dice.choice(_EDGES)) if self._is(4) else self._euros(most)
        return Balance(amount, NOW, stale=self._is(12))

    def _candidates(self) -> list[Candidate]:
        """Sub-accounts of one main account."""
        main = self._read(self._dice.choice((200, 800, 5_000)))
        added = Decimal(0) if self._is(2) else self._euros(150)
        return [self._candidate(name, main, added) for name in self._names]

    def _candidate(self, name: str, main: Balance | None, added: Decimal) -> Candidate:
        marks = sorted(Decimal(self._dice.randint(0, 300)) for _ in range(3))
        low, target, cap = (None if self._is(8) else mark for mark in marks)
        subaccount = SubAccount(name, name, low=low, target=target, cap=cap, locked=self._is(12))
        held = self._dice.choice((State.UNKNOWN, State.SENDING)) if self._is(10) else None
        like = movement(name, "7", self._dice.choice((*Direction,)))
        situation = Situation(
            NOW,
            main=main,
            subaccount=self._read(self._dice.choice((30, 400))),
            stale_after=STALE_AFTER,
            added_today=added,
            recent=(entry(like, State.CONFIRMED),) if self._is(2) else (),
            open_entry=None if held is None else entry(movement(name), held),
            locked=subaccount.locked,
        )
        return Candidate(subaccount, situation, self._dice.choice((None, 0, 1, 2, 30)))

    def _to_marks(self) -> Wish:
        return ToMarks(take_back=self._is(2))

    def _each(self) -> Wish:
        typed = read_amount(self._dice.choice(_TYPED))
        direction = self._dice.choice((*Direction,))
        return Each(direction, Exactly(self._euros(90, 2)) if self._is(4) else typed)

    def _as_filed(self) -> Wish:
        rows: dict[str, Filed] = {}
        for name in self._names:
            goal = Decimal(self._dice.randint(0, 300)) if self._is(2) else None
            row = Filed(self._dice.choice((*Direction,)), self._euros(90, 2), goal)
            rows |= {} if self._is(5) else {name: row}
        return AsFiled(rows)

    def _limits(self) -> Limits:
        return Limits(
            max_per_operation=Decimal(self._dice.randint(1, 200)) if self._is(3) else None,
            max_per_day=Decimal(self._dice.randint(50, 600)) if self._is(3) else None,
            main_reserve=Decimal(self._dice.choice(("0", "50.005", "200"))),
        )

    def _edits(self) -> Edits:
        chosen = [name for name in self._names if self._is(6)]
        return {name: None if self._is(3) else self._euros(120, 2) for name in chosen}


def _drawn(size: int, dice: Random) -> Case:
    return _Draw(size, dice).case()


CASES: Final = st.builds(_drawn, st.integers(0, _MOST), st.randoms(use_true_random=True))
"""Whatever a plan can be asked for, with whatever is known, edited and allowed."""


def read(one: Candidate) -> Decimal | None:
    """The balance that can be relied on, in euros."""
    known = one.situation.subaccount
    return None if known is None or known.stale else known.amount


def is_meant(one: Candidate, wish: Wish) -> bool:
    """Whether a wish is about a sub-account at all, whatever stands in its way."""
    if isinstance(wish, AsFiled):
        return one.subaccount.token in wish.rows
    if isinstance(wish, Each):
        return True
    marked, balance = one.subaccount, read(one)
    lift = marked.target if marked.low is None else marked.low
    cap = marked.cap if wish.take_back else None
    if balance is None:
        return lift is not None or cap is not None
    return (lift is not None and balance < lift) or (cap is not None and balance > cap)
