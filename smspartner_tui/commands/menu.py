"""`ask`: everything line by line, for whoever cannot use a full screen."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from smspartner_tui.commands import choosing
from smspartner_tui.commands import options as commands
from smspartner_tui.commands.asking import is_at_terminal, typed
from smspartner_tui.commands.finding import command_of
from smspartner_tui.commands.following import worst
from smspartner_tui.commands.interview import asked
from smspartner_tui.commands.options.mixed import CommandParser
from smspartner_tui.commands.telling import DONE, WRONG_USE, Stop, say, tell
from smspartner_tui.commands.together import move_each
from smspartner_tui.commands.visit import Visit, local_day, told, visit
from smspartner_tui.core.filter import fold
from smspartner_tui.core.history import Rise
from smspartner_tui.core.plan import ToMarks
from smspartner_tui.core.search import read_search
from smspartner_tui.entrance import Entrant, entrant
from smspartner_tui.i18n import N_, _
from smspartner_tui.settings.config import load
from smspartner_tui.settings.following import InFile
from smspartner_tui.settings.places import config_file
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import clock, euros
from smspartner_tui.wording.undoing import what

_RECORDS: Final = 20
"""Records of the history that are told."""


class _Action(NamedTuple):
    """Something to do: its words, and the command, or what asks for it."""

    words: str
    command: str


_ACTIONS: Final = (
    _Action(N_("Hear the balances"), "list --plain"),
    _Action(N_("Hear who is low"), "list --low --plain"),
    _Action(N_("Add credit"), "add"),
    _Action(N_("Take credit back"), "remove"),
    _Action(N_("Transfer credit"), "move"),
    _Action(N_("Lift all who are low to their target"), "plan"),
    _Action(N_("Hear the history"), "history"),
    _Action(N_("Undo a movement"), "undo"),
    _Action(N_("Settle a movement in doubt"), "resolve"),
    _Action(N_("Hear what was interrupted"), "runs"),
    _Action(N_("Go on with what was interrupted"), "resume"),
    _Action(N_("Give a half-done transfer back"), "give-back"),
    _Action(N_("Drop what was interrupted"), "drop"),
    _Action(N_("Follow sub-accounts that are new on the platform"), "follow"),
    _Action(N_("Change a sub-account: name, group, marks"), "change"),
    _Action(N_("Stop following a sub-account"), "stop"),
    _Action(N_("Check everything"), "check"),
    _Action(N_("Hear where everything is"), "info"),
    _Action(N_("Check the journal"), "audit"),
    _Action(N_("Copy the journal to a new file"), "backup"),
    _Action(N_("Export the history to a new file here"), "log --output ."),
)
"""Everything that can be done, by its number from 1."""


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Ask what to do, do it, and ask again; the exit status is that of the worst."""
    return told(lambda: _run(profile, options))


def _run(profile: Profile, options: argparse.Namespace) -> int:
    if not is_at_terminal():
        words = _("This asks at a terminal: elsewhere, see `smspartner-tui --help`.")
        raise Stop(WRONG_USE, words)
    # The key and the name are asked for once.
    menu = _Menu(profile, options, entrant(profile))
    tell(_("What is sent here is real credit. An empty line leaves."))
    menu.tell_actions()
    return menu.run()


class _Menu:
    """The actions, for one who is there."""

    def __init__(self, profile: Profile, options: argparse.Namespace, who: Entrant) -> None:
        self._profile = profile
        self._options = options
        self._who = who
        self._statuses: set[int] = set()

    def run(self) -> int:
        """Ask and do, until an empty line."""
        while answer := typed(_("What to do? A number, a word, or ? for all of them: ")).strip():
            if answer == "?":
                self.tell_actions()
                continue
            found = [*_meant(answer)]
            if not found:
                tell(_("That is not one of them: type ? to hear them all."))
                continue
            if len(found) > 1:
                _tell(found)
                continue
            tell(f"{_(found[0].words)}.")
            self._statuses.add(told(partial(self._do, found[0].command)))
        return worst(self._statuses)

    def tell_actions(self) -> None:
        """Say what can be done."""
        _tell(_ACTIONS)

    def _do(self, command: str) -> int:
        match command:
            case "plan":
                return self._visit(_plan)
            case "history":
                return self._visit(_history)
            case "follow":
                return self._choose(choosing.follow)
            case "change":
                return self._choose(choosing.change)
            case "stop":
                return self._choose(choosing.stop)
            case "backup":
                path = Path(asked(_("The new file, such as /mnt/backup/journal.sqlite3:")))
                return self._command("backup", str(path))
            case _:
                return self._command(*command.split())

    def _command(self, *words: str) -> int:
        options = _parsed(*words)
        options.config, options.profile = self._options.config, self._options.profile
        options.who = self._who
        return command_of(options.command)(self._profile, options)

    def _choose(self, work: choosing.Work) -> int:
        """Change who is followed; what comes next goes by that."""
        settings = load(self._options.config or config_file())
        keeper = InFile(settings, settings.profile(self._profile.name))
        try:
            return self._visit(lambda there: work(there, keeper))
        finally:
            followed = keeper.followed
            self._profile = replace(
                self._profile, subaccounts=followed.subaccounts, followed=followed
            )

    def _visit(self, work: Callable[[Visit], int]) -> int:
        options = _parsed("add")
        options.who = self._who
        return visit(self._profile, options, work)


def _tell(actions: Sequence[_Action]) -> None:
    """Say actions with their numbers."""
    tell(*(f"{_ACTIONS.index(one) + 1}  {_(one.words)}" for one in actions))


def _meant(answer: str) -> Iterator[_Action]:
    """The actions that a number means, or in which a word is."""
    if answer.isdecimal():
        number = int(answer) if len(answer) < 4 else 0
        yield from _ACTIONS[number - 1 : number] if number else ()
        return
    yield from (
        one
        for one in _ACTIONS
        if fold(answer) in fold(_(one.words)) or fold(answer) == one.command.split()[0]
    )


def _parsed(*words: str) -> argparse.Namespace:
    """The options of a command, all else as it is by default."""
    parser = argparse.ArgumentParser()
    commands.add_to(parser.add_subparsers(dest="command", parser_class=CommandParser))
    return parser.parse_args(words)


def _plan(there: Visit) -> int:
    there.is_interview = True
    there.look()
    return move_each(there, there.profile.subaccounts, ToMarks(), "")


def _history(there: Visit) -> int:
    """Say the newest movements that a search finds, the newest first."""
    day = local_day()
    line = typed(_("Search for a name, a number, a day, a state, or Enter for all: "))
    records = there.desk.records(_RECORDS, search=read_search(line, day))
    for one in records:
        if isinstance(one, Rise):
            words = _("{when}: {name} rose by {amount} elsewhere")
            name = one.name if one.token else _("the main account")
            tell(words.format(when=clock(one.at, day), name=name, amount=euros(one.amount)))
        else:
            tell(", ".join(what(one, day)))
    if not records:
        say(_("Nothing was found."))
    elif len(records) == _RECORDS:
        say(_("Older ones: search for a day or a name, or export them all."))
    return DONE
