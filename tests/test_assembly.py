"""An account put together from its profile; what cannot be used is told at once."""

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smspartner_tui.assembly import Assembly, assembled, at_desk
from smspartner_tui.desk import Desk
from smspartner_tui.entrance import arrive
from smspartner_tui.journal import JournalError
from smspartner_tui.reading import now
from smspartner_tui.settings.config import load
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.profile import Profile

KEY = "0123456789abcdef0123456789ab7d02"


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A profile of an account that nobody is asked about."""
    key_file = tmp_path / "prod.key"
    key_file.write_text(KEY)
    key_file.chmod(0o600)
    path = tmp_path / "config.toml"
    path.write_text(
        "[profiles.prod]\n"
        'base_url = "https://api.example.test/v1"\n'
        f'api_key_file = "{key_file}"\n'
        f'journal = "{tmp_path / "journal"}"\n'
    )
    return load(path).profile()


@pytest.fixture
def parts(profile: Profile) -> Iterator[Assembly]:
    """The parts of its account."""
    parts = assembled(profile, arrive(profile))
    yield parts
    parts.desk.close()
    parts.journal.close()


def test_an_account_is_put_together(profile: Profile, parts: Assembly) -> None:
    """Its journal is made, private; of the key the end is known, which tells two apart."""
    assert stat.S_IMODE(parts.journal.path.stat().st_mode) == 0o600
    assert parts.journal.path.parent == profile.journal_folder
    assert (parts.key_tail, parts.partner.proxy_host) == ("7d02", "")
    assert parts.desk.journal_problem is None
    assert KEY not in repr(parts)
    assert now().utcoffset() == timedelta(0)


def test_read_only_is_whose_word_is_the_stricter(profile: Profile) -> None:
    """The profile's or the command line's."""
    strict = replace(profile, limits=replace(profile.limits, read_only=True))
    for asked, option in ((profile, True), (strict, False), (profile, False)):
        parts = assembled(asked, arrive(asked), read_only=option)
        assert parts.desk.limits.read_only is (asked is strict or option)
        parts.desk.close()
        parts.journal.close()


def test_a_desk_is_closed_whatever_happens_at_it(profile: Profile) -> None:
    """Nobody is left in the journal, nor does anybody send."""
    desks: list[Desk] = []

    def fail() -> None:
        with at_desk(profile) as desk:
            assert desk.open_runs() == ()
            desks.append(desk)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with pytest.raises(JournalError):
        desks[0].open_runs()


def test_a_proxy_that_cannot_be_used_is_told(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the variables that say otherwise, and before a journal is made."""
    monkeypatch.setenv("ALL_PROXY", "socks5://proxy.example.test:1080")
    with pytest.raises(SettingsError, match="asks for a socks5 proxy") as raised:
        arrive(profile)
    assert "unset ALL_PROXY, or name the platform in NO_PROXY" in str(raised.value)
    assert not profile.journal_folder.exists()


def test_authorities_that_are_none_are_told(profile: Profile, tmp_path: Path) -> None:
    """Before the first connection fails on them."""
    ca_file = tmp_path / "ca.pem"
    ca_file.write_text("no certificate")
    with pytest.raises(SettingsError, match="holds no certificate that can be read"):
        arrive(replace(profile, ca_file=ca_file))
