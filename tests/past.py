"""What happened before: movements and balances put straight into a rehearsal's journal."""

from decimal import Decimal
from typing import Final

from smspartner_tui.core.movement import Direction, Movement, Outcome, Reason, State
from smspartner_tui.journal import Journal
from smspartner_tui.simulator import past
from tests.held import token_of
from tests.rehearsal import NADIA, Rehearsal

SILENT: Final = "Radio Silence (abouti)"
"""It applies every movement, and answers none."""


def came_to(state: State, reason: Reason, main: str = "", sub: str = "") -> Outcome:
    """An outcome with what comes with it; balances in euros where the reply told them."""
    return Outcome(
        state,
        reason,
        main_balance=Decimal(main) if main else None,
        subaccount_balance=Decimal(sub) if sub else None,
        currency="EUR" if main else "",
        code={State.CONFIRMED: 200, State.REJECTED: 8}.get(state),
        message="Crédit insufisant" if state is State.REJECTED else "",
        status=None if state is State.UNKNOWN else 200,
        seconds=30.0 if state is State.UNKNOWN else 0.3,
    )


def writes(
    journal: Journal,
    outcome: Outcome,
    name: str,
    amount: str,
    reference: str = "",
    direction: Direction = Direction.ADD,
) -> str:
    """Put a movement into the journal, and what came of it; its id."""
    # The hashes in the pictures cover it.
    count = journal._value("SELECT count(*) FROM movement")
    movement_id = f"{count:032x}"
    movement = Movement(movement_id, token_of(name), name, direction, Decimal(amount), reference)
    journal.begin(movement, lambda _situation: ())
    journal.settle(movement.id, outcome)
    return movement.id


def settled(rehearsal: Rehearsal) -> None:
    """A day and a half of two operators' movements, all settled."""
    now = rehearsal.clock.now
    done, refused = (State.CONFIRMED, Reason.SUCCESS), (State.REJECTED, Reason.REFUSED)
    with rehearsal.journal(NADIA) as theirs, rehearsal.journal() as ours:
        rehearsal.clock.advance(hours=-29)
        writes(theirs, came_to(*done, "3020.00", "240"), "Transports Kerjean", "200", "FA-2029")
        rehearsal.clock.advance(hours=3)
        doubt = writes(
            ours, came_to(State.UNKNOWN, Reason.DEADLINE), "Auto-école Centrale", "30", "FA-2028"
        )
        rehearsal.clock.advance(minutes=9)
        ours.resolve(doubt, applied=True, because="présent dans l'espace client")
        rehearsal.clock.advance(hours=20)
        writes(
            theirs,
            came_to(*done, "2978.40", "402.7"),
            "Camping des Îles",
            "50",
            "corrige",
            Direction.REMOVE,
        )
        writes(theirs, came_to(*refused), "Mairie de Vannes", "1300", "", Direction.REMOVE)
        rehearsal.clock.advance(hours=1)
        writes(ours, came_to(*done, "2925.10", "61.8"), "Garage Martin", "50", "FA-2031")
        # What it has more by now was credited elsewhere.
        token = token_of("Clinique Saint-Yves")
        less = rehearsal.bank.balance(token) - Decimal("36.40")
        ours.keep_balances(None, {token: less}, rehearsal.clock.now)
    rehearsal.clock.now = now


def half_spent(rehearsal: Rehearsal) -> None:
    """The same, and more than half of what was added last is spent by now."""
    settled(rehearsal)
    rehearsal.bank.spends("Garage Martin", "49")


def unanswered(rehearsal: Rehearsal) -> None:
    """A movement that was never answered, after balances that were read."""
    now = rehearsal.clock.now
    rehearsal.clock.advance(minutes=-3)
    with rehearsal.journal() as journal:
        token = token_of(SILENT)
        journal.keep_balances(Decimal("2919.20"), {token: Decimal("16.40")})
        rehearsal.clock.advance(seconds=20)
        writes(journal, came_to(State.UNKNOWN, Reason.DEADLINE), SILENT, "50", "FA-2032")
    rehearsal.bank.spends(SILENT, "-50")
    rehearsal.clock.now = now


def spent_for_weeks(rehearsal: Rehearsal) -> None:
    """Four weeks in which every client was read once a day, down to what the bank opens with."""
    with rehearsal.journal() as journal:
        journal.keep_past(past(rehearsal.clock.now))


def read_hours_ago(rehearsal: Rehearsal) -> None:
    """Some balances that were read three hours ago, and none since."""
    now = rehearsal.clock.now
    rehearsal.clock.advance(hours=-3)
    with rehearsal.journal() as journal:
        balances = {
            token_of(name): rehearsal.bank.balance(token_of(name))
            for name in ("Garage Martin", "Clinique Saint-Yves", "Mairie de Vannes")
        }
        journal.keep_balances(Decimal("2869.20"), balances)
    rehearsal.clock.now = now
