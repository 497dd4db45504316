"""Windows that change in the middle of something, and names of every width, on an emulator."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from textual.widgets import Input

from smspartner_tui.simulator import CLIENTS
from smspartner_tui.tui.screens.history import HistoryScreen
from smspartner_tui.tui.screens.yes import Stage
from smspartner_tui.tui.widgets.scrollbar import THUMB
from smspartner_tui.tui.widgets.table import Table
from tests.emulated import EmulatedDriver, emulated, resized
from tests.layout import flaws
from tests.rehearsal import Rehearsal, followed
from tests.robot import Robot
from tests.turns import opens_plan

GARAGE = "Garage Martin"
LEAST = (40, 10)
_LABEL = 11
"""Cells of what stands before a line to type in."""


def stage_of(robot: Robot) -> Stage:
    """Where the movement's dialog stands."""
    return robot.dialog.stage


async def test_a_window_that_changes_keeps_what_is_typed(tmp_path: Path) -> None:
    """In the form and in the question; no size answers, and below the least no key does."""
    with Rehearsal(tmp_path, language="fr") as rehearsal:
        async with emulated(rehearsal, (80, 24)) as (robot, driver):
            await robot.opens_add(GARAGE)
            await robot.types("25")
            await resized(robot, driver, *LEAST)
            await robot.types("0")
            assert robot.dialog.query_one("#amount", Input).value == "250"
            await resized(robot, driver, 39, 9)
            await robot.presses("1", "enter", "enter", "o", "escape")
            assert "trop petite" in " ".join(driver.lines)
            await resized(robot, driver, 120, 40)
            assert robot.dialog.query_one("#amount", Input).value == "250"
            assert stage_of(robot) is Stage.FORM
            await robot.presses("enter", "enter")
            await robot.waits_for_ears()
            await robot.types("2")
            for size in (LEAST, (39, 24), (80, 9), (80, 24)):
                await resized(robot, driver, *size)
                if size in {(39, 24), (80, 9)}:
                    await robot.presses("5", "0", "enter", "escape", "n")
            assert stage_of(robot) is Stage.QUESTION
            assert robot.dialog.retyped.value == "2"
            assert flaws(robot, driver) == []
            assert rehearsal.bank.posts.total() == 0
            await robot.types("50")
            await robot.presses("enter")
            await robot.sees("nouveau solde 311,80")
    assert rehearsal.bank.posts.total() == 1


NAMES = (
    "東京支店と大阪支店と名古屋支店の合同会社",
    "Cafe\u0301 de la Re\u0301gion e\u0301largie",
    "שלום עולם חברה בע״מ ירושלים",
    "N" * 300,
)
"""Of double width, with combining accents, from right to left, and far too long."""


def columns_of(robot: Robot, driver: EmulatedDriver, figure: str) -> set[int]:
    """Where a figure stands, in cells, on the emulator's lines: in the list, else anywhere."""
    assert flaws(robot, driver) == [], driver.lines
    tables = robot.screen.query(Table)
    region = tables.first().region if tables else robot.screen.region
    rows = range(region.y, region.bottom)
    cells = [
        [driver.screen.buffer[row][column].data for column in range(driver.screen.columns)]
        for row in rows
    ]
    return {
        column
        for line in cells
        for column in range(len(line))
        if "".join(line[column : column + len(figure)]) == figure
        and "".join(line[max(column - 1, 0) : column]) == " "
    }


