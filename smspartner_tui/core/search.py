"""What an operator types to search the history: words, numbers, states, days, directions.

French and English are both always understood, without case and accents. The longest run of words
that means something is taken for what it means, and a word that means nothing is looked for as it
stands: so is a `"quoted"` or « quoted » text, whatever it could have meant.
"""

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import Enum, auto
from typing import Final, NamedTuple

from smspartner_tui.core.filter import fold
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.movement import Direction, State

_Days = tuple[date, date]
_Period = tuple[date | None, date | None]


class _Hand(Enum):
    """Whose doing a change was."""

    ANOTHER = auto()


_Meaning = State | Direction | _Hand | int | _Period | None

_MEANINGS: Final[Mapping[str, State | Direction | _Hand]] = {
    **{state.value: state for state in State},
    "prevu": State.PLANNED,
    **dict.fromkeys(("in flight", "en cours"), State.SENDING),
    **dict.fromkeys(("done", "fait", "ok"), State.CONFIRMED),
    **dict.fromkeys(("refused", "refuse", "refus"), State.REJECTED),
    **dict.fromkeys(("not sent", "unsent", "non transmis"), State.NOT_SENT),
    **dict.fromkeys(("?", "doubt", "in doubt", "doute", "en doute", "inconnu"), State.UNKNOWN),
    **dict.fromkeys(("went through", "abouti"), State.RESOLVED_APPLIED),
    **dict.fromkeys(("checked", "verifie", "resolved"), State.RESOLVED_APPLIED),
    **dict.fromkeys(("no effect", "sans effet"), State.RESOLVED_NOT_APPLIED),
    **dict.fromkeys(("+", "ajout", "ajoute", "credite", "added"), Direction.ADD),
    **dict.fromkeys(("-", "debit", "debite", "taken"), Direction.REMOVE),
    **dict.fromkeys(("elsewhere", "ailleurs"), _Hand.ANOTHER),
}

_BACK: Final = {
    **dict.fromkeys(("today", "aujourd'hui", "aujourd’hui", "aujourdhui"), (0, 0)),
    **dict.fromkeys(("yesterday", "hier"), (1, 1)),
    **dict.fromkeys(("week", "semaine"), (6, 0)),
}
"""The first and the last day of a word, in days before today."""

_MONTH_NAMES: Final = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "january february march april may june july august september october november december",
)
# Juin or juillet; and Marc is a colleague, whom nobody writes for a month.
_NO_MONTHS: Final = frozenset({"jui", "marc"})
_MONTHS: Final = {
    name[:length]: month
    for names in _MONTH_NAMES
    for month, name in enumerate(names.split(), start=1)
    for length in range(3, len(name) + 1)
    if name[:length] not in _NO_MONTHS
}

# A year is one of this century, by its last two digits: the days around it can be reckoned with.
_FORMS: Final = (
    r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?:/(?:20)?(?P<year>[0-9]{2}))?",
    r"20(?P<year>[0-9]{2})-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?",
    r"(?P<month>[0-9]{1,2})/20(?P<year>[0-9]{2})",
    r"(?:(?P<day>[0-9]{1,2})(?:er)? )?(?P<name>[a-z]+)\.?(?: 20(?P<year>[0-9]{2}))?",
)
_RANGE: Final = r"(.*?) ?\.\.\.? ?(.*)"
# Not longer than what a database can compare with, and no telephone number.
_NUMBER: Final = r"(?:(?:n[°o]\.?|#) ?)?([1-9][0-9]{0,17})"
_PIECE: Final = r'(!?)(?:"([^"]*)"?|«([^»]*)»?|“([^”]*)”?)|(\S+)'
_LONGEST_RUN: Final = 7  # "12 juin 2025 .. 15 août 2025"


