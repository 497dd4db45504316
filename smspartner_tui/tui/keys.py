"""The key map, as data: one row for each action, read by bindings, footer, help and palette.

Plain unshifted letters, found by their label on any layout. Nothing here answers yes to a
question about money: those keys belong to the question, and cannot be changed.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from smspartner_tui.core.frozen import frozen
from smspartner_tui.i18n import N_, _
from smspartner_tui.tui.key_names import known_as, label
from smspartner_tui.wording.key_line import KeyLine

Keymap = Mapping[str, Sequence[str]]
"""The keys that the configuration gives to actions, by the action's id."""


@frozen
class Key:
    """An action of a screen: its id, its keys by Textual's names, and its words.

    `shown` is how the footer and the help write the first key, `label` its word in the footer
    and `help` its line in the help, both empty to keep it out: a key that goes with another is
    shown there. `section` is the heading it stands under.
    """

    action: str
    keys: tuple[str, ...]
    shown: str
    label: str
    help: str
    section: str


MONEY: Final = N_("MONEY")
SEE: Final = N_("SEE")
MARK: Final = N_("MARK")
TOOL: Final = N_("TOOL")
HISTORY: Final = N_("HISTORY")
PLAN: Final = N_("PLAN")
RUN: Final = N_("MOVEMENTS IN TURN")
FOLLOWING: Final = N_("WHO IS FOLLOWED")

SECTIONS: Final = (MONEY, SEE, MARK, TOOL)
_HEADINGS: Final = (*SECTIONS, HISTORY, PLAN, RUN, FOLLOWING)

KEYS: Final[tuple[Key, ...]] = (
    Key("add", ("a", "plus"), "a", N_("Add"), N_("add credit"), MONEY),
    Key("remove", ("d", "minus"), "d", N_("Take back"), N_("take credit back"), MONEY),
    Key("transfer", ("t",), "t", N_("Transfer"), N_("transfer between two of them"), MONEY),
    Key("plan", ("p",), "p", N_("Plan"), N_("plan: lift who is low"), MONEY),
    Key("undo", ("u",), "u", N_("Undo"), N_("undo: the inverse movement"), MONEY),
    Key("check", ("v",), "v", N_("Check"), N_("check a movement in doubt"), MONEY),
    Key("read_only", ("l",), "l", "", N_("read-only on or off"), MONEY),
    Key("down", ("down", "j"), "j k", "", N_("down, up; J K by a page"), SEE),
    Key("up", ("up", "k"), "k", "", "", SEE),
    Key("page_down", ("pagedown", "J"), "J K", "", "", SEE),
    Key("page_up", ("pageup", "K"), "K", "", "", SEE),
    Key("first", ("home", "g"), "g G", "", N_("first, last (Home, End)"), SEE),
    Key("last", ("end", "G"), "G", "", "", SEE),
    Key("card", ("enter",), N_("Enter"), "", N_("the sub-account's card"), SEE),
    Key("filter", ("f", "slash"), "f", N_("Filter"), N_("filter (Esc clears)"), SEE),
    Key("low", ("b",), "b", N_("Low ones"), N_("low ones only, or all again"), SEE),
    Key("order", ("o",), "o", "", N_("order by the next column"), SEE),
    Key("reverse", ("O",), "O", "", N_("order reversed"), SEE),
    Key("refresh", ("r", "f5"), "r", N_("Refresh"), N_("refresh the balances"), SEE),
    Key("history", ("h",), "h", N_("History"), N_("history of movements"), SEE),
    Key("mark", ("space",), N_("space"), N_("Mark"), N_("mark the row"), MARK),
    Key("mark_all", ("asterisk", "m"), "* m", "", N_("mark all that is shown"), MARK),
    Key("back", ("escape",), N_("Esc"), "", N_("clear the filter, the marks"), MARK),
    Key("follow", ("i",), "i", "", N_("follow or ignore new ones"), SEE),
    Key("copy", ("c", "y"), "c", "", N_("copy: receipt, balance, name"), TOOL),
    Key("menu", ("colon", "ctrl+p", "f10"), ":", N_("Menu"), N_("menu of all actions"), TOOL),
    Key("help", ("question_mark", "f1"), "?", N_("Help"), N_("help, topic by topic"), TOOL),
    Key("quit", ("q", "ctrl+q"), "q", N_("Quit"), N_("quit (Ctrl+Q too)"), TOOL),
)

