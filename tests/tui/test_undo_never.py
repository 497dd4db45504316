"""What is undone already, in doubt or refused is not undone: it is said why, or not offered."""

from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.movement import Direction, Movement, Outcome, Reason, RunKind, State
from smspartner_tui.core.run import Leg, Run
from smspartner_tui.tui.screens.history import HistoryScreen
from smspartner_tui.tui.screens.yes import Stage
from tests.held import token_of
from tests.looking import opens_history, opens_history_at
from tests.past import came_to, writes
from tests.rehearsal import NADIA, Rehearsal, staged
from tests.turns import adds_credit, wants_undone

GARAGE = "Garage Martin"
REFUSED = came_to(State.REJECTED, Reason.REFUSED)
UNANSWERED = came_to(State.UNKNOWN, Reason.DEADLINE)


async def test_an_undo_is_undone_and_the_undone_never_again(tmp_path: Path) -> None:
    """On the dashboard the newest one is undone; in the history only what still stands."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await adds_credit(stage, GARAGE, "50")
        await wants_undone(robot)
        await robot.says_yes()
        await robot.sees("Undone: -€50.00")
        await opens_history_at(robot, "1")
        await robot.does_not_see("u Undo")
        await robot.presses("u")
        assert isinstance(robot.screen, HistoryScreen)
        await robot.presses("escape")
        await wants_undone(robot)
        await robot.sees("ADD €50.00 to Garage Martin, undoing no. 2?")
        await robot.says_yes()
        await robot.sees("Undone: +€50.00, Garage Martin, new balance €111.80 (undo no. 2)")
        assert [one.link.undone_by for one in stage.history] == [None, 3, 2]
        assert stage.moved == [
            ("add", GARAGE, "50"),
            ("remove", GARAGE, "50"),
            ("add", GARAGE, "50"),
        ]


async def test_what_a_colleague_undid_is_not_undone_twice(tmp_path: Path) -> None:
    """Undone behind the question, it is refused by the journal, and nothing is sent."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await adds_credit(stage, GARAGE, "50")
        await wants_undone(robot)
        await robot.waits_for_stage(Stage.QUESTION)
        inverse = Movement("hers-1", token_of(GARAGE), GARAGE, Direction.REMOVE, Decimal(50))
        with stage.rehearsal.journal(NADIA) as journal:
            [first] = journal.history(1)
            leg = Leg(inverse, undoes=first.movement.id)
            run = journal.open_run(Run("hers", RunKind.UNDO, (leg,)))
            journal.begin(inverse, lambda _situation: (), run_id=run.id)
            journal.settle(inverse.id, came_to(State.CONFIRMED, Reason.SUCCESS))
            journal.leave_run(run.id, None)
        await robot.says_yes()
        await robot.sees(
            "Not started. Nothing moved.", "It was undone meanwhile, by no. 2: see the history (h)."
        )
        assert stage.moved == [("add", GARAGE, "50")]


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (UNANSWERED, "It is in doubt: check it first (v), then undo what went through."),
        (REFUSED, "It moved nothing: there is nothing to undo."),
    ],
)
async def test_what_did_not_go_through_is_not_undone(
    tmp_path: Path, outcome: Outcome, why: str
) -> None:
    """On the dashboard it is said why, in the history it is not offered."""
    with Rehearsal(tmp_path) as rehearsal:
        with rehearsal.journal() as journal:
            writes(journal, outcome, GARAGE, "50")
        async with rehearsal.running() as robot:
            if outcome is UNANSWERED:
                await robot.says_no()
            await robot.selects(GARAGE)
            # At once: the journal was not asked for the row yet.
            robot.app.dashboard.lasts.clear()
            await wants_undone(robot)
            await robot.presses("enter", "o", "enter", "y")
            await robot.sees(why)
            await robot.presses("escape")
            await opens_history(robot)
            assert "u Undo" not in robot.text
            await robot.presses("u")
            assert isinstance(robot.screen, HistoryScreen)
            assert rehearsal.bank.posts.total() == 0


async def test_an_undo_that_waits_is_dropped_where_the_cursor_goes_on(tmp_path: Path) -> None:
    """No dialog opens by itself when the cursor comes back."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await adds_credit(stage, GARAGE, "5")
        dashboard = robot.app.dashboard
        await robot.selects(GARAGE)
        dashboard.lasts.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(robot.app, "ask_last_movement", lambda _token: None)
            await robot.presses("u", "j", "k")
        await robot.presses("j", "k")
        await robot.waits_until(lambda: token_of(GARAGE) in dashboard.lasts, "the last movement")
        await robot.settles()
        assert robot.screen is dashboard


async def test_where_there_is_nothing_or_nothing_may_move_it_is_not_offered(
    tmp_path: Path,
) -> None:
    """No movement yet is said; in read-only neither list has the key."""
    async with staged(tmp_path) as stage:
        await stage.robot.presses("u")
        await stage.robot.sees("No movement yet: there is nothing to undo.")
        await adds_credit(stage, GARAGE, "5")
        await stage.robot.presses("l")
        await stage.robot.sees("READ-ONLY")
        await stage.robot.presses("u")
        assert stage.robot.screen is stage.robot.app.dashboard
        await opens_history(stage.robot)
        assert "u Undo" not in stage.robot.text
        await stage.robot.presses("u")
        assert isinstance(stage.robot.screen, HistoryScreen)
        assert stage.posts == 1
