"""The status line: the operator's own outcome stands, and what others do is said below it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from smspartner_tui.core.accounts import Balances, Listing, Reading, ReadingProblem
from smspartner_tui.core.facts import (
    BalancesRead,
    BalancesSeen,
    ColleagueActed,
    Fact,
    MovementResolved,
    MovementSent,
    MovementSettled,
    MovementStopped,
    MovementWaits,
    PageRead,
    RefusalContradicted,
)
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.history import Rise
from smspartner_tui.core.movement import (
    Direction,
    Entry,
    JournalProblem,
    Movement,
    Outcome,
    Reason,
    Resolution,
    State,
)
from smspartner_tui.core.operator import Operator
from smspartner_tui.tui.board import Account, Board
from smspartner_tui.tui.status import News, Status

AT = datetime(2025, 6, 12, 12, 32, 7, tzinfo=UTC)
ME = Operator("demo", terminal="pts/1")
NADIA = Operator("nadia", terminal="pts/7")
BOARD = Board(account=Account("prod", ME, (), timedelta(minutes=5), 30.0), limits=Limits(), now=AT)
OUTCOMES = {
    State.CONFIRMED: Outcome(
        State.CONFIRMED, Reason.SUCCESS, Decimal("2819.2"), Decimal("61.8"), "EUR"
    ),
    State.REJECTED: Outcome(State.REJECTED, Reason.REFUSED, code=8, message="Non"),
    State.NOT_SENT: Outcome(State.NOT_SENT, Reason.NO_CONNECTION, detail="OSError: no route"),
    State.UNKNOWN: Outcome(State.UNKNOWN, Reason.PROCESS_DIED),
}
ADDED = "Added €50.00 to Garage Martin, new balance €61.80 (no. 7)"


def entry(state: State, who: Operator = NADIA, movement_id: str = "m") -> Entry:
    """A movement as it stands: 50 euros for the garage, number 7."""
    movement = Movement(movement_id, "t", "Garage Martin", Direction.ADD, Decimal(50))
    return Entry(
        movement, state, who, AT, number=7, sent_at=AT, outcome=OUTCOMES.get(state), owner="x"
    )


def decided(state: State = State.RESOLVED_APPLIED, movement_id: str = "m") -> Entry:
    """One of ours, in doubt before nadia decided about it."""
    resolution = Resolution(applied=True, operator=NADIA, at=AT, because="relevé")
    in_doubt = replace(entry(State.UNKNOWN, ME, movement_id), state=state)
    return replace(in_doubt, resolution=resolution)


def rise(account: str = "t", amount: str = "20") -> Rise:
    """A balance that rose."""
    name = "Mairie" if account else ""
    return Rise(1, account, name, Decimal(amount), AT - timedelta(minutes=1), AT, 7)


def read(problem: ReadingProblem | None = None, *rises: Rise, announced: int = 1) -> BalancesRead:
    """A reading that ended."""
    listings = None if problem else {"t": Listing("t", Decimal(1))}
    reading = Reading(AT, None if problem else Decimal(1), listings, announced, 1, problem, "Non")
    return BalancesRead(replace(reading, seconds=0.25), Balances(), rises)


def told(
    news: News, *facts: Fact, asked_for: bool = False, failures: int = 0
) -> Sequence[Status | None]:
    """What is said of each of some facts, one after the other."""
    return [news.of(fact, BOARD, asked_for=asked_for, failures=failures) for fact in facts]


def settled(state: State) -> MovementSettled:
    """One's own movement that came to its outcome."""
    return MovementSettled(entry(state, ME, "own"), Balances())


def test_a_reading_that_is_waited_for_says_how_far_it_has_come() -> None:
    """Nobody else is told of its pages."""
    page = PageRead(Balances(), 20, 1000)
    assert told(News(), page, asked_for=True) == [Status(("Reading the balances… (20 of 1000)",))]
    assert told(News(), page) == [None]


COLLEAGUES: dict[str, tuple[Entry, str, str]] = {
    "sent": (
        entry(State.SENDING),
        "nadia is moving +€50.00, Garage Martin, since 14:32:07",
        "",
    ),
    "confirmed": (entry(State.CONFIRMED), f"nadia: {ADDED}", "good"),
    "rejected": (entry(State.REJECTED), "nadia, Garage Martin: Refused. Nothing moved.", "bad"),
    "not sent": (
        entry(State.NOT_SENT),
        "nadia, Garage Martin: Not sent: no connection. Nothing moved, you may try again.",
        "bad",
    ),
    "decided": (decided(), "nadia has settled no. 7; Garage Martin can be moved again.", ""),
    "decided otherwise": (
        decided(State.RESOLVED_NOT_APPLIED),
        "nadia has settled no. 7; Garage Martin can be moved again.",
        "",
    ),
}


