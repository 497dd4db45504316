"""Who is at the keyboard, as far as the machine can tell."""

import os
import pwd
from collections.abc import Mapping

from smspartner_tui.core.operator import Operator
from smspartner_tui.core.text import clean


def who_is_there(environment: Mapping[str, str] = os.environ) -> Operator:
    """The operator by the Unix account, who became it, and where the connection comes from."""
    uid = os.getuid()
    try:
        login = pwd.getpwuid(uid).pw_name
    except KeyError:
        login = str(uid)
    sudo_user = clean(environment.get("SUDO_USER", ""), longest=64)
    connection = environment.get("SSH_CONNECTION", "").split()
    return Operator(
        name=sudo_user or clean(login, longest=64),
        login=clean(login, longest=64),
        uid=uid,
        sudo_user=sudo_user,
        address=clean(connection[0], longest=64) if connection else "",
        terminal=_terminal(),
        host=clean(os.uname().nodename, longest=64),
    )


def _terminal() -> str:
    try:
        return clean(os.ttyname(0).removeprefix("/dev/"), longest=64)
    except OSError:
        return ""
