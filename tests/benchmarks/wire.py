"""How long movements take over a wire, beside what the same wire allows and what others need.

Run as `python -m tests.benchmarks.wire --movements 100 --rounds 3`, on a machine that does nothing
else. A TLS server on loopback, in a process of its own, is put 50 ms away (25 ms each way, TCP's
own round trip charged too) and works 20 ms on each movement. In each round the same number of
movements is made, one after the other: on one connection that is kept (the bound: nothing that
waits for each answer is quicker), by the real client, journal and desk, by a new process of curl
each, and by a new process of Python with requests each, as the seed does it. A ratio is taken
within a round, and told is the median of the rounds. One way that is not installed is left out
(`pip install -e '.[bench]'` for requests), and the last two are made fewer times.

Every way must have moved exactly the credit it was asked to, ours with one POST on a connection,
else there is no table. It draws nothing, so it takes no seed. The journal is on the disk of the
temporary folder (set TMPDIR to choose it).

Beside ours against curl and requests stands what the bound itself comes to: where the server
works for long, that is the larger part of everybody's time, and a goal that the bound misses is
none. It does not show a host's name being looked up, a link that loses packets, or a screen that
draws meanwhile in the same process.
"""

import argparse
import sys

from tests.benchmarks.wire_rounds import Size, measure
from tests.benchmarks.wire_table import lines
from tests.reliability.report import tell


def main() -> int:
    """Measure as the command line says, and print the table; 1 if a goal is missed."""
    usual = Size()
    parser = argparse.ArgumentParser(description="Movements over a wire, beside others.")
    parser.add_argument("--movements", type=int, default=usual.movements)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--round-trip", type=float, default=usual.round_trip, metavar="SECONDS")
    parser.add_argument("--work", type=float, default=usual.work, metavar="SECONDS")
    asked = parser.parse_args()
    size = Size(asked.movements, round_trip=asked.round_trip, work=asked.work)
    return tell(lines(size, measure(size, asked.rounds)))


if __name__ == "__main__":
    sys.exit(main())
