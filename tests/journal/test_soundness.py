"""Damage is named: which piece of the evidence does not hold, and where."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.damage import Damage, Part
from smspartner_tui.core.movement import Direction, JournalProblem, Outcome, Reason, State
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.journal.soundness import find_damage
from smspartner_tui.journal.store import FILE_NAME
from smspartner_tui.wording.journals import damage as in_words
from tests.journal.conftest import Open
from tests.journal.helpers import (
    GARAGE,
    NOT_SENT,
    PAUL,
    REJECTED,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
    open_journal,
    raw,
)
from tests.journal.process import another_process, line_of
from tests.journal.test_chain import rewrite

XML = Outcome(
    State.CONFIRMED,
    Reason.SUCCESS,
    main_balance=Decimal("2819.2"),
    subaccount_balance=Decimal("61.8"),
    reply="<r><entry>1</entry><entry>200</entry><entry>9</entry><entry>8</entry></r>",
)


def make(folder: Path, clock: Clock) -> None:
    """A journal with all kinds of records, of two operators and more than one session."""
    journal = open_journal(folder, clock)
    journal.names = {GARAGE: "Garage « Martin » \N{PILE OF POO}"}
    for main, garage in (("1000", "10"), ("999.999999", "-3.5"), ("4000", "60.1")):
        clock.now += timedelta(minutes=20)
        journal.keep_balances(Decimal(main), {GARAGE: Decimal(garage)}, clock.now)
    outcomes = [
        confirmed(),
        confirmed(None, None),
        confirmed("5000000000000", "1"),
        XML,
        replace(confirmed("7", "8"), reply=""),
        replace(confirmed("7", "8"), reply='{"credit": "7.00", "subaccountCredit":8.000000}'),
        replace(REJECTED, message="\udcff".encode(errors="replace").decode()),
        NOT_SENT,
    ]
    for number, outcome in enumerate(outcomes):
        direction = Direction.REMOVE if number % 2 else Direction.ADD
        journal.begin(asked := movement(f"token {number}", direction=direction), agree)
        journal.settle(asked.id, outcome)
    for applied in (True, False, None):
        journal.begin(asked := movement(GARAGE, reference="x" * 300), agree)
        journal.settle(asked.id, UNKNOWN)
        if applied is not None:
            journal.resolve(asked.id, applied=applied, because="vu\nsur le relevé")
    clock.now += timedelta(minutes=20)
    journal.keep_balances(Decimal(9000), {}, clock.now)
    journal.close()
    theirs = open_journal(folder, clock, PAUL)
    theirs.begin(movement("in flight"), agree)
    theirs.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of such a journal."""
    folder = tmp_path_factory.mktemp("made")
    make(folder, Clock())
    return folder


@pytest.fixture
def copied(made: Path, folder: Path) -> Path:
    """A copy of it, to be spoilt."""
    shutil.copytree(made, folder)
    return folder


def found_in(folder: Path) -> Damage | None:
    """What a look at the file finds, whoever opens it."""
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        return find_damage(db)


def test_a_journal_with_all_kinds_of_records_is_sound(copied: Path, opened: Open) -> None:
    """Every state, rises, balances below zero, replies of all forms, and one that died."""
    journal: Journal = opened()
    states = {entry.state for entry in journal.history(99)}
    assert states == set(State) - {State.PLANNED, State.SENDING}
    assert len(journal.past().rises) == 3
    journal.check()
    assert (journal.problem, journal.damage) == (None, None)


