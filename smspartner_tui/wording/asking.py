"""What is said before a movement: what is wrong with an amount, what forbids it, the question."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from smspartner_tui.core.guards import Objection, Rule
from smspartner_tui.core.money import AmountProblem
from smspartner_tui.core.movement import Direction, Entry, Movement
from smspartner_tui.i18n import N_, _
from smspartner_tui.wording.figures import clock, euros

AMOUNT_PROBLEMS: Final[Mapping[AmountProblem, str]] = {
    AmountProblem.EMPTY: N_("Type an amount: 50, 50.25, or =100 for the balance to reach"),
    AmountProblem.UNREADABLE: N_("Cannot read this amount: write 50 or 50.25"),
    AmountProblem.AMBIGUOUS: N_("This amount can be read in two ways: write 1234 or 1.23"),
    AmountProblem.ZERO: N_("The amount must be more than 0"),
    AmountProblem.EVERYTHING_IN_AN_ADD: N_("“all” is for taking back only: type an amount"),
    AmountProblem.BALANCE_UNKNOWN: N_(
        "The balance is not known yet: refresh (r), or type an amount"
    ),
    AmountProblem.ALREADY_THERE: N_("The balance is there already: nothing to move"),
    AmountProblem.WRONG_WAY_DOWN: N_("The balance is above that: take credit back instead (d)"),
    AmountProblem.WRONG_WAY_UP: N_("The balance is below that: add credit instead (a)"),
    AmountProblem.NOTHING_LEFT: N_("There is nothing to take back"),
}


def amount_problem(problem: AmountProblem) -> str:
    """Why what was typed is no amount, and how to write one."""
    return _(AMOUNT_PROBLEMS[problem])


OBJECTIONS: Final[Mapping[Rule, str]] = {
    Rule.READ_ONLY: N_("Read-only: no movement is possible (l)"),
    Rule.LOCKED: N_("This sub-account is locked in the configuration: it is never moved"),
    Rule.IN_FLIGHT: N_("{who} is moving credit on this sub-account now, since {when}"),
    Rule.DOUBT: N_("No. {number} of {when} is in doubt: no movement until it is settled (v)"),
    Rule.OVER_OPERATION: N_("Blocked by your limit of {limit} for one movement"),
    Rule.OVER_DAY: N_("Blocked by your daily limit of {limit}: {figure} added already today"),
    Rule.RESERVE: N_("Blocked by your reserve of {limit}: {figure} would remain"),
    Rule.RESERVE_UNKNOWN: N_(
        "Blocked by your reserve: the main balance is not known. Refresh (r); where that is "
        "refused, take 0.01 back from a sub-account: the answer tells it"
    ),
    Rule.DUPLICATE: N_("The same was moved at {when} by {who} (no. {number}): look again"),
    Rule.MAIN_TOO_SMALL: N_("The main account has only {figure}"),
    Rule.SUBACCOUNT_TOO_SMALL: N_("This sub-account has only {figure}"),
}


def objection(found: Objection, today: date) -> str:
    """A guard's word, with its figures."""
    entry = found.entry
    return _(OBJECTIONS[found.rule]).format(
        figure=euros(found.figure),
        limit=euros(found.limit),
        who=entry.operator.name if entry else "",
        when=clock(entry.at, today) if entry else "",
        number=entry.number if entry else "",
    )


def objections(found: Iterable[Objection], today: date) -> str:
    """What guards say, at least one of them, each once."""
    first, *others = dict.fromkeys(objection(one, today) for one in found)
    for other in others:
        first = _("{one}; {other}").format(one=first, other=other)
    return first


def question(movement: Movement, *, again: bool) -> str:
    """What yes will do, in capitals where it counts; `again` when one like it was made lately."""
    if movement.direction is Direction.ADD:
        words = _("ADD another {amount} to {name}?") if again else _("ADD {amount} to {name}?")
    elif again:
        words = _("TAKE BACK another {amount} from {name}?")
    else:
        words = _("TAKE BACK {amount} from {name}?")
    return words.format(amount=euros(movement.amount), name=movement.name)


def already(entry: Entry, today: date) -> str:
    """That a movement was made on this sub-account lately."""
    return _("Already {amount} at {when} by {who} (no. {number})").format(
        amount=euros(entry.movement.change_of_subaccount, signed=True),
        when=clock(entry.at, today),
        who=entry.operator.name,
        number=entry.number,
    )
