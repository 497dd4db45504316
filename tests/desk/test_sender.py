"""Sending: written before, sent once, written after, and only then told."""

import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.facts import (
    MovementSent,
    MovementSettled,
    MovementStopped,
)
from smspartner_tui.core.guards import Limits, Rule
from smspartner_tui.core.movement import (
    Direction,
    JournalProblem,
    Outcome,
    Reason,
    State,
)
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from tests.desk.fakes import FakePartner, Gate, Told, idle, senders
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NOT_SENT,
    REJECTED,
    SALON,
    UNKNOWN,
    confirmed,
    movement,
    raw,
)
from tests.journal.process import another_process, line_of


@pytest.mark.parametrize("direction", Direction)
def test_a_yes_is_one_post(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal, direction: Direction
) -> None:
    """One submit is one call with that amount, told as sent and then as settled."""
    asked = movement(GARAGE, "7.50", direction)
    desk.submit(asked)
    fact = told.wait_for(MovementSettled)
    told.until_idle()
    assert partner.calls == [f"{direction} {GARAGE} 7.50"]
    assert told.kinds == ["MovementSent", "MovementSettled"]
    assert told.of(MovementSent)[0].entry.state is State.SENDING
    assert fact.is_recorded
    assert (fact.entry,) == journal.history(9)
    assert fact.entry.state is State.CONFIRMED
    change = asked.change_of_subaccount
    balance, main = fact.balances.of(GARAGE), fact.balances.main
    assert balance is not None
    assert main is not None
    assert (balance.amount, main.amount) == (10 + change, 1000 - change)
    assert set(told.threads) == {"sender"}


