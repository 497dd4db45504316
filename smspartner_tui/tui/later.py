"""What no first paint and no first reading needs, and what is loaded behind them all the same.

Left until a key asks for it, an update of the program meanwhile would make one of two versions.
"""

from asyncio import sleep
from importlib import import_module
from typing import Final

from smspartner_tui.tui import screens

LATER: Final = (
    *screens.FILES,
    "smspartner_tui.export",
    "smspartner_tui.export.files",
    "smspartner_tui.settings.editing",
    "smspartner_tui.settings.lines",
    "smspartner_tui.settings.replacing",
    "smspartner_tui.tui.widgets.filtering",
    "smspartner_tui.wording.filing",
)
"""The modules of the screens, and those that some function imports when it is first called."""


async def load_later() -> None:
    """Load all of it, a few milliseconds at a time: keys come in between.

    In the app's own thread, as a key that is quicker does it: two threads that load what rests on
    each other may each be given the half that the other has loaded.
    """
    for name in LATER:
        import_module(name)
        await sleep(0)
