"""What is asked at a terminal, in plain words."""

import sys
import termios
from contextlib import suppress
from typing import Final

from smspartner_tui.i18n import _

_YES: Final = frozenset({"o", "y", "oui", "yes"})


def is_at_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def typed_now(prompt: str) -> str:
    """What is typed from now on: what was typed before it was asked is no answer to this."""
    with suppress(termios.error):
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    return typed(prompt)


def typed(prompt: str) -> str:
    """What is typed at the terminal; nothing where its end was reached."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    try:
        return sys.stdin.readline().rstrip("\n")
    except UnicodeDecodeError:
        # Typed in another character set than the locale says: no name and no yes is that.
        return "\N{REPLACEMENT CHARACTER}"


def says_yes() -> bool:
    """Ask for yes in a letter; Enter alone is no."""
    answer = typed_now(_("o or y for yes, Enter for no: "))
    return answer.strip().casefold() in _YES
