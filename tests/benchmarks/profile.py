"""Where the time of a start and of a reading goes, module by module.

Run as `python -m tests.benchmarks.profile --subaccounts 1000`. The first tables are what Python's
own `-X importtime` says of `smspartner-tui` up to its first paint: milliseconds that each package
took to load by itself, then each of our modules, then others' with all that they bring in. Behind
them stand a reading on the desk, and what the screen does with it: processor milliseconds by the
function that they were spent in, ours and others'.

It measures more than it costs without being watched: the order holds, the sums do not.
"""

import argparse
import asyncio
import cProfile
import os
import pstats
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

from smspartner_tui.core.guards import Limits
from smspartner_tui.journal import Journal
from tests.benchmarks.growth_costs import desk_over, followed
from tests.benchmarks.made_bank import MadeBank, clients
from tests.journal.helpers import NADIA, Clock
from tests.rehearsal import Rehearsal

OURS: Final = "smspartner_tui"
MOST: Final = 25
"""Lines of each table."""

_LINE: Final = re.compile(r"import time: +(\d+) \| +(\d+) \| ( *)(\S+)")

# What a start with a screen imports before it paints, and no more: no bank, no terminal. Garbage
# is not looked for, as the program has it: a module in which it was would seem to cost that.
IMPORTS: Final = (
    "import gc; gc.disable(); "
    "import smspartner_tui.cli, smspartner_tui.session, smspartner_tui.tui.app"
)


class Imported(NamedTuple):
    """A module that was loaded: milliseconds by itself, and with all that it brought in."""

    name: str
    alone: float
    altogether: float


def imported(code: str = IMPORTS) -> list[Imported]:
    """What some code imports, in the order in which it was loaded; the quickest of three runs."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    runs = []
    for _ in range(3):
        words = [sys.executable, "-X", "importtime", "-c", code]
        told = subprocess.run(words, env=env, check=True, stderr=subprocess.PIPE, text=True).stderr
        runs.append([*_read(told)])
    return min(runs, key=lambda run: sum(module.alone for module in run))


def _read(told: str) -> Iterator[Imported]:
    for alone, altogether, _depth, name in _LINE.findall(told):
        yield Imported(name, int(alone) / 1000, int(altogether) / 1000)


def by_package(modules: Sequence[Imported]) -> dict[str, float]:
    """Milliseconds of each package by itself, the dearest first."""
    found: dict[str, float] = defaultdict(float)
    for module in modules:
        found[module.name.partition(".")[0]] += module.alone
    return _dearest(found)


def of_ours(modules: Sequence[Imported]) -> dict[str, float]:
    """Milliseconds of each module of ours by itself, the dearest first."""
    return _dearest({one.name: one.alone for one in modules if one.name.startswith(OURS)})


def brought_in(modules: Sequence[Imported]) -> dict[str, float]:
    """Of what others' modules took altogether, those that ours asked for first, and each other."""
    return _dearest(
        {one.name: one.altogether for one in modules if not one.name.startswith((OURS, "_"))}
    )


def _dearest(found: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def spent(act: Callable[[], object], times: int) -> dict[str, float]:
    """Milliseconds of an act by the function they were spent in, a mean of several times."""
    profile = cProfile.Profile()
    for _ in range(times):
        profile.runcall(act)
    found: dict[str, float] = defaultdict(float)
    for (file, _line, name), (_c, _n, own, _all, _by) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        found[f"{_where(file)} {name}"] += own * 1000 / times
    return _dearest(found)


def _where(file: str) -> str:
    """A file by its module."""
    for root in (OURS, "textual", "rich", "httpx", "httpcore", "h11"):
        if f"/{root}/" in file:
            return root + file.rpartition(f"/{root}")[2].removesuffix(".py")
    return Path(file).stem


def of_reading(count: int, times: int = 5) -> dict[str, float]:
    """A reading on the desk: asked for, read, kept in the journal."""
    with tempfile.TemporaryDirectory(prefix="profile-") as folder, MadeBank(count) as bank:
        clock = Clock()
        with closing(Journal(Path(folder), bank.base_url, NADIA, clock)) as journal:
            desk = desk_over(bank, journal, clock)

            def read() -> None:
                clock.now += timedelta(minutes=1)
                bank.spend(3)
                desk.refresh()

            read()
            found = spent(read, times)
            desk.close()
    return found


def of_screen(count: int, times: int = 5) -> dict[str, float]:
    """What the dashboard does with a reading."""
    with tempfile.TemporaryDirectory(prefix="profile-") as folder:
        return asyncio.run(_of_screen(count, times, Path(folder)))


async def _of_screen(count: int, times: int, folder: Path) -> dict[str, float]:
    those = clients(count)
    with Rehearsal(folder, clients=those, subaccounts=followed(those), limits=Limits()) as bank:
        async with bank.running((100, 30)) as robot:
            return spent(robot.app.dashboard.board_changed, times)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what takes the time."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.profile", description="Where the time goes."
    )
    parser.add_argument("--subaccounts", type=int, default=1000)
    count = parser.parse_args(arguments).subaccounts
    modules = imported()
    tables = {
        "imports of a start, by package": by_package(modules),
        "imports of a start, ours": of_ours(modules),
        "imports of a start, others' with all that they bring in": brought_in(modules),
        f"a reading of {count:,}, on the desk": of_reading(count),
        f"a reading of {count:,}, on the screen": of_screen(count),
    }
    for title, found in tables.items():
        sys.stdout.write(f"\n{title}: {len(found)} of them, {sum(found.values()):.1f} ms\n")
        for name, milliseconds in [*found.items()][:MOST]:
            sys.stdout.write(f"{milliseconds:9.2f} ms  {name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
