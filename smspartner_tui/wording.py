"""Sentences about money, in the language in force: what moved, then what to do.

The tables are data, so that they can be read against the platform's documented codes. The words
follow the outcome, never the code: "nothing moved" is said of what was rejected or not sent only.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from smspartner_tui.core import money
from smspartner_tui.core.accounts import ReadingProblem
from smspartner_tui.core.facts import MovementStopped
from smspartner_tui.core.guards import Objection, Rule
from smspartner_tui.core.money import AmountProblem
from smspartner_tui.core.movement import (
    Direction,
    Entry,
    JournalProblem,
    Movement,
    Outcome,
    Reason,
    State,
)
from smspartner_tui.i18n import N_, _, language


def euros(amount: Decimal, *, signed: bool = False, exact: bool = False) -> str:
    """Euros in the language in force, with the currency's sign."""
    return money.euros(amount, language(), signed=signed, exact=exact)


def clock(at: datetime, today: date | None = None) -> str:
    """A local clock time, with its date where that is not today."""
    local = at.astimezone()
    if today is None or local.date() == today:
        return f"{local:%H:%M}"
    return f"{local:%d/%m %H:%M}" if language() == "fr" else f"{local:%d %b %H:%M}"


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
    AmountProblem.WRONG_WAY_DOWN: N_("The balance is above that: take credit back with d instead"),
    AmountProblem.WRONG_WAY_UP: N_("The balance is below that: add credit with a instead"),
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


ADVICE: Final[Mapping[int, str]] = {
    1: N_("No API key was sent. Check the key's source in the configuration."),
    2: N_("The platform received no amount. This is a fault of this program: please report it."),
    3: N_("The sub-account's token is missing. Check “token” in the configuration."),
    4: N_("Your account may not manage sub-accounts. Ask SMS Partner to switch them on."),
    5: N_("The amount must be more than 0."),
    7: N_("The platform does not know this sub-account. Deleted, or a token of another account?"),
    10: N_("API key refused. Was it changed? Replace it at its source, then start again."),
    20: N_("Account disabled. Contact SMS Partner."),
    30: N_("Account blocked. Contact SMS Partner."),
    40: N_("API access denied. Contact SMS Partner."),
    90: N_("The platform could not read the request. This is a fault of this program: report it."),
    96: N_("This server's IP address is not allowed. Add it in your customer area."),
}
"""What to do about a refusal, by the platform's code [seed], [public]."""

_MAIN_EMPTY: Final = N_("Main account empty. Top it up.")
_SUBACCOUNT_EMPTY: Final = N_("Sub-account empty. Refresh (r).")
_NOT_ENOUGH: Final = N_("Not enough credit: the balance has probably fallen. Refresh (r).")
_EMPTY_CODE: Final = 6
_NOT_ENOUGH_CODES: Final = frozenset({8, 11})


def advice(code: int | None, direction: Direction) -> str:
    """What to do about a refusal; empty for a code that is not documented."""
    if code == _EMPTY_CODE:
        return _(_MAIN_EMPTY if direction is Direction.ADD else _SUBACCOUNT_EMPTY)
    if code in _NOT_ENOUGH_CODES:
        return _(_NOT_ENOUGH)
    return _(ADVICE[code]) if code is not None and code in ADVICE else ""


_UNKNOWN: Final = N_(
    "No answer: the money may have moved. Do not repeat it, here or on the web site: check it (v)."
)
_UNKNOWN_REASONS: Final[Mapping[Reason, str]] = {
    Reason.UNREADABLE: N_("The answer cannot be read"),
    Reason.SERVER_ERROR: N_("The platform answered with an error of its own"),
    Reason.UNEXPECTED: N_("The platform answered something that is not documented"),
    Reason.PROCESS_DIED: N_("The program ended before the answer came"),
    Reason.OUR_FAULT: N_("This program failed while it was waiting"),
}


def outcome(movement: Movement, result: Outcome, number: int | None) -> tuple[str, ...]:
    """What became of a movement, then what to do, then the platform's own word."""
    match result.state:
        case State.CONFIRMED:
            return (_confirmed(movement, result, number),)
        case State.REJECTED:
            lines = [_("Refused. Nothing moved.")]
            if result.reason is Reason.RATE_LIMITED:
                lines.append(_("Too many requests: wait a minute, then refresh (r)."))
            else:
                lines.append(advice(result.code, movement.direction))
            lines.append(platform_word(result))
        case State.NOT_SENT:
            # Behind our own class name stands the system's or the certificate's own word.
            _kind, _colon, cause = result.detail.partition(": ")
            lines = [_("Not sent: no connection. Nothing moved, you may try again."), cause]
        case _:
            reason = _UNKNOWN_REASONS.get(result.reason)
            lines = [_(_UNKNOWN), _(reason) if reason else "", platform_word(result)]
    return tuple(line for line in lines if line)


def stopped(fact: MovementStopped, today: date) -> tuple[str, ...]:
    """Why a movement was not sent: the guards' word, or the journal's."""
    lines = [objection(found, today) for found in fact.objections]
    if fact.problem is not None:
        lines.append(journal_problem(fact.problem))
    return tuple(lines)


def _confirmed(movement: Movement, result: Outcome, number: int | None) -> str:
    if movement.direction is Direction.ADD:
        words = _("Added {amount} to {name}")
    else:
        words = _("Took back {amount} from {name}")
    told = words.format(amount=euros(movement.amount), name=movement.name)
    if result.subaccount_balance is None:
        after = _("the new balance was not told: refresh (r)")
    else:
        after = _("new balance {balance}").format(balance=euros(result.subaccount_balance))
    return _("{told}, {after} (no. {number})").format(told=told, after=after, number=number)


def platform_word(result: Outcome) -> str:
    """The platform's own message and code, as they came."""
    if result.code is not None and result.message:
        return _("Code {code}: “{message}”").format(code=result.code, message=result.message)
    if result.code is not None and result.state is State.REJECTED:
        return _("Code {code}").format(code=result.code)
    if result.message:
        return _("“{message}”").format(message=result.message)
    if result.status is not None and result.state is not State.CONFIRMED:
        return _("HTTP status {status}").format(status=result.status)
    return ""


READING_PROBLEMS: Final[Mapping[ReadingProblem, str]] = {
    ReadingProblem.KEY_REFUSED: N_(
        "API key refused: replace it at its source, then start again. Balances are the last known."
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
    JournalProblem.OTHER_ACCOUNT: N_(
        "This journal belongs to another platform address: nothing will be sent. "
        "Give this profile a journal of its own."
    ),
}


def journal_problem(problem: JournalProblem) -> str:
    """Why nothing can be sent, and the way out."""
    return _(JOURNAL_PROBLEMS[problem])


STATES: Final[Mapping[State, str]] = {
    State.PLANNED: N_("planned"),
    State.SENDING: N_("in flight"),
    State.CONFIRMED: N_("done"),
    State.REJECTED: N_("refused"),
    State.NOT_SENT: N_("not sent"),
    State.UNKNOWN: N_("? IN DOUBT"),
    State.RESOLVED_APPLIED: N_("went through"),
    State.RESOLVED_NOT_APPLIED: N_("no effect"),
}


def state(of: State) -> str:
    """Where a movement stands, in a word or two."""
    return _(STATES[of])
