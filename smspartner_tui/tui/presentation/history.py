"""The history: its columns, its rows, and one movement in full."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from smspartner_tui.core import money
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.i18n import _, language
from smspartner_tui.tui.presentation.accounts import UNSEEN
from smspartner_tui.tui.presentation.around import SEPARATOR
from smspartner_tui.tui.widgets.table_lines import Cell, Column, Row
from smspartner_tui.wording import clock, euros, platform_word
from smspartner_tui.wording import state as state_word


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
