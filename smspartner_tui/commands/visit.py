"""A visit to the desk without a screen: opened, done what it is for, closed, whatever happens."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from smspartner_tui.assembly import at_desk
from smspartner_tui.commands.reckoning import check_journal, read_if_possible, refreshed
from smspartner_tui.commands.telling import FAULT, FORBIDDEN, WRONG_USE, Stop, say
from smspartner_tui.core.accounts import Listing, Reading
from smspartner_tui.core.guards import Objection, Rule, Surroundings
from smspartner_tui.core.weighing import Known
from smspartner_tui.desk import Desk
from smspartner_tui.entrance import Entrant, entrant
from smspartner_tui.journal import JournalError
from smspartner_tui.reading import now
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import journal_problem, objection, reading_problem

LONGEST_REFERENCE: Final = 60
"""Characters, as on the screen."""


def local_day() -> date:
    """The local day."""
    return now().astimezone().date()


def told(work: Callable[[], int]) -> int:
    """Do something, say why where it cannot be done, and return the exit status."""
    try:
        return work()
    except Stop as stop:
        say(str(stop))
        return stop.status
    except SettingsError as error:
        say(str(error))
        return WRONG_USE
    except JournalError as error:
        say(journal_problem(error.problem))
        return FAULT


@dataclass
class Visit:
    """Who is at the desk of which profile, with which options, and what was read there.

    `is_interview` where what the options lacked was asked line by line.
    """

    desk: Desk
    profile: Profile
    options: argparse.Namespace
    reading: Reading | None = None
    is_interview: bool = False

    def look(self) -> Reading:
        """Hold the journal against its evidence, and read the balances if that is possible.

        Raises:
            Stop: nothing could be sent.
        """
        check_journal(self.desk)
        self.reading = read_if_possible(self.desk, self.profile)
        return self.reading

    def read(self) -> Reading:
        """Read the balances, and say where that is not possible."""
        self.reading = refreshed(self.desk)
        if self.reading.problem is not None:
            say(reading_problem(self.reading.problem, self.reading.message))
        return self.reading

    @property
    def listings(self) -> Mapping[str, Listing]:
        """What the platform listed, by token; nothing where it did not."""
        return (self.reading.listings if self.reading is not None else None) or {}

    def known(self, around: Surroundings | None = None) -> Known:
        """What movements are weighed by.

        Raises:
            JournalError: the journal cannot be read.
        """
        return Known(
            {one.token: one for one in self.profile.subaccounts},
            self.desk.balances,
            self.desk.limits,
            around or self.desk.surroundings(),
            self.profile.stale_after,
        )


def visit(
    profile: Profile,
    options: argparse.Namespace,
    work: Callable[[Visit], int],
    *,
    only_looks: bool = False,
) -> int:
    """Do something at the desk; who only looks is not asked for a name.

    Raises:
        Stop: something stands against it.
        SettingsError: the API key, the operator or the proxy cannot be used.
        JournalError: the journal cannot be read.
    """
    brought: Entrant | None = getattr(options, "who", None)
    who = brought or entrant(profile, is_named=not only_looks)
    with at_desk(profile, who) as desk:
        return work(Visit(desk, profile, options))


def refuse_read_only(profile: Profile) -> None:
    """See whether anything may be moved at all.

    Raises:
        Stop: the profile is read-only.
    """
    if profile.limits.read_only:
        raise Stop(FORBIDDEN, objection(Objection(Rule.READ_ONLY), local_day()))
