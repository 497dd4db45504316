"""Tests of the configuration as text: sound whatever was answered, and nothing said twice."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.following import Marks
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.text import clean
from smspartner_tui.settings.config import understood
from smspartner_tui.settings.key import KeyCommand, KeyEnvironment
from smspartner_tui.settings.profile import BASE_URL
from smspartner_tui.settings.values import is_hexadecimal
from smspartner_tui.setup.amounts import UNMARKED, own_marks
from smspartner_tui.setup.answers import Answers, Key, Request, Team
from smspartner_tui.setup.document import document
from tests.setup.conftest import marked

PATH = Path("/home/paul/config.toml")
NOTHING = Answers(
    Request(PATH, "prod", BASE_URL),
    "auto",
    Key(KeyEnvironment()),
    (),
    UNMARKED,
    {},
    Team(),
    Limits(),
)
NAMES = st.text(max_size=300).map(clean).filter(lambda name: name and not is_hexadecimal(name))


def test_what_is_as_usual_is_not_written() -> None:
    """A profile, and no more."""
    lines = document(NOTHING).splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == ["[profiles.prod]"]


def test_all_that_differs_is_written() -> None:
    """And comes back as it was answered."""
    limits = replace(Limits(), main_reserve=Decimal("0.50"), confirm_above=Decimal(12345))
    answers = replace(
        NOTHING,
        language="fr",
        key=Key(KeyCommand(("pass", "show", "a b"))),
        defaults=Marks(Decimal(20), Decimal(60)),
        groups={"auto": Marks(Decimal(20), None, Decimal("400.5"))},
        subaccounts=(SubAccount("abc", "Garage", "auto"), SubAccount("def", "Salon")),
        team=Team(Path("/srv/credit"), operators=("Paul", "Nadia")),
        limits=limits,
    )
    settings = understood(PATH, document(answers))
    profile = settings.profile()
    assert settings.ui.language == "fr"
    assert profile.key_source == KeyCommand(("pass", "show", "a b"))
    assert profile.limits == limits
    assert profile.journal_folder == Path("/srv/credit")
    assert profile.operators == ("Paul", "Nadia")
    garage, salon = profile.subaccounts
    assert own_marks(garage) == Marks(Decimal(20), None, Decimal("400.50"))
    assert own_marks(salon) == marked(20, 60, None)


@given(NAMES, NAMES, st.sampled_from(["utf-8", "latin-1", "ascii"]))
def test_any_names_give_a_configuration_that_is_understood(
    name: str, group: str, encoding: str
) -> None:
    """In letters that the terminal has, so that it could be shown before it was written."""
    marks = Marks(Decimal(1), Decimal(2))
    one = SubAccount("abc", name, group)
    answers = replace(NOTHING, subaccounts=(one,), groups={group: marks})
    text = document(answers, encoding)
    assert text.encode(encoding).decode(encoding) == text
    [back] = understood(PATH, text).profile().subaccounts
    assert (back.name, back.group) == (name, group)
    assert own_marks(back) == marked(1, 2)