async def test_names_of_any_width_leave_the_columns_in_line(tmp_path: Path) -> None:
    """In the list, the plan, a dialog and the history."""
    ours = [client for client in CLIENTS if not client.note][: len(NAMES)]
    clients = tuple(replace(client, balance=Decimal("17.35")) for client in ours)
    subaccounts = tuple(
        replace(one, name=name, low=Decimal(50), target=Decimal(100))
        for one, name in zip(followed(*(client.name for client in ours)), NAMES, strict=True)
    )
    with Rehearsal(tmp_path, clients=clients, subaccounts=subaccounts, language="fr") as rehearsal:
        async with emulated(rehearsal, (80, 24)) as (robot, driver):
            assert len(columns_of(robot, driver, "17,35")) == 1
            await opens_plan(robot)
            assert len(columns_of(robot, driver, "+82,65")) == 1
            await robot.presses("escape", "escape")
            for row in range(len(NAMES)):
                await robot.presses("g", *"j" * row, "a")
                await robot.waits_until_dialog()
                await robot.fills_in("7,25")
                await robot.waits_for_stage(Stage.QUESTION)
                columns_of(robot, driver, "7,25")
                await robot.says_yes()
                await robot.waits_until(
                    lambda: robot.screen is robot.app.dashboard, "the movement's end"
                )
            await robot.presses("h")
            await robot.waits_until(lambda: isinstance(robot.screen, HistoryScreen), "the history")
            await robot.waits_until(lambda: not robot.works("history"), "the journal")
            await robot.settles()
            assert len(columns_of(robot, driver, "+7,25")) == 1
            await resized(robot, driver, *LEAST)
            assert len(columns_of(robot, driver, "+7,25")) == 1


async def test_a_card_is_scrolled_where_it_is_cut(tmp_path: Path) -> None:
    """By the keys of a list, and closed by them where all of it is in sight."""
    with Rehearsal(tmp_path, language="fr") as rehearsal:
        async with emulated(rehearsal, LEAST) as (robot, driver):
            await robot.presses("enter")
            await robot.sees("j k Défiler", GARAGE)
            await robot.does_not_see("Échap Fermer")
            await robot.presses("G")
            await robot.sees("Ne plus suivre", "Échap Fermer")
            await robot.presses("g")
            await robot.does_not_see("Échap Fermer")
            assert not flaws(robot, driver)
            await resized(robot, driver, 80, 24)
            await robot.sees("Sous-compte Garage Martin", "Échap Fermer")
            await robot.does_not_see("Défiler")
            await robot.presses("j")
            await robot.does_not_see("Échap Fermer")


async def test_the_thumb_of_the_scrollbar_has_a_sign(tmp_path: Path) -> None:
    """As long as the part that is shown, and where that is, on a terminal without colours."""
    with Rehearsal(tmp_path, no_colour=True) as rehearsal:
        async with emulated(rehearsal, (80, 24), {"TERM": "vt220"}) as (robot, driver):

            def thumb() -> list[int]:
                return [row for row, line in enumerate(driver.lines) if line[78:79] == THUMB]

            top = thumb()
            assert len(top) in range(5, 9)
            await robot.presses("G")
            await robot.settles()
            assert min(thumb()) > min(top)
            assert max(thumb()) > max(top)
            assert len(thumb()) == len(top)


async def test_the_search_of_the_menu_has_a_sign(tmp_path: Path) -> None:
    """As every line that is typed in."""
    with Rehearsal(tmp_path, no_colour=True) as rehearsal:
        async with emulated(rehearsal, (80, 24), {"TERM": "vt220"}) as (robot, driver):
            await robot.presses(":")
            await robot.sees("Look for an action")
            await robot.settles()
            assert any("│ │Look for an action" in line for line in driver.lines)


async def test_the_line_that_is_typed_in_has_a_sign(tmp_path: Path) -> None:
    """A stroke before it, and before no other, on a terminal without colours."""
    with Rehearsal(tmp_path, no_colour=True) as rehearsal:
        async with emulated(rehearsal, (80, 24), {"TERM": "vt220"}) as (robot, driver):
            await robot.opens_add(GARAGE)

            def signed(word: str) -> bool:
                line = next(line for line in driver.lines if word in line)
                return line[line.index(word) + _LABEL] == "│"

            assert (signed("Amount"), signed("Reference")) == (True, False)
            await robot.presses("tab")
            assert (signed("Amount"), signed("Reference")) == (False, True)
