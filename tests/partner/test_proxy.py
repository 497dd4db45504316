"""Which proxy the environment asks for, and what a movement through one comes to."""

import os

import pytest

from smspartner_tui.core.accounts import ReadingProblem
from smspartner_tui.core.movement import State
from smspartner_tui.core.secret import Secret
from smspartner_tui.partner import ReadingError, SmsPartner
from smspartner_tui.partner.line import Line
from smspartner_tui.partner.outcome import judge
from smspartner_tui.partner.proxy import ProxyError, is_loopback, proxy_for
from smspartner_tui.partner.wire import request_body
from tests.faults import (
    FAULTS,
    PROXY_FAULTS,
    Conversation,
    FaultProxy,
    FaultServer,
    ProxyFault,
    ProxyKind,
)
from tests.partner import FIFTY, KEY, OVERRUN, PATIENCE, TOKEN, keepers, scripted

PLATFORM = "https://api.smspartner.test/v1"
REFUSALS = [fault for fault in PROXY_FAULTS if fault.expected is State.NOT_SENT]


@pytest.fixture(autouse=True)
def _no_proxy_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name == "REQUEST_METHOD":
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("environment", "base_url", "proxy"),
    [
        ({}, PLATFORM, None),
        ({"HTTPS_PROXY": "http://p:3128"}, PLATFORM, "http://p:3128"),
        ({"https_proxy": "http://p:3128"}, PLATFORM, "http://p:3128"),
        ({"https_proxy": "http://low:1", "HTTPS_PROXY": "http://up:1"}, PLATFORM, "http://low:1"),
        ({"HTTPS_PROXY": "p:3128"}, PLATFORM, "http://p:3128"),
        ({"HTTPS_PROXY": "http://u:w@p:3128/"}, PLATFORM, "http://u:w@p:3128/"),
        ({"HTTPS_PROXY": ""}, PLATFORM, None),
        ({"ALL_PROXY": "http://all:1"}, PLATFORM, "http://all:1"),
        ({"ALL_PROXY": "http://all:1", "HTTPS_PROXY": "http://p:1"}, PLATFORM, "http://p:1"),
        ({"HTTP_PROXY": "http://p:1"}, PLATFORM, None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, PLATFORM, None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "smspartner.test"}, PLATFORM, None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".smspartner.test"}, PLATFORM, None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.b, api.smspartner.test"}, PLATFORM, None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "partner.test"}, PLATFORM, "http://p:1"),
        ({"ALL_PROXY": "http://p:1"}, "http://127.0.0.1:8080/v1", None),
        ({"ALL_PROXY": "http://p:1"}, "http://localhost/v1", None),
        ({"ALL_PROXY": "http://p:1"}, "http://[::1]:8080/v1", None),
        ({"ALL_PROXY": "socks5://p:1"}, "http://127.0.0.9/v1", None),
    ],
)
def test_the_environments_proxy(
    environment: dict[str, str], base_url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As other programs read it; loopback never has one."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(base_url) == proxy


@pytest.mark.parametrize("url", ["socks5://p:1", "socks5h://p:1", "socks4://p:1", "https://p:1"])
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_of_another_kind_is_refused(
    name: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, by its kind alone: its address may hold a password."""
    monkeypatch.setenv(name, url.replace("p:1", "user:word@p:1"))
    with pytest.raises(ProxyError) as caught:
        SmsPartner(KEY, PLATFORM)
    assert str(caught.value) == url.partition(":")[0]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("[::1]", True),
        ("192.0.2.1", False),
        ("127.0.0.1.example", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_what_is_loopback(host: str, expected: bool) -> None:
    """A literal of this machine, or its one name; no other name, whatever it leads to."""
    assert is_loopback(host) is expected


@pytest.mark.parametrize("fault", REFUSALS, ids=lambda fault: fault.kind.name)
def test_a_proxy_that_gives_no_tunnel(fault: ProxyFault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent, no reading waits longer than connecting may take, and no key is told."""
    limit = fault.deadline or PATIENCE
    with FaultProxy(fault.kind) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base_url)
        partner = SmsPartner(KEY, PLATFORM, deadline=60, connect_timeout=limit)
        outcome = partner.add_credit(TOKEN, FIFTY)
        assert (outcome.state, outcome.reason) == (fault.expected, fault.reason_hint)
        assert outcome.seconds == 0
        with pytest.raises(ReadingError) as caught:
            partner.main_balance()
        assert caught.value.problem is ReadingProblem.UNREACHABLE
        proxy.settle(limit + OVERRUN)
        assert proxy.connects == ["api.smspartner.test:443"] * 2
        assert KEY.encode() not in b"".join(proxy.received)
    if fault.kind is ProxyKind.ASKS_PASSWORD:
        assert outcome.detail.startswith("ProxyError: 407")


def test_a_tunnel_carries_a_movement_and_readings() -> None:
    """TLS goes end to end: the proxy hears where to, and nothing else."""
    with FaultServer(FAULTS["good"], tls=True) as server, FaultProxy(ProxyKind.GOOD) as proxy:
        line = Line(
            server.base_url, Secret(KEY), PATIENCE, proxy=proxy.base_url, ca_file=server.ca_file
        )
        outcome = judge(line.post("/subaccount/credit/add", request_body(TOKEN, FIFTY), 10))
        assert outcome.state is State.CONFIRMED
        with line.readings(10) as reader:
            assert reader.get("/me")[0] == 200
        assert proxy.connects == [f"127.0.0.1:{server.port}"] * 2
        assert KEY.encode() not in b"".join(proxy.received)
        assert server.posts == 1


def test_the_deadline_of_a_tunnelled_post_is_its_own() -> None:
    """Connecting through the proxy does not shorten it, and it ends in time."""
    silent = FAULTS["read-then-silence"]
    assert silent.deadline is not None
    with FaultServer(silent, tls=True) as server, FaultProxy(ProxyKind.GOOD) as proxy:
        line = Line(
            server.base_url, Secret(KEY), PATIENCE, proxy=proxy.base_url, ca_file=server.ca_file
        )
        exchange = line.post("/subaccount/credit/add", b"{}", silent.deadline)
        assert (exchange.post_began, exchange.deadline_passed) == (True, True)
        assert silent.deadline <= exchange.seconds <= silent.deadline + OVERRUN


def test_behind_a_proxy_nothing_is_opened_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither to the proxy nor past it."""
    with FaultProxy(ProxyKind.GOOD) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base_url)
        partner = SmsPartner(KEY, PLATFORM)
        partner.prepare()
        assert keepers() == []
        line = partner._line()
        assert line._route.open_ahead(line._money_network) is None
        proxy.settle()
        assert proxy.connections == 0


def test_a_proxys_words_are_made_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its refusal is shown to the operator: no escape reaches the terminal or the journal."""

    def serve(conversation: Conversation) -> None:
        conversation.read_request()
        conversation.send(b"HTTP/1.1 403 Non \x1b]52;c;eA==\r\nContent-Length: 0\r\n\r\n")
        conversation.finish()

    with FaultServer(scripted(serve)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:word@127.0.0.1:{proxy.port}")
        partner = SmsPartner(KEY, PLATFORM, connect_timeout=PATIENCE)
        outcome = partner.add_credit(TOKEN, FIFTY)
        assert outcome.state is State.NOT_SENT
        assert outcome.detail.isprintable()
        assert "403" in outcome.detail
        with pytest.raises(ReadingError) as caught:
            partner.main_balance()
        assert str(caught.value).isprintable()
        assert "proxy-authorization" in proxy.requests[0].headers


def test_the_proxy_can_be_shown_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Host and port for the help, never what opens the proxy; nothing where there is none."""
    monkeypatch.setenv("HTTPS_PROXY", "http://somebody:secret@proxy.example:3128")
    assert SmsPartner("k" * 20).proxy_host == "proxy.example:3128"
    monkeypatch.delenv("HTTPS_PROXY")
    assert SmsPartner("k" * 20).proxy_host == ""
