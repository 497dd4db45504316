"""Values to lines: titles, rows, details, in columns that hold whatever comes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from rich.cells import cell_len

from smspartner_tui import i18n
from smspartner_tui.core.accounts import (
    Balance,
    Balances,
    Listing,
    Reading,
    ReadingProblem,
    Standing,
    SubAccount,
)
from smspartner_tui.core.days import DAYS, Trend
from smspartner_tui.core.filter import read_filter
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.money import Language
from smspartner_tui.core.movement import (
    Direction,
    Entry,
    JournalProblem,
    Movement,
    State,
)
from smspartner_tui.core.operator import Operator
from smspartner_tui.tui.board import Account, Board
from smspartner_tui.tui.presentation import accounts, around, details, movement
from smspartner_tui.tui.presentation.accounts import View
from smspartner_tui.tui.presentation.times import platform_day
from smspartner_tui.tui.widgets.facts import paired
from smspartner_tui.tui.widgets.spread import fitted, spread
from smspartner_tui.tui.widgets.table_lines import lay_out
from smspartner_tui.wording.standings import days_word

NOW = datetime(2025, 6, 12, 12, 32, 7, tzinfo=UTC)
OLD = NOW - timedelta(hours=3)
TODAY = NOW.astimezone().date()
GARAGE = SubAccount("t-9f3a", "Garage Martin", "auto", low=Decimal(50))
CLINIC = SubAccount("t-7be2", "Clinique Saint-Yves", low=Decimal(50))
EMPTY = SubAccount("t-0000", "École", "public")
ACCOUNT = Account(
    "prod", Operator("demo", host="bastion"), (GARAGE, CLINIC, EMPTY), timedelta(minutes=5), 30.0
)
BALANCES = Balances(
    Balance(Decimal("2869.2"), NOW),
    {
        GARAGE.token: Balance(Decimal("61.8"), NOW),
        CLINIC.token: Balance(Decimal("8.245"), OLD),
        EMPTY.token: Balance(Decimal(0), NOW, stale=True),
    },
)
BOARD = Board(ACCOUNT, Limits(main_reserve=Decimal(500)), NOW, BALANCES)
MOVEMENT = Movement("m", GARAGE.token, "Garage Martin", Direction.ADD, Decimal(50), "FA-2031")
ENTRY = Entry(MOVEMENT, State.UNKNOWN, Operator("paul", login="paul"), NOW, 41, NOW)


def test_the_title_says_who_where_and_how_much() -> None:
    """And since when: a clock time, `old` once it is."""
    left, right = around.title(BOARD)
    assert left == "smspartner-tui | prod | demo@bastion"
    assert right == "Main account €2,869.20  read 14:32"
    old = replace(BOARD, balances=replace(BALANCES, main=Balance(Decimal(1), OLD)))
    assert around.title(old)[1] == "Main account €1.00  of 11:32, old"
    none = replace(BOARD, balances=Balances())
    assert around.title(none)[1] == "Main account: balance not known"


def test_the_summary_counts_what_needs_a_look() -> None:
    """Reserve, usable, how many, how many low, in doubt, not followed; the main account's alarm."""
    assert around.summary(BOARD, 78) == (
        "Reserve €500.00 · usable €2,369.20 · 3 sub-accounts · 2 low"
    )
    busy = replace(
        BOARD,
        account=replace(ACCOUNT, main_low=Decimal(3000)),
        open_entries={GARAGE.token: ENTRY},
        listings={"other": Listing("other", Decimal(1))},
    )
    assert around.summary(busy, 78) == (
        "1 to check (v) · Reserve €500.00 · usable €2,369.20 · ! main account low · "
        "3 sub-accounts · 2 low · 1 new (i)"
    )
    assert around.summary(replace(BOARD, limits=Limits()), 78) == "3 sub-accounts · 2 low"


def test_what_forbids_movements_is_always_said() -> None:
    """A journal that cannot be written, and read-only."""
    assert around.flags(BOARD) == ""
    shut = replace(BOARD, limits=Limits(read_only=True), journal_problem=JournalProblem.DAMAGED)
    assert around.flags(shut) == "JOURNAL: no movement possible  READ-ONLY"


