"""The rounds of the screen's benchmark: one program after the other, the next time backwards."""

import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from tests.benchmarks.drawn import first_seen, screen_after
from tests.benchmarks.made_bank import MadeBank
from tests.benchmarks.screen_programs import (
    INSTALLED,
    Program,
    anchor,
    demo,
    others,
    ours,
    remember_yesterday,
)
from tests.benchmarks.watched import PATIENCE, Watched
from tests.terminal.place import Place

SETTLED: Final = 0.4
"""Seconds of silence after which a screen is called settled."""

QUIET: Final = 0.1
"""Seconds of silence after which a key is called answered."""

READ: Final = 0.8
"""Seconds of silence after which a reading, of a long list too, has been shown."""

_UNANSWERED: Final = 0.5
CHANGES: Final = (0, 1, 3)
"""How many balances change between two readings."""

_TIMES: Final = 2


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: rounds, sizes of ours, and seconds of idleness.

    `once` is measured in the first round alone, and so is idleness, because it takes its time: it
    is to end before the reading that comes a minute after the first, whose cost is told beside it;
    `round_trip` are the seconds to the bank and back, `command` the program as it is installed.
    """

    rounds: int = 9
    subaccounts: Sequence[int] = (30, 1000)
    once: Sequence[int] = (10_000,)
    idle: float = 45.0
    round_trip: float = 0.0
    with_others: bool = True
    command: Path = INSTALLED


@dataclass(frozen=True, slots=True)
class Pressed:
    """What keys of one group led to: seconds until it was quiet again, and bytes, of each."""

    seconds: Sequence[float]
    bytes: Sequence[int]
    unanswered: int

    @property
    def middle(self) -> float:
        """The median of the seconds."""
        return statistics.median(self.seconds)

    @property
    def slow(self) -> float:
        """The seconds that all but one in twenty did not exceed."""
        return sorted(self.seconds)[min(int(0.95 * len(self.seconds)), len(self.seconds) - 1)]

    @property
    def mean_bytes(self) -> float:
        """The bytes of a key, on the average."""
        return statistics.fmean(self.bytes)


@dataclass(frozen=True, slots=True)
class Idle:
    """What nobody asked for: of each second, processor seconds, bytes, and wake-ups."""

    cpu: float
    bytes: float
    wakes: float


@dataclass(frozen=True, slots=True)
class Run:
    """One program in one round; seconds from its start, bytes, megabytes.

    `changed` are the bytes of a reading in which so many balances had changed, `reading` the
    processor seconds of one in which none had.
    """

    paint: float
    ready: float
    settled: float
    bytes: int
    cpu: float
    keys: Mapping[str, Pressed] = field(default_factory=dict)
    changed: Mapping[int, float] = field(default_factory=dict)
    reading: float | None = None
    idle: Idle | None = None
    memory: float = 0.0
    leaving: float = 0.0


class NotShown(RuntimeError):  # noqa: N818 (what happened, as its reader says it)
    """A program did not come to show what it should."""


Round = Mapping[str, Run]


@dataclass(frozen=True, slots=True)
class Found:
    """All rounds, and other people's programs that are not installed here, or do not start."""

    rounds: Sequence[Round]
    absent: Sequence[str]


def measure(size: Size) -> Found:
    """Measure all of it, round after round.

    Raises:
        NotShown: ours or the anchor did not come to show what it should.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="screen-")))

        def at(count: int) -> Program:
            place = folder / str(count)
            place.mkdir()
            bank = stack.enter_context(MadeBank(count, size.round_trip))
            return ours(count, bank, Place(place), size.command)

        usual = [anchor(size.command), *map(at, size.subaccounts), demo(size.command)]
        there, absent = others(folder) if size.with_others else ([], [])
        for program in usual:
            _warm_up(program)
        for program in there[:]:
            try:
                _warm_up(program)
            except NotShown:
                there.remove(program)
                absent.append(program.name)
        rounds = []
        for number in range(size.rounds):
            once = [at(count) for count in size.once] if number == 0 else []
            programs = [*usual, *there, *once]
            rounds.append(
                {
                    program.name: _run(
                        program, size.idle if number == 0 and program in usual else 0.0
                    )
                    for program in (programs[::-1] if number % 2 else programs)
                }
            )
            _say(number + 1, size.rounds)
    return Found(rounds, absent)


def _warm_up(program: Program) -> None:
    """Start it once: what is read from the disk the first time is nobody's merit."""
    with opened(program) as watched:
        started(program, watched)
        watched.leave(program.leaves)


