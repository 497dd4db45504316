"""The misbehaving server's TLS and the misbehaving proxy, watched through plain client sockets."""

import socket
import ssl

import pytest

from tests.faults import FAULTS, PROXY_FAULTS, SUCCESS, FaultProxy, FaultServer, ProxyKind
from tests.faults.client import POST, dial, hear, server_threads


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tls-untrusted-authority", "self-signed|unable to get local issuer"),
        ("tls-wrong-host-name", "mismatch"),
        ("tls-expired", "expired"),
        ("tls-plain-http", "WRONG_VERSION_NUMBER|wrong version number|RECORD_LAYER"),
        ("tls-garbage", "WRONG_VERSION_NUMBER|wrong version number|RECORD_LAYER"),
        ("tls-alert", "ALERT_HANDSHAKE_FAILURE|handshake failure"),
        ("tls-fin", "EOF"),
    ],
)
def test_a_handshake_fails_for_its_own_reason(name: str, words: str) -> None:
    """Each TLS fault fails where and why it says, before any HTTP."""
    with FaultServer(FAULTS[name]) as server:
        with pytest.raises(ssl.SSLError, match=words), dial(server):
            pass
        assert server.received == [b""]


def test_a_stalled_handshake_times_out() -> None:
    """A server that never answers the TLS hello leaves the client waiting."""
    with (
        FaultServer(FAULTS["tls-stall"]) as server,
        pytest.raises(TimeoutError),
        dial(server),
    ):
        pass


@pytest.mark.parametrize("name", ["tls-client-certificate", "tls-client-certificate-late"])
def test_a_certificate_is_demanded_after_the_handshake(name: str) -> None:
    """With TLS 1.3 the client's handshake succeeds and its first read is what fails."""
    with FaultServer(FAULTS[name]) as server, dial(server) as sock:
        sock.sendall(POST)
        with pytest.raises(ssl.SSLError, match=r"(?i)certificate.required"):
            sock.recv(1)
        assert server.posts == 0


def test_tls_serves_both_names_of_loopback() -> None:
    """The good certificate stands for the address and for localhost."""
    for name in ("127.0.0.1", "localhost"):
        with FaultServer(FAULTS["good"], tls=True) as server, dial(server, name) as sock:
            sock.sendall(POST)
            assert SUCCESS in sock.recv(65536)
            assert server.base_url.startswith("https://127.0.0.1:")


def through(proxy: FaultProxy, port: int) -> socket.socket:
    """A connection on which the proxy was asked for the server's port."""
    sock = socket.create_connection(("127.0.0.1", proxy.port), 5)
    sock.sendall(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\nHost: x\r\n\r\n" % port)
    return sock


def test_a_good_proxy_carries_tls_it_cannot_read() -> None:
    """A movement goes through the tunnel, and the proxy hears of nothing but CONNECT."""
    with FaultServer(FAULTS["good"], tls=True) as server, FaultProxy(ProxyKind.GOOD) as proxy:
        context = ssl.create_default_context(cafile=str(server.ca_file))
        with through(proxy, server.port) as sock:
            assert sock.recv(65536).startswith(b"HTTP/1.1 200 ")
            with context.wrap_socket(sock, server_hostname="127.0.0.1") as tls:
                tls.sendall(POST)
                assert SUCCESS in tls.recv(65536)
        assert server.complete_posts == 1
        assert proxy.connects == [f"127.0.0.1:{server.port}"]
        assert len(proxy.received) == 1
        assert proxy.received[0].endswith(b"Host: x\r\n\r\n")
    assert server_threads() == []


@pytest.mark.parametrize(
    ("kind", "answer"),
    [(ProxyKind.ASKS_PASSWORD, b"HTTP/1.1 407 "), (ProxyKind.BAD_GATEWAY, b"HTTP/1.1 502 ")],
)
def test_a_proxy_refuses(kind: ProxyKind, answer: bytes) -> None:
    """The proxy's refusal comes with its status, and nobody reaches the server."""
    with FaultServer(FAULTS["good"], tls=True) as server, FaultProxy(kind) as proxy:
        with through(proxy, server.port) as sock:
            assert hear(sock).startswith(answer)
        assert server.connections == 0


def test_a_proxy_closes() -> None:
    """The proxy ends the connection in order, without a word."""
    with FaultProxy(ProxyKind.CLOSES) as proxy, through(proxy, 1) as sock:
        assert sock.recv(1) == b""


def test_a_proxy_keeps_silent_until_it_is_closed() -> None:
    """The silent proxy says nothing, and lets go when it is closed."""
    with FaultProxy(ProxyKind.SILENT) as proxy, through(proxy, 1) as sock:
        proxy.wait_for(lambda: proxy.connects == ["127.0.0.1:1"])
        sock.settimeout(0.05)
        with pytest.raises(TimeoutError):
            sock.recv(1)
        proxy.close()
        sock.settimeout(5)
        assert hear(sock) == b""
    assert server_threads() == []


def test_every_kind_of_proxy_has_its_outcome() -> None:
    """No kind is left out of the table that the client is tested with."""
    assert [fault.kind for fault in PROXY_FAULTS] == list(ProxyKind)


def test_a_proxy_carries_nothing_but_tunnels() -> None:
    """A plain request to the proxy is refused, so that no key goes through it in clear."""
    with (
        FaultProxy(ProxyKind.GOOD) as proxy,
        socket.create_connection(("127.0.0.1", proxy.port), 5) as sock,
    ):
        sock.sendall(b"GET http://127.0.0.1/ HTTP/1.1\r\n\r\n")
        assert sock.recv(65536).startswith(b"HTTP/1.1 405 ")
        assert proxy.connects == []
