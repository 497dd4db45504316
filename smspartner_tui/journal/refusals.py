"""Why the journal, in order itself, did not take what it was asked to write."""

from smspartner_tui.core.guards import Objection
from smspartner_tui.core.movement import Entry
from smspartner_tui.core.run import Run


class GuardsObject(Exception):  # noqa: N818 (what happened, as its reader says it)
    """A guard forbids the movement, asked again under the lock; nothing of it was written."""

    def __init__(self, objections: tuple[Objection, ...]) -> None:
        super().__init__(", ".join(objection.rule for objection in objections))
        self.objections = objections


class LineBusy(Exception):  # noqa: N818
    """The line is held by another movement in flight, or by a run; nothing was written."""

    def __init__(self, holder: Entry | Run) -> None:
        super().__init__(f"{type(holder).__name__.lower()} {holder.number} is on its way")
        self.holder = holder


class NotGoing(Exception):  # noqa: N818
    """The run is not where it was taken to be: it ended, or somebody else has taken it up.

    Or what it is to undo was undone, by the movement with the number `undone_by`.
    """

    def __init__(self, run: Run, undone_by: int | None = None) -> None:
        super().__init__(f"run {run.number} is {run.state}")
        self.run = run
        self.undone_by = undone_by


class NotUnknown(Exception):  # noqa: N818
    """The movement is not unknown any more: somebody decided."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"movement {entry.number} is {entry.state}")
        self.entry = entry


class AlreadyAsked(Exception):  # noqa: N818
    """This movement was taken before: the same yes came twice."""
