"""Two journals for one main account on one host see each other, and leave nothing behind.

Run as `python -m tests.journal.test_rivals BASE_URL FINGERPRINT JOURNAL` it is another process
that says whether it found a rival, and stays until it is killed.
"""

import hashlib
import re
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.core.secret import Secret
from smspartner_tui.journal.rivals import TABLE, Rivals
from tests.journal.process import ROOT, line_of

BASE_URL = "https://api.example.test/v1"
OURS, THEIRS = "a" * 32, "b" * 32
COLUMNS = b"ffff8f3b1c2d3e40: 00000002 00000000 00000000 0001 01 563488 "
"""A line of the table up to the name, as the kernel writes it for a socket that is only bound."""

Make = Callable[..., Rivals]


@pytest.fixture
def key() -> str:
    """The fingerprint of a key that no other test on this host has."""
    return Secret(uuid.uuid4().hex).fingerprint


@pytest.fixture
def make(key: str) -> Iterator[Make]:
    """Makes names for this test's account, all given up at its end."""
    made: list[Rivals] = []

    def make_it(
        journal: str, base_url: str = BASE_URL, fingerprint: str = key, table: Path = TABLE
    ) -> Rivals:
        made.append(Rivals(base_url, fingerprint, journal, table))
        return made[-1]

    yield make_it
    for rivals in made:
        rivals.leave()


@contextmanager
def _another_process(*words: str) -> Iterator[subprocess.Popen[str]]:
    """The other process; killed if it still runs."""
    command = [sys.executable, "-m", "tests.journal.test_rivals", *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _account(key: str) -> bytes:
    """What every name of this account begins with; written out, for versions must agree."""
    hashed = hashlib.sha256(f"{BASE_URL}\n{key}".encode()).hexdigest()
    return f"smspartner-tui-{hashed[:16]}-".encode()


def _names(key: str) -> list[bytes]:
    """The names of this account that the kernel knows now."""
    names = re.findall(rb" @(.*)$", TABLE.read_bytes(), re.MULTILINE)
    return sorted(name for name in names if name.startswith(_account(key)))


def test_two_journals_of_one_account_see_each_other(make: Make) -> None:
    """The later one at once, the earlier one when it next asks, and no longer than it lasts."""
    first = make(OURS)
    assert first.is_possible
    assert not first.found()
    second = make(THEIRS)
    assert second.found()
    assert first.found()
    second.leave()
    assert not first.found()


def test_two_processes_on_one_journal_are_colleagues(key: str, make: Make) -> None:
    """Any number of sessions, here and in another process, are no rivals of each other."""
    first, second = make(OURS), make(OURS)
    with _another_process(BASE_URL, key, OURS) as process:
        assert line_of(process) == "alone"
        assert len(_names(key)) == 3
        assert not first.found()
        assert not second.found()


def test_another_account_is_none_of_our_business(make: Make) -> None:
    """Another key or another platform is another main account."""
    first = make(OURS)
    others = (
        make(THEIRS, fingerprint=Secret("another key").fingerprint),
        make(THEIRS, base_url="https://api.example.test/v2"),
    )
    assert not first.found()
    assert not any(other.found() for other in others)


@pytest.mark.parametrize("other", [OURS[:-1], f"{OURS}a", "", f"{OURS}-b", OURS.upper()])
def test_a_journal_whose_name_is_only_like_ours_is_another(make: Make, other: str) -> None:
    """Names are compared whole, whichever is the longer."""
    first, second = make(OURS), make(other)
    assert first.found()
    assert second.found()


def test_a_killed_process_leaves_nothing(key: str, make: Make) -> None:
    """After kill -9 the name is gone with its process."""
    first = make(OURS)
    with _another_process(BASE_URL, key, THEIRS) as process:
        assert line_of(process) == "rival"
        assert first.found()
        process.kill()
        process.wait()
        assert not first.found()
        assert len(_names(key)) == 1


def test_a_command_that_a_session_runs_does_not_carry_its_name_on(make: Make) -> None:
    """What a session starts, to fetch a key, does not outlive it under its name."""
    first, second = make(OURS), make(THEIRS)
    command = [sys.executable, "-c", "print('here', flush=True); input()"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, close_fds=False) as process:
        assert line_of(process) == "here"
        assert first.found()
        second.leave()
        assert not first.found()
        process.kill()


def test_the_name_gives_no_key_away(key: str, make: Make) -> None:
    """What everyone on the host can read is a hash of the account and the journal's id."""
    make(OURS)
    (name,) = _names(key)
    assert re.fullmatch(rb"smspartner-tui-[0-9a-f]{16}-a{32}-[0-9a-f]{16}", name)
    assert not any(key[at : at + 8].encode() in name for at in range(len(key) - 7))


def test_nobody_can_talk_to_the_name(key: str, make: Make) -> None:
    """It listens to nothing, so that nobody can fill it or hang on it."""
    make(OURS)
    (name,) = _names(key)
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        with (
            socket.socket(socket.AF_UNIX, kind) as caller,
            pytest.raises(ConnectionRefusedError),
        ):
            caller.connect(b"\0" + name)


@pytest.mark.parametrize("end", [THEIRS.encode(), OURS.encode(), b"", b"\xff\xfe", b"\0\n \0"])
def test_a_squatter_can_make_us_refuse(key: str, make: Make, end: bytes) -> None:
    """Whatever somebody puts after our account's name, it counts as a rival while it lasts."""
    first = make(OURS)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as squatter:
        squatter.bind(b"\0" + _account(key) + end)
        assert first.found()
    assert not first.found()


@pytest.mark.parametrize(
    "name", [b"\n", b"x\n" + COLUMNS, b"\n" * 90, b"@" * 100, b" " * 100, b"\0", b"\xff\r\x0b\x85"]
)
def test_a_squatter_cannot_hide_a_rival(make: Make, name: bytes) -> None:
    """Line ends and columns in somebody's name break no other line; alone it is no rival."""
    strange = b"\0" + uuid.uuid4().bytes[:4] + name
    first = make(OURS)
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as before,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as after,
    ):
        before.bind(strange)
        assert not first.found()
        second = make(THEIRS)
        after.bind(strange + b"2")
        assert first.found()
        assert second.found()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table that is the kernel's own until the test writes another in its place."""
    path = tmp_path / "unix"
    path.symlink_to(TABLE)
    return path


