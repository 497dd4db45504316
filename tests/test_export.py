"""Exports: what other programs read is what the journal holds, exactly, and runs nothing."""

import os
import stat
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smspartner_tui import i18n
from smspartner_tui.core.history import Past
from smspartner_tui.core.search import Search
from smspartner_tui.export import Content, Form, armed, disarmed, text, to_ask, write_new
from smspartner_tui.export.rows import RECORD_HEADERS, TOTAL_HEADERS
from tests.core.lives import EARLY_JUNE, LATE_MAY, MID_JUNE, entry, held
from tests.exported import ANSWER, CONFIRMED, PAST, RISE, TOKEN, read, read_totals

TABLES: Final = (Form.SPREADSHEET, Form.CSV)

HOSTILE: Final = (
    "=HYPERLINK(...)",
    "+33 2 97 00 00 00",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "  =1+1",
    '"=1+1"',
    "' =1",
    "'=1",
    "\ufeff=1",
    "\u00a0=1",
    "＝1+1",
)
HARMLESS: Final = ("", "Garage Martin", "FA-2031", "'tis", "a=b", "1 + 1", "…9f3a", "é@x")


def records(past: Past, form: Form) -> list[dict[str, Any]]:
    """The records of a past, read back."""
    return read(text(past, Content.RECORDS, form, {}), form)


def test_a_movement_for_a_spreadsheet() -> None:
    """Local times and decimal commas, as a French spreadsheet reads them without being asked."""
    first = records(PAST, Form.SPREADSHEET)[0]
    assert first == dict.fromkeys(RECORD_HEADERS, "") | {
        "number": "1041",
        "asked_at": "12/06/2025 14:36:33",
        "sent_at": "12/06/2025 14:36:42",
        "settled_at": "12/06/2025 14:36:43",
        "seconds": "0,312",
        "operator": "nadia",
        "login": "equipe",
        "address": "192.0.2.7",
        "terminal": "pts/3",
        "host": "bastion",
        "subaccount": "Garage Martin",
        "token_tail": "…9f3a",
        "direction": "credit",
        "amount": "1250,00",
        "reference": "FA-2031",
        "state": "done",
        "main_before": "2869,20",
        "main_before_at": "12/06/2025 14:34:42",
        "main_after": "1619,20",
        "subaccount_before": "8,245",
        "subaccount_before_at": "12/06/2025 14:35:42",
        "subaccount_after": "1258,245",
        "code": "200",
    }


def test_a_movement_for_programs() -> None:
    """Decimal points, times that say their offset, and the journal's own words for states."""
    refused, decided = records(PAST, Form.CSV)[1], records(PAST, Form.CSV)[3]
    assert refused["sent_at"] == "2025-06-12T14:36:42.500+02:00"
    assert (refused["direction"], refused["amount"]) == ("remove", "-1250.00")
    assert (refused["state"], refused["code"]) == ("rejected", "8")
    assert (refused["message"], refused["main_before"]) == ("Crédit insufisant", "")
    assert (refused["token_tail"], refused["subaccount_before"]) == ("9f3a", "8.245")
    assert (decided["state"], decided["decision"]) == ("resolved_applied", "applied")
    assert (decided["decided_by"], decided["proposal"]) == ("paul", "applied")
    assert decided["decided_at"] == "2025-06-12T15:36:42.500+02:00"
    assert decided["because"] == "présent dans l'espace client"


def test_a_movement_as_json() -> None:
    """One object a line: amounts are strings, numbers are numbers, times are in UTC."""
    first, *_others, flying = records(PAST, Form.JSON)
    assert first["amount"] == "1250.00"
    assert first["subaccount_after"] == "1258.245"
    assert first["sent_at"] == "2025-06-12T12:36:42.500+00:00"
    assert (first["number"], first["seconds"]) == (1041, 0.312)
    assert set(flying) & {"settled_at", "seconds", "code", "message"} == set()


@pytest.mark.parametrize("form", Form)
def test_what_rose_elsewhere_stands_where_it_was_seen(form: Form) -> None:
    """It has no number, and the main account's no name but the one that people give it."""
    found = records(PAST, form)
    assert [row.get("number", "") for row in found] == (
        [1041, 1042, "", 1043, "", 1044]
        if form is Form.JSON
        else ["1041", "1042", "", "1043", "", "1044"]
    )
    rise, main = found[2], found[4]
    assert (rise["state"], main["state"]) == ("elsewhere", "elsewhere")
    comma = "," if form is Form.SPREADSHEET else "."
    assert (rise["amount"], main["amount"]) == (f"36{comma}40", f"500{comma}00")
    assert rise["subaccount"] == "Garage"
    assert main.get("subaccount", "") == ("Main account" if form is Form.SPREADSHEET else "")
    assert not main.get("token_tail")


