"""A secret: shown by nobody, given back by one word only."""

import copy
import hashlib
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from smspartner_tui.core.secret import Secret

KEY = "c4n4ry" + "0123456789abcdef"


@dataclass(frozen=True)
class _Holder:
    secret: Secret


def test_reveal_gives_the_secret_back() -> None:
    """The one way to the value is its name."""
    assert Secret(KEY).reveal() == KEY


@pytest.mark.parametrize(
    "shown",
    [
        repr,
        str,
        ascii,
        format,
        "{}".format,
        "{:>40}".format,
        "{!r:.3}".format,
        "%s".__mod__,
        "%r".__mod__,
        lambda secret: f"{secret}",
        lambda secret: f"{secret:x}",
        lambda secret: repr([secret]),
        lambda secret: repr({"key": secret}),
        lambda secret: repr(_Holder(secret)),
        lambda secret: json.dumps({"key": secret}, default=str),
    ],
)
def test_no_way_of_printing_shows_it(shown: Callable[[Secret], str]) -> None:
    """However it is printed, alone or inside something, nothing of the value appears."""
    text = shown(Secret(KEY))
    assert text
    assert not any(KEY[at : at + 4] in text for at in range(len(KEY) - 3))
    assert repr(Secret(KEY)) == str(Secret(KEY)) == f"{Secret(KEY)}" == "Secret(***)"


def test_a_log_line_does_not_show_it(caplog: pytest.LogCaptureFixture) -> None:
    """A secret handed to the log by mistake is three stars there."""
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").debug("asking with %s", Secret(KEY))
    assert caplog.messages == ["asking with Secret(***)"]


def test_a_traceback_with_locals_does_not_show_it() -> None:
    """A crash that prints every local prints no secret."""

    def crash(secret: Secret) -> None:
        holder = _Holder(secret)
        raise RuntimeError(f"with {holder}")

    try:
        crash(Secret(KEY))
    except RuntimeError as error:
        printed = "".join(
            traceback.TracebackException.from_exception(error, capture_locals=True).format()
        )
    assert "Secret(***)" in printed
    assert KEY not in printed


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_not_pickled(protocol: int) -> None:
    """No pickle protocol writes it down."""
    with pytest.raises(TypeError, match="not written down"):
        pickle.dumps(Secret(KEY), protocol)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_it_is_not_copied(duplicate: Callable[[Secret], Secret]) -> None:
    """There is one of it."""
    with pytest.raises(TypeError, match="not written down"):
        duplicate(Secret(KEY))


def test_it_has_no_dictionary_to_dump() -> None:
    """`vars()` finds nothing, nor can anything be hung on it."""
    with pytest.raises(TypeError):
        vars(Secret(KEY))
    with pytest.raises(TypeError):
        json.dumps(Secret(KEY))


@pytest.mark.parametrize(
    ("value", "tail"),
    [("0123456789abcdef", "cdef"), ("0123456789abcde", ""), ("abc", ""), ("", ""), (KEY, "cdef")],
)
def test_the_tail_tells_two_keys_apart_and_gives_no_short_one_away(value: str, tail: str) -> None:
    """Four characters are shown of sixteen or more, none of fewer."""
    assert Secret(value).tail == tail


def test_the_fingerprint_names_a_key_without_giving_it_away() -> None:
    """The same key always bears the same name, another one another, and no plain hash is it."""
    fingerprint = Secret(KEY).fingerprint
    assert fingerprint == Secret(KEY).fingerprint
    # Written out: programs of two versions on one host must agree.
    assert fingerprint == hashlib.sha256(b"smspartner-tui key\n" + KEY.encode()).hexdigest()
    assert fingerprint != hashlib.sha256(KEY.encode()).hexdigest()
    names = {
        Secret(value).fingerprint for value in (KEY, KEY + " ", KEY[:-1], KEY.upper(), "", "é")
    }
    assert len(names) == 6
    assert all(set(name) <= set("0123456789abcdef") and len(name) == 64 for name in names)
    assert not any(KEY[at : at + 6] in fingerprint for at in range(len(KEY) - 5))


def test_a_secret_that_is_no_text_has_a_fingerprint_too() -> None:
    """No error about its characters carries the value: there is none."""
    assert len(Secret(KEY + "\udc80").fingerprint) == 64
    assert Secret(KEY + "\udc80").fingerprint != Secret(KEY + "\udc81").fingerprint
