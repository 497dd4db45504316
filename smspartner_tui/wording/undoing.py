"""Undoing in words: what would come back, what has been spent, why something cannot be undone."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from smspartner_tui.core.movement import Direction, Entry, RunKind
from smspartner_tui.core.run import Run
from smspartner_tui.core.undo import Never, Undo, Undoing
from smspartner_tui.i18n import N_, _, ngettext
from smspartner_tui.wording.figures import clock, euros
from smspartner_tui.wording.outcomes import state
from smspartner_tui.wording.runs import name, summed

NEVER: Final[Mapping[Never, str]] = {
    Never.IN_DOUBT: N_("It is in doubt: check it first (v), then undo what went through."),
    Never.IN_FLIGHT: N_("It is in flight: wait for its outcome."),
    Never.NOTHING_MOVED: N_("It moved nothing: there is nothing to undo."),
    Never.UNDONE: N_("It was undone already: undo that instead, if you must."),
    Never.SPENT: N_("All of it has been spent: nothing can come back."),
    Never.WAITING: N_("It is half done: finish it, or give its credit back (p)."),
    Never.DROPPED: N_(
        "Its rest was dropped: the credit is on the main account; add it by hand (a)."
    ),
}

_LEFT_OUT: Final[Mapping[Never, str]] = {
    Never.IN_DOUBT: N_("in doubt"),
    Never.IN_FLIGHT: N_("in flight"),
    Never.NOTHING_MOVED: N_("moved nothing"),
    Never.UNDONE: N_("undone already"),
    Never.SPENT: N_("all spent"),
    Never.WAITING: N_("half done"),
    Never.DROPPED: N_("rest dropped"),
}


def never(why: Never) -> str:
    """Why something cannot be undone, and what to do instead."""
    return _(NEVER[why])


def left_out(entry: Entry, why: Never) -> str:
    """That a movement of many is not undone with the others."""
    words = _("Not with the others: no. {number}, {name} ({why})")
    return words.format(number=entry.number, name=entry.movement.name, why=_(_LEFT_OUT[why]))


def spent(step: Undoing) -> str:
    """That only a part of a movement can come back."""
    words = _("! {name}: {spent} already spent, {amount} can come back")
    return words.format(
        name=step.entry.movement.name, spent=euros(step.spent), amount=euros(step.amount)
    )


def subject(undone: Entry | Run) -> str:
    """The reference under which something is undone."""
    if isinstance(undone, Run):
        return _("undo of {what}").format(what=name(undone))
    return _("undo of no. {number}").format(number=undone.number)


def what(undone: Entry | Run, today: date) -> tuple[str, ...]:
    """What is undone: when it was asked for, by whom, and where it stands."""
    if isinstance(undone, Run):
        told = summed(undone)
        asked_at, who = undone.asked_at, undone.operator.name
    else:
        movement = undone.movement
        told = _("No. {number}: {amount}, {name}, {state}").format(
            number=undone.number,
            amount=euros(movement.change_of_subaccount, signed=True),
            name=movement.name,
            state=state(undone.state),
        )
        asked_at, who = undone.at, undone.operator.name
    when = clock(asked_at, today) if asked_at is not None else ""
    return told, _("{when} by {who}").format(when=when, who=who)


def undo_question(undo: Undo) -> str:
    """What yes will do, in capitals where it counts."""
    first = undo.steps[0]
    if undo.kind is RunKind.TRANSFER:
        words = _("GIVE {amount} back from {payer} to {payee}?")
        return words.format(
            amount=euros(first.amount),
            payer=first.entry.movement.name,
            payee=undo.steps[1].entry.movement.name,
        )
    if len(undo.steps) > 1:
        words = ngettext(
            "UNDO {count} movement, {amount} in all?",
            "UNDO {count} movements, {amount} in all?",
            len(undo.steps),
        )
        return words.format(count=len(undo.steps), amount=euros(undo.total))
    if first.direction is Direction.REMOVE:
        words = _("TAKE BACK {amount} from {name}, undoing no. {number}?")
    else:
        words = _("ADD {amount} to {name}, undoing no. {number}?")
    return words.format(
        amount=euros(first.amount), name=first.entry.movement.name, number=first.entry.number
    )
