"""What the status line says of a fact: lines and a tone.

What became of the operator's own movement stands there until the next one: what colleagues do is
said below it, and that balances cannot be read is not said over it.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from smspartner_tui.core.accounts import Balances, Reading
from smspartner_tui.core.facts import (
    BalancesRead,
    BalancesSeen,
    ColleagueActed,
    Fact,
    MovementResolved,
    MovementSent,
    MovementSettled,
    MovementStopped,
    MovementWaits,
    PageRead,
    RefusalContradicted,
    RunChanged,
    RunStopped,
)
from smspartner_tui.core.history import Rise
from smspartner_tui.core.movement import Entry, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.run import Halt, Run, RunState
from smspartner_tui.i18n import _, ngettext
from smspartner_tui.tui.board import Board
from smspartner_tui.wording import euros, outcome, platform_word, reading_problem, stopped
from smspartner_tui.wording.following import offer
from smspartner_tui.wording.outcomes import contradicted, not_kept
from smspartner_tui.wording.runs import settled, waits
from smspartner_tui.wording.runs import stopped as stopped_run

_LINES_OF_AN_OUTCOME = 2


class Status(NamedTuple):
    """Lines of the status line, and "good" or "bad" where they are."""

    lines: tuple[str, ...]
    tone: str = ""


class News:
    """Turns facts into what the status line says, one after the other."""

    def __init__(self) -> None:
        self._standing: Status | None = None
        self._about = ""
        self._trouble: Status | None = None
        self._is_of_journal = False
        self._offered: frozenset[str] = frozenset()

    def stand(self, *lines: str, tone: str = "") -> Status:
        """Something that is said until the operator's own next movement, with news below it."""
        self._standing = Status(lines, tone)
        return self._standing

    def of_journal(self, *lines: str) -> Status:
        """Why nothing can be sent; it is said until a reading finds that it is over."""
        self._is_of_journal = True
        return Status(lines, "bad")

    def of(
        self,
        fact: Fact,
        board: Board,
        *,
        asked_for: bool,
        failures: int,
        journal: tuple[str, ...] = (),
    ) -> Status | None:
        """What is said now; None where nothing is.

        `asked_for` when the operator asked for the reading, `failures` counts those that failed
        one after the other, and `journal` are the words of what is wrong with it now.
        """
        told = self._told(fact, board, asked_for=asked_for, failures=failures)
        if isinstance(fact, BalancesRead):
            if journal and told is not None:
                # It weighs more, and would else be hidden by the refresh that it asks for.
                return self.of_journal(*journal)
            if self._is_of_journal and not journal:
                told = told or of_reading(fact.reading)
        elif told is not None:
            # In the place of what was said of readings.
            self._trouble = None
        if told is not None:
            self._is_of_journal = False
        return told

    def _told(self, fact: Fact, board: Board, *, asked_for: bool, failures: int) -> Status | None:
        match fact:
            case BalancesRead(reading=reading, rises=rises):
                told = self._of_reading(reading, asked_for=asked_for, is_first=failures <= 1)
                # Both are told this once, whatever else there is to say.
                found = of_rises(rises) if rises else self._of_newcomers(board)
                if found is None:
                    return told
                return self._below(found) if told is None else _below(told, found)
            case PageRead(count=count, announced=announced):
                return of_page(count, announced) if asked_for else None
            case BalancesSeen():
                return None
            case ColleagueActed(entry=entry) if _goes_on(entry):
                return None
            case ColleagueActed(entry=entry):
                if entry.movement.id == self._about:
                    # What stood there of it is over.
                    self._standing = None
                return self._below(of_colleague(entry, board.account.operator, board.today))
            case RunChanged(run=run):
                return self._of_run(run, board)
            case MovementSent(entry=entry) | MovementSettled(entry=entry) if _goes_on(entry):
                # One of many: how far they have come is told in its stead.
                return None
            case MovementSent():
                self._standing = None
                return None
            case _:
                self._standing = of_fact(fact, board.today)
                self._about = fact.entry.movement.id if isinstance(fact, MovementSettled) else ""
                return self._standing

    def _of_reading(self, reading: Reading, *, asked_for: bool, is_first: bool) -> Status | None:
        """A problem when it begins, changes or is over, and anything where it was asked for."""
        told, trouble = of_reading(reading), self._trouble
        if told.tone == "bad":
            begins = is_first and self._standing is None
            is_said = asked_for or begins or (trouble is not None and told != trouble)
            self._trouble = told if is_said else trouble
        else:
            is_said = asked_for or trouble is not None
            self._trouble = None
        if is_said:
            # It is said in the place of whatever stood.
            self._standing = None
        return told if is_said else None

    def _of_newcomers(self, board: Board) -> Status | None:
        """That there are new sub-accounts on the platform, where that was not said of them yet."""
        tokens = frozenset(listing.token for listing in board.newcomers)
        if tokens <= self._offered:
            return None
        self._offered = tokens
        return Status((offer(len(tokens)),))

    def _of_run(self, run: Run, board: Board) -> Status:
        """How far movements that go in turn have come, and what they came to."""
        told = of_run(run)
        if run.operator.name != board.account.operator.name:
            words = _("{who}: {line}")
            line = words.format(
                who=colleague(run.operator, board.account.operator), line=told.lines[0]
            )
            return self._below(Status((line,), told.tone))
        self._about = ""
        self._standing = None if run.state is RunState.RUNNING else told
        return told

    def _below(self, told: Status) -> Status:
        """News under what became of the operator's own movement."""
        return told if self._standing is None else _below(self._standing, told)


