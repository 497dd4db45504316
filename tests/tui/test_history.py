"""The history: what the journal holds, newest first, page by page, on any width."""

import sqlite3
from pathlib import Path

import pytest

from smspartner_tui.core.movement import Direction, Reason, State
from tests.looking import history, numbers, opens_history, shows
from tests.past import came_to, settled, writes
from tests.rehearsal import NADIA, Rehearsal
from tests.scenes import looks_back

DONE = came_to(State.CONFIRMED, Reason.SUCCESS, "", "66.805")
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
            await robot.sees(
                "decided 12 Jun 14:32 by nadia: not in the customer area",
                "The balances proposed nothing.",
            )
            await robot.presses("j")
            assert "-50.00 Mairie de Vann… refused" in robot.line("> 2")
            await robot.sees("Code 8: “Crédit insufisant” · HTTP status 200 · 300 ms")
            await robot.presses("j")
            assert "+50.00 Garage Martin FA-2031 done" in robot.line("> 1")
            await robot.sees("sub-account €66.805 after", "reference: FA-2031")
            await robot.sees("No. 1 · done · 12 Jun 2025 14:32:07 · nadia", "fingerprint …")
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
            await robot.sees("History: 215 movements")
            assert "> 215" in robot.text
            await robot.presses("G")
            await robot.waits_until(lambda: len(numbers(robot)) == 215, "the older ones")
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


@pytest.mark.parametrize(("width", "gone"), [(79, ()), (70, ("Ref.",)), (59, ("Ref.", "Who"))])
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
            assert [part for part in ("Ref.", "Who") if part not in robot.text] == list(gone)


@pytest.mark.parametrize("size", [(59, 24), (40, 10)])
async def test_a_small_window_still_shows_what_counts(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """No figure is cut, and what is in doubt is counted to the last."""
    with Rehearsal(tmp_path) as rehearsal:
        with rehearsal.journal() as journal:
            writes(journal, UNANSWERED, "Garage Martin", "50", "FA-2031")
            writes(journal, came_to(State.CONFIRMED, Reason.SUCCESS), "Théâtre du Port", "1200")
        async with rehearsal.running(size) as robot:
            await robot.says_no()
            await opens_history(robot)
            await robot.sees("? IN DOUBT", "+50.00", "Enter Details")
            assert robot.line("History:").endswith("1 in doubt")
            await robot.presses("f", *"garage")
            await shows(robot, "1")
            await robot.sees("Filter: garage", "Keep the filter")


async def test_a_window_that_is_too_small_says_so(tmp_path: Path) -> None:
    """Below 40 by 10 nothing is drawn but that."""
    with Rehearsal(tmp_path) as rehearsal:
        async with rehearsal.running((39, 10)) as robot:
            await robot.presses("h")
            await robot.sees("The window is too small")
            assert "No movement" not in robot.text


async def test_what_a_colleague_does_shows(tmp_path: Path) -> None:
    """A movement of another process comes on top, and the cursor stays on its record."""
    with Rehearsal(tmp_path) as rehearsal, rehearsal.journal(NADIA) as theirs:
        first = writes(theirs, REFUSED, "Garage Martin", "50")
        async with rehearsal.running() as robot:
            await opens_history(robot)
            await shows(robot, "1")
            writes(theirs, REFUSED, "Mairie de Vannes", "20")
            await shows(robot, "2", "1")
            await robot.sees("History: 2 movements", "+20.00 Mairie de Vann… refused")
            assert history(robot).table.cursor_key == first


async def test_with_a_filter_the_journal_says_what_fits(tmp_path: Path) -> None:
    """What a colleague does shows if the filter finds it, and not otherwise."""
    with Rehearsal(tmp_path) as rehearsal, rehearsal.journal(NADIA) as theirs:
        async with rehearsal.running() as robot:
            await opens_history(robot)
            await robot.presses("f", *"vannes", "enter")
            await robot.sees("Nothing fits the filter. Esc shows all.")
            writes(theirs, REFUSED, "Garage Martin", "50")
            writes(theirs, REFUSED, "Mairie de Vannes", "20")
            await shows(robot, "2")
            await robot.sees("History · vannes: 1 movement")


async def test_a_balance_that_rose_elsewhere_is_a_row(tmp_path: Path) -> None:
    """No number and nobody; it comes as it is read, and its details say what it means."""
    with Rehearsal(tmp_path) as rehearsal, rehearsal.journal() as journal:
        writes(journal, REFUSED, "Théâtre du Port", "50")
        async with rehearsal.running(journal=journal) as robot:
            await opens_history(robot)
            rehearsal.bank.spends("Garage Martin", "-36.40")
            rehearsal.clock.advance(minutes=10)
            await robot.presses("r")
            await robot.sees("1 movement, 1 elsewhere")
            assert robot.line("Garage Martin") == "- 14:42 +36.40 Garage Martin elsewhere"
            await robot.presses("g")
            await robot.sees(
                "Garage Martin: +€36.40 at least · between 14:32:07 and 14:42:07",
                "Only a credit can raise a balance",
            )
            await robot.does_not_see("Receipt")
            await robot.presses("c", "y")
            assert robot.screen is history(robot)
            await robot.presses("enter")
            await robot.sees("Credited elsewhere", "a purchase by the client")
            await robot.presses("q", "f", *"elsewhere", "enter")
            await shows(robot, "-")


async def test_a_journal_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    """In whole lines, in place of the rows; `r` reads it again."""
    with Rehearsal(tmp_path) as rehearsal, rehearsal.journal() as journal:
        writes(journal, REFUSED, "Théâtre du Port", "50")
        async with rehearsal.running(journal=journal) as robot:
            await robot.waits_until(lambda: not robot.works("last"), "the last movement")
            shut, journal._db = journal._db, sqlite3.connect(":memory:")
            journal._db.row_factory = sqlite3.Row
            await robot.presses("h")
            await robot.sees("nothing will be sent. Look at its folder (?), then r.")
            journal._db.close()
            journal._db = shut
            await robot.presses("r")
            await shows(robot, "1")


async def test_the_help_of_the_history_tells_its_keys(tmp_path: Path) -> None:
    """On a record; they are not in the help of the list."""
    with Rehearsal(tmp_path) as rehearsal:
        settled(rehearsal)
        async with rehearsal.running() as robot:
            await looks_back(robot, rehearsal)
            await robot.presses("?")
            await robot.sees("copy a receipt for the client", "A filter takes words")
            await robot.presses("escape", "escape", "?")
            await robot.sees("Help", "MONEY")
            await robot.does_not_see("copy a receipt for the client")
