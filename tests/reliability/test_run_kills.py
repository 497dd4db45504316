"""A few killed runs, and proof that whatever they could do wrong would be seen."""

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from smspartner_tui.core.movement import Direction, Outcome, Reason, RunKind, State
from smspartner_tui.core.run import Leg, Run
from smspartner_tui.journal import Journal
from smspartner_tui.simulator import Bank, Client
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    REJECTED,
    UNKNOWN,
    agree,
    confirmed,
    movement,
    open_journal,
    raw,
)
from tests.reliability.report import tell
from tests.reliability.run_kills import Tally, lines, run
from tests.reliability.run_kills_plan import KEY, draw
from tests.reliability.run_kills_verdict import WORDS, Settled, judge

PAID = movement(MAIRIE, "5", Direction.REMOVE, movement_id="paid")
CREDITED = movement(GARAGE, "5", movement_id="credited")
TRANSFER = Run("the run", RunKind.TRANSFER, (Leg(PAID), Leg(CREDITED)))


def test_killed_runs_move_each_leg_once() -> None:
    """A handful, killed on the way: what the journal says is what the ledger says."""
    tally = run(5, seed=3)
    assert tally.verdict.examples == []
    assert tally.kills > 0
    assert tally.processes > 5
    assert tally.moved > 0


def test_a_round_is_the_same_in_every_process() -> None:
    """The same words draw the same run; other words draw another, of both kinds in time."""
    assert draw("1 1") == draw("1 1")
    rounds = [draw(f"1 {number}") for number in range(30)]
    assert {each.run.kind for each in rounds} == {RunKind.PLAN, RunKind.TRANSFER}
    places = [(one.movement.token, one.movement.direction) for one in rounds[0].run.legs]
    assert len(set(places)) == len(places)
    kills = [rounds[0].kill(Random(number)) for number in range(200)]
    assert {kill.heard for kill in kills} >= {0, 1, 2 + 3 * len(places)}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """A journal in which a transfer has begun."""
    with closing(open_journal(tmp_path / "state")) as journal:
        journal.open_run(TRANSFER)
        yield journal


@pytest.fixture
def bank() -> Bank:
    """A platform with both sub-accounts, on which nothing has moved."""
    clients = [Client(token, f"Client {token}", Decimal(100)) for token in (GARAGE, MAIRIE)]
    return Bank(spending=False, accounts=clients, main=Decimal(100))


def go(journal: Journal, credited: State = State.CONFIRMED) -> None:
    """Write down both legs, the second of which comes to this."""
    outcomes = {State.CONFIRMED: confirmed(), State.REJECTED: REJECTED, State.UNKNOWN: UNKNOWN}
    journal.begin(PAID, agree, run_id=TRANSFER.id)
    journal.settle(PAID.id, confirmed())
    journal.begin(CREDITED, agree, run_id=TRANSFER.id)
    journal.settle(CREDITED.id, outcomes[credited])
    journal.leave_run(TRANSFER.id, None)


def move(bank: Bank, *, times: int = 1) -> None:
    """Let the platform carry out the debit, and the credit so many times."""
    bank.remove(KEY, PAID.amount, PAID.token)
    for _ in range(times):
        bank.add(KEY, CREDITED.amount, CREDITED.token)


def blamed(journal: Journal, bank: Bank, *said: Settled) -> set[str]:
    """The figures that are not zero."""
    return set(judge(journal, bank, TRANSFER.id, said).bad)


def test_what_went_well_is_not_blamed(journal: Journal, bank: Bank) -> None:
    """Both legs moved once, the journal says so, and so did who was killed afterwards."""
    go(journal)
    move(bank)
    said = Settled(CREDITED.id, "confirmed", is_recorded=True)
    unsaid = Settled(CREDITED.id, "unknown", is_recorded=False)
    assert blamed(journal, bank, said, unsaid) == set()


def test_a_credit_that_moved_twice_is_blamed(journal: Journal, bank: Bank) -> None:
    """By the ledger, and by the POSTs that arrived."""
    go(journal)
    move(bank, times=2)
    expected = {"applied twice", "forgotten", "posted twice", "credit left waiting"}
    assert blamed(journal, bank) == expected


