"""Every fault against the outcome table: what the client made of it, and the POSTs that arrived.

Run as `python -m tests.reliability.faults_table`; it draws nothing, so it takes no seed. Each
fault of the misbehaving server is met over HTTP and TLS, on a new connection and on one opened
ahead, by a credit and, in clear, by a debit; proxies that give no tunnel, or a good one, follow.
A row is right when its state, its reason and the requests that the server read are the table's.

It does not show a write that blocks (the request is smaller than any buffer), and its servers
are on this machine: what a real network adds is time.
"""

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

import httpx

from smspartner_tui.core.movement import Direction, Outcome
from smspartner_tui.core.secret import Secret
from smspartner_tui.partner import SmsPartner
from smspartner_tui.partner.line import Line
from smspartner_tui.partner.outcome import judge
from smspartner_tui.partner.wire import request_body
from tests.faults import FAULTS, PROXY_FAULTS, Fault, FaultProxy, FaultServer, ProxyFault
from tests.partner import FIFTY, KEY, PATIENCE, TOKEN, client_of, until
from tests.partner.test_faults_on_the_wire import is_patient, reason_of
from tests.reliability.report import Line as Figure
from tests.reliability.report import tell

_ADD: Final = "/v1/subaccount/credit/add"
_REMOVE: Final = "/v1/subaccount/credit/remove"

Move = Callable[[SmsPartner, str, Decimal], Outcome]


class Way(NamedTuple):
    """How a movement meets a fault; `ahead` on a connection opened before it, where one stands."""

    name: str
    tls: bool = False
    ahead: bool = False
    direction: Direction = Direction.ADD

    def suits(self, fault: Fault) -> bool:
        """Whether this fault can be had that way."""
        return not fault.plain_only if self.tls else not fault.needs_tls

    @property
    def path(self) -> str:
        """The one address that the server may be asked for."""
        return _ADD if self.direction is Direction.ADD else _REMOVE


WAYS: Final = (
    Way("http"),
    Way("http, opened ahead", ahead=True),
    Way("http, a debit", direction=Direction.REMOVE),
    Way("TLS", tls=True),
    Way("TLS, opened ahead", tls=True, ahead=True),
)
_TUNNEL: Final = "TLS, through a proxy"


@dataclass(frozen=True, slots=True)
class Row:
    """One fault met in one way; `posts` as the server counted them."""

    fault: str
    way: str
    outcome: Outcome
    posts: int
    has_heard: bool
    is_right: bool

    @property
    def is_once(self) -> bool:
        """Whether exactly one POST arrived, if a single byte did."""
        return self.posts == (1 if self.has_heard else 0)

    def __str__(self) -> str:
        return (
            f"{self.fault} ({self.way}): {self.outcome.state}, {self.outcome.reason}, "
            f"{self.posts} POSTs"
        )


def cases() -> Iterator[tuple[Fault, Way]]:
    """Every fault in every way in which it can be had."""
    return ((fault, way) for way in WAYS for fault in FAULTS.values() if way.suits(fault))


def meet(fault: Fault, way: Way, move: Move | None = None) -> Row:
    """One movement; `move` is what the client is asked, its own call if not given."""
    with FaultServer(fault, tls=way.tls) as server:
        with client_of(server) as partner:
            if way.ahead:
                _open_ahead(partner, fault)
            outcome = (move or _move(way))(partner, TOKEN, FIFTY)
        server.settle()
        return Row(
            fault.name,
            way.name,
            outcome,
            server.posts,
            any(server.received),
            _is_right(fault, way, server, outcome),
        )


def _open_ahead(partner: SmsPartner, fault: Fault) -> None:
    partner.prepare()
    if is_patient(fault):
        spares = partner._line().spares
        until(lambda: spares.count == spares.MOST)


def _move(way: Way) -> Move:
    return SmsPartner.add_credit if way.direction is Direction.ADD else SmsPartner.remove_credit


def _is_right(fault: Fault, way: Way, server: FaultServer, outcome: Outcome) -> bool:
    expected = outcome.state is fault.expected
    return (
        fault.allows(outcome.state, server.posts)
        and (not expected or outcome.reason is reason_of(fault, outcome))
        and server.posts in ({0, 1} if fault.posts is None else {fault.posts})
        # That one POST and nothing else: no redirect followed, no reading in between.
        and len(server.requests) == server.posts
        and all(way.path.startswith(request.target) for request in server.requests)
    )


def meet_proxy(fault: ProxyFault) -> Row:
    """One movement to a good server behind a proxy that is not, or is."""
    limit = fault.deadline or PATIENCE
    with FaultServer(FAULTS["good"], tls=True) as server, FaultProxy(fault.kind) as proxy:
        line = Line(
            server.base_url, Secret(KEY), limit, proxy=proxy.base_url, ca_file=server.ca_file
        )
        outcome = judge(line.post("/subaccount/credit/add", request_body(TOKEN, FIFTY), limit))
        proxy.settle()
        server.settle()
        is_right = (outcome.state, outcome.reason) == (fault.expected, fault.reason_hint)
        posts, has_heard = server.posts, any(server.received)
        return Row(f"proxy-{fault.kind}", _TUNNEL, outcome, posts, has_heard, is_right)


def stock_posts() -> int:
    """The most POSTs that stock httpx makes of one, told to follow redirects as many clients do."""
    most = 0
    for fault in (fault for name, fault in FAULTS.items() if name.startswith("redirect-")):
        with FaultServer(fault) as server:
            # One of them leads to a dead host.
            with contextlib.suppress(httpx.HTTPError):
                httpx.post(f"{server.base_url}{_ADD[3:]}", content=b"{}", follow_redirects=True)
            server.settle()
            most = max(most, server.posts)
    return most


def lines(rows: Sequence[Row]) -> list[Figure]:
    """The table."""
    kinds, ways = len({row.fault for row in rows}), Counter(row.way for row in rows)
    right = sum(row.is_right for row in rows)
    most = max(row.posts for row in rows)
    odd = sum(not row.is_once for row in rows)
    heard = sum(row.has_heard for row in rows)
    return [
        Figure("kinds of fault", str(kinds)),
        Figure("rows", str(len(rows))),
        *(Figure(f"  {way}", str(count)) for way, count in ways.items()),
        Figure("rows as the table says", f"{right} of {len(rows)}", "all", right == len(rows)),
        Figure("most POSTs of one movement", str(most), "1", most == 1),
        Figure(f"not exactly one POST, of {heard} rows heard", str(odd), "0", odd == 0),
    ]


def main() -> int:
    """Meet every fault in every way, and print the table; 1 if a row is wrong."""
    rows = [meet(fault, way) for fault, way in cases()]
    rows += [meet_proxy(fault) for fault in PROXY_FAULTS]
    for row in rows:
        if not (row.is_right and row.is_once):
            sys.stdout.write(f"{row}\n")
    anchor = Figure("anchor: httpx that follows redirects, most POSTs", str(stock_posts()))
    return tell([*lines(rows), anchor])


if __name__ == "__main__":
    sys.exit(main())
