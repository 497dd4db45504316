"""Who is alive: told by a lock that dies with its process, however it ends.

Run as `python -m tests.journal.test_presence FOLDER NUMBER [shared]` it is a colleague in a
folder: with another Unix account where the tests run as root, with the same one elsewhere.
"""

import fcntl
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
from tests.journal.process import ROOT, another_process, line_of

IS_ROOT = os.geteuid() == 0
TEAM_GROUP, FIRST_ACCOUNT = 61000, 61001


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


@pytest.mark.parametrize("shared", [False, True])
def test_many_starts_at_once_are_all_alive(tmp_path: Path, shared: bool) -> None:
    """However starts and sweeps fall together, who lives has a file and holds it."""
    found: list[Presence] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        for _ in range(10):
            presence = Presence(tmp_path, shared=shared)
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


# A team's folder


def _account(number: int) -> int:
    """The Unix account of a colleague: one each where the tests may take them."""
    return FIRST_ACCOUNT + number if IS_ROOT else os.geteuid()


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Where the locks of a team will be, in a folder that it shares; the first colleague's."""
    folder = tmp_path / "team"
    folder.mkdir()
    if IS_ROOT:
        os.chown(folder, _account(0), TEAM_GROUP)
    folder.chmod(0o2770)
    return folder / "run"


def _made_before(run: Path, mode: int) -> None:
    """Make the folder of locks, as the first colleague did."""
    run.mkdir()
    if IS_ROOT:
        os.chown(run, _account(0), TEAM_GROUP)
    run.chmod(mode)


