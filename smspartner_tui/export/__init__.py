"""The history as text for other programs: every record, or totals per client and month."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from smspartner_tui.core.filter import fold
from smspartner_tui.core.history import EVERYTHING, Past
from smspartner_tui.core.search import Search
from smspartner_tui.core.statement import Statement, statements
from smspartner_tui.export.files import encoded, write_new
from smspartner_tui.export.forms import Form, armed, disarmed, written
from smspartner_tui.export.rows import RECORD_HEADERS, TAIL, TOTAL_HEADERS, records, total

__all__ = [
    "Content",
    "Form",
    "armed",
    "disarmed",
    "encoded",
    "text",
    "to_ask",
    "totals",
    "write_new",
]


class Content(StrEnum):
    """What a file holds."""

    RECORDS = "records"
    TOTALS = "totals"


def to_ask(content: Content, search: Search) -> Search:
    """What to ask a journal for, so that `text` finds in it what it needs.

    Totals need whole months with all that happened in them, and how the month before ended.
    """
    if content is Content.RECORDS:
        return search
    since, until = search.since, search.until
    if since is not None:
        since = (since.replace(day=1) - timedelta(days=1)).replace(day=1)
    if until is not None:
        until = (until.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Search(since=since, until=until)


def text(
    past: Past,
    content: Content,
    form: Form,
    names: Mapping[str, str],
    search: Search = EVERYTHING,
) -> str:
    """What a journal holds as text; `names` are today's, by token.

    Given a search, totals are those of its months, of the sub-accounts whose name its words are
    found in; the past is then what `to_ask` asks for.
    """
    if content is Content.RECORDS:
        return written(RECORD_HEADERS, records(past, names), form)
    return written(TOTAL_HEADERS, map(total, totals(past, names, search)), form)


def totals(past: Past, names: Mapping[str, str], search: Search) -> tuple[Statement, ...]:
    """The statements that a search finds."""
    return tuple(one for one in statements(past, names) if _is_found(one, search))


def _is_found(one: Statement, search: Search) -> bool:
    since = search.since.replace(day=1) if search.since is not None else date.min
    until = search.until or date.max
    known_by = fold(f"{one.name}\n{one.token[-TAIL:]}")
    return (
        since <= one.month <= until
        and all(word in known_by for word in search.words)
        and not any(word in known_by for word in search.without)
    )
