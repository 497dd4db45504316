"""Which file system holds a path, as Linux's own table of mounts tells it."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smspartner_tui.journal.mounts import file_system_of, is_remote

SERVER = """\
22 27 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw
23 27 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:2 - sysfs sysfs rw
24 27 0:6 / /dev rw,nosuid shared:8 - devtmpfs devtmpfs rw,size=4018744k,mode=755,inode64
27 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
30 27 0:26 / /t-run rw,nosuid,nodev shared:11 - tmpfs tmpfs rw,size=805364k,mode=755
61 27 254:2 / /t-srv rw,noatime shared:30 master:4 propagate_from:2 - xfs /dev/vdb1 rw,attr2
70 27 0:44 / /t-home rw,relatime shared:33 - autofs systemd-1 rw,fd=49,pgrp=1,timeout=0,direct
71 70 0:45 / /t-home rw,relatime shared:34 - nfs4 nas:/export/home rw,vers=4.2,hard,proto=tcp
72 71 0:46 /users/nadia /t-home/nadia rw,relatime - btrfs /dev/vdc rw,space_cache=v2
73 61 0:47 / /t-srv/cl\\303\\251s\\040USB\\0112024\\134a rw - fuseblk /dev/sdb1 rw,user_id=0
74 61 0:48 / /t-srv/chez\\040paul rw,nosuid - fuse.sshfs paul@nas:/srv\\040/a - b rw,user_id=1000
"""
"""A small server with its homes on a file server, written as Linux 6.1 does."""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"),
        ("/t-var/lib/smspartner", "ext4"),
        ("/t-srv", "xfs"),
        ("/t-srv/team/journal.sqlite3", "xfs"),
        ("/t-srv2/team", "ext4"),
        ("/t-home", "nfs4"),
        ("/t-home/paul/.local/state", "nfs4"),
        ("/t-home/nadia", "btrfs"),
        ("/t-home/nadia/.local/state", "btrfs"),
        ("/t-home/nadia2", "nfs4"),
        ("/t-home/nadia/../paul", "nfs4"),
        ("/t-srv/chez paul/state", "fuse.sshfs"),
        ("/t-srv/chez", "xfs"),
        ("/t-run/user/1000", "tmpfs"),
    ],
)
def test_the_nearest_mount_point_above_a_path_tells_its_kind(path: str, kind: str) -> None:
    """The longest mount point wins, in whole names, and of two on one point the later."""
    assert file_system_of(Path(path), SERVER) == kind


@pytest.mark.parametrize("root_comes", ["first", "last"])
def test_the_order_of_the_lines_does_not_make_the_root_win(root_comes: str) -> None:
    """A root that was mounted after what lies in it does not cover it."""
    root, other = "27 1 8:1 / / rw - ext4 /dev/sda1 rw", "70 27 0:45 / /t-home rw - nfs nas:/h rw"
    lines = [root, other] if root_comes == "first" else [other, root]
    assert file_system_of(Path("/t-home/paul"), "\n".join(lines)) == "nfs"


@pytest.mark.parametrize(
    "name", ["a b", "a\tb", "a\nb", "a\\b", "a#b", "a\\040b", "é", "a\x85b\u2028c\x0bd", "a - b"]
)
def test_a_mount_point_of_any_name_is_found(name: str) -> None:
    """Spaces and their like are escaped by the kernel, everything else stands as it is."""
    escaped = "".join(f"\\{ord(sign):03o}" if sign in " \t\n\\#" else sign for sign in name)
    table = f"27 1 8:1 / / rw - ext4 /dev/sda1 rw\n70 27 0:45 / /t-{escaped} rw - cifs //n/a rw\n"
    assert file_system_of(Path(f"/t-{name}"), table) == "cifs"
    assert file_system_of(Path(f"/t-{name}", "state"), table) == "cifs"
    assert file_system_of(Path(f"/t-{name}x"), table) == "ext4"


def test_bytes_that_are_no_text_are_a_name_too() -> None:
    """An old disk's Latin-1 names are compared as the bytes that they are."""
    name = os.fsdecode(b"/t-cl\xe9")
    table = f"27 1 8:1 / / rw - ext4 /dev/sda1 rw\n70 27 0:45 / {name} rw - nfs nas:/h rw\n"
    assert file_system_of(Path(name, "state"), table) == "nfs"


