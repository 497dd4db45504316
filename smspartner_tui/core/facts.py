"""What happened, told once it is on the disk: past tense, values only.

The desk tells these to whoever asked to be told; it does not know whether that is a screen.
"""

from smspartner_tui.core.accounts import Balances, Reading
from smspartner_tui.core.frozen import frozen
from smspartner_tui.core.guards import Objection
from smspartner_tui.core.history import Rise
from smspartner_tui.core.movement import Entry, JournalProblem, Movement
from smspartner_tui.core.run import Run


@frozen
class BalancesRead:
    """A reading ended; `balances` is the newest that is known of every account now.

    `rises` are the balances that rose without this journal raising them.
    """

    reading: Reading
    balances: Balances
    rises: tuple[Rise, ...] = ()


@frozen
class PageRead:
    """A part of a reading came: balances of so many sub-accounts, of all that are announced."""

    balances: Balances
    count: int
    announced: int


@frozen
class BalancesSeen:
    """Another process saw newer balances; `balances` is the newest of every account now."""

    balances: Balances


@frozen
class MovementSent:
    """A movement is in the journal as `sending`, and leaves now."""

    entry: Entry


@frozen
class MovementWaits:
    """A movement waits, nothing of it sent: `holder` is on its way on the same main account."""

    movement: Movement
    holder: Entry | Run


@frozen
class MovementSettled:
    """A movement came to its outcome; `is_recorded` unless the journal could not be written."""

    entry: Entry
    balances: Balances
    is_recorded: bool = True


@frozen
class MovementStopped:
    """A movement was not sent and not numbered: a guard, the journal, or a program that ends."""

    movement: Movement
    objections: tuple[Objection, ...] = ()
    problem: JournalProblem | None = None


@frozen
class MovementResolved:
    """An operator decided about an unknown outcome."""

    entry: Entry


@frozen
class RunChanged:
    """A run began, came a leg further, was paused or ended, here or in another process."""

    run: Run


@frozen
class RunStopped:
    """A run was not begun, nor taken up again; nothing of it was sent.

    Because of the journal's `problem`, because `holder` holds the line, because the movement
    `undone_by` has undone what it is to undo, or, with none of these, because the program ends or
    somebody else has taken it up.
    """

    run: Run
    problem: JournalProblem | None = None
    holder: Entry | Run | None = None
    undone_by: int | None = None


@frozen
class RefusalContradicted:
    """The platform refused a movement, and yet the balance that only it could raise rose."""

    entry: Entry


@frozen
class ColleagueActed:
    """In another process a movement was sent, came to its outcome, or was decided about."""

    entry: Entry


MovementChanged = MovementSettled | MovementResolved | ColleagueActed
"""How a movement stands now, once it is sent: each of them holds its `entry`."""

Fact = (
    BalancesRead
    | PageRead
    | BalancesSeen
    | MovementSent
    | MovementWaits
    | MovementSettled
    | MovementStopped
    | MovementResolved
    | RunChanged
    | RunStopped
    | RefusalContradicted
    | ColleagueActed
)
