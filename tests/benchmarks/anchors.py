"""What ours is held against: movements one after the other, by other means.

Each takes the seconds of all its movements, from nothing, and fails if one is not confirmed.
"""

import http.client
import importlib.util
import json
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from smspartner_tui.core.movement import Movement
from smspartner_tui.partner.wire import request_body, with_key
from tests.benchmarks.distance import Distance
from tests.benchmarks.far_bank import PATHS

KEY: Final = "0f1e2d3c4b5a69788796a5b4c3d2e1f001234567"
_HEADERS: Final = {"Content-Type": "application/json"}
_PATIENCE: Final = 60.0

_SEED: Final = """
import sys
import requests
url, authority, body = sys.argv[1:]
headers = {"Content-Type": "application/json"}
print(requests.post(url, data=body, headers=headers, verify=authority).text)
"""


class Anchor(NamedTuple):
    """One of them; `is_here` where it is installed."""

    name: str
    run: Callable[[Distance, Sequence[Movement]], float]
    is_here: bool = True
    shares_connection: bool = False


def _body(movement: Movement) -> bytes:
    return with_key(request_body(movement.token, movement.amount), KEY)


def _must_succeed(reply: bytes) -> None:
    if json.loads(reply)["success"] is not True:
        raise RuntimeError(reply.decode())


def one_connection(far: Distance, movements: Sequence[Movement]) -> float:
    """The standard library's own client on one connection: nothing that waits can be quicker."""
    context = ssl.create_default_context(cafile=str(far.ca_file))
    began = time.monotonic()
    connection = http.client.HTTPSConnection(
        "127.0.0.1", far.port, context=context, timeout=_PATIENCE
    )
    for movement in movements:
        connection.request("POST", PATHS[movement.direction], _body(movement), _HEADERS)
        _must_succeed(connection.getresponse().read())
    seconds = time.monotonic() - began
    connection.close()
    return seconds


def _one_process_each(
    far: Distance,
    movements: Sequence[Movement],
    command: Callable[[str, str, str], Sequence[str]],
) -> float:
    began = time.monotonic()
    for movement in movements:
        url = far.base_url.removesuffix("/v1") + PATHS[movement.direction]
        words = command(url, str(far.ca_file), _body(movement).decode())
        _must_succeed(subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout)
    return time.monotonic() - began


def curl(far: Distance, movements: Sequence[Movement]) -> float:
    """A new process of curl for each."""

    def command(url: str, authority: str, body: str) -> Sequence[str]:
        kind = "Content-Type: application/json"
        words = ("--silent", "--show-error", "--cacert", authority, "--header", kind)
        return "curl", *words, "--data", body, url

    return _one_process_each(far, movements, command)


def requests(far: Distance, movements: Sequence[Movement]) -> float:
    """A new process of Python with requests for each, as the seed does it."""

    def command(url: str, authority: str, body: str) -> Sequence[str]:
        return sys.executable, "-c", _SEED, url, authority, body

    return _one_process_each(far, movements, command)


BOUND: Final = Anchor("one connection", one_connection, shares_connection=True)
CURL: Final = Anchor("curl, a new process each", curl, shutil.which("curl") is not None)
REQUESTS: Final = Anchor(
    "requests, a new process each", requests, importlib.util.find_spec("requests") is not None
)
