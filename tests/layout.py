"""What is wrong with a screen as a terminal shows it: cut, overlapping, unreadable."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import combinations
from typing import Final
from unicodedata import normalize

from rich.cells import cell_len
from textual.errors import NoWidget
from textual.geometry import Region
from textual.scrollbar import ScrollBar
from textual.widget import Widget
from textual.widgets import Input, Static

from smspartner_tui.tui.widgets.facts import FittedLines, Lines
from smspartner_tui.tui.widgets.table import Table
from tests.emulated import EmulatedDriver
from tests.robot import Robot


class Flaw(StrEnum):
    """What can be wrong with a picture."""

    CUT = "texts cut without a sign"
    OVERLAPPING = "neighbours that overlap"
    OTHERWISE = "lines shown otherwise than drawn"
    UNREADABLE = "texts in the colour of their ground"
    COLOUR_ALONE = "states told by colour alone"


_TELLING: Final = frozenset({"low", "empty", "doubt", "good"})
"""Styles of a row that say something."""


def flaws_by_kind(robot: Robot, driver: EmulatedDriver) -> Iterator[tuple[Flaw, str]]:
    """All that is wrong with the screen on top."""
    for kind, found in (
        (Flaw.CUT, _cut(robot)),
        (Flaw.OVERLAPPING, _overlapping(robot)),
        (Flaw.OTHERWISE, _shown_otherwise(robot, driver)),
        (Flaw.UNREADABLE, _unreadable(driver)),
        (Flaw.COLOUR_ALONE, _told_by_colour(robot, driver)),
    ):
        for flaw in found:
            yield kind, flaw


def flaws(robot: Robot, driver: EmulatedDriver) -> list[str]:
    """All that is wrong with the screen on top, in words."""
    return [flaw for _kind, flaw in flaws_by_kind(robot, driver)]


def _name(widget: Widget) -> str:
    return f"{type(widget).__name__}#{widget.id}" if widget.id else type(widget).__name__


def _shown(robot: Robot) -> Iterator[Widget]:
    for widget in robot.screen.walk_children(Widget):
        if widget.display and all(
            node.display for node in widget.ancestors if isinstance(node, Widget)
        ):
            yield widget


def _cut(robot: Robot) -> Iterator[str]:
    """What stands partly or wholly outside its place, where nothing tells of it."""
    for widget in _shown(robot):
        text = _text(widget)
        if not text.strip():
            continue
        try:
            geometry = robot.screen.find_widget(widget)
        except NoWidget:
            if not _is_scrolled(widget):
                yield f"{_name(widget)} has no place: {text[:40]!r}"
            continue
        region = geometry.region
        if not region.area:
            yield f"{_name(widget)} has no room: {text[:40]!r}"
        elif _sticks_out(robot, widget, region):
            yield f"{_name(widget)} is cut: {text[:40]!r}"
        elif isinstance(widget, Static):
            width, height = widget.content_size
            rules = widget.styles.get_rules()
            if widget.styles.text_wrap == "nowrap":
                if len(text.splitlines()) > height or widget.styles.text_overflow != "ellipsis":
                    yield f"{_name(widget)} cuts a text: {text[:40]!r}"
            elif (needed := widget.visual.get_height(rules, width)) > height:
                last = robot.lines[min(region.bottom, len(robot.lines)) - 1]
                if not last[region.x : region.right].rstrip().endswith("…"):
                    yield f"{_name(widget)} shows {height} of {needed} lines: {text[-40:]!r}"
            elif isinstance(widget, FittedLines) and any(
                "   " in line.strip() and cell_len(line) > width for line in text.split("\n")
            ):
                yield f"{_name(widget)} breaks its columns at {width}: {text[:60]!r}"


def _sticks_out(robot: Robot, widget: Widget, region: Region) -> bool:
    """Whether a part of it has no place in what holds it, up to what can be scrolled."""
    for node in widget.ancestors:
        if not isinstance(node, Widget) or node is robot.screen:
            break
        place = robot.screen.find_widget(node).region
        if region.x < place.x or region.right > place.right:
            return True
        if node.show_vertical_scrollbar:
            return False
        if region.y < place.y or region.bottom > place.bottom:
            return True
    whole = robot.screen.region
    return not whole.contains_region(region)


def _text(widget: Widget) -> str:
    if isinstance(widget, Lines):
        return "\n".join(widget.lines)
    if isinstance(widget, Static):
        return str(widget.visual)
    return widget.value or "…" if isinstance(widget, Input) else ""


def _is_scrolled(widget: Widget) -> bool:
    """Whether a bar beside it tells that there is more."""
    return any(
        isinstance(node, Widget) and node.show_vertical_scrollbar for node in widget.ancestors
    )


def _overlapping(robot: Robot) -> Iterator[str]:
    """Neighbours that stand in each other's place."""
    for parent in (robot.screen, *_shown(robot)):
        places: list[tuple[Widget, Region]] = [
            (child, child.region)
            for child in parent.children
            if child.display and child.region.area and not isinstance(child, ScrollBar)
        ]
        for (one, first), (other, second) in combinations(places, 2):
            if first.overlaps(second):
                yield f"{_name(one)} and {_name(other)} overlap"


def _shown_otherwise(robot: Robot, driver: EmulatedDriver) -> Iterator[str]:
    """Lines that the terminal shows otherwise than they were drawn."""
    for number, (drawn, shown) in enumerate(zip(robot.lines, driver.lines, strict=True)):
        wanted = driver.sent(drawn)
        # The emulator puts a letter and its accent into one character.
        if normalize("NFC", wanted.rstrip()) != normalize("NFC", shown.rstrip()):
            yield f"line {number}: {wanted!r} is shown as {shown!r}"


def _unreadable(driver: EmulatedDriver) -> Iterator[str]:
    """Text in the colour of its ground."""
    screen = driver.screen
    for row in range(screen.lines):
        for column in range(screen.columns):
            cell = screen.buffer[row][column]
            if cell.data.strip() and cell.fg == cell.bg != "default":
                yield f"line {row}: {cell.data!r} at {column} is {cell.fg} on {cell.bg}"
                break


def _told_by_colour(robot: Robot, driver: EmulatedDriver) -> Iterator[str]:
    """Rows whose colour says what none of their words does."""
    for table in robot.screen.query(Table):
        region = table.content_region
        if not table.display or not region.height:
            continue
        top = table.scroll_offset.y
        for row, line in zip(
            table.rows[top:], driver.lines[region.y + 1 : region.bottom], strict=False
        ):
            cells = [row.cells[slot.column] for slot in table._slots]
            told = [cell.text for cell in cells if cell.style in _TELLING]
            if told and driver.sent(told[-1])[:4] not in line:
                yield f"{told} is not said in {line!r}"