def test_a_post_that_was_repeated_is_blamed_though_nothing_moved(
    journal: Journal, bank: Bank
) -> None:
    """That it was refused the second time is the platform's doing."""
    go(journal)
    move(bank)
    bank.add(KEY, Decimal(10_000), CREDITED.token)
    assert blamed(journal, bank) == {"posted twice"}


def test_a_post_that_was_cut_off_counts_as_the_one_of_who_died(
    journal: Journal, bank: Bank
) -> None:
    """It names no sub-account; one more than anybody was killed in is a second POST."""
    journal.begin(PAID, agree, run_id=TRANSFER.id)
    journal.settle(PAID.id, Outcome(State.UNKNOWN, Reason.PROCESS_DIED))
    journal.resolve(PAID.id, applied=False, because="relevé")
    journal.leave_run(TRANSFER.id, None)
    bank.malformed()
    assert blamed(journal, bank) == set()
    bank.malformed()
    assert blamed(journal, bank) == {"posted twice"}


def test_a_whole_post_and_one_cut_off_are_two(journal: Journal, bank: Bank) -> None:
    """Who died in a movement left one POST of it, whole or cut off, and not both."""
    journal.begin(PAID, agree, run_id=TRANSFER.id)
    journal.settle(PAID.id, Outcome(State.UNKNOWN, Reason.PROCESS_DIED))
    journal.resolve(PAID.id, applied=True, because="relevé")
    bank.remove(KEY, PAID.amount, PAID.token)
    bank.malformed()
    assert "posted twice" in blamed(journal, bank)


def test_a_credit_that_never_moved_is_blamed(journal: Journal, bank: Bank) -> None:
    """The journal says that it did."""
    go(journal)
    move(bank, times=0)
    assert blamed(journal, bank) == {"false done", "credit left waiting"}


def test_a_credit_that_moved_unbeknown_is_blamed(journal: Journal, bank: Bank) -> None:
    """The journal calls it refused, so the run waits for what has arrived."""
    go(journal, State.REJECTED)
    move(bank)
    assert blamed(journal, bank) == {"forgotten", "left open"}


def test_a_doubt_that_nobody_decided_is_blamed(journal: Journal, bank: Bank) -> None:
    """Both as a movement and as a run that has not ended."""
    go(journal, State.UNKNOWN)
    move(bank, times=0)
    verdict = judge(journal, bank, TRANSFER.id, ())
    assert verdict.bad["left open"] == 2


def test_what_is_in_no_row_is_blamed(journal: Journal, bank: Bank) -> None:
    """Money moved for something that was never written down."""
    go(journal)
    move(bank)
    bank.add(KEY, Decimal(7), MAIRIE)
    assert "unrecorded" in blamed(journal, bank)


@pytest.mark.parametrize("name", [CREDITED.id, "nobody's"])
def test_what_was_told_and_is_not_there_is_blamed(journal: Journal, bank: Bank, name: str) -> None:
    """Another outcome than the one told, or none at all."""
    go(journal)
    move(bank)
    said = Settled(name, "rejected", is_recorded=True)
    assert blamed(journal, bank, said) == {"told otherwise"}


def test_a_changed_journal_is_blamed(journal: Journal, bank: Bank) -> None:
    """Its row says something else than its seal, past every rule of the database."""
    go(journal)
    move(bank)
    with raw(journal.path.parent) as db:
        rules = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in rules:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE run SET halt = 'asked'")
        for _name, sql in rules:
            db.execute(sql)
    assert blamed(journal, bank) == {"unsound"}


@pytest.mark.parametrize("figure", WORDS)
def test_a_figure_that_is_not_zero_misses_its_bar(
    figure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One is enough, and the table says which."""
    tally = Tally(kills=9, in_flight=1)
    assert tell(lines(tally, 1, 1.0)) == 0
    tally.verdict.blame(figure, "somebody")
    assert tell(lines(tally, 1, 1.0)) == 1
    [missed] = [line for line in capsys.readouterr().out.splitlines() if "MISSED" in line]
    assert missed.startswith(figure)


def test_too_few_kills_miss_their_bar() -> None:
    """A run in which nobody died proves nothing."""
    assert tell(lines(Tally(kills=1, in_flight=1), 4, 1.0)) == 1
    assert tell(lines(Tally(kills=2), 4, 1.0)) == 1
