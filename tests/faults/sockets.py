"""Faults of the connection itself: refused, cut, reset, silent, slow, endless or garbled."""

import functools
from typing import Final

from smspartner_tui.core.movement import Reason, State
from tests.faults import behaviours as do
from tests.faults.certificates import Leaf
from tests.faults.conversation import SUCCESS, http_head, http_reply
from tests.faults.listener import Door
from tests.faults.server import Fault, listen

TIGHT: Final = 0.8
"""Seconds to give the client where the fault is that time runs out."""

GOOD: Final = http_reply(200, SUCCESS)
_JSON: Final = "Content-Type: application/json"

_not_sent = functools.partial(
    Fault, expected=State.NOT_SENT, reason_hint=Reason.NO_CONNECTION, posts=0
)
_bad_tls = functools.partial(_not_sent, needs_tls=True, raw=True)
_no_reply = functools.partial(Fault, expected=State.UNKNOWN, reason_hint=Reason.NO_REPLY)
_race = functools.partial(_no_reply, posts=None, or_else=State.NOT_SENT)
_overtime = functools.partial(
    Fault, expected=State.UNKNOWN, reason_hint=Reason.DEADLINE, deadline=TIGHT
)
_unreadable = functools.partial(Fault, expected=State.UNKNOWN, reason_hint=Reason.UNREADABLE)
_confirmed = functools.partial(Fault, expected=State.CONFIRMED, reason_hint=Reason.SUCCESS)


def _says(answer: bytes) -> functools.partial[None]:
    return functools.partial(do.say, answer)


_LENGTH: Final = f"Content-Length: {len(SUCCESS)}"
_OPEN_ENDED: Final = http_head(200, _JSON)
_CHUNKED: Final = http_head(200, _JSON, "Transfer-Encoding: chunked")
_CHUNK: Final = b"%x\r\n%s\r\n" % (len(SUCCESS), SUCCESS)
_HALF: Final = len(GOOD) - len(SUCCESS) // 2
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_SPACES: Final = b"4000\r\n" + b" " * 0x4000 + b"\r\n"

