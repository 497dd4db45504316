"""A whole program on real parts: the rehearsal bank behind a port, a journal, a desk, the app.

Only the clock is ours. Nothing is patched: what a test sees is what an operator would.
"""

import asyncio
import gc
import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypedDict, Unpack

from smspartner_tui import i18n
from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.money import Language
from smspartner_tui.core.movement import Entry
from smspartner_tui.core.operator import Operator
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.partner import SmsPartner
from smspartner_tui.simulator import (
    DEMO_KEY,
    Client,
    SimulatorServer,
    demo_subaccounts,
)
from smspartner_tui.tui.app import SmsPartnerApp
from smspartner_tui.tui.board import Account
from smspartner_tui.tui.presentation.accounts import View
from tests.held import NAMES, Clock, HeldBank
from tests.robot import Robot

OPERATOR = Operator(name="demo", host="bastion")
NADIA = Operator(name="nadia", host="bastion")
LIMITS = Limits(main_reserve=Decimal(500), max_per_day=Decimal(1000))
STALE_AFTER = timedelta(minutes=5)


class Wishes(TypedDict, total=False):
    """What a rehearsal may be asked to be, in place of the ordinary."""

    language: Language
    limits: Limits
    subaccounts: tuple[SubAccount, ...]
    clients: tuple[Client, ...]
    main: Decimal
    readings: bool
    list_calls: bool
    refuse_status: Literal[200, 400, 401, 403]
    slow_seconds: float
    deadline: float
    refresh_interval: timedelta | None
    account: Callable[[Account], Account]
    keymap: Mapping[str, tuple[str, ...]]
    view: View
    no_colour: bool
    theme: str
    is_listening: bool


@dataclass
class Remembered:
    """The orders of the list, the themes and the languages that the app wanted remembered."""

    orders: list[tuple[str, bool]] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)

    def __call__(self, order: str, reverse: bool) -> None:
        """Take another one."""
        self.orders.append((order, reverse))


class Rehearsal:
    """The platform and a folder for the journal, on which apps are opened one after the other."""

    def __init__(self, folder: Path, **wishes: Unpack[Wishes]) -> None:
        self.folder = folder / "journal"
        self._ids = itertools.count(1)
        self.clock = Clock()
        self.remembered = Remembered()
        self._wishes = wishes
        self.bank = HeldBank(wishes.get("clients"), wishes.get("main", Decimal("2869.20")))
        self.server = SimulatorServer(
            self.bank,
            readings=wishes.get("readings", True),
            list_calls=wishes.get("list_calls", True),
            refuse_status=wishes.get("refuse_status", 200),
            slow_seconds=wishes.get("slow_seconds", 0.2),
        )

    def __enter__(self) -> Self:
        if self._wishes.get("is_listening", True):
            self.server.start()
        else:
            self.server.close()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.bank.movements.open()
        self.bank.readings.open()
        self.server.close()
        # The app froze what there was; what it left behind must be collected all the same.
        gc.unfreeze()

    def wish(self, **wishes: Unpack[Wishes]) -> None:
        """Change what the next app is to be."""
        self._wishes = {**self._wishes, **wishes}

    def new_id(self) -> str:
        """Names in the order in which they are given: what hashes cover is the same each time."""
        return f"{next(self._ids):032x}"

    @contextmanager
    def journal(self, operator: Operator = OPERATOR) -> Iterator[Journal]:
        """The journal, as this operator's program opens it."""
        journal = Journal(
            self.folder, self.server.base_url, operator, self.clock, new_id=self.new_id
        )
        try:
            yield journal
        finally:
            journal.close()

    @contextmanager
    def opened(self, journal: Journal | None = None) -> Iterator[SmsPartnerApp]:
        """A new app, not yet running; its desk and its journal are closed at the end.

        A journal that is given stays its owner's to close.
        """
        wishes = self._wishes
        i18n.use(wishes.get("language", "en"))
        with self.journal() if journal is None else nullcontext(journal) as kept:
            deadline = wishes.get("deadline", 8.0)
            followed = wishes.get("subaccounts", demo_subaccounts())
            desk = Desk(
                SmsPartner(DEMO_KEY, self.server.base_url, deadline=deadline),
                kept,
                subaccounts=followed,
                limits=wishes.get("limits", LIMITS),
                stale_after=STALE_AFTER,
                clock=self.clock,
            )
            account = Account(
                label="prod",
                operator=OPERATOR,
                subaccounts=followed,
                stale_after=STALE_AFTER,
                deadline=deadline,
            )
            try:
                yield SmsPartnerApp(
                    desk,
                    wishes["account"](account) if "account" in wishes else account,
                    clock=self.clock,
                    refresh_interval=wishes.get("refresh_interval"),
                    view=wishes.get("view", View()),
                    remember=self.remembered,
                    keymap=wishes.get("keymap"),
                    no_colour=wishes.get("no_colour", False),
                    theme=wishes.get("theme", "auto"),
                    remember_theme=self.remembered.themes.append,
                    remember_language=self.remembered.languages.append,
                )
            finally:
                self.bank.movements.open()
                self.bank.readings.open()
                desk.close()

    @asynccontextmanager
    async def running(
        self, size: tuple[int, int] = (80, 24), *, journal: Journal | None = None
    ) -> AsyncIterator[Robot]:
        """The app on a terminal of this size, and a robot before it; all threads are awaited."""
        with self.opened(journal) as app, ThreadPoolExecutor() as threads:
            asyncio.get_running_loop().set_default_executor(threads)
            async with app.run_test(size=size) as pilot:
                robot = Robot(pilot)
                try:
                    await robot.waits_until_ready()
                    yield robot
                finally:
                    app.exit()
                    self.bank.movements.open()
                    self.bank.readings.open()


