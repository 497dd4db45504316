"""A plan as a text: what is written is read back, and nothing else is."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.filing import (
    MOST_ROWS,
    About,
    FiledRow,
    FilingError,
    Flaw,
    Remarks,
    read,
    written,
)
from smspartner_tui.core.keyed import Place
from smspartner_tui.core.movement import Direction
from smspartner_tui.core.plan import AsFiled, Because, Filed, Plan, Row
from tests.core import unhurried

ABOUT = About(
    datetime(2025, 6, 12, 12, 36, 41, tzinfo=UTC), "prod", "Production", "juin", take_back=True
)
GARAGE = SubAccount("0a1b2c3d4e5f9f3a", "Garage Martin")
MAIRIE = SubAccount("41c0" * 4, 'Mairie "de" Vannes')


def row(
    subaccount: SubAccount = GARAGE,
    amount: str = "38.20",
    *,
    direction: Direction = Direction.ADD,
    before: str | None = "61.80",
    goal: str | None = "100",
    because: Because = Because.TARGET,
    everything: bool = False,
) -> Row:
    """One row of a plan."""
    return Row(
        subaccount,
        direction,
        Decimal(amount),
        None if before is None else Decimal(before),
        Decimal(amount),
        because,
        None if goal is None else Decimal(goal),
        everything=everything,
    )


PLAN = Plan(
    (
        row(MAIRIE, "804.50", direction=Direction.REMOVE, before="1204.5", goal="400"),
        row(before="8.245"),
    )
)

TEXT = """\
made_at = 2025-06-12T12:36:41Z
profile = "prod"
label = "Production"
reference = "juin"
take_back = true
total = "842.70"
adds = 1
removes = 1

[[movements]]
name = "Mairie \\"de\\" Vannes"
token = "41c041c041c041c0"
direction = "remove"
amount = "804.50"
before = "1204.50"
to = "400.00"

[[movements]]
name = "Garage Martin"
token = "0a1b2c3d4e5f9f3a"
direction = "add"
amount = "38.20"
before = "8.245"
to = "100.00"
"""


def test_the_text_is_plain_toml() -> None:
    """Every figure is a text, every row a table of its own."""
    assert written(PLAN, ABOUT) == TEXT


def test_what_is_written_is_read_back() -> None:
    """Row by row, in their order."""
    filed = read(TEXT)
    assert filed.about == ABOUT
    assert filed.total == Decimal("842.70")
    mairie = Filed(Direction.REMOVE, Decimal("804.50"), Decimal(400))
    garage = Filed(Direction.ADD, Decimal("38.20"), Decimal(100))
    assert [*filed.rows.items()] == [
        (MAIRIE.token, FiledRow(MAIRIE.name, mairie, Decimal("1204.50"))),
        (GARAGE.token, FiledRow(GARAGE.name, garage, Decimal("8.245"))),
    ]
    assert filed.wish == AsFiled({MAIRIE.token: mairie, GARAGE.token: garage})


def test_remarks_are_comments() -> None:
    """At the head, above each row and at the end; whatever they hold, they end no line."""
    remarks = Remarks(("Read it.", "  apply plan.toml"), ("first\ntotal = 'x'",), ("Left\x1b[2J",))
    text = written(PLAN, ABOUT, remarks)
    assert text.startswith("# Read it.\n#   apply plan.toml\n\nmade_at")
    assert "\n\n# first·total = 'x'\n[[movements]]\n" in text
    assert text.endswith("\n\n# Left·[2J\n")
    assert read(text) == read(TEXT)


def test_a_plan_without_rows_is_one_too() -> None:
    """Nothing to move is a plan that moves nothing."""
    filed = read(written(Plan(), ABOUT._replace(label="", reference="", take_back=False)))
    assert (filed.total, filed.rows) == (Decimal(0), {})
    assert (filed.about.label, filed.about.take_back) == ("", False)


@pytest.mark.parametrize(
    ("one", "goal"),
    [
        (row(), Decimal(100)),
        (row(because=Because.RESERVE), Decimal(100)),
        (row(because=Because.EDITED), None),
        (row(because=Because.SAME, goal=None), None),
        (
            row(because=Because.SAME, goal=None, direction=Direction.REMOVE, everything=True),
            Decimal(0),
        ),
    ],
)
def test_what_is_reckoned_anew(one: Row, goal: Decimal | None) -> None:
    """A balance to reach; never what was changed by hand; the whole balance stays the whole."""
    filed = read(written(Plan((one,)), ABOUT)).rows[GARAGE.token].filed
    assert (filed.amount, filed.goal) == (Decimal("38.20"), goal)


def test_the_time_is_kept_in_utc() -> None:
    """To the second, from whatever zone."""
    paris = datetime(2025, 6, 12, 14, 36, 41, 999, tzinfo=UTC).astimezone()
    assert "made_at = 2025-06-12T14:36:41Z" in written(PLAN, ABOUT._replace(made_at=paris))
    filed = read(TEXT.replace("12:36:41Z", "14:36:41+02:00"))
    assert filed.about.made_at == ABOUT.made_at
    assert filed.about.made_at.utcoffset() == timedelta(0)


cents = st.integers(1, 10**13).map(lambda cents: Decimal(cents) / 100)
balances = st.none() | st.integers(-(10**9), 10**15).map(lambda micros: Decimal(micros) / 10**6)
goals = st.none() | st.integers(0, 10**13).map(lambda cents: Decimal(cents) / 100)
names = st.text(min_size=1) | st.sampled_from(
    ["'''", '"""', "\\", "]]", "# a", "\r\n", "\x7f", "€"]
)
tokens = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=128)
rows = st.builds(
    Row,
    st.builds(SubAccount, tokens, names),
    st.sampled_from(Direction),
    cents,
    balances,
    cents,
    st.sampled_from([Because.TARGET, Because.DAY, Because.GOAL]),
    goals,
)
plans = st.lists(rows, max_size=8, unique_by=lambda one: one.subaccount.token).map(
    lambda found: Plan(tuple(found))
)
abouts = st.builds(
    About, st.datetimes(timezones=st.just(UTC)), names, st.text(), st.text(), st.booleans()
)


