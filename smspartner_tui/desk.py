"""The desk: the use cases of one main account, and where the wire and the journal meet."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Event, Lock

from smspartner_tui.books import Books
from smspartner_tui.core.accounts import (
    Balances,
    Reading,
    ReadingProblem,
    SubAccount,
    SubAccountList,
    newer,
)
from smspartner_tui.core.facts import (
    BalancesRead,
    Fact,
    MovementResolved,
    MovementSent,
    MovementSettled,
    RefusalContradicted,
)
from smspartner_tui.core.guards import Limits, Objection, Situation, objections
from smspartner_tui.core.movement import Entry, JournalProblem, Movement, State
from smspartner_tui.core.verdict import contradicts_refusal
from smspartner_tui.journal import Journal
from smspartner_tui.partner import ReadingError
from smspartner_tui.sender import Partner, Sender

_WORTH_GOING_ON = frozenset({None, ReadingProblem.NOT_ALLOWED, ReadingProblem.UNREADABLE})
"""After these, the list is asked for too; a refused key or a dead network would only repeat."""


class Desk:
    """Refresh, move, resolve, look back.

    `tell` is called with every fact, from whatever thread it happened in; `stale_after` is the
    age from which a balance is old.
    """

    def __init__(
        self,
        partner: Partner,
        journal: Journal,
        *,
        subaccounts: Iterable[SubAccount],
        limits: Limits,
        stale_after: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        self._partner = partner
        self._journal = journal
        self._subaccounts = {subaccount.token: subaccount for subaccount in subaccounts}
        self._stale_after = stale_after
        self._clock = clock
        self._books = Books(journal, self._subaccounts, clock)
        self._sender = Sender(partner, journal, self._books, self._weigh, self._say)
        self._reading_lock = Lock()
        self._wants_reading = Event()
        self._refused: Entry | None = None
        self.limits = limits
        self.tell: Callable[[Fact], None] = lambda _fact: None

    # What is known

    @property
    def balances(self) -> Balances:
        """The newest balance known of every account."""
        return self._books.balances

    @property
    def journal_problem(self) -> JournalProblem | None:
        """Why nothing can be sent, if the journal cannot be written."""
        return self._journal.problem

    @property
    def is_sending(self) -> bool:
        """Whether a movement is in flight or waits its turn."""
        return self._sender.is_busy

    def set_read_only(self, read_only: bool) -> None:
        """Allow movements or not; what is in flight goes on."""
        self.limits = replace(self.limits, read_only=read_only)

    def situation(self, token: str) -> Situation:
        """All that the guards ask about a sub-account.

        Raises:
            JournalError: the journal cannot be read.
        """
        return self._completed(self._journal.situation(token, self._clock()), token)

    def open_entries(self) -> tuple[Entry, ...]:
        """Movements in flight or unknown, oldest first."""
        return self._journal.open_entries()

    def history(self, limit: int, before: int | None = None) -> tuple[Entry, ...]:
        """The newest movements, newest first; those with a number under `before`, if given."""
        return self._journal.history(limit, before)

    def last_of(self, token: str) -> Entry | None:
        """The newest movement on a sub-account."""
        return self._journal.last_of(token)

    def check_journal(self) -> JournalProblem | None:
        """Hold the journal against its own evidence; what is damaged is not written any more."""
        self._journal.check()
        return self._journal.problem

    def _completed(self, situation: Situation, token: str) -> Situation:
        """A situation with what the journal does not know: our readings, the configuration."""
        subaccount = self._subaccounts.get(token)
        return replace(
            situation,
            main=newer(self.balances.main, situation.main),
            subaccount=newer(self.balances.of(token), situation.subaccount),
            stale_after=self._stale_after,
            locked=subaccount is not None and subaccount.locked,
        )

    # Readings

    def refresh(self) -> None:
        """Read the balances, and tell; one that is asked for while another runs follows it."""
        self._wants_reading.set()
        while self._wants_reading.is_set():
            if not self._reading_lock.acquire(blocking=False):
                return
            self._refresh_once()

    def _refresh_once(self) -> None:
        """Read once, the lock on readings held; it is given back before anybody is told."""
        try:
            self._wants_reading.clear()
            self._journal.try_again()
            self._sender.write_outcomes()
            refused = self._refused
            asked = self._books.ask()
            reading = self._read()
            balances = self._books.take_reading(reading, asked)
        finally:
            self._reading_lock.release()
        self._say(BalancesRead(reading, balances))
        self._watch_refusal(refused, reading, balances)

    def _read(self) -> Reading:
        # As old as its question: what another process did since may not be in the answer.
        read_at, started = self._clock(), time.monotonic()
        main: Decimal | None = None
        listed: SubAccountList | None = None
        problem: ReadingProblem | None = None
        message = ""
        try:
            main = self._partner.main_balance()
        except ReadingError as error:
            problem, message = error.problem, error.message
        if problem in _WORTH_GOING_ON:
            try:
                listed = self._partner.subaccounts()
            except ReadingError as error:
                problem, message = problem or error.problem, message or error.message
        return Reading(
            read_at=read_at,
            main=main,
            listings=None if listed is None else listed.listings,
            announced=0 if listed is None else listed.announced,
            pages=0 if listed is None else listed.pages,
            problem=problem,
            message=message,
            seconds=time.monotonic() - started,
        )

    def _watch_refusal(self, entry: Entry | None, reading: Reading, balances: Balances) -> None:
        """Hold a refusal against a reading that was asked for after it."""
        if entry is None or self._refused is not entry:
            return
        is_contradicted = contradicts_refusal(entry, balances)
        if is_contradicted or reading.problem is None:
            self._refused = None
        if is_contradicted:
            self._say(RefusalContradicted(entry))

    # Movements

    def prepare(self) -> None:
        """Open connections ahead of time: a movement is about to be asked for."""
        self._partner.prepare()

    def rest(self) -> None:
        """Close them: none is."""
        self._partner.rest()

    def submit(self, movement: Movement) -> None:
        """Hand over a movement that the operator said yes to; what becomes of it is told."""
        self._sender.submit(movement)

    def resolve(self, movement_id: str, *, applied: bool, because: str) -> None:
        """Record what the operator decided about an unknown outcome; sends nothing.

        Raises:
            NotUnknown: somebody else decided meanwhile.
            JournalError: it could not be written.
        """
        entry = self._journal.resolve(movement_id, applied=applied, because=because)
        if applied:
            self._books.mark_moved(entry.movement)
        self._say(MovementResolved(entry))

    def _weigh(self, movement: Movement, found: Situation) -> tuple[Objection, ...]:
        return objections(movement, self.limits, self._completed(found, movement.token))

    def _say(self, fact: Fact) -> None:
        match fact:
            case MovementSent():
                self._refused = None
            case MovementSettled(entry=entry) if entry.state is State.REJECTED:
                self._refused = entry
            case _:
                pass
        # Whoever listens may be gone; what happened is on the disk already.
        with suppress(Exception):
            self.tell(fact)

    def stop_reading(self) -> None:
        """End the readings now, the one that would follow too: nobody waits for them any more."""
        self._wants_reading.clear()
        self._partner.abort_readings()

    def close(self) -> bool:
        """Take no new movement, end the readings, and wait for the movement in flight.

        Returns whether its outcome is on the disk; never waits longer than it may take.
        """
        self.stop_reading()
        self._partner.rest()
        return self._sender.close()
