"""One connection to the rehearsal bank: requests read, the bank asked, replies written.

The only module here that imports http.server, which is slow to import.
"""

import json
import socket
from decimal import Decimal
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import BaseServer
from typing import TYPE_CHECKING, NoReturn, cast
from urllib.parse import parse_qs, urlsplit

from smspartner_tui.core.money import plain
from smspartner_tui.simulator.replies import Accepted, Refused, Reply

if TYPE_CHECKING:
    from smspartner_tui.simulator.server import SimulatorServer

_JSON = "application/json"
_XML = "text/xml; charset=UTF-8"
_HTML = "text/html; charset=UTF-8"
_NOT_FOUND = "<!DOCTYPE html>\n<html><body><h1>404 Not Found</h1></body></html>\n"


class Conversation(BaseHTTPRequestHandler):
    """Answers the requests of one connection, in order, until either side ends it."""

    protocol_version = "HTTP/1.1"
    server_version = "RehearsalBank"
    sys_version = ""
    disable_nagle_algorithm = True

    def __init__(
        self, connection: socket.socket, address: tuple[str, int], simulator: "SimulatorServer"
    ) -> None:
        self.simulator = simulator
        # The handler of the standard library keeps its server for us and asks it nothing.
        super().__init__(connection, address, cast("BaseServer", simulator))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is theirs)
        """Say nothing: a request line may hold a key."""

    def do_GET(self) -> None:
        """Answer a reading."""
        path, query = self._target()
        bank = self.simulator.bank
        if not self.simulator.readings or path not in {"/v1/me", "/v1/subaccount/list"}:
            self._not_found()
        elif (refused := bank.refusal(query.get("apiKey", ""))) is not None:
            self._answer(refused)
        elif path == "/v1/me":
            self._write(200, _JSON, _dumps(bank.me()))
        elif self.simulator.list_calls:
            page = query.get("page", "")
            self._write(200, _JSON, _dumps(bank.page(int(page) if page.isdecimal() else 1)))
        else:
            self._answer(Refused(4))

    def do_POST(self) -> None:
        """Answer a movement, at once, late or never."""
        body = self._body()
        path, query = self._target()
        bank = self.simulator.bank
        move = {
            "/v1/subaccount/credit/add": bank.add,
            "/v1/subaccount/credit/remove": bank.remove,
        }.get(path)
        if move is None:
            self._not_found()
            return
        fields = _fields(body)
        reply = (
            bank.malformed()
            if fields is None
            else move(
                _text(fields, "apiKey"), fields.get("credit"), _text(fields, "tokenSubaccount")
            )
        )
        if reply is None:
            self._hold()
        elif not (reply.slow and self.simulator.closing.wait(self.simulator.slow_seconds)):
            self._answer(reply, as_xml=query.get("_format") == "xml")
        else:
            self.close_connection = True

    def _target(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        return parts.path, {name: values[-1] for name, values in parse_qs(parts.query).items()}

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if length.isdecimal():
            return self.rfile.read(int(length))
        # Where a body of unknown length ends is unknown: nothing more can be read here.
        self.close_connection = True
        return b""

    def _hold(self) -> None:
        """Never answer; read on until the caller leaves or the server closes."""
        while self.connection.recv(4096):
            pass
        self.close_connection = True

    def _not_found(self) -> None:
        self._write(404, _HTML, _NOT_FOUND)

    def _answer(self, reply: Reply, *, as_xml: bool = False) -> None:
        status = 200 if reply.success else self.simulator.refuse_status
        if as_xml:
            self._write(status, _XML, _as_xml(reply))
        else:
            self._write(status, _JSON, _as_json(reply))

    def _write(self, status: int, kind: str, text: str) -> None:
        """Head and body in one write, so that one packet carries them."""
        body = text.encode()
        head = [
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
            f"Date: {self.date_time_string()}",
            f"Content-Type: {kind}",
            f"Content-Length: {len(body)}",
        ]
        if self.close_connection:
            head.append("Connection: close")
        self.wfile.write("\r\n".join([*head, "", ""]).encode("ascii") + body)


def _as_json(reply: Reply) -> str:
    """The reply as the seed's samples show it; balances are written as they are, never a float."""
    if isinstance(reply, Accepted):
        return (
            f'{{"success": true, "code": {reply.code}, "credit": {plain(reply.main)}, '
            f'"subaccountCredit": {plain(reply.sub)}, "currency": "{reply.currency}"}}'
        )
    return _dumps({"success": False, "code": reply.code, "message": reply.message})


def _as_xml(reply: Reply) -> str:
    """The reply as nameless entries, told apart by their position alone [seed]."""
    if isinstance(reply, Accepted):
        values, words = [plain(reply.main), plain(reply.sub)], reply.currency
    else:
        values, words = [], reply.message
    values = ["true" if reply.success else "false", str(reply.code), *values]
    entries = "".join(f"<entry>{value}</entry>\n" for value in values)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<result>\n{entries}'
        f"<entry>\n<![CDATA[{words}]]>\n</entry>\n</result>\n"
    )


def _dumps(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _fields(body: bytes) -> dict[str, object] | None:
    """The JSON object of a body, or None where it is none."""
    try:
        value = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _text(fields: dict[str, object], name: str) -> str:
    value = fields.get(name)
    return "" if value is None else str(value)
