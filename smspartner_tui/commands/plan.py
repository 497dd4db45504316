"""`plan`: who is low is lifted to the target; the plan as a file that a colleague can review."""

import argparse
from collections.abc import Sequence

from smspartner_tui.assembly import at_desk
from smspartner_tui.commands.reckoning import candidates, check_journal, read_balances
from smspartner_tui.commands.sheet import sheet
from smspartner_tui.commands.telling import (
    DONE,
    WRONG_USE,
    Stop,
    give,
    say,
    shown,
    tell,
)
from smspartner_tui.commands.visit import told
from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.filing import About
from smspartner_tui.core.plan import Plan, ToMarks
from smspartner_tui.core.planning import plan
from smspartner_tui.core.text import clean
from smspartner_tui.export import encoded
from smspartner_tui.export.files import write_new_file
from smspartner_tui.i18n import _
from smspartner_tui.reading import now
from smspartner_tui.settings.profile import Profile
from smspartner_tui.wording.filing import plan_file


def run(profile: Profile, options: argparse.Namespace) -> int:
    """Reckon the plan, write it, and return the exit status."""
    return told(lambda: _run(profile, options))


def _run(profile: Profile, options: argparse.Namespace) -> int:
    chosen = _chosen(profile.subaccounts, options.group)
    reckoned = _reckoned(profile, chosen, take_back=options.take_back)
    tell(*sheet(reckoned))
    if not reckoned.rows:
        say(_("Nothing to move: nobody is below the low mark."))
    about = About(now(), profile.name, profile.label, take_back=options.take_back)
    return _write(plan_file(reckoned, about), profile, options)


def _chosen(subaccounts: Sequence[SubAccount], groups: Sequence[str]) -> Sequence[SubAccount]:
    """The sub-accounts of some groups, all without any.

    Raises:
        Stop: there is no such group.
    """
    there = {one.group.casefold(): one.group for one in subaccounts if one.group}
    for group in groups:
        if group.casefold() not in there:
            words = _("There is no group “{group}”; there are: {there}.")
            listed = ", ".join(there.values()) or _("none")
            raise Stop(WRONG_USE, words.format(group=clean(group), there=listed))
    wanted = {group.casefold() for group in groups}
    return [one for one in subaccounts if not wanted or one.group.casefold() in wanted]


def _reckoned(profile: Profile, chosen: Sequence[SubAccount], *, take_back: bool) -> Plan:
    """The plan with the balances of now.

    Raises:
        Stop: the journal or the platform stands against it.
        SettingsError: the API key, the operator or the proxy cannot be used.
        JournalError: the journal cannot be read.
    """
    with at_desk(profile) as desk:
        check_journal(desk)
        reading = read_balances(desk, profile)
        found = candidates(desk, profile, reading, desk.surroundings(), chosen)
        return plan(found, ToMarks(take_back), desk.limits)


def _write(text: str, profile: Profile, options: argparse.Namespace) -> int:
    if options.output is None:
        return DONE if give(encoded(text)) else WRONG_USE
    stem = f"smspartner-{profile.name}-plan-{now().astimezone():%Y%m%d-%H%M}"
    try:
        path = write_new_file(options.output.expanduser(), stem, ".toml", text)
    except OSError as error:
        say(_("Nothing was written: {problem}.").format(problem=error.strerror or str(error)))
        return WRONG_USE
    say(_("The plan is written to: {path}").format(path=shown(path)))
    return DONE
