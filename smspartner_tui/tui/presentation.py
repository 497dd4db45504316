"""Values to what is shown: lines, columns and rows. Pure, and tested without an app."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rich.cells import cell_len, set_cell_size

from smspartner_tui.core import money
from smspartner_tui.core.accounts import Balance, Standing, SubAccount
from smspartner_tui.core.draft import Draft
from smspartner_tui.core.filter import Filter, fold
from smspartner_tui.core.movement import Direction, Entry, State
from smspartner_tui.i18n import N_, _, language, ngettext
from smspartner_tui.tui.board import Board
from smspartner_tui.tui.widgets.spread import fitted
from smspartner_tui.tui.widgets.table_lines import Cell, Column, Row
from smspartner_tui.wording import already, clock, euros, objection, platform_word
from smspartner_tui.wording import state as state_word

NAME: Final = "smspartner-tui"
SEPARATOR: Final = " · "
NO_FILTER: Final = Filter()
UNSEEN: Final = "-"


def number(amount: Decimal) -> str:
    """Euros for a column whose title has the currency."""
    return money.number(amount, language())


STANDINGS: Final[Mapping[Standing, tuple[str, str]]] = {
    Standing.DOUBT: (N_("? DOUBT"), "doubt"),
    Standing.MOVING: (N_("in flight"), "doubt"),
    Standing.MISSING: (N_("MISSING"), "doubt"),
    Standing.EMPTY: (N_("! EMPTY"), "empty"),
    Standing.LOW: (N_("! LOW"), "low"),
    Standing.LOCKED: (N_("LOCKED"), "muted"),
    Standing.UNREAD: (UNSEEN, "muted"),
    Standing.OK: ("OK", ""),
}
"""The word and the style of each standing; colour only repeats the word."""


def standing_word(standing: Standing) -> str:
    """How a sub-account stands, in a word."""
    return _(STANDINGS[standing][0])


def account_columns() -> tuple[Column, ...]:
    """The dashboard's columns; on a narrow screen the least needed go first."""
    return (
        Column("name", _("Sub-account"), 20, flexible=True),
        Column("group", _("Group"), 9, folds_at=74),
        Column("balance", _("Balance €"), 11, "right"),
        Column("low", _("Low mark €"), 10, "right", folds_at=64),
        Column("state", _("State"), 10),
        Column("read", _("Read"), 6, folds_at=54),
    )


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the list: its id, its word, and what rows are compared by."""

    id: str
    word: str
    key: Callable[[Board, SubAccount], tuple[object, ...]]


def _by_balance(board: Board, subaccount: SubAccount) -> tuple[object, ...]:
    balance = board.balances.of(subaccount.token)
    return (balance is None, Decimal(0) if balance is None else balance.amount)


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
    Order(
        "state",
        N_("state"),
        lambda board, subaccount: (
            _STANDINGS.index(board.standing_of(subaccount)),
            *_by_balance(board, subaccount),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
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
    found = [
        subaccount
        for subaccount in board.account.subaccounts
        if subaccount.token == held
        or view.filter.lets_through(
            (subaccount.name, subaccount.group, _email(board, subaccount)),
            _amount(board.balances.of(subaccount.token)),
            board.standing_of(subaccount),
        )
    ]
    order = order_of(view)
    found.sort(key=lambda subaccount: order.key(board, subaccount), reverse=view.reverse)
    if order.id == "file" and view.reverse:
        found.reverse()
    return found


def account_rows(board: Board, view: View, held: str | None = None) -> list[Row]:
    """The dashboard's rows; one that is `held` stays, whatever the filter says of it now."""
    marks = frozenset(view.marks)
    return [
        _account_row(board, subaccount, "*" if subaccount.token in marks else "")
        for subaccount in shown(board, view, held)
    ]


