"""What of a run can go, over every way in which its legs can stand."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from smspartner_tui.core.guards import Limits, Objection, Rule
from smspartner_tui.core.movement import Direction, Outcome, Reason, RunKind, State
from smspartner_tui.core.run import (
    GIVEN_BACK,
    PAYEE,
    PAYER,
    Halt,
    Leg,
    Run,
    RunState,
    given_back,
    halt_of,
    is_feasible,
    resumed,
    stops_line,
    tally,
)
from tests.core.runs import ANY_STATE, MAY_HAVE_MOVED, entry, leg, movement, new_id, plan, transfer

APPLIED = (State.CONFIRMED, State.RESOLVED_APPLIED)
OPEN = (State.SENDING, State.UNKNOWN)


@pytest.mark.parametrize("states", product(ANY_STATE, repeat=3))
def test_nothing_goes_twice_in_a_plan(states: tuple[State | None, ...]) -> None:
    """What moved, or may have, is never left to go; what is left and was tried is made anew."""
    run = plan(*states)
    left = run.left
    assert not {states[place] for place in left} & MAY_HAVE_MOVED
    again = resumed(run, new_id)
    assert set(again) == set(left)
    for place, one in again.items():
        was_tried = states[place] is not None
        assert (one.movement.id != run.legs[place].movement.id) is was_tried
        assert one.entry is None
    assert run.can_go(again)
    assert run.is_finished is (not left and not set(states) & set(OPEN))


@pytest.mark.parametrize("code", [1, 2, 10, 20, 30, 40, 90, 96])
def test_what_was_refused_for_no_reason_of_its_own_goes_as_another_movement(code: int) -> None:
    """A refused key says nothing about the sub-account; its own refusal would come again."""
    legs = (leg("a", State.REJECTED, code=str(code)), leg("b", State.REJECTED, code="7"), leg("c"))
    run = Run("plan", RunKind.PLAN, legs)
    again = resumed(run, new_id)
    assert set(run.left) == set(again) == {0, 2}
    assert again[0].movement.id != legs[0].movement.id
    assert replace(again[0].movement, id=legs[0].movement.id) == legs[0].movement
    assert again[2] == legs[2]


def test_another_try_still_undoes_what_the_first_was_to_undo() -> None:
    """So that the journal knows by what it was undone."""
    run = Run("undo", RunKind.UNDO, (replace(leg("a", State.NOT_SENT), undoes="original"),))
    assert resumed(run, new_id)[0].undoes == "original"


@pytest.mark.parametrize("states", [*product(ANY_STATE, repeat=2), *product(ANY_STATE, repeat=3)])
def test_credit_waits_in_a_transfer_only_where_it_has_surely_not_arrived(
    states: tuple[State | None, ...],
) -> None:
    """It left the payer, and neither the payee nor the payer has it, nor may have it."""
    run = transfer(*states)
    has_left = states[PAYER] in APPLIED
    may_be_there = any(state in MAY_HAVE_MOVED for state in states[PAYEE:])
    assert (run.waiting == 5) is (has_left and not may_be_there)
    assert not {states[place] for place in run.left} & MAY_HAVE_MOVED
    if run.waiting:
        assert set(run.left) == {PAYEE}
        back = given_back(run, new_id)
        assert set(back) == {GIVEN_BACK}
        assert back[GIVEN_BACK].movement.token == "payer"
        assert back[GIVEN_BACK].movement.direction is Direction.ADD
        assert back[GIVEN_BACK].undoes == run.legs[PAYER].movement.id
        assert run.can_go(back)
        assert run.can_go(resumed(run, new_id))
    else:
        assert not run.can_go(given_back(run, new_id))
        if states[PAYER] is not None:
            assert run.left == {}
    assert run.is_finished is (not run.left and not set(states) & set(OPEN))


NOT_THERE = (None, State.REJECTED, State.NOT_SENT, State.RESOLVED_NOT_APPLIED)
"""What can have become of a leg that has left its credit where it was."""


def test_less_than_a_euro_waits_too_and_comes_back_as_an_amount_of_its_own() -> None:
    """What was said of the debit, that it was all and which one it was like, is not of it."""
    asked = replace(
        movement("payer", "0.4", Direction.REMOVE), everything=True, again_after="an older one"
    )
    run = Run(
        "transfer",
        RunKind.TRANSFER,
        (Leg(asked, entry=entry(asked, State.CONFIRMED)), leg("payee", amount="0.4")),
    )
    back = given_back(run, new_id)
    assert run.waiting == Decimal("0.4")
    assert run.can_go(back)
    assert back[2].movement == replace(
        asked,
        id=back[2].movement.id,
        direction=Direction.ADD,
        everything=False,
        again_after="",
    )
    assert replace(run, kind=RunKind.PLAN).waiting == 0


def test_of_a_transfer_that_was_not_begun_both_legs_can_go() -> None:
    """And nothing waits."""
    run = transfer(None, None)
    assert (run.left, run.waiting) == (dict(enumerate(run.legs)), Decimal(0))
    assert run.can_go(resumed(run, new_id))


def could_be(states: tuple[State | None, ...]) -> bool:
    """Whether a transfer can come to stand so, one leg after the other."""
    payer, *others = states
    may_be_there = [state for state in others if state in MAY_HAVE_MOVED]
    return len(may_be_there) <= 1 and (payer in APPLIED or not any(others))


@pytest.mark.parametrize(
    "states", [each for each in product(ANY_STATE, repeat=3) if could_be(each)]
)
def test_a_transfer_is_finished_only_once_its_credit_belongs_to_somebody(
    states: tuple[State | None, ...],
) -> None:
    """To the payer, who never gave it or has it back, or to the payee; and never to both."""
    run = transfer(*states)
    change = sum((one.movement.change_of_main for one in run.done), Decimal(0))
    if run.is_finished:
        assert change == 0
    elif not set(states) & set(OPEN):
        assert change == run.waiting
        assert set(run.left) == ({PAYEE} if run.waiting else {0, 1, 2})


@pytest.mark.parametrize("before", product(APPLIED, NOT_THERE, NOT_THERE))
def test_no_look_at_a_transfer_credits_it_twice(before: tuple[State | None, ...]) -> None:
    """Whatever has become of it since: what may have arrived is not credited by an older look."""
    run = transfer(*before)
    assert run.waiting
    wanted = (resumed(run, new_id), given_back(run, new_id))
    for after in filter(could_be, product(APPLIED, ANY_STATE, ANY_STATE)):
        legs = (
            replace(one, entry=None if state is None else entry(one.movement, state, 7))
            for one, state in zip(run.legs, after, strict=True)
        )
        now = replace(run, legs=tuple(legs))
        for legs_wanted in wanted:
            if set(after[PAYEE:]) & MAY_HAVE_MOVED:
                assert not now.can_go(legs_wanted)
            was_tried = {one.movement.id for one in now.legs if one.entry is not None}
            if was_tried & {one.movement.id for one in legs_wanted.values()}:
                assert not now.can_go(legs_wanted)


def test_a_stale_look_cannot_send_what_went_meanwhile() -> None:
    """Legs made from an older look at a run are refused where one of them was tried since."""
    before = plan(State.CONFIRMED, State.NOT_SENT, None)
    wanted = resumed(before, new_id)
    assert before.can_go(wanted)
    after = plan(State.CONFIRMED, State.CONFIRMED, None)
    assert not after.can_go(wanted)
    tried = before.with_entry(entry(before.legs[2].movement, State.CONFIRMED))
    assert not tried.can_go({2: before.legs[2]})
    half = transfer(State.CONFIRMED, State.REJECTED)
    done = transfer(State.CONFIRMED, State.CONFIRMED)
    assert not done.can_go(given_back(half, new_id))


@pytest.mark.parametrize(
    ("state", "code", "direction", "halt"),
    [
        (State.CONFIRMED, 200, "add", None),
        (State.UNKNOWN, None, "add", Halt.DOUBT),
        (State.NOT_SENT, None, "add", Halt.NOT_SENT),
        *[(State.REJECTED, code, "add", None) for code in (3, 4, 5, 7, 99)],
        *[(State.REJECTED, code, "remove", None) for code in (6, 8, 11)],
        *[(State.REJECTED, code, "add", Halt.REFUSED) for code in (6, 8, 11)],
        *[(State.REJECTED, code, "remove", Halt.REFUSED) for code in (1, 2, 10, 20, 30, 40, 96)],
        (State.RESOLVED_APPLIED, None, "add", None),
        (State.RESOLVED_NOT_APPLIED, None, "add", None),
    ],
)
def test_what_stops_the_line(
    state: State, code: int | None, direction: str, halt: Halt | None
) -> None:
    """No answer, no connection, and refusals that say nothing about the sub-account."""
    asked = movement("a", direction=Direction(direction))
    assert halt_of(entry(asked, state, code)) is halt


def test_too_many_requests_stop_the_line() -> None:
    """The next movement would be turned away as well."""
    limited = Outcome(State.REJECTED, Reason.RATE_LIMITED)
    asked = replace(entry(movement("a"), State.REJECTED), outcome=limited)
    assert halt_of(asked) is Halt.REFUSED


@pytest.mark.parametrize("rule", Rule)
def test_which_guards_speak_of_the_main_account(rule: Rule) -> None:
    """Those that forbid one leg for its sub-account's sake say nothing about the others."""
    of_main = {
        *(Rule.READ_ONLY, Rule.OVER_DAY, Rule.RESERVE, Rule.RESERVE_UNKNOWN),
        Rule.MAIN_TOO_SMALL,
    }
    assert stops_line([Objection(rule)]) is (rule in of_main)
    assert not stops_line([Objection(rule, blocks=False)])
    assert stops_line([Objection(Rule.LOCKED), Objection(Rule.RESERVE), Objection(rule)])


