"""Kept balances thinned: one for each change is too many to keep for years.

What is older than a week is thinned to the last balance of each local day, which is all that a
month's statement asks for; after 400 days it goes. What a movement in doubt may still be judged
by stays, and so do the balances that the next one seen will be held against.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from smspartner_tui.core.movement import OPEN_STATES
from smspartner_tui.journal import rows
from smspartner_tui.journal.keeping import BASES
from smspartner_tui.journal.reader import MAIN, listed
from smspartner_tui.journal.trends import Trends, midnight, newest_before

KEPT_WHOLE: Final = timedelta(days=7)
"""How long every balance is kept."""

KEPT: Final = timedelta(days=400)
"""How long the last one of a day is."""

_LOOKED_AT: Final = 1000
"""Rows in one question."""

_TAKEN_OUT: Final = 200
"""Rows in one transaction."""

_PAUSE: Final = 0.02
"""Seconds between two transactions: longer than who waits to write takes to ask again."""


@dataclass(slots=True)
class _Later:
    """What is known of the balances of an account that are younger than the one looked at.

    `count` is how many there are, `BASES` at most, and `day` the local day of the oldest of them.
    `waits` is the number of one that can go, if there is an older one.
    """

    count: int
    day: str = ""
    waits: int | None = None


@dataclass(slots=True)
class _Look:
    """One look through the journal, from younger balances to older ones.

    Times are as the journal writes them: up to `kept_from` balances go, up to `whole_from` they
    are thinned; of the accounts in `held_from` only those up to the time that is given there.
    `at` is the row from which to look on.
    """

    kept_from: str
    whole_from: str
    held_from: dict[str, str]
    at: int
    later: dict[str, _Later] = field(default_factory=dict)


class Thinning(Trends):
    """Takes out balances that nobody will ask for any more."""

    def thin(self, now: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
        """Thin what is old, as long as it is wanted; how many balances went.

        It takes small steps with pauses between them, so that nobody who writes waits long.

        Raises:
            JournalError: it could not be written.
        """
        look, gone = self._look(now), 0
        while look.at and go_on():
            superfluous = self._superfluous(look)
            for first in range(0, len(superfluous), _TAKEN_OUT):
                self._take_out(superfluous[first : first + _TAKEN_OUT])
                time.sleep(_PAUSE)
            gone += len(superfluous)
        return gone

    def _look(self, now: datetime) -> _Look:
        whole_from = midnight((now - KEPT_WHOLE).astimezone().date())
        with self._reading():
            found = self._db.execute(
                "SELECT token, min(sent_at, coalesce(main_before_at, sent_at)) AS since "  # noqa: S608
                f"FROM movement WHERE state IN ({listed(OPEN_STATES)})"
            ).fetchall()
            held_from = {row["token"]: "" for row in found}
            if found:
                held_from[MAIN] = min(row["since"] for row in found)
            last = newest_before(self._db, whole_from)
        return _Look(rows.moment(now - KEPT), whole_from, held_from, last)

    def _superfluous(self, look: _Look) -> list[int]:
        """The numbers of what can go of the next rows."""
        with self._reading():
            found = self._db.execute(
                "SELECT id, account, last_at, date(first_at, 'localtime') AS day FROM reading "
                "WHERE id <= ? ORDER BY id DESC LIMIT ?",
                (look.at, _LOOKED_AT),
            ).fetchall()
            for account in {row["account"] for row in found} - look.later.keys():
                look.later[account] = _Later(self._count_after(account, look.at))
        superfluous = [*_gone(look, found)]
        look.at = found[-1]["id"] - 1 if found else 0
        return superfluous

    def _count_after(self, account: str, row: int) -> int:
        return self._value(
            "SELECT count(*) FROM (SELECT 1 FROM reading WHERE account = ? AND id > ? LIMIT ?)",
            *(account, row, BASES),
        )

    def _take_out(self, numbers: Sequence[int]) -> None:
        with self._writing():
            self._db.executemany("DELETE FROM reading WHERE id = ?", [(n,) for n in numbers])


def _gone(look: _Look, found: Sequence[sqlite3.Row]) -> Iterator[int]:
    """What can go of some rows, youngest first."""
    for number, account, last_at, day in found:
        later = look.later[account]
        if later.waits is not None:
            yield later.waits
        later.waits = None
        if last_at < min(look.whole_from, look.held_from.get(account, look.whole_from)):
            if last_at < look.kept_from and later.count:
                yield number
            elif day == later.day and later.count == BASES:
                # The first one of all is where the first month's statement opens.
                later.waits = number
        later.count = min(later.count + 1, BASES)
        later.day = day
