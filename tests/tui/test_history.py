"""The history: what the journal holds, newest first, page by page, on any width."""

from pathlib import Path

import pytest

from smspartner_tui.core.movement import Direction, Reason, State
from tests.past import came_to, writes
from tests.rehearsal import NADIA, Rehearsal

DONE = came_to(State.CONFIRMED, Reason.SUCCESS, "2819.20", "66.805")
REFUSED = came_to(State.REJECTED, Reason.REFUSED)
UNANSWERED = came_to(State.UNKNOWN, Reason.DEADLINE)


async def test_the_history_shows_every_state(tmp_path: Path) -> None:
    """Done, refused, in doubt, decided: who, when, how much, and what came back."""
    with Rehearsal(tmp_path) as rehearsal:
        with rehearsal.journal(NADIA) as journal:
            writes(journal, DONE, "Garage Martin", "50", "FA-2031")
            writes(journal, REFUSED, "Mairie de Vannes", "50", direction=Direction.REMOVE)
            resolved = writes(journal, UNANSWERED, "Théâtre du Port", "12.5")
            journal.resolve(resolved, applied=False, because="not in the customer area")
            rehearsal.clock.advance(days=1)
            writes(journal, UNANSWERED, "Cabinet Dr Riou", "50")
        async with rehearsal.running() as robot:
            await robot.says_no()
            await robot.presses("h")
            await robot.sees("History: 4 movements")
            assert robot.line("> 4") == "> 4 14:32 nadia +50.00 Cabinet Dr Riou ? IN DOUBT"
            await robot.presses("j")
            assert "3 12 Jun 14:32 nadia +12.50 Théâtre du Port no effect" in robot.text
            await robot.sees("decided 12 Jun 14:32 by nadia: not in the customer area")
            await robot.presses("j")
            assert "-50.00 Mairie de Vann… refused" in robot.line("> 2")
            await robot.sees("Code 8: “Crédit insufisant” · 0.3 s")
            await robot.presses("j")
            assert "+50.00 Garage Martin FA-2031 done" in robot.line("> 1")
            await robot.sees("sub-account €66.805", "No. 1 · done · 12 Jun 14:32 · nadia")
            await robot.presses("v")
            await robot.presses("escape")
            await robot.sees("Low mark €")
            assert robot.screen is robot.app.dashboard


async def test_a_doubt_is_checked_from_the_history(tmp_path: Path) -> None:
    """`v` on its row opens the screen that settles it, and the row changes with it."""
    with Rehearsal(tmp_path) as rehearsal:
        with rehearsal.journal() as journal:
            writes(journal, UNANSWERED, "Garage Martin", "50")
        async with rehearsal.running() as robot:
            await robot.says_no()
            await robot.presses("h")
            await robot.sees("? IN DOUBT")
            await robot.presses("v")
            await robot.sees("What became of it?")
            await robot.presses("a", "x", "enter")
            await robot.says_yes()
            await robot.sees("went through")
            await robot.does_not_see("? IN DOUBT", "What became of it?")


async def test_the_history_is_read_page_by_page(tmp_path: Path) -> None:
    """More than one page of movements: older ones come as the cursor nears the end."""
    with Rehearsal(tmp_path) as rehearsal, rehearsal.journal() as journal:
        for _ in range(215):
            writes(journal, REFUSED, "Garage Martin", "50")
        async with rehearsal.running(journal=journal) as robot:
            await robot.presses("h")
            await robot.sees("History: 200 movements, older ones below")
            assert "> 215" in robot.text
            await robot.presses("G")
            await robot.sees("History: 215 movements")
            await robot.does_not_see("older ones below")
            await robot.presses("end")
            await robot.sees("> 1 14:32")
            await robot.presses("g")
            assert "> 215" in robot.text


async def test_a_movement_that_happens_meanwhile_comes_on_top(tmp_path: Path) -> None:
    """One left in flight before the history was opened ends there as done."""
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running() as robot:
            await robot.presses("h")
            await robot.sees("No movement yet.")
            await robot.presses("h")
            rehearsal.bank.movements.hold()
            await robot.adds("Garage Martin", "50")
            await robot.says_yes()
            await robot.sees("Request sent")
            await robot.presses("escape")
            await robot.presses("h")
            await robot.sees("History: 1 movement", "in flight")
            rehearsal.bank.movements.open()
            await robot.sees("+50.00 Garage Martin done", "Main account €2,819.20")


@pytest.mark.parametrize(
    ("width", "gone"), [(79, ()), (70, ("FA-2031",)), (59, ("FA-2031", "Who"))]
)
async def test_a_narrow_history_drops_what_is_least_needed(
    tmp_path: Path, width: int, gone: tuple[str, ...]
) -> None:
    """The reference goes first, then who; the amount and the state stay."""
    with Rehearsal(tmp_path) as rehearsal:
        with rehearsal.journal() as journal:
            writes(journal, DONE, "Garage Martin", "50", "FA-2031")
        async with rehearsal.running((width, 24)) as robot:
            await robot.presses("h")
            await robot.sees("History: 1 movement")
            row = robot.line("> 1")
            assert row.startswith("> 1 14:32")
            assert "+50.00" in row
            assert row.endswith("done")
            assert [part for part in ("FA-2031", "Who") if part not in robot.text] == list(gone)
