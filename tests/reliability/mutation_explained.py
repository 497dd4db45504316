"""Mutants that no test can notice, and why: what they change makes no difference."""

from typing import Final

_NO_STATUS: Final = "without a status any number below 400 serves: the rows compare from there up"

EXPLAINED: Final[dict[tuple[str, str, str], str]] = {
    (
        "partner/outcome",
        "_indeterminate",
        "status = exchange.status or 0 -> status = exchange.status or -1",
    ): _NO_STATUS,
    (
        "partner/outcome",
        "_indeterminate",
        "status = exchange.status or 0 -> status = exchange.status or 1",
    ): _NO_STATUS,
    (
        "partner/outcome",
        "",
        "lambda exchange, _: (exchange.status or 0) >= 500 -> "
        "lambda exchange, _: (exchange.status or -1) >= 500",
    ): _NO_STATUS,
    (
        "partner/outcome",
        "",
        "lambda exchange, _: (exchange.status or 0) >= 500 -> "
        "lambda exchange, _: (exchange.status or 1) >= 500",
    ): _NO_STATUS,
    (
        "partner/outcome",
        "_read",
        "return (read_reply(exchange.body, key), '') -> "
        "return (read_reply(exchange.body, key), 'XXXX')",
    ): "a flaw is told only where there is no reply, and here there is one",
}
"""By module, place and change."""
