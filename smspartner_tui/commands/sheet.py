"""A plan as a table of plain lines, for a person."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from smspartner_tui.commands.columns import aligned, cut
from smspartner_tui.core import money
from smspartner_tui.core.plan import Missed, Plan, Row
from smspartner_tui.i18n import _, language
from smspartner_tui.wording.plans import note, sums, why

WIDEST_NAME: Final = 32
"""Cells of a name."""

_LEFT: Final = (1, 6)
"""The columns of words, which begin under each other; figures end there."""

_NOTHING: Final = "-"


def sheet(plan: Plan) -> list[str]:
    """The movements in the order in which they go, who is left out, and the sums."""
    head = (
        _("No."),
        _("Sub-account"),
        _("Before €"),
        _("Movement €"),
        _("After €"),
        _("Left"),
        _("Why"),
    )
    rows = [_row(place, row) for place, row in enumerate(plan.rows, 1)]
    rows += [_missed(one) for one in plan.missed]
    return [*(aligned([head, *rows], _LEFT) if rows else ()), *sums(plan)]


def _row(place: int, row: Row) -> Sequence[str]:
    return (
        str(place),
        cut(row.subaccount.name, WIDEST_NAME),
        _number(row.before),
        money.number(row.change, language(), signed=True),
        _number(row.after),
        _NOTHING if row.days is None else str(row.days),
        note(row),
    )


def _missed(one: Missed) -> Sequence[str]:
    wanted = f"({_number(one.wanted)})" if one.wanted else ""
    return (_NOTHING, cut(one.subaccount.name, WIDEST_NAME), "", wanted, "", "", why(one))


def _number(amount: Decimal | None) -> str:
    return _NOTHING if amount is None else money.number(amount, language())