def test_a_row_says_when_only_once_it_is_old() -> None:
    """A clock time behind an old balance, a tilde before one that is known to have moved."""
    rows = accounts.account_rows(BOARD, View(marks=(CLINIC.token,)))
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["Garage Martin", "auto", "61.80", "50.00", "-", "OK", ""],
        ["Clinique Saint-Yves", "-", "8.24", "50.00", "-", "! LOW", "11:32"],
        ["École", "public", "0.00", "-", "< 1 d", "! EMPTY", "~14:32"],
    ]
    assert [row.mark for row in rows] == ["", "1", ""]
    unread = accounts.account_rows(replace(BOARD, balances=Balances()), View())
    assert [cell.text for cell in unread[0].cells] == [
        "Garage Martin",
        "auto",
        "-",
        "50.00",
        "-",
        "-",
        "",
    ]


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        ("en", 0, ("11:32", "~11:32")),
        ("en", 2, ("10 Jun", "~10Jun")),
        ("fr", 2, ("10/06", "~10/06")),
        ("fr", 200, ("2024", "~2024")),
    ],
)
def test_an_age_is_whole_in_its_column(
    language: Language, days: int, words: tuple[str, str]
) -> None:
    """The time where it is today, else the day, else the year: never a part of one."""
    i18n.use(language)
    read_at = OLD - timedelta(days=days)
    said = [
        accounts.read_at(BOARD, Balance(Decimal(1), read_at, stale=stale))
        for stale in (False, True)
    ]
    assert said == [*words]
    column = accounts.account_columns()[-1]
    assert all(cell_len(word) <= column.width for word in said)


def test_a_row_in_french_has_french_figures() -> None:
    """Comma, and a no-break space between thousands."""
    i18n.use("fr")
    rich = replace(BOARD, balances=Balances(None, {GARAGE.token: Balance(Decimal(1204), NOW)}))
    assert accounts.account_rows(rich, View())[0].cells[2].text == "1\u00a0204,00"


@pytest.mark.parametrize(
    ("days", "word"), [(0, "< 1 d"), (1, "1 d"), (12, "12 d"), (365, "365 d"), (366, "> 1 y")]
)
def test_days_are_as_short_as_their_column(days: int, word: str) -> None:
    """Less than one, more than a year, or how many; in six cells."""
    assert days_word(days) == word
    [column] = [column for column in accounts.account_columns() if column.key == "left"]
    assert (column.width, column.align) == (6, "right")
    assert len(word) <= column.width


def test_a_row_tells_for_how_long_the_balance_lasts() -> None:
    """By how fast it is spent; a dash where that is not known, or no balance is."""
    trends = {GARAGE.token: Trend(Decimal("5.15")), CLINIC.token: Trend(Decimal("21.6"))}

    def left(board: Board) -> list[str]:
        return [row.cells[4].text for row in accounts.account_rows(board, View())]

    assert left(replace(BOARD, trends=trends)) == ["12 d", "< 1 d", "< 1 d"]
    assert left(replace(BOARD, trends=trends, balances=Balances())) == ["-", "-", "-"]
    idle = {GARAGE.token: Trend(Decimal(0)), CLINIC.token: Trend(None, (Decimal(8), Decimal(9)))}
    assert left(replace(BOARD, trends=idle)) == ["> 1 y", "-", "< 1 d"]


def test_names_keep_their_room_beside_days_left() -> None:
    """Nineteen cells at 80 columns, and sixteen at least on every narrower window of use."""
    for width in range(44, 121):
        slots = lay_out(accounts.account_columns(), width, width - 1)
        name = next(slot for slot in slots if slot.column == 0)
        assert name.width >= (19 if width == 78 else 16), width


@pytest.mark.parametrize(
    ("order", "reverse", "names"),
    [
        ("file", False, ["Garage Martin", "Clinique Saint-Yves", "École"]),
        ("file", True, ["École", "Clinique Saint-Yves", "Garage Martin"]),
        ("name", False, ["Clinique Saint-Yves", "École", "Garage Martin"]),
        ("group", False, ["Clinique Saint-Yves", "Garage Martin", "École"]),
        ("balance", False, ["École", "Clinique Saint-Yves", "Garage Martin"]),
        ("left", False, ["École", "Garage Martin", "Clinique Saint-Yves"]),
        ("left", True, ["Clinique Saint-Yves", "Garage Martin", "École"]),
        ("state", False, ["École", "Clinique Saint-Yves", "Garage Martin"]),
        ("of a later version", False, ["Garage Martin", "Clinique Saint-Yves", "École"]),
    ],
)
def test_the_list_is_ordered(order: str, reverse: bool, names: list[str]) -> None:
    """By what the operator chose, accents as letters; the file's order for one unheard of."""
    view = View(order=order, reverse=reverse)
    board = replace(BOARD, trends={GARAGE.token: Trend(Decimal("5.15"))})
    assert [subaccount.name for subaccount in accounts.shown(board, view)] == names


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ecole", ["École"]),
        ("<10", ["Clinique Saint-Yves", "École"]),
        ("low !ecole", ["Clinique Saint-Yves"]),
        ("public", ["École"]),
    ],
)
def test_the_list_is_filtered(typed: str, names: list[str]) -> None:
    """By name, group, balance and standing."""
    view = View(filter=read_filter(typed))
    assert [subaccount.name for subaccount in accounts.shown(BOARD, view)] == names


