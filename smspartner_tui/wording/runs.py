"""Transfers, plans and undoing: what they are called, why they stand still, what comes of them."""

from collections.abc import Mapping
from typing import Final

from smspartner_tui.core.movement import Entry, Movement, RunKind
from smspartner_tui.core.run import Halt, Run
from smspartner_tui.i18n import N_, _

KINDS: Final[Mapping[RunKind, str]] = {
    RunKind.TRANSFER: N_("transfer no. {number}"),
    RunKind.PLAN: N_("plan no. {number}"),
    RunKind.UNDO: N_("undo no. {number}"),
}

HALTS: Final[Mapping[Halt, str]] = {
    Halt.ASKED: N_("Paused. Nothing is sent meanwhile."),
    Halt.DOUBT: N_("Stopped: no answer, the money may have moved. Check it (v) before you go on."),
    Halt.NOT_SENT: N_("Stopped: no connection. Nothing of that movement was sent."),
    Halt.REFUSED: N_("Stopped: the platform refused, and would refuse the others too."),
    Halt.SHORT: N_("Stopped: without the refused one there is not enough for the rest."),
    Halt.GUARD: N_("Stopped by a guard, which forbids the rest as well."),
    Halt.BLOCKED: N_("Some could not go: look at their rows, then go on or drop them."),
    Halt.JOURNAL: N_("Stopped: the journal could not be written. Nothing is sent until it can."),
    Halt.CLOSED: N_("Interrupted: the program was closed."),
    Halt.DIED: N_("Interrupted: the program ended in the middle."),
    Halt.DROPPED: N_("Ended before its time: the rest was dropped."),
}


def name(run: Run) -> str:
    """What people quote a run by."""
    return _(KINDS[run.kind]).format(number=run.number)


def halt(why: Halt) -> str:
    """Why a run does not go on, and what to do."""
    return _(HALTS[why])


def waits(movement: Movement, holder: Entry | Run) -> str:
    """That a movement waits, and for whom."""
    who = holder.operator.name
    if isinstance(holder, Entry):
        words = _("{name} waits: {who} has a movement in flight")
        return words.format(name=movement.name, who=who)
    words = _("{name} waits: {who} has a plan running, {current} of {count}")
    return words.format(
        name=movement.name, who=who, current=holder.current, count=len(holder.legs)
    )
