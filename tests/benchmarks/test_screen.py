"""The screen's benchmark measures what it says: small, and without a bar to the clock."""

import pytest

from tests.benchmarks.answering import Answers
from tests.benchmarks.screen_figures import Figures, Goal
from tests.benchmarks.screen_programs import ANCHOR, CURSOR, name_of
from tests.benchmarks.screen_rounds import Found, Idle, Pressed, Run, Size
from tests.benchmarks.screen_table import lines

OURS = name_of(30)


def run(seconds: float, size: int = 1000) -> Run:
    """A run in which everything took so long, and a key so many bytes."""
    keys = {CURSOR: Pressed([seconds, seconds, 3 * seconds], [size, size, size], 0)}
    changed = {0: 100.0, 1: 200.0, 3: 400.0}
    idle = Idle(seconds, 0.0, 10.0)
    return Run(
        paint=seconds,
        ready=2 * seconds,
        settled=3 * seconds,
        bytes=size,
        cpu=seconds,
        keys=keys,
        changed=changed,
        reading=seconds,
        idle=idle,
        memory=40.0,
        leaving=seconds,
    )


@pytest.fixture
def found() -> Found:
    """Three rounds, in the second of which the machine was ten times as slow."""
    rounds = [{ANCHOR: run(slow), OURS: run(slow / 2, 300)} for slow in (0.1, 1.0, 0.1)]
    return Found(rounds, ["posting"])


def test_a_ratio_is_taken_within_a_round(found: Found) -> None:
    """A slow spell hits both alike."""
    figures = Figures(found.rounds)
    assert figures.ratio(OURS, ANCHOR, lambda one: one.ready) == 0.5
    assert figures.middle(OURS, lambda one: one.ready) == 0.1
    assert figures.ratio(OURS, "posting", lambda one: one.ready) is None


def test_the_table_has_a_row_for_every_goal(found: Found) -> None:
    """Each with what must be and what would be better; what is not installed is named."""
    told = lines(Size(subaccounts=(30,)), found)
    whats = "\n".join(line.what for line in told)
    for what in ("last known balances", "ready", "to the settled screen", "a cursor key", "idle"):
        assert f"{what}: {OURS}" in whats
    assert all(line.holds for line in told)
    assert "posting: not installed" in whats
    # A hundred bytes a balance, held against the toolkit's own table.
    assert any(line.figure == f"{100 / 10_850:.4f}" and "reached" in line.bar for line in told)


def test_what_falls_short_is_told() -> None:
    """Of what must be by the exit status, of what would be better in words."""
    slow = Found([{ANCHOR: run(0.1), OURS: run(0.12)}], [])
    told = {line.what.partition(":")[0]: line for line in lines(Size(subaccounts=(30,)), slow)}
    assert told["ready"].holds
    assert told["ready"].bar.endswith("better 1.00: short")
    assert not told["leaving"].holds
    assert Goal(1.0).said(0.9) == "<= 1.00"


def test_a_terminal_answers_what_it_is_asked() -> None:
    """Modes, attributes and sizes, a question in two pieces included; text is no question."""
    answers = Answers(100, 30)
    assert answers.to(b"text \x1b[31m\x1b[?2026$p") == b"\x1b[?2026;2$y"
    assert answers.to(b"\x1b[?20") == b""
    assert answers.to(b"48h and more") == b"\x1b[48;30;100;600;1000t"
    assert answers.to(b"\x1b[c\x1b[6n") == b"\x1b[?62;22c\x1b[1;1R"
