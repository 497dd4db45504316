"""A writer of a journal, which acknowledges each call that returned, until it is killed.

Run as `python -m tests.reliability.writers_worker FOLDER NAME SEED`.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Final

from smspartner_tui.core.movement import State
from smspartner_tui.core.operator import Operator
from smspartner_tui.journal import Journal
from tests.journal.helpers import BASE_URL, NOT_SENT, REJECTED, UNKNOWN, confirmed, movement
from tests.journal.process import begin_in_turn
from tests.reliability.writers_promise import acknowledge

_OUTCOMES: Final = (confirmed(), confirmed(), REJECTED, NOT_SENT, UNKNOWN, UNKNOWN)
_TOGETHER: Final = 5
"""Movements after which a writer closes the journal and opens it again."""


class Writer:
    """One operator at work in a journal, on sub-accounts that nobody else moves."""

    def __init__(
        self, folder: Path, name: str, chance: Random, clock: Callable[[], datetime]
    ) -> None:
        self._folder, self._name, self._chance, self._clock = folder, name, chance, clock
        self._asked = self._seen = 0
        self._journal = self._open()

    def _open(self) -> Journal:
        journal = Journal(self._folder, BASE_URL, Operator(self._name), self._clock)
        journal.check()
        if journal.problem is not None:
            raise SystemExit(f"{self._name}: the journal is {journal.problem}")
        acknowledge("opened", self._name)
        return journal

    def move(self) -> None:
        """Begin a movement, settle it, sometimes resolve it, and keep a balance now and then."""
        if self._asked and self._asked % _TOGETHER == 0:
            self.close()
            self._journal = self._open()
        self._asked += 1
        name = f"{self._name} {self._asked}"
        begin_in_turn(self._journal, movement(name, f"{self._asked}.5", movement_id=name))
        acknowledge("stands", name, State.SENDING)
        outcome = self._chance.choice(_OUTCOMES)
        self._journal.settle(name, outcome)
        acknowledge("stands", name, outcome.state)
        if outcome.state is State.UNKNOWN and self._chance.random() < 0.7:
            applied = self._chance.random() < 0.5
            state = self._journal.resolve(name, applied=applied, because="le relevé").state
            acknowledge("stands", name, state)
        if self._chance.random() < 0.4:
            self._keep()

    def _keep(self) -> None:
        self._seen += 1
        self._journal.keep_balances(Decimal(self._seen), {self._name: Decimal(self._seen)})
        acknowledge("kept", self._name, str(self._seen))

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()


def main() -> None:
    """Write until killed."""
    folder, name, seed = sys.argv[1:]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    writer = Writer(Path(folder), name, Random(seed), lambda: datetime.now(UTC))
    while True:
        writer.move()


if __name__ == "__main__":
    main()
