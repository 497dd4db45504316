"""Who is there, where several people share one login."""

from collections.abc import Callable, Iterator

import pytest

from smspartner_tui.core.operator import Operator
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.identity import named

SHARED = Operator("ops", login="ops", uid=1000, address="192.0.2.14")
OPERATORS = ("Paul", "Nadia", "Nadège")


def answering(*answers: str) -> Callable[[str], str]:
    """A person who gives these answers, one after the other, and then hangs up."""
    left: Iterator[str] = iter(answers)

    def ask(_prompt: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return ask


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        (("2",), "Nadia"),
        (("paul",), "Paul"),
        (("  PA ",), "Paul"),
        (("nadege",), "Nadège"),
        (("nad", "nadi"), "Nadia"),
        (("", "7", "1"), "Paul"),
    ],
)
def test_a_number_or_a_name_says_who_is_there(answers: tuple[str, ...], name: str) -> None:
    """A name may be begun only, without case and accents, if one alone fits; else it asks again."""
    assert named(SHARED, OPERATORS, answering(*answers)) == Operator(
        name, login="ops", uid=1000, address="192.0.2.14"
    )


@pytest.mark.parametrize("answers", [(), ("",), ("x", "nad", "0"), ("x", "x", "x", "1")])
def test_nobody_is_not_taken_for_somebody(answers: tuple[str, ...]) -> None:
    """Without an answer that fits one name, within three tries, the program does not start."""
    with pytest.raises(SettingsError, match="who is there"):
        named(SHARED, OPERATORS, answering(*answers))


def test_nobody_is_asked_who_has_a_login_of_his_own() -> None:
    """Neither where no names are configured, nor where the login is one of them."""
    paul = Operator("Paul", login="Paul", uid=1001)
    assert named(SHARED, (), answering()) is SHARED
    assert named(paul, OPERATORS, answering()) is paul


def test_the_names_are_shown_with_their_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    """What can be answered stands above the question."""
    named(SHARED, OPERATORS, answering("1"))
    assert capsys.readouterr().err == "1  Paul\n2  Nadia\n3  Nadège\n"
