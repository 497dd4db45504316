"""Holds a journal against the server's own ledger, movement by movement."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from smspartner_tui.core.movement import OPEN_STATES, Entry, State
from smspartner_tui.simulator.replies import Applied
from tests.reliability.chaos_bank import Seen
from tests.reliability.chaos_faults import FAULTS, Welcome
from tests.reliability.chaos_operator import Told
from tests.reliability.chaos_plan import Plan

_EXAMPLES: Final = 20
_APPLIED: Final = {State.CONFIRMED, State.RESOLVED_APPLIED}
_WORDS: Final = {
    "false confirmed": "the journal says it moved, the ledger does not",
    "false refused": "the journal says refused or not sent, the ledger or the wire says otherwise",
    "falsely resolved": "decided by the ledger, and yet not what the ledger says",
    "unrecorded": "asked for or received, and in no row at `sending` or later",
    "in doubt": "a living process read the whole answer, and its row says something else",
    "told otherwise": "what the operator was told is not in the journal",
    "doubled": "more than one POST, or applied more than once",
    "left open": "neither settled nor decided at the end",
    "redirections followed": "requests after a 3xx",
    "gaps in the numbers": "missing or repeated",
    "unsound journals": "the journal's own check",
}
"""Every figure that has to be zero, and what it counts."""


@dataclass(slots=True)
class Verdict:
    """The figures of a run; those in `bad` have to be zero, `examples` name who is behind them."""

    bad: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    posts: int = 0
    most_posts: int = 0
    applied: int = 0
    answered: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether journal and ledger disagree on nothing."""
        return not any(self.bad.values())

    def blame(self, figure: str, movement_id: str, why: object) -> None:
        """Count something that must not be."""
        if figure not in _WORDS:
            raise KeyError(figure)
        self.bad[figure] += 1
        self.examples.append(f"{figure}: {movement_id}: {why}")

    def lines(self) -> Iterable[str]:
        """The table, a figure a line."""
        yield f"{'POSTs read whole':28}{self.posts:6}   at most {self.most_posts} a movement"
        yield f"{'applied by the server':28}{self.applied:6}"
        for state, count in sorted(self.states.items()):
            yield f"{'journal: ' + state:28}{count:6}"
        for reason, count in sorted(self.doubts.items()):
            yield f"{'  were unknown: ' + reason:28}{count:6}"
        yield f"{'answers read in time':28}{self.answered:6}   each held against the table"
        for figure, words in _WORDS.items():
            yield f"{figure:28}{self.bad[figure]:6}   {words}"
        yield from self.examples[:_EXAMPLES]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What everybody knows of the movements of one journal.

    `in_time` is how many seconds after its sending a reply had to be out, to count as read.
    """

    plans: Sequence[Plan]
    entries: Sequence[Entry]
    ledger: Sequence[Applied]
    seen: Mapping[Decimal, Seen]
    told: Mapping[Decimal, Told]
    without_spares: frozenset[Decimal]
    in_time: float


def weigh(verdict: Verdict, found: Evidence) -> None:
    """Add one journal's figures to the verdict."""
    rows = {entry.movement.id: entry for entry in found.entries}
    applied = Counter((line.direction, line.token, line.amount) for line in found.ledger)
    numbers = sorted(entry.number or 0 for entry in found.entries)
    if numbers != list(range(1, len(numbers) + 1)):
        verdict.blame("gaps in the numbers", "journal", f"{len(numbers)} rows")
    for plan in found.plans:
        movement, seen = plan.movement, found.seen[plan.amount]
        times = applied.pop((movement.direction, movement.token, movement.amount), 0)
        verdict.posts += seen.posts
        verdict.most_posts = max(verdict.most_posts, seen.posts)
        verdict.applied += times
        if max(seen.posts, times) > 1:
            verdict.blame("doubled", movement.id, f"{seen.posts} POSTs, applied {times} times")
        row = rows.get(movement.id)
        if row is None or row.state is State.PLANNED:
            verdict.blame("unrecorded", movement.id, f"{plan.fault}, {seen.posts} POSTs")
            continue
        verdict.states[row.state] += 1
        if row.outcome is not None and row.outcome.state is State.UNKNOWN:
            verdict.doubts[row.outcome.reason] += 1
        _hold_against_ledger(verdict, row, seen, times > 0, plan.fault)
        _hold_against_answer(verdict, row, plan, found)
    for line in applied:
        verdict.blame("unrecorded", "ledger", line)


def _hold_against_ledger(
    verdict: Verdict, row: Entry, seen: Seen, is_applied: bool, fault: str
) -> None:
    movement_id, state = row.movement.id, row.state
    if state is State.CONFIRMED and not is_applied:
        verdict.blame("false confirmed", movement_id, fault)
    if state is State.REJECTED and is_applied:
        verdict.blame("false refused", movement_id, fault)
    if state is State.NOT_SENT and (is_applied or seen.posts):
        verdict.blame("false refused", movement_id, fault)
    if row.resolution is not None and (state in _APPLIED) is not is_applied:
        verdict.blame("falsely resolved", movement_id, fault)
    if state in OPEN_STATES:
        verdict.blame("left open", movement_id, fault)


def _hold_against_answer(verdict: Verdict, row: Entry, plan: Plan, found: Evidence) -> None:
    """What a process that lived on has read and told, against what the reply stands for."""
    told, movement_id = found.told[plan.amount], row.movement.id
    outcome = None if row.outcome is None else row.outcome.state
    if told.state is None:
        return
    if outcome is not told.state or not told.is_recorded:
        verdict.blame("told otherwise", movement_id, f"{told.state}, journal {outcome}")
    stands_for = _answer(plan, found)
    if stands_for is not None:
        verdict.answered += 1
        if outcome is not stands_for:
            reason = row.outcome and (row.outcome.reason, row.outcome.detail)
            verdict.blame("in doubt", movement_id, f"{plan.fault}: {outcome} {reason}")


def _answer(plan: Plan, found: Evidence) -> State | None:
    """What came back for certain, as an outcome; None where nothing did, or chance decides."""
    seen, told = found.seen[plan.amount], found.told[plan.amount]
    if seen.stands_for is not None and seen.said_at - told.sent_at <= found.in_time:
        return seen.stands_for
    is_refused = FAULTS[plan.fault].welcome is Welcome.REFUSED
    if is_refused and plan.amount in found.without_spares:
        return State.NOT_SENT
    return None
