"""The first lines of the program: what could leak a key or a client's data is closed.

Before anything else is imported, because Textual reads its variables when it is.
"""

import os
import resource
import sys
from collections.abc import MutableMapping
from typing import Final

_PR_SET_DUMPABLE: Final = 4
_M_ARENA_MAX: Final = -8
_QUIET: Final = {
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    # It would swallow the dead keys with which accents are typed.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
}


def harden() -> None:
    """Private files, no core dumps, no debugger, no log of keys or of TLS secrets."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # A core pattern that pipes to a program ignores the limit; this it does not.
        import ctypes

        system = ctypes.CDLL(None)
        system.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        if hasattr(system, "mallopt"):
            # Each thread would take memory of its own, and there are ten that do little.
            system.mallopt(_M_ARENA_MAX, 1)
    clean_environment(os.environ)


def clean_environment(environment: MutableMapping[str, str]) -> None:
    """Remove the variables that make Textual log keys, or TLS its secrets; set the quiet ones."""
    for name in tuple(environment):
        if name == "TEXTUAL" or name.startswith("TEXTUAL_") or name == "SSLKEYLOGFILE":
            del environment[name]
    environment.update(_QUIET)
