"""Keys typed ahead, by impatient fingers or by a link that delivers them all at once.

Run as `python -m tests.reliability.typed_ahead --rounds 4 --seed 1`. The program runs in a
pseudo-terminal; a burst of keys is given to it in one write, then key after key without a pause,
then with the pauses of fingers, the platform now answering at once and now late. Counted are the
requests that moved money. Keys typed before a question can be read are no yes to it: the bar is
nothing at all where it opened after the last of them, and one movement where a yes may be among
those that came later. Where somebody did wait for the question and said yes, however often, it is
exactly one, which is also what shows that this comparison sees a movement.

A seed draws the pauses and the answers. What this does not show: keys that a terminal's own
software holds back, and questions that were open for longer than anybody looked at them.
"""

import argparse
import sys
import tempfile
import threading
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from smspartner_tui.simulator import SimulatorServer
from tests.reliability.report import Line, tell
from tests.terminal.place import ADD_50, GatedBank, Place, open_question, wait_until_it_listens
from tests.terminal.terminal import Terminal

PROGRAM: Final = ("-m", "smspartner_tui")
ADDED_50: Final = "Added €50.00 to Garage Martin"
ADD_250: Final = "ADD €250.00 to Garage Martin?"

RHYTHMS: Final = {"in one write": None, "in a stream": 0.0, "by fingers": 0.06}
"""The longest pause between two keys, in seconds; None where they all come in one write."""

_LATE: Final = 0.3

_STEPS: Final = 6
_STEP: Final = 2.0
"""Keys to leave by, more than any burst needs, and the seconds that each may take."""


class Burst(NamedTuple):
    """Keys, typed when `question` listens if there is one, and the movements they may make.

    They have been through when one of `seen` stands on the screen. `bars` has the least and the
    most movements in one write and in a stream, then by fingers, for whom questions open midway.
    """

    keys: str
    seen: tuple[str, ...]
    bars: tuple[tuple[int, int], tuple[int, int]]
    question: str = ""

    @property
    def name(self) -> str:
        """The keys as people name them."""
        keys = self.keys.replace("\r", "⏎")
        return f"{self.question.partition(' ')[0]}? {keys}".strip("? ") if self.question else keys


_NONE: Final = ((0, 0), (0, 0))
_LATER: Final = ((0, 0), (0, 1))
_ONE: Final = ((1, 1), (1, 1))

BURSTS: Final = (
    Burst("\r\r\r\r\r\r", ("simple · token",), _NONE),
    Burst("a50\r\r", (ADD_50,), _NONE),
    Burst("a50\r\r\r\r\r\r", (ADD_50,), _NONE),
    Burst("a50\r\r\r\r\r\ro", (ADD_50, ADDED_50), _LATER),
    Burst("a50\r\roooooo", (ADD_50, ADDED_50), _LATER),
    Burst("a50\r\roooooooooooooooooooo", (ADD_50, ADDED_50), _LATER),
    Burst("a50\r\royoyoy\r\r", (ADD_50, ADDED_50), _LATER),
    Burst("a50\r\roa50\r\roa50\r\ro", (ADD_50, ADDED_50), _LATER),
    Burst("a250\r\r250\r\r\r", (ADD_250,), _LATER),
    Burst("\r\r\r\r\r\r", (ADD_50,), _NONE, ADD_50),
    Burst("o", (ADDED_50,), _ONE, ADD_50),
    Burst("oooooo", (ADDED_50,), _ONE, ADD_50),
    Burst("o\r\r\r\r\r\r", (ADDED_50,), _ONE, ADD_50),
    Burst("oyoyoyo\roy\r", (ADDED_50,), _ONE, ADD_50),
)


def movements(burst: Burst, rhythm: str, draw: Random, program: Sequence[str] = PROGRAM) -> int:
    """Type a burst into a program of its own, and leave; how many requests moved money."""
    bank = GatedBank()
    with tempfile.TemporaryDirectory(prefix="typed-") as folder, SimulatorServer(bank) as server:
        place = Place(Path(folder))
        place.configure(server.base_url)
        with place.start_python(*program) as terminal:
            terminal.sees("61.80")
            if burst.question:
                open_question(terminal, "a50\r\r", burst.question)
            if draw.random() < 0.5:
                bank.hold()
                bank.answer_after(_LATE)
            _type(terminal, burst.keys, RHYTHMS[rhythm], draw)
            saw = terminal.until(lambda: any(text in terminal.screen for text in burst.seen))
            assert saw, terminal.screen
            _leave(terminal)
        written = place.movements()
    posts = bank.posts.total()
    assert len(written) == posts, f"{posts} requests, {len(written)} movements in the journal"
    return posts


def _type(terminal: Terminal, keys: str, pause: float | None, draw: Random) -> None:
    if pause is None:
        terminal.type(keys)
        return
    rhythm = threading.Event()
    for key in keys:
        terminal.type(key)
        rhythm.wait(draw.uniform(0, pause))


def _leave(terminal: Terminal) -> None:
    """Out of whatever stands open, and out of the program: behind every key that was typed."""
    for _ in range(_STEPS):
        if terminal.is_alive:
            _step_back(terminal)
    assert terminal.wait() == 0


def _step_back(terminal: Terminal) -> None:
    wait_until_it_listens(terminal)
    shown = terminal.screen
    terminal.type("\x1b" if "┌" in shown else "q")
    terminal.until(lambda: terminal.screen != shown, _STEP)


def line(burst: Burst, rhythm: str, counted: Sequence[int]) -> Line:
    """The rounds of one burst in one rhythm, against its bar."""
    least, most = burst.bars[rhythm == "by fingers"]
    shown = str(max(counted)) if len(set(counted)) == 1 else f"{min(counted)} to {max(counted)}"
    bar = str(most) if least == most else f"<= {most}"
    holds = least <= min(counted) and max(counted) <= most
    return Line(f"{burst.name}, {rhythm}", shown, bar, holds)


def run(bursts: Sequence[Burst], rounds: int, seed: int) -> list[Line]:
    """Every burst in every rhythm, so many times; then the most that any of them moved."""
    lines: list[Line] = []
    most = 0
    for burst, rhythm in product(bursts, RHYTHMS):
        draws = (Random(f"{seed} {burst.name} {rhythm} {turn}") for turn in range(rounds))
        counted = [movements(burst, rhythm, draw) for draw in draws]
        most = max(most, *counted)
        lines.append(line(burst, rhythm, counted))
    typed = Line("bursts typed", str(len(lines) * rounds))
    return [*lines, typed, Line("most movements of one burst", str(most), "<= 1", most <= 1)]


def main() -> int:
    """Run as the command line says, and print the table; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description="Keys typed ahead, and what they move.")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    sys.stdout.write(f"seed {asked.seed}, {asked.rounds} rounds; movements of each burst\n")
    return tell(run(BURSTS, asked.rounds, asked.seed))


if __name__ == "__main__":
    sys.exit(main())
