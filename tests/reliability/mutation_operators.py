"""What is put in the place of a piece of code: the operators of the mutation run."""

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Final, NamedTuple

_COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}
_NAMES: Final = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "strip": "rstrip",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "ljust": "rjust",
    "startswith": "endswith",
    "fullmatch": "match",
    "ROUND_DOWN": "ROUND_FLOOR",
    "ROUND_FLOOR": "ROUND_DOWN",
}
"""Names that stand in for each other without a complaint of the compiler."""

_DELETED: Final = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr),
    *(ast.Return, ast.Raise, ast.Continue, ast.Break),
)

_GROUP: Final = re.compile(r"\(\?P<\w+>|.", re.DOTALL)


class Site(NamedTuple):
    """A node, and the nodes that it stands in, outermost first."""

    above: tuple[ast.AST, ...]
    node: ast.AST
    field: str
    at: int | None

    @contextmanager
    def holding(self, node: ast.AST | None) -> Iterator[None]:
        """Have another node in its place for a while, or none where it stands in a list."""
        parent = self.above[-1]
        kept = getattr(parent, self.field)
        if self.at is None:
            setattr(parent, self.field, node)
        else:
            put = [] if node is None else [node]
            setattr(parent, self.field, [*kept[: self.at], *put, *kept[self.at + 1 :]])
        yield
        setattr(parent, self.field, kept)


def member(node: ast.AST) -> tuple[str, str]:
    """Of which enumeration a node is a member, and which one; empty where it is none."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        of, name = node.value.id, node.attr
        if name.isupper() and of.lstrip("_")[:1].isupper():
            return of, name
    return "", ""


def others(site: Site, members: dict[str, list[str]]) -> Iterator[ast.AST | None]:
    """What is put in the place of a node, one after the other; None leaves it out."""
    node = site.node
    # The contrary of a comparison, or of a `not`, is one of its other operators.
    has_contrary = isinstance(node, ast.Compare | ast.UnaryOp)
    if isinstance(node, ast.expr) and site.field in {"test", "ifs"} and not has_contrary:
        yield ast.UnaryOp(ast.Not(), node)
    if _is_row(site) or (isinstance(node, ast.keyword) and node.arg is not None):
        yield None
    if isinstance(node, _DELETED):
        yield from _without_statement(site)
    if isinstance(node, ast.Constant):
        yield from _constants(site, node)
    elif isinstance(node, ast.Attribute | ast.Name):
        of, name = member(node)
        if of and len(members[of]) > 1:
            following = members[of].index(name) + 1
            yield ast.Attribute(ast.Name(of), members[of][following % len(members[of])])
        yield from _renamed(node)
    else:
        yield from _operations(node)


def _operations(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=operations):
            for index, operation in enumerate(operations):
                for other in _COMPARISONS[type(operation)]:
                    put = [*operations[:index], other(), *operations[index + 1 :]]
                    yield ast.Compare(node.left, put, node.comparators)
        case ast.BoolOp(op=operation, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(operation, ast.And) else ast.And(), values)
            for index in range(len(values)):
                rest = [*values[:index], *values[index + 1 :]]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(operation, rest)
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.BinOp(op=operation) if type(operation) in _ARITHMETIC:
            yield ast.BinOp(node.left, _ARITHMETIC[type(operation)](), node.right)
        case ast.Dict(keys=keys, values=values):
            for index in range(len(keys)):
                rest = [*values[:index], *values[index + 1 :]]
                yield ast.Dict([*keys[:index], *keys[index + 1 :]], rest)
        case ast.AugAssign(op=operation) if type(operation) in _ARITHMETIC:
            yield ast.AugAssign(node.target, _ARITHMETIC[type(operation)](), node.value)


def _renamed(node: ast.Attribute | ast.Name) -> Iterator[ast.AST]:
    if isinstance(node, ast.Name) and node.id in _NAMES:
        yield ast.Name(_NAMES[node.id])
    elif isinstance(node, ast.Attribute) and node.attr in _NAMES:
        yield ast.Attribute(node.value, _NAMES[node.attr])


def _without_statement(site: Site) -> Iterator[ast.AST]:
    """A statement left out; for a return nothing, and the other of `break` and `continue`."""
    node, parent = site.node, site.above[-1]
    if isinstance(node, ast.Return) and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield ast.Return()
        if isinstance(parent, ast.FunctionDef) and parent.body[-1] is node:
            return  # without it the same comes back
    if isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    # Without a constant of the module nothing can be imported: that would prove nothing.
    has_value = not isinstance(node, ast.AnnAssign) or node.value is not None
    if has_value and not isinstance(parent, ast.Module):
        yield ast.Pass()


def _is_row(site: Site) -> bool:
    """Whether a node is an element of a set, a list, or a table of the module."""
    parent = site.above[-1]
    is_table = isinstance(parent, ast.Tuple) and len(site.above) == 3
    return site.field == "elts" and (is_table or isinstance(parent, ast.Set | ast.List))


def _constants(site: Site, node: ast.Constant) -> Iterator[ast.Constant]:
    value, parent = node.value, site.above[-1]
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield from map(ast.Constant, (value + 1, value - 1))
    elif value is None and not isinstance(parent, ast.Compare | ast.Return):
        yield ast.Constant("")
    elif isinstance(value, bytes):
        yield ast.Constant(b"X" + value)
    elif isinstance(value, str):
        yield from map(ast.Constant, _strings(site, value))


def _strings(site: Site, text: str) -> Iterable[str]:
    """Other strings: a number one step off, a pattern changed by a character, or strange ones."""
    calls = [each for each in site.above if isinstance(each, ast.Call)]
    names = {ast.unparse(call.func) for call in calls}
    if "re.compile" in names:
        return filter(partial(_compiles, site), _patterns(text))
    if "Decimal" in names:
        try:
            step = Decimal((0, (1,), int(str(Decimal(text).as_tuple().exponent))))
        except (InvalidOperation, ValueError):
            pass
        else:
            return (str(Decimal(text) + step), str(Decimal(text) - step))
    if text and not any(each.isalpha() for each in text):
        return (text[:index] + text[index + 1 :] for index in range(len(text)))
    return (f"XX{text}XX",)


def _patterns(text: str) -> Iterator[str]:
    """A pattern without each of its characters, and with each of its digits one off."""
    for part in _GROUP.finditer(text):
        start, end = part.span()
        if end - start == 1:
            yield text[:start] + text[end:]
            if part[0].isdecimal():
                yield f"{text[:start]}{8 if part[0] == '9' else int(part[0]) + 1}{text[end:]}"


def _compiles(site: Site, text: str) -> bool:
    """Whether a pattern is one still, whatever stands in its braces."""
    whole = site.above[-1]
    parts = [text]
    if isinstance(whole, ast.JoinedStr) and site.at is not None:
        parts = [
            str(each.value) if isinstance(each, ast.Constant) else " " for each in whole.values
        ]
        parts[site.at] = text
    try:
        with warnings.catch_warnings(action="error"):
            re.compile("".join(parts))
    except (re.error, FutureWarning):
        return False
    return True
