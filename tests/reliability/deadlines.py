"""Deadlines overrun: how long after its time a movement or a reading comes back.

Run as `python -m tests.reliability.deadlines --deadline 1.5 --rounds 2`; it draws nothing, so it
takes no seed. Servers that drip, go on without end, say nothing, read nothing or read slowly, and
handshakes and name lookups that stall; over HTTP and TLS. Each must end at the deadline, neither
before, which would prove nothing, nor half a second after.

It does not show a machine that is busy otherwise, and no address that swallows packets: the one
that leaves connecting unanswered is a full listen queue.
"""

import argparse
import contextlib
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import httpx

from smspartner_tui.core.movement import Reason, State
from smspartner_tui.core.secret import Secret
from smspartner_tui.partner import ReadingError, SmsPartner
from smspartner_tui.partner.connection import Address, Network
from smspartner_tui.partner.line import Line, NoAnswer
from smspartner_tui.partner.wire import request_body
from tests.faults import FAULTS, SUCCESS, Conversation, Fault, FaultServer, http_reply
from tests.faults.certificates import server_context
from tests.partner import FIFTY, KEY, OVERRUN, PATIENCE, TOKEN, client_of, until
from tests.reliability.report import Line as Figure
from tests.reliability.report import tell

_DRIP: Final = 0.02
"""Seconds between two bytes of what drips below TLS, or is read slowly."""

Ask = Callable[[SmsPartner], State]
"""A movement or a reading; the state that it ended in, `unknown` for a reading without answer."""


class Timed(NamedTuple):
    """One call against a clock, in seconds; `state` is what it came to."""

    what: str
    limit: float
    seconds: float
    state: State
    expected: State

    @property
    def overrun(self) -> float:
        """Seconds beyond the limit; below zero where it ended before."""
        return self.seconds - self.limit

    @property
    def is_fair(self) -> bool:
        """Whether it was the deadline that ended it, in the state that this leaves."""
        return self.overrun > -0.01 and self.state is self.expected


def _read_nothing(conversation: Conversation) -> None:
    conversation.pause(60)


def _read_slowly(conversation: Conversation) -> None:
    while True:
        conversation.read(1)
        conversation.pause(_DRIP)


def _drip_handshake(conversation: Conversation) -> None:
    _talk_tls(conversation, handshake=conversation.drip)


def _drip_record(conversation: Conversation) -> None:
    _talk_tls(conversation, reply=conversation.drip)


def _at_once(conversation: Conversation) -> Callable[[bytes, float], None]:
    return lambda data, _every: conversation.send(data)


def _talk_tls(
    conversation: Conversation,
    handshake: Callable[[bytes, float], None] | None = None,
    reply: Callable[[bytes, float], None] | None = None,
) -> None:
    """Shake hands and answer with the bytes of TLS itself in hand, to send them byte by byte."""
    say, answer = handshake or _at_once(conversation), reply or _at_once(conversation)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = server_context().wrap_bio(incoming, outgoing, server_side=True)
    heard = b""
    while b"\r\n\r\n" not in heard:
        try:
            tls.do_handshake()
            heard += tls.read()
        except ssl.SSLWantReadError:
            say(outgoing.read(), _DRIP)
            incoming.write(conversation.read_raw())
    tls.write(http_reply(200, SUCCESS))
    answer(outgoing.read(), _DRIP)
    conversation.ignore_raw()


def _ours(name: str, serve: Callable[[Conversation], None], *, raw: bool = False) -> Fault:
    state = State.NOT_SENT if name.endswith("handshake") else State.UNKNOWN
    return Fault(name, serve, state, Reason.DEADLINE, deadline=1, needs_tls=raw, raw=raw)


FROM_TABLE: Final = tuple(
    FAULTS[name]
    for name in (
        "drip-reply",
        "drip-headers",
        "drip-body",
        "endless-100-continue",
        "endless-slow-chunks",
        "read-then-silence",
        "cut-body-in-silence",
        "tls-stall",
        "no-answer-to-connect",
    )
)
OURS: Final = (
    _ours("reads-nothing", _read_nothing),
    _ours("reads-slowly", _read_slowly),
    _ours("drip-handshake", _drip_handshake, raw=True),
    _ours("drip-record", _drip_record, raw=True),
)
ENDLESS: Final = ("drip-headers", "drip-body", "endless-100-continue")
"""What a time-out for each read never ends."""


def post(partner: SmsPartner) -> State:
    """One movement."""
    return partner.add_credit(TOKEN, FIFTY).state


def read(partner: SmsPartner) -> State:
    """One reading."""
    with contextlib.suppress(ReadingError):
        partner.main_balance()
        return State.CONFIRMED
    return State.UNKNOWN


def measure(fault: Fault, limit: float, ask: Ask, *, tls: bool) -> Timed:
    """One call to one such server, `limit` seconds to connect and for the exchange."""
    what = f"{'TLS' if tls else 'http'}, {fault.name}"
    expected = fault.expected if ask is post else State.UNKNOWN
    with (
        FaultServer(replace(fault, deadline=limit), tls=tls) as server,
        client_of(server) as partner,
    ):
        began = time.monotonic()
        state = ask(partner)
        return Timed(what, limit, time.monotonic() - began, state, expected)


