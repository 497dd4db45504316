"""A plain client for the misbehaving server: sockets, and no opinion about what comes back."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator

from tests.faults.listener import PATIENCE, Door
from tests.faults.server import FaultServer

BODY = b'{"apiKey": "k", "credit": "50", "tokenSubaccount": "t"}'
HEAD = b"POST /v1/subaccount/credit/add HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(
    BODY
)
POST = HEAD + BODY
ENOUGH = 300_000
"""Bytes after which reading stops, of what never ends."""

SHORT = 0.1
"""Seconds to listen where nothing, or no end, will come."""


@contextlib.contextmanager
def dial(server: FaultServer, name: str = "127.0.0.1") -> Iterator[socket.socket]:
    """A connection, with TLS where the server speaks it; it times out soon where it has to."""
    fault = server.fault
    unanswered = fault.deadline is not None and (fault.raw or fault.door is Door.FULL)
    patience = SHORT if unanswered else PATIENCE
    with contextlib.ExitStack() as stack:
        sock = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), patience))
        if server.tls:
            context = ssl.create_default_context(cafile=str(server.ca_file))
            sock = stack.enter_context(context.wrap_socket(sock, server_hostname=name))
        sock.settimeout(SHORT if fault.deadline is not None else PATIENCE)
        yield sock


def hear(sock: socket.socket) -> bytes:
    """Everything the server says, until it ends, errs, takes too long or becomes too much."""
    heard = b""
    # For the whole, not for each read: a drip answers every read in time.
    end = time.monotonic() + (sock.gettimeout() or PATIENCE)
    with contextlib.suppress(OSError):
        while len(heard) < ENOUGH and time.monotonic() < end and (data := sock.recv(65536)):
            heard += data
    return heard


def call(server: FaultServer) -> bytes:
    """Post once, in two writes as HTTP clients do, and hear the answer; no error comes out."""
    heard = b""
    with contextlib.suppress(OSError), dial(server) as sock:
        sock.sendall(HEAD)
        sock.sendall(BODY)
        # That was all: whoever waits for another request may close.
        socket.socket.shutdown(sock, socket.SHUT_WR)
        heard = hear(sock)
    return heard


def read_to_end(sock: socket.socket) -> None:
    """Read below TLS to the end, or to the error that takes its place.

    Python's TLS makes an end of file of a reset, so it cannot tell the two apart.
    """
    while socket.socket.recv(sock, 65536):
        pass


def server_threads() -> list[str]:
    """The threads of servers and proxies that still run."""
    return [t.name for t in threading.enumerate() if t.name.startswith("fault-")]
