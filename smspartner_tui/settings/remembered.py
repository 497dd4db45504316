"""What the operator chose on screen, kept from one session to the next.

It is a comfort, never a fact: whatever is missing or damaged is forgotten without a word.
"""

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.text import clean

FILE_NAME = "screen.json"

_LONGEST = 4096


@frozen
class Remembered:
    """The order of the list, the theme and the language last chosen; empty for no choice."""

    order: str = ""
    reverse: bool = False
    theme: str = ""
    language: str = ""


def recall(folder: Path) -> Remembered:
    """What was chosen last; the defaults where that is missing or damaged."""
    path = folder / FILE_NAME
    try:
        # Anything but a regular file could hold the start for ever.
        text = path.read_bytes()[:_LONGEST] if path.is_file() else b"{}"
        kept = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return Remembered()
    if not isinstance(kept, dict):
        return Remembered()
    return Remembered(
        order=_text(kept.get("order")),
        reverse=kept.get("reverse") is True,
        theme=_text(kept.get("theme")),
        language=_text(kept.get("language")),
    )


def _text(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""


def remember(folder: Path, remembered: Remembered) -> bool:
    """Keep what was chosen, all of it or nothing; False where it could not be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp makes it 0600.
        descriptor, name = tempfile.mkstemp(prefix=f".{FILE_NAME}.", dir=folder)
    except OSError:
        return False
    try:
        with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 (a descriptor)
            json.dump(asdict(remembered), file)
        Path(name).replace(folder / FILE_NAME)
    except OSError:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        return False
    return True