@pytest.mark.parametrize("form", Form)
def test_neither_tokens_nor_replies_are_told(form: Form) -> None:
    """A file is mailed around: four characters of a token, and of a reply only its message."""
    for content in Content:
        written = text(PAST, content, form, {TOKEN: "Garage Martin"})
        assert "9f3a" in written
        assert TOKEN[:-4] not in written
        assert "secret" not in written
        assert "process 1" not in written


def test_a_spreadsheet_is_in_the_language_in_force() -> None:
    """Its headers and states are for people, the other forms' for programs."""
    english = {form: text(PAST, Content.RECORDS, form, {}) for form in Form}
    i18n.use("fr")
    header, first = text(PAST, Content.RECORDS, Form.SPREADSHEET, {}).split("\r\n")[:2]
    assert "Sous-compte;" in header
    assert "État" in header
    assert ";fait;" in first
    for form in (Form.CSV, Form.JSON):
        assert text(PAST, Content.RECORDS, form, {}) == english[form]


@pytest.mark.parametrize(("form", "mark"), [(Form.SPREADSHEET, ";"), (Form.CSV, ",")])
def test_a_table_has_one_header_and_lines_as_the_standard_ends_them(form: Form, mark: str) -> None:
    """Even of nothing, there is a header; RFC 4180 ends lines with CR and LF."""
    for content, headers in (
        (Content.RECORDS, RECORD_HEADERS),
        (Content.TOTALS, TOTAL_HEADERS),
    ):
        empty = text(Past((), (), {}), content, form, {})
        assert empty.count("\r\n") == empty.count("\n") == 1
        assert empty.count(mark) == len(headers) - 1
        assert text(Past((), (), {}), content, Form.JSON, {}) == ""
    assert text(PAST, Content.RECORDS, Form.CSV, {}).startswith("number,asked_at,sent_at,")


@pytest.mark.parametrize("cell", HOSTILE)
def test_what_a_spreadsheet_would_run_is_disarmed(cell: str) -> None:
    """Whoever chose a name, a reference or a message, it stays text."""
    assert disarmed(cell) == f"'{cell}"
    assert armed(disarmed(cell)) == cell
    hostile = replace(
        CONFIRMED,
        movement=replace(CONFIRMED.movement, name=cell, reference=cell),
        operator=replace(CONFIRMED.operator, name=cell),
        outcome=replace(ANSWER, message=cell),
    )
    past = Past((hostile,), (replace(RISE, name=cell),), {})
    for form in TABLES:
        first, rise = records(past, form)
        for column in ("subaccount", "reference", "operator", "message"):
            assert first[column] == f"'{cell}"
        assert rise["subaccount"] == f"'{cell}"
    assert records(past, Form.JSON)[0]["subaccount"] == cell


@pytest.mark.parametrize("cell", HARMLESS)
def test_what_no_spreadsheet_would_run_is_left_alone(cell: str) -> None:
    """An apostrophe in every cell would be seen by every reader that is no spreadsheet."""
    assert disarmed(cell) == armed(cell) == cell


def test_numbers_are_not_disarmed() -> None:
    """What was taken back is a number below zero, and to be added up."""
    for form in TABLES:
        assert records(PAST, form)[1]["amount"][:5] == "-1250"


@settings(deadline=None)
@given(st.text(), st.text(), st.sampled_from(Form))
@example('";\r\n', "\0", Form.SPREADSHEET)
@example("\u2028\x85", "''=", Form.CSV)
def test_any_text_comes_back(name: str, message: str, form: Form) -> None:
    """Whatever was written down is read back to the letter, in its own column."""
    strange = replace(
        CONFIRMED,
        movement=replace(CONFIRMED.movement, name=name),
        outcome=replace(ANSWER, message=message),
    )
    (found,) = records(Past((strange,), (), {}), form)
    told = (found["subaccount"], found["message"], found["code"])
    if form is Form.JSON:
        assert told == (name, message, 200)
    else:
        assert (*map(armed, told[:2]), told[2]) == (name, message, "200")


@settings(deadline=None)
@given(st.decimals(-(10**11), 10**11, places=6), st.sampled_from(Form))
@example(Decimal(-0), Form.CSV)
@example(Decimal("1E+3"), Form.SPREADSHEET)
def test_amounts_are_exact(amount: Decimal, form: Form) -> None:
    """With two decimals at least, as many as there are, and no mark between thousands."""
    outcome = replace(ANSWER, main_balance=amount)
    (found,) = records(Past((replace(CONFIRMED, outcome=outcome),), (), {}), form)
    told = found["main_after"]
    mark = "," if form is Form.SPREADSHEET else "."
    assert Decimal(told.replace(",", ".")) == amount
    assert len(told.partition(mark)[2]) >= 2
    assert set(told) <= {*"0123456789-", mark}
    assert told != f"-0{mark}00"


