"""The outcome table, row by row and then all of it against a second opinion."""

from dataclasses import FrozenInstanceError
from decimal import Decimal
from itertools import product

import pytest

from smspartner_tui.core.movement import Reason, State
from smspartner_tui.core.secret import Secret
from smspartner_tui.partner.outcome import TABLE, Exchange, judge
from smspartner_tui.partner.strict import Unreadable
from smspartner_tui.partner.wire import Reply, read_reply
from tests.partner import KEY

GOOD = b'{"success":true,"code":200,"credit":2869.2,"subaccountCredit":61.8,"currency":"EUR"}'
NO_CODE = b'{"success": true, "credit": 1, "subaccountCredit": 2, "currency": "EUR"}'
CODE_5 = b'{"success": true, "code": 5}'
CODE_ODD = b'{"success": true, "code": "OK"}'
REFUSED = '{"success": false, "code": 8, "message": "Crédit insufisant"}'.encode()
REFUSED_NO_CODE = b'{"success": false}'
REFUSED_ODD = b'{"success": false, "code": "ten"}'
HTML = b"<html><body>Bad gateway</body></html>"
EMPTY = b""

BODIES = {
    GOOD: "success",
    NO_CODE: "success",
    CODE_5: "other success",
    CODE_ODD: "other success",
    REFUSED: "refusal",
    REFUSED_NO_CODE: "refusal",
    REFUSED_ODD: "refusal",
    HTML: "unreadable",
    EMPTY: "unreadable",
}

confirmed, rejected, not_sent, unknown = (
    State.CONFIRMED,
    State.REJECTED,
    State.NOT_SENT,
    State.UNKNOWN,
)

ROWS: list[tuple[str, Exchange, State, Reason]] = [
    (
        "no reply, and the POST never began",
        Exchange(False, failure="ConnectError"),
        not_sent,
        Reason.NO_CONNECTION,
    ),
    (
        "no reply, and the POST never began",
        Exchange(False, failure="ConnectTimeout", deadline_passed=True),
        not_sent,
        Reason.NO_CONNECTION,
    ),
    (
        "no reply, and the POST began",
        Exchange(True, failure="ReadError"),
        unknown,
        Reason.NO_REPLY,
    ),
    (
        "no reply before the deadline, and the POST began",
        Exchange(True, failure="ReadTimeout", deadline_passed=True),
        unknown,
        Reason.DEADLINE,
    ),
    *(
        (
            "any status, a body that is not one reply of this API",
            Exchange(True, status, body),
            unknown,
            Reason.UNREADABLE,
        )
        for status in (200, 201, 302, 400, 403, 404, 418, 428, 430, 499)
        for body in (HTML, EMPTY, GOOD[:-1], REFUSED[:-1], b"\xff")
    ),
    *(
        ("429, whatever the body", Exchange(True, 429, body), rejected, Reason.RATE_LIMITED)
        for body in BODIES
    ),
    *(
        ("1xx, 2xx other than 200, 3xx, 408, 409", Exchange(True, s, body), unknown, reason)
        for s, reason in [(n, Reason.UNEXPECTED) for n in (101, 199, 201, 302, 399, 408, 409)]
        for body in (GOOD, REFUSED)
    ),
    *(
        ("5xx, whatever the body", Exchange(True, status, body), unknown, Reason.SERVER_ERROR)
        for status in (500, 502, 503, 504, 599)
        for body in BODIES
    ),
    *(
        ("200, success true, code 200 or absent", Exchange(True, 200, body), confirmed, why)
        for body, why in ((GOOD, Reason.SUCCESS), (NO_CODE, Reason.SUCCESS))
    ),
    *(
        (
            "200 or a refusing 4xx, success false, whatever the code",
            Exchange(True, s, body),
            rejected,
            Reason.REFUSED,
        )
        for s in (200, 400, 401, 403, 404, 405, 413, 415, 422)
        for body in (REFUSED, REFUSED_NO_CODE, REFUSED_ODD)
    ),
    *(
        ("anything else", Exchange(True, s, body), unknown, Reason.UNEXPECTED)
        for s, body in (
            *((status, REFUSED) for status in (402, 406, 407, 410, 412, 414, 416, 421, 423, 499)),
            (418, GOOD),
            (400, GOOD),
            (422, GOOD),
            (200, CODE_5),
            (200, CODE_ODD),
        )
    ),
]


def _reply_in(exchange: Exchange) -> Reply | None:
    """The reply, where there is one that can be read."""
    if exchange.status is None:
        return None
    try:
        return read_reply(exchange.body)
    except Unreadable:
        return None


@pytest.mark.parametrize(("words", "exchange", "state", "reason"), ROWS)
def test_a_row_of_the_table(words: str, exchange: Exchange, state: State, reason: Reason) -> None:
    """Each row by examples; it is that row, and no other, that fits first."""
    outcome = judge(exchange)
    assert (outcome.state, outcome.reason) == (state, reason), words
    row = next(row for row in TABLE if row.fits(exchange, _reply_in(exchange)))
    assert row.came_back == words


def test_every_row_has_its_examples() -> None:
    """None is there twice, and none for nothing."""
    assert len({row.came_back for row in TABLE}) == len(TABLE)
    assert {row.came_back for row in TABLE} == {words for words, *_ in ROWS}


