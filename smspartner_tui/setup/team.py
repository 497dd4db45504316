"""Several operators or one: the folder of a team, or names on a login that is shared."""

import grp
import os
import stat
from pathlib import Path
from shlex import quote
from typing import Final, NamedTuple

from smspartner_tui.core.filter import fold
from smspartner_tui.core.text import clean
from smspartner_tui.i18n import _
from smspartner_tui.settings.errors import shown
from smspartner_tui.settings.files import TEAM_FOLDER_MODE
from smspartner_tui.setup.answers import Team
from smspartner_tui.setup.talk import Choice, Talk, Wrong

_USUAL: Final = "/srv/smspartner-tui"
_LONGEST_NAME: Final = 64


class Folder(NamedTuple):
    """A team folder as it is found: its group, -1 where it is not there; why it cannot be used."""

    gid: int = -1
    problem: str = ""


def ask_team(talk: Talk) -> Team:
    """Ask who moves credit from this server."""
    choice = talk.choose(
        _("Who moves credit from this server?"),
        (
            Choice("1", _("only me")),
            Choice("2", _("several people, each with a login of their own")),
            Choice("3", _("several people who share this login")),
        ),
        "1",
    )
    match choice:
        case "2":
            return _ask_folder(talk)
        case "3":
            return Team(operators=talk.ask(_("Their names, with commas between"), _names))
        case _:
            return Team()


def _names(typed: str) -> tuple[str, ...]:
    names = tuple(clean(name, _LONGEST_NAME) for name in typed.split(",") if clean(name))
    if len(names) < 2:
        raise Wrong(_("Type at least two names, such as: Paul, Nadia"))
    if len({fold(name) for name in names}) != len(names):
        raise Wrong(_("Two of these names are the same: tell them apart."))
    return names


def _ask_folder(talk: Talk) -> Team:
    """Ask for the folder that holds the journal of all, until there is one, or to go on alone."""
    talk.say(
        _(
            "One journal keeps you apart: it stands in a folder of your group's, which nobody else "
            "can enter."
        )
    )
    path = talk.ask(_("The team's folder"), _folder_path, _USUAL)
    while True:
        found = talk.once(lambda: examine(path))
        if found.gid >= 0 and not found.problem:
            words = _("It is there, for the group {group}.")
            talk.say(words.format(group=group_name(found.gid)))
            return Team(path, found.gid)
        if found.gid < 0 and not found.problem:
            gid = talk.ask(_("The group of all of them"), read_group, _likely_group())
            if _can_make(path, gid) and talk.agree(
                _("The folder is not there. Make it at the end?"), default=True
            ):
                return Team(path, gid, is_new=True)
            _tell_commands(talk, path, group_name(gid), "mkdir")
        else:
            talk.say(found.problem)
            _tell_commands(talk, path, group_name(found.gid))
        choice = talk.choose(
            _("What now?"),
            (
                Choice("1", _("done: look again")),
                Choice("2", _("go on alone for now")),
            ),
            "1",
        )
        if choice == "2":
            return Team()


def _folder_path(typed: str) -> Path:
    path = Path(typed).expanduser() if typed.startswith(("/", "~/")) else Path()
    if not path.is_absolute():
        raise Wrong(_("Type a full path, beginning with / or ~/."))
    if os.path.lexists(path) and not path.is_dir():
        raise Wrong(_("{path} is no folder.").format(path=shown(path)))
    return path


def examine(path: Path) -> Folder:
    """A team folder as it is found, and what is wrong with it."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return Folder()
    except OSError as error:
        return Folder(-1, _("It cannot be looked at ({reason}).").format(reason=error.strerror))
    if stat.S_IMODE(status.st_mode) != TEAM_FOLDER_MODE:
        words = _(
            "It is not its group's alone: others may enter, or new files are not the group's."
        )
        return Folder(status.st_gid, words)
    if not os.access(path, os.W_OK | os.X_OK):
        words = _(
            "You may not write in it. Are you in the group {group}? Once you were added you have "
            "to log in again."
        )
        return Folder(status.st_gid, words.format(group=group_name(status.st_gid)))
    return Folder(status.st_gid)


def read_group(typed: str) -> int:
    """A group's number by its name.

    Raises:
        Wrong: there is no such group.
    """
    try:
        return grp.getgrnam(typed).gr_gid
    except KeyError:
        words = _(
            "There is no such group: make it with `sudo groupadd {group}`, then answer again."
        )
        raise Wrong(words.format(group=quote(clean(typed) or "resellers"))) from None


def group_name(gid: int) -> str:
    """A group's name, or its number where it has none."""
    try:
        return clean(grp.getgrgid(gid).gr_name)
    except KeyError:
        return str(gid)


def _likely_group() -> str:
    """A group that the person shares with others rather than one of their own, where there is."""
    own = os.getgid()
    return group_name(next((gid for gid in os.getgroups() if gid != own), own))


def _can_make(path: Path, gid: int) -> bool:
    """Whether this person may make the folder, and give it to the group."""
    may_give = os.geteuid() == 0 or gid in {os.getegid(), *os.getgroups()}
    return may_give and path.parent.is_dir() and os.access(path.parent, os.W_OK | os.X_OK)


def _tell_commands(talk: Talk, path: Path, group: str, *first: str) -> None:
    """The commands with which somebody who may do it makes the folder a team's."""
    folder = quote(str(path))
    talk.say(_("This has to be done first, by somebody who may, in another window:"))
    talk.show(
        *(f"  sudo {command} {folder}" for command in first),
        f"  sudo chgrp {quote(group)} {folder}",
        f"  sudo chmod 2770 {folder}",
    )


def make_team_folder(path: Path, gid: int) -> None:
    """Make a team's folder: nobody's but its owner's until it is its group's.

    Raises:
        OSError: it cannot be made, or it is there already.
    """
    path.mkdir(mode=0o700)
    try:
        os.chown(path, -1, gid)
        path.chmod(TEAM_FOLDER_MODE)
    except OSError:
        path.rmdir()
        raise
