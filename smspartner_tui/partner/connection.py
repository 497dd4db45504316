"""Sockets under httpx: every read and write bounded by one deadline for the whole exchange."""

import contextlib
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from threading import Condition, Thread
from typing import Any

import httpcore

_AT_LEAST = 0.001
"""Seconds; a time-out of zero would turn a socket non-blocking."""


class Deadline:
    """One limit for everything that follows `start()`, however many reads that takes."""

    def __init__(self) -> None:
        self._end: float | None = None

    def start(self, seconds: float) -> None:
        """Let the time run, in seconds from now."""
        self._end = time.monotonic() + seconds

    def clear(self) -> None:
        """Forget the limit, until the next `start()`."""
        self._end = None

    @property
    def has_passed(self) -> bool:
        """Whether the time is up."""
        return self._end is not None and time.monotonic() >= self._end

    def bound(self, timeout: float | None) -> float | None:
        """The shorter of a time-out and what is left, in seconds.

        Raises:
            TimeoutError: nothing is left.
        """
        if self._end is None:
            return timeout
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return max(left if timeout is None else min(left, timeout), _AT_LEAST)


class Stream(httpcore.NetworkStream):
    """A connected socket whose every read and write is bounded by a deadline."""

    def __init__(
        self, sock: socket.socket, deadline: Deadline, on_close: Callable[[], None]
    ) -> None:
        self._sock = sock
        self._on_close = on_close
        self.deadline = deadline
        self.opened_at = time.monotonic()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come, at most `max_bytes`."""
        try:
            self._sock.settimeout(self.deadline.bound(timeout))
            return self._sock.recv(max_bytes)
        except TimeoutError:
            raise httpcore.ReadTimeout from None
        except OSError as error:
            raise httpcore.ReadError(type(error).__name__) from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of the buffer."""
        view = memoryview(buffer)
        try:
            while view:
                self._sock.settimeout(self.deadline.bound(timeout))
                view = view[self._sock.send(view) :]
        except TimeoutError:
            raise httpcore.WriteTimeout from None
        except OSError as error:
            raise httpcore.WriteError(type(error).__name__) from None

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> "Stream":
        """Shake hands, unless that was done ahead of time."""
        if isinstance(self._sock, ssl.SSLSocket):
            return self
        try:
            self._sock.settimeout(self.deadline.bound(timeout))
            # Kept before the handshake, so that `shut_down` can end that too.
            self._sock = tls = ssl_context.wrap_socket(
                self._sock, server_hostname=server_hostname, do_handshake_on_connect=False
            )
            tls.do_handshake()
        except TimeoutError:
            self.close()
            raise httpcore.ConnectTimeout from None
        except OSError as error:
            self.close()
            raise httpcore.ConnectError(_words(error)) from None
        return self

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of a stream: its TLS object, its socket."""
        match info:
            case "ssl_object":
                return self._sock if isinstance(self._sock, ssl.SSLSocket) else None
            case "socket":
                return self._sock
            case "is_readable":
                return not self.is_clean
            case _:
                return None

    @property
    def is_clean(self) -> bool:
        """Whether nothing came in: neither data nor an end.

        Asked of the TLS object, because a TLS 1.3 server sends tickets after the handshake that
        make the bare socket readable and are no data.
        """
        try:
            self._sock.setblocking(False)
            if isinstance(self._sock, ssl.SSLSocket):
                self._sock.recv(1)
            else:
                self._sock.recv(1, socket.MSG_PEEK)
        except (ssl.SSLWantReadError, BlockingIOError):
            return True
        except OSError:
            return False
        return False

    def shut_down(self) -> None:
        """End whatever a thread is waiting for on this socket."""
        with contextlib.suppress(OSError):  # Not connected any more is what was wanted.
            # Not the TLS object's own: it forgets TLS first, and what the other thread then
            # writes would leave in clear.
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the socket."""
        self._on_close()
        self._sock.close()


