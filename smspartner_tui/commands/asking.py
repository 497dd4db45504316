"""What is asked at a terminal, in plain words; what was typed before is not its answer."""

import sys
import termios
from contextlib import suppress
from typing import Final

from smspartner_tui.i18n import _

_YES: Final = frozenset({"o", "y", "oui", "yes"})


def is_at_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def typed(prompt: str) -> str:
    """What is typed at the terminal from now on; nothing where its end was reached."""
    with suppress(termios.error):
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    sys.stderr.write(prompt)
    sys.stderr.flush()
    try:
        return sys.stdin.readline().rstrip("\n")
    except UnicodeDecodeError:
        # Typed in another character set than the locale says: no name and no yes is that.
        return "\N{REPLACEMENT CHARACTER}"


def says_yes() -> bool:
    """Ask for yes in a letter; Enter alone is no."""
    answer = typed(_("o or y for yes, Enter for no: "))
    return answer.strip().casefold() in _YES
