"""Looking for records: as it is typed, on any size of journal, and what is shown of it."""

from pathlib import Path

import pytest

from smspartner_tui.core.history import EVERYTHING, Place, Record
from smspartner_tui.core.movement import Direction, Reason, State
from smspartner_tui.core.search import Search
from smspartner_tui.journal import Journal
from tests.looking import history, numbers, opens_history, shows
from tests.past import came_to, writes
from tests.rehearsal import NADIA, Rehearsal, staged
from tests.robot import Robot

REFUSED = came_to(State.REJECTED, Reason.REFUSED)
DONE = came_to(State.CONFIRMED, Reason.SUCCESS)


def three(rehearsal: Rehearsal) -> None:
    """Two of today by two people, and one of last month."""
    with rehearsal.journal(NADIA) as theirs, rehearsal.journal() as ours:
        rehearsal.clock.advance(days=-20)
        writes(theirs, DONE, "Garage Martin", "50", "FA-2029")
        rehearsal.clock.advance(days=20)
        writes(theirs, REFUSED, "Théâtre du Port", "12.5")
        writes(ours, DONE, "Garage Martin", "9", direction=Direction.REMOVE)


@pytest.mark.parametrize(
    ("typed", "found", "summary"),
    [
        ("garage", ["3", "1"], "History · garage: 2 movements, +€50.00 / -€9.00"),
        ("théatre", ["2"], "History · théatre: 1 movement"),
        ("nadia !garage", ["2"], "History · nadia · !garage: 1 movement"),
        ("mai garage", ["1"], "History · May · garage: 1 movement, +€50.00"),
        ("refused", ["2"], "History · refused: 1 movement"),
        ("12/06 taken", ["3"], "History · 12 Jun · credit taken back: 1 movement, -€9.00"),
        ('"Garage Martin"', ["3", "1"], "History · Garage Martin: 2 movements"),
        ("2", ["2"], "History · no. 2: 1 movement"),
        ("june 2024", [], "History · June 2024: 0 movements"),
    ],
)
async def test_a_search_shows_what_it_finds(
    tmp_path: Path, typed: str, found: list[str], summary: str
) -> None:
    """The rows, what they add up to, and what the line was taken to ask for."""
    with Rehearsal(tmp_path) as rehearsal:
        three(rehearsal)
        async with rehearsal.running() as robot:
            await opens_history(robot)
            await robot.presses("f", *typed)
            await shows(robot, *found)
            await robot.sees(summary)
            if not found:
                await robot.sees("Nothing fits the filter. Esc shows all.")
                await robot.does_not_see("Details", "Receipt", "Export")


@pytest.mark.parametrize("key", ["f", "/"])
async def test_enter_keeps_a_search_and_esc_ends_it(tmp_path: Path, key: str) -> None:
    """Enter goes back to the rows, Esc shows all of them again, and one more leaves."""
    with Rehearsal(tmp_path) as rehearsal:
        three(rehearsal)
        async with rehearsal.running() as robot:
            await opens_history(robot)
            await robot.presses(key, *"garagexhjq", *["backspace"] * 4)
            await robot.sees("Filter: garage", "Keep the filter")
            await robot.presses("enter")
            await shows(robot, "3", "1")
            await robot.does_not_see("Filter: garage")
            await robot.presses("j")
            await robot.sees("> 1 23 May 14:32", "Show all")
            await robot.presses("escape")
            await shows(robot, "3", "2", "1")
            await robot.sees("> 1 23 May 14:32")
            await robot.presses(key, *"2", "escape")
            await shows(robot, "3", "2", "1")
            await robot.presses("escape")
            assert robot.screen is robot.app.dashboard


async def test_the_card_leads_to_the_history_of_its_client(tmp_path: Path) -> None:
    """`h` there; a key that is none of its own closes it."""
    with Rehearsal(tmp_path) as rehearsal:
        three(rehearsal)
        async with rehearsal.running() as robot:
            await robot.selects("Garage Martin")
            await robot.presses("enter")
            await robot.sees("h History")
            await robot.presses("h")
            await shows(robot, "3", "1")
            await robot.sees("History · Garage Martin: 2 movements")
            assert robot.app.screen_stack == [robot.app.dashboard, history(robot)]
            await robot.presses("f")
            await robot.sees('Filter: "Garage Martin"')
            await robot.presses("escape", "escape")
            assert robot.screen is robot.app.dashboard
            await robot.presses("enter", "w")
            assert robot.screen is robot.app.dashboard


class Counting(Journal):
    """A journal that keeps what it was asked for."""

    asked: list[Search]

    def records(
        self, limit: int, before: Place | None = None, search: Search = EVERYTHING
    ) -> tuple[Record, ...]:
        """Answer, once it was written down."""
        self.asked.append(search)
        return super().records(limit, before, search)


async def types_while_the_journal_is_busy(robot: Robot, journal: Counting) -> None:
    """Type a word, letter after letter, with the journal in somebody else's hands."""
    with journal._lock:
        await robot.presses("f", *"garage martin")
        await robot.sees("Filter: garage martin")
        assert numbers(robot) == ["2", "1"]


async def test_typing_never_waits_for_the_journal(tmp_path: Path) -> None:
    """Letters show at once; of the searches that came up meanwhile only the last is made."""
    with Rehearsal(tmp_path) as rehearsal:
        journal = Counting(rehearsal.folder, rehearsal.server.base_url, NADIA, rehearsal.clock)
        journal.asked = []
        try:
            writes(journal, REFUSED, "Garage Martin", "50")
            writes(journal, REFUSED, "Théâtre du Port", "50")
            async with rehearsal.running(journal=journal) as robot:
                await opens_history(robot)
                await shows(robot, "2", "1")
                journal.asked.clear()
                await types_while_the_journal_is_busy(robot, journal)
                await shows(robot, "1")
                assert [search.words for search in journal.asked] == [
                    ("g",),
                    ("garage", "martin"),
                ]
        finally:
            journal.close()


async def test_a_name_in_brackets_is_looked_for_as_it_stands(tmp_path: Path) -> None:
    """What could be markup, or a meaning, is neither."""
    async with staged(tmp_path) as stage:
        robot = stage.robot
        await robot.presses("h", "f", *'[/x] "june" "')
        await robot.sees("History · [/x] · june: 0 movements")
