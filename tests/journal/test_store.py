"""Intents, outcomes and decisions: written once, in order, and read back as they were."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.guards import Objection, Rule, Situation
from smspartner_tui.core.movement import (
    Before,
    Direction,
    JournalProblem,
    Movement,
    Outcome,
    Resolution,
    State,
)
from smspartner_tui.journal import (
    AlreadyAsked,
    GuardsObject,
    Journal,
    JournalError,
    LineBusy,
    NotUnknown,
)
from tests.journal.conftest import Open
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NADIA,
    NOT_SENT,
    PAUL,
    REJECTED,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
    raw,
)
from tests.journal.process import another_process, begin_in_turn, line_of

OUTCOMES = {outcome.state: outcome for outcome in (confirmed(None), REJECTED, NOT_SENT, UNKNOWN)}


def counts(folder: Path) -> dict[str, int]:
    """How many rows each table holds."""
    with raw(folder) as db:
        return {
            table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("movement", "event", "session", "reading")
        }


def sent(journal: Journal, outcome: Outcome, asked: Movement | None = None) -> Movement:
    """A movement that was begun and settled."""
    asked = asked or movement()
    journal.begin(asked, agree)
    journal.settle(asked.id, outcome)
    return asked


def test_an_intent_is_numbered_and_signed(journal: Journal, clock: Clock) -> None:
    """What is begun is `sending`, under the next number, with who, when and both balances."""
    asked = movement(reference="facture 12 / été", direction=Direction.REMOVE, amount="12.345678")
    before = Before(Decimal("2869.2"), clock.now - timedelta(minutes=3))
    entry = journal.begin(asked, agree, before, replace(before, amount=Decimal("-0.045")))
    assert entry.movement == asked
    assert (entry.state, entry.number, entry.operator) == (State.SENDING, 1, NADIA)
    assert entry.main_before == before
    assert entry.subaccount_before == Before(Decimal("-0.045"), before.read_at)
    assert entry.sent_at == entry.planned_at == entry.at
    assert (entry.outcome, entry.resolution, entry.settled_at) == (None, None, None)
    assert journal.open_entries() == (entry,)


@pytest.mark.parametrize("outcome", [confirmed(), confirmed(None, None), *OUTCOMES.values()])
def test_an_outcome_is_read_back_whole(journal: Journal, opened: Open, outcome: Outcome) -> None:
    """An outcome comes back as it was, from the same journal and from one opened later."""
    asked = movement()
    journal.begin(asked, agree)
    entry = journal.settle(asked.id, outcome)
    assert entry.outcome == replace(outcome, seconds=round(outcome.seconds, 3))
    assert entry.state is outcome.state
    assert entry.settled_at is not None
    journal.close()
    assert opened().history(9) == (entry,)


@pytest.mark.parametrize("applied", [True, False])
def test_a_decision_stands_beside_the_outcome(
    journal: Journal, opened: Open, clock: Clock, *, applied: bool
) -> None:
    """What was decided keeps who, when and why; the outcome stays the unknown that it was."""
    asked = sent(journal, UNKNOWN)
    journal.close()
    later = opened(PAUL)
    entry = later.resolve(asked.id, applied=applied, because="relevé du 12/06")
    state = State.RESOLVED_APPLIED if applied else State.RESOLVED_NOT_APPLIED
    assert entry.state is state
    assert entry.resolution == Resolution(applied, PAUL, clock.now, "relevé du 12/06")
    assert entry.outcome == UNKNOWN
    assert entry.operator == NADIA
    assert later.open_entries() == ()


@pytest.mark.parametrize("outcome", [confirmed(), REJECTED, NOT_SENT])
def test_only_an_unknown_is_resolved(journal: Journal, outcome: Outcome) -> None:
    """Nothing is decided about what is known, and nothing is written."""
    asked = sent(journal, outcome)
    with pytest.raises(NotUnknown) as caught:
        journal.resolve(asked.id, applied=True, because="?")
    assert caught.value.entry.state is outcome.state
    assert journal.history(1)[0].resolution is None


def test_an_unknown_is_resolved_once(journal: Journal, opened: Open) -> None:
    """The second of two operators is told what the first decided, which stays."""
    asked = sent(journal, UNKNOWN)
    other = opened(PAUL)
    journal.resolve(asked.id, applied=True, because="relevé")
    with pytest.raises(NotUnknown) as caught:
        other.resolve(asked.id, applied=False, because="rien vu")
    assert caught.value.entry.state is State.RESOLVED_APPLIED
    assert caught.value.entry.resolution is not None
    assert caught.value.entry.resolution.operator == NADIA


def test_a_decision_about_nothing_is_refused(journal: Journal) -> None:
    """There is no such movement, and no row appears for it."""
    with pytest.raises(LookupError):
        journal.resolve("nobody's", applied=True, because="?")
    assert journal.history(1) == ()


@pytest.mark.parametrize("outcome", [confirmed(), REJECTED, NOT_SENT, UNKNOWN])
def test_an_outcome_is_written_once(journal: Journal, outcome: Outcome) -> None:
    """A second outcome for the same movement is refused, and the first one stays."""
    asked = sent(journal, outcome)
    with pytest.raises(JournalError):
        journal.settle(asked.id, confirmed("1", "1"))
    assert journal.history(1)[0].state is outcome.state
    with pytest.raises(JournalError):
        journal.settle("nobody's", confirmed())


def test_the_same_yes_is_taken_once(journal: Journal, folder: Path) -> None:
    """A movement that the journal holds is not begun again, whatever came of it."""
    asked = sent(journal, REJECTED)
    before = counts(folder)
    with pytest.raises(AlreadyAsked):
        journal.begin(asked, agree)
    assert counts(folder) == before


def test_guards_are_asked_under_the_lock(journal: Journal, folder: Path) -> None:
    """While they are asked nobody else can write; when they object nothing is written."""
    before = counts(folder)
    objection = Objection(Rule.OVER_DAY, Decimal(1), Decimal(2))
    held: list[str] = []

    def weigh(situation: Situation) -> tuple[Objection, ...]:
        with raw(folder) as other, pytest.raises(Exception, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        held.append("locked")
        return (objection,)

    with pytest.raises(GuardsObject) as caught:
        journal.begin(movement(), weigh)
    assert caught.value.objections == (objection,)
    assert held == ["locked"]
    assert counts(folder) == before


def test_a_warning_does_not_forbid(journal: Journal) -> None:
    """An objection that does not block is for the screen, not for the lock."""
    warning = Objection(Rule.MAIN_TOO_SMALL, blocks=False)
    assert journal.begin(movement(), lambda _: (warning,)).state is State.SENDING


def test_a_guard_that_breaks_leaves_nothing(journal: Journal, folder: Path) -> None:
    """An exception in the middle undoes everything, and the journal goes on."""
    before = counts(folder)

    def weigh(situation: Situation) -> tuple[Objection, ...]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        journal.begin(movement(), weigh)
    assert counts(folder) == before
    assert journal.begin(movement(), agree).number == 1


def test_the_line_takes_one(journal: Journal, opened: Open, folder: Path) -> None:
    """While one is in flight another is told whose it is, and nothing is written."""
    first = journal.begin(movement(GARAGE), agree)
    other = opened(PAUL)
    before = counts(folder)
    with pytest.raises(LineBusy) as caught:
        other.begin(movement(MAIRIE), agree)
    assert caught.value.holder == first
    assert counts(folder) == before
    journal.settle(first.movement.id, UNKNOWN)
    assert other.begin(movement(MAIRIE), agree).number == 2


def test_numbers_go_to_what_was_sent_and_to_nothing_else(journal: Journal, opened: Open) -> None:
    """Refused intents leave no gap, and two journals on one file never give the same number."""
    other = opened(PAUL)
    numbers = []
    for round_ in range(6):
        with pytest.raises(GuardsObject):
            journal.begin(movement(), lambda _: (Objection(Rule.READ_ONLY),))
        one = (journal, other)[round_ % 2]
        asked = movement()
        numbers.append(one.begin(asked, agree).number)
        one.settle(asked.id, NOT_SENT)
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_two_processes_never_share_a_number(journal: Journal, folder: Path) -> None:
    """Another process, at the same time, gets numbers of its own; together there is no gap."""
    rounds = 15
    with another_process(folder, "contend", str(rounds)) as process:
        assert line_of(process) == "ready"
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        mine: list[int | None] = []
        while len(mine) < rounds:
            asked = movement()
            mine.append(begin_in_turn(journal, asked).number)
            journal.settle(asked.id, confirmed())
        theirs = [int(line_of(process)) for _ in range(rounds)]
    assert sorted([*filter(None, mine), *theirs]) == list(range(1, 2 * rounds + 1))


def test_an_intent_is_seen_by_other_processes_at_once(journal: Journal, folder: Path) -> None:
    """When begin() returns, the row is there for everybody."""
    asked = movement()
    journal.begin(asked, agree)
    with another_process(folder, "see", asked.id) as process:
        assert line_of(process) == State.SENDING


def test_threads_share_a_journal(journal: Journal) -> None:
    """Eight threads with one journal: every movement is written, none twice, all of it sound."""

    def work(token: str) -> None:
        for _ in range(5):
            asked = movement(token)
            begin_in_turn(journal, asked)
            journal.settle(asked.id, confirmed())

    threads = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.number for entry in journal.history(99)] == list(range(40, 0, -1))
    journal.check()
    assert journal.problem is None


def test_history_comes_in_pages(journal: Journal) -> None:
    """The newest first, and then those below the last one seen."""
    asked = [sent(journal, NOT_SENT) for _ in range(7)]
    first = journal.history(3)
    second = journal.history(3, before=first[-1].number)
    third = journal.history(3, before=second[-1].number)
    assert [entry.number for entry in first + second + third] == [7, 6, 5, 4, 3, 2, 1]
    assert [entry.movement for entry in first + second + third] == asked[::-1]
    assert journal.history(3, before=1) == ()


def test_open_movements_come_oldest_first(journal: Journal) -> None:
    """What is in flight or unknown, and nothing that is done."""
    unknown = sent(journal, UNKNOWN, movement(GARAGE))
    sent(journal, REJECTED, movement(MAIRIE))
    flying = journal.begin(movement(MAIRIE), agree).movement
    assert [entry.movement for entry in journal.open_entries()] == [unknown, flying]
    assert all(entry.is_open for entry in journal.open_entries())


def test_the_last_movement_of_a_sub_account(journal: Journal) -> None:
    """Its own newest one, whatever others did since."""
    assert journal.last_of(GARAGE) is None
    sent(journal, confirmed(), movement(GARAGE))
    newest = sent(journal, REJECTED, movement(GARAGE))
    sent(journal, confirmed(), movement(MAIRIE))
    last = journal.last_of(GARAGE)
    assert last is not None
    assert last.movement == newest


def test_a_closed_journal_says_so(journal: Journal) -> None:
    """After close() nothing is written or read, and nothing but a JournalError comes of it."""
    journal.close()
    journal.close()
    attempts: tuple[Callable[[], object], ...] = (
        lambda: journal.begin(movement(), agree),
        lambda: journal.settle("m", confirmed()),
        lambda: journal.resolve("m", applied=True, because=""),
        lambda: journal.keep_balances(Decimal(1), {}),
        lambda: journal.history(1),
    )
    for attempt in attempts:
        with pytest.raises(JournalError) as caught:
            attempt()
        assert caught.value.problem is JournalProblem.UNWRITABLE


def test_an_absurd_balance_does_not_lose_an_outcome(journal: Journal) -> None:
    """A reply that tells more euros than there are is still the success that it says."""
    asked = movement()
    journal.begin(asked, agree)
    entry = journal.settle(asked.id, confirmed("5000000000000", "61.8000000001"))
    assert entry.state is State.CONFIRMED
    assert entry.outcome is not None
    assert (entry.outcome.main_balance, entry.outcome.subaccount_balance) == (None, None)
