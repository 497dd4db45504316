"""The table: the cursor keeps to its row, columns keep their places, little is painted."""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from itertools import pairwise

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot

from smspartner_tui.tui.widgets.table import Cell, Column, Row, Rows, Table
from smspartner_tui.tui.widgets.table_lines import fit, lay_out

WIDTH, HEIGHT = 60, 12
Running = AbstractAsyncContextManager[Pilot[None]]
NAME, GROUP, BALANCE, STATE = range(4)
COLUMNS = (
    Column("name", "Sub-account", 20, flexible=True),
    Column("group", "Group", 10, folds_at=50),
    Column("balance", "Balance €", 11, align="right"),
    Column("state", "State", 8),
)


class Spied(Table):
    """A table that remembers what it was asked to paint; an empty tuple is all of it."""

    painted: list[tuple[Region, ...]]

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> "Spied":
        """Remember, then paint."""
        self.__dict__.setdefault("painted", []).append(regions)
        super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def regions(self) -> list[Region]:
        """The regions painted since the last `painted.clear()`; none may be the whole widget."""
        assert () not in self.painted
        return sorted(region for regions in self.painted for region in regions)


class TableApp(App[None]):
    """An app of nothing but a table, which notes what the table says."""

    def __init__(self, rows: Iterable[Row] = (), *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.first_rows = list(rows)
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        """Only the table, filled before it is mounted."""
        table = Spied(COLUMNS, empty_text="No sub-account")
        table.set_rows(self.first_rows)
        yield table

    def on_table_cursor_moved(self, message: Table.CursorMoved) -> None:
        """Note it."""
        self.said.append(message)


def row(key: str, balance: str = "1.00", *, name: str = "", mark: str = "") -> Row:
    """A row of the four columns."""
    cells = (Cell(name or f"Name {key}"), Cell("auto"), Cell(balance), Cell("OK", "good"))
    return Row(key, cells, mark)


def rows(count: int) -> list[Row]:
    """Rows with the keys "0", "1" and so on."""
    return [row(str(n)) for n in range(count)]


def table_of(pilot: Pilot[None]) -> Spied:
    """The table, with nothing painted yet."""
    table = pilot.app.query_one(Spied)
    table.painted.clear()
    return table


def screen(table: Table) -> list[str]:
    """The lines as drawn; each is exactly as wide as the widget."""
    lines = [table.render_line(y).text for y in range(table.size.height)]
    assert {cell_len(line) for line in lines} == {table.size.width}
    return lines


def keys_on_screen(table: Table) -> list[str]:
    """The keys of the rows drawn, from top to bottom."""
    return [line[3:].split()[1] for line in screen(table)[1:] if line.strip()]


def cursor_lines(table: Table) -> list[int]:
    """The lines that show the cursor's sign."""
    return [y for y, line in enumerate(screen(table)) if line.startswith(">")]


def keys_said(pilot: Pilot[None]) -> list[str | None]:
    """What the cursor messages said, in order."""
    assert isinstance(pilot.app, TableApp)
    return [said.key for said in pilot.app.said if isinstance(said, Table.CursorMoved)]


def running(count: int = 0, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Running:
    """The app with so many rows, on a terminal of this size."""
    return TableApp(rows(count)).run_test(size=size)


# Keys, marks and the cursor


async def test_the_cursor_starts_on_the_first_row_and_says_so() -> None:
    """Rows given before the table is on screen are shown, and the cursor's key is told."""
    async with running(3) as pilot:
        table = table_of(pilot)
        await pilot.pause()
        assert (table.cursor_key, table.cursor_index) == ("0", 0)
        assert cursor_lines(table) == [1]
        assert keys_said(pilot) == ["0"]


async def test_sorting_keeps_the_cursor_on_its_key() -> None:
    """Rows in another order: the same account is under the cursor, and nobody is told."""
    async with running(5) as pilot:
        table = table_of(pilot)
        table.move_to("1")
        await pilot.pause()
        table.set_rows(reversed(rows(5)))
        await pilot.pause()
        assert (table.cursor_key, table.cursor_index) == ("1", 3)
        assert cursor_lines(table) == [4]
        assert keys_said(pilot) == ["0", "1"]


async def test_insertion_and_deletion_keep_the_cursor_on_its_key() -> None:
    """Rows that come and go above the cursor move its line, not its account."""
    async with running(5) as pilot:
        table = table_of(pilot)
        table.move_to("2")
        table.set_rows([row("new"), *rows(5)])
        assert (table.cursor_key, table.cursor_index) == ("2", 3)
        table.set_rows(rows(5)[2:])
        await pilot.pause()
        assert (table.cursor_key, table.cursor_index) == ("2", 0)
        assert keys_said(pilot) == ["0", "2"]


@pytest.mark.parametrize(("gone", "nearest"), [("2", "3"), ("4", "3")])
async def test_a_key_that_is_gone_leaves_the_cursor_at_its_place(gone: str, nearest: str) -> None:
    """Without its row the cursor takes the one that moved up, or the last; and says so."""
    async with running(5) as pilot:
        table = table_of(pilot)
        table.move_to(gone)
        table.set_rows(r for r in rows(5) if r.key != gone)
        await pilot.pause()
        assert table.cursor_key == nearest
        assert keys_said(pilot)[-1] == nearest


async def test_two_rows_with_one_key_are_refused() -> None:
    """The cursor could stand on either, so neither is shown."""
    async with running(2) as pilot:
        table = table_of(pilot)
        with pytest.raises(ValueError, match="same key"):
            table.set_rows([row("a"), row("a")])
        assert [r.key for r in table.rows] == ["0", "1"]


async def test_marks_stand_beside_the_cursor() -> None:
    """A marked row shows its mark, under the cursor too, and only the gutter is painted."""
    async with running(3) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        table.set_rows([row("0", mark="1"), row("1", mark="*"), row("2")])
        assert [line[:3] for line in screen(table)[1:4]] == [">1 ", " * ", "   "]
        assert table.regions() == [Region(0, 1, 2, 1), Region(0, 2, 2, 1)]


async def test_moves_stop_at_the_ends() -> None:
    """The cursor goes no further than the first and the last row."""
    async with running(3) as pilot:
        table = table_of(pilot)
        table.move(-1)
        assert table.cursor_key == "0"
        table.move(7)
        assert table.cursor_key == "2"
        table.move_first()
        assert table.cursor_key == "0"
        table.move_last()
        assert table.cursor_key == "2"
        assert not table.move_to("nobody")
        assert table.cursor_key == "2"


async def test_a_click_moves_the_cursor_to_the_row() -> None:
    """A click on a row of a scrolled table takes that row; header and blank lines do nothing."""
    async with running(30) as pilot:
        table = table_of(pilot)
        table.move_last()
        await pilot.pause()
        await pilot.click(table, offset=(5, 1))
        assert table.cursor_key == "19"
        await pilot.click(table, offset=(5, 0))
        assert table.cursor_key == "19"
        table.set_rows(rows(3))
        await pilot.pause()
        await pilot.click(table, offset=(5, 8))
        assert table.cursor_key == "2"


async def test_the_scrollbar_takes_no_click_for_a_row() -> None:
    """A click on the scrollbar scrolls and leaves the cursor alone."""
    async with running(30) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        await pilot.click(offset=(WIDTH - 1, HEIGHT - 1))
        await pilot.pause()
        assert table.cursor_key == "0"


async def test_the_table_has_no_key_of_its_own() -> None:
    """With the focus, arrows and page keys are left to the screen."""
    async with running(30) as pilot:
        table = table_of(pilot)
        table.focus()
        await pilot.press("down", "pagedown", "end", "enter")
        assert (table.has_focus, table.cursor_key, table.scroll_offset.y) == (True, "0", 0)


# Paging and scrolling


async def test_a_page_keeps_one_row_as_a_landmark() -> None:
    """A page is the rows in sight less one, both ways."""
    async with running(100) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        table.move_page(1)
        assert table.cursor_index == HEIGHT - 2
        table.move_page(2)
        assert table.cursor_index == 3 * (HEIGHT - 2)
        table.move_page(-1)
        assert table.cursor_index == 2 * (HEIGHT - 2)
        table.move_page(-9)
        assert table.cursor_index == 0


async def test_the_header_stays_when_the_rows_scroll() -> None:
    """At the end of the list the titles are still on the first line, once."""
    async with running(100) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        header = screen(table)[0]
        table.move_last()
        await pilot.pause()
        assert screen(table)[0] == header
        assert header.split() == ["Sub-account", "Group", "Balance", "€", "State"]
        assert keys_on_screen(table) == [str(n) for n in range(89, 100)]
        assert cursor_lines(table) == [HEIGHT - 1]


async def test_the_scroll_stays_when_rows_change() -> None:
    """New balances and a sorted list leave the same part of the list on screen."""
    async with running(100) as pilot:
        table = table_of(pilot)
        table.move_to("50")
        table.move_to("45")
        await pilot.pause()
        top = table.scroll_offset.y
        table.set_rows(row(str(n), "2.00") for n in range(100))
        await pilot.pause()
        assert table.scroll_offset.y == top
        changed = rows(100)
        changed[46], changed[47] = changed[47], changed[46]
        table.set_rows(changed)
        await pilot.pause()
        assert table.scroll_offset.y == top


async def test_a_cursor_in_sight_stays_in_sight() -> None:
    """Sorted far away, shortened or on a smaller terminal: the cursor's line is on screen."""
    async with running(100) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        table.set_rows(reversed(rows(100)))
        await pilot.pause()
        assert cursor_lines(table) == [HEIGHT - 1]
        await pilot.resize_terminal(WIDTH, 5)
        await pilot.pause()
        assert cursor_lines(table) == [4]
        table.set_rows(rows(2))
        await pilot.pause()
        assert (table.scroll_offset.y, cursor_lines(table)) == (0, [1])


async def test_a_cursor_scrolled_out_of_sight_does_not_pull_the_list() -> None:
    """Who looks further down keeps looking there when balances change."""
    async with running(100) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        table.scroll_to(y=40, animate=False)
        table.set_rows(row(str(n), "2.00") for n in range(100))
        await pilot.pause()
        assert keys_on_screen(table)[0] == "40"


async def test_the_scrollbar_comes_only_when_needed() -> None:
    """As many rows as lines need none; one more takes one cell from the flexible column."""
    async with running(HEIGHT - 1) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        assert not table.show_vertical_scrollbar
        whole = screen(table)[1]
        table.set_rows(rows(HEIGHT))
        await pilot.pause()
        assert table.show_vertical_scrollbar
        assert not table.show_horizontal_scrollbar
        assert table.scrollbar_size_vertical == 1
        assert screen(table)[1].rstrip() == whole.rstrip().replace("  auto", " auto")


# What is painted


async def test_a_changed_balance_paints_its_cell_only() -> None:
    """One region, of the balance's column on its line."""
    async with running(5) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        changed = rows(5)
        changed[2] = row("2", "99.00")
        table.set_rows(changed)
        (slot,) = [s for s in lay_out(COLUMNS, WIDTH, WIDTH) if s.column == BALANCE]
        assert table.regions() == [Region(slot.x, 3, slot.width, 1)]
        assert screen(table)[3][slot.x : slot.x + slot.width] == "      99.00"


async def test_equal_rows_paint_nothing() -> None:
    """A reading that changed nothing writes nothing."""
    async with running(5) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        table.set_rows(rows(5))
        assert table.painted == []


async def test_ten_thousand_rows_paint_what_changed_in_sight() -> None:
    """Three balances in sight are three regions; three out of sight are none."""
    async with running(10_000) as pilot:
        table = table_of(pilot)
        table.move_to("5000")
        await pilot.pause()
        table.painted.clear()
        changed = rows(10_000)
        for n in (0, 9_000, 9_999):
            changed[n] = row(str(n), "99.00")
        table.set_rows(changed)
        assert table.painted == []
        for n in (4_995, 4_998, 5_000):
            changed[n] = row(str(n), "99.00")
        table.set_rows(changed)
        assert len(table.regions()) == 3
        assert {region.width for region in table.regions()} == {COLUMNS[BALANCE].width}
        assert sum("99.00" in line for line in screen(table)) == 3


async def test_a_cursor_move_paints_two_lines() -> None:
    """The line it left and the line it came to."""
    async with running(5) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        table.move(1)
        assert table.regions() == [Region(0, 1, WIDTH, 1), Region(0, 2, WIDTH, 1)]
        table.painted.clear()
        table.move(0)
        assert table.painted == []


async def test_swapped_rows_paint_their_two_lines() -> None:
    """A new order paints the lines that now hold another row."""
    async with running(6) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        swapped = rows(6)
        swapped[3], swapped[4] = swapped[4], swapped[3]
        table.set_rows(swapped)
        assert table.regions() == [Region(0, 4, WIDTH, 1), Region(0, 5, WIDTH, 1)]


async def test_a_change_in_a_folded_column_paints_nothing() -> None:
    """What is not shown is not painted."""
    async with running(2, (49, HEIGHT)) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        other = [r._replace(cells=(r.cells[NAME], Cell("school"), *r.cells[2:])) for r in rows(2)]
        table.set_rows(other)
        assert table.painted == []
        assert table.rows[0].cells[GROUP].text == "school"


# Columns


@pytest.mark.parametrize(("width", "shown"), [(49, 3), (50, 4)])
async def test_a_column_folds_by_the_width_of_the_widget(width: int, shown: int) -> None:
    """One cell below its mark the group is gone; a scrollbar makes no difference."""
    async with running(100, (width, HEIGHT)) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        assert table.show_vertical_scrollbar
        assert ("Group" in screen(table)[0]) == (shown == 4)
        assert ("auto" in screen(table)[1]) == (shown == 4)


async def test_resizing_folds_and_unfolds() -> None:
    """The columns follow the terminal's width while the app runs."""
    async with running(3) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        seen = []
        for width in (WIDTH, 30, WIDTH):
            await pilot.resize_terminal(width, HEIGHT)
            await pilot.pause()
            seen.append("Group" in screen(table)[0])
        assert seen == [True, False, True]


@pytest.mark.parametrize(
    "name",
    [
        "日本語の学校" * 5,
        "日本語",
        "E\u0301cole Jeanne-d'Arc",
        "e\u0301" * 40,
        "\u0301\u0301",
        "\u2764\ufe0f coeur",
        "\U0001f469\u200d\U0001f469\u200d\U0001f467 famille",
        "joined\u200d",
        "line\nbreak\x1b[31m\x9b",
        "[b]not markup[/b] [/foo]",
        "",
    ],
)
async def test_any_name_keeps_the_columns_in_place(name: str) -> None:
    """Double-width, combining, joined and hostile names leave the balance where it belongs."""
    for width in (WIDTH, 31):
        async with TableApp([row("0", name=name), row("1")]).run_test(size=(width, 4)) as pilot:
            await pilot.pause()
            _, odd, plain, _ = screen(table_of(pilot))
            assert odd.isprintable()
            assert cell_len(odd[: odd.index(" 1.00")]) == plain.index(" 1.00")


async def test_a_figure_is_shown_whole_or_not_at_all() -> None:
    """A balance too wide for its column is an ellipsis, never the first digits of itself."""
    async with TableApp([row("0", "1 234 567 890,00")]).run_test(size=(WIDTH, 4)) as pilot:
        await pilot.pause()
        assert screen(table_of(pilot))[1].endswith("auto                 … OK      ")


async def test_text_is_shown_as_data() -> None:
    """Brackets are brackets."""
    async with TableApp([row("0", name="[b]x[/b] [@click=q]")]).run_test(size=(80, 4)) as pilot:
        await pilot.pause()
        assert "[b]x[/b] [@click=q]" in screen(table_of(pilot))[1]


def test_fitting_cuts_by_cells() -> None:
    """A text is cut with an ellipsis, a wide character never in half, a figure never at all."""
    assert fit("Garage", 6) == "Garage"
    assert fit("Garage Martin", 7) == "Garage…"
    assert fit("日本語", 4) == "日 …"
    assert fit("1.00", 6, "right") == "  1.00"
    assert fit("1,204.50", 5, "right", whole=True) == "    …"
    assert fit("anything", 1) == "…"


@pytest.mark.parametrize("room", range(1, 70))
def test_columns_never_overlap_nor_leave_the_line(room: int) -> None:
    """At any width the columns stand one after the other, a blank between, within the line."""
    slots = lay_out(COLUMNS, room, room)
    assert all(slot.width > 0 for slot in slots)
    assert all(a.x + a.width + 1 == b.x for a, b in pairwise(slots))
    assert not slots or slots[-1].x + slots[-1].width <= room


def test_the_flexible_column_gives_way_last_after_folding() -> None:
    """With room to spare it grows; without, it shrinks before any other is cut."""
    assert [slot.width for slot in lay_out(COLUMNS, 80, 80)] == [45, 10, 11, 8]
    assert [slot.width for slot in lay_out(COLUMNS, 50, 50)] == [15, 10, 11, 8]
    assert [slot.width for slot in lay_out(COLUMNS, 49, 49)] == [25, 11, 8]
    assert [slot.width for slot in lay_out(COLUMNS, 20, 20)] == [1, 11, 3]


# Styles, emptiness, small terminals


async def test_a_cell_is_drawn_in_its_component_style() -> None:
    """A styled cell differs from its neighbours, except on the cursor's line, which is one."""
    low = Row("b", (Cell("B"), Cell(""), Cell("1"), Cell("LOW", "low")))
    odd = Row("c", (Cell("C"), Cell(""), Cell("1"), Cell("x", "undeclared")))
    async with TableApp([row("a"), low, odd]).run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        cursor, styled, plain = (list(table.render_line(y)) for y in (1, 2, 3))
        assert [segment.style.reverse for segment in cursor if segment.style] == [True]
        assert [s.text.strip() for s in styled if s.style and s.style.bold] == ["LOW"]
        assert len(plain) == 1


async def test_focus_redraws_with_the_styles_in_force() -> None:
    """A style sheet that draws the cursor otherwise under the focus is followed."""

    class Underlined(TableApp):
        CSS = "Table:focus > .table--cursor { text-style: underline; }"

    async with Underlined(rows(2)).run_test(size=(WIDTH, HEIGHT)) as pilot:
        table = table_of(pilot)
        seen = []
        for act in (table.blur, table.focus, table.blur):
            act()
            await pilot.pause()
            style = next(iter(table.render_line(1))).style
            seen.append(bool(style and style.underline))
        assert seen == [False, True, False]


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light", "textual-dark"])
async def test_without_colours_the_cursor_is_still_seen(theme: str) -> None:
    """With the terminal's own colours only, the sign in the gutter and the reversal remain."""
    app = TableApp(rows(3), ansi_color=True)
    app.theme = theme
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        assert cursor_lines(table) == [1]
        (cursor,) = table.render_line(1)
        assert cursor.style is not None
        assert cursor.style.reverse


async def test_an_empty_table_says_so_in_the_middle() -> None:
    """The text stands in the middle, as data, follows a change, and goes when rows come."""
    async with running(0) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        assert (table.cursor_key, table.cursor_index) == (None, None)
        assert screen(table)[HEIGHT // 2] == "No sub-account".center(WIDTH)
        table.empty_text = "[b]Nothing[/b]\npress Esc"
        assert table.painted == [()]
        assert [line.strip() for line in screen(table)[1:] if line.strip()] == [
            "[b]Nothing[/b]",
            "press Esc",
        ]
        table.move(1)
        table.move_last()
        table.set_rows(rows(1))
        await pilot.pause()
        assert keys_on_screen(table) == ["0"]
        assert keys_said(pilot) == ["0"]
        table.set_rows([])
        await pilot.pause()
        assert keys_said(pilot) == ["0", None]
        assert "press Esc" in "".join(screen(table))


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 3), (5, 2), (60, 1), (1, 12)])
@pytest.mark.parametrize("count", [0, 1, 50])
async def test_no_terminal_is_too_small(size: tuple[int, int], count: int) -> None:
    """Every line is as wide as the widget, wherever the cursor goes, and it comes back whole."""
    async with running(count, size) as pilot:
        await pilot.pause()
        table = table_of(pilot)
        assert len(screen(table)) == size[1]
        table.move_page(1)
        table.move_last()
        table.set_rows(rows(count + 1))
        await pilot.pause()
        assert len(screen(table)) == size[1]
        await pilot.resize_terminal(WIDTH, HEIGHT)
        await pilot.pause()
        assert len(cursor_lines(table)) == 1


async def test_rows_are_made_when_they_come_on_screen() -> None:
    """Of thousands the few that are seen; the cursor knows the others by their keys."""
    made: list[str] = []

    def make(key: str) -> Row:
        made.append(key)
        return row(key)

    async with running() as pilot:
        table = table_of(pilot)
        table.set_rows(Rows([str(n) for n in range(5_000)], make))
        await pilot.pause()
        assert 0 < len(made) <= 2 * HEIGHT
        table.move_last()
        await pilot.pause()
        assert table.cursor_key == table.keys[-1] == "4999"
        assert len(made) <= 4 * HEIGHT
        assert len(made) == len(set(made))


def test_rows_on_demand_are_a_sequence() -> None:
    """They are counted, taken by place and by slice, and gone through."""
    some = Rows(["a", "b", "c"], row)
    assert len(some) == 3
    assert some[-1] == row("c")
    assert some[1:] == [row("b"), row("c")]
    assert list(reversed(some)) == [row("c"), row("b"), row("a")]
    with pytest.raises(IndexError):
        some[3]
