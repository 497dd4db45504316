"""One accepted connection: what was heard on it, and the ways to answer, badly or well."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

SUCCESS = (
    b'{"success": true, "code": 200, "credit": 2869.2, "subaccountCredit": 61.8, "currency": "EUR"}'
)
"""The good reply of the vendor's own sample."""


class HangUpError(Exception):
    """The client has gone, or the server is closing: nothing more is said."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as far as it arrived; `complete` once its last byte did."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    complete: bool

    @property
    def is_post(self) -> bool:
        """Whether it is a POST, judged by as little as its first letter."""
        return self.method == "POST" or (not self.target and "POST".startswith(self.method))


def parse_requests(heard: bytes) -> list[Request]:
    """Every request begun in the bytes of one connection, in order."""
    return list(_requests(heard))


def _requests(rest: bytes) -> Iterator[Request]:
    while rest:
        head, end, rest = rest.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, _, target = first.partition(" ")
        target = target.partition(" ")[0]
        headers = {k.strip().lower(): v.strip() for k, _, v in (x.partition(":") for x in lines)}
        length = int(headers.get("content-length", "0")) if end else 0
        body, rest = rest[:length], rest[length:]
        yield Request(method, target, headers, body, bool(end) and len(body) == length)


def http_reply(
    status: int, body: bytes, content_type: str = "application/json", headers: tuple[str, ...] = ()
) -> bytes:
    """A well-formed HTTP reply; 204 and 304 take neither body nor length."""
    if status in {204, 304}:
        return http_head(status, *headers)
    length = f"Content-Length: {len(body)}"
    return http_head(status, f"Content-Type: {content_type}", length, *headers) + body


def http_head(status: int, *headers: str) -> bytes:
    """A status line and headers, down to the empty line."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Odd"
    return "\r\n".join((f"HTTP/1.1 {status} {phrase}", *headers, "", "")).encode("latin-1")


class Conversation:
    """A connection the server accepted; its own thread talks, another may only interrupt it.

    Every method that meets the end of the connection raises `HangUpError` or `OSError`; the
    thread takes both as the end of its work, so a fault is written as if the client stayed.
    """

    def __init__(
        self,
        sock: socket.socket,
        changed: threading.Condition,
        stop: threading.Event,
        base_url: str = "",
    ) -> None:
        self.sock = sock
        self.base_url = base_url
        self.heard = bytearray()
        self._changed = changed
        self._stop = stop
        self._answered = 0

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Shake hands as the server."""
        with self._changed:
            # Under the lock, because the wrapping moves the descriptor to another object, and an
            # interruption in between would miss both.
            if self._stop.is_set():
                raise HangUpError
            tls = context.wrap_socket(self.sock, server_side=True, do_handshake_on_connect=False)
            self.sock = tls
        tls.do_handshake()

    def read_raw(self) -> bytes:
        """The next bytes as they are on the wire, below TLS; not counted as HTTP."""
        data = socket.socket.recv(self.sock, 65536)
        if not data:
            raise HangUpError
        return data

    def read(self, size: int = 65536) -> bytes:
        """The next bytes of HTTP, at most `size` of them."""
        data = self.sock.recv(size)
        if not data:
            raise HangUpError
        with self._changed:
            self.heard += data
            self._changed.notify_all()
        return data

    def read_request(self) -> Request:
        """The next request, read to its last byte."""
        while True:
            complete = [r for r in parse_requests(bytes(self.heard)) if r.complete]
            if len(complete) > self._answered:
                self._answered += 1
                return complete[self._answered - 1]
            self.read()

    def read_head(self) -> None:
        """Read until the first request's headers are there; its body may still be on its way."""
        while b"\r\n\r\n" not in self.heard:
            self.read(1)

    def ignore_raw(self) -> None:
        """Take everything unread and say nothing, until the client goes."""
        while True:
            self.read_raw()

    def stay_silent(self) -> None:
        """Take everything and say nothing, until the client goes."""
        while True:
            self.read()

    def send(self, data: bytes) -> None:
        """Say this."""
        self.sock.sendall(data)

    def drip(self, data: bytes, every: float) -> None:
        """Say this one byte at a time, `every` so many seconds."""
        for byte in data:
            self.send(bytes((byte,)))
            self.pause(every)

    def pause(self, seconds: float) -> None:
        """Let time pass; cut short when the server closes."""
        if self._stop.wait(seconds):
            raise HangUpError

    def half_close(self, *, notify: bool = True) -> None:
        """Say that nothing more will be said (FIN, and TLS's own goodbye unless told not to)."""
        if notify and isinstance(self.sock, ssl.SSLSocket):
            self.sock.setblocking(False)
            # Sends our goodbye; without blocking, it does not wait for the client's.
            with contextlib.suppress(ssl.SSLError):
                self.sock.unwrap()
            self.sock.setblocking(True)
        # An SSLSocket's own shutdown() would forget the TLS state that reading on needs.
        socket.socket.shutdown(self.sock, socket.SHUT_WR)

    def finish(self, *, notify: bool = True) -> None:
        """Close in order: FIN, then read whatever comes so that no RST overtakes what was said."""
        self.half_close(notify=notify)
        self.stay_silent()

    def reset(self) -> None:
        """Close with RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        """Close at once; the kernel sends RST in place of FIN if anything is still unread."""
        with self._changed:
            self.sock.close()

    def interrupt(self) -> None:
        """Wake the thread out of any read or write; called from another one."""
        with self._changed, contextlib.suppress(OSError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
