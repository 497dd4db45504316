"""What screens tell the app, and what workers tell it back: facts, in the past tense."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from textual.message import Message

from smspartner_tui.core.days import Trend
from smspartner_tui.core.facts import Fact
from smspartner_tui.core.guards import Situation, Surroundings
from smspartner_tui.core.history import Place, Record, Step, Totals
from smspartner_tui.core.movement import Entry, JournalProblem, Movement
from smspartner_tui.core.run import Leg, Run
from smspartner_tui.core.search import Search
from smspartner_tui.core.verdict import Evidence, Verdict

if TYPE_CHECKING:
    from smspartner_tui.core.plan import Plan, Wish
    from smspartner_tui.export import Content, Form


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

    `as_of` counts the steps of movements that the app had been told of when it asked;
    `newest_at` is the latest time that is written down; `open_runs` have not ended.
    """

    def __init__(
        self,
        open_entries: tuple[Entry, ...] | None,
        problem: JournalProblem | None,
        *,
        at_start: bool,
        as_of: int,
        newest_at: datetime | None = None,
        open_runs: tuple[Run, ...] = (),
    ) -> None:
        super().__init__()
        self.as_of = as_of
        self.newest_at = newest_at
        self.open_entries = open_entries
        self.open_runs = open_runs
        self.problem = problem
        self.at_start = at_start


class HistoryRead(Message):
    """The journal told a part of what a search finds, newest first.

    `is_last` when there is no more; `totals` come with the first part only.
    """

    def __init__(
        self,
        search: Search,
        records: tuple[Record, ...],
        *,
        is_last: bool,
        totals: Totals | None = None,
        problem: JournalProblem | None = None,
    ) -> None:
        super().__init__()
        self.search = search
        self.records = records
        self.is_last = is_last
        self.totals = totals
        self.problem = problem


class TrendsRead(Message):
    """The journal told how each sub-account spends, by token."""

    def __init__(self, trends: Mapping[str, Trend]) -> None:
        super().__init__()
        self.trends = trends


class StepsWanted(Message):
    """The steps of a movement are to be shown."""

    def __init__(self, movement_id: str) -> None:
        super().__init__()
        self.movement_id = movement_id


class StepsRead(Message):
    """The journal told the steps of a movement."""

    def __init__(self, movement_id: str, steps: tuple[Step, ...]) -> None:
        super().__init__()
        self.movement_id = movement_id
        self.steps = steps


class ExportWanted(Message):
    """What a search finds is to be written into a file."""

    def __init__(self, search: Search, content: "Content", form: "Form") -> None:
        super().__init__()
        self.search = search
        self.content = content
        self.form = form


class ExportWritten(Message):
    """A file of so many lines was written; or why none was, in words."""

    def __init__(self, path: str = "", count: int = 0, problem: str = "") -> None:
        super().__init__()
        self.path = path
        self.count = count
        self.problem = problem


class LastMovementRead(Message):
    """The journal told the newest movement of a sub-account."""

    def __init__(self, token: str, entry: Entry | None) -> None:
        super().__init__()
        self.token = token
        self.entry = entry


class ResolutionFailed(Message):
    """What the operator decided about a movement was not written.

    Because of the journal's `problem`; because it is too early, `until` then (UTC); or, with
    neither, because somebody else has decided.
    """

    def __init__(
        self, entry: Entry, problem: JournalProblem | None, until: datetime | None = None
    ) -> None:
        super().__init__()
        self.entry = entry
        self.problem = problem
        self.until = until


class MovementAgreed(Message):
    """The operator said yes to a movement."""

    def __init__(self, movement: Movement) -> None:
        super().__init__()
        self.movement = movement


class RunAgreed(Message):
    """The operator said yes to movements that go one after the other."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run


class RunTakenUp(Message):
    """The operator said yes to going on with a run, with these legs, by place."""

    def __init__(self, run: Run, legs: Mapping[int, Leg]) -> None:
        super().__init__()
        self.run = run
        self.legs = legs


class PauseWanted(Message):
    """The run that goes on here is to pause after the movement in flight."""


class DropWanted(Message):
    """What is left of a run is to be dropped; the operator is asked before that."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run


class RunWanted(Message):
    """The run that a movement is a leg of is to be shown, or undone."""

    def __init__(self, movement_id: str, *, to_undo: bool = False) -> None:
        super().__init__()
        self.movement_id = movement_id
        self.to_undo = to_undo


class RunRead(Message):
    """The journal told the run that a movement is a leg of; None where it is of none.

    `as_of` counts the steps of movements that the app had been told of when it was asked.
    """

    def __init__(self, wanted: RunWanted, run: Run | None, *, as_of: int) -> None:
        super().__init__()
        self.wanted = wanted
        self.run = run
        self.as_of = as_of


class SurroundingsWanted(Message):
    """A screen needs to know what the guards ask about many sub-accounts."""


class SurroundingsKnown(Message):
    """The journal said what the guards ask about many sub-accounts; None where it could not."""

    def __init__(
        self, surroundings: Surroundings | None, problem: JournalProblem | None = None
    ) -> None:
        super().__init__()
        self.surroundings = surroundings
        self.problem = problem


class PlanFileWanted(Message):
    """A plan is to be written into a file."""

    def __init__(self, plan: "Plan", wish: "Wish", reference: str) -> None:
        super().__init__()
        self.plan = plan
        self.wish = wish
        self.reference = reference


class PlanFileWritten(Message):
    """A plan was written into a file; or why it was not, in words."""

    def __init__(self, path: str = "", problem: str = "") -> None:
        super().__init__()
        self.path = path
        self.problem = problem


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
    """The history screen needs what a search finds: the newest, or what stands before a place."""

    def __init__(self, search: Search, before: Place | None = None) -> None:
        super().__init__()
        self.search = search
        self.before = before


class EvidenceWanted(Message):
    """The screen of a movement in doubt needs to know what later balances prove."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry


class EvidenceKnown(Message):
    """The journal told what there is to judge a movement in doubt by, and what that proves."""

    def __init__(self, entry: Entry, evidence: Evidence, verdict: Verdict) -> None:
        super().__init__()
        self.entry = entry
        self.evidence = evidence
        self.verdict = verdict


class CheckWanted(Message):
    """The screen that settles a movement in doubt is to be opened."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry


class RefreshWanted(Message):
    """The operator asked for the balances to be read."""


class ReadingWanted(Message):
    """A screen needs balances that are as new as can be."""


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


class ThemeChosen(Message):
    """The operator chose another theme."""

    def __init__(self, theme: str) -> None:
        super().__init__()
        self.theme = theme
