"""The dialog of a movement: before and after, and what the guards say."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from rich.cells import cell_len, set_cell_size

from smspartner_tui.core.accounts import MAY_BUY, Balance, SubAccount
from smspartner_tui.core.draft import Draft
from smspartner_tui.core.movement import Direction
from smspartner_tui.i18n import _
from smspartner_tui.tui.board import Board
from smspartner_tui.tui.widgets.spread import fitted
from smspartner_tui.wording import euros
from smspartner_tui.wording.guarding import movement_guards

_LEAST_OF_NAME: Final = 4
"""Cells of a name below which it says nothing."""


def preview(
    rows: Sequence[tuple[str, Balance | None, Decimal | None]], width: int, changed: frozenset[int]
) -> list[str]:
    """Before, change and after of both accounts, in columns; `changed` numbers are marked."""
    lines: list[tuple[str, ...]] = [("", _("before"), _("change"), _("after"))]
    for place, (name, balance, change) in enumerate(rows):
        before = _("not known") if balance is None else euros(balance.amount)
        mark = "*" if place in changed else ""
        after = "" if balance is None or change is None else euros(balance.amount + change)
        moved = "" if change is None else euros(change, signed=True)
        lines.append((name, mark + before, moved, after))
    return in_columns(lines, width)


def meant(typed: str, amount: Decimal | None) -> str:
    """What is meant in euros, where what was typed is more than a number of them."""
    if amount is None or typed.strip().replace(" ", "").isdecimal():
        return ""
    return f"= {euros(amount)}"


def guard_lines(
    board: Board, subaccount: SubAccount, direction: Direction, weighed: Draft
) -> list[str]:
    """The guards' word, what was moved there lately, how yes is given, and an old balance."""
    listing = board.listings.get(subaccount.token)
    balance = board.balances.of(subaccount.token)
    return movement_guards(
        weighed,
        direction,
        balance,
        board.today,
        is_old=balance is not None and board.is_old(balance),
        may_buy=listing is not None and listing.kind == MAY_BUY,
    )


def in_columns(rows: Sequence[tuple[str, ...]], width: int) -> list[str]:
    """Rows as lines of `width` cells: a name, which gives way, then figures at the right.

    Where that leaves too little of a name, the figures move together; then a name gets a line of
    its own, and in the end so does every figure. The first row names the figures.
    """
    longest = [max(map(cell_len, column)) for column in list(zip(*rows, strict=True))[1:]]
    gap = next((gap for gap in (3, 2) if width - sum(longest) - gap * len(longest) >= 12), 1)
    room = width - sum(longest) - gap * len(longest)
    if room < _LEAST_OF_NAME:
        return list(_stacked(rows, longest, width))
    return [
        set_cell_size(fitted(name, room), room)
        + "".join(cell.rjust(size + gap) for cell, size in zip(cells, longest, strict=True))
        for name, *cells in rows
    ]


def _stacked(rows: Sequence[tuple[str, ...]], longest: Sequence[int], width: int) -> Iterator[str]:
    """Rows of which each has its name on one line and its figures below it."""
    titles, *others = rows
    is_wide_enough = sum(longest) + len(longest) <= width
    if is_wide_enough:
        yield _figures(titles[1:], longest)
    for name, *cells in others:
        yield fitted(name, width)
        if is_wide_enough:
            yield _figures(cells, longest)
        else:
            yield from (
                title + cell.rjust(width - cell_len(title))
                for title, cell in zip(titles[1:], cells, strict=True)
                if cell
            )


def _figures(cells: Sequence[str], longest: Sequence[int]) -> str:
    return "".join(cell.rjust(size + 1) for cell, size in zip(cells, longest, strict=True))
