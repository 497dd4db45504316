"""Faults of ours, made on purpose: the movement that they must not lose.

What they show, and that no key is in it, is tried by the canary run.
"""

import signal
from typing import Final

from tests.terminal.place import (
    ADDED_50,
    SCREEN_LEFT,
    WAITING,
    GatedBank,
    Place,
    assert_confirmed,
    send_50,
)

# Replaces one method by one that fails with the key at hand, where a stock crash would show it.
CRASHING: Final = """
import importlib, sys
from smspartner_tui import cli
from smspartner_tui.session import Session

module, name, method, key_file = sys.argv[1:5]
del sys.argv[1:5]
run = Session.run

def crash(self, *arguments, **named):
    key = open(key_file).read().strip()
    self.key = headers = {"apiKey": key}
    try:
        raise ValueError(len(headers))
    except ValueError as error:
        raise RuntimeError("a fault of ours") from error

def run_with_a_fault(self):
    setattr(getattr(importlib.import_module(module), name), method, crash)
    return run(self)

Session.run = run_with_a_fault
sys.exit(cli.main())
"""


def test_a_crash_waits_for_the_outcome(desk: Place, bank: GatedBank) -> None:
    """The screen may fail while a movement is in flight: its outcome is written all the same."""
    key = desk.key_file.read_text().strip()
    point = ("smspartner_tui.tui.app", "SmsPartnerApp", "on_view_changed")
    with desk.start_python("-c", CRASHING, *point, str(desk.key_file)) as terminal:
        send_50(terminal, bank)
        terminal.type("\x1b")
        terminal.sees("The movement goes on by itself")
        terminal.type("o")
        assert terminal.until(lambda: WAITING in terminal.raw)
        assert terminal.is_alive
        bank.answer()
        assert terminal.wait() == 1
        assert terminal.is_given_back
        told = terminal.raw.partition(SCREEN_LEFT)[2]
        assert b"a fault of ours" in told
        assert ADDED_50 in told
        assert b"locals" not in told
        assert key.encode() not in terminal.raw
    assert_confirmed(desk, bank)


def test_a_screen_that_fails_at_its_end_waits_for_the_outcome(desk: Place, bank: GatedBank) -> None:
    """Nor is the journal closed under a movement when leaving the screen itself goes wrong."""
    point = ("textual.drivers.linux_driver", "LinuxDriver", "close")
    with desk.start_python("-c", CRASHING, *point, str(desk.key_file)) as terminal:
        send_50(terminal, bank)
        terminal.signal(signal.SIGTERM)
        assert terminal.until(lambda: WAITING in terminal.raw)
        bank.answer()
        assert terminal.wait() == 1
        assert ADDED_50 in terminal.raw
    assert_confirmed(desk, bank)
