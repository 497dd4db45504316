"""A plan of many sub-accounts: reckoned, shown, carried out: `python -m tests.benchmarks.plan`.

The real program on the rehearsal bank, on a terminal without a screen. It prints how long the
plan takes from its key to what is painted, how long its movements take with the screen beside
them, and by how much memory grew in the second half of them.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.money import plain
from smspartner_tui.core.plan import ToMarks
from smspartner_tui.core.planning import plan
from smspartner_tui.core.run import RunState
from smspartner_tui.simulator import Client
from smspartner_tui.tui.presentation.plan import candidates
from smspartner_tui.tui.screens.plan import PlanScreen
from smspartner_tui.tui.screens.run import RunScreen
from tests.rehearsal import Rehearsal
from tests.reliability.report import Line, tell
from tests.robot import Robot

GOAL_SHOWN = 0.2
"""Seconds from the key to the painted plan."""

GOAL_GROWTH = 0.05
"""Of the memory in use, by which it may grow: what the journal's answers are kept in."""

TARGET = Decimal(100)


@dataclass(frozen=True)
class Figures:
    """What was measured: seconds, how many movements, and megabytes in use."""

    rows: int
    reckoned: float
    shown: float
    carried_out: float
    early: float
    late: float


def clients(count: int) -> tuple[Client, ...]:
    """So many sub-accounts, all of them low."""
    return tuple(
        Client(
            token=sha256(f"client {number}".encode()).hexdigest()[:40],
            name=f"Client {number:04}",
            balance=Decimal(number % 50) + Decimal("0.25"),
            low=Decimal(50),
            target=TARGET,
            key="none",
        )
        for number in range(count)
    )


async def measured(count: int, folder: Path) -> Figures:
    """Open the plan, carry it out, and watch."""
    those = clients(count)
    subaccounts = tuple(
        SubAccount(one.token, one.name, low=one.low, target=one.target) for one in those
    )
    with Rehearsal(
        folder, clients=those, subaccounts=subaccounts, main=TARGET * count, limits=Limits()
    ) as rehearsal:
        async with rehearsal.running((100, 30)) as robot:
            return await _through(robot, count)


async def _through(robot: Robot, count: int) -> Figures:
    board = robot.app.board
    started = time.perf_counter()
    reckoned = plan(candidates(board, None, frozenset()), ToMarks(), board.limits)
    reckoning = time.perf_counter() - started

    started = time.perf_counter()
    await robot.presses("p")
    await robot.waits_until(lambda: isinstance(robot.screen, PlanScreen), "the plan")
    await robot.sees("CARRY OUT")
    shown = time.perf_counter() - started

    await robot.retypes(plain(reckoned.total))
    started = time.perf_counter()
    early = 0.0

    def has_ended() -> bool:
        nonlocal early
        screen = robot.screen
        if not isinstance(screen, RunScreen):
            return False
        if not early and len(screen.run.done) >= count // 2:
            early = memory()
        return screen.run.state is RunState.ENDED

    while not has_ended():
        await asyncio.sleep(0.02)
    carried_out = time.perf_counter() - started
    return Figures(len(reckoned.rows), reckoning, shown, carried_out, early, memory())


def memory() -> float:
    """Megabytes that this process has in use."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1_000_000


def measure(count: int) -> Figures:
    """Measure it with so many sub-accounts, all of them low."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measured(count, Path(folder)))


def lines(count: int, found: Figures) -> list[Line]:
    """The table."""
    growth = found.late / found.early - 1
    each = found.carried_out / max(found.rows, 1)
    return [
        Line(f"{count} sub-accounts, {found.rows} movements: reckoned", _ms(found.reckoned)),
        Line(
            "from the key to the screen",
            _ms(found.shown),
            f"<= {_ms(GOAL_SHOWN)}",
            found.shown <= GOAL_SHOWN,
        ),
        Line(f"carried out, {_ms(each)} each with the screen", f"{found.carried_out:.2f} s"),
        Line(
            f"memory, {found.late:.1f} MB in the end, by which it grew in the second half",
            f"{growth:+.1%}",
            f"<= {GOAL_GROWTH:+.0%}",
            growth <= GOAL_GROWTH,
        ),
    ]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print each figure beside its goal."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.plan", description=__doc__)
    parser.add_argument("--subaccounts", type=int, default=1000)
    count = parser.parse_args(arguments).subaccounts
    return tell(lines(count, measure(count)))


if __name__ == "__main__":
    raise SystemExit(main())
