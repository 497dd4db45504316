"""The canary run in short, and proof that its search sees a key in every form and place."""

import base64
import functools
import html
import importlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.reliability import canary_look as look
from tests.reliability.canary import LEAST_CHANNELS, LEAST_POINTS, lines
from tests.reliability.canary_points import POINTS, Point, Source
from tests.reliability.canary_run import Found, Weakness, echo, try_point
from tests.reliability.canary_search import CANARIES, KEY, PIECE, Canary, found_in

BY_NAME = {point.name: point for point in POINTS}

WAYS: dict[str, Callable[[str], str]] = {
    "whole": str,
    "its beginning": lambda key: key[:PIECE],
    "its middle": lambda key: key[9 : 9 + PIECE],
    "its end": lambda key: key[-PIECE:],
    "in small letters": str.lower,
    "in an address": lambda key: quote(key, safe=""),
    "as JSON": json.dumps,
    "as Python shows it": repr,
    "as HTML": html.escape,
    "as hex": lambda key: key.encode().hex(),
    "as base64": lambda key: base64.b64encode(key.encode()).decode(),
    "as base64 behind one": lambda key: base64.b64encode(b"x" + key.encode()).decode(),
    "as base64 behind two": lambda key: base64.b64encode(b"xx" + key.encode()).decode(),
    "over two lines": lambda key: f"{key[:8]} │\r\n│ {key[8:]}",
    "in two colours": lambda key: f"{key[:8]}\x1b[38;5;253m{key[8:]}\x1b[0m",
    "behind a jump": lambda key: f"{key[:8]}\x1b[46;13H{key[8:]}",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name)
def test_search_finds_a_canary(canary: Canary, way: str) -> None:
    """In every form, and broken as screens break it."""
    written = f"something {WAYS[way](canary.value)} something".encode()
    assert found_in(written) == [canary.name]


@pytest.mark.parametrize(
    "content", [b"", KEY.value[: PIECE - 1].encode(), KEY.value[::-1].encode(), b"apiKey=***"]
)
def test_search_finds_nothing_where_nothing_is(content: bytes) -> None:
    """Less than a piece is no hit, nor is anything else."""
    assert found_in(content) == []


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_every_point_is_there(point: Point) -> None:
    """What a fault is planted in exists, so that no point is passed by."""
    module, _, path = point.where.partition(":")
    target = functools.reduce(getattr, path.split("."), importlib.import_module(module))
    assert callable(target)


def test_run_is_as_large_as_promised() -> None:
    """Enough points, no two alike, and enough channels."""
    assert len(BY_NAME) == len(POINTS) >= LEAST_POINTS
    assert len(set(look.CHANNELS)) == len(look.CHANNELS) >= LEAST_CHANNELS


@pytest.mark.parametrize(
    "name", ["parser: a sub-account's key at hand", "after a refusal that repeats the key"]
)
def test_crash_shows_no_key_in_any_channel(name: str, tmp_path: Path) -> None:
    """In the thread that reads, with whole replies at hand, and after the platform said the key."""
    (point,) = (point for known, point in BY_NAME.items() if known.endswith(name))
    found = try_point(point, tmp_path)
    assert found.problem is None
    assert {channel: hits for channel, hits in found.hits.items() if hits} == {}
    assert found.left == []
    assert {*look.CHANNELS} - {*found.size} <= {look.TMUX}
    assert found.size[look.LOG] > 0
    assert (found.size[look.EXPORTS] > 0) == name.startswith("after a refusal")


def test_crash_without_the_guards_is_seen(tmp_path: Path) -> None:
    """With Textual's own crash screen, and an environment that is heard, the key is found."""
    point = replace(BY_NAME["event handler"], source=Source.VARIABLE)
    found = try_point(point, tmp_path, Weakness(unhardened=True, stock_crash=True))
    assert found.problem is None
    hit = {channel for channel, hits in found.hits.items() if KEY.name in hits}
    assert {look.DRAWN, look.AFTER, look.SCROLLBACK, look.ENVIRONMENT} <= hit
    assert {"textual.log", "keys.log"} <= {*found.left}
    told = {line.what.strip(): line for line in lines([found], whole=False)}
    assert not told[look.DRAWN].holds
    assert told[look.JOURNAL].holds


def test_platform_says_the_key_in_every_way() -> None:
    """What the refusal repeats is found, were it shown as it came."""
    assert found_in(echo().encode()) == [KEY.name]


def test_missed_point_misses_the_bar() -> None:
    """A failure that was not the one it should be is told as such."""
    missed = Found(POINTS[0], problem="still alive")
    assert [line.what for line in lines([missed], whole=False) if not line.holds] == [
        "ended otherwise than they should",
        "channels",
    ]
