"""A server and a proxy that really misbehave, on loopback sockets, for the tests of the wire."""

from typing import Final

from tests.faults.conversation import SUCCESS, Conversation, Request, http_head, http_reply
from tests.faults.listener import Door
from tests.faults.proxy import PROXY_FAULTS, FaultProxy, ProxyFault, ProxyKind
from tests.faults.replies import MOVED, REPLIES, REPLY_FAULTS, Reply
from tests.faults.server import Fault, FaultServer
from tests.faults.sockets import SOCKET_FAULTS, TIGHT

FAULTS: Final[dict[str, Fault]] = {f.name: f for f in (*SOCKET_FAULTS, *REPLY_FAULTS)}
"""Every fault by its name."""

__all__ = [
    "FAULTS",
    "MOVED",
    "PROXY_FAULTS",
    "REPLIES",
    "REPLY_FAULTS",
    "SOCKET_FAULTS",
    "SUCCESS",
    "TIGHT",
    "Conversation",
    "Door",
    "Fault",
    "FaultProxy",
    "FaultServer",
    "ProxyFault",
    "ProxyKind",
    "Reply",
    "Request",
    "http_head",
    "http_reply",
]