def _write(table: Path, content: bytes) -> None:
    table.unlink()
    table.write_bytes(content)


def test_a_rival_is_found_among_any_lines(key: str, make: Make, table: Path) -> None:
    """Whatever the other lines hold, nothing is raised and a rival's line counts."""
    first = make(OURS, table=table)
    rival = COLUMNS + b"@" + _account(key) + THEIRS.encode() + b"-0123456789abcdef\n"
    colleague = rival.replace(THEIRS.encode(), OURS.encode())

    @given(st.lists(st.binary(max_size=200), max_size=5), st.lists(st.binary(), max_size=5))
    def check(before: list[bytes], after: list[bytes]) -> None:
        head, tail = b"".join(line + b"\n" for line in before), b"\n".join(after)
        _write(table, head + colleague + tail)
        assert not first.found()
        _write(table, head + rival + colleague + tail)
        assert first.found()

    check()


@pytest.mark.parametrize(
    "line",
    [
        COLUMNS.strip(),
        COLUMNS + b"/run/ACCOUNT-x",
        COLUMNS + b"ACCOUNT-x",
        COLUMNS + b"@x-ACCOUNT-x",
        COLUMNS + b"@@ACCOUNT-x",
        COLUMNS + b"@x @ACCOUNT-x",
        COLUMNS + b"@smspartner-tui-0123456789abcdef-" + b"b" * 32 + b"-0123456789abcdef",
        b"",
        b"Num       RefCount Protocol Flags    Type St Inode Path",
    ],
)
def test_what_is_no_abstract_name_of_our_account_is_no_rival(
    key: str, make: Make, table: Path, line: bytes
) -> None:
    """Only a name that begins with our account's counts: not a file's, nor one further on."""
    first = make(OURS, table=table)
    _write(table, line.replace(b"ACCOUNT-", _account(key)) + b"\n")
    assert not first.found()


def test_a_table_that_cannot_be_read_any_more_shows_no_rival(make: Make, table: Path) -> None:
    """It is gone, or no file: nothing is raised, and what is seen later counts again."""
    first = make(OURS, table=table)
    make(THEIRS)
    assert first.found()
    table.unlink()
    assert not first.found()
    table.mkdir()
    assert not first.found()
    table.rmdir()
    table.symlink_to(TABLE)
    assert first.found()


@pytest.mark.parametrize("content", [None, b"", COLUMNS + b"@somebody\n"])
def test_where_ones_own_name_is_not_seen_it_is_not_possible(
    make: Make, tmp_path: Path, content: bytes | None
) -> None:
    """No table, an empty one or another namespace's: nobody is a rival, and that is said."""
    table = tmp_path / "unix"
    if content is not None:
        table.write_bytes(content)
    first, second = make(OURS, table=table), make(THEIRS)
    assert not first.is_possible
    assert not first.found()
    assert second.found()


def test_elsewhere_than_on_linux_it_is_not_possible(
    key: str, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No name is taken where there are no abstract sockets, and nobody is a rival."""
    make(THEIRS)
    monkeypatch.setattr(sys, "platform", "darwin")
    first = make(OURS)
    assert not first.is_possible
    assert not first.found()
    assert len(_names(key)) == 1


class _NotMade(socket.socket):
    """A socket where no more can be opened."""

    def __init__(self, family: int, kind: int) -> None:
        super().__init__(family, kind)
        self.close()
        raise OSError(24, "Too many open files")


class _NotBound(socket.socket):
    """A socket where names are forbidden."""

    def bind(self, address: object, /) -> None:
        """Refuse."""
        raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("kind", [_NotMade, _NotBound])
def test_where_no_name_can_be_taken_it_is_not_possible(
    make: Make, monkeypatch: pytest.MonkeyPatch, kind: type[socket.socket]
) -> None:
    """Out of files, or forbidden: it is said, nothing is raised and no socket is left open."""
    with monkeypatch.context() as patched:
        patched.setattr(socket, "socket", kind)
        first = make(OURS)
    second = make(THEIRS)
    assert not first.is_possible
    assert not first.found()
    assert not second.found()
    first.leave()


def test_to_leave_twice_does_no_harm(key: str, make: Make) -> None:
    """The name is given up once and stays so."""
    first, second = make(OURS), make(THEIRS)
    second.leave()
    second.leave()
    assert not first.found()
    assert len(_names(key)) == 1


def main() -> None:
    """Bear a name as the command line asks, say who is there, and stay."""
    _program, base_url, fingerprint, journal = sys.argv
    rivals = Rivals(base_url, fingerprint, journal)
    sys.stdout.write("rival\n" if rivals.found() else "alone\n")
    sys.stdout.flush()
    sys.stdin.readline()
    rivals.leave()


if __name__ == "__main__":
    main()
