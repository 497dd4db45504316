"""`apply`: a plan that was kept, reckoned with today's balances, agreed to by its total, sent."""

import argparse

from smspartner_tui.commands.agreeing import Meanwhile, Question, ask, refuse_duplicates
from smspartner_tui.commands.asking import is_at_terminal
from smspartner_tui.commands.carrying import carry_out
from smspartner_tui.commands.following import record
from smspartner_tui.commands.kept import kept_plan
from smspartner_tui.commands.reckoning import candidates, check_journal, is_there, read_balances
from smspartner_tui.commands.sheet import sheet
from smspartner_tui.commands.telling import (
    DONE,
    FORBIDDEN,
    WRONG_USE,
    Stop,
    give_json,
    say,
    tell,
)
from smspartner_tui.commands.unfinished import unfinished
from smspartner_tui.commands.visit import (
    LONGEST_REFERENCE,
    local_day,
    refuse_read_only,
    told,
    visit,
)
from smspartner_tui.core.changes import differences
from smspartner_tui.core.filing import FiledPlan, written_euros
from smspartner_tui.core.guards import Surroundings
from smspartner_tui.core.money import same_amount
from smspartner_tui.core.movement import RunKind, State
from smspartner_tui.core.plan import Plan
from smspartner_tui.core.planning import plan
from smspartner_tui.core.run import Run
from smspartner_tui.core.text import clean
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _
from smspartner_tui.reading import now
from smspartner_tui.settings.profile import Profile
from smspartner_tui.unique import new_id
from smspartner_tui.wording import clock, euros
from smspartner_tui.wording.filing import difference
from smspartner_tui.wording.planning import plan_question


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Carry out a plan that was kept, and return the exit status."""
    return told(lambda: _run(profile, options))


def _run(profile: Profile, options: argparse.Namespace) -> int:
    kept = kept_plan(options.file.expanduser(), profile)
    _check_options(kept, profile, options)
    return visit(
        profile, options, lambda there: _Applying(there.desk, profile, kept, options).run()
    )


def _check_options(kept: FiledPlan, profile: Profile, options: argparse.Namespace) -> None:
    """See whether the plan can be agreed to at all.

    Raises:
        Stop: the profile is read-only, or nobody is there to type the total.
    """
    if options.dry_run:
        return
    refuse_read_only(profile)
    if options.confirm is None and not is_at_terminal():
        words = _("Without a terminal the total must be given: add --confirm {total}.")
        raise Stop(WRONG_USE, words.format(total=written_euros(kept.total)))


class _Applying:
    """A plan that was kept, at the desk where it is to be carried out."""

    def __init__(
        self, desk: Desk, profile: Profile, kept: FiledPlan, options: argparse.Namespace
    ) -> None:
        self._desk = desk
        self._profile = profile
        self._kept = kept
        self._options = options
        self._around = Surroundings(now())

    def run(self) -> int:
        """Reckon it anew, show it, have it agreed to, and send it; the exit status.

        Raises:
            Stop: something stands against it; nothing was sent.
            JournalError: the journal cannot be read.
        """
        check_journal(self._desk)
        for line in unfinished(self._desk):
            if not self._options.dry_run:
                raise Stop(FORBIDDEN, line)
            say(line)
        today = self._reckon()
        self._show(today)
        if self._options.dry_run:
            return self._rehearse(today)
        self._check_total(today)
        if not today.rows:
            say(_("Nothing to move: nothing is sent."))
            return DONE if self._is_done(today) else FORBIDDEN
        refuse_duplicates(
            ((row.subaccount.name, row.duplicate) for row in today.rows), self._options
        )
        if self._options.confirm is None:
            self._ask(today)
        reference = self._options.reference or self._kept.about.reference
        reference = clean(reference, LONGEST_REFERENCE)
        run = Run(new_id(), RunKind.PLAN, tuple(today.legs(new_id, reference)), reference)
        return carry_out(self._desk, run, local_day(), as_json=self._options.json)

    def _reckon(self) -> Plan:
        """The plan with the balances of now."""
        reading = read_balances(self._desk, self._profile)
        self._around = self._desk.surroundings()
        followed = [one for one in self._profile.subaccounts if one.token in self._kept.rows]
        found = candidates(self._desk, self._profile, reading, self._around, followed)
        return plan(found, self._kept.wish, self._desk.limits)

    def _show(self, today: Plan) -> None:
        tell(*sheet(today))
        if found := differences(self._kept, today):
            made_at = clock(self._kept.about.made_at, local_day())
            say(_("Not as in the file of {when}:").format(when=made_at))
            tell(*(f"  {difference(one)}" for one in found))

    def _rehearse(self, today: Plan) -> int:
        say(_("Nothing is sent: this was a dry run."))
        if self._options.json:
            for leg in today.legs(lambda: "", ""):
                give_json(record(leg.movement, State.PLANNED))
        return DONE

    def _is_done(self, today: Plan) -> bool:
        """Whether nothing goes because all of it is there already."""
        return len(today.missed) == len(self._kept.rows) and all(map(is_there, today.missed))

    # Agreed to

    def _check_total(self, today: Plan) -> None:
        given = self._options.confirm
        if given is not None and not same_amount(given, today.total):
            words = _(
                "Nothing is sent: --confirm says {given}, and today it is {total}. "
                "Look at the differences, then confirm that."
            )
            raise Stop(FORBIDDEN, words.format(given=clean(given), total=euros(today.total)))

    def _ask(self, plan_of_today: Plan) -> None:
        """Have the total typed again, and see that nothing has changed meanwhile."""
        total = plan_of_today.total
        ask(Question(plan_question(plan_of_today), total, must_retype=True, is_total=True))
        meanwhile = Meanwhile(self._desk, self._around, self._profile.stale_after)
        meanwhile.refuse_changes(row.subaccount.token for row in plan_of_today.rows)
