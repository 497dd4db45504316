"""A strict reader of the configuration: every surprise is an error with its line and its remedy."""

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Self

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.money import read_euros
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.settings.errors import SettingsError, fault_in
from smspartner_tui.settings.values import (
    Place,
    is_hexadecimal,
    read_duration,
    written_duration,
)

LONGEST_NAME = 60
"""Characters of a key's or a table's name that an error shows."""

_KEY_NAMES = frozenset({"key", "apikey", "apitoken", "apisecret", "secret", "password", "token"})


class Source:
    """The text of a configuration file, and where it came from."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._text = text

    @cached_property
    def _lines(self) -> dict[Place, int]:
        # For errors only.
        from smspartner_tui.settings.lines import lines_of

        return lines_of(self._text)

    def line_of(self, place: Place) -> int | None:
        """The line of a table or key, or of the nearest thing around it that has one."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place)


@frozen
class Table:
    """One table of the configuration, read key by key."""

    source: Source
    values: Mapping[str, object]
    place: Place = ()

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def line(self, key: str | None = None) -> int | None:
        """The line of one of the keys, or of the table itself."""
        return self.source.line_of(self.place if key is None else (*self.place, key))

    def fault(self, key: str | None, problem: str, **figures: object) -> SettingsError:
        """The error for a problem with one of the keys, or with the whole table."""
        name = "" if key is None else short(key)
        return fault_in(self.source.path, problem.format(key=name, **figures), self.line(key))

    def only(self, known: Collection[str]) -> Self:
        """This table, held to the keys that it may have."""
        self.refuse_inline_keys(known)
        for key in self.values:
            if key in known:
                continue
            import difflib

            if near := difflib.get_close_matches(key, known, 1):
                raise self.fault(
                    key, _("unknown key `{key}`; did you mean `{near}`?"), near=near[0]
                )
            raise self.fault(
                key, _("unknown key `{key}`; known here: {known}"), known=", ".join(known)
            )
        return self

    def refuse_inline_keys(self, known: Collection[str] = ()) -> None:
        """Refuse a key of the platform written into the file, whatever it is called."""
        for key, value in self.values.items():
            if key not in known:
                letters = re.sub("[^a-z]", "", key.casefold())
                if letters in _KEY_NAMES or is_hexadecimal(key):
                    raise self.inline_key(key)
            # A sub-account's token is the one text that may look like a key.
            if isinstance(value, str) and key != "token" and is_hexadecimal(value):
                raise self.inline_key(key)

    def inline_key(self, key: str) -> SettingsError:
        """The error for a platform's key that stands in the file."""
        problem = _(
            "this looks like an API key, which must not stand in this file: take it out, then name "
            "its source with `api_key_command`, `api_key_file` or `api_key_env`"
        )
        return self.fault(key, problem)

    def text(self, key: str, default: str = "") -> str:
        """A text as it stands."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.fault(key, _("`{key}` must be a text between quotes"))
        return value

    def label(self, key: str, default: str = "") -> str:
        """A text to be shown, made harmless."""
        return (clean(self.text(key)) or default) if key in self else default

    def flag(self, key: str, *, default: bool = False) -> bool:
        """A yes or no."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.fault(key, _("`{key}` must be true or false, without quotes"))
        return value

    def choice(self, key: str, *choices: str) -> str:
        """One of a few words; the first is the default."""
        value = self.text(key, choices[0])
        if value not in choices:
            problem = _("`{key}` must be one of: {choices}")
            raise self.fault(key, problem, choices=", ".join(choices))
        return value

    def money(self, key: str, default: Decimal | None, *, zero: bool = True) -> Decimal | None:
        """An amount in euros, written between quotes; None where it is written as ""."""
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise self.fault(key, _('write the amount `{key}` between quotes, such as "50.00"'))
        try:
            amount = read_euros(self.text(key))
        except ValueError:
            problem = _('`{key}` is not an amount in euros: write it such as "50.00"')
            raise self.fault(key, problem) from None
        if amount == 0 and not zero:
            problem = _(
                '`{key}` may not be zero: write "" for no limit, or `read_only = true` to forbid '
                "every movement"
            )
            raise self.fault(key, problem)
        return amount

    def duration(
        self, key: str, default: timedelta, *, least: timedelta, most: timedelta
    ) -> timedelta:
        """A span of time such as "30s", "5m" or "12h", within bounds."""
        if key not in self:
            return default
        try:
            value = read_duration(self.text(key))
        except ValueError:
            problem = _('`{key}` must be a duration such as "30s", "5m" or "12h"')
            raise self.fault(key, problem) from None
        if not least <= value <= most:
            raise self.fault(
                key,
                _("`{key}` must lie between {least} and {most}"),
                least=written_duration(least),
                most=written_duration(most),
            )
        return value

    def path(self, key: str) -> Path | None:
        """A place on this machine, `~` allowed; None where there is none or it is ""."""
        value = self.text(key)
        if not value:
            return None
        try:
            path = Path(value).expanduser()
        except RuntimeError:
            path = Path()
        if not path.is_absolute() or not value.isprintable():
            raise self.fault(key, _("`{key}` must be a full path, beginning with / or ~/"))
        return path

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        value = self.values[key]
        listed = value if isinstance(value, list) else []
        words = [word for word in listed if isinstance(word, str) and word and word.isprintable()]
        if not words or len(words) != len(listed):
            raise self.fault(key, _('`{key}` must be a list of texts, such as ["pass", "show"]'))
        return tuple(words)

    def table(self, key: str) -> "Table":
        """A table inside this one; empty where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.fault(key, _("`{key}` must be a table, with its own line in brackets"))
        return Table(self.source, value, (*self.place, key))

    def named_tables(self, key: str) -> dict[str, "Table"]:
        """Tables inside this one's table, by the names that the operator gave them."""
        tables = self.table(key)
        return {name: tables.table(name) for name in tables.values}

    def tables(self, key: str) -> tuple["Table", ...]:
        """A list of tables inside this one; empty where there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.fault(key, _("`{key}` must be a list of tables, each under [[…{key}]]"))
        place = (*self.place, key)
        return tuple(Table(self.source, one, (*place, n)) for n, one in enumerate(value))


def short(name: str) -> str:
    """A name from the file as an error shows it."""
    return clean(name, LONGEST_NAME)