def test_the_line_below_tells_what_is_hidden_and_marked() -> None:
    """Filter, marks with their sum, order."""
    view = View(read_filter("low"), "name", reverse=True, marks=(GARAGE.token, CLINIC.token))
    assert around.below_table(BOARD, view, 2) == (
        "filter: 2 of 3 (Esc) · 2 marked, total €70.04 · order: name, reversed"
    )
    assert around.below_table(BOARD, View(), 3) == ""


def test_the_details_name_what_holds_an_account() -> None:
    """A movement in doubt comes before the last one; the dust is shown exactly."""
    who, what = details.details(BOARD, CLINIC, None)
    assert who == "token …7be2 · exact balance €8.245"
    assert what == "No movement yet."
    done = replace(ENTRY, state=State.CONFIRMED)
    assert details.details(BOARD, GARAGE, done)[1] == (
        "Last: +€50.00 at 14:32 by paul, done (FA-2031)"
    )
    held = replace(BOARD, open_entries={GARAGE.token: ENTRY})
    assert details.details(held, GARAGE, done)[1] == (
        "No. 41, +€50.00 of 14:32 by paul, is in doubt: check it (v)"
    )
    flying = replace(BOARD, open_entries={GARAGE.token: replace(ENTRY, state=State.SENDING)})
    assert "is in flight since 14:32" in details.details(flying, GARAGE, done)[1]


def test_an_exact_balance_is_never_cut() -> None:
    """Where there is no room behind who it is, it stands behind what was last done."""
    noted = replace(CLINIC, note="N" * 50)
    assert details.details(BOARD, noted, None) == (
        f"token …7be2 · {noted.note}",
        "No movement yet. · exact balance €8.245",
    )


@pytest.mark.parametrize(
    ("language", "written", "shown"),
    [
        ("fr", "2016-03-04 09:24:13", "04/03/2016"),
        ("en", "2016-03-04 09:24:13", "04 Mar 2016"),
        ("fr", "le 4 mars", "le 4 mars"),
        ("fr", "", ""),
    ],
)
def test_a_day_of_the_platform_is_written_as_ours(
    language: Language, written: str, shown: str
) -> None:
    """As it came where it is no day."""
    i18n.use(language)
    assert platform_day(written) == shown


def test_the_card_holds_only_what_is_known() -> None:
    """No empty facts; the listing's where the platform told them."""
    facts = dict(details.card(BOARD, CLINIC, None))
    assert facts["Balance"] == "€8.245"
    assert "E-mail" not in facts
    listing = Listing(CLINIC.token, Decimal(8), email="a@b.example", kind="simple")
    told = replace(BOARD, listings={CLINIC.token: listing}, reading=Reading(NOW))
    assert dict(details.card(told, CLINIC, None))["E-mail"] == "a@b.example"


def points(*amounts: str) -> tuple[Decimal, ...]:
    """Balances of some days."""
    return tuple(map(Decimal, amounts))


@pytest.mark.parametrize(
    ("amounts", "line"),
    [
        ((), ""),
        (("5",), ""),
        (("8", "7", "6", "5", "4", "3", "2", "1", "0.99", "0"), "██▇▆▅▄▃▂▁▁"),
        (("100", "50", "0", "-20"), "█▅▁▁"),
        (("0", "0"), "▁▁"),
        (("-1", "-2"), "▁▁"),
        (("0.001", "0.002"), "▁▂"),
    ],
)
def test_a_sparkline_is_scaled_from_zero(amounts: tuple[str, ...], line: str) -> None:
    """The largest balance fills its cell, none and less than none are the lowest block."""
    assert details.sparkline(points(*amounts)) == line


