"""A platform that answers by a script and keeps the truth, and processes that die on the way."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final

from smspartner_tui.core.facts import Fact
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import Direction, Outcome, Reason, State
from smspartner_tui.desk import Desk
from tests.desk.fakes import PATIENCE, FakePartner, Told, desk_over
from tests.desk.turns import refused
from tests.journal.helpers import NADIA, PAUL, Clock, open_journal


class End(StrEnum):
    """What happens to a movement on the way."""

    CONFIRMED = "confirmed"
    UNTOLD = "confirmed, without the balances"
    ITS_OWN_REFUSAL = "refused, for a reason of its own"
    REFUSED = "refused, as the next would be"
    NOT_SENT = "not sent"
    LOST = "no answer, and no effect"
    APPLIED_AND_LOST = "no answer, and yet applied"
    DIES_BEFORE = "killed before it is applied"
    DIES_BEHIND = "killed once it is applied"
    PAUSED = "confirmed, and a pause asked for meanwhile"
    DROPPED = "confirmed, and the rest dropped meanwhile"
    CLOSED = "confirmed, and the program closed meanwhile"


_HAS_EFFECT: Final = frozenset(End) - {
    *(End.ITS_OWN_REFUSAL, End.REFUSED, End.NOT_SENT),
    *(End.LOST, End.DIES_BEFORE),
}
_DEATHS: Final = frozenset({End.DIES_BEFORE, End.DIES_BEHIND})
_SAID: Final = {
    End.UNTOLD: Outcome(State.CONFIRMED, Reason.SUCCESS),
    End.ITS_OWN_REFUSAL: refused(7),
    End.REFUSED: refused(10),
    End.NOT_SENT: Outcome(State.NOT_SENT, Reason.NO_CONNECTION),
    End.LOST: Outcome(State.UNKNOWN, Reason.DEADLINE),
    End.APPLIED_AND_LOST: Outcome(State.UNKNOWN, Reason.DEADLINE),
}
"""What comes back; where nothing stands here, the balances do."""


class Killed(BaseException):
    """The process is gone."""


class Process:
    """One operator's program over a journal that others use too.

    It dies as it is about to tell its `last_words`th fact in its sender's thread, if that is set.
    """

    def __init__(self, folder: Path, clock: Clock, partner: FakePartner, limits: Limits) -> None:
        self.journal = open_journal(folder, clock, NADIA if partner.posts % 2 else PAUL)
        assert self.journal.problem is None
        self.desk: Desk = desk_over(self.journal, partner, clock, limits=limits)
        self.told = Told(self.desk)
        self.desk.tell = self._tell
        self.last_words: int | None = None
        self.is_dead = False
        self.is_closed = False
        self._closing: threading.Thread | None = None

    def _tell(self, fact: Fact) -> None:
        if threading.current_thread().name == "sender" and self.last_words is not None:
            self.last_words -= 1
            if self.last_words < 0:
                self.die()
        self.told._take(fact)

    def die(self) -> None:
        """Stop in the middle of whatever it is at: the kernel frees its locks, nobody writes."""
        self.is_dead = True
        raise Killed

    def begin_to_close(self) -> None:
        """Close, as a signal would have it, while a movement is in flight."""
        self.is_closed = True
        self._closing = threading.Thread(target=self.desk.close)
        self._closing.start()
        sender = self.desk._sender
        with sender._changed:
            assert sender._changed.wait_for(lambda: sender.is_closing, PATIENCE)

    def until_idle(self) -> None:
        """Wait until nothing is sent any more."""
        self.told.until_idle()
        if self._closing is not None:
            self._closing.join(PATIENCE)
            assert not self._closing.is_alive()

    def end(self) -> None:
        """Close what is left of it."""
        if self.is_dead:
            assert self.journal._presence is not None
            self.journal._presence.leave()
            self.journal._presence = None
        else:
            self.desk.close()
        self.journal.close()


class Platform:
    """Answers each movement by the next end of its script, and knows what it did.

    `acting` is the process that sends, whose journal tells which movement a POST is.
    """

    def __init__(self, partner: FakePartner) -> None:
        self.posts: Counter[str] = Counter()
        self.applied: Counter[str] = Counter()
        self.script: list[End] = []
        self.acting: Process
        self._partner = partner
        partner.answer = self._answer

    def plays(self, script: Iterable[End]) -> None:
        """Answer the movements to come like this, and what follows as it should be."""
        self.script = list(script)

    def _answer(self, direction: Direction, token: str, amount: Decimal) -> Outcome:
        end = self.script.pop(0) if self.script else End.CONFIRMED
        process = self.acting
        [row] = [e for e in process.journal.open_entries() if e.state is State.SENDING]
        asked = row.movement
        assert (asked.direction, asked.token, asked.amount) == (direction, token, amount)
        if end is not End.NOT_SENT:
            self.posts[asked.id] += 1
        said = _SAID.get(end)
        if end in _HAS_EFFECT:
            told = self._move(direction, token, amount, asked.id)
            said = said if said is not None and told.state is State.CONFIRMED else told
        if end in _DEATHS:
            process.die()
        if end in _MEANWHILE:
            _MEANWHILE[end](process)
        assert said is not None
        return said

    def _move(self, direction: Direction, token: str, amount: Decimal, name: str) -> Outcome:
        """Apply it where the paying account has it."""
        is_add = direction is Direction.ADD
        held = self._partner.main if is_add else self._partner.balances[token]
        if held < amount:
            return refused(8)
        self.applied[name] += 1
        return self._partner._apply(token, amount if is_add else -amount)


def _drop(process: Process) -> None:
    if (going := process.desk.going) is not None:
        process.desk.drop_rest(going)


_MEANWHILE: Final[dict[End, Callable[[Process], None]]] = {
    End.PAUSED: lambda process: process.desk.pause(),
    End.DROPPED: _drop,
    End.CLOSED: Process.begin_to_close,
}
