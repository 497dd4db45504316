"""The screens, which are loaded by their names."""

import subprocess
import sys

import pytest

from smspartner_tui.tui import screens

PROBE = """
import sys
from smspartner_tui.tui import screens
import smspartner_tui.tui.app
before = {name for name in sys.modules if name.startswith(screens.__name__ + ".")}
screens.load_all()
after = {name for name in sys.modules if name.startswith(screens.__name__ + ".")}
print(*sorted(name.rpartition(".")[2] for name in before))
print(*sorted(name.rpartition(".")[2] for name in after))
"""


def test_a_start_loads_the_screen_that_it_shows() -> None:
    """The others, and what they alone need, are not held against the first paint."""
    found = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, check=True
    )
    before, after = (line.split() for line in found.stdout.splitlines())
    assert before == ["base", "dashboard", "opening"]
    assert {"movement", "plan", "transfer", "history", "help", "menu"} <= set(after)


def test_a_screen_is_named_once() -> None:
    """The same class each time, and none that there is not."""
    assert screens.PlanScreen is screens.PlanScreen
    with pytest.raises(AttributeError):
        _ = screens.NoSuchScreen  # type: ignore[attr-defined]
