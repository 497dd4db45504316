"""The rehearsal bank: the documented rules, both reply formats, and no money out of thin air."""

import http.client
import json
import signal
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smspartner_tui.core.movement import Direction
from smspartner_tui.simulator import (
    CLIENTS,
    DEMO_KEY,
    Accepted,
    Applied,
    Bank,
    Behaviour,
    Client,
    Refused,
    SimulatorServer,
    demo_subaccounts,
)
from smspartner_tui.simulator.bank import SMS_PRICE
from smspartner_tui.simulator.server import THREAD_NAME

KEY = "some key"
GARAGE = "9f3a" * 10
ADD = "/v1/subaccount/credit/add"
REMOVE = "/v1/subaccount/credit/remove"


def bank_with(
    balance: str = "11.8", main: str = "2919.2", behaviour: Behaviour = Behaviour.PROMPT
) -> Bank:
    """A still bank with a single sub-account."""
    client = Client(token=GARAGE, name="Garage", balance=Decimal(balance), behaviour=behaviour)
    return Bank(spending=False, key=KEY, accounts=[client], main=Decimal(main))


def token_of(behaviour: Behaviour) -> str:
    """The token of the believable sub-account that behaves like this."""
    return next(client.token for client in CLIENTS if client.behaviour is behaviour)


def ask(server: SimulatorServer, method: str, path: str, body: object = None) -> tuple[int, str]:
    """Send one request on a connection of its own; the status and the body."""
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    with closing(connection):
        connection.request(method, path, data, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read().decode()


def order(credit: object = "50", key: str = KEY, token: str = GARAGE) -> dict[str, object]:
    """The body of a credit call."""
    return {"apiKey": key, "credit": credit, "tokenSubaccount": token}


def until(holds: Callable[[], bool]) -> None:
    """Wait for a predicate, at most ten seconds."""
    end = time.monotonic() + 10
    pause = threading.Event()
    while not holds():
        assert time.monotonic() < end, "it never came true"
        pause.wait(0.001)


@pytest.fixture
def server() -> Iterator[SimulatorServer]:
    """A server before a still bank with a single sub-account."""
    with SimulatorServer(bank_with()) as served:
        yield served


REFUSALS = [
    ({"key": ""}, 1, "La Clé API est requise"),
    ({"credit": None}, 2, "Le crédit est requis"),
    ({"credit": ""}, 2, "Le crédit est requis"),
    ({"token": ""}, 3, "L'identifiant du sous-compte est requis"),
    ({"credit": "0"}, 5, "Le crédit à attribuer doit être supérieur à 0"),
    ({"credit": "0.00"}, 5, "Le crédit à attribuer doit être supérieur à 0"),
    ({"credit": "-5"}, 5, "Le crédit à attribuer doit être supérieur à 0"),
    ({"credit": -5}, 5, "Le crédit à attribuer doit être supérieur à 0"),
    ({"token": "nobody"}, 7, "Le sous-compte n'existe pas"),
    ({"credit": "2919.21"}, 8, "Crédit insufisant"),
    ({"key": "another key"}, 10, "Clé API incorrecte"),
]


@pytest.mark.parametrize(("changed", "code", "message"), REFUSALS)
def test_every_refusal_has_its_code_and_the_vendors_words(
    server: SimulatorServer, changed: dict[str, Any], code: int, message: str
) -> None:
    """A refused credit call says why under HTTP 200 and moves nothing."""
    status, text = ask(server, "POST", ADD, order(**changed))
    assert status == 200
    assert json.loads(text) == {"success": False, "code": code, "message": message}
    assert (server.bank.main, server.bank.balance(GARAGE)) == (Decimal("2919.2"), Decimal("11.8"))
    assert server.bank.ledger == []


@pytest.mark.parametrize("field", ["apiKey", "credit", "tokenSubaccount"])
def test_an_absent_field_is_required(server: SimulatorServer, field: str) -> None:
    """Leaving a field out is codes 1, 2 and 3, like leaving it empty."""
    body = order()
    del body[field]
    code = {"apiKey": 1, "credit": 2, "tokenSubaccount": 3}[field]
    assert json.loads(ask(server, "POST", ADD, body)[1])["code"] == code


@pytest.mark.parametrize(
    "credit", ["1e2", "1,5", " 5", "+5", "1 000", ".5", "5.", "NaN", "٣", "0.0000001", True, [5]]
)
def test_what_is_no_plain_decimal_is_no_amount(credit: object) -> None:
    """An amount written in any other way is refused, so that a rehearsal shows the fault."""
    bank = bank_with()
    assert bank.add(KEY, credit, GARAGE) == Refused(5)
    assert bank.ledger == []


@pytest.mark.parametrize("direction", list(Direction))
def test_an_empty_payer_is_code_6(direction: Direction) -> None:
    """Both accounts at zero: whichever pays is empty, and said to be."""
    bank = bank_with(balance="0", main="0")
    move = bank.add if direction is Direction.ADD else bank.remove
    assert move(KEY, "1", GARAGE) == Refused(6)


def test_the_payer_of_a_removal_is_the_sub_account() -> None:
    """A removal asks for no more than the sub-account has, however rich the main account is."""
    bank = bank_with(balance="10")
    assert bank.remove(KEY, "10.01", GARAGE) == Refused(8)
    assert bank.remove(KEY, "10", GARAGE) == Accepted(Decimal("2929.2"), Decimal(0))


def test_a_refusing_sub_account_is_code_4() -> None:
    """The sub-account for rehearsing a refusal refuses both ways and moves nothing."""
    bank = Bank(spending=False)
    token = token_of(Behaviour.REFUSES)
    assert bank.add(KEY, "1", token) == bank.remove(KEY, "1", token) == Refused(4)
    assert Refused(4).message == "Vous n'avez pas l'autorisation"
    assert bank.ledger == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"\xff",
        b'{"credit": NaN}',
        b'{"credit": 1e99999999999999999999}',
        b"[" * 100_000,
    ],
)
def test_malformed_json_is_code_90(server: SimulatorServer, body: bytes) -> None:
    """A body that is no JSON object is refused and counted without a token."""
    assert json.loads(ask(server, "POST", ADD, body)[1])["code"] == 90
    assert server.bank.posts == {"": 1}


