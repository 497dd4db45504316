"""Worlds in which all that a verdict takes for granted is so, drawn for hypothesis.

Balances fall by spending, and change otherwise by this journal's own movements only. What is
drawn as badly as that allows: when each movement was carried out, when each reading was asked
for, at which moment in between it was true, when it was answered, and whether to the cent.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Final, NamedTuple

from hypothesis import strategies as st

from smspartner_tui.core.money import CENT
from smspartner_tui.core.movement import Before, Direction, Entry, Movement, State
from smspartner_tui.core.operator import Operator
from smspartner_tui.core.verdict import Evidence, Sighting, late_until

DEADLINE: Final = 30.0
SENT: Final = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)
OURS, THEIRS = "7f6e", "9a8b"

_TICK: Final = timedelta(seconds=1)
_SLOWEST: Final = 10
_SETTLED_WITHIN: Final = 60
"""Seconds from the sending: more than the deadline, which runs from the first byte."""


class Change(NamedTuple):
    """What a balance changes by, in thousandths of a euro, and in which second."""

    at: int
    amount: int


class Drawn(NamedTuple):
    """A world as judged, and the truth: the second in which it was carried out, None if never."""

    evidence: Evidence
    applied_at: int | None


def second(at: datetime) -> int:
    """Seconds from the sending."""
    return (at - SENT) // _TICK


@st.composite
def worlds(draw: st.DrawFn) -> Drawn:
    """A world, and what its journal would have to judge by."""
    movement = _movement(draw, OURS)
    settled = draw(st.integers(1, _SETTLED_WITHIN))
    applied_at = draw(st.none() | st.integers(1, max(30, settled) + 120))
    others = [_other(draw) for _ in range(draw(st.integers(0, 3)))]
    changes: dict[str, list[Change]] = {"": _spent(draw), OURS: _spent(draw)}
    moved = [(other.movement, at) for other, at in others]
    for carried_out, at in [*moved, (movement, applied_at)]:
        if at is not None:
            changes[""].append(Change(at, _thousandths(carried_out.change_of_main)))
            if carried_out.token == OURS:
                changes[OURS].append(Change(at, _thousandths(carried_out.change_of_subaccount)))
    entry = Entry(
        movement,
        State.UNKNOWN,
        Operator("nadia"),
        SENT,
        sent_at=SENT,
        settled_at=SENT + _TICK * settled,
        main_before=_before(draw, changes[""]),
        subaccount_before=_before(draw, changes[OURS]),
    )
    evidence = Evidence(
        entry,
        _sightings(draw, changes[""]),
        _sightings(draw, changes[OURS]),
        tuple(other for other, _ in others),
    )
    return Drawn(evidence, applied_at)


def _movement(draw: st.DrawFn, token: str) -> Movement:
    amount = Decimal(draw(st.integers(1, 40) | st.integers(1, 4000))) * CENT
    return Movement("m", token, "Clinique", draw(st.sampled_from(Direction)), amount)


def _other(draw: st.DrawFn) -> tuple[Entry, int | None]:
    """Another movement, and when it was carried out, if it was."""
    token = draw(st.sampled_from([OURS, THEIRS]))
    state = draw(st.sampled_from(State))
    # On our own sub-account there is none after ours: it is locked.
    sent = draw(st.integers(-200, -1 if token == OURS else 200))
    settled = sent + draw(st.integers(1, _SETTLED_WITHIN))
    entry = Entry(
        _movement(draw, token),
        state,
        Operator("paul"),
        SENT + _TICK * sent,
        settled_at=None if state in {State.PLANNED, State.SENDING} else SENT + _TICK * settled,
    )
    if state in {State.PLANNED, State.REJECTED, State.NOT_SENT}:
        return entry, None
    if state is State.CONFIRMED:
        return entry, draw(st.integers(sent + 1, settled))
    latest = second(late_until(entry, DEADLINE))
    return entry, draw(st.none() | st.integers(sent + 1, latest))


def _spent(draw: st.DrawFn) -> list[Change]:
    least = draw(st.sampled_from([-1, -300, -20000]))
    spending = st.builds(Change, st.integers(-60, 220), st.integers(least, -1))
    return draw(st.lists(spending, max_size=8))


def _thousandths(amount: Decimal) -> int:
    return int(amount * 1000)


def _told(draw: st.DrawFn, changes: Sequence[Change], at: int) -> Decimal:
    """A balance as it is told in a second: to the thousandth or to the cent."""
    balance = 100_000 + sum(change.amount for change in changes if change.at <= at)
    amount = Decimal(balance) / 1000
    return amount.quantize(CENT, ROUND_FLOOR) if draw(st.booleans()) else amount


def _before(draw: st.DrawFn, changes: Sequence[Change]) -> Before | None:
    if draw(st.integers(0, 7)) == 0:
        return None
    asked = draw(st.integers(-60, 0))
    true_at = draw(st.integers(asked, min(0, asked + _SLOWEST)))
    return Before(_told(draw, changes, true_at), SENT + _TICK * asked)


def _sightings(draw: st.DrawFn, changes: Sequence[Change]) -> tuple[Sighting, ...]:
    """Readings of several operators, in the order in which they were asked for."""
    seen = []
    for asked in sorted(draw(st.lists(st.integers(1, 200), max_size=6))):
        true_at = asked + draw(st.integers(0, _SLOWEST))
        answered = draw(st.integers(true_at, asked + _SLOWEST))
        seen.append(
            Sighting(_told(draw, changes, true_at), SENT + _TICK * asked, SENT + _TICK * answered)
        )
    return tuple(seen)