SOCKET_FAULTS: Final = (
    _not_sent("port-closed", listen, door=Door.CLOSED, plain_only=True),
    _not_sent("connection-refused", listen, door=Door.SHUT, plain_only=True),
    _not_sent("no-answer-to-connect", listen, door=Door.FULL, plain_only=True, deadline=TIGHT),
    _bad_tls("tls-untrusted-authority", functools.partial(do.show, Leaf.UNTRUSTED)),
    _bad_tls("tls-wrong-host-name", functools.partial(do.show, Leaf.WRONG_NAME)),
    _bad_tls("tls-expired", functools.partial(do.show, Leaf.EXPIRED)),
    _bad_tls("tls-plain-http", functools.partial(do.answer_hello, http_reply(400, b"<html>"))),
    _bad_tls("tls-garbage", functools.partial(do.answer_hello, b"\x00" * 64)),
    _bad_tls("tls-alert", functools.partial(do.answer_hello, b"\x15\x03\x03\x00\x02\x02\x28")),
    _bad_tls("tls-fin", functools.partial(do.answer_hello, b"")),
    _bad_tls("tls-reset", do.reset_in_handshake),
    _bad_tls("tls-stall", do.stall_in_handshake, deadline=TIGHT),
    _race("tls-client-certificate", do.demand_certificate, posts=0, needs_tls=True, raw=True),
    _no_reply(
        "tls-client-certificate-late", do.demand_certificate_late, posts=0, needs_tls=True, raw=True
    ),
    _race("reset-at-once", do.reset_at_once, posts=0),
    _race("half-close-at-once", do.half_close_at_once),
    _race("speaks-first", do.speak_first),
    _no_reply("half-close-on-first-byte", do.half_close_on_first_byte),
    _no_reply("close-unread", do.close_unread),
    _no_reply("reset-on-first-byte", do.reset_on_first_byte),
    _no_reply("read-then-fin", do.read_then_finish),
    _no_reply("read-then-fin-no-goodbye", functools.partial(do.read_then_finish, notify=False)),
    _no_reply("read-then-reset", do.read_then_reset),
    Fault("early-413", do.refuse_early, State.REJECTED, Reason.REFUSED),
    _overtime("read-then-silence", do.say_nothing),
    _overtime("accepted-after-giving-up", do.say_nothing, door=Door.LATE, plain_only=True),
    _no_reply("cut-status-line", _says(GOOD[:11])),
    _no_reply("cut-headers", _says(GOOD[:30])),
    _no_reply("cut-before-body", _says(GOOD[: len(GOOD) - len(SUCCESS)])),
    _no_reply("cut-body", _says(GOOD[:_HALF])),
    _no_reply("cut-body-by-reset", functools.partial(do.say_and_reset, GOOD[:_HALF])),
    _overtime("cut-body-in-silence", functools.partial(do.say_and_hang, GOOD[:_HALF])),
    _overtime("one-byte-short", functools.partial(do.say_and_hang, GOOD[:-1])),
    _no_reply("cut-chunk", _says(_CHUNKED + _CHUNK[:40])),
    _no_reply("no-last-chunk", _says(_CHUNKED + _CHUNK)),
    _no_reply("bad-chunk-size", _says(_CHUNKED + b"zz\r\n" + SUCCESS)),
    _unreadable("cut-without-length", _says(_OPEN_ENDED + SUCCESS[:40])),
    _unreadable(
        "cut-without-length-or-goodbye",
        functools.partial(do.say, _OPEN_ENDED + SUCCESS[:40], notify=False),
    ),
    _unreadable("length-too-short", _says(http_head(200, _JSON, "Content-Length: 40") + SUCCESS)),
    _no_reply("garbage", _says(b"\x00\xff\x16not http at all\r\n\r\n")),
    _no_reply("other-protocol", _says(b"SSH-2.0-OpenSSH_9.2\r\n")),
    _no_reply("two-lengths", _says(http_head(200, _JSON, _LENGTH, "Content-Length: 5") + SUCCESS)),
    _no_reply("length-not-a-number", _says(http_head(200, "Content-Length: many") + SUCCESS)),
    _no_reply(
        "huge-header",
        _says(http_head(200, _JSON, "X-Padding: " + "x" * 200_000, _LENGTH) + SUCCESS),
    ),
    _no_reply("switching-protocols", _says(http_head(101, "Upgrade: h2c", "Connection: Upgrade"))),
    _overtime("drip-reply", functools.partial(do.drip, GOOD, 0)),
    _overtime("drip-headers", functools.partial(do.drip, GOOD, 20)),
    _overtime("drip-body", functools.partial(do.drip, GOOD, len(GOOD) - len(SUCCESS))),
    _overtime("endless-100-continue", functools.partial(do.repeat, b"", _CONTINUE, 0.01)),
    _unreadable("endless-chunks", functools.partial(do.repeat, _CHUNKED, _SPACES, 0.0)),
    _overtime(
        "endless-slow-chunks", functools.partial(do.repeat, _CHUNKED, b"1\r\n \r\n", do.DRIP)
    ),
    _unreadable("gzip-bomb", do.bomb),
    _unreadable(
        "500-mb-announced",
        functools.partial(
            do.say_and_hang, http_head(200, _JSON, "Content-Length: 524288000") + b" " * 200_000
        ),
    ),
    _confirmed("100-then-good", _says(_CONTINUE + GOOD)),
    _confirmed("103-then-good", _says(http_head(103, "Link: </style.css>") + GOOD)),
    _confirmed("good-chunked", _says(_CHUNKED + _CHUNK + b"0\r\n\r\n")),
    _confirmed("good-without-length", _says(_OPEN_ENDED + SUCCESS)),
    _overtime(
        "good-without-length-or-end", functools.partial(do.say_and_hang, _OPEN_ENDED + SUCCESS)
    ),
    _confirmed("good-http-1.0", _says(GOOD.replace(b"HTTP/1.1", b"HTTP/1.0"))),
    _confirmed("good-then-more", functools.partial(do.say_and_hang, GOOD + GOOD)),
    _confirmed("good-then-open", functools.partial(do.say_and_hang, GOOD)),
)
"""What happens on the socket. Not here: a write that blocks; the request is far too small."""
