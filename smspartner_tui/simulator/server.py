"""The rehearsal bank's door: a loopback port, and a thread for every connection."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Literal, Self

from smspartner_tui.simulator.bank import Bank

HOST = "127.0.0.1"
THREAD_NAME = "rehearsal-bank"
_WAKE_SECONDS = 1.0


class SimulatorServer:
    """Serves a bank over HTTP/1.1 on loopback; the port is bound from the constructor on.

    `port` 0 takes a free one. Without `readings` the platform knows the seed's calls alone, and
    the others answer 404; without `list_calls` it answers the main balance and refuses the list
    with code 4. `refuse_status` is the HTTP status of a refusal, `slow_seconds` what a slow
    sub-account takes to answer.

    Raises:
        OSError: the port is taken.
    """

    def __init__(
        self,
        bank: Bank,
        port: int = 0,
        *,
        readings: bool = True,
        list_calls: bool = True,
        refuse_status: Literal[200, 400, 401, 403] = 200,
        slow_seconds: float = 4.0,
    ) -> None:
        self.bank = bank
        self.readings = readings
        self.list_calls = list_calls
        self.refuse_status = refuse_status
        self.slow_seconds = slow_seconds
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._acceptor: threading.Thread | None = None
        self._socket = socket.create_server((HOST, port))
        self.port: int = self._socket.getsockname()[1]

    @property
    def base_url(self) -> str:
        """What a profile names as its `base_url`."""
        return f"http://{HOST}:{self.port}/v1"

    @property
    def connections(self) -> int:
        """How many connections are open, those that are never answered included."""
        with self._lock:
            return len(self._open)

    def start(self) -> None:
        """Accept connections from now on, in daemon threads."""
        # http.server takes the better part of this program's start-up: not before it is needed.
        import smspartner_tui.simulator.conversation  # noqa: F401

        self._acceptor = threading.Thread(target=self._accept, name=THREAD_NAME, daemon=True)
        self._acceptor.start()

    def close(self) -> None:
        """End every connection, the held ones too, and wait for their threads; may be repeated."""
        self.closing.set()
        if self._acceptor is not None:
            # A thread in accept() is woken by a caller, on every platform; by closing, on some.
            with suppress(OSError):
                socket.create_connection((HOST, self.port), _WAKE_SECONDS).close()
            self._acceptor.join()
            self._acceptor = None
        self._socket.close()
        with self._lock:
            threads = list(self._open)
            for connection in self._open.values():
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            connection, address = self._socket.accept()
            if self.closing.is_set():
                connection.close()
                return
            thread = threading.Thread(
                target=self._serve, args=(connection, address), name=THREAD_NAME, daemon=True
            )
            with self._lock:
                self._open[thread] = connection
            thread.start()

    def _serve(self, connection: socket.socket, address: tuple[str, int]) -> None:
        from smspartner_tui.simulator.conversation import Conversation

        try:
            # An OSError is a caller who left, or close() ending what was held.
            with suppress(OSError):
                Conversation(connection, address, self)
        finally:
            with self._lock:
                del self._open[threading.current_thread()]
                connection.close()