def test_a_body_of_unknown_length_is_not_waited_for(server: SimulatorServer) -> None:
    """A credit call without Content-Length is refused, and its connection closed."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    with closing(connection):
        connection.putrequest("POST", ADD)
        connection.endheaders()
        response = connection.getresponse()
        assert json.loads(response.read())["code"] == 90
        assert response.getheader("Connection") == "close"


def test_success_in_json_is_the_seeds_sample(server: SimulatorServer) -> None:
    """The reply has the sample's fields, in its order, with its numbers."""
    _, text = ask(server, "POST", ADD, order())
    assert text == (
        '{"success": true, "code": 200, "credit": 2869.2, "subaccountCredit": 61.8, '
        '"currency": "EUR"}'
    )


def test_success_in_xml_is_the_seeds_sample(server: SimulatorServer) -> None:
    """The entries have no names: what they are is where they stand."""
    _, text = ask(server, "POST", f"{ADD}?_format=xml", order("60"))
    assert text.splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<result>",
        "<entry>true</entry>",
        "<entry>200</entry>",
        "<entry>2859.2</entry>",
        "<entry>71.8</entry>",
        "<entry>",
        "<![CDATA[EUR]]>",
        "</entry>",
        "</result>",
    ]


def test_a_refusal_in_xml_is_the_seeds_sample(server: SimulatorServer) -> None:
    """Three entries: false, the code, the message."""
    _, text = ask(server, "POST", f"{REMOVE}?_format=xml", order(key="another key"))
    assert text.splitlines()[1:] == [
        "<result>",
        "<entry>false</entry>",
        "<entry>10</entry>",
        "<entry>",
        "<![CDATA[Clé API incorrecte]]>",
        "</entry>",
        "</result>",
    ]


