"""Replies that arrive whole: what each status and body has to be taken for.

The table of decisions.md ("What a reply says"), written out as examples; each line can be
checked against it by eye.
"""

import functools
import gzip
from typing import Final, NamedTuple

from smspartner_tui.core.movement import Reason, State
from tests.faults.conversation import SUCCESS, Conversation, http_reply
from tests.faults.server import Fault

HTML: Final = b"<html><head><title>Error</title></head><body><h1>Error</h1></body></html>"
MOVED: Final = "/moved"
"""The path that redirects lead to, where a success waits that nobody must fetch."""

REFUSAL: Final = '{"success": false, "code": 10, "message": "Clé API incorrecte"}'.encode()
XML: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
XML_GOOD: Final = (
    XML + b"<result>\n<entry>true</entry>\n<entry>200</entry>\n<entry>2859.2</entry>\n"
    b"<entry>71.8</entry>\n<entry>\n<![CDATA[EUR]]>\n</entry>\n</result>"
)
XML_REFUSAL: Final = (
    XML
    + "<result>\n<entry>false</entry>\n<entry>10</entry>\n"
    "<entry>\n<![CDATA[Clé API incorrecte]]>\n</entry>\n</result>".encode()
)
_XML_BOMB: Final = (
    b'<!DOCTYPE r [<!ENTITY a "true"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
_XML_FILE: Final = b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
LIMIT: Final = 65536
"""The longest body, in bytes, that is read as a reply."""


class Reply(NamedTuple):
    """One whole reply and the outcome it stands for."""

    name: str
    status: int
    body: bytes
    expected: State
    reason: Reason
    content_type: str = "application/json"
    headers: tuple[str, ...] = ()


def answer(reply: Reply, conversation: Conversation) -> None:
    """Give this reply to every request, on a connection that stays open."""
    raw = http_reply(reply.status, reply.body, reply.content_type, reply.headers)
    while True:
        conversation.read_request()
        conversation.send(raw)


def redirect(status: int, target: str, conversation: Conversation) -> None:
    """Send every request elsewhere; who follows finds a success there."""
    while True:
        request = conversation.read_request()
        if request.target.endswith(MOVED):
            conversation.send(http_reply(200, SUCCESS))
        else:
            location = f"Location: {target or conversation.base_url + MOVED}"
            conversation.send(http_reply(status, SUCCESS, headers=(location,)))


def _good(**changes: str) -> bytes:
    """The good reply with members replaced by other JSON, or left out where it is empty."""
    members = {"success": "true", "code": "200", "credit": "2869.2"}
    members |= {"subaccountCredit": "61.8", "currency": '"EUR"'} | changes
    written = ", ".join(f'"{name}": {value}' for name, value in members.items() if value)
    return f"{{{written}}}".encode()


def _refusal(code: int | None) -> bytes:
    number = "" if code is None else f'"code": {code}, '
    return f'{{"success": false, {number}"message": "Refusé par la plateforme"}}'.encode()


_CONFIRMED: Final = {
    "good": SUCCESS,
    "good-code-absent": _good(code=""),
    "good-code-as-digits": _good(code='"200"'),
    "good-balances-as-strings": _good(credit='"10225.119"', subaccountCredit='"0.800"'),
    "good-balances-absent": _good(credit="", subaccountCredit=""),
    "good-balances-null": _good(credit="null", subaccountCredit="null"),
    "good-balances-unreadable": _good(credit='"n/a"', subaccountCredit='"1,234.5"'),
    "good-balances-of-other-types": _good(credit="[1]", subaccountCredit="true"),
    "good-balances-negative": _good(credit="-0.045", subaccountCredit="-1"),
    "good-other-currency": _good(currency='"USD"'),
    "good-currency-absent": _good(currency=""),
    "good-currency-unreadable": _good(currency="5"),
    "good-unknown-member": _good(extra='{"a": [1, {"b": null}]}'),
    "good-byte-order-mark": b"\xef\xbb\xbf" + SUCCESS,
    "good-white-space": b"\r\n\t " + SUCCESS + b" \n",
    "good-as-long-as-allowed": SUCCESS.ljust(LIMIT),
    "xml-good": XML_GOOD,
}

_UNREADABLE: Final = {
    "empty": b"",
    "html": HTML,
    "text": b"OK",
    "list": b"[%s]" % SUCCESS,
    "true": b"true",
    "null": b"null",
    "number": b"200",
    "empty-object": b"{}",
    "success-absent": _good(success=""),
    "success-null": _good(success="null"),
    "success-string": _good(success='"true"'),
    "success-one": _good(success="1"),
    "success-zero": _good(success="0"),
    "success-capitalised": SUCCESS.replace(b"success", b"Success"),
    "nan": _good(credit="NaN"),
    "infinity": _good(credit="-Infinity"),
    "duplicate-success": b'{"success": false, ' + SUCCESS[1:],
    "duplicate-balance": SUCCESS[:-1] + b', "credit": 1}',
    "deep": _good(extra="[" * 40 + "]" * 40),
    "very-deep": b"[" * 30_000 + b"]" * 30_000,
    "never-closed": b'{"a":' * 10_000,
    "cut-json": SUCCESS[:-1],
    "trailing-object": SUCCESS + SUCCESS,
    "trailing-html": SUCCESS + HTML,
    "leading-warning": b"Warning: mysql_connect() on line 5\n" + SUCCESS,
    "trailing-comma": SUCCESS[:-1] + b",}",
    "single-quotes": SUCCESS.replace(b'"', b"'"),
    "latin-1": REFUSAL.decode().encode("latin-1"),
    "utf-16": SUCCESS.decode().encode("utf-16"),
    "nul-bytes": SUCCESS + b"\x00",
    "too-long-by-one": SUCCESS.ljust(LIMIT + 1),
    "too-long": SUCCESS.ljust(2 * LIMIT),
    "xml-cut-last-byte": XML_GOOD[:-1],
    "xml-cut": XML_GOOD[:90],
    "xml-doctype": XML_GOOD.replace(XML, XML + b"<!DOCTYPE result>\n"),
    "xml-entities": XML_GOOD.replace(XML, XML + _XML_BOMB).replace(b"true", b"&c;"),
    "xml-file-entity": XML_GOOD.replace(XML, XML + _XML_FILE).replace(b"71.8", b"&a;"),
    "xml-four-entries": XML_GOOD.replace(b"<entry>71.8</entry>\n", b""),
    "xml-six-entries": XML_GOOD.replace(b"</result>", b"<entry>1</entry></result>"),
    "xml-refusal-two-entries": XML_REFUSAL.replace(b"<entry>10</entry>\n", b""),
    "xml-named-children": XML + b"<result><success>true</success><code>200</code>"
    b"<credit>1</credit><subaccountCredit>2</subaccountCredit><currency>EUR</currency></result>",
    "xml-other-root": XML_GOOD.replace(b"result>", b"reply>"),
    "xml-deeper": XML_GOOD.replace(b"true", b"<b>true</b>"),
    "xml-success-not-a-boolean": XML_GOOD.replace(b"true", b"yes"),
    "xml-trailing": XML_GOOD + XML_GOOD,
    "xml-not-utf-8": XML_REFUSAL.decode().encode("latin-1"),
}

_UNEXPECTED: Final = {
    "success-under-code-5": _good(code="5"),
    "success-under-code-201": _good(code="201"),
    "success-under-code-zero": _good(code="0"),
    "success-under-code-as-digits": _good(code='"10"'),
    "success-under-code-true": _good(code="true"),
    "success-under-code-word": _good(code='"OK"'),
    "xml-success-under-code-5": XML_GOOD.replace(b"200", b"5"),
}

_REFUSED: Final = {
    "refused": REFUSAL,
    "refused-code-as-digits": REFUSAL.replace(b"10", b'"10"'),
    "refused-code-200": _refusal(200),
    "refused-code-word": REFUSAL.replace(b"10", b'"ten"'),
    "refused-alone": b'{"success": false}',
    "refused-half-a-character": b'{"success": false, "code": 8, "message": "\\ud800"}',
    "refused-hostile-message": rb'{"success": false, "code": 8,'
    rb' "message": "\u001b]52;c;eA==\u0007[/x]"}',
    "xml-refused": XML_REFUSAL,
}

REFUSING: Final = (200, 400, 401, 403, 404, 405, 413, 415, 422)
"""The statuses under which the platform's own "it did not succeed" is believed."""

CODES: Final = (1, 2, 3, 4, 5, 6, 7, 8, 10, 96, 999, None)
"""Every documented code of a refusal, one of another page, an unknown one, and none."""

OTHER_4XX: Final = (402, 406, 410, 418, 425, 431, 451)
NEVER_BELIEVED: Final = (201, 202, 206, 226, 300, 305, 408, 409, 500, 501, 502, 503, 504, 520)
REDIRECTS: Final = (301, 302, 303, 307, 308)


def _under_200() -> list[Reply]:
    ok, no, lost = State.CONFIRMED, State.REJECTED, State.UNKNOWN
    rows = [Reply(n, 200, body, ok, Reason.SUCCESS) for n, body in _CONFIRMED.items()]
    rows += [Reply(n, 200, body, no, Reason.REFUSED) for n, body in _REFUSED.items()]
    rows += [Reply(n, 200, body, lost, Reason.UNREADABLE) for n, body in _UNREADABLE.items()]
    rows += [Reply(n, 200, body, lost, Reason.UNEXPECTED) for n, body in _UNEXPECTED.items()]
    for kind in ("text/html", "text/plain; charset=latin-1", "application/xml", "nonsense"):
        label = kind.partition(";")[0].replace("/", "-")
        rows.append(Reply(f"good-typed-{label}", 200, SUCCESS, ok, Reason.SUCCESS, kind))
        rows.append(Reply(f"xml-typed-{label}", 200, XML_GOOD, ok, Reason.SUCCESS, kind))
    for coding, body in (("gzip", b"not gzip"), ("gzip", gzip.compress(SUCCESS)), ("br", SUCCESS)):
        name, headers = f"{coding}-{len(body)}", (f"Content-Encoding: {coding}",)
        rows.append(Reply(name, 200, body, lost, Reason.UNREADABLE, headers=headers))
    return rows


def _by_status() -> list[Reply]:
    no, lost = State.REJECTED, State.UNKNOWN
    rows = []
    for status in REFUSING:
        for code in CODES:
            name = f"refused-{code or 'no-code'}-under-{status}"
            rows.append(Reply(name, status, _refusal(code), no, Reason.REFUSED))
    for status in REFUSING[1:]:
        rows.append(Reply(f"xml-refused-under-{status}", status, XML_REFUSAL, no, Reason.REFUSED))
        rows.append(Reply(f"good-under-{status}", status, SUCCESS, lost, Reason.UNEXPECTED))
        for label, body in (("html", HTML), ("empty", b""), ("cut", REFUSAL[:-1])):
            rows.append(Reply(f"{label}-under-{status}", status, body, lost, Reason.UNREADABLE))
    for status in (*OTHER_4XX, *NEVER_BELIEVED):
        reason = Reason.SERVER_ERROR if status >= 500 else Reason.UNEXPECTED
        for label, body in (("good", SUCCESS), ("refused", REFUSAL), ("xml-good", XML_GOOD)):
            rows.append(Reply(f"{label}-under-{status}", status, body, lost, reason))
        # Two rows of the table fit here; the first is "not readable".
        rows.append(Reply(f"html-under-{status}", status, HTML, lost, Reason.UNREADABLE))
    rows.append(Reply("no-body-under-204", 204, b"", lost, Reason.UNREADABLE))
    rows.append(Reply("no-body-under-304", 304, b"", lost, Reason.UNREADABLE))
    limited = {"json": REFUSAL, "good": SUCCESS, "html": HTML, "empty": b""}
    for label, body in limited.items():
        rows.append(Reply(f"{label}-under-429", 429, body, no, Reason.RATE_LIMITED))
    return rows


def _redirects() -> list[Fault]:
    elsewhere = [(status, "") for status in REDIRECTS] + [(307, "http://127.0.0.1:1/v1/moved")]
    return [
        Fault(
            f"redirect-{status}{'-to-a-dead-host' if target else ''}",
            functools.partial(redirect, status, target),
            State.UNKNOWN,
            Reason.UNEXPECTED,
        )
        for status, target in elsewhere
    ]


REPLIES: Final = tuple(_under_200() + _by_status())
REPLY_FAULTS: Final = (
    *(Fault(r.name, functools.partial(answer, r), r.expected, r.reason) for r in REPLIES),
    *_redirects(),
)
