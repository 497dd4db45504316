"""The list of sub-accounts: its columns, its rows, and how the operator looks at it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from smspartner_tui.core import money
from smspartner_tui.core.accounts import Balance, Standing, SubAccount
from smspartner_tui.core.filter import Filter, fold
from smspartner_tui.core.frozen import frozen
from smspartner_tui.i18n import N_, _, language
from smspartner_tui.tui.board import Board
from smspartner_tui.tui.presentation.times import short_day
from smspartner_tui.tui.widgets.table_lines import Cell, Column, Row, Rows
from smspartner_tui.wording import clock
from smspartner_tui.wording.standings import UNSEEN, days_word, standing_word

NO_FILTER: Final = Filter()


def number(amount: Decimal) -> str:
    """Euros for a column whose title has the currency."""
    return money.number(amount, language())


_STYLES: Final[Mapping[Standing, str]] = {
    Standing.DOUBT: "doubt",
    Standing.MOVING: "doubt",
    Standing.MISSING: "doubt",
    Standing.EMPTY: "empty",
    Standing.LOW: "low",
    Standing.LOCKED: "muted",
    Standing.UNREAD: "muted",
    Standing.OK: "",
}
"""The style of each standing; colour only repeats the word."""


def account_columns() -> tuple[Column, ...]:
    """The dashboard's columns; on a narrow screen the least needed go first."""
    return (
        Column("name", _("Sub-account"), 20, flexible=True),
        Column("group", _("Group"), 8, folds_at=78),
        Column("balance", _("Balance €"), 10, "right"),
        Column("low", _("Low mark €"), 10, "right", folds_at=66),
        Column("left", _("Left"), 6, "right", folds_at=58),
        Column("state", _("State"), 9),
        Column("read", _("Read"), 6, folds_at=54),
    )


@frozen
class Order:
    """An order of the list: its id, its word, and what rows are compared by."""

    id: str
    word: str
    key: Callable[[Board, SubAccount], tuple[object, ...]]


def _by_balance(board: Board, subaccount: SubAccount) -> tuple[object, ...]:
    balance = board.balances.of(subaccount.token)
    return (balance is None, Decimal(0) if balance is None else balance.amount)


def _by_days_left(board: Board, subaccount: SubAccount) -> tuple[object, ...]:
    days = board.days_left_of(subaccount)
    return (days is None, days or 0, *_by_balance(board, subaccount))


_STANDINGS: Final = tuple(Standing)

ORDERS: Final[tuple[Order, ...]] = (
    Order("file", N_("order of the file"), lambda _board, _subaccount: ()),
    Order("name", N_("name"), lambda _board, subaccount: (fold(subaccount.name),)),
    Order(
        "group",
        N_("group"),
        lambda _board, subaccount: (fold(subaccount.group), fold(subaccount.name)),
    ),
    Order("balance", N_("balance"), _by_balance),
    Order("left", N_("days left"), _by_days_left),
    Order(
        "state",
        N_("state"),
        lambda board, subaccount: (
            _STANDINGS.index(board.standing_of(subaccount)),
            *_by_balance(board, subaccount),
        ),
    ),
)


@frozen
class View:
    """How the operator looks at the list: filter, order, marks."""

    filter: Filter = NO_FILTER
    order: str = "file"
    reverse: bool = False
    marks: tuple[str, ...] = ()


def order_of(view: View) -> Order:
    """The order in force; the file's where the remembered one is not known."""
    return next((order for order in ORDERS if order.id == view.order), ORDERS[0])


def shown(board: Board, view: View, held: str | None = None) -> list[SubAccount]:
    """The sub-accounts that the filter lets through, in order, and the one that is `held`."""
    found = list(board.account.subaccounts)
    if view.filter:
        found = [one for one in found if one.token == held or _fits(board, one, view.filter)]
    order = order_of(view)
    if order.id != "file":
        found.sort(key=lambda subaccount: order.key(board, subaccount), reverse=view.reverse)
    elif view.reverse:
        found.reverse()
    return found


def _fits(board: Board, subaccount: SubAccount, wanted: Filter) -> bool:
    return wanted.lets_through(
        (subaccount.name, subaccount.group, board.email_of(subaccount)),
        amount_of(board, subaccount.token),
        board.standing_of(subaccount),
    )


def account_rows(board: Board, view: View, held: str | None = None) -> Rows:
    """The dashboard's rows; one that is `held` stays, whatever the filter says of it now."""
    marks = {token: _mark(place) for place, token in enumerate(view.marks, 1)}
    by_token = {subaccount.token: subaccount for subaccount in shown(board, view, held)}
    return Rows(
        tuple(by_token), lambda token: _account_row(board, by_token[token], marks.get(token, ""))
    )


def _mark(place: int) -> str:
    """The sign of a marked row: its number where one sign can hold it, because the first pays."""
    return str(place) if place < 10 else "*"


def _account_row(board: Board, subaccount: SubAccount, mark: str) -> Row:
    balance = board.balances.of(subaccount.token)
    standing = board.standing_of(subaccount)
    word, style = standing_word(standing), _STYLES[standing]
    amount = UNSEEN if balance is None else number(balance.amount)
    low = UNSEEN if subaccount.low is None else number(subaccount.low)
    days = board.days_left_of(subaccount)
    cells = (
        Cell(subaccount.name),
        Cell(subaccount.group or UNSEEN, "" if subaccount.group else "muted"),
        Cell(amount, style),
        Cell(low, "muted"),
        Cell(UNSEEN, "muted") if days is None else Cell(days_word(days)),
        Cell(word, style),
        Cell(read_at(board, balance), "muted"),
    )
    return Row(subaccount.token, cells, mark)


def read_at(board: Board, balance: Balance | None) -> str:
    """When a balance was read, said only once it is old; `~` before one known to have moved.

    As short as tells one from another: the time of today, else the day, else the year.
    """
    if balance is None or not board.is_old(balance):
        return ""
    read, today = balance.read_at.astimezone().date(), board.today
    if read == today:
        at = clock(balance.read_at)
    else:
        at = short_day(read, today) if read.year == today.year else f"{read.year}"
    # A day leaves no room for the sign unless it gives up its own space.
    return f"~{at.replace(' ', '')}" if balance.stale else at


def amount_of(board: Board, token: str) -> Decimal | None:
    """A sub-account's last balance in euros, if one was ever seen."""
    balance = board.balances.of(token)
    return None if balance is None else balance.amount
