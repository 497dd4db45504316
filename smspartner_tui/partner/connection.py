"""Sockets under httpx: one deadline for a whole exchange, and connections opened ahead of time.

A money POST travels on a connection of its own, which has carried no byte of HTTP before and
carries none after. Opening one takes two of a movement's three round trips, so `Spares` opens
them while the operator types.
"""

import contextlib
import socket
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Condition, Lock, Thread
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


class Network(httpcore.NetworkBackend):
    """Opens connections, and knows which are open, so that another thread can end them."""

    def __init__(self) -> None:
        self._open: set[Stream] = set()
        self._aborts = 0
        self._lock = Lock()

    def connect(self, host: str, port: int, deadline: Deadline, timeout: float | None) -> Stream:
        """Connect to a host.

        Raises:
            httpcore.ConnectError, httpcore.ConnectTimeout: no address answered.
        """
        with self._lock:
            aborts = self._aborts
        try:
            sock = socket.create_connection((host, port), deadline.bound(timeout))
        except TimeoutError:
            raise httpcore.ConnectTimeout from None
        except (OSError, ValueError) as error:  # A host that is no name is the latter.
            raise httpcore.ConnectError(_words(error)) from None
        with contextlib.suppress(OSError):  # A connection dead already shows when it is used.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = Stream(sock, deadline, lambda: self._forget(stream))
        with self._lock:
            self._open.add(stream)
            is_aborted = aborts != self._aborts
        if is_aborted:
            stream.close()
            raise httpcore.ConnectError("aborted")
        return stream

    def _forget(self, stream: Stream) -> None:
        with self._lock:
            self._open.discard(stream)

    def abort(self) -> None:
        """End every exchange on these connections; whoever waits for one gets an error."""
        with self._lock:
            self._aborts += 1
            streams = tuple(self._open)
        for stream in streams:
            stream.shut_down()


class Backend(httpcore.NetworkBackend):
    """What httpcore connects through for one exchange: a spare when there is one, else anew."""

    def __init__(self, network: Network, deadline: Deadline, spares: "Spares | None") -> None:
        self._network = network
        self._deadline = deadline
        self._spares = spares

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 (httpcore's own signature)
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> Stream:
        """A connection to the host."""
        spare = self._spares.take() if self._spares else None
        if spare is None:
            return self._network.connect(host, port, self._deadline, timeout)
        spare.deadline = self._deadline
        return spare


class Spares:
    """A few connections opened ahead of time, TCP and TLS done, not one byte of HTTP sent.

    They are kept while `prepare()` was called lately. A thread of its own opens them and leaves
    when they are no longer wanted; nothing waits for it.
    """

    MOST = 2
    OLDEST = 20.0
    """Seconds; servers close what stays silent for longer."""
    WANTED_FOR = 120.0
    """Seconds after the last `prepare()`."""
    PAUSE = 5.0
    """Seconds between tries while the host does not answer, or ends what it accepted."""

    def __init__(self, open_one: Callable[[], Stream | None]) -> None:
        self._open_one = open_one
        self._spares: deque[Stream] = deque()
        self._changed = Condition()
        self._wanted_until = 0.0
        self._keeper: Thread | None = None

    def prepare(self) -> None:
        """Have connections ready for the movements that are about to come."""
        with self._changed:
            self._wanted_until = time.monotonic() + self.WANTED_FOR
            if self._keeper is None:
                self._keeper = Thread(target=self._keep, name="spare connections", daemon=True)
                self._keeper.start()

    def rest(self) -> None:
        """Close them: no movement is about to come."""
        with self._changed:
            self._wanted_until = 0.0
            self._close_all()
            self._changed.notify_all()

    def take(self) -> Stream | None:
        """The freshest connection that is still clean, or None."""
        with self._changed:
            self._changed.notify_all()
            while self._spares:
                stream = self._spares.pop()
                if self._is_usable(stream):
                    return stream
                stream.close()
        return None

    @property
    def count(self) -> int:
        """How many are open now."""
        with self._changed:
            return len(self._spares)

    def _keep(self) -> None:
        while True:
            with self._changed:
                has_lost = self._discard_unusable()
                if time.monotonic() >= self._wanted_until:
                    self._close_all()
                    self._keeper = None
                    return
                if has_lost or len(self._spares) >= self.MOST:
                    self._changed.wait(self.PAUSE if has_lost else self._until_next_change())
                    continue
            stream = self._open_one()
            with self._changed:
                if stream is not None:
                    self._spares.append(stream)
                    self._changed.notify_all()
                elif time.monotonic() < self._wanted_until:
                    self._changed.wait(self.PAUSE)

    def _until_next_change(self) -> float:
        oldest = min(stream.opened_at for stream in self._spares) + self.OLDEST
        return max(min(oldest, self._wanted_until) - time.monotonic(), 0.0)

    def _is_usable(self, stream: Stream) -> bool:
        return not self._is_old(stream) and stream.is_clean

    def _is_old(self, stream: Stream) -> bool:
        return time.monotonic() - stream.opened_at >= self.OLDEST

    def _discard_unusable(self) -> bool:
        """Whether one of those discarded was ended by the host before its time."""
        has_lost = False
        for stream in tuple(self._spares):
            if not self._is_usable(stream):
                has_lost = has_lost or not self._is_old(stream)
                self._spares.remove(stream)
                stream.close()
        return has_lost

    def _close_all(self) -> None:
        while self._spares:
            self._spares.pop().close()


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
