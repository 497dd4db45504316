"""Deadlines, streams, and how connections are opened."""

import select
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import certifi
import httpcore
import pytest

from smspartner_tui.core.movement import Reason, State
from smspartner_tui.core.secret import Secret
from smspartner_tui.partner.connection import (
    Address,
    Deadline,
    Network,
    Stream,
    tls_context,
)
from smspartner_tui.partner.line import Line, NoAnswer
from smspartner_tui.partner.outcome import judge
from smspartner_tui.partner.transport import Route
from smspartner_tui.partner.wire import request_body
from tests.faults import FAULTS, Conversation, FaultServer
from tests.partner import (
    FIFTY,
    KEY,
    OVERRUN,
    PATIENCE,
    TOKEN,
    scripted,
    until,
)
from tests.partner.pairs import Pair

BODY = request_body(TOKEN, FIFTY)


# Deadlines.


def test_a_deadline_bounds_every_time_out() -> None:
    """Before it starts it changes nothing; then the shorter counts; at its end nothing is left."""
    deadline = Deadline()
    assert (deadline.bound(None), deadline.bound(3), deadline.has_passed) == (None, 3, False)
    deadline.start(60)
    assert deadline.bound(3) == 3
    assert 59 < (deadline.bound(None) or 0) <= 60
    assert 59 < (deadline.bound(100) or 0) <= 60
    deadline.start(-1)
    assert deadline.has_passed
    with pytest.raises(TimeoutError):
        deadline.bound(3)
    deadline.clear()
    assert deadline.bound(3) == 3


def test_a_write_that_blocks_ends_at_the_deadline(pair: Pair) -> None:
    """Nobody reads, the buffers fill, and the time is up all the same."""
    stream = pair.open_one()
    assert stream is not None
    stream.deadline.start(0.1)
    with pytest.raises(httpcore.WriteTimeout):
        stream.write(b"x" * 50_000_000)
    with pytest.raises(httpcore.ReadTimeout):
        stream.read(1)
    stream.close()
    assert pair.closed == 1


def test_errors_hold_no_text_of_the_system(pair: Pair) -> None:
    """A broken connection is named by its class."""
    stream = pair.open_one()
    assert stream is not None
    pair.ends[0].close()
    with pytest.raises(httpcore.WriteError, match="BrokenPipeError"):
        stream.write(b"x")
    stream.close()
    with pytest.raises(httpcore.ReadError, match="OSError"):
        stream.read(1)
    assert not stream.is_clean
    stream.shut_down()


def test_a_stream_tells_what_is_asked_of_it(pair: Pair) -> None:
    """Its socket, whether something came, and nothing else."""
    stream = pair.open_one()
    assert stream is not None
    assert isinstance(stream.get_extra_info("socket"), socket.socket)
    assert stream.get_extra_info("ssl_object") is None
    assert stream.get_extra_info("server_addr") is None
    assert stream.get_extra_info("is_readable") is False
    pair.ends[0].send(b"x")
    assert stream.get_extra_info("is_readable") is True
    # Looked at, not taken.
    assert stream.read(10) == b"x"
    stream.close()


# Clean or not.


def open_tls(server: FaultServer, network: Network) -> tuple[Route, Stream]:
    """A connection opened ahead to a server with TLS."""
    route = Route(server.base_url, PATIENCE, ca_file=server.ca_file)
    stream = route.open_ahead(network)
    assert stream is not None
    return route, stream


def test_tickets_do_not_make_a_spare_dirty() -> None:
    """TLS 1.3 sends tickets after the handshake: the bare socket is readable, and all is well."""
    network = Network()
    with FaultServer(FAULTS["good"], tls=True) as server:
        route, stream = open_tls(server, network)
        assert stream.get_extra_info("ssl_object").version() == "TLSv1.3"
        assert select.select([stream.get_extra_info("socket")], [], [], PATIENCE)[0]
        assert stream.is_clean
        assert stream.is_clean
        # The handshake done ahead is not done again.
        assert stream.start_tls(route.context, "127.0.0.1") is stream
        stream.close()
        server.settle()
        assert server.received == [b""]


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("how", ["data", "end", "reset"])
def test_what_the_server_says_or_ends_makes_a_spare_dirty(how: str, tls: bool) -> None:
    """Data, an orderly end and a broken connection."""
    now = threading.Event()

    def serve(conversation: Conversation) -> None:
        assert now.wait(PATIENCE)
        if how == "data":
            conversation.send(b"HTTP/1.1 408 Request Timeout\r\n\r\n")
        elif how == "reset":
            conversation.reset()
        conversation.finish()

    with FaultServer(scripted(serve), tls=tls) as server:
        network = Network()
        route = Route(server.base_url, PATIENCE, ca_file=server.ca_file)
        stream = route.open_ahead(network)
        assert stream is not None
        assert stream.is_clean
        now.set()
        until(lambda: not stream.is_clean)
        stream.close()


def test_ending_a_stream_keeps_its_tls() -> None:
    """Another thread that writes in that moment must fail, not write in clear."""
    network = Network()
    with FaultServer(FAULTS["good"], tls=True) as server:
        _, stream = open_tls(server, network)
        network.abort()
        assert stream.get_extra_info("ssl_object").version() == "TLSv1.3"
        with pytest.raises(httpcore.WriteError):
            stream.write(b"GET /v1/me?apiKey=secret HTTP/1.1\r\n\r\n")
        stream.close()
        server.settle()
        assert server.received == [b""]


# Opening.


