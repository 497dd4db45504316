"""Text on its way to the operator's clipboard: through the terminal, and what stands before it.

The program runs at the far end of SSH, so only the terminal can reach the clipboard, by the
sequence OSC 52. None tells whether it did: what is copied is shown on screen as well.

tmux keeps that sequence for itself unless `set-clipboard` is `on`, and since 3.3 lets nothing pass
unless `allow-passthrough` is on; by default neither is. Its own command `load-buffer -w` works
by default, from 3.2, so inside tmux all three ways are taken: they set the same text. GNU screen
passes on what stands in a DCS string, of which it takes 768 bytes at a time.
"""

import base64
import shutil
import subprocess
from collections.abc import Mapping
from typing import Final

from smspartner_tui.core.text import clean

LONGEST: Final = 16_000
"""Bytes of a text that are copied; terminals give up at some 74,000."""

_LONGEST_LINE: Final = 500
_SCREEN_CHUNK: Final = 700
_TMUX_PATIENCE: Final = 2.0
_OF_TMUX: Final = ("PATH", "HOME", "TERM", "LANG", "LC_ALL", "LC_CTYPE", "TMUX", "TMUX_PANE")
"""All that tmux needs to know: the API key may stand in the environment, and tmux keeps that."""


def harmless(text: str) -> str:
    """A text without control characters but line ends, of bounded length."""
    lines = (clean(line, _LONGEST_LINE) for line in text.splitlines())
    return "\n".join(lines).encode()[:LONGEST].decode(errors="ignore")


def sequence(text: str, environment: Mapping[str, str]) -> str:
    """What is written to the terminal so that it puts a harmless text on the clipboard."""
    plain = f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"
    term = environment.get("TERM", "")
    if environment.get("STY"):
        return _through_screen(plain)
    if environment.get("TMUX") or term.startswith("tmux"):
        return plain + _through_tmux(plain)
    if term.startswith("screen"):
        # screen, or tmux on the machine before this one: each leaves alone what is the other's,
        # but of what is too long for it screen would print the rest.
        fits = len(plain) <= _SCREEN_CHUNK
        return (plain if fits else "") + _through_screen(plain)
    return plain


def _through_tmux(plain: str) -> str:
    doubled = plain.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"


def _through_screen(plain: str) -> str:
    starts = range(0, len(plain), _SCREEN_CHUNK)
    return "".join(f"\x1bP{plain[start : start + _SCREEN_CHUNK]}\x1b\\" for start in starts)


def load_into_tmux(text: str, environment: Mapping[str, str]) -> bool:
    """Hand a text to the tmux around us, which hands it on; whether it took it."""
    tmux = shutil.which("tmux", path=environment.get("PATH"))
    if tmux is None:
        return False
    try:
        done = subprocess.run(
            (tmux, "load-buffer", "-w", "-"),
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={name: environment[name] for name in _OF_TMUX if name in environment},
            timeout=_TMUX_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
