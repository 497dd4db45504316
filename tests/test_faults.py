"""The misbehaving server, watched through plain client sockets."""

import gzip
import http.client
import io
import socket

import pytest

from tests.faults import (
    FAULTS,
    MOVED,
    REPLIES,
    REPLY_FAULTS,
    SOCKET_FAULTS,
    Fault,
    FaultServer,
    Reply,
)
from tests.faults.client import BODY, POST, call, dial, hear, read_to_end, server_threads

OVER_TLS = [f for f in SOCKET_FAULTS if not f.plain_only]
REDIRECTS = [f for f in REPLY_FAULTS if f.name.startswith("redirect-")]
IN_PLAIN = [f for f in SOCKET_FAULTS if not f.needs_tls] + REDIRECTS


def named(case: Fault | Reply) -> str:
    """How a case is called in the list of tests."""
    return case.name


def check_posts(fault: Fault, *, tls: bool) -> None:
    """Post to the fault once: it counts what it promises and leaves no thread behind."""
    with FaultServer(fault, tls=tls) as server:
        call(server)
        server.settle()
        assert server.posts in ({0, 1} if fault.posts is None else {fault.posts})
        assert server.complete_posts <= server.posts
    assert server_threads() == []


@pytest.mark.parametrize("fault", IN_PLAIN, ids=named)
def test_a_fault_counts_posts_over_plain_http(fault: Fault) -> None:
    """Over plain HTTP every fault reads as many POSTs as it says, and ends."""
    check_posts(fault, tls=False)


@pytest.mark.parametrize("fault", OVER_TLS, ids=named)
def test_a_fault_counts_posts_over_tls(fault: Fault) -> None:
    """Over TLS every fault that can be had there reads as many POSTs as it says, and ends."""
    check_posts(fault, tls=True)


def test_no_two_faults_share_a_name() -> None:
    """A name stands for one fault, so that none is lost from the table."""
    assert len(FAULTS) == len(SOCKET_FAULTS) + len(REPLY_FAULTS)


@pytest.mark.parametrize("reply", REPLIES, ids=named)
def test_a_reply_arrives_as_it_stands_in_the_table(reply: Reply) -> None:
    """An ordinary HTTP client receives the status and the bytes that the table holds."""
    with FaultServer(FAULTS[reply.name]) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        client.request("POST", "/v1/subaccount/credit/add", BODY)
        answer = client.getresponse()
        assert (answer.status, answer.read()) == (reply.status, reply.body)
        client.close()
        server.settle()
        assert (server.posts, server.complete_posts) == (1, 1)


def test_what_arrived_is_kept_and_told_apart() -> None:
    """Two POSTs on one connection and half of one on another are three begun and two complete."""
    with FaultServer(FAULTS["good"]) as server:
        with dial(server) as sock:
            sock.sendall(POST + POST)
            server.wait_for(lambda: server.complete_posts == 2)
        with dial(server) as sock:
            sock.sendall(POST[:2])
            server.wait_for(lambda: server.posts == 3)
        assert (server.complete_posts, server.connections) == (2, 2)
        assert server.received == [POST + POST, b"PO"]
        assert server.requests[0].target == "/v1/subaccount/credit/add"
        assert server.requests[1].body == BODY


def test_a_get_is_not_a_post() -> None:
    """A GET is kept among the requests and not counted as a POST."""
    with FaultServer(FAULTS["good"]) as server, dial(server) as sock:
        sock.sendall(b"GET /v1/me HTTP/1.1\r\n\r\n")
        server.wait_for(lambda: len(server.requests) == 1 and server.requests[0].complete)
        assert server.posts == 0


def test_waiting_for_what_never_comes_fails() -> None:
    """A wait that is not rewarded ends with an error that says what was heard."""
    with FaultServer(FAULTS["good"]) as server, pytest.raises(TimeoutError, match="heard"):
        server.wait_for(lambda: server.posts == 1, timeout=0.01)


def test_closing_does_not_wait_for_the_client() -> None:
    """A server that is closed lets go of a client that would have stayed."""
    with FaultServer(FAULTS["drip-reply"], tls=True) as server, dial(server) as sock:
        sock.settimeout(5)
        sock.sendall(POST)
        assert len(sock.recv(1)) == 1
        server.close()
        assert server_threads() == []
        assert len(hear(sock)) < 100


