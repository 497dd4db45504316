"""A journal goes on looking for rivals, and being seen, when the account's key is replaced."""

import socket
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.core.secret import Secret
from smspartner_tui.journal import Journal, JournalError, database
from smspartner_tui.journal.rivals import Rivals
from tests.journal.helpers import BASE_URL, NADIA, Clock, agree, movement, raw

Open = Callable[..., Journal]


@pytest.fixture
def old() -> str:
    """The fingerprint of a key that no other test on this host has."""
    return Secret(uuid.uuid4().hex).fingerprint


@pytest.fixture
def new() -> str:
    """The fingerprint of the key that replaces it."""
    return Secret(uuid.uuid4().hex).fingerprint


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens journals by folder and fingerprint; everyone is closed at the end."""
    journals: list[Journal] = []

    def open_it(folder: str, fingerprint: str) -> Journal:
        journals.append(
            Journal(tmp_path / folder, BASE_URL, NADIA, Clock(), fingerprint=fingerprint)
        )
        return journals[-1]

    yield open_it
    for journal in journals:
        journal.close()


def _is_seen(fingerprint: str) -> bool:
    """Whether somebody bears a name of this key's account."""
    stranger = Rivals(BASE_URL, fingerprint, "stranger")
    try:
        return stranger.found()
    finally:
        stranger.leave()


def test_a_rival_under_the_new_key_is_seen(opened: Open, old: str, new: str) -> None:
    """It is there first: at once, and nothing is begun."""
    ours, theirs = opened("ours", old), opened("theirs", new)
    assert not ours.has_rival
    assert not theirs.has_rival
    ours.use_fingerprint(new)
    assert ours.has_rival
    for journal in (ours, theirs):
        with pytest.raises(JournalError) as refused:
            journal.begin(movement(), agree)
        assert refused.value.problem is JournalProblem.RIVAL


def test_a_rival_that_comes_later_sees_the_new_name(opened: Open, old: str, new: str) -> None:
    """And nobody is a rival under the key that is gone."""
    ours = opened("ours", old)
    ours.use_fingerprint(new)
    assert not ours.has_rival
    assert opened("theirs", new).has_rival
    assert not opened("others", old).has_rival


def test_a_rival_under_the_old_key_is_none_any_more(opened: Open, old: str, new: str) -> None:
    """The key was replaced: who still has the old one cannot send."""
    ours = opened("ours", old)
    opened("theirs", old)
    ours.look_around()
    assert ours.has_rival
    ours.use_fingerprint(new)
    assert not ours.has_rival


def test_colleagues_are_none_under_the_new_key_either(opened: Open, old: str, new: str) -> None:
    """They share the journal, whichever of them is told first."""
    ours, theirs = opened("ours", old), opened("ours", old)
    for journal in (ours, theirs):
        journal.use_fingerprint(new)
        assert not ours.has_rival
        assert not theirs.has_rival


def test_the_new_name_is_borne_before_the_old_one_is_given_up(
    opened: Open, old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who looks meanwhile sees one of them."""
    ours = opened("ours", old)
    leave, seen = Rivals.leave, []

    def look_and_leave(rivals: Rivals) -> None:
        if rivals.journal_id != "stranger":
            seen.append((_is_seen(old), _is_seen(new)))
        leave(rivals)

    with monkeypatch.context() as patched:
        patched.setattr(Rivals, "leave", look_and_leave)
        ours.use_fingerprint(new)
    assert seen == [(True, True)]
    assert (_is_seen(old), _is_seen(new)) == (False, True)


def test_the_same_key_keeps_its_name(
    opened: Open, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not put at risk for nothing: another could perhaps not be had."""
    ours = opened("ours", old)
    with monkeypatch.context() as patched:
        patched.setattr(socket, "socket", None)
        ours.use_fingerprint(old)
    assert _is_seen(old)


def test_a_journal_that_cannot_be_written_is_found_by_its_new_name_later(
    opened: Open, tmp_path: Path, old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no name while it cannot; once it can, it takes that of the new key."""
    opened("ours", "").close()
    with raw(tmp_path / "ours") as db:
        db.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.02)
        ours = opened("ours", old)
        assert ours.problem is JournalProblem.BUSY
        ours.use_fingerprint(new)
        assert not ours.has_rival
    assert not _is_seen(new)
    ours.try_again()
    assert (_is_seen(old), _is_seen(new)) == (False, True)


def test_a_journal_that_became_unwritable_changes_its_name_all_the_same(
    opened: Open, old: str, new: str
) -> None:
    """Others must see it: it may be writable again in a minute."""
    ours = opened("ours", old)
    ours.problem = JournalProblem.FULL
    ours.use_fingerprint(new)
    assert (_is_seen(old), _is_seen(new)) == (False, True)


def test_a_journal_that_is_closed_takes_no_name(opened: Open, old: str, new: str) -> None:
    """Nobody works with it any more, and nothing is raised."""
    ours = opened("ours", old)
    ours.close()
    with pytest.raises(sqlite3.ProgrammingError):
        ours._db.execute("SELECT 1")
    ours.use_fingerprint(new)
    assert not ours.has_rival
    assert not _is_seen(new)


def test_every_name_is_given_up_at_the_end(opened: Open, old: str, new: str) -> None:
    """None of its two."""
    ours = opened("ours", old)
    ours.use_fingerprint(new)
    ours.close()
    assert not _is_seen(old)
    assert not _is_seen(new)
