"""Why the journal, in order itself, did not take what it was asked to write."""

from smspartner_tui.core.guards import Objection
from smspartner_tui.core.movement import Entry


class GuardsObject(Exception):  # noqa: N818 (what happened, as its reader says it)
    """A guard forbids the movement, asked again under the lock; nothing of it was written."""

    def __init__(self, objections: tuple[Objection, ...]) -> None:
        super().__init__(", ".join(objection.rule for objection in objections))
        self.objections = objections


class LineBusy(Exception):  # noqa: N818
    """Another movement of this main account is in flight; nothing was written."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"movement {entry.number} is in flight")
        self.entry = entry


class NotUnknown(Exception):  # noqa: N818
    """The movement is not unknown any more: somebody decided."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"movement {entry.number} is {entry.state}")
        self.entry = entry


class AlreadyAsked(Exception):  # noqa: N818
    """This movement was taken before: the same yes came twice."""
