"""Whether the process that owns a movement is still alive, told by a lock that dies with it.

Who lives holds its file's lock alone; who asks takes it shared, so that two who ask at once do
not take each other for the owner. In a team's folder colleagues with other Unix accounts must be
able to ask, and to remove what the dead have left.
"""

import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from smspartner_tui.unique import new_id

_TEAM_FOLDER: Final = 0o2770
_TEAM_FILE: Final = 0o660
_NEW_FILE: Final = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC


class Presence:
    """A lock file that this process holds for as long as it lives, however it ends.

    `shared` where the folder stands in a team's: the group may then use it and every file in it.
    """

    def __init__(
        self, folder: Path, *, shared: bool = False, new_id: Callable[[], str] = new_id
    ) -> None:
        self._folder = folder
        self._new_id = new_id
        self._shared = shared
        if shared:
            _make_shared(folder)
        else:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.owner, self._descriptor = self._hold()

    def _hold(self) -> tuple[str, int]:
        while True:
            owner = self._new_id()
            path = self._path(owner)
            try:
                descriptor = os.open(path, _NEW_FILE, 0o600)
            except FileNotFoundError:
                # A colleague's folder, as empty as ours, took its place meanwhile.
                descriptor = os.open(path, _NEW_FILE, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                if self._shared:
                    # Only now that it is held: until then a colleague had no right to open it.
                    os.fchmod(descriptor, _TEAM_FILE)
            except BaseException:
                os.close(descriptor)
                raise
            # Between the two calls another start may have taken the file for a dead one's.
            if path.exists():
                return owner, descriptor
            os.close(descriptor)

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner}.lock"

    def is_alive(self, owner: str) -> bool:
        """Whether the process that held this owner's lock still does, or nobody can know."""
        if owner == self.owner:
            return True
        with self._is_gone(owner) as is_gone:
            return not is_gone

    @contextmanager
    def _is_gone(self, owner: str) -> Iterator[bool]:
        """Whether nobody holds this owner's lock, true until the block ends."""
        try:
            descriptor = os.open(self._path(owner), os.O_RDWR | os.O_CLOEXEC)
        except PermissionError:
            # A colleague's who did not share it: nobody can know, and to refuse is safe.
            yield False
            return
        except (FileNotFoundError, ValueError):
            # A name with a NUL in it, out of a damaged row, is nobody's.
            yield True
            return
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)

    def sweep(self) -> None:
        """Remove the files of processes that are known to be gone."""
        for path in self._folder.glob("*.lock"):
            if path.stem == self.owner:
                continue
            with self._is_gone(path.stem) as is_gone:
                # Under its lock: one that starts now has made its file and waits to hold it.
                if is_gone:
                    path.unlink(missing_ok=True)

    def leave(self) -> None:
        """Give the lock up: this process is done."""
        self._path(self.owner).unlink(missing_ok=True)
        os.close(self._descriptor)


def _make_shared(folder: Path) -> None:
    """Make a team's folder under a name of its own, and give it its rights before its place.

    A colleague who starts at the same moment would else find one that only its maker can use.
    """
    if not folder.is_dir():
        draft = folder.with_name(f".{folder.name}.{new_id()}")
        draft.mkdir(mode=0o700)
        _share(draft)
        try:
            # In the place of none, or of a colleague's that is as empty.
            draft.rename(folder)
        except OSError:
            draft.rmdir()
            if not folder.is_dir():
                raise
    _share(folder)


def _share(folder: Path) -> None:
    """Give a folder to its group, if it is ours: only who made a folder can.

    Also where it was made long before, by a start that shared nothing.
    """
    # Not through a link, which a colleague could have laid to any other folder of ours.
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(folder, flags)
    try:
        status = os.fstat(descriptor)
        if status.st_uid == os.geteuid() and stat.S_IMODE(status.st_mode) != _TEAM_FOLDER:
            os.fchmod(descriptor, _TEAM_FOLDER)
    finally:
        os.close(descriptor)