@pytest.mark.parametrize(("theirs", "words", "tone"), COLLEAGUES.values(), ids=COLLEAGUES)
def test_what_a_colleague_did_is_said(theirs: Entry, words: str, tone: str) -> None:
    """Who, how much, which and since when; then what came of it."""
    [status] = told(News(), ColleagueActed(theirs))
    assert status == Status((words,), tone)


def test_a_colleagues_doubt_is_said_with_what_to_do() -> None:
    """Not to repeat it, and by which key it is checked."""
    [status] = told(News(), ColleagueActed(entry(State.UNKNOWN)))
    assert status is not None
    [line] = status.lines
    assert line.startswith("nadia, Garage Martin: No answer: the money may have moved.")
    assert line.endswith("check it (v).")
    assert status.tone == "bad"


def test_ones_own_other_terminal_is_told_by_its_name() -> None:
    """The same person twice: the terminal tells which of them moves."""
    mine = entry(State.SENDING, replace(ME, terminal="pts/9"))
    [status] = told(News(), ColleagueActed(mine))
    assert status is not None
    assert status.lines[0].startswith("demo (pts/9) is moving")
    [status] = told(News(), ColleagueActed(entry(State.SENDING, replace(ME, terminal=""))))
    assert status is not None
    assert status.lines[0].startswith("demo is moving")


@pytest.mark.parametrize("state", OUTCOMES)
def test_ones_own_outcome_stands_above_colleagues_news(state: State) -> None:
    """Until the next own movement is sent; its tone stays, and only the last news is below."""
    news = News()
    [own] = told(news, settled(state))
    assert own is not None
    for theirs in (entry(State.SENDING), entry(State.CONFIRMED)):
        [status] = told(news, ColleagueActed(theirs))
        [alone] = told(News(), ColleagueActed(theirs))
        assert alone is not None
        assert status == Status((own.lines[0], alone.lines[0]), own.tone)
    assert told(news, MovementSent(entry(State.SENDING, ME, "next"))) == [None]
    assert told(news, ColleagueActed(entry(State.SENDING))) == told(
        News(), ColleagueActed(entry(State.SENDING))
    )


def test_what_a_colleague_settled_does_not_stand_any_more() -> None:
    """One's own doubt, decided about by another: that it is in doubt is not said above it."""
    news = News()
    told(news, settled(State.UNKNOWN))
    [status] = told(news, ColleagueActed(decided(movement_id="own")))
    assert status == Status(("nadia has settled no. 7; Garage Martin can be moved again.",))
    news = News()
    [own] = told(news, settled(State.UNKNOWN))
    [status] = told(news, ColleagueActed(decided(movement_id="another")))
    assert own is not None
    assert status is not None
    assert status.lines[0] == own.lines[0]


def test_an_alarm_stands_too() -> None:
    """Whatever colleagues do meanwhile, it is not said over it."""
    news = News()
    [alarm] = told(news, RefusalContradicted(entry(State.REJECTED, ME)))
    [status] = told(news, ColleagueActed(entry(State.CONFIRMED)))
    assert alarm is not None
    assert status == Status((alarm.lines[0], f"nadia: {ADDED}"), "bad")


OWN: dict[str, tuple[Fact, tuple[str, ...], str]] = {
    "waits": (
        MovementWaits(entry(State.SENDING, ME).movement, entry(State.SENDING)),
        ("Garage Martin waits: nadia has a movement in flight",),
        "",
    ),
    "stopped": (
        MovementStopped(entry(State.SENDING).movement, problem=JournalProblem.BUSY),
        (
            "Garage Martin: not sent. Nothing moved.",
            "Another movement holds the journal: nothing was sent. Try again.",
        ),
        "bad",
    ),
    "settled": (settled(State.CONFIRMED), (ADDED,), "good"),
    "resolved": (
        MovementResolved(decided()),
        ("No. 7 is settled; Garage Martin can be moved again.",),
        "good",
    ),
}


@pytest.mark.parametrize(("fact", "lines", "tone"), OWN.values(), ids=OWN)
def test_ones_own_movements_are_said(fact: Fact, lines: tuple[str, ...], tone: str) -> None:
    """As they are, and standing."""
    news = News()
    assert told(news, fact) == [Status(lines, tone)]
    [status] = told(news, ColleagueActed(entry(State.SENDING)))
    assert status is not None
    assert status.lines[0] == lines[0]