LOOKING_BACK: Final[tuple[Key, ...]] = (
    Key("record", ("enter",), N_("Enter"), N_("Details"), N_("all about the record"), HISTORY),
    Key("receipt", ("c", "y"), "c", N_("Receipt"), N_("copy a receipt for the client"), HISTORY),
    Key("export", ("x",), "x", N_("Export"), N_("export what is shown"), HISTORY),
    Key("undo_record", ("u",), "u", N_("Undo"), N_("undo: the inverse movement"), HISTORY),
    Key("run", ("p", "t"), "p", N_("Its run"), N_("the plan or transfer that it is of"), HISTORY),
    Key("close", ("h", "q"), "h", N_("Back"), N_("back to the sub-accounts"), HISTORY),
)
"""What the history's own keys do; its others do what they do in the list."""

PLANNING: Final[tuple[Key, ...]] = (
    Key("take_back", ("d",), "d", N_("Take back"), N_("take back what is above the maximum"), PLAN),
    Key(
        "strike",
        ("x", "space"),
        "x",
        N_("Strike out"),
        N_("strike out a row, or put it back"),
        PLAN,
    ),
    Key("edit", ("e",), "e", N_("Change"), N_("change a row's amount"), PLAN),
    Key("save", ("s",), "s", N_("Save"), N_("save the plan as a file"), PLAN),
)
"""What a plan's own keys do; Enter asks, Esc leaves."""

IN_TURN: Final[tuple[Key, ...]] = (
    Key("pause", ("p",), "p", N_("Pause"), N_("pause after the movement in flight"), RUN),
    Key("resume", ("c",), "c", N_("Continue"), N_("go on with what is left"), RUN),
    Key("finish", ("t",), "t", N_("Finish it"), N_("credit what waits to who was to get it"), RUN),
    Key("give_back", ("u",), "u", N_("Give it back"), N_("credit what waits to who paid"), RUN),
    Key("undo_all", ("u",), "u", N_("Undo all"), N_("undo all that it moved"), RUN),
    Key("check_leg", ("v",), "v", N_("Check"), N_("check a movement in doubt"), RUN),
    Key("drop", ("x",), "x", N_("Drop the rest"), N_("do no more of it"), RUN),
)
"""What the keys do while movements go in turn, and behind it."""

CHOOSING: Final[tuple[Key, ...]] = (
    Key("take", ("space",), N_("space"), N_("Follow"), N_("follow it, or not"), FOLLOWING),
    Key("take_all", ("a", "asterisk"), "a", N_("All"), N_("follow all of them"), FOLLOWING),
    Key("name", ("e",), "e", N_("Name"), N_("give it a name"), FOLLOWING),
    Key("group", ("g",), "g", N_("Group"), N_("give it a group"), FOLLOWING),
    Key("ignore", ("x",), "x", N_("Ignore"), N_("ignore it for good, or no more"), FOLLOWING),
)
"""What the keys do where new sub-accounts are followed or ignored; Enter asks, Esc leaves."""

CARD: Final[tuple[Key, ...]] = (
    Key("change", ("e",), "e", N_("Change"), N_("change its name, group, marks"), FOLLOWING),
    Key("stop", ("x",), "x", N_("Stop following"), N_("stop following it"), FOLLOWING),
    Key("ignored", (), "", "", N_("see those ignored for good"), FOLLOWING),
)
"""What is done to who is followed, from the card and the menu."""

