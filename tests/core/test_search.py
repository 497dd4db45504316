"""The search line of the history: every form, in both languages, and nothing that raises."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui import i18n, wording
from smspartner_tui.core.filter import fold
from smspartner_tui.core.money import Language
from smspartner_tui.core.movement import Direction, State
from smspartner_tui.core.search import Search, day_of, month_of, read_search
from tests.core import unhurried

TODAY = date(2025, 6, 12)
ADD, REMOVE = Direction.ADD, Direction.REMOVE


def _in(*states: State) -> Search:
    return Search(states=frozenset(states))


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("", Search()),
        (" \u00a0 ", Search()),
        ("Théâtre  NADIA", Search(words=("theatre", "nadia"))),
        ("FA-2031 !Privé", Search(words=("fa-2031",), without=("prive",))),
        ("!", Search(words=("!",))),
        ("!!", Search(without=("!",))),
        ("!juin !refusé !1042", Search(without=("juin", "refuse", "1042"))),
        # A mark alone folds to nothing, and nothing is found everywhere.
        ("\u0301 !\u0301", Search(words=("!",))),
        ('"mars"', Search(words=("mars",))),
        ("« Mai »", Search(words=("mai",))),
        ("«\u00a0Mai\u00a0»", Search(words=("mai",))),
        ("“Avril”", Search(words=("avril",))),
        ('"Garage  Martin" paul', Search(words=("garage  martin", "paul"))),
        ('!"éq. juin" !« en cours »', Search(without=("eq. juin", "en cours"))),
        ('"garage mar', Search(words=("garage mar",))),
        ('"1042" "ailleurs" "+"', Search(words=("1042", "ailleurs", "+"))),
        ('en "garage" cours', Search(words=("en", "garage", "cours"))),
        ('en !cours "', Search(words=("en",), without=("cours",))),
        ('"" !"" « » !«', Search()),
        ('5" école"bleue', Search(words=('5"', 'ecole"bleue'))),
        (
            "garage juin 2025 refusé + paul",
            Search(
                words=("garage", "paul"),
                states=frozenset({State.REJECTED}),
                direction=ADD,
                since=date(2025, 6, 1),
                until=date(2025, 6, 30),
            ),
        ),
    ],
)
def test_words_are_read(line: str, read: Search) -> None:
    """What means nothing is a plain word, and so is a quoted text whatever it could mean."""
    assert read_search(line, TODAY) == read
    assert bool(read_search(line, TODAY)) is (read != Search())


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("1042", Search(number=1042)),
        ("2025", Search(number=2025)),
        *[
            (line, Search(number=1042))
            for line in ("n°1042", "N° 1042", "n°\u00a01042", "nº1042", "№ 1042", "n°. 1042")
        ],
        *[
            (line, Search(number=1042))
            for line in ("no.1042", "No. 1042", "no 1042", "#1042", "# 1042", "1042 #1042")
        ],
        ("999999999999999999", Search(number=10**18 - 1)),
        ("1000000000000000000", Search(words=("1000000000000000000",))),
        ("0612345678", Search(words=("0612345678",))),
        ("0", Search(words=("0",))),
        ("١٢", Search(words=("١٢",))),
        ("1042 paul 1043", Search(words=("1042", "paul", "1043"))),
        ("n° abc", Search(words=("n°", "abc"))),
        ("+50", Search(words=("+50",))),
    ],
)
def test_numbers_are_read(line: str, read: Search) -> None:
    """A bare number is a movement's; two, or one that no movement has, are plain words."""
    assert read_search(line, TODAY) == read


@pytest.mark.parametrize(
    ("state", "lines"),
    [
        (State.PLANNED, "planned|prévu|prévus"),
        (State.SENDING, "in flight|In  Flight|en cours|en\u00a0cours|sending"),
        (State.CONFIRMED, "done|fait|faits|ok|OK|confirmed"),
        (State.REJECTED, "refused|refusé|REFUSÉS|refus|rejected"),
        (State.NOT_SENT, "not sent|unsent|non transmis|not_sent"),
        (State.UNKNOWN, "doubt|in doubt|doute|doutes|en doute|inconnu|unknown|?|? doute|? DOUBT"),
        (State.RESOLVED_APPLIED, "checked|vérifié|resolved|went through|abouti"),
        (State.RESOLVED_NOT_APPLIED, "no effect|sans effet"),
    ],
)
def test_states_are_read(state: State, lines: str) -> None:
    """Every word for a state finds that state and is no plain word."""
    for line in lines.split("|"):
        assert read_search(line, TODAY) == _in(state), line


