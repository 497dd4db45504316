"""What a reply, or the lack of one, says about the money: the table, as data.

The first row that fits wins, and the last one always fits: what nobody thought of is unknown.
The only proof that nothing left is that the POST never began; exception classes prove nothing.
"""

from collections.abc import Callable
from typing import Final

from smspartner_tui.core.accounts import CURRENCY
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.movement import Outcome, Reason, State
from smspartner_tui.core.secret import Secret
from smspartner_tui.partner.strict import Unreadable
from smspartner_tui.partner.wire import Reply, read_reply


@frozen
class Exchange:
    """What one POST came to on the wire.

    `status` is None when no complete reply came back; `failure` then says why in a word or two.
    `seconds` runs from the first byte of the POST.
    """

    post_began: bool
    status: int | None = None
    body: bytes = b""
    failure: str = ""
    deadline_passed: bool = False
    seconds: float = 0.0


@frozen
class Row:
    """A row of the table: what came back, and what it says."""

    came_back: str
    fits: Callable[[Exchange, Reply | None], bool]
    state: State
    reason: Reason


_OK: Final = 200
_TOO_MANY_REQUESTS: Final = 429
_REFUSING: Final = frozenset({200, 400, 401, 403, 404, 405, 413, 415, 422})
"""The statuses under which the platform's own word that it did not succeed is believed."""


def _no_reply(exchange: Exchange) -> bool:
    return exchange.status is None


def _indeterminate(exchange: Exchange) -> bool:
    status = exchange.status or 0
    return status < 400 or status in {408, 409}


TABLE: tuple[Row, ...] = (
    Row(
        "no reply, and the POST never began",
        lambda exchange, _: _no_reply(exchange) and not exchange.post_began,
        State.NOT_SENT,
        Reason.NO_CONNECTION,
    ),
    Row(
        "no reply before the deadline, and the POST began",
        lambda exchange, _: _no_reply(exchange) and exchange.deadline_passed,
        State.UNKNOWN,
        Reason.DEADLINE,
    ),
    Row(
        "no reply, and the POST began",
        lambda exchange, _: _no_reply(exchange),
        State.UNKNOWN,
        Reason.NO_REPLY,
    ),
    Row(
        "429, whatever the body",
        lambda exchange, _: exchange.status == _TOO_MANY_REQUESTS,
        State.REJECTED,
        Reason.RATE_LIMITED,
    ),
    Row(
        "5xx, whatever the body",
        lambda exchange, _: (exchange.status or 0) >= 500,
        State.UNKNOWN,
        Reason.SERVER_ERROR,
    ),
    Row(
        "any status, a body that is not one reply of this API",
        lambda _, reply: reply is None,
        State.UNKNOWN,
        Reason.UNREADABLE,
    ),
    Row(
        "1xx, 2xx other than 200, 3xx, 408, 409",
        lambda exchange, _: exchange.status != _OK and _indeterminate(exchange),
        State.UNKNOWN,
        Reason.UNEXPECTED,
    ),
    Row(
        "200, success true, code 200 or absent",
        lambda exchange, reply: (
            exchange.status == _OK
            and reply is not None
            and reply.success
            and reply.code in {None, _OK}
            and not reply.odd_code
        ),
        State.CONFIRMED,
        Reason.SUCCESS,
    ),
    Row(
        "200 or a refusing 4xx, success false, whatever the code",
        lambda exchange, reply: (
            exchange.status in _REFUSING and reply is not None and not reply.success
        ),
        State.REJECTED,
        Reason.REFUSED,
    ),
    Row("anything else", lambda _exchange, _reply: True, State.UNKNOWN, Reason.UNEXPECTED),
)


def judge(exchange: Exchange, key: Secret | None = None) -> Outcome:
    """The outcome of one POST, by the first row of the table that fits; `key` is left out of it."""
    reply, flaw = _read(exchange, key)
    row = next(row for row in TABLE if row.fits(exchange, reply))
    outcome = Outcome(
        state=row.state,
        reason=row.reason,
        status=exchange.status,
        seconds=exchange.seconds,
        detail=exchange.failure or flaw,
    )
    if reply is None:
        return outcome
    # Balances are believed only from a success, and only in the account's own currency.
    tells = row.state is State.CONFIRMED and reply.currency in {"", CURRENCY}
    return Outcome(
        state=row.state,
        reason=row.reason,
        main_balance=reply.main_balance if tells else None,
        subaccount_balance=reply.subaccount_balance if tells else None,
        currency=reply.currency,
        code=reply.code,
        message=reply.message or reply.odd_code,
        status=exchange.status,
        seconds=exchange.seconds,
    )


def _read(exchange: Exchange, key: Secret | None) -> tuple[Reply | None, str]:
    if exchange.status is None:
        return None, ""
    try:
        return read_reply(exchange.body, key), ""
    except Unreadable as flaw:
        return None, str(flaw)