MONTHS: Final = Past(
    (entry(1, MID_JUNE, "50"),),
    (),
    {
        "9f3a": (held("100", LATE_MAY), held("90.5", EARLY_JUNE), held("130", MID_JUNE)),
        "77b1": (held("8.245", EARLY_JUNE),),
    },
)
NAMES: Final = {"9f3a": "Garage Martin", "77b1": "École Jeanne-d'Arc"}


def test_totals_are_told_in_every_form() -> None:
    """A line for each client and month; what is not known is empty."""
    told = {form: read_totals(text(MONTHS, Content.TOTALS, form, NAMES), form)[-1] for form in Form}
    assert told[Form.CSV] == {
        "month": "2025-06",
        "subaccount": "Garage Martin",
        "token_tail": "9f3a",
        "opening": "100.00",
        "credited": "50.00",
        "debited": "0.00",
        "elsewhere": "0.00",
        "consumption": "20.00",
        "closing": "130.00",
        "in_doubt": "0.00",
    }
    assert told[Form.JSON] == told[Form.CSV]
    assert told[Form.SPREADSHEET]["month"] == "06/2025"
    assert told[Form.SPREADSHEET]["closing"] == "130,00"
    nothing = Past((entry(1, MID_JUNE, "50"),), (), {})
    (line,) = read_totals(text(nothing, Content.TOTALS, Form.CSV, {}), Form.CSV)
    assert (line["subaccount"], line["opening"], line["closing"]) == ("Client 9f3a", "", "")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(), [("2025-05", "9f3a"), ("2025-06", "77b1"), ("2025-06", "9f3a")]),
        (Search(since=date(2025, 6, 12)), [("2025-06", "77b1"), ("2025-06", "9f3a")]),
        (Search(until=date(2025, 5, 2)), [("2025-05", "9f3a")]),
        (Search(words=("ecole",)), [("2025-06", "77b1")]),
        (Search(words=("77b1",)), [("2025-06", "77b1")]),
        (Search(words=("martin",), since=date(2025, 6, 1)), [("2025-06", "9f3a")]),
        (Search(without=("martin",)), [("2025-06", "77b1")]),
        (Search(words=("nobody",)), []),
    ],
)
def test_totals_are_of_the_months_and_names_that_were_searched(
    search: Search, found: list[tuple[str, str]]
) -> None:
    """Months are whole ones, and a name is looked for in today's names."""
    lines = read_totals(text(MONTHS, Content.TOTALS, Form.CSV, NAMES, search), Form.CSV)
    assert [(line["month"], line["token_tail"]) for line in lines] == found


def test_totals_ask_for_whole_months_and_the_one_before() -> None:
    """Without all of a month's movements it would not add up, nor without how it began."""
    search = Search(("garage",), since=date(2025, 1, 12), until=date(2025, 12, 3))
    asked = to_ask(Content.TOTALS, search)
    assert asked == Search(since=date(2024, 12, 1), until=date(2025, 12, 31))
    assert to_ask(Content.TOTALS, Search(until=date(2024, 2, 1))).until == date(2024, 2, 29)
    assert to_ask(Content.RECORDS, search) == search


# Files


def test_a_file_is_its_owners_alone_and_whole(tmp_path: Path) -> None:
    """Whatever the umask: client names and amounts are nobody else's to read."""
    umask = os.umask(0)
    try:
        path = write_new(tmp_path, "juin", Form.SPREADSHEET, "\ufeffÉcole\r\n")
    finally:
        os.umask(umask)
    assert path == tmp_path / "juin.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == b"\xef\xbb\xbf\xc3\x89cole\r\n"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A file, a link to nowhere and a folder of that name stay: a number is added."""
    (tmp_path / "juin.jsonl").write_text("kept")
    (tmp_path / "juin-2.jsonl").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "juin-3.jsonl").mkdir()
    assert write_new(tmp_path, "juin", Form.JSON, "new\n") == tmp_path / "juin-4.jsonl"
    assert (tmp_path / "juin.jsonl").read_text() == "kept"
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_cannot_be_finished_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an export would be taken for a whole one."""

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_new(tmp_path, "juin", Form.CSV, "half")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Nothing is made on the way."""
    with pytest.raises(FileNotFoundError):
        write_new(tmp_path / "nowhere", "juin", Form.CSV, "text")
    assert list(tmp_path.iterdir()) == []


def test_half_a_character_does_not_keep_the_rest_from_being_written(tmp_path: Path) -> None:
    """A journal can hold what no file can."""
    path = write_new(tmp_path, "juin", Form.CSV, "Garage \ud800 Martin")
    assert path.read_text(encoding="utf-8") == "Garage ? Martin"
