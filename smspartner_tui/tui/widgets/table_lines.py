"""The lines of a table: where its columns stand, and how a row becomes a strip. Pure."""

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple, overload

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.text import DOT

Align = Literal["left", "right"]

StyleOf = Callable[[str], Style]
"""What a style's name looks like now; "" is the table's own."""

GUTTER: Final = 2
"""Cells before the first column: the cursor's sign, then the mark."""

_GAP: Final = 1
_CURSOR: Final = ">"
_CUT: Final = "…"

# Foreign text was cleaned at the door; this keeps a line a line whatever comes. Joiners and the
# emoji selector go because terminals disagree about their width, which would break the columns.
_HARMLESS: Final[dict[int, str | None]] = {
    **dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), DOT),
    **dict.fromkeys((0x200D, 0xFE0F)),
}


@frozen
class Column:
    """A column, with its title as it is shown and its width in cells.

    It disappears where the widget is narrower than `folds_at` cells. At most one is `flexible`:
    it takes what the others leave, be that more or less than its `width`.
    """

    key: str
    title: str
    width: int
    align: Align = "left"
    flexible: bool = False
    folds_at: int = 0


class Cell(NamedTuple):
    """A text, shown as data, and the component class that styles it: "low" for `table--low`."""

    text: str
    style: str = ""


class Row(NamedTuple):
    """A row: a cell for every column, folded ones included, and a one-cell mark before them."""

    key: str
    cells: tuple[Cell, ...]
    mark: str = ""


class Rows(Sequence[Row]):
    """Rows by their keys, each made when somebody looks at it: a screen shows twenty of thousands.

    What they are made from must not change: whoever shows something else makes other rows.
    """

    def __init__(self, keys: Sequence[str], make: Callable[[str], Row]) -> None:
        self.keys = keys
        self._make = make
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        """The row at a place, from 0, or those at some places."""
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(len(self)))]
        n = range(len(self))[place]
        if (row := self._made.get(n)) is None:
            row = self._made[n] = self._make(self.keys[n])
        return row


class Slot(NamedTuple):
    """Where a column stands in a line: its number, first cell, width and alignment."""

    column: int
    x: int
    width: int
    align: Align


class Line(NamedTuple):
    """What a line of the screen shows; no row below the last one."""

    row: Row | None
    cursor: bool


def lay_out(columns: Sequence[Column], width: int, room: int) -> tuple[Slot, ...]:
    """Where the columns stand in a widget `width` cells wide, of which rows may use `room`.

    First the columns fold, then the flexible one gives way down to one cell; what then still
    stands beyond the edge is cut.
    """
    shown = [(n, column) for n, column in enumerate(columns) if width >= column.folds_at]
    taken = GUTTER + sum(_GAP + (0 if column.flexible else column.width) for _, column in shown)
    slots: list[Slot] = []
    x = GUTTER
    for n, column in shown:
        x += _GAP
        cells = min(max(1, room - taken) if column.flexible else column.width, room - x)
        if cells <= 0:
            break
        slots.append(Slot(n, x, cells, column.align))
        x += cells
    return tuple(slots)


def fit(text: str, width: int, align: Align = "left", *, whole: bool = False) -> str:
    """The text in exactly `width` cells: padded, or cut with an ellipsis.

    A text that must stay `whole` gives way to the ellipsis altogether.
    """
    text = text.translate(_HARMLESS)
    length = cell_len(text)
    if length > width:
        text = _CUT if whole else set_cell_size(text, width - 1) + _CUT
        length = cell_len(text)
    padding = " " * (width - length)
    return padding + text if align == "right" else text + padding


def differences(old: Line, new: Line, slots: Sequence[Slot], room: int) -> list[tuple[int, int]]:
    """The spans in which two lines differ, as first cell and width.

    Another row or a cursor that came or went is the whole line, of `room` cells.
    """
    if old == new:
        return []
    if old.row is None or new.row is None or (old.row.key, old.cursor) != (new.row.key, new.cursor):
        return [(0, room)]
    spans = [
        (slot.x, slot.width)
        for slot in slots
        if old.row.cells[slot.column] != new.row.cells[slot.column]
    ]
    return spans if old.row.mark == new.row.mark else [(0, GUTTER), *spans]


def draw_header(
    columns: Sequence[Column], slots: Sequence[Slot], width: int, style_of: StyleOf
) -> Strip:
    """The line of titles, in exactly `width` cells."""
    style = style_of("header")
    pieces = [
        (slot, fit(columns[slot.column].title, slot.width, slot.align), style) for slot in slots
    ]
    return _join(" " * GUTTER, pieces, width, style)


def draw_row(
    row: Row, slots: Sequence[Slot], width: int, style_of: StyleOf, *, cursor: bool
) -> Strip:
    """A row's line, in exactly `width` cells.

    The cursor's line has one style: two colours reversed are hard to read, and a line in one
    piece is a third of the bytes. What a colour says there, the words say too.
    """
    plain = style_of("cursor" if cursor else "")
    pieces = []
    for slot in slots:
        cell = row.cells[slot.column]
        # What stands at the right is a figure: half of one would be another figure.
        text = fit(cell.text, slot.width, slot.align, whole=slot.align == "right")
        pieces.append((slot, text, plain if cursor else style_of(cell.style)))
    return _join((_CURSOR if cursor else " ") + fit(row.mark, 1), pieces, width, plain)


def draw_notice(text: str, room: int, width: int, style_of: StyleOf) -> Strip:
    """A text centred in the first `room` of exactly `width` cells."""
    shown = fit(text, min(room, cell_len(text.translate(_HARMLESS))))
    before = (room - cell_len(shown)) // 2
    segments = [Segment(" " * before, style_of("")), Segment(shown, style_of("muted"))]
    return Strip(segments).adjust_cell_length(width, style_of(""))


def _join(
    gutter: str, pieces: Sequence[tuple[Slot, str, Style]], width: int, plain: Style
) -> Strip:
    """A whole line; neighbours of one style become one segment, to save bytes."""
    segments = [Segment(gutter, plain)]
    end = GUTTER
    for slot, text, style in pieces:
        segments += [Segment(" " * (slot.x - end), plain), Segment(text, style)]
        end = slot.x + slot.width
    segments.append(Segment(" " * (width - end), plain))
    return Strip(Segment.simplify(s for s in segments if s.text)).adjust_cell_length(width, plain)
