"""The chaos run: movements through random faults, the process killed at random moments.

Run as `python -m tests.reliability.chaos --movements 1000 --kills 100 --seed 1`. Two banks that
misbehave, each with a journal and two operators, each of them a process that is killed and
started again. In the end every row of the journals is held against the ledgers of the banks; the
exit status is 1 if they disagree anywhere.

A seed draws the movements, their faults and their kills before anything runs. How the four
processes get in each other's way is the machine's to decide, and differs from run to run.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from smspartner_tui.core.operator import Operator
from smspartner_tui.journal import Journal
from tests.reliability.chaos_bank import ChaosBank
from tests.reliability.chaos_faults import FAULTS
from tests.reliability.chaos_operator import ChaosOperator
from tests.reliability.chaos_plan import Moment, Plan, draw
from tests.reliability.chaos_verdict import Evidence, Verdict, weigh

DEADLINE: Final = 0.7
"""Seconds that a movement may take from its first byte."""

IN_TIME: Final = 0.5
"""The part of the deadline after which an answer may come too late to be read."""

ACCOUNTS: Final = 2
OPERATORS: Final = ("nadia", "paul")
"""On each account; the first opens connections ahead of time, the second never does."""


@dataclass(slots=True)
class Report:
    """What a run came to."""

    plans: Sequence[Plan]
    verdict: Verdict = field(default_factory=Verdict)
    kills: Counter[Moment] = field(default_factory=Counter)
    seconds: float = 0.0

    def lines(self) -> Iterable[str]:
        """The table."""
        faults = Counter(plan.fault for plan in self.plans)
        yield f"{'movements':28}{len(self.plans):6}   in {self.seconds:.0f} s"
        yield f"{'kill -9':28}{self.kills.total():6}"
        for moment in Moment:
            yield f"  {moment:36}{self.kills[moment]:4}"
        yield f"{'kinds of fault':28}{len(faults):6}"
        for name in FAULTS:
            yield f"  {name:36}{faults[name]:4}"
        yield from self.verdict.lines()


class _Account:
    """One bank, one journal, and the operators who move its money."""

    def __init__(self, folder: Path, plans: Sequence[Plan], deadline: float) -> None:
        self._folder, self._plans, self._deadline = folder, plans, deadline
        count = len(OPERATORS)
        self.operators = [
            ChaosOperator(name, folder, plans[index::count], deadline, ahead=index == 0)
            for index, name in enumerate(OPERATORS)
        ]
        self.bank = ChaosBank({plan.amount: plan for plan in plans}, self._notice)

    def _notice(self, plan: Plan, moment: Moment) -> None:
        for operator in self.operators:
            operator.pass_by(plan, moment)

    def start(self) -> None:
        """Let the operators work."""
        for operator in self.operators:
            operator.work_at(self.bank)

    def finish(self, report: Report) -> None:
        """Wait for them, and hold the journal against the ledger."""
        for operator in self.operators:
            operator.join()
            report.kills += operator.kills
        errors = [operator.error for operator in self.operators if operator.error is not None]
        errors += self.bank.errors
        if errors:
            raise errors[0]
        self._weigh(report.verdict)

    def _weigh(self, verdict: Verdict) -> None:
        last = Operator("the next start")
        with closing(
            Journal(self._folder, self.bank.base_url, last, lambda: datetime.now(UTC))
        ) as journal:
            journal.check()
            if journal.problem is not None:
                verdict.blame("unsound journals", str(journal.path), journal.problem)
            entries = journal.history(len(self._plans) + 1)
        told = {amount: told for each in self.operators for amount, told in each.told.items()}
        without = (each.told for each in self.operators if not each.ahead)
        found = Evidence(
            self._plans,
            entries,
            tuple(self.bank.money.ledger),
            self.bank.seen,
            told,
            frozenset(amount for each in without for amount in each),
            self._deadline * IN_TIME,
        )
        weigh(verdict, found)
        for _ in range(self.bank.followed):
            verdict.blame("redirections followed", "the bank", self.bank.base_url)


def run(movements: int, kills: int, seed: int, deadline: float = DEADLINE) -> Report:
    """Move, misbehave, kill, and compare."""
    plans = draw(seed, movements, kills, {name: fault.weight for name, fault in FAULTS.items()})
    report = Report(plans)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder, ExitStack() as stack:
        accounts = []
        for index in range(ACCOUNTS):
            account = _Account(Path(folder, str(index)), plans[index::ACCOUNTS], deadline)
            stack.enter_context(closing(account.bank))
            accounts.append(account)
        for account in accounts:
            account.start()
        for account in accounts:
            account.finish(report)
    report.seconds = time.monotonic() - started
    return report


def main() -> int:
    """Run as the command line says, and print the table; 1 if anything disagrees."""
    parser = argparse.ArgumentParser(description="Movements through random faults and kill -9.")
    parser.add_argument("--movements", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    report = run(asked.movements, asked.kills, asked.seed)
    sys.stdout.write("\n".join([f"seed {asked.seed}", *report.lines(), ""]))
    return 0 if report.verdict.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
