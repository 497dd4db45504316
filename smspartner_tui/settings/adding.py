"""Another profile in a configuration that is there: all that stands in it stays as it is."""

from codecs import BOM_UTF8
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import tomli

from smspartner_tui.i18n import _
from smspartner_tui.settings.config import content_of, decoded, understood
from smspartner_tui.settings.errors import SettingsError, fault_in
from smspartner_tui.settings.replacing import only_writer, replace_content
from smspartner_tui.settings.writing import quoted


def default_line(path: Path, text: str) -> str:
    """What the file must say, for the same profile to open by itself; nothing where it does.

    With one profile nothing has to be said; with two somebody has to.

    Raises:
        SettingsError: the file cannot be used as it is.
    """
    profile = understood(path, text).default_profile
    is_said = "default_profile" in tomli.loads(text)
    return "" if is_said or not profile else f"default_profile = {quoted(profile)}"


def amended(path: Path, text: str, addition: str) -> str:
    """The text with a profile below all that is there; no comment and no line of it changes.

    Raises:
        SettingsError: it could not be used then, or would say something else of the others.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = "" if text.endswith("\n") else newline
    new = f"{text}{gap}{newline}" + addition.replace("\n", newline)
    if line := default_line(path, text):
        top = _top(text)
        new = f"{new[:top]}{line}{newline}{newline}{new[top:]}"
    understood(path, new)
    before, after = tomli.loads(text), tomli.loads(new)
    kept = {name: table for name, table in after["profiles"].items() if name in before["profiles"]}
    if {**before, "default_profile": ""} != {**after, "profiles": kept, "default_profile": ""}:
        problem = _(
            "its profiles are written in a way that no other can be added to: do it by hand"
        )
        raise fault_in(path, problem)
    return new


def _top(text: str) -> int:
    """Where the first line of all may stand: below what is said of the whole file, if anything."""
    position = 0
    for line in text.splitlines(keepends=True):
        if not line.strip():
            return position + len(line) if position else 0
        if not line.startswith("#"):
            return 0
        position += len(line)
    return 0


def add_profile(path: Path, addition: str) -> Callable[[], None]:
    """Write a profile into the configuration, and return what takes it out again.

    What others wrote meanwhile stays.

    Raises:
        SettingsError: it cannot be written; nothing was changed.
    """
    with only_writer(path):
        old = content_of(path)
        bom = BOM_UTF8 if old.startswith(BOM_UTF8) else b""
        new = bom + amended(path, decoded(path, old), addition).encode()
        replace_content(path, old, new)

    def take_out() -> None:
        # What was changed since is somebody's: it stays.
        with suppress(SettingsError), only_writer(path):
            replace_content(path, new, old)

    return take_out
