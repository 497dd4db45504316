"""What a plan is reckoned from, without a screen: balances read now, and the journal's word."""

from collections.abc import Iterable, Mapping
from typing import Final

from smspartner_tui.commands.telling import FAULT, KEY_REFUSED, NOT_SENT, Stop
from smspartner_tui.core.accounts import Balances, Reading, ReadingProblem, SubAccount
from smspartner_tui.core.days import Trend, days_left
from smspartner_tui.core.facts import BalancesRead, Fact
from smspartner_tui.core.guards import Surroundings
from smspartner_tui.core.plan import Candidate
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import N_, _
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import journal_problem

_UNREAD: Final[Mapping[ReadingProblem, str]] = {
    ReadingProblem.KEY_REFUSED: N_("API key refused: replace it at its source ({source})."),
    ReadingProblem.NOT_ALLOWED: N_(
        "The platform does not let the balances of sub-accounts be read, and a plan needs them."
    ),
    ReadingProblem.RATE_LIMITED: N_("Too many requests: try again in a minute."),
    ReadingProblem.UNREADABLE: N_("The platform's list cannot be read: try again later."),
    ReadingProblem.UNREACHABLE: N_("Platform unreachable: look at the connection, and try again."),
}


def check_journal(desk: Desk) -> None:
    """Hold the journal against its own evidence, as every start does.

    Raises:
        Stop: it is damaged, or nothing can be written into it.
    """
    if (problem := desk.check_journal()) is not None:
        raise Stop(FAULT, journal_problem(problem))


def read_balances(desk: Desk, profile: Profile) -> Reading:
    """Read every balance now.

    Raises:
        Stop: they could not be read; those of before would be another plan.
    """
    read: list[Reading] = []

    def listen(fact: Fact) -> None:
        if isinstance(fact, BalancesRead):
            read.append(fact.reading)

    desk.tell = listen
    desk.refresh()
    reading = read[-1]
    problem = reading.problem
    # Where the main balance may not be read, the last movement's answer has told it.
    if reading.listings is None or problem not in {None, ReadingProblem.NOT_ALLOWED}:
        raise _unread(problem or ReadingProblem.UNREADABLE, reading.message, profile)
    return reading


def _unread(problem: ReadingProblem, message: str, profile: Profile) -> Stop:
    line = _(_UNREAD[problem]).format(source=profile.key_source.describe())
    if problem is ReadingProblem.UNREACHABLE:
        # Behind our own class name stands the system's or the certificate's own word.
        message = message.partition(": ")[2]
    if message and problem is not ReadingProblem.UNREADABLE:
        line = f"{line} {_('“{message}”').format(message=message)}"
    return Stop(KEY_REFUSED if problem is ReadingProblem.KEY_REFUSED else NOT_SENT, line)


def candidates(
    desk: Desk,
    profile: Profile,
    reading: Reading,
    around: Surroundings,
    subaccounts: Iterable[SubAccount],
) -> list[Candidate]:
    """Those sub-accounts with what is known around them; only balances read now count.

    Raises:
        JournalError: the journal cannot be read.
    """
    trends = desk.trends()
    seen = _seen_now(desk.balances, reading)
    found: list[Candidate] = []
    for one in subaccounts:
        balance = seen.of(one.token)
        rate = trends.get(one.token, Trend()).rate
        days = None if balance is None else days_left(balance.amount, rate)
        found.append(Candidate(one, around.situation(one, seen, profile.stale_after), days))
    return found


def _seen_now(balances: Balances, reading: Reading) -> Balances:
    """Without those of who is not in the platform's list any more."""
    return Balances(
        balances.main,
        {
            token: balance
            for token, balance in balances.subaccounts.items()
            if balance.read_at >= reading.read_at
        },
    )