@pytest.mark.parametrize("refuse_status", [200, 400, 401, 403])
def test_a_refusal_comes_under_the_status_asked_for(
    refuse_status: Literal[200, 400, 401, 403],
) -> None:
    """Refusals take the status of the constructor, successes stay 200."""
    with SimulatorServer(bank_with(), refuse_status=refuse_status) as server:
        assert ask(server, "POST", ADD, order("0"))[0] == refuse_status
        assert ask(server, "GET", "/v1/me?apiKey=wrong")[0] == refuse_status
        assert ask(server, "POST", ADD, order("1"))[0] == 200


@pytest.mark.parametrize(
    ("credit", "main", "sub"),
    [
        ("0.01", "2919.19", "11.81"),
        ("10.245", "2908.955", "22.045"),
        ("100", "2819.2", "111.8"),
        (100, "2819.2", "111.8"),
        (10.245, "2908.955", "22.045"),
        ("0.000001", "2919.199999", "11.800001"),
    ],
)
def test_decimals_pass_unharmed(
    server: SimulatorServer, credit: object, main: str, sub: str
) -> None:
    """Strings and numbers are moved to the last decimal, and written back without a float."""
    reply = json.loads(ask(server, "POST", ADD, order(credit))[1], parse_float=str, parse_int=str)
    assert (reply["credit"], reply["subaccountCredit"]) == (main, sub)


def test_add_and_remove_reach_their_own_direction(server: SimulatorServer) -> None:
    """The two paths go opposite ways, and the ledger and the count say so."""
    ask(server, "POST", ADD, order("5"))
    ask(server, "POST", REMOVE, order("2.5"))
    ask(server, "POST", REMOVE, order("9999"))
    assert server.bank.ledger == [
        Applied(Direction.ADD, GARAGE, Decimal(5), Decimal("2914.2"), Decimal("16.8")),
        Applied(Direction.REMOVE, GARAGE, Decimal("2.5"), Decimal("2916.7"), Decimal("14.3")),
    ]
    assert server.bank.posts == {GARAGE: 3}


def test_me_tells_the_main_balance(server: SimulatorServer) -> None:
    """The balance is a string with three decimals."""
    status, text = ask(server, "GET", f"/v1/me?apiKey={KEY.replace(' ', '%20')}")
    reply = json.loads(text)
    assert status == 200
    assert reply["user"].keys() == {"username", "firstname", "lastname"}
    assert reply["credits"]["balance"] == "2919.200"
    assert reply["credits"]["currency"] == "EUR"
    assert reply["credits"]["creditSms"] == 64871


@pytest.mark.parametrize(("query", "code"), [("", 1), ("?apiKey=", 1), ("?apiKey=wrong", 10)])
def test_readings_want_the_key(server: SimulatorServer, query: str, code: int) -> None:
    """Without the right key both readings refuse."""
    for path in ("/v1/me", "/v1/subaccount/list"):
        assert json.loads(ask(server, "GET", path + query)[1])["code"] == code


def test_pages_together_hold_every_sub_account_once() -> None:
    """Twenty rows a page, the total on each, nothing twice, nothing missed, then nothing more."""
    with SimulatorServer(Bank(spending=False)) as server:
        pages = [
            json.loads(ask(server, "GET", f"/v1/subaccount/list?apiKey=any&page={number}")[1])
            for number in (1, 2, 3)
        ]
    assert [len(page["data"]) for page in pages] == [20, 10, 0]
    assert {(page["total"], page["nb_per_page"]) for page in pages} == {(30, 20)}
    assert [page["page"] for page in pages] == [1, 2, 3]
    rows = [row for page in pages for row in page["data"]]
    assert [row["token"] for row in rows] == [client.token for client in CLIENTS]
    balances = [Decimal(row["credits"]["balance"]) for row in rows]
    assert sum(balances) == sum(client.balance for client in CLIENTS)


