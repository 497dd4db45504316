"""Which proxy the environment asks for, as httpx would read it for its own transport."""

import urllib.request
from ipaddress import ip_address
from urllib.parse import urlsplit


class ProxyError(ValueError):
    """The environment names a proxy that this program cannot use."""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of(proxy: str | None) -> str:
    """The host and port of a proxy, without who signs in there; empty for none."""
    return urlsplit(proxy).netloc.rpartition("@")[2] if proxy else ""


def proxy_for(base_url: str) -> str | None:
    """The proxy's URL for requests to this base URL, or None; loopback never has one.

    Raises:
        ProxyError: the proxy is neither http nor reached over http (SOCKS, for one).
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if is_loopback(host) or urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return None
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    if urlsplit(proxy).scheme != "http":
        raise ProxyError(urlsplit(proxy).scheme)
    return proxy
