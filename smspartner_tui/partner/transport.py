"""httpx transports over our own sockets, which add the key at the last moment.

The request that httpx, its exceptions and its log lines can see has no key. A second one, made
here and seen by nobody, has it: in the body of a POST, in the query of a GET.
"""

import logging
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

import httpcore
import httpx

from smspartner_tui.core.secret import Secret
from smspartner_tui.partner.connection import Deadline, Network, Stream, tls_context
from smspartner_tui.partner.spares import Backend, Spares
from smspartner_tui.partner.wire import with_key


def _holds_no_reply(record: logging.LogRecord) -> bool:
    """Whether a line of httpcore's log is without what came back, which may repeat the key."""
    return "receive_response" not in str(record.msg)


logging.getLogger("httpcore.http11").addFilter(_holds_no_reply)


class Route:
    """How the platform is reached: its address, the proxy in between, and TLS.

    The TLS context is made at the first connection, because loading authorities takes time
    that no first paint should wait for.
    """

    def __init__(
        self,
        base_url: str,
        connect_timeout: float,
        proxy: str | None = None,
        ca_file: Path | None = None,
    ) -> None:
        parts = urlsplit(base_url)
        self.proxy = proxy
        self.connect_timeout = connect_timeout
        self._host = parts.hostname or ""
        self._is_tls = parts.scheme == "https"
        self._port = parts.port or (443 if self._is_tls else 80)
        self._ca_file = ca_file
        self._context: ssl.SSLContext | None = None
        self._lock = Lock()

    @property
    def context(self) -> ssl.SSLContext:
        """The TLS context, made once.

        Raises:
            OSError: the company's file of authorities cannot be used.
        """
        with self._lock:
            if self._context is None:
                self._context = tls_context(self._ca_file)
            return self._context

    def open_ahead(self, network: Network) -> Stream | None:
        """A connection with TLS done, or None: behind a proxy, or when nobody answers."""
        if self.proxy is not None:
            return None
        try:
            # First, because it may fail and a connection would be left open.
            context = self.context if self._is_tls else None
            stream = network.connect(self._host, self._port, Deadline(), self.connect_timeout)
            if context is not None:
                stream.start_tls(context, self._host, self.connect_timeout)
        except (httpcore.NetworkError, httpcore.TimeoutException, OSError):
            return None
        return stream

    def pool(self, backend: Backend) -> httpcore.ConnectionPool:
        """Connections for one exchange, or for the readings of one refresh."""
        context = self.context if self._is_tls else None
        if self.proxy is None:
            return httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
        proxy = httpx.Proxy(self.proxy)
        return httpcore.HTTPProxy(
            str(proxy.url),
            proxy_auth=proxy.raw_auth,
            ssl_context=context,
            network_backend=backend,
        )


class Transport(httpx.BaseTransport):
    """Sends requests on connections of its own, with the key added and one deadline for each.

    `began` tells whether the POST began: the only proof that it may have reached anybody;
    `seconds` how long ago.
    """

    def __init__(
        self,
        route: Route,
        key: Secret,
        network: Network,
        deadline: float,
        spares: Spares | None = None,
    ) -> None:
        self._route = route
        self._key = key
        self._allowed = deadline
        self.deadline = Deadline()
        self.began = False
        self._began_at = 0.0
        self._backend = Backend(network, self.deadline, spares)
        self._pool: httpcore.ConnectionPool | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request with the key in it."""
        self.deadline.clear()
        if self._pool is None:
            self._pool = self._route.pool(self._backend)
        response = self._pool.handle_request(self._keyed(request))
        if not isinstance(response.stream, Iterable):
            raise TypeError("httpcore gave a stream that cannot be read")
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response.stream, response.close),
        )

    def _keyed(self, request: httpx.Request) -> httpcore.Request:
        url, headers, body = request.url, request.headers, request.read()
        if request.method == "POST":
            body = with_key(body, self._key.reveal())
            headers = httpx.Headers(headers)
            headers["Content-Length"] = str(len(body))
        else:
            url = url.copy_add_param("apiKey", self._key.reveal())
        return httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=headers.raw,
            content=body,
            extensions={"trace": self._trace, "timeout": {"connect": self._route.connect_timeout}},
        )

    def _trace(self, event: str, info: dict[str, object]) -> None:
        if not event.endswith("send_request_headers.started"):
            return
        request = info.get("request")
        if isinstance(request, httpcore.Request) and request.method == b"CONNECT":
            # A proxy's: it is not the request, and has no key in it. It belongs to connecting.
            self.deadline.start(self._route.connect_timeout)
        else:
            self.began = True
            self._began_at = time.monotonic()
            self.deadline.start(self._allowed)

    @property
    def seconds(self) -> float:
        """Seconds since the request began; none if it never did."""
        return time.monotonic() - self._began_at if self.began else 0.0

    def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            self._pool.close()


class _Body(httpx.SyncByteStream):
    """A response's body as it comes."""

    def __init__(self, parts: Iterable[bytes], close: Callable[[], None]) -> None:
        self._parts = parts
        self._close = close

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts

    def close(self) -> None:
        """Give the connection back."""
        self._close()
