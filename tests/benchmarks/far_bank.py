"""The rehearsal bank behind TLS and a long wire, in a process of its own.

Run as `python -m tests.benchmarks.far_bank CA_FILE ACCOUNTS ROUND_TRIP WORK` (both in seconds):
it writes its authority's certificate to that file and its port to standard output; for each line
on standard input it says what arrived since the last one, and at its end it leaves.

The wire is here: every byte that comes in or goes out is held for half a round trip, whatever
else is on its way. Loopback makes TCP's own round trip cost nothing, so what a client says first
is held until one has passed since it connected: it could not have said it before.
"""

import asyncio
import json
import ssl
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from selectors import SelectSelector
from typing import Final

from smspartner_tui.core.money import plain
from smspartner_tui.core.movement import Direction
from smspartner_tui.simulator import Bank
from smspartner_tui.simulator.clients import Client
from smspartner_tui.simulator.replies import Accepted
from tests.faults import Request, http_reply
from tests.faults.certificates import authority, server_context
from tests.faults.conversation import parse_requests

RICH: Final = Decimal(10**8)
"""Euros that every account opens with."""

PATHS: Final = {
    Direction.ADD: "/v1/subaccount/credit/add",
    Direction.REMOVE: "/v1/subaccount/credit/remove",
}


def token(number: int) -> str:
    """The token of a sub-account, by its number from 0."""
    return f"{number:040x}"


class Pipe:
    """One direction of the wire: what is put in comes out later, in order."""

    def __init__(self, delay: float, out: Callable[[bytes], None]) -> None:
        self._delay = delay
        self._out = out
        self._under_way: deque[bytes] = deque()
        self.opens_at = 0.0

    def put(self, data: bytes) -> None:
        """Send this on its way; it sets out when the wire opens."""
        loop = asyncio.get_running_loop()
        self._under_way.append(data)
        loop.call_at(max(loop.time(), self.opens_at) + self._delay, self._arrive)

    def _arrive(self) -> None:
        # The oldest, and not the one this call was made for: calls due together come unordered.
        self._out(self._under_way.popleft())


@dataclass(slots=True)
class Log:
    """What arrived: the POSTs of each connection, and the seconds between reply and request.

    `gaps` are those between the end of a reply, as it left here, and the first byte of the next
    request, on whatever connection, as it came here.
    """

    posts: list[int] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    replied_at: float | None = None
    first_line: int = 0


class FarBank:
    """The bank, what arrived at it, and how far away it is; times in seconds."""

    def __init__(self, accounts: int, round_trip: float, work: float) -> None:
        clients = [Client(token(number), "Client", RICH) for number in range(accounts)]
        self.money = Bank(spending=False, accounts=clients, main=RICH)
        self.context = server_context()
        self.round_trip = round_trip
        self.work = work
        self.log = Log()

    def answer(self, request: Request) -> bytes:
        """Move the money, and say so."""
        fields = json.loads(request.body)
        move = self.money.add if request.target == PATHS[Direction.ADD] else self.money.remove
        reply = move(fields["apiKey"], fields["credit"], fields["tokenSubaccount"])
        if not isinstance(reply, Accepted):
            return http_reply(500, b"{}")
        said = {"success": True, "code": 200, "currency": "EUR"}
        said |= {"credit": plain(reply.main), "subaccountCredit": plain(reply.sub)}
        return http_reply(200, json.dumps(said).encode())

    def tell(self) -> str:
        """What arrived since this was asked last, as one line of JSON."""
        log, ledger = self.log, self.money.ledger
        self.log = Log(first_line=len(ledger))
        moved = [(line.direction, line.token, plain(line.amount)) for line in ledger]
        return json.dumps([moved[log.first_line :], log.posts, log.gaps])


class Connection(asyncio.Protocol):
    """One client's connection: TLS by hand, so that the wire lies under it."""

    def __init__(self, bank: FarBank) -> None:
        self._bank = bank
        self._log = bank.log
        self._number = len(self._log.posts)
        self._log.posts.append(0)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = bank.context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._is_open = False
        self._heard = b""
        self._answered = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Lay the wire, which opens when TCP's three packets would have gone to and fro."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError
        one_way = self._bank.round_trip / 2
        self._transport = transport
        self._in = Pipe(one_way, self._arrive)
        self._out = Pipe(one_way, self._leave)
        self._in.opens_at = asyncio.get_running_loop().time() + self._bank.round_trip

    def data_received(self, data: bytes) -> None:
        """What the client sent enters the wire."""
        self._in.put(data)

    def _leave(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)

    def _arrive(self, data: bytes) -> None:
        """What the client sent has come; a client that went meanwhile makes no difference."""
        self._incoming.write(data)
        try:
            if not self._is_open:
                self._tls.do_handshake()
                self._is_open = True
            while data := self._tls.read():
                self._hear(data)
            # It said goodbye.
            self._transport.close()
        except ssl.SSLWantReadError:
            self._send()
        except ssl.SSLError:
            self._transport.close()

    def _hear(self, data: bytes) -> None:
        now, log = asyncio.get_running_loop().time(), self._log
        if len(parse_requests(self._heard)) == self._answered and log.replied_at is not None:
            log.gaps.append(now - log.replied_at)
            log.replied_at = None
        self._heard += data
        request = parse_requests(self._heard)[-1]
        if request.complete:
            self._answered += 1
            log.posts[self._number] += request.is_post
            asyncio.get_running_loop().call_later(self._bank.work, self._answer, request)

    def _answer(self, request: Request) -> None:
        self._tls.write(self._bank.answer(request))
        self._send()
        self._log.replied_at = asyncio.get_running_loop().time()

    def _send(self) -> None:
        if data := self._outgoing.read():
            self._out.put(data)


async def serve(bank: FarBank) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(bank), "127.0.0.1", 0)
    _say(str(server.sockets[0].getsockname()[1]))
    is_over = loop.create_future()

    def hear() -> None:
        if sys.stdin.readline():
            _say(bank.tell())
        elif not is_over.done():
            is_over.set_result(None)

    loop.add_reader(sys.stdin.fileno(), hear)
    await is_over
    loop.remove_reader(sys.stdin.fileno())
    server.close()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serve as the command line says."""
    ca_file, accounts, round_trip, work = sys.argv[1:]
    authority().cert_pem.write_to_path(str(Path(ca_file)))
    bank = FarBank(int(accounts), float(round_trip), float(work))
    # Its waits are exact to some microseconds; epoll's, asyncio's own, to a millisecond.
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(SelectSelector())) as runner:
        runner.run(serve(bank))


if __name__ == "__main__":
    main()
