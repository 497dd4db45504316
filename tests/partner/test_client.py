"""The client before good servers and bad ones: movements to the byte, and readings."""

import inspect
import json
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.accounts import ReadingProblem
from smspartner_tui.core.movement import Outcome, Reason, State
from smspartner_tui.partner import ReadingError, SmsPartner
from smspartner_tui.partner.transport import Transport
from smspartner_tui.simulator import CLIENTS, DEMO_KEY, Bank, SimulatorServer
from tests.faults import FAULTS, SUCCESS, Conversation, FaultServer, http_head, http_reply
from tests.partner import (
    FIFTY,
    KEY,
    OVERRUN,
    PATIENCE,
    TOKEN,
    answering,
    client_of,
    raw_json,
    scripted,
    until,
)

GARAGE = CLIENTS[0].token


# Movements.


@pytest.mark.parametrize("xml", [False, True], ids=["json", "xml"])
def test_credit_moves_there_and_back(xml: bool) -> None:
    """Before a good platform each call does what its name says, in either form of reply."""
    bank = Bank(spending=False, key=DEMO_KEY)
    with SimulatorServer(bank) as server:
        partner = SmsPartner(DEMO_KEY, server.base_url, reply_format="xml" if xml else "json")
        added = partner.add_credit(GARAGE, FIFTY)
        removed = partner.remove_credit(GARAGE, Decimal("0.01"))
        refused = partner.remove_credit(GARAGE, Decimal(100_000))
    assert (added.state, added.main_balance) == (State.CONFIRMED, Decimal("2819.2"))
    assert added.subaccount_balance == Decimal("111.8")
    assert (removed.state, removed.subaccount_balance) == (State.CONFIRMED, Decimal("111.79"))
    assert (refused.state, refused.code, refused.message) == (
        State.REJECTED,
        8,
        "Crédit insufisant",
    )
    assert len(bank.ledger) == 2
    assert added.reply.startswith("<?xml" if xml else '{"success"')


@pytest.mark.parametrize(
    ("verb", "xml", "target"),
    [
        ("add_credit", False, "/v1/subaccount/credit/add"),
        ("remove_credit", False, "/v1/subaccount/credit/remove"),
        ("add_credit", True, "/v1/subaccount/credit/add?_format=xml"),
        ("remove_credit", True, "/v1/subaccount/credit/remove?_format=xml"),
    ],
)
def test_a_request_to_the_byte(verb: str, xml: bool, target: str) -> None:
    """Its own address, the documented header, this body, and no key anywhere else."""
    with FaultServer(FAULTS["good"]) as server:
        partner = SmsPartner(KEY, server.base_url + "/", reply_format="xml" if xml else "json")
        getattr(partner, verb)(TOKEN, Decimal("10.2450"))
        server.settle()
        (request,) = server.requests
    assert (request.method, request.target) == ("POST", target)
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept-encoding"] == "identity"
    assert request.headers["connection"] == "close"
    assert int(request.headers["content-length"]) == len(request.body)
    expected = '{"apiKey": "%s", "credit": "10.245", "tokenSubaccount": "%s"}'
    assert request.body == (expected % (KEY, TOKEN)).encode()
    assert KEY not in request.target + repr(request.headers)


@pytest.mark.parametrize(
    "amount", [Decimal(0), Decimal(-1), Decimal("0.0000001"), Decimal("NaN"), Decimal(10**12), 5.0]
)
def test_what_is_no_amount_is_not_sent(amount: Decimal) -> None:
    """A fault of the caller is raised before anything is opened."""
    with FaultServer(FAULTS["good"]) as server, client_of(server) as partner:
        for move in (partner.add_credit, partner.remove_credit):
            with pytest.raises(ValueError, match="amount"):
                move(TOKEN, amount)
        assert server.connections == 0


