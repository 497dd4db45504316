"""What stands in sentences in place of keys, where there are none: the command that does it."""

from collections.abc import Mapping
from typing import Final

COMMANDS: Final[Mapping[str, str]] = {
    key: f" (`smspartner-tui {command}`)"
    for key, command in {
        "a": "add",
        "d": "remove",
        "h": "log",
        "p": "runs",
        "r": "list",
        "t": "resume",
        "u": "give-back",
        "v": "resolve",
        "?": "info",
    }.items()
}
"""By key, as sentences have it behind what it does."""
