"""Holds the journal of one run against the platform's ledger, leg by leg."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from smspartner_tui.core.movement import Direction, Entry, Reason, RunKind, State
from smspartner_tui.core.run import Run, RunState
from smspartner_tui.journal import Journal
from smspartner_tui.simulator import Applied, Bank

ALL: Final = 1000

WORDS: Final = {
    "applied twice": "legs whose credit moved more than once",
    "false done": "legs that the journal says moved, and the ledger does not",
    "forgotten": "legs that moved, and the journal says they did not",
    "unrecorded": "lines of the ledger that no row of the journal stands for",
    "posted twice": "more POSTs than movements",
    "told otherwise": "what a process said before it was killed is not in the journal",
    "credit left waiting": "transfers that ended between the payer and the payee",
    "left open": "runs that did not end, or movements that were not settled or decided",
    "unsound": "journals that fail their own check",
}
"""Every figure that has to be zero, and what it counts."""

Place = tuple[Direction, str, Decimal]
"""What tells one leg of a run from the others, however often it was tried."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a process told of a movement."""

    movement: str
    state: str
    is_recorded: bool


@dataclass(slots=True)
class Verdict:
    """Figures that have to be zero; `examples` name who is behind them."""

    bad: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def blame(self, figure: str, why: object) -> None:
        """Count something that must not be."""
        if figure not in WORDS:
            raise KeyError(figure)
        self.bad[figure] += 1
        self.examples.append(f"{figure}: {why}")

    def add(self, other: "Verdict", name: str) -> None:
        """Count what is bad in one round, with its name."""
        self.bad += other.bad
        self.examples += [f"{name}: {example}" for example in other.examples]


def judge(journal: Journal, bank: Bank, run_id: str, said: Iterable[Settled]) -> Verdict:
    """What is wrong with a run that came to its end, nobody being at it any more."""
    verdict = Verdict()
    run, entries = journal.run(run_id), journal.history(ALL)
    ledger = tuple(bank.ledger)
    _hold_places(verdict, entries, ledger)
    _hold_posts(verdict, entries, bank)
    _hold_words(verdict, entries, said)
    _hold_end(verdict, run, entries)
    if run.kind is RunKind.TRANSFER and (waits := sum(map(_change_of_main, ledger))):
        verdict.blame("credit left waiting", waits)
    journal.check()
    if journal.problem is not None:
        verdict.blame("unsound", journal.problem)
    return verdict


def _hold_places(verdict: Verdict, entries: Sequence[Entry], ledger: Sequence[Applied]) -> None:
    moved = Counter((line.direction, line.token, line.amount) for line in ledger)
    tried = {_place(entry) for entry in entries}
    done = Counter(_place(entry) for entry in entries if entry.is_applied)
    for place, count in moved.items():
        if count > 1:
            verdict.blame("applied twice", place)
        if place not in tried:
            verdict.blame("unrecorded", place)
        elif done[place] < count:
            verdict.blame("forgotten", place)
    for place in done:
        if done[place] > moved[place]:
            verdict.blame("false done", place)


def _place(entry: Entry) -> Place:
    movement = entry.movement
    return movement.direction, movement.token, movement.amount


def _hold_posts(verdict: Verdict, entries: Sequence[Entry], bank: Bank) -> None:
    """No more POSTs arrived than movements left, or may have left."""
    left = Counter(one.movement.token for one in entries if one.state is not State.NOT_SENT)
    for token, posts in bank.posts.items():
        if token and posts > left[token]:
            verdict.blame("posted twice", token)
    # One that was cut off names nobody; only a process that was killed in it leaves such.
    if bank.posts[""] > sum(has_died(entry) for entry in entries):
        verdict.blame("posted twice", "a POST that was cut off")
    elif bank.posts.total() > left.total():
        verdict.blame("posted twice", "more in all than movements")


def has_died(entry: Entry) -> bool:
    """Whether the process that sent a movement was gone before its outcome was written."""
    return entry.outcome is not None and entry.outcome.reason is Reason.PROCESS_DIED


def _hold_words(verdict: Verdict, entries: Sequence[Entry], said: Iterable[Settled]) -> None:
    outcomes = {one.movement.id: one.outcome and one.outcome.state for one in entries}
    for word in said:
        if word.is_recorded and outcomes.get(word.movement) != word.state:
            verdict.blame("told otherwise", word)


def _hold_end(verdict: Verdict, run: Run, entries: Sequence[Entry]) -> None:
    if run.state is not RunState.ENDED:
        verdict.blame("left open", run.state)
    for entry in entries:
        if entry.is_open:
            verdict.blame("left open", entry.movement.id)


def _change_of_main(line: Applied) -> Decimal:
    return -line.amount if line.direction is Direction.ADD else line.amount
