"""Runs that have not ended: which is which, and what is said before another may begin."""

from collections.abc import Iterator

from smspartner_tui.commands.telling import WRONG_USE, Stop
from smspartner_tui.commands.visit import local_day
from smspartner_tui.core.facts import RunStopped
from smspartner_tui.core.movement import RunKind
from smspartner_tui.core.run import Run, RunState
from smspartner_tui.core.text import clean
from smspartner_tui.desk import Desk
from smspartner_tui.i18n import _
from smspartner_tui.reading import now
from smspartner_tui.wording import clock
from smspartner_tui.wording.runs import capital, name, progress, stopped


def unfinished(desk: Desk) -> Iterator[str]:
    """Why no other plan may begin: a line for each that has not come to its end.

    Raises:
        JournalError: the journal cannot be read.
    """
    for run in desk.open_runs():
        if run.kind is RunKind.TRANSFER:
            continue
        if run.state is RunState.RUNNING:
            yield held(run)
        elif run.left:
            words = _(
                "{what} of {when} by {who} has not ended ({progress}): "
                "`smspartner-tui resume {number}` goes on with it, "
                "`smspartner-tui drop {number}` drops it."
            )
            yield words.format(
                what=capital(name(run)),
                when=clock(run.asked_at or now(), local_day()),
                who=run.operator.name,
                progress=progress(run),
                number=run.number,
            )


def held(run: Run) -> str:
    """That a run goes on, and whose it is."""
    return stopped(RunStopped(run, holder=run))[-1]


def open_run(desk: Desk, number: str) -> Run:
    """The run of this number, which has not ended.

    Raises:
        Stop: there is no such run.
        JournalError: the journal cannot be read.
    """
    for run in desk.open_runs():
        if str(run.number) == number.strip():
            return run
    words = _("Nothing that was interrupted has the number {number}: see `smspartner-tui runs`.")
    raise Stop(WRONG_USE, words.format(number=clean(number, 20) or "?"))
