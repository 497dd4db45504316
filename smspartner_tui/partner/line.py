"""One client's line to the platform: a POST as an exchange, GETs as status and body.

This is where httpx ends: whatever it raises is turned into a value, or into our own error.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from smspartner_tui import __version__
from smspartner_tui.core.secret import Secret
from smspartner_tui.core.text import clean
from smspartner_tui.partner.connection import Network
from smspartner_tui.partner.outcome import Exchange
from smspartner_tui.partner.spares import Spares
from smspartner_tui.partner.strict import Unreadable
from smspartner_tui.partner.transport import Route, Transport
from smspartner_tui.partner.wire import LONGEST_PAGE, LONGEST_REPLY

_HEADERS: Final = {
    "Accept": "*/*",
    # A reply of a hundred bytes gains nothing from compression, and a bomb needs it.
    "Accept-Encoding": "identity",
    "User-Agent": f"smspartner-tui/{__version__}",
}
_MONEY_HEADERS: Final = _HEADERS | {"Content-Type": "application/json", "Connection": "close"}


class NoAnswer(Exception):  # noqa: N818 (what happened, as its reader says it)
    """A GET got no complete answer; the text says why, without a URL."""


class Line:
    """The route to one platform, its open connections and those opened ahead of time."""

    def __init__(
        self,
        base_url: str,
        key: Secret,
        connect_timeout: float,
        *,
        proxy: str | None = None,
        ca_file: Path | None = None,
    ) -> None:
        self._base_url = base_url
        self._key = key
        self._route = Route(base_url, connect_timeout, proxy, ca_file)
        self._reading_network = Network()
        self._money_network = Network()
        self.spares = Spares(lambda: self._route.open_ahead(self._money_network))

    def prepare(self) -> None:
        """Open connections ahead of time, where nothing stands in between."""
        if self._route.proxy is None:
            self.spares.prepare()

    def abort_readings(self) -> None:
        """End every GET now."""
        self._reading_network.abort()

    def post(self, path: str, body: bytes, deadline: float) -> Exchange:
        """One POST on a connection of its own, `deadline` seconds from its first byte."""
        transport = Transport(
            self._route, self._key, self._money_network, deadline, spares=self.spares
        )
        status: int | None = None
        answer, failure = b"", ""
        try:
            with (
                httpx.Client(transport=transport, headers=_MONEY_HEADERS, trust_env=False) as http,
                http.stream("POST", self._base_url + path, content=body) as response,
            ):
                try:
                    answer = _body(response, LONGEST_REPLY)
                except Unreadable as flaw:
                    # It did answer; that nobody can read it is for the table to weigh.
                    failure = str(flaw)
                status = response.status_code
        except Exception as error:  # The class proves nothing: the table asks `began`.
            failure = _words(error)
        return Exchange(
            post_began=transport.began,
            status=status,
            body=answer,
            failure=failure,
            deadline_passed=transport.deadline.has_passed,
            seconds=transport.seconds,
        )

    @contextmanager
    def readings(self, deadline: float) -> Iterator["Reader"]:
        """GETs on connections that are kept until the block ends, `deadline` seconds each."""
        transport = Transport(self._route, self._key, self._reading_network, deadline)
        with httpx.Client(transport=transport, headers=_HEADERS, trust_env=False) as http:
            yield Reader(http, self._base_url, self._reading_network)


class Reader:
    """Asks the platform to read something; safe to repeat."""

    def __init__(self, http: httpx.Client, base_url: str, network: Network) -> None:
        self._http = http
        self._base_url = base_url
        self._network = network
        self._aborts = network.aborts

    def get(self, path: str, params: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of a GET.

        Raises:
            NoAnswer: no complete answer came.
            Unreadable: the answer is encoded or too long.
        """
        try:
            with self._http.stream("GET", self._base_url + path, params=params) as response:
                return response.status_code, _body(response, LONGEST_PAGE)
        except Unreadable:
            raise
        except Exception as error:
            words = _words(error)
        # Raised out here, so that no frame of httpx, which knows the key, hangs on it.
        raise NoAnswer(words)

    def rest(self, seconds: float) -> bool:
        """Wait; False as soon as the readings are ended."""
        return self._network.wait(seconds, self._aborts)


def _body(response: httpx.Response, longest: int) -> bytes:
    """The whole body, within a limit and never decompressed.

    Raises:
        Unreadable: it is encoded or too long.
    """
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Unreadable("a reply that is encoded")
    body = bytearray()
    # Without a size: with one, httpx collects that much before it yields, deadline or not.
    for part in response.iter_raw():
        body += part
        if len(body) > longest:
            raise Unreadable("a reply that is too long")
    return bytes(body)


def _words(error: Exception) -> str:
    """What kind of failure it was, and its text where that is ours and holds no address."""
    name = type(error).__name__
    text = clean(str(error)) if name in {"ConnectError", "ProxyError"} else ""
    return f"{name}: {text}" if text else name
