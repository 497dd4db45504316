"""The key, which appears nowhere but on the wire: a canary in every channel there is."""

import io
import json
import logging
import os
import pickle
import traceback
from collections.abc import Iterator
from types import FrameType, TracebackType

import httpx
import pytest

from smspartner_tui.core.movement import State
from smspartner_tui.core.secret import Secret
from smspartner_tui.partner import ReadingError, SmsPartner
from smspartner_tui.partner.connection import Network
from smspartner_tui.partner.line import Line, NoAnswer
from smspartner_tui.partner.transport import Route, Transport
from tests.faults import FAULTS, Fault, FaultServer, http_head, http_reply
from tests.partner import FIFTY, KEY, PATIENCE, TOKEN, answering, client_of, raw_json

OTHER_KEY = "5ub4cc0unt5ownkey99887766554433221100ffee"

ECHO = {"success": False, "code": KEY, "message": f"Clé {KEY} refusée", "currency": KEY}
ROW = {"token": TOKEN, "apiKey": OTHER_KEY, "credits": {"balance": "n/a"}}

ECHOES = {
    "json": raw_json(ECHO),
    "json-401": raw_json(ECHO, 401),
    "json-500": raw_json(ECHO, 500),
    "confirmed": raw_json({"success": True, "code": 200, "apiKey": KEY, "currency": KEY}),
    "html": http_reply(403, f"<html>apiKey={KEY}</html>".encode()),
    "header": http_reply(302, b"{}", headers=(f"Location: https://x/?apiKey={KEY}",)),
    "phrase": http_reply(200, b"{}").replace(b"200 OK", f"200 {KEY}".encode()),
    "garbage": f"apiKey={KEY} is not HTTP\r\n\r\n".encode(),
    "bad-chunk": http_head(200, "Transfer-Encoding: chunked") + f"{KEY}\r\n".encode(),
    "rows": raw_json({"success": True, "code": 200, "data": [ROW], "apiKey": OTHER_KEY}),
    "cut-rows": raw_json({"success": True, "data": [ROW, KEY]})[:-1] + b"x",
    "encoded": http_reply(200, json.dumps(ECHO).encode(), headers=("Content-Encoding: br",)),
    "too-long": http_reply(200, (KEY + OTHER_KEY).encode() * 10_000),
}
SERVED = {name: answering(raw) for name, raw in ECHOES.items()}
TRIED = {
    name: fault
    for name, fault in FAULTS.items()
    if name
    in {
        "port-closed",
        "no-answer-to-connect",
        "tls-untrusted-authority",
        "tls-plain-http",
        "reset-at-once",
        "close-unread",
        "reset-on-first-byte",
        "read-then-fin",
        "read-then-reset",
        "read-then-silence",
        "cut-body",
        "bad-chunk-size",
        "huge-header",
        "gzip-bomb",
        "good",
        "refused",
    }
}
CASES = [pytest.param(fault, id=name) for name, fault in {**SERVED, **TRIED}.items()]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger says, at DEBUG."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(args)r"))
    names = [None, *logging.root.manager.loggerDict]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.root.addHandler(handler)
    yield heard
    logging.root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def everything_about(error: BaseException) -> str:
    """The error as any reporter could show it: texts, chains, and the locals of every frame."""
    shown = [repr(error), str(error), repr(vars(error))]
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    shown.extend(report.format())
    links = [linked for linked in (error.__cause__, error.__context__) if linked is not None]
    shown.extend(map(everything_about, links))
    shown.extend(repr(frame.f_locals) for frame in frames_of(error.__traceback__))
    return "\n".join(shown)


def frames_of(trace: TracebackType | None) -> Iterator[FrameType]:
    """The frames of a traceback."""
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def read_both(partner: SmsPartner) -> list[ReadingError]:
    """The errors of both readings, raised from a frame that holds nothing of its own."""
    caught = []
    for read in (partner.main_balance, partner.subaccounts):
        try:
            read()
        except ReadingError as error:
            caught.append(error)
    return caught


