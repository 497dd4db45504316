"""The replay engine on disks written by hand: what was not synced is seen as lost, and only that.

The replay of the journal itself needs strace, and is run by itself.
"""

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path, PurePath
from random import Random

import pytest

from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.journal.store import FILE_NAME
from tests.journal.helpers import open_journal
from tests.reliability.power_loss import STATE_FOLDER, Tally, lines, main, replay, start_again
from tests.reliability.power_loss_disk import (
    SECTOR,
    VARIANTS,
    Change,
    Cut,
    Disk,
    FileMade,
    FolderMade,
    NotThereError,
    Removed,
    Synced,
    Tree,
    Written,
)
from tests.reliability.power_loss_trace import NotUnderstoodError, changes_of
from tests.reliability.report import tell
from tests.reliability.writers_promise import Judgement, Promise

TOP, FILE = PurePath(), PurePath("file")
MADE: list[Change] = [FileMade(FILE), Synced(TOP), Written(FILE, b"old", 0), Synced(FILE)]
TOLD = json.dumps(["opened", "nadia"])


def left(changes: Iterable[Change], times: int = 40) -> list[Tree]:
    """What is left in every way, each tried a number of times."""
    disk, chance = Disk(), Random(1)
    for change in changes:
        disk.apply(change)
    return [disk.rebuilt(variant, chance) for _ in range(times) for variant in VARIANTS]


def said(changes: Iterable[Change]) -> set[bytes | None]:
    """What the file may say, None where it may be gone."""
    return {tree.get(FILE) for tree in left(changes)}


def loses(changes: Iterable[Change | str]) -> bool:
    """Whether a replay finds a state without the new text after it was acknowledged."""

    def weigh(tree: Tree, promise: Promise) -> Judgement:
        is_kept = not promise.commits or tree.get(FILE) == b"new"
        return Judgement([] if is_kept else ["the new text"], None)

    return replay(changes, Random(1), weigh).lost > 0


WRITTEN = Written(FILE, b"new", 0)
KEEPS: dict[str, list[Change | str]] = {
    "synced": [*MADE, WRITTEN, Synced(FILE), TOLD],
    "a new file synced with its name": [FileMade(FILE), WRITTEN, Synced(FILE), Synced(TOP), TOLD],
    "nothing told": [*MADE, WRITTEN],
}
LOSES: dict[str, list[Change | str]] = {
    "not synced": [*MADE, WRITTEN, TOLD],
    "told too early": [*MADE, WRITTEN, TOLD, Synced(FILE)],
    "another thing synced": [*MADE, WRITTEN, Synced(TOP), TOLD],
    "a new file without its name": [FileMade(FILE), WRITTEN, Synced(FILE), TOLD],
    "written to again after the sync": [*MADE, WRITTEN, Synced(FILE), TOLD, Cut(FILE, 1)],
}


@pytest.mark.parametrize("changes", KEEPS.values(), ids=KEEPS)
def test_what_was_synced_is_never_lost(changes: list[Change | str]) -> None:
    """A commit that is told after its sync is there at every later point, in every way."""
    assert not loses(changes)


@pytest.mark.parametrize("changes", LOSES.values(), ids=LOSES)
def test_a_missing_sync_is_seen_as_a_loss(changes: list[Change | str]) -> None:
    """A commit that is told without its sync is gone in some way at some point."""
    assert loses(changes)


def test_a_replay_counts_points_states_and_what_was_told() -> None:
    """A point after each change and each word; what is the same is judged once a promise."""
    judged: list[tuple[bytes | None, int]] = []

    def weigh(tree: Tree, promise: Promise) -> Judgement:
        judged.append((tree.get(FILE), promise.commits))
        return Judgement([], JournalProblem.DAMAGED if promise.commits else None)

    tally = replay([FileMade(FILE), Synced(TOP), TOLD], Random(1), weigh)
    assert sorted(judged, key=repr) == [(None, 0), (b"", 0), (b"", 1)]
    assert (tally.points, tally.states, tally.different) == (3, 3 * len(VARIANTS), 3)
    assert (tally.commits, tally.lost, tally.corrupt) == (1, 0, len(VARIANTS))
    assert tally.examples[0] == "point 3, after 1 commits: the journal is damaged"