@pytest.mark.parametrize(
    "address",
    [
        "http://api.smspartner.fr/v1",
        "http://192.0.2.1/v1",
        "http://localhost.example/v1",
        "ftp://127.0.0.1/v1",
        "api.smspartner.fr/v1",
        "https:///v1",
        "https://api.smspartner.fr:99999/v1",
    ],
)
def test_the_key_does_not_leave_this_machine_in_clear(address: str) -> None:
    """Only https, and http on loopback."""
    with pytest.raises(ValueError, match=r"https|[Pp]ort"):
        SmsPartner(KEY, address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.8.8.8"])
def test_on_this_machine_http_will_do(host: str) -> None:
    """Rehearsals and tests need no certificate."""
    assert SmsPartner(KEY, f"http://{host}:9/v1").deadline == 30


def test_seconds_run_from_the_first_byte() -> None:
    """What connecting took is not the movement's time; who never began took none."""
    with FaultServer(FAULTS["tls-stall"]) as server, client_of(server) as partner:
        outcome = partner.add_credit(TOKEN, FIFTY)
    assert (outcome.state, outcome.seconds) == (State.NOT_SENT, 0)
    with FaultServer(FAULTS["read-then-silence"]) as server, client_of(server) as partner:
        outcome = partner.add_credit(TOKEN, FIFTY)
    assert FAULTS["read-then-silence"].deadline is not None
    assert outcome.seconds >= FAULTS["read-then-silence"].deadline


def test_a_bomb_is_refused_at_its_header() -> None:
    """500 MB of gzip are announced, none is sent, and nobody waits for any."""
    head = http_head(200, "Content-Encoding: gzip", "Content-Length: 524288000")
    with FaultServer(answering(head)) as server, client_of(server) as partner:
        outcome = partner.add_credit(TOKEN, FIFTY)
        assert (outcome.state, outcome.reason) == (State.UNKNOWN, Reason.UNREADABLE)
        assert outcome.detail == "a reply that is encoded"
        with pytest.raises(ReadingError, match="encoded"):
            partner.main_balance()


# TLS.


def test_a_company_authority_is_named_by_its_file() -> None:
    """The same server is refused without the file and trusted with it."""
    with FaultServer(FAULTS["good"], tls=True) as server:
        refused = SmsPartner(KEY, server.base_url).add_credit(TOKEN, FIFTY)
        assert (refused.state, refused.reason) == (State.NOT_SENT, Reason.NO_CONNECTION)
        assert "certificate" in refused.detail
        trusted = SmsPartner(KEY, server.base_url, ca_file=server.ca_file)
        assert trusted.add_credit(TOKEN, FIFTY).state is State.CONFIRMED
        server.settle()
        assert server.posts == 1


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_authorities_that_is_none(content: str | None, tmp_path: Path) -> None:
    """Nothing is sent, nothing is left open, and no reading trusts anybody either."""
    ca_file = tmp_path / "ca.pem"
    if content is not None:
        ca_file.write_text(content)
    with FaultServer(FAULTS["good"], tls=True) as server:
        partner = SmsPartner(KEY, server.base_url, ca_file=ca_file)
        assert partner._line()._route.open_ahead(partner._line()._money_network) is None
        assert partner.add_credit(TOKEN, FIFTY).state is State.NOT_SENT
        with pytest.raises(ReadingError) as caught:
            partner.main_balance()
        assert caught.value.problem is ReadingProblem.UNREACHABLE
        assert server.connections == 0


def test_nothing_switches_verification_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """No parameter does, and no variable that other programs listen to."""
    parameters = set(inspect.signature(SmsPartner).parameters)
    assert parameters == {
        "api_key",
        "base_url",
        "reply_format",
        "deadline",
        "reading_deadline",
        "connect_timeout",
        "ca_file",
    }
    for name, value in {"PYTHONHTTPSVERIFY": "0", "CURL_INSECURE": "1", "VERIFY": "0"}.items():
        monkeypatch.setenv(name, value)
    with FaultServer(FAULTS["tls-wrong-host-name"]) as server, client_of(server) as partner:
        outcome = partner.add_credit(TOKEN, FIFTY)
        assert outcome.state is State.NOT_SENT
        assert "Hostname mismatch" in outcome.detail or "IP address mismatch" in outcome.detail


# Readings.


def problem_of(partner: SmsPartner) -> tuple[ReadingProblem, str]:
    """Why both readings fail, for the same reason."""
    with pytest.raises(ReadingError) as caught:
        partner.main_balance()
    with pytest.raises(ReadingError) as again:
        partner.subaccounts()
    assert caught.value.problem is again.value.problem
    return caught.value.problem, caught.value.message


def test_balances_are_read() -> None:
    """The main balance and every page of the list, merged, with no sub-account's key."""
    with SimulatorServer(Bank(spending=False, key=DEMO_KEY)) as server:
        partner = SmsPartner(DEMO_KEY, server.base_url)
        assert partner.main_balance() == Decimal("2869.2")
        found = partner.subaccounts()
    assert (len(found.listings), found.announced, found.pages) == (len(CLIENTS), 30, 2)
    for client in CLIENTS:
        listing = found.listings[client.token]
        assert (listing.balance, listing.email) == (client.balance, client.email)
        assert client.key
        assert client.key not in repr(found)


def page(tokens: str, total: object = None, **fields: object) -> bytes:
    """A page with one row for each letter, of pages of two."""
    rows = [
        {"token": token, "apiKey": "sub" + KEY, "credits": {"balance": "1.000"}} for token in tokens
    ]
    content = {"success": True, "data": rows, "total": total, "nb_per_page": 2}
    return raw_json(content | fields)


def test_pages_are_merged_by_token() -> None:
    """A row that comes twice, because the list moved between two pages, is one sub-account."""
    pages = [page("ab", 4), page("bc", 5), page("de", 5)]
    with FaultServer(answering(*pages)) as server, client_of(server) as partner:
        found = partner.subaccounts()
        targets = [request.target for request in server.requests]
    assert (list(found.listings), found.announced, found.pages) == (list("abcde"), 5, 3)
    assert targets == [f"/v1/subaccount/list?page={n}&apiKey={KEY}" for n in (1, 2, 3)]


def test_a_list_that_came_short_is_read_once_more() -> None:
    """The longer of the two is taken; a third is not tried."""
    pages = [page("ab", 4), page("bc", 4), page("ab", 4), page("cd", 4)]
    with FaultServer(answering(*pages)) as server, client_of(server) as partner:
        assert list(partner.subaccounts().listings) == list("abcd")
        assert len(server.requests) == 4
    pages = [page("ab", 4), page("c", 4), page("a", 4), page("", 4)]
    with FaultServer(answering(*pages)) as server, client_of(server) as partner:
        found = partner.subaccounts()
        assert (list(found.listings), found.announced) == (list("abc"), 4)
        assert len(server.requests) == 4


def test_pages_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform that always has another page is not followed for ever."""
    monkeypatch.setattr("smspartner_tui.partner.pages._MOST_PAGES", 3)
    endless = answering(page("ab", 9, nb_per_page=0))
    with FaultServer(endless) as server, client_of(server) as partner:
        assert partner.subaccounts().pages == 3
        assert len(server.requests) == 6


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (raw_json({"success": False, "code": 1, "message": "m"}), ReadingProblem.KEY_REFUSED),
        (raw_json({"success": False, "code": 10, "message": "m"}, 401), ReadingProblem.KEY_REFUSED),
        (raw_json({"success": False, "code": 4, "message": "m"}), ReadingProblem.NOT_ALLOWED),
        (raw_json({"success": False, "code": 40, "message": "m"}), ReadingProblem.NOT_ALLOWED),
        (raw_json({"success": False, "code": 7, "message": "m"}, 403), ReadingProblem.NOT_ALLOWED),
        (raw_json({"success": False, "code": 7, "message": "m"}), ReadingProblem.UNREADABLE),
        (raw_json({"success": False, "message": "m"}, 500), ReadingProblem.UNREADABLE),
        (raw_json({"success": True, "message": "m", "data": []}, 404), ReadingProblem.NOT_ALLOWED),
    ],
)
def test_a_refused_reading_says_why(reply: bytes, problem: ReadingProblem) -> None:
    """The code first, then the status; the platform's words go with it."""
    with FaultServer(answering(reply)) as server, client_of(server) as partner:
        assert problem_of(partner) == (problem, "m")


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (401, ReadingProblem.NOT_ALLOWED),
        (403, ReadingProblem.NOT_ALLOWED),
        (404, ReadingProblem.NOT_ALLOWED),
        (429, ReadingProblem.RATE_LIMITED),
        (200, ReadingProblem.UNREADABLE),
        (302, ReadingProblem.UNREADABLE),
        (503, ReadingProblem.UNREADABLE),
    ],
)
def test_a_page_for_people_says_why_by_its_status(status: int, problem: ReadingProblem) -> None:
    """HTML where the API should answer."""
    html = http_reply(status, b"<html><h1>Error</h1></html>", headers=("Location: /elsewhere",))
    with FaultServer(answering(html)) as server, client_of(server) as partner:
        assert problem_of(partner)[0] is problem
        assert {request.target.partition("?")[0] for request in server.requests} == {
            "/v1/me",
            "/v1/subaccount/list",
        }


