"""Looking back as values and lines: what was found, what it adds up to, records, receipts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from rich.cells import cell_len

from smspartner_tui import i18n
from smspartner_tui.core.history import EVERYTHING, Record, Rise, Step, Totals
from smspartner_tui.core.movement import (
    Before,
    Direction,
    Entry,
    Movement,
    Outcome,
    Reason,
    Resolution,
    Ruling,
    State,
    Why,
)
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.search import Search, read_search
from smspartner_tui.tui.found import Found, found
from smspartner_tui.tui.messages import ExportWritten
from smspartner_tui.tui.presentation import exports, flow, history, record, record_sheet, times
from smspartner_tui.tui.presentation.receipt import receipt
from smspartner_tui.tui.presentation.sought import sought

NOW = datetime(2025, 6, 12, 12, 32, 7, tzinfo=UTC)
TODAY = NOW.astimezone().date()
MOVEMENT = Movement("m", "t-9f3a", "Garage Martin", Direction.ADD, Decimal(50), "FA-2031")
DONE = Outcome(
    State.CONFIRMED,
    Reason.SUCCESS,
    main_balance=Decimal("2819.2"),
    subaccount_balance=Decimal("111.805"),
    code=200,
    status=200,
    seconds=0.312,
)
ENTRY = Entry(
    MOVEMENT,
    State.CONFIRMED,
    Operator("nadia", "root", 0, "nadia", "192.0.2.7", "pts/3", "bastion"),
    NOW,
    41,
    NOW,
    NOW,
    main_before=Before(Decimal("2869.2"), NOW - timedelta(seconds=9)),
    subaccount_before=Before(Decimal("61.8"), NOW - timedelta(days=2)),
    outcome=DONE,
)
LOST = Outcome(State.UNKNOWN, Reason.DEADLINE, seconds=30.0)
DECIDED = replace(
    ENTRY,
    state=State.RESOLVED_APPLIED,
    outcome=LOST,
    resolution=Resolution(
        True,
        Operator("paul", host="bastion"),
        NOW + timedelta(days=300),
        "seen [/x]",
        Ruling.APPLIED,
        Why.ROSE,
        Before(Decimal("2819.2"), NOW),
        None,
    ),
)
RISE = Rise(3, "t-9f3a", "Garage Martin", Decimal("36.405"), NOW - timedelta(days=1), NOW, 41)
MAIN_RISE = replace(RISE, id=4, token="", name="")
STEPS = (Step(State.PLANNED, NOW, "ab" * 32), Step(State.CONFIRMED, NOW, "0123456789abcdef" * 4))


def entry(number: int, state: State = State.CONFIRMED) -> Entry:
    """A movement with a number."""
    return replace(ENTRY, movement=replace(MOVEMENT, id=f"m{number}"), number=number, state=state)


def read(*records: Record, is_last: bool = False, search: Search = EVERYTHING) -> Found:
    """What was read first."""
    return found(search, records, Totals(len(records)), is_last=is_last)


def keys(what: Found) -> list[str]:
    """The records' keys, in order."""
    return list(what.records)


# What was found


def test_records_read_again_replace_the_newest_only() -> None:
    """What was read below them stays; what the newest could hold and do not is gone."""
    known = read(entry(9), entry(8), entry(7)).with_more((entry(6), entry(5)), is_last=False)
    again = known.with_first((entry(10), entry(9), entry(7)), Totals(9), is_last=False)
    assert keys(again) == ["m10", "m9", "m7", "m6", "m5"]
    assert (again.totals.count, again.is_more, again.last.number) == (9, True, 5)
    assert keys(known.with_first((entry(9),), Totals(1), is_last=True)) == ["m9"]
    assert not known.with_first((entry(9),), Totals(1), is_last=True).is_more
    assert keys(known.with_first((), Totals(), is_last=True)) == []


def test_a_page_that_is_older_than_what_is_known_takes_nothing_back() -> None:
    """A movement never goes back a step, and one that came since stays on top."""
    known = read(entry(1, State.CONFIRMED)).with_entry(entry(2, State.SENDING))
    again = known.with_first((entry(1, State.SENDING),), Totals(1), is_last=False)
    assert keys(again) == ["m2", "m1"]
    assert [getattr(one, "state", None) for one in again.records.values()] == [
        State.SENDING,
        State.CONFIRMED,
    ]
    doubt = read(entry(1, State.UNKNOWN)).with_entry(entry(1, State.RESOLVED_APPLIED))
    assert doubt.with_entry(entry(1, State.UNKNOWN)) == doubt


