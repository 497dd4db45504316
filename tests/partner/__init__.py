"""The wire: what is written, what is read, and what is made of everything that can go wrong."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain, repeat

from smspartner_tui.core.movement import Reason, State
from smspartner_tui.partner import SmsPartner
from tests.faults import Conversation, Fault, FaultServer, http_reply

KEY = "c4nary0f5ecrets8e7d6c5b4a39281706f5e4d3c"
TOKEN = "6a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
FIFTY = Decimal(50)

OVERRUN = 0.5
"""Seconds by which a deadline may be overrun."""

PATIENCE = 5.0
"""Seconds that a wait may take before it is called a failure."""


def until(predicate: Callable[[], bool]) -> None:
    """Wait for something that happens in another thread."""
    pause = threading.Event()
    end = time.monotonic() + PATIENCE
    while not predicate():
        if time.monotonic() > end:
            raise TimeoutError("it did not come to that")
        pause.wait(0.002)


def keepers() -> list[threading.Thread]:
    """The threads that open connections ahead."""
    return [thread for thread in threading.enumerate() if thread.name == "spare connections"]


@contextmanager
def client_of(
    server: FaultServer,
    *,
    deadline: float = 10.0,
    reading_deadline: float = 10.0,
    connect_timeout: float = PATIENCE,
) -> Iterator[SmsPartner]:
    """A client of a misbehaving server, which leaves nothing open behind it."""
    limit = server.fault.deadline
    partner = SmsPartner(
        KEY,
        server.base_url,
        deadline=limit or deadline,
        reading_deadline=limit or reading_deadline,
        connect_timeout=limit or connect_timeout,
        ca_file=server.ca_file if server.tls else None,
    )
    try:
        yield partner
    finally:
        partner.rest()
        until(lambda: not keepers())


def scripted(serve: Callable[[Conversation], None]) -> Fault:
    """A server that does what this test wants."""
    return Fault("scripted", serve, State.UNKNOWN, Reason.UNEXPECTED)


def answering(*replies: bytes) -> Fault:
    """A server that gives these raw replies in turn, over all connections; the last for ever."""
    turn = chain(replies, repeat(replies[-1]))

    def serve(conversation: Conversation) -> None:
        while True:
            conversation.read_request()
            conversation.send(next(turn))

    return scripted(serve)


def raw_json(value: object, status: int = 200) -> bytes:
    """An HTTP reply with a value as its JSON."""
    return http_reply(status, json.dumps(value).encode())
