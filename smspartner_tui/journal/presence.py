"""Whether the process that owns a movement is still alive, told by a lock that dies with it.

Who lives holds its file's lock alone; who asks takes it shared, so that two who ask at once do
not take each other for the owner.
"""

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Presence:
    """A lock file that this process holds for as long as it lives, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.owner, self._descriptor = self._hold()

    def _hold(self) -> tuple[str, int]:
        while True:
            owner = uuid.uuid4().hex
            path = self._path(owner)
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Between the two calls another start may have taken the file for a dead one's.
            if path.exists():
                return owner, descriptor
            os.close(descriptor)

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner}.lock"

    def is_alive(self, owner: str) -> bool:
        """Whether the process that held this owner's lock still does."""
        if owner == self.owner:
            return True
        with self._is_gone(owner) as is_gone:
            return not is_gone

    @contextmanager
    def _is_gone(self, owner: str) -> Iterator[bool]:
        """Whether nobody holds this owner's lock, true until the block ends."""
        try:
            descriptor = os.open(self._path(owner), os.O_RDWR | os.O_CLOEXEC)
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
        """Remove the files of processes that are gone."""
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
