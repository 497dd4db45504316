"""What screens tell the app, and what workers tell it back: facts, in the past tense."""

from textual.message import Message

from smspartner_tui.core.facts import Fact
from smspartner_tui.core.guards import Situation
from smspartner_tui.core.movement import Entry, JournalProblem, Movement


class FactArrived(Message):
    """The desk told a fact, from whatever thread it happened in."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        self.fact = fact


class SituationKnown(Message):
    """The journal said what the guards need to know of a sub-account."""

    def __init__(self, token: str, situation: Situation) -> None:
        super().__init__()
        self.token = token
        self.situation = situation


class SituationUnknown(Message):
    """The journal could not be asked about a sub-account."""

    def __init__(self, token: str, problem: JournalProblem) -> None:
        super().__init__()
        self.token = token
        self.problem = problem


class JournalRead(Message):
    """The journal told which movements are open, None where it could not, and what is wrong.

    `as_of` counts the steps of movements that the app had been told of when it asked.
    """

    def __init__(
        self,
        open_entries: tuple[Entry, ...] | None,
        problem: JournalProblem | None,
        *,
        at_start: bool,
        as_of: int,
    ) -> None:
        super().__init__()
        self.as_of = as_of
        self.open_entries = open_entries
        self.problem = problem
        self.at_start = at_start


class HistoryRead(Message):
    """The journal told a part of its history, newest first; `is_last` when there is no more."""

    def __init__(
        self,
        entries: tuple[Entry, ...],
        *,
        is_last: bool,
        problem: JournalProblem | None = None,
    ) -> None:
        super().__init__()
        self.problem = problem
        self.entries = entries
        self.is_last = is_last


class LastMovementRead(Message):
    """The journal told the newest movement of a sub-account."""

    def __init__(self, token: str, entry: Entry | None) -> None:
        super().__init__()
        self.token = token
        self.entry = entry


class ResolutionFailed(Message):
    """What the operator decided could not be written; `problem` is None when it was too late."""

    def __init__(self, problem: JournalProblem | None) -> None:
        super().__init__()
        self.problem = problem


class MovementAgreed(Message):
    """The operator said yes to a movement."""

    def __init__(self, movement: Movement) -> None:
        super().__init__()
        self.movement = movement


class OutcomeDecided(Message):
    """The operator decided about a movement in doubt."""

    def __init__(self, entry: Entry, *, applied: bool, because: str) -> None:
        super().__init__()
        self.entry = entry
        self.applied = applied
        self.because = because


class SituationWanted(Message):
    """A dialog needs to know what the guards ask about a sub-account."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token


class HistoryWanted(Message):
    """The history screen needs movements older than a number, or the newest."""

    def __init__(self, before: int | None = None) -> None:
        super().__init__()
        self.before = before


class CheckWanted(Message):
    """The screen that settles a movement in doubt is to be opened."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry


class RefreshWanted(Message):
    """The operator asked for the balances to be read."""


class DialogLeft(Message):
    """A movement's dialog closed: no movement is about to be asked for."""


class LastMovementWanted(Message):
    """The newest movement of a sub-account is to be shown."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token


class ReadOnlyWanted(Message):
    """The operator asked for read-only, or out of it."""


class ViewChanged(Message):
    """The operator chose another order of the list."""

    def __init__(self, order: str, *, reverse: bool) -> None:
        super().__init__()
        self.order = order
        self.reverse = reverse
