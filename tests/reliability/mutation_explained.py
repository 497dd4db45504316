"""Mutants that no test can notice, and why: what they change makes no difference."""

from typing import Final, NamedTuple


class Equivalent(NamedTuple):
    """A change that changes nothing."""

    module: str
    place: str
    before: str
    after: str
    because: str


_NO_STATUS: Final = "without a status any number below 400 serves: the rows compare from there up"

_TABLE: Final = (
    Equivalent(
        "core/money",
        "",
        "'(?P<whole>[0-9]{1,3}(?:'",
        "'(?P<whole>[0-9]{,3}(?:'",
        "no amount starts with a space: it was stripped before",
    ),
    Equivalent(
        "core/verdict",
        "_most",
        "effect.amount > 0 or (effect.is_certain and lies_between)",
        "effect.amount >= 0 or (effect.is_certain and lies_between)",
        "to add nothing changes nothing",
    ),
    Equivalent(
        "core/verdict",
        "_rise",
        "seen[1:]",
        "seen[0:]",
        "against itself no balance has risen, whatever others did in the meantime",
    ),
    Equivalent(
        "core/verdict",
        "_held",
        "least = seen[0].amount - amount + ROUNDING",
        "least = seen[-1].amount - amount + ROUNDING",
        "it is told only where there is one balance, which is the first and the last",
    ),
    Equivalent(
        "partner/outcome",
        "_indeterminate",
        "status = exchange.status or 0",
        "status = exchange.status or -1",
        _NO_STATUS,
    ),
    Equivalent(
        "partner/outcome",
        "_indeterminate",
        "status = exchange.status or 0",
        "status = exchange.status or 1",
        _NO_STATUS,
    ),
    Equivalent(
        "partner/outcome",
        "",
        "lambda exchange, _: (exchange.status or 0) >= 500",
        "lambda exchange, _: (exchange.status or -1) >= 500",
        _NO_STATUS,
    ),
    Equivalent(
        "partner/outcome",
        "",
        "lambda exchange, _: (exchange.status or 0) >= 500",
        "lambda exchange, _: (exchange.status or 1) >= 500",
        _NO_STATUS,
    ),
    Equivalent(
        "partner/outcome",
        "_read",
        "return (read_reply(exchange.body, key), '')",
        "return (read_reply(exchange.body, key), 'XXXX')",
        "a flaw is told only where there is no reply, and here there is one",
    ),
)

EXPLAINED: Final[dict[tuple[str, str, str], str]] = {
    (each.module, each.place, f"{each.before} -> {each.after}"): each.because for each in _TABLE
}
"""Why, by module, place and change."""
