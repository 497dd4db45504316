"""The server that misbehaves, and the description of one way to."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from smspartner_tui.core.movement import Reason, State
from tests.faults.certificates import authority, server_context
from tests.faults.conversation import Conversation
from tests.faults.listener import Door, Listener


def listen(conversation: Conversation) -> None:
    """Read and never answer: what is done where the door already is the fault."""
    conversation.stay_silent()


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave, and what the client has to make of it.

    `expected` is the outcome table's word; `or_else` a second one that is as true where the
    kernel decides who is faster (then nothing may have been posted). `reason_hint` is the row of
    that table that fits first. `posts` counts the POSTs of which the server read any byte, None
    where chance decides. `deadline` is set where time has to run out: the seconds to give the
    client, to connect and for the exchange. `raw`: the fault comes before or in the TLS
    handshake. `plain_only`: it cannot be had over TLS.
    """

    name: str
    serve: Callable[[Conversation], None]
    expected: State
    reason_hint: Reason
    posts: int | None = 1
    needs_tls: bool = False
    deadline: float | None = None
    raw: bool = False
    plain_only: bool = False
    or_else: State | None = None
    door: Door = Door.OPEN

    def allows(self, state: State, posts: int) -> bool:
        """Whether a movement may end so, given how many POSTs the server saw."""
        return state is self.expected or (state is self.or_else and posts == 0)


class FaultServer(Listener):
    """Serves one fault on loopback, to every connection, and counts what arrives."""

    def __init__(self, fault: Fault, *, tls: bool = False) -> None:
        if tls and fault.plain_only:
            raise ValueError(f"{fault.name} cannot be had over TLS")
        self.fault = fault
        self.tls = tls or fault.needs_tls
        self.door = fault.door

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="faults-")
        self.ca_file = Path(self._folder.name) / "ca.pem"
        authority().cert_pem.write_to_path(str(self.ca_file))
        return super().__enter__()

    def close(self) -> None:
        """End every conversation and every thread, and free every socket and file."""
        try:
            super().close()
        finally:
            self._folder.cleanup()

    @property
    def base_url(self) -> str:
        """The base URL to give the client; with TLS, its certificate is signed by `ca_file`."""
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}/v1"

    @property
    def posts(self) -> int:
        """How many POSTs any byte of which was read, complete or not."""
        return sum(request.is_post for request in self.requests)

    @property
    def complete_posts(self) -> int:
        """How many POSTs were read to their last byte."""
        return sum(request.is_post and request.complete for request in self.requests)

    def converse(self, conversation: Conversation) -> None:
        """Misbehave on one connection."""
        if self.tls and not self.fault.raw:
            conversation.start_tls(server_context())
        self.fault.serve(conversation)