def test_a_balance_that_is_none_is_unreadable() -> None:
    """A success without a balance tells nothing."""
    reply = raw_json({"success": True, "code": 200, "credits": {"balance": "n/a"}})
    with FaultServer(answering(reply)) as server, client_of(server) as partner:
        with pytest.raises(ReadingError) as caught:
            partner.main_balance()
        assert caught.value.problem is ReadingProblem.UNREADABLE


def test_a_page_that_is_too_long_is_unreadable() -> None:
    """Reading stops at the limit."""
    endless = http_head(200, "Content-Length: 524288000") + b" " * 600_000
    with FaultServer(answering(endless)) as server, client_of(server) as partner:
        assert problem_of(partner)[0] is ReadingProblem.UNREADABLE


@pytest.mark.parametrize("name", ["port-closed", "read-then-fin", "cut-body", "garbage"])
def test_no_answer_is_unreachable(name: str) -> None:
    """Whatever became of the connection."""
    with FaultServer(FAULTS[name]) as server, client_of(server) as partner:
        assert problem_of(partner)[0] is ReadingProblem.UNREACHABLE


@pytest.mark.parametrize("name", ["drip-body", "read-then-silence", "endless-100-continue"])
def test_a_reading_ends_at_its_deadline(name: str) -> None:
    """However many reads it takes."""
    fault = FAULTS[name]
    assert fault.deadline is not None
    with FaultServer(fault, tls=True) as server, client_of(server) as partner:
        began = time.monotonic()
        with pytest.raises(ReadingError) as caught:
            partner.main_balance()
        assert time.monotonic() - began <= fault.deadline + OVERRUN
        assert caught.value.problem is ReadingProblem.UNREACHABLE


