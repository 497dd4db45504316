"""A plan as a value: who gets how much, from whom it is taken back, who is left out and why."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import Situation
from smspartner_tui.core.money import ZERO, AmountProblem, TypedAmount
from smspartner_tui.core.movement import Direction, Entry, Movement
from smspartner_tui.core.run import Leg, points


class Because(StrEnum):
    """Why a row has the amount that it has."""

    TARGET = "up to its target"
    CAP = "down to its cap"
    SAME = "the amount asked for"
    GOAL = "the balance asked for"
    EDITED = "changed by hand"
    RESERVE = "cut by the reserve"
    DAY = "cut by the limit of the day"
    OPERATION = "cut by the limit of one movement"


class LeftOut(StrEnum):
    """Why a sub-account that would be moved is not."""

    STRUCK = "struck out"
    NO_TARGET = "no target"
    UNREAD = "balance not known"
    LOCKED = "locked"
    DOUBT = "in doubt"
    IN_FLIGHT = "in flight"
    RESERVE = "nothing left above the reserve"
    DAY = "nothing left of the limit of the day"
    MAIN_UNKNOWN = "main balance not known"
    TOO_SMALL = "balance too small"
    DUST = "less than a cent"
    AMOUNT = "amount"


@frozen
class Candidate:
    """A sub-account that a plan looks at, what is known around it, and its days left if known."""

    subaccount: SubAccount
    situation: Situation
    days: int | None = None


@frozen
class ToMarks:
    """Lift who is low to its target; with `take_back`, bring down to its cap who is above it."""

    take_back: bool = False


@frozen
class Each:
    """The same for all: an amount, or a balance to reach."""

    direction: Direction
    typed: TypedAmount


class Filed(NamedTuple):
    """One movement of a plan that was kept: in euros, with the balance it was to reach, if any."""

    direction: Direction
    amount: Decimal
    goal: Decimal | None = None


@frozen
class AsFiled:
    """What a plan that was kept asks for, by token: goals are reckoned anew."""

    rows: Mapping[str, Filed]


Wish = ToMarks | Each | AsFiled


@frozen
class Row:
    """One movement of a plan, in euros; `wanted` is what it would be with enough for all.

    `goal` is the balance that it is to reach, where it has one; `duplicate` a movement like it
    within the window.
    """

    subaccount: SubAccount
    direction: Direction
    amount: Decimal
    before: Decimal | None
    wanted: Decimal
    because: Because
    goal: Decimal | None = None
    days: int | None = None
    duplicate: Entry | None = None
    everything: bool = False

    @property
    def change(self) -> Decimal:
        """What it does to the sub-account's balance, in euros with its sign."""
        return self.amount if self.direction is Direction.ADD else -self.amount

    @property
    def after(self) -> Decimal | None:
        """The balance behind it, in euros."""
        return None if self.before is None else self.before + self.change


class Missed(NamedTuple):
    """A sub-account that is left out, why, and what it would have got or given, in euros."""

    subaccount: SubAccount
    why: LeftOut
    wanted: Decimal = ZERO
    problem: AmountProblem | None = None


@frozen
class Plan:
    """Rows in the order in which they go, who is left out, and what the main account holds.

    `main` is its balance before, in euros, None where it is not known.
    """

    rows: tuple[Row, ...] = ()
    missed: tuple[Missed, ...] = ()
    main: Decimal | None = None
    reserve: Decimal = ZERO

    @property
    def credits(self) -> Decimal:
        """Euros that are added to sub-accounts."""
        return sum((row.amount for row in self.rows if row.direction is Direction.ADD), ZERO)

    @property
    def debits(self) -> Decimal:
        """Euros that are taken back."""
        return sum((row.amount for row in self.rows if row.direction is Direction.REMOVE), ZERO)

    @property
    def total(self) -> Decimal:
        """Euros moved in either direction: what is typed again."""
        return self.credits + self.debits

    @property
    def effect(self) -> Decimal:
        """What it does to the main account, in euros with its sign."""
        return self.debits - self.credits

    @property
    def lowest(self) -> Decimal | None:
        """The least that the main account holds at any step, in euros."""
        if self.main is None:
            return None
        movements = (leg.movement for leg in self.legs(lambda: "", ""))
        return min((self.main, *points(movements, self.main)))

    def legs(self, new_id: Callable[[], str], reference: str) -> Iterator[Leg]:
        """The movements that it asks for, each with an id of its own."""
        for row in self.rows:
            yield Leg(
                Movement(
                    id=new_id(),
                    token=row.subaccount.token,
                    name=row.subaccount.name,
                    direction=row.direction,
                    amount=row.amount,
                    reference=reference,
                    everything=row.everything,
                    again_after=row.duplicate.movement.id if row.duplicate else "",
                )
            )
