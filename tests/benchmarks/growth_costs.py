"""What things cost at several sizes, in processor seconds: what else the machine does is not in it.

A start is a real process, timed as a person waits for it; the rest is in this process, on the
real desk, journal and app.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.history import Place as Below
from smspartner_tui.core.plan import ToMarks
from smspartner_tui.core.planning import plan
from smspartner_tui.core.search import read_search
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.partner import SmsPartner
from smspartner_tui.simulator import DEMO_KEY, Client
from smspartner_tui.tui.presentation.plan import candidates
from tests.benchmarks.long_history import long_history, token_of
from tests.benchmarks.made_bank import MadeBank, clients
from tests.benchmarks.screen_programs import ours
from tests.benchmarks.screen_rounds import opened, started
from tests.journal.helpers import NADIA, Clock, open_journal
from tests.rehearsal import Rehearsal
from tests.robot import Robot
from tests.terminal.place import Place

Costs = dict[str, float]
"""Seconds, by what they were spent on."""

START: Final = "start, to the last known balances"
LIVE: Final = "start, to the live table"
REFRESH: Final = "refresh: read, and kept in the journal"
SHOWN: Final = "refresh: shown"
FILTER: Final = "filter, a letter"
PLAN: Final = "plan, reckoned"
OPENS: Final = "history, the first page"
GOES_ON: Final = "history, a page far below"
FINDS: Final = "history, the first page of a search that finds much"
LOOKS: Final = "history, the same of one that finds nothing"
ADDS_UP: Final = "history, what it adds up to"
LAST: Final = "the last movement of a sub-account"
CHECKED: Final = "the check at the start"

_TIMES: Final = 5
_STARTS: Final = 3
_PAGE: Final = 40
"""Records of a page: as many as the shortest history has below its middle."""


def followed(those: Sequence[Client]) -> tuple[SubAccount, ...]:
    """Clients as a configuration follows them."""
    return tuple(
        SubAccount(one.token, one.name, one.group, low=one.low, target=one.target) for one in those
    )


def of_start(count: int) -> Costs:
    """A start of the installed command."""
    paints, lives = [], []
    with tempfile.TemporaryDirectory(prefix="growth-") as folder, MadeBank(count) as bank:
        program = ours(count, bank, Place(Path(folder)))
        for _ in range(_STARTS):
            with opened(program) as watched:
                start = started(program, watched)
                watched.leave(program.leaves)
            paints.append(start.paint)
            lives.append(start.ready)
    return {START: statistics.median(paints), LIVE: statistics.median(lives)}


def desk_over(bank: MadeBank, journal: Journal, clock: Clock) -> Desk:
    """A desk that follows all that the bank has."""
    return Desk(
        SmsPartner(DEMO_KEY, bank.base_url),
        journal,
        subaccounts=followed(bank.clients),
        limits=Limits(),
        stale_after=timedelta(minutes=5),
        clock=clock,
    )


def of_refresh(count: int) -> Costs:
    """A reading from a bank in another process, in which three balances have changed."""
    with tempfile.TemporaryDirectory(prefix="growth-") as folder, MadeBank(count) as bank:
        clock = Clock()
        journal = Journal(Path(folder), bank.base_url, NADIA, clock)
        desk = desk_over(bank, journal, clock)

        def refresh() -> None:
            clock.now += timedelta(minutes=1)
            bank.spend(3)
            desk.refresh()

        with closing(journal):
            refresh()
            cost = _cost(refresh)
            desk.close()
    return {REFRESH: cost}


def of_screen(count: int) -> Costs:
    """What is shown, typed and planned before a real app, whose terminal draws nothing."""
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        return asyncio.run(_of_screen(count, Path(folder)))


async def _of_screen(count: int, folder: Path) -> Costs:
    those = clients(count)
    with Rehearsal(folder, clients=those, subaccounts=followed(those), limits=Limits()) as bank:
        async with bank.running((100, 30)) as robot:
            board = robot.app.board
            shown = _cost(robot.app.dashboard.board_changed)
            planned = _cost(
                lambda: plan(candidates(board, None, frozenset()), ToMarks(), board.limits)
            )
            await robot.presses("f")
            return {SHOWN: shown, PLAN: planned, FILTER: await _of_filter(robot)}


async def _of_filter(robot: Robot) -> float:
    return statistics.median([await _cost_of_key(robot, letter) for letter in "client"])


def of_history(movements: int) -> Costs:
    """What the history asks of a journal of so many movements, with the newest and far below."""
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        long_history(Path(folder), movements)
        with closing(open_journal(Path(folder), Clock())) as journal:
            today = Clock().now.date()
            common, rare = read_search("client", today), read_search("nobody", today)
            below = Below(movements // 2)
            return {
                OPENS: _cost(lambda: journal.records(_PAGE)),
                GOES_ON: _cost(lambda: journal.records(_PAGE, below)),
                FINDS: _cost(lambda: journal.records(_PAGE, search=common)),
                LOOKS: _cost(lambda: journal.records(_PAGE, search=rare)),
                ADDS_UP: _cost(journal.totals),
                LAST: _cost(lambda: journal.last_of(token_of(7))),
                CHECKED: _cost(journal.check, 1),
            }


def _cost(act: Callable[[], object], times: int = _TIMES) -> float:
    """The processor seconds of this process that something takes, the median of several times."""
    costs = []
    for _ in range(times):
        began = time.process_time()
        act()
        costs.append(time.process_time() - began)
    return statistics.median(costs)


async def _cost_of_key(robot: Robot, key: str) -> float:
    began = time.process_time()
    await robot.presses(key)
    return time.process_time() - began
