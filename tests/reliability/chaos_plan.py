"""What a chaos run will do, drawn from its seed before anything runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Final

from smspartner_tui.core.money import MICRO
from smspartner_tui.core.movement import Direction, Movement

TOKENS: Final = tuple(f"{number:040x}" for number in range(0xA0, 0xA8))
"""The sub-accounts: few, so that movements meet on them."""


class Moment(StrEnum):
    """When a process is killed, in the order in which a movement comes past them."""

    STARTING = "while it starts"
    ASKED = "while the intent is written"
    SENT = "once the intent is written"
    READ = "once the server read the request"
    APPLIED = "once the server applied it"
    HALF_SAID = "in the middle of the reply"
    SAID = "just after the reply"
    SETTLED = "once the outcome was told"
    RESOLVING = "while a decision is written"
    ANY_TIME = "at any time"
    REST = "between two movements"


ORDER: Final = tuple(Moment)

LATEST: Final = {
    Moment.STARTING: 0.5,
    Moment.ASKED: 0.015,
    Moment.SAID: 0.006,
    Moment.RESOLVING: 0.006,
    Moment.ANY_TIME: 0.1,
}
"""Seconds that a kill comes after its moment at most; none for those not named."""


@dataclass(frozen=True, slots=True)
class Kill:
    """A kill -9 to come at a moment, or at the first after it that the movement comes past."""

    moment: Moment
    delay: float


@dataclass(frozen=True, slots=True)
class Plan:
    """One movement, how the server treats it, and the kill that comes meanwhile.

    `draws` is the seed of all that is still to be drawn when the server treats it.
    """

    movement: Movement
    fault: str
    kill: Kill | None
    draws: str

    @property
    def amount(self) -> Decimal:
        """Its euros: no two movements have the same, so the server knows them by it."""
        return self.movement.amount


def draw(seed: int, movements: int, kills: int, weights: Mapping[str, int]) -> list[Plan]:
    """The plans of a run: each fault as often as it weighs, exactly so many kills."""
    killed = set(Random(f"{seed} kills").sample(range(movements), kills))
    return [_plan(f"{seed} {index}", index, weights, index in killed) for index in range(movements)]


def _plan(draws: str, index: int, weights: Mapping[str, int], is_killed: bool) -> Plan:
    random = Random(draws)
    movement = Movement(
        id=f"movement {index}",
        token=random.choice(TOKENS),
        name="Client",
        direction=random.choice((Direction.ADD, Direction.REMOVE)),
        amount=1 + (index + 1) * MICRO,
    )
    fault = random.choices(tuple(weights), tuple(weights.values()))[0]
    moment = random.choice(ORDER[:-1])
    # Sooner rather than later: most movements take a few milliseconds.
    delay = LATEST.get(moment, 0.0) * random.random() ** 2
    return Plan(movement, fault, Kill(moment, delay) if is_killed else None, draws)