@pytest.mark.parametrize("spoken", ["en", "fr"])
@pytest.mark.parametrize("state", State)
def test_a_state_as_it_is_shown_finds_itself(spoken: Language, state: State) -> None:
    """What stands in the column of states can be typed as it stands, among other words too."""
    i18n.use(spoken)
    shown = wording.state(state)
    assert read_search(shown, TODAY) == _in(state)
    among = read_search(f"paul {shown.upper()} garage", TODAY)
    assert among == Search(words=("paul", "garage"), states=frozenset({state}))


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("refusé ? sans effet", _in(State.REJECTED, State.UNKNOWN, State.RESOLVED_NOT_APPLIED)),
        ("sans", Search(words=("sans",))),
        ("transmis", Search(words=("transmis",))),
        *[(line, Search(direction=ADD)) for line in ("+", "ajout", "Ajouts", "added", "crédité")],
        *[(line, Search(direction=REMOVE)) for line in ("-", "débit", "Débits", "taken", "débité")],
        ("+ -", Search()),
        ("ailleurs", Search(elsewhere=True)),
        ("Elsewhere +", Search(elsewhere=True, direction=ADD)),
        ("!ailleurs", Search(without=("ailleurs",))),
    ],
)
def test_directions_and_hands_are_read(line: str, read: Search) -> None:
    """States add up, both directions are all of them, and `elsewhere` stands by itself."""
    assert read_search(line, TODAY) == read


JUNE = ("2025-06-01", "2025-06-30")
PERIODS = [
    ("12/06", "2025-06-12", "2025-06-12"),
    ("13/06", "2024-06-13", "2024-06-13"),
    ("1/6", "2025-06-01", "2025-06-01"),
    ("29/02", "2024-02-29", "2024-02-29"),
    ("12/06/2024", "2024-06-12", "2024-06-12"),
    ("12/6/24", "2024-06-12", "2024-06-12"),
    ("12/6/20", "2020-06-12", "2020-06-12"),
    ("13/06/2026", "2026-06-13", "2026-06-13"),
    ("2025-06-12", "2025-06-12", "2025-06-12"),
    ("2025-6-1", "2025-06-01", "2025-06-01"),
    *[(line, *JUNE) for line in ("2025-06", "06/2025", "6/2025", "juin", "JUNE", "jun", "juin.")],
    *[(line, *JUNE) for line in ("juin 2025", "Jun. 2025", "juin\u00a02025", "01/06.. 30/06")],
    ("juillet", "2024-07-01", "2024-07-31"),
    ("juil.", "2024-07-01", "2024-07-31"),
    ("fév", "2025-02-01", "2025-02-28"),
    ("févr. 2024", "2024-02-01", "2024-02-29"),
    ("mar", "2025-03-01", "2025-03-31"),
    ("déc.", "2024-12-01", "2024-12-31"),
    ("Août", "2024-08-01", "2024-08-31"),
    ("12 Jun", "2025-06-12", "2025-06-12"),
    ("1er juillet", "2024-07-01", "2024-07-01"),
    ("3 mars 2024", "2024-03-03", "2024-03-03"),
    *[(line, "2025-06-12", "2025-06-12") for line in ("today", "aujourd'hui", "Aujourd’hui")],
    *[(line, "2025-06-11", "2025-06-11") for line in ("yesterday", "hier")],
    *[(line, "2025-06-06", "2025-06-12") for line in ("week", "semaine")],
    ("01/06..12/06", "2025-06-01", "2025-06-12"),
    ("01/06…12/06", "2025-06-01", "2025-06-12"),
    ("01/06 .. 12/06", "2025-06-01", "2025-06-12"),
    ("12/06..30/06", "2025-06-12", "2025-06-30"),
    ("13/06..30/06", "2024-06-13", "2024-06-30"),
    ("30/06..12/06", "2024-06-30", "2025-06-12"),
    ("juin..août", "2025-06-01", "2025-08-31"),
    ("juil...août", "2024-07-01", "2024-08-31"),
    ("juil. .. août", "2024-07-01", "2024-08-31"),
    ("nov..jan", "2024-11-01", "2025-01-31"),
    ("juin..août 2023", "2023-06-01", "2023-08-31"),
    ("juin 2023..août", "2023-06-01", "2023-08-31"),
    ("nov..jan 2024", "2023-11-01", "2024-01-31"),
    ("12 juin 2023 .. 15 août 2023", "2023-06-12", "2023-08-15"),
    ("2025-01..2025-03", "2025-01-01", "2025-03-31"),
    ("30/06/2024..12/06/2024", "2024-06-12", "2024-06-30"),
    ("12/06/2098..30/06", "2033-06-30", "2098-06-12"),
    ("29/02/2024..28/02", "2024-02-29", "2025-02-28"),
    ("semaine..hier", "2025-06-06", "2025-06-11"),
    ("12/06..12/06", "2025-06-12", "2025-06-12"),
    ("11/06..juin", "2025-06-11", "2025-06-30"),
    ("29/02..31/01/2000", "1996-02-29", "2000-01-31"),
    ("juin..12/06", "2025-06-01", "2025-06-12"),
    ("12/06/2025..juin 2025", "2025-06-12", "2025-06-30"),
    ("août 2024..juin 2024", "2024-06-01", "2024-08-31"),
    ("01/06..hier", "2025-06-01", "2025-06-11"),
    ("12/06..hier", "2024-06-12", "2025-06-11"),
    ("12/06..", "2025-06-12", ""),
    ("juin ..", "2025-06-01", ""),
    ("..12/06", "", "2025-06-12"),
    (".. mai", "", "2025-05-31"),
    ("12/05.. ..30/05/2025", "2025-05-12", "2025-05-30"),
    ("juin 12/06..", "2025-06-12", "2025-06-30"),
    ("juin avril", "2025-04-01", "2025-06-30"),
    ("avril ..juin", "2025-04-01", "2025-06-30"),
    ("juin ok 12/06.. ok ..12/06", "2025-06-12", "2025-06-12"),
    ("juin 2025 ok ..avril", "", "2025-06-30"),
    ("mai.. ok avril", "2025-04-01", ""),
    ("..avril juin..", "", ""),
]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("line", "since", "until"), PERIODS)
def test_days_are_read(line: str, since: str, until: str) -> None:
    """Days, months and ranges are local days, both included; a missing year is the nearest."""
    search = read_search(line, TODAY)
    # Some lines hold a state, to keep two periods apart.
    assert search == Search(since=_day(since), until=_day(until), states=search.states)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        *[
            (line, Search(words=(line,)))
            for line in ("31/02", "32/01", "0/6", "12/00", "29/02/2025", "2025-13", "2025-02-30")
        ],
        *[
            (line, Search(words=(line,)))
            for line in ("12/06/1925", "12/06/205", "13/2025", "12.06.2025", "12-06", "2125-06")
        ],
        *[
            (line, Search(words=(line,)))
            for line in ("..", "...", "..31/02", "31/02..", "12/06..x", "x..juin", "12/06..31/02")
        ],
        *[
            (line, Search(words=(line,)))
            for line in ("ju", "jui", "ja", "marc", "martin", "juine", "mai-juin", "juin....mai")
        ],
        ("juin 1042", Search(number=1042, since=date(2025, 6, 1), until=date(2025, 6, 30))),
        ("2024 juin", Search(number=2024, since=date(2025, 6, 1), until=date(2025, 6, 30))),
        ("juin 2026", Search(number=2026, since=date(2025, 6, 1), until=date(2025, 6, 30))),
        ("31 juin", Search(number=31, since=date(2025, 6, 1), until=date(2025, 6, 30))),
        ("garage 2024", Search(words=("garage",), number=2024)),
    ],
)
def test_what_is_no_day_is_something_else(line: str, read: Search) -> None:
    """Impossible days are plain words, and a year is one only behind a month's name."""
    assert read_search(line, TODAY) == read


