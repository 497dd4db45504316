"""`apply`: a plan that was kept, reckoned with today's balances, agreed to by its total, sent."""

import argparse
import sys
import termios
import uuid
from contextlib import suppress
from datetime import date
from typing import Final

from smspartner_tui.assembly import at_desk, now
from smspartner_tui.commands.carrying import carry_out, record
from smspartner_tui.commands.kept import kept_plan
from smspartner_tui.commands.reckoning import candidates, check_journal, read_balances
from smspartner_tui.commands.sheet import sheet
from smspartner_tui.commands.telling import (
    DONE,
    FAULT,
    FORBIDDEN,
    WRONG_USE,
    Stop,
    give_lines,
    say,
    tell,
)
from smspartner_tui.core.changes import differences
from smspartner_tui.core.facts import RunStopped
from smspartner_tui.core.filing import FiledPlan, written_euros
from smspartner_tui.core.guards import Objection, Rule, Surroundings
from smspartner_tui.core.money import AmountProblem, same_amount
from smspartner_tui.core.movement import RunKind, State
from smspartner_tui.core.plan import LeftOut, Missed, Plan
from smspartner_tui.core.planning import plan
from smspartner_tui.core.run import Run, RunState
from smspartner_tui.core.text import clean
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _
from smspartner_tui.journal import JournalError
from smspartner_tui.settings.errors import SettingsError
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording import already, clock, euros, journal_problem, objection
from smspartner_tui.wording.filing import difference
from smspartner_tui.wording.planning import plan_question
from smspartner_tui.wording.runs import capital, name, progress, stopped

LONGEST_REFERENCE: Final = 60
"""Characters, as on the screen."""

_THERE: Final = frozenset(
    {AmountProblem.ALREADY_THERE, AmountProblem.WRONG_WAY_DOWN, AmountProblem.WRONG_WAY_UP}
)
"""What is said of a sub-account that has what the plan was to bring it to."""


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Carry out a plan that was kept, and return the exit status."""
    try:
        kept = kept_plan(options.file.expanduser(), profile)
        _check_options(kept, profile, options)
        with at_desk(profile) as desk:
            return _Applying(desk, profile, kept, options).run()
    except Stop as stop:
        say(str(stop))
        return stop.status
    except SettingsError as error:
        say(str(error))
        return WRONG_USE
    except JournalError as error:
        say(journal_problem(error.problem))
        return FAULT


def _check_options(kept: FiledPlan, profile: Profile, options: argparse.Namespace) -> None:
    """See whether the plan can be agreed to at all.

    Raises:
        Stop: the profile is read-only, or nobody is there to type the total.
    """
    if options.dry_run:
        return
    if profile.limits.read_only:
        raise Stop(FORBIDDEN, objection(Objection(Rule.READ_ONLY), _today()))
    if options.confirm is None and not _is_at_terminal():
        words = _("Without a terminal the total must be given: add --confirm {total}.")
        raise Stop(WRONG_USE, words.format(total=written_euros(kept.total)))


def _today() -> date:
    return now().astimezone().date()


def _is_at_terminal() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


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
        self._check_line()
        today = self._reckon()
        self._show(today)
        if self._options.dry_run:
            return self._rehearse(today)
        self._check_total(today)
        if not today.rows:
            say(_("Nothing to move: nothing is sent."))
            return DONE if self._is_done(today) else FORBIDDEN
        self._check_duplicates(today)
        if self._options.confirm is None:
            self._ask(today)
        reference = self._options.reference or self._kept.about.reference
        reference = clean(reference, LONGEST_REFERENCE)
        run = Run(_new_id(), RunKind.PLAN, tuple(today.legs(_new_id, reference)), reference)
        return carry_out(self._desk, run, _today(), as_json=self._options.json)

    def _check_line(self) -> None:
        """See whether a plan of before has come to its end."""
        for run in self._desk.open_runs():
            if run.kind is RunKind.TRANSFER:
                continue
            if run.state is RunState.RUNNING:
                line = stopped(RunStopped(run, holder=run))[-1]
            elif run.left:
                words = _(
                    "{what} of {when} by {who} has not ended ({progress}): "
                    "go on with it or drop it on the dashboard first (p)."
                )
                line = words.format(
                    what=capital(name(run)),
                    when=clock(run.asked_at or now(), _today()),
                    who=run.operator.name,
                    progress=progress(run),
                )
            else:
                continue
            if not self._options.dry_run:
                raise Stop(FORBIDDEN, line)
            say(line)

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
            made_at = clock(self._kept.about.made_at, _today())
            say(_("Not as in the file of {when}:").format(when=made_at))
            tell(*(f"  {difference(one)}" for one in found))

    def _rehearse(self, today: Plan) -> int:
        say(_("Nothing is sent: this was a dry run."))
        if self._options.json:
            legs = today.legs(lambda: "", "")
            give_lines(*(record(leg.movement, State.PLANNED) for leg in legs))
        return DONE

    def _is_done(self, today: Plan) -> bool:
        """Whether nothing goes because all of it is there already."""
        return len(today.missed) == len(self._kept.rows) and all(map(_is_there, today.missed))

    # Agreed to

    def _check_total(self, today: Plan) -> None:
        given = self._options.confirm
        if given is not None and not same_amount(given, today.total):
            words = _(
                "Nothing is sent: --confirm says {given}, and today it is {total}. "
                "Look at the differences, then confirm that."
            )
            raise Stop(FORBIDDEN, words.format(given=clean(given), total=euros(today.total)))

    def _check_duplicates(self, today: Plan) -> None:
        """Have what was moved lately asked for as such."""
        like = [(row.subaccount.name, row.duplicate) for row in today.rows if row.duplicate]
        if like and not self._options.again:
            tell(*(f"  {whose}: {already(entry, _today())}" for whose, entry in like))
            raise Stop(FORBIDDEN, _("Nothing is sent: to repeat these all the same, add --again."))

    def _ask(self, today: Plan) -> None:
        """Have the total typed again, and see that nothing has changed meanwhile."""
        tell(plan_question(today))
        if not same_amount(_typed(_("The total again, or Enter to leave: ")), today.total):
            raise Stop(FORBIDDEN, _("That is not the total: nothing is sent."))
        before, after = self._around, self._desk.surroundings()
        is_old = after.now - before.now > self._profile.stale_after
        if is_old or any(
            _last(before, row.subaccount.token) != _last(after, row.subaccount.token)
            for row in today.rows
        ):
            raise Stop(FORBIDDEN, _("Balances have changed meanwhile: nothing is sent, try again."))


def _last(around: Surroundings, token: str) -> tuple[object, ...]:
    """What was last moved on a sub-account, and what is in flight there or in doubt."""
    return (*around.recent.get(token, ())[:1], around.open_entries.get(token))


def _is_there(missed: Missed) -> bool:
    return missed.problem in _THERE or missed.why is LeftOut.DUST


def _new_id() -> str:
    return uuid.uuid4().hex


def _typed(prompt: str) -> str:
    """What is typed at the terminal from now on: not what was typed before it was asked."""
    with suppress(termios.error):
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return sys.stdin.readline().rstrip("\n")
