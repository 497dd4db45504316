"""Bytes to values and back, for every byte that can come."""

import contextlib
import json
import re
from decimal import Decimal, localcontext
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.money import CEILING, plain
from smspartner_tui.core.movement import Reason
from smspartner_tui.core.secret import Secret
from smspartner_tui.core.text import clean
from smspartner_tui.partner.strict import Unreadable, read_object
from smspartner_tui.partner.wire import (
    LONGEST_PAGE,
    LONGEST_REPLY,
    Page,
    Reply,
    read_main,
    read_page,
    read_reply,
    request_body,
    with_key,
    without_keys,
)
from tests.faults import REPLIES
from tests.faults import Reply as Served
from tests.partner import KEY, TOKEN, raw_json

JSON_SUCCESS = b"""{
"success": true,
"code": 200,
"credit": 2869.2,
"subaccountCredit": 61.8,
"currency": "EUR"
}
"""
XML_SUCCESS = b"""<?xml version="1.0" encoding="UTF-8"?>
<result>
<entry>true</entry>
<entry>200</entry>
<entry>2859.2</entry>
<entry>71.8</entry>
<entry>
<![CDATA[EUR]]>
</entry>
</result>
"""
JSON_REFUSAL = """{
"success": false,
"code": 10,
"message": "Clé API incorrecte"
}
""".encode()
XML_REFUSAL = """<?xml version="1.0" encoding="UTF-8"?>
<result>
<entry>false</entry>
<entry>10</entry>
<entry>
<![CDATA[Clé API incorrecte]]>
</entry>
</result>
""".encode()

euros = st.decimals(min_value=Decimal(0), max_value=CEILING - 1, places=6).filter(lambda d: d > 0)
balances = st.decimals(min_value=-CEILING + 1, max_value=CEILING - 1, places=6)
xml_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]))


# The samples of the vendor's page, to the letter.


def test_the_samples_of_a_success() -> None:
    """Both forms give both balances as they are written, and the currency."""
    assert read_reply(JSON_SUCCESS) == Reply(
        True, 200, "", Decimal("2869.2"), Decimal("61.8"), "EUR"
    )
    assert read_reply(XML_SUCCESS) == Reply(
        True, 200, "", Decimal("2859.2"), Decimal("71.8"), "EUR"
    )


@pytest.mark.parametrize("sample", [JSON_REFUSAL, XML_REFUSAL], ids=["json", "xml"])
def test_the_samples_of_a_refusal(sample: bytes) -> None:
    """Both forms give the code and the vendor's words."""
    assert read_reply(sample) == Reply(False, 10, "Clé API incorrecte")


def test_the_sample_without_its_last_character() -> None:
    """One sample of the page ends in `</result`: a reply like that cannot be read."""
    with pytest.raises(Unreadable, match="not XML"):
        read_reply(XML_SUCCESS.rstrip().removesuffix(b">"))


# What is sent.


@given(euros, st.text(min_size=1))
def test_a_body_is_the_key_the_amount_and_the_token(amount: Decimal, token: str) -> None:
    """Three fields in this order, the amount a plain decimal string, and nothing else."""
    body = with_key(request_body(token, amount), KEY)
    fields = json.loads(body)
    assert list(fields) == ["apiKey", "credit", "tokenSubaccount"]
    assert (fields["apiKey"], fields["tokenSubaccount"]) == (KEY, token)
    assert re.fullmatch(r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", fields["credit"])
    assert Decimal(fields["credit"]) == amount


@pytest.mark.parametrize(
    ("amount", "written"),
    [("100", "100"), ("1E+2", "100"), ("0.01", "0.01"), ("10.2450", "10.245"), ("50.00", "50")],
)
def test_a_body_to_the_byte(amount: str, written: str) -> None:
    """However the amount came about, these are the bytes."""
    body = with_key(request_body("t", Decimal(amount)), "k")
    assert body == b'{"apiKey": "k", "credit": "%s", "tokenSubaccount": "t"}' % written.encode()


# What comes back: anything.

odd_numbers = st.sampled_from(
    [
        b"1e99999999999999999999",
        b"-1e400",
        b"1e-400",
        b"0e999999999",
        b"NaN",
        b"-0",
        b"1" * 60,
        b"1." + b"1" * 60,
    ]
)
brackets = st.lists(st.sampled_from([b"[", b"]", b"{", b"}", b'"', b"\\", b",", b":", b"1"])).map(
    b"".join
)
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
).map(lambda value: json.dumps({"success": True, "credit": value, "data": [value]}).encode())
encodings = st.sampled_from(["UTF-8", "ISO-8859-1", "utf-16", "utf-7", "nonsense", "cp037", "é"])
xml_like = st.builds(
    lambda encoding, middle: (
        f'<?xml version="1.0" encoding="{encoding}"?><result>{middle}</result>'.encode()
    ),
    encodings,
    xml_text | st.sampled_from(["<entry>é</entry>", "&a;", "<!-- -->", "<?pi?>", "&#1;"]),
)


