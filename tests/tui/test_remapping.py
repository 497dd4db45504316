"""Keys that the configuration gives: which are refused, and how all else names them."""

from pathlib import Path
from typing import Final

import pytest

from smspartner_tui import i18n
from smspartner_tui.i18n import _
from smspartner_tui.tui.key_names import known_as
from smspartner_tui.tui.keys import BY_ACTION, Keymap
from smspartner_tui.tui.remapping import fault_of, in_sentences
from smspartner_tui.wording.following import offer
from tests.rehearsal import staged

UNSHIFTED: Final = {
    "AZERTY": set("azertyuiopqsdfghjklmwxcvbn²&é\"'(-è_çà)=^$ù*<,;:!"),
    "QWERTY": set("qwertyuiopasdfghjklzxcvbnm`1234567890-=[]\\;',./"),
    "QWERTZ": set("qwertzuiopasdfghjklyxcvbnm^1234567890ß´ü+öä#<,.-"),
}
"""What each keyboard writes without Shift and AltGr."""

RARE: Final = frozenset({"reverse"})
"""The order comes round by `o` alone; its capital is a shortcut."""


@pytest.mark.parametrize("layout", UNSHIFTED)
def test_every_common_action_has_a_key_for_one_finger(layout: str) -> None:
    """Neither Shift nor AltGr: a letter or a sign that it writes so, or a key that all have."""
    for key in BY_ACTION.values():
        names = [known_as(name) for name in key.keys]
        assert all(names)
        if names and key.action not in RARE:
            assert [n for n in names if len(n) > 1 or n in UNSHIFTED[layout]], key.action


@pytest.mark.parametrize(
    ("keymap", "words"),
    [
        ({"ad": ("x",)}, "names no such action: ad. Nearest: add."),
        ({"ignored": ("x",)}, "names no such action: ignored."),
        ({"add": ("w", "F2")}, "add: there is no key F2: write a letter, a sign, or a name"),
        ({"add": ("shift+a",)}, "there is no key shift+a"),
        ({"add": ("enter",)}, "add: enter always means the same: choose another key."),
        ({"add": ("ctrl+m",)}, "ctrl+m always means the same"),
        ({"add": ("escape",)}, "escape always means the same"),
        ({"low": ("o",)}, "o always means the same"),
        ({"history": ("y",)}, "y always means the same"),
        ({"plan": ("n",)}, "n always means the same"),
        ({"quit": ("ctrl+c",)}, "ctrl+c always means the same"),
        ({"add": ("h",)}, "h would do both add and history: give one another key."),
        ({"add": ("?",)}, "? would do both add and help"),
        ({"add": ("z",), "low": ("z",)}, "z would do both add and low"),
        ({"menu": ("x",)}, "x would do both export and menu"),
        ({"pause": ("x",)}, "x would do both pause and drop"),
        ({"refresh": ("s",)}, "s would do both no_effect and refresh"),
        ({"back": ("z",)}, "back: Esc leads back everywhere"),
    ],
)
def test_keys_that_would_mislead_are_refused(keymap: Keymap, words: str) -> None:
    """In one line that says what to write instead."""
    fault = fault_of(keymap)
    assert words in fault
    assert "\n" not in fault


@pytest.mark.parametrize(
    "keymap",
    [
        {},
        {"add": ("f2", "w")},
        {"add": ("h",), "history": ("a",)},
        {"order": ("o", "w"), "reverse": ("z",), "receipt": ("y",)},
        {"back": ("escape", "backspace"), "card": ("enter", "right")},
        {"give_back": ("u",), "quit": ("q", "ctrl+q")},
    ],
)
def test_other_keys_are_taken(keymap: Keymap) -> None:
    """Free ones, ours where they were, and two that change places."""
    assert fault_of(keymap) == ""


def test_sentences_name_the_keys_that_were_given() -> None:
    """A letter behind what it does is the key that does it now; all others stay."""
    i18n.name_instead_of_keys(in_sentences({"check": ("f4",)}))
    try:
        assert "check it (F4)" in _(
            "No. {number}, {amount} of {when} by {who}, is in doubt: check it (v)"
        )
        assert i18n._with_ways_out("refresh (r)") == "refresh (r)"
    finally:
        i18n.name_instead_of_keys(in_sentences({}) or None)


def test_sentences_that_name_several_keys_name_those_that_were_given() -> None:
    """Between one pair of brackets; what stands for none of them is left out with them."""
    i18n.name_instead_of_keys(in_sentences({"transfer": ("f4",)}))
    try:
        assert _("! {amount} wait (t, u)") == "! {amount} wait (F4, u)"
        assert "(F4), or give it back (u)" in _(
            "{what}: {amount} wait; finish it (t), or give it back (u)"
        )
        i18n.name_instead_of_keys({"t": " (`resume`)"})
        assert i18n._with_ways_out("wait (t, u), low (b)") == "wait (`resume`), low"
    finally:
        i18n.name_instead_of_keys(None)


def test_the_offer_names_the_given_key() -> None:
    """As the heading does."""
    i18n.name_instead_of_keys(in_sentences({"follow": ("ctrl+f",)}))
    try:
        assert offer(2).endswith("follow or ignore them (Ctrl+F)")
    finally:
        i18n.name_instead_of_keys(None)


async def test_a_given_key_is_shown_wherever_it_is_named(tmp_path: Path) -> None:
    """At the foot, in the menu, on the card and in the history."""
    keymap = {"add": ("f2",), "help": ("f1", "question_mark"), "change": ("w",), "export": ("z",)}
    async with staged(tmp_path, keymap=keymap) as stage:
        robot = stage.robot
        await robot.sees("F2 Add", "F1 Help")
        await robot.presses("enter")
        await robot.sees("w Change")
        await robot.presses("escape", "h")
        await robot.sees("F1 Help")
        await robot.presses("escape", ":")
        await robot.sees("Add credit F2")


async def test_a_movement_in_doubt_is_checked_by_the_given_key(tmp_path: Path) -> None:
    """The dialog that tells of it names the key, and takes it; what reads again, too."""
    i18n.name_instead_of_keys(in_sentences(keymap := {"check": ("f4",), "refresh": ("w",)}))
    try:
        async with staged(tmp_path, keymap=keymap, deadline=0.3) as stage:
            robot = stage.robot
            await robot.adds("Cinéma Muet (sans effet)", "10")
            await robot.says_yes()
            await robot.sees("check it (F4)", "F4 Check it")
            await robot.presses("v")
            await robot.sees("F4 Check it")
            await robot.presses("f4")
            await robot.sees("s It had no effect w Refresh", "refresh (w)")
    finally:
        i18n.name_instead_of_keys(None)


async def test_two_actions_change_places(tmp_path: Path) -> None:
    """Each does what it did, by the other's key."""
    async with staged(tmp_path, keymap={"add": ("h",), "history": ("a",)}) as stage:
        robot = stage.robot
        await robot.presses("h")
        await robot.sees("Add credit")
        await robot.presses("escape", "a")
        await robot.sees("No movement yet.", "Esc Back")
