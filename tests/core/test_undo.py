"""Undoing: what can come back, of what, and what never can."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.accounts import Balance, Balances
from smspartner_tui.core.movement import Direction, RunKind, State
from smspartner_tui.core.run import PAYEE, PAYER, Run, RunState
from smspartner_tui.core.undo import Never, hindrance, undo_movement, undo_run
from tests.core import unhurried
from tests.core.runs import ANY_STATE, NOW, entry, leg, movement, new_id, plan, transfer, undone


def having(**amounts: str) -> Balances:
    """Balances of sub-accounts, read just now."""
    known = {token: Balance(Decimal(amount), NOW) for token, amount in amounts.items()}
    return Balances(Balance(Decimal(1000), NOW), known)


@pytest.mark.parametrize(
    ("state", "never"),
    [
        (State.CONFIRMED, None),
        (State.RESOLVED_APPLIED, None),
        (State.UNKNOWN, Never.IN_DOUBT),
        (State.SENDING, Never.IN_FLIGHT),
        (State.REJECTED, Never.NOTHING_MOVED),
        (State.NOT_SENT, Never.NOTHING_MOVED),
        (State.RESOLVED_NOT_APPLIED, Never.NOTHING_MOVED),
    ],
)
def test_only_what_moved_can_be_undone(state: State, never: Never | None) -> None:
    """Never a doubt, nor what moved nothing, nor what was undone already."""
    asked = entry(movement("a"), state)
    assert hindrance(asked) is never
    assert undo_movement(asked, having(a="10")).never is never
    if never is None:
        assert hindrance(undone(7, asked)) is Never.UNDONE


@pytest.mark.parametrize(
    ("balance", "amount", "spent"),
    [
        ("80", "50", "0"),
        ("50", "50", "0"),
        ("12.805", "12.80", "37.20"),
        ("49.99", "49.99", "0.01"),
        ("0.01", "0.01", "49.99"),
    ],
)
def test_of_a_credit_no_more_comes_back_than_is_there(
    balance: str, amount: str, spent: str
) -> None:
    """What was spent since is said, and the dust stays."""
    asked = entry(movement("a", "50"), State.CONFIRMED)
    found = undo_movement(asked, having(a=balance))
    [step] = found.steps
    assert (step.direction, step.amount, step.spent) == (
        Direction.REMOVE,
        Decimal(amount),
        Decimal(spent),
    )
    [made] = found.legs(new_id, "undo of no. 1")
    assert (made.undoes, made.movement.amount) == (asked.movement.id, Decimal(amount))
    assert made.movement.reference == "undo of no. 1"
    assert made.movement.id != asked.movement.id
    assert found.kind is RunKind.UNDO


def test_all_spent_is_nothing_to_undo() -> None:
    """Nothing is asked for where nothing can come back."""
    asked = entry(movement("a", "50"), State.CONFIRMED)
    assert undo_movement(asked, having(a="0.004")).never is Never.SPENT


def test_a_balance_that_is_not_known_leaves_it_to_the_platform() -> None:
    """The whole is asked for: the platform refuses what is not there."""
    asked = entry(movement("a", "50"), State.CONFIRMED)
    stale = Balances(None, {"a": Balance(Decimal(1), NOW, stale=True)})
    for balances in (Balances(), stale):
        assert undo_movement(asked, balances).steps[0].amount == 50


def test_what_was_taken_back_is_added_again() -> None:
    """Whatever the sub-account holds by now."""
    asked = entry(movement("a", "50", Direction.REMOVE), State.CONFIRMED)
    [step] = undo_movement(asked, having(a="0")).steps
    assert (step.direction, step.amount, step.spent) == (Direction.ADD, Decimal(50), Decimal(0))


def test_a_transfer_is_undone_in_its_own_way() -> None:
    """The payee gives back what it still has, then the payer gets that, with the same order."""
    done = transfer(State.CONFIRMED, State.CONFIRMED)
    found = undo_run(done, having(payer="0", payee="3.009"))
    assert found.kind is RunKind.TRANSFER
    assert [(step.entry.movement.token, step.direction, step.amount) for step in found.steps] == [
        ("payee", Direction.REMOVE, Decimal("3.00")),
        ("payer", Direction.ADD, Decimal("3.00")),
    ]
    assert undo_run(done, having(payee="0.5")).total == 1
    spent = undo_run(done, having(payee="0"))
    assert (spent.never, spent.kind) == (Never.SPENT, RunKind.TRANSFER)


@pytest.mark.parametrize(
    ("run", "never"),
    [
        (transfer(State.CONFIRMED, State.REJECTED), Never.WAITING),
        (
            replace(transfer(State.CONFIRMED, State.REJECTED), state=RunState.ENDED),
            Never.DROPPED,
        ),
        (transfer(State.CONFIRMED, State.UNKNOWN), Never.IN_DOUBT),
        (transfer(State.UNKNOWN, None), Never.IN_DOUBT),
        (transfer(State.SENDING, None), Never.IN_FLIGHT),
        (transfer(State.CONFIRMED, State.SENDING), Never.IN_FLIGHT),
        (transfer(State.CONFIRMED, State.REJECTED, State.UNKNOWN), Never.IN_DOUBT),
        (transfer(State.CONFIRMED, State.REJECTED, State.CONFIRMED), Never.NOTHING_MOVED),
        (transfer(State.REJECTED, None), Never.NOTHING_MOVED),
        (transfer(None, None), Never.NOTHING_MOVED),
        (plan(State.REJECTED, State.NOT_SENT), Never.NOTHING_MOVED),
        (plan(None), Never.NOTHING_MOVED),
    ],
)
def test_a_run_that_cannot_be_undone(run: Run, never: Never) -> None:
    """It says why."""
    found = undo_run(run, Balances())
    assert (found.never, found.steps) == (never, ())
    assert found.kind is (RunKind.TRANSFER if run.kind is RunKind.TRANSFER else RunKind.UNDO)


def test_a_plan_is_undone_as_far_as_it_can_be() -> None:
    """Debits first, and who is left out is named."""
    legs = (
        leg("taken", State.CONFIRMED, direction="remove"),
        leg("given", State.CONFIRMED),
        leg("doubt", State.UNKNOWN),
        leg("refused", State.REJECTED),
        leg("spent", State.CONFIRMED),
        leg("never tried"),
    )
    found = undo_run(Run("plan", RunKind.PLAN, legs), having(given="9", spent="0"))
    assert [(step.entry.movement.token, step.direction) for step in found.steps] == [
        ("given", Direction.REMOVE),
        ("taken", Direction.ADD),
    ]
    assert {one.movement.token: why for one, why in found.left_out} == {
        "doubt": Never.IN_DOUBT,
        "refused": Never.NOTHING_MOVED,
        "spent": Never.SPENT,
    }
    assert (found.never, found.total, found.kind) == (None, Decimal(10), RunKind.UNDO)
    # Where nothing comes back, it is the first one's reason that is told.
    unmoved = Run("plan", RunKind.PLAN, legs[2:4])
    assert undo_run(unmoved, Balances()).never is Never.IN_DOUBT
    again = replace(legs[1], entry=undone(9, entry(legs[1].movement, State.CONFIRMED)))
    assert undo_run(Run("plan", RunKind.PLAN, (again,)), Balances()).never is Never.UNDONE


def test_a_transfer_of_which_a_part_was_undone_is_not_undone_again() -> None:
    """Whichever of its legs it was."""
    done = transfer(State.CONFIRMED, State.CONFIRMED)
    for place in (PAYER, PAYEE):
        legs = list(done.legs)
        legs[place] = replace(
            legs[place], entry=undone(9, entry(legs[place].movement, State.CONFIRMED))
        )
        assert undo_run(replace(done, legs=tuple(legs)), having(payee="9")).never is Never.UNDONE


_THOUSANDTHS = st.integers(-2_000, 9_000).map(lambda number: Decimal(number) / 1000)
_LEGS = st.tuples(st.sampled_from(ANY_STATE), st.booleans(), st.booleans(), _THOUSANDTHS)


@unhurried
@given(st.lists(_LEGS, max_size=6))
def test_an_undo_takes_back_what_moved_and_is_still_there(
    drawn: list[tuple[State | None, bool, bool, Decimal]],
) -> None:
    """Each leg that was tried comes back, once and no more than is there, or is left out."""
    legs, balances = [], {}
    for place, (state, is_add, is_undone, balance) in enumerate(drawn):
        direction = Direction.ADD if is_add else Direction.REMOVE
        one = leg(f"token {place}", state, direction=direction)
        if one.entry is not None and is_undone:
            one = replace(one, entry=undone(9, one.entry))
        legs.append(one)
        balances[one.movement.token] = Balance(balance, NOW)
    run = Run("plan", RunKind.PLAN, tuple(legs))
    found = undo_run(run, Balances(None, balances))
    tried = {one.movement.id for one in legs if one.entry is not None}
    steps = {step.entry.movement.id: step for step in found.steps}
    assert {*steps, *(one.movement.id for one, _why in found.left_out)} == tried
    assert len(steps) + len(found.left_out) == len(tried)
    assert (found.never is None) is bool(steps)
    assert all(why is (hindrance(one) or Never.SPENT) for one, why in found.left_out)
    for step in found.steps:
        original = step.entry.movement
        assert step.entry.is_applied
        assert step.entry.link.undone_by is None
        assert step.direction is not original.direction
        assert step.amount > 0
        assert step.amount + step.spent == original.amount
        if step.direction is Direction.REMOVE:
            assert step.amount <= max(balances[original.token].amount, Decimal(0))
        else:
            assert step.spent == 0
    directions = [step.direction is Direction.ADD for step in found.steps]
    assert directions == sorted(directions)
    made = found.legs(new_id, "juin")
    assert [one.undoes for one in made] == [step.entry.movement.id for step in found.steps]
    assert not tried & {one.movement.id for one in made}
    assert found.total == sum((one.movement.amount for one in made), Decimal(0))