def test_how_far_it_is() -> None:
    """The one in flight is the current one, else the next; in the end the last."""
    assert plan(None, None).current == 1
    assert plan(State.SENDING, None).current == 1
    assert plan(State.CONFIRMED, None).current == 2
    assert plan(State.CONFIRMED, State.REJECTED).current == 2
    states = (State.CONFIRMED, State.REJECTED, State.UNKNOWN, State.UNKNOWN, State.NOT_SENT, None)
    run = plan(*states)
    assert tally(run) == (1, 1, 2, 2, 5)
    assert run.in_doubt == (run.legs[2], run.legs[3])


def test_the_rest_must_leave_the_reserve_at_every_step() -> None:
    """Credits before a debit that would pay for them are not feasible."""
    add = movement("a", "60")
    remove = movement("b", "50", Direction.REMOVE)
    limits = Limits(main_reserve=Decimal(50))
    assert is_feasible([remove, add], Decimal(60), limits)
    assert not is_feasible([add, remove], Decimal(60), limits)
    assert not is_feasible([movement("c", "1"), add, movement("d", "1")], Decimal(60), limits)
    assert not is_feasible([add], None, limits)
    assert is_feasible([add], None, Limits())


def test_totals_and_entries() -> None:
    """A run adds up in either direction, and takes an entry of its own only."""
    run = plan(None, None)
    assert run.total == 10
    assert run.with_entry(entry(movement("else"), State.CONFIRMED)) is run
    told = run.with_entry(entry(run.legs[1].movement, State.CONFIRMED))
    assert [one.is_applied for one in told.legs] == [False, True]
    assert told.done == (told.legs[1],)
    assert Leg(movement("a")).may_go
    assert not leg("a", State.SENDING).may_go


def test_what_the_guards_said_is_kept_while_nothing_else_happens() -> None:
    """For each leg that stands as it did; not once the run goes on, or has a word of its own."""
    said = {1: (Objection(Rule.DOUBT),), 2: (Objection(Rule.LOCKED),)}
    kept = replace(plan(State.CONFIRMED, None, None), state=RunState.PAUSED, halt=Halt.BLOCKED)
    held = replace(kept, blocked=said)
    assert kept.with_blocked_of(held) == held
    assert kept.with_blocked_of(None) == kept
    for other in (
        replace(kept, state=RunState.RUNNING, halt=None),
        replace(kept, state=RunState.ENDED, halt=Halt.DROPPED),
        replace(kept, halt=Halt.ASKED),
        replace(kept, blocked={1: (Objection(Rule.LOCKED),)}),
    ):
        assert other.with_blocked_of(held) == other
    tried = kept.with_entry(entry(kept.legs[1].movement, State.UNKNOWN))
    assert tried.with_blocked_of(held).blocked == {2: said[2]}
    assert replace(kept, legs=kept.legs[:2]).with_blocked_of(held).blocked[1] == said[1]
