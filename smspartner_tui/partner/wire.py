"""Bytes to values and back: the request body, the JSON and the XML reply, the two readings.

A reply decides about money, so `success` is true or false and nothing like it, and what does not
fit is `Unreadable`.
"""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from smspartner_tui.core.accounts import CURRENCY, Listing
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.money import MICRO, plain
from smspartner_tui.core.secret import Secret
from smspartner_tui.core.text import LONGEST, clean
from smspartner_tui.partner.hiding import without_key, without_key_fields
from smspartner_tui.partner.strict import (
    JsonValue,
    Unreadable,
    read_entries,
    read_object,
    read_text,
)

LONGEST_REPLY = 64 * 1024
"""Bytes of a credit call's reply; the documented ones have about a hundred."""

LONGEST_PAGE = 512 * 1024
"""Bytes of one page of the list: twenty rows of a few hundred bytes."""

_MONEY = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,30})?")
_CODE = re.compile(r"[0-9]{1,9}")


@frozen
class Reply:
    """A credit call's reply [seed]; balances in euros, None where they cannot be read.

    `odd_code` is a code that is no number, as it came.
    """

    success: bool
    code: int | None = None
    message: str = ""
    main_balance: Decimal | None = None
    subaccount_balance: Decimal | None = None
    currency: str = ""
    odd_code: str = ""


def request_body(token: str, amount: Decimal) -> bytes:
    """The body of a credit call, all but the key: `credit` is a string holding a plain decimal."""
    return json.dumps({"credit": plain(amount), "tokenSubaccount": token}).encode()


def with_key(body: bytes, key: str) -> bytes:
    """The body with the account's key as its first field."""
    return b'{"apiKey": ' + json.dumps(key).encode() + b", " + body[1:]


def without_keys(text: str, key: Secret) -> str:
    """A reply's text fit for the journal: cleaned, bounded, with no API key in it."""
    return _harmless(without_key_fields(text), key, longest=2000)


def _harmless(text: str, key: Secret | None, longest: int = LONGEST) -> str:
    """Foreign text without the key; looked for twice, as cleaning may cut or close a gap."""
    return without_key(clean(without_key(text, key), longest), key)


def read_reply(body: bytes, key: Secret | None = None) -> Reply:
    """Read the reply of a credit call, JSON or XML by its first byte; `key` is left out of it.

    Raises:
        Unreadable: it is not one complete, documented reply.
    """
    text = read_text(body, LONGEST_REPLY)
    if text.startswith("<"):
        return _read_xml(text, key)
    fields = read_object(text)
    code, odd_code = _code(fields.get("code"), key)
    return Reply(
        success=_success(fields),
        code=code,
        message=_string(fields.get("message"), key),
        main_balance=_money(fields.get("credit")),
        subaccount_balance=_money(fields.get("subaccountCredit")),
        currency=_string(fields.get("currency"), key),
        odd_code=odd_code,
    )


def read_main(body: bytes, key: Secret | None = None) -> tuple[Reply, Decimal | None]:
    """Read the reply of `GET /me` [public]: its success or refusal, and the balance in euros.

    Raises:
        Unreadable: it is not one complete reply.
    """
    fields = read_object(read_text(body, LONGEST_PAGE))
    credits_ = fields.get("credits")
    balance = _money(credits_.get("balance")) if isinstance(credits_, Mapping) else None
    return _refusal(fields, key), balance


@frozen
class Page:
    """One page of the list of sub-accounts [public]; `announced` counts those of all pages."""

    listings: tuple[Listing, ...]
    announced: int
    page_size: int


def read_page(body: bytes, key: Secret | None = None) -> tuple[Reply, Page]:
    """Read one page of `GET /subaccount/list` [public]; the sub-accounts' own keys are dropped.

    The page of a refusal is empty.

    Raises:
        Unreadable: it is not one complete reply, or a row has no token or no balance.
    """
    fields = read_object(read_text(body, LONGEST_PAGE))
    reply = _refusal(fields, key)
    if not reply.success:
        return reply, Page((), 0, 0)
    rows = fields.get("data")
    if not isinstance(rows, list):
        raise Unreadable("a page without rows")
    listings = tuple(_listing(row) for row in rows)
    announced = _count(fields.get("total"), len(listings))
    return reply, Page(listings, announced, _count(fields.get("nb_per_page"), len(listings)))


def _listing(row: JsonValue) -> Listing:
    if not isinstance(row, Mapping):
        raise Unreadable("a row that is no object")
    token = row.get("token")
    credits_ = row.get("credits")
    if not isinstance(token, str) or not token or not isinstance(credits_, Mapping):
        raise Unreadable("a row without token or balance")
    balance = _money(credits_.get("balance"))
    if balance is None:
        raise Unreadable("a balance that is no amount")
    return Listing(
        token=token,
        balance=balance,
        currency=_string(credits_.get("currency")) or CURRENCY,
        email=_string(row.get("email")),
        kind=_string(row.get("type")),
        created_at=_string(row.get("createdAt")),
    )


def _success(fields: Mapping[str, JsonValue]) -> bool:
    success = fields.get("success")
    if not isinstance(success, bool):
        raise Unreadable("neither success nor refusal")
    return success


def _refusal(fields: Mapping[str, JsonValue], key: Secret | None) -> Reply:
    code, odd_code = _code(fields.get("code"), key)
    message = _string(fields.get("message"), key)
    return Reply(success=_success(fields), code=code, message=message, odd_code=odd_code)


def _code(value: JsonValue, key: Secret | None) -> tuple[int | None, str]:
    if value is None:
        return None, ""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    if _CODE.fullmatch(text.strip()):
        return int(text), ""
    return None, _harmless(text, key, longest=40) or "?"


def _money(value: JsonValue) -> Decimal | None:
    """Euros from a number or a string; floats of other languages are cut to micro-euros."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    text = value.strip() if isinstance(value, str) else format(Decimal(value), "f")
    if not _MONEY.fullmatch(text):
        return None
    try:
        return Decimal(plain(Decimal(text).quantize(MICRO)))
    except InvalidOperation:
        return None


def _string(value: JsonValue, key: Secret | None = None) -> str:
    return _harmless(value, key) if isinstance(value, str) else ""


def _count(value: JsonValue, otherwise: int) -> int:
    if isinstance(value, str) and _CODE.fullmatch(value.strip()):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


_ENTRIES_OF_A_SUCCESS = 5
_ENTRIES_OF_A_REFUSAL = 3


def _read_xml(text: str, key: Secret | None) -> Reply:
    found = read_entries(text)
    success = {"true": True, "false": False}.get(found[0] if found else "")
    if success is None:
        raise Unreadable("neither success nor refusal")
    if len(found) != (_ENTRIES_OF_A_SUCCESS if success else _ENTRIES_OF_A_REFUSAL):
        raise Unreadable("not the documented number of entries")
    code, odd_code = _code(found[1] or None, key)
    last = _string(found[-1], key)
    if not success:
        return Reply(False, code, last, odd_code=odd_code)
    return Reply(True, code, "", _money(found[2]), _money(found[3]), last, odd_code)
