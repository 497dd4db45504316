"""The French that people read: complete, well set, in the house's words, and short enough."""

import re
import string
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

import pytest
from babel.messages.catalog import Message
from rich.cells import cell_len

from smspartner_tui import i18n, wording
from smspartner_tui.core.accounts import Standing
from smspartner_tui.core.guards import Objection, Rule
from smspartner_tui.core.movement import Direction, Movement, Outcome, Reason, State
from smspartner_tui.tui.keys import KEYS, SECTIONS
from smspartner_tui.tui.presentation import accounts, history
from smspartner_tui.tui.widgets.facts import paired
from smspartner_tui.tui.widgets.key_bar import broken
from smspartner_tui.wording.standings import standing_word
from tests import catalogue
from tests.catalogue import extracted, merged, sentences, texts, written

NB: Final = "\u00a0"
CODE: Final = re.compile(r"`[^`]*`")
SCREEN: Final = 80

BADLY_SET: Final = {
    rf"(?<!^)(?<![{NB}?!])[:;!?€»](?!//)": "no no-break space before the mark",
    rf"«(?!{NB})": "no no-break space inside the guillemets",
    rf"[Nn]°(?!{NB}|$)": "no no-break space after n°",
    rf" {NB}|{NB} ": "a plain space beside a no-break one",
    r"[“”\"]": "quotes that are not French",
    r"’": "a curly apostrophe among straight ones",
    r"\.\.\.": "three dots for an ellipsis",
}

UNWANTED: Final = {
    r"\benvo(?!.*SMS)": "envoyer is for SMS, credit is transmitted",
    r"OSC": "a technical name",
    r"\bvirement|\bvirer\b": "transfert",
    r"\butilisable": "disponible",
    r"\bvue?s?\b": "lu",
    r"\brythme": "consomme",
    r"\bpalette": "menu",
    r"\bsupprimer": "débiter",
    r"\bfin\b.*Ctrl": "quitter",
    r"\b(?:tu|ton|ta|tes)\b": "vous",
}
"""What resellers do not say, and what they say instead."""


@pytest.fixture
def french() -> Callable[[str], str]:
    """The program speaking French."""
    i18n.use("fr")
    return i18n._


@cache
def both() -> list[tuple[str, str, Message]]:
    """Every English text with each French text that stands for it."""
    found = []
    for message in sentences(merged(extracted(), written())):
        english = texts(message.id)
        for n, text in enumerate(texts(message.string)):
            found.append((english[min(n, len(english) - 1)], text, message))
    return found


