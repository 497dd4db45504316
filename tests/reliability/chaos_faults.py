"""What the faulty bank does with a movement: apply it or not, answer well, badly or never."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from random import Random
from typing import Final, Protocol

from smspartner_tui.core.movement import State
from tests.faults.behaviours import DRIP
from tests.faults.conversation import SUCCESS, Conversation, http_head, http_reply
from tests.faults.replies import HTML, MOVED

SLOW: Final = 0.12
"""Seconds that a slow answer takes, well within the deadline."""

_JSON: Final = "Content-Type: application/json"
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class Welcome(StrEnum):
    """How the bank receives whoever connects; the first that is asked for prevails."""

    REFUSED = "connection refused"
    LATE = "left in the listen queue until the client gave up"
    RESET = "reset at once"
    CUT = "reset on the first byte"
    MUTE = "told at once that nothing will be said; read all the same"


class Post(Protocol):
    """A credit call that was read whole."""

    conversation: Conversation
    random: Random

    def apply(self) -> None:
        """Move the money in the bank's ledger."""

    def success(self) -> bytes:
        """The good body for a movement that was applied."""

    def refusal(self) -> bytes:
        """The body of a refusal."""

    def say(self, raw: bytes, stands_for: State | None = None) -> None:
        """Say this; a complete reply stands for an outcome, a part of one for none."""


