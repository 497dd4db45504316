"""The journal: write an intent, write an outcome, and what was decided about it.

Safe to share between threads. Every write is one transaction that takes the write lock at once;
when it returns, it is on the disk.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from smspartner_tui import __version__
from smspartner_tui.core.accounts import Balance
from smspartner_tui.core.guards import Objection, Situation, blocking
from smspartner_tui.core.history import Rise
from smspartner_tui.core.movement import (
    Before,
    Entry,
    JournalProblem,
    Movement,
    Outcome,
    Reason,
    Resolution,
    Ruling,
    State,
    Why,
)
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.verdict import Evidence, Sighting, Verdict
from smspartner_tui.journal import rows
from smspartner_tui.journal.chain import Facts, link, written
from smspartner_tui.journal.copying import BACKUP, copy_to
from smspartner_tui.journal.database import (
    RUN_FOLDER,
    JournalError,
    is_team_folder,
    open_database,
    open_for_reading,
    transaction,
)
from smspartner_tui.journal.past import PastQuestions
from smspartner_tui.journal.presence import Presence
from smspartner_tui.journal.questions import Questions
from smspartner_tui.journal.reader import MAIN
from smspartner_tui.journal.refusals import AlreadyAsked, GuardsObject, NotUnknown
from smspartner_tui.journal.rivals import Rivals
from smspartner_tui.journal.runs import Runs
from smspartner_tui.journal.thinning import Thinning
from smspartner_tui.unique import new_id

FILE_NAME = "journal.sqlite3"

_PASSING = frozenset({JournalProblem.UNWRITABLE, JournalProblem.FULL, JournalProblem.BUSY})
"""What may stand against writing now and not in a minute."""

Weigh = Callable[[Situation], tuple[Objection, ...]]


class Signature(NamedTuple):
    """A file as it was last written: when, in nanoseconds, and its size in bytes."""

    written_at: int
    size: int


class Journal(Questions, PastQuestions, Runs, Thinning):
    """One main account's journal in a folder of its own.

    `problem` says why it cannot be written; what can be read of it then still can be, and
    every write raises `JournalError`. `copied_at` is when the copy was made that stands in its
    place since the last session, if one does. With the `fingerprint` of the account's key,
    `has_rival` tells whether another journal of it is in use on this host.
    """

    def __init__(
        self,
        folder: Path,
        base_url: str,
        operator: Operator,
        clock: Callable[[], datetime],
        *,
        fingerprint: str = "",
        new_id: Callable[[], str] = new_id,
    ) -> None:
        super().__init__()
        self.path = folder / FILE_NAME
        self.operator = operator
        self._clock = clock
        self._base_url = base_url
        self._fingerprint = fingerprint
        self._new_id = new_id
        self._rivals: Rivals | None = None
        self._presence: Presence | None = None
        self._came: dict[str, datetime] = {}
        self.copied_at: datetime | None = None
        self.has_rival = False
        self._open()

    def _open(self) -> None:
        try:
            self._db = open_database(self.path, self._clock())
            self._start(self._base_url)
            self.problem = None
        except JournalError as error:
            self.problem = error.problem
            self._db = open_for_reading(self.path)
        self._is_there = bool(self._db.execute("PRAGMA database_list").fetchone()["file"])

    def try_again(self) -> None:
        """Open it again, where what stood against writing may have passed: a full disk, a lock.

        It is checked at once, because a check that was asked for before may not have been possible.
        """
        self.look_around()
        with self._lock:
            if self.problem in _PASSING:
                self._db.close()
                self._open()
                self.check()

    def _start(self, base_url: str) -> None:
        """Say who opened it, which proves that it can be written, and settle what died."""
        try:
            # Kept at a second try: what this process has in flight lives under its name.
            if self._presence is None:
                folder = self.path.parent
                self._presence = Presence(
                    folder / RUN_FOLDER, shared=is_team_folder(folder), new_id=self._new_id
                )
            self._presence.sweep()
        except OSError as error:
            self._db.close()
            raise JournalError(JournalProblem.UNWRITABLE, str(error)) from None
        try:
            with transaction(self._db):
                self._claim(base_url)
                self._notice_copy()
                now = self._clock()
                owner = self._presence.owner
                if not self._value("SELECT count(*) FROM session WHERE id = ?", owner):
                    opened = (rows.moment(now), rows.operator_fact(self.operator), __version__)
                    self._insert("session", owner, *opened)
                self._settle_the_dead(now)
                journal_id = self._db.execute("SELECT id FROM account").fetchone()["id"]
        except JournalError:
            self._db.close()
            raise
        if self._rivals is None and self._fingerprint:
            self._rivals = Rivals(base_url, self._fingerprint, journal_id)
        self.look_around()

    def look_around(self) -> None:
        """See whether another journal of this account is in use on this host."""
        with self._lock:
            self.has_rival = self._rivals is not None and self._rivals.found()

    def use_fingerprint(self, fingerprint: str) -> None:
        """Look for rivals under another key of the account from now on; never raises."""
        with self._lock:
            # Without a name yet, the next opening that succeeds takes the new one.
            former, is_new = self._rivals, fingerprint != self._fingerprint
            self._fingerprint = fingerprint
            if former is not None and is_new:
                # Bound before the old name is given up: at every moment others see one of them.
                self._rivals = Rivals(self._base_url, fingerprint, former.journal_id)
                former.leave()
            self.look_around()

    def _claim(self, base_url: str) -> None:
        account = self._db.execute("SELECT base_url FROM account").fetchone()
        if account is None:
            self._insert("account", self._new_id(), base_url, rows.moment(self._clock()))
        elif account["base_url"] != base_url:
            raise JournalError(JournalProblem.OTHER_ACCOUNT, account["base_url"])

    def _notice_copy(self) -> None:
        """A copy in its place knows nothing of what was moved after it was made."""
        last = self._db.execute(
            "SELECT opened_at, version FROM session ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        if last is not None and last["version"] == BACKUP:
            self.copied_at = datetime.fromisoformat(last["opened_at"])

    def back_up(self, target: Path) -> None:
        """Copy the journal, as it stands now, to a new file that only its owner can read.

        Raises:
            FileExistsError: there is one; nothing is overwritten.
            OSError: it cannot be made.
            JournalError: the journal cannot be read.
        """
        with self._reading():
            if not self._is_there:
                # What is asked in its stead is empty, and would pass for a copy.
                raise JournalError(self.problem or JournalProblem.UNWRITABLE)
            copy_to(self._db, target, self._clock(), self.operator)

    def close(self) -> None:
        """Close the file and give up the lock that says this process is alive."""
        with self._lock:
            self._db.close()
            if self._presence is not None:
                self._presence.leave()
                self._presence = None
            if self._rivals is not None:
                self._rivals.leave()
                self._rivals = None

    # Movements

    def begin(
        self,
        movement: Movement,
        weigh: Weigh,
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
            now = self._clock()
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
        at = self._came.setdefault(movement_id, self._clock())
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
            now = self._clock()
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

    def _refuse_rival(self) -> None:
        """Begin nothing while another journal of this account is in use on this host."""
        self.look_around()
        if self.has_rival:
            raise JournalError(JournalProblem.RIVAL)

    # Balances

    def keep_balances(
        self,
        main: Decimal | None,
        subaccounts: Mapping[str, Decimal],
        at: datetime | None = None,
        by: datetime | None = None,
    ) -> tuple[Rise, ...]:
        """Keep balances in euros: a new row for each that changed.

        They were asked for `at` a time, now if none is given, and answered `by` one, or else by
        now. What rose without this journal is kept too, and returned.

        Raises:
            JournalError: they could not be written.
        """
        with self._writing():
            now = self._clock()
            seen_at = at or now
            # Who hands it over has the answer, however long that took.
            answered_by = by or max(seen_at, now)
            rises = [self._keep_balance(MAIN, main, seen_at, answered_by)]
            rises += [
                self._keep_balance(token, amount, seen_at, answered_by)
                for token, amount in subaccounts.items()
            ]
            return tuple(rise for rise in rises if rise is not None)

    def _now(self) -> datetime:
        return self._clock()

    # Colleagues

    @property
    def owner(self) -> str:
        """The name under which this process sends; empty while it cannot."""
        return self._presence.owner if self._presence is not None else ""

    def settle_the_dead(self) -> None:
        """Settle what a process had in flight that is gone; nothing is written where none is.

        Raises:
            JournalError: it could not be written.
        """
        with self._lock:
            if self.problem is None and (self._dead() or self._dead_runs()):
                with self._writing():
                    self._settle_the_dead(self._clock())

    def news(self, after: int | None) -> tuple[int, tuple[Entry, ...]]:
        """The newest event's number, and the movements that took a step after the given one.

        None stands for the newest: then there is no movement.

        Raises:
            JournalError: it cannot be read.
        """
        with self._reading():
            newest = self._value("SELECT coalesce(max(seq), 0) FROM event")
            entries = self._all(
                "WHERE id IN (SELECT movement FROM event WHERE seq > ?) ORDER BY number",
                newest if after is None else after,
            )
            return newest, entries

    def signature(self) -> Signature | None:
        """When it was last written, told without opening the file; None where none can be read."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return Signature(status.st_mtime_ns, status.st_size) if self._is_there else None

    # The connection

    @contextmanager
    def _writing(self) -> Iterator[str]:
        """A write transaction, giving the name under which this process owns movements."""
        with self._lock, self._noticing():
            if self.problem is not None or self._presence is None:
                raise JournalError(self.problem or JournalProblem.UNWRITABLE)
            with transaction(self._db):
                yield self._presence.owner

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
