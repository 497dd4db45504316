"""What a plan is reckoned from, without a screen: balances read now, and the journal's word."""

from collections.abc import Iterable, Mapping
from typing import Final

from smspartner_tui.commands.telling import DONE, FAULT, KEY_REFUSED, NOT_SENT, Stop, say
from smspartner_tui.core.accounts import Balances, Reading, ReadingProblem, SubAccount
from smspartner_tui.core.days import Trend, days_left
from smspartner_tui.core.facts import BalancesRead, Fact
from smspartner_tui.core.guards import Surroundings
from smspartner_tui.core.money import AmountProblem
from smspartner_tui.core.plan import Candidate, LeftOut, Missed
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import N_, _
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import journal_problem, reading_problem

_UNREAD: Final[Mapping[ReadingProblem, str]] = {
    ReadingProblem.KEY_REFUSED: N_("API key refused: replace it at its source ({source})."),
    ReadingProblem.NOT_ALLOWED: N_(
        "The platform does not let the balances of sub-accounts be read, and a plan needs them."
    ),
    ReadingProblem.RATE_LIMITED: N_("Too many requests: try again in a minute."),
    ReadingProblem.UNREADABLE: N_("The platform's list cannot be read: try again later."),
    ReadingProblem.UNREACHABLE: N_("Platform unreachable: look at the connection, and try again."),
}


_THERE: Final = frozenset(
    {AmountProblem.ALREADY_THERE, AmountProblem.WRONG_WAY_DOWN, AmountProblem.WRONG_WAY_UP}
)
"""What is said of a sub-account that has what the plan was to bring it to."""


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
    reading = refreshed(desk)
    problem = reading.problem
    # Where the main balance may not be read, the last movement's answer has told it.
    if reading.listings is None or problem not in {None, ReadingProblem.NOT_ALLOWED}:
        raise _unread(problem or ReadingProblem.UNREADABLE, reading.message, profile)
    return reading


def read_if_possible(desk: Desk, profile: Profile) -> Reading:
    """Read the balances now; where that is not possible go on with the last known, and say so.

    Raises:
        Stop: the key is refused, or the platform cannot be reached: nothing could be sent either.
    """
    reading = refreshed(desk)
    problem = reading.problem
    if problem in {ReadingProblem.KEY_REFUSED, ReadingProblem.UNREACHABLE}:
        raise _unread(problem, reading.message, profile)
    if problem is not None:
        say(reading_problem(problem, reading.message))
    return reading


def refreshed(desk: Desk) -> Reading:
    """What a reading comes to, whatever that is."""
    read: list[Reading] = []

    def listen(fact: Fact) -> None:
        if isinstance(fact, BalancesRead):
            read.append(fact.reading)

    desk.tell = listen
    desk.refresh()
    return read[-1]


def unread_status(reading: Reading) -> int:
    """The exit status of a reading; where the platform lets none be made, that is no fault."""
    match reading.problem:
        case None | ReadingProblem.NOT_ALLOWED:
            return DONE
        case ReadingProblem.KEY_REFUSED:
            return KEY_REFUSED
        case _:
            return NOT_SENT


def _unread(problem: ReadingProblem, message: str, profile: Profile) -> Stop:
    line = _(_UNREAD[problem]).format(source=profile.key_source.describe())
    if problem is ReadingProblem.UNREACHABLE:
        # Behind our own class name stands the system's or the certificate's own word.
        message = message.partition(": ")[2]
    if message and problem is not ReadingProblem.UNREADABLE:
        line = f"{line} {_('“{message}”').format(message=message)}"
    status = KEY_REFUSED if problem is ReadingProblem.KEY_REFUSED else NOT_SENT
    return Stop(status, line)


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


def is_there(missed: Missed) -> bool:
    """Whether a sub-account is left out because it has already what it was to get."""
    return missed.problem in _THERE or missed.why is LeftOut.DUST


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
