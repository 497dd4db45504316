"""Finds places where a text from elsewhere could be read as markup, off the syntax.

Textual reads markup in whatever is given to a widget as a plain string, unless told otherwise:
an `[/x]` in a name would end the program, an `[@click=…]` run an action.
"""

import ast
from collections.abc import Iterator
from typing import Final

READING: Final = frozenset(
    {
        "Button",
        "Checkbox",
        "Collapsible",
        "Digits",
        "Label",
        "Link",
        "Markdown",
        "Option",
        "OptionList",
        "Pretty",
        "RadioButton",
        "Select",
        "Static",
        "TabPane",
        "Tooltip",
        "notify",
    }
)
"""Calls that read markup, unless `markup=False` is among their arguments."""

_ALWAYS_READING: Final = frozenset({"add_column", "add_option", "add_options", "add_row"})
_TITLES: Final = frozenset({"border_title", "border_subtitle", "tooltip"})
_OWN_WORDS: Final = frozenset({"_", "ngettext"})
_NUMBERED: Final = frozenset({"title"})
"""Functions that put nothing but a number into our own words."""

_DATA: Final = frozenset({"Content", "Text", "assemble"})


def readings_of_markup(code: str) -> list[str]:
    """The places, as line numbers and what is wrong there, in the order of the code."""
    found = [(node.lineno, what) for node, what in _found(ast.parse(code))]
    return [f"line {line}: {what}" for line, what in sorted(found)]


def _found(tree: ast.Module) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call():
                yield from _in_call(node)
            case ast.Assign(targets=targets, value=value):
                if any(_name(target) in _TITLES for target in targets) and not _is_title(value):
                    yield node, "a title that is not our own words alone"
            case ast.ClassDef(bases=bases):
                if any(_name(base) in READING for base in bases) and not _says_no_markup(node):
                    yield node, f"{node.name} reads markup"
            case ast.FunctionDef(name="render", returns=ast.expr() as returns):
                if "str" in {_name(part) for part in ast.walk(returns)}:
                    yield node, "a render() whose string is read as markup"
            case _:
                pass


def _in_call(call: ast.Call) -> Iterator[tuple[ast.expr, str]]:
    name = _name(call.func)
    first = call.args[0] if call.args else None
    if name in READING and not _has_no_markup(call) and not _is_data(first):
        yield call, f"{name}() without markup=False"
    elif name in _ALWAYS_READING:
        yield call, f"{name}() reads markup"
    elif name in {"from_markup", "from_rich_markup"} and not _is_own(first):
        yield call, f"{name}() of more than our own words"
    elif name in {"update", "set_content"} and _is_composed(first):
        yield call, f"{name}() with a string that is read as markup"
    for keyword in call.keywords:
        if keyword.arg in _TITLES and not _is_title(keyword.value):
            yield call, f"{keyword.arg}= that is not our own words alone"


def _name(node: ast.AST | None) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _has_no_markup(call: ast.Call) -> bool:
    return any(
        keyword.arg == "markup"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is False
        for keyword in call.keywords
    )


def _says_no_markup(node: ast.ClassDef) -> bool:
    """Whether the class tells the one that it is made from."""
    inside = (call for call in ast.walk(node) if isinstance(call, ast.Call))
    return any(_name(call.func) == "__init__" and _has_no_markup(call) for call in inside)


def _is_data(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Call) and _name(node.func) in _DATA


def _is_own(node: ast.expr | None) -> bool:
    """Whether a text is our own, with nothing put into it."""
    match node:
        case None | ast.Constant():
            return True
        case ast.Call(func=function):
            return _name(function) in _OWN_WORDS
        case ast.IfExp(body=body, orelse=orelse):
            return _is_own(body) and _is_own(orelse)
        case _:
            return False


def _is_title(node: ast.expr) -> bool:
    # A Content is shown as it stands: only plain strings are read as markup.
    is_safe = isinstance(node, ast.Call) and _name(node.func) in {*_NUMBERED, "Content"}
    return is_safe or _is_own(node)


def _is_composed(node: ast.expr | None) -> bool:
    """Whether a string is put together here."""
    match node:
        case ast.JoinedStr() | ast.Constant(value=str()):
            return True
        case ast.BinOp(left=left, right=right):
            return _is_composed(left) or _is_composed(right)
        case ast.Call(func=function):
            return _name(function) in {*_OWN_WORDS, "format", "join"}
        case _:
            return False
