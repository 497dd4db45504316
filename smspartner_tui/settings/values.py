"""Single values of the configuration: amounts, spans of time, addresses, names.

Each function raises a plain ValueError; who knows the line turns it into a sentence.
"""

import ipaddress
import re
from datetime import timedelta
from urllib.parse import urlsplit

Place = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and positions in arrays of tables."""

_DURATION = re.compile(r"([0-9]{1,6})([smh])")
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_SHORTEST_KEY = 32
_HEXADECIMAL = re.compile("[0-9A-Fa-f]+")
_LONG_WORD = re.compile(r"(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[0-9A-Za-z]{24,}")
_ADDRESS = re.compile(r"[!-~]+")
_PORTS = {"http": 80, "https": 443}


def read_duration(text: str) -> timedelta:
    """A span of time written as `30s`, `5m` or `12h`.

    Raises:
        ValueError: it is written otherwise.
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError("not a duration")
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2]])


def written_duration(value: timedelta) -> str:
    """A span of whole seconds, as the configuration writes it."""
    seconds = int(value.total_seconds())
    for unit, size in _SECONDS.items():
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def read_base_url(text: str) -> str:
    """An address under which the platform answers, in one spelling: it names the account.

    Small letters in the host, no default port and no slash at the end, so that two
    configurations of the same account agree.

    Raises:
        ValueError: it is not https, nor http on a loopback address, or holds more than a place.
    """
    if not _ADDRESS.fullmatch(text) or any(mark in text for mark in "?#@\\"):
        raise ValueError("more than a place")
    parts = urlsplit(text)
    host = parts.hostname or ""
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and _is_local(host))):
        raise ValueError("not https")
    port = parts.port
    shown_host = f"[{host}]" if ":" in host else host
    shown_port = "" if port in {None, _PORTS[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{shown_host}{shown_port}{parts.path.rstrip('/')}"


def _is_local(host: str) -> bool:
    """Whether the key stays on this machine: a name other than localhost may lead elsewhere."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def looks_like_a_key(text: str) -> bool:
    """Whether a text is more likely a key of the platform than a name or a place."""
    return is_hexadecimal(text) or bool(_LONG_WORD.fullmatch(text))


def is_hexadecimal(text: str) -> bool:
    """Whether a text is one long hexadecimal number, as the platform's keys and tokens are."""
    # Most texts are short names, and there may be thousands.
    return len(text) >= _SHORTEST_KEY and bool(_HEXADECIMAL.fullmatch(text))
