"""Replies that are far too big, and what they cost in memory.

Run as `python -m tests.reliability.big_reply`; it draws nothing, so it takes no seed. 500 MB of
gzip in half a megabyte, 500 MB as they are, and chunks without end answer a movement and a
reading, each in a process of its own; measured is by how much its peak of memory grows beyond
that of a normal reply. Stock httpx gets the same, except that its chunks end after 500 MB.

It does not show what many sizeable replies cost together: the connections are closed each time.
"""

import json
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Final, NamedTuple

from smspartner_tui.core.accounts import ReadingProblem
from smspartner_tui.core.movement import Reason, State
from tests.faults import FAULTS, Conversation, Fault, FaultServer, http_head, http_reply
from tests.partner import answering, raw_json, scripted
from tests.reliability.report import Line, tell

MB: Final = 1_000_000
BIG: Final = 500
"""Megabytes of the replies."""

BAR: Final = 5
"""Megabytes by which the peak may grow."""

_ROOT: Final = Path(__file__).parents[2]
_REFUSED: Final = {
    "post": f"{State.UNKNOWN}, {Reason.UNREADABLE}",
    "get": ReadingProblem.UNREADABLE.value,
}
_NORMAL: Final = raw_json(
    {"success": True, "credit": 2869.2, "subaccountCredit": 61.8, "credits": {"balance": "5.0"}}
)


class Cost(NamedTuple):
    """One big reply: the growth of the peak in megabytes, the seconds, what came of it."""

    what: str
    call: str
    growth: float
    seconds: float
    came_to: str

    @property
    def is_refused(self) -> bool:
        """Whether it was called unreadable."""
        return self.came_to == _REFUSED[self.call]


def _plain(megabytes: int, conversation: Conversation) -> None:
    conversation.read_request()
    conversation.send(http_head(200, f"Content-Length: {megabytes * MB}"))
    for _ in range(megabytes):
        conversation.send(bytes(MB))
    conversation.stay_silent()


@cache
def _packed(megabytes: int) -> bytes:
    packer = zlib.compressobj(wbits=31)
    packed = [packer.compress(b" " * MB) for _ in range(megabytes)]
    return b"".join((*packed, packer.flush()))


def _bomb(megabytes: int, conversation: Conversation) -> None:
    # Whole to its checksum, which the one in the table of faults is not: stock would refuse that.
    conversation.read_request()
    reply = http_reply(200, _packed(megabytes), headers=("Content-Encoding: gzip",))
    conversation.send(reply)
    conversation.stay_silent()


def _chunks(megabytes: int, conversation: Conversation) -> None:
    conversation.read_request()
    conversation.send(http_head(200, "Transfer-Encoding: chunked"))
    for _ in range(megabytes):
        conversation.send(b"%x\r\n%s\r\n" % (MB, bytes(MB)))
    conversation.send(b"0\r\n\r\n")
    conversation.stay_silent()


def big(serve: Callable[[int, Conversation], None], megabytes: int = BIG) -> Fault:
    """A server of so many megabytes."""
    return scripted(partial(serve, megabytes))


OURS: Final = {
    "gzip bomb": big(_bomb),
    "as they are": big(_plain),
    "endless chunks": FAULTS["endless-chunks"],
}
STOCK: Final = OURS | {"endless chunks": big(_chunks)}
SMALL: Final = big(_plain, 20)
"""Still too much, for a proof that takes no time."""


def cost(name: str, fault: Fault, call: str, client: str = "ours") -> Cost:
    """What such a reply costs a process."""
    with FaultServer(answering(_NORMAL)) as normal, FaultServer(fault) as server:
        module = "tests.reliability.big_reply_child"
        words = (client, call, normal.base_url, server.base_url)
        asked = subprocess.run(
            [sys.executable, "-m", module, *words], cwd=_ROOT, capture_output=True, check=True
        )
        growth, seconds, came_to = json.loads(asked.stdout)
    return Cost(name, call, growth / MB, seconds, came_to)


def lines(ours: Sequence[Cost], stock: Sequence[Cost]) -> list[Line]:
    """The table."""
    found = [
        Line(_what(each), f"+{each.growth:.1f} MB", f"<= +{BAR} MB", each.growth <= BAR)
        for each in ours
    ]
    odd = [each for each in ours if not each.is_refused]
    found.append(Line(f"not called unreadable, of {len(ours)}", str(len(odd)), "0", not odd))
    return found + [
        Line(f"anchor: stock httpx, {_what(each)}", f"+{each.growth:.1f} MB") for each in stock
    ]


def _what(each: Cost) -> str:
    return f"{'movement' if each.call == 'post' else 'reading'}, {each.what}, {each.seconds:.1f} s"


def main() -> int:
    """Weigh them all, and print the table; 1 if one grew too much."""
    _packed(BIG)  # Now, so that no client's seconds count it.
    ours = [cost(name, fault, call) for call in _REFUSED for name, fault in OURS.items()]
    stock = [cost(name, fault, call, "stock") for call in _REFUSED for name, fault in STOCK.items()]
    return tell(lines(ours, stock))


if __name__ == "__main__":
    sys.exit(main())
