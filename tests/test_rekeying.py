"""A key that was replaced at its source: it is used, and the journal goes by it too."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from smspartner_tui.core.secret import Secret
from smspartner_tui.journal import Journal
from smspartner_tui.partner import SmsPartner
from smspartner_tui.session import _rekey
from smspartner_tui.settings.key import KeyEnvironment, KeyFile
from tests.journal.helpers import BASE_URL, NADIA, Clock


@pytest.fixture
def keys() -> tuple[str, str]:
    """The key from the start and the one that replaces it; no other test has them."""
    return uuid.uuid4().hex, uuid.uuid4().hex


@pytest.fixture
def source(tmp_path: Path, keys: tuple[str, str]) -> KeyFile:
    """Where the new one stands."""
    path = tmp_path / "api.key"
    path.write_text(keys[1])
    path.chmod(0o600)
    return KeyFile(path)


@pytest.fixture
def partner(keys: tuple[str, str]) -> SmsPartner:
    """The wire, with the key from the start."""
    return SmsPartner(keys[0], BASE_URL)


@pytest.fixture
def journals(tmp_path: Path, keys: tuple[str, str]) -> Iterator[tuple[Journal, Journal]]:
    """Ours from before the key was replaced, and somebody else's from after."""
    folders = (tmp_path / "ours", tmp_path / "theirs")
    opened = [
        Journal(folder, BASE_URL, NADIA, Clock(), fingerprint=Secret(key).fingerprint)
        for folder, key in zip(folders, keys, strict=True)
    ]
    yield opened[0], opened[1]
    for journal in opened:
        journal.close()


def test_two_journals_see_each_other_under_the_new_key(
    partner: SmsPartner,
    journals: tuple[Journal, Journal],
    source: KeyFile,
    keys: tuple[str, str],
) -> None:
    """Who has it from the start, and who has read it again."""
    ours, theirs = journals
    assert _rekey(partner, ours, source) == ""
    assert partner._key.reveal() == keys[1]
    theirs.look_around()
    assert ours.has_rival
    assert theirs.has_rival


def test_the_journal_is_told_before_the_key_is_used(
    partner: SmsPartner,
    journals: tuple[Journal, Journal],
    source: KeyFile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing can be sent with it that nobody looked for rivals for."""
    seen = []
    monkeypatch.setattr(partner, "use_key", lambda _key: seen.append(journals[0].has_rival))
    assert _rekey(partner, journals[0], source) == ""
    assert seen == [True]


def test_a_closed_journal_does_not_stop_it(
    partner: SmsPartner,
    journals: tuple[Journal, Journal],
    source: KeyFile,
    keys: tuple[str, str],
) -> None:
    """The balances can still be read with the new key."""
    journals[0].close()
    assert _rekey(partner, journals[0], source) == ""
    assert partner._key.reveal() == keys[1]


def test_without_a_new_key_all_stays_as_it_was(
    partner: SmsPartner,
    journals: tuple[Journal, Journal],
    source: KeyFile,
    keys: tuple[str, str],
) -> None:
    """A source that cannot be used, or that cannot change: it is said why."""
    source.path.chmod(0o644)
    assert _rekey(partner, journals[0], source) != ""
    assert _rekey(partner, journals[0], KeyEnvironment()) != ""
    assert partner._key.reveal() == keys[0]
    journals[0].look_around()
    assert not journals[0].has_rival
