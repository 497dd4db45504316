"""What no first paint and no first reading needs, and what is loaded behind them all the same.

Left until a key asks for it, an update of the program meanwhile would make one of two versions.
"""

from importlib import import_module
from typing import Final

from smspartner_tui.tui import screens

LATER: Final = (
    "smspartner_tui.export",
    "smspartner_tui.export.files",
    "smspartner_tui.settings.editing",
    "smspartner_tui.settings.lines",
    "smspartner_tui.settings.replacing",
    "smspartner_tui.tui.widgets.filtering",
    "smspartner_tui.wording.filing",
)
"""The modules that some function imports when it is first called."""


def load_later() -> None:
    """Load every screen, and what else is imported where it is used."""
    screens.load_all()
    for name in LATER:
        import_module(name)
