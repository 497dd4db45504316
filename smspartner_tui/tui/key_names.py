"""Keys by the names that the configuration gives them: which there are, and how each is shown."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from smspartner_tui.i18n import N_, _

_LABELS: Final[Mapping[str, str]] = {
    "enter": N_("Enter"),
    "escape": N_("Esc"),
    "space": N_("space"),
    "tab": N_("Tab"),
    "backspace": N_("Backspace"),
    "delete": N_("Del"),
    "insert": N_("Ins"),
    "home": N_("Home"),
    "end": N_("End"),
    "pageup": N_("PgUp"),
    "pagedown": N_("PgDn"),
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}

_MODIFIERS: Final[Mapping[str, str]] = {"ctrl": "Ctrl", "alt": "Alt", "shift": N_("Shift")}

_SIGNS: Final[Mapping[str, str]] = {
    "slash": "/",
    "backslash": "\\",
    "at": "@",
    "minus": "-",
    "plus": "+",
    "underscore": "_",
}
"""Signs that have shorter names than Unicode's."""

_AS_SENT: Final[Mapping[str, str]] = {
    "ctrl+m": "enter",
    "ctrl+j": "enter",
    "ctrl+i": "tab",
    "ctrl+h": "backspace",
    "ctrl+[": "escape",
}
"""Keys that a terminal sends as others."""

_MODIFIED: Final = re.compile(r"((?:(?:ctrl|alt|shift)\+)*)(.*)", re.DOTALL)


def known_as(name: str) -> str:
    """The one name of a key, which tells whether two are the same; empty if there is none such."""
    modifiers, plain = _parts(name)
    if "shift+" in modifiers and len(plain) == 1:
        # A terminal sends the capital letter, or the sign that stands above.
        return ""
    return _AS_SENT.get(modifiers + plain, modifiers + plain) if plain else ""


def label(name: str) -> str:
    """How a key is shown; one that is unknown by its name."""
    modifiers, plain = _parts(name)
    if not plain:
        return name
    shown = _(_LABELS[plain]) if plain in _LABELS else plain
    if not modifiers:
        return shown
    before = (_(_MODIFIERS[one]) for one in modifiers.removesuffix("+").split("+"))
    return "+".join((*before, shown.upper() if len(shown) == 1 else shown))


def _parts(name: str) -> tuple[str, str]:
    """A key's modifiers as they are written, and the key without them, empty if unknown."""
    found = _MODIFIED.fullmatch(name)
    modifiers, plain = found.groups() if found else ("", "")
    return modifiers, _plain(plain)


def _plain(name: str) -> str:
    """A key without modifiers: its character where it writes one."""
    if len(name) == 1:
        return "space" if name == " " else name if name.isprintable() else ""
    if name in _LABELS:
        return name
    character = _SIGNS.get(name, "")
    if not character and name == name.lower():
        try:
            character = unicodedata.lookup(name.replace("_", " "))
        except KeyError:
            return ""
    # A letter or a figure is named by itself only.
    is_sign = len(character) == 1 and character.isprintable() and not character.isalnum()
    return character if is_sign else ""