@dataclass(frozen=True)
class Stage:
    """A running app: the robot before it, the platform behind it."""

    robot: Robot
    rehearsal: Rehearsal

    async def has_one_in_flight(self) -> None:
        """Send the garage fifty euros, and have the platform say nothing yet."""
        self.bank.movements.hold()
        await self.robot.adds("Garage Martin", "50")
        await self.robot.says_yes()
        await self.robot.sees("Request sent")

    @property
    def bank(self) -> HeldBank:
        """The platform's books."""
        return self.rehearsal.bank

    @property
    def clock(self) -> Clock:
        """The clock of everything here."""
        return self.rehearsal.clock

    @property
    def moved(self) -> list[tuple[str, str, str]]:
        """What the platform's ledger holds: direction, sub-account and euros of each movement."""
        return [
            (applied.direction.value, NAMES.get(applied.token, applied.token), f"{applied.amount}")
            for applied in self.bank.ledger
        ]

    @property
    def posts(self) -> int:
        """How many times the platform was asked to move credit."""
        return self.bank.posts.total()

    @property
    def history(self) -> tuple[Entry, ...]:
        """What the journal holds, newest first, as a colleague reads it."""
        with self.rehearsal.journal(NADIA) as journal:
            return journal.history(500)


@asynccontextmanager
async def staged(
    folder: Path, size: tuple[int, int] = (80, 24), **wishes: Unpack[Wishes]
) -> AsyncIterator[Stage]:
    """One app on one platform."""
    with Rehearsal(folder, **wishes) as rehearsal:
        async with rehearsal.running(size) as robot:
            yield Stage(robot, rehearsal)


def followed(*names: str, **changes: object) -> tuple[SubAccount, ...]:
    """Some of the rehearsal bank's sub-accounts as the configuration follows them, changed."""
    by_name = {subaccount.name: subaccount for subaccount in demo_subaccounts()}
    return tuple(replace(by_name[name], **changes) for name in names)  # type: ignore[arg-type]
