"""The client: two calls that move money and two that read, values out, never an httpx exception."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from smspartner_tui.core.accounts import ReadingProblem, SubAccountList
from smspartner_tui.core.money import to_micros
from smspartner_tui.core.movement import Outcome
from smspartner_tui.core.secret import Secret
from smspartner_tui.partner.asking import ReadingError, ask
from smspartner_tui.partner.outcome import judge
from smspartner_tui.partner.pages import Arrived, ListReading
from smspartner_tui.partner.proxy import host_of, is_loopback, proxy_for
from smspartner_tui.partner.wire import (
    LONGEST_REPLY,
    Page,
    read_main,
    read_page,
    request_body,
    without_keys,
)

if TYPE_CHECKING:
    from smspartner_tui.partner.line import Line, Reader

DEFAULT_BASE_URL: Final = "https://api.smspartner.fr/v1"

# Whole, each by itself, so that no slip of a variable can turn one call into another.
ADD_PATH: Final = "/subaccount/credit/add"
REMOVE_PATH: Final = "/subaccount/credit/remove"
MAIN_PATH: Final = "/me"
LIST_PATH: Final = "/subaccount/list"

MONEY_DEADLINE: Final = 30.0
"""Seconds for a movement from its first byte: an unknown outcome costs a person minutes."""

READING_DEADLINE: Final = 10.0
"""Seconds for one reading; it can be repeated."""

CONNECT_TIMEOUT: Final = 5.0
"""Seconds to connect, for each address of the host, and again for the TLS handshake."""


class SmsPartner:
    """SMS Partner's credit calls for one main account.

    Safe to share between threads. `deadline` is in seconds, from the first byte of a movement,
    `reading_deadline` from that of a reading, `connect_timeout` is what connecting may take before;
    `reply_format` is the form in which movements are answered; `ca_file` names a company's own
    authorities; the proxy is the environment's.

    Raises:
        ValueError: the address is neither https nor on this machine, so the key would be exposed.
        ProxyError: the environment asks for a kind of proxy that cannot be used.
    """

    def __init__(
        self,
        api_key: str | Secret,
        base_url: str = DEFAULT_BASE_URL,
        *,
        reply_format: Literal["json", "xml"] = "json",
        deadline: float = MONEY_DEADLINE,
        reading_deadline: float = READING_DEADLINE,
        connect_timeout: float = CONNECT_TIMEOUT,
        ca_file: Path | None = None,
    ) -> None:
        self._key = api_key if isinstance(api_key, Secret) else Secret(api_key)
        self._base_url = _safe_address(base_url)
        self._proxy = proxy_for(self._base_url)
        self._query = "?_format=xml" if reply_format == "xml" else ""
        self._ca_file = ca_file
        self._opened: Line | None = None
        self._lock = Lock()
        self._reading_deadline = reading_deadline
        self._connect_timeout = connect_timeout
        self.deadline = deadline

    @property
    def proxy_host(self) -> str:
        """The host and port of the proxy that stands in between; empty for none."""
        return host_of(self._proxy)

    def add_credit(self, token: str, amount: Decimal) -> Outcome:
        """Add euros to a sub-account; the main account pays [seed].

        Raises:
            ValueError: the amount is not above zero or has more than six decimals.
        """
        return self._move(ADD_PATH, token, amount)

    def remove_credit(self, token: str, amount: Decimal) -> Outcome:
        """Take euros back from a sub-account to the main account [seed].

        Raises:
            ValueError: the amount is not above zero or has more than six decimals.
        """
        return self._move(REMOVE_PATH, token, amount)

    def main_balance(self) -> Decimal:
        """The main account's balance in euros [public].

        Raises:
            ReadingError: it could not be read.
        """
        with self._line().readings(self._reading_deadline) as reader:
            balance = ask(reader, partial(read_main, key=self._key), MAIN_PATH)
        if balance is None:
            raise ReadingError(ReadingProblem.UNREADABLE)
        return balance

    def subaccounts(self, arrived: Arrived = lambda _rows, _announced: None) -> SubAccountList:
        """Every sub-account of the platform's list, its pages merged by token [public].

        `arrived` is told the rows of each page of a longer list, from any thread. The list can
        change between two pages, so one that came short is read once more.

        Raises:
            ReadingError: a page could not be read.
        """
        found = self._list(arrived)
        if len(found.listings) < found.announced:
            with suppress(ReadingError):
                again = self._list(arrived)
                found = max(found, again, key=lambda pages: len(pages.listings))
        return found

    def _list(self, arrived: Arrived) -> SubAccountList:
        def read(reader: "Reader", number: int) -> Page:
            return ask(reader, partial(read_page, key=self._key), LIST_PATH, {"page": str(number)})

        open_reader = partial(self._line().readings, self._reading_deadline)
        return ListReading(open_reader, read, arrived).run()

    def load(self) -> None:
        """Load what the network is reached by, before it is needed."""
        self._line()

    def prepare(self) -> None:
        """Open connections ahead of time for movements that are about to come."""
        self._line().prepare()

    def rest(self) -> None:
        """Close the connections that were opened ahead of time."""
        if self._opened is not None:
            self._opened.spares.rest()

    def use_key(self, api_key: Secret) -> None:
        """Ask with another key from now on; a movement in flight goes on with the one it has."""
        with self._lock:
            self._key = api_key
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.spares.rest()

    def abort_readings(self) -> None:
        """End every reading now; a movement is never ended."""
        if self._opened is not None:
            self._opened.abort_readings()

    def _line(self) -> "Line":
        # httpx takes a tenth of a second to load, which no first paint should wait for.
        from smspartner_tui.partner.line import Line

        with self._lock:
            if self._opened is None:
                self._opened = Line(
                    self._base_url,
                    self._key,
                    self._connect_timeout,
                    proxy=self._proxy,
                    ca_file=self._ca_file,
                )
            return self._opened

    def _move(self, path: str, token: str, amount: Decimal) -> Outcome:
        body = request_body(token, _checked(amount))
        exchange = self._line().post(path + self._query, body, self.deadline)
        text = exchange.body[:LONGEST_REPLY].decode(errors="replace")
        return replace(judge(exchange, self._key), reply=without_keys(text, self._key))


def _safe_address(base_url: str) -> str:
    """The base URL without a slash at its end.

    Raises:
        ValueError: the key would leave this machine in clear, or the port is none.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not host or not is_safe or parts.port == 0:
        raise ValueError("an address is https, or http on this machine")
    return base_url.rstrip("/")


def _checked(amount: object) -> Decimal:
    """The amount, if money can be moved by it: scripts may hand over a float.

    Raises:
        ValueError: it is no Decimal above zero with at most six decimals.
    """
    if not isinstance(amount, Decimal) or to_micros(amount) <= 0:
        raise ValueError("an amount is a Decimal above zero")
    return amount
