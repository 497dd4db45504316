"""A journal that cannot be written, in short; and proof that a movement made all the same shows."""

import pytest

from smspartner_tui.core.movement import JournalProblem
from tests.reliability.unwritable import KINDS, Attempt, attempt, lines
from tests.reliability.unwritable_cases import CASES, CONTROL, SHORT, Case

MADE = Attempt(CONTROL, "None", "confirmed", 1, 0.1)


def refused(case: Case) -> Attempt:
    """What should become of it."""
    return Attempt(case, str(case.problem), f"stopped: {case.problem}", 0, 0.1)


def missed(attempts: list[Attempt], control: Attempt = MADE) -> list[str]:
    """The figures that miss their bars."""
    return [line.what for line in lines(attempts, control) if not line.holds]


@pytest.mark.parametrize("case", SHORT, ids=str)
def test_nothing_is_sent_that_cannot_be_written(case: Case) -> None:
    """The desk refuses, says why, and the bank hears of nothing."""
    found = attempt(case)
    assert found.is_refused, found


def test_with_nothing_wrong_the_bank_is_asked_once() -> None:
    """The same process moves money where it can: only the journal stood in its way."""
    assert missed([refused(case) for case in SHORT], attempt(CONTROL)) == []


def test_each_of_the_six_cases_is_tried() -> None:
    """Here in short, and in every way by the long run."""
    assert len({case.kind for case in SHORT}) == KINDS
    assert {case.kind for case in CASES} == {case.kind for case in SHORT}


@pytest.mark.parametrize(
    ("wrong", "figures"),
    [
        ({"ended": "confirmed", "posts": 1}, ["cases refused", "POSTs"]),
        ({"posts": 1}, ["cases refused", "POSTs"]),
        ({"ended": f"stopped: {JournalProblem.EXPOSED}"}, ["cases refused"]),
        ({"ended": ""}, ["cases refused"]),
    ],
    ids=["made", "heard of all the same", "for another reason", "died"],
)
def test_a_movement_that_is_not_refused_is_seen(
    wrong: dict[str, str | int], figures: list[str]
) -> None:
    """One of the ways in which a case is brought about is enough for it to be missed."""
    attempts = [refused(case) for case in SHORT]
    attempts[0] = Attempt(**(attempts[0]._asdict() | wrong))
    assert missed(attempts) == [str(SHORT[0]), *figures]


def test_a_bank_that_counts_nothing_is_seen() -> None:
    """Without the control, no POST would say nothing."""
    attempts = [refused(case) for case in SHORT]
    assert missed(attempts, MADE._replace(posts=0)) == ["control, with nothing wrong"]
