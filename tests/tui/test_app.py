"""The app around the screens: the menu, the help, leaving, and a journal that cannot be written."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from smspartner_tui.core.facts import MovementStopped
from smspartner_tui.core.guards import Situation, Surroundings
from smspartner_tui.core.movement import (
    Direction,
    Entry,
    JournalProblem,
    Movement,
    State,
)
from smspartner_tui.core.operator import Operator
from smspartner_tui.journal.store import FILE_NAME
from smspartner_tui.tui.messages import (
    JournalRead,
    PlanFileWritten,
    ResolutionFailed,
    SituationKnown,
    SituationUnknown,
    SurroundingsKnown,
)
from smspartner_tui.tui.screens.menu import MenuScreen
from tests.rehearsal import Rehearsal, staged
from tests.scenes import installed


def sent(now: datetime) -> Entry:
    """A movement in doubt, number 7."""
    movement = Movement("m", "x", "Garage Martin", Direction.ADD, Decimal(50))
    return Entry(movement, State.UNKNOWN, Operator("demo"), now, number=7)


LOST = "Cinéma Muet (sans effet)"


async def test_the_menu_lists_our_actions_and_no_screenshot(tmp_path: Path) -> None:
    """Textual's own commands would write clients' balances into a file for everybody."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses(":")
        await robot.sees("Look for an action…", "Add credit")
        offered = [command.title for command in robot.app.get_system_commands(robot.app.dashboard)]
        assert "History of movements" in offered
        assert not {"Screenshot", "Theme", "Keys", "Maximize"} & set(offered)
        await robot.types("history")
        await robot.waits_until(lambda: "Add credit" not in robot.text, "the others to go")
        await robot.presses("enter")
        await robot.sees("No movement yet.", "Esc Back")


async def test_the_menu_offers_no_money_in_read_only(tmp_path: Path) -> None:
    """What the footer hides, the menu hides."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("l")
        await robot.sees("READ-ONLY")
        offered = [command.title for command in robot.app.get_system_commands(robot.app.dashboard)]
        assert "Add credit" not in offered
        await robot.presses("ctrl+p")
        await robot.waits_until(lambda: isinstance(robot.screen, MenuScreen), "the menu")
        await robot.presses("escape")
        await robot.waits_until(lambda: robot.screen is robot.app.dashboard, "the list")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_help_fits(tmp_path: Path, size: tuple[int, int]) -> None:
    """Keys and topics without scrolling; behind a digit, where everything is."""
    async with staged(tmp_path, size, account=installed) as stage:
        robot = stage.robot
        await robot.presses("?")
        await robot.sees("MONEY", "a add credit", "TOOL", "quit (Ctrl+Q too)", "7 Without a screen")
        assert robot.screen.query_one("#box").max_scroll_y == 0
        await robot.presses("6")
        await robot.sees(
            "Journal ~/.local/state/smspartner-tui/prod/journal.sqlite3",
            "Configuration ~/.config/smspartner-tui/config.toml",
            "API key pass show smspartner/prod (…7d02)",
        )
        await robot.presses("escape", "down")
        await robot.sees("MONEY")
        await robot.presses("x")
        await robot.does_not_see("MONEY")


async def test_an_answer_that_comes_after_the_end_is_let_go(tmp_path: Path) -> None:
    """Threads may answer when the screens are closed already: no crash on the way out."""
    async with staged(tmp_path) as stage:
        app = stage.robot.app
        now = app.clock()
    assert app.on_top is None
    app.on_situation_known(SituationKnown("x", Situation(now)))
    app.on_situation_unknown(SituationUnknown("x", JournalProblem.BUSY))
    app.on_surroundings_known(SurroundingsKnown(Surroundings(now)))
    app.on_resolution_failed(ResolutionFailed(sent(now), JournalProblem.BUSY))
    app.on_plan_file_written(PlanFileWritten("/plan.toml"))
    app.on_journal_read(JournalRead((), None, at_start=False, as_of=app.steps_told))


async def test_q_leaves_when_nothing_is_open(tmp_path: Path) -> None:
    """At once, with status 0."""
    async with staged(tmp_path) as stage:
        stage.robot.press_only("q")
        await stage.robot.waits_until(lambda: not stage.robot.app.is_running, "the end")
        assert stage.robot.app.return_code == 0


async def test_a_key_behind_q_opens_nothing(tmp_path: Path) -> None:
    """What arrives in the same packet would find a screen that is never composed."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        for key in ("q", "enter", "f", "h"):
            robot.press_only(key)
        await robot.waits_until(lambda: not robot.app.is_running, "the end")
        assert robot.app.return_code == 0


