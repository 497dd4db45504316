"""A movement of credit, the states it goes through, and the legal steps between them."""

from dataclasses import field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.operator import Operator


class Direction(StrEnum):
    """Which of the two calls that move money: into the sub-account, or out of it."""

    ADD = "add"
    REMOVE = "remove"


class State(StrEnum):
    """Where a movement stands."""

    PLANNED = "planned"
    SENDING = "sending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    RESOLVED_APPLIED = "resolved_applied"
    RESOLVED_NOT_APPLIED = "resolved_not_applied"


LEGAL_STEPS: frozenset[tuple[State, State]] = frozenset(
    {
        (State.PLANNED, State.SENDING),
        (State.PLANNED, State.NOT_SENT),
        (State.SENDING, State.CONFIRMED),
        (State.SENDING, State.REJECTED),
        (State.SENDING, State.NOT_SENT),
        (State.SENDING, State.UNKNOWN),
        (State.UNKNOWN, State.RESOLVED_APPLIED),
        (State.UNKNOWN, State.RESOLVED_NOT_APPLIED),
    }
)
"""Nothing leads back to `sending`: a new try is a new movement, made by a person."""

OPEN_STATES = frozenset({State.SENDING, State.UNKNOWN})
"""While a movement is in one of these, its sub-account takes no other."""

COUNTED_STATES = frozenset({State.SENDING, State.CONFIRMED, State.UNKNOWN, State.RESOLVED_APPLIED})
"""What may have moved money, and so counts against the day's limit and as a duplicate."""

APPLIED_STATES = COUNTED_STATES - OPEN_STATES
"""What moved money."""


@frozen
class Movement:
    """One add or one remove that an operator asked for; `amount` in euros.

    `id` is made before it is handed over, once, so that however often a key is pressed the journal
    takes it a single time. `name` is the sub-account's name at that moment. `everything` says
    that the whole balance was asked for, `again_after` which movement like it the operator was
    shown before saying yes.
    """

    id: str
    token: str
    name: str
    direction: Direction
    amount: Decimal
    reference: str = ""
    everything: bool = False
    again_after: str = ""

    @property
    def change_of_subaccount(self) -> Decimal:
        """What it does to the sub-account's balance, in euros with its sign."""
        return self.amount if self.direction is Direction.ADD else -self.amount

    @property
    def change_of_main(self) -> Decimal:
        """What it does to the main account's balance, in euros with its sign."""
        return -self.change_of_subaccount


class Reason(StrEnum):
    """What an outcome rests on: the row of the outcome table that fitted."""

    SUCCESS = "success"
    REFUSED = "refused"
    RATE_LIMITED = "rate limited"
    NO_CONNECTION = "no connection"
    NO_REPLY = "no reply"
    DEADLINE = "deadline"
    UNREADABLE = "unreadable"
    SERVER_ERROR = "server error"
    UNEXPECTED = "unexpected"
    PROCESS_DIED = "process died"
    OUR_FAULT = "our fault"


@frozen
class Outcome:
    """What one sending came to, as a value.

    `main_balance` and `subaccount_balance` are the euros that the reply told, None where it did
    not. `code` and `message` are the platform's own, `status` is HTTP's, `seconds` the time from
    the first byte to the answer. `detail` is a few words and `reply` the text that came back, for
    the journal: cleaned, never with a URL or a key.
    """

    state: State
    reason: Reason
    main_balance: Decimal | None = None
    subaccount_balance: Decimal | None = None
    currency: str = ""
    code: int | None = None
    message: str = ""
    status: int | None = None
    seconds: float = 0.0
    detail: str = ""
    reply: str = ""


@frozen
class Before:
    """A balance in euros as it was last read before a sending, and when that was (UTC)."""

    amount: Decimal
    read_at: datetime


class Ruling(StrEnum):
    """What the balances propose about an unknown outcome."""

    APPLIED = "applied"
    NOT_APPLIED = "not applied"
    PROVISIONAL = "not applied so far"
    OPEN = "open"


class Why(StrEnum):
    """What such a proposal rests on, or why there is none."""

    ROSE = "the account to be raised rose"
    HELD = "the account that pays held"
    UNREAD = "nothing was read since"
    NO_BEFORE = "nothing was read before"
    NOT_SHOWN = "neither shows"
    BOTH = "both show"
    TOO_MUCH = "it rose by more"
    ELSEWHERE = "money moved elsewhere"
    BUYS = "the sub-account buys for itself"
    SET_BACK = "the clock was set back"


@frozen
class Resolution:
    """What an operator decided about an unknown outcome, why, and by which evidence.

    `ruling` is what was proposed then; `main` and `subaccount` are the balances last read since
    the sending, None where there was none.
    """

    applied: bool
    operator: Operator
    at: datetime
    because: str
    ruling: Ruling = Ruling.OPEN
    why: Why = Why.UNREAD
    main: Before | None = None
    subaccount: Before | None = None


class RunKind(StrEnum):
    """What several movements that were asked for with one yes are together."""

    TRANSFER = "transfer"
    PLAN = "plan"
    UNDO = "undo"


@frozen
class Link:
    """What a movement has to do with others.

    It is a leg of the run with the number `run`, takes back the movement with the number
    `undoes`, or was taken back by the one with the number `undone_by`.
    """

    kind: RunKind | None = None
    run: int | None = None
    undoes: int | None = None
    undone_by: int | None = None


@frozen
class Entry:
    """A movement as the journal holds it: who, when, where it stands, and what came back.

    `number` is what people quote; it is given when the movement starts to be sent. `link` says
    what it has to do with others.
    """

    movement: Movement
    state: State
    operator: Operator
    planned_at: datetime
    number: int | None = None
    sent_at: datetime | None = None
    settled_at: datetime | None = None
    main_before: Before | None = None
    subaccount_before: Before | None = None
    outcome: Outcome | None = None
    resolution: Resolution | None = None
    link: Link = Link()
    owner: str = field(default="", repr=False)

    @property
    def is_open(self) -> bool:
        """Whether it still locks its sub-account."""
        return self.state in OPEN_STATES

    @property
    def is_applied(self) -> bool:
        """Whether it moved its credit, as far as the platform or a person said so."""
        return self.state in APPLIED_STATES

    @property
    def at(self) -> datetime:
        """When it left, or was asked for if it never did (UTC)."""
        return self.sent_at or self.planned_at


class JournalProblem(StrEnum):
    """Why the journal cannot be written, so that nothing can be sent."""

    UNWRITABLE = "unwritable"
    FULL = "full"
    BUSY = "busy"
    DAMAGED = "damaged"
    NEWER = "newer"
    EXPOSED = "exposed"
    OTHER_ACCOUNT = "other account"
    RIVAL = "rival"
