"""Whether somebody on this host works for the same main account out of another journal.

Two journals of one account cannot see each other's movements: neither the one line of movements,
nor a day's maximum, nor an outcome in doubt holds between them. So each process binds an abstract
Unix socket that nobody can talk to, only for its name, and looks for such names in the kernel's
table. The kernel forgets the name when the process dies, however it dies.

It needs Linux and one network namespace; another container, another host, another key of the same
account are not seen. Anybody on the host can take a name like these: that makes a movement be
refused, never be sent.
"""

import hashlib
import os
import socket
import sys
from pathlib import Path
from typing import Final

TABLE: Final = Path("/proc/net/unix")
"""The Unix sockets of this network namespace; an abstract name has `@` before it."""

_COLUMNS_BEFORE_THE_NAME: Final = 7


class Rivals:
    """This process's name among those that work for one main account, and who else is there.

    `is_possible` says whether rivals can be seen at all. They cannot where there are no abstract
    sockets or no table of them (macOS), or where the table does not even show one's own name;
    then nobody is ever a rival. `journal_id` is its journal's.
    """

    def __init__(
        self, base_url: str, fingerprint: str, journal_id: str, table: Path = TABLE
    ) -> None:
        self._table = table
        self.journal_id = journal_id
        # The name stands open to all on the host, so the key is in it only as a hash of a hash.
        account = hashlib.sha256(f"{base_url}\n{fingerprint}".encode()).hexdigest()[:16]
        self._account = f"smspartner-tui-{account}-".encode()
        self._journal = self._account + journal_id.encode()
        # Several processes share one journal, and a name is given once.
        name = self._journal + f"-{os.urandom(8).hex()}".encode()
        # Bound before anybody looks: of two that start at once, the later sees the other.
        self._socket = _bound(name)
        self.is_possible = name in self._names()

    def found(self) -> bool:
        """Whether a process with another journal of this account is there now; never raises."""
        return self.is_possible and any(
            name.rpartition(b"-")[0] != self._journal for name in self._names()
        )

    def _names(self) -> list[bytes]:
        """The names of this account, as far as the table can be read.

        A name can hold any bytes, line ends too, so a line can be anything; in doubt it counts.
        """
        mark = b"@" + self._account
        names = []
        try:
            with self._table.open("rb") as lines:
                for line in lines:
                    columns = line.rstrip(b"\n").split(maxsplit=_COLUMNS_BEFORE_THE_NAME)
                    if columns and columns[-1].startswith(mark):
                        names.append(columns[-1][1:])
        except OSError:
            pass
        return names

    def leave(self) -> None:
        """Give the name up: this process is done."""
        if self._socket is not None:
            self._socket.close()


def _bound(name: bytes) -> socket.socket | None:
    """A socket that only bears a name, so that nobody can connect to it; None if not possible."""
    if sys.platform != "linux":
        return None
    try:
        bearer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    except OSError:
        return None
    try:
        bearer.bind(b"\0" + name)
    except OSError:
        bearer.close()
        return None
    return bearer
