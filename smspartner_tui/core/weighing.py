"""Several movements weighed together: each with the balances that those before it leave. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from smspartner_tui.core.accounts import Balance, Balances, SubAccount
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import (
    Limits,
    Objection,
    Surroundings,
    blocking,
    duplicate_of,
    objections,
)
from smspartner_tui.core.movement import Direction, Entry
from smspartner_tui.core.run import Leg


@frozen
class Known:
    """What is known when legs are weighed: balances, limits, what the journal says around them.

    `subaccounts` are those that are followed, by token; `stale_after` is the age from which a
    balance is old.
    """

    subaccounts: Mapping[str, SubAccount]
    balances: Balances
    limits: Limits
    surroundings: Surroundings
    stale_after: timedelta

    def is_old(self, balance: Balance) -> bool:
        """Whether a balance can no longer be taken for today's."""
        return balance.is_old(self.surroundings.now, self.stale_after)


@frozen
class WeighedLeg:
    """A leg with the balances around it in euros, None where they are not known.

    `duplicate` is a movement like it within the window, which the operator is shown.
    """

    leg: Leg
    objections: tuple[Objection, ...] = ()
    duplicate: Entry | None = None
    before: Balance | None = None
    main_before: Balance | None = None

    @property
    def after(self) -> Decimal | None:
        """The sub-account's balance behind it, in euros."""
        if self.before is None:
            return None
        return self.before.amount + self.leg.movement.change_of_subaccount

    @property
    def main_after(self) -> Decimal | None:
        """The main account's balance behind it, in euros."""
        if self.main_before is None:
            return None
        return self.main_before.amount + self.leg.movement.change_of_main


def weigh(legs: Iterable[Leg], known: Known) -> tuple[WeighedLeg, ...]:
    """Weigh legs in the order in which they go."""
    weighed: list[WeighedLeg] = []
    balances, around = known.balances, known.surroundings
    for leg in legs:
        movement = leg.movement
        subaccount = known.subaccounts.get(movement.token)
        situation = around.situation(
            subaccount or SubAccount(movement.token, movement.name), balances, known.stale_after
        )
        like = duplicate_of(movement, known.limits, situation)
        if like is not None:
            movement = replace(movement, again_after=like.movement.id)
        weighed.append(
            WeighedLeg(
                replace(leg, movement=movement),
                objections(movement, known.limits, situation),
                like,
                situation.subaccount,
                situation.main,
            )
        )
        balances = _after(balances, leg)
        if movement.direction is Direction.ADD:
            around = replace(around, added_today=around.added_today + movement.amount)
    return tuple(weighed)


def forbidden(weighed: Iterable[WeighedLeg]) -> bool:
    """Whether a guard forbids one of them."""
    return any(blocking(one.objections) for one in weighed)


def _after(balances: Balances, leg: Leg) -> Balances:
    """The balances that a leg leaves, as far as they are known."""
    movement = leg.movement
    subaccounts = dict(balances.subaccounts)
    if (known := balances.of(movement.token)) is not None:
        subaccounts[movement.token] = _moved(known, movement.change_of_subaccount)
    main = balances.main
    return Balances(None if main is None else _moved(main, movement.change_of_main), subaccounts)


def _moved(balance: Balance, change: Decimal) -> Balance:
    return replace(balance, amount=balance.amount + change)
