"""One sub-account: two lines below the list, or its whole card."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from rich.cells import cell_len

from smspartner_tui.core import money
from smspartner_tui.core.accounts import Balance, SubAccount
from smspartner_tui.core.days import Trend
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.i18n import _
from smspartner_tui.tui.board import Board
from smspartner_tui.tui.presentation.around import SEPARATOR
from smspartner_tui.tui.presentation.times import platform_day
from smspartner_tui.wording import clock, euros
from smspartner_tui.wording import state as state_word
from smspartner_tui.wording.runs import waiting_line
from smspartner_tui.wording.standings import days_word, standing_word

_ROOM: Final = 78
"""Cells of a line on the least window that shows all columns."""

_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_LEAST_POINTS: Final = 2


def details(board: Board, subaccount: SubAccount, last: Entry | None) -> tuple[str, str]:
    """Two lines about the selected sub-account: who it is, and what was last done with it."""
    listing = board.listings.get(subaccount.token)
    who = [
        board.email_of(subaccount),
        listing.kind if listing else "",
        _("token …{tail}").format(tail=subaccount.token_tail),
        subaccount.note,
    ]
    held = board.open_entries.get(subaccount.token)
    half = board.half_done_of(subaccount.token)
    if held is not None:
        what = open_line(board, held)
    elif half is not None:
        what = waiting_line(half)
    elif board.journal_problem is not None and last is None:
        what = ""
    elif last is not None:
        what = _("Last: {line}").format(line=entry_line(last, board.today))
    else:
        what = _("No movement yet.")
    trend = board.trend_of(subaccount)
    # Figures are whole or not there: a cut amount would be another amount.
    first, second = _filled(
        [SEPARATOR.join(filter(None, who)), what],
        _exact(board.balances.of(subaccount.token)),
        _pace(trend),
        sparkline(trend.points),
    )
    return first, second


def _filled(lines: list[str], *parts: str) -> list[str]:
    """Lines with parts behind them, each behind the first that has room for it."""
    for part in filter(None, parts):
        for place, line in enumerate(lines):
            longer = SEPARATOR.join(filter(None, (line, part)))
            if cell_len(longer) <= _ROOM:
                lines[place] = longer
                break
    return lines


def _pace(trend: Trend) -> str:
    """How fast a sub-account spends, where that is known and worth a word."""
    if trend.rate is None or not (rate := _to_cents(trend.rate)):
        return ""
    return _("spends {amount} a day").format(amount=euros(rate))


def _a_day(rate: Decimal) -> str:
    return _("{amount} a day").format(amount=euros(_to_cents(rate)))


def _to_cents(rate: Decimal) -> Decimal:
    return rate.quantize(money.CENT, rounding=ROUND_HALF_UP)


def sparkline(points: Sequence[Decimal]) -> str:
    """Balances as a line of blocks, from zero up to the largest; nothing where it is one point."""
    if len(points) < _LEAST_POINTS:
        return ""
    largest = max(*points, money.CENT)
    steps = (int(max(point, money.ZERO) * len(_BLOCKS) / largest) for point in points)
    return "".join(_BLOCKS[min(step, len(_BLOCKS) - 1)] for step in steps)


def _exact(balance: Balance | None) -> str:
    """The balance with its thousandths, where it has any."""
    if balance is None or balance.amount == balance.amount.quantize(money.CENT):
        return ""
    return _("exact balance {amount}").format(amount=euros(balance.amount, exact=True))


def open_line(board: Board, entry: Entry) -> str:
    """What holds a sub-account: a movement in flight, or one in doubt."""
    amount = euros(entry.movement.change_of_subaccount, signed=True)
    when = clock(entry.at, board.today)
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
    today = board.today
    trend, days = board.trend_of(subaccount), board.days_left_of(subaccount)
    rows = [
        (_("Sub-account"), subaccount.name),
        (_("Group"), subaccount.group),
        (_("E-mail"), listing.email if listing else ""),
        (_("Type"), listing.kind if listing else ""),
        (_("Created"), platform_day(listing.created_at) if listing else ""),
        (_("Token"), f"…{subaccount.token_tail}"),
        (_("Note"), subaccount.note),
        ("", ""),
        (_("Balance"), _("not known") if balance is None else euros(balance.amount, exact=True)),
        (_("Read"), "" if balance is None else clock(balance.read_at, today)),
        (_("State"), standing_word(board.standing_of(subaccount))),
        (_("Left"), "" if days is None else days_word(days)),
        (_("Spends"), "" if trend.rate is None else _a_day(trend.rate)),
        (_("28 days"), sparkline(trend.points)),
        (_("Low mark"), "" if subaccount.low is None else euros(subaccount.low)),
        (_("Target"), "" if subaccount.target is None else euros(subaccount.target)),
        (_("Maximum"), "" if subaccount.cap is None else euros(subaccount.cap)),
        ("", ""),
        (_("Last"), "" if last is None else entry_line(last, today)),
    ]
    return [(name, fact) for name, fact in rows if fact or not name]
