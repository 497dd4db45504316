"""`undo`: the inverse of a movement, a transfer or a plan, as movements of their own."""

import argparse

from smspartner_tui.commands import showing
from smspartner_tui.commands.agreeing import Question, agree, refuse_unasked
from smspartner_tui.commands.asking import is_at_terminal
from smspartner_tui.commands.carrying import carry_out
from smspartner_tui.commands.following import BLOCKED, record
from smspartner_tui.commands.interview import asked_for_number, how_to_leave
from smspartner_tui.commands.telling import FORBIDDEN, WRONG_USE, Stop, give_json, tell
from smspartner_tui.commands.visit import (
    Visit,
    local_day,
    refuse_read_only,
    told,
    visit,
)
from smspartner_tui.core.movement import Entry, RunKind
from smspartner_tui.core.run import Run
from smspartner_tui.core.search import Search
from smspartner_tui.core.text import clean
from smspartner_tui.core.undo import Undo, undo_movement, undo_run
from smspartner_tui.core.weighing import forbidden, weigh
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _
from smspartner_tui.settings.profile import Profile
from smspartner_tui.unique import new_id
from smspartner_tui.wording import objections
from smspartner_tui.wording.guarding import leg_guards
from smspartner_tui.wording.undoing import left_out, never, spent, subject, undo_question, what


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Undo, and return the exit status."""
    return told(lambda: _run(profile, options))


def _run(profile: Profile, options: argparse.Namespace) -> int:
    refuse_read_only(profile)
    if not options.number:
        if not is_at_terminal():
            raise Stop(WRONG_USE, _("Say which movement: smspartner-tui undo 1042"))
        how_to_leave()
        options.number = asked_for_number(_("Undo the movement with which number?"))
    refuse_unasked(options)
    return visit(profile, options, _undo)


def entry_of(desk: Desk, number: str) -> Entry:
    """The movement of this number.

    Raises:
        Stop: there is none.
        JournalError: the journal cannot be read.
    """
    wanted = number.strip()
    if wanted.isdecimal() and len(wanted) < 18:
        for one in desk.records(1, search=Search(number=int(wanted))):
            if isinstance(one, Entry):
                return one
    words = _("No movement has the number {number}: `smspartner-tui log` shows them all.")
    raise Stop(WRONG_USE, words.format(number=clean(number, 20)))


def _undo(there: Visit) -> int:
    there.look()
    desk, options = there.desk, there.options
    entry = entry_of(desk, options.number)
    undone: Entry | Run = entry
    if options.all or entry.link.kind is RunKind.TRANSFER:
        # One leg of a transfer is undone with the other.
        run_of_it = desk.run_of(entry.movement.id)
        if run_of_it is None:
            raise Stop(WRONG_USE, _("This movement was asked for by itself."))
        undone = run_of_it
    undo = (
        undo_run(undone, desk.balances)
        if isinstance(undone, Run)
        else undo_movement(undone, desk.balances)
    )
    tell(*(f"  {line}" for line in what(undone, local_day())))
    if undo.never is not None:
        raise Stop(FORBIDDEN, never(undo.never))
    known = there.known()
    weighed = weigh(undo.legs(new_id, subject(undone)), known)
    tell(
        *showing.legs(weighed),
        *(f"  {spent(step)}" for step in undo.steps if step.spent > 0),
        *(f"  {left_out(one, why)}" for one, why in undo.left_out),
        *(f"  {line}" for line in leg_guards(weighed, local_day(), known.is_old)),
    )
    if forbidden(weighed):
        if options.json:
            for one in weighed:
                give_json(record(one.leg.movement, BLOCKED))
        words = (word for one in weighed for word in one.objections if word.blocks)
        why = objections(words, local_day())
        raise Stop(FORBIDDEN, " ".join((_("Not sent. Nothing moved."), why)))
    agree(_question(there, undo), options)
    legs = tuple(one.leg for one in weighed)
    inverse = Run(new_id(), undo.kind, legs, subject(undone))
    return carry_out(desk, inverse, local_day(), as_json=options.json)


def _question(there: Visit, undo: Undo) -> Question:
    """Many are asked for by their total, one or a transfer as any movement."""
    is_total = undo.kind is not RunKind.TRANSFER and len(undo.steps) > 1
    amount = undo.total if is_total else undo.steps[0].amount
    must_retype = is_total or amount >= there.desk.limits.confirm_above
    return Question(undo_question(undo), amount, must_retype, is_total)
