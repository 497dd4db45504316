"""A listening socket on loopback with one thread a connection, all gone when it is closed."""

import contextlib
import select
import socket
import threading
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import Self

from tests.faults.conversation import Conversation, HangUpError, Request, parse_requests

PATIENCE = 5.0
"""Seconds that a wait may take before it is called a failure."""


class Door(StrEnum):
    """What becomes of somebody who connects."""

    OPEN = "accepted at once"
    LATE = "left in the listen queue until settle()"
    FULL = "not even answered: the listen queue is full"
    CLOSED = "refused: the port is bound and never listened"
    SHUT = "refused: the port listened once and no longer does"


class Listener:
    """Accepts on 127.0.0.1 and gives each connection a thread that runs `converse`."""

    door = Door.OPEN

    def __enter__(self) -> Self:
        self.changed = threading.Condition()
        self._stop = threading.Event()
        self._conversations: list[Conversation] = []
        self._threads: list[threading.Thread] = []
        self._live = 0
        self._fillers: list[socket.socket] = []
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._wake, self._woken = socket.socketpair()
        self._acceptor: threading.Thread | None = None
        self._open_door()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def converse(self, conversation: Conversation) -> None:
        """Talk on one connection, in its thread."""
        raise NotImplementedError

    @property
    def base_url(self) -> str:
        """The address a client is given."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        """How many connections were accepted."""
        with self.changed:
            return len(self._conversations)

    @property
    def received(self) -> list[bytes]:
        """The bytes of HTTP read on each connection, in the order they were accepted."""
        with self.changed:
            return [bytes(c.heard) for c in self._conversations]

    @property
    def requests(self) -> list[Request]:
        """Every request of which a byte was read, on any connection."""
        return [request for heard in self.received for request in parse_requests(heard)]

    def wait_for(self, predicate: Callable[[], bool], timeout: float = PATIENCE) -> None:
        """Wait until the predicate holds; it is asked again whenever anything happened here."""
        with self.changed:
            if not self.changed.wait_for(predicate, timeout):
                raise TimeoutError(f"not so after {timeout} s; heard {self.received}")

    def settle(self, timeout: float = PATIENCE) -> None:
        """Take what still waits in the listen queue, listen no more, hear everything out.

        For when the client is done: afterwards every count is final. A connection that the
        client keeps open is a TimeoutError.
        """
        self._stop_accepting()
        self.wait_for(lambda: self._live == 0, timeout)

    def close(self) -> None:
        """End every conversation and every thread, and free every socket."""
        self._stop.set()
        self._stop_accepting()
        for conversation in self._conversations:
            conversation.interrupt()
        for thread in self._threads:
            thread.join(PATIENCE)
        for each in (self._socket, self._wake, self._woken, *self._fillers):
            each.close()
        if any(thread.is_alive() for thread in self._threads):
            raise RuntimeError("a conversation did not end")

    def _open_door(self) -> None:
        if self.door is Door.CLOSED:
            return
        self._socket.listen(0 if self.door is Door.FULL else 64)
        if self.door is Door.SHUT:
            self._socket.shutdown(socket.SHUT_RDWR)
        elif self.door is Door.FULL:
            self._fill_queue()
        else:
            self._acceptor = threading.Thread(target=self._accept, name="fault-accept", daemon=True)
            self._acceptor.start()

    def _fill_queue(self) -> None:
        # Connections beyond the queue's length are left without an answer, and so is whoever
        # comes after them.
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                filler.connect(("127.0.0.1", self.port))
            self._fillers.append(filler)

    def _stop_accepting(self) -> None:
        if self._acceptor is None:
            return
        self._wake.send(b".")
        self._acceptor.join(PATIENCE)
        self._acceptor = None

    def _accept(self) -> None:
        watched = [self._woken] if self.door is Door.LATE else [self._woken, self._socket]
        while self._woken not in (ready := select.select(watched, [], [])[0]):
            if ready:
                self._take()
        self._socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while not self._stop.is_set():
                self._take()
        self._socket.close()

    def _take(self) -> None:
        sock, _ = self._socket.accept()
        sock.setblocking(True)
        # Several small sends in a row are to leave as several: no waiting for acknowledgements.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        conversation = Conversation(sock, self.changed, self._stop, self.base_url)
        thread = threading.Thread(
            target=self._run, args=(conversation,), name="fault-talk", daemon=True
        )
        with self.changed:
            self._conversations.append(conversation)
            self._threads.append(thread)
            self._live += 1
            self.changed.notify_all()
        thread.start()

    def _run(self, conversation: Conversation) -> None:
        try:
            with contextlib.suppress(HangUpError, OSError):
                self.converse(conversation)
        finally:
            conversation.close()
            with self.changed:
                self._live -= 1
                self.changed.notify_all()
