"""Two operators over one journal and one platform, who do whatever the dice say."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import Direction, Entry, RunKind
from smspartner_tui.core.run import (
    Leg,
    Run,
    RunState,
    given_back,
    resumed,
)
from smspartner_tui.core.undo import undo_movement, undo_run
from smspartner_tui.journal import Journal
from tests.desk.fakes import FakePartner
from tests.desk.faulty import End, Platform, Process
from tests.journal.helpers import GARAGE, MAIRIE, SALON, Clock, movement

TOKENS: Final = (GARAGE, MAIRIE, SALON, "d1e2", "a0b1")
LIMITS: Final = Limits(main_reserve=Decimal(20), duplicate_window=timedelta(0))
_OFTEN: Final = {
    End.CONFIRMED: 12,
    **dict.fromkeys((End.NOT_SENT, End.REFUSED, End.LOST, End.APPLIED_AND_LOST, End.PAUSED), 3),
}
"""How many times as often as the others an end comes."""

OPENED_WITH: Final = Decimal(150)
"""Euros on each account."""


class Look(NamedTuple):
    """A run as somebody saw it, and what they may say yes to, however much later."""

    run: Run
    legs: Mapping[int, Leg]


class Office:
    """Two operators over one journal, a platform, and what the dice have them do."""

    def __init__(self, folder: Path, dice: Random) -> None:
        self.folder = folder
        self.dice = dice
        self.clock = Clock()
        self.partner = FakePartner(str(OPENED_WITH), **dict.fromkeys(TOKENS, str(OPENED_WITH)))
        self.platform = Platform(self.partner)
        self.ids = (f"made-{number:04}" for number in count(1))
        self.looks: list[Look] = []
        self.seen: list[Entry] = []
        self.is_calm = False
        self.processes = [self.start(), self.start()]

    def start(self) -> Process:
        """A process starts."""
        return Process(self.folder, self.clock, self.partner, LIMITS)

    def close(self) -> None:
        """Everybody goes home."""
        for process in self.processes:
            process.end()

    def new_id(self) -> str:
        """A name that nothing has."""
        return next(self.ids)

    @property
    def journal(self) -> Journal:
        """The journal, as one of them sees it."""
        return self.processes[0].journal

    def act(self, deed: Callable[[Process], object]) -> None:
        """One of them does something, and it goes where it goes; who is gone comes back anew."""
        who = self.dice.randrange(2)
        process = self.platform.acting = self.processes[who]
        may_die = not self.is_calm and self.dice.random() < 0.2
        process.last_words = self.dice.randrange(7) if may_die else None
        self.platform.plays(() if self.is_calm else self.script())
        deed(process)
        process.until_idle()
        process.last_words = None
        if process.is_dead or process.is_closed:
            process.end()
            self.processes[who] = self.start()
        for one in self.processes:
            one.journal.settle_the_dead()

    def script(self) -> list[End]:
        """What happens to the movements to come: most of them go through."""
        weights = [_OFTEN.get(end, 1) for end in End]
        return self.dice.choices([*End], weights, k=5)

    # What operators do

    def asks(self, token: str, direction: Direction) -> Leg:
        """A movement that somebody wants."""
        cents = self.dice.randint(1, 1_500)
        amount = str(Decimal(cents) / 100)
        return Leg(movement(token, amount, direction, movement_id=self.new_id()))

    def begins_plan(self) -> None:
        """Several movements with one yes."""
        tokens = self.dice.sample(TOKENS, self.dice.randint(1, 5))
        legs = tuple(self.asks(token, self.dice.choice((*Direction,))) for token in tokens)
        run = Run(self.new_id(), RunKind.PLAN, legs)
        self.act(lambda process: process.desk.begin(run))

    def begins_transfer(self) -> None:
        """From one to another."""
        payer, payee = self.dice.sample(TOKENS, 2)
        paid = self.asks(payer, Direction.REMOVE)
        got = movement(payee, str(paid.movement.amount), movement_id=self.new_id())
        run = Run(self.new_id(), RunKind.TRANSFER, (paid, Leg(got)))
        self.act(lambda process: process.desk.begin(run))

    def looks_around(self) -> None:
        """Look at what is open, and at the history, to say yes to it later."""
        for run in self.journal.open_runs():
            self.looks.append(Look(run, resumed(run, self.new_id)))
            if run.waiting:
                self.looks.append(Look(run, given_back(run, self.new_id)))
        self.seen += self.journal.history(9)

    def goes_on(self) -> None:
        """Take up what is open, as it is."""
        if runs := self.journal.open_runs():
            run = self.dice.choice(runs)
            is_back = run.waiting > 0 and self.dice.random() < 0.5
            legs = given_back(run, self.new_id) if is_back else resumed(run, self.new_id)
            others = [look for look in self.looks if look.run.id == run.id]
            self.looks.append(Look(run, legs))
            self.take_up(run, legs)
            if others and self.dice.random() < 0.5:
                # Somebody else had the question open, too.
                self.take_up(*self.dice.choice(others))

    def take_up(self, run: Run, legs: Mapping[int, Leg]) -> None:
        """Say yes to going on with a run."""
        self.act(lambda process: process.desk.take_up(run, legs))

    def goes_on_by_an_old_look(self) -> None:
        """Take up what was looked at some time ago, or said yes to once already."""
        is_open = {run.id for run in self.journal.open_runs()}
        looks = [look for look in self.looks if look.run.id in is_open] or self.looks
        if looks:
            self.take_up(*self.dice.choice(looks))

    def undoes(self) -> None:
        """Ask for the inverse of what was seen in the history, as it was seen."""
        if not self.seen:
            return
        entry, balances = self.dice.choice(self.seen), self.processes[0].desk.balances
        run = self.journal.run_of(entry.movement.id)
        if run is not None and (run.kind is RunKind.TRANSFER or self.dice.random() < 0.5):
            found = undo_run(run, balances)
        else:
            found = undo_movement(entry, balances)
        if found.never is None:
            asked = Run(self.new_id(), found.kind, found.legs(self.new_id, "undo"))
            self.act(lambda process: process.desk.begin(asked))

    def submits(self) -> None:
        """A movement by itself."""
        leg = self.asks(self.dice.choice(TOKENS), self.dice.choice((*Direction,)))
        self.act(lambda process: process.desk.submit(leg.movement))

    def reads(self) -> None:
        """Read the balances."""
        self.act(lambda process: process.desk.refresh())

    def drops(self) -> None:
        """Do no more of what is paused."""
        if runs := self.journal.open_runs():
            self.drop(self.dice.choice(runs))

    def drop(self, run: Run) -> None:
        """Say that nothing more of a run is to go."""
        self.act(lambda process: process.desk.drop_rest(run))

    def decides(self) -> None:
        """Say of what is in doubt what the ledger says."""
        for doubt in self.journal.open_entries():
            self.decide(doubt)

    def decide(self, doubt: Entry) -> None:
        """Say of a movement what the ledger says, once that can be known."""
        self.clock.now = max(self.clock.now, doubt.at + timedelta(minutes=5))
        name = doubt.movement.id
        applied = bool(self.platform.applied[name])
        self.act(lambda p: p.desk.resolve(name, applied=applied, because="relevé"))

    def restarts(self) -> None:
        """One of them quits, and starts again."""
        self.act(Process.begin_to_close)

    def one_step(self) -> None:
        """Whatever comes next."""
        deeds = {
            self.begins_plan: 3,
            self.begins_transfer: 3,
            self.looks_around: 4,
            self.goes_on: 6,
            self.goes_on_by_an_old_look: 4,
            self.undoes: 3,
            self.submits: 1,
            self.reads: 1,
            self.drops: 0.5,
            self.decides: 2,
            self.restarts: 0.5,
        }
        [deed] = self.dice.choices(list(deeds), list(deeds.values()))
        deed()

    def comes_to_an_end(self) -> None:
        """Without any more faults, decide every doubt, and go on with everything that is left."""
        self.is_calm = True
        for doubt in self.journal.open_entries():
            self.decide(doubt)
        for run in self.journal.open_runs():
            self.take_up(run, resumed(run, self.new_id))
            if self.journal.run(run.id).state is RunState.PAUSED:
                # A guard forbids what is left of it.
                self.drop(run)
