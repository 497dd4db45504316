"""What looking back shows: movements, balances that rose elsewhere, and what they add up to."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.core.search import Search

EVERYTHING: Final = Search()
"""The search that finds every record."""


class Place(NamedTuple):
    """Where a record stands in the history: after which movement, and which rise since then."""

    number: int
    rise: int = 0


@frozen
class Rise:
    """A balance that rose without this journal raising it: somebody credited it elsewhere.

    `amount` is the least that was credited, in euros; `since` is when the balance was last seen
    without it, `at` when it was seen (UTC). `token` is empty for the main account, and `after`
    the number of the newest movement then.
    """

    id: int
    token: str
    name: str
    amount: Decimal
    since: datetime
    at: datetime
    after: int

    @property
    def place(self) -> Place:
        """Where it stands in the history."""
        return Place(self.after, self.id)


Record = Entry | Rise
"""One line of the history."""


def place_of(record: Record) -> Place:
    """Where a record stands in the history."""
    return record.place if isinstance(record, Rise) else Place(record.number or 0)


@frozen
class Totals:
    """What records add up to: how many movements, and euros by what became of them.

    `added` and `taken` went through, `in_doubt` may have, in either direction; `elsewhere` is
    what balances rose by without this journal.
    """

    count: int = 0
    added: Decimal = ZERO
    taken: Decimal = ZERO
    in_doubt: Decimal = ZERO
    doubts: int = 0
    elsewhere: Decimal = ZERO
    rises: int = 0


@frozen
class Step:
    """One step of a movement as the journal's chain holds it, and the hash that covers it."""

    state: State
    at: datetime
    hash: str


@frozen
class Held:
    """A balance in euros, when it was first and when it was last seen (UTC)."""

    amount: Decimal
    first_at: datetime
    last_at: datetime


@frozen
class Past:
    """All that a journal holds of a time, oldest first, for statements and exports.

    `balances` are those of each sub-account, by token, with the last one from before that time.
    """

    entries: tuple[Entry, ...]
    rises: tuple[Rise, ...]
    balances: Mapping[str, tuple[Held, ...]]
