"""Several movements reckoned now, agreed to by their total, and sent one after the other."""

from collections.abc import Sequence

from smspartner_tui.commands.agreeing import Meanwhile, Question, agree, refuse_duplicates
from smspartner_tui.commands.carrying import carry_out
from smspartner_tui.commands.reckoning import candidates, is_there
from smspartner_tui.commands.sheet import sheet
from smspartner_tui.commands.telling import DONE, FORBIDDEN, Stop, say, tell
from smspartner_tui.commands.unfinished import unfinished
from smspartner_tui.commands.visit import Visit, local_day
from smspartner_tui.core.accounts import SubAccount
from smspartner_tui.core.movement import RunKind
from smspartner_tui.core.plan import Wish
from smspartner_tui.core.planning import plan
from smspartner_tui.core.run import Run
from smspartner_tui.i18n import _
from smspartner_tui.unique import new_id
from smspartner_tui.wording.planning import plan_question


def move_each(there: Visit, subaccounts: Sequence[SubAccount], wish: Wish, reference: str) -> int:
    """Reckon a plan for these, show it, have its total agreed to, and send it; the exit status.

    Raises:
        Stop: something stands against it; nothing was sent.
        SettingsError: the proxy cannot be used.
        JournalError: the journal cannot be read.
    """
    desk, options = there.desk, there.options
    for line in unfinished(desk):
        raise Stop(FORBIDDEN, line)
    reading = there.reading or there.look()
    around = desk.surroundings()
    found = candidates(desk, there.profile, reading, around, subaccounts)
    reckoned = plan(found, wish, desk.limits)
    tell(*sheet(reckoned))
    is_whole = all(map(is_there, reckoned.missed))
    if not reckoned.rows:
        say(_("Nothing to move: nothing is sent."))
        return DONE if is_whole else FORBIDDEN
    refuse_duplicates(
        ((row.subaccount.name, row.duplicate) for row in reckoned.rows),
        options,
        is_interview=there.is_interview,
    )
    asked = Question(plan_question(reckoned), reckoned.total, must_retype=True, is_total=True)
    if agree(asked, options):
        meanwhile = Meanwhile(desk, around, there.profile.stale_after)
        meanwhile.refuse_changes(row.subaccount.token for row in reckoned.rows)
    run = Run(new_id(), RunKind.PLAN, tuple(reckoned.legs(new_id, reference)), reference)
    status = carry_out(desk, run, local_day(), as_json=options.json)
    return status if status != DONE or is_whole else FORBIDDEN
