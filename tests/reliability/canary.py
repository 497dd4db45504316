"""The canary run: secrets in the program, the program made to fail, every channel searched.

Run as `python -m tests.reliability.canary`; `--only WORD` for some of the points, `--workers N`
for how many fail at the same time. An account's key and the keys of its sub-accounts are made to
be found again. At each point the real program fails in a pseudo-terminal, with the key at hand
in the frame that fails, everything logged that an environment can ask for, and Python's log at
DEBUG. At that moment and after its end every channel is searched for each key: whole, any twelve
characters of it, as addresses, JSON, HTML, hex and base64 write it, and broken over lines. The
exit status is 1 if any is found, or if a point was not reached or ended otherwise than it should.

What the same user can read of the process is asked by a process without root's rights, of one
without them either, so that it means something where all this runs as root. Root itself reads
everything, and a key that comes from an environment variable stays readable to it: that is shown
beside the bar. Nothing here can see a key that a person copies, a memory read by root, a terminal
that logs what is typed into it, or the shell that set the variable.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tests.reliability.canary_look import AS_ROOT, CHANNELS
from tests.reliability.canary_points import POINTS, Point
from tests.reliability.canary_run import Found, try_point
from tests.reliability.report import Line, tell

LEAST_POINTS: Final = 18
LEAST_CHANNELS: Final = 12


def run(points: Sequence[Point], workers: int) -> list[Found]:
    """Fail at each of the points."""
    with (
        tempfile.TemporaryDirectory(prefix="canary-") as folder,
        ThreadPoolExecutor(workers) as pool,
    ):
        folders = [Path(folder, str(number)) for number in range(len(points))]
        return list(pool.map(_try, points, folders))


def _try(point: Point, folder: Path) -> Found:
    folder.mkdir()
    started = time.monotonic()
    found = try_point(point, folder)
    ended = point.end.value if found.problem is None else found.problem
    sys.stderr.write(f"{time.monotonic() - started:5.1f} s  {point.name}: {ended}\n")
    return found


def lines(found: Sequence[Found], *, whole: bool) -> list[Line]:
    """The table: what was tried, then the hits by channel; `whole` where every point was."""
    searched = [channel for channel in CHANNELS if any(channel in one.size for one in found)]
    otherwise = [one for one in found if one.problem is not None]
    left = {name for one in found for name in one.left}
    count, channels = len(found), len(searched)
    told = [
        Line("crash points", f"{count}", f">= {LEAST_POINTS}", not whole or count >= LEAST_POINTS),
        Line("ended otherwise than they should", f"{len(otherwise)}", "0", not otherwise),
        Line("channels", f"{channels}", f">= {LEAST_CHANNELS}", channels >= LEAST_CHANNELS),
    ]
    for channel in searched:
        hits = [one for one in found if one.hits.get(channel)]
        told.append(Line(f"  {channel}", f"{len(hits)} in {count}", "0", not hits))
    told.append(Line("logs, dumps, TLS keys left behind", f"{len(left)}", "0", not left))
    told.append(Line("bytes searched", f"{sum(sum(one.size.values()) for one in found):,}"))
    seen = sum(bool(one.hits.get(AS_ROOT)) for one in found)
    told.append(Line("environment, as root reads it", f"{seen} in {count}"))
    return told


def main() -> int:
    """Run as the command line says, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Secrets searched for after every crash.")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    points = [point for point in POINTS if asked.only in point.name]
    return tell(lines(run(points, asked.workers), whole=not asked.only))


if __name__ == "__main__":
    sys.exit(main())
