"""Connections opened ahead of time.

A money POST travels on a connection of its own, which has carried no byte of HTTP before and
carries none after. Opening one takes two of a movement's three round trips, so `Spares` opens
them while the operator types.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from threading import Condition, Thread
from typing import Any

import httpcore

from smspartner_tui.partner.connection import Deadline, Network, Stream


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


class Backend(httpcore.NetworkBackend):
    """What httpcore connects through for one exchange: a spare when there is one, else anew."""

    def __init__(self, network: Network, deadline: Deadline, spares: Spares | None) -> None:
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
