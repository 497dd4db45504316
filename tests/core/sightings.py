"""Evidence about a movement in doubt, written as short texts of balances and seconds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from smspartner_tui.core.movement import Before, Direction, Entry, Movement, Ruling, State, Why
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.verdict import Evidence, Sighting, Verdict

NOON: Final = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)
TOKEN: Final = "7f6e5d4c3b2a7be2"
OTHER_TOKEN: Final = "9a8b7c6d5e4f3a2b"
DEADLINE: Final = 30.0

NO_EFFECT: Final = (Ruling.NOT_APPLIED, Why.HELD)
SO_FAR: Final = (Ruling.PROVISIONAL, Why.HELD)
WENT_THROUGH: Final = (Ruling.APPLIED, Why.ROSE)
NOT_SHOWN: Final = (Ruling.OPEN, Why.NOT_SHOWN)


def at(seconds: str | float) -> datetime:
    """A time, in seconds from the sending."""
    return NOON + timedelta(seconds=float(seconds))


def entry_of(direction: Direction, amount: str = "50", token: str = TOKEN) -> Entry:
    """A movement in doubt; the amount in euros."""
    movement = Movement("m1", token, "Clinique", direction, Decimal(amount))
    return Entry(movement, State.UNKNOWN, Operator("paul"), NOON, sent_at=NOON)


def seen_as(text: str) -> tuple[Before | None, tuple[Sighting, ...]]:
    """Read `before, 60@40, 61@45-47`: a balance asked for 20 s ago, then others with when.

    One second until it is answered, if it is not said; `-` where there is none from before.
    """
    first, *since = text.split(", ")
    seen = []
    for one in since:
        amount, when = one.split("@")
        asked, _, answered = when.partition("-")
        by = answered or str(float(asked) + 1)
        seen.append(Sighting(Decimal(amount), at(asked), at(by)))
    before = None if first == "-" else Before(Decimal(first), at(-20))
    return before, tuple(seen)


def evidence_of(
    direction: Direction, raised: str, lowered: str, others: Sequence[Entry] = ()
) -> Evidence:
    """Evidence about 50 euros: the account to be raised by them, and the one that pays."""
    is_add = direction is Direction.ADD
    main, subaccount = map(seen_as, (lowered, raised) if is_add else (raised, lowered))
    entry = replace(entry_of(direction), main_before=main[0], subaccount_before=subaccount[0])
    return Evidence(entry, main[1], subaccount[1], tuple(others))


def found_in(verdict: Verdict) -> tuple[Ruling, Why]:
    """What a verdict proposes, and why."""
    return verdict.ruling, verdict.why
