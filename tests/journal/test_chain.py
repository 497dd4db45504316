"""Damage: whatever is flipped, cut, edited or taken out of the file is noticed."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.journal import Journal, JournalError
from smspartner_tui.journal.chain import Event, fold, link, seal, written
from smspartner_tui.journal.store import FILE_NAME
from tests.journal.conftest import Open
from tests.journal.helpers import REJECTED, agree, movement, open_journal, raw
from tests.reliability.bit_flips import in_header, make_sound, start_on, try_flips, where_used

FLIPS = 400
"""Single bits flipped where the file holds something; as many as reliability's bar."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sound journal with a history."""
    folder = tmp_path_factory.mktemp("sound")
    make_sound(folder)
    return folder


@pytest.mark.no_cover
def test_every_damaging_flip_is_noticed(tmp_path: Path) -> None:
    """A flipped bit is told at the start, or what the file says is the same to the last letter."""
    original, chance = make_sound(tmp_path / "sound"), Random(20250612)
    places = [*in_header(chance, bits=1), *where_used(original.data, FLIPS, chance)]
    tally = try_flips(tmp_path / "flipped", original, places)
    assert tally.missed == []
    assert tally.faults == []
    assert tally.noticed > FLIPS * 0.9
    assert tally.flips > tally.noticed + tally.needless


def test_a_rule_that_is_no_text_any_more_is_damage(tmp_path: Path) -> None:
    """SQLite quotes it in an error that Python cannot read: that too is the journal's one error."""
    original = make_sound(tmp_path / "sound")
    data = bytearray(original.data)
    data[data.index(b"movement_is_kept BEFORE DELETE") + 17] |= 0x80
    start = start_on(tmp_path / "no text", bytes(data), original)
    assert start.problem is JournalProblem.DAMAGED
    assert start.is_changed
    assert start.fault == ""


