"""What every test stands on: one time zone, one language, and an environment without surprises."""

import contextlib
import gc
import importlib
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

# So much is imported here that to look through it, as often as by default, is a tenth of all time.
gc.set_threshold(20_000, 10, 10)

_NO_FIGURE: Final = tuple(
    Path(__file__).with_name(name)
    for name in (
        *("tui", "terminal", "reliability", "benchmarks", "settings", "setup"),
        *("test_catalogue.py", "test_faults.py", "test_faults_tunnels.py"),
        *("test_screenshots.py", "test_simulator.py", "test_simulator_past.py"),
    )
)
"""Where the tests are that drive the screen, or processes, or rooms that no figure is held for."""

SNAPSHOTS_ARE_MADE_ON: Final = (3, 11)
"""The one Python that snapshots are made on, so that two machines never fight over a picture."""


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to make snapshots anywhere else; end the measurement that no worker asked for.

    A worker begins one as if it were alone, and its own above that: to pause the one would only
    go on with the other, so that no test would be spared.
    """
    alone = getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if alone is not None and hasattr(config, "workerinput"):
        alone.cov.stop()
    wanted = config.getoption("update_snapshots", default=False)
    if wanted and sys.version_info[:2] != SNAPSHOTS_ARE_MADE_ON:
        version = ".".join(map(str, SNAPSHOTS_ARE_MADE_ON))
        raise pytest.UsageError(f"snapshots are made on Python {version} only")


# After the start of the coverage, which has to see what is imported.
@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Have each worker import a share of the tests first: what it compiled the others only read.

    From a fresh checkout they would all compile the same file at the same time, each for itself.
    What cannot be imported is told when it is collected.
    """
    tests = Path(__file__).parent
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker or sys.dont_write_bytecode or session.config.args != [tests.name]:
        return
    files = sorted(tests.rglob("test_*.py"))
    share = len(files) // int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    begin = share * int(worker.removeprefix("gw"))
    for file in files[begin : begin + share]:
        name = ".".join(file.relative_to(tests.parent).with_suffix("").parts)
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage where no figure is held: it would double what those tests cost.

    Nor where examples are drawn: what chance comes upon is no figure, and hundreds of them cost
    most.
    """
    for item in items:
        is_drawn = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if is_drawn or any(item.path.is_relative_to(place) for place in _NO_FIGURE):
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
