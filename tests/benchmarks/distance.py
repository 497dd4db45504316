"""The far bank as its clients have it: where it is, and what arrived there."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple, Self

from smspartner_tui.core.movement import Direction, Movement

_ROOT: Final = Path(__file__).parents[2]


class Moved(NamedTuple):
    """Credit that changed hands, in euros."""

    direction: Direction
    token: str
    amount: Decimal

    @classmethod
    def by(cls, movement: Movement) -> Self:
        """What a movement asks for."""
        return cls(movement.direction, movement.token, movement.amount)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What arrived at the bank: what moved, in order, and the POSTs of each connection.

    `gaps` are the seconds from each reply, as it came to the client, to the next request.
    """

    moved: tuple[Moved, ...]
    posts: tuple[int, ...]
    gaps: tuple[float, ...]

    def check(self, what: str, movements: Sequence[Movement], most_on_one: int) -> Self:
        """Itself, if it is these movements and no others, so many at most on one connection.

        Raises:
            RuntimeError: credit moved otherwise, or was asked for more than once.
        """
        asked = tuple(Moved.by(movement) for movement in movements)
        if self.moved != asked or sum(self.posts) != len(asked):
            raise RuntimeError(f"{what}: moved {self.moved} with {self.posts} POSTs")
        if max(self.posts, default=0) > most_on_one:
            raise RuntimeError(f"{what}: {self.posts} POSTs on the connections")
        return self


class Distance:
    """The far bank's process, with so many accounts; round trip and work in seconds."""

    def __init__(self, accounts: int, round_trip: float, work: float) -> None:
        self.round_trip = round_trip
        self.work = work
        self._accounts = accounts

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="far-bank-")
        self.ca_file = Path(self._folder.name) / "ca.pem"
        words = map(str, (self.ca_file, self._accounts, self.round_trip, self.work))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.far_bank", *words],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self._hear())
        return self

    def __exit__(self, *_error: object) -> None:
        # Its end of input tells it to leave.
        self._process.communicate()
        self._folder.cleanup()

    @property
    def base_url(self) -> str:
        """The base URL to give a client."""
        return f"https://127.0.0.1:{self.port}/v1"

    def arrived(self) -> Arrived:
        """What arrived since this was asked last."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        moved, posts, gaps = json.loads(self._hear())
        return Arrived(
            tuple(Moved(Direction(how), whose, Decimal(much)) for how, whose, much in moved),
            tuple(posts),
            tuple(gap - self.round_trip for gap in gaps),
        )

    def _hear(self) -> str:
        assert self._process.stdout is not None
        if not (line := self._process.stdout.readline()):
            raise RuntimeError("the far bank is gone")
        return line