def test_settling_finds_a_connection_left_open() -> None:
    """A client that leaves a connection open is told of, not waited for without end."""
    with FaultServer(FAULTS["good"]) as server, dial(server):
        server.wait_for(lambda: server.connections == 1)
        with pytest.raises(TimeoutError):
            server.settle(timeout=0.05)


@pytest.mark.parametrize("name", ["port-closed", "connection-refused"])
def test_a_closed_port_refuses(name: str) -> None:
    """Nobody can connect where nobody listens."""
    with FaultServer(FAULTS[name]) as server, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), 5)


def test_a_full_queue_leaves_the_client_waiting() -> None:
    """Connecting to a full listen queue gets no answer at all."""
    with FaultServer(FAULTS["no-answer-to-connect"]) as server, pytest.raises(TimeoutError):
        socket.create_connection(("127.0.0.1", server.port), 0.1)


def test_a_late_server_reads_what_the_client_had_given_up_on() -> None:
    """The whole POST reaches the server after its sender has gone."""
    with FaultServer(FAULTS["accepted-after-giving-up"]) as server:
        call(server)
        assert server.connections == 0
        server.settle()
        assert server.complete_posts == 1


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("name", ["reset-on-first-byte", "read-then-reset"])
def test_a_reset_is_a_reset(name: str, tls: bool) -> None:
    """The client is told of a broken connection, not of an orderly end."""
    with FaultServer(FAULTS[name], tls=tls) as server, dial(server) as sock:
        sock.sendall(POST)
        with pytest.raises(ConnectionResetError):
            read_to_end(sock)


def test_closing_with_data_unread_is_a_reset() -> None:
    """The kernel itself breaks a connection that is closed with something unread."""
    with FaultServer(FAULTS["close-unread"]) as server, dial(server) as sock:
        sock.sendall(POST)
        with pytest.raises(ConnectionResetError):
            read_to_end(sock)


def test_a_fault_that_needs_no_tls_refuses_it() -> None:
    """A fault that would mean something else over TLS is not served there."""
    with pytest.raises(ValueError, match="TLS"):
        FaultServer(FAULTS["port-closed"], tls=True)


def test_a_drip_comes_byte_by_byte() -> None:
    """The beginning of a dripped reply is there long before its end."""
    with FaultServer(FAULTS["drip-reply"]) as server, dial(server) as sock:
        sock.settimeout(5)
        sock.sendall(POST)
        heard = b""
        while len(heard) < 3:
            heard += sock.recv(65536)
        assert heard.startswith(b"HTT")
        assert len(heard) < 40


@pytest.mark.parametrize("name", ["endless-100-continue", "endless-chunks"])
def test_what_is_endless_goes_on(name: str) -> None:
    """The server keeps talking for as long as the client listens."""
    with FaultServer(FAULTS[name]) as server, dial(server) as sock:
        sock.settimeout(5)
        sock.sendall(POST)
        heard = b""
        while len(heard) < 200:
            heard += sock.recv(100)
        assert heard.startswith(b"HTTP/1.1 ")


def test_a_redirect_that_is_followed_shows() -> None:
    """Who follows a redirect finds a success, and the server has seen it."""
    with FaultServer(FAULTS["redirect-303"]) as server, dial(server) as sock:
        sock.sendall(POST)
        moved = f"{server.base_url}{MOVED}"
        assert f"Location: {moved}\r\n".encode() in sock.recv(65536)
        sock.sendall(b"GET /v1%s HTTP/1.1\r\n\r\n" % MOVED.encode())
        assert sock.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert [r.target for r in server.requests] == ["/v1/subaccount/credit/add", "/v1/moved"]


def test_the_bomb_is_one() -> None:
    """Half a megabyte on the wire unpacks without end in sight."""
    with FaultServer(FAULTS["gzip-bomb"]) as server, dial(server) as sock:
        sock.sendall(POST)
        heard = hear(sock)
        head, _, body = heard.partition(b"\r\n\r\n")
        assert b"Content-Encoding: gzip" in head
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            assert sum(len(packed.read(2**20)) for _ in range(50)) == 50 * 2**20