DECIDING: Final[tuple[Key, ...]] = (
    Key("went_through", ("a",), "a", N_("It went through"), "", MONEY),
    Key("no_effect", ("s",), "s", N_("It had no effect"), "", MONEY),
)
"""What decides about a movement in doubt, by keys that cannot be changed."""

BY_ACTION: Final = {
    key.action: key for key in (*LOOKING_BACK, *PLANNING, *IN_TURN, *CHOOSING, *CARD, *KEYS)
}

HISTORY_KEYS: Final = tuple(
    BY_ACTION[action]
    for action in (
        *("record", "filter", "check", "receipt", "export", "undo_record", "run"),
        *("back", "close", "refresh", "menu", "help"),
        *("down", "up", "page_down", "page_up", "first", "last"),
    )
)
"""All that work in the history, the most wanted first."""

CURSOR_KEYS: Final = tuple(
    BY_ACTION[action] for action in ("down", "up", "page_down", "page_up", "first", "last")
)
"""What moves the cursor of a list."""

_SHARED: Final = (BY_ACTION["menu"], BY_ACTION["help"])

PLAN_KEYS: Final = (*PLANNING, *_SHARED, *CURSOR_KEYS)
"""All that work in a plan before it goes."""

RUN_KEYS: Final = (*IN_TURN, BY_ACTION["back"], *_SHARED, *CURSOR_KEYS)
"""All that work where movements go in turn."""

# What puts the cursor first in other lists gives a group there: Home and End are left.
FOLLOW_KEYS: Final = (
    *CHOOSING,
    *_SHARED,
    *(key for key in CURSOR_KEYS if key.action not in {"first", "last"}),
)
"""All that work where new sub-accounts are followed or ignored."""

CARD_KEYS: Final = tuple(BY_ACTION[action] for action in ("history", "copy", "change", "stop"))
"""All that are told on a card, which any other key closes."""

SCREENS: Final = (
    KEYS,
    HISTORY_KEYS,
    PLAN_KEYS,
    RUN_KEYS,
    FOLLOW_KEYS,
    (*CARD_KEYS, BY_ACTION["menu"]),
    (*DECIDING, BY_ACTION["refresh"]),
)
"""The keys of each whole screen, of a card, and of the dialog about a movement in doubt."""

MOVES_MONEY: Final = frozenset({"add", "remove", "transfer", "plan", "undo"})
"""The actions that read-only takes away."""

_TOGETHER: Final[Mapping[str, str]] = {"down": "up", "page_down": "page_up", "first": "last"}
"""The actions that are shown with their counterpart behind them."""


def does(name: str, key: Key, keymap: Keymap) -> bool:
    """Whether a key, by its name, is one of an action's as they are now."""
    return known_as(name) in map(known_as, keymap.get(key.action, key.keys))


def shown(key: Key, keymap: Keymap) -> str:
    """How the key of an action is shown, as it is now; empty where it has none."""
    other = _TOGETHER.get(key.action)
    if other is not None and (key.action in keymap or other in keymap):
        return f"{_first(key, keymap)} {_first(BY_ACTION[other], keymap)}"
    return label(keymap[key.action][0]) if key.action in keymap else _(key.shown)


def key_lines(keymap: Keymap) -> tuple[KeyLine, ...]:
    """Every action that may be given keys, as the help tells of it, in the language in force."""
    return tuple(
        KeyLine(
            key.action,
            _first(key, keymap),
            ", ".join(map(label, keymap.get(key.action, key.keys))),
            _(key.help) if key.help else "",
            _(key.section),
        )
        for key in sorted(BY_ACTION.values(), key=lambda key: _HEADINGS.index(key.section))
        if key.keys
    )


def _first(key: Key, keymap: Keymap) -> str:
    return label(keymap[key.action][0]) if key.action in keymap else _(key.shown).split()[0]
