"""A movement: what it changes, the states it may go through, who is written down with it."""

from dataclasses import MISSING, FrozenInstanceError, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import pytest

from smspartner_tui.core.movement import (
    COUNTED_STATES,
    LEGAL_STEPS,
    OPEN_STATES,
    Before,
    Direction,
    Entry,
    JournalProblem,
    Link,
    Movement,
    Outcome,
    Reason,
    Resolution,
    Ruling,
    RunKind,
    State,
    Why,
)
from smspartner_tui.core.operator import Operator

NOON = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)
OUTCOMES = {State.CONFIRMED, State.REJECTED, State.NOT_SENT, State.UNKNOWN}
TERMINAL = {
    State.CONFIRMED,
    State.REJECTED,
    State.NOT_SENT,
    State.RESOLVED_APPLIED,
    State.RESOLVED_NOT_APPLIED,
}


def _movement(direction: Direction = Direction.ADD) -> Movement:
    return Movement("m1", "7f6e5d4c3b2a7be2", "Clinique", direction, Decimal("50.00"))


WORDS: dict[type[StrEnum], str] = {
    Direction: "add, remove",
    State: """
        planned, sending, confirmed, rejected, not_sent, unknown,
        resolved_applied, resolved_not_applied
    """,
    Reason: """
        success, refused, rate limited, no connection, no reply, deadline, unreadable,
        server error, unexpected, process died, our fault
    """,
    RunKind: "transfer, plan, undo",
    Ruling: "applied, not applied, not applied so far, open",
    Why: """
        the account to be raised rose, the account that pays held, nothing was read since,
        nothing was read before, neither shows, both show, it rose by more,
        money moved elsewhere, the sub-account buys for itself, the clock was set back
    """,
    JournalProblem: "unwritable, full, busy, damaged, newer, exposed, other account, rival",
}


@pytest.mark.parametrize("kind", WORDS)
def test_what_is_written_down_stays_the_same_word(kind: type[StrEnum]) -> None:
    """A journal keeps these for years: each is read back by every later version."""
    assert [each.value for each in kind] == [word.strip() for word in WORDS[kind].split(",")]


PAUL = Operator("paul")
# With what has to be said of each, and nothing else.
BARE: dict[str, Movement | Outcome | Before | Resolution | Entry] = {
    "movement": Movement("m1", "7f6e5d4c3b2a7be2", "Clinique", Direction.ADD, Decimal(50)),
    "outcome": Outcome(State.UNKNOWN, Reason.NO_REPLY),
    "before": Before(Decimal(10), NOON),
    "resolution": Resolution(True, PAUL, NOON, "seen on the statement"),
    "entry": Entry(
        Movement("m1", "7f6e5d4c3b2a7be2", "Clinique", Direction.ADD, Decimal(50)),
        State.PLANNED,
        PAUL,
        NOON,
    ),
}
NOTHING: dict[str, dict[str, object]] = {
    "movement": {"reference": "", "everything": False, "again_after": ""},
    "outcome": {
        "main_balance": None,
        "subaccount_balance": None,
        "currency": "",
        "code": None,
        "message": "",
        "status": None,
        "seconds": 0.0,
        "detail": "",
        "reply": "",
    },
    "before": {},
    "resolution": {"ruling": Ruling.OPEN, "why": Why.UNREAD, "main": None, "subaccount": None},
    "entry": {
        "number": None,
        "sent_at": None,
        "settled_at": None,
        "main_before": None,
        "subaccount_before": None,
        "outcome": None,
        "resolution": None,
        "link": Link(),
        "owner": "",
    },
}


@pytest.mark.parametrize("name", BARE)
def test_nothing_is_assumed_that_was_not_said(name: str) -> None:
    """What is left out of a movement, an outcome or an entry is empty, unknown or untold."""
    value = BARE[name]
    optional = [field.name for field in fields(value) if field.default is not MISSING]
    told = {name: getattr(value, name) for name in optional}
    assert told == NOTHING[name]


@pytest.mark.parametrize("name", BARE)
def test_what_is_on_record_cannot_be_changed(name: str) -> None:
    """Neither a field nor a note beside it: another value is another record."""
    value = BARE[name]
    first = fields(value)[0].name
    with pytest.raises(FrozenInstanceError):
        setattr(value, first, "else")
    assert not hasattr(value, "__dict__")


def _reachable(start: State) -> set[State]:
    reached: set[State] = set()
    fresh = {start}
    while fresh:
        reached |= fresh
        fresh = {after for before, after in LEGAL_STEPS if before in fresh} - reached
    return reached