def test_a_row_has_the_documented_fields_and_its_own_key() -> None:
    """Readers meet the sub-account's own key here, and must drop it."""
    row = json.loads(json.dumps(Bank(spending=False).page(1)["data"]))[2]
    assert row == {
        "id": 3,
        "email": "contact@pharmacie-leroy.example",
        "type": "simple",
        "token": CLIENTS[2].token,
        "apiKey": CLIENTS[2].key,
        "createdAt": CLIENTS[2].created_at,
        "credits": {"balance": "8.245", "currency": "EUR"},
    }


@pytest.mark.parametrize("page", ["", "0", "x", "-1"])
def test_a_page_that_is_none_is_the_first(server: SimulatorServer, page: str) -> None:
    """Whatever else is asked for, the first page comes."""
    _, text = ask(server, "GET", f"/v1/subaccount/list?apiKey=some+key&page={page}")
    assert json.loads(text)["page"] == 1


def test_without_readings_only_movements_are_known() -> None:
    """A platform that follows the seed alone answers readings with a page for people."""
    with SimulatorServer(bank_with(), readings=False) as server:
        for path in ("/v1/me?apiKey=some+key", "/v1/subaccount/list?apiKey=some+key&page=1"):
            status, text = ask(server, "GET", path)
            assert status == 404
            assert text.startswith("<!DOCTYPE html>")
        assert json.loads(ask(server, "POST", ADD, order())[1])["success"] is True


def test_without_list_calls_the_main_balance_is_still_told() -> None:
    """The list is refused with code 4 and the main account answers."""
    with SimulatorServer(bank_with(), list_calls=False) as server:
        refused = json.loads(ask(server, "GET", "/v1/subaccount/list?apiKey=some+key")[1])
        assert (refused["success"], refused["code"]) == (False, 4)
        assert json.loads(ask(server, "GET", "/v1/me?apiKey=some+key")[1])["success"] is True


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", ADD),
        ("POST", "/v1/me"),
        ("POST", "/v1/subaccount/remove"),
        ("POST", ADD + "/"),
    ],
)
def test_an_unknown_path_is_404(server: SimulatorServer, method: str, path: str) -> None:
    """What is not documented is not there, and moves nothing."""
    assert ask(server, method, path, order())[0] == 404
    assert server.bank.ledger == []


