"""Proof that the comparison of flipped journals sees what a start would have to tell.

The flips themselves, as many as the bar asks for, are in the tests of the journal.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.journal import Journal
from tests.journal.helpers import BASE_URL, NADIA, Clock, raw
from tests.reliability.bit_flips import (
    HEADER,
    TABLES,
    Sound,
    Start,
    Tally,
    in_header,
    lines,
    make_sound,
    start_on,
    where_used,
)
from tests.reliability.report import tell


class Blind(Journal):
    """A journal that finds itself sound whatever happened to it."""

    def check(self) -> None:
        """Look away."""


def blind(folder: Path) -> Journal:
    """Opens a journal that does not check itself."""
    return Blind(folder, BASE_URL, NADIA, Clock())


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """A sound journal with a history."""
    return make_sound(tmp_path_factory.mktemp("sound") / "journal")


def flipped(sound: Sound, text: bytes) -> bytes:
    """The journal with one bit flipped in the last place where it says something."""
    data = bytearray(sound.data)
    data[data.rindex(text)] ^= 1
    return bytes(data)


def test_an_untouched_copy_is_the_same(sound: Sound, tmp_path: Path) -> None:
    """Where nothing was flipped nothing is told, by nobody."""
    assert start_on(tmp_path / "copy", sound.data, sound) == Start(None, False, False)


def test_a_flip_that_a_blind_start_misses_is_seen(sound: Sound, tmp_path: Path) -> None:
    """A letter of an operator's reason: told by the journal's check, and by nothing else."""
    data = flipped(sound, b"12/06")
    missed = start_on(tmp_path / "blind", data, sound, blind)
    assert missed == Start(None, is_changed=True, is_seen_by_sqlite=False)
    told = start_on(tmp_path / "seeing", data, sound)
    assert told == Start(JournalProblem.DAMAGED, is_changed=True, is_seen_by_sqlite=False)


def test_a_flip_that_sqlite_sees_is_counted_as_such(sound: Sound, tmp_path: Path) -> None:
    """A page of another kind than it was is what integrity_check is for."""
    data = bytearray(sound.data)
    data[4096] ^= 0b1000
    start = start_on(tmp_path / "page", bytes(data), sound)
    assert start == Start(JournalProblem.DAMAGED, is_changed=True, is_seen_by_sqlite=True)


def test_a_damaged_journal_that_is_written_to_is_a_fault(sound: Sound, tmp_path: Path) -> None:
    """Telling the damage is half of it: nothing may be written any more."""

    class Reckless(Blind):
        def check(self) -> None:
            self.problem = JournalProblem.DAMAGED

        def begin(self, *_asked: object, **_more: object) -> None:  # type: ignore[override]
            """Take it all the same."""

    def reckless(folder: Path) -> Journal:
        return Reckless(folder, BASE_URL, NADIA, Clock())

    start = start_on(tmp_path / "reckless", sound.data, sound, reckless)
    assert start.fault == "a damaged journal was written to"


def test_another_journal_beside_it_is_a_fault(sound: Sound, tmp_path: Path) -> None:
    """A start that makes a new file has forgotten what the damaged one knew."""

    def forgetful(folder: Path) -> Journal:
        (folder / "another.sqlite3").touch()
        return blind(folder)

    start = start_on(tmp_path / "forgetful", sound.data, sound, forgetful)
    assert start.fault == "another journal was made in its place"


def test_every_table_of_the_journal_is_compared(sound: Sound, tmp_path: Path) -> None:
    """None is left out, none is empty: a flip in any of them can be seen to change something."""
    make_sound(tmp_path / "again")
    with raw(tmp_path / "again") as db:
        tables = {
            row[0]
            for row in db.execute(
                "SELECT name FROM sqlite_master WHERE sql LIKE ?", ["CREATE TABLE%"]
            )
        }
    assert tables == set(TABLES)
    assert all(sound.content[table] for table in TABLES)


def test_places_are_drawn_from_a_seed(sound: Sound) -> None:
    """Every bit of the header once, and bits of bytes that hold something, the same again."""
    assert set(in_header(Random(1))) == {(byte, bit) for byte in range(HEADER) for bit in range(8)}
    first = list(where_used(sound.data, 50, Random(1)))
    assert first == list(where_used(sound.data, 50, Random(1)))
    assert first != list(where_used(sound.data, 50, Random(2)))
    assert all(sound.data[byte] for byte, _bit in first)


def tally(*starts: Start) -> Tally:
    """What these starts come to, and enough flips that were told."""
    found = Tally()
    for start in (*starts, *[Start(JournalProblem.DAMAGED, True, False)] * 400):
        found.add("byte 7, bit 1", start)
    return found


BAD: dict[str, Callable[[], list[Tally]]] = {
    "a seeded flip not told": lambda: [tally(), tally(Start(None, True, True))],
    "a flip of the header not told": lambda: [tally(Start(None, True, True)), tally()],
    "a fault": lambda: [tally(), tally(Start(JournalProblem.DAMAGED, True, True, "written to"))],
    "a fault after a flip of the header": lambda: [tally(Start(None, False, False, "x")), tally()],
    "too few": lambda: [tally(), Tally(flips=399, noticed=300)],
    "nothing told": lambda: [tally(), Tally(flips=400)],
}


@pytest.mark.parametrize("made", BAD.values(), ids=BAD)
def test_a_bar_that_is_missed_shows(
    made: Callable[[], list[Tally]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The table says which, and the exit status is 1."""
    assert tell(lines(*made())) == 1
    assert capsys.readouterr().out.count("MISSED") == 1


def test_bars_that_hold_show_too(capsys: pytest.CaptureFixture[str]) -> None:
    """A harmless flip that is not told is none that was missed."""
    assert tell(lines(tally(), tally(Start(None, False, False)))) == 0
    assert "MISSED" not in capsys.readouterr().out
