"""Transfers, plans and undoing: what they are called, why they stand still, what comes of them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from smspartner_tui.core.facts import RunStopped
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import Entry, Movement, RunKind
from smspartner_tui.core.run import GIVEN_BACK, PAYEE, PAYER, Halt, Leg, Run, RunState, tally
from smspartner_tui.i18n import N_, _, ngettext
from smspartner_tui.wording.figures import euros
from smspartner_tui.wording.journals import journal_problem

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


def called(run: Run) -> str:
    """What a run is called where it stands alone; of one without a number, what it was to do."""
    if run.number is not None:
        return capital(name(run))
    first, others = run.legs[0].movement, len(run.legs) - 1
    amount = euros(first.change_of_subaccount, signed=True)
    if not others:
        return _("{name}, {amount}").format(name=first.name, amount=amount)
    words = ngettext(
        "{name}, {amount} and {count} other movement",
        "{name}, {amount} and {count} other movements",
        others,
    )
    return words.format(name=first.name, amount=amount, count=others)


def progress(run: Run) -> str:
    """How many of its movements are done, refused, in doubt, left."""
    done, refused, doubts, left, _tried = tally(run)
    parts = [ngettext("{count} done", "{count} done", done).format(count=done)]
    if refused:
        parts.append(ngettext("{count} refused", "{count} refused", refused).format(count=refused))
    if doubts:
        parts.append(ngettext("{count} in doubt", "{count} in doubt", doubts).format(count=doubts))
    if left and run.state is not RunState.ENDED and run.kind is not RunKind.TRANSFER:
        parts.append(ngettext("{count} left", "{count} left", left).format(count=left))
    return ", ".join(parts)


def summed(run: Run) -> str:
    """What it is called, and how far it has come."""
    return _("{what}: {progress}").format(what=capital(name(run)), progress=progress(run))


def waiting(run: Run) -> str:
    """That a transfer is half done: where its credit is."""
    words = _("{what} is half done: {amount} wait on the main account")
    return words.format(what=capital(name(run)), amount=euros(run.waiting))


def waiting_line(run: Run) -> str:
    """Where the credit of a half-done transfer is, and the two keys for it."""
    words = _("{what}: {amount} wait; finish it (t), or give it back (u)")
    return words.format(what=capital(name(run)), amount=euros(run.waiting))


def run_line(run: Run) -> str:
    """A run that has not ended, in the fewest words, with its key."""
    if run.state is RunState.RUNNING:
        words = _("{what}: {current} of {count} (p)")
        return words.format(what=name(run), current=run.current, count=len(run.legs))
    return _("! {what} interrupted (p)").format(what=name(run))


def standing(run: Run) -> tuple[str, ...]:
    """Where a run stands, then what to do about it."""
    if run.waiting and run.state is RunState.PAUSED:
        return (
            waiting(run),
            _("Credit it to {payee} (t), or give it back to {payer} (u).").format(
                payee=run.legs[PAYEE].movement.name, payer=run.legs[PAYER].movement.name
            ),
        )
    if run.state is RunState.RUNNING:
        words = _("{what}: {current} of {count}")
        return (words.format(what=capital(name(run)), current=run.current, count=len(run.legs)),)
    told = summed(run)
    if run.state is RunState.ENDED and run.halt is None:
        moved = sum((leg.movement.amount for leg in run.done), ZERO)
        words = _("{told}, {amount} moved")
        return (words.format(told=told, amount=euros(moved)),)
    return (told, halt(run, run.halt)) if run.halt is not None else (told,)


def settled(run: Run) -> tuple[str, ...]:
    """What a run came to, where it is told in one go; else where it stands."""
    if run.state is not RunState.ENDED or run.halt is not None:
        return standing(run)
    if run.kind is RunKind.TRANSFER and all(leg.is_applied for leg in run.legs[: PAYEE + 1]):
        words = _("Transferred {amount} from {payer} to {payee}, new balance {balance} ({what})")
        payer, payee = run.legs[PAYER].movement, run.legs[PAYEE]
        return (
            words.format(
                amount=euros(payer.amount),
                payer=payer.name,
                payee=payee.movement.name,
                balance=_balance(payee),
                what=name(run),
            ),
        )
    if run.kind is RunKind.TRANSFER and any(leg.is_applied for leg in run.legs[GIVEN_BACK:]):
        back = run.legs[GIVEN_BACK]
        words = _("Given back: {amount} to {name}, new balance {balance} ({what})")
        return (
            words.format(
                amount=euros(back.movement.amount),
                name=back.movement.name,
                balance=_balance(back),
                what=name(run),
            ),
        )
    if run.kind is RunKind.UNDO and len(run.done) == 1:
        leg = run.done[0]
        words = _("Undone: {amount}, {name}, new balance {balance} ({what})")
        return (
            words.format(
                amount=euros(leg.movement.change_of_subaccount, signed=True),
                name=leg.movement.name,
                balance=_balance(leg),
                what=name(run),
            ),
        )
    return standing(run)


def _balance(leg: Leg) -> str:
    """The balance that a leg's answer told."""
    outcome = leg.entry.outcome if leg.entry is not None else None
    if outcome is None or outcome.subaccount_balance is None:
        return _("not known")
    return euros(outcome.subaccount_balance)