@given(plans, abouts, st.lists(st.text()))
@unhurried
def test_any_plan_survives(plan: Plan, about: About, said: list[str]) -> None:
    """Whatever stands in names and comments, what is read is what was written."""
    text = written(plan, about, Remarks(said, said, said))
    filed = read(text)
    assert filed.about == about._replace(made_at=about.made_at.replace(microsecond=0))
    assert filed.total == plan.total
    assert [*filed.rows.items()] == [
        (
            one.subaccount.token,
            FiledRow(one.subaccount.name, Filed(one.direction, one.amount, one.goal), one.before),
        )
        for one in plan.rows
    ]
    assert not {unicodedata.category(sign) for sign in text} & {"Cf", "Cs", "Co", "Zl", "Zp"}
    assert {sign for sign in text if unicodedata.category(sign) == "Cc"} <= {"\n"}


def test_half_a_character_is_marked() -> None:
    """No file can hold it, and the rest of the name is kept."""
    text = written(Plan((row(replace(GARAGE, name="Gar\ud800age")),)), ABOUT)
    assert read(text.encode().decode()).rows[GARAGE.token].name == "Gar\ufffdage"


FIRST, SECOND = ("movements", 0), ("movements", 1)


@pytest.mark.parametrize(
    ("old", "new", "flaw", "place"),
    [
        ('profile = "prod"', "", Flaw.MISSING, ("profile",)),
        ('profile = "prod"', 'profile = ""', Flaw.MISSING, ("profile",)),
        ('profile = "prod"', "profile = 1", Flaw.NOT_TEXT, ("profile",)),
        ("take_back = true", 'take_back = "true"', Flaw.NOT_FLAG, ("take_back",)),
        ("take_back = true", "take_bakc = true", Flaw.UNKNOWN_KEY, ("take_bakc",)),
        ("12:36:41Z", "12:36:41", Flaw.NOT_TIME, ("made_at",)),
        ("2025-06-12T12:36:41Z", '"today"', Flaw.NOT_TIME, ("made_at",)),
        ("2025-06-12T12:36:41Z", "0001-01-01T00:00:00+14:00", Flaw.NOT_TIME, ("made_at",)),
        ("made_at = 2025-06-12T12:36:41Z", "", Flaw.MISSING, ("made_at",)),
        ('total = "842.70"', "total = 842.70", Flaw.NOT_TEXT, ("total",)),
        ('total = "842.70"', 'total = "842.71"', Flaw.WRONG_TOTAL, ("total",)),
        ('total = "842.70"', 'total = "=842.70"', Flaw.NOT_AMOUNT, ("total",)),
        ("adds = 1", "adds = 2", Flaw.WRONG_COUNT, ("adds",)),
        ("adds = 1", "adds = true", Flaw.NOT_COUNT, ("adds",)),
        ("removes = 1", "", Flaw.MISSING, ("removes",)),
        ("removes = 1", "removes = 1.0", Flaw.NOT_COUNT, ("removes",)),
        ('amount = "804.50"', "amount = 804.50", Flaw.NOT_TEXT, (*FIRST, "amount")),
        ('amount = "804.50"', 'amount = "8e2"', Flaw.NOT_AMOUNT, (*FIRST, "amount")),
        ('amount = "804.50"', 'amount = "-804.50"', Flaw.NOT_AMOUNT, (*FIRST, "amount")),
        ('amount = "804.50"', 'amount = "0.00"', Flaw.NOT_AMOUNT, (*FIRST, "amount")),
        ('amount = "804.50"', 'amount = "tout"', Flaw.NOT_AMOUNT, (*FIRST, "amount")),
        ('amount = "804.50"', 'amount = "1,234"', Flaw.NOT_AMOUNT, (*FIRST, "amount")),
        ('to = "100.00"', 'to = "=100"', Flaw.NOT_AMOUNT, (*SECOND, "to")),
        ('before = "8.245"', 'before = "8,245"', Flaw.NOT_BALANCE, (*SECOND, "before")),
        ('before = "8.245"', "before = 8", Flaw.NOT_TEXT, (*SECOND, "before")),
        ('direction = "add"', 'direction = "move"', Flaw.NOT_DIRECTION, (*SECOND, "direction")),
        ('direction = "add"', "", Flaw.MISSING, (*SECOND, "direction")),
        ('name = "Garage Martin"', "", Flaw.MISSING, (*SECOND, "name")),
        (GARAGE.token, MAIRIE.token, Flaw.TWICE, (*SECOND, "token")),
        (f'token = "{GARAGE.token}"', 'token = ""', Flaw.MISSING, (*SECOND, "token")),
        (f'token = "{GARAGE.token}"', "", Flaw.MISSING, (*SECOND, "token")),
        ('to = "100.00"', 'goal = "100.00"', Flaw.UNKNOWN_KEY, (*SECOND, "goal")),
    ],
)
def test_a_surprise_is_an_error_with_its_place(
    old: str, new: str, flaw: Flaw, place: Place
) -> None:
    """Nothing is guessed, and nothing is passed over."""
    assert TEXT.count(old) == 1
    with pytest.raises(FilingError) as raised:
        read(TEXT.replace(old, new))
    assert (raised.value.flaw, raised.value.place) == (flaw, place)