async def test_a_decision_that_was_not_recorded_is_told_where_its_screen_is_gone(
    tmp_path: Path,
) -> None:
    """By its number: another movement's screen is not told of it."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        failed = sent(robot.app.clock())
        robot.app.post_message(ResolutionFailed(failed, None))
        await robot.sees(
            "What you decided about no. 7 was not recorded.", "Somebody decided about it meanwhile."
        )


async def test_leaving_waits_for_the_movement_in_flight(tmp_path: Path) -> None:
    """`q` says how long at most, and ends on the outcome, which is on the disk."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await stage.has_one_in_flight()
        await robot.presses("escape")
        await robot.presses("q")
        await robot.sees("A movement is in flight: leaving on its outcome, in 8 s at most")
        await robot.presses("q", "ctrl+z")
        assert robot.app.is_running
        stage.bank.movements.open()
        await robot.waits_until(lambda: not robot.app.is_running, "the end")
        assert robot.app.return_code == 0
        assert [entry.state for entry in stage.history] == [State.CONFIRMED]
        assert stage.moved == [("add", "Garage Martin", "50")]


async def test_nothing_new_is_sent_once_leaving(tmp_path: Path) -> None:
    """A movement agreed after `q` is stopped, and says that nothing moved."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await stage.has_one_in_flight()
        await robot.presses("escape")
        await robot.presses("q")
        await robot.sees("leaving on its outcome")
        await robot.adds("Clinique Saint-Yves", "20")
        await robot.says_yes()
        await robot.sees("Not sent. Nothing moved.")
        stage.bank.movements.open()
        await robot.waits_until(lambda: not robot.app.is_running, "the end")
        assert stage.moved == [("add", "Garage Martin", "50")]
        # The screen went on its own: the shell is where there is time to read it.
        told = [fact for fact in robot.app.take_untold() if isinstance(fact, MovementStopped)]
        assert [fact.movement.name for fact in told] == ["Clinique Saint-Yves"]


async def test_leaving_with_a_fresh_doubt_is_asked(tmp_path: Path) -> None:
    """The platform may still carry it out for two minutes; later `q` does not ask."""
    async with staged(tmp_path, deadline=0.3) as stage:
        robot = stage.robot
        await robot.adds(LOST, "50")
        await robot.says_yes()
        await robot.sees("v Check it")
        await robot.presses("escape", "q")
        await robot.sees("A movement is in doubt. Quit?", "It stays locked")
        await robot.says_no()
        await robot.does_not_see("Quit?")
        await robot.presses("ctrl+q")
        await robot.sees("A movement is in doubt. Quit?")
        await robot.presses("ctrl+q", "enter")
        assert robot.app.is_running
        await robot.says_no()
        stage.clock.advance(minutes=3)
        robot.press_only("q")
        await robot.waits_until(lambda: not robot.app.is_running, "the end")
        assert robot.app.return_code == 0


async def test_yes_to_leaving_leaves(tmp_path: Path) -> None:
    """The doubt stays in the journal for the next start."""
    async with staged(tmp_path, deadline=0.3) as stage:
        robot = stage.robot
        await robot.adds(LOST, "50")
        await robot.says_yes()
        await robot.sees("v Check it")
        await robot.presses("escape", "q")
        await robot.sees("Quit?")
        await robot.waits_for_ears()
        robot.press_only("o")
        await robot.waits_until(lambda: not robot.app.is_running, "the end")
        assert [entry.state for entry in stage.history] == [State.UNKNOWN]


async def test_ctrl_c_ends_nothing(tmp_path: Path) -> None:
    """It says which key does."""
    async with staged(tmp_path) as stage:
        await stage.robot.presses("ctrl+c")
        await stage.robot.sees("Quit (q).")
        assert stage.robot.app.is_running


async def test_a_damaged_journal_forbids_movements(tmp_path: Path) -> None:
    """Said at all times; what can be read is shown; the question is never asked."""
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running() as robot:
            await robot.adds("Garage Martin", "50")
            await robot.says_yes()
            await robot.sees("Added €50.00")
        _damage(rehearsal.folder / FILE_NAME)
        async with rehearsal.running() as robot:
            await robot.sees("JOURNAL: no movement possible")
            await robot.presses("a", "5", "enter", "enter")
            await robot.sees("nothing will be sent")
            await robot.presses("o", "enter", "y")
            assert rehearsal.bank.posts.total() == 1


def _damage(path: Path) -> None:
    for stale in path.parent.glob(f"{FILE_NAME}-*"):
        stale.unlink()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * (4096 - 100)
    path.write_bytes(content)


async def test_a_journal_of_another_account_forbids_movements(tmp_path: Path) -> None:
    """Its balances are not ours either, and nothing is written into it."""
    with Rehearsal(tmp_path) as other:
        async with other.running():
            pass
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running() as robot:
            await robot.sees("This journal belongs to another platform address", "JOURNAL:")
            await robot.opens_add("Garage Martin")
            await robot.fills_in("5")
            await robot.says_yes()
            await robot.sees("Not sent. Nothing moved.", "belongs to another platform address")
            assert rehearsal.bank.posts.total() == 0


async def test_a_rehearsal_says_that_it_is_one(tmp_path: Path) -> None:
    """In the first line, in place of the profile's name."""
    async with staged(
        tmp_path, account=lambda account: replace(account, is_rehearsal=True)
    ) as stage:
        assert stage.robot.lines[0].strip().startswith("REHEARSAL: no real credit")


