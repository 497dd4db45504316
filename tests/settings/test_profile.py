"""Tests of where a profile's platform and key are: the address, and the key's source."""

import pytest

from smspartner_tui.settings.config import load
from smspartner_tui.settings.key import KeyEnvironment, KeyFile
from tests.settings.conftest import Refusal, Write


def profile(lines: str) -> str:
    """A configuration with one profile, whose first own line is line 2."""
    return f"[profiles.prod]\n{lines}\n"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "api.smspartner.fr/v1",
        "ftp://api.smspartner.fr/v1",
        "http://api.smspartner.fr/v1",
        "http://localhost.example.org/v1",
        "http://127.0.0.1.example.org/v1",
        "http://192.168.1.2/v1",
        "https://user@api.smspartner.fr/v1",
        "https://api.smspartner.fr/v1?apiKey=x",
        "https://api.smspartner.fr/v1?",
        "https://api.smspartner.fr/v1#x",
        "https://api.smspartner.fr/v 1",
        "https://api.smspartner.fr\\\\v1",
        "https://api.smspartner.fr:port/v1",
        "https://api.smspartner.fr:99999/v1",
        "https:///v1",
        "https://[::1/v1",
        "https://apí.example.org/v1",
    ],
)
def test_an_address_that_would_show_the_key_is_refused(refusal: Refusal, address: str) -> None:
    """Only https, or http that does not leave the machine, and nothing but a place."""
    told = refusal(profile(f'base_url = "{address}"'))
    assert told.startswith("line 2: `base_url` must begin with https://")


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("https://api.smspartner.fr/v1", "https://api.smspartner.fr/v1"),
        ("https://api.smspartner.fr/v1//", "https://api.smspartner.fr/v1"),
        ("HTTPS://API.smspartner.fr:443", "https://api.smspartner.fr"),
        ("https://api.smspartner.fr:8443/v1", "https://api.smspartner.fr:8443/v1"),
        ("http://localhost:80/v1", "http://localhost/v1"),
        ("http://127.0.0.2:8080/v1/", "http://127.0.0.2:8080/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
    ],
)
def test_an_address_is_read_in_one_spelling(write: Write, address: str, read: str) -> None:
    """Two ways of writing one address name one account."""
    assert load(write(profile(f'base_url = "{address}"'))).profile().base_url == read


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("api_key_env = 'A'\napi_key_file = '/k'", "`api_key_env` and `api_key_file` exclude"),
        ("api_key_command = ['a']\napi_key_env = 'A'", "`api_key_env` and `api_key_command`"),
        ("api_key_command = 'pass show x'", "a list of texts"),
        ("api_key_command = []", "a list of texts"),
        ("api_key_command = ['pass', '']", "a list of texts"),
        ("api_key_command = ['pass', 1]", "a list of texts"),
        ('api_key_command = ["a\\u0000b"]', "a list of texts"),
        ("api_key_file = 'prod.key'", "a full path"),
        ("api_key_file = 1", "a text between quotes"),
        ("api_key_env = 'MY KEY'", "the name of an environment variable"),
        ("api_key_env = '1KEY'", "the name of an environment variable"),
    ],
)
def test_a_source_of_the_key_must_be_one_and_clear(refusal: Refusal, lines: str, said: str) -> None:
    """The three ways exclude each other, and each has its form."""
    assert said in refusal(profile(lines))


def test_a_source_of_the_key_may_be_a_file_or_a_variable(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The home folder's sign is understood, and an empty source is none."""
    monkeypatch.setenv("HOME", "/home/paul")
    source = load(write(profile("api_key_file = '~/prod.key'\napi_key_env = ''"))).profile()
    assert isinstance(source.key_source, KeyFile)
    assert source.key_source.path.as_posix() == "/home/paul/prod.key"
    named = load(write(profile("api_key_env = 'PROD_KEY'"))).profile()
    assert named.key_source == KeyEnvironment("PROD_KEY")