def _account_row(board: Board, subaccount: SubAccount, mark: str) -> Row:
    balance = board.balances.of(subaccount.token)
    word, style = STANDINGS[board.standing_of(subaccount)]
    amount = UNSEEN if balance is None else number(balance.amount)
    low = UNSEEN if subaccount.low is None else number(subaccount.low)
    cells = (
        Cell(subaccount.name),
        Cell(subaccount.group or UNSEEN, "" if subaccount.group else "muted"),
        Cell(amount, style),
        Cell(low, "muted"),
        Cell(_(word), style),
        Cell(read_at(board, balance), "muted"),
    )
    return Row(subaccount.token, cells, mark)


def read_at(board: Board, balance: Balance | None) -> str:
    """When a balance was read, said only once it is old; `~` before one known to have moved."""
    if balance is None or not board.is_old(balance):
        return ""
    at = clock(balance.read_at, _today(board))
    return f"~{at}" if balance.stale else at


def title(board: Board) -> tuple[str, str]:
    """The first line: where and who on the left, the main balance on the right."""
    account = board.account
    who = account.operator.name
    if account.operator.host:
        who = f"{who}@{account.operator.host}"
    if account.is_rehearsal:
        left = _("REHEARSAL: no real credit")
    else:
        left = " | ".join((NAME, account.label, who))
    main = board.balances.main
    if main is None:
        return left, _("Main account: balance not known")
    right = _("Main account {balance}").format(balance=euros(main.amount))
    when = clock(main.read_at, _today(board))
    if board.is_old(main):
        return left, _("{main}  of {when}, old").format(main=right, when=when)
    return left, _("{main}  read {when}").format(main=right, when=when)


def flags(board: Board) -> str:
    """What forbids every movement, to be seen at all times."""
    words: list[str] = []
    if board.journal_problem is not None:
        words.append(_("JOURNAL: no movement possible"))
    if board.limits.read_only:
        words.append(_("READ-ONLY"))
    return "  ".join(words)


def summary(board: Board) -> str:
    """The second line: reserve, usable credit, and how many sub-accounts stand how."""
    standings = [board.standing_of(subaccount) for subaccount in board.account.subaccounts]
    low = sum(standing in {Standing.LOW, Standing.EMPTY} for standing in standings)
    parts: list[str] = []
    if board.limits.main_reserve > 0:
        parts.append(_("Reserve {amount}").format(amount=euros(board.limits.main_reserve)))
    if board.in_doubt:
        count = len(board.in_doubt)
        parts.insert(
            0,
            ngettext("{count} to check (v)", "{count} to check (v)", count).format(count=count),
        )
    if board.usable is not None and board.limits.main_reserve > 0:
        parts.append(_("usable {amount}").format(amount=euros(board.usable)))
    main, main_low = board.balances.main, board.account.main_low
    if main is not None and main_low is not None and main.amount < main_low:
        parts.append(_("! main account low"))
    parts.append(
        ngettext("{count} sub-account", "{count} sub-accounts", len(standings)).format(
            count=len(standings)
        )
    )
    if low:
        parts.append(ngettext("{count} low", "{count} low", low).format(count=low))
    if board.not_followed:
        count = board.not_followed
        parts.append(
            ngettext("{count} not followed", "{count} not followed", count).format(count=count)
        )
    return SEPARATOR.join(parts)


def below_table(board: Board, view: View, rows: int) -> str:
    """The line under the table: what is hidden, marked, filtered and how it is ordered."""
    parts: list[str] = []
    if view.filter:
        total = len(board.account.subaccounts)
        parts.append(_("filter: {shown} of {total} (Esc)").format(shown=rows, total=total))
    if view.marks:
        amounts = (_amount(board.balances.of(token)) for token in view.marks)
        total_marked = sum((amount for amount in amounts if amount is not None), Decimal(0))
        count = len(view.marks)
        words = ngettext("{count} marked, total {amount}", "{count} marked, total {amount}", count)
        parts.append(words.format(count=count, amount=euros(total_marked)))
    order = _(order_of(view).word)
    if view.reverse:
        order = _("{order}, reversed").format(order=order)
    if order_of(view) is not ORDERS[0] or view.reverse:
        parts.append(_("order: {order}").format(order=order))
    return SEPARATOR.join(parts)


