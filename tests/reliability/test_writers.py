"""A few killed writers, and proof that what they lose would be seen."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from smspartner_tui.core.movement import JournalProblem, State
from smspartner_tui.journal import Journal
from smspartner_tui.journal.store import FILE_NAME
from tests.journal.helpers import NADIA, UNKNOWN, agree, movement, open_journal
from tests.reliability.report import tell
from tests.reliability.writers import Kill, Tally, draw, is_hot, lines, one_round
from tests.reliability.writers_promise import Judgement, Promise, judge


def test_killed_writers_lose_nothing(tmp_path: Path) -> None:
    """Two at once on one journal, each killed in the middle: every commit is there, and sound."""
    folder, promise = tmp_path / "state", Promise()
    one_round(folder, ["nadia", "paul"], [Kill(9, 0.001), Kill(4, 0.003)], promise)
    assert promise.commits >= 13
    assert set(promise.opened) == {"nadia", "paul"}
    assert judge(folder, promise) == Judgement([], None)


def heard(*lines: tuple[str, ...]) -> Promise:
    """What these acknowledgements promise."""
    promise = Promise()
    for line in lines:
        promise.hear(json.dumps(line))
    return promise


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """A journal with a movement in flight, an unknown one, and a balance."""
    with closing(open_journal(tmp_path / "state")) as journal:
        journal.begin(movement("a", movement_id="doubtful"), agree)
        journal.settle("doubtful", UNKNOWN)
        journal.begin(movement("b", movement_id="in flight"), agree)
        journal.keep_balances(None, {"nadia": Decimal(7)})
        yield journal


KEPT = [
    ("opened", NADIA.name),
    ("stands", "in flight", State.SENDING),
    ("stands", "doubtful", State.SENDING),
    ("stands", "doubtful", State.UNKNOWN),
    ("kept", "nadia", "7"),
    ("kept", "nadia", "6"),
]


@pytest.mark.parametrize("line", KEPT)
def test_what_is_there_is_not_missing(journal: Journal, line: tuple[str, ...]) -> None:
    """A movement may be further than was acknowledged, and a balance newer: never behind."""
    promise = heard(line)
    assert promise.missing(journal) == []
    assert promise.commits == 1


LOST = [
    ("opened", "paul"),
    ("stands", "never begun", State.SENDING),
    ("stands", "in flight", State.CONFIRMED),
    ("stands", "doubtful", State.REJECTED),
    ("stands", "doubtful", State.RESOLVED_APPLIED),
    ("kept", "nadia", "8"),
    ("kept", "paul", "1"),
]


@pytest.mark.parametrize("line", LOST)
def test_what_is_not_there_is_missing(journal: Journal, line: tuple[str, ...]) -> None:
    """Each kind of acknowledgement that the journal does not bear out is named, and only that."""
    promise = heard(*KEPT, line)
    assert len(promise.missing(journal)) == 1


def test_an_opening_too_few_is_missing(journal: Journal) -> None:
    """Openings are counted by who opened."""
    twice = [("opened", NADIA.name)] * 2
    assert len(heard(*twice).missing(journal)) == 1


def test_an_older_journal_in_its_place_has_lost_something(tmp_path: Path, journal: Journal) -> None:
    """What was acknowledged after the copy was made is not in it, though it is sound."""
    journal.settle("in flight", UNKNOWN)
    older = tmp_path / "older"
    shutil.copytree(journal.path.parent, older)
    journal.resolve("doubtful", applied=True, because="le relevé")
    promise = heard(*KEPT, ("stands", "doubtful", State.RESOLVED_APPLIED))
    judgement = judge(older, promise)
    assert judgement == Judgement(["doubtful is unknown, was resolved_applied"], None)


def test_a_spoilt_journal_is_corrupt_and_has_lost_everything(
    tmp_path: Path, journal: Journal
) -> None:
    """Nothing of what was acknowledged can be read any more."""
    spoilt = tmp_path / "spoilt"
    shutil.copytree(journal.path.parent, spoilt)
    (spoilt / FILE_NAME).write_bytes(b"not a database" * 100)
    judgement = judge(spoilt, heard(*KEPT))
    assert judgement.problem is JournalProblem.DAMAGED
    assert len(judgement.missing) == 4


def test_a_line_that_nobody_says_is_refused() -> None:
    """A writer and its reader that do not understand each other would prove nothing."""
    with pytest.raises(ValueError, match="forgotten"):
        heard(("forgotten", "a"))


def test_a_writer_that_ends_by_itself_ends_the_run(tmp_path: Path) -> None:
    """One that cannot open the journal was not killed, and is not counted as if it were."""
    (tmp_path / "state").write_text("no folder")
    with pytest.raises(RuntimeError, match="ended by itself"):
        one_round(tmp_path / "state", ["nadia"], [Kill(1, 0)], Promise())


def test_a_hot_journal_is_told_from_one_that_is_done(tmp_path: Path) -> None:
    """Only one with its header is played back at the next start."""
    left = tmp_path / f"{FILE_NAME}-journal"
    assert not is_hot(tmp_path)
    left.write_bytes(b"")
    assert not is_hot(tmp_path)
    left.write_bytes(bytes(28))
    assert not is_hot(tmp_path)
    left.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(20))
    assert is_hot(tmp_path)


def test_a_seed_draws_the_same_kills_again() -> None:
    """Some at the very start, the others anywhere."""
    chance, again = Random(1), Random(1)
    kills = [draw(chance) for _ in range(300)]
    assert kills == [draw(again) for _ in range(300)]
    assert sum(kill.heard == 0 for kill in kills) >= 15
    assert len({kill.heard for kill in kills}) > 50


GOOD = Tally(kills=300, commits=9000, hot=1, journals=20)
BAD = {
    "a lost commit": replace(GOOD, lost=1),
    "a corrupt journal": replace(GOOD, corrupt=1),
    "too few kills": replace(GOOD, kills=299),
    "too few commits": replace(GOOD, commits=8999),
    "never in a transaction": replace(GOOD, hot=0),
}


@pytest.mark.parametrize("tally", BAD.values(), ids=BAD)
def test_a_bar_that_is_missed_shows(tally: Tally, capsys: pytest.CaptureFixture[str]) -> None:
    """The table says which, and the exit status is 1."""
    assert tell(lines(GOOD, 150, 1.0)) == 0
    assert tell(lines(tally, 150, 1.0)) == 1
    assert capsys.readouterr().out.count("MISSED") == 1


def test_a_judgement_is_counted() -> None:
    """Each missing commit, and a journal that is not sound."""
    tally = Tally()
    tally.add(Judgement([], None))
    tally.add(Judgement(["a", "b"], JournalProblem.DAMAGED))
    assert (tally.lost, tally.corrupt) == (2, 1)
    assert tally.examples == ["a", "b", "the journal is damaged"]
