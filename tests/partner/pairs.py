"""Connections without a server: streams on socket pairs."""

import socket
import threading

from smspartner_tui.partner.connection import Deadline, Stream
from tests.partner import PATIENCE


class Pair:
    """Opens streams on socket pairs, and holds the other ends.

    `gate` lets one opening on each time it is released; without one all go on at once.
    """

    def __init__(self) -> None:
        self.ends: list[socket.socket] = []
        self.end_of: dict[Stream, socket.socket] = {}
        self.closed = 0
        self.opened = threading.Semaphore(0)
        self.gate: threading.Semaphore | None = None
        self.dead_on_arrival = False
        self.answers = True

    def open_one(self) -> Stream | None:
        """A stream, dead already if so wished, or none."""
        self.opened.release()
        if self.gate is not None:
            assert self.gate.acquire(timeout=PATIENCE)
        if not self.answers:
            return None
        ours, theirs = socket.socketpair()
        self.ends.append(theirs)
        if self.dead_on_arrival:
            theirs.close()
        stream = Stream(ours, Deadline(), self._count)
        self.end_of[stream] = theirs
        return stream

    def has_begun(self, number: int = 1) -> bool:
        """Whether so many more openings begin."""
        return all(self.opened.acquire(timeout=PATIENCE) for _ in range(number))

    def begins_no_more(self) -> bool:
        """Whether for a while no opening begins."""
        return not self.opened.acquire(timeout=0.1)

    def _count(self) -> None:
        self.closed += 1
