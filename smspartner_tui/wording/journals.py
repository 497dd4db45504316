"""What is wrong with the journal, and the way out."""

import shutil
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Final

from smspartner_tui.core.damage import Damage, Part
from smspartner_tui.core.movement import JournalProblem
from smspartner_tui.i18n import N_, _
from smspartner_tui.wording.figures import clock

JOURNAL_PROBLEMS: Final[Mapping[JournalProblem, str]] = {
    JournalProblem.UNWRITABLE: N_(
        "The journal cannot be written: nothing will be sent. Look at its folder (?), then r."
    ),
    JournalProblem.FULL: N_("The disk is full: nothing will be sent. Free some space, then r."),
    JournalProblem.BUSY: N_("Another movement holds the journal: nothing was sent. Try again."),
    JournalProblem.DAMAGED: N_(
        "The journal is damaged or gone: nothing will be sent. Keep what is there, restore a copy."
    ),
    JournalProblem.NEWER: N_(
        "The journal was written by a newer version: nothing will be sent. Update this program."
    ),
    JournalProblem.EXPOSED: N_(
        "Others can reach the journal: nothing will be sent. "
        "Run chmod 700 on its folder and chmod 600 on it, then start again."
    ),
    JournalProblem.RIVAL: N_(
        "Another journal is in use for this account on this server: nothing will be sent. "
        "Share one journal (`journal` in the configuration), or close the other program."
    ),
    JournalProblem.OTHER_ACCOUNT: N_(
        "This journal belongs to another platform address: nothing will be sent. "
        "Give this profile a journal of its own."
    ),
}


def journal_problem(problem: JournalProblem) -> str:
    """Why nothing can be sent, and the way out."""
    return _(JOURNAL_PROBLEMS[problem])


DAMAGES: Final[Mapping[Part, str]] = {
    Part.PAGES: N_("The file itself is damaged."),
    Part.RULES: N_("Its tables or rules are not those that this program made."),
    Part.ROW: N_("A row of its table “{place}” was changed."),
    Part.CHAIN: N_("Its events are changed or missing from number {place} on."),
    Part.CUT: N_("Its newest events are missing, from number {place} on."),
    Part.MOVEMENT: N_("Movement no. {place} is not what its events say."),
    Part.REPLY: N_("Movement no. {place} is not what the platform answered."),
}


def damage(found: Damage) -> str:
    """What in the journal is damaged."""
    return _(DAMAGES[found.part]).format(place=found.place or "?")


def room_left(path: str) -> str:
    """How much is free on the disk that holds the journal."""
    folder = Path(path).parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return str(folder)
    megabytes = free // 1_000_000
    return _("{free} MB free at {folder}").format(free=megabytes, folder=folder)


def copied(at: datetime, today: date) -> tuple[str, str]:
    """That a copy stands in the journal's place."""
    return (
        _("This journal is a copy of {when}: what was moved since is not in it.").format(
            when=clock(at, today)
        ),
        _("Balances that rose since will show as elsewhere in the history (h): compare first."),
    )


def clock_is_back(newest: datetime, today: date) -> str:
    """That the machine's clock is behind what the journal has written down."""
    words = _("This server's clock is behind the journal, which was written at {when}: set it.")
    return words.format(when=clock(newest, today))