@pytest.mark.parametrize("eighths", range(8))
def test_a_cut_file_is_noticed(sound: Path, tmp_path: Path, eighths: int) -> None:
    """However much of its end is missing, nothing is written to what is left."""
    data = (sound / FILE_NAME).read_bytes()
    (tmp_path / "cut" / "run").mkdir(parents=True)
    path = tmp_path / "cut" / FILE_NAME
    path.touch(mode=0o600)
    path.write_bytes(data[: len(data) * eighths // 8 // 512 * 512])
    journal = open_journal(path.parent)
    journal.check()
    assert journal.problem is JournalProblem.DAMAGED
    journal.close()


def rewrite(folder: Path, *statements: str) -> None:
    """Change the file behind its guards' backs, and put the guards back."""
    with raw(folder) as db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            assert db.execute(statement).rowcount > 0
        for _name, sql in guards:
            db.execute(sql)


REWRITTEN = {
    "an event taken out": ["DELETE FROM event WHERE seq = 5"],
    "the first event taken out": ["DELETE FROM event WHERE seq = 1"],
    "the last event taken out": ["DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)"],
    "the newest movement taken out": [
        "DELETE FROM event WHERE movement = (SELECT id FROM movement WHERE number = 12)",
        "DELETE FROM movement WHERE number = 12",
    ],
    "an amount": ["UPDATE movement SET micros = micros + 1 WHERE number = 3"],
    "an amount and its event": [
        "UPDATE movement SET micros = 7 WHERE number = 1",
        "UPDATE event SET facts = replace(facts, '10500000', '7') WHERE seq = 1",
    ],
    "an outcome": ["UPDATE movement SET state = 'confirmed' WHERE state = 'unknown'"],
    "an operator": ['UPDATE movement SET operator = \'{"name": "paul"}\' WHERE number = 2'],
    "a time": ["UPDATE event SET at = '2025-06-11T12:32:00.000+00:00' WHERE seq = 4"],
    "a hash": ["UPDATE event SET hash = 'x' WHERE seq = 4"],
    "two events swapped": [
        "UPDATE event SET seq = -1 WHERE seq = 4",
        "UPDATE event SET seq = 4 WHERE seq = 5",
        "UPDATE event SET seq = 5 WHERE seq = -1",
    ],
    "a movement nobody asked for": [
        """
        INSERT INTO movement SELECT 'new', 'not_sent', 'other', name, direction, micros,
            reference, everything, again_after, operator, search, planned_at, NULL, owner,
            sent_at, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, NULL FROM movement WHERE number = 1
        """
    ],
    "a movement taken out": ["DELETE FROM movement WHERE number = 4"],
    "a balance": ["UPDATE reading SET micros = micros + 1 WHERE id = 2"],
    "the time of a balance": ["UPDATE reading SET last_at = '2030-01-01T00:00:00.000+00:00'"],
    "the account": ["UPDATE account SET created_at = '2020-01-01'"],
    "who opened it": ["UPDATE session SET operator = '{}'"],
    "a value of another kind": ["UPDATE event SET at = x'00ff' WHERE seq = 3"],
    "a blob in a session": ["UPDATE session SET version = x'00ff'"],
    "a sequence": ["UPDATE sqlite_sequence SET seq = seq + 5"],
}


@pytest.fixture
def copied(sound: Path, folder: Path) -> Path:
    """A copy of the sound journal, to be spoilt."""
    shutil.copytree(sound, folder)
    return folder


@pytest.mark.parametrize("statements", REWRITTEN.values(), ids=REWRITTEN)
def test_what_was_rewritten_is_noticed(copied: Path, opened: Open, statements: list[str]) -> None:
    """An edit by hand that gets past the guards shows at the next check, and stops the writing."""
    rewrite(copied, *statements)
    journal: Journal = opened()
    journal.check()
    assert journal.problem is JournalProblem.DAMAGED
    with pytest.raises(JournalError) as caught:
        journal.begin(movement(), agree)
    assert caught.value.problem is JournalProblem.DAMAGED


LOOSENED = {
    "a trigger taken away": ["DROP TRIGGER event_is_kept"],
    "an index taken away": ["DROP INDEX one_in_flight"],
    "a trigger added": [
        "CREATE TRIGGER more AFTER INSERT ON event BEGIN UPDATE reading SET micros = 1; END"
    ],
    "a rule loosened": ["DROP INDEX one_in_flight", "CREATE INDEX one_in_flight ON movement (id)"],
}


@pytest.mark.parametrize("statements", LOOSENED.values(), ids=LOOSENED)
def test_a_loosened_rule_is_noticed(copied: Path, opened: Open, statements: list[str]) -> None:
    """The database's own guards are held against what this version declares."""
    with raw(copied) as db:
        for statement in statements:
            db.execute(statement)
    journal: Journal = opened()
    journal.check()
    assert journal.problem is JournalProblem.DAMAGED


def test_a_sound_journal_is_called_sound(copied: Path, opened: Open) -> None:
    """A check of what nobody touched finds nothing, again and again, and writing goes on."""
    journal: Journal = opened()
    for _ in range(3):
        journal.check()
        assert journal.problem is None
        asked = movement("another")
        journal.begin(asked, agree)
        journal.settle(asked.id, REJECTED)


UNREADABLE = {
    "operator": "'[1]'",
    "outcome": '\'{"reason": "weather"}\'',
    "settled_at": "'yesterday'",
    "micros": "'much'",
    "direction": "'sideways'",
}


@pytest.mark.parametrize("column", UNREADABLE)
def test_a_row_that_cannot_be_read_is_damage(copied: Path, opened: Open, column: str) -> None:
    """It is the journal's one error, not whatever reading it raised, and stops the writing."""
    change = f"{column} = {UNREADABLE[column]}"
    rewrite(copied, f"UPDATE movement SET {change} WHERE number = 2")  # noqa: S608
    journal: Journal = opened()
    with pytest.raises(JournalError) as caught:
        journal.history(99)
    assert caught.value.problem is JournalProblem.DAMAGED
    assert journal.problem is JournalProblem.DAMAGED


def test_a_dead_movement_that_cannot_be_read_stops_the_start(copied: Path, opened: Open) -> None:
    """What is in flight and unreadable cannot be settled: nothing is written, nothing raised."""
    rewrite(copied, "UPDATE movement SET state = 'sending', operator = '[1]' WHERE number = 2")
    assert opened().problem is JournalProblem.DAMAGED


def events(*facts: dict[str, str | int | None]) -> list[Event]:
    """A chain of steps of one movement."""
    found: list[Event] = []
    for number, each in enumerate(facts, start=1):
        previous = found[-1].hash if found else ""
        step = ("m", f"state {number}", f"at {number}", written(each))
        found.append(Event(number, *step, hash=link(previous, *step)))
    return found


def test_a_fold_is_the_sum_of_its_events() -> None:
    """Each event sets its columns and the state; a later one wins."""
    folded, damaged = fold(events({"a": 1, "b": "é"}, {"a": 2, "c": None}))
    assert folded == {"m": {"id": "m", "state": "state 2", "a": 2, "b": "é", "c": None}}
    assert damaged is None
    assert fold([]) == ({}, None)


SPOILT: dict[str, Callable[[Event], Event]] = {
    "seq": lambda event: event._replace(seq=7),
    "movement": lambda event: event._replace(movement="other"),
    "state": lambda event: event._replace(state="other"),
    "at": lambda event: event._replace(at="other"),
    "facts": lambda event: event._replace(facts='{"a":4}'),
    "hash": lambda event: event._replace(hash="other"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_chain_breaks_at_the_event_that_was_changed(spoil: Callable[[Event], Event]) -> None:
    """Whichever of its values changed, the event is named, and those before it are folded."""
    chain = events({"a": 1}, {"a": 2}, {"a": 3})
    chain[1] = spoil(chain[1])
    folded, damaged = fold(chain)
    assert damaged == chain[1].seq
    assert folded["m"]["a"] == 1


def test_a_link_and_a_seal_tell_their_values_apart() -> None:
    """Where one value ends and the next begins makes a difference, and so does its kind."""
    assert seal(["ab", "c"]) != seal(["a", "bc"])
    assert seal([1]) != seal(["1"])
    assert seal([None]) != seal([""])
    assert link("", "m", "s", "a", "{}") != link("x", "m", "s", "a", "{}")
    assert written({"b": 1, "a": "é"}) == '{"a":"é","b":1}'
