"""The table of the screen's benchmark: each figure beside its goal, in one run of all programs."""

from collections.abc import Iterator
from typing import Final

from tests.benchmarks.screen_figures import Figure, Figures, Goal, said
from tests.benchmarks.screen_programs import (
    ANCHOR,
    CURSOR,
    DEMO,
    DIALOG,
    FILTER,
    PAGE,
    SCROLL,
    name_of,
)
from tests.benchmarks.screen_rounds import Found, Run, Size
from tests.reliability.report import Line

DATA_TABLE: Final = 10_850
"""Bytes that the toolkit's own table writes for one changed cell."""

HELD_KEY: Final = 0.033
"""Seconds between the letters of a key that is held down."""

_READ_EVERY: Final = 60.0
"""Seconds between readings, as a rule."""

START: Final = Goal(1.25, 1.00)
GROWN: Final = Goal(1.15, 1.05)
OTHERS: Final = Goal(0.40, 0.30)
QUIET_MIDDLE: Final = Goal(1.0, 0.6)
QUIET_SLOW: Final = Goal(1.0, 0.7)
KEY_BYTES: Final = Goal(0.40, 0.18)
CHANGED_BYTES: Final = Goal(0.03, 0.01)
START_BYTES: Final = Goal(1.0, 0.33)
IDLE_CPU: Final = Goal(1.0)
MEMORY: Final = Goal(1.35, 1.15)
LEAVING: Final = Goal(1.0, 0.3)

_PROGRAMS: Final = ("posting", "harlequin", "htop")


def lines(size: Size, found: Found) -> list[Line]:
    """The table; a ratio is taken within each round, and told is the median."""
    figures = Figures(found.rounds)
    names = [name_of(count) for count in size.subaccounts]
    return [
        *_starts(figures, size, names),
        *(line for name in names for line in _keys(figures, name)),
        *(line for name in names for line in _changes(figures, name)),
        *(line for name in names for line in _stillness(figures, name)),
        *_anchors(figures),
        *(Line(f"{name}: not installed, or does not start", "absent") for name in found.absent),
    ]


def _starts(figures: Figures, size: Size, names: list[str]) -> Iterator[Line]:
    first = names[0]
    parts: tuple[tuple[str, Figure], ...] = (
        ("last known balances", lambda run: run.paint),
        ("ready", lambda run: run.ready),
    )
    for what, figure in parts:
        yield from figures.beside(what, first, ANCHOR, figure, START)
        for count in size.subaccounts[1:]:
            yield from figures.beside(what, name_of(count), first, figure, GROWN)
        for count in size.once:
            yield from figures.beside(f"{what}, once", name_of(count), first, figure, None)
        yield from figures.beside(what, DEMO, ANCHOR, figure, None)
    for other in _PROGRAMS[:2]:
        yield from figures.beside("ready", first, other, lambda run: run.ready, OTHERS)
    for name in names:
        yield from figures.beside(
            "to the settled screen", name, ANCHOR, lambda run: run.bytes, START_BYTES, "B"
        )


def _keys(figures: Figures, name: str) -> Iterator[Line]:
    for group in (CURSOR, PAGE, DIALOG):
        what = f"key to quiet, {group}"
        yield from figures.beside(f"{what}, p50", name, ANCHOR, _middle(group), QUIET_MIDDLE)
        yield from figures.beside(f"{what}, p95", name, ANCHOR, _slow(group), QUIET_SLOW)
    if (typed := figures.middle(name, _middle(FILTER))) is not None:
        bar = f"<= {said(HELD_KEY, 'ms')}, a held key's"
        yield Line(f"key to quiet, filter, p50: {name}", said(typed, "ms"), bar, typed <= HELD_KEY)
        yield from figures.alone("key to quiet, filter, p95", name, _slow(FILTER), "ms")
    yield from figures.alone("key to quiet, scroll, p50", name, _middle(SCROLL), "ms")
    yield from figures.beside("a cursor key", name, ANCHOR, _bytes(CURSOR), KEY_BYTES, "B")
    for group in (PAGE, DIALOG):
        yield from figures.beside(f"a key, {group}", name, ANCHOR, _bytes(group), None, "B")
    for group in (SCROLL, FILTER):
        yield from figures.alone(f"a key, {group}", name, _bytes(group), "B")


def _changes(figures: Figures, name: str) -> Iterator[Line]:
    for count in (1, 3):
        if (each := figures.middle(name, _changed(count))) is not None:
            ratio = each / DATA_TABLE
            yield Line(
                f"a balance that changed, of {count}: {name} {said(each, 'B')}",
                f"{ratio:.4f}",
                CHANGED_BYTES.said(ratio),
                ratio <= CHANGED_BYTES.most,
            )


def _stillness(figures: Figures, name: str) -> Iterator[Line]:
    written = figures.middle(name, _idle_bytes)
    if written is not None:
        yield Line(f"idle: {name}", f"{written:.1f} B/s", "0 B/s", not written)
        yield from figures.beside("idle, a second", name, ANCHOR, _idle_cpu, IDLE_CPU)
        with_reading = "idle with a reading a minute, a second"
        yield from figures.beside(with_reading, name, ANCHOR, _cpu_with_reading, IDLE_CPU)
        yield from figures.alone("idle", name, _idle_wakes, "wake-ups a second")
    yield from figures.alone("a reading without changes", name, lambda run: run.reading, "ms")
    yield from figures.beside("memory", name, ANCHOR, lambda run: run.memory, MEMORY, "MB")
    yield from figures.beside("leaving", name, ANCHOR, lambda run: run.leaving, LEAVING)


def _anchors(figures: Figures) -> Iterator[Line]:
    """The others, beside the same anchor, for whoever wants to know."""
    for name in _PROGRAMS:
        yield from figures.beside("ready", name, ANCHOR, lambda run: run.ready, None)
        yield from figures.beside("a key to quiet", name, ANCHOR, _middle(CURSOR), None)
        yield from figures.beside("a key", name, ANCHOR, _bytes(CURSOR), None, "B")
        yield from figures.beside("memory", name, ANCHOR, lambda run: run.memory, None, "MB")
        yield from figures.beside("leaving", name, ANCHOR, lambda run: run.leaving, None)
    yield from figures.alone("idle", ANCHOR, _idle_wakes, "wake-ups a second")


def _middle(group: str) -> Figure:
    return lambda run: run.keys[group].middle if group in run.keys else None


def _slow(group: str) -> Figure:
    return lambda run: run.keys[group].slow if group in run.keys else None


def _bytes(group: str) -> Figure:
    return lambda run: run.keys[group].mean_bytes if group in run.keys else None


def _changed(count: int) -> Figure:
    """Of a reading in which so many balances changed, what each of them had written."""

    def figure(run: Run) -> float | None:
        if not run.changed:
            return None
        return (run.changed[count] - run.changed[0]) / count

    return figure


def _idle_bytes(run: Run) -> float | None:
    return None if run.idle is None else run.idle.bytes


def _idle_cpu(run: Run) -> float | None:
    return None if run.idle is None else run.idle.cpu


def _cpu_with_reading(run: Run) -> float | None:
    """As one is made every minute as a rule, between which the idleness was measured."""
    return None if run.idle is None else run.idle.cpu + (run.reading or 0.0) / _READ_EVERY


def _idle_wakes(run: Run) -> float | None:
    return None if run.idle is None else run.idle.wakes