def _below(above: Status, told: Status) -> Status:
    return Status((above.lines[0], told.lines[0]), above.tone)


def _goes_on(entry: Entry) -> bool:
    """Whether a movement is one of many, with nothing to say but that it goes on."""
    return entry.link.run is not None and entry.state in {State.SENDING, State.CONFIRMED}


def of_run(run: Run) -> Status:
    """Where movements that go in turn stand, or what they came to."""
    is_bad = run.state is RunState.PAUSED or (run.state is RunState.ENDED and run.halt is not None)
    is_good = run.state is RunState.ENDED and not is_bad
    return Status((*settled(run), *_refusal(run)), "bad" if is_bad else "good" if is_good else "")


def _refusal(run: Run) -> tuple[str, ...]:
    """The platform's own word, where it refused what was to go on."""
    if run.halt is not Halt.REFUSED:
        return ()
    tried = [leg.entry for leg in run.legs if leg.entry is not None]
    last = max(tried, key=lambda entry: entry.number or 0)
    if last.outcome is None or not (word := platform_word(last.outcome)):
        return ()
    return (_("No. {number}: {word}").format(number=last.number, word=word),)


def of_fact(fact: Fact, today: date) -> Status | None:
    """What is said of a fact about a movement; None where it speaks for itself."""
    match fact:
        case MovementSettled(entry=entry) if entry.outcome is not None:
            lines = outcome(entry.movement, entry.outcome, entry.number)
            if not fact.is_recorded:
                return Status((lines[0], not_kept()), "bad")
            tone = "good" if entry.state is State.CONFIRMED else "bad"
            return Status(lines[:_LINES_OF_AN_OUTCOME], tone)
        case MovementWaits(movement=movement, holder=holder):
            return Status((waits(movement, holder),))
        case MovementStopped(movement=movement):
            told = _("{name}: not sent. Nothing moved.").format(name=movement.name)
            return Status((told, *stopped(fact, today)), "bad")
        case RunStopped():
            return Status(stopped_run(fact), "bad")
        case MovementResolved(entry=entry):
            words = _("No. {number} is settled; {name} can be moved again.")
            told = words.format(number=entry.number, name=entry.movement.name)
            return Status((told,), "good")
        case RefusalContradicted(entry=entry):
            return Status((contradicted(entry),), "bad")
        case _:
            return None


def of_colleague(entry: Entry, me: Operator, today: date) -> Status:
    """What another process did, and who sits in front of it."""
    movement, decided = entry.movement, entry.resolution
    who = colleague(decided.operator if decided is not None else entry.operator, me)
    if entry.state is State.SENDING:
        words = _("{who} is moving {amount}, {name}, since {when}")
        told = words.format(
            who=who,
            amount=euros(movement.change_of_subaccount, signed=True),
            name=movement.name,
            when=f"{entry.at.astimezone():%H:%M:%S}",
        )
        return Status((told,))
    if decided is not None:
        words = _("{who} has settled no. {number}; {name} can be moved again.")
        told = words.format(who=who, number=entry.number, name=movement.name)
        return Status((told,))
    found = of_fact(MovementSettled(entry, Balances()), today)
    lines = found.lines if found is not None else ()
    if entry.state is not State.CONFIRMED:
        # Only what went through is said with the client's name.
        who = f"{who}, {movement.name}"
    words = _("{who}: {line}")
    told_lines = tuple(words.format(who=who, line=line) for line in lines[:1])
    return Status(told_lines, found.tone if found else "")


def colleague(operator: Operator, me: Operator) -> str:
    """A colleague by name; by terminal too, where the name is one's own."""
    if operator.name == me.name and operator.terminal:
        return f"{operator.name} ({operator.terminal})"
    return operator.name


def of_rises(rises: Sequence[Rise]) -> Status:
    """That balances rose without this journal."""
    first = rises[0]
    if len(rises) > 1:
        words = _("{count} balances rose elsewhere, not through this journal: history (h)")
        return Status((words.format(count=len(rises)),))
    words = _("{name} rose by {amount} elsewhere, not through this journal: history (h)")
    name = first.name if first.token else _("The main account")
    return Status((words.format(name=name, amount=euros(first.amount)),))


def of_page(count: int, announced: int) -> Status:
    """How far a reading has come that the operator waits for."""
    words = _("Reading the balances… ({count} of {announced})")
    return Status((words.format(count=count, announced=announced),))


def of_reading(reading: Reading) -> Status:
    """What a reading came to."""
    if reading.problem is not None:
        return Status((reading_problem(reading.problem, reading.message),), "bad")
    if not reading.is_complete:
        words = _("{got} sub-accounts of {announced} received: incomplete list")
        told = words.format(got=len(reading.listings or {}), announced=reading.announced)
        return Status((told,), "bad")
    words = ngettext(
        "Balances up to date ({count} page, {milliseconds} ms)",
        "Balances up to date ({count} pages, {milliseconds} ms)",
        reading.pages,
    )
    return Status((words.format(count=reading.pages, milliseconds=round(reading.seconds * 1000)),))