def hidden(text: str) -> bool:
    """Whether neither key is in a text, nor a half of one."""
    return not any(part in text for key in (KEY, OTHER_KEY) for part in (key[:16], key[-16:]))


@pytest.mark.parametrize("fault", CASES)
def test_no_channel_holds_the_key(fault: Fault, log: io.StringIO) -> None:
    """Neither outcome nor error nor log, whatever comes back, even the key itself."""
    with FaultServer(fault) as server, client_of(server) as partner:
        partner.prepare()
        for move in (partner.add_credit, partner.remove_credit):
            outcome = move(TOKEN, FIFTY)
            assert hidden(repr(outcome))
        errors = read_both(partner)
        assert len(errors) == 2
        for error in errors:
            assert hidden(everything_about(error))
            # Nothing of httpx, and no frame with a reply in it, hangs on it.
            assert (error.__cause__, error.__context__) == (None, None)
        assert hidden(repr(vars(partner)))
    assert hidden(log.getvalue())


def test_the_error_below_holds_nothing_either() -> None:
    """No exception of httpx, whose frames know the request, stays linked to our own."""
    with FaultServer(FAULTS["read-then-reset"]) as server:
        line = Line(server.base_url, Secret(KEY), PATIENCE)
        with line.readings(10) as reader, pytest.raises(NoAnswer) as caught:
            reader.get("/me")
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)
        assert hidden(str(caught.value))


def test_the_log_was_really_listened_to(log: io.StringIO) -> None:
    """What httpx and httpcore say arrives, so their silence about the key means something."""
    with FaultServer(FAULTS["good"]) as server, client_of(server) as partner:
        assert partner.add_credit(TOKEN, FIFTY).state is State.CONFIRMED
        assert len(read_both(partner)) == 2
        assert KEY in server.requests[-1].target
    said = log.getvalue()
    assert "httpx HTTP Request: POST" in said
    assert "httpx HTTP Request: GET" in said
    assert "httpcore.connection connect_tcp.started" in said
    assert "httpcore.http11 send_request_headers.started" in said
    assert "httpcore.http11 receive_response" not in said


def careless(secret: str) -> None:
    """Raise an error from a frame that holds a key, on top of one that names it."""
    try:
        os.environ[secret]
    except KeyError:
        raise ValueError("careless") from None


def test_the_watch_would_find_a_key() -> None:
    """An error that does carry it, in a frame or in its context, is caught by these nets."""
    with pytest.raises(ValueError, match="careless") as caught:
        careless(KEY)
    assert not hidden(everything_about(caught.value))
    caught.value.__traceback__ = None
    assert not hidden(everything_about(caught.value))
    caught.value.__context__ = None
    assert hidden(everything_about(caught.value))


def test_the_objects_in_between_show_nothing() -> None:
    """No repr of anything that knows the key, and it cannot be written down."""
    secret = Secret(KEY)
    line = Line("http://127.0.0.1:9/v1", secret, PATIENCE)
    transport = Transport(Route("http://127.0.0.1:9/v1", PATIENCE), secret, Network(), 1)
    for thing in (secret, line, transport, SmsPartner(KEY), SmsPartner(secret)):
        assert hidden(repr(thing) + str(thing) + f"{thing}")
        if hasattr(thing, "__dict__"):
            assert hidden(repr(vars(thing)))
    with pytest.raises(TypeError):
        pickle.dumps(SmsPartner(secret))


def test_the_request_that_httpx_sees_has_no_key() -> None:
    """The key is added below it, to a copy."""
    with FaultServer(FAULTS["good"]) as server:
        route = Route(server.base_url, PATIENCE)
        transport = Transport(route, Secret(KEY), Network(), 10)
        with httpx.Client(transport=transport) as http:
            for method in ("GET", "POST"):
                response = http.request(method, f"{server.base_url}/me", content=b'{"a": 1}')
                seen = response.request
                assert hidden(f"{seen.url}{seen.headers}{seen.content!r}{response.headers}")
        assert KEY in server.requests[0].target
        assert json.loads(server.requests[1].body) == {"apiKey": KEY, "a": 1}
