"""Every fact has its words, in both languages: no member of a table's enum is without."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from smspartner_tui import i18n, wording
from smspartner_tui.core.accounts import ReadingProblem, Standing
from smspartner_tui.core.guards import Objection, Rule
from smspartner_tui.core.money import AmountProblem, Language
from smspartner_tui.core.movement import (
    Direction,
    Entry,
    JournalProblem,
    Movement,
    Outcome,
    Reason,
    Ruling,
    State,
    Why,
)
from smspartner_tui.core.operator import Operator
from smspartner_tui.wording import doubts
from smspartner_tui.wording.standings import STANDINGS, standing_word

BOTH: tuple[Language, ...] = ("en", "fr")
NOTHING_MOVED: Mapping[Language, str] = {"en": "nothing moved", "fr": "rien n'a bougé"}
CODES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 20, 30, 40, 90, 96)
"""What the platform documents [seed], [public]."""

AT = datetime(2025, 6, 12, 12, 32, 7, tzinfo=UTC)
TODAY = AT.astimezone().date()
MOVEMENT = Movement("m", "t", "Garage [/x]", Direction.ADD, Decimal(50))
ENTRY = Entry(MOVEMENT, State.UNKNOWN, Operator("nadia"), AT, number=7, sent_at=AT)
REFUSED = Outcome(State.REJECTED, Reason.REFUSED, status=200)


@pytest.fixture(params=BOTH, autouse=True)
def language(request: pytest.FixtureRequest) -> Language:
    """Everything here is said in both languages."""
    spoken: Language = request.param
    i18n.use(spoken)
    return spoken


@pytest.mark.parametrize(
    ("table", "members"),
    [
        (wording.AMOUNT_PROBLEMS, AmountProblem),
        (wording.OBJECTIONS, Rule),
        (wording.READING_PROBLEMS, ReadingProblem),
        (wording.JOURNAL_PROBLEMS, JournalProblem),
        (wording.STATES, State),
        (STANDINGS, Standing),
    ],
)
def test_every_member_has_its_words(
    table: Mapping[StrEnum, object], members: type[StrEnum]
) -> None:
    """A table of words names every case, and no two cases alike."""
    assert set(table) == set(members)
    assert len(set(table.values())) == len(table)


def test_every_sentence_is_said_with_its_figures() -> None:
    """No name of a field is left in what is shown."""
    said = [wording.amount_problem(problem) for problem in AmountProblem]
    said += [wording.journal_problem(problem) for problem in JournalProblem]
    said += [wording.reading_problem(problem, "mot [/x]") for problem in ReadingProblem]
    said += [wording.state(state) for state in State]
    said += [standing_word(standing) for standing in Standing]
    for rule in Rule:
        found = Objection(rule, Decimal(5), Decimal(6), entry=ENTRY)
        said.append(wording.objection(found, TODAY))
    assert all(said)
    assert not [sentence for sentence in said if "{" in sentence or "}" in sentence]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("direction", Direction)
def test_every_documented_code_is_explained(code: int, direction: Direction) -> None:
    """What moved first, then what to do, then the platform's own word; "nothing moved" once."""
    movement = replace(MOVEMENT, direction=direction)
    refused = replace(REFUSED, code=code, message="Crédit insufisant [/x]")
    moved, advice, word = wording.outcome(movement, refused, 7)
    assert moved == i18n._("Refused. Nothing moved.")
    assert advice == wording.advice(code, direction)
    assert f"{code}" in word
    assert "Crédit insufisant [/x]" in word


@pytest.mark.parametrize("code", [None, 0, 9, 12, 200, 999])
def test_a_code_that_nobody_documented_is_shown_as_it_came(code: int | None) -> None:
    """Without advice of ours, and without a guess."""
    lines = wording.outcome(MOVEMENT, replace(REFUSED, code=code, message="mot"), 7)
    assert len(lines) == 2
    assert "mot" in lines[1]
    assert code is None or str(code) in lines[1]


def test_an_empty_account_is_named_by_direction() -> None:
    """Code 6 means the one that pays: the main account, or the sub-account."""
    assert wording.advice(6, Direction.ADD) != wording.advice(6, Direction.REMOVE)
    assert wording.advice(8, Direction.ADD) == wording.advice(8, Direction.REMOVE)


@pytest.mark.parametrize("state", [State.CONFIRMED, State.REJECTED, State.NOT_SENT, State.UNKNOWN])
@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("direction", Direction)
def test_every_outcome_is_said(
    language: Language, state: State, reason: Reason, direction: Direction
) -> None:
    """Whatever came back; "nothing moved" for what was refused or not sent, and nothing else."""
    result = Outcome(state, reason, status=500, detail="Connection refused")
    lines = wording.outcome(replace(MOVEMENT, direction=direction), result, 7)
    assert all(lines)
    said = " ".join(lines).casefold().replace("\u2019", "'")
    assert (NOTHING_MOVED[language] in said) is (state in {State.REJECTED, State.NOT_SENT})


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("again", [True, False])
def test_a_question_names_amount_and_account(direction: Direction, again: bool) -> None:
    """In capitals where it counts, with the foreign name as it is."""
    movement = replace(MOVEMENT, direction=direction)
    asked = wording.question(movement, again=again)
    assert wording.euros(Decimal(50)) in asked
    assert "Garage [/x]" in asked
    assert asked.endswith("?")
    assert asked != wording.question(movement, again=not again)


def test_a_clock_time_has_its_date_when_it_is_not_today(language: Language) -> None:
    """Local time; the date in the order of the language."""
    tomorrow = TODAY.replace(day=TODAY.day + 1)
    assert wording.clock(AT, TODAY) == wording.clock(AT) == "14:32"
    assert wording.clock(AT, tomorrow) == {"en": "12 Jun 14:32", "fr": "12/06 14:32"}[language]


def test_a_clients_name_stays_as_it_is_written() -> None:
    """At the beginning of a sentence, too; the main account is ours to write."""
    small = replace(ENTRY, movement=replace(MOVEMENT, name="agence@ouest.example"))
    assert doubts.ruling(Ruling.APPLIED, Why.ROSE, small).count("agence@ouest.example") == 1
    back = replace(small, movement=replace(small.movement, direction=Direction.REMOVE))
    told = doubts.ruling(Ruling.APPLIED, Why.ROSE, back)
    assert told.split(". ")[-1].split(" : ")[-1][0].isupper()


def test_the_platforms_word_comes_with_its_refusal() -> None:
    """A refused key or right is told in its own words too, an unreadable list in ours alone."""
    for problem in (ReadingProblem.KEY_REFUSED, ReadingProblem.NOT_ALLOWED):
        assert "mot" in wording.reading_problem(problem, "mot")
        assert "“" not in wording.reading_problem(problem, "")
    assert "mot" not in wording.reading_problem(ReadingProblem.UNREADABLE, "mot")