def fields(text: str) -> set[str]:
    """The fields of a text, in either of the two ways of writing them."""
    named = {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
    return named | set(re.findall(r"%(?:\(\w+\))?[a-z]", text))


def test_the_catalogue_is_what_the_code_says() -> None:
    """Every sentence has its French, none is left over, and both files are fresh."""
    assert catalogue.problems() == []


def test_the_program_reads_the_catalogue(french: Callable[[str], str]) -> None:
    """What is committed is what is looked up; French takes the singular for none."""
    assert french("Quit") == "Quitter"
    words = [i18n.ngettext("{count} sub-account", "{count} sub-accounts", n) for n in (0, 1, 2)]
    assert words == ["{count} compte", "{count} compte", "{count} comptes"]


def test_fields_are_the_same() -> None:
    """No figure or name is lost or invented by a translation."""
    wrong = [(english, text) for english, text, _m in both() if fields(english) != fields(text)]
    assert wrong == []


def test_spaces_at_the_ends_are_the_same() -> None:
    """What is joined to something keeps its space, and a line its end."""
    ends = re.compile(r"^\s*|\s*$")
    wrong = [
        (english, text)
        for english, text, _message in both()
        if ends.findall(english) != ends.findall(text)
    ]
    assert wrong == []


def test_what_is_typed_stays_as_it_is_typed() -> None:
    """Keys in brackets or parentheses, and code between back quotes, are not translated."""
    typed = re.compile(r"`[^`]+`|\[[a-z]\]|\([a-z]\)")
    wrong = [
        (english, text)
        for english, text, _message in both()
        if not set(typed.findall(english)) <= set(typed.findall(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("pattern", BADLY_SET, ids=BADLY_SET.values())
def test_typography(pattern: str) -> None:
    """French is set as French is; what stands between back quotes is code."""
    wrong = [text for _english, text, _m in both() if re.search(pattern, CODE.sub("x", text))]
    assert wrong == []


@pytest.mark.parametrize("pattern", UNWANTED, ids=UNWANTED.values())
def test_no_word_that_resellers_do_not_say(pattern: str) -> None:
    """The house's words are used, and the others are not."""
    wrong = [text for _english, text, _m in both() if re.search(pattern, text, re.IGNORECASE)]
    assert wrong == []


def movement(direction: Direction) -> Movement:
    """Fifty euros to or from a sub-account."""
    return Movement("1", "9f3a", "Garage Martin", direction, Decimal(50))


@pytest.mark.parametrize(
    ("direction", "again", "asked"),
    [
        (Direction.ADD, False, "CRÉDITER Garage Martin de 50,00_€_?"),
        (Direction.ADD, True, "En ajouter encore 50,00_€ à Garage Martin_?"),
        (Direction.REMOVE, False, "DÉBITER Garage Martin de 50,00_€_?"),
    ],
)
def test_the_question(
    french: Callable[[str], str], direction: Direction, again: bool, asked: str
) -> None:
    """The question names who gets how much, in the words that were agreed."""
    assert wording.question(movement(direction), again=again) == asked.replace("_", NB)


def test_refusals_name_the_account(french: Callable[[str], str]) -> None:
    """Code 6 is about the account that pays, and code 8 about a balance that fell."""
    assert wording.advice(6, Direction.ADD).startswith("Compte principal vide")
    assert wording.advice(6, Direction.REMOVE).startswith("Sous-compte vide")
    assert "le solde a sans doute baissé" in wording.advice(8, Direction.ADD)


def test_no_answer(french: Callable[[str], str]) -> None:
    """An unknown outcome says not to repeat it, anywhere, and what to do instead."""
    result = Outcome(State.UNKNOWN, Reason.DEADLINE)
    assert wording.outcome(movement(Direction.ADD), result, 1)[0] == (
        f"Pas de réponse{NB}: l'argent a peut-être bougé. "
        f"Ne recommencez ni ici ni sur le site{NB}: vérifiez (v)."
    )


@pytest.mark.parametrize(
    ("rule", "beginning"),
    [
        (Rule.RESERVE, "Bloqué par votre réserve"),
        (Rule.OVER_DAY, "Bloqué par votre plafond du jour"),
    ],
)
def test_guards_say_whose_limit_it_is(
    french: Callable[[str], str], rule: Rule, beginning: str
) -> None:
    """A guard is the operator's own, and is named as such."""
    found = Objection(rule, figure=Decimal(1), limit=Decimal(2))
    assert wording.objection(found, date(2025, 6, 12)).startswith(beginning)


@pytest.mark.parametrize(
    ("standing", "word"),
    [
        (Standing.DOUBT, "? DOUTE"),
        (Standing.EMPTY, "! VIDE"),
        (Standing.LOW, "! BAS"),
        (Standing.LOCKED, "FIGÉ"),
    ],
)
def test_standings(french: Callable[[str], str], standing: Standing, word: str) -> None:
    """How a sub-account stands is said in the word that was agreed."""
    assert standing_word(standing) == word


def test_words_fit_their_columns(french: Callable[[str], str]) -> None:
    """Titles and states are shown whole."""
    for column in (*accounts.account_columns(), *history.history_columns()):
        assert cell_len(column.title) <= column.width, column.title
    (of_accounts,) = (column for column in accounts.account_columns() if column.key == "state")
    (of_history,) = (column for column in history.history_columns() if column.key == "state")
    for standing in Standing:
        assert cell_len(standing_word(standing)) <= of_accounts.width
    for state in State:
        assert cell_len(wording.state(state)) <= of_history.width


def test_the_foot_shows_every_key(french: Callable[[str], str]) -> None:
    """All labels fit the two lines of a window of 80."""
    hints = tuple((french(key.shown), french(key.label)) for key in KEYS if key.label)
    assert sum(map(len, broken(hints, SCREEN - 2, 2))) == len(hints)


def test_the_help_fits_its_two_columns(french: Callable[[str], str]) -> None:
    """No line of the help is broken, in a window of 80."""
    for section in SECTIONS:
        keys = [(french(k.shown), french(k.help)) for k in KEYS if k.section == section and k.help]
        assert max(map(cell_len, paired(keys))) <= SCREEN // 2 - 3, section


def test_lines_are_no_longer_than_a_screen() -> None:
    """Where the English of a line fits a window of 80, the French does."""
    field = re.compile(r"\{\w+\}")
    wrong = []
    for english, text, message in both():
        on_screen = any("/tui/" in place or "wording" in place for place, _n in message.locations)
        widths = [cell_len(field.sub("x" * 6, line)) for line in (english, text)]
        if on_screen and widths[0] <= SCREEN - 2 < widths[1]:
            wrong.append(text)
    assert wrong == []