@given(
    st.binary()
    | brackets
    | json_like
    | xml_like
    | st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))
    | odd_numbers.map(
        lambda number: b'{"success": true, "code": %s, "credit": %s}' % (number, number)
    )
)
def test_any_bytes_are_a_reply_or_unreadable(body: bytes) -> None:
    """No other exception comes out of reading, whatever comes in."""
    for read in (read_reply, read_main, read_page):
        found: object = None
        with contextlib.suppress(Unreadable):
            found = read(body)
        assert found is None or isinstance(found, Reply | tuple)


@pytest.mark.parametrize(
    "served",
    [r for r in REPLIES if r.status == 200 and r.reason is Reason.UNREADABLE and not r.headers],
    ids=lambda served: served.name,
)
def test_what_the_fault_table_calls_unreadable_is(served: Served) -> None:
    """The misbehaving server's own list, without a wire in between."""
    with pytest.raises(Unreadable):
        read_reply(served.body)


@pytest.mark.parametrize(
    "body",
    [
        b'["' + b"]" * 30_000 + b'", ' + b"[" * 30_000,
        b'{"a": "\\"]]]]]]]]]]]]]]", "b": ' + b"[" * 20_000,
        b'["\\' * 20_000,
    ],
    ids=["closed in a string", "behind an escape", "never closed"],
)
def test_depth_cannot_be_hidden_in_strings(body: bytes) -> None:
    """Brackets in strings do not count, so they cannot make room for real ones either."""
    with pytest.raises(Unreadable):
        read_reply(body)


def test_brackets_in_a_message_are_only_text() -> None:
    """A refusal is readable however many brackets its message holds."""
    message = "[{" * 40
    reply = read_reply(json.dumps({"success": False, "code": 8, "message": message}).encode())
    assert reply == Reply(False, 8, message)


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "nonsense", "utf-7", "cp037"])
def test_a_declared_encoding_undoes_nothing(encoding: str) -> None:
    """The bytes are UTF-8 whatever the first line says, and an unknown name raises nothing."""
    reply = read_reply(XML_REFUSAL.replace(b"UTF-8", encoding.encode()))
    assert reply.message == "Clé API incorrecte"


@given(main=balances, subaccount=balances, message=st.text())
def test_a_success_reads_the_same_in_every_form(
    main: Decimal, subaccount: Decimal, message: str
) -> None:
    """Numbers, strings and XML give the same euros, exactly."""
    both = plain(main), plain(subaccount)
    number = b'{"success":true,"code":200,"credit":%s,"subaccountCredit":%s,"currency":"EUR"}'
    text = b'{"success":true,"code":"200","credit":"%s","subaccountCredit":"%s","currency":"EUR"}'
    xml = b"<result><entry>true</entry><entry>200</entry><entry>%s</entry><entry>%s</entry>"
    xml += b"<entry>EUR</entry></result>"
    expected = Reply(True, 200, "", main, subaccount, "EUR")
    for form in (number, text, xml):
        assert read_reply(form % tuple(part.encode() for part in both)) == expected
    refusal = read_reply(json.dumps({"success": False, "code": 8, "message": message}).encode())
    assert refusal == Reply(False, 8, clean(message))


@given(st.integers(0, 999_999_999), xml_text)
def test_a_refusal_reads_the_same_in_both_forms(code: int, message: str) -> None:
    """The code and the cleaned message, from JSON and from XML."""
    xml = f"<result><entry>false</entry><entry>{code}</entry><entry>{escape(message)}</entry>"
    found = read_reply(f"{xml}</result>".encode())
    assert found == read_reply(
        json.dumps({"success": False, "code": str(code), "message": message.strip()}).encode()
    )
    assert (found.code, found.success) == (code, False)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"2869.1999999999998", Decimal("2869.2")),
        (b"5.551115123125783e-17", Decimal(0)),
        (b"0e-999", Decimal(0)),
        (b"-0.0", Decimal(0)),
        (b"1e3", Decimal(1000)),
        (b"1e15", None),
        (b'"1e3"', None),
        (b'"1 204,50"', None),
        (b'" 0.800 "', Decimal("0.8")),
        (b'"\xd9\xa1"', None),
        (b"true", None),
        (b"[61.8]", None),
    ],
)
def test_a_balance_is_read_or_left_out(written: bytes, read: Decimal | None) -> None:
    """What a float left behind is mended; what is no plain amount is no balance."""
    assert read_reply(b'{"success": true, "credit": %s}' % written).main_balance == read


def test_a_coarse_decimal_context_makes_no_wrong_balance() -> None:
    """A script that counts in five digits gets no balance rather than another one."""
    with localcontext(prec=5):
        reply = read_reply(JSON_SUCCESS)
    assert (reply.success, reply.main_balance) == (True, None)


@pytest.mark.parametrize("written", [b"1e16", b"1e400", b"1e99999999999999999999", b"1" * 17])
def test_a_number_out_of_range_is_unreadable(written: bytes) -> None:
    """Nothing that could fill the memory is computed with."""
    with pytest.raises(Unreadable, match="range"):
        read_reply(b'{"success": true, "credit": %s}' % written)


