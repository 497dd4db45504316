"""Files that decide over money are read with care: whose they are, and who else may touch them."""

import os
import shlex
import stat
from collections.abc import Callable
from pathlib import Path

from smspartner_tui.i18n import _
from smspartner_tui.settings.errors import fault_in, shown

TEAM_FOLDER_MODE = 0o2770
"""A folder several operators share: its group's alone, and what is made in it is the group's."""

Judge = Callable[[os.stat_result], str | None]
"""Says what is wrong with a file's owner or mode, or None."""


def read(path: Path, judge: Judge, most: int) -> bytes:
    """The content of a regular file that the judge accepts, judged on what was really opened.

    Raises:
        FileNotFoundError: there is none.
        SettingsError: it cannot be read, is no regular file, is refused, or is too long.
    """
    try:
        # A named pipe must not hold the start for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            content = _content(path, descriptor, judge, most + 1)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise
    except OSError as error:
        problem = _("cannot be read ({reason}): check the path and its rights")
        raise fault_in(path, problem.format(reason=error.strerror)) from None
    if len(content) > most:
        raise fault_in(path, _("longer than {most} bytes: name another file").format(most=most))
    return content


def _content(path: Path, descriptor: int, judge: Judge, most: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise fault_in(path, _("this is not a regular file: name another one"))
    if problem := judge(status):
        raise fault_in(path, problem)
    with open(descriptor, "rb", closefd=False) as file:
        return file.read(most)


def configuration_problem(path: Path, status: os.stat_result, uid: int) -> str | None:
    """What is wrong with a configuration's owner or mode: it may be read, never written, by all."""
    if status.st_uid not in {uid, 0}:
        return _("belongs to somebody else: use a file of your own, or have root own it")
    if stat.S_IMODE(status.st_mode) & 0o022:
        return _("others may change it: run `chmod go-w {file}`").format(file=_quoted(path))
    return None


def key_problem(path: Path, status: os.stat_result, folder: os.stat_result, uid: int) -> str | None:
    """What is wrong with a key file's owner or mode, given the folder that holds it.

    It is its owner's alone, except that a team folder's group may read it too.
    """
    mode = stat.S_IMODE(status.st_mode)
    shared = stat.S_IMODE(folder.st_mode) == TEAM_FOLDER_MODE and folder.st_gid == status.st_gid
    if mode & (0o037 if shared else 0o077):
        return _("others may use this key: run `chmod {mode} {file}`").format(
            mode="640" if shared else "600", file=_quoted(path)
        )
    if status.st_uid not in {uid, 0} and not shared:
        return _("belongs to somebody else: copy the key into a file of your own")
    return None


def _quoted(path: Path) -> str:
    return shlex.quote(shown(path))
