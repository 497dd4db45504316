"""The desk: the use cases of one main account, and where the wire and the journal meet."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

from smspartner_tui.books import Books
from smspartner_tui.colleagues import Colleagues
from smspartner_tui.core.accounts import (
    Balances,
    SubAccount,
    newer,
)
from smspartner_tui.core.damage import Damage
from smspartner_tui.core.days import Trend, trend
from smspartner_tui.core.facts import (
    Fact,
    MovementResolved,
    MovementWaits,
    RunChanged,
)
from smspartner_tui.core.guards import Limits, Objection, Situation, Surroundings, objections
from smspartner_tui.core.history import EVERYTHING, Past, Place, Record, Step, Totals
from smspartner_tui.core.movement import Entry, JournalProblem, Movement
from smspartner_tui.core.run import Halt, Leg, Run, is_held
from smspartner_tui.core.search import Search
from smspartner_tui.core.verdict import Evidence, Verdict, judge
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.reading import Ahead
from smspartner_tui.refresher import Refresher
from smspartner_tui.runner import Runner
from smspartner_tui.sender import Partner, Sender


class Desk:
    """Refresh, move, resolve, look back.

    `tell` is called with every fact, from whatever thread it happened in; `stale_after` is the
    age from which a balance is old; `ahead` is a reading that began before the journal was opened.
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
        ahead: Ahead | None = None,
    ) -> None:
        self._partner = partner
        self._journal = journal
        self._subaccounts = {subaccount.token: subaccount for subaccount in subaccounts}
        self._stale_after = stale_after
        self._clock = clock
        journal.names = {token: one.name for token, one in self._subaccounts.items()}
        self._books = Books(journal, self._subaccounts, clock)
        self._sender = Sender(partner, journal, self._books, self._weigh, self._say)
        self._runner = Runner(
            self._sender, partner, journal, self._books, lambda: self.limits, self._say
        )
        self._colleagues = Colleagues(journal, self._books, self._say)
        self._refresher = Refresher(
            partner, self._books, clock, self._before_reading, self._say, ahead
        )
        self.limits = limits
        self.tell: Callable[[Fact], None] = lambda _fact: None

    # What is known

    @property
    def balances(self) -> Balances:
        """The newest balance known of every account."""
        return self._books.balances

    @property
    def journal_problem(self) -> JournalProblem | None:
        """Why nothing can be sent, if the journal cannot be written, or is not the only one."""
        return self._journal.problem or (JournalProblem.RIVAL if self._journal.has_rival else None)

    @property
    def damage(self) -> Damage | None:
        """What in the journal is damaged, where that was found."""
        return self._journal.damage

    @property
    def copied_at(self) -> datetime | None:
        """When the copy was made that took the journal's place since the last session."""
        return self._journal.copied_at

    @property
    def is_sending(self) -> bool:
        """Whether a movement is in flight or waits its turn."""
        return self._sender.is_busy

    def follow(self, subaccounts: Iterable[SubAccount]) -> None:
        """Follow these from now on, and no others; what is in flight or in doubt goes on."""
        # Each is replaced as a whole: threads that look meanwhile see one or the other.
        self._subaccounts = {subaccount.token: subaccount for subaccount in subaccounts}
        self._journal.names = {token: one.name for token, one in self._subaccounts.items()}
        self._books.follow(self._subaccounts)

    def is_held(self, token: str) -> bool:
        """Whether a movement of a sub-account is in flight, in doubt, or in a run that is open.

        Raises:
            JournalError: the journal cannot be read.
        """
        return is_held(token, self._journal.open_entries(), self._journal.open_runs())

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

    def records(
        self, limit: int, before: Place | None = None, search: Search = EVERYTHING
    ) -> tuple[Record, ...]:
        """The newest records that a search finds, newest first; those before a place, if given.

        Raises:
            JournalError: the journal cannot be read.
        """
        return self._journal.records(limit, before, search)

    def totals(self, search: Search = EVERYTHING) -> Totals:
        """What all the records that a search finds add up to.

        Raises:
            JournalError: the journal cannot be read.
        """
        return self._journal.totals(search)

    def past(self, search: Search = EVERYTHING) -> Past:
        """All that a search finds, oldest first, and the balances of that time.

        Raises:
            JournalError: the journal cannot be read.
        """
        return self._journal.past(search)

    def steps(self, movement_id: str) -> tuple[Step, ...]:
        """Every step of a movement, with its hash.

        Raises:
            JournalError: the journal cannot be read.
        """
        return self._journal.steps(movement_id)

    def newest_at(self) -> datetime | None:
        """The latest time that the journal has written down (UTC).

        Raises:
            JournalError: the journal cannot be read.
        """
        return self._journal.newest_at()

    def last_of(self, token: str) -> Entry | None:
        """The newest movement on a sub-account."""
        return self._journal.last_of(token)

    def check_journal(self) -> JournalProblem | None:
        """Hold the journal against its own evidence; what is damaged is not written any more."""
        self._journal.check()
        return self.journal_problem

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
        self._refresher.refresh()

    def look_ahead(self) -> None:
        """Know the balances of the reading that began before, if it has come; telling comes later.

        What has come before the first paint is in it.
        """
        self._refresher.look_ahead()

    def _before_reading(self) -> None:
        """What waited for the journal, or for its time, is done first."""
        self._journal.try_again()
        self._sender.write_outcomes()
        self._runner.leave_late()

    # Trends

    def trends(self, go_on: Callable[[], bool] = lambda: True) -> Mapping[str, Trend]:
        """How each sub-account spends, by token; of as many as it is wanted for.

        Raises:
            JournalError: the journal cannot be read.
        """
        now = self._clock()
        recent = self._journal.recent(self._subaccounts, now)
        return {token: trend(known, now) for token, known in takewhile(lambda _: go_on(), recent)}

    def thin(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Thin the balances that the journal keeps, as long as it is wanted; how many went.

        Raises:
            JournalError: the journal cannot be written.
        """
        return self._journal.thin(self._clock(), go_on)

    # Movements

    def load(self) -> None:
        """Load what will be needed to send, and to read again."""
        self._partner.load()

    def prepare(self) -> None:
        """Open connections ahead of time: a movement is about to be asked for."""
        self._partner.prepare()

    def rest(self) -> None:
        """Close them: none is, unless a run goes on."""
        if not self._runner.has_work:
            self._partner.rest()

    def submit(self, movement: Movement) -> None:
        """Hand over a movement that the operator said yes to; what becomes of it is told."""
        if (run := self._runner.current) is not None:
            self._say(MovementWaits(movement, run))
        self._sender.submit(movement)

    # Runs

    def begin(self, run: Run) -> None:
        """Hand over a run that the operator said yes to; what becomes of it is told."""
        self._runner.begin(run)

    def take_up(self, run: Run, legs: Mapping[int, Leg]) -> None:
        """Go on with a paused run, sending these legs, by place; what becomes of it is told."""
        self._runner.take_up(run, legs)

    def pause(self) -> None:
        """Pause the run that goes on here, after the movement in flight."""
        self._runner.halt(Halt.ASKED)

    @property
    def going(self) -> Run | None:
        """The run that goes on here, and holds the line for it."""
        return self._runner.current

    def drop_rest(self, run: Run) -> None:
        """Do no more of a run: what is left is dropped, after the movement in flight.

        Raises:
            NotGoing: it has ended, or is another process's.
            JournalError: it could not be written.
        """
        # Asked once: it may be over a moment later.
        if (going := self.going) is not None and going.id == run.id:
            self._runner.halt(Halt.DROPPED)
        else:
            self._say(RunChanged(self._journal.leave_run(run.id, Halt.DROPPED)))

    def open_runs(self) -> tuple[Run, ...]:
        """The runs that have not ended, oldest first.

        Raises:
            JournalError: the journal cannot be read.
        """
        return self._journal.open_runs()

    def run_of(self, movement_id: str) -> Run | None:
        """The run that a movement is a leg of.

        Raises:
            JournalError: the journal cannot be read.
        """
        return self._journal.run_of(movement_id)

    def surroundings(self) -> Surroundings:
        """What the journal knows that the guards ask about every sub-account.

        Raises:
            JournalError: the journal cannot be read.
        """
        return self._journal.surroundings(self._clock())

    def examine(self, entry: Entry) -> tuple[Evidence, Verdict]:
        """What later balances prove about an unknown outcome.

        Raises:
            JournalError: the journal cannot be read.
        """
        found = self._journal.evidence(entry)
        evidence = replace(found, may_buy=self._refresher.may_buy(entry.movement.token))
        return evidence, judge(evidence, self._partner.deadline)

    def resolve(self, movement_id: str, *, applied: bool, because: str) -> None:
        """Record what the operator decided about an unknown outcome; sends nothing.

        Raises:
            TooEarly: the platform may still carry out what is said to have had no effect.
            NotUnknown: somebody else decided meanwhile.
            JournalError: it could not be written.
        """
        evidence, verdict = self.examine(self._journal.unknown(movement_id))
        if not applied and self._clock() < verdict.late:
            raise TooEarly(verdict.late)
        self._colleagues.will_resolve(movement_id)
        entry = self._journal.resolve(
            movement_id,
            applied=applied,
            because=because,
            verdict=verdict,
            evidence=evidence,
        )
        if applied:
            self._books.mark_moved(entry.movement)
        self._say(MovementResolved(entry))
        with suppress(JournalError):
            if (run := self._journal.run_of(movement_id)) is not None:
                self._say(RunChanged(run))

    def _weigh(self, movement: Movement, found: Situation) -> tuple[Objection, ...]:
        return objections(movement, self.limits, self._completed(found, movement.token))

    def _say(self, fact: Fact) -> None:
        self._refresher.note(fact)
        if isinstance(fact, RunChanged):
            self._colleagues.know(fact.run)
        # Whoever listens may be gone; what happened is on the disk already.
        with suppress(Exception):
            self.tell(fact)

    def watch_colleagues(self) -> None:
        """Tell from now on what other processes write in the same journal."""
        self._colleagues.watch()

    def stop_reading(self) -> None:
        """End the readings now, and begin no other: nobody waits for them any more."""
        self._refresher.stop()

    def close(self) -> bool:
        """Take no new movement, end the readings, and wait for the movement in flight.

        Returns whether its outcome is on the disk; never waits longer than it may take.
        """
        self.stop_reading()
        self._colleagues.close()
        self._partner.rest()
        is_written = self._sender.close()
        self._runner.leave_late()
        return is_written


class TooEarly(Exception):  # noqa: N818 (what happened, as its reader says it)
    """The platform may still carry out a movement until then (UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until
