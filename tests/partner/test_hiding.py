"""The key in what the platform says: found whole, cut, encoded, and nothing else taken out."""

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from smspartner_tui.core.secret import Secret
from smspartner_tui.partner.hiding import HIDDEN, LONGEST_PIECE, without_key, without_key_fields

PLAIN = "5f3a9c0e7b1d4286a5c3e9f00b7d1264aa51cc08"
SIGNS = 'cAnary+7Qk2/ZxV9=mW4tR8&pLb3"s\\6%nY'

FORMS: dict[str, Callable[[str], str]] = {
    "whole": lambda key: key,
    "cut behind": lambda key: key[:14] + "…",
    "cut in front": lambda key: "…" + key[-14:],
    "in capitals": lambda key: key.upper(),
    "in an address": lambda key: quote(key, safe=""),
    "in an address, its codes small": lambda key: quote(key, safe="").lower(),
    "as JSON": json.dumps,
    "as PHP's JSON": lambda key: json.dumps(key).replace("/", "\\/"),
    "as HTML": html.escape,
    "as hex": lambda key: key.encode().hex(),
    "as base64": lambda key: base64.b64encode(key.encode()).decode(),
    "as base64 behind one": lambda key: base64.b64encode(b"x" + key.encode()).decode(),
    "as base64 in a name and password": lambda key: base64.b64encode(
        f"me:{key}:".encode()
    ).decode(),
}


@pytest.mark.parametrize("key", [PLAIN, SIGNS], ids=["letters", "signs"])
@pytest.mark.parametrize("form", FORMS)
def test_the_key_goes_and_the_words_around_it_stay(form: str, key: str) -> None:
    """In whatever form it comes, no more than eleven characters of it are left."""
    written = FORMS[form](key)
    said = without_key(f"Clé « {written} » inconnue", Secret(key))
    assert said.startswith("Clé « ")
    assert said.endswith(" » inconnue")
    assert HIDDEN in said
    assert len(said) < len("Clé «  » inconnue") + 2 * LONGEST_PIECE


def test_two_keys_in_one_text_both_go() -> None:
    """Every place is found, those that touch each other too."""
    assert without_key(f"a {PLAIN}{PLAIN} b {PLAIN}", Secret(PLAIN)) == "a *** b ***"


@pytest.mark.parametrize(
    "text", ["", "Crédit insufisant", PLAIN[:LONGEST_PIECE], "ẞ ŉ İ", PLAIN[::-1], "6b6b"]
)
@pytest.mark.parametrize("key", [PLAIN, SIGNS, "k"])
def test_what_is_no_key_is_left_alone(text: str, key: str) -> None:
    """Other texts pass as they are; what scripts may call a key does not eat letters by code."""
    if key != "k" or "k" not in text:
        assert without_key(text, Secret(key)) == text
    assert without_key(text, None) == text
    assert without_key(text, Secret("")) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"apiKey": "abc", "a": 1}', '{"apiKey": "***", "a": 1}'),
        ('{"APIKEY":"a\\"bc"}', '{"APIKEY":"***"}'),
        ('{"api_key": "abc"}', '{"api_key": "***"}'),
        ("<apiKey>abc</apiKey>", "<apiKey>***</apiKey>"),
        ('<a href="/me?apiKey=abc&page=2">', '<a href="/me?apiKey=***&page=2">'),
        ('{"credit": "12", "key": "abc"}', '{"credit": "12", "key": "abc"}'),
    ],
)
def test_fields_that_hold_keys_are_emptied(text: str, left: str) -> None:
    """A sub-account's own key is known by the name of its field."""
    assert without_key_fields(text) == left
