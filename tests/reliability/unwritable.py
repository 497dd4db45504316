"""Movements asked for while the journal cannot be written: each must be refused, with no POST.

Run as `python -m tests.reliability.unwritable`, as root to have all of it: mounting a small disk
or a read-only one takes that, and what does is named and left out otherwise. It draws nothing, so
it takes no seed. In every case a process of its own opens the journal as the program does, and
tries to move money through the desk at a bank that counts what arrives.

It does not show a disk that goes away altogether, or one that lies about what it wrote.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from smspartner_tui.journal import Journal
from tests.faults import FAULTS, FaultServer
from tests.journal.helpers import NADIA, agree, confirmed, movement
from tests.reliability.report import Line, tell
from tests.reliability.unwritable_attempt import NOBODY
from tests.reliability.unwritable_cases import CASES, CONTROL, Case, can_be_had

KINDS: Final = 6

_ROOT: Final = Path(__file__).parents[2]


class Attempt(NamedTuple):
    """What became of one; `opened` is what the journal's check said, `ended` the movement's end."""

    case: Case
    opened: str
    ended: str
    posts: int
    seconds: float

    @property
    def is_refused(self) -> bool:
        """Whether the movement was stopped, for the reason that it should be, and nothing left."""
        return self.ended == f"stopped: {self.case.problem}" and self.posts == 0


def attempt(case: Case) -> Attempt:
    """Bring it about, and try to move money."""
    with (
        tempfile.TemporaryDirectory(prefix="unwritable-") as place,
        FaultServer(FAULTS["good"]) as bank,
        ExitStack() as stack,
    ):
        folder = Path(place, "journal")
        stack.enter_context(case.place(folder))
        _write_some(folder, bank.base_url)
        if "nobody" in case.words:
            _give_away(Path(place))
        if not case.midway:
            stack.enter_context(case.trouble(folder))
        process = stack.enter_context(_start(folder, bank.base_url, case))
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipe")
        opened = process.stdout.readline().strip()
        if case.midway:
            stack.enter_context(case.trouble(folder))
        began = time.monotonic()
        process.stdin.write("go\n")
        process.stdin.flush()
        ended = process.stdout.readline().strip()
        seconds = time.monotonic() - began
        process.wait()
        bank.settle()
        return Attempt(case, opened, ended, bank.posts, seconds)


def _write_some(folder: Path, base_url: str) -> None:
    """A journal that somebody used before, for there to be something to ruin."""
    with closing(Journal(folder, base_url, NADIA, lambda: datetime.now(UTC))) as journal:
        for _ in range(3):
            asked = movement("77b1")
            journal.begin(asked, agree)
            journal.settle(asked.id, confirmed())


def _give_away(place: Path) -> None:
    if os.getuid() == 0:
        for path in (place, *place.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def _start(folder: Path, base_url: str, case: Case) -> "subprocess.Popen[str]":
    module = [sys.executable, "-m", "tests.reliability.unwritable_attempt"]
    words = [*module, str(folder), base_url, *case.words]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, cwd=_ROOT, stdin=pipe, stdout=pipe, text=True)


def lines(attempts: Sequence[Attempt], control: Attempt) -> list[Line]:
    """The table."""
    found = [
        Line(str(each.case), f"{each.ended}, {each.posts} POSTs", "refused", each.is_refused)
        for each in attempts
    ]
    kinds = {each.case.kind for each in attempts}
    refused = kinds - {each.case.kind for each in attempts if not each.is_refused}
    posts = sum(each.posts for each in attempts)
    waited = max(each.seconds for each in attempts)
    return [
        *found,
        Line("cases refused", f"{len(refused)} of {KINDS}", f"{KINDS}", len(refused) == KINDS),
        Line("POSTs", str(posts), "0", posts == 0),
        Line("longest until it was said", f"{waited:.1f} s"),
        Line(
            "control, with nothing wrong",
            f"{control.ended}, {control.posts} POSTs",
            "confirmed, 1",
            (control.ended, control.posts) == ("confirmed", 1),
        ),
    ]


def main() -> int:
    """Try it all, and print the table; 1 if anything was not refused."""
    for case in CASES:
        if not can_be_had(case):
            sys.stdout.write(f"left out, for it takes root: {case}\n")
    attempts = [attempt(case) for case in CASES if can_be_had(case)]
    return tell(lines(attempts, attempt(CONTROL)))


if __name__ == "__main__":
    sys.exit(main())
