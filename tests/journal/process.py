"""Another process that uses the journal: a colleague's, a killed one, or one with a full quota.

Run as `python -m tests.journal.process FOLDER COMMAND [ARGUMENT]`; it says one word a line.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event

from smspartner_tui.core.movement import Direction, Entry, Movement, RunKind
from smspartner_tui.core.run import Halt, Leg, Run
from smspartner_tui.journal import Journal, JournalError, LineBusy
from tests.journal.helpers import BASE_URL, MAIRIE, PAUL, UNKNOWN, agree, confirmed, movement

ROOT = Path(__file__).parents[2]


@contextmanager
def another_process(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The other process, at the point where it said its first word; killed if it still runs."""
    command = [sys.executable, "-m", "tests.journal.process", str(folder), *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """The next line that the other process says."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _hold(journal: Journal, token: str) -> None:
    """Begin a movement, and settle it as unknown when told to."""
    asked = Movement("held", token, "Garage", Direction.ADD, Decimal(50))
    _say(journal.begin(asked, agree).number)
    sys.stdin.readline()
    _say(journal.settle(asked.id, UNKNOWN).state)


def _hold_run(journal: Journal, token: str) -> None:
    """Begin a plan and its first leg, and wait; then settle that, and leave the plan."""
    legs = (Leg(movement(token, movement_id="first")), Leg(movement(MAIRIE, movement_id="second")))
    _say(journal.open_run(Run("theirs", RunKind.PLAN, legs)).number)
    _say(journal.begin(legs[0].movement, agree, run_id="theirs").number)
    sys.stdin.readline()
    journal.settle("first", confirmed())
    _say(journal.leave_run("theirs", Halt.ASKED).state)


def _contend(journal: Journal, rounds: str) -> None:
    """Begin and settle among many others, and check on the way; says each number it was given."""
    token = f"token of {id(journal)} {datetime.now(UTC)}"
    _say("ready")
    sys.stdin.readline()
    for count in range(int(rounds)):
        asked = movement(token, movement_id=f"{token} {count}")
        number = begin_in_turn(journal, asked).number
        journal.settle(asked.id, confirmed())
        journal.check()
        _say(number if journal.problem is None else journal.problem)


def begin_in_turn(journal: Journal, asked: Movement) -> Entry:
    """Begin as the sender does: when the line is busy, look again a little later."""
    while True:
        try:
            return journal.begin(asked, agree)
        except LineBusy:
            Event().wait(0.02)


def _see(journal: Journal, movement_id: str) -> None:
    """Say in which state a movement is, as another process sees it."""
    found = [entry for entry in journal.history(9) if entry.movement.id == movement_id]
    _say(found[0].state if found else "absent")


def _fill(journal: Journal, room: str) -> None:
    """Write until the file may not grow by more than some bytes; says each number, and why not."""
    size = journal.path.stat().st_size + int(room)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        while True:
            asked = movement(reference="x" * 2000)
            _say(journal.begin(asked, agree).number)
            journal.settle(asked.id, confirmed())
    except JournalError as error:
        _say(error.problem)


COMMANDS = {"hold": _hold, "run": _hold_run, "contend": _contend, "fill": _fill, "see": _see}


def main() -> None:
    """Do what the command line asks."""
    folder, command, *words = sys.argv[1:]
    journal = Journal(Path(folder), BASE_URL, PAUL, lambda: datetime.now(UTC))
    try:
        COMMANDS[command](journal, *words)
    finally:
        journal.close()


if __name__ == "__main__":
    main()
