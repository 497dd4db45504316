"""A week of readings in one app, without the waiting: whether memory grows with time."""

import asyncio
import gc
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smspartner_tui.simulator import CLIENTS
from tests.benchmarks.plan import memory
from tests.rehearsal import Rehearsal, followed

WEEK: Final = 7 * 24 * 60
"""Readings of a week, one a minute."""

_SOME: Final = CLIENTS[:20]
"""One page of the platform's list."""


@dataclass(frozen=True, slots=True)
class Week:
    """Megabytes in use after a tenth, in the middle and at the end, and seconds of a reading."""

    readings: int
    start: float
    middle: float
    end: float
    seconds: float


def week(readings: int = WEEK) -> Week:
    """So many readings, a minute apart, in each of which a client has spent a cent."""
    with tempfile.TemporaryDirectory(prefix="week-") as folder:
        return asyncio.run(_week(readings, Path(folder)))


async def _week(readings: int, folder: Path) -> Week:
    those = followed(*(client.name for client in _SOME))
    marks = {max(1, readings // 10), max(1, readings // 2), readings}
    used: list[float] = []
    with Rehearsal(folder, clients=_SOME, subaccounts=those) as rehearsal:
        async with rehearsal.running((100, 30)) as robot:
            began = time.monotonic()
            for number in range(1, readings + 1):
                rehearsal.clock.advance(minutes=1)
                rehearsal.bank.spends(_SOME[3].name, "0.01")
                robot.app.read_balances()
                await robot.waits_until(lambda: not robot.works("reading"), "a reading")
                await robot.settles()
                if number in marks:
                    gc.collect()
                    used.append(memory())
            seconds = (time.monotonic() - began) / readings
    return Week(readings, used[0], used[len(used) // 2], used[-1], seconds)
