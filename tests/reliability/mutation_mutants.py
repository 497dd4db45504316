"""Every small fault that can be put into a module, one at a time."""

import ast
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from tests.reliability.mutation_operators import Site, member, others

_WIDEST: Final = 90
"""Characters of code that a change is shown in, where it fits."""

_UNSEEN: Final = {"annotation", "returns"}
"""Fields that only type checkers read."""


class Mutant(NamedTuple):
    """A module with one fault: where it is, what was changed into what, and the whole source."""

    line: int
    place: str
    change: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its text."""
    tree = ast.parse(source)
    members = _members(tree)
    statements = [ast.unparse(each) for each in tree.body]
    numbers = {id(each): number for number, each in enumerate(tree.body)}
    met: Counter[tuple[str, str]] = Counter()
    for site in _sites(tree, ()):
        number = numbers[id([*site.above, site.node][1])]
        shown = None
        for node in others(site, members):
            shown = shown or next((each for each in site.above if _is_shown(each)), site.node)
            before = _line(shown)
            with site.holding(node):
                after = _line(shown if shown is not site.node else node)
                text = ast.unparse(tree.body[number])
            place, change = _place(site), f"{_cut(before)} -> {_cut(after)}"
            met[place, change] += 1
            count = met[place, change]
            whole = "\n".join([*statements[:number], text, *statements[number + 1 :]])
            yield Mutant(_first_line(site), place, change + f" ({count})" * (count > 1), whole)


def _first_line(site: Site) -> int:
    lines = (int(getattr(each, "lineno", 0)) for each in (site.node, *site.above[::-1]))
    return next(line for line in lines if line > 0)


def _line(node: ast.AST | None) -> str:
    return "nothing" if node is None else " ".join(ast.unparse(node).split())


def _is_shown(node: ast.AST) -> bool:
    is_simple = isinstance(node, ast.stmt) and not hasattr(node, "body")
    is_part = isinstance(node, ast.expr | ast.keyword | ast.comprehension)
    # Only what stands on a few lines can be short enough.
    return (is_simple or is_part) and _height(node) < 5 and len(_line(node)) <= _WIDEST


def _height(node: ast.AST) -> int:
    return int(getattr(node, "end_lineno", 0)) - int(getattr(node, "lineno", 0))


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."


def _place(site: Site) -> str:
    kinds = (ast.FunctionDef, ast.ClassDef)
    return ".".join(each.name for each in site.above if isinstance(each, kinds))


def _members(tree: ast.AST) -> dict[str, list[str]]:
    """The members of enumerations that a module writes down, by the enumeration's name."""
    found = {(of, name) for node in ast.walk(tree) for of, name in [member(node)] if of}
    return {of: sorted(name for each, name in found if each == of) for of, _ in found}


def _sites(node: ast.AST, above: tuple[ast.AST, ...]) -> Iterator[Site]:
    """Every node that a fault can be put in the place of."""
    for field, value in ast.iter_fields(node):
        children = enumerate(value[:]) if isinstance(value, list) else [(None, value)]
        for index, child in children:
            if isinstance(child, ast.AST) and not _is_for_readers(child, field):
                yield Site((*above, node), child, field, index)
                yield from _sites(child, (*above, node))


def _is_for_readers(node: ast.AST, field: str) -> bool:
    """Whether a node is a docstring, an import, or a type."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom():
            return True
        case ast.Subscript(value=ast.Name(id="Literal")):
            return True
    return field in _UNSEEN