async def test_no_colour_needs_none(tmp_path: Path) -> None:
    """Without colours the screen says the same, in default colours only."""
    async with staged(tmp_path, no_colour=True) as stage:
        assert stage.robot.app.ansi_color
        await stage.robot.presses("b")
        await stage.robot.sees("! LOW", "! EMPTY", "> Clinique Saint-Yves")


@pytest.mark.parametrize(
    ("entries", "problem", "steps_ago"),
    [(None, JournalProblem.DAMAGED, 0), ((), None, 1)],
    ids=["unreadable", "out of date"],
)
async def test_what_the_journal_cannot_tell_hides_no_doubt(
    tmp_path: Path,
    entries: tuple[Entry, ...] | None,
    problem: JournalProblem | None,
    steps_ago: int,
) -> None:
    """A journal that cannot be read, or was read before the last step, takes no doubt away."""
    async with staged(tmp_path, deadline=0.3) as stage:
        robot = stage.robot
        await robot.adds("Cinéma Muet (sans effet)", "50")
        await robot.says_yes()
        await robot.sees("No answer: the money may have moved.")
        await robot.presses("escape")
        steps = 2 - steps_ago
        robot.app.post_message(JournalRead(entries, problem, at_start=False, as_of=steps))
        await robot.settles()
        assert [entry.movement.name for entry in robot.app.board.in_doubt] == [
            "Cinéma Muet (sans effet)"
        ]
        await robot.presses("q")
        await robot.sees("A movement is in doubt. Quit?")