def test_balances_that_a_colleague_saw_are_no_words() -> None:
    """The figures change, and that is all."""
    news = News()
    assert told(news, BalancesSeen(Balances()), MovementSent(entry(State.SENDING, ME))) == [
        None,
        None,
    ]


RISES: dict[str, tuple[tuple[Rise, ...], str]] = {
    "one": ((rise(),), "Mairie rose by €20.00 elsewhere, not through this journal: history (h)"),
    "the main account": (
        (rise("", "500.005"),),
        "The main account rose by €500.00 elsewhere, not through this journal: history (h)",
    ),
    "several": (
        (rise(), rise("")),
        "2 balances rose elsewhere, not through this journal: history (h)",
    ),
}


@pytest.mark.parametrize(("rises", "words"), RISES.values(), ids=RISES)
def test_rises_are_said(rises: tuple[Rise, ...], words: str) -> None:
    """Once, where they are found: alone, under what stands, and with what was asked for."""
    assert told(News(), read(None, *rises)) == [Status((words,))]
    news = News()
    [own] = told(news, settled(State.CONFIRMED))
    assert own is not None
    assert told(news, read(None, *rises)) == [Status((own.lines[0], words), "good")]
    [status] = told(News(), read(None, *rises), asked_for=True)
    assert status == Status(("Balances up to date (1 page, 250 ms)", words))


def test_a_reading_is_said_where_it_was_asked_for() -> None:
    """By itself it says nothing; nor does it take away what stands."""
    news = News()
    assert told(news, read()) == [None]
    assert told(news, read(), asked_for=True) == [Status(("Balances up to date (1 page, 250 ms)",))]
    told(news, settled(State.CONFIRMED))
    assert told(news, read()) == [None]


@pytest.mark.parametrize("problem", [*ReadingProblem, None])
def test_a_problem_is_said_once_and_not_over_an_outcome(problem: ReadingProblem | None) -> None:
    """When it begins, not again while it lasts, and always where it was asked for."""
    fact = read(problem, announced=2)
    [first] = told(News(), fact, failures=1)
    assert first is not None
    assert first.tone == "bad"
    if problem is not None:
        assert told(News(), fact, failures=2) == [None]
    assert told(News(), fact, failures=5, asked_for=True) == [first]
    news = News()
    told(news, settled(State.UNKNOWN))
    assert told(news, fact, failures=1) == [None]


def test_a_problem_that_is_over_does_not_stay() -> None:
    """What said that balances are the last known is taken back by the reading that is not."""
    news = News()
    up_to_date = Status(("Balances up to date (1 page, 250 ms)",))
    lost = read(ReadingProblem.UNREACHABLE)
    assert told(news, lost, failures=1) != [None]
    assert told(news, lost, failures=2) == [None]
    assert told(news, read(), read()) == [up_to_date, None]


def test_a_problem_that_was_not_said_is_not_taken_back() -> None:
    """What became of the operator's own movement goes on standing."""
    news = News()
    told(news, settled(State.CONFIRMED))
    assert told(news, read(ReadingProblem.UNREACHABLE), failures=1) == [None]
    assert told(news, read()) == [None]


def test_an_outcome_in_the_place_of_a_problem_stays() -> None:
    """A reading that is well again says nothing over it."""
    news = News()
    told(news, read(ReadingProblem.UNREACHABLE), failures=1)
    told(news, settled(State.UNKNOWN))
    assert told(news, read()) == [None]


def test_a_problem_that_becomes_another_is_said_anew() -> None:
    """Its remedy is another one."""
    news = News()
    [first] = told(news, read(ReadingProblem.UNREACHABLE), failures=1)
    [then] = told(news, read(ReadingProblem.KEY_REFUSED), failures=2)
    assert first is not None
    assert then is not None
    assert "API key refused" in then.lines[0]
    assert told(news, read(ReadingProblem.KEY_REFUSED), failures=3) == [None]


def test_what_was_asked_for_in_an_outcomes_place_does_not_hide_a_problem() -> None:
    """The outcome stands there no more."""
    news = News()
    told(news, settled(State.CONFIRMED))
    told(news, read(), asked_for=True)
    [problem] = told(news, read(ReadingProblem.UNREACHABLE), failures=1)
    assert problem is not None
    assert "Platform unreachable" in problem.lines[0]


def test_an_outcome_that_the_journal_lacks_is_said_to_be() -> None:
    """What went through, and that it must be noted down: whoever left its dialog sees it here."""
    [status] = told(News(), replace(settled(State.CONFIRMED), is_recorded=False))
    note = "The journal could not take this outcome: note it down."
    assert status == Status((ADDED, note), "bad")
