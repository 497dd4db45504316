"""Who is at the keyboard, as far as the machine can tell."""

import os
import pwd
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from smspartner_tui.core.filter import fold
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.settings.errors import SettingsError

_TRIES: Final = 3


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


def named(there: Operator, operators: Sequence[str], ask: Callable[[str], str] = input) -> Operator:
    """The operator by the name given at the start, where several people share one login.

    Must not be called while a screen is shown.

    Raises:
        SettingsError: nobody said who is there.
    """
    if not operators or there.name in operators:
        return there
    for number, name in enumerate(operators, start=1):
        sys.stderr.write(f"{number}  {name}\n")
    for _try in range(_TRIES):
        try:
            answer = ask(_("Who is there? (number or name) "))
        except (EOFError, OSError):
            break
        if (chosen := _chosen(answer, operators)) is not None:
            return replace(there, name=chosen)
    raise SettingsError(_("Nobody said who is there: start again, with a number or a name."))


def _chosen(answer: str, operators: Sequence[str]) -> str | None:
    """The one name that a number or the beginning of a name stands for."""
    wanted = fold(answer.strip())
    by_number = {str(number): name for number, name in enumerate(operators, start=1)}
    if wanted in by_number:
        return by_number[wanted]
    fitting = [name for name in operators if wanted and fold(name).startswith(wanted)]
    exact = [name for name in fitting if fold(name) == wanted]
    return next(iter(exact or fitting), None) if len(exact or fitting) == 1 else None