def test_a_yes_that_comes_twice_is_one_post(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """However often the same movement is handed over, it leaves once and is told once."""
    asked = movement()
    for _ in range(6):
        desk.submit(asked)
    told.wait_for(MovementSettled)
    told.until_idle()
    desk.submit(asked)
    told.until_idle()
    assert partner.posts == 1
    assert told.kinds == ["MovementSent", "MovementSettled"]
    assert len(journal.history(9)) == 1


def test_the_intent_is_on_the_disk_before_the_post(
    desk: Desk, told: Told, partner: FakePartner, folder: Path
) -> None:
    """When the platform is called, another process already sees the movement as `sending`."""
    partner.gate = Gate()
    asked = movement()
    desk.submit(asked)
    partner.gate.wait_until_reached()
    with another_process(folder, "see", asked.id) as process:
        assert line_of(process) == State.SENDING
    partner.gate.open()
    told.wait_for(MovementSettled)


def test_the_outcome_is_on_the_disk_before_it_is_told(desk: Desk, told: Told, folder: Path) -> None:
    """Whoever is told finds it written, over a connection of his own."""
    seen: list[tuple[str, str]] = []

    def look(fact: object) -> None:
        with raw(folder) as db:
            state = db.execute("SELECT state FROM movement").fetchone()[0]
        seen.append((type(fact).__name__, state))
        told._take(fact)  # type: ignore[arg-type]

    desk.tell = look
    desk.submit(movement())
    told.wait_for(MovementSettled)
    assert seen == [("MovementSent", "sending"), ("MovementSettled", "confirmed")]


OUTCOMES = [confirmed(), confirmed(None, None), REJECTED, NOT_SENT, UNKNOWN]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_written_and_told_as_it_is(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal, outcome: Outcome
) -> None:
    """What the partner says is what the journal holds and what is told."""
    partner.answer = lambda *_: outcome
    desk.submit(movement())
    entry = told.wait_for(MovementSettled).entry
    assert entry.state is outcome.state
    assert entry.outcome == replace(outcome, seconds=round(outcome.seconds, 3))
    assert journal.history(9) == (entry,)
    told.until_idle()
    assert partner.posts == 1


def test_movements_leave_one_after_the_other(desk: Desk, told: Told, partner: FakePartner) -> None:
    """A line of them keeps its order, and never two are in flight."""
    tokens = (GARAGE, MAIRIE, SALON, GARAGE)
    asked = [movement(token, str(amount)) for amount, token in enumerate(tokens, 1)]
    for each in asked:
        desk.submit(each)
    told.wait_for(MovementSettled, len(asked))
    told.until_idle()
    assert [fact.entry.movement for fact in told.of(MovementSettled)] == asked
    assert [fact.entry.number for fact in told.of(MovementSettled)] == [1, 2, 3, 4]
    assert partner.most_at_once == 1


def test_the_thread_is_no_daemon_and_ends_with_the_line(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """The interpreter waits for it, and when there is nothing to send there is none."""
    assert not desk.is_sending
    assert senders() == []
    for amount, gate in (("1", Gate()), ("2", Gate())):
        partner.gate = gate
        desk.submit(movement(GARAGE, amount))
        gate.wait_until_reached()
        (thread,) = senders()
        assert not thread.daemon
        assert desk.is_sending
        gate.open()
        thread.join()
        assert not desk.is_sending
    assert len(told.of(MovementSettled)) == 2


def test_closing_waits_for_the_flight_and_drops_the_line(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """What is in flight comes to its outcome on the disk; what waits is not sent, and told so."""
    gate = partner.gate = Gate()
    flying, waiting, late = movement(GARAGE), movement(MAIRIE), movement(SALON)
    desk.submit(flying)
    gate.wait_until_reached()
    desk.submit(waiting)
    closed: list[bool] = []
    closer = threading.Thread(target=lambda: closed.append(desk.close()))
    closer.start()
    assert told.wait_for(MovementStopped).movement == waiting
    desk.submit(late)
    assert told.wait_for(MovementStopped, 2).movement == late
    assert closed == []
    gate.open()
    closer.join()
    assert closed == [True]
    assert [entry.movement for entry in journal.history(9)] == [flying]
    assert journal.history(1)[0].state is State.CONFIRMED
    assert partner.posts == 1
    assert senders() == []
    assert told.of(MovementStopped) == [MovementStopped(waiting), MovementStopped(late)]


def test_closing_does_not_wait_for_ever(desk: Desk, partner: FakePartner) -> None:
    """A flight that outlasts its deadline and more is left behind, and said to be unwritten."""
    gate = partner.gate = Gate()
    desk.submit(movement())
    gate.wait_until_reached()
    partner.deadline = -10.0
    assert not desk.close()
    gate.open()
    for thread in senders():
        thread.join()
    assert desk.close()


def test_closing_an_idle_desk_is_quick_and_may_be_repeated(
    desk: Desk, partner: FakePartner
) -> None:
    """Readings end, connections close, and there is nothing to wait for."""
    assert desk.close()
    assert desk.close()
    assert partner.calls == ["abort_readings", "rest"] * 2


def test_a_fault_of_ours_proves_nothing(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """An exception nobody thought of leaves the movement unknown, and the line goes on."""

    def answer(*_: object) -> Outcome:
        raise ZeroDivisionError

    partner.answer = answer
    desk.submit(movement())
    entry = told.wait_for(MovementSettled).entry
    assert entry.state is State.UNKNOWN
    assert entry.outcome is not None
    assert (entry.outcome.reason, entry.outcome.detail) == (Reason.OUR_FAULT, "ZeroDivisionError")
    partner.answer = None
    desk.submit(movement(MAIRIE))
    assert told.wait_for(MovementSettled, 2).entry.state is State.CONFIRMED


@pytest.mark.parametrize("reference", ["\ud800", "facture \udcff"])
def test_what_cannot_be_written_is_not_sent(
    desk: Desk, told: Told, partner: FakePartner, reference: str
) -> None:
    """Half a character out of a shell's argument stops its movement, not the sender."""
    desk.submit(movement(reference=reference))
    assert told.wait_for(MovementStopped).problem is JournalProblem.UNWRITABLE
    desk.submit(movement())
    assert told.wait_for(MovementSettled).entry.number == 1
    told.until_idle()
    assert partner.posts == 1


def test_an_outcome_that_is_not_writable_at_all_is_told(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """Half a character in a reply does not take the thread with it; the row stays in sight."""
    partner.answer = lambda *_: replace(REJECTED, message="\ud800")
    desk.submit(movement())
    assert not told.wait_for(MovementSettled).is_recorded
    told.until_idle()
    desk.refresh()
    assert not desk.close()
    assert [entry.state for entry in desk.open_entries()] == [State.SENDING]


def test_a_listener_that_breaks_disturbs_nothing(
    desk: Desk, partner: FakePartner, journal: Journal
) -> None:
    """Whoever is told may fail each time: every movement is sent and written all the same."""

    def broken(_fact: object) -> None:
        raise RuntimeError("the screen is gone")

    desk.tell = broken
    for token in (GARAGE, MAIRIE):
        desk.submit(movement(token, "1"))
    idle(desk)
    desk.refresh()
    assert [entry.state for entry in journal.history(9)] == [State.CONFIRMED] * 2
    assert partner.posts == 2


def test_a_guard_stops_a_movement_and_says_why(
    desk: Desk, told: Told, partner: FakePartner, journal: Journal
) -> None:
    """A movement that is too large is told with the guard's word, and nothing is written."""
    desk.limits = Limits(max_per_operation=Decimal(40))
    desk.submit(movement())
    stopped = told.wait_for(MovementStopped)
    assert [objection.rule for objection in stopped.objections] == [Rule.OVER_OPERATION]
    assert stopped.problem is None
    assert journal.history(9) == ()
    assert partner.calls == []


def test_a_thread_that_cannot_start_is_no_movement(
    desk: Desk, told: Told, partner: FakePartner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asked gets the error, nothing waits for ever, and the next one is sent."""

    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError):
            desk.submit(movement())
    assert not desk.is_sending
    desk.submit(movement(MAIRIE))
    told.wait_for(MovementSettled)
    told.until_idle()
    assert partner.posts == 1