# In the journal above: 37 events; movement 1 has the first three of them.
SPOILT: dict[str, tuple[list[str], Damage]] = {
    "a rule": (["DROP INDEX one_in_flight"], Damage(Part.RULES)),
    "a rule of rises": (["DROP INDEX rise_by_place"], Damage(Part.RULES)),
    "the account": (["UPDATE account SET created_at = 'then'"], Damage(Part.ROW, "account")),
    "a session": (
        ["UPDATE session SET version = '9' WHERE rowid = 2"],
        Damage(Part.ROW, "session"),
    ),
    "a balance": (["UPDATE reading SET micros = 7 WHERE id = 3"], Damage(Part.ROW, "reading")),
    "a rise": (["UPDATE rise SET micros = micros + 1 WHERE id = 2"], Damage(Part.ROW, "rise")),
    "a rise's place": (["UPDATE rise SET after = 3 WHERE id = 1"], Damage(Part.ROW, "rise")),
    "a rise's search": (["UPDATE rise SET search = ''"], Damage(Part.ROW, "rise")),
    "an event": (["UPDATE event SET facts = '{}' WHERE seq = 5"], Damage(Part.CHAIN, "5")),
    "an event's hash": (["UPDATE event SET hash = '' WHERE seq = 7"], Damage(Part.CHAIN, "7")),
    "an event is gone": (["DELETE FROM event WHERE seq = 4"], Damage(Part.CHAIN, "5")),
    "the first is gone": (["DELETE FROM event WHERE seq = 1"], Damage(Part.CHAIN, "2")),
    "the newest are gone": (["DELETE FROM event WHERE seq > 20"], Damage(Part.CUT, "21")),
    "all are gone": (["DELETE FROM event"], Damage(Part.CUT, "1")),
    "the count is not SQLite's": (["UPDATE sqlite_sequence SET seq = 99"], Damage(Part.CUT, "38")),
    "a movement": (
        ["UPDATE movement SET micros = 1 WHERE number = 4"],
        Damage(Part.MOVEMENT, "4"),
    ),
    "a movement's number": (
        ["UPDATE movement SET number = 99 WHERE number = 4"],
        Damage(Part.MOVEMENT, "99"),
    ),
    "a movement's search": (
        ["UPDATE movement SET search = 'x' WHERE number = 2"],
        Damage(Part.MOVEMENT, "2"),
    ),
    "a movement is gone": (["DELETE FROM movement WHERE number = 4"], Damage(Part.MOVEMENT)),
    "a value of another kind": (["UPDATE event SET at = x'00' WHERE seq = 9"], Damage(Part.ROW)),
}


@pytest.mark.parametrize(("statements", "damage"), SPOILT.values(), ids=SPOILT)
def test_what_was_spoilt_is_named(copied: Path, statements: list[str], damage: Damage) -> None:
    """The part, and the table or the number where it is; the screen has words for it."""
    assert found_in(copied) is None
    if statements[0].startswith("DROP"):
        _run(copied, statements)
    else:
        rewrite(copied, *statements)
    assert found_in(copied) == damage
    assert (damage.place or ".") in in_words(damage)
    journal = open_journal(copied)
    journal.check()
    assert journal.problem is JournalProblem.DAMAGED
    with pytest.raises(JournalError):
        journal.begin(movement(), agree)
    journal.close()


def _run(folder: Path, statements: list[str]) -> None:
    with raw(folder) as db:
        for statement in statements:
            db.execute(statement)


def test_a_damaged_page_is_named(copied: Path) -> None:
    """An index that does not hold what its table does: only SQLite's own check can see that."""
    with raw(copied) as db:
        [root] = db.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'movement_by_time'"
        ).fetchone()
        [size] = db.execute("PRAGMA page_size").fetchone()
    path = copied / FILE_NAME
    data = bytearray(path.read_bytes())
    at = data.index(b"2025-06-12", (root - 1) * size)
    assert at < root * size
    data[at + 3] ^= 1
    path.write_bytes(bytes(data))
    assert found_in(copied) == Damage(Part.PAGES)


REPLIES = {
    "the main account's": {"main_balance": Decimal("2819.3")},
    "the sub-account's": {"subaccount_balance": Decimal("61.800001")},
}


@pytest.mark.parametrize("told", REPLIES.values(), ids=REPLIES)
def test_a_balance_that_the_reply_did_not_tell_is_named(
    journal: Journal, told: dict[str, Decimal]
) -> None:
    """Written down otherwise than the platform answered, by whatever fault: its number is told."""
    journal.begin(first := movement(), agree)
    journal.settle(first.id, confirmed())
    journal.begin(asked := movement(), agree)
    journal.settle(asked.id, replace(confirmed(), **told))  # type: ignore[arg-type]
    journal.check()
    assert journal.damage == Damage(Part.REPLY, "2")


def test_the_first_damage_is_told(copied: Path) -> None:
    """Rows before the chain, the chain before the movements."""
    order: list[Callable[[], None]] = [
        lambda: rewrite(copied, "UPDATE movement SET micros = 1 WHERE number = 4"),
        lambda: rewrite(copied, "UPDATE event SET at = '' WHERE seq = 3"),
        lambda: rewrite(copied, "UPDATE rise SET at = ''"),
        lambda: _run(copied, ["DROP TRIGGER rise_is_kept"]),
    ]
    named: list[Part] = []
    for spoil in order:
        spoil()
        damage = found_in(copied)
        assert damage is not None
        named.append(damage.part)
    assert named == [Part.MOVEMENT, Part.CHAIN, Part.ROW, Part.RULES]


def test_a_look_holds_no_lock_afterwards(copied: Path, opened: Open) -> None:
    """Sound or not, the journal can be written by others as soon as it was looked at."""
    journal: Journal = opened()
    journal.check()
    assert not journal._db.in_transaction
    with another_process(copied, "hold", "another") as process:
        assert line_of(process) == "13"
