"""Which kind of file system holds the journal: on some, locks and flushed writes are not kept."""

import os
import re
from pathlib import Path
from typing import Final

_TABLE: Final = Path("/proc/self/mountinfo")
_ESCAPE: Final = re.compile(r"\\([0-7]{3})")
_MOUNT_POINT: Final = 4

# By the names that Linux gives them.
_REMOTE: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "fuse"}
)


def file_system_of(path: Path, mountinfo: str | None = None) -> str:
    """The type of the file system that holds a path, such as `ext4`; empty where it is unknown.

    Ask once the path exists: an automounter's place is `autofs` until somebody has gone in.
    `mountinfo` is the text of Linux's table of mounts; the machine's own is read if none is given.
    """
    try:
        if mountinfo is None:
            mountinfo = os.fsdecode(_TABLE.read_bytes())
        place = os.path.realpath(path)
    except (OSError, ValueError):
        # No Linux, no current folder any more, or a path that holds a NUL.
        return ""
    kind, longest = "", 0
    # A mount point can hold anything that some call a line end; the kernel escapes only its own.
    for line in mountinfo.split("\n"):
        before, _separator, after = line.partition(" - ")
        columns = before.split(" ")
        if len(columns) <= _MOUNT_POINT or not after:
            continue
        point = _unescaped(columns[_MOUNT_POINT])
        # Of two on the same point the later one covers the earlier.
        if len(point) >= longest and _holds(point, place):
            kind, longest = after.split(" ")[0], len(point)
    return kind


def _holds(point: str, place: str) -> bool:
    """Whether a place is a mount point or lies below it."""
    return place == point or place.startswith(point.rstrip("/") + "/")


def _unescaped(text: str) -> str:
    r"""The text for which the kernel wrote spaces, tabs, line ends and backslashes as `\040`."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 8)), text)


def is_remote(kind: str) -> bool:
    """Whether files of this kind may be another machine's, so that locks may not hold.

    Of `fuse` it is an unknown program that decides (sshfs among them), so it counts as remote;
    `fuseblk` does not, because it is always a local disk (NTFS, exFAT). Nor does `virtiofs`: it
    is a folder of the machine that the virtual one runs on, reached through its memory and not
    through a network, and its locks hold between all processes of the virtual machine. A second
    machine on the same folder is another host, and between hosts nothing is locked anyway.
    """
    return kind in _REMOTE or kind.startswith("fuse.")