def test_a_write_arrives_sector_by_sector() -> None:
    """Of three sectors each is old or new by itself, and none is mixed within."""
    old, new = b"o" * SECTOR, b"n" * SECTOR
    found = said([*MADE, Written(FILE, old * 3, 0), Synced(FILE), Written(FILE, new * 3, 0)])
    assert found == {a + b + c for a in (old, new) for b in (old, new) for c in (old, new)}


def test_writes_to_one_sector_arrive_in_their_order() -> None:
    """The later of two is never there without the earlier."""
    assert said([*MADE, Written(FILE, b"A", 0), Written(FILE, b"C", 2)]) == {b"old", b"Ald", b"AlC"}


def test_where_a_file_grew_anything_may_stand() -> None:
    """Its length may arrive before its bytes: then there are zeros, or what was there before."""
    new = b"n" * SECTOR
    found = said([*MADE, Written(FILE, new, SECTOR)])
    old = b"old".ljust(SECTOR, b"\0")
    assert {b"old", old + new, old + bytes(SECTOR)} < found
    assert len(found) > 4


def test_a_file_that_may_be_cut_is_whole_or_cut() -> None:
    """Cutting writes no bytes: none of them is lost before the length is."""
    data = bytes(range(1, 201)) * 10
    changes = [*MADE, Written(FILE, data, 0), Synced(FILE)]
    assert said([*changes, Cut(FILE, 0)]) == {data, b""}
    assert said([*changes, Cut(FILE, 0), Synced(FILE)]) == {b""}


def test_a_name_that_was_taken_away_may_come_back() -> None:
    """Until its folder is synced: so a rollback journal may undo what was told as done."""
    assert said([*MADE, Removed(FILE)]) == {b"old", None}
    assert said([*MADE, Removed(FILE), Synced(TOP)]) == {None}
    again: list[Change] = [*MADE, Removed(FILE), FileMade(FILE), WRITTEN, Synced(FILE)]
    assert said(again) == {b"old", None, b"new"}


def test_a_folder_goes_with_all_that_is_in_it() -> None:
    """What was synced in a folder whose own name was not is gone with it."""
    inner = TOP / "inner"
    file = inner / "file"
    changes: list[Change] = [FolderMade(inner), FileMade(file), Synced(file), Synced(inner)]
    there: Tree = {inner: None, file: b""}
    assert [tree for tree in left(changes) if tree not in (there, {})] == []
    assert {len(tree) for tree in left(changes)} == {0, 2}
    assert {len(tree) for tree in left([*changes, Synced(TOP)])} == {2}


@pytest.mark.parametrize("change", [Written(FILE, b"", 0), Cut(TOP, 0), FileMade(FILE / "in it")])
def test_a_change_of_what_is_not_there_is_refused(change: Change) -> None:
    """A replay that had lost the thread would prove nothing."""
    disk = Disk()
    if isinstance(change, FileMade):
        disk.apply(FileMade(FILE))
    with pytest.raises(NotThereError):
        disk.apply(change)


def test_what_is_left_is_started_and_held_against_what_was_told(tmp_path: Path) -> None:
    """A real journal's bytes: whole they keep the promise, cut they are corrupt, gone lost."""
    with closing(open_journal(tmp_path / "made")) as journal:
        data = journal.path.read_bytes()
    folder, promise = PurePath(STATE_FOLDER), Promise()
    promise.hear(TOLD)
    whole: dict[PurePath, bytes | None] = {folder: None, folder / FILE_NAME: data}
    base = tmp_path / "rebuilt"
    assert start_again(base, whole, promise) == Judgement([], None)
    cut = {**whole, folder / FILE_NAME: data[:4096]}
    assert start_again(base, cut, promise).problem is JournalProblem.DAMAGED
    emptied = {**whole, folder / FILE_NAME: b"", folder / "run": None}
    assert start_again(base, emptied, promise).problem is JournalProblem.DAMAGED
    # A first start that nobody was told of is taken up again.
    assert start_again(base, {}, Promise()) == Judgement([], None)
    assert start_again(base, {}, promise) == Judgement(["an opening by nadia"], None)


def hexed(text: str) -> str:
    """A text as strace writes it when told to leave nothing to the terminal."""
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def traced(call: str) -> str:
    """A line of a trace; what stands between braces is written in hexadecimal."""
    parts = call.replace("}", "{").split("{")
    return "71 " + "".join(hexed(part) if index % 2 else part for index, part in enumerate(parts))


