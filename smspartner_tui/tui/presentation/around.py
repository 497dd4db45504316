"""What stands around the list: the lines above it and the one below."""

from decimal import Decimal
from typing import Final

from rich.cells import cell_len

from smspartner_tui import PROGRAM
from smspartner_tui.core.accounts import Standing
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.run import PAYEE
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.tui.board import Board
from smspartner_tui.tui.presentation.accounts import ORDERS, View, amount_of, order_of
from smspartner_tui.wording import clock, euros
from smspartner_tui.wording.runs import run_line

SEPARATOR: Final = " · "


def title(board: Board) -> tuple[str, str]:
    """The first line: where and who on the left, the main balance on the right."""
    account = board.account
    who = account.operator.name
    if account.operator.host:
        who = f"{who}@{account.operator.host}"
    if account.is_rehearsal:
        left = _("REHEARSAL: no real credit")
    else:
        left = " | ".join((PROGRAM, account.label, who))
    main = board.balances.main
    if main is None:
        return left, _("Main account: balance not known")
    right = _("Main account {balance}").format(balance=euros(main.amount))
    when = clock(main.read_at, board.today)
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
    if board.has_new_configuration:
        words.append(_("configuration changed: restart (q)"))
    return "  ".join(words)


def summary(board: Board, room: int) -> str:
    """The second line, in a room of cells: reserve, usable credit, how many stand how.

    Whose credit waits is told where that pushes nothing out.
    """
    plan, counts = board.open_plan, _counts(board)
    going = "" if plan is None else run_line(plan)
    lines = [SEPARATOR.join(filter(None, (going, words, *counts))) for words in _waiting(board)]
    return next((line for line in lines if cell_len(line) <= room), lines[-1])


def _waiting(board: Board) -> tuple[str, ...]:
    """What all half-done transfers leave on the main account; of one, with the client first."""
    half = board.half_done
    if not half:
        return ("",)
    amount = euros(sum((run.waiting for run in half), ZERO))
    told = _("! {amount} wait (t, u)").format(amount=amount)
    if len(half) > 1:
        return (told,)
    words = _("! {amount} wait for {name} (t, u)")
    return words.format(amount=amount, name=half[0].legs[PAYEE].movement.name), told


def _counts(board: Board) -> list[str]:
    """Reserve and usable credit, and how many stand how."""
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
    if count := len(board.newcomers):
        parts.append(ngettext("{count} new (i)", "{count} new (i)", count).format(count=count))
    return parts


def below_table(board: Board, view: View, rows: int) -> str:
    """The line under the table: what is hidden, marked, filtered and how it is ordered."""
    parts: list[str] = []
    if view.filter:
        total = len(board.account.subaccounts)
        parts.append(_("filter: {shown} of {total} (Esc)").format(shown=rows, total=total))
    if view.marks:
        amounts = (amount_of(board, token) for token in view.marks)
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
