"""A colleague with a Unix account of their own, who works in a team's folder.

Run as `python -m tests.journal.colleague FOLDER NUMBER`: another account where the tests run as
root, the same one elsewhere. It answers one line for each that it is asked.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from smspartner_tui.journal import Journal, JournalError, LineBusy
from smspartner_tui.settings.identity import who_is_there
from tests.journal.helpers import BASE_URL, agree, confirmed, movement
from tests.journal.process import ROOT, line_of

IS_ROOT: Final = os.geteuid() == 0
TEAM_GROUP: Final = 61000
_FIRST_ACCOUNT: Final = 61001


def account(number: int) -> int:
    """The Unix account of a colleague: one each where the tests may take them."""
    return _FIRST_ACCOUNT + number if IS_ROOT else os.geteuid()


@contextmanager
def colleague(folder: Path, number: int, umask: int = 0o077) -> Iterator[subprocess.Popen[str]]:
    """A colleague, by number, at their open journal; killed if they are still there."""
    command = [sys.executable, "-m", "tests.journal.colleague", str(folder), str(number)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*command, f"{umask:o}"], cwd=ROOT, stdin=pipe, stdout=pipe, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ask(process: subprocess.Popen[str], *words: str) -> str:
    """What a colleague answers."""
    assert process.stdin is not None
    process.stdin.write(" ".join(words) + "\n")
    process.stdin.flush()
    return line_of(process)


def _answer(journal: Journal, words: list[str]) -> object:
    match words:
        case ["who"]:
            return f"{journal.operator.name} {journal.operator.uid}"
        case ["problem"]:
            journal.try_again()
            journal.check()
            return journal.problem
        case ["begin", token]:
            try:
                return journal.begin(movement(token, movement_id=f"{token} again"), agree).number
            except LineBusy as busy:
                return f"busy {busy.holder.operator.name}"
        case ["settle", token]:
            return journal.settle(f"{token} again", confirmed()).state
        case ["resolve", token]:
            return journal.resolve(f"{token} again", applied=True, because="relevé").state
        case ["look"]:
            journal.settle_the_dead()
            found = journal.history(99)
            return " ".join(f"{one.operator.name}:{one.state}" for one in found[::-1])
        case ["keep", amount]:
            return len(journal.keep_balances(Decimal(amount), {}))
        case ["balance"]:
            main = journal.balances().main
            return None if main is None else main.amount
        case ["copy", name]:
            journal.back_up(Path(name))
            return "copied"
        case _:
            return "what?"


def main() -> None:
    """Open the journal as a colleague, and answer until nobody asks."""
    _program, folder, number, umask = sys.argv
    os.umask(int(umask, 8))
    # From inside, because another account may not walk the whole way to a test's folder.
    os.chdir(folder)
    if IS_ROOT:
        # Only now: Python itself may stand where another account may not go. What it imports no
        # sooner than a journal is opened must be there by then, too.
        with tempfile.TemporaryDirectory() as elsewhere:
            _open(elsewhere).close()
        os.setgroups([TEAM_GROUP])
        os.setgid(account(int(number)))
        os.setuid(account(int(number)))
    journal = _open(folder)
    _say(journal.problem)
    for line in sys.stdin:
        try:
            _say(_answer(journal, line.split()))
        except (JournalError, OSError) as error:
            _say(type(error).__name__)
    journal.close()


def _open(folder: str) -> Journal:
    return Journal(Path(folder), BASE_URL, who_is_there({}), lambda: datetime.now(UTC))


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
