"""Why balances could not be read, and what to do."""

from collections.abc import Mapping
from typing import Final

from smspartner_tui.core.accounts import ReadingProblem
from smspartner_tui.i18n import N_, _

READING_PROBLEMS: Final[Mapping[ReadingProblem, str]] = {
    ReadingProblem.KEY_REFUSED: N_(
        "API key refused: replace it at its source, then refresh (r). Balances are the last known."
    ),
    ReadingProblem.NOT_ALLOWED: N_(
        "The platform does not let balances be read: they come from each movement's answer."
    ),
    ReadingProblem.RATE_LIMITED: N_("Too many requests: balances are the last known."),
    ReadingProblem.UNREADABLE: N_(
        "The platform's list cannot be read: balances are the last known."
    ),
    ReadingProblem.UNREACHABLE: N_(
        "Platform unreachable: balances are the last known. Try again (r)."
    ),
}


def reading_problem(problem: ReadingProblem, message: str) -> str:
    """Why balances could not be read, with the platform's own word where there is one."""
    text = _(READING_PROBLEMS[problem])
    if problem is ReadingProblem.UNREACHABLE:
        # Behind our own class name stands the system's or the certificate's own word.
        message = message.partition(": ")[2]
    is_word = message and problem is not ReadingProblem.UNREADABLE
    return f"{text} {_('“{message}”').format(message=message)}" if is_word else text
