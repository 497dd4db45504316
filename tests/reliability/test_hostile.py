"""The hostile run's parts, and proof that it sees what it looks for."""

import base64
from pathlib import Path

import pytest

from tests.reliability.hostile import (
    KINDS,
    LEAST_TEXTS,
    jobs,
    lines,
    run,
    unsafe_points,
)
from tests.reliability.hostile_place import TEXTS, Text, hostile_platform
from tests.reliability.hostile_texts import HOSTILE, odd_in
from tests.reliability.hostile_walk import ROOM, Tally, Walk
from tests.terminal.terminal import PATIENCE

_RECEIPT = "SMS credit: +€5.00 on 12 Jun\nAccount: Garage, confirmed\nReference: movement no. 1"


def _copying(text: str) -> bytes:
    return b"\x1b]52;c;" + base64.b64encode(text.encode()) + b"\x07"


@pytest.mark.parametrize(
    ("raw", "odd"),
    [
        (b"\x1b[38;5;253mname\x1b[0m\x1b[12;1H\x1b[?1049h\r\n", set()),
        (_copying(_RECEIPT), set()),
        (_copying(_RECEIPT.replace("Garage", "\x1b[2J")), {"\x1b"}),
        (_copying("hack"), {"\x1b", "\x07"}),
        (b"\x1b[2J", {"\x1b"}),
        (b"\x1b]8;;https://evil.example\x1b\\", {"\x1b"}),
        ("\u009b31m".encode(), {"\u009b"}),
        (b"\x9b31m", {"\udc9b"}),
        (b"a\tb\x00", {"\t", "\x00"}),
        ("\u202e\u200b".encode(), {"\u202e", "\u200b"}),
        ("a\u0301\u0301".encode(), set()),
        ("a\u0301\u0301\u0301".encode(), {"a pile of marks"}),
    ],
)
def test_only_the_programs_own_sequences_are_let_through(raw: bytes, odd: set[str]) -> None:
    """What is not Textual's, nor a harmless receipt for the clipboard, is told."""
    assert odd_in(raw) == odd


def test_run_has_enough_texts_and_does_everything_with_each() -> None:
    """No two texts alike, and every one in every kind of run but the floods."""
    assert len(set(HOSTILE)) == len(TEXTS) >= LEAST_TEXTS
    for kind in {*KINDS} - {"floods"}:
        numbers = [text.number for job in jobs(TEXTS, kind) for text in job.texts]
        assert sorted(numbers) == list(range(len(TEXTS)))
    assert {job.kind for job in jobs(TEXTS, "")} == {*KINDS}


def test_no_code_point_comes_through_that_must_not() -> None:
    """Of all 1,114,112, none."""
    assert unsafe_points() == 0


def test_texts_that_are_not_cleaned_are_seen(tmp_path: Path) -> None:
    """Without the cleaning, control characters reach the terminal, and the run tells."""
    (text,) = (text for text in TEXTS if "\x1b[2J" in text.text)
    with (
        hostile_platform(tmp_path, [text]) as place,
        place.start_trapped(weakness="clean", **ROOM) as terminal,
    ):
        assert terminal.until(lambda: b"10,000.00" in terminal.raw)
        terminal.until(lambda: b"wiped" in terminal.raw)
        tally = Tally()
        tally.take("the list", terminal)
    assert "\x1b" in tally.odd["the list"]
    (line,) = (line for line in lines(tally, 1, 0, whole=False) if "control" in line.what)
    assert not line.holds


def test_texts_that_are_read_as_markup_are_seen(tmp_path: Path) -> None:
    """Were lines of text read as markup, a click on one would run its action: the trap tells."""
    text = Text(0, "[@click=app.pay(500)]pay here[/]")
    tally = Tally()
    with (
        hostile_platform(tmp_path, [text]) as place,
        place.start_trapped(weakness="data", **ROOM) as terminal,
    ):
        Walk(terminal, place.trap, [text], tally).starts()
        terminal.type("q")
        terminal.wait(PATIENCE)
        tally.take("the list", terminal, place.trap.actions)
    assert "paid 500" in tally.actions
    (line,) = (line for line in lines(tally, 1, 0, whole=False) if "actions" in line.what)
    assert not line.holds


def test_run_that_gets_stuck_is_told(tmp_path: Path) -> None:
    """A text that is not seen where it should be misses the bar."""

    def gets_stuck(_folder: Path, _texts: object, _tally: Tally) -> None:
        raise AssertionError("not seen")

    job = jobs(TEXTS[:1], "card")[0]._replace(work=gets_stuck)
    tally = run([job], workers=1)
    assert [line.what for line in lines(tally, 1, 0, whole=False) if not line.holds] == [
        "walks that got stuck"
    ]
