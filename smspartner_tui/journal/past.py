"""What looking back asks of a journal: records page by page, totals, steps, and evidence."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final, NamedTuple

from smspartner_tui.core.history import (
    EVERYTHING,
    Held,
    Past,
    Place,
    Record,
    Rise,
    Step,
    Totals,
    place_of,
)
from smspartner_tui.core.money import from_micros
from smspartner_tui.core.movement import APPLIED_STATES, OPEN_STATES, Entry, State
from smspartner_tui.core.search import Search
from smspartner_tui.core.verdict import Evidence, Sighting
from smspartner_tui.journal import rows
from smspartner_tui.journal.reader import MAIN, Reader, listed

_NO_PLACE: Final = Place(2**62)
"""Before every record."""

_AROUND: Final = timedelta(minutes=30)
"""How long before a balance was read a movement that it may be without can have been sent."""

SENT_AROUND: Final = (
    "number >= coalesce("
    "(SELECT number FROM movement WHERE sent_at < ? ORDER BY sent_at DESC LIMIT 1), 0)"
)
"""Movements sent since a time, and the one before: its program can have been halted until then."""

_MOST_SIGHTINGS: Final = 500
"""Of each account, from the sending on: days of spending, read every minute, are not looked at."""


class _Clause(NamedTuple):
    """A condition in SQL and its values."""

    text: str
    values: tuple[str | int, ...]


class PastQuestions(Reader):
    """What was: nothing here writes."""

    def records(
        self, limit: int, before: Place | None = None, search: Search = EVERYTHING
    ) -> tuple[Record, ...]:
        """The newest records that a search finds, newest first; those before a place, if given.

        Raises:
            JournalError: it cannot be read.
        """
        place = before or _NO_PLACE
        with self._reading():
            found: list[Record] = [*self._all_found(search, place, limit)]
            found += self._rises_found(search, place, limit)
            return tuple(sorted(found, key=place_of, reverse=True)[:limit])

    def history(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """The newest movements, newest first; those with a number under `before`, if given.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            place = _NO_PLACE if before is None else Place(before)
            return self._all_found(EVERYTHING, place, limit)

    def totals(self, search: Search = EVERYTHING) -> Totals:
        """What all the records that a search finds add up to.

        Raises:
            JournalError: it cannot be read.
        """
        clause = _of_movements(search)
        rises = _of_rises(search)
        with self._reading():
            count, added, taken, doubts, in_doubt = self._db.execute(
                "SELECT count(*), "  # noqa: S608 (our own states; the rest are values)
                f"{_sum('direction = ' + chr(39) + 'add' + chr(39), APPLIED_STATES)}, "
                f"{_sum('direction <> ' + chr(39) + 'add' + chr(39), APPLIED_STATES)}, "
                f"count(CASE WHEN state IN ({listed(OPEN_STATES)}) THEN 1 END), "
                f"{_sum('1', OPEN_STATES)} FROM movement WHERE {clause.text}",
                clause.values,
            ).fetchone()
            risen, elsewhere = self._db.execute(
                f"SELECT count(*), coalesce(sum(micros), 0) FROM rise WHERE {rises.text}",  # noqa: S608
                rises.values,
            ).fetchone()
        return Totals(
            count=count,
            added=from_micros(added),
            taken=from_micros(taken),
            in_doubt=from_micros(in_doubt),
            doubts=doubts,
            elsewhere=from_micros(elsewhere),
            rises=risen,
        )

    def newest_at(self) -> datetime | None:
        """The latest time that a movement took a step or a balance was seen (UTC).

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            found = self._db.execute(
                "SELECT max(at) FROM (SELECT max(at) AS at FROM event "
                "UNION ALL SELECT max(last_at) FROM reading)"
            ).fetchone()[0]
            return datetime.fromisoformat(found) if found else None

    def steps(self, movement_id: str) -> tuple[Step, ...]:
        """Every step of a movement, with the hash that covers it and all before it.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            found = self._db.execute(
                "SELECT state, at, hash FROM event WHERE movement = ? ORDER BY seq", (movement_id,)
            )
            return tuple(
                Step(State(row["state"]), datetime.fromisoformat(row["at"]), row["hash"])
                for row in found
            )

    def past(self, search: Search = EVERYTHING) -> Past:
        """All that a search finds, oldest first, and the balances of that time.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            clause, rises = _of_movements(search), _of_rises(search)
            found = self._db.execute(
                f"SELECT * FROM rise WHERE {rises.text} ORDER BY after, id",  # noqa: S608
                rises.values,
            ).fetchall()
            return Past(
                self._all(f"WHERE {clause.text} ORDER BY number", *clause.values),
                tuple(map(rows.rise, found)),
                self._held_in(search.since, search.until),
            )

    def evidence(self, entry: Entry) -> Evidence:
        """What there is to judge an unknown outcome by.

        Raises:
            JournalError: it cannot be read.
        """
        befores = [seen.read_at for seen in (entry.main_before, entry.subaccount_before) if seen]
        since = min([entry.at, *befores]) - _AROUND
        with self._reading():
            others = tuple(
                other
                for other in self._all(f"WHERE {SENT_AROUND} ORDER BY number", rows.moment(since))
                if other.movement.id != entry.movement.id
            )
            replied = replied_at(others)
            return Evidence(
                entry,
                tuple(self._sightings(MAIN, entry.at, replied)),
                tuple(self._sightings(entry.movement.token, entry.at, replied)),
                others,
                is_in_order=self._is_in_order_since(MAIN, entry.at)
                and self._is_in_order_since(entry.movement.token, entry.at),
            )

    def _is_in_order_since(self, account: str, since: datetime) -> bool:
        """Whether the balances that count as seen after a time were kept in the order of times.

        Where the clock was set back, one from before that time can stand as seen after it.
        """
        return not self._value(
            "SELECT count(*) FROM (SELECT first_at, last_at, "
            "lag(last_at, 1, '') OVER (ORDER BY id) AS before_at FROM reading WHERE account = ? "
            "AND id >= (SELECT min(id) FROM reading WHERE account = ? AND last_at > ?)) "
            "WHERE first_at > last_at OR before_at > first_at",
            *(account, account, rows.moment(since)),
        )

    def _sightings(
        self, account: str, since: datetime, replied: Mapping[datetime, datetime]
    ) -> Iterator[Sighting]:
        """Balances asked for after a time, each when it was first and when it was last seen."""
        found = self._db.execute(
            "SELECT * FROM reading WHERE account = ? AND last_at > ? ORDER BY id",
            (account, rows.moment(since)),
        )
        for row in islice(found, _MOST_SIGHTINGS):
            times = ((row["first_at"], row["first_by"]), (row["last_at"], row["last_by"]))
            for at, by in dict.fromkeys(times):
                seen = sighting(row["micros"], at, by, replied)
                if seen.asked_at > since:
                    yield seen

    def _held_in(self, since: date | None, until: date | None) -> dict[str, tuple[Held, ...]]:
        start = _start_of(since) if since else ""
        end = _end_of(until) if until else "~"
        found = self._db.execute(
            "SELECT * FROM reading AS one WHERE account <> ? AND first_at < ? AND (last_at >= ? "
            "OR id = (SELECT max(id) FROM reading WHERE account = one.account AND first_at < ?)) "
            "ORDER BY account, id",
            (MAIN, end, start, start),
        )
        held: dict[str, list[Held]] = {}
        for row in found:
            first, last = map(datetime.fromisoformat, (row["first_at"], row["last_at"]))
            held.setdefault(row["account"], []).append(
                Held(from_micros(row["micros"]), first, last)
            )
        return {account: tuple(balances) for account, balances in held.items()}

    def _all_found(self, search: Search, place: Place, limit: int) -> tuple[Entry, ...]:
        clause = _of_movements(search)
        # A rise after a movement stands above it.
        below = place.number if place.rise else place.number - 1
        return self._all(
            f"WHERE number <= ? AND {clause.text} ORDER BY number DESC LIMIT ?",
            below,
            *clause.values,
            limit,
        )

    def _rises_found(self, search: Search, place: Place, limit: int) -> tuple[Rise, ...]:
        clause = _of_rises(search)
        found = self._db.execute(
            f"SELECT * FROM rise WHERE (after, id) < (?, ?) AND {clause.text} "  # noqa: S608
            "ORDER BY after DESC, id DESC LIMIT ?",
            (place.number, place.rise, *clause.values, limit),
        )
        return tuple(map(rows.rise, found.fetchall()))


def sighting(micros: int, at: str, by: str, replied: Mapping[datetime, datetime]) -> Sighting:
    """A balance as the journal holds it; one that a reply told may be as old as its movement."""
    seen_at = datetime.fromisoformat(at)
    asked_at = replied.get(seen_at, seen_at)
    return Sighting(from_micros(micros), asked_at, datetime.fromisoformat(by))


def replied_at(entries: Iterable[Entry]) -> dict[datetime, datetime]:
    """When the replies of confirmed movements came, with when those were sent."""
    return {
        entry.settled_at: entry.at
        for entry in entries
        if entry.state is State.CONFIRMED and entry.settled_at is not None
    }


def _sum(condition: str, states: frozenset[State]) -> str:
    which = f"{condition} AND state IN ({listed(states)})"
    return f"coalesce(sum(CASE WHEN {which} THEN micros END), 0)"


def _of_movements(search: Search) -> _Clause:
    """Which movements a search finds."""
    parts, values = _texts_and_times(search, "sent_at")
    parts.append("0" if search.elsewhere else "number IS NOT NULL")
    if search.states:
        parts.append(f"state IN ({listed(search.states)})")
    if search.number is not None:
        parts.append("number = ?")
        values.append(search.number)
    if search.direction is not None:
        parts.append("direction = ?")
        values.append(search.direction.value)
    return _Clause(" AND ".join(parts), tuple(values))


def _of_rises(search: Search) -> _Clause:
    """Which rises a search finds: none where it asks for what only a movement has."""
    parts, values = _texts_and_times(search, "at")
    asks_for_movements = search.states or search.number is not None or search.direction
    parts.append("0" if asks_for_movements else "1")
    return _Clause(" AND ".join(parts), tuple(values))


def _texts_and_times(search: Search, time: str) -> tuple[list[str], list[str | int]]:
    parts = ["instr(search, ?) > 0"] * len(search.words)
    parts += ["instr(search, ?) = 0"] * len(search.without)
    values: list[str | int] = [_writable(text) for text in (*search.words, *search.without)]
    if search.since is not None:
        parts.append(f"{time} >= ?")
        values.append(_start_of(search.since))
    if search.until is not None:
        parts.append(f"{time} < ?")
        values.append(_end_of(search.until))
    return parts, values


def _writable(text: str) -> str:
    """A text that the database takes: of a command line not every byte need be one's letter."""
    return text.encode(errors="backslashreplace").decode()


def _start_of(day: date) -> str:
    """The first moment of a local day, as the journal writes times."""
    # Without an offset, because on two days of the year midnight has another one.
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 (local, as people mean it)
    return rows.moment(midnight.astimezone(UTC))


def _end_of(day: date) -> str:
    """The first moment after a local day."""
    return _start_of(day + timedelta(days=1)) if day < date.max else "~"
