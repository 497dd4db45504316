"""Keys that the configuration gives to actions: which it may, and how sentences name them."""

import string
from collections.abc import Mapping
from itertools import combinations
from typing import Final

from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.tui.key_names import known_as
from smspartner_tui.tui.keys import BY_ACTION, KEYS, SCREENS, Key, Keymap, shown

_RESERVED: Final = frozenset({"enter", "escape", *"yYoOnN", "ctrl+c", "ctrl+l", "ctrl+q", "ctrl+z"})
"""What answers questions, leads on or back, or must work whatever is open."""


def fault_of(keymap: Keymap) -> str:
    """What is wrong with such keys, and what to do about it, in one line; nothing if all is well.

    What has its key from us may keep it, even one that no other action is given.
    """
    if not keymap:
        # Ours do not clash, and to look takes as long as all else about the configuration.
        return ""
    for action, keys in keymap.items():
        if fault := _action_fault(action):
            return fault
        if fault := next(filter(None, (_key_fault(action, key) for key in keys)), ""):
            return fault
    if "back" in keymap and "escape" not in _of(BY_ACTION["back"], keymap):
        return _("[keys] back: Esc leads back everywhere: keep escape among its keys.")
    return _clash(keymap)


def _action_fault(action: str) -> str:
    if (key := BY_ACTION.get(action)) is not None and key.keys:
        return ""
    from difflib import get_close_matches

    near = get_close_matches(action, [key.action for key in BY_ACTION.values() if key.keys], n=1)
    problem = _("[keys] names no such action: {action}.").format(action=clean(action))
    hint = _("Nearest: {near}.").format(near=near[0]) if near else ""
    return f"{problem} {hint}".strip()


def _key_fault(action: str, name: str) -> str:
    known = known_as(name)
    if not known:
        words = _(
            "[keys] {action}: there is no key {key}: write a letter, a sign, "
            "or a name such as f2, space or ctrl+b."
        )
    elif known in _RESERVED and known not in _of(BY_ACTION[action], {}):
        words = _("[keys] {action}: {key} always means the same: choose another key.")
    else:
        return ""
    return words.format(action=action, key=clean(name))


def _clash(keymap: Keymap) -> str:
    """Two actions of one screen that would have the same key, because one of them was given it."""
    for keys in SCREENS:
        for one, other in combinations(keys, 2):
            both = _of(one, keymap) & _of(other, keymap)
            # Of ours, some share a key because they never work at the same time.
            both -= _of(one, {}) & _of(other, {})
            if both:
                words = _("[keys] {key} would do both {one} and {other}: give one another key.")
                return words.format(key=min(both), one=one.action, other=other.action)
    return ""


def _of(key: Key, keymap: Keymap) -> set[str]:
    return {known_as(name) for name in keymap.get(key.action, key.keys)}


def in_sentences(keymap: Keymap) -> Mapping[str, str] | None:
    """How sentences name keys behind what they do, by our letter; None where all are ours."""
    if not keymap:
        return None
    ours = {letter: f" ({letter})" for letter in (*string.ascii_lowercase, "?")}
    given = {key.shown: f" ({shown(key, keymap)})" for key in KEYS if key.action in keymap}
    return ours | given