def test_a_day_without_a_year_is_the_latest_up_to_today() -> None:
    """Over a leap day and over a New Year, on the day itself and on the day before it."""
    for line, today, day in (
        ("29/02", date(2028, 2, 28), date(2024, 2, 29)),
        ("29/02", date(2028, 2, 29), date(2028, 2, 29)),
        ("29/02", date(2000, 1, 1), date(1996, 2, 29)),
        ("29/02", date(2104, 2, 28), date(2096, 2, 29)),
        ("31/12", date(2025, 1, 1), date(2024, 12, 31)),
        ("01/01", date(2025, 1, 1), date(2025, 1, 1)),
        ("02/01", date(2025, 1, 1), date(2024, 1, 2)),
        # A clock that was never set.
        ("02/01", date(1970, 1, 1), date(1969, 1, 2)),
    ):
        assert read_search(line, today) == Search(since=day, until=day)
        assert day_of(line, today) == day


FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
ENGLISH = "January February March April May June July August September October November December"


def test_a_month_is_read_by_its_name_or_a_beginning_that_is_no_other() -> None:
    """All names, and each of their beginnings of three letters or more that is one month's."""
    months = [(name, at) for text in (FRENCH, ENGLISH) for at, name in enumerate(text.split(), 1)]
    begun = {(fold(name[:n]), at) for name, at in months for n in range(3, len(name) + 1)}
    meant = Counter(text for text, _at in begun)
    assert {text for text, many in meant.items() if many > 1} == {"jui"}
    for text, at in begun:
        month = month_of(f"{text} 2025")
        if text in {"jui", "marc"}:
            assert month is None
        else:
            assert month is not None
            assert (month[0].month, month[1].month) == (at, at)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-06", *JUNE),
        (" 06/2025 ", *JUNE),
        ("Juin  2025", *JUNE),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2099-12", "2099-12-01", "2099-12-31"),
        *[(text, "", "") for text in ("", "2025", "juin", "2025-13", "2025-00", "2025-06-12")],
        *[(text, "", "") for text in ("12/06/2025", "12/06", "semaine", "2025-06..", "x", "31/02")],
    ],
)
def test_a_month_is_read_with_its_year(text: str, first: str, last: str) -> None:
    """A month for the command line is one month of one year, and nothing else."""
    assert month_of(text) == ((_day(first), _day(last)) if first else None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/06", "2025-06-12"),
        (" 13/06 ", "2024-06-13"),
        ("12/06/2024", "2024-06-12"),
        ("2024-06-12", "2024-06-12"),
        ("3 mars", "2025-03-03"),
        ("HIER", "2025-06-11"),
        ("aujourd'hui", "2025-06-12"),
        *[(text, "") for text in ("", "31/02", "juin", "2025-06", "semaine", "12/06..", "x", "12")],
    ],
)
def test_a_day_is_read(text: str, day: str) -> None:
    """A day for the command line is one day: no month, no week, no range."""
    assert day_of(text, TODAY) == _day(day)


