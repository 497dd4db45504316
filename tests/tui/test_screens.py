"""The screens, which are loaded by their names."""

import ast
import subprocess
import sys
from asyncio import create_task, sleep
from collections.abc import Iterator
from pathlib import Path

import pytest

from smspartner_tui.tui import screens
from smspartner_tui.tui.later import LATER, load_later

PROBE = """
import sys
from asyncio import run
from smspartner_tui.tui import screens
import smspartner_tui.tui.app
from smspartner_tui.tui.later import load_later
before = {name for name in sys.modules if name.startswith(screens.__name__ + ".")}
run(load_later())
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


ROOMS = ("core", "export", "journal", "partner", "settings", "tui", "wording")
"""Where an open dashboard may be led by a key."""

LOADED = """
import sys
from asyncio import run
import smspartner_tui.tui.app
from smspartner_tui.partner import SmsPartner
from smspartner_tui.tui.later import load_later
SmsPartner("k" * 32).load()
run(load_later())
print(*sys.modules)
"""


def imported_where_used() -> Iterator[str]:
    """The modules of the program that its functions import when they are called."""
    package = Path(screens.__file__).parents[2]
    for room in ROOMS:
        for path in (package / room).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for function in ast.walk(tree):
                if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                    for one in ast.walk(function):
                        if isinstance(one, ast.ImportFrom) and one.module:
                            yield one.module


def test_nothing_of_the_program_is_left_to_be_loaded_by_a_key() -> None:
    """An update meanwhile cannot make one program of two versions."""
    ours = {name for name in imported_where_used() if name.startswith("smspartner_tui")}
    assert "smspartner_tui.tui.widgets.filtering" in ours
    found = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    assert ours - set(found.stdout.split()) == set()


async def test_keys_come_in_between() -> None:
    """What is loaded behind the first reading is loaded in pieces."""
    pieces = 0

    async def count() -> None:
        nonlocal pieces
        while True:
            pieces += 1
            await sleep(0)

    counting = create_task(count())
    await load_later()
    counting.cancel()
    assert pieces >= len(LATER)


def test_a_screen_is_named_once() -> None:
    """The same class each time, and none that there is not."""
    assert screens.PlanScreen is screens.PlanScreen
    with pytest.raises(AttributeError):
        _ = screens.NoSuchScreen  # type: ignore[attr-defined]
