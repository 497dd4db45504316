"""The board: all that the screens show, as one value that is replaced whole when a fact arrives."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from smspartner_tui.core.accounts import (
    Balance,
    Balances,
    Listing,
    Reading,
    Standing,
    SubAccount,
    standing,
)
from smspartner_tui.core.guards import Limits
from smspartner_tui.core.movement import Entry, JournalProblem, State
from smspartner_tui.core.operator import Operator


@dataclass(frozen=True, slots=True)
class Account:
    """The main account as it was configured; `main_low` in euros, `deadline` in seconds.

    `is_rehearsal` when no real credit moves, `is_fixed_read_only` when read-only was asked for
    at the start and cannot be lifted on screen; `notice` is said once, at the start.
    """

    label: str
    operator: Operator
    subaccounts: tuple[SubAccount, ...]
    stale_after: timedelta
    deadline: float
    main_low: Decimal | None = None
    is_rehearsal: bool = False
    is_fixed_read_only: bool = False
    journal_path: str = ""
    config_path: str = ""
    key_source: str = ""
    proxy: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """What is known now; `open_entries` are in flight or in doubt, by sub-account."""

    account: Account
    limits: Limits
    now: datetime
    balances: Balances = field(default_factory=Balances)
    reading: Reading | None = None
    listings: Mapping[str, Listing] = field(default_factory=dict)
    open_entries: Mapping[str, Entry] = field(default_factory=dict)
    journal_problem: JournalProblem | None = None
    has_new_configuration: bool = False

    def with_reading(self, reading: Reading) -> "Board":
        """The board after a reading; its balances are the desk's to weigh."""
        listings = self.listings if reading.listings is None else reading.listings
        return replace(self, reading=reading, listings=listings)

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

    def standing_of(self, subaccount: SubAccount) -> Standing:
        """How a sub-account stands."""
        entry = self.open_entries.get(subaccount.token)
        reading = self.reading
        return standing(
            subaccount,
            self.balances.of(subaccount.token),
            doubt=entry is not None and entry.state is State.UNKNOWN,
            moving=entry is not None and entry.state is State.SENDING,
            missing=(
                reading is not None
                and reading.is_complete
                and subaccount.token not in (reading.listings or {})
            ),
        )

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
    def not_followed(self) -> int:
        """How many sub-accounts the platform shows that the configuration does not follow."""
        followed = {subaccount.token for subaccount in self.account.subaccounts}
        return sum(token not in followed for token in self.listings)

    @property
    def usable(self) -> Decimal | None:
        """What may leave the main account above the reserve, in euros."""
        if self.balances.main is None:
            return None
        return max(self.balances.main.amount - self.limits.main_reserve, Decimal(0))
