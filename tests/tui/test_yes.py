"""The rules of yes, on screens of little else: a dialog, and a list with keys of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import ClassVar, Protocol

import pytest
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from smspartner_tui.tui.keys import BY_ACTION
from smspartner_tui.tui.screens.base import ListScreen, bindings_of
from smspartner_tui.tui.screens.dialog import BoardDialog
from smspartner_tui.tui.screens.yes import AsksForYes, Stage
from smspartner_tui.tui.widgets.table import Cell, Column, Row, Table
from tests.rehearsal import staged
from tests.robot import Robot

RETYPED = Decimal("250")


class Asks(AsksForYes):
    """Asks as soon as Enter is pressed, and counts how often yes was heard."""

    def __init__(self, retype: Decimal | None = None) -> None:
        super().__init__()
        self.retype = retype
        self.yes_heard = 0
        self.times_ordered = 0

    def form_next(self) -> None:
        """Ask."""
        self.ask("SEND?", "Yes, send", self.retype)

    def say_form(self) -> None:
        """Say what Enter does."""
        self.tell("")
        self.hint("Enter Next")

    def agreed(self) -> None:
        """Count."""
        self.yes_heard += 1


class Dialog(BoardDialog[None], Asks):
    """A dialog that asks."""

    AUTO_FOCUS = ""

    def compose(self) -> ComposeResult:
        """The question in a box."""
        with Vertical(id="box"):
            yield from self.compose_question()


class Whole(ListScreen, Asks):
    """A list that asks; its `o` orders, its `j` moves the cursor."""

    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of((BY_ACTION["down"], BY_ACTION["order"]))]

    def compose(self) -> ComposeResult:
        """The list, the question below it."""
        yield Table((Column("name", "Name", 20),), id="list")
        yield from self.compose_question()

    def on_mount(self) -> None:
        """Fill the list."""
        self.table.set_rows(Row(name, (Cell(name),)) for name in ("first", "second"))

    def action_order(self) -> None:
        """Count."""
        self.times_ordered += 1


class Kind(Protocol):
    """How a screen that asks is made."""

    def __call__(self, retype: Decimal | None = None) -> Asks:
        """A screen that asks by letter, or by the amount typed again."""


KINDS = pytest.mark.parametrize("kind", [Dialog, Whole])


@asynccontextmanager
async def shown(folder: Path, screen: Asks) -> AsyncIterator[Robot]:
    """A screen over the dashboard, in its form."""
    async with staged(folder) as stage:
        await stage.robot.app.push_screen(screen)
        await stage.robot.settles()
        yield stage.robot
        assert stage.posts == 0


@KINDS
async def test_a_letter_is_yes_once(tmp_path: Path, kind: Kind) -> None:
    """Six Enters typed ahead lead to the question, two letters that follow are one yes."""
    asks = kind()
    async with shown(tmp_path, asks) as robot:
        await robot.presses(*["enter"] * 6)
        await robot.sees("SEND?", "Enter does not send: answer o or y, or n to go back.")
        await robot.waits_for_ears()
        await robot.presses(*["enter"] * 6)
        assert (asks.stage, asks.yes_heard) == (Stage.QUESTION, 0)
        await robot.presses("o", "o", *["enter"] * 6)
        await robot.waits_for_stage(Stage.WAITING)
        await robot.sees("Handing over…", "Esc Leave it to finish by itself")
        assert asks.yes_heard == 1


@KINDS
async def test_the_amount_again_is_yes_once(tmp_path: Path, kind: Kind) -> None:
    """Neither nothing nor another amount nor a letter, but the same in any way of writing it."""
    asks = kind(RETYPED)
    async with shown(tmp_path, asks) as robot:
        await robot.presses(*["enter"] * 6)
        await robot.waits_for_ears()
        for wrong in ("", "25", "o", "=250"):
            await robot.retypes(wrong)
            await robot.sees("The amount typed again differs. Nothing was sent.")
        assert (asks.stage, asks.yes_heard) == (Stage.QUESTION, 0)
        await robot.types("250,00")
        await robot.presses(*["enter"] * 6)
        await robot.waits_for_stage(Stage.WAITING)
        assert asks.yes_heard == 1


@KINDS
@pytest.mark.parametrize("retype", [None, RETYPED])
async def test_nothing_typed_ahead_or_pasted_is_yes(
    tmp_path: Path, kind: Kind, retype: Decimal | None
) -> None:
    """The question is deaf at first, and a paste is no answer at any time."""
    asks = kind(retype)
    async with shown(tmp_path, asks) as robot:
        yes = "o" if retype is None else "250"
        await robot.presses("enter", *yes, "enter")
        await robot.waits_for_ears()
        await robot.pastes(yes)
        await robot.presses("enter")
        assert (asks.stage, asks.yes_heard) == (Stage.QUESTION, 0)


@KINDS
@pytest.mark.parametrize("retype", [None, RETYPED])
async def test_esc_is_one_step_back(tmp_path: Path, kind: Kind, retype: Decimal | None) -> None:
    """Out of the question with what was typed again forgotten, then out of the screen."""
    asks = kind(retype)
    async with shown(tmp_path, asks) as robot:
        await robot.presses("enter")
        await robot.waits_for_ears()
        if retype is not None:
            await robot.types("250")
        await robot.presses("escape")
        await robot.sees("Enter Next")
        await robot.does_not_see("SEND?", "Type the amount again")
        assert (asks.stage, asks.yes_heard, asks.retyped.value) == (Stage.FORM, 0, "")
        await robot.presses("escape")
        await robot.waits_until(lambda: robot.screen is robot.app.dashboard, "the dashboard")


@pytest.mark.parametrize("retype", [None, RETYPED])
async def test_a_question_takes_the_keys_of_its_list(
    tmp_path: Path, retype: Decimal | None
) -> None:
    """What orders the list and moves its cursor answers the question while there is one."""
    asks = Whole(retype)
    async with shown(tmp_path, asks) as robot:
        await robot.presses("o", "j")
        assert (asks.times_ordered, asks.table.cursor_key) == (1, "second")
        await robot.presses("enter")
        await robot.waits_for_ears()
        if retype is None:
            await robot.presses("k", "o")
            await robot.waits_for_stage(Stage.WAITING)
        else:
            await robot.types("oj")
            assert asks.retyped.value == "oj"
        assert (asks.times_ordered, asks.table.cursor_key) == (1, "second")
        assert asks.yes_heard == (1 if retype is None else 0)
