"""`move`: a transfer from one sub-account to another, with one yes."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from smspartner_tui.commands import showing
from smspartner_tui.commands.agreeing import Question, agree, refuse_duplicates, refuse_unasked
from smspartner_tui.commands.asking import is_at_terminal
from smspartner_tui.commands.carrying import carry_out
from smspartner_tui.commands.following import BLOCKED, record
from smspartner_tui.commands.interview import (
    asked_for_amount,
    asked_for_reference,
    asked_for_subaccounts,
    how_to_leave,
)
from smspartner_tui.commands.moving import check_amount, found, refuse_amount
from smspartner_tui.commands.telling import FORBIDDEN, WRONG_USE, Stop, give_json, say, tell
from smspartner_tui.commands.visit import (
    LONGEST_REFERENCE,
    Visit,
    local_day,
    refuse_read_only,
    told,
    visit,
)
from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.money import ZERO
from smspartner_tui.core.movement import Direction, RunKind
from smspartner_tui.core.run import Run
from smspartner_tui.core.text import clean
from smspartner_tui.core.transfer import TransferDraft, draft_transfer
from smspartner_tui.i18n import _
from smspartner_tui.settings.profile import Profile
from smspartner_tui.unique import new_id
from smspartner_tui.wording import objections
from smspartner_tui.wording.guarding import leg_guards
from smspartner_tui.wording.runs import transfer_question


@dataclass
class _Wanted:
    """Who pays whom how much, as far as that was said."""

    payer: SubAccount | None
    payee: SubAccount | None
    typed: str
    reference: str


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Transfer credit, and return the exit status."""
    return told(lambda: _run(profile, options))


def _run(profile: Profile, options: argparse.Namespace) -> int:
    refuse_read_only(profile)
    if not options.amount and not is_at_terminal():
        raise Stop(WRONG_USE, _("Say from whom to whom and how much: smspartner-tui move A B 50"))
    wanted = _Wanted(
        found(profile, options.payer) if options.payer else None,
        found(profile, options.payee) if options.payee else None,
        options.amount,
        clean(options.reference, LONGEST_REFERENCE),
    )
    if wanted.typed:
        check_amount(wanted.typed, Direction.REMOVE)
    if wanted.payer is not None and wanted.payer == wanted.payee:
        raise _same()
    refuse_unasked(options)
    return visit(profile, options, lambda there: _transfer(there, wanted))


def _same() -> Stop:
    return Stop(WRONG_USE, _("Who pays and who is paid are the same: name two sub-accounts."))


def _transfer(there: Visit, wanted: _Wanted) -> int:
    there.look()
    desk, options = there.desk, there.options
    if not wanted.typed:
        there.is_interview = True
        how_to_leave()
    payer = wanted.payer or _asked(there, _("Transfer credit from which sub-account?"))
    payee = wanted.payee or _asked(there, _("To which one?"))
    if payer == payee:
        raise _same()
    if not wanted.typed:
        wanted.typed = asked_for_amount(
            _("How much? Such as 50, =100 for the balance that the second is to reach, or all:"),
            Direction.REMOVE,
        )
        wanted.reference = wanted.reference or asked_for_reference(LONGEST_REFERENCE)
    known = there.known()
    drafted = draft_transfer(
        (new_id(), new_id()), payer, payee, wanted.typed, wanted.reference, known
    )
    if drafted.problem is not None:
        raise refuse_amount(drafted.problem)
    guards = leg_guards(drafted.legs, local_day(), known.is_old)
    tell(*_preview(drafted), *(f"  {line}" for line in guards))
    if not drafted.may_be_asked:
        _refuse(there, drafted)
    refuse_duplicates(
        ((one.leg.movement.name, one.duplicate) for one in drafted.legs),
        options,
        is_told=True,
        is_interview=there.is_interview,
    )
    debit, credit = (one.leg for one in drafted.legs)
    words = transfer_question(debit.movement, credit.movement, again=drafted.is_again)
    agree(Question(words, debit.movement.amount, drafted.must_retype), options)
    run = Run(new_id(), RunKind.TRANSFER, (debit, credit), wanted.reference)
    return carry_out(desk, run, local_day(), as_json=options.json)


def _asked(there: Visit, who: str) -> SubAccount:
    while True:
        first, *more = asked_for_subaccounts(who, there.profile, there.desk.balances.of)
        if not more:
            return first
        tell(_("One name only, please."))


def _preview(drafted: TransferDraft) -> Iterator[str]:
    """All three accounts, in the order in which credit goes through them."""
    debit, credit = drafted.legs
    yield showing.account(
        debit.leg.movement.name, debit.before, debit.leg.movement.change_of_subaccount
    )
    yield showing.account(_("Main account"), debit.main_before, ZERO)
    yield showing.account(
        credit.leg.movement.name, credit.before, credit.leg.movement.change_of_subaccount
    )


def _refuse(there: Visit, drafted: TransferDraft) -> None:
    if there.options.json:
        for one in drafted.legs:
            give_json(record(one.leg.movement, BLOCKED))
    say(_("Not sent. Nothing moved."))
    blocking = (word for word in drafted.objections if word.blocks)
    raise Stop(FORBIDDEN, objections(blocking, local_day()))
