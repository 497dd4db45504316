"""The canary run in short, and proof that its search sees a key in every form and place."""

import base64
import functools
import html
import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE
from urllib.parse import quote

import pytest

from tests.reliability import canary_look as look
from tests.reliability.canary import LEAST_CHANNELS, LEAST_POINTS, lines
from tests.reliability.canary_points import POINTS, Point
from tests.reliability.canary_run import Found, Weakness, echo, try_point
from tests.reliability.canary_search import CANARIES, KEY, PIECE, Canary, found_in
from tests.terminal.place import Place

_CARELESS = """
import ctypes, os, sys
sys.argv[0] = os.environ["CANARY"]
if os.geteuid() == 0:
    ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
print("ready", flush=True)
sys.stdin.read()
"""

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


def test_crash_shows_no_key_in_any_channel(tmp_path: Path) -> None:
    """In the thread that reads, with whole replies at hand."""
    found = try_point(BY_NAME["parser: a sub-account's key at hand"], tmp_path)
    assert found.problem is None
    assert {channel: hits for channel, hits in found.hits.items() if hits} == {}
    assert found.left == []
    assert {*look.CHANNELS} - {*found.size} <= {look.TMUX}
    assert found.size[look.LOG] > 0


def test_crash_screen_of_textuals_own_is_seen(tmp_path: Path) -> None:
    """Where it shows what the variables held, the key is found, and the bar is missed."""
    found = try_point(BY_NAME["event handler"], tmp_path, Weakness(stock_crash=True))
    assert found.problem is None
    hit = {channel for channel, hits in found.hits.items() if KEY.name in hits}
    assert hit - {look.TMUX} == {look.DRAWN, look.AFTER, look.SCROLLBACK}
    told = {line.what.strip(): line for line in lines([found], whole=False)}
    assert not told[look.DRAWN].holds
    assert told[look.JOURNAL].holds


def test_environment_and_memory_of_a_careless_process_are_seen() -> None:
    """A process that is not hardened shows both to its own user."""
    waits = [sys.executable, "-c", _CARELESS]
    environment = {"CANARY": KEY.value}
    with subprocess.Popen(waits, env=environment, stdin=PIPE, stdout=PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        found = Found(POINTS[0])
        found.take(look.at_process(process.pid))
        process.stdin.close()
    hit = {channel for channel, hits in found.hits.items() if hits} - {look.AS_ROOT}
    assert hit == {look.ENVIRONMENT, look.MEMORY}


def test_files_are_told_apart(tmp_path: Path) -> None:
    """A key in a log, a dump or an export is found there; its own file is none of them."""
    place = Place(tmp_path)
    place.configure("http://127.0.0.1:9/v1", key=KEY.value)
    for name in ("work/textual.log", "work/core.17", "work/smspartner-prod.csv", "home/notes"):
        place.folder.joinpath(name).write_text(KEY.value)
    found = Found(POINTS[0])
    found.take(look.at_files(place))
    hit = {channel for channel, hits in found.hits.items() if hits}
    assert hit == {look.WORK, look.CORE, look.EXPORTS, look.HOME}
    assert sorted(found.left) == ["core.17", "notes", "textual.log"]


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
