"""Runs taken through whatever faults there are, by two operators in turn.

A platform of its own keeps the true ledger; a process may die before, between and behind its
movements, another one goes on. What must always hold is asked after every step.
"""

import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from smspartner_tui.core.movement import APPLIED_STATES, RunKind, State
from smspartner_tui.core.run import GIVEN_BACK, PAYEE, PAYER, Halt, RunState
from tests.desk.faulty import Killed
from tests.desk.office import OPENED_WITH, TOKENS, Office


@contextmanager
def mourning() -> Iterator[None]:
    """A thread that is killed has nothing to say about it."""
    before = threading.excepthook

    def mourn(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_type is not Killed:
            before(failed)

    threading.excepthook = mourn
    try:
        yield
    finally:
        threading.excepthook = before


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 40))
@example(1, 60)
@example(2, 60)
def test_whatever_strikes_the_fold_of_the_journal_is_the_ledger(seed: int, steps: int) -> None:
    """And no movement leaves twice, no place of a run moves twice, nothing is undone twice."""
    with (
        mourning(),
        tempfile.TemporaryDirectory(prefix="runs-") as folder,
        closing(Office(Path(folder), Random(seed))) as office,
    ):
        for _ in range(steps):
            office.one_step()
            hold(office)
        office.comes_to_an_end()
        hold(office)
        assert office.journal.open_runs() == ()
        assert office.journal.open_entries() == ()


def hold(office: Office) -> None:
    """What must always hold."""
    the_fold_is_the_ledger(office)
    nothing_moves_twice(office)
    runs_stand_where_they_should(office)
    office.journal.check()
    assert office.journal.problem is None


def the_fold_is_the_ledger(office: Office) -> None:
    """What the journal has as applied, and what is in doubt and was, is what moved."""
    main, balances = OPENED_WITH, dict.fromkeys(TOKENS, OPENED_WITH)
    entries = office.journal.history(1000)
    for entry in entries:
        movement, state = entry.movement, entry.state
        is_applied = bool(office.platform.applied[movement.id])
        assert state is not State.SENDING
        if state is not State.UNKNOWN:
            assert is_applied is (state in APPLIED_STATES)
        if is_applied:
            main += movement.change_of_main
            balances[movement.token] += movement.change_of_subaccount
    assert (office.partner.main, office.partner.balances) == (main, balances)
    assert set(office.platform.posts) <= {entry.movement.id for entry in entries}


def nothing_moves_twice(office: Office) -> None:
    """Neither a movement, nor a place of a run, nor what is taken back."""
    assert set(office.platform.posts.values()) <= {1}
    moved: Counter[tuple[str, int]] = Counter()
    undone: Counter[str] = Counter()
    legs = office.journal._db.execute("SELECT run, place, movement, undoes FROM leg")
    for run_id, place, name, undoes in legs.fetchall():
        moved[run_id, place] += office.platform.applied[name]
        if undoes:
            undone[undoes] += office.platform.applied[name]
    assert set(moved.values()) <= {0, 1}
    assert set(undone.values()) <= {0, 1}
    for run_id in {run_id for run_id, _place in moved}:
        if office.journal.run(run_id).kind is RunKind.TRANSFER:
            arrived = moved[run_id, PAYEE] + moved[run_id, GIVEN_BACK]
            assert arrived <= moved[run_id, PAYER]


def runs_stand_where_they_should(office: Office) -> None:
    """None holds the line while nobody sends; what is over has ended, and only that."""
    ids = office.journal._db.execute("SELECT id FROM run").fetchall()
    for run in [office.journal.run(row["id"]) for row in ids]:
        assert run.state is not RunState.RUNNING
        if run.halt is not Halt.DROPPED:
            assert (run.state is RunState.ENDED) is run.is_finished
