"""A plan as a table of plain lines, for a person."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from smspartner_tui.core import money
from smspartner_tui.core.plan import Missed, Plan, Row
from smspartner_tui.i18n import _, language
from smspartner_tui.wording.plans import note, sums, why

_WIDEST_NAME: Final = 32
"""Characters of a name."""

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
    return [*(_aligned([head, *rows]) if rows else ()), *sums(plan)]


def _row(place: int, row: Row) -> Sequence[str]:
    return (
        str(place),
        _name(row.subaccount.name),
        _number(row.before),
        money.number(row.change, language(), signed=True),
        _number(row.after),
        _NOTHING if row.days is None else str(row.days),
        note(row),
    )


def _missed(one: Missed) -> Sequence[str]:
    wanted = f"({_number(one.wanted)})" if one.wanted else ""
    return (_NOTHING, _name(one.subaccount.name), "", wanted, "", "", why(one))


def _name(name: str) -> str:
    return name if len(name) <= _WIDEST_NAME else f"{name[: _WIDEST_NAME - 1]}…"


def _number(amount: Decimal | None) -> str:
    return _NOTHING if amount is None else money.number(amount, language())


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.ljust(width) if column in _LEFT else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {'  '.join(cells)}".rstrip()
