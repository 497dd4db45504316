"""Runs as lines: columns that hold their words, bars, the time that is left, the status line."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from rich.cells import cell_len

from smspartner_tui import i18n
from smspartner_tui.core.accounts import Balances
from smspartner_tui.core.facts import MovementSettled, RunChanged
from smspartner_tui.core.guards import Limits, Objection, Rule
from smspartner_tui.core.money import Language
from smspartner_tui.core.movement import Outcome, Reason, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.run import Halt, Run, RunState
from smspartner_tui.tui.board import Account, Board
from smspartner_tui.tui.presentation import around, plan, runs
from smspartner_tui.tui.status import News, of_run
from smspartner_tui.tui.widgets.table_lines import Column, lay_out
from tests.core import runs as made
from tests.core.runs import NOW

BOTH: tuple[Language, ...] = ("en", "fr")
DONE = Outcome(State.CONFIRMED, Reason.SUCCESS, subaccount_balance=Decimal("15.5"), seconds=0.312)
BOARD = Board(Account("prod", Operator("demo"), (), timedelta(minutes=5), 30.0), Limits(), NOW)


def titles(columns: tuple[Column, ...], width: int) -> Mapping[str, int]:
    """What stands in a window so wide, and how wide each is."""
    room = width - 2
    slots = lay_out(columns, room, room)
    assert all(slot.x + slot.width <= room for slot in slots)
    return {columns[slot.column].key: slot.width for slot in slots}


@pytest.mark.parametrize(
    ("width", "run", "plan_"),
    [
        (
            120,
            {"place", "name", "change", "balance", "took", "state"},
            {"place", "name", "before", "change", "after", "days", "note"},
        ),
        (
            80,
            {"place", "name", "change", "balance", "took", "state"},
            {"place", "name", "before", "change", "after", "note"},
        ),
        (59, {"place", "name", "change", "state"}, {"name", "change", "note"}),
        (40, {"name", "change", "state"}, {"name", "change"}),
    ],
)
def test_columns_fold_before_the_name_does(width: int, run: set[str], plan_: set[str]) -> None:
    """Who and how much stay to the end, and enough of the name to know it by."""
    for columns, wanted in ((runs.run_columns(), run), (plan.plan_columns(), plan_)):
        shown = titles(columns, width)
        assert set(shown) == wanted
        assert shown["name"] >= 9


@pytest.mark.parametrize("language", BOTH)
def test_a_movements_state_fits_its_column(language: Language) -> None:
    """Every state, blocked and dropped, in both languages."""
    i18n.use(language)
    asked = made.plan(*made.ANY_STATE, None)
    blocked = replace(asked, blocked={0: (Objection(Rule.LOCKED),)})
    for run in (asked, blocked, replace(asked, state=RunState.ENDED)):
        for place, leg in enumerate(run.legs):
            *_others, took, state = runs.run_row(run, place, leg).cells
            assert 0 < cell_len(state.text) <= 13, state
            assert cell_len(took.text) <= 8


def test_a_row_tells_what_came_back() -> None:
    """The balance of the answer and how long it took; nothing of either before."""
    run = made.plan(None, State.CONFIRMED)
    entry = run.legs[1].entry
    assert entry is not None
    run = run.with_entry(replace(entry, outcome=DONE))
    rows = [runs.run_row(run, place, leg) for place, leg in enumerate(run.legs)]
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["1", "Client token 0", "+5.00", "", "", "-"],
        ["2", "Client token 1", "+5.00", "15.50", "312 ms", "done"],
    ]


@pytest.mark.parametrize(
    ("states", "place"),
    [
        ((State.CONFIRMED, State.RESOLVED_APPLIED, None), None),
        ((State.REJECTED, State.CONFIRMED, State.UNKNOWN), 2),
        ((State.CONFIRMED, State.REJECTED, None), 1),
        ((State.CONFIRMED, State.NOT_SENT, None), 1),
    ],
)
def test_trouble_is_what_a_person_has_to_look_at(
    states: tuple[State | None, ...], place: int | None
) -> None:
    """A doubt first, else what did not go as asked, a guard's word too; a later turn is none."""
    run = made.plan(*states)
    assert runs.trouble(run) == place
    if place is None:
        assert runs.trouble(replace(run, blocked={2: (Objection(Rule.LOCKED),)})) == 2


def test_the_head_says_who_asked_for_what() -> None:
    """With its number once it has one; before, that it starts or did not."""
    run = replace(made.plan(None, None), number=12, operator=Operator("nadia"), reference="juin")
    begun = ("Plan no. 12 · 14:32 by nadia · juin", "1 of 2")
    assert runs.head(run, "14:32", is_stopped=False) == begun
    run = replace(run, number=None)
    assert runs.head(run, "14:32", is_stopped=False) == ("Starting… · juin", "1 of 2")
    assert runs.head(run, "14:32", is_stopped=True) == ("Not started · juin", "1 of 2")


