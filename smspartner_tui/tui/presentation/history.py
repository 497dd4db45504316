"""The history: its columns, its rows, and the line that says what is shown."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from rich.cells import cell_len

from smspartner_tui.core import money
from smspartner_tui.core.history import Record, Rise, Totals
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.i18n import _, language, ngettext
from smspartner_tui.tui.presentation.around import SEPARATOR
from smspartner_tui.tui.presentation.times import when
from smspartner_tui.tui.widgets.table_lines import Cell, Column, Row
from smspartner_tui.wording import euros
from smspartner_tui.wording import state as state_word
from smspartner_tui.wording.standings import UNSEEN


def history_columns() -> tuple[Column, ...]:
    """The history's columns."""
    return (
        Column("number", _("No."), 5, "right", folds_at=44),
        Column("when", _("When"), 12, folds_at=54),
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


def key_of(record: Record) -> str:
    """What a record is known by: two of them never share it."""
    return f"rise {record.id}" if isinstance(record, Rise) else record.movement.id


def name_of(rise: Rise) -> str:
    """The account that rose."""
    return rise.name if rise.token else _("Main account")


def history_row(record: Record, today: date) -> Row:
    """A movement, or a rise without a number and without a name behind it."""
    if isinstance(record, Rise):
        number, who, reference, style = UNSEEN, "", "", ""
        change, at = record.amount, record.at
        # A shorter word: the column is narrow.
        name = record.name if record.token else _("Main")
        word = _("elsewhere")
    else:
        number = UNSEEN if record.number is None else str(record.number)
        who, reference = record.operator.name, record.movement.reference
        style = _ENTRY_STYLES.get(record.state, "")
        change, at = record.movement.change_of_subaccount, record.at
        name, word = record.movement.name, _state(record)
    cells = (
        Cell(number),
        Cell(when(at, today)),
        Cell(who),
        Cell(money.number(change, language(), signed=True), style),
        Cell(name),
        Cell(reference),
        Cell(word, style),
    )
    return Row(key_of(record), cells)


def _state(entry: Entry) -> str:
    """Where a movement stands, or which one it undoes or was undone by, in a word or two."""
    link = entry.link
    if entry.is_applied and link.undone_by is not None:
        return _("undone, {number}").format(number=link.undone_by)
    if entry.is_applied and link.undoes is not None:
        return _("undoes {number}").format(number=link.undoes)
    return state_word(entry.state)


def summary(
    totals: Totals | None, asked: Sequence[str], records: Sequence[Record], room: int
) -> str:
    """What is shown and what it adds up to, in so many cells: what does not fit is left out.

    `asked` is what the search asks for; `records` are those that were read, of which one may be
    in flight still.
    """
    title = _("History")
    head = SEPARATOR.join((title, *asked))
    if totals is None:
        return head
    flying = sum(isinstance(one, Entry) and one.state is State.SENDING for one in records)
    count = ngettext("{count} movement", "{count} movements", totals.count)
    told = count.format(count=totals.count)
    flight = _("{count} in flight").format(count=flying) if flying else ""
    doubts = totals.doubts - flying
    doubt = (
        ngettext("{count} in doubt", "{count} in doubt", doubts).format(count=doubts)
        if doubts > 0
        else ""
    )
    amounts = [euros(one, signed=True) for one in (totals.added, -totals.taken) if one]
    moved = " / ".join(amounts)
    rises = ngettext("{count} elsewhere", "{count} elsewhere", totals.rises)
    elsewhere = rises.format(count=totals.rises) if totals.rises else ""
    # From the fullest to the shortest: what is in doubt is the last to go.
    for head_words, parts in (
        (head, (told, moved, flight, doubt, elsewhere)),
        (head, (told, moved, flight, doubt)),
        (head, (told, flight, doubt)),
        (title, (told, flight, doubt)),
    ):
        line = _("{what}: {totals}").format(what=head_words, totals=", ".join(filter(None, parts)))
        if cell_len(line) <= room:
            break
    return line
