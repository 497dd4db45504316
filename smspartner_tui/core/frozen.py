"""What a class is made by that holds named values, which never change.

`@frozen` says what `@dataclass(frozen=True, slots=True)` says. Type checkers read it as that, and
`dataclasses.replace`, `fields` and `asdict` take what it makes. It is here because a hundred of
those cost a tenth of the program's start: each writes and compiles six methods before the first
line is on the screen. Here five are shared, and the sixth is made with the first of its kind.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, field, make_dataclass
from typing import Any, Final, TypeVar, dataclass_transform

_Kind = TypeVar("_Kind")

_LAID_OUT_ANEW: Final = frozenset({"__dict__", "__weakref__"})


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(kind: type[_Kind]) -> type[_Kind]:
    """Make a class hold the values annotated in its body: fixed, and equal where they all are."""
    held, names = vars(kind), tuple(_annotated(kind))
    inherited: tuple[str, ...] = getattr(kind, "__match_args__", ())
    defaults = {name: held[name] for name in names if name in held}
    space = {
        name: value
        for name, value in held.items()
        if name not in defaults and name not in _LAID_OUT_ANEW
    }
    # Slots are laid out when a class is made: it is made again, with them.
    made: type[_Kind] = type(
        kind.__name__,
        kind.__bases__,
        _SHARED
        | space
        | {
            "__slots__": tuple(name for name in names if name not in inherited),
            "__match_args__": names,
            "_defaults": getattr(kind, "_defaults", {}) | defaults,
        },
    )
    made.__qualname__ = kind.__qualname__
    return made


def _annotated(kind: type) -> dict[str, Any]:
    """The fields with their types, those of its bases first, without what belongs to the class."""
    types: dict[str, Any] = {}
    for one in reversed(kind.__mro__):
        types |= getattr(one, "__annotations__", {})
    return {name: types[name] for name in types if "ClassVar" not in str(types[name])}


def _make_first(self: Any, *arguments: Any, **named: Any) -> None:
    """Make the first of a kind, and leave the kind a quick way to make the others."""
    kind = type(self)
    kind.__init__ = _maker(kind)
    kind.__init__(self, *arguments, **named)


def _maker(kind: Any) -> Callable[..., None]:
    """An `__init__` that takes each field by its name, and fills those that are not given."""
    known: dict[str, Any] = {"MISSING": MISSING}
    taken, steps = ["self"], []
    for name in kind.__match_args__:
        given, parameter = name, name
        if name in kind._defaults:
            default = kind._defaults[name]
            if isinstance(default, Field):
                known[f"make_{name}"] = default.default_factory
                if default.default is MISSING:
                    given = f"make_{name}() if {name} is MISSING else {name}"
                default = default.default
            known[f"default_{name}"] = default
            parameter = f"{name}=default_{name}"
        # Past the refusal of every change.
        known[f"put_{name}"] = getattr(kind, name).__set__
        taken.append(parameter)
        steps.append(f"    put_{name}(self, {given})")
    exec("\n".join([f"def __init__({', '.join(taken)}):", *steps, "    pass"]), known)  # noqa: S102
    maker: Callable[..., None] = known["__init__"]
    return maker


class _Fields:
    """The fields, as `dataclasses` asks for them: those of a dataclass that has nothing else."""

    def __get__(self, _value: object, kind: Any) -> dict[str, Field[Any]]:
        fields = [
            (name, type_, kind._defaults[name]) if name in kind._defaults else (name, type_)
            for name, type_ in _annotated(kind).items()
        ]
        said = {"__doc__": kind.__doc__}
        bare: Any = make_dataclass(
            kind.__name__, fields, init=False, repr=False, eq=False, namespace=said
        )
        kind.__dataclass_fields__ = bare.__dataclass_fields__
        found: dict[str, Field[Any]] = kind.__dataclass_fields__
        return found


def _held(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in self.__match_args__])


def _is_equal(self: object, other: object) -> bool:
    return _held(self) == _held(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: object) -> int:
    return hash(_held(self))


def _say(self: Any) -> str:
    fields = self.__dataclass_fields__.values()
    shown = [f"{each.name}={getattr(self, each.name)!r}" for each in fields if each.repr]
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _reduce(self: Any) -> tuple[Any, ...]:
    """How it is handed to another process: by its fields."""
    return type(self), _held(self)


def _refuse(_self: object, name: str, *_value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to or delete field {name!r}")


_SHARED: Final[dict[str, Any]] = {
    "__init__": _make_first,
    "__eq__": _is_equal,
    "__hash__": _hash,
    "__repr__": _say,
    "__reduce__": _reduce,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__dataclass_fields__": _Fields(),
}
