"""Worlds for the Monte Carlo of the verdict: two accounts that spend, and a movement in doubt.

Balances are whole thousandths of a euro and times are seconds from the sending.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from math import exp, log, sqrt
from random import Random
from typing import Final, NamedTuple

from smspartner_tui.core.movement import Before, Direction, Entry, Movement, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.verdict import Evidence, Sighting

DEADLINE: Final = 30.0
LATE: Final = 150.0
ANSWERED_WITHIN: Final = timedelta(seconds=10)
"""Until when what was sent at 0 may be carried out."""

_SMS: Final = 45
_EVERY: Final = 5.0
_SENT: Final = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)
_NADIA: Final = Operator("nadia")
_OURS: Final = "7f6e5d4c3b2a7be2"
_THEIRS: Final = "9a8b7c6d5e4f3a2b"
_LEAST, _MOST = 5.0, 500.0
_DECIDED: Final = (State.RESOLVED_APPLIED, State.RESOLVED_NOT_APPLIED)
_NEARLY_NORMAL: Final = 60.0
"""A Poisson mean from which a rounded normal draw stands for it."""


class Broken(StrEnum):
    """What happens in a world in which the rule's facts are not so."""

    NOTHING = ""
    TOPPED_UP = "main account topped up meanwhile"
    REFUNDS = "refunds raise the sub-account"
    ON_THE_SITE = "same sub-account moved on the site"
    REPEATED = "same movement repeated by hand"
    AFTER_ALL = "applied after the last reading"


@dataclass(frozen=True, slots=True)
class World:
    """Messages a second on both accounts, when balances are read, and what else happens.

    `window` is when they are read last; `is_final` says that this is after the last moment at
    which the movement can be applied. `age` is how old the balances from before are, at most.
    `others` are other own movements, at most; `operators` are those who read, on a platform that
    takes up to `slowest` seconds to answer one call.
    """

    name: str
    subaccount: float
    main: float
    window: float
    age: float
    reads_once: bool = False
    is_final: bool = False
    others: int = 0
    operators: int = 1
    slowest: float = 0.5
    broken: Broken = Broken.NOTHING


class Run(NamedTuple):
    """What a journal would have, and the truth."""

    evidence: Evidence
    is_applied: bool


class Point(NamedTuple):
    """When a balance changes, by how much, or is looked at: as which of its sightings."""

    at: float
    change: int = 0
    slot: int = -1


class _Asked(NamedTuple):
    """When both balances were asked for, and when what was answered was true."""

    at: float
    main: float
    subaccount: float


