"""The board: all that the screens show, as one value that is replaced whole when a fact arrives."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from smspartner_tui.core.accounts import (
    Balance,
    Balances,
    Listing,
    Reading,
    Standing,
    SubAccount,
)
from smspartner_tui.core.days import Trend, days_left
from smspartner_tui.core.following import Followed
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import Limits, Surroundings
from smspartner_tui.core.movement import Entry, JournalProblem, RunKind, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.run import Run, RunState, is_held
from smspartner_tui.core.standings import standing_of
from smspartner_tui.core.weighing import Known

_NOT_KNOWN: Final = Trend()


@frozen
class Account:
    """The main account as it was configured; `main_low` in euros, `deadline` in seconds.

    `profile` is its name in the configuration; `is_rehearsal` when no real credit moves,
    `is_fixed_read_only` when read-only was asked for at the start and cannot be lifted on screen;
    `notice` is said once, at the start; `followed` is how the sub-accounts are written.
    """

    label: str
    operator: Operator
    subaccounts: tuple[SubAccount, ...]
    stale_after: timedelta
    deadline: float
    main_low: Decimal | None = None
    profile: str = ""
    is_rehearsal: bool = False
    is_fixed_read_only: bool = False
    journal_path: str = ""
    config_path: str = ""
    key_source: str = ""
    proxy: str = ""
    notice: str = ""
    followed: Followed = field(default_factory=Followed)


@frozen
class Board:
    """What is known now; `open_entries` are in flight or in doubt, by sub-account.

    `reading` is the last one, `whole` the last that told every sub-account of the platform.
    `runs` have not ended, by id, oldest first; `going` is the id of the one that this process
    takes on, if it does; `trends` say how each sub-account spends, by token.
    """

    account: Account
    limits: Limits
    now: datetime
    balances: Balances = field(default_factory=Balances)
    reading: Reading | None = None
    whole: Reading | None = None
    listings: Mapping[str, Listing] = field(default_factory=dict)
    open_entries: Mapping[str, Entry] = field(default_factory=dict)
    runs: Mapping[str, Run] = field(default_factory=dict)
    going: str = ""
    trends: Mapping[str, Trend] = field(default_factory=dict)
    journal_problem: JournalProblem | None = None
    has_new_configuration: bool = False

    def with_followed(self, followed: Followed) -> "Board":
        """The board with exactly these sub-accounts."""
        account = replace(self.account, subaccounts=followed.subaccounts, followed=followed)
        return replace(self, account=account)

    def with_reading(self, reading: Reading) -> "Board":
        """The board after a reading; its balances are the desk's to weigh."""
        listings = self.listings if reading.listings is None else reading.listings
        whole = reading if reading.is_complete else self.whole
        return replace(self, reading=reading, whole=whole, listings=listings)

    def with_entry(self, entry: Entry) -> "Board":
        """The board with a movement as it stands now: held while it is open, else released."""
        held = dict(self.open_entries)
        token = entry.movement.token
        if entry.is_open:
            held[token] = entry
        elif token in held and held[token].movement.id == entry.movement.id:
            del held[token]
        return replace(self, open_entries=held)

    def with_open_entries(self, entries: tuple[Entry, ...]) -> "Board":
        """The board with exactly these movements open."""
        return replace(self, open_entries={entry.movement.token: entry for entry in entries})

    def with_run(self, run: Run) -> "Board":
        """The board with a run as it stands now: kept until it ends."""
        runs = {run_id: one for run_id, one in self.runs.items() if run_id != run.id}
        if run.state is not RunState.ENDED:
            runs[run.id] = run.with_blocked_of(self.runs.get(run.id))
        return replace(self, runs=dict(sorted(runs.items(), key=lambda one: one[1].number or 0)))

    def with_open_runs(self, runs: tuple[Run, ...]) -> "Board":
        """The board with exactly these runs open."""
        known = {run.id: run.with_blocked_of(self.runs.get(run.id)) for run in runs}
        return replace(self, runs=known)

    @property
    def open_plan(self) -> Run | None:
        """The oldest plan or undo that goes on, or of which something is left to go."""
        for run in self.runs.values():
            if run.state is RunState.RUNNING or (run.kind is not RunKind.TRANSFER and run.left):
                return run
        return None

    @property
    def half_done(self) -> tuple[Run, ...]:
        """The transfers whose credit waits on the main account, oldest first."""
        return tuple(run for run in self.runs.values() if run.waiting and run.id != self.going)

    def half_done_of(self, token: str) -> Run | None:
        """The half-done transfer that a sub-account pays or is paid by."""
        for run in self.half_done:
            if any(leg.movement.token == token for leg in run.legs):
                return run
        return None

    def known(self, surroundings: Surroundings | None) -> Known:
        """What several movements are weighed by; without the journal's word as far as it goes."""
        return Known(
            {one.token: one for one in self.account.subaccounts},
            self.balances,
            self.limits,
            surroundings or Surroundings(self.now, open_entries=self.open_entries),
            self.account.stale_after,
        )

    def standing_of(self, subaccount: SubAccount) -> Standing:
        """How a sub-account stands."""
        return standing_of(subaccount, self.balances, self.open_entries, self.whole)

    def trend_of(self, subaccount: SubAccount) -> Trend:
        """How a sub-account spends."""
        return self.trends.get(subaccount.token, _NOT_KNOWN)

    def days_left_of(self, subaccount: SubAccount) -> int | None:
        """For how many whole days its last balance lasts; None where that is not known."""
        balance = self.balances.of(subaccount.token)
        if balance is None:
            return None
        return days_left(balance.amount, self.trend_of(subaccount).rate)

    def email_of(self, subaccount: SubAccount) -> str:
        """The sub-account's e-mail address, where the platform's list told it."""
        listing = self.listings.get(subaccount.token)
        return listing.email if listing else ""

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone().date()

    def is_old(self, balance: Balance) -> bool:
        """Whether a balance can no longer be taken for today's."""
        return balance.is_old(self.now, self.account.stale_after)

    @property
    def in_doubt(self) -> tuple[Entry, ...]:
        """The movements whose outcome is unknown, oldest first."""
        found = (entry for entry in self.open_entries.values() if entry.state is State.UNKNOWN)
        return tuple(sorted(found, key=lambda entry: entry.number or 0))

    @property
    def newcomers(self) -> tuple[Listing, ...]:
        """The sub-accounts that the platform shows and that are neither followed nor ignored."""
        known = {subaccount.token for subaccount in self.account.subaccounts}
        known.update(self.account.followed.ignored)
        return tuple(listing for token, listing in self.listings.items() if token not in known)

    def is_held(self, token: str) -> bool:
        """Whether a movement of it is in flight, in doubt, or in a run that has not ended."""
        return is_held(token, self.open_entries.values(), self.runs.values())

    @property
    def usable(self) -> Decimal | None:
        """What may leave the main account above the reserve, in euros."""
        if self.balances.main is None:
            return None
        return max(self.balances.main.amount - self.limits.main_reserve, Decimal(0))
