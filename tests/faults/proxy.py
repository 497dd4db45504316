"""A forward proxy on loopback that answers CONNECT badly, or well."""

import select
import socket
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from smspartner_tui.core.movement import Reason, State
from tests.faults.conversation import SUCCESS, Conversation, HangUpError, http_reply
from tests.faults.listener import Listener
from tests.faults.sockets import TIGHT


class ProxyKind(StrEnum):
    """What the proxy makes of CONNECT."""

    ASKS_PASSWORD = "407"
    BAD_GATEWAY = "502"
    CLOSES = "closes"
    SILENT = "silent"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class ProxyFault:
    """What a movement through such a proxy comes to, with a good server behind it.

    `deadline` is set where time has to run out: the seconds to give the client.
    """

    kind: ProxyKind
    expected: State
    reason_hint: Reason
    deadline: float | None = None


PROXY_FAULTS: Final = (
    ProxyFault(ProxyKind.ASKS_PASSWORD, State.NOT_SENT, Reason.NO_CONNECTION),
    ProxyFault(ProxyKind.BAD_GATEWAY, State.NOT_SENT, Reason.NO_CONNECTION),
    ProxyFault(ProxyKind.CLOSES, State.NOT_SENT, Reason.NO_CONNECTION),
    ProxyFault(ProxyKind.SILENT, State.NOT_SENT, Reason.NO_CONNECTION, TIGHT),
    ProxyFault(ProxyKind.GOOD, State.CONFIRMED, Reason.SUCCESS),
)


class FaultProxy(Listener):
    """Takes CONNECT on `base_url`; `received` holds what it could read, so never a tunnel's inside.

    `connects` lists the host:port pairs that were asked for. Anything but CONNECT is answered
    405: a plain http:// target is not carried.
    """

    def __init__(self, kind: ProxyKind) -> None:
        self.kind = ProxyKind(kind)

    @property
    def connects(self) -> list[str]:
        """The host:port of each CONNECT, in order."""
        return [r.target for r in self.requests if r.method == "CONNECT"]

    def converse(self, conversation: Conversation) -> None:
        """Answer one CONNECT."""
        request = conversation.read_request()
        if request.method != "CONNECT":
            conversation.send(http_reply(405, b""))
        elif self.kind is ProxyKind.GOOD:
            self._tunnel(conversation, request.target)
        elif self.kind is ProxyKind.SILENT:
            conversation.stay_silent()
        elif self.kind is not ProxyKind.CLOSES:
            # A success in the body: it is the proxy's, and must not be taken for the platform's.
            refusal = http_reply(int(self.kind), SUCCESS, headers=("Proxy-Authenticate: Basic",))
            conversation.send(refusal)
        conversation.finish()

    def _tunnel(self, conversation: Conversation, target: str) -> None:
        host, _, port = target.rpartition(":")
        with socket.create_connection((host, int(port))) as inside:
            conversation.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            ends = {conversation.sock: inside, inside: conversation.sock}
            while True:
                for end in select.select(list(ends), [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        raise HangUpError
                    ends[end].sendall(data)