def everywhere(faults: Sequence[Fault]) -> Iterator[tuple[Fault, bool]]:
    """Each fault with whether it is had over TLS, both where both can be."""
    for tls in (False, True):
        for fault in faults:
            if not (fault.plain_only if tls else fault.needs_tls):
                yield fault, tls


@contextlib.contextmanager
def stalled_line(limit: float) -> Iterator[tuple[Line, threading.Event]]:
    """A line whose resolver does not answer until this is over; the event says it was asked."""
    asked, go_on = threading.Event(), threading.Event()

    def resolve(host: str, port: int) -> list[Address]:
        asked.set()
        go_on.wait(60)
        raise OSError("too late")

    line = Line("https://platform.test/v1", Secret(KEY), limit)
    line._money_network, line._reading_network = Network(resolve), Network(resolve)
    try:
        yield line, asked
    finally:
        go_on.set()
        until(lambda: all(thread.name != "name lookup" for thread in threading.enumerate()))


def look_up(limit: float) -> list[Timed]:
    """A movement and a reading whose name lookup stalls, `limit` seconds being left to connect."""
    with stalled_line(limit) as (line, _):
        began = time.monotonic()
        sent = line.post("/subaccount/credit/add", request_body(TOKEN, FIFTY), 60).post_began
        posted = time.monotonic()
        with line.readings(60) as reader, contextlib.suppress(NoAnswer):
            reader.get("/me")
        ended = time.monotonic()
    state = State.UNKNOWN if sent else State.NOT_SENT
    return [
        Timed("lookup, a movement", limit, posted - began, state, State.NOT_SENT),
        Timed("lookup, a reading", limit, ended - posted, State.UNKNOWN, State.UNKNOWN),
    ]


def leave() -> float:
    """Seconds that a reading stuck in its name lookup still takes once the program is left."""
    with stalled_line(60) as (line, asked):
        ended: list[float] = []

        def ask() -> None:
            with line.readings(60) as reader, contextlib.suppress(NoAnswer):
                reader.get("/me")
            ended.append(time.monotonic())

        reading = threading.Thread(target=ask)
        reading.start()
        asked.wait(PATIENCE)
        began = time.monotonic()
        line.abort_readings()
        reading.join()
        return ended[0] - began


def stock(fault: Fault, limit: float) -> Timed:
    """The same POST by stock httpx, whose time-out is for each read; cut off at four times it."""
    with FaultServer(replace(fault, deadline=limit)) as server:
        cut = threading.Timer(4 * limit, server.close)
        cut.start()
        began = time.monotonic()
        with contextlib.suppress(httpx.HTTPError):
            httpx.post(f"{server.base_url}/subaccount/credit/add", content=b"{}", timeout=limit)
        seconds = time.monotonic() - began
        cut.cancel()
        cut.join()
    return Timed(fault.name, limit, seconds, State.UNKNOWN, State.UNKNOWN)


def lines(posts: Sequence[Timed], reads: Sequence[Timed], lookups: Sequence[Timed]) -> list[Figure]:
    """The table."""
    found = [_worst("movement", posts), _worst("reading", reads), _worst("lookup", lookups)]
    unfair = [each for each in (*posts, *reads, *lookups) if not each.is_fair]
    calls = len(posts) + len(reads) + len(lookups)
    found.append(
        Figure(f"ended before its time or otherwise, of {calls}", str(len(unfair)), "0", not unfair)
    )
    return found


def _worst(kind: str, timed: Sequence[Timed]) -> Figure:
    worst = max(timed, key=lambda each: each.overrun)
    what = f"worst overrun of a {kind} ({worst.what})"
    return Figure(what, f"{worst.overrun:.3f} s", f"<= {OVERRUN} s", worst.overrun <= OVERRUN)


def main() -> int:
    """Meet everything that takes too long, and print the table; 1 if a deadline was overrun."""
    parser = argparse.ArgumentParser(description="How long after its time a call comes back.")
    parser.add_argument("--deadline", type=float, default=1.5)
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args()
    limit: float = asked.deadline
    posts, reads, lookups, leaving = [], [], [], 0.0
    for _ in range(asked.rounds):
        for fault, tls in everywhere((*FROM_TABLE, *OURS)):
            posts.append(measure(fault, limit, post, tls=tls))
            reads.append(measure(fault, limit, read, tls=tls))
        lookups += look_up(limit)
        leaving = max(leaving, leave())
    for each in (*posts, *reads, *lookups):
        if not each.is_fair or each.overrun > OVERRUN:
            sys.stdout.write(f"{each}\n")
    anchor = max(stock(FAULTS[name], limit).overrun for name in ENDLESS)
    left = Figure(
        "leaving during a reading's lookup",
        f"{leaving:.3f} s",
        f"<= {OVERRUN} s",
        leaving <= OVERRUN,
    )
    cut = Figure("anchor: stock httpx, cut off after 4 deadlines", f"{anchor:.3f} s")
    return tell([*lines(posts, reads, lookups), left, cut])


if __name__ == "__main__":
    sys.exit(main())