def test_the_legal_steps_are_those_that_are_written() -> None:
    """The table is the architecture's, step by step, and the database's trigger says the same."""
    written = """
        planned -> sending, not_sent
        sending -> confirmed, rejected, not_sent, unknown
        unknown -> resolved_applied, resolved_not_applied
    """
    steps = {
        (State(before.strip()), State(after.strip()))
        for line in written.strip().splitlines()
        for before, afters in [line.split("->")]
        for after in afters.split(",")
    }
    assert steps == LEGAL_STEPS


def test_nothing_leads_back_to_sending() -> None:
    """Money leaves once: only a planned movement is ever sent, and nothing becomes planned."""
    assert {before for before, after in LEGAL_STEPS if after is State.SENDING} == {State.PLANNED}
    assert not any(after is State.PLANNED for _, after in LEGAL_STEPS)
    for state in set(State) - {State.PLANNED, State.SENDING}:
        assert State.SENDING not in _reachable(state)


def test_no_movement_goes_round() -> None:
    """No step or chain of steps leads a movement back to where it was."""
    for before, after in LEGAL_STEPS:
        assert before not in _reachable(after)


def test_every_state_is_reached_and_the_last_ones_are_left_by_nothing() -> None:
    """From `planned` every state can be come to, and five of them are the end."""
    assert _reachable(State.PLANNED) == set(State)
    assert {state for state in State if _reachable(state) == {state}} == TERMINAL


def test_a_confirmed_movement_can_only_come_from_a_sending_one() -> None:
    """What is called confirmed, rejected or unknown was sent."""
    for state in OUTCOMES - {State.NOT_SENT}:
        assert {before for before, after in LEGAL_STEPS if after is state} == {State.SENDING}


def test_one_sending_ends_in_an_outcome() -> None:
    """The outcomes are exactly the states that follow `sending`."""
    assert {after for before, after in LEGAL_STEPS if before is State.SENDING} == OUTCOMES


@pytest.mark.parametrize(
    ("state", "is_open", "counts"),
    [
        (State.PLANNED, False, False),
        (State.SENDING, True, True),
        (State.CONFIRMED, False, True),
        (State.REJECTED, False, False),
        (State.NOT_SENT, False, False),
        (State.UNKNOWN, True, True),
        (State.RESOLVED_APPLIED, False, True),
        (State.RESOLVED_NOT_APPLIED, False, False),
    ],
)
def test_which_states_hold_the_account_and_which_count(
    state: State, is_open: bool, counts: bool
) -> None:
    """In flight and unknown ones hold the sub-account; what may have moved money counts."""
    entry = Entry(_movement(), state, Operator("paul"), NOON)
    assert entry.is_open is is_open is (state in OPEN_STATES)
    assert (state in COUNTED_STATES) is counts


def test_an_add_takes_from_the_main_account_what_it_gives() -> None:
    """Adding credits the sub-account and debits the main account."""
    movement = _movement(Direction.ADD)
    assert movement.change_of_subaccount == Decimal(50)
    assert movement.change_of_main == Decimal(-50)


def test_a_removal_gives_to_the_main_account_what_it_takes() -> None:
    """Removing debits the sub-account and credits the main account."""
    movement = _movement(Direction.REMOVE)
    assert movement.change_of_subaccount == Decimal(-50)
    assert movement.change_of_main == Decimal(50)


def test_an_entry_is_dated_by_when_it_left() -> None:
    """A movement is of the moment it was sent, or asked for if it never was."""
    sent = NOON + timedelta(seconds=3)
    assert Entry(_movement(), State.PLANNED, Operator("paul"), NOON).at == NOON
    assert Entry(_movement(), State.SENDING, Operator("paul"), NOON, sent_at=sent).at == sent


def test_the_owner_of_an_entry_is_not_printed() -> None:
    """Which process holds a movement is no business of a log line."""
    entry = Entry(_movement(), State.SENDING, Operator("paul"), NOON, owner="4711-owner")
    assert "4711-owner" not in repr(entry)
    assert "Clinique" in repr(entry)


def test_an_operator_is_recorded_with_what_is_known_of_him() -> None:
    """Empty fields are left out of the record; the superuser's number nought is not empty."""
    assert Operator("paul").as_record() == {"name": "paul", "uid": 0}
    full = Operator("paul", "gestion", 1001, "nadia", "192.0.2.7", "pts/3", "bastion1")
    assert full.as_record() == {
        "name": "paul",
        "login": "gestion",
        "uid": 1001,
        "sudo_user": "nadia",
        "address": "192.0.2.7",
        "terminal": "pts/3",
        "host": "bastion1",
    }