Play = Callable[[Post], None]
Body = Callable[[Post], bytes]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to treat a movement; drawn as often as it weighs.

    `welcome` is what already happens to the connection, `play` what is done with a movement
    that was read whole.
    """

    name: str
    play: Play
    weight: int = 1
    welcome: Welcome | None = None


# What the money does.


def _applied(post: Post, body: Body) -> bytes:
    post.apply()
    return body(post)


def _perhaps(post: Post) -> None:
    if post.random.random() < 0.5:
        post.apply()


# Bodies.


def _good(post: Post) -> bytes:
    return post.success()


def _refused(post: Post) -> bytes:
    return post.refusal()


def _either(post: Post) -> bytes:
    """Whatever a server may write, none of which says what it did."""
    return post.random.choice((SUCCESS, post.refusal(), HTML, b"", b'{"success": true}'))


def _duplicates(_post: Post) -> bytes:
    return b'{"success": false, ' + SUCCESS[1:]


def _nonsense(post: Post) -> bytes:
    return post.random.choice(
        (
            SUCCESS[:-1],
            SUCCESS.replace(b"true", b'"true"'),
            SUCCESS.replace(b"2869.2", b"NaN"),
            SUCCESS.ljust(70_000),
            SUCCESS.decode().encode("utf-16"),
            b"[%s]" % SUCCESS,
        )
    )


# Replies that arrive whole.


def _sure(state: State, statuses: tuple[int, ...], body: Body, post: Post) -> None:
    """A reply that says what was done, and is true."""
    text = _applied(post, body) if state is State.CONFIRMED else body(post)
    post.say(http_reply(post.random.choice(statuses), text), state)


def _open_question(statuses: tuple[int, ...], body: Body, post: Post) -> None:
    """A reply that proves nothing: it was applied, or it was not."""
    _perhaps(post)
    post.say(http_reply(post.random.choice(statuses), body(post)), State.UNKNOWN)


def _slowly(post: Post) -> None:
    post.conversation.pause(SLOW)
    _sure(State.CONFIRMED, (200,), _good, post)


def _after_100(post: Post) -> None:
    post.conversation.send(_CONTINUE)
    _sure(State.CONFIRMED, (200,), _good, post)


def _chunked(post: Post) -> None:
    text = _applied(post, _good)
    head = http_head(200, _JSON, "Transfer-Encoding: chunked")
    post.say(head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(text), text), State.CONFIRMED)


def _until_the_end(post: Post) -> None:
    post.say(http_head(200, _JSON) + _applied(post, _good), State.CONFIRMED)
    post.conversation.half_close()


def _then_more(post: Post) -> None:
    raw = http_reply(200, _applied(post, _good))
    post.say(raw, State.CONFIRMED)
    post.conversation.send(raw)


def _then_reset(post: Post) -> None:
    # Whether the client reads it before the RST is the kernel's to decide.
    post.say(http_reply(200, _applied(post, _good)))
    post.conversation.reset()


def _elsewhere(post: Post) -> None:
    _perhaps(post)
    status = post.random.choice((301, 302, 303, 307, 308))
    location = f"Location: {post.conversation.base_url}{MOVED}"
    post.say(http_reply(status, SUCCESS, headers=(location,)), State.UNKNOWN)


def _encoded(post: Post) -> None:
    _perhaps(post)
    post.say(http_reply(200, SUCCESS, headers=("Content-Encoding: gzip",)), State.UNKNOWN)


def _cut_without_length(post: Post) -> None:
    post.say(http_head(200, _JSON) + _applied(post, _good)[:30], State.UNKNOWN)
    post.conversation.half_close()


# Replies that do not.


def _cut(first: int, last: int, post: Post) -> None:
    """The good reply without its end, then the end of the connection, in order or not."""
    raw = http_reply(200, _applied(post, _good))
    post.say(raw[: post.random.randrange(first, min(last, len(raw)))])
    post.random.choice((post.conversation.half_close, post.conversation.reset))()


def _one_byte_short(post: Post) -> None:
    post.say(http_reply(200, _applied(post, _good))[:-1])


def _cut_chunk(post: Post) -> None:
    text = _applied(post, _good)
    post.say(http_head(200, "Transfer-Encoding: chunked") + b"%x\r\n%s" % (len(text), text))
    post.conversation.half_close()


def _garbage(post: Post) -> None:
    _perhaps(post)
    post.say(post.random.choice((b"\x00\xff\x16\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n")))
    post.conversation.half_close()


def _two_lengths(post: Post) -> None:
    _perhaps(post)
    lengths = (f"Content-Length: {len(SUCCESS)}", "Content-Length: 5")
    post.say(http_head(200, _JSON, *lengths) + SUCCESS)


def _drip(post: Post) -> None:
    raw = http_reply(200, _applied(post, _good))
    post.conversation.drip(raw, DRIP)


def _endless(first: bytes, again: bytes, post: Post) -> None:
    _perhaps(post)
    post.conversation.send(first)
    while True:
        post.conversation.send(again)
        post.conversation.pause(DRIP)


# None at all.


def _silence(post: Post) -> None:
    _perhaps(post)


def _end(post: Post) -> None:
    _perhaps(post)
    post.conversation.half_close()


def _reset(post: Post) -> None:
    _perhaps(post)
    post.conversation.reset()


def _too_late(post: Post) -> None:
    """Apply it when the client has given up, or is dead."""
    try:
        post.conversation.stay_silent()
    finally:
        post.apply()


_OK: Final = (200,)
_4XX: Final = (400, 401, 403, 404, 405, 413, 415, 422)
_OTHER: Final = (201, 202, 206, 402, 408, 409, 410, 418, 451)
_5XX: Final = (500, 502, 503, 504, 520)
_YES, _NO = State.CONFIRMED, State.REJECTED
_CHUNKED: Final = http_head(200, _JSON, "Transfer-Encoding: chunked")

FAULTS: Final = {
    fault.name: fault
    for fault in (
        Fault("good", partial(_sure, _YES, _OK, _good), weight=14),
        Fault("good, slowly", _slowly, weight=2),
        Fault("good, after 100 Continue", _after_100, weight=2),
        Fault("good, chunked", _chunked, weight=2),
        Fault("good, ended by the end", _until_the_end, weight=2),
        Fault("good, then more", _then_more),
        Fault("good, then reset", _then_reset),
        Fault("refused under 200", partial(_sure, _NO, _OK, _refused), weight=4),
        Fault("refused under 4xx", partial(_sure, _NO, _4XX, _refused), weight=3),
        Fault("429", partial(_sure, _NO, (429,), _either), weight=2),
        Fault("5xx", partial(_open_question, _5XX, _either), weight=3),
        Fault("another status", partial(_open_question, _OTHER, _either), weight=3),
        Fault("4xx and success", partial(_open_question, _4XX, lambda _: SUCCESS)),
        Fault("4xx and HTML", partial(_open_question, _4XX, lambda _: HTML)),
        Fault("200 and HTML", partial(_open_question, _OK, lambda _: HTML), weight=2),
        Fault("200 and nonsense", partial(_open_question, _OK, _nonsense), weight=2),
        Fault("duplicate keys", partial(_open_question, _OK, _duplicates)),
        Fault("compressed", _encoded),
        Fault("3xx", _elsewhere, weight=3),
        Fault("cut in the head", partial(_cut, 1, 60), weight=2),
        Fault("cut in the body", partial(_cut, 90, 1000), weight=2),
        Fault("cut without a length", _cut_without_length),
        Fault("cut in a chunk", _cut_chunk),
        Fault("one byte short", _one_byte_short),
        Fault("garbage", _garbage),
        Fault("two lengths", _two_lengths),
        Fault("dripped past the deadline", _drip),
        Fault("100 Continue without end", partial(_endless, b"", _CONTINUE)),
        Fault("chunks without end", partial(_endless, _CHUNKED, b"1\r\n \r\n")),
        Fault("silence", _silence, weight=3),
        Fault("end of connection", _end, weight=3),
        Fault("reset", _reset, weight=3),
        Fault("applied after the client gave up", _too_late, weight=2),
        Fault("refused", _silence, weight=2, welcome=Welcome.REFUSED),
        Fault("accepted too late", _silence, weight=2, welcome=Welcome.LATE),
        Fault("reset at accept", _silence, weight=2, welcome=Welcome.RESET),
        Fault("reset on the first byte", _silence, weight=2, welcome=Welcome.CUT),
        Fault("half-closed at accept", _silence, welcome=Welcome.MUTE),
    )
}
"""Every fault by its name."""
