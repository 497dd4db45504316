"""Finds text that goes to the screen as it stands in the code, past the catalogue.

A rule of thumb, read off the syntax: what is given to a call that shows something, put into a
title, or kept under a name that holds a sentence must come out of another call, such as `_()`.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

SHOWING: Final = {
    "show": 0,
    "say": 0,
    "show_status": 0,
    "Label": 0,
    "AskScreen": 0,
    "SystemCommand": 0,
    "SettingsError": 0,
    "Column": 1,
    "Order": 1,
    "fault": 1,
    "fault_in": 1,
    "ask": 0,
    "_answer": 0,
    "_print": 0,
    "_refuse": 0,
    "write": 0,
}
"""Calls that show their arguments, and the position of the first one that is shown."""

UNSHOWN: Final = {"Column": 2, "Order": 2}
"""The position from which on a call's arguments are not shown."""

SHOWN_KEYWORDS: Final = frozenset(
    {"help", "description", "title", "metavar", "placeholder", "word", "empty_text", "detail"}
)
INTERNAL: Final = frozenset({"work"})
"""Calls whose keywords are for programmers: a Textual worker's description is never on screen."""

SHOWN_NAMES: Final = frozenset(
    {"border_title", "border_subtitle", "empty_text", "placeholder", "tooltip"}
    | {"problem", "words", "hint", "hints"}
)

_WORD = re.compile(r"[^\W\d_]{2}")


def bare_words(code: str) -> list[str]:
    """The texts with words in them that are shown untranslated, in the order of the code."""
    found: list[str] = []
    for node in ast.walk(ast.parse(code)):
        for shown in _shown(node):
            found += [text for text in _texts(shown) if _WORD.search(text)]
    return found


def _shown(node: ast.AST) -> Iterator[ast.expr]:
    """What one piece of code shows."""
    match node:
        case ast.Call(args=args, keywords=keywords):
            name = _name(node.func)
            if name in SHOWING:
                yield from args[SHOWING[name] : UNSHOWN.get(name)]
            if name not in INTERNAL:
                yield from (k.value for k in keywords if k.arg in SHOWN_KEYWORDS)
        case ast.Assign(targets=targets, value=value):
            if any(_name(target) in SHOWN_NAMES for target in targets):
                yield value
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            if _name(target) in SHOWN_NAMES:
                yield value
        case _:
            pass


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _texts(node: ast.expr) -> Iterator[str]:
    """The literals that an expression may come to, not those handed to further calls."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.Call(func=ast.Attribute(value=inner, attr="format" | "strip" | "capitalize")):
            yield from _texts(inner)
        case ast.JoinedStr(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _texts(part)
        case ast.FormattedValue(value=inner) | ast.Starred(value=inner):
            yield from _texts(inner)
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            yield from _texts(left)
            yield from _texts(right)
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _texts(part)
        case _:
            pass