@contextmanager
def _colleague(run: Path, number: int, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A colleague who has come, by their number; killed if they are still there."""
    command = [sys.executable, "-m", "tests.journal.test_presence", str(run), str(number), *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _ask(process: subprocess.Popen[str], *words: str) -> str:
    """What a colleague answers."""
    assert process.stdin is not None
    process.stdin.write(" ".join(words) + "\n")
    process.stdin.flush()
    return line_of(process)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_colleagues_with_other_accounts_see_each_other_live_and_die(team: Path) -> None:
    """Each sees that the other lives, then that it is gone, and removes what it left."""
    with _colleague(team, 0, "shared") as first:
        one = line_of(first)
        with _colleague(team, 1, "shared") as second:
            two = line_of(second)
            ones, twos = team / f"{one}.lock", team / f"{two}.lock"
            accounts = [path.stat().st_uid for path in (ones, twos)]
            assert accounts == [_account(0), _account(1)]
            assert _ask(second, "alive", one) == _ask(first, "alive", two) == "True"
            assert _ask(second, "sweep") == "swept"
            assert ones.exists()
            first.kill()
            first.wait()
            assert _ask(second, "alive", one) == "False"
            assert _ask(second, "sweep") == "swept"
            assert set(team.iterdir()) == {twos}


def test_what_a_team_shares_is_its_groups_alone(team: Path) -> None:
    """However private the files of a session are, its group can use its lock; nobody else can."""
    with _colleague(team, 0, "shared") as process:
        lock = team / f"{line_of(process)}.lock"
        assert (_mode(team), _mode(lock)) == (0o2770, 0o660)
        group = team.parent.stat().st_gid
        assert (team.stat().st_gid, lock.stat().st_gid) == (group, group)


def test_alone_nothing_is_shared(tmp_path: Path) -> None:
    """Without a team nobody else is let in, not even where files are made open to all."""
    before = os.umask(0)
    try:
        presence = Presence(tmp_path / "run")
    finally:
        os.umask(before)
    (lock,) = (tmp_path / "run").iterdir()
    assert (_mode(tmp_path / "run"), _mode(lock)) == (0o700, 0o600)
    presence.leave()


def test_a_lock_that_one_may_not_open_is_taken_for_a_living_one(team: Path) -> None:
    """Nobody can know whether its owner lives, so it stays and holds; once shared it is swept."""
    with _colleague(team, 1, "shared") as process:
        lock = team / f"{line_of(process)}.lock"
        private = team / "private.lock"
        private.touch()
        private.chmod(0)
        assert _ask(process, "alive", "private") == "True"
        assert _ask(process, "sweep") == "swept"
        assert set(team.iterdir()) == {lock, private}
        private.chmod(0o660)
        assert _ask(process, "alive", "private") == "False"
        assert _ask(process, "sweep") == "swept"
        assert set(team.iterdir()) == {lock}


@pytest.mark.parametrize("mode", [0o700, 0o2700, 0o770])
def test_a_folder_that_was_made_before_is_shared_by_who_made_it(team: Path, mode: int) -> None:
    """One left private, by a start that was killed or had no team yet, is opened to the group."""
    _made_before(team, mode)
    with _colleague(team, 0, "shared") as process:
        assert (team / f"{line_of(process)}.lock").exists()
        assert _mode(team) == 0o2770


def test_a_folder_that_another_made_is_left_as_it_is(team: Path) -> None:
    """A colleague who can use it does; its rights are for who made it to change."""
    _made_before(team, 0o770)
    with _colleague(team, 1, "shared") as process:
        assert (team / f"{line_of(process)}.lock").exists()
        assert _mode(team) == (0o770 if _account(1) != _account(0) else 0o2770)


def test_a_folder_that_lets_one_in_no_more_is_an_error(team: Path) -> None:
    """Who cannot put a lock there is told, and does not go on without one."""
    # Another's private folder, or where there is no other, one's own that takes no new file.
    _made_before(team, 0o2700 if IS_ROOT else 0o500)
    with _colleague(team, 1, *(["shared"] if IS_ROOT else [])) as process:
        assert line_of(process) == "PermissionError"
    assert list(team.iterdir()) == []


def test_a_link_in_the_folders_place_opens_nothing(tmp_path: Path) -> None:
    """A colleague who lays a link to another folder of ours does not get it shared."""
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    (tmp_path / "run").symlink_to(other)
    with pytest.raises(OSError, match="run"):
        Presence(tmp_path / "run", shared=True)
    assert _mode(other) == 0o700
    assert list(other.iterdir()) == []


def test_a_lock_is_shared_only_once_it_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then a colleague who opened it would take it for a dead one's."""
    real = fcntl.flock
    modes: list[int] = []

    def look_first(descriptor: int, operation: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        real(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", look_first)
    presence = Presence(tmp_path / "run", shared=True)
    (lock,) = (tmp_path / "run").iterdir()
    assert (modes, _mode(lock)) == ([0o600], 0o660)
    presence.leave()


def test_a_lock_that_cannot_be_shared_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where rights cannot be given the start fails, and holds nothing."""

    def refuse(_descriptor: int, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    run = tmp_path / "run"
    run.mkdir()
    run.chmod(0o2770)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fchmod", refuse)
        with pytest.raises(PermissionError):
            Presence(run, shared=True)
    (left,) = run.iterdir()
    presence = Presence(run, shared=True)
    assert not presence.is_alive(left.stem)
    presence.leave()


def main() -> None:
    """Come as a colleague, say under which name or why not, and answer until nobody asks."""
    _program, run, number, *words = sys.argv
    os.umask(0o077)
    # From inside, because another account may not walk the whole way to a test's folder.
    os.chdir(Path(run).parent)
    if IS_ROOT:
        # Only now: Python itself may stand where another account may not go.
        os.setgroups([TEAM_GROUP])
        os.setgid(_account(int(number)))
        os.setuid(_account(int(number)))
    try:
        presence = Presence(Path(Path(run).name), shared="shared" in words)
    except OSError as error:
        _say(type(error).__name__)
        return
    _say(presence.owner)
    for line in sys.stdin:
        match line.split():
            case ["alive", owner]:
                _say(presence.is_alive(owner))
            case ["sweep"]:
                presence.sweep()
                _say("swept")
    presence.leave()


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
