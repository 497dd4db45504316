"""Single bits of a journal flipped: what changes what it says is told at the start.

Run as `python -m tests.reliability.bit_flips --flips 400 --seed 1`. Each bit of SQLite's header
is flipped, and seeded bits of bytes that hold something; each in a copy of its own, on which the
journal is started and checked. What the copy says is read past the program and held against the
original, table by table and rule by rule; what the journal answers is, too. Beside it stands
what SQLite's own integrity_check sees.

It shows one bit at a time: what is cut off or rewritten is tested in `tests/journal`, and nothing
stands against the file's owner, who can compute every hash anew.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from smspartner_tui.core.movement import JournalProblem, RunKind
from smspartner_tui.core.run import Halt, Leg, Run
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.journal.store import FILE_NAME
from tests.journal.helpers import Clock, agree, confirmed, fill, movement, open_journal
from tests.reliability.report import Line, tell

HEADER: Final = 100
"""Bytes of SQLite's header."""

BAR_FLIPS: Final = 400

TABLES: Final = (
    *("account", "session", "movement", "event", "reading", "rise", "run", "leg"),
    "sqlite_sequence",
)

Content = dict[str, list[str]]

Place = tuple[int, int]
"""A byte's offset, and one of its bits."""

_UNREADABLE: Final = (sqlite3.Error, UnicodeDecodeError)


class Sound(NamedTuple):
    """A journal that nobody damaged: its bytes, what they say, and what the journal answers."""

    data: bytes
    content: Content
    answers: tuple[object, ...]


class Start(NamedTuple):
    """What came of starting the journal on a copy.

    `is_changed` when the copy says anything else than the original, `is_seen_by_sqlite` when
    integrity_check alone objects; `fault` names what a start must never do, if it did.
    """

    problem: JournalProblem | None
    is_changed: bool
    is_seen_by_sqlite: bool
    fault: str = ""


@dataclass(slots=True)
class Tally:
    """What the flips came to; `needless`: called damaged though what it says is the same."""

    flips: int = 0
    damaging: int = 0
    noticed: int = 0
    needless: int = 0
    seen_by_sqlite: int = 0
    missed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def add(self, where: str, start: Start) -> None:
        """Count a flip."""
        self.flips += 1
        if start.fault:
            self.faults.append(f"{where}: {start.fault}")
        if not start.is_changed:
            self.needless += start.problem is not None
            return
        self.damaging += 1
        self.seen_by_sqlite += start.is_seen_by_sqlite
        if start.problem is None:
            self.missed.append(where)
        else:
            self.noticed += 1


def make_sound(folder: Path) -> Sound:
    """A journal with a history and a plan half done, in a folder of its own."""
    with closing(open_journal(folder)) as journal:
        fill(journal)
        legs = (Leg(movement("token 9", "12.5")), Leg(movement("token 10", "7.25")))
        journal.open_run(Run("plan", RunKind.PLAN, legs, "juin"))
        journal.begin(legs[0].movement, agree, run_id="plan")
        journal.settle(legs[0].movement.id, confirmed())
        journal.leave_run("plan", Halt.ASKED)
    path = folder / FILE_NAME
    data, said = path.read_bytes(), content(path)
    with closing(open_journal(folder)) as journal:
        return Sound(data, said, answers(journal))


def _reading(path: Path) -> "closing[sqlite3.Connection]":
    """The file as it is, read past the program; nothing is rolled back or locked."""
    return closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True))


def content(path: Path) -> Content:
    """Everything that the file says."""
    with _reading(path) as db:
        said = {
            table: sorted(map(repr, db.execute(f"SELECT * FROM {table}")))  # noqa: S608
            for table in TABLES
        }
        rules = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
        return said | {"rules": sorted(map(repr, rules))}


def answers(journal: Journal) -> tuple[object, ...]:
    """Everything that the journal says, through its indexes."""
    at = Clock().now
    return (
        journal.history(99),
        journal.open_entries(),
        journal.open_runs(),
        journal.balances(),
        journal.added_today(at),
        [journal.situation(f"token {n}", at) for n in range(6)],
    )