todays = st.dates(date(1970, 1, 1), date(2100, 12, 31))
pieces = st.sampled_from(
    [line for line, _since, _until in PERIODS]
    + ["1042", "#7", "n°", "2024", "31/02", "..", "…", ".", "!", '"', "«", "»", "“", "?", "+", "-"]
    + ["en", "cours", "non", "transmis", "ok", "ailleurs", "paul", "\u0301", "\u00a0", "9" * 5000]
)
lines = st.one_of(
    st.text(),
    st.lists(st.one_of(pieces, st.text(max_size=4)), max_size=8).map(" ".join),
    st.lists(pieces, max_size=6).map("".join),
)


@unhurried
@given(lines, todays)
def test_nothing_that_is_typed_raises(line: str, today: date) -> None:
    """Any line is read into something that can be asked of a journal."""
    search = read_search(line, today)
    assert all((*search.words, *search.without, "x"))
    assert search.number is None or 0 < search.number < 2**63
    for day in (search.since, search.until):
        # Far enough from both ends of the calendar to be turned into a moment.
        assert day is None or timedelta(days=366) < day - date.min < date.max - date.min
    if search.since is not None and search.until is not None:
        assert search.since <= search.until
    month_of(line)
    day_of(line, today)


@unhurried
@given(lines, todays)
def test_case_and_accents_do_not_matter(line: str, today: date) -> None:
    """A line reads as the same line without case and accents does."""
    assert read_search(fold(line), today) == read_search(line, today)


@unhurried
@given(st.text(), todays)
def test_a_quoted_text_is_one_plain_phrase(text: str, today: date) -> None:
    """Whatever it could have meant, it is looked for as it stands, or hidden behind `!`."""
    text = text.replace('"', "")
    phrase = (fold(text).strip(),) if fold(text).strip() else ()
    assert read_search(f'"{text}"', today) == Search(words=phrase)
    assert read_search(f'!"{text}"', today) == Search(without=phrase)


WHOLE = st.sampled_from(
    [line for line, _since, _until in PERIODS if not line.startswith("..")]
    + ["#1042", "#1043", "refusé", "?", "en cours", "sans effet", "+", "-", "ailleurs"]
    + ["paul", "!nadia", "!x", '"en cours"', '!"mars"', "« 12 »", "31/02"]
)


@unhurried
@given(st.lists(WHOLE, max_size=6).flatmap(lambda w: st.tuples(st.just(w), st.permutations(w))))
def test_the_order_of_what_is_whole_is_irrelevant(both: tuple[list[str], list[str]]) -> None:
    """Two orders of the same terms find the same; only the words' own order is another."""
    # Between two terms a quoted word, so that an open range does not take its neighbour.
    one, other = (read_search(' "x" '.join(terms), TODAY) for terms in both)

    def unordered(search: Search) -> tuple[object, ...]:
        return (
            sorted(search.words),
            sorted(search.without),
            *(search.states, search.number, search.direction, search.elsewhere),
            *(search.since, search.until),
        )

    assert unordered(one) == unordered(other)
