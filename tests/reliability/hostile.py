"""The hostile run: texts that attack a terminal, in every field, on every screen, each one clicked.

Run as `python -m tests.reliability.hostile`; `--only walk|card|start|refusals|floods|journal` for
one kind, `--texts 3,11` for some of the texts, `--workers N` for how many programs run at the same
time. Names, groups, notes, e-mails, references, operators, the platform's messages, reasons,
labels, paths: each text is seen at each place, by a tag in front of it, in the real program in a
pseudo-terminal. All that was drawn is held against the few sequences that Textual itself sends;
what could be a link to an action is clicked, and a trap in the program tells which actions ran.
`clean()` is given all 1,114,112 code points. The exit status is 1 if anything got through.

It shows nothing about terminals that act on text without control characters, about letters that
look like others, and nothing about what is typed on the command line, which is the operator's own.
"""

import argparse
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from smspartner_tui.core.text import clean
from tests.reliability import hostile_runs as runs
from tests.reliability.hostile_place import TEXTS, Text, ascii_replies
from tests.reliability.hostile_texts import UNSAFE
from tests.reliability.hostile_walk import Tally
from tests.reliability.report import Line, tell

LEAST_TEXTS: Final = 22
KINDS: Final = ("walk", "card", "start", "refusals", "floods", "journal")
_TOGETHER: Final = 5
"""Texts that share one program."""


class Job(NamedTuple):
    """One program, or one after the other, with some of the texts."""

    kind: str
    texts: Sequence[Text]
    work: Callable[[Path, Sequence[Text], Tally], None]


def jobs(texts: Sequence[Text], only: str) -> list[Job]:
    """What there is to do, the longest first."""
    batches = [texts[start : start + _TOGETHER] for start in range(0, len(texts), _TOGETHER)]
    every = [
        *(Job("walk", batch, runs.walk) for batch in batches),
        *(Job("journal", batch, runs.read_foreign_journal) for batch in batches),
        Job("floods", texts[:1], _each(runs.floods)),
        *(Job("start", batch, _each(runs.start)) for batch in batches),
        *(Job("refusals", batch, _each(runs.refusals)) for batch in batches),
        Job("card", texts, runs.walk_narrow),
    ]
    return [job for job in every if only in {"", job.kind}]


def _each(work: Callable[[Path, Text, Tally], None]) -> Callable[..., None]:
    def one_by_one(folder: Path, texts: Sequence[Text], tally: Tally) -> None:
        for text in texts:
            below = folder / str(text.number)
            below.mkdir()
            work(below, text, tally)

    return one_by_one


def run(wanted: Sequence[Job], workers: int) -> Tally:
    """Do it, and add up what came of it."""
    total = Tally()
    with (
        tempfile.TemporaryDirectory(prefix="hostile-") as folder,
        ThreadPoolExecutor(workers) as pool,
        ascii_replies(),
    ):
        folders = [Path(folder, str(number)) for number in range(len(wanted))]
        for tally in pool.map(_do, wanted, folders):
            total.add(tally)
    return total


def _do(job: Job, folder: Path) -> Tally:
    folder.mkdir()
    tally = Tally()
    numbers = ", ".join(str(text.number) for text in job.texts)
    try:
        job.work(folder, job.texts, tally)
    except (AssertionError, OSError) as error:
        tally.stuck.append(f"{job.kind} of {numbers}: {error}")
    sys.stderr.write(f"{job.kind} of {numbers}\n")
    return tally


def unsafe_points() -> int:
    """How many of all code points come through `clean()` though they must not."""
    everything = [chr(point) for point in range(sys.maxunicode + 1)]
    # A letter between them, so that no mark follows another one.
    left = set(clean("a".join(everything), longest=3 * len(everything)))
    return sum(unicodedata.category(character) in UNSAFE for character in left)


def lines(tally: Tally, texts: int, unsafe: int, *, whole: bool) -> Iterator[Line]:
    """The table: what was seen where, and what must be nowhere.

    `unsafe` counts code points that get past `clean()`; `whole` where every text was tried.
    """
    yield Line("hostile texts", f"{texts}", f">= {LEAST_TEXTS}", not whole or texts >= LEAST_TEXTS)
    yield Line("places", f"{len(tally.shown)}")
    for place, seen in sorted(tally.shown.items()):
        yield Line(f"  {place}", f"seen {seen}")
    yield Line("clicks", f"{tally.clicks:,}")
    yield Line("bytes drawn", f"{tally.bytes:,}")
    yield Line("walks that got stuck", f"{len(tally.stuck)}", "0", not tally.stuck)
    odd = set().union(*tally.odd.values())
    yield Line("kinds of raw control bytes", f"{len(odd)}", "0", not odd)
    yield Line("crashes", f"{len(tally.crashes)}", "0", not tally.crashes)
    yield Line("actions run", f"{len(tally.actions)}", "0", not tally.actions)
    yield Line("of 1,114,112 code points, unsafe after clean()", f"{unsafe}", "0", not unsafe)


def main() -> int:
    """Run as the command line says, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Texts that attack a terminal, on every screen.")
    parser.add_argument("--only", choices=KINDS, default="")
    parser.add_argument("--texts", default="", metavar="N,N")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    wanted = {int(number) for number in asked.texts.split(",") if number}
    texts = [text for text in TEXTS if not wanted or text.number in wanted]
    tally = run(jobs(texts, asked.only), asked.workers)
    odd = [f"{where}: {sorted(odd)}" for where, odd in tally.odd.items()]
    for trouble in (*tally.stuck, *tally.crashes, *odd):
        sys.stderr.write(f"{trouble}\n")
    return tell(list(lines(tally, len(texts), unsafe_points(), whole=not wanted)))


if __name__ == "__main__":
    sys.exit(main())
