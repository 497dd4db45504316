"""Keys that arrive together are handled one after the other; others can be given to actions."""

from pathlib import Path

import pytest

from smspartner_tui.tui.answers import Answer, Listener
from smspartner_tui.tui.keys import (
    BY_ACTION,
    CARD,
    CHOOSING,
    CURSOR_KEYS,
    HISTORY_KEYS,
    IN_TURN,
    KEYS,
    LOOKING_BACK,
    PLANNING,
    SECTIONS,
    Key,
)
from smspartner_tui.tui.screens.yes import Stage
from tests.rehearsal import staged


async def test_an_amount_typed_behind_the_key_reaches_the_dialog(tmp_path: Path) -> None:
    """`a150` in one burst: no digit is lost to the screen that was there before."""
    async with staged(tmp_path) as stage:
        await stage.robot.presses("a", *"150")
        await stage.robot.waits_for_stage(Stage.FORM)
        assert stage.robot.line("Amount") == "Amount 150 €"


async def test_corrections_are_made_where_they_were_typed(tmp_path: Path) -> None:
    """`5`, Backspace, `6` is 6, whatever widget handles which of them."""
    async with staged(tmp_path) as stage:
        await stage.robot.presses("a", "5", "backspace", "6")
        assert stage.robot.line("Amount") == "Amount 6 €"
        await stage.robot.presses("home", "1", "end", "0", "enter", "r", "backspace", "R")
        assert stage.robot.line("Amount") == "Amount 160 €"
        assert stage.robot.line("Reference") == "Reference R optional"


async def test_a_paste_keeps_its_place_among_the_keys(tmp_path: Path) -> None:
    """What was pasted between two keys stands between them."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        robot.press_only("a")
        robot.press_only("1")
        robot.paste_only("23")
        robot.press_only("4")
        await robot.settles()
        assert robot.line("Amount") == "Amount 1234 €"


async def test_keys_before_a_screen_are_not_its_keys(tmp_path: Path) -> None:
    """A burst over several screens does what the same keys do one by one."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("j", "a", "escape", "j", "d", "7", "escape")
        await robot.presses("k", "enter", "escape", "?")
        await robot.sees("Help")
        await robot.presses("q")
        assert robot.selected == "Clinique Saint-Yves"
        assert robot.screen is robot.app.dashboard
        assert stage.posts == 0


async def test_other_keys_can_be_given_to_actions(tmp_path: Path) -> None:
    """The configuration's keys replace ours, for actions and never for yes."""
    keymap = {"add": ("w", "f2"), "history": ("e",)}
    async with staged(tmp_path, keymap=keymap) as stage:
        robot = stage.robot
        await robot.presses("a")
        assert robot.screen is robot.app.dashboard
        await robot.presses("w", "5", "enter", "enter")
        await robot.waits_for_stage(Stage.QUESTION)
        await robot.waits_for_ears()
        await robot.presses("w", "e")
        assert robot.dialog.stage is Stage.QUESTION
        await robot.says_yes()
        await robot.sees("Added €5.00")
        await robot.presses("e")
        await robot.sees("History: 1 movement")
        await robot.presses("escape")
        await robot.presses("f2")
        await robot.sees("Add credit")


@pytest.mark.parametrize(("key", "twin"), [("a", "+"), ("d", "-"), ("f", "/"), ("?", "f1")])
async def test_a_key_has_its_twin(tmp_path: Path, key: str, twin: str) -> None:
    """Both open the same."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses(key)
        first = robot.text
        await robot.presses("escape", twin)
        assert robot.text == first


@pytest.mark.parametrize(
    "map_",
    [KEYS, HISTORY_KEYS, CARD, (*PLANNING, *CURSOR_KEYS), CHOOSING],
)
def test_the_key_map_gives_no_key_twice(map_: tuple[Key, ...]) -> None:
    """Every key means one thing, and every action has its row."""
    keys = [name for key in map_ for name in key.keys]
    assert len(keys) == len(set(keys))
    assert len(BY_ACTION) == sum(map(len, (KEYS, LOOKING_BACK, PLANNING, IN_TURN, CHOOSING, CARD)))


def test_every_action_stands_under_a_heading_that_is_shown() -> None:
    """Those of the list, in the help."""
    assert {key.section for key in KEYS} == set(SECTIONS)


def test_no_key_is_one_that_terminals_take() -> None:
    """No Ctrl key that a terminal, tmux or flow control swallows, and none that only some send."""
    taken = {f"ctrl+{letter}" for letter in "baszcwjmih"}
    names = [name for key in BY_ACTION.values() for name in key.keys]
    assert not taken & set(names)
    assert not [name for name in names if name.startswith(("alt+", "shift+"))]


def test_yes_and_no_are_letters_of_both_languages() -> None:
    """`o` and `y`, `n` and Esc; Enter and space are neither."""
    from textual.events import Key

    listener = Listener()
    heard = {
        key: listener.hear(Key(key, None))
        for key in ("o", "y", "O", "Y", "n", "N", "escape", "enter", "space", "a", "ctrl+o")
    }
    assert {key for key, answer in heard.items() if answer is Answer.YES} == set("oyOY")
    assert {key for key, answer in heard.items() if answer is Answer.NO} == {"n", "N", "escape"}
