"""Rises: balances that went up without this journal are kept, named and never made up."""

from datetime import timedelta
from decimal import Decimal

import pytest

from smspartner_tui.core.movement import Direction, Outcome
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.journal.reader import MAIN
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    NOT_SENT,
    REJECTED,
    UNKNOWN,
    Clock,
    agree,
    confirmed,
    movement,
    raw,
)
from tests.journal.keeps import See, kept, moves

ADD, REMOVE = Direction.ADD, Direction.REMOVE


@pytest.fixture
def see(journal: Journal, clock: Clock) -> See:
    """Reads balances, and keeps them."""
    return See(journal, clock)


def test_a_balance_that_rises_by_itself_is_a_rise(journal: Journal, clock: Clock, see: See) -> None:
    """Whose, by how much, since when, when it was seen, and after which movement."""
    journal.names = {GARAGE: "Garage Martin"}
    moves(journal, clock, NOT_SENT)
    assert see(60, {GARAGE: "61.80", MAIRIE: "1204.5"}) == ()
    # When it was asked for: what is kept has been answered by the next look at the clock.
    before = clock.now - timedelta(milliseconds=1)
    [rise] = see(60, {GARAGE: "81.80", MAIRIE: "1204.5"})
    assert (rise.token, rise.name, rise.amount) == (GARAGE, "Garage Martin", Decimal(20))
    assert (rise.since, rise.at, rise.after, rise.id) == (before, clock.now, 1, 1)
    [second] = see(60, {GARAGE: "81.80", MAIRIE: "1300"})
    assert (second.token, second.name, second.id) == (MAIRIE, MAIRIE[-4:], 2)
    assert second.amount == Decimal("95.5")
    assert kept(journal) == (rise, second)


def test_a_balance_that_falls_or_stands_is_none(journal: Journal, see: See) -> None:
    """Consumption is nobody's news, and the first balance rose from nowhere."""
    for main, garage in (("1000", "61.8"), ("999", "61.8"), ("999", "3"), ("-5", "0")):
        assert see(60, {MAIN: main, GARAGE: garage}) == ()
    assert kept(journal) == ()


def test_the_main_account_that_was_topped_up_is_one(journal: Journal, see: See) -> None:
    """It has no token and no name."""
    see(60, {MAIN: "100"})
    [rise] = see(60, {MAIN: "600.005"})
    assert (rise.token, rise.name, rise.amount) == (MAIN, "", Decimal("500.005"))
    assert kept(journal) == (rise,)


def test_a_rise_is_told_once(journal: Journal, see: See) -> None:
    """A balance that stays where it rose to has not risen again; a second credit has."""
    see(60, {GARAGE: "10"})
    assert [rise.amount for rise in see(60, {GARAGE: "30"})] == [Decimal(20)]
    assert see(3, {GARAGE: "30"}) == ()
    assert see(3, {GARAGE: "29"}) == ()
    assert see(60, {GARAGE: "29"}) == ()
    assert [rise.amount for rise in see(60, {GARAGE: "36"})] == [Decimal(7)]
    assert sum(rise.amount for rise in kept(journal)) == Decimal(27)


def test_the_least_is_told(journal: Journal, see: See) -> None:
    """What was spent meanwhile hides as much of the credit."""
    see(60, {GARAGE: "10"})
    assert see(60, {GARAGE: "4"}) == ()
    [rise] = see(60, {GARAGE: "16"})
    assert rise.amount == Decimal(12)


@pytest.mark.parametrize(
    ("rises_to", "amount"),
    [("10.004", None), ("10.0099", None), ("10.01", "0.01"), ("10.0105", "0.0105")],
)
def test_less_than_a_cent_is_rounding(see: See, rises_to: str, amount: str | None) -> None:
    """One call may tell to the cent what another tells to the thousandth."""
    see(60, {GARAGE: "10"})
    found = [rise.amount for rise in see(60, {GARAGE: rises_to})]
    assert found == ([] if amount is None else [Decimal(amount)])


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("direction", [ADD, REMOVE])
def test_own_movements_explain_what_they_raise(
    journal: Journal, clock: Clock, see: See, direction: Direction, *, told: bool
) -> None:
    """Whether the reply told the balances or only a reading does: nothing was credited elsewhere.

    What comes on top of it was.
    """
    see(60, {MAIN: "1000", GARAGE: "100"})
    after = ("950", "150") if direction is ADD else ("1050", "50")
    outcome = confirmed(*after) if told else confirmed(None, None)
    moves(journal, clock, outcome, direction=direction)
    assert see(60, {MAIN: after[0], GARAGE: after[1]}) == ()
    assert kept(journal) == ()
    raised = GARAGE if direction is ADD else MAIN
    [rise] = see(60, {raised: "1057"})
    assert rise.amount == 1057 - Decimal(after[1] if direction is ADD else after[0])


