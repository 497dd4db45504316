"""The ways to end the program, each taken with a movement in flight."""

import signal
from collections.abc import Callable, Iterable, Mapping
from random import Random
from types import MappingProxyType
from typing import Final, NamedTuple

from tests.terminal.place import DEADLINE, wait_until_it_listens
from tests.terminal.terminal import Terminal

STORM: Final = 3000
"""Changes of size, one after the other in `_STORM_SECONDS`."""

_STORM_SECONDS: Final = 2.5
STORM_DEADLINE: Final = 12.0
_EXTREMES: Final = (
    ((1, 1), b"\x1b[1;1H"),
    ((0, 0), b"\x1b[1;1H"),
    ((500, 1000), b"\x1b[1000;1H"),
)
"""Sizes that no program expects, and what is drawn when they have been taken."""

_GOES_ON: Final = "The movement goes on by itself"
_IN_FLIGHT: Final = "A movement is in flight: leaving on its outcome"
_IN_DOUBT: Final = "A movement is in doubt. Quit?"
_OUTCOMES: Final = {True: "Added €50.00 to Garage Martin", False: "No answer: the money may have"}


def _see_to_nothing(_terminal: Terminal, _is_answered: bool) -> None:
    """It ends by itself."""


class Way(NamedTuple):
    """One way to the end: what is done, and what has to come of it.

    `see_to_end` is what the operator still has to do, told whether the platform answers;
    `is_given_back` is false where no terminal is left, or none that listens; `start` is how the
    program's terminal differs from others; `deadline` is in seconds.
    """

    name: str
    take: Callable[[Terminal], None]
    status: int
    see_to_end: Callable[[Terminal, bool], None] = _see_to_nothing
    is_given_back: bool = True
    is_kill: bool = False
    start: Mapping[str, bool] = MappingProxyType({})
    deadline: float = DEADLINE


def _leave_dialog(terminal: Terminal) -> None:
    terminal.type("\x1b")
    terminal.sees(_GOES_ON)


def _quit(keys: str) -> Callable[[Terminal], None]:
    def take(terminal: Terminal) -> None:
        _leave_dialog(terminal)
        terminal.type(keys)
        terminal.sees(_IN_FLIGHT)

    return take


def _quit_impatiently(terminal: Terminal) -> None:
    _quit("q")(terminal)
    terminal.type("\x03\x03")
    terminal.sees("Quit (q).")


def _confirm_doubt(terminal: Terminal, is_answered: bool) -> None:
    """Having asked to quit, yes to quitting with a movement in doubt."""
    if not is_answered:
        terminal.sees(_IN_DOUBT)
        wait_until_it_listens(terminal)
        terminal.type("o")


def _quit_on_outcome(terminal: Terminal, is_answered: bool) -> None:
    """What was survived shows the outcome; then it is left as on any other day."""
    terminal.sees(_OUTCOMES[is_answered])
    if not is_answered and "┌" in terminal.screen:
        # A success closes its dialog by itself, and a key right behind Esc would be Alt and that.
        terminal.type("\x1b")
    terminal.sees_no_more("┌")
    terminal.type("q")
    _confirm_doubt(terminal, is_answered)


def _signal(number: signal.Signals) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.signal(number)


def _stop_reading(terminal: Terminal) -> None:
    """Leave the screen's thread stuck in front of a link that hangs, then SIGTERM."""
    _leave_dialog(terminal)
    terminal.stop_output()
    terminal.type("jkjkjkjk")
    terminal.signal(signal.SIGTERM)


def _ask_to_stop(terminal: Terminal) -> None:
    terminal.signal(signal.SIGTSTP)
    _leave_dialog(terminal)
    terminal.type("\x1a")
    terminal.sees("A movement is in flight: not now.")
    assert not terminal.is_stopped


def _stop_and_continue(terminal: Terminal) -> None:
    terminal.signal(signal.SIGSTOP)
    terminal.wait_until_stopped()
    terminal.use_as_shell("\x1b[2J\x1b[H\x1b[?25h\x1b[?2004l$ ")
    terminal.sees("$")
    terminal.signal(signal.SIGCONT)
    terminal.sees("Request sent")
    assert terminal.until(lambda: terminal.takes_keys)


def resize_wildly(terminal: Terminal, sizes: Iterable[tuple[int, int]], every: float) -> None:
    """Resize on and on, then to nothing and to far too much, and leave the dialog all the same."""
    terminal.storm(sizes, every)
    for size, drawn in _EXTREMES:
        before = len(terminal.raw)
        terminal.storm([size], 0)
        assert _draws(terminal, drawn, before), size
    before = len(terminal.raw)
    terminal.storm([(80, 24)], 0)
    terminal.type("\x1b")
    assert _draws(terminal, _GOES_ON.encode(), before)
    # Looked at again only now: to follow half a million characters takes its time here too.
    terminal.resize(81, 24)
    terminal.sees(_GOES_ON)


def _draws(terminal: Terminal, what: bytes, since: int) -> bool:
    return terminal.until(lambda: what in terminal.raw[since:])


def _resize(terminal: Terminal) -> None:
    draw = Random(STORM)
    sizes = [(draw.randint(1, 300), draw.randint(1, 100)) for _ in range(STORM)]
    resize_wildly(terminal, sizes, _STORM_SECONDS / STORM)


WAYS: Final = (
    Way("q", _quit("q"), 0, _confirm_doubt),
    Way("q, then Ctrl+C twice", _quit_impatiently, 0, _confirm_doubt),
    Way("Ctrl+Q", _quit("\x11"), 0, _confirm_doubt),
    Way("SIGTERM", _signal(signal.SIGTERM), 143),
    Way("SIGINT", _signal(signal.SIGINT), 130),
    Way("SIGQUIT", _signal(signal.SIGQUIT), 131),
    Way("SIGHUP", _signal(signal.SIGHUP), 129),
    Way("terminal closed", Terminal.hang_up, 129, is_given_back=False),
    Way(
        "terminal closed, hang-up ignored",
        Terminal.hang_up,
        129,
        is_given_back=False,
        start={"no_hang_up": True},
    ),
    Way("terminal stopped reading, SIGTERM", _stop_reading, 143, is_given_back=False),
    Way("Ctrl+Z and SIGTSTP, then q", _ask_to_stop, 0, _quit_on_outcome),
    Way("SIGSTOP, SIGCONT, then q", _stop_and_continue, 0, _quit_on_outcome),
    Way("input at its end", Terminal.end_input, 129, start={"own_input": True}),
    Way("resize storm, then q", _resize, 0, _quit_on_outcome, deadline=STORM_DEADLINE),
    Way("SIGKILL", _signal(signal.SIGKILL), -9, is_given_back=False, is_kill=True),
)
"""Those of `reliability.md` section 6 and two more: an input that ends by itself, and a storm."""

BY_NAME: Final = {way.name: way for way in WAYS}