def _say(number: int, of: int) -> None:
    sys.stderr.write(f"round {number} of {of}\n")
    sys.stderr.flush()


def opened(program: Program) -> Watched:
    """Start it; ours has yesterday's balances in its journal."""
    if program.place is not None and program.bank is not None:
        remember_yesterday(program.place, program.bank)
    return Watched(program.argv, env=program.env, cwd=program.cwd)


def _run(program: Program, idle: float) -> Run:
    with opened(program) as watched:
        start = started(program, watched)
        keys = {group: _press(program, group, watched) for group in program.keys}
        # Before anything changes, because what follows from that is no idleness.
        still = _idle(watched, idle) if idle else None
        changed, reading = _change(program, watched)
        memory = watched.memory
        leaving = watched.leave(program.leaves)
    return replace(
        start,
        keys=keys,
        changed=changed,
        reading=reading,
        idle=still,
        memory=memory,
        leaving=leaving,
    )


def started(program: Program, watched: Watched) -> Run:
    """Wait until all is there, and until nothing more comes of it."""
    end = time.monotonic() + PATIENCE
    paint = ready = None
    while paint is None or ready is None:
        if watched.is_over or time.monotonic() > end:
            screen = screen_after(watched.chunks)
            raise NotShown(f"{program.name} never showed what it should:\n{screen}")
        watched.until_quiet(SETTLED)
        paint, ready = first_seen(watched.chunks, program.paints, program.ready)
    return Run(
        paint=paint - watched.began,
        ready=ready - watched.began,
        settled=watched.chunks[-1].at - watched.began,
        bytes=watched.written,
        cpu=watched.used.cpu,
    )


def _press(program: Program, group: str, watched: Watched) -> Pressed:
    if before := program.before.get(group):
        watched.until_answered(before, SETTLED, _UNANSWERED)
    seconds, sizes = [], []
    for key in program.keys[group]:
        typed = time.monotonic()
        if written := watched.until_answered(key, QUIET, _UNANSWERED):
            seconds.append(written[-1].at - typed)
            sizes.append(sum(len(chunk.data) for chunk in written))
    if after := program.after.get(group):
        watched.until_answered(after, SETTLED, _UNANSWERED)
    if not seconds:
        raise RuntimeError(f"{program.name}: no key of {group} was answered")
    return Pressed(seconds, sizes, len(program.keys[group]) - len(seconds))


def _change(program: Program, watched: Watched) -> tuple[dict[int, float], float | None]:
    """The bytes of readings in which some balances had changed, and what one costs anyhow."""
    if program.bank is None:
        return {}, None
    found: dict[int, list[int]] = {count: [] for count in CHANGES}
    costs = []
    watched.until_answered(b"g", SETTLED, _UNANSWERED)
    for _ in range(_TIMES):
        for count in CHANGES:
            program.bank.spend(count)
            used = watched.used.cpu
            written = watched.until_answered(b"r", READ, READ)
            found[count].append(sum(len(chunk.data) for chunk in written))
            if not count:
                costs.append(watched.used.cpu - used)
    # In the first of them the clock may have gone on to another minute.
    return {count: min(sizes) for count, sizes in found.items()}, min(costs)


def _idle(watched: Watched, seconds: float) -> Idle:
    used, written = watched.used, watched.written
    watched.listen(seconds)
    now = watched.used
    return Idle(
        (now.cpu - used.cpu) / seconds,
        (watched.written - written) / seconds,
        (now.wakes - used.wakes) / seconds,
    )
