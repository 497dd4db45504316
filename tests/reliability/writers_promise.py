"""What writers of a journal acknowledged, held against the journal that is found afterwards."""

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from smspartner_tui.core.movement import LEGAL_STEPS, JournalProblem, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.journal import Journal, JournalError
from tests.journal.helpers import BASE_URL

_EVERYTHING: Final = 10**9
_UNREADABLE: Final = (sqlite3.Error, UnicodeDecodeError, ValueError)


def _reachable(state: State) -> frozenset[State]:
    after = (_reachable(later) for before, later in LEGAL_STEPS if before is state)
    return frozenset({state}).union(*after)


_REACHABLE: Final = {state: _reachable(state) for state in State}
"""The states in which a movement may be found that was acknowledged in one."""


def acknowledge(*words: object) -> None:
    """Say on standard output that a call of the journal returned, in one write."""
    os.write(1, (json.dumps(words) + "\n").encode())


@dataclass(slots=True)
class Promise:
    """What was acknowledged so far.

    `opened` counts a writer's openings, `states` holds each movement's last state, `balances`
    the last balance, ever rising, of each account that one writer alone keeps.
    """

    commits: int = 0
    opened: Counter[str] = field(default_factory=Counter)
    states: dict[str, State] = field(default_factory=dict)
    balances: dict[str, Decimal] = field(default_factory=dict)

    def hear(self, line: str) -> None:
        """Take one line of a writer."""
        match json.loads(line):
            case ["opened", str(name)]:
                self.opened[name] += 1
            case ["stands", str(movement_id), str(state)]:
                self.states[movement_id] = State(state)
            case ["kept", str(account), str(amount)]:
                self.balances[account] = Decimal(amount)
            case _:
                raise ValueError(line)
        self.commits += 1

    def missing(self, journal: Journal) -> list[str]:
        """What of it the journal does not hold."""
        opened = _openings(journal.path)
        states, balances = _said_by(journal)
        gone = [f"an opening by {name}" for name in self.opened if opened[name] < self.opened[name]]
        for movement_id, state in self.states.items():
            found = states.get(movement_id)
            if found not in _REACHABLE[state]:
                gone.append(f"{movement_id} is {found}, was {state}")
        for account, amount in self.balances.items():
            held = balances.get(account)
            if held is None or held < amount:
                gone.append(f"{account} has {held}, had {amount}")
        return gone


def _openings(path: Path) -> Counter[str]:
    """How often each operator opened the journal, read past the program."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return Counter(
                json.loads(operator)["name"]
                for (operator,) in db.execute("SELECT operator FROM session")
            )
    except _UNREADABLE:
        return Counter()


def _said_by(journal: Journal) -> tuple[Mapping[str, State], Mapping[str, Decimal]]:
    """The states and the balances that the journal knows: none where it cannot be read."""
    try:
        entries, balances = journal.history(_EVERYTHING), journal.balances()
    except JournalError:
        return {}, {}
    return (
        {entry.movement.id: entry.state for entry in entries},
        {account: balance.amount for account, balance in balances.subaccounts.items()},
    )


class Judgement(NamedTuple):
    """What a journal lost of what was acknowledged, and what is wrong with it."""

    missing: list[str]
    problem: JournalProblem | None


def judge(folder: Path, promise: Promise) -> Judgement:
    """Open a journal as the program does at its start, and hold it against the promise."""
    who = Operator("the next start")
    with closing(Journal(folder, BASE_URL, who, lambda: datetime.now(UTC))) as journal:
        journal.check()
        return Judgement(promise.missing(journal), journal.problem)