def details(board: Board, subaccount: SubAccount, last: Entry | None) -> tuple[str, str]:
    """Two lines about the selected sub-account: who it is, and what was last done with it."""
    listing = board.listings.get(subaccount.token)
    who = [
        _email(board, subaccount),
        listing.kind if listing else "",
        _("token …{tail}").format(tail=subaccount.token_tail),
        _exact(board.balances.of(subaccount.token)),
        subaccount.note,
    ]
    held = board.open_entries.get(subaccount.token)
    if held is not None:
        what = open_line(board, held)
    elif last is not None:
        what = _("Last: {line}").format(line=entry_line(last, _today(board)))
    else:
        what = _("No movement yet.")
    return SEPARATOR.join(part for part in who if part), what


def _exact(balance: Balance | None) -> str:
    """The balance with its thousandths, where it has any."""
    if balance is None or balance.amount == balance.amount.quantize(money.CENT):
        return ""
    return _("exactly {amount}").format(amount=euros(balance.amount, exact=True))


def open_line(board: Board, entry: Entry) -> str:
    """What holds a sub-account: a movement in flight, or one in doubt."""
    amount = euros(entry.movement.change_of_subaccount, signed=True)
    when = clock(entry.at, _today(board))
    if entry.state is State.UNKNOWN:
        words = _("No. {number}, {amount} of {when} by {who}, is in doubt: check it (v)")
    else:
        words = _("No. {number}, {amount} by {who}, is in flight since {when}")
    return words.format(number=entry.number, amount=amount, when=when, who=entry.operator.name)


def entry_line(entry: Entry, today: date) -> str:
    """A movement in one line."""
    line = _("{amount} at {when} by {who}, {state}").format(
        amount=euros(entry.movement.change_of_subaccount, signed=True),
        when=clock(entry.at, today),
        who=entry.operator.name,
        state=state_word(entry.state),
    )
    reference = entry.movement.reference
    return f"{line} ({reference})" if reference else line


def card(board: Board, subaccount: SubAccount, last: Entry | None) -> list[tuple[str, str]]:
    """All about a sub-account: names of facts and the facts; a blank pair is a blank line."""
    listing = board.listings.get(subaccount.token)
    balance = board.balances.of(subaccount.token)
    today = _today(board)
    rows = [
        (_("Sub-account"), subaccount.name),
        (_("Group"), subaccount.group),
        (_("E-mail"), listing.email if listing else ""),
        (_("Type"), listing.kind if listing else ""),
        (_("Created"), listing.created_at if listing else ""),
        (_("Token"), f"…{subaccount.token_tail}"),
        (_("Note"), subaccount.note),
        ("", ""),
        (_("Balance"), _("not known") if balance is None else euros(balance.amount, exact=True)),
        (_("Read"), "" if balance is None else clock(balance.read_at, today)),
        (_("State"), standing_word(board.standing_of(subaccount))),
        (_("Low mark"), "" if subaccount.low is None else euros(subaccount.low)),
        (_("Target"), "" if subaccount.target is None else euros(subaccount.target)),
        (_("Maximum"), "" if subaccount.cap is None else euros(subaccount.cap)),
        ("", ""),
        (_("Last"), "" if last is None else entry_line(last, today)),
    ]
    return [(name, fact) for name, fact in rows if fact or not name]


def history_columns() -> tuple[Column, ...]:
    """The history's columns."""
    return (
        Column("number", _("No."), 5, "right"),
        Column("when", _("When"), 12),
        Column("who", _("Who"), 7, folds_at=64),
        Column("amount", _("Amount €"), 10, "right"),
        Column("name", _("Sub-account"), 16, flexible=True),
        Column("reference", _("Ref."), 8, folds_at=74),
        Column("state", _("State"), 12),
    )


_ENTRY_STYLES: Final[Mapping[State, str]] = {
    State.UNKNOWN: "doubt",
    State.SENDING: "doubt",
    State.REJECTED: "muted",
    State.NOT_SENT: "muted",
}


