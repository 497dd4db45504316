"""The first reading, which another process makes while the program loads its screen."""

import os
import signal
import threading
from pathlib import Path

from smspartner_tui.simulator import SimulatorServer
from tests.terminal.place import GatedBank, Place
from tests.terminal.terminal import PATIENCE, Terminal


class Asked(GatedBank):
    """A bank that counts the readings of the main account, and may hold the first."""

    def __init__(self) -> None:
        super().__init__()
        self.readings = 0
        self.is_asked = threading.Event()
        self.goes_on = threading.Event()
        self.goes_on.set()

    def me(self) -> dict[str, object]:
        """The main account, once it goes on."""
        self.readings += 1
        self.is_asked.set()
        self.goes_on.wait(PATIENCE)
        return super().me()


def children(terminal: Terminal) -> list[int]:
    """The processes that the program has started and that are not gone."""
    found = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text()
    return [int(pid) for pid in found.split()]


def start(place: Place, server: SimulatorServer) -> Terminal:
    """The program, configured for that bank."""
    place.configure(server.base_url)
    return place.start()


def test_the_platform_is_asked_once_at_the_start(place: Place) -> None:
    """Not by each process; and the other one is gone when its reading is shown."""
    bank = Asked()
    with SimulatorServer(bank) as server, start(place, server) as terminal:
        terminal.sees("61.80")
        assert bank.readings == 1
        assert terminal.until(lambda: not children(terminal))
        terminal.type("r")
        terminal.sees("Balances up to date")
        assert terminal.until(lambda: bank.readings == 2)
        terminal.type("q")
        assert terminal.wait() == 0


def test_where_the_other_process_dies_this_one_reads(place: Place) -> None:
    """Killed in the middle of it: the balances are there all the same."""
    bank = Asked()
    bank.goes_on.clear()
    with SimulatorServer(bank) as server, start(place, server) as terminal:
        assert bank.is_asked.wait(PATIENCE)
        (other,) = children(terminal)
        os.kill(other, signal.SIGKILL)
        bank.goes_on.set()
        terminal.sees("61.80")
        assert bank.readings == 2
        terminal.type("q")
        assert terminal.wait() == 0


def test_whoever_leaves_does_not_wait_for_it(place: Place) -> None:
    """The screen was there before the answer was; with the program goes the other process.

    What that leaves unread is not read here instead.
    """
    bank = Asked()
    bank.goes_on.clear()
    with SimulatorServer(bank) as server, start(place, server) as terminal:
        terminal.sees("Garage Martin")
        (other,) = children(terminal)
        assert bank.is_asked.wait(PATIENCE)
        terminal.type("q")
        assert terminal.wait() == 0
        assert not Path(f"/proc/{other}").exists()
        assert bank.readings == 1
        bank.goes_on.set()
