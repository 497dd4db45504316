"""A table of keyed rows, drawn line by line so that only what changed is painted again.

A row is known by its key: sorting, inserting and removing never move the cursor to another one.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from smspartner_tui.tui.widgets.table_lines import (
    Cell,
    Column,
    Line,
    Row,
    Rows,
    Slot,
    differences,
    draw_header,
    draw_notice,
    draw_row,
    lay_out,
)

__all__ = ["Cell", "Column", "Row", "Rows", "Table"]

_HEADER: Final = 1
_KEPT_STRIPS: Final = 512


class Table(ScrollView, can_focus=True, inherit_bindings=False):
    """A table on the line API: one strip a row, no widget of its own for any of them.

    It binds no key: the screen does, and calls `move`, `move_page` and the others.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--header",
        "table--cursor",
        "table--low",
        "table--empty",
        "table--doubt",
        "table--muted",
        "table--good",
    }
    DEFAULT_CSS = """
    Table {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
    }
    Table > .table--header { text-style: bold; }
    Table > .table--cursor { text-style: reverse; }
    Table > .table--low, Table > .table--empty, Table > .table--doubt { text-style: bold; }
    Table > .table--muted { text-style: dim; }
    """

    class CursorMoved(Message):
        """The cursor stands on another row than before; `key` is None when no row is left."""

        def __init__(self, table: "Table", key: str | None) -> None:
            super().__init__()
            self.table = table
            self.key = key

    def __init__(
        self,
        columns: Iterable[Column] = (),
        *,
        empty_text: str = "",
        id: str | None = None,  # noqa: A002 (the toolkit's own name for it)
    ) -> None:
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._empty_text = empty_text
        self._rows: Sequence[Row] = ()
        self._keys: Sequence[str] = ()
        self._index: dict[str, int] = {}
        self._cursor = 0
        self._slots: tuple[Slot, ...] = ()
        self._laid_out_for = (-1, -1)
        self._strips: LRUCache[Line, Strip] = LRUCache(_KEPT_STRIPS)
        self._styles_by_name: dict[str, Style] = {}

    # What is shown

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, in the order shown; not to be changed."""
        return self._rows

    @property
    def keys(self) -> Sequence[str]:
        """The keys of the rows, in the order shown; not to be changed."""
        return self._keys

    @property
    def empty_text(self) -> str:
        """What is said in the middle of a table without rows; it may hold several lines."""
        return self._empty_text

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        if text != self._empty_text:
            self._empty_text = text
            if not self._rows:
                self.refresh()

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these rows, painting only the lines and cells on screen that differ.

        Of `Rows` those alone are made that come on screen.

        The cursor stays on its key, or at its place when the key is gone. The scroll stays too,
        except as far as it takes to keep a cursor in view that was in view.

        Raises:
            ValueError: Two rows have the same key: the cursor could not tell them apart.
        """
        new = rows if isinstance(rows, Rows) else tuple(rows)
        keys = new.keys if isinstance(new, Rows) else [row.key for row in new]
        index = {key: n for n, key in enumerate(keys)}
        if len(index) != len(new):
            raise ValueError("two rows have the same key")
        before, top, key, old = self._on_screen(), self._top, self.cursor_key, self._keys
        in_view = self._top_with_cursor(top) == top
        self._rows, self._keys, self._index = new, keys, index
        nearest = min(self._cursor, max(0, len(new) - 1))
        self._cursor = nearest if key is None else index.get(key, nearest)
        self.virtual_size = Size(0, len(new) + _HEADER)
        if bool(keys) != bool(old):
            self.refresh()
        elif not self._scroll(self._top_with_cursor(top) if in_view else top):
            self._repaint(before)
        self._tell(key)

    # The cursor

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor, or None without rows."""
        return self._keys[self._cursor] if self._keys else None

    @property
    def cursor_index(self) -> int | None:
        """The place of the row under the cursor, from 0, or None without rows."""
        return self._cursor if self._rows else None

    def move_to(self, key: str, *, ahead: int = 0) -> bool:
        """Put the cursor on this key and bring it into view; False when no row has it.

        Where it was below what is seen, so many rows `ahead` of it come into view with it: who
        follows a cursor that goes on row by row need not scroll at each.
        """
        if (n := self._index.get(key)) is None:
            return False
        if n >= self._top + self._body:
            self._scroll(min(n, n + min(ahead, self._body - 1) - self._body + 1))
        self._go(n)
        return True

    def move(self, by: int) -> None:
        """Move the cursor by so many rows, down when positive, no further than the ends."""
        self._go(self._cursor + by)

    def move_page(self, pages: int) -> None:
        """Move the cursor by so many screenfuls, each less one row that stays as a landmark."""
        self.move(pages * max(1, self._body - 1))

    def move_first(self) -> None:
        """Put the cursor on the first row."""
        self._go(0)

    def move_last(self) -> None:
        """Put the cursor on the last row."""
        self._go(len(self._rows) - 1)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked."""
        place = event.get_content_offset(self)
        if place is not None and place.y >= _HEADER:
            n = self._top + place.y - _HEADER
            if n < len(self._rows):
                self._go(n)

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._scroll(self._top_with_cursor(self._top))

    def _go(self, n: int) -> None:
        if not self._rows:
            return
        before, key = self._cursor, self.cursor_key
        self._cursor = max(0, min(n, len(self._rows) - 1))
        if not self._scroll(self._top_with_cursor(self._top)) and self._cursor != before:
            self._repaint_rows(before, self._cursor)
        self._tell(key)

    def _tell(self, key_before: str | None) -> None:
        if (key := self.cursor_key) != key_before:
            self.post_message(self.CursorMoved(self, key))

    # The window on the rows

    @property
    def _body(self) -> int:
        """How many rows the screen has lines for."""
        return max(0, self.size.height - _HEADER)

    @property
    def _top(self) -> int:
        """The row on the first line under the header."""
        return self.scroll_offset.y

    def _top_with_cursor(self, top: int) -> int:
        """The first row shown, moved as little as brings the cursor into view."""
        return max(min(top, self._cursor), self._cursor - max(1, self._body) + 1)

    def _scroll(self, top: int) -> bool:
        """Show this row first, as far as there are rows; whether that moved anything."""
        top = min(top, self.max_scroll_y)
        if not self._body or top == self._top:
            return False
        # The base class repaints the whole widget.
        self.scroll_to(y=top, animate=False, force=True)
        return True

    def _on_screen(self) -> list[Line]:
        top, last = self._top, len(self._rows)
        return [
            Line(self._rows[n], n == self._cursor) if n < last else Line(None, cursor=False)
            for n in range(top, top + self._body)
        ]

    def _repaint_rows(self, *places: int) -> None:
        """Paint the lines again on which these rows stand, as far as they are on screen."""
        if self._lay_out():
            self.refresh()
            return
        for y in (place - self._top for place in places):
            if 0 <= y < self._body:
                self.refresh(Region(0, y + _HEADER, self._room, 1))

    def _repaint(self, before: list[Line]) -> None:
        """Paint again what differs from the lines that were on screen."""
        if self._lay_out():
            # Other columns or another width: the spans of before mean nothing any more.
            self.refresh()
            return
        for y, (old, new) in enumerate(zip(before, self._on_screen(), strict=True), _HEADER):
            for x, width in differences(old, new, self._slots, self._room):
                self.refresh(Region(x, y, width, 1))

    # Drawing

    @property
    def _room(self) -> int:
        """The cells a line may use: the scrollbar lies on top of the last one."""
        return max(0, self.size.width - self.scrollbar_size_vertical)

    def _lay_out(self) -> bool:
        """Place the columns if they or the width changed; whether they did."""
        wanted = (self.size.width, self._room)
        if wanted == self._laid_out_for:
            return False
        self._laid_out_for = wanted
        self._slots = lay_out(self._columns, *wanted)
        self._strips.clear()
        return True

    def notify_style_update(self) -> None:
        """Forget what was drawn in the styles of before."""
        super().notify_style_update()
        self._strips.clear()
        self._styles_by_name.clear()

    def _style(self, name: str) -> Style:
        """The style of a component class, or the table's own for one that nobody declared."""
        if (style := self._styles_by_name.get(name)) is None:
            plain = self.rich_style
            style = self.get_component_rich_style(f"table--{name}", default=plain)
            self._styles_by_name[name] = style
        return style

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen, counted from the header."""
        self._lay_out()
        width = self.size.width
        if y < _HEADER:
            return draw_header(self._columns, self._slots, width, self._style)
        if not self._rows:
            return self._notice(y - _HEADER)
        n = self._top + y - _HEADER
        if n >= len(self._rows):
            return Strip.blank(width, self._style(""))
        line = Line(self._rows[n], n == self._cursor)
        if (strip := self._strips.get(line)) is None:
            strip = draw_row(self._rows[n], self._slots, width, self._style, cursor=line.cursor)
            self._strips[line] = strip
        return strip

    def _notice(self, y: int) -> Strip:
        """A line of the text that stands in for the rows, in the middle of them."""
        lines = self._empty_text.splitlines()
        n = y - max(0, self._body - len(lines)) // 2
        text = lines[n] if 0 <= n < len(lines) else ""
        return draw_notice(text, self._room, self.size.width, self._style)
