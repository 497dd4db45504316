"""What the tests of the set-up share: a bank of three on loopback, a place to write to."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from smspartner_tui.core.following import Marks
from smspartner_tui.simulator import DEMO_KEY, Bank, Client, SimulatorServer

GARAGE: Final = Client("a" * 36 + "9f3a", "", Decimal("61.80"), email="garage@martin.example")
MAIRIE: Final = Client("b" * 36 + "41c0", "", Decimal("1204.50"), email="sms@mairie.example")
SALON: Final = Client("c" * 36 + "c0de", "", Decimal("8.245"), email="salon@elegance.example")
CLIENTS: Final = (GARAGE, MAIRIE, SALON)


def marked(low: int | None, target: int | None = None, cap: int | None = None) -> Marks:
    """Marks in whole euros."""
    return Marks(*(mark if mark is None else Decimal(mark) for mark in (low, target, cap)))


@pytest.fixture
def server() -> Iterator[SimulatorServer]:
    """The bank over HTTP; nothing is spent there by itself."""
    with SimulatorServer(Bank(key=DEMO_KEY, spending=False, accounts=CLIENTS)) as server:
        yield server


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the configuration is to be written: in a folder that is not there yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "other"))
    return tmp_path / "config" / "smspartner-tui" / "config.toml"