def test_with_a_search_only_the_journal_says_what_is_new() -> None:
    """A movement that is shown changes with it; another is not added."""
    known = read(entry(1, State.UNKNOWN), search=Search(words=("garage",)))
    assert keys(known.with_entry(entry(2))) == ["m1"]
    changed = known.with_entry(entry(1, State.RESOLVED_APPLIED)).records["m1"]
    assert isinstance(changed, Entry)
    assert changed.state is State.RESOLVED_APPLIED
    assert keys(read().with_entry(replace(entry(3), number=None))) == []


def test_rises_stand_above_the_movement_they_came_after() -> None:
    """And each has a key of its own, whatever its account."""
    assert keys(read(entry(40), MAIN_RISE, entry(42), RISE, ENTRY)) == [
        "m42",
        "rise 4",
        "rise 3",
        "m",
        "m40",
    ]


# Rows, and the line above them


def test_a_row_of_the_history() -> None:
    """A movement has a number and a name behind it, a rise has neither."""
    cells = [cell.text for cell in history.history_row(ENTRY, TODAY).cells]
    assert cells == ["41", "14:32", "nadia", "+50.00", "Garage Martin", "FA-2031", "done"]
    cells = [cell.text for cell in history.history_row(RISE, TODAY).cells]
    assert cells == ["-", "14:32", "", "+36.40", "Garage Martin", "", "elsewhere"]
    later = date(2026, 1, 1)
    cells = [cell.text for cell in history.history_row(MAIN_RISE, later).cells]
    assert cells == ["-", "12 Jun 2025", "", "+36.40", "Main", "", "elsewhere"]


FULL = "History · garage: 11 movements, +€469.20 / -€884.50, 1 in flight, 1 in doubt"
TOTALS = Totals(11, Decimal("469.2"), Decimal("884.5"), Decimal(50), 2, Decimal(500), 2)


@pytest.mark.parametrize(
    ("room", "line"),
    [
        (99, f"{FULL}, 2 elsewhere"),
        (85, FULL),
        (60, "History · garage: 11 movements, 1 in flight, 1 in doubt"),
        (50, "History: 11 movements, 1 in flight, 1 in doubt"),
        (9, "History: 11 movements, 1 in flight, 1 in doubt"),
    ],
)
def test_the_summary_gives_way_in_the_order_of_need(room: int, line: str) -> None:
    """Whole parts go, no figure is cut, and what is in doubt is the last."""
    records = (entry(2, State.SENDING), entry(1, State.UNKNOWN), RISE)
    assert history.summary(TOTALS, ["garage"], records, room) == line


def test_the_summary_tells_only_what_there_is() -> None:
    """No zeros, and nothing but the title before anything was read."""
    assert history.summary(None, ["June"], (), 80) == "History · June"
    assert history.summary(Totals(), [], (), 80) == "History: 0 movements"
    assert history.summary(Totals(1, Decimal(5)), [], (), 80) == "History: 1 movement, +€5.00"


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("", []),
        ("juin", ["June"]),
        ("12/2024", ["December 2024"]),
        ("hier", ["11 Jun"]),
        ("1/6..3/6", ["01 Jun to 03 Jun"]),
        ("12/06/2024..", ["since 12 Jun 2024"]),
        ("..12/06", ["until 12 Jun"]),
        ("n° 1042 + Théâtre", ["no. 1042", "credit added", "Théâtre"]),
        ("doute refusé - ailleurs", ["refused", "? IN DOUBT", "credit taken back", "elsewhere"]),
        ("«Clinique Saint-Yves» !Été", ["Clinique Saint-Yves", "!Été"]),
        ('!"deux mots" "juin"', ["juin", "!deux mots"]),
    ],
)
def test_a_search_is_told_as_it_was_understood(line: str, parts: list[str]) -> None:
    """What means something in words of ours, the rest as it was typed."""
    assert sought(read_search(line, TODAY), line, TODAY) == parts


def test_months_are_told_in_french() -> None:
    """Days as French people write them."""
    i18n.use("fr")
    assert sought(read_search("12/06", TODAY), "12/06", TODAY) == ["12/06"]


# One record


