"""Values that never change, held against the dataclasses that they stand for."""

import pickle
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from typing import ClassVar

import pytest

from smspartner_tui.core.frozen import frozen


@frozen
class Purse:
    """What is tried here."""

    KIND: ClassVar[str] = "purse"

    owner: str
    coins: int = 0
    notes: Sequence[int] = field(default_factory=list)
    secret: str = field(default="", repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.coins and not self.notes


@dataclass(frozen=True, slots=True)
class Model:
    """The same, made by the standard library."""

    KIND: ClassVar[str] = "purse"

    owner: str
    coins: int = 0
    notes: Sequence[int] = field(default_factory=list)
    secret: str = field(default="", repr=False)


@frozen
class Bag:
    """Of the same fields, and not the same thing."""

    owner: str
    coins: int = 0


@frozen
class Sack(Bag):
    """A bag with one field more."""

    straps: int = 2


@frozen
class Nothing:
    """A fact that says all by being told."""


def test_a_value_is_made_as_a_dataclass_is() -> None:
    """Fields are taken by place and by name, and what is not given is filled."""
    assert Purse("nadia", 3).coins == 3
    assert Purse(owner="nadia", notes=[5]).notes == [5]
    assert Purse("nadia").is_empty
    assert Purse.KIND == Purse("nadia").KIND == "purse"
    assert Nothing() == Nothing()


def test_a_default_that_is_made_is_made_each_time() -> None:
    """Two values do not share the list that neither was given."""
    assert Purse("nadia").notes is not Purse("nadia").notes


@pytest.mark.parametrize("given", [{}, {"owner": "a", "copper": 1}, {"coins": 1}])
def test_a_value_takes_its_own_fields_alone(given: dict[str, object]) -> None:
    """What is missing, and what no field is called, is refused."""
    with pytest.raises(TypeError):
        Purse(**given)  # type: ignore[arg-type]


def test_values_are_equal_by_their_fields_and_their_kind() -> None:
    """They can be looked up, and another kind of the same fields is another thing."""
    assert Bag("nadia", 2) == Bag("nadia", 2) != Bag("nadia", 3)
    assert Bag("nadia", 2) in {Bag("nadia", 2): True}
    others: list[object] = [Purse("nadia", 2), "nadia"]
    assert Bag("nadia", 2) not in others


def test_a_value_never_changes() -> None:
    """Neither a field nor anything else can be set on it, or taken from it."""
    purse = Purse("nadia")
    with pytest.raises(FrozenInstanceError):
        purse.coins = 5  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del purse.coins
    with pytest.raises(FrozenInstanceError):
        purse.copper = 1  # type: ignore[attr-defined]
    assert not hasattr(purse, "__dict__")


def test_a_value_says_what_a_dataclass_says() -> None:
    """Fields by their names, but for those that are not to be shown."""
    said = repr(Purse("nadia", 2, secret="hidden"))
    assert said == repr(Model("nadia", 2, secret="hidden")).replace("Model", "Purse")
    assert "hidden" not in said


def test_the_standard_library_takes_it_for_a_dataclass() -> None:
    """It is copied with changes, listed and taken apart by the functions for those."""
    purse = Purse("nadia", 2)
    assert replace(purse, coins=7) == Purse("nadia", 7)
    assert [each.name for each in fields(Purse)] == [each.name for each in fields(Model)]
    assert asdict(purse) == asdict(Model("nadia", 2))
    assert is_dataclass(purse)


def test_a_value_can_be_taken_apart_by_its_pattern() -> None:
    """Its fields stand in a `match` in the order in which they were written."""
    match Bag("nadia", 2):
        case Bag(owner, coins):
            assert (owner, coins) == ("nadia", 2)
        case _:
            pytest.fail("it did not fit")


def test_a_kind_of_a_kind_has_the_fields_of_both() -> None:
    """Its base's first, as they were; and it is not equal to one of the base."""
    sack = Sack("nadia", 3, straps=1)
    assert (sack.owner, sack.coins, sack.straps) == ("nadia", 3, 1)
    assert Sack("nadia") == Sack("nadia", 0, 2)
    assert repr(replace(sack, coins=4)) == "Sack(owner='nadia', coins=4, straps=1)"
    others: list[object] = [Bag("nadia", 3)]
    assert sack not in others
    assert not hasattr(sack, "__dict__")


def test_a_value_is_handed_over_by_its_fields() -> None:
    """To another process, which makes it anew."""
    purse = Purse("nadia", 2, [5], "hidden")
    assert pickle.loads(pickle.dumps(purse)) == purse  # noqa: S301 (our own)
