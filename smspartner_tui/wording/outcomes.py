"""What became of a movement, then what to do, then the platform's own word."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from smspartner_tui.core.facts import MovementStopped
from smspartner_tui.core.movement import Direction, Entry, Movement, Outcome, Reason, State
from smspartner_tui.i18n import N_, _
from smspartner_tui.wording.asking import objection
from smspartner_tui.wording.figures import euros
from smspartner_tui.wording.journals import journal_problem

ADVICE: Final[Mapping[int, str]] = {
    1: N_("No API key was sent. Check the key's source in the configuration."),
    2: N_("The platform received no amount. This is a fault of this program: please report it."),
    3: N_("The sub-account's token is missing. Check “token” in the configuration."),
    4: N_("Your account may not manage sub-accounts. Ask SMS Partner to switch them on."),
    5: N_("The amount must be more than 0."),
    7: N_("The platform does not know this sub-account. Deleted, or a token of another account?"),
    10: N_("API key refused. Was it changed? Replace it at its source, then refresh (r)."),
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


def contradicted(entry: Entry) -> str:
    """That the platform refused a movement, and yet the balance rose that only it could raise."""
    words = _(
        "ALARM: no. {number} was refused, and yet the balance rose. "
        "Compare with your customer area before anything else."
    )
    return words.format(number=entry.number)


def not_kept() -> str:
    """That the journal lacks an outcome, and what to do."""
    return _("The journal could not take this outcome: note it down.")


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