def test_a_connection_is_kept_for_further_requests(server: SimulatorServer) -> None:
    """Content-Length is right, so one connection carries requests of every kind."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    with closing(connection):
        connection.connect()
        first = connection.sock
        for method, path, status in (("POST", ADD, 200), ("POST", "/x", 404), ("GET", "/x", 404)):
            connection.request(method, path, json.dumps(order("1")))
            response = connection.getresponse()
            response.read()
            assert (response.status, connection.sock) == (status, first)
        assert server.connections == 1


def test_any_key_is_accepted_when_none_was_given() -> None:
    """Without a key of its own the bank takes every key but none."""
    bank = Bank(spending=False)
    assert bank.refusal("anything") is None
    assert bank.refusal("") == Refused(1)


@pytest.mark.parametrize(
    ("behaviour", "applied"), [(Behaviour.SILENT_APPLIED, 1), (Behaviour.SILENT_LOST, 0)]
)
def test_what_is_never_answered_is_released_on_close(behaviour: Behaviour, applied: int) -> None:
    """The caller hears nothing, the ledger knows the truth, and closing lets everybody go."""
    server = SimulatorServer(bank_with(behaviour=behaviour))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    with closing(connection):
        with server:
            connection.request("POST", ADD, json.dumps(order("1")))
            until(lambda: server.bank.posts[GARAGE] == 1)
            assert server.connections == 1
        with pytest.raises(http.client.RemoteDisconnected):
            connection.getresponse()
    assert len(server.bank.ledger) == applied
    assert not [thread for thread in threading.enumerate() if thread.name == THREAD_NAME]
    assert server.connections == 0


def test_a_caller_who_gives_up_frees_what_was_held() -> None:
    """A connection held in silence ends with its caller, not only with the server."""
    with SimulatorServer(bank_with(behaviour=Behaviour.SILENT_LOST)) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        with closing(connection):
            connection.request("POST", ADD, json.dumps(order("1")))
            until(lambda: server.bank.posts[GARAGE] == 1)
        until(lambda: server.connections == 0)


def test_a_slow_sub_account_answers_late() -> None:
    """The answer comes, after the seconds asked for."""
    with SimulatorServer(bank_with(behaviour=Behaviour.SLOW), slow_seconds=0.05) as server:
        began = time.monotonic()
        assert json.loads(ask(server, "POST", ADD, order("1"))[1])["success"] is True
        assert time.monotonic() - began >= 0.05


def test_closing_does_not_wait_for_a_slow_sub_account() -> None:
    """A slow answer still due is dropped when the server closes."""
    server = SimulatorServer(bank_with(behaviour=Behaviour.SLOW), slow_seconds=3600)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    with closing(connection):
        with server:
            connection.request("POST", ADD, json.dumps(order("1")))
            until(lambda: server.bank.posts[GARAGE] == 1)
        with pytest.raises(http.client.RemoteDisconnected):
            connection.getresponse()
    assert len(server.bank.ledger) == 1


def test_the_port_is_bound_before_the_start_and_free_after_the_close() -> None:
    """The base URL is known at once; a server that never started closes as well, twice too."""
    server = SimulatorServer(bank_with())
    port = server.port
    assert server.base_url == f"http://127.0.0.1:{port}/v1"
    with pytest.raises(OSError, match="in use"):
        SimulatorServer(bank_with(), port)
    server.close()
    server.close()
    with SimulatorServer(bank_with(), port) as again:
        assert ask(again, "GET", "/x")[0] == 404


def test_the_server_writes_no_log(
    server: SimulatorServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Keys travel in the query of readings, so no request line is ever printed."""
    ask(server, "GET", "/v1/me?apiKey=wrong")
    ask(server, "PUT", "/v1/me?apiKey=wrong")
    assert capsys.readouterr() == ("", "")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Direction)),
            st.sampled_from(CLIENTS),
            st.integers(-10, 3_000_000_000),
        )
    )
)
@settings(deadline=None)
def test_money_is_conserved(moves: list[tuple[Direction, Client, int]]) -> None:
    """Whatever is asked for, the euros stay the same, none is owed, and the ledger adds up."""
    bank = Bank(spending=False)
    before = bank.total
    expected = {client.token: client.balance for client in CLIENTS}
    for direction, client, micros in moves:
        move = bank.add if direction is Direction.ADD else bank.remove
        move(KEY, format(Decimal(micros).scaleb(-6), "f"), client.token)
    for line in bank.ledger:
        expected[line.token] += line.amount if line.direction is Direction.ADD else -line.amount
    balances = {client.token: bank.balance(client.token) for client in CLIENTS}
    assert balances == expected
    assert bank.main + sum(balances.values()) == bank.total == before
    assert min(bank.main, *balances.values()) >= 0


