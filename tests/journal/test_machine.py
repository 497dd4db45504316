"""The journal and the desk as one machine, taken through whatever order of events there is.

A platform of its own keeps the true ledger; crashes may fall before, between and after the
journal's writes. What must always hold is asked after every step.
"""

import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from smspartner_tui.core.facts import MovementSettled, MovementStopped
from smspartner_tui.core.guards import Limits, Rule
from smspartner_tui.core.movement import (
    COUNTED_STATES,
    OPEN_STATES,
    Direction,
    Movement,
    Outcome,
    Reason,
    State,
)
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal, JournalError, NotUnknown
from smspartner_tui.journal.chain import Event, fold
from tests.desk.fakes import FakePartner, Told, desk_over
from tests.journal.helpers import GARAGE, MAIRIE, REJECTED, Clock, movement, open_journal

TOKENS = (GARAGE, MAIRIE)
DAY_LIMIT = Decimal(400)
PLENTY = Decimal(100_000)
ENDS = ("confirmed", "confirmed unread", "rejected", "not sent", "lost", "applied and lost")


@dataclass
class Known:
    """What the model knows of a movement that was begun."""

    movement: Movement
    number: int
    state: State


class JournalMachine(RuleBasedStateMachine):
    """Operators, crashes and a platform, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="machine-")
        self.clock = Clock()
        self.partner = FakePartner()
        self.partner.answer = self.answer
        self.known: dict[str, Known] = {}
        self.applied: Counter[str] = Counter()
        self.end = "confirmed"
        self.ids = count(1)
        self.start()

    def teardown(self) -> None:
        """Leave no file and no thread."""
        self.desk.close()
        self.journal.close()
        self.folder.cleanup()

    def start(self) -> None:
        """A process starts: a journal, a desk."""
        self.journal: Journal = open_journal(Path(self.folder.name), self.clock)
        assert self.journal.problem is None
        limits = Limits(max_per_day=DAY_LIMIT)
        self.desk: Desk = desk_over(self.journal, self.partner, self.clock, limits=limits)
        self.told = Told(self.desk)

    def answer(self, _direction: Direction, token: str, _amount: Decimal) -> Outcome:
        """The platform applies or not, and answers or not."""
        row = next(e for e in self.journal.open_entries() if e.state is State.SENDING)
        assert row.movement.token == token
        if self.end in {"confirmed", "confirmed unread", "applied and lost"}:
            self.applied[row.movement.id] += 1
        if self.end == "confirmed":
            return Outcome(State.CONFIRMED, Reason.SUCCESS, PLENTY, PLENTY)
        if self.end == "confirmed unread":
            return Outcome(State.CONFIRMED, Reason.SUCCESS)
        if self.end == "rejected":
            return REJECTED
        if self.end == "not sent":
            return Outcome(State.NOT_SENT, Reason.NO_CONNECTION)
        return Outcome(State.UNKNOWN, Reason.DEADLINE)

    def asked(self, token: str, amount: Decimal, direction: Direction) -> Movement:
        """A movement that the operator was asked about in full; ids are those of a replay too."""
        made = movement(token, str(amount), direction, movement_id=f"m{next(self.ids):04}")
        return replace(made, again_after=self.newest_like(made))

    def newest_like(self, asked: Movement) -> str:
        """The id of the newest that may have moved the same; all of a day are in the window."""
        same = (asked.token, asked.amount, asked.direction)
        return next(
            (
                movement_id
                for movement_id, k in reversed(self.known.items())
                if k.state in COUNTED_STATES
                and (k.movement.token, k.movement.amount, k.movement.direction) == same
            ),
            "",
        )

    def expected_stop(self, asked: Movement) -> Rule | None:
        """The guard that must object, by the model."""
        held = [k for k in self.known.values() if k.state in OPEN_STATES]
        if any(k.movement.token == asked.token for k in held):
            return Rule.DOUBT
        if asked.direction is Direction.ADD and self.added() + asked.amount > DAY_LIMIT:
            return Rule.OVER_DAY
        return Rule.DUPLICATE if self.newest_like(asked) not in {"", asked.again_after} else None

    def added(self) -> Decimal:
        """What the model says was added today."""
        return sum(
            (
                k.movement.amount
                for k in self.known.values()
                if k.movement.direction is Direction.ADD and k.state in COUNTED_STATES
            ),
            Decimal(0),
        )

    @rule(
        token=st.sampled_from(TOKENS),
        cents=st.integers(1, 20_000),
        direction=st.sampled_from(Direction),
        end=st.sampled_from(ENDS),
        twice=st.booleans(),
    )
    def send(self, token: str, cents: int, direction: Direction, end: str, *, twice: bool) -> None:
        """An operator says yes, once or with a bouncing key."""
        self.submit(self.asked(token, Decimal(cents) / 100, direction), end, twice=twice)

    @precondition(lambda self: self.known)
    @rule(
        data=st.data(),
        end=st.sampled_from(ENDS),
        twice=st.booleans(),
        is_asked_about=st.booleans(),
    )
    def repeat(self, data: st.DataObject, end: str, *, twice: bool, is_asked_about: bool) -> None:
        """The same as an earlier one again, the question about the newest like it or that one."""
        done = self.known[data.draw(st.sampled_from(sorted(self.known)))].movement
        asked = self.asked(done.token, done.amount, done.direction)
        if not is_asked_about:
            asked = replace(asked, again_after=done.again_after)
        self.submit(asked, end, twice=twice)

    def submit(self, asked: Movement, end: str, *, twice: bool) -> None:
        """Hand a movement over; it leaves, or is stopped, exactly as the model says."""
        objection = self.expected_stop(asked)
        posts, self.end = self.partner.posts, end
        for _ in range(1 + twice):
            self.desk.submit(asked)
        # Idle, everything is told: a promise that is broken shows at once, and is made small soon.
        self.told.until_idle()
        settled, stopped = self.told.of(MovementSettled), self.told.of(MovementStopped)
        if objection is not None:
            assert not settled
            assert all(objection in {each.rule for each in s.objections} for s in stopped)
        else:
            (fact,) = settled
            assert fact.entry.number is not None
            self.known[asked.id] = Known(asked, fact.entry.number, fact.entry.state)
        assert len(stopped) == (0 if objection is None else 1 + twice)
        assert self.partner.posts == posts + (objection is None)
        self.told.clear()

    @rule(token=st.sampled_from(TOKENS), is_applied=st.booleans())
    def crash_in_flight(self, token: str, *, is_applied: bool) -> None:
        """The process dies between the intent and the outcome, and another one starts."""
        asked = self.asked(token, Decimal(10), Direction.ADD)
        if self.expected_stop(asked) is not None:
            return
        entry = self.journal.begin(asked, lambda _: ())
        assert entry.number is not None
        self.applied[asked.id] += is_applied
        self.known[asked.id] = Known(asked, entry.number, State.UNKNOWN)
        self.restart()

    @rule()
    def restart(self) -> None:
        """The process ends, and another one starts."""
        self.desk.close()
        self.journal.close()
        self.start()

    @precondition(lambda self: self.known)
    @rule(data=st.data(), applied=st.booleans())
    def resolve(self, data: st.DataObject, *, applied: bool) -> None:
        """Somebody decides about a movement, be it unknown or not."""
        known = self.known[data.draw(st.sampled_from(sorted(self.known)))]
        if known.state is State.UNKNOWN:
            if not applied:
                # Only then can it be said that it had none.
                [entry] = [e for e in self.desk.open_entries() if e.movement == known.movement]
                self.clock.now = entry.at + timedelta(minutes=5)
            self.desk.resolve(known.movement.id, applied=applied, because="relevé")
            known.state = State.RESOLVED_APPLIED if applied else State.RESOLVED_NOT_APPLIED
            return
        with pytest.raises(NotUnknown) as caught:
            self.desk.resolve(known.movement.id, applied=applied, because="relevé")
        assert caught.value.entry.state is known.state

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def settle_again(self, data: st.DataObject) -> None:
        """A late outcome for what is settled changes nothing."""
        known = self.known[data.draw(st.sampled_from(sorted(self.known)))]
        with pytest.raises(JournalError):
            self.journal.settle(known.movement.id, REJECTED)

    @rule(minutes=st.integers(-90, 90))
    def time_passes(self, minutes: int) -> None:
        """The clock goes on, or is put back, within the day."""
        noon = self.clock.now.replace(hour=12, minute=0)
        moved = self.clock.now + timedelta(minutes=minutes)
        self.clock.now = min(max(moved, noon - timedelta(hours=4)), noon + timedelta(hours=4))

    @invariant()
    def rows_are_the_fold_of_their_events(self) -> None:
        """Every column of every row is what its events say."""
        found = self.journal._db.execute("SELECT * FROM event ORDER BY seq")
        folded, damaged = fold(Event(*row) for row in found)
        assert damaged is None
        rows = [dict(row) for row in self.journal._db.execute("SELECT * FROM movement")]
        assert {row["id"] for row in rows} == folded.keys()
        for row in rows:
            assert {k: v for k, v in row.items() if v is not None} == {
                k: v for k, v in folded[str(row["id"])].items() if v is not None
            }

    @invariant()
    def the_journal_is_sound(self) -> None:
        """Its own check finds nothing."""
        self.journal.check()
        assert self.journal.problem is None

    @invariant()
    def history_is_what_happened(self) -> None:
        """The same movements, numbers without a gap, and the states of the model."""
        history = self.journal.history(1000)
        assert [entry.number for entry in history] == list(range(len(history), 0, -1))
        found = {e.movement.id: Known(e.movement, e.number or 0, e.state) for e in history}
        assert found == self.known

    @invariant()
    def nothing_was_sent_twice(self) -> None:
        """No movement was ever applied twice, and a known outcome is the true one."""
        assert set(self.applied.values()) <= {0, 1}
        for movement_id, known in self.known.items():
            if known.state in {State.CONFIRMED, State.REJECTED, State.NOT_SENT}:
                assert self.applied[movement_id] == (known.state is State.CONFIRMED)

    @invariant()
    def a_sub_account_has_one_open_movement(self) -> None:
        """Never two."""
        tokens = [entry.movement.token for entry in self.journal.open_entries()]
        assert len(tokens) == len(set(tokens))

    @invariant()
    def the_day_is_summed(self) -> None:
        """The journal's sum is the model's."""
        assert self.journal.added_today(self.clock.now) == self.added()


TestJournalMachine = JournalMachine.TestCase
TestJournalMachine.settings = settings(
    max_examples=60,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestJournalMachine.__doc__ = "Any order of movements, crashes and decisions keeps every promise."