@frozen
class Search:
    """A search as read from its line; an empty one lets all through.

    Each of `words` must be found in a movement's name, reference or operator, none of `without`;
    both are folded. No `states` and no `direction` stand for all of them. `elsewhere` asks only
    for balances that rose by another hand. `since` and `until` are local days, both included.
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    states: frozenset[State] = frozenset()
    number: int | None = None
    direction: Direction | None = None
    elsewhere: bool = False
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self != Search()


def read_search(line: str, today: date) -> Search:
    """Read a search; nothing that is typed is an error.

    States add up, and so do both directions. Periods are narrowed to the days they share; where
    they share none, all from the first to the last are meant.
    """
    pieces = tuple(_pieces(line))
    found = tuple(_understood(pieces, today))
    meanings = {meaning for _text, meaning in found}
    numbers = {meaning for meaning in meanings if isinstance(meaning, int)}
    directions = {meaning for meaning in meanings if isinstance(meaning, Direction)}
    # No movement has two numbers.
    unread = numbers if len(numbers) > 1 else set()
    since, until = _shared([meaning for meaning in meanings if isinstance(meaning, tuple)])
    return Search(
        words=tuple(text for text, meaning in found if meaning is None or meaning in unread),
        without=tuple(piece.text for piece in pieces if piece.is_refused),
        states=frozenset(meaning for meaning in meanings if isinstance(meaning, State)),
        number=numbers.pop() if len(numbers) == 1 else None,
        direction=directions.pop() if len(directions) == 1 else None,
        elsewhere=_Hand.ANOTHER in meanings,
        since=since,
        until=until,
    )


def month_of(text: str) -> tuple[date, date] | None:
    """The first and the last day of a month written with its year, as `2025-06`."""
    days = _possible(_spaced(text), None)
    return days[0] if days and days[0][0] != days[0][1] else None


def day_of(text: str, today: date) -> date | None:
    """The one day that a text means; without a year, the latest such day up to today."""
    days = _days(_spaced(text), today)
    return days[0] if days and days[0] == days[1] else None


class _Piece(NamedTuple):
    """A word or a quoted text; a plain one means nothing but itself."""

    text: str
    is_plain: bool
    is_refused: bool


def _pieces(line: str) -> Iterator[_Piece]:
    # Folded first, because a text that folds to nothing would be found everywhere.
    for refused, *quoted, word in re.findall(_PIECE, fold(line)):
        if not word:
            if phrase := "".join(quoted).strip():
                yield _Piece(phrase, is_plain=True, is_refused=bool(refused))
        elif word.startswith("!") and len(word) > 1:
            yield _Piece(word[1:], is_plain=True, is_refused=True)
        else:
            yield _Piece(word, is_plain=False, is_refused=False)


def _understood(pieces: Sequence[_Piece], today: date) -> Iterator[tuple[str, _Meaning]]:
    """The longest runs of words that mean something, and by themselves those that do not."""
    at = 0
    while at < len(pieces):
        for end in range(min(at + _LONGEST_RUN, len(pieces)), at, -1):
            run = pieces[at:end]
            text = " ".join(piece.text for piece in run)
            meaning = None if any(piece.is_plain for piece in run) else _meaning(text, today)
            if meaning is not None or end == at + 1:
                if not run[0].is_refused:
                    yield text, meaning
                at = end
                break


def _meaning(text: str, today: date) -> _Meaning:
    # The plural is as good.
    if meaning := _MEANINGS.get(text) or _MEANINGS.get(text.removesuffix("s")):
        return meaning
    if found := re.fullmatch(_NUMBER, text):
        return int(found[1])
    return _days(text, today) or _range(text, today)


def _days(text: str, today: date) -> _Days | None:
    """What a text means without a range; without a year, the latest such days begun by today."""
    days = _possible(text, today)
    return _latest(days, today) if days else None


def _range(text: str, today: date) -> _Period | None:
    """`A..B`, `A..` or `..B`, spaced or not; a side without a year is the one next to the other."""
    found = re.fullmatch(_RANGE, text)
    if found is None:
        return None
    firsts, lasts = _possible(found[1], today), _possible(found[2], today)
    if firsts and not found[2]:
        return _latest(firsts, today)[0], None
    if lasts and not found[1]:
        return None, _latest(lasts, today)[1]
    if not (firsts and lasts):
        return None
    first = _latest(firsts, min(today, lasts[0][1]) if len(lasts) == 1 else today)
    last = next((days for days in lasts if days[1] >= first[0]), lasts[-1])
    return (first[0], last[1]) if first[0] <= last[1] else (last[0], first[1])


def _latest(days: Sequence[_Days], limit: date) -> _Days:
    return max((some for some in days if some[0] <= limit), default=days[0])


def _possible(text: str, today: date | None) -> list[_Days]:
    """The days that a text can mean: once with a year, of many years without, oldest first.

    Without `today` a year has to be told.
    """
    if today is not None and text in _BACK:
        first, last = _BACK[text]
        return [(today - timedelta(first), today - timedelta(last))]
    found = next(filter(None, (re.fullmatch(form, text) for form in _FORMS)), None)
    if found is None:
        return []
    told = found.groupdict()
    month = _MONTHS.get(told["name"], 0) if "name" in told else int(told["month"])
    if not month:
        return []
    if told["year"]:
        years = range(year := 2000 + int(told["year"]), year + 1)
        if "name" in told and today is not None and year > today.year:
            # Behind a month's name, what is no year yet is the number of a movement.
            return []
    elif today is None:
        return []
    else:
        # A 29 February is at most eight years away.
        years = range(min(1992, today.year - 8), today.year + 9)
    day = int(told["day"]) if told.get("day") else None
    possible = (_in_year(year, month, day) for year in years)
    return [days for days in possible if days is not None]


def _in_year(year: int, month: int, day: int | None) -> _Days | None:
    try:
        if day is not None:
            return date(year, month, day), date(year, month, day)
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    except ValueError:
        return None


def _shared(periods: Sequence[_Period]) -> _Period:
    """The days that all periods share, or else those from the first to the last."""
    begins = [since for since, _until in periods if since is not None]
    ends = [until for _since, until in periods if until is not None]
    since, until = max(begins, default=None), min(ends, default=None)
    if since is None or until is None or since <= until:
        return since, until
    return (
        min(begins) if len(begins) == len(periods) else None,
        max(ends) if len(ends) == len(periods) else None,
    )


def _spaced(text: str) -> str:
    return " ".join(fold(text).split())
