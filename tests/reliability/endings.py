"""Every way to end the program with a movement in flight, and what is left of the movement.

Run as `python -m tests.reliability.endings --rounds 3 --seed 1`. The program runs in a
pseudo-terminal, its platform has moved the money and holds the answer; then the end comes, in
each of its ways, once with the answer following and once with none ever. Shown of each is the
worst of the rounds: what the journal holds, whether the shell finds its terminal as it was, the
exit status, the seconds to the end of the process, and the computing done since the way was
taken. Those seconds run from the end of the movement or of its deadline; where the operator has
to do something later than that, as to say yes to leaving with a doubt, from his last key.

A seed draws the moments. What this does not show: a power cut, terminals other than Linux's
pseudo-terminals, and an end before the request has arrived (the chaos run kills there too).
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from smspartner_tui.simulator import SimulatorServer
from tests.reliability.endings_ways import WAYS, Way
from tests.reliability.report import Line, tell
from tests.terminal.place import GatedBank, Place, send_50
from tests.terminal.terminal import Terminal

PROGRAM: Final = ("-m", "smspartner_tui")

GONE_WITHIN: Final = 2.0
"""Seconds to the end of the process, once the movement is over and nobody is asked anything."""

COMPUTING: Final = 1.0
"""Seconds of computing, from the way that was taken to the end: a spin would be all of them."""

_LONGEST_PAUSE: Final = 0.6


class Found(NamedTuple):
    """What one end left; `next_state` is what the next start made of a row left `sending`."""

    state: str
    posts: int
    is_given_back: bool
    status: int
    seconds: float
    cpu: float
    next_state: str = ""


def try_out(
    way: Way, draw: Random, *, is_answered: bool, program: Sequence[str] = PROGRAM
) -> Found:
    """Send 50 euros, go that way while the answer is held, and look at what is left."""
    bank = GatedBank()
    with tempfile.TemporaryDirectory(prefix="endings-") as folder, SimulatorServer(bank) as server:
        place = Place(Path(folder))
        place.configure(server.base_url, deadline=way.deadline)
        try:
            with place.start_python(*program, **way.start) as terminal:
                send_50(terminal, bank)
                terminal.until(lambda: False, draw.uniform(0, _LONGEST_PAUSE))
                return _end(way, place, bank, terminal, draw if is_answered else None)
        finally:
            bank.answer()


def _end(way: Way, place: Place, bank: GatedBank, terminal: Terminal, draw: Random | None) -> Found:
    """Take the way; with `draw` the answer comes, at a moment of its choice."""
    way.take(terminal)
    used = terminal.cpu_seconds
    if draw is not None:
        bank.answer_after(draw.choice((0.0, draw.uniform(0, _LONGEST_PAUSE))))
    way.see_to_end(terminal, draw is not None)
    asked_at = time.monotonic()
    status = terminal.wait()
    gone_at = time.monotonic()
    over_at = bank.answered_at if draw is not None else bank.moved_at + way.deadline
    (written,) = place.movements()
    next_state = _start_again(place) if written.state == "sending" else ""
    return Found(
        written.state,
        bank.posts.total(),
        way.is_given_back and terminal.is_given_back,
        status,
        gone_at - (asked_at if way.is_kill else max(asked_at, over_at)),
        terminal.cpu_seconds - used,
        next_state,
    )


def _start_again(place: Place) -> str:
    """What the journal says of the movement once the program has been started again."""
    with place.start() as terminal:
        terminal.sees("to check")
        (written,) = place.movements()
    return written.state


def faults(way: Way, found: Found, *, is_answered: bool) -> list[str]:
    """What is not as it has to be."""
    state = "sending" if way.is_kill else "confirmed" if is_answered else "unknown"
    return [
        fault
        for fault, is_so in {
            "outcome": found.state != state,
            "doubt": way.is_kill and found.next_state != "unknown",
            "posts": found.posts != 1,
            "terminal": way.is_given_back and not found.is_given_back,
            "status": found.status != way.status,
            "late": found.seconds > GONE_WITHIN,
            "spinning": found.cpu > COMPUTING,
        }.items()
        if is_so
    ]


def line(way: Way, tried: Sequence[Found], *, is_answered: bool) -> Line:
    """The worst of a way's rounds."""
    wrong = {fault for found in tried for fault in faults(way, found, is_answered=is_answered)}
    states = sorted({" -> ".join(filter(None, (it.state, it.next_state))) for it in tried})
    if not way.is_given_back:
        terminal = "-"
    else:
        terminal = "yes" if all(found.is_given_back for found in tried) else "NO"
    statuses = ", ".join(sorted({str(found.status) for found in tried}))
    seconds, cpu = max(found.seconds for found in tried), max(found.cpu for found in tried)
    return Line(
        f"{way.name}, {'answered' if is_answered else 'no answer'}",
        f"{' or '.join(states):>18}  terminal back {terminal:>3}  status {statuses:>3}"
        f"  gone after {seconds:4.2f} s  computing {cpu:4.2f} s",
        f"<= {GONE_WITHIN:.0f} s" + (f" ({', '.join(sorted(wrong))})" if wrong else ""),
        not wrong,
    )


def run(ways: Sequence[Way], rounds: int, seed: int) -> list[Line]:
    """Every way, answered and not, so many times; then what it comes to."""
    lines: list[Line] = []
    tried: dict[str, list[Found]] = {way.name: [] for way in ways}
    for way in ways:
        for is_answered in (True, False):
            found = [
                try_out(way, Random(f"{seed} {way.name} {turn}"), is_answered=is_answered)
                for turn in range(rounds)
            ]
            tried[way.name] += found
            lines.append(line(way, found, is_answered=is_answered))
    return [*lines, start_without_input(), *sum_up(ways, tried)]


def sum_up(ways: Sequence[Way], tried: Mapping[str, Sequence[Found]]) -> list[Line]:
    """How many ends were tried, and which ways left no outcome in the journal."""
    lost = {name for name, found in tried.items() if any(it.state == "sending" for it in found)}
    unavoidable = {way.name for way in ways if way.is_kill}
    ends = sum(len(found) for found in tried.values())
    return [
        Line("ways to end it, and ends tried", f"{len(ways)}, {ends}"),
        Line(
            "ways that lose the outcome",
            f"{len(lost)} ({', '.join(sorted(lost)) or 'none'})",
            f"{', '.join(unavoidable)} alone",
            lost <= unavoidable,
        ),
    ]


def start_without_input() -> Line:
    """An input that is at its end from the beginning: a program nobody could ever quit."""
    bank = GatedBank()
    with tempfile.TemporaryDirectory(prefix="endings-") as folder, SimulatorServer(bank) as server:
        place = Place(Path(folder))
        place.configure(server.base_url)
        with place.start(no_input=True) as terminal:
            status = terminal.wait()
            used = terminal.cpu_seconds
    is_refused = status == 2 and used < COMPUTING and not bank.posts and not place.movements()
    figure = f"status {status}, computing {used:4.2f} s"
    return Line("started with its input at /dev/null", figure, "refused, status 2", is_refused)


def main() -> int:
    """Run as the command line says, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Every way to end the program in mid-POST.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    sys.stdout.write(f"seed {asked.seed}, {asked.rounds} rounds; the worst of each\n")
    return tell(run(WAYS, asked.rounds, asked.seed))


if __name__ == "__main__":
    sys.exit(main())
