"""The books: the newest balance known of every account, in memory and in the journal."""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import datetime
from itertools import count
from threading import Lock
from typing import Final

from smspartner_tui.core.accounts import Balance, Balances, Reading
from smspartner_tui.core.history import Rise
from smspartner_tui.core.movement import Before, Movement, Outcome
from smspartner_tui.journal import Journal, JournalError

BEFORE_ALL: Final = -1
"""The order of a reading that was sent for before the journal was read."""


class Books:
    """Balances as readings and replies bring them, safe to share between threads.

    What a reply told is never overwritten by a reading that was asked for before it. Balances
    in the journal are a hint for colleagues and the next start, so failing to keep or to find
    them stops nothing.
    """

    def __init__(
        self, journal: Journal, followed: Collection[str], clock: Callable[[], datetime]
    ) -> None:
        self._journal = journal
        self._followed = frozenset(followed)
        self._clock = clock
        self._order = count(1)
        # What the journal knows at the start has the order 0.
        self._taken = {0}
        self._lock = Lock()
        self._balances = Balances()
        with suppress(JournalError):
            self._balances = journal.balances()

    def follow(self, tokens: Collection[str]) -> None:
        """Keep the balances of these from now on, and of no others but those in doubt."""
        self._followed = frozenset(tokens)

    @property
    def balances(self) -> Balances:
        """The newest balance known of every account."""
        return self._balances

    def ask(self) -> int:
        """The order of a reading that is about to be sent for."""
        return next(self._order)

    def before(self, movement: Movement) -> tuple[Before | None, Before | None]:
        """Both balances as last read, from which a verdict will start, should one be needed."""
        return _before(self._balances.main), _before(self._balances.of(movement.token))

    def take_page(self, page: Reading, asked: int) -> Balances:
        """The balances with a part of a reading that is still going on; the journal waits."""
        with self._lock:
            known = self._giving_way(page.read_at, page.listings or ())
            self._balances = known.after_reading(page, asked)
            return self._balances

    def take_reading(self, reading: Reading, asked: int) -> tuple[Balances, tuple[Rise, ...]]:
        """The balances with a reading that was asked for at that order, and what rose in them."""
        with self._lock:
            known = self._giving_way(reading.read_at, self._balances.subaccounts)
            balances = self._balances = known.after_reading(reading, asked)
            self._taken = {order for order in self._taken if order > asked}
        main = balances.main
        rises: tuple[Rise, ...] = ()
        with suppress(JournalError):
            # What is in doubt is judged by its balances, even where it is followed no more.
            doubts = {entry.movement.token for entry in self._journal.open_entries()}
            rises = self._journal.keep_balances(
                main.amount if main is not None and main.order == asked else None,
                {
                    token: balance.amount
                    for token, balance in balances.subaccounts.items()
                    if balance.order == asked and (token in self._followed or token in doubts)
                },
                reading.read_at,
            )
        return balances, rises

    def _giving_way(self, asked_at: datetime, tokens: Iterable[str]) -> Balances:
        """The balances, where what others saw before a reading's question does not outlast it.

        Nor does what somebody is to see, by this machine's clock. Of the sub-accounts those of
        `tokens` alone, because a long list comes in many pages.
        """
        now = self._clock()

        def gives_way(balance: Balance) -> Balance:
            is_newer = balance.order not in self._taken or asked_at <= balance.read_at <= now
            if is_newer:
                return balance
            return Balance(balance.amount, balance.read_at, BEFORE_ALL, stale=balance.stale)

        known = self._balances
        theirs = {
            token: gives_way(balance)
            for token in tokens
            if (balance := known.of(token)) is not None
        }
        return Balances(
            None if known.main is None else gives_way(known.main),
            {**known.subaccounts, **theirs},
        )

    def take_journal(self) -> bool:
        """Take what other processes saw later than this one; whether there was any of it.

        Raises:
            JournalError: the journal cannot be read.
        """
        theirs = self._journal.balances()
        with self._lock:
            ours, order = self._balances, next(self._order)
            self._balances = ours.after_colleagues(theirs, order, self._clock())
            self._taken.add(order)
            return self._balances != ours

    def mark_moved(self, movement: Movement) -> None:
        """Mark both balances stale: a movement changed them by an amount that nobody told."""
        with self._lock:
            self._balances = self._balances.after_reply(
                movement.token, None, None, self._clock(), next(self._order)
            )

    def take_reply(
        self, movement: Movement, outcome: Outcome, came_at: datetime | None = None
    ) -> Balances:
        """The balances with those of a confirmed movement's reply, which the journal has.

        `came_at` is when the journal says that it came, so that both know them for the same.
        """
        with self._lock:
            self._balances = self._balances.after_reply(
                movement.token,
                outcome.main_balance,
                outcome.subaccount_balance,
                came_at or self._clock(),
                next(self._order),
            )
            return self._balances


def _before(balance: Balance | None) -> Before | None:
    # One that is stale was read before a movement that is not the one in question.
    if balance is None or balance.stale:
        return None
    return Before(balance.amount, balance.read_at)