def test_the_deadline_of_one_reading_does_not_bind_the_next() -> None:
    """Between two pages the clock stands still, even where a new connection is needed."""
    partner_page = page("ab", 3).replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    with (
        FaultServer(answering(partner_page, page("c", 3))) as server,
        client_of(server, reading_deadline=0.3) as partner,
        partner._line().readings(0.3) as reader,
    ):
        reader.get("/subaccount/list")
        transport = reader._http._transport
        assert isinstance(transport, Transport)
        until(lambda: transport.deadline.has_passed)
        status, _ = reader.get("/subaccount/list")
        assert status == 200
        assert server.connections == 2


# Ending readings, and nothing else.


class Background:
    """A call in a thread of its own, and what it came to."""

    def __init__(self, partner: SmsPartner, what: str) -> None:
        self.outcome: Outcome | ReadingError | None = None
        self.thread = threading.Thread(target=self._run, args=(partner, what))
        self.thread.start()

    def _run(self, partner: SmsPartner, what: str) -> None:
        try:
            if what == "movement":
                self.outcome = partner.add_credit(TOKEN, FIFTY)
            else:
                partner.subaccounts()
        except ReadingError as error:
            self.outcome = error

    def end(self) -> Outcome | ReadingError | None:
        """Wait for it; far less than any deadline."""
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()
        return self.outcome


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_aborting_ends_readings_at_once_and_no_movement(tls: bool) -> None:
    """The silent reading ends; the movement that waits beside it gets its answer."""
    answer_now = threading.Event()

    def serve(conversation: Conversation) -> None:
        if conversation.read_request().is_post:
            assert answer_now.wait(PATIENCE)
            conversation.send(http_reply(200, SUCCESS))
        conversation.stay_silent()

    with FaultServer(scripted(serve), tls=tls) as server:
        with client_of(server, deadline=60, reading_deadline=60) as partner:
            movement = Background(partner, "movement")
            reading = Background(partner, "reading")
            server.wait_for(lambda: sum(request.complete for request in server.requests) == 2)
            partner.abort_readings()
            error = reading.end()
            assert isinstance(error, ReadingError)
            assert error.problem is ReadingProblem.UNREACHABLE
            answer_now.set()
            outcome = movement.end()
        assert isinstance(outcome, Outcome)
        assert outcome.state is State.CONFIRMED
        server.settle()
        assert server.posts == 1


def test_aborting_ends_a_reading_that_still_shakes_hands() -> None:
    """A server that never answers the TLS hello does not hold the program up."""
    hello = threading.Event()

    def serve(conversation: Conversation) -> None:
        conversation.read_raw()
        hello.set()
        conversation.ignore_raw()

    with (
        FaultServer(FAULTS["tls-stall"]) as named,
        FaultServer(scripted(serve)) as server,
    ):
        partner = SmsPartner(
            KEY, f"https://127.0.0.1:{server.port}/v1", connect_timeout=60, ca_file=named.ca_file
        )
        reading = Background(partner, "reading")
        assert hello.wait(PATIENCE)
        partner.abort_readings()
        assert isinstance(reading.end(), ReadingError)


def test_before_the_first_request_there_is_nothing_to_end() -> None:
    """Neither does it open or import anything."""
    partner = SmsPartner(KEY)
    partner.abort_readings()
    partner.rest()
    assert partner._opened is None


def test_importing_the_client_does_not_import_httpx() -> None:
    """A first paint does not pay for what only a request needs."""
    code = (
        "import json, sys; from smspartner_tui.partner import SmsPartner; SmsPartner('k');"
        "print(json.dumps(sorted({'httpx', 'httpcore', 'h11', 'textual'} & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(done.stdout) == []


def test_two_threads_make_one_line() -> None:
    """Whoever asks first, both use the same connections opened ahead."""
    partner = SmsPartner(KEY, "http://127.0.0.1:9/v1")
    lines: list[object] = []
    threads = [
        threading.Thread(target=lambda: lines.append(partner._line())) for _number in range(2)
    ]
    for thread in threads:
        thread.start()
    until(lambda: len(lines) == 2)
    assert lines[0] is lines[1]
