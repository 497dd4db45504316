"""What every test stands on: one time zone, one language, and an environment without surprises."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from smspartner_tui import i18n

os.environ["TZ"] = "Europe/Paris"
time.tzset()

_SURPRISES: Final = ("TEXTUAL", "LC_", "LANG", "SMSPARTNER")
"""Beginnings of the names of variables that would change what is shown or sent."""

for _name in tuple(os.environ):
    if _name == "TEXTUAL_SNAPSHOT_TEMPDIR":
        continue
    if (
        _name.startswith(_SURPRISES)
        or _name.casefold().endswith("_proxy")
        or _name in {"NO_COLOR", "FORCE_COLOR", "COLORTERM", "SSLKEYLOGFILE"}
    ):
        del os.environ[_name]

# A suite that runs in the background is born with these ignored, and what it starts would be too.
for _number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(
            _number, signal.default_int_handler if _number == signal.SIGINT else signal.SIG_DFL
        )

_OF_THE_SCREEN: Final = tuple(
    Path(__file__).with_name(name)
    for name in ("tui", "terminal", "reliability", "benchmarks", "test_screenshots.py")
)
"""Where the tests are that drive the screen, or processes, whose coverage no figure is held for."""

SNAPSHOTS_ARE_MADE_ON: Final = (3, 11)
"""The one Python that snapshots are made on, so that two machines never fight over a picture."""


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to make snapshots anywhere else."""
    wanted = config.getoption("update_snapshots", default=False)
    if wanted and sys.version_info[:2] != SNAPSHOTS_ARE_MADE_ON:
        version = ".".join(map(str, SNAPSHOTS_ARE_MADE_ON))
        raise pytest.UsageError(f"snapshots are made on Python {version} only")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage where a screen is driven: it would double what those tests cost."""
    for item in items:
        if any(item.path.is_relative_to(place) for place in _OF_THE_SCREEN):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Speak English again after a test that spoke French."""
    yield
    i18n.use("en")


@pytest.fixture(autouse=True)
def same_hand_over() -> Iterator[None]:
    """Give back how often threads take turns: the app sets it for its whole process."""
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)
