"""A process that asks once for a normal reply and once for a big one, and weighs itself.

Run as `python -m tests.reliability.big_reply_child CLIENT CALL NORMAL_URL BIG_URL`; it prints by
how many bytes its peak grew, the seconds that the big one took, and what came of it.
"""

import json
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Final

import httpx

from smspartner_tui.partner import ReadingError, SmsPartner

_PEAK: Final = "VmHWM:"


def peak() -> int:
    """The most memory that this process ever had, in bytes.

    Not `ru_maxrss`, which a new process inherits from the one that started it.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(_PEAK):
            return int(line.removeprefix(_PEAK).split()[0]) * 1024
    raise LookupError(_PEAK)


def _our_post(url: str) -> str:
    outcome = SmsPartner("key", url).add_credit("token", Decimal(50))
    return f"{outcome.state}, {outcome.reason}"


def _our_get(url: str) -> str:
    try:
        return f"{SmsPartner('key', url).main_balance()} EUR"
    except ReadingError as error:
        return error.problem.value


def _stock_post(url: str) -> str:
    return f"{len(httpx.post(url, json={}, timeout=60).content)} bytes"


def _stock_get(url: str) -> str:
    return f"{len(httpx.get(url, timeout=60).content)} bytes"


_CALLS: Final[dict[tuple[str, str], Callable[[str], str]]] = {
    ("ours", "post"): _our_post,
    ("ours", "get"): _our_get,
    ("stock", "post"): _stock_post,
    ("stock", "get"): _stock_get,
}


def main() -> None:
    """Ask twice, and say what it cost."""
    client, call, normal_url, big_url = sys.argv[1:]
    ask = _CALLS[client, call]
    ask(normal_url)
    before, began = peak(), time.monotonic()
    came_to = ask(big_url)
    sys.stdout.write(json.dumps((peak() - before, time.monotonic() - began, came_to)))


if __name__ == "__main__":
    main()