TRACE = [
    'openat(AT_FDCWD<{/work}>, "{/etc/hosts}", O_RDONLY|O_CLOEXEC) = 3<{/etc/hosts}>',
    'mkdir("{/a/state}", 0700) = 0',
    'mkdir("{/a/state}", 0700) = -1 EEXIST (File exists)',
    "fsync(3<{/a}>) = 0",
    'openat(AT_FDCWD<{/}>, "{/a/state/j}", O_RDWR|O_CREAT|O_EXCL, 0600) = 3<{/a/state/j}>',
    'openat(AT_FDCWD<{/}>, "{/a/state/j}", O_RDWR|O_CREAT, 0600) = 3<{/a/state/j}>',
    'pwrite64(3<{/a/state/j}>, "{é\n}", 3, 516) = 3',
    "fdatasync(3<{/a/state/j}>) = 0",
    'mkdir("{/a/state/run}", 0700) = 0',
    'openat(AT_FDCWD<{/}>, "{/a/state/run/x.lock}", O_RDWR|O_CREAT, 0600) = 4<{/a/state/run/x}>',
    'write(1<pipe:[77]>, "{one\ntwo\n}", 8) = 8',
    'write(2<pipe:[78]>, "{oh}", 2) = 2',
    "ftruncate(3<{/a/state/j}>, 12) = 0",
    'unlinkat(AT_FDCWD<{/}>, "{/a/state/j}", 0) = 0',
    'openat(AT_FDCWD<{/}>, "{/a/state/j}", O_RDWR|O_CREAT, 0600) = 5<{/a/state/j}>',
    "+++ exited with 0 +++",
]


def test_a_trace_is_read_as_changes() -> None:
    """Calls that failed, other files and the locks are passed over; words stay in their place."""
    j = PurePath("state/j")
    assert list(changes_of(map(traced, TRACE), Path("/a"))) == [
        FolderMade(PurePath("state")),
        Synced(PurePath()),
        FileMade(j),
        Written(j, "é\n".encode(), 516),
        Synced(j),
        FolderMade(PurePath("state/run")),
        "one",
        "two",
        Cut(j, 12),
        Removed(j),
        FileMade(j),
    ]


UNKNOWN_CALLS = [
    'rename("{/a/state/j}", "{/a/state/k}") = 0',
    "mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, 3<{/a/state/j}>, 0) = 0x7f0000000000",
    'write(3<{/a/state/j}>, "{x}", 1) = 1',
    'pwrite64(3<{/a/state/j}>, "{x}"..., 5000, 0) = 5000',
    'openat(AT_FDCWD<{/}>, "{/a/state/j}", O_RDWR|O_TRUNC) = 3<{/a/state/j}>',
    "fsync(3<{/a/state/j}> <unfinished ...>",
    "<... fsync resumed>) = 0",
]


@pytest.mark.parametrize("call", UNKNOWN_CALLS)
def test_a_call_that_is_not_understood_is_an_error(call: str) -> None:
    """Nothing that changes the folder is passed over in silence."""
    with pytest.raises(NotUnderstoodError):
        list(changes_of([traced(call)], Path("/a")))


def test_without_strace_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, and an exit status of its own."""
    monkeypatch.setenv("PATH", "")
    assert main([]) == 2
    told = capsys.readouterr()
    assert told.err == "strace is not installed: the power-loss replay needs it to record.\n"
    assert told.out == ""


GOOD = Tally(points=1000, states=24000, different=4500, commits=25)
SEES = Tally(points=900, states=20000, different=4000, commits=25, lost=1)
BAD = {
    "a lost commit": (replace(GOOD, lost=1), SEES),
    "a corrupt state": (replace(GOOD, corrupt=1), SEES),
    "too few states": (replace(GOOD, different=4499), SEES),
    "nothing told": (replace(GOOD, commits=0), SEES),
    "an anchor that loses nothing": (GOOD, GOOD),
}


@pytest.mark.parametrize("tallies", BAD.values(), ids=BAD)
def test_a_bar_that_is_missed_shows(
    tallies: tuple[Tally, Tally], capsys: pytest.CaptureFixture[str]
) -> None:
    """The table says which, and the exit status is 1."""
    assert tell(lines(GOOD, SEES, 1.0)) == 0
    assert tell(lines(*tallies, 1.0)) == 1
    assert capsys.readouterr().out.count("MISSED") == 1