def test_a_connection_made_while_all_were_ended_is_ended_too() -> None:
    """It was not yet known when the others ended, and must not outlive them."""
    network = Network()

    class Late(Deadline):
        asked = 0

        def bound(self, timeout: float | None) -> float | None:
            self.asked += 1
            if self.asked == 2:  # Not for the lookup, which would end by itself.
                network.abort()
            return timeout

    with FaultServer(FAULTS["good"]) as server:
        with pytest.raises(httpcore.ConnectError, match="aborted"):
            network.connect("127.0.0.1", server.port, Late(), PATIENCE)
        network.connect("127.0.0.1", server.port, Deadline(), PATIENCE).close()
        server.settle()
        assert server.received == [b"", b""]


@pytest.mark.parametrize("host", ["name.invalid", "x" * 70, "."])
def test_a_host_that_does_not_exist_is_no_connection(host: str) -> None:
    """Neither a name nobody knows nor one that is none raises anything else."""
    with pytest.raises(httpcore.ConnectError):
        Network().connect(host, 9, Deadline(), PATIENCE)


# Looking up names.


class Resolver:
    """A resolver that does not answer before it is let go."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, host: str, port: int) -> list[Address]:
        """Nobody is there."""
        self.asked.set()
        assert self.go_on.wait(PATIENCE)
        raise OSError(5, "too late")


def lookups() -> list[threading.Thread]:
    """The threads that wait for a resolver."""
    return [thread for thread in threading.enumerate() if thread.name == "name lookup"]


@pytest.fixture
def resolver() -> Iterator[Resolver]:
    """A resolver that stalls; it is let go in the end."""
    resolver = Resolver()
    yield resolver
    resolver.go_on.set()
    until(lambda: not lookups())


def test_a_resolver_that_stalls_holds_nobody_longer_than_connecting_may(
    resolver: Resolver,
) -> None:
    """The system's own knows no time-out: its thread is left behind, and holds no end up."""
    began = time.monotonic()
    with pytest.raises(httpcore.ConnectTimeout):
        Network(resolver).connect("platform.test", 443, Deadline(), 0.1)
    assert 0.1 <= time.monotonic() - began <= 0.1 + OVERRUN
    assert [thread.daemon for thread in lookups()] == [True]


def test_a_movement_whose_name_lookup_stalls_is_not_sent(resolver: Resolver) -> None:
    """Not a byte left, whatever the resolver says later; no spare is opened either."""
    line = Line("http://localhost:9/v1", Secret(KEY), connect_timeout=0.1)
    line._money_network = Network(resolver)
    began = time.monotonic()
    exchange = line.post("/subaccount/credit/add", BODY, 60)
    assert time.monotonic() - began <= 0.1 + OVERRUN
    outcome = judge(exchange)
    assert (outcome.state, outcome.reason) == (State.NOT_SENT, Reason.NO_CONNECTION)
    assert not exchange.post_began
    assert line._route.open_ahead(line._money_network) is None


def test_aborting_ends_a_reading_that_still_looks_up_a_name(resolver: Resolver) -> None:
    """Leaving the program does not wait for a resolver."""
    line = Line("http://localhost:9/v1", Secret(KEY), connect_timeout=60)
    line._reading_network = Network(resolver)
    said: list[str] = []

    def read() -> None:
        with line.readings(60) as reader, pytest.raises(NoAnswer) as caught:
            reader.get("/me")
        said.append(str(caught.value))

    reading = threading.Thread(target=read)
    reading.start()
    assert resolver.asked.wait(PATIENCE)
    line.abort_readings()
    reading.join(PATIENCE)
    assert said == ["ConnectError: aborted"]


def test_each_address_is_tried_in_the_resolvers_order() -> None:
    """The first that answers is taken; when none does, the last one's error is told."""
    # On this address nobody ever listens.
    nobody = ("127.0.0.2", 1)
    with FaultServer(FAULTS["good"]) as server:
        somebody = ("127.0.0.1", server.port)
        asked: list[Address] = []

        def resolve(host: str, port: int) -> list[Address]:
            asked.append((host, port))
            return [nobody, somebody, nobody]

        Network(resolve).connect("platform.test", 443, Deadline(), PATIENCE).close()
        server.settle()
        assert asked == [("platform.test", 443)]
        assert server.connections == 1
    with pytest.raises(httpcore.ConnectError, match="Connection refused"):
        Network(lambda _host, _port: [nobody]).connect("platform.test", 443, Deadline(), PATIENCE)
    with pytest.raises(httpcore.ConnectError, match="OSError"):
        Network(lambda _host, _port: []).connect("platform.test", 443, Deadline(), PATIENCE)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "Name or service not known"),
        (UnicodeError("label too long"), "UnicodeError"),
        (RuntimeError("can't start new thread"), "RuntimeError"),
    ],
)
def test_what_a_resolver_raises_is_no_connection(error: Exception, words: str) -> None:
    """In its own thread or, when none can be had, in ours: never anything else."""

    def resolve(host: str, port: int) -> list[Address]:
        raise error

    with pytest.raises(httpcore.ConnectError, match=words):
        Network(resolve).connect("platform.test", 443, Deadline(), PATIENCE)


def test_authorities_without_a_store_are_certifis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has none; always verifying, host name included."""
    nowhere = SimpleNamespace(cafile=None, capath=None)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
    loaded: list[object] = []
    real = ssl.SSLContext.load_verify_locations

    def load(self: ssl.SSLContext, file: str) -> None:
        loaded.append(file)
        real(self, file)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", load)
    context = tls_context(None)
    assert loaded == [certifi.where()]
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
