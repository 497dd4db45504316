"""A transfer on its way: how it can end, and how what waits of it arrives, once."""

from decimal import Decimal

import pytest

from smspartner_tui.core.facts import RunChanged
from smspartner_tui.core.movement import Outcome
from smspartner_tui.core.run import Halt, RunState, given_back, resumed
from smspartner_tui.desk import Desk
from tests.desk.fakes import FakePartner, Gate, Told
from tests.desk.turns import Answers, new_id, refused, transfer, until_it_stands
from tests.journal.helpers import GARAGE, MAIRIE, NOT_SENT, UNKNOWN, Clock

APPLIED = "applied, no answer"


@pytest.mark.parametrize(
    ("answers", "state", "halt", "waiting"),
    [
        ([None, None], RunState.ENDED, None, 0),
        ([refused(8)], RunState.ENDED, Halt.REFUSED, 0),
        ([refused(10)], RunState.ENDED, Halt.REFUSED, 0),
        ([NOT_SENT], RunState.ENDED, Halt.NOT_SENT, 0),
        ([UNKNOWN], RunState.PAUSED, Halt.DOUBT, 0),
        ([APPLIED], RunState.PAUSED, Halt.DOUBT, 0),
        ([None, refused(7)], RunState.PAUSED, Halt.REFUSED, 5),
        ([None, refused(10)], RunState.PAUSED, Halt.REFUSED, 5),
        ([None, NOT_SENT], RunState.PAUSED, Halt.NOT_SENT, 5),
        ([None, UNKNOWN], RunState.PAUSED, Halt.DOUBT, 0),
        ([None, APPLIED], RunState.PAUSED, Halt.DOUBT, 0),
    ],
)
def test_how_a_transfer_can_end(
    desk: Desk,
    told: Told,
    partner: FakePartner,
    answers: list[Outcome | str | None],
    state: RunState,
    halt: Halt | None,
    waiting: int,
) -> None:
    """What has surely not arrived waits; nothing waits while it may have."""
    Answers(partner, *answers)
    asked = transfer()
    desk.begin(asked)
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, run.waiting) == (state, halt, Decimal(waiting))
    assert partner.posts == len(answers)


@pytest.mark.parametrize("is_back", [False, True])
@pytest.mark.parametrize("answer", [refused(7), NOT_SENT, UNKNOWN, APPLIED])
def test_credit_that_waits_is_tried_again_and_arrives_once(
    desk: Desk,
    told: Told,
    partner: FakePartner,
    clock: Clock,
    answer: Outcome | str,
    is_back: bool,
) -> None:
    """Whatever came of the first try to finish it or to give it back."""
    Answers(partner, None, refused(7), answer)
    asked = transfer()
    desk.begin(asked)
    run = until_it_stands(told, asked)
    told.clear()
    desk.take_up(run, given_back(run, new_id) if is_back else resumed(run, new_id))
    run = until_it_stands(told, asked)
    for doubt in run.in_doubt:
        clock.now = clock.now.replace(hour=clock.now.hour + 1)
        told.clear()
        desk.resolve(doubt.movement.id, applied=answer == APPLIED, because="relevé")
        run = told.of(RunChanged)[-1].run
    if run.state is RunState.PAUSED:
        assert run.waiting == 5
        told.clear()
        desk.take_up(run, resumed(run, new_id))
        run = until_it_stands(told, asked)
    assert (run.state, partner.main) == (RunState.ENDED, Decimal(1000))
    has_come_back = is_back and answer == APPLIED
    assert partner.balances[MAIRIE] == (10 if has_come_back else 5)
    assert partner.balances[GARAGE] == (10 if has_come_back else 15)


def test_a_doubt_about_the_first_leg_is_decided_before_the_second(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """That it went through makes its credit wait; nothing of it goes by itself."""
    Answers(partner, APPLIED)
    asked = transfer()
    desk.begin(asked)
    until_it_stands(told, asked)
    desk.resolve(asked.legs[0].movement.id, applied=True, because="relevé")
    run = told.of(RunChanged)[-1].run
    assert (run.state, run.waiting, partner.posts) == (RunState.PAUSED, Decimal(5), 1)
    told.clear()
    desk.take_up(run, resumed(run, new_id))
    assert until_it_stands(told, asked).state is RunState.ENDED
    assert (partner.main, partner.balances[GARAGE]) == (Decimal(1000), Decimal(15))


def test_dropped_in_mid_debit_its_credit_waits(
    desk: Desk, told: Told, partner: FakePartner
) -> None:
    """Who dropped it then had not seen that credit would wait: it is told, and still offered."""
    partner.gate = gate = Gate()
    asked = transfer()
    desk.begin(asked)
    gate.wait_until_reached()
    desk.drop_rest(asked)
    gate.open()
    run = until_it_stands(told, asked)
    assert (run.state, run.halt, run.waiting) == (RunState.PAUSED, Halt.ASKED, Decimal(5))
    assert partner.posts == 1
    desk.drop_rest(run)
    run = told.of(RunChanged)[-1].run
    assert (run.state, run.halt, partner.posts) == (RunState.ENDED, Halt.DROPPED, 1)