def offered(run: Run, when: str) -> tuple[str, str]:
    """The question whether to look at what was interrupted, and where it stands."""
    words = _("{what} of {when} by {who} has not ended. See it now?")
    asked = words.format(what=capital(name(run)), when=when, who=run.operator.name)
    return asked, waiting(run) if run.waiting else progress(run)


def over(run: Run) -> str:
    """That a run ended before it was looked at, and where it can be seen."""
    return _("{what} is over by now: see the history (h).").format(what=capital(name(run)))


def gone_on(run: Run) -> tuple[str, str]:
    """That somebody went on with a run before it was asked for here, and where it stands."""
    words = _("{what}: somebody went on with it meanwhile. Nothing was sent from here.")
    return words.format(what=capital(name(run))), settled(run)[0]


def to_drop(run: Run) -> tuple[str, str]:
    """The question whether to do no more of a run, and what that means."""
    if run.waiting:
        words = _("Leave {amount} on the main account for good?")
        return (
            words.format(amount=euros(run.waiting)),
            _("It is not offered any more; the history keeps the transfer as half done."),
        )
    count = len(run.left)
    words = ngettext(
        "Drop the {count} movement that is left?",
        "Drop the {count} movements that are left?",
        count,
    )
    return words.format(count=count), _("What is done stays done. Nothing is sent.")


def stopped(fact: RunStopped) -> tuple[str, ...]:
    """Why a run was not begun, or not taken up again."""
    # Of one that the journal knows, something may have moved before, or moves elsewhere now.
    is_known = fact.run.number is not None
    lines = [_("Nothing was sent from here.") if is_known else _("Not started. Nothing moved.")]
    if fact.problem is not None:
        lines.append(journal_problem(fact.problem))
    elif isinstance(holder := fact.holder, Run):
        words = _("{who} has {what} running, {current} of {count}: wait for its end.")
        lines.append(
            words.format(
                who=holder.operator.name,
                what=name(holder),
                current=holder.current,
                count=len(holder.legs),
            )
        )
    elif holder is not None:
        words = _("{who} has a movement in flight: try again.")
        lines.append(words.format(who=holder.operator.name))
    elif fact.undone_by is not None:
        words = _("It was undone meanwhile, by no. {number}: see the history (h).")
        lines.append(words.format(number=fact.undone_by))
    else:
        lines.append(_("Somebody went on with it meanwhile, or the program ends."))
    return tuple(lines)


def capital(words: str) -> str:
    """Words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def halt(run: Run, why: Halt) -> str:
    """Why a run does not go on, and what to do."""
    failed = why in {Halt.REFUSED, Halt.NOT_SENT}
    if failed and run.kind is RunKind.TRANSFER and not run.done:
        return _("The debit failed: nothing has moved.")
    if failed and len(run.legs) == 1:
        return _("It failed: nothing has moved.")
    if why is Halt.DOUBT and not run.in_doubt:
        if run.left and run.state is not RunState.ENDED:
            return _("Nothing is in doubt any more: go on with what is left, or drop it.")
        return _("Nothing is in doubt any more.")
    return _(HALTS[why])


def waits(movement: Movement, holder: Entry | Run) -> str:
    """That a movement waits, and for whom."""
    who = holder.operator.name
    if isinstance(holder, Entry):
        words = _("{name} waits: {who} has a movement in flight")
        return words.format(name=movement.name, who=who)
    words = _("{name} waits: {who} has a plan running, {current} of {count}")
    return words.format(name=movement.name, who=who, current=holder.current, count=len(holder.legs))


def transfer_question(debit: Movement, credit: Movement, *, again: bool) -> str:
    """What yes will do, in capitals where it counts; `again` when a leg was made lately."""
    words = (
        _("TRANSFER another {amount} from {payer} to {payee}?")
        if again
        else _("TRANSFER {amount} from {payer} to {payee}?")
    )
    return words.format(amount=euros(debit.amount), payer=debit.name, payee=credit.name)


def resume_question(run: Run, count: int, total: Decimal, *, is_back: bool) -> str:
    """What yes will do with what was interrupted, in capitals where it counts."""
    if run.kind is RunKind.TRANSFER and count == 1:
        place = PAYER if is_back else PAYEE
        words = _("GIVE {amount} back to {name}?") if is_back else _("ADD {amount} to {name}?")
        return words.format(amount=euros(total), name=run.legs[place].movement.name)
    words = ngettext(
        "GO ON with {count} movement, {amount} in all?",
        "GO ON with {count} movements, {amount} in all?",
        count,
    )
    return words.format(count=count, amount=euros(total))
