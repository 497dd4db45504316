"""The language of everything a person reads: English in the code, French in the catalogue.

Words are looked up when they are shown, never when a module is imported, so that the language
can be chosen after the command line and the configuration were read.
"""

import gettext
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from smspartner_tui.core.money import Language

DOMAIN: Final = "smspartner_tui"
LOCALE_FOLDER: Final = Path(__file__).parent / "locale"

Choice = Literal["auto", "en", "fr"]

_KEY: Final = re.compile(r" \(([a-z?](?:, [a-z?])*)\)")
"""A key, or several, as sentences name them, behind what they do."""


class _Chosen:
    """The language in force; one for the process, because one person looks at it."""

    language: Language = "en"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()
    instead_of_keys: Mapping[str, str] | None = None


def use(language: Language) -> None:
    """Speak this language from now on."""
    _Chosen.language = language
    _Chosen.catalogue = gettext.translation(DOMAIN, LOCALE_FOLDER, [language], fallback=True)


def language() -> Language:
    """The language in force."""
    return _Chosen.language


def name_instead_of_keys(names: Mapping[str, str] | None) -> None:
    """Where there are no keys, have sentences name what does the same, by key; None for keys.

    A key that has nothing to stand for it is left out.
    """
    _Chosen.instead_of_keys = names


def _(message: str) -> str:
    """The message in the language in force."""
    # The empty message is the catalogue's own header.
    return _with_ways_out(_Chosen.catalogue.gettext(message)) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The singular or plural message that fits a count, in the language in force."""
    return _with_ways_out(_Chosen.catalogue.ngettext(singular, plural, count))


def _with_ways_out(text: str) -> str:
    """A message as it is said here: what it says to press may be a command."""
    names = _Chosen.instead_of_keys
    # Before anything of others is put into it: a client's name may hold such a letter, too.
    return text if names is None else _KEY.sub(lambda keys: _instead(names, keys[1]), text)


def _instead(names: Mapping[str, str], keys: str) -> str:
    """What stands for keys: between one pair of brackets, as they were."""
    found = [
        names[key].removeprefix(" (").removesuffix(")") for key in keys.split(", ") if key in names
    ]
    return f" ({', '.join(found)})" if found else ""


def N_(message: str) -> str:  # noqa: N802 (the name that message extraction looks for)
    """Mark a message for translation where it is data, to be looked up when it is shown."""
    return message


def choose(wanted: Choice, environment: Mapping[str, str] = os.environ) -> Language:
    """The language for a wish: the wish itself, or what the environment's locale asks for."""
    if wanted != "auto":
        return wanted
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "fr" if value.casefold().startswith("fr") else "en"
    return "en"
