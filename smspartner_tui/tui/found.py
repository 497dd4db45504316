"""What has been read of a search so far, page by page, and what happened since. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.history import Place, Record, Totals, place_of
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.core.search import Search
from smspartner_tui.tui.presentation.history import key_of

_STEPS: Final = {State.PLANNED: 0, State.SENDING: 1, State.UNKNOWN: 2}
"""How far a movement has come, all other states being last: no step leads back."""


@frozen
class Found:
    """Records by key, newest first, all of them unless there `is_more`; what all add up to."""

    search: Search
    totals: Totals
    records: dict[str, Record]
    is_more: bool

    @property
    def last(self) -> Place:
        """Where the oldest record that was read stands."""
        return place_of(next(reversed(self.records.values())))

    def with_first(self, records: tuple[Record, ...], totals: Totals, *, is_last: bool) -> "Found":
        """With the newest records as they were read again; those read below them stay."""
        kept = (one for one in self.records.values() if self._outlives(one, records, is_last))
        known = _newest_first([*map(self._later, records), *kept])
        is_more = not is_last and (self.is_more if len(known) > len(records) else True)
        return Found(self.search, totals, known, is_more)

    def _outlives(self, record: Record, records: tuple[Record, ...], is_last: bool) -> bool:
        """Whether a record is one that the newest, as they were read, could not hold."""
        if records and place_of(record) > place_of(records[0]):
            # It happened while they were read; whether a search finds it the journal must say.
            return not self.search
        return bool(records) and not is_last and place_of(record) < place_of(records[-1])

    def with_more(self, records: tuple[Record, ...], *, is_last: bool) -> "Found":
        """With the records that stand below."""
        known = _newest_first([*self.records.values(), *map(self._later, records)])
        return replace(self, records=known, is_more=not is_last)

    def with_entry(self, entry: Entry) -> "Found":
        """With a movement as it stands now; a new one where everything is looked at."""
        if entry.number is None or (self.search and key_of(entry) not in self.records):
            return self
        known = _newest_first([*self.records.values(), self._later(entry)])
        return replace(self, records=known)

    def _later(self, record: Record) -> Record:
        """A record as it was told last: a page may be older than what is known by now."""
        known = self.records.get(key_of(record))
        if isinstance(record, Entry) and isinstance(known, Entry):
            return known if _steps(known) > _steps(record) else record
        return record


def found(search: Search, records: tuple[Record, ...], totals: Totals, *, is_last: bool) -> Found:
    """The first that is read of a search."""
    return Found(search, totals, _newest_first(records), not is_last)


def _newest_first(records: Iterable[Record]) -> dict[str, Record]:
    by_key = {key_of(record): record for record in records}
    return dict(sorted(by_key.items(), key=lambda item: place_of(item[1]), reverse=True))


def _steps(entry: Entry) -> int:
    return _STEPS.get(entry.state, len(_STEPS))