@pytest.mark.parametrize(("width", "cells"), [(118, 30), (78, 30), (57, 11)])
def test_the_bar_is_as_long_as_there_is_room(width: int, cells: int) -> None:
    """One half filled at half of the way; what is in flight or in doubt is not behind us."""
    half = made.plan(State.CONFIRMED, State.REJECTED, State.UNKNOWN, None)
    full = cells // 2
    assert runs.bar(half, width).startswith(f"[{'#' * full}{'-' * (cells - full)}]  1 done, 1 ref")


def test_on_the_least_window_the_bar_is_figures() -> None:
    """What it shows, they say; a text too long for them has a sign at its end."""
    half = made.plan(State.CONFIRMED, State.REJECTED, State.UNKNOWN, None)
    assert runs.bar(half, 38) == "1 done, 1 refused, 1 in doubt, 1 left"
    assert runs.bar(half, 20) == "1 done, 1 refused, …"


@pytest.mark.parametrize(
    ("seconds", "left", "told"),
    [(0.001, 1, "about 1 s left"), (2, 3, "about 6 s left"), (30, 6, "about 3 min left")],
)
def test_the_time_left_is_reckoned_at_the_pace_so_far(seconds: float, left: int, told: str) -> None:
    """Of what is not tried yet, while it goes on; paused, there is no pace."""
    run = made.plan(State.CONFIRMED, *[None] * left)
    entry = run.legs[0].entry
    assert entry is not None
    run = run.with_entry(replace(entry, settled_at=NOW + timedelta(seconds=seconds)))
    assert runs.bar(run, 78).endswith(told)
    assert "left" not in runs.bar(replace(run, state=RunState.PAUSED), 78).partition(" left")[2]


def test_the_status_tells_how_a_run_goes_and_not_each_of_its_movements() -> None:
    """Steps of a run speak by the run; where it was refused, with the platform's own word."""
    news = News()
    run = replace(made.plan(State.CONFIRMED, None), number=1, operator=Operator("demo"))
    entry = run.legs[0].entry
    assert entry is not None
    one_of_many = replace(entry, link=replace(entry.link, run=1))
    settled = MovementSettled(one_of_many, Balances())
    assert news.of(settled, BOARD, asked_for=False, failures=0) is None
    told = news.of(RunChanged(run), BOARD, asked_for=False, failures=0)
    assert told is not None
    assert told.lines == ("Plan no. 1: 2 of 2",)
    hers = replace(run, operator=Operator("nadia"))
    told = news.of(RunChanged(hers), BOARD, asked_for=False, failures=0)
    assert told is not None
    assert told.lines == ("nadia: Plan no. 1: 2 of 2",)


def test_a_refused_run_has_the_platforms_word() -> None:
    """Of the last one that was refused; a word that did not come is not made up."""
    run = replace(made.plan(State.REJECTED, None), number=1, state=RunState.PAUSED)
    run = replace(run, halt=Halt.REFUSED)
    entry = run.legs[0].entry
    assert entry is not None
    assert entry.outcome is not None
    word = replace(entry, outcome=replace(entry.outcome, code=8, message="Non"))
    told = of_run(run.with_entry(word))
    assert told.lines[-1] == "No. 1: Code 8: “Non”"
    assert told.tone == "bad"
    mute = replace(entry, outcome=None)
    assert len(of_run(run.with_entry(mute)).lines) == 2


def test_runs_that_are_paused_are_not_gone() -> None:
    """The board keeps them by number until they end, and knows whose credit waits."""
    half = replace(made.transfer(State.CONFIRMED, State.REJECTED), number=2, state=RunState.PAUSED)
    open_plan: Run = replace(made.plan(None), number=1, state=RunState.PAUSED)
    board = BOARD.with_run(half).with_run(open_plan)
    assert list(board.runs) == ["plan", "transfer"]
    assert board.open_plan == open_plan
    assert board.half_done == (half,)
    assert board.half_done_of("payer") == board.half_done_of("payee") == half
    assert board.half_done_of("token 0") is None
    assert replace(board, going=half.id).half_done == ()
    ended = board.with_run(replace(half, state=RunState.ENDED))
    assert ended.half_done == ()
    assert ended.with_open_runs(()).open_plan is None


def test_the_summary_tells_all_that_waits() -> None:
    """Of one transfer with who is to get it, where there is room for the name; the sum of many."""
    half = replace(made.transfer(State.CONFIRMED, State.REJECTED), number=1, state=RunState.PAUSED)
    one = BOARD.with_run(half)
    named = "! €5.00 wait for Client payee (t, u) · 0 sub-accounts"
    assert around.summary(one, len(named)) == named
    assert around.summary(one, len(named) - 1) == "! €5.00 wait (t, u) · 0 sub-accounts"
    two = one.with_run(replace(half, id="other", number=2))
    assert around.summary(two, 200) == "! €10.00 wait (t, u) · 0 sub-accounts"
    assert around.summary(BOARD, 200) == "0 sub-accounts"
