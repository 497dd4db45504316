"""Runs as the journal holds them: what was asked for, written before any of it is tried.

A run that is running holds the line of its main account, in every process; a row says so, and
the lock of the process that owns it says whether that row still means anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.run import Halt, Leg, Run, RunState
from smspartner_tui.journal import rows
from smspartner_tui.journal.chain import seal
from smspartner_tui.journal.database import JournalError
from smspartner_tui.journal.keeping import Keeping
from smspartner_tui.journal.presence import Presence
from smspartner_tui.journal.refusals import LineBusy, NotGoing

_OPEN: Final = "WHERE state <> 'ended' ORDER BY number"
_RUNNING: Final = "WHERE state = 'running'"
_IN_FLIGHT: Final = "WHERE state = 'sending'"


class Runs(Keeping):
    """Begins runs, takes them up again, and leaves them."""

    operator: Operator
    _presence: Presence | None

    # Asked

    def run(self, run_id: str) -> Run:
        """A run, with its legs as they stand now.

        Raises:
            LookupError: there is none.
            JournalError: it cannot be read.
        """
        for run in self._runs("WHERE id = ?", run_id):
            return run
        raise LookupError(run_id)

    def run_of(self, movement_id: str) -> Run | None:
        """The run that a movement is a leg of.

        Raises:
            JournalError: it cannot be read.
        """
        clause = "WHERE id = (SELECT run FROM leg WHERE movement = ?)"
        return next(iter(self._runs(clause, movement_id)), None)

    def open_runs(self) -> tuple[Run, ...]:
        """The runs that have not ended, oldest first.

        Raises:
            JournalError: it cannot be read.
        """
        return self._runs(_OPEN)

    def _runs(self, clause: str, *values: str) -> tuple[Run, ...]:
        with self._reading():
            found = self._db.execute(f"SELECT * FROM run {clause}", values).fetchall()  # noqa: S608
            return tuple(rows.run(row, self._legs(row["id"])) for row in found)

    def _legs(self, run_id: str) -> tuple[Leg, ...]:
        """The last try at each place, with what became of it."""
        found = self._db.execute(
            "SELECT * FROM leg WHERE run = ? ORDER BY place, id", (run_id,)
        ).fetchall()
        tried = {
            entry.movement.id: entry
            for entry in self._all("WHERE id IN (SELECT movement FROM leg WHERE run = ?)", run_id)
        }
        last = {row["place"]: rows.leg_of(row, tried.get(row["movement"])) for row in found}
        return tuple(last.values())

    # Written

    def open_run(self, run: Run) -> Run:
        """Write down all that a run is to do, and hold the line for it, as this process.

        Raises:
            NotGoing: it was written before, or what it is to undo was undone meanwhile.
            LineBusy: another run holds the line, or a movement is in flight.
            JournalError: it could not be written.
        """
        with self._taking_the_line() as owner:
            for known in self._runs("WHERE id = ?", run.id):
                raise NotGoing(known)
            self._refuse_undone(run, run.legs)
            now = self._now()
            number = self._value("SELECT coalesce(max(number), 0) + 1 FROM run")
            self._insert(
                "run",
                run.id,
                number,
                run.kind.value,
                run.reference,
                rows.operator_fact(self.operator),
                rows.moment(now),
                RunState.RUNNING.value,
                None,
                owner,
            )
            self._add_legs(run.id, dict(enumerate(run.legs)))
            return self.run(run.id)

    def take_up(self, run_id: str, legs: Mapping[int, Leg]) -> Run:
        """Go on with a run that is paused, holding the line for it; some legs are tried anew.

        Raises:
            NotGoing: it ended, somebody else went on with it, or undid what it is to undo.
            LineBusy: another run holds the line, or a movement is in flight.
            JournalError: it could not be written.
        """
        with self._taking_the_line() as owner:
            run = self.run(run_id)
            if run.state is not RunState.PAUSED or not run.can_go(legs):
                raise NotGoing(run)
            self._refuse_undone(run, legs.values())
            known = {leg.movement.id for leg in run.legs}
            tried_anew = {n: leg for n, leg in legs.items() if leg.movement.id not in known}
            if any(self.run_of(leg.movement.id) for leg in tried_anew.values()):
                # Made from a look at it that is older than the last try.
                raise NotGoing(run)
            self._add_legs(run_id, tried_anew)
            self._turn(run_id, RunState.RUNNING, None, owner)
            return self.run(run_id)

    def leave_run(self, run_id: str, halt: Halt | None) -> Run:
        """Let go of the line: the run ended, or is paused where something is left to do.

        Raises:
            NotGoing: it has ended, or is another process's by now.
            JournalError: it could not be written.
        """
        with self._writing() as owner:
            run = self.run(run_id)
            is_theirs = run.state is RunState.RUNNING and run.owner != owner
            if run.state is RunState.ENDED or is_theirs:
                raise NotGoing(run)
            is_over = run.is_finished or halt is Halt.DROPPED
            if run.state is RunState.RUNNING or is_over:
                state = RunState.ENDED if is_over else RunState.PAUSED
                self._turn(run_id, state, halt, "")
            return self.run(run_id)

    def _refuse_undone(self, run: Run, legs: Iterable[Leg]) -> None:
        """Refuse to take back what was taken back, or may have been, since that was asked for."""
        for leg in legs:
            undone = self._entry(leg.undoes) if leg.undoes else None
            if undone is not None and undone.link.undone_by is not None:
                raise NotGoing(run, undone.link.undone_by)

    def _add_legs(self, run_id: str, legs: Mapping[int, Leg]) -> None:
        first = self._value("SELECT coalesce(max(id), 0) + 1 FROM leg")
        for number, (place, leg) in enumerate(legs.items(), first):
            self._insert("leg", number, run_id, place, *rows.leg(leg.movement), leg.undoes)

    def _turn(self, run_id: str, state: RunState, halt: Halt | None, owner: str) -> None:
        """Take a run to a state, and seal its row anew; not one that was changed past its seal."""
        row = self._db.execute("SELECT * FROM run WHERE id = ?", (run_id,)).fetchone()
        if row["seal"] != seal(tuple(row)[:-1]):
            raise JournalError(JournalProblem.DAMAGED, "run")
        values = {**dict(row), "state": state.value, "halt": halt and halt.value, "owner": owner}
        del values["seal"]
        self._db.execute(
            "UPDATE run SET state = ?, halt = ?, owner = ?, seal = ? WHERE id = ?",
            (values["state"], values["halt"], owner, seal(values.values()), run_id),
        )

    @contextmanager
    def _taking_the_line(self) -> Iterator[str]:
        """A write transaction in which nobody alive holds the line."""
        self._refuse_rival()
        with self._writing() as owner:
            self._settle_the_dead(self._now())
            # A run first: who waits for a movement of it would wait for all the others, too.
            holder = next(iter(self._runs(_RUNNING)), None) or self._one(_IN_FLIGHT)
            if holder is not None:
                raise LineBusy(holder)
            yield owner

    def _hold_line(self, owner: str, run_id: str) -> LineBusy | None:
        """What holds the line against a movement, which may be a leg of the run that does.

        Raises:
            NotGoing: the run that it is a leg of does not go on as this process's.
        """
        row = self._db.execute(f"SELECT id, owner FROM run {_RUNNING}").fetchone()  # noqa: S608
        if run_id and (row is None or tuple(row) != (run_id, owner)):
            raise NotGoing(self.run(run_id))
        busy = self._one(_IN_FLIGHT)
        if busy is None and row is not None and row["id"] != run_id:
            return LineBusy(self.run(row["id"]))
        return None if busy is None else LineBusy(busy)

    def _pause_the_dead(self) -> None:
        """Nobody goes on with a run whose process is gone, until somebody takes it up."""
        for run_id in self._dead_runs():
            over = self.run(run_id).is_finished
            self._turn(run_id, RunState.ENDED if over else RunState.PAUSED, Halt.DIED, "")

    def _dead_runs(self) -> list[str]:
        found = self._db.execute(f"SELECT id, owner FROM run {_RUNNING}")  # noqa: S608
        return [
            row["id"]
            for row in found
            if self._presence is not None and not self._presence.is_alive(row["owner"])
        ]

    def _end_if_finished(self, movement_id: str) -> None:
        """End the paused run of a movement whose doubt was the last thing that was open in it."""
        run = self.run_of(movement_id)
        if run is not None and run.state is RunState.PAUSED and run.is_finished:
            self._turn(run.id, RunState.ENDED, run.halt, "")

    # What the whole journal has

    def _refuse_rival(self) -> None:
        raise NotImplementedError

    def _settle_the_dead(self, now: datetime) -> None:
        raise NotImplementedError
