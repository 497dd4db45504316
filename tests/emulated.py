"""A running app whose output goes, as it would to a terminal, to a terminal emulator."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

import pyte
from textual.drivers.headless_driver import HeadlessDriver

from smspartner_tui import characters
from smspartner_tui.tui.terminal import suit, terminal_of
from smspartner_tui.tui.themes import AUTOMATIC, theme_to_start_with
from tests.rehearsal import Rehearsal
from tests.robot import Robot
from tests.terminal.terminal import displayed

XTERM: Final[Mapping[str, str]] = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
_NAMES: Final = ("TERM", "COLORTERM", "NO_COLOR")


class EmulatedDriver(HeadlessDriver):
    """Writes to an emulator what the program's own driver would write to a terminal.

    It is headless until the app has started: one with a terminal takes the process's signals.
    """

    encoding = "utf-8"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.is_on = False
        self.raw = ""
        self._terminal = terminal_of(os.environ)
        columns, rows = self._get_terminal_size()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self.screen)

    @property
    def is_headless(self) -> bool:
        """Whether nothing is drawn yet."""
        return not self.is_on

    def write(self, data: str) -> None:
        """Draw what the terminal takes, in its encoding."""
        shown = self.sent(data)
        self.raw += shown
        self._stream.feed(shown)

    def sent(self, data: str) -> str:
        """What of it comes to the terminal."""
        taken = self._terminal.takes(data)
        return taken.encode(self.encoding, characters.POLICY).decode(self.encoding)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size, of which nothing is drawn yet."""
        self.screen.resize(rows, columns)
        self.screen.erase_in_display(2)

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        return displayed(self.screen)


@contextmanager
def environment(wanted: Mapping[str, str]) -> Any:
    """The process's environment, with these names about the terminal and no others."""
    before = {name: os.environ.pop(name, None) for name in _NAMES}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@asynccontextmanager
async def emulated(
    rehearsal: Rehearsal,
    size: tuple[int, int],
    env: Mapping[str, str] = XTERM,
    *,
    theme: str = "",
    encoding: str = "utf-8",
) -> AsyncIterator[tuple[Robot, EmulatedDriver]]:
    """The app on an emulated terminal of this kind, and a robot before it."""

    class Driver(EmulatedDriver):
        pass

    Driver.encoding = encoding
    characters.suit_terminal({})
    with environment(env):
        terminal = suit(os.environ)
        dressed = theme_to_start_with(theme, AUTOMATIC, terminal)
        rehearsal.wish(theme=dressed, no_colour="NO_COLOR" in os.environ)
        with rehearsal.opened() as app, ThreadPoolExecutor() as threads:
            app.driver_class = Driver
            asyncio.get_running_loop().set_default_executor(threads)
            async with app.run_test(headless=False, size=size) as pilot:
                driver = app._driver
                assert isinstance(driver, EmulatedDriver)
                driver.is_on = True
                robot = Robot(pilot)
                try:
                    await robot.waits_until_ready()
                    app.refresh(layout=True)
                    await robot.settles()
                    yield robot, driver
                finally:
                    driver.is_on = False
                    app.exit()
                    rehearsal.bank.movements.open()
                    rehearsal.bank.readings.open()


async def resized(robot: Robot, driver: EmulatedDriver, columns: int, rows: int) -> None:
    """Give the window another size, and wait until it is drawn."""
    driver.resize(columns, rows)
    await robot.pilot.resize_terminal(columns, rows)
    await robot.settles()
