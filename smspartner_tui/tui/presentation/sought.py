"""What a search was taken to ask for, in words: so that `mars` is seen to mean March."""

import calendar
import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from smspartner_tui.core.filter import fold
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.search import Search
from smspartner_tui.i18n import N_, _
from smspartner_tui.tui.presentation.times import short_day
from smspartner_tui.wording import state

_MONTHS: Final = (
    *(N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June")),
    *(N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December")),
)

_TYPED: Final = re.compile(r'"([^"]*)"?|«([^»]*)»?|“([^”]*)”?|(\S+)')


def sought(search: Search, line: str, today: date) -> list[str]:
    """The parts of a search, its words as they were typed in its line."""
    typed = dict(_as_typed(line))
    parts = [_period(search, today)] if search.since or search.until else []
    if search.number is not None:
        parts.append(_("no. {number}").format(number=search.number))
    parts += [state(one) for one in sorted(search.states)]
    if search.direction is not None:
        is_add = search.direction is Direction.ADD
        parts.append(_("credit added") if is_add else _("credit taken back"))
    if search.elsewhere:
        parts.append(_("elsewhere"))
    parts += [typed.get(word, word) for word in search.words]
    parts += [f"!{typed.get(word, word)}" for word in search.without]
    return parts


def _as_typed(line: str) -> Iterator[tuple[str, str]]:
    for found in _TYPED.findall(line):
        text = "".join(found).strip()
        yield fold(text), text
        yield fold(text.removeprefix("!")), text.removeprefix("!")


def _period(search: Search, today: date) -> str:
    since, until = search.since, search.until
    if since is None or until is None:
        words = _("until {day}") if since is None else _("since {day}")
        return words.format(day=short_day(since or until or today, today))
    if since == until:
        return short_day(since, today)
    last = calendar.monthrange(since.year, since.month)[1]
    if (since.day, until) == (1, since.replace(day=last)):
        month = _(_MONTHS[since.month - 1])
        return month if since.year == today.year else f"{month} {since.year}"
    return _("{first} to {last}").format(
        first=short_day(since, today), last=short_day(until, today)
    )