def test_a_link_is_followed_to_where_the_files_are(tmp_path: Path) -> None:
    """The journal's folder may be a link to a file server, or lie below one."""
    real = tmp_path / "nas"
    real.mkdir()
    (tmp_path / "state").symlink_to(real)
    (tmp_path / "loop").symlink_to("loop")
    table = f"27 1 8:1 / / rw - ext4 /dev/sda1 rw\n70 27 0:45 / {real.resolve()} rw - nfs n:/ rw\n"
    assert file_system_of(tmp_path / "state", table) == "nfs"
    assert file_system_of(tmp_path / "state" / "garage" / "not there yet", table) == "nfs"
    assert file_system_of(tmp_path, table) == "ext4"
    assert file_system_of(tmp_path / "loop", table) == "ext4"


def test_a_relative_path_is_read_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path on the command line starts where the operator stands."""
    monkeypatch.chdir(tmp_path)
    table = f"27 1 8:1 / / rw - ext4 /dev/sda1 rw\n70 27 0:45 / {tmp_path.resolve()} rw - 9p h rw\n"
    assert file_system_of(Path("state"), table) == "9p"


@pytest.mark.parametrize(
    "table",
    [
        "",
        "\n\n",
        "27 1 8:1 / /t-elsewhere rw - ext4 /dev/sda1 rw",
        "27 1 8:1 / / rw shared:1 ext4 /dev/sda1 rw",
        "27 1 8:1 / - ext4 /dev/sda1 rw",
        "27 1 8:1 / / rw - ",
        " - ext4",
    ],
)
def test_what_the_table_does_not_say_is_unknown(table: str) -> None:
    """A table that is empty, cut off, or of somewhere else gives no kind."""
    assert file_system_of(Path("/t-home/paul"), table) == ""


def test_a_line_that_was_cut_off_does_not_take_the_place_of_a_whole_one() -> None:
    """What a sound line said about a mount point stays said."""
    assert file_system_of(Path("/"), SERVER + "99 1 8:1 / / rw shared:1") == "ext4"


def test_a_path_that_cannot_be_is_nowhere() -> None:
    """A name with a NUL in it, out of a configuration, has no file system."""
    assert file_system_of(Path("/t-home/a\0b"), SERVER) == ""


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    """Whatever stands in the table, an answer comes, and a line that is sound still counts."""
    kind = file_system_of(
        Path("/t-home/paul"), f"{text}\n70 27 0:45 / /t-home/paul rw - nfs n:/ rw"
    )
    assert kind == "nfs"


def test_the_machine_s_own_table_is_read(tmp_path: Path) -> None:
    """Without a text it is this machine's: what holds a kernel's own folder, or nothing known."""
    if sys.platform == "linux":
        assert file_system_of(Path("/proc/self")) == "proc"
        assert file_system_of(tmp_path) not in {"", "proc"}
    else:
        assert file_system_of(tmp_path) == ""


@pytest.mark.parametrize(
    "kind",
    [
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre"),
        *("fuse", "fuse.sshfs", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs"),
    ],
)
def test_another_machine_s_files_are_remote(kind: str) -> None:
    """Network file systems are, and whatever a program of its own makes up."""
    assert is_remote(kind)


@pytest.mark.parametrize(
    "kind",
    [
        *("", "ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuseblk", "virtiofs", "vfat"),
        *("nfsd", "fusectl", "cephalopod", "NFS"),
    ],
)
def test_this_machine_s_files_are_not(kind: str) -> None:
    """Local disks are not, nor a folder of the machine underneath, nor what only sounds alike."""
    assert not is_remote(kind)