@pytest.mark.parametrize("status", [None, 0, 200, 400, 429, 500])
@pytest.mark.parametrize("body", [EMPTY, GOOD, REFUSED])
def test_every_row_can_be_asked_about_anything(status: int | None, body: bytes) -> None:
    """Wherever it stands in the table, a row fits or does not."""
    exchange = Exchange(True, status, body)
    assert {type(row.fits(exchange, _reply_in(exchange))) for row in TABLE} == {bool}


def test_an_exchange_of_which_nothing_is_known_is_empty() -> None:
    """No status, no body, no time; and what came of it cannot be changed afterwards."""
    exchange = Exchange(True)
    assert exchange == Exchange(True, None, b"", "", False, 0.0)
    for value, name in ((exchange, "status"), (TABLE[0], "state")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, unknown)
        assert not hasattr(value, "__dict__")


def oracle(began: bool, status: int | None, kind: str) -> State:
    """The table written a second time, as what may be believed and not as what may not."""
    if status is None:
        return unknown if began else not_sent
    if status == 429:
        return rejected
    if status == 200 and kind == "success":
        return confirmed
    believed = {200, 400, 401, 403, 404, 405, 413, 415, 422}
    return rejected if kind == "refusal" and status in believed else unknown


@pytest.mark.parametrize("body", BODIES)
def test_the_table_is_total_and_a_second_opinion_agrees(body: bytes) -> None:
    """Every status with every kind of body, and no status at all: one outcome, the same."""
    statuses = (None, *range(100, 600))
    for began, status, late in product((True, False), statuses, (True, False)):
        exchange = Exchange(began, status, body, deadline_passed=late)
        outcome = judge(exchange)
        assert outcome.state in {confirmed, rejected, not_sent, unknown}
        assert outcome.state is oracle(began, status, BODIES[body]), (began, status)
        assert outcome.status == status
        # "Nothing moved" may be said only where the platform or the silence of the wire says so.
        assert (outcome.state is not_sent) == (status is None and not began)


def test_the_last_row_always_fits() -> None:
    """What nobody thought of is unknown."""
    assert TABLE[-1].state is unknown
    assert TABLE[-1].fits(Exchange(False), None)


def test_a_confirmation_tells_what_the_reply_told() -> None:
    """Both balances, the currency, the code, the status and the time."""
    outcome = judge(Exchange(True, 200, GOOD, seconds=0.25))
    assert (outcome.main_balance, outcome.subaccount_balance) == (
        Decimal("2869.2"),
        Decimal("61.8"),
    )
    assert (outcome.currency, outcome.code, outcome.status) == ("EUR", 200, 200)
    assert (outcome.seconds, outcome.message, outcome.detail) == (0.25, "", "")


def test_a_confirmation_in_no_currency_tells_its_balances() -> None:
    """The account has one currency: only another one's name makes the figures doubtful."""
    outcome = judge(Exchange(True, 200, GOOD.replace(b',"currency":"EUR"', b"")))
    assert (outcome.main_balance, outcome.currency) == (Decimal("2869.2"), "")


def test_what_never_came_has_its_time_and_no_flaw() -> None:
    """Silence took as long as it took, and there was nothing to be read wrongly."""
    outcome = judge(Exchange(True, seconds=0.25))
    assert (outcome.seconds, outcome.detail, outcome.status) == (0.25, "", None)


@pytest.mark.parametrize(
    ("old", "new"), [(b'"EUR"', b'"USD"'), (b"2869.2", b'"n/a"'), (b"2869.2", b"null")]
)
def test_a_balance_that_cannot_be_believed_undoes_no_confirmation(old: bytes, new: bytes) -> None:
    """Still confirmed; the balance in question is not told."""
    outcome = judge(Exchange(True, 200, GOOD.replace(old, new)))
    assert outcome.state is confirmed
    assert outcome.main_balance is None


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_balance_is_told_by_a_confirmation_only(status: int) -> None:
    """Whatever figures another reply holds, they are not taken for balances."""
    body = GOOD.replace(b"true", b"false") if status == 200 else GOOD
    outcome = judge(Exchange(True, status, body))
    assert outcome.state is not confirmed
    assert (outcome.main_balance, outcome.subaccount_balance) == (None, None)


def test_the_platforms_own_words_are_always_shown() -> None:
    """The message, or a code that is no number, or what made the reply unreadable."""
    assert judge(Exchange(True, 200, REFUSED)).message == "Crédit insufisant"
    assert judge(Exchange(True, 503, REFUSED)).message == "Crédit insufisant"
    assert judge(Exchange(True, 200, REFUSED_ODD)).message == "ten"
    assert judge(Exchange(True, 200, HTML)).detail == "an element that is not documented"
    assert judge(Exchange(True, failure="ReadError")).detail == "ReadError"
    assert judge(Exchange(True, 200, EMPTY, failure="encoded")).detail == "encoded"


def test_a_key_that_the_reply_repeats_is_left_out() -> None:
    """No field of the outcome holds it."""
    body = REFUSED.replace(b"insufisant", KEY.encode())
    assert judge(Exchange(True, 200, body), Secret(KEY)).message == "Crédit ***"