def _words(error: Exception) -> str:
    """A few words of a connection error: no address, no URL."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


Address = tuple[str, int]
"""An address in digits, and a port."""

Resolve = Callable[[str, int], list[Address]]


def addresses_of(host: str, port: int) -> list[Address]:
    """What the system's resolver knows of a host, in its order.

    Raises:
        OSError, ValueError: nobody knows it, or it is no name.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(str(address[0]), port) for *_, address in found]


class Network(httpcore.NetworkBackend):
    """Opens connections, and knows which are open, so that another thread can end them.

    `resolve` gives the addresses of a host and a port, as `addresses_of` does.
    """

    def __init__(self, resolve: Resolve = addresses_of) -> None:
        self._resolve = resolve
        self._open: set[Stream] = set()
        self._aborts = 0
        self._changed = Condition()

    def connect(self, host: str, port: int, deadline: Deadline, timeout: float | None) -> Stream:
        """Connect to a host; the time-out is for its lookup, and again for each address.

        Raises:
            httpcore.ConnectError, httpcore.ConnectTimeout: no address answered.
        """
        with self._changed:
            aborts = self._aborts
        try:
            addresses = self._look_up(host, port, deadline.bound(timeout), aborts)
            sock = _first_of(addresses, deadline, timeout)
        except TimeoutError:
            raise httpcore.ConnectTimeout from None
        except (OSError, ValueError, RuntimeError) as error:
            # The second for a host that is no name, the third when no thread can be had.
            raise httpcore.ConnectError(_words(error)) from None
        with contextlib.suppress(OSError):  # A connection dead already shows when it is used.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = Stream(sock, deadline, lambda: self._forget(stream))
        with self._changed:
            self._open.add(stream)
            is_aborted = aborts != self._aborts
        if is_aborted:
            stream.close()
            raise httpcore.ConnectError("aborted")
        return stream

    def _look_up(self, host: str, port: int, seconds: float | None, aborts: int) -> list[Address]:
        """A host's addresses, asked for in a thread that nobody waits for beyond that time.

        The system's resolver knows no time-out and cannot be ended from outside.
        """
        found: list[list[Address] | Exception] = []

        def ask() -> None:
            try:
                answer: list[Address] | Exception = self._resolve(host, port)
            except Exception as error:
                answer = error
            with self._changed:
                found.append(answer)
                self._changed.notify_all()

        Thread(target=ask, name="name lookup", daemon=True).start()
        with self._changed:
            if not self._changed.wait_for(lambda: found or aborts != self._aborts, seconds):
                raise TimeoutError
            if aborts != self._aborts:
                raise httpcore.ConnectError("aborted")
        if isinstance(found[0], Exception):
            raise found[0]
        return found[0]

    @property
    def aborts(self) -> int:
        """How often it was aborted so far."""
        with self._changed:
            return self._aborts

    def wait(self, seconds: float, aborts: int) -> bool:
        """Wait, unless it is aborted once more than so often; whether it was not."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._aborts != aborts, seconds)

    def _forget(self, stream: Stream) -> None:
        with self._changed:
            self._open.discard(stream)

    def abort(self) -> None:
        """End every exchange on these connections; whoever waits for one gets an error."""
        with self._changed:
            self._aborts += 1
            self._changed.notify_all()
            streams = tuple(self._open)
        for stream in streams:
            stream.shut_down()


def _first_of(addresses: list[Address], deadline: Deadline, timeout: float | None) -> socket.socket:
    """A connection to the first address that answers, or the error of the last one."""
    error = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection(address, deadline.bound(timeout))
        except OSError as refusal:
            error = refusal
    raise error


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """A verifying context over the system's store of authorities, and a company's own if given.

    Where the system has no store, certifi's is used. Verification cannot be turned off.

    Raises:
        OSError: the company's file cannot be read or holds no certificate.
    """
    context = ssl.create_default_context()
    paths = ssl.get_default_verify_paths()
    if not (paths.cafile or paths.capath):
        import certifi

        context.load_verify_locations(certifi.where())
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    context.set_alpn_protocols(["http/1.1"])
    return context