def history_row(entry: Entry, today: date) -> Row:
    """A movement as a row of the history."""
    style = _ENTRY_STYLES.get(entry.state, "")
    amount = money.number(entry.movement.change_of_subaccount, language(), signed=True)
    cells = (
        Cell(UNSEEN if entry.number is None else str(entry.number)),
        Cell(clock(entry.at, today)),
        Cell(entry.operator.name),
        Cell(amount, style),
        Cell(entry.movement.name),
        Cell(entry.movement.reference),
        Cell(state_word(entry.state), style),
    )
    return Row(entry.movement.id, cells)


def history_details(entry: Entry, today: date) -> list[str]:
    """Lines about a movement: who from where, what came back, what it did to both balances."""
    operator = entry.operator
    origin = [
        operator.login if operator.login != operator.name else "",
        operator.sudo_user,
        operator.address,
        operator.terminal,
        operator.host,
    ]
    lines = [
        SEPARATOR.join(
            part
            for part in (
                _("No. {number}").format(number=entry.number),
                state_word(entry.state),
                clock(entry.at, today),
                entry.operator.name,
                " ".join(part for part in origin if part),
            )
            if part
        )
    ]
    lines.append(SEPARATOR.join(part for part in _came_back(entry) if part))
    resolution = entry.resolution
    if resolution is not None:
        words = _("decided {when} by {who}: {because}")
        lines.append(
            words.format(
                when=clock(resolution.at, today),
                who=resolution.operator.name,
                because=resolution.because,
            )
        )
    return [line for line in lines if line]


def _came_back(entry: Entry) -> list[str]:
    result = entry.outcome
    if result is None:
        return []
    parts = [platform_word(result), _("{seconds} s").format(seconds=_tenths(result.seconds))]
    if entry.main_before is not None and result.main_balance is not None:
        words = _("main account {before} to {after}")
        parts.append(
            words.format(before=euros(entry.main_before.amount), after=euros(result.main_balance))
        )
    if result.subaccount_balance is not None:
        words = _("sub-account {after}")
        parts.append(words.format(after=euros(result.subaccount_balance, exact=True)))
    return parts


def _tenths(seconds: float) -> str:
    text = f"{seconds:.1f}"
    return text.replace(".", ",") if language() == "fr" else text


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


def guard_lines(
    board: Board, subaccount: SubAccount, direction: Direction, weighed: Draft
) -> list[str]:
    """The guards' word, what was moved there lately, how yes is given, and an old balance."""
    today = _today(board)
    lines = [f"! {objection(found, today)}" for found in weighed.objections]
    if weighed.latest is not None:
        lines.append(f"! {already(weighed.latest, today)}")
    if weighed.movement is not None and weighed.movement.everything:
        lines.append(_("! After this it can send nothing any more."))
    if weighed.must_retype:
        lines.append(_("! The amount will have to be typed again."))
    listing = board.listings.get(subaccount.token)
    if direction is Direction.REMOVE and listing and listing.kind == "advanced":
        lines.append(_("! “advanced” account: the client may have bought part of this itself."))
    balance = board.balances.of(subaccount.token)
    if balance is None:
        lines.append(_("The balance was never read: the platform decides."))
    elif board.is_old(balance):
        lines.append(_("Balance of {when}, old.").format(when=clock(balance.read_at, today)))
    return lines


def in_columns(rows: Sequence[tuple[str, ...]], width: int) -> list[str]:
    """Rows as lines of `width` cells: a name, which gives way, then figures at the right."""
    figures = [max(map(cell_len, column)) + 3 for column in list(zip(*rows, strict=True))[1:]]
    room = max(width - sum(figures), 8)
    return [
        set_cell_size(fitted(name, room), room)
        + "".join(cell.rjust(size) for cell, size in zip(cells, figures, strict=True))
        for name, *cells in rows
    ]


def _email(board: Board, subaccount: SubAccount) -> str:
    listing = board.listings.get(subaccount.token)
    return listing.email if listing else ""


def _amount(balance: Balance | None) -> Decimal | None:
    return None if balance is None else balance.amount


def _today(board: Board) -> date:
    return board.now.astimezone().date()
