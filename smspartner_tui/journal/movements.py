"""Movements written down: the intent before anything is sent, the outcome, what was decided.

A movement is sent only once its intent is on the disk, and is over only once its outcome is.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.guards import Objection, Situation, blocking
from smspartner_tui.core.movement import (
    Before,
    Entry,
    Movement,
    Outcome,
    Reason,
    Resolution,
    Ruling,
    State,
    Why,
)
from smspartner_tui.core.verdict import Evidence, Sighting, Verdict
from smspartner_tui.journal import rows
from smspartner_tui.journal.chain import Facts, link, written
from smspartner_tui.journal.questions import Questions
from smspartner_tui.journal.reader import MAIN
from smspartner_tui.journal.refusals import AlreadyAsked, GuardsObject, NotUnknown
from smspartner_tui.journal.runs import Runs

WeighFound = Callable[[Situation], tuple[Objection, ...]]


class Movements(Questions, Runs):
    """Begins movements, and writes what became of them."""

    def __init__(self) -> None:
        super().__init__()
        self._came: dict[str, datetime] = {}

    def begin(
        self,
        movement: Movement,
        weigh: WeighFound,
        main: Before | None = None,
        subaccount: Before | None = None,
        run_id: str = "",
    ) -> Entry:
        """Write that a movement is being sent, if every guard still agrees, and number it.

        `weigh` is asked under the lock, with what the journal knows of the sub-account. The
        balances before it are the given ones, or those of a colleague who saw them later.
        `run_id` names the run that it is a leg of.

        Raises:
            GuardsObject: a guard forbids it.
            LineBusy: another movement of the main account is in flight, or a run holds the line.
            NotGoing: the run that it is a leg of does not go on as this process's.
            AlreadyAsked: the journal holds this very movement.
            JournalError: it could not be written.
        """
        self._refuse_rival()
        with self._writing() as owner:
            if self._entry(movement.id) is not None:
                raise AlreadyAsked
            now = self._now()
            self._settle_the_dead(now)
            found = self.situation(movement.token, now)
            refusal: Exception | None = self._hold_line(owner, run_id)
            if objections := blocking(weigh(found)):
                refusal = GuardsObject(objections)
            if refusal is None:
                number = self._value("SELECT coalesce(max(number), 0) + 1 FROM movement")
                main = _later(main, found.main)
                subaccount = _later(subaccount, found.subaccount)
                planned = rows.planned(movement, self.operator, now)
                self._step(movement.id, State.PLANNED, now, planned)
                sending = rows.sending(number, owner, now, main, subaccount)
                self._step(movement.id, State.SENDING, now, sending)
                return self._known(movement.id)
        # Only now, because what died was settled all the same.
        raise refusal

    def settle(self, movement_id: str, outcome: Outcome) -> Entry:
        """Write what a sending came to, and the balances that it told.

        Raises:
            JournalError: it could not be written; the movement stays `sending`.
        """
        # Should it be written at a later try only, it still came now.
        at = self._came.setdefault(movement_id, self._now())
        with self._writing():
            self._step(movement_id, outcome.state, at, rows.settled(outcome, at))
            entry = self._known(movement_id)
            if outcome.state is State.CONFIRMED:
                self._keep_balance(MAIN, outcome.main_balance, at, at, entry.at)
                token, told = entry.movement.token, outcome.subaccount_balance
                self._keep_balance(token, told, at, at, entry.at)
        del self._came[movement_id]
        return entry

    def resolve(
        self,
        movement_id: str,
        *,
        applied: bool,
        because: str,
        verdict: Verdict | None = None,
        evidence: Evidence | None = None,
    ) -> Entry:
        """Write what the operator decided about an unknown outcome, and what was known then.

        Raises:
            NotUnknown: somebody decided before.
            JournalError: it could not be written.
            LookupError: the journal holds no such movement.
        """
        with self._writing():
            self.unknown(movement_id)
            now = self._now()
            resolution = Resolution(
                applied,
                self.operator,
                now,
                because,
                ruling=verdict.ruling if verdict else Ruling.OPEN,
                why=verdict.why if verdict else Why.UNREAD,
                main=_last(evidence.main) if evidence else None,
                subaccount=_last(evidence.subaccount) if evidence else None,
            )
            state = State.RESOLVED_APPLIED if applied else State.RESOLVED_NOT_APPLIED
            self._step(movement_id, state, now, rows.resolved(resolution))
            self._end_if_finished(movement_id)
            return self._known(movement_id)

    def unknown(self, movement_id: str) -> Entry:
        """A movement whose outcome is unknown.

        Raises:
            NotUnknown: somebody decided before, or it never was.
            JournalError: it cannot be read.
            LookupError: the journal holds no such movement.
        """
        entry = self._known(movement_id)
        if entry.state is not State.UNKNOWN:
            raise NotUnknown(entry)
        return entry

    def settle_the_dead(self) -> None:
        """Settle what a process had in flight that is gone; nothing is written where none is.

        Raises:
            JournalError: it could not be written.
        """
        with self._lock:
            if self.problem is None and (self._dead() or self._dead_runs()):
                with self._writing():
                    self._settle_the_dead(self._now())

    def _settle_the_dead(self, now: datetime) -> None:
        """Nobody will ever tell what came of a POST whose process is gone: it is unknown."""
        for entry in self._dead():
            facts = rows.settled(Outcome(State.UNKNOWN, Reason.PROCESS_DIED), now)
            self._step(entry.movement.id, State.UNKNOWN, now, facts)
        self._pause_the_dead()

    def _dead(self) -> list[Entry]:
        """What is in flight by a process that is gone."""
        return [
            entry
            for entry in self._all("WHERE state = 'sending'")
            if self._presence is not None and not self._presence.is_alive(entry.owner)
        ]

    def _step(self, movement_id: str, state: State, at: datetime, facts: Facts) -> None:
        """Append an event, and fold it into the movement's row."""
        when, text = rows.moment(at), written(facts)
        columns = tuple(facts)
        if state is State.PLANNED:
            names = ", ".join(("id", "state", *columns))
            marks = ", ".join("?" * (len(columns) + 2))
            self._db.execute(
                f"INSERT INTO movement ({names}) VALUES ({marks})",  # noqa: S608 (our own columns)
                (movement_id, state.value, *facts.values()),
            )
        else:
            names = ", ".join(f"{column} = ?" for column in ("state", *columns))
            self._db.execute(
                f"UPDATE movement SET {names} WHERE id = ?",  # noqa: S608 (our own columns)
                (state.value, *facts.values(), movement_id),
            )
        last = self._db.execute("SELECT hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        hashed = link(last["hash"] if last else "", movement_id, state.value, when, text)
        self._db.execute(
            "INSERT INTO event (movement, state, at, facts, hash) VALUES (?, ?, ?, ?, ?)",
            (movement_id, state.value, when, text, hashed),
        )

    def _known(self, movement_id: str) -> Entry:
        entry = self._entry(movement_id)
        if entry is None:
            raise LookupError(movement_id)
        return entry


def _later(before: Before | None, seen: Balance | None) -> Before | None:
    """The later of two balances, to the millisecond; none where a movement has changed it since."""
    if seen is None:
        return before
    if before is not None and rows.moment(before.read_at) > rows.moment(seen.read_at):
        return before
    return None if seen.stale else Before(seen.amount, seen.read_at)


def _last(seen: Sequence[Sighting]) -> Before | None:
    return Before(seen[-1].amount, seen[-1].asked_at) if seen else None
