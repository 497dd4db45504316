"""Sending beside a colleague: one at a time, and no limit passed together."""

import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from smspartner_tui.core.facts import (
    MovementSettled,
    MovementStopped,
    MovementWaits,
)
from smspartner_tui.core.guards import Limits, Rule
from smspartner_tui.core.movement import (
    Entry,
    JournalProblem,
    State,
)
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from tests.desk.conftest import Colleague
from tests.desk.fakes import PATIENCE, FakePartner, Gate, Told, idle
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NOT_SENT,
    PAUL,
    SALON,
    Clock,
    agree,
    movement,
    open_journal,
)
from tests.journal.process import another_process, line_of


def test_another_ones_movement_is_waited_for(
    desk: Desk, told: Told, partner: FakePartner, folder: Path, clock: Clock
) -> None:
    """It is told whose it is; when that one is settled this one leaves."""
    theirs = open_journal(folder, clock, PAUL)
    other = theirs.begin(movement(MAIRIE), agree)
    asked = movement(GARAGE)
    desk.submit(asked)
    waits = told.wait_for(MovementWaits)
    assert (waits.movement, waits.holder) == (asked, other)
    assert waits.holder.operator == PAUL
    assert partner.calls == []
    theirs.settle(other.movement.id, NOT_SENT)
    settled = told.wait_for(MovementSettled)
    assert (settled.entry.movement, settled.entry.number) == (asked, 2)
    assert told.kinds[0] == "MovementWaits"
    theirs.close()


def test_waiting_is_said_once_for_each_that_is_waited_for(
    desk: Desk,
    told: Told,
    partner: FakePartner,
    journal: Journal,
    folder: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However often the line is looked at, the same holder is named once, the next one anew."""
    theirs = open_journal(folder, clock, PAUL)
    others = [theirs.begin(movement(MAIRIE), agree)]
    begin, looked = journal.begin, threading.Semaphore(0)

    def count(*words: Any, **options: Any) -> Entry:
        try:
            return begin(*words, **options)
        finally:
            looked.release()

    monkeypatch.setattr(journal, "begin", count)
    desk.submit(movement(GARAGE))
    for _ in range(3):
        assert looked.acquire(timeout=PATIENCE)
    with journal._lock:
        theirs.settle(others[0].movement.id, NOT_SENT)
        others.append(theirs.begin(movement(SALON), agree))
    told.wait_for(MovementWaits, 2)
    for _ in range(3):
        assert looked.acquire(timeout=PATIENCE)
    theirs.settle(others[1].movement.id, NOT_SENT)
    told.wait_for(MovementSettled)
    assert [fact.holder for fact in told.of(MovementWaits)] == others
    assert partner.posts == 1
    theirs.close()


def test_a_process_that_is_killed_is_not_waited_for(desk: Desk, told: Told, folder: Path) -> None:
    """As soon as the other one is dead its movement is unknown, and this one leaves."""
    with another_process(folder, "hold", MAIRIE) as process:
        assert line_of(process) == "1"
        desk.submit(movement(GARAGE))
        told.wait_for(MovementWaits)
        process.kill()
        process.wait()
    assert told.wait_for(MovementSettled).entry.number == 2
    assert [entry.state for entry in desk.open_entries()] == [State.UNKNOWN]


def test_waiting_ends_with_patience(
    desk: Desk, told: Told, partner: FakePartner, folder: Path, clock: Clock
) -> None:
    """Past a movement's longest time it is stopped, and nothing was sent."""
    partner.deadline = -10.0
    theirs = open_journal(folder, clock, PAUL)
    theirs.begin(movement(MAIRIE), agree)
    desk.submit(movement(GARAGE))
    assert told.wait_for(MovementStopped).problem is JournalProblem.BUSY
    assert partner.calls == []
    theirs.close()


def test_closing_ends_the_waiting(
    desk: Desk, told: Told, partner: FakePartner, folder: Path, clock: Clock
) -> None:
    """A movement that waits its turn is dropped at once when the program ends."""
    theirs = open_journal(folder, clock, PAUL)
    theirs.begin(movement(MAIRIE), agree)
    asked = movement(GARAGE)
    desk.submit(asked)
    told.wait_for(MovementWaits)
    assert desk.close()
    (stopped,) = told.of(MovementStopped)
    assert (stopped.movement, stopped.problem) == (asked, None)
    assert partner.posts == 0
    theirs.close()


TOGETHER = {
    Rule.OVER_DAY: Limits(max_per_day=Decimal(90)),
    Rule.RESERVE: Limits(main_reserve=Decimal(910)),
}


@pytest.mark.parametrize("limits", TOGETHER.values(), ids=list(TOGETHER))
@pytest.mark.parametrize("asker", [0, 1])
def test_two_operators_never_pass_a_limit_together(
    desk: Desk,
    told: Told,
    partner: FakePartner,
    colleague: Colleague,
    limits: Limits,
    asker: int,
) -> None:
    """Each alone would pass; of both at once one does, and the other is told which guard it was."""
    rule = next(rule for rule, each in TOGETHER.items() if each is limits)
    other, other_told, _ = colleague()
    for each in (desk, other):
        each.refresh()
    gate = partner.gate = Gate()
    pairs = [(desk, told, GARAGE), (other, other_told, MAIRIE)]
    (first, first_told, one), (second, second_told, two) = (pairs[asker], pairs[1 - asker])
    first.submit(movement(one))
    gate.wait_until_reached()
    second.submit(movement(two))
    if rule is Rule.RESERVE:
        second_told.wait_for(MovementWaits)
    gate.open()
    assert first_told.wait_for(MovementSettled).entry.state is State.CONFIRMED
    stopped = second_told.wait_for(MovementStopped)
    assert [objection.rule for objection in stopped.objections] == [rule]
    assert partner.posts == 1
    assert partner.main == Decimal(950)


@pytest.mark.parametrize("limits", [Limits(max_per_day=Decimal(250), main_reserve=Decimal(750))])
def test_two_operators_at_full_speed_keep_every_limit(
    desk: Desk, told: Told, partner: FakePartner, colleague: Colleague, limits: Limits
) -> None:
    """Both with a line of movements: exactly as many leave as the limits allow, one at a time."""
    other, other_told, _ = colleague()
    for each in (desk, other):
        each.refresh()
    # No two amounts alike, so that none is taken for another one again.
    for cents, token in enumerate((GARAGE, MAIRIE, SALON, GARAGE)):
        desk.submit(movement(token, f"50.0{cents}"))
        other.submit(movement(token, f"50.1{cents}"))
    idle(desk)
    idle(other)
    settled = told.of(MovementSettled) + other_told.of(MovementSettled)
    stopped = told.of(MovementStopped) + other_told.of(MovementStopped)
    assert len(settled) + len(stopped) == 8
    assert partner.posts == len(settled)
    assert partner.most_at_once == 1
    assert partner.main >= Decimal(750)
    assert partner.main == 1000 - sum(fact.entry.movement.amount for fact in settled)