def test_a_movement_in_a_few_lines() -> None:
    """Who from where, what came back, what it did to both balances, reference, fingerprint."""
    assert record.details(ENTRY, STEPS, TODAY, 78, 4) == [
        "No. 41 · done · 14:32:07 · nadia · login root · sudo by nadia",
        "192.0.2.7 pts/3 bastion · Code 200 · HTTP status 200 · 312 ms",
        "main account €2,869.20 to €2,819.20 · sub-account €61.80 to €111.805",
        "reference: FA-2031 · fingerprint …89abcdef",
    ]


def test_a_decision_in_a_few_lines() -> None:
    """Who decided when and why, and what the balances proposed then."""
    lines = record.details(DECIDED, (), TODAY, 300, 4)
    assert "decided 08 Apr 2026 by paul: seen [/x] · The balances proposed: it went" in lines[0]
    lonely = replace(DECIDED, main_before=None, outcome=DONE, operator=Operator("x", login="x"))
    text = " ".join(record.details(lonely, (), TODAY, 300, 4))
    assert "main account €2,819.20 after" in text
    assert "login" not in text


def test_details_that_do_not_fit_end_with_a_sign() -> None:
    """The lines are never longer or more than there is room for."""
    lines = record.details(DECIDED, STEPS, TODAY, 40, 4)
    assert len(lines) == 4
    assert lines[-1].endswith("…")
    assert max(map(cell_len, lines)) <= 40


def test_a_rise_says_what_it_means() -> None:
    """How much at least, between which times; another hand's doing or the client's."""
    lines = record.details(RISE, (), TODAY, 300, 4)
    assert len(lines) == 1
    assert lines[0].startswith(
        "Garage Martin: +€36.405 at least · between 11 Jun 2025 14:32:07 and 14:32:07 · Only a "
    )
    assert lines[0].endswith("another server, or a purchase by the client.")
    assert "your own purchase" in record.details(MAIN_RISE, (), TODAY, 300, 4)[0]
    facts = dict(record_sheet.everything(MAIN_RISE, ()))
    assert facts["Account"] == "Main account"
    assert facts["After"] == "No. 41"
    assert "Token" not in facts
    assert dict(record_sheet.everything(RISE, ()))["Token"] == "…9f3a"
    assert (record.title(RISE), record.title(ENTRY)) == ("Credited elsewhere", "Movement no. 41")


def test_all_of_a_movement() -> None:
    """Every step with its whole hash, balances with their age, the answer."""
    everything = replace(MOVEMENT, everything=True)
    sheet = record_sheet.everything(replace(ENTRY, movement=everything), STEPS)
    facts = dict(sheet)
    assert sheet[1] == ("Sub-account", "Garage Martin")
    assert facts["Amount"] == "+€50.00, the whole balance"
    assert (facts["Login"], facts["Sudo by"], facts["Server"]) == ("root", "nadia", "bastion")
    assert facts["Main account"] == "€2,869.20, read at 12 Jun 2025 14:31:58, 9 s before"
    assert facts["Sub-account"] == "€61.80, read at 10 Jun 2025 14:32:07, 2 days before"
    assert facts["Answer"] == "Code 200"
    assert facts["done"] == "12 Jun 2025 14:32:07"
    continued = [fact for name, fact in sheet if not name and fact]
    assert continued == [
        *[" ".join(["abababab"] * 4)] * 2,
        *[" ".join(["01234567", "89abcdef"] * 2)] * 2,
        "€2,819.20, told by the answer",
        "€111.805, told by the answer",
        "HTTP status 200",
        "312 ms",
    ]
    assert "Decision" not in facts


def test_all_of_a_decision() -> None:
    """What was read then, and why it was decided; no advice about a doubt that is over."""
    facts = dict(record_sheet.everything(DECIDED, ()))
    assert facts["Decision"] == "went through"
    assert facts["Decided by"] == "paul bastion"
    assert facts["Decided at"] == "08 Apr 2026 14:32:07"
    assert facts["Why"] == "seen [/x]"
    assert "only a credit raises a balance" in facts["Proposal"]
    assert facts["Read then"] == "main account €2,819.20 at 12 Jun 2025 14:32:07"
    assert facts["Answer"] == "30.0 s"
    refused = Outcome(
        State.REJECTED, Reason.REFUSED, code=8, message="Crédit [insufisant]", detail="", status=200
    )
    facts = dict(record_sheet.everything(replace(ENTRY, state=State.REJECTED, outcome=refused), ()))
    assert facts["Answer"] == "Refused. Nothing moved."