def _says_the_same(path: Path, expected: Content) -> bool:
    try:
        return content(path) == expected
    except _UNREADABLE:
        return False


def _is_whole(path: Path) -> bool:
    """What SQLite alone would say."""
    try:
        with _reading(path) as db:
            return db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except _UNREADABLE:
        return False


def _answers_the_same(journal: Journal, expected: tuple[object, ...]) -> bool:
    try:
        return answers(journal) == expected
    except JournalError:
        return False


def start_on(
    folder: Path, data: bytes, sound: Sound, open_it: Callable[[Path], Journal] = open_journal
) -> Start:
    """Put bytes where the journal is, start it, and hold what it says against the sound one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    path = folder / FILE_NAME
    path.touch(mode=0o600)
    path.write_bytes(data)
    is_changed = not _says_the_same(path, sound.content)
    is_seen_by_sqlite = not _is_whole(path)
    with closing(open_it(folder)) as journal:
        journal.check()
        problem, fault = journal.problem, ""
        if problem is None:
            is_changed |= not _answers_the_same(journal, sound.answers)
        elif _takes_a_movement(journal):
            fault = "a damaged journal was written to"
    if [each.name for each in folder.glob("*.sqlite3")] != [FILE_NAME]:
        fault = "another journal was made in its place"
    return Start(problem, is_changed, is_seen_by_sqlite, fault)


def _takes_a_movement(journal: Journal) -> bool:
    try:
        journal.begin(movement(), agree)
    except JournalError:
        return False
    return True


def in_header(chance: Random, bits: int = 8) -> Iterator[Place]:
    """So many bits of each byte of the header."""
    for offset in range(HEADER):
        for bit in chance.sample(range(8), bits):
            yield offset, bit


def where_used(data: bytes, flips: int, chance: Random) -> Iterator[Place]:
    """Seeded bits of bytes that hold something."""
    used = [offset for offset, byte in enumerate(data) if byte]
    for _ in range(flips):
        yield chance.choice(used), chance.randrange(8)


def try_flips(folder: Path, sound: Sound, places: Iterable[Place]) -> Tally:
    """Flip bits of a sound journal, one at a time, and start it on each copy."""
    tally = Tally()
    for offset, bit in places:
        flipped = bytearray(sound.data)
        flipped[offset] ^= 1 << bit
        tally.add(f"byte {offset}, bit {bit}", start_on(folder, bytes(flipped), sound))
    return tally


def lines(header: Tally, seeded: Tally) -> list[Line]:
    """The table."""
    unseen = seeded.damaging - seeded.seen_by_sqlite
    share = f"{unseen} ({unseen / max(seeded.damaging, 1):.0%})"
    faults = len(header.faults) + len(seeded.faults)
    return [
        Line("bits flipped", str(seeded.flips), f">= {BAR_FLIPS}", seeded.flips >= BAR_FLIPS),
        Line("that change what the journal says", str(seeded.damaging)),
        Line("of these told at the start", str(seeded.noticed), ">= 1", seeded.noticed >= 1),
        Line("of these not told", str(len(seeded.missed)), "0", not seeded.missed),
        Line("of these not seen by integrity_check", share),
        Line("told though nothing changed", str(seeded.needless)),
        Line("bits of SQLite's header flipped", str(header.flips)),
        Line("that change what the journal says", str(header.damaging)),
        Line("of these not told", str(len(header.missed)), "0", not header.missed),
        Line("damaged and written to, or replaced", str(faults), "0", not faults),
    ]


def main() -> int:
    """Run as the command line says, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Single bits of a journal, flipped.")
    parser.add_argument("--flips", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="bit-flips-") as name:
        sound, folder = make_sound(Path(name, "sound")), Path(name, "flipped")
        seeded = try_flips(folder, sound, where_used(sound.data, asked.flips, chance))
        header = try_flips(folder, sound, in_header(chance))
    status = tell(lines(header, seeded))
    examples = [*header.missed, *seeded.missed, *header.faults, *seeded.faults]
    sys.stdout.write("".join(f"{example}\n" for example in examples[:10]))
    return status


if __name__ == "__main__":
    sys.exit(main())
