"""What is drawn for one round: a plan or a transfer, how the platform treats it, and each kill."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final, NamedTuple

from smspartner_tui.core.movement import Direction, Movement, RunKind
from smspartner_tui.core.run import Leg, Run
from smspartner_tui.simulator import Behaviour

TOKENS: Final = ("a1", "b2", "c3", "d4", "e5", "f6", "a7", "b8")
RUN: Final = "the run"
KEY: Final = "run-kills-key"

_TRANSFERS: Final = 0.4
"""The part of the rounds that are transfers; the others are plans."""

_TREATMENTS: Final = {
    Behaviour.PROMPT: 10,
    Behaviour.SLOW: 8,
    Behaviour.REFUSES: 2,
    Behaviour.SILENT_APPLIED: 1,
    Behaviour.SILENT_LOST: 1,
}

_SAID_BY_A_LEG: Final = 3
_SAID_AT_THE_START: Final = 3
_LONGEST: Final = 0.015
"""Seconds from the last word that was waited for to the kill, at most: a slow answer takes more."""


class Kill(NamedTuple):
    """When a process is killed: some seconds after it said so many words."""

    heard: int
    delay: float


@dataclass(frozen=True, slots=True)
class Round:
    """A run that is to be carried out, and how the platform treats each sub-account."""

    run: Run
    treatments: Mapping[str, Behaviour]

    def kill(self, chance: Random) -> Kill:
        """When the next process is killed: while it starts, between two legs, or within one."""
        words = _SAID_AT_THE_START + _SAID_BY_A_LEG * len(self.run.legs)
        return Kill(chance.randrange(words), chance.uniform(0, _LONGEST))


def draw(draws: str) -> Round:
    """The round that these words stand for, the same in every process."""
    chance = Random(draws)
    treatments = chance.choices(list(_TREATMENTS), list(_TREATMENTS.values()), k=len(TOKENS))
    run = _transfer(chance) if chance.random() < _TRANSFERS else _plan(chance)
    return Round(run, dict(zip(TOKENS, treatments, strict=True)))


def _transfer(chance: Random) -> Run:
    payer, payee = chance.sample(TOKENS, 2)
    amount = _euros(chance)
    legs = (
        _leg("paid", payer, Direction.REMOVE, amount),
        _leg("credited", payee, Direction.ADD, amount),
    )
    return Run(RUN, RunKind.TRANSFER, legs)


def _plan(chance: Random) -> Run:
    tokens = chance.sample(TOKENS, chance.randint(2, len(TOKENS)))
    legs = (
        _leg(f"leg {place}", token, chance.choice([*Direction]), _euros(chance))
        for place, token in enumerate(tokens)
    )
    return Run(RUN, RunKind.PLAN, tuple(legs))


def _leg(name: str, token: str, direction: Direction, amount: Decimal) -> Leg:
    return Leg(Movement(name, token, f"Client {token}", direction, amount))


def _euros(chance: Random) -> Decimal:
    return Decimal(chance.randint(1, 9_999)) / 100
