"""What the terminal tests share: a place of their own, and a platform on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smspartner_tui.simulator import SimulatorServer
from tests.terminal.place import GatedBank, Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A home without a configuration."""
    return Place(tmp_path)


@pytest.fixture
def bank() -> GatedBank:
    """A bank with three sub-accounts."""
    return GatedBank()


@pytest.fixture
def server(bank: GatedBank) -> Iterator[SimulatorServer]:
    """The bank over HTTP; what it holds at the end of a test it answers then, so that it closes."""
    with SimulatorServer(bank) as server:
        yield server
        bank.answer()


@pytest.fixture
def desk(place: Place, server: SimulatorServer) -> Place:
    """A home that is configured for the bank."""
    place.configure(server.base_url)
    return place
