"""A run without a screen: the status of its worst movement, and an end that loses no outcome."""

import io
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from smspartner_tui.commands.carrying import carry_out
from smspartner_tui.commands.following import WORST_FIRST
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import Direction, Outcome, Reason, RunKind, State
from smspartner_tui.core.run import Halt, Leg, Run, RunState
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.journal.store import FILE_NAME
from tests.desk.fakes import FakePartner, Gate, desk_over
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NOT_SENT,
    PAUL,
    SALON,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
    open_journal,
)
from tests.partner import until

TODAY: Final = date(2025, 6, 12)
PATIENCE: Final = 10.0
TOKENS: Final = (GARAGE, MAIRIE, SALON)


def refused(code: int, reason: Reason = Reason.REFUSED) -> Outcome:
    """A refusal with the platform's code."""
    return Outcome(State.REJECTED, reason, code=code, message="Non", status=200)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "journal"


@pytest.fixture
def journal(folder: Path) -> Iterator[Journal]:
    """The journal of who carries out."""
    with closing(open_journal(folder)) as journal:
        yield journal


@pytest.fixture
def partner() -> FakePartner:
    """The platform."""
    partner = FakePartner()
    # Nobody waits long for a line that others hold.
    partner.deadline = 0.1
    return partner


@pytest.fixture
def desk(journal: Journal, partner: FakePartner) -> Desk:
    """A desk without limits."""
    return desk_over(journal, partner, Clock(), limits=Limits())


def plan_of(*amounts: str) -> Run:
    """A plan that moves these amounts, with their signs, each on another sub-account."""
    legs = tuple(
        Leg(
            movement(
                token,
                amount.lstrip("-"),
                Direction.REMOVE if amount.startswith("-") else Direction.ADD,
            )
        )
        for token, amount in zip(TOKENS, amounts, strict=False)
    )
    return Run("run", RunKind.PLAN, legs)


class Ear(io.StringIO):
    """An error stream that can be listened to from another thread."""

    def __init__(self) -> None:
        super().__init__()
        self._said = threading.Condition()

    def write(self, text: str) -> int:
        """Take what is said."""
        with self._said:
            written = super().write(text)
            self._said.notify_all()
        return written

    def hear(self, words: str) -> None:
        """Wait until something is said."""
        with self._said:
            assert self._said.wait_for(lambda: words in self.getvalue(), PATIENCE)


def carried(
    desk: Desk, run: Run, meanwhile: Callable[[Ear], object] | None = None
) -> tuple[int, str]:
    """The exit status of a run, and what was said; something happens meanwhile."""
    ear = Ear()
    thread = threading.Thread(target=meanwhile or (lambda _ear: None), args=(ear,))
    with redirect_stderr(ear):
        thread.start()
        status = carry_out(desk, run, TODAY, as_json=False)
    thread.join()
    return status, ear.getvalue()


@pytest.mark.parametrize(
    ("outcomes", "status", "sent"),
    [
        ((confirmed(), confirmed()), 0, 2),
        ((refused(4), confirmed()), 3, 2),
        ((refused(7), refused(7)), 3, 2),
        ((refused(8), confirmed()), 3, 1),
        ((refused(10), confirmed()), 6, 1),
        ((refused(0, Reason.RATE_LIMITED), confirmed()), 3, 1),
        ((NOT_SENT, confirmed()), 5, 1),
        ((UNKNOWN, confirmed()), 4, 1),
        ((refused(4), UNKNOWN), 4, 2),
        ((refused(4), NOT_SENT), 3, 2),
        ((refused(4), refused(10)), 6, 2),
        ((confirmed(), NOT_SENT), 5, 2),
        ((confirmed(), UNKNOWN), 4, 2),
    ],
)
def test_the_status_is_that_of_the_worst_movement(
    desk: Desk, partner: FakePartner, outcomes: tuple[Outcome, ...], status: int, sent: int
) -> None:
    """And what stops the line stops it here too."""
    answers = iter(outcomes)
    partner.answer = lambda *_asked: next(answers)
    found, said = carried(desk, plan_of("5", "6"))
    assert (found, partner.posts) == (status, sent)
    assert f"1/2  {'' if outcomes[0].state is State.CONFIRMED else 'Client'}" in said
    assert "Plan no. 1: " in said


def test_statuses_are_told_apart() -> None:
    """Each once, done the least."""
    assert sorted(WORST_FIRST) == [0, 1, 3, 4, 5, 6, 7]
    assert WORST_FIRST[0] == 4
    assert WORST_FIRST[-1] == 0


def test_too_little_for_the_rest_is_told(desk: Desk, partner: FakePartner) -> None:
    """What was to come back did not: those behind it wait."""
    desk.limits = Limits(main_reserve=Decimal(995))
    desk.refresh()
    partner.answer = lambda *_asked: refused(4)
    status, said = carried(desk, plan_of("-10", "6"))
    assert (status, partner.posts) == (3, 1)
    assert "without the refused one there is not enough for the rest" in said
    assert "1 movement is left" in said