def test_concurrent_movements_lose_nothing() -> None:
    """Eight threads move the same credit to and fro: it all ends where it began."""
    bank = bank_with(balance="1000", main="1000")

    def shuttle() -> None:
        for _ in range(200):
            bank.add(KEY, "0.01", GARAGE)
            bank.remove(KEY, "0.01", GARAGE)

    threads = [threading.Thread(target=shuttle) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (bank.main, bank.balance(GARAGE)) == (Decimal(1000), Decimal(1000))
    assert bank.posts[GARAGE] == len(bank.ledger) == 3200


def test_spending_depends_on_the_time_elapsed_alone() -> None:
    """Looking often or once, the balances after a day are the same; none is below zero."""
    now = [0.0]
    once, often = Bank(clock=lambda: now[0]), Bank(clock=lambda: now[0])
    for hour in range(25):
        now[0] = hour * 3600.0
        assert often.main <= Decimal("2869.20")
    total = once.total
    balances = [once.balance(client.token) for client in CLIENTS]
    assert balances == [often.balance(client.token) for client in CLIENTS]
    assert once.main == often.main < Decimal("2869.20")
    assert min(balances) >= 0
    falls = [client.balance - left for client, left in zip(CLIENTS, balances, strict=True)]
    assert {fall % SMS_PRICE for fall in falls} == {Decimal(0)}
    assert sum(fall > 0 for fall in falls) == 29
    assert once.total == total


def test_a_still_bank_spends_nothing() -> None:
    """Without spending, time passes and no balance moves."""
    now = [0.0]
    bank = Bank(clock=lambda: now[0], spending=False)
    now[0] = 1e6
    assert bank.main == Decimal("2869.20")
    assert [bank.balance(client.token) for client in CLIENTS] == [c.balance for c in CLIENTS]


def test_thirty_believable_sub_accounts() -> None:
    """Tokens, names and keys are unique, and every kind of case is among them."""
    assert len({client.token for client in CLIENTS}) == len({c.name for c in CLIENTS}) == 30
    assert len({client.key for client in CLIENTS} - {c.token for c in CLIENTS}) == 30
    assert {len(client.token) for client in CLIENTS} == {40}
    assert all(int(client.token, 16) for client in CLIENTS)
    behaviours = [client.behaviour for client in CLIENTS]
    assert all(behaviours.count(behaviour) == 1 for behaviour in Behaviour if behaviour != "prompt")
    assert {client.kind for client in CLIENTS} == {"simple", "advanced"}
    balances = [client.balance for client in CLIENTS]
    assert balances.count(Decimal(0)) == 1
    assert Decimal("8.245") in balances
    low = [client for client in CLIENTS if client.low is not None and client.balance < client.low]
    assert 5 <= len(low) <= 15
    assert any(client.name != client.name.encode("ascii", "ignore").decode() for client in CLIENTS)


def test_the_demo_follows_the_same_sub_accounts() -> None:
    """Names and marks are those of the bank, and notes stand where something is rehearsed."""
    followed = demo_subaccounts()
    assert [(s.token, s.name, s.group, s.low, s.target, s.cap) for s in followed] == [
        (c.token, c.name, c.group, c.low, c.target, c.cap) for c in CLIENTS
    ]
    rehearsed = {c.token for c in CLIENTS if c.behaviour is not Behaviour.PROMPT}
    assert {s.token for s in followed if s.note} == rehearsed
    for subaccount in followed:
        if subaccount.low is not None and subaccount.target is not None:
            assert subaccount.low < subaccount.target


def test_importing_the_simulator_does_not_import_http_server() -> None:
    """A start that serves nothing does not pay for a web server."""
    code = "import smspartner_tui.simulator, sys; print('http.server' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_simulate_prints_a_configuration_serves_and_stops_when_told(
    stop: signal.Signals, tmp_path: Path
) -> None:
    """The configuration read from stdout leads to a bank that answers, until the signal."""
    code = "from smspartner_tui.simulator import serve; serve()"
    written = tmp_path / "config.toml"
    with (
        written.open("w") as output,
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=output, stderr=subprocess.PIPE, text=True
        ) as process,
    ):
        assert process.stderr is not None
        words = "".join(process.stderr.readline() for _ in range(4))
        profile = tomllib.loads(written.read_text(encoding="utf-8"))["profiles"]["rehearsal"]
        connection = http.client.HTTPConnection(profile["base_url"].split("/")[2], timeout=10)
        with closing(connection):
            connection.request("GET", f"/v1/me?apiKey={DEMO_KEY}")
            assert json.load(connection.getresponse())["success"] is True
        process.send_signal(stop)
        assert process.wait(timeout=10) == 0
        assert process.stderr.read() == ""
    assert profile["base_url"] in words
    assert DEMO_KEY in words
    assert len(profile["subaccounts"]) == 30
    assert profile["subaccounts"][0] == {
        "token": CLIENTS[0].token,
        "name": "Garage Martin",
        "group": "auto",
        "low": "50",
        "target": "100",
        "cap": "400",
    }


def test_simulate_refuses_a_port_that_is_taken(server: SimulatorServer) -> None:
    """The fault is the caller's to word; the signals are as they were before."""
    from smspartner_tui.simulator import serve

    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    with pytest.raises(OSError, match="in use"):
        serve(server.port)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before
