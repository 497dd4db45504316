"""Who is alive: told by a lock that dies with its process, however it ends."""

import fcntl
import os
import stat
import threading
from pathlib import Path

import pytest

from smspartner_tui.core.movement import Reason, State
from smspartner_tui.journal import GuardsObject, Journal, LineBusy
from smspartner_tui.journal.presence import Presence
from tests.journal.conftest import Open
from tests.journal.helpers import (
    GARAGE,
    MAIRIE,
    PAUL,
    Clock,
    agree,
    confirmed,
    movement,
    refuse_what_is_held,
)
from tests.journal.process import another_process, line_of


def test_a_movement_whose_process_was_killed_is_unknown_at_the_next_start(
    folder: Path, opened: Open
) -> None:
    """After kill -9 in mid-flight the next to open finds it unknown, with the reason."""
    with another_process(folder, "hold", GARAGE) as process:
        assert line_of(process) == "1"
        process.kill()
        process.wait()
    journal: Journal = opened()
    (entry,) = journal.open_entries()
    assert entry.state is State.UNKNOWN
    assert entry.outcome is not None
    assert entry.outcome.reason is Reason.PROCESS_DIED
    assert entry.operator == PAUL
    journal.check()
    assert journal.problem is None


def test_a_movement_whose_process_was_killed_is_unknown_at_anybodys_next_movement(
    folder: Path, journal: Journal
) -> None:
    """A process that was there all along finds it out when it wants to send, and goes on."""
    with another_process(folder, "hold", GARAGE) as process:
        assert line_of(process) == "1"
        with pytest.raises(LineBusy):
            journal.begin(movement(MAIRIE), agree)
        process.kill()
        process.wait()
    assert journal.begin(movement(MAIRIE), agree).number == 2
    states = {entry.number: entry.state for entry in journal.open_entries()}
    assert states == {1: State.UNKNOWN, 2: State.SENDING}


def test_a_dead_movement_stays_settled_when_a_guard_objects(folder: Path, journal: Journal) -> None:
    """The guard forbids the new one because of the dead one, which can then be resolved."""
    with another_process(folder, "hold", GARAGE) as process:
        assert line_of(process) == "1"
        process.kill()
        process.wait()
    with pytest.raises(GuardsObject):
        journal.begin(movement(GARAGE), refuse_what_is_held)
    (dead,) = journal.open_entries()
    assert dead.state is State.UNKNOWN
    resolved = journal.resolve(dead.movement.id, applied=False, because="rien vu")
    assert resolved.state is State.RESOLVED_NOT_APPLIED


def test_a_movement_of_a_living_process_is_left_alone(folder: Path, opened: Open) -> None:
    """Neither a start nor a movement of another touches it, and it comes to its own outcome."""
    with another_process(folder, "hold", GARAGE) as process:
        assert line_of(process) == "1"
        journal: Journal = opened()
        with pytest.raises(LineBusy):
            journal.begin(movement(MAIRIE), agree)
        (entry,) = journal.open_entries()
        assert (entry.state, entry.movement.id) == (State.SENDING, "held")
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        assert line_of(process) == State.UNKNOWN
    (settled,) = journal.history(9)
    assert settled.outcome is not None
    assert settled.outcome.reason is Reason.DEADLINE


def test_a_movement_of_a_closed_journal_is_unknown(journal: Journal, opened: Open) -> None:
    """Who closes in mid-flight will not tell any more."""
    journal.begin(movement(), agree)
    journal.close()
    (entry,) = opened().open_entries()
    assert entry.state is State.UNKNOWN


def test_two_that_ask_at_once_do_not_take_each_other_for_the_owner(tmp_path: Path) -> None:
    """Whoever looks whether a dead process lives holds nothing that looks like its life."""
    presence = Presence(tmp_path)
    dead = tmp_path / "dead.lock"
    dead.touch()
    descriptor = os.open(dead, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    assert not presence.is_alive("dead")
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert presence.is_alive("dead")
    os.close(descriptor)
    assert not presence.is_alive("dead")
    presence.leave()


@pytest.mark.parametrize("name", ["never was", "", "a\0b", "../nowhere/at all"])
def test_a_name_that_nobody_bears_is_not_alive(tmp_path: Path, name: str) -> None:
    """A name out of a damaged row is nobody's."""
    presence = Presence(tmp_path)
    assert not presence.is_alive(name)
    assert presence.is_alive(presence.owner)
    presence.leave()


def test_a_sweep_removes_the_dead_and_leaves_the_living(tmp_path: Path) -> None:
    """Only files that nobody holds are removed, and one's own stays."""
    (tmp_path / "dead.lock").touch()
    (tmp_path / "other").touch()
    first, second = Presence(tmp_path), Presence(tmp_path)
    first.sweep()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"{first.owner}.lock", f"{second.owner}.lock", "other"}
    second.leave()
    assert not first.is_alive(second.owner)
    assert not (tmp_path / f"{second.owner}.lock").exists()
    first.leave()


def test_a_start_during_a_sweep_makes_itself_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file swept away between being made and being held is not relied on."""
    sweeper = Presence(tmp_path)
    real = fcntl.flock
    taken: list[bool] = []

    def sweep_first(descriptor: int, operation: int) -> None:
        if operation == fcntl.LOCK_EX and not taken:
            taken.append(True)
            sweeper.sweep()
        real(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", sweep_first)
    newcomer = Presence(tmp_path)
    assert taken == [True]
    assert sweeper.is_alive(newcomer.owner)
    newcomer.leave()
    sweeper.leave()


def test_many_starts_at_once_are_all_alive(tmp_path: Path) -> None:
    """However starts and sweeps fall together, who lives has a file and holds it."""
    found: list[Presence] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        for _ in range(10):
            presence = Presence(tmp_path)
            presence.sweep()
            found.append(presence)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    watcher = Presence(tmp_path)
    assert len(found) == 80
    assert all(watcher.is_alive(presence.owner) for presence in found)
    for presence in (*found, watcher):
        presence.leave()
    assert list(tmp_path.iterdir()) == []


def test_the_locks_are_private(journal: Journal, folder: Path, clock: Clock) -> None:
    """The folder of locks is its owner's, and so is every file in it."""
    run = folder / "run"
    assert stat.S_IMODE(run.stat().st_mode) == 0o700
    (lock,) = run.iterdir()
    assert stat.S_IMODE(lock.stat().st_mode) == 0o600
    journal.begin(asked := movement(), agree)
    assert journal.settle(asked.id, confirmed()).owner == lock.stem
