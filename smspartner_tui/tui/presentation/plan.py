"""A plan before it goes: a row for each movement and for each who is left out, and the sums."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from smspartner_tui.core import money
from smspartner_tui.core.guards import Surroundings
from smspartner_tui.core.money import AmountProblem
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.plan import Candidate, Missed, Plan, Row
from smspartner_tui.i18n import N_, _, language
from smspartner_tui.tui.board import Board
from smspartner_tui.tui.widgets.table_lines import Cell, Column
from smspartner_tui.tui.widgets.table_lines import Row as Line
from smspartner_tui.wording.plans import note, why
from smspartner_tui.wording.standings import UNSEEN, days_word

_PROBLEMS: Final[Mapping[AmountProblem, str]] = {
    AmountProblem.BALANCE_UNKNOWN: N_("balance unknown"),
    AmountProblem.ALREADY_THERE: N_("there already"),
    AmountProblem.WRONG_WAY_DOWN: N_("above that already"),
    AmountProblem.WRONG_WAY_UP: N_("below that already"),
    AmountProblem.NOTHING_LEFT: N_("nothing left"),
}
"""Why the same amount for many is none for one of them, as short as the column is."""


def candidates(
    board: Board, surroundings: Surroundings | None, tokens: frozenset[str]
) -> list[Candidate]:
    """The sub-accounts that a plan looks at: those with these tokens, all without any."""
    known = board.known(surroundings)
    return [
        Candidate(
            one,
            known.surroundings.situation(one, board.balances, known.stale_after),
            board.days_left_of(one),
        )
        for one in board.account.subaccounts
        if not tokens or one.token in tokens
    ]


def plan_columns() -> tuple[Column, ...]:
    """The columns of a plan."""
    return (
        Column("place", _("No."), 3, "right", folds_at=60),
        Column("name", _("Sub-account"), 16, flexible=True),
        Column("before", _("Before €"), 9, "right", folds_at=60),
        Column("change", _("Movement €"), 11, "right"),
        Column("after", _("After €"), 9, "right", folds_at=66),
        Column("days", _("Left"), 6, "right", folds_at=90),
        Column("note", _("Why"), 22, folds_at=44),
    )


def plan_rows(plan: Plan) -> list[Line]:
    """The movements in the order in which they go, then those who are left out."""
    rows = [_row(place, row) for place, row in enumerate(plan.rows, 1)]
    return rows + [_missed(one) for one in plan.missed]


def _row(place: int, row: Row) -> Line:
    style = "good" if row.direction is Direction.ADD else "low"
    days = UNSEEN if row.days is None else days_word(row.days)
    cells = (
        Cell(str(place), "muted"),
        Cell(row.subaccount.name),
        Cell(_number(row.before)),
        Cell(money.number(row.change, language(), signed=True), style),
        Cell(_number(row.after)),
        Cell(days, "muted"),
        Cell(note(row), "low" if row.amount < row.wanted else "muted"),
    )
    return Line(row.subaccount.token, cells)


def _missed(one: Missed) -> Line:
    wanted = f"({_number(one.wanted)})" if one.wanted else UNSEEN
    cells = (
        Cell(UNSEEN, "muted"),
        Cell(one.subaccount.name, "muted"),
        Cell("", "muted"),
        Cell(wanted, "muted"),
        Cell("", "muted"),
        Cell("", "muted"),
        Cell(_why(one), "doubt"),
    )
    return Line(one.subaccount.token, cells)


def _why(one: Missed) -> str:
    """Why somebody is left out."""
    if one.problem is not None and one.problem in _PROBLEMS:
        return _(_PROBLEMS[one.problem])
    return why(one)


def _number(amount: Decimal | None) -> str:
    return UNSEEN if amount is None else money.number(amount, language())


def rests_on(plan: Plan) -> Sequence[object]:
    """What a question about a plan rests on: who moves how much, from which balance."""
    return [
        (row.subaccount.token, row.direction, row.amount, row.before, row.duplicate)
        for row in plan.rows
    ]