def play(world: World, rng: Random) -> Run:
    """One run of a world; half of all runs are applied."""
    is_add = rng.random() < 0.5
    amount = _amount(rng)
    is_applied = rng.random() < 0.5
    asked = _asked(world, rng)
    before = _ask(-rng.uniform(0.0, world.age), world.slowest, rng, no_later_than=0.0)
    main, subaccount = [Point(before.main, slot=0)], [Point(before.subaccount, slot=0)]
    for slot, one in enumerate(asked, 1):
        main.append(Point(one.main, slot=slot))
        subaccount.append(Point(one.subaccount, slot=slot))
    signed = amount if is_add else -amount
    if is_applied:
        at = _applied_at(world, asked[-1].at, rng)
        main.append(Point(at, -signed))
        subaccount.append(Point(at, signed))
    others = [_other(world, rng, main, subaccount) for _ in range(rng.randint(0, world.others))]
    _break(world, rng, signed, main, subaccount)
    told_main = _told(world.main, main, rng)
    told_subaccount = _told(world.subaccount, subaccount, rng)
    # A reply tells to the cent what a reading tells to the thousandth.
    grain = 10 if rng.random() < 0.33 else 1
    entry = Entry(
        Movement("m", _OURS, "", Direction.ADD if is_add else Direction.REMOVE, _euros(amount)),
        State.UNKNOWN,
        _NADIA,
        _SENT,
        sent_at=_SENT,
        settled_at=_time(rng.uniform(0.1, _EVERY)),
        main_before=Before(_euros(told_main[0] // grain * grain), _time(before.at)),
        subaccount_before=Before(_euros(told_subaccount[0] // grain * grain), _time(before.at)),
    )
    evidence = Evidence(
        entry, _sightings(told_main, asked), _sightings(told_subaccount, asked), tuple(others)
    )
    return Run(evidence, is_applied)


def _amount(rng: Random) -> int:
    """5 to 500 euros in cents, each order of magnitude as often as the other."""
    return round(100 * _LEAST * exp(rng.random() * log(_MOST / _LEAST))) * 10


def _asked(world: World, rng: Random) -> list[_Asked]:
    found = []
    for operator in range(world.operators):
        # Whoever asks waits for the answer before asking again.
        at = world.window if world.reads_once else _EVERY - operator * rng.uniform(0.0, _EVERY)
        while at <= world.window:
            found.append(_ask(at, world.slowest, rng))
            at = max(at + _EVERY, found[-1].subaccount)
        if world.is_final and found[-1].at < LATE:
            found.append(_ask(max(LATE, found[-1].subaccount), world.slowest, rng))
    return sorted(found)


def _ask(at: float, slowest: float, rng: Random, no_later_than: float = float("inf")) -> _Asked:
    """The main account is asked for first, the list of sub-accounts when that is answered."""
    main = min(at + rng.random() * slowest, no_later_than)
    subaccount = min(main + rng.random() * slowest, no_later_than)
    return _Asked(at, main, subaccount)


def _applied_at(world: World, last: float, rng: Random) -> float:
    if world.broken is Broken.AFTER_ALL:
        return rng.uniform(last + 2 * world.slowest, LATE)
    latest = LATE if world.is_final else last
    return rng.uniform(0.001, latest if rng.random() < 0.5 else 1.0)


def _other(world: World, rng: Random, main: list[Point], subaccount: list[Point]) -> Entry:
    """Another own movement; one in five is unknown, and half of those are applied."""
    is_ours = rng.random() < 0.25
    # On our own sub-account there is none after ours: it is locked.
    sent = rng.uniform(-60.0, -5.0 if is_ours else world.window)
    taken = rng.uniform(0.2, 3.0)
    is_unknown = rng.random() < 0.2
    amount = _amount(rng)
    is_add = rng.random() < 0.5
    state = State.CONFIRMED
    at = sent + taken * rng.uniform(0.01, 0.99)
    if is_unknown:
        state = rng.choice(_DECIDED) if is_ours else State.UNKNOWN
        if rng.random() < 0.5:
            at = rng.uniform(sent, sent + LATE)
    if not is_unknown or rng.random() < 0.5:
        signed = amount if is_add else -amount
        main.append(Point(at, -signed))
        if is_ours:
            subaccount.append(Point(at, signed))
    direction = Direction.ADD if is_add else Direction.REMOVE
    return Entry(
        Movement("o", _OURS if is_ours else _THEIRS, "", direction, _euros(amount)),
        state,
        _NADIA,
        _time(sent),
        sent_at=_time(sent),
        settled_at=_time(sent + taken),
    )


def _break(
    world: World, rng: Random, signed: int, main: list[Point], subaccount: list[Point]
) -> None:
    """What the rule knows nothing of."""
    at = rng.uniform(0.001, world.window)
    match world.broken:
        case Broken.TOPPED_UP:
            main.append(Point(at, _amount(rng)))
        case Broken.REFUNDS:
            subaccount.append(Point(at, _SMS * rng.randint(1, 200)))
        case Broken.ON_THE_SITE | Broken.REPEATED:
            if world.broken is Broken.ON_THE_SITE:
                signed = _amount(rng) * rng.choice((1, -1))
            main.append(Point(at, -signed))
            subaccount.append(Point(at, signed))
        case Broken.NOTHING | Broken.AFTER_ALL:
            pass


def _told(rate: float, points: list[Point], rng: Random) -> list[int]:
    """The balance at each of its sightings."""
    told = [0] * len(points)
    balance = 10_000_000 + rng.randrange(1000)
    points.sort()
    now = points[0].at
    for at, change, slot in points:
        if at > now:
            balance -= _SMS * poisson(rate * (at - now), rng)
            now = at
        if slot >= 0:
            told[slot] = balance
        balance += change
    return told


def poisson(mean: float, rng: Random) -> int:
    """How many messages were sent where so many are expected."""
    if mean > _NEARLY_NORMAL:
        return max(0, round(rng.gauss(mean, sqrt(mean))))
    left, chance, count = rng.random(), exp(-mean), 0
    while left > chance and count < 10 * _NEARLY_NORMAL:
        left -= chance
        count += 1
        chance *= mean / count
    return count


def _sightings(told: Sequence[int], asked: Sequence[_Asked]) -> tuple[Sighting, ...]:
    found = []
    for amount, one in zip(told[1:], asked, strict=False):
        at = _time(one.at)
        found.append(Sighting(_euros(amount), at, at + ANSWERED_WITHIN))
    return tuple(found)


def _euros(thousandths: int) -> Decimal:
    return Decimal(thousandths).scaleb(-3)


def _time(seconds: float) -> datetime:
    """To the millisecond, as the journal keeps it."""
    return _SENT + timedelta(milliseconds=int(seconds * 1000 // 1))