@pytest.mark.parametrize(
    ("written", "code", "odd"),
    [
        (b"10", 10, ""),
        (b'"10"', 10, ""),
        (b'" 10 "', 10, ""),
        (b"200.0", 200, ""),
        (b"2e2", 200, ""),
        (b"null", None, ""),
        (b"-1", None, "-1"),
        (b"10.5", None, '"10.5"'),
        (b'""', None, "?"),
        (b"true", None, "true"),
        (b'"ten"', None, "ten"),
    ],
)
def test_a_code_is_a_number_or_digits(written: bytes, code: int | None, odd: str) -> None:
    """Everything else is kept as it came, for the operator to see."""
    reply = read_reply(b'{"success": false, "code": %s}' % written)
    assert (reply.code, reply.odd_code) == (code, odd)


def test_text_between_the_entries_is_not_documented() -> None:
    """The XML form holds entries and white space, and an entry at least."""
    with pytest.raises(Unreadable, match="between"):
        read_reply(XML_SUCCESS.replace(b"<result>", b"<result>Warning"))
    with pytest.raises(Unreadable, match="neither"):
        read_reply(b"<result></result>")


def test_the_longest_reply() -> None:
    """To the byte, and longer for a page."""
    assert read_reply(JSON_SUCCESS.ljust(LONGEST_REPLY)).success
    with pytest.raises(Unreadable, match="long"):
        read_reply(JSON_SUCCESS.ljust(LONGEST_REPLY + 1))
    assert read_main(JSON_SUCCESS.ljust(LONGEST_PAGE))[0].success
    with pytest.raises(Unreadable, match="long"):
        read_main(JSON_SUCCESS.ljust(LONGEST_PAGE + 1))


# The readings.


def row(**changes: object) -> dict[str, object]:
    """A row of the list, as documented."""
    fields: dict[str, object] = {"token": TOKEN, "credits": {"balance": "0.800"}}
    return fields | changes


def page_of(**fields: object) -> bytes:
    """A page's JSON."""
    return raw_json({"success": True, "code": 200, **fields}).partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        ["row"],
        [row(token=None)],
        [row(token="")],
        [row(token=5)],
        [row(credits=None)],
        [row(credits={"balance": None})],
        [row(credits={"balance": "n/a"})],
    ],
)
def test_a_page_that_is_none_is_unreadable(data: object) -> None:
    """A row without token or balance makes the page unreadable: half a list is no list."""
    with pytest.raises(Unreadable):
        read_page(page_of(data=data))


@pytest.mark.parametrize(
    ("total", "announced"), [(29, 29), ("29", 29), (" 29 ", 29), (None, 1), (True, 1), ("x", 1)]
)
def test_what_a_page_announces(total: object, announced: int) -> None:
    """The total counts as a number or as digits; without one, the rows themselves do."""
    page = read_page(page_of(data=[row()], total=total, nb_per_page="20"))[1]
    assert (page.announced, page.page_size) == (announced, 20)


def test_a_refused_page_is_empty() -> None:
    """A refusal carries no rows, and its words arrive."""
    reply, page = read_page(b'{"success": false, "code": 4, "message": "Non"}')
    assert (reply, page) == (Reply(False, 4, "Non"), Page((), 0, 0))


@given(st.sampled_from(["apiKey", "APIKEY", "apikey", "ApiKey"]), st.text(min_size=8))
def test_sub_accounts_keys_are_dropped_while_parsing(name: str, key: str) -> None:
    """In whatever case the field is written, no value that is kept holds it."""
    reply, page = read_page(page_of(data=[row(**{name: f"sub{key}"})], total=1))
    assert f"sub{key}" not in repr((reply, page))
    parsed = read_object(page_of(data=[row(**{name: f"sub{key}"})]).decode())
    assert parsed["data"] == [row(**{name: None})]
    assert page.listings[0].token == TOKEN


# The key that a reply repeats.


@pytest.mark.parametrize("key", [KEY, 'a"b\\c é/&'])
def test_a_repeated_key_is_taken_out(key: str) -> None:
    """From message, code, currency and text, in the ways in which it may be written."""
    fields = {"success": False, "code": key, "message": f"Refusé: {key}", "currency": key}
    body = json.dumps(fields).encode()
    assert read_reply(body, Secret(key)) == Reply(
        False, None, "Refusé: ***", currency="***", odd_code="***"
    )
    assert without_keys(body.decode(), Secret(key)).count("***") == 3
    reply, _ = read_main(body, Secret(key))
    assert (reply.message, reply.odd_code) == ("Refusé: ***", "***")


def test_a_key_is_taken_out_before_a_text_is_cut() -> None:
    """No first half of the key stays at the end of a long message."""
    body = json.dumps({"success": False, "message": "x" * 190 + KEY}).encode()
    assert KEY[:4] not in read_reply(body, Secret(KEY)).message
    assert KEY[:4] not in without_keys("x" * 1990 + KEY, Secret(KEY))


def test_without_a_key_a_text_stays_as_it_is() -> None:
    """An empty key is found nowhere, and other accounts' keys go all the same."""
    assert without_keys('{"apikey" : "abc", "b": 1}', Secret("")) == '{"apikey" : "***", "b": 1}'
