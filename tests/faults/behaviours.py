"""Ways to misbehave on an accepted connection, each a function that talks to the client."""

import contextlib
import itertools
import ssl
import zlib
from typing import Final

from tests.faults.certificates import Leaf, server_context
from tests.faults.conversation import Conversation, http_reply

DRIP: Final = 0.05
"""Seconds between two dripped bytes: each read is quick, the whole takes seconds."""


# Before any byte of HTTP.


def show(leaf: Leaf, conversation: Conversation) -> None:
    """Shake hands with a certificate the client must not accept."""
    conversation.start_tls(server_context(leaf))
    conversation.stay_silent()


def answer_hello(answer: bytes, conversation: Conversation) -> None:
    """Answer the client's TLS hello with something else, then close."""
    conversation.read_raw()
    conversation.send(answer)
    conversation.half_close()
    conversation.ignore_raw()


def reset_in_handshake(conversation: Conversation) -> None:
    """Read the TLS hello, then RST."""
    conversation.read_raw()
    conversation.reset()


def stall_in_handshake(conversation: Conversation) -> None:
    """Read the TLS hello and never answer it."""
    conversation.ignore_raw()


def demand_certificate(conversation: Conversation) -> None:
    """Refuse, once the client believes the handshake done, that it shows no certificate."""
    with contextlib.suppress(ssl.SSLError):
        conversation.start_tls(server_context(demand_client_certificate=True))
    # In order, so that no RST overtakes the alert that TLS has just sent.
    conversation.half_close(notify=False)
    conversation.ignore_raw()


def demand_certificate_late(conversation: Conversation) -> None:
    """The same, but only when the client has begun to write its request."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = server_context(demand_client_certificate=True)
    tls = context.wrap_bio(incoming, outgoing, server_side=True)
    while not outgoing.pending:
        incoming.write(conversation.read_raw())
        with contextlib.suppress(ssl.SSLWantReadError):
            tls.do_handshake()
    conversation.send(outgoing.read())
    # The client's end of the handshake is some 110 bytes; whatever is beyond is its request.
    flight = b""
    while len(flight) < 200:
        flight += conversation.read_raw()
    incoming.write(flight)
    with contextlib.suppress(ssl.SSLError):
        tls.do_handshake()
    conversation.send(outgoing.read())
    conversation.half_close()
    conversation.ignore_raw()


# Around the request.


def reset_at_once(conversation: Conversation) -> None:
    """RST as soon as the connection stands."""
    conversation.reset()


def speak_first(conversation: Conversation) -> None:
    """Say something before being asked, as a connection with a stale reply in it would."""
    conversation.send(b"stale bytes\r\n\r\n")
    conversation.stay_silent()


def half_close_at_once(conversation: Conversation) -> None:
    """Say that nothing will be said, and read on."""
    conversation.finish()


def half_close_on_first_byte(conversation: Conversation) -> None:
    """The same once the request has begun; the whole of it is read."""
    conversation.read(1)
    conversation.finish()


def close_unread(conversation: Conversation) -> None:
    """Close with most of the request unread."""
    conversation.read(1)
    conversation.close()


def reset_on_first_byte(conversation: Conversation) -> None:
    """RST while the client is still writing."""
    conversation.read(1)
    conversation.reset()


def read_then_finish(conversation: Conversation, *, notify: bool = True) -> None:
    """Read the request, then close in order without a word."""
    conversation.read_request()
    conversation.finish(notify=notify)


def read_then_reset(conversation: Conversation) -> None:
    """Read the request, then RST."""
    conversation.read_request()
    conversation.reset()


def say_nothing(conversation: Conversation) -> None:
    """Read the request and never answer."""
    conversation.read_request()
    conversation.stay_silent()


def refuse_early(conversation: Conversation) -> None:
    """Answer 413 when only the headers were read."""
    conversation.read_head()
    conversation.send(http_reply(413, b'{"success": false, "message": "too large"}'))
    conversation.stay_silent()


# Around the reply.


def say(answer: bytes, conversation: Conversation, *, notify: bool = True) -> None:
    """Read the request, say these bytes and no more, close in order."""
    conversation.read_request()
    conversation.send(answer)
    conversation.finish(notify=notify)


def say_and_reset(answer: bytes, conversation: Conversation) -> None:
    """Read the request, say these bytes, RST."""
    conversation.read_request()
    conversation.send(answer)
    conversation.reset()


def say_and_hang(answer: bytes, conversation: Conversation) -> None:
    """Read the request, say these bytes, keep the connection open in silence."""
    conversation.read_request()
    conversation.send(answer)
    conversation.stay_silent()


def drip(answer: bytes, at_once: int, conversation: Conversation) -> None:
    """Read the request, say the first bytes at once and the others one at a time."""
    conversation.read_request()
    conversation.send(answer[:at_once])
    conversation.drip(answer[at_once:], DRIP)


def repeat(first: bytes, again: bytes, every: float, conversation: Conversation) -> None:
    """Read the request, say the first bytes, then others again and again without end."""
    conversation.read_request()
    conversation.send(first)
    for _ in itertools.count():
        conversation.send(again)
        conversation.pause(every)


def bomb(conversation: Conversation) -> None:
    """Answer with half a megabyte of gzip that would fill 500."""
    conversation.read_request()
    packer = zlib.compressobj(wbits=31)
    beginning = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the same megabyte packs to bytes that can be repeated as they are.
    block = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    body = beginning + block * 499 + packer.flush()
    conversation.send(http_reply(200, body, headers=("Content-Encoding: gzip",)))
    conversation.stay_silent()