def test_a_movement_that_a_guard_forbids_is_passed_over(desk: Desk, partner: FakePartner) -> None:
    """One of its own sub-account forbids no other."""
    desk.limits = Limits(max_per_operation=Decimal(5))
    status, said = carried(desk, plan_of("6", "5"))
    assert (status, partner.posts) == (7, 1)
    assert "1/2  Client 9f3a, +€6.00: Blocked by your limit of €5.00 for one movement" in said
    assert "Some could not go" in said


def test_a_fault_on_the_way_leaves_it_in_doubt(desk: Desk, partner: FakePartner) -> None:
    """Nobody knows what was sent."""

    def fail(*_asked: object) -> Outcome:
        raise RuntimeError

    partner.answer = fail
    status, said = carried(desk, plan_of("5", "6"))
    assert (status, partner.posts) == (4, 1)
    assert "This program failed while it was waiting" in said


def test_an_outcome_that_cannot_be_written_is_told(
    desk: Desk, partner: FakePartner, folder: Path
) -> None:
    """The money moved, and the journal does not know: a fault of ours."""

    def break_the_journal(direction: Direction, token: str, amount: Decimal) -> Outcome:
        (folder / FILE_NAME).rename(folder / "aside")
        (folder / FILE_NAME).touch(0o600)
        return confirmed()

    partner.answer = break_the_journal
    status, said = carried(desk, plan_of("5", "6"))
    assert (status, partner.posts) == (1, 1)
    assert "Added €5.00 to Client 9f3a" in said
    assert "The outcome could not be written: the next start will show it in doubt." in said
    assert "Stopped: the journal could not be written." in said


def test_a_signal_pauses_behind_the_movement_in_flight(
    desk: Desk, partner: FakePartner, journal: Journal
) -> None:
    """Its outcome is waited for and told; a second signal changes nothing."""
    gate = partner.gate = Gate()

    def interrupt(ear: Ear) -> None:
        gate.wait_until_reached()
        os.kill(os.getpid(), signal.SIGINT)
        ear.hear("Asked to end: nothing more is sent")
        os.kill(os.getpid(), signal.SIGTERM)
        gate.open()

    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    status, said = carried(desk, plan_of("5", "6", "7"), interrupt)
    assert (status, partner.posts) == (5, 1)
    assert said.count("Asked to end") == 1
    assert "1/3  Added €5.00 to Client 9f3a, new balance €15.00 (no. 1)" in said
    assert "Plan no. 1: 1 done, 2 left" in said
    assert "2 movements are left" in said
    (run,) = journal.open_runs()
    assert (run.state, run.halt, len(run.done)) == (RunState.PAUSED, Halt.ASKED, 1)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_a_signal_ends_the_wait_for_others(
    desk: Desk, partner: FakePartner, folder: Path, journal: Journal
) -> None:
    """While a movement of another operator is in flight, nothing of this one is to begin."""
    with closing(open_journal(folder, operator=PAUL)) as theirs:
        theirs.begin(movement(SALON), agree)

        def interrupt(_ear: Ear) -> None:
            # It waits for longer than anybody needs to see it.
            until(lambda: desk.is_sending)
            os.kill(os.getpid(), signal.SIGHUP)

        status, said = carried(desk, plan_of("5"), interrupt)
        assert journal.open_runs() == ()
    assert (status, partner.posts) == (5, 0)
    assert "Not started. Nothing moved." in said


def test_a_hang_up_that_is_ignored_stays_so(desk: Desk, partner: FakePartner) -> None:
    """A program started with nohup goes on."""
    gate = partner.gate = Gate()

    def hang_up(_ear: Ear) -> None:
        gate.wait_until_reached()
        os.kill(os.getpid(), signal.SIGHUP)
        gate.open()

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        status, said = carried(desk, plan_of("5", "6"), hang_up)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert (status, partner.posts) == (0, 2)
    assert "Asked to end" not in said


def test_a_line_that_stays_held_is_told(
    desk: Desk, partner: FakePartner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose it is, and that nothing moved."""
    monkeypatch.setattr("smspartner_tui.sender.PATIENCE_BEYOND_DEADLINE", 0.1)
    with closing(open_journal(folder, operator=PAUL)) as theirs:
        theirs.open_run(Run("theirs", RunKind.PLAN, (Leg(movement(SALON)),)))
        status, said = carried(desk, plan_of("5"))
    assert (status, partner.posts) == (5, 0)
    assert "paul has plan no. 1 running, 1 of 1: wait for its end." in said


def test_a_journal_that_is_gone_begins_nothing(
    desk: Desk, partner: FakePartner, folder: Path
) -> None:
    """A fault of ours."""
    (folder / FILE_NAME).unlink()
    status, said = carried(desk, plan_of("5"))
    assert (status, partner.posts) == (1, 0)
    assert "Not started. Nothing moved." in said


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_sender_that_fails_is_not_waited_for(desk: Desk, partner: FakePartner) -> None:
    """Nobody knows what it had in flight: in doubt, as the next start will say."""

    class Failing(BaseException):
        """What no part of the program expects."""

    def fail(*_asked: object) -> Outcome:
        raise Failing

    partner.answer = fail
    status, _said = carried(desk, plan_of("5", "6"))
    assert (status, partner.posts) == (4, 1)
