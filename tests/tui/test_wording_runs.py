"""Runs, plans and undoing in words: nothing that can happen is without, and all are sentences."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

import pytest

from smspartner_tui import i18n
from smspartner_tui.core.accounts import Balance, Balances
from smspartner_tui.core.facts import RunStopped
from smspartner_tui.core.movement import Direction, Entry, JournalProblem, RunKind, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.plan import Because, LeftOut, Plan
from smspartner_tui.core.run import Halt, Run, RunState
from smspartner_tui.core.undo import Never, undo_movement, undo_run
from smspartner_tui.wording import planning, plans, runs, undoing
from tests.core import runs as made
from tests.core.runs import NOW

TODAY = NOW.date()
DONE, REFUSED, UNKNOWN = State.CONFIRMED, State.REJECTED, State.UNKNOWN
EVERYTHING = tuple(
    replace(asked, number=7, state=state, operator=Operator("nadia"), halt=halt)
    for asked in (
        *(made.plan(*states) for states in ((None,), (DONE, REFUSED, UNKNOWN, None), (DONE,))),
        made.transfer(None, None),
        made.transfer(DONE, REFUSED),
        made.transfer(DONE, DONE),
        made.transfer(DONE, REFUSED, DONE),
        replace(made.plan(DONE), kind=RunKind.UNDO),
    )
    for state in RunState
    for halt in (None, *Halt)
)
"""Runs of every kind, in every state, for every reason to stand still."""


def entry_of(run: Run, place: int = 0) -> Entry:
    """What became of a leg."""
    entry = run.legs[place].entry
    assert entry is not None
    return entry


def holds(*amounts: str) -> Balances:
    """What those that a plan moved hold now, in euros."""
    balances = {
        f"token {place}": Balance(Decimal(amount), NOW) for place, amount in enumerate(amounts)
    }
    return Balances(Balance(Decimal(100), NOW), balances)


@pytest.mark.parametrize(
    ("table", "members"),
    [
        (runs.KINDS, set(RunKind)),
        (runs.HALTS, set(Halt)),
        (plans.BECAUSE, set(Because)),
        # What is wrong with an amount has words of its own.
        (plans.LEFT_OUT, set(LeftOut) - {LeftOut.AMOUNT}),
        (undoing.NEVER, set(Never)),
    ],
)
def test_every_member_has_its_words(table: Mapping[StrEnum, str], members: set[StrEnum]) -> None:
    """No reason to stop, to cut, to leave out or not to undo goes unsaid."""
    assert set(table) == members
    assert all(table.values())
    assert all(undoing.left_out(entry_of(made.plan(DONE)), why) for why in Never)


def test_whatever_a_run_is_it_is_told_in_both_languages() -> None:
    """Two lines at most, nothing left to be filled in, and never the same in both languages."""
    for run in EVERYTHING:
        told: dict[str, list[str]] = {}
        for language in ("en", "fr"):
            i18n.use(language)
            told[language] = [
                *runs.standing(run),
                *runs.settled(run),
                *runs.offered(run, "14:32"),
                *runs.to_drop(run),
                runs.run_line(run),
                runs.resume_question(run, 2, Decimal(5), is_back=False),
                *undoing.what(run, TODAY),
            ]
            assert len(runs.standing(run)) <= 2
            assert all(told[language])
            assert not any("{" in line or "None" in line for line in told[language])
        assert told["en"] != told["fr"]


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (made.plan(DONE, REFUSED, UNKNOWN, None), "1 done, 1 refused, 1 in doubt, 1 left"),
        (replace(made.plan(DONE, None), state=RunState.ENDED), "1 done"),
        (made.transfer(DONE, REFUSED), "1 done, 1 refused"),
    ],
)
def test_progress_counts_what_became_of_each(run: Run, told: str) -> None:
    """What is left is said of what goes on; of a transfer its legs are said elsewhere."""
    assert runs.progress(run) == told


def test_what_waits_names_both_ways_on() -> None:
    """Where the credit is, to whom it can go, and by which keys."""
    half = replace(made.transfer(DONE, REFUSED), number=3, state=RunState.PAUSED)
    assert runs.standing(half) == (
        "Transfer no. 3 is half done: €5.00 wait on the main account",
        "Credit it to Client payee (t), or give it back to Client payer (u).",
    )
    assert runs.resume_question(half, 1, Decimal(5), is_back=False) == "ADD €5.00 to Client payee?"
    back = runs.resume_question(half, 1, Decimal(5), is_back=True)
    assert back == "GIVE €5.00 back to Client payer?"
    assert runs.to_drop(half)[0] == "Leave €5.00 on the main account for good?"


@pytest.mark.parametrize(
    ("problem", "holder", "told"),
    [
        (JournalProblem.FULL, None, "disk"),
        (None, replace(made.plan(None), number=2, operator=Operator("nadia")), "nadia has plan"),
        (None, made.entry(made.movement("t"), State.SENDING), "nadia has a movement in flight"),
        (None, None, "Somebody went on with it meanwhile"),
    ],
)
def test_why_a_run_was_not_begun_is_said(
    problem: JournalProblem | None, holder: Entry | Run | None, told: str
) -> None:
    """The journal, whoever holds the line by name, or that somebody was first."""
    nothing, why = runs.stopped(RunStopped(made.plan(None), problem, holder))
    assert nothing == "Not started. Nothing moved."
    assert told in why
    known = replace(made.plan(DONE, None), number=3)
    assert runs.stopped(RunStopped(known, problem, holder)) == ("Nothing was sent from here.", why)


def test_a_plan_is_titled_and_asked_by_its_figures() -> None:
    """What it is for, of how many; how many movements and how much in all."""
    assert planning.plan_title(None, 0, take_back=False) == "Plan: lift who is low to the target"
    assert planning.plan_title(None, 2, take_back=True).endswith(", of 2 marked")
    assert planning.plan_title(Direction.ADD, 1, take_back=False) == "Add to 1 sub-account"
    assert planning.plan_title(Direction.REMOVE, 3, take_back=False).endswith("from 3 sub-accounts")
    assert planning.plan_question(Plan()) == "CARRY OUT 0 movements, €0.00 moved in all?"


def test_what_can_be_undone_is_asked_by_what_it_does() -> None:
    """One by its direction and number, many by their total, a transfer by who gives back."""
    taken = made.entry(made.movement("token 0", "5", Direction.REMOVE), DONE, number=9)
    added = made.entry(made.movement("token 0"), DONE, number=8)
    ask = undoing.undo_question
    assert ask(undo_movement(taken, holds("9"))) == "ADD €5.00 to Client token 0, undoing no. 9?"
    partly = undo_movement(added, holds("2"))
    assert ask(partly) == "TAKE BACK €2.00 from Client token 0, undoing no. 8?"
    [step] = partly.steps
    assert undoing.spent(step) == ("! Client token 0: €3.00 already spent, €2.00 can come back")
    many = undo_run(made.plan(DONE, DONE), holds("9", "9"))
    assert ask(many) == "UNDO 2 movements, €10.00 in all?"
    both = undo_run(made.transfer(DONE, DONE), holds())
    assert ask(both) == "GIVE €5.00 back from Client payee to Client payer?"


def test_a_debit_that_failed_moved_nothing() -> None:
    """No word of others: there is only the credit, which did not go."""
    failed = replace(made.transfer(REFUSED, None), number=3, state=RunState.ENDED)
    for halt in (Halt.REFUSED, Halt.NOT_SENT):
        told = runs.standing(replace(failed, halt=halt))
        assert told[-1] == "The debit failed: nothing has moved."


def test_a_doubt_is_no_longer_told_once_it_is_settled() -> None:
    """What is to be done then is to go on; before, to check."""
    open_doubt = replace(made.plan(UNKNOWN, None), state=RunState.PAUSED, halt=Halt.DOUBT)
    assert "Check it (v)" in runs.standing(open_doubt)[-1]
    left = replace(made.plan(DONE, None), state=RunState.PAUSED, halt=Halt.DOUBT)
    assert runs.standing(left)[-1].startswith("Nothing is in doubt any more: go on")
    over = replace(made.plan(DONE), state=RunState.ENDED, halt=Halt.DOUBT)
    assert runs.standing(over)[-1] == "Nothing is in doubt any more."