# The receipt


def test_a_receipt_in_both_languages() -> None:
    """Three lines with plain spaces only."""
    rich = replace(ENTRY, movement=replace(MOVEMENT, amount=Decimal(1250)))
    assert receipt(rich) == (
        "SMS credit: +€1,250.00 on 12 Jun 2025 at 14:32",
        "Account: Garage Martin, new balance €111.80",
        "Reference: FA-2031, movement no. 41",
    )
    i18n.use("fr")
    text = "\n".join(receipt(rich))
    assert "+1 250,00 €" in text
    assert "12/06/2025" in text
    assert not {"\u00a0", "\u202f"} & set(text)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("told", [DONE, LOST, None])
def test_a_new_balance_is_told_of_a_confirmed_movement_only(
    state: State, told: Outcome | None
) -> None:
    """Every other state is named in its place."""
    plain = replace(ENTRY, state=state, outcome=told, movement=replace(MOVEMENT, reference=""))
    first, second, third = receipt(plain)
    assert ("new balance" in second) is (state is State.CONFIRMED and told is DONE)
    assert second.startswith("Account: Garage Martin, ")
    assert first.startswith("SMS credit: +€50.00")
    assert third == "Reference: movement no. 41"


# Times and lines


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (timedelta(seconds=-3), "0 s before"),
        (timedelta(seconds=59), "59 s before"),
        (timedelta(minutes=59), "59 min before"),
        (timedelta(hours=23), "23 h before"),
        (timedelta(days=1), "1 day before"),
    ],
)
def test_how_long_before(apart: timedelta, words: str) -> None:
    """In the largest unit; a clock that went back makes it none."""
    assert times.before(NOW - apart, NOW) == words


def test_times_are_as_long_as_they_must_be() -> None:
    """Today a clock time, this year a day with it, before that a day with its year."""
    ago = NOW - timedelta(days=30)
    assert times.when(NOW, TODAY) == "14:32"
    assert times.when(ago, TODAY) == "13 May 14:32"
    assert times.when(ago, date(2026, 1, 1)) == "13 May 2025"
    assert times.at_second(NOW, TODAY) == "14:32:07"
    assert times.at_second(ago, TODAY) == "13 May 2025 14:32:07"
    i18n.use("fr")
    assert times.at_second(ago) == "13/05/2025 14:32:07"


@pytest.mark.parametrize("width", [1, 5, 12, 40])
@pytest.mark.parametrize("text", ["", "a", "one two three", "車" * 9, "a" * 30, "x " * 20])
def test_a_text_is_broken_into_lines(text: str, width: int) -> None:
    """None is longer than the width, except for one sign that is, and no word is lost."""
    lines = flow.wrapped(text, width)
    assert all(cell_len(line) <= max(width, 2) for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert flow.wrapped(text, 0) == [text]


def test_a_figure_never_comes_apart() -> None:
    """A French amount holds no space at which a line is broken."""
    i18n.use("fr")
    lines = flow.wrapped("avant 2\u00a0869,20\u00a0€ après", 12)
    assert lines == ["avant", "2\u00a0869,20\u00a0€", "après"]


def test_a_sheet_has_two_columns_while_there_is_room() -> None:
    """A long fact goes on below itself; in a very narrow window facts stand under their names."""
    pairs = [("Why", "seen in the area"), ("", ""), ("Login", "root"), ("", "more")]
    assert flow.sheet(pairs, 19) == [
        "Why    seen in the",
        "       area",
        "",
        "Login  root",
        "       more",
    ]
    assert flow.sheet(pairs, 10) == ["Why", "seen in", "the area", "", "Login", "root", "more"]


def test_files_are_named_harmlessly() -> None:
    """Nothing in a profile's name leads out of the folder."""
    assert exports.stem("prod", NOW) == "smspartner-prod-20250612-1432"
    assert exports.stem("../Été 1", NOW) == "smspartner-Été-1-20250612-1432"
    assert exports.stem("//", NOW) == "smspartner-20250612-1432"
    assert exports.words_of(ExportWritten("/srv/x\x1b.csv", 2)) == (
        "2 lines written to:",
        "/srv/x·.csv",
    )
    assert exports.words_of(ExportWritten(problem="no room")) == ("no room",)
