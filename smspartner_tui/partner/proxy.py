"""Which proxy the environment asks for, as httpx would read it for its own transport."""

import os
import sys
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
    if is_loopback(host) or not _may_be_proxied():
        return None
    # It brings half of what a browser is made of, which no first paint should wait for.
    import urllib.request

    if urllib.request.proxy_bypass(host):
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


def _may_be_proxied() -> bool:
    """Whether there is anything to be read: the environment, or what macOS has in its settings."""
    return sys.platform == "darwin" or any(name.lower().endswith("_proxy") for name in os.environ)
