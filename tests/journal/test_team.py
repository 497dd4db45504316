"""A team's folder end to end: two operators with Unix accounts of their own on one journal."""

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.journal import Journal
from tests.journal.colleague import IS_ROOT, TEAM_GROUP, account, ask, colleague
from tests.journal.helpers import BASE_URL, NADIA, Clock
from tests.journal.process import line_of

NONE = "None"
"""What a colleague says whose journal has no problem."""


@pytest.fixture
def team() -> Iterator[Path]:
    """A team's folder, as `init` makes it, where both accounts can come."""
    with tempfile.TemporaryDirectory(prefix="team-") as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "shared"
        folder.mkdir()
        if IS_ROOT:
            os.chown(folder, account(0), TEAM_GROUP)
        folder.chmod(0o2770)
        yield folder


def mode(path: Path) -> int:
    """What a file's or a folder's rights are."""
    return stat.S_IMODE(path.stat().st_mode)


def test_both_can_open_and_write(team: Path) -> None:
    """In turn, and each sees what the other did, under the other's own name."""
    with colleague(team, 0) as first, colleague(team, 1) as second:
        assert line_of(first) == line_of(second) == NONE
        who = [ask(each, "who").split() for each in (first, second)]
        assert [int(uid) for _name, uid in who] == [account(0), account(1)]
        one, two = who[0][0], who[1][0]
        assert (one != two) is IS_ROOT
        assert ask(first, "begin", "a") == "1"
        assert ask(second, "look") == f"{one}:sending"
        assert ask(second, "begin", "b") == f"busy {one}"
        assert ask(first, "settle", "a") == "confirmed"
        assert ask(second, "begin", "b") == "2"
        assert ask(second, "settle", "b") == "confirmed"
        assert ask(first, "look") == f"{one}:confirmed {two}:confirmed"
        assert ask(second, "keep", "12.5") == "0"
        assert ask(first, "balance") == "12.5"
        for each in (first, second):
            assert ask(each, "problem") == NONE


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_what_is_made_is_the_groups_and_nobody_elses(team: Path, umask: int) -> None:
    """Whoever made it and with whatever umask: the journal, SQLite's own file, the locks."""
    with colleague(team, 1, umask) as second:
        assert line_of(second) == NONE
        assert ask(second, "begin", "a") == "1"
        with colleague(team, 0, umask) as first:
            assert line_of(first) == NONE
            assert ask(second, "settle", "a") == "confirmed"
            assert ask(first, "begin", "b") == "2"
            files = {path.name: path for path in team.iterdir()}
            assert files.keys() == {"journal.sqlite3", "journal.sqlite3-journal", "run"}
            locks = [*files["run"].iterdir()]
            assert len(locks) == 2
            assert mode(files["run"]) == 0o2770
            for path in (files["journal.sqlite3"], files["journal.sqlite3-journal"], *locks):
                assert (path.name, mode(path)) == (path.name, 0o660)
                assert path.stat().st_gid == team.stat().st_gid
            assert files["journal.sqlite3"].stat().st_uid == account(1)


@pytest.mark.parametrize("killed", [0, 1])
def test_either_settles_what_the_other_left_behind(team: Path, killed: int) -> None:
    """Killed in mid-flight: it is unknown, decided about by the other one, and swept away."""
    with colleague(team, killed) as dead, colleague(team, 1 - killed) as alive:
        assert line_of(dead) == line_of(alive) == NONE
        assert ask(dead, "begin", "a") == "1"
        name = ask(dead, "who").split()[0]
        assert ask(alive, "look") == f"{name}:sending"
        dead.kill()
        dead.wait()
        assert ask(alive, "look") == f"{name}:unknown"
        assert ask(alive, "resolve", "a") == "resolved_applied"
        assert ask(alive, "begin", "b") == "2"
        assert len(list((team / "run").iterdir())) == 2
        with colleague(team, killed) as again:
            assert line_of(again) == NONE
            assert len(list((team / "run").iterdir())) == 2
            assert ask(again, "begin", "c") == f"busy {ask(alive, 'who').split()[0]}"


def test_half_a_write_of_the_dead_is_taken_back_by_the_other(team: Path) -> None:
    """A journal of SQLite's that one account left hot, the other one may roll back."""
    with colleague(team, 0) as first, colleague(team, 1) as second:
        assert line_of(first) == line_of(second) == NONE
        assert ask(first, "begin", "a") == "1"
        assert ask(first, "settle", "a") == "confirmed"
        first.kill()
        first.wait()
        rollback = team / "journal.sqlite3-journal"
        # Whoever of the two wrote first made it.
        assert rollback.stat().st_uid in {account(0), account(1)}
        assert mode(rollback) == 0o660
        assert ask(second, "begin", "b") == "2"
        assert ask(second, "problem") == NONE


def test_a_copy_is_its_makers_alone(team: Path) -> None:
    """Also in a team's folder: who wants to share it does so knowingly."""
    with colleague(team, 1) as process:
        assert line_of(process) == NONE
        assert ask(process, "copy", "copy") == "copied"
        assert mode(team / "copy") == 0o600
        assert (team / "copy").stat().st_uid == account(1)


def test_a_file_that_is_the_groups_is_refused_outside_a_team(team: Path) -> None:
    """The same files in a folder that is a team's no more: nothing is sent."""
    with colleague(team, 0) as first:
        assert line_of(first) == NONE
    team.chmod(0o700)
    with colleague(team, 0) as first:
        assert line_of(first) == JournalProblem.EXPOSED


def test_a_stranger_gets_nowhere(team: Path) -> None:
    """Where the folder lets one in who is not of the team, or not at all, nothing is sent."""
    with colleague(team, 0) as first:
        assert line_of(first) == NONE
        assert ask(first, "begin", "a") == "1"
        if IS_ROOT:
            # It is another team's now, and private.
            os.chown(team, account(0), 0)
        team.chmod(0o2700 if IS_ROOT else 0o2775)
        with colleague(team, 1) as second:
            refused = JournalProblem.UNWRITABLE if IS_ROOT else JournalProblem.EXPOSED
            assert line_of(second) == refused
            assert ask(second, "begin", "b") == "JournalError"
            seen = ask(second, "look")
            assert seen == ("" if IS_ROOT else f"{ask(first, 'who').split()[0]}:sending")
        team.chmod(0o2770)


def test_who_runs_the_tests_can_look_too(team: Path) -> None:
    """Root, or one more session of the same account: another owner, with another name."""
    with colleague(team, 0) as first:
        assert line_of(first) == NONE
        assert ask(first, "begin", "a") == "1"
        journal = Journal(team, BASE_URL, NADIA, Clock())
        assert journal.problem is None
        [entry] = journal.open_entries()
        assert entry.operator.uid == account(0)
        assert entry.owner != journal.owner
        journal.close()
