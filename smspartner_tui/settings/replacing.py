"""A file replaced as a whole: what stood there stays until what comes is on the disk."""

import fcntl
import os
import shlex
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from smspartner_tui.disk import sync_folder
from smspartner_tui.i18n import _
from smspartner_tui.settings.errors import SettingsError, fault_in, shown

_PATIENCE: Final = 5.0
"""Seconds that another writer may take."""

_LOOK_AGAIN: Final = 0.02


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """The only one who replaces this file, among those who ask for it.

    Raises:
        SettingsError: somebody else does not come to an end.
    """
    try:
        folder = os.open(path.resolve().parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise _cannot_write(path, error) from None
    try:
        _lock(path, folder)
        yield
    finally:
        os.close(folder)


def _lock(path: Path, folder: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                problem = _("somebody else is writing it: nothing was changed, try again")
                raise fault_in(path, problem) from None
            time.sleep(_LOOK_AGAIN)
        except OSError:
            # Some network file systems lock no folders; what others wrote is noticed all the same.
            return
        else:
            return


def check_may_replace(path: Path) -> None:
    """See whether this is a file that one may change, before anything is asked for it.

    Raises:
        SettingsError: it is somebody else's, or protected.
    """
    target = path.resolve()
    try:
        status = target.stat()
    except OSError as error:
        raise _cannot_write(path, error) from None
    _check_owner(path, target, status)


def replace_content(path: Path, old: bytes, content: bytes) -> None:
    """Have a file that holds `old` hold this, with its mode and group; a link still leads to it.

    Raises:
        SettingsError: it cannot be written; it holds what it held.
    """
    target = path.resolve()
    try:
        status = target.stat()
        _check_owner(path, target, status)
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise _cannot_write(path, error) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            _give(path, descriptor, status)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        if target.read_bytes() != old:
            raise fault_in(path, _("it was changed just now: nothing was written, try again"))
        Path(name).replace(target)
    except OSError as error:
        raise _cannot_write(path, error) from None
    finally:
        with suppress(OSError):
            Path(name).unlink(missing_ok=True)
    with suppress(OSError):
        # The file stands in its place already; this only makes that outlast a loss of power.
        sync_folder(target.parent)


def _check_owner(path: Path, target: Path, status: os.stat_result) -> None:
    """Refuse what would take the file away from its owner, or go against its own mode."""
    if status.st_uid != os.geteuid():
        problem = _(
            "this configuration is its owner's to change: ask them, or copy it to a file of your "
            "own and start with --config"
        )
        raise fault_in(path, problem)
    if not status.st_mode & stat.S_IWUSR:
        problem = _("this file is write-protected: run `chmod u+w {file}`, then try again")
        raise fault_in(path, problem.format(file=shlex.quote(shown(target))))


def _give(path: Path, descriptor: int, status: os.stat_result) -> None:
    """Give a new file the group and the mode of the one that it replaces."""
    if os.fstat(descriptor).st_gid != status.st_gid:
        try:
            os.fchown(descriptor, -1, status.st_gid)
        except PermissionError:
            problem = _(
                "its group would be lost, because you are not in it: have somebody who is write it"
            )
            raise fault_in(path, problem) from None
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


def _cannot_write(path: Path, error: OSError) -> SettingsError:
    problem = _(
        "cannot be written ({reason}); nothing was changed: make room or check the folder's "
        "rights, then try again"
    )
    return fault_in(path, problem.format(reason=error.strerror))