def test_a_credit_beside_an_own_removal_is_seen(journal: Journal, clock: Clock, see: See) -> None:
    """The balance only fell, but by less than what was certainly taken."""
    see(60, {GARAGE: "100"})
    clock.now += timedelta(seconds=60)
    moves(journal, clock, confirmed(None, None), direction=REMOVE)
    [rise] = see(60, {GARAGE: "80"})
    assert rise.amount == Decimal(30)


def test_a_reply_finds_a_rise_too(journal: Journal, clock: Clock, see: See) -> None:
    """The platform told a balance that its own movement does not account for."""
    see(60, {MAIN: "1000", GARAGE: "100"})
    clock.now += timedelta(seconds=60)
    moves(journal, clock, confirmed("950", "170"))
    [rise] = kept(journal)
    assert (rise.token, rise.amount, rise.after) == (GARAGE, Decimal(20), 1)


@pytest.mark.parametrize("outcome", [UNKNOWN, None])
@pytest.mark.parametrize(("rises_to", "rest"), [("150", "0"), ("130", "0"), ("151.5", "1.5")])
def test_what_may_have_moved_explains_its_amount_at_most(
    journal: Journal, clock: Clock, see: See, outcome: Outcome | None, rises_to: str, rest: str
) -> None:
    """Never answered, or in flight: as much as it asked for is its own, and no cent more."""
    see(60, {GARAGE: "100"})
    asked = movement(GARAGE, "50")
    journal.begin(asked, agree)
    if outcome is not None:
        journal.settle(asked.id, outcome)
    found = [rise.amount for rise in see(60, {GARAGE: rises_to})]
    assert sum(found) == Decimal(rest)


def test_what_was_said_to_have_had_no_effect_explains_too(
    journal: Journal, clock: Clock, see: See
) -> None:
    """What a person decided is no proof."""
    see(60, {GARAGE: "100"})
    asked = movement(GARAGE, "50")
    journal.begin(asked, agree)
    journal.settle(asked.id, UNKNOWN)
    journal.resolve(asked.id, applied=False, because="rien vu")
    assert see(60, {GARAGE: "150"}) == ()


@pytest.mark.parametrize("outcome", [REJECTED, NOT_SENT])
def test_what_moved_nothing_explains_nothing(
    journal: Journal, clock: Clock, see: See, outcome: Outcome
) -> None:
    """The platform refused it, and the balance rose all the same: somebody else credited it."""
    see(60, {GARAGE: "100"})
    moves(journal, clock, outcome)
    [rise] = see(60, {GARAGE: "150"})
    assert rise.amount == Decimal(50)


def test_an_old_doubt_explains_nothing_any_more(journal: Journal, clock: Clock, see: See) -> None:
    """The platform's time is over: a rise of the next day is another's."""
    moves(journal, clock, UNKNOWN)
    see(3600, {GARAGE: "100"})
    [rise] = see(60, {GARAGE: "150"})
    assert rise.amount == Decimal(50)


def test_a_rise_is_never_changed(journal: Journal, see: See) -> None:
    """The database refuses to rewrite one or to take it out, as it does with movements."""
    see(60, {GARAGE: "10"})
    see(60, {GARAGE: "30"})
    with raw(journal.path.parent) as db:
        for statement in ("UPDATE rise SET micros = 1", "DELETE FROM rise"):
            with pytest.raises(Exception, match="never"):
                db.execute(statement)
    assert len(kept(journal)) == 1


def test_a_journal_that_cannot_be_written_keeps_no_rise(journal: Journal, see: See) -> None:
    """It is found again when it can."""
    see(60, {GARAGE: "10"})
    journal.check()
    with raw(journal.path.parent) as db:
        db.execute("BEGIN IMMEDIATE")
        journal._db.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(JournalError):
            see(60, {GARAGE: "30"})
    [rise] = see(60, {GARAGE: "30"})
    assert rise.amount == Decimal(20)
