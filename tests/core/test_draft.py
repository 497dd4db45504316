"""A movement as it is being typed: what it would be, and everything to say about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from smspartner_tui.core.accounts import Balance, SubAccount
from smspartner_tui.core.draft import Draft, draft
from smspartner_tui.core.guards import Limits, Rule, Situation
from smspartner_tui.core.money import AmountProblem
from smspartner_tui.core.movement import Direction, Entry, Movement, State
from smspartner_tui.core.operator import Operator

NOW = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)
CLINIC = SubAccount("7f6e5d4c3b2a7be2", "Clinique")
RICH = Situation(NOW, Balance(Decimal(1000), NOW), Balance(Decimal("61.809"), NOW))
EMPTY = replace(RICH, subaccount=Balance(Decimal("0.009"), NOW))
UNREAD = replace(RICH, subaccount=None)
STALE = replace(RICH, subaccount=Balance(Decimal("61.809"), NOW, stale=True))

ADD, REMOVE = Direction.ADD, Direction.REMOVE


def _draft(
    typed: str,
    direction: Direction = ADD,
    situation: Situation = RICH,
    limits: Limits | None = None,
) -> Draft:
    return draft("m1", CLINIC, direction, typed, "facture 12", limits or Limits(), situation)


def _entry(
    movement_id: str,
    state: State = State.CONFIRMED,
    amount: str = "50",
    direction: Direction = ADD,
    age: timedelta = timedelta(hours=1),
) -> Entry:
    movement = Movement(movement_id, CLINIC.token, CLINIC.name, direction, Decimal(amount))
    return Entry(movement, state, Operator("paul"), NOW - age, number=1041, sent_at=NOW - age)


@pytest.mark.parametrize(
    ("typed", "direction", "situation", "amount"),
    [
        ("50", ADD, RICH, "50.00"),
        ("50", ADD, UNREAD, "50.00"),
        ("50", ADD, STALE, "50.00"),
        ("50", REMOVE, STALE, "50.00"),
        ("1 000,5 €", ADD, RICH, "1000.50"),
        ("=100", ADD, RICH, "38.19"),
        ("=0", REMOVE, RICH, "61.80"),
        ("=61", REMOVE, RICH, "0.80"),
        ("tout", REMOVE, RICH, "61.80"),
    ],
)
def test_what_is_typed_becomes_a_movement(
    typed: str, direction: Direction, situation: Situation, amount: str
) -> None:
    """With the dialog's id, the sub-account's own words, and the amount in cents."""
    found = _draft(typed, direction, situation)
    everything = typed == "tout"
    assert found.movement is not None
    assert found.movement == Movement(
        "m1", CLINIC.token, "Clinique", direction, Decimal(amount), "facture 12", everything
    )
    assert str(found.movement.amount) == amount
    assert found.problem is None
    assert (found.duplicate, found.latest) == (None, None)


PROBLEMS: list[tuple[AmountProblem, str, Direction, Situation]] = [
    (AmountProblem.EMPTY, "  ", ADD, RICH),
    (AmountProblem.UNREADABLE, "-5", ADD, RICH),
    (AmountProblem.AMBIGUOUS, "1.234", REMOVE, RICH),
    (AmountProblem.ZERO, "0,00", ADD, RICH),
    (AmountProblem.EVERYTHING_IN_AN_ADD, "tout", ADD, RICH),
    (AmountProblem.EVERYTHING_IN_AN_ADD, "all", ADD, STALE),
    (AmountProblem.BALANCE_UNKNOWN, "=100", ADD, UNREAD),
    (AmountProblem.BALANCE_UNKNOWN, "=100", ADD, STALE),
    (AmountProblem.BALANCE_UNKNOWN, "=10", REMOVE, UNREAD),
    (AmountProblem.BALANCE_UNKNOWN, "=10", REMOVE, STALE),
    (AmountProblem.BALANCE_UNKNOWN, "tout", REMOVE, UNREAD),
    (AmountProblem.BALANCE_UNKNOWN, "all", REMOVE, STALE),
    (AmountProblem.ALREADY_THERE, "=61,81", ADD, RICH),
    (AmountProblem.WRONG_WAY_DOWN, "=10", ADD, RICH),
    (AmountProblem.WRONG_WAY_UP, "=100", REMOVE, RICH),
    (AmountProblem.NOTHING_LEFT, "tout", REMOVE, EMPTY),
]


@pytest.mark.parametrize(("problem", "typed", "direction", "situation"), PROBLEMS)
def test_what_is_no_amount_is_no_movement(
    problem: AmountProblem, typed: str, direction: Direction, situation: Situation
) -> None:
    """The reason alone is told, and the movement before it; nobody can be asked for yes."""
    before = _entry("m0")
    found = _draft(typed, direction, replace(situation, recent=(before,)))
    assert found == Draft(problem=problem, latest=before)
    assert not found.may_be_asked


def test_every_problem_can_be_met() -> None:
    """None of the reasons is one that no typing leads to."""
    assert {problem for problem, *_ in PROBLEMS} == set(AmountProblem)


@pytest.mark.parametrize(
    ("typed", "direction", "everything", "retyped"),
    [
        ("tout", REMOVE, True, True),
        ("all", REMOVE, True, True),
        ("61,80", REMOVE, False, False),
        ("=0", REMOVE, False, False),
        ("199,99", ADD, False, False),
        ("200", ADD, False, True),
    ],
)
def test_everything_is_a_word_and_not_an_amount(
    typed: str, direction: Direction, everything: bool, retyped: bool
) -> None:
    """Only the word asks for the whole balance, and then the amount is typed again."""
    found = _draft(typed, direction)
    assert found.movement is not None
    assert (found.movement.everything, found.must_retype) == (everything, retyped)


def test_a_duplicate_is_acknowledged_by_its_id() -> None:
    """The question names the newest like it, the yes is about that one, and so it passes."""
    newest, oldest = _entry("m0"), _entry("m-1", age=timedelta(hours=2))
    found = _draft("50", situation=replace(RICH, recent=(newest, oldest)))
    assert found.duplicate is newest
    assert found.movement is not None
    assert found.movement.again_after == "m0"
    assert found.objections == ()
    assert found.may_be_asked


@pytest.mark.parametrize(
    "other",
    [
        _entry("m0", amount="51"),
        _entry("m0", direction=REMOVE),
        _entry("m0", state=State.REJECTED),
        _entry("m0", state=State.RESOLVED_NOT_APPLIED),
        _entry("m0", age=timedelta(hours=13)),
    ],
)
def test_what_is_no_duplicate_is_not_acknowledged(other: Entry) -> None:
    """Another amount or direction, one without effect, one long ago: a yes to something else."""
    found = _draft("50", situation=replace(RICH, recent=(other,)))
    assert found.duplicate is None
    assert found.movement is not None
    assert found.movement.again_after == ""
    assert found.may_be_asked


@pytest.mark.parametrize(
    ("state", "is_named"),
    [
        (State.PLANNED, False),
        (State.SENDING, True),
        (State.CONFIRMED, True),
        (State.REJECTED, False),
        (State.NOT_SENT, False),
        (State.UNKNOWN, True),
        (State.RESOLVED_APPLIED, True),
        (State.RESOLVED_NOT_APPLIED, True),
    ],
)
def test_the_latest_is_one_that_may_have_moved_money(state: State, is_named: bool) -> None:
    """What a person found without effect may still come through late; a refusal never does."""
    newest, oldest = _entry("m0", state, "7"), _entry("m-1", amount="8")
    found = _draft("50", situation=replace(RICH, recent=(newest, oldest)))
    assert found.latest is (newest if is_named else oldest)


@pytest.mark.parametrize(
    ("typed", "limits", "situation", "rules", "may_be_asked"),
    [
        ("50", Limits(), RICH, [], True),
        ("50", Limits(read_only=True), RICH, [Rule.READ_ONLY], False),
        ("2000", Limits(), RICH, [Rule.MAIN_TOO_SMALL], False),
        (
            "2000",
            Limits(),
            replace(RICH, main=Balance(Decimal(1000), NOW - timedelta(hours=1))),
            [Rule.MAIN_TOO_SMALL],
            True,
        ),
        (
            "50",
            Limits(main_reserve=Decimal(1)),
            replace(RICH, main=Balance(Decimal(1000), NOW, stale=True)),
            [Rule.RESERVE_UNKNOWN],
            False,
        ),
    ],
)
def test_a_draft_may_be_asked_unless_a_guard_forbids_it(
    typed: str, limits: Limits, situation: Situation, rules: list[Rule], may_be_asked: bool
) -> None:
    """A warning is shown with the question; an objection that blocks leaves nothing to ask."""
    found = _draft(typed, ADD, situation, limits)
    assert [objection.rule for objection in found.objections] == rules
    assert found.may_be_asked is may_be_asked


def test_an_empty_draft_asks_nothing() -> None:
    """Before anything is typed there is nothing to say yes to."""
    assert not Draft().may_be_asked
