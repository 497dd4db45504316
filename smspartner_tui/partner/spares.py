"""Connections opened ahead of time.

A money POST travels on a connection of its own, which has carried no byte of HTTP before and
carries none after. Opening one takes two of a movement's three round trips, so `Spares` opens
them while the operator types, and while the movement before is under way.
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

    They are kept while `prepare()` or, in a line of movements, `take()` was called lately. Each
    is opened in a thread of its own, because one takes longer than a movement does; a keeper
    thread replaces those taken or too old, and leaves when they are no longer wanted. Nothing
    waits for any of these threads but a movement for a connection.
    """

    MOST = 2
    """Connections open or being opened."""
    OLDEST = 20.0
    """Seconds; servers close what stays silent for longer."""
    WANTED_FOR = 120.0
    """Seconds after the last `prepare()`, or the last `take()` while they were wanted."""
    PAUSE = 5.0
    """Seconds between tries while the host does not answer, or ends what it accepted."""

    def __init__(self, open_one: Callable[[], Stream | None]) -> None:
        self._open_one = open_one
        self._spares: deque[Stream] = deque()
        self._opening = 0
        self._changed = Condition()
        self._wanted_until = 0.0
        self._paused_until = 0.0
        self._keeper: Thread | None = None

    def prepare(self) -> None:
        """Have connections ready for the movements that are about to come."""
        with self._changed:
            if self._keeper is None:
                keeper = Thread(target=self._keep, name="spare connections", daemon=True)
                keeper.start()
                self._keeper = keeper
            self._wanted_until = time.monotonic() + self.WANTED_FOR
            # Here and not by the keeper, so that a movement that comes at once finds them begun.
            self._open_missing()

    def rest(self) -> None:
        """Close them: no movement is about to come."""
        with self._changed:
            self._wanted_until = self._paused_until = 0.0
            self._close_all()
            self._changed.notify_all()

    def take(self, patience: float | None = 0.0) -> Stream | None:
        """The freshest connection that is still clean, or None.

        Waits `patience` seconds at most, None for as long as it takes, for one that is being
        opened: it will be there before any that begins now.
        """
        with self._changed:
            if self._is_wanted:
                self._wanted_until = time.monotonic() + self.WANTED_FOR
            self._paused_until = 0.0
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_ready() or not self._is_coming, patience)
            # Once more, because while it waited the keeper saw nothing missing.
            self._changed.notify_all()
            return self._spares.pop() if self._spares else None

    @property
    def count(self) -> int:
        """How many are open now."""
        with self._changed:
            return len(self._spares)

    @property
    def _is_wanted(self) -> bool:
        return time.monotonic() < self._wanted_until

    @property
    def _is_coming(self) -> bool:
        return self._opening > 0 and self._is_wanted

    def _is_ready(self) -> bool:
        """Whether the freshest can be used, once those that cannot are closed."""
        while self._spares and not self._is_usable(self._spares[-1]):
            unusable = self._spares.pop()
            if not self._is_old(unusable):
                # The host ended it before its time: the next would fare no better at once.
                self._pause()
            unusable.close()
        return bool(self._spares)

    def _keep(self) -> None:
        with self._changed:
            while self._is_wanted or self._opening:
                if self._discard_unusable():
                    self._pause()
                if self._is_wanted:
                    self._open_missing()
                else:
                    self._close_all()
                self._changed.wait(self._until_next_change())
            self._close_all()
            self._keeper = None

    def _open_missing(self) -> None:
        """Begin to open as many as are missing, all at once."""
        while time.monotonic() >= self._paused_until and self._is_short:
            try:
                Thread(target=self._open, name="spare connection", daemon=True).start()
            except RuntimeError:  # No thread can be had.
                self._pause()
            else:
                self._opening += 1

    @property
    def _is_short(self) -> bool:
        return len(self._spares) + self._opening < self.MOST

    def _open(self) -> None:
        """Open one, and keep it if it is still wanted then."""
        stream = None
        try:
            stream = self._open_one()
        finally:
            with self._changed:
                self._opening -= 1
                if not self._is_wanted:
                    if stream is not None:
                        stream.close()
                elif stream is None:
                    self._pause()
                else:
                    self._spares.append(stream)
                self._changed.notify_all()

    def _pause(self) -> None:
        self._paused_until = time.monotonic() + self.PAUSE

    def _until_next_change(self) -> float | None:
        """Seconds until time alone asks for something; None where it will be told."""
        if not self._is_wanted:
            return None
        moments = [stream.opened_at + self.OLDEST for stream in self._spares]
        moments.append(self._wanted_until)
        if self._is_short:
            moments.append(self._paused_until)
        return max(min(moments) - time.monotonic(), 0.0)

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
        """A connection to the host; the time-out holds for waiting and connecting together."""
        began = time.monotonic()
        if self._spares is not None:
            # Half of it, so that one that never comes leaves time for another try.
            patience = None if timeout is None else timeout / 2
            spare = self._spares.take(patience)
            if spare is not None:
                spare.deadline = self._deadline
                return spare
        if timeout is not None:
            timeout -= time.monotonic() - began
        return self._network.connect(host, port, self._deadline, timeout)