def test_the_details_tell_the_pace_where_there_is_room() -> None:
    """Behind who it is, else behind what was last done; the balances of the last days behind."""
    trend = Trend(Decimal("5.145"), points("100", "50", "25"))
    board = replace(BOARD, trends={GARAGE.token: trend})
    assert details.details(board, GARAGE, None) == (
        "token …9f3a · spends €5.15 a day · █▅▃",
        "No movement yet.",
    )
    noted = replace(GARAGE, note="N" * 50)
    assert details.details(board, noted, None) == (
        f"token …9f3a · {noted.note} · █▅▃",
        "No movement yet. · spends €5.15 a day",
    )
    chatty = replace(GARAGE, note="N" * 62)
    assert details.details(board, chatty, None) == (
        f"token …9f3a · {chatty.note}",
        "No movement yet. · spends €5.15 a day · █▅▃",
    )
    long = replace(ENTRY, state=State.CONFIRMED, movement=replace(MOVEMENT, reference="R" * 60))
    assert "spends" not in "".join(details.details(board, chatty, long))
    idle = replace(BOARD, trends={GARAGE.token: Trend(Decimal("0.004"))})
    assert details.details(idle, GARAGE, None) == ("token …9f3a", "No movement yet.")


def test_the_card_tells_the_pace() -> None:
    """For how long the balance lasts, how fast it is spent, and how it fell."""
    board = replace(BOARD, trends={GARAGE.token: Trend(Decimal("5.15"), points("100", "61.8"))})
    facts = dict(details.card(board, GARAGE, None))
    assert (facts["Left"], facts["Spends"], facts["28 days"]) == ("12 d", "€5.15 a day", "█▅")
    none = dict(details.card(BOARD, GARAGE, None))
    assert not {"Left", "Spends", "28 days"} & none.keys()
    # The card beside the list has 41 cells for them.
    whole = replace(BOARD, trends={GARAGE.token: Trend(None, (Decimal(1),) * DAYS)})
    assert max(map(cell_len, paired(details.card(whole, GARAGE, None)))) <= 41


@pytest.mark.parametrize("width", [34, 44, 74])
@pytest.mark.parametrize("name", ["Garage", "Garage " * 9, "🚚 車 Transports " * 4, ""])
def test_a_preview_keeps_its_columns(width: int, name: str) -> None:
    """Figures stand under each other, and the name gives way."""
    balance = Balance(Decimal("2869.2"), NOW)
    rows = (("Main account", balance, Decimal(-50)), (name, None, Decimal(50)))
    lines = movement.preview(rows, width, frozenset({0}))
    assert "*€2,869.20" in lines[1]
    assert "€2,819.20" in lines[1]
    assert "not known" in lines[2]
    assert len({cell_len(line) for line in lines}) == 1


@pytest.mark.parametrize("width", [20, 30, 33])
def test_a_preview_too_wide_for_its_window_is_stacked(width: int) -> None:
    """Every figure stays whole, below its name, and nothing is wider than the window."""
    balance = Balance(Decimal("12869.2"), NOW)
    rows = (("Main account", balance, Decimal(-10050)), ("Garage", balance, Decimal(10050)))
    lines = movement.preview(rows, width, frozenset())
    assert max(map(cell_len, lines)) <= width
    assert [line for line in lines if not line.startswith(("b", "c", "a", " "))] == [
        "Main account",
        "Garage",
    ]
    for figure in ("€12,869.20", "-€10,050.00", "+€10,050.00", "€2,819.20", "€22,919.20"):
        assert figure in " ".join(lines)


def test_two_texts_share_a_line() -> None:
    """The right one stays, the left one is cut with a sign, wide characters count twice."""
    assert spread("left", "right", 12) == "left   right"
    assert spread("a long left text", "right", 12) == "a lo…  right"
    assert fitted("車車車", 5) == "車車…"
    assert fitted("text", 0) == ""
    assert cell_len(spread("車" * 20, "車車", 15)) == 15


def test_who_is_missing_stays_so_until_a_whole_list_says_otherwise() -> None:
    """A reading that failed, or came short, knows nothing of it."""
    two = {one.token: Listing(one.token, Decimal(1)) for one in (GARAGE, CLINIC)}
    three = two | {EMPTY.token: Listing(EMPTY.token, Decimal(0))}
    board = BOARD.with_reading(Reading(NOW, Decimal(1), two, 2))
    failed = Reading(NOW, problem=ReadingProblem.UNREACHABLE)
    for later in (failed, Reading(NOW, Decimal(1), two, 3)):
        assert board.with_reading(later).standing_of(EMPTY) is Standing.MISSING
    again = board.with_reading(failed).with_reading(Reading(NOW, Decimal(1), three, 3))
    assert again.standing_of(EMPTY) is Standing.EMPTY