def test_an_error_says_what_is_right() -> None:
    """The sum of the rows, or the keys that there may be."""
    with pytest.raises(FilingError) as total:
        read(TEXT.replace("842.70", "842.71"))
    assert total.value.figure == Decimal("842.70")
    with pytest.raises(FilingError) as key:
        read(TEXT.replace('to = "100.00"', 'too = "100.00"'))
    assert "to" in key.value.known


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("profile = prod\n", 1),
        (TEXT + "adds = \n", TEXT.count("\n") + 1),
        (TEXT.replace("adds = 1", "total = 1"), 7),
        ("a = " + "[" * 5000, None),
        ("adds = " + "9" * 5000, None),
    ],
)
def test_what_is_no_toml_is_told(text: str, line: int | None) -> None:
    """With the line, where the reader knows it."""
    with pytest.raises(FilingError) as raised:
        read(text)
    assert (raised.value.flaw, raised.value.line) == (Flaw.SYNTAX, line)


def test_movements_are_tables() -> None:
    """A list of anything else is none."""
    for value in ('"many"', "[1]", "{}"):
        with pytest.raises(FilingError) as raised:
            read(TEXT.split("\n[[", 1)[0] + f"movements = {value}\n")
        assert raised.value.flaw is Flaw.NOT_TABLES


@pytest.mark.no_cover
def test_a_plan_has_an_end() -> None:
    """Ten thousand rows are read; one more is refused before any of them is looked at."""
    many = Plan(tuple(row(SubAccount(str(place), "A")) for place in range(MOST_ROWS)))
    text = written(many, ABOUT)
    assert len(read(text).rows) == MOST_ROWS
    with pytest.raises(FilingError) as raised:
        read(text + "\n[[movements]]\n")
    assert (raised.value.flaw, raised.value.figure) == (Flaw.TOO_MANY, Decimal(MOST_ROWS))
