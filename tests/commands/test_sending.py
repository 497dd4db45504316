"""One movement without a screen: who it waits for, why it was not sent, what its end loses."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import closing, redirect_stderr
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from smspartner_tui.commands.asking import typed
from smspartner_tui.commands.sending import send
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import Outcome, RunKind
from smspartner_tui.core.run import Leg, Run
from smspartner_tui.desk import Desk
from smspartner_tui.journal import Journal
from smspartner_tui.journal.store import FILE_NAME
from tests.desk.fakes import FakePartner, desk_over
from tests.journal.helpers import MAIRIE, PAUL, Clock, movement, open_journal

TODAY: Final = date(2025, 6, 12)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "journal"


@pytest.fixture
def journal(folder: Path) -> Iterator[Journal]:
    """The journal of who sends."""
    with closing(open_journal(folder)) as journal:
        yield journal


@pytest.fixture
def partner() -> FakePartner:
    """A platform, for which nobody waits long."""
    partner = FakePartner()
    partner.deadline = 0.1
    return partner


@pytest.fixture
def desk(journal: Journal, partner: FakePartner) -> Desk:
    """A desk without limits."""
    return desk_over(journal, partner, Clock(), limits=Limits())


def sent(desk: Desk, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """The exit status of a movement, its state for programs, and what was said."""
    status = send(desk, movement(), TODAY, as_json=True)
    out, err = capsys.readouterr()
    return status, json.loads(out)["state"], err


def test_who_it_waits_for_is_told(
    desk: Desk,
    partner: FakePartner,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A plan that stays is not waited for without end: nothing was sent."""
    monkeypatch.setattr("smspartner_tui.sender.PATIENCE_BEYOND_DEADLINE", 0.1)
    with closing(open_journal(folder, operator=PAUL)) as theirs:
        theirs.open_run(Run("theirs", RunKind.PLAN, (Leg(movement(MAIRIE)),)))
        status, state, said = sent(desk, capsys)
    assert (status, state, partner.posts) == (5, "not_sent", 0)
    assert "waits: paul has a plan running, 1 of 1" in said
    assert "Not sent. Nothing moved." in said


def test_a_guard_that_objects_at_last_is_told(
    desk: Desk, partner: FakePartner, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was moved meanwhile is weighed under the lock."""
    desk.limits = Limits(read_only=True)
    status, state, said = sent(desk, capsys)
    assert (status, state, partner.posts) == (7, "blocked", 0)
    assert "Read-only" in said


def test_a_journal_that_is_gone_sends_nothing(
    desk: Desk, partner: FakePartner, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of ours."""
    (folder / FILE_NAME).unlink()
    status, state, _said = sent(desk, capsys)
    assert (status, state, partner.posts) == (1, "not_sent", 0)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_sender_that_fails_leaves_it_in_doubt(
    desk: Desk, partner: FakePartner, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody knows what it had in flight."""

    class Failing(BaseException):
        """What no part of the program expects."""

    def fail(*_asked: object) -> Outcome:
        raise Failing

    partner.answer = fail
    status, state, _said = sent(desk, capsys)
    assert (status, state, partner.posts) == (4, "unknown", 1)


def test_what_cannot_be_read_at_the_keyboard_is_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Typed in another character set than the locale's."""
    typing = io.TextIOWrapper(io.BytesIO(b"\xe9\n"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", typing)
    with redirect_stderr(io.StringIO()):
        assert typed("? ") == "\N{REPLACEMENT CHARACTER}"
